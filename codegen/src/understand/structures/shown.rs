//! Rows whose type states only that the value is a list, while examples show an object; rows without a type, for which
//! they show scalars of one kind; and single rows that stand for keys that vary ([`keys`]).
//!
//! Only a bare word for lists, or a list of something that the page does not describe, is overridden, and only if every
//! value that the page shows is an object: the page does not say what the list contains, and the example shows the
//! whole. Nothing else is taken from an example here.

mod keys;

use std::cell::{OnceCell, RefCell};
use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::Making;
use crate::ir::{ExampleContent, Inferred, Kind};
use crate::understand::draft::DraftRef;
use crate::understand::facts::About;
use crate::understand::ids::{RowId, TableId};
use crate::understand::page::Page;
use crate::understand::placement::Role;
use crate::understand::shown::objects;
use crate::vocabulary::Side;
use crate::vocabulary::language::Word;
use crate::vocabulary::type_expr::TypeExpr;

pub(super) use keys::of_table as keys;

/// The kind of a value in an example. `null` is left out: it does not show the type.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Shown {
    Boolean,
    String,
    Integer,
    Number,
    List,
    Object,
}

impl Shown {
    fn of(value: &Value) -> Option<Self> {
        match value {
            Value::Null => None,
            Value::Bool(_) => Some(Self::Boolean),
            Value::String(_) => Some(Self::String),
            Value::Number(number) if number.is_f64() => Some(Self::Number),
            Value::Number(_) => Some(Self::Integer),
            Value::Array(_) => Some(Self::List),
            Value::Object(_) => Some(Self::Object),
        }
    }
}

/// What examples show for a field, and for the fields in it or in the elements of its list.
#[derive(Debug, Default)]
struct Field<'p> {
    shown: BTreeSet<Shown>,
    fields: BTreeMap<&'p str, Self>,
}

impl<'p> Field<'p> {
    fn add(&mut self, value: &'p Value) {
        self.shown.extend(Shown::of(value));
        for (name, inner) in objects(value).flatten() {
            self.fields.entry(name).or_default().add(inner);
        }
    }
}

/// What the examples of a page show, by side. All examples of a side are walked once, on the first request.
#[derive(Debug, Default)]
pub(super) struct Examples<'p> {
    sent: OnceCell<Field<'p>>,
    received: OnceCell<Field<'p>>,
    /// What is known of tables whose row may stand for keys.
    keyed: RefCell<BTreeMap<TableId, Option<Inferred>>>,
}

/// A name on a path; `None` for any.
type Name<'p> = Option<&'p str>;

impl<'p> Examples<'p> {
    /// What they show at the end of a path of names.
    fn at<'s>(&'s self, page: &Page<'p>, side: Option<Side>, path: &[Name<'_>]) -> Vec<&'s Field<'p>> {
        let of_side = match side {
            Some(Side::Request) => &self.sent,
            Some(Side::Response) => &self.received,
            None => return Vec::new(),
        };
        let root = of_side.get_or_init(|| {
            let mut root = Field::default();
            for example in page.examples(side) {
                if let ExampleContent::Json(value) = &example.content {
                    root.add(value);
                }
            }
            root
        });
        path.iter().fold(vec![root], |fields, name| match name {
            Some(name) => fields.into_iter().filter_map(|field| field.fields.get(*name)).collect(),
            None => fields.into_iter().flat_map(|field| field.fields.values()).collect(),
        })
    }
}

/// What the page's examples show for a row.
fn of_row(making: &Making<'_>, row: RowId) -> Option<BTreeSet<Shown>> {
    let fields = making.examples.at(making.page, making.page.side(row.table), &path_to(making, row)?);
    (!fields.is_empty()).then(|| fields.into_iter().flat_map(|field| &field.shown).copied().collect())
}

/// Whether the page's examples show only objects for a row that a bare word calls a list.
pub(super) fn as_object(making: &Making<'_>, row: RowId) -> bool {
    let fact = &making.facts[row];
    // A list of a structure that the page has no table for is equally vague.
    let vague = match &fact.type_ {
        Some(TypeExpr::Word(Word::Array)) => true,
        Some(TypeExpr::Array(inner)) => {
            matches!(**inner, TypeExpr::Named(_)) && making.placement.targets[row].is_none()
        }
        _ => false,
    };
    let counted = fact.path.last().is_some_and(|last| last.list || last.indexed);
    let asks = vague && fact.about == About::Field && !counted;
    asks && of_row(making, row).is_some_and(|shown| shown.iter().eq([&Shown::Object]))
}

/// Whether the page's examples show only lists for a row.
pub(super) fn as_list(making: &Making<'_>, row: RowId) -> bool {
    of_row(making, row).is_some_and(|shown| shown.iter().eq([&Shown::List]))
}

/// The common scalar kind of all values that the page's examples show for a row without a stated type.
pub(super) fn scalar(making: &Making<'_>, row: RowId) -> Option<Kind<DraftRef>> {
    let fact = &making.facts[row];
    if fact.type_.is_some() || fact.about != About::Field || making.placement.targets[row].is_some() {
        return None;
    }
    let shown: Vec<Shown> = of_row(making, row)?.into_iter().collect();
    match shown.as_slice() {
        [Shown::Boolean] => Some(Kind::Boolean),
        [Shown::String] => Some(Kind::string()),
        [Shown::Integer] => Some(Kind::integer()),
        [Shown::Number] | [Shown::Integer, Shown::Number] => Some(Kind::Number),
        _ => None,
    }
}

/// The names from the root of the operation to a row's field; `None` for a row to which no root leads.
fn path_to<'m>(making: &'m Making<'_>, row: RowId) -> Option<Vec<Name<'m>>> {
    let names = |row: RowId| making.facts[row].path.iter().rev().map(|step| Some(step.name.as_str()));
    let tables = &making.placement.tables;
    let mut reversed: Vec<Name<'_>> = names(row).collect();
    let mut table = row.table;
    // A structure may contain itself: no path is longer than the number of tables.
    for _ in tables.tables() {
        table = tables[table].case_of.unwrap_or(table);
        if tables[table].role == Role::Root {
            reversed.reverse();
            return Some(reversed);
        }
        if let Some(&parent) = tables[table].rows.first() {
            match keys(making, parent.table) {
                Some(_) => reversed.push(None),
                None => reversed.extend(names(parent)),
            }
            table = parent.table;
        } else {
            let implied = making.placement.implied.iter().find(|implied| implied.table == table)?;
            reversed.push(Some(&implied.name));
            table = implied.parent;
        }
    }
    None
}

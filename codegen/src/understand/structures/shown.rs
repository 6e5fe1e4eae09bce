//! Rows whose type says no more than that the value is a list, where examples show an object; and rows without a type, where
//! they show scalars of one kind.
//!
//! Only a bare word for lists gives way, or a list of what the page does not describe, and only where every value that the
//! page shows is an object: a list of what, the page does not say, and the example shows the whole. Nothing else is taken
//! from an example here.

use serde_json::Value;

use super::Making;
use crate::ir::{ExampleContent, Kind};
use crate::understand::draft::DraftRef;
use crate::understand::facts::About;
use crate::understand::ids::RowId;
use crate::understand::placement::Role;
use crate::understand::shown;
use crate::vocabulary::language::Word;
use crate::vocabulary::type_expr::TypeExpr;

/// Whether the page's examples show objects, and nothing else, for a row that a bare word calls a list.
pub(super) fn as_object(making: &Making<'_>, row: RowId) -> bool {
    let fact = &making.facts[row];
    // A list of a structure that the page has no table for says as little.
    let vague = match &fact.type_ {
        Some(TypeExpr::Word(Word::Array)) => true,
        Some(TypeExpr::Array(inner)) => {
            matches!(**inner, TypeExpr::Named(_)) && making.placement.targets[row].is_none()
        }
        _ => false,
    };
    let bare = vague && fact.about == About::Field;
    let counted = fact.path.last().is_some_and(|last| last.list || last.indexed);
    let Some(path) = (bare && !counted).then(|| path_to(making, row)).flatten() else { return false };
    let examples = making.page.examples(making.page.side(row.table)).filter_map(|example| match &example.content {
        ExampleContent::Json(value) => Some(value),
        _ => None,
    });
    let shown: Vec<&Value> = examples.flat_map(|value| shown::at(value, &path)).filter(|it| !it.is_null()).collect();
    !shown.is_empty() && shown.iter().all(|value| value.is_object())
}

/// The scalar that all values are that the page's examples show for a row of which no type is stated.
pub(super) fn scalar(making: &Making<'_>, row: RowId) -> Option<Kind<DraftRef>> {
    let fact = &making.facts[row];
    let open = fact.type_.is_none() && fact.about == About::Field && making.placement.targets[row].is_none();
    let path = open.then(|| path_to(making, row)).flatten()?;
    let examples = making.page.examples(making.page.side(row.table)).filter_map(|example| match &example.content {
        ExampleContent::Json(value) => Some(value),
        _ => None,
    });
    let mut shown = examples.flat_map(|value| shown::at(value, &path)).filter(|it| !it.is_null()).peekable();
    let kind = match shown.peek()? {
        Value::Bool(_) => Kind::Boolean,
        Value::String(_) => Kind::string(),
        Value::Number(number) if !number.is_f64() => Kind::integer(),
        Value::Number(_) => Kind::Number,
        Value::Array(_) | Value::Object(_) | Value::Null => return None,
    };
    let fits = |value: &Value| match (&kind, value) {
        (Kind::Boolean, Value::Bool(_))
        | (Kind::String { .. }, Value::String(_))
        | (Kind::Number, Value::Number(_)) => true,
        (_, Value::Number(number)) => matches!(kind, Kind::Integer { .. }) && !number.is_f64(),
        _ => false,
    };
    shown.all(fits).then_some(kind)
}

/// The names from the root of the operation to a row's field; nothing for a row that no root leads to.
fn path_to<'m>(making: &'m Making<'_>, row: RowId) -> Option<Vec<&'m str>> {
    let names = |row: RowId| making.facts[row].path.iter().rev().map(|step| step.name.as_str());
    let tables = &making.placement.tables;
    let mut reversed: Vec<&str> = names(row).collect();
    let mut table = row.table;
    // A structure may hold itself: no way is longer than there are tables.
    for _ in tables.tables() {
        table = tables[table].case_of.unwrap_or(table);
        if tables[table].role == Role::Root {
            reversed.reverse();
            return Some(reversed);
        }
        if let Some(&parent) = tables[table].rows.first() {
            reversed.extend(names(parent));
            table = parent.table;
        } else {
            let implied = making.placement.implied.iter().find(|implied| implied.table == table)?;
            reversed.push(&implied.name);
            table = implied.parent;
        }
    }
    None
}

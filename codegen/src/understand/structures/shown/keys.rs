//! Tables of one row that names no field: the object that they describe is a map, and the row describes its values.
//!
//! A name of words (`Network of the lamp`) is a description of the keys. A name like any other may stand for keys, too:
//! examples show several things in its place, or one of another name, of the same shape. Only a value with parts has
//! a distinctive shape; the name of a text may just be misspelt.

use super::{Making, Name, Shown, path_to};
use crate::ir::Inferred;
use crate::understand::facts::{About, Fact};
use crate::understand::ids::{RowId, TableId};
use crate::understand::page::Page;
use crate::understand::placement::Role;
use crate::vocabulary::language::Word;
use crate::vocabulary::type_expr::TypeExpr;
use crate::vocabulary::{Place, Side};

/// The evidence that the row of a table stands for keys that vary; `None` for a table of fields.
pub(in crate::understand::structures) fn of_table(making: &Making<'_>, table: TableId) -> Option<Inferred> {
    if let Some(known) = making.examples.keyed.borrow().get(&table) {
        return known.clone();
    }
    // A structure may contain itself.
    making.examples.keyed.borrow_mut().insert(table, None);
    let found = evidence(making, table);
    making.examples.keyed.borrow_mut().insert(table, found.clone());
    found
}

fn evidence(making: &Making<'_>, table: TableId) -> Option<Inferred> {
    let [fact] = making.facts[table].as_slice() else { return None };
    let [step] = fact.path.as_slice() else { return None };
    if fact.about != About::Field || step.list || step.indexed || !is_of_body(making, table) {
        return None;
    }
    let described = is_described(&step.name, making.page);
    let shape = shape(fact);
    let has_parts = shape == [Shown::List] || shape == [Shown::Object];
    let is_root = making.placement.tables[table].role == Role::Root;
    if !described && (is_root || !has_parts) {
        return None;
    }
    let mut path: Vec<Name<'_>> = path_to(making, RowId { table, row: 0 }).unwrap_or_default();
    let is_known = path.pop().is_some();
    let around = making.examples.at(making.page, making.page.side(table).filter(|_| is_known), &path);
    let shown: Vec<_> = around.into_iter().flat_map(|field| &field.fields).collect();
    let fits =
        shown.iter().all(|(_, field)| !field.shown.is_empty() && field.shown.iter().all(|it| shape.contains(it)));
    let named = shown.iter().any(|(name, _)| **name == step.name);
    if described {
        return fits.then_some(Inferred::KeysSpokenOf);
    }
    (fits && !shown.is_empty() && !named).then_some(Inferred::KeysByExample)
}

/// Whether a table's row goes into a body: nothing else has keys.
fn is_of_body(making: &Making<'_>, table: TableId) -> bool {
    let place = making.page.tables[table].facets.place;
    let is_root = making.placement.tables[table].role == Role::Root;
    match place {
        Some(Place::Body) => true,
        Some(_) => false,
        None => !is_root || making.page.side(table) == Some(Side::Response),
    }
}

/// Whether a name is words and no name: it has letters in which no name is written, or several words beside a note in
/// parentheses.
fn is_described(name: &str, page: &Page<'_>) -> bool {
    let plain = name.split(['(', '（']).next().unwrap_or(name).trim();
    plain.contains(char::is_whitespace) || plain.chars().any(|c| page.vocabulary.phrases.is_native(c))
}

/// What examples can show of a value of a row's type.
fn shape(fact: &Fact) -> &'static [Shown] {
    const SCALARS: [Shown; 4] = [Shown::Boolean, Shown::String, Shown::Integer, Shown::Number];
    const ALL: [Shown; 6] = [Shown::Boolean, Shown::String, Shown::Integer, Shown::Number, Shown::List, Shown::Object];
    match &fact.type_ {
        Some(TypeExpr::Word(Word::Any)) => &ALL,
        Some(TypeExpr::Array(_) | TypeExpr::Word(Word::Array)) => &[Shown::List],
        Some(TypeExpr::Word(Word::ObjectOrArray)) => &[Shown::List, Shown::Object],
        Some(TypeExpr::Word(word)) if word.is_scalar() => &SCALARS,
        Some(TypeExpr::Map(_) | TypeExpr::Keyed) => &[Shown::Object],
        Some(type_) if type_.may_have_fields() => &[Shown::Object],
        _ => &ALL,
    }
}

//! Tables whose dotted names all begin with the path of the field that they are about: `data.n.id` below a row `data`.
//!
//! Such a table lists the fields of that row, whatever its caption says, and its own names are cut to the part below
//! the row. A table with a single name that is the row's own with an index (`data.n.ids.n`) describes its elements.
//! Where no row has the path, the names are whole paths, and the table stands by itself.

use super::facts::{About, Fact, Facts};
use super::ids::{PerTable, RowId, TableId};
use super::page::Page;
use crate::text::fold;
use crate::vocabulary::type_expr::TypeExpr;

/// The common prefix of a table's names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Head {
    /// No common prefix, or one that means nothing.
    Nothing,
    /// The path of a row of another table, which was removed.
    Row(RowId),
    /// A name in the caption, label or heading that no row has: the names are whole paths.
    Whole,
}

/// The common prefix of each table's names, and the rows with their names below it.
pub(super) fn of(page: &Page<'_>, mut facts: Facts) -> (Facts, PerTable<Head>) {
    let mut heads: PerTable<Head> = facts.tables().map(|_| Head::Nothing).collect();
    let nesting = &page.vocabulary.vendor.nesting;
    if !nesting.dotted_names && !nesting.bracketed_names {
        return (facts, heads);
    }
    for table in facts.tables() {
        let whole = of_elements(&facts[table]);
        let length = shared(&facts[table]);
        let found = whole.into_iter().chain((1..=length).rev()).find_map(|length| {
            let row = row_of(page, &facts, &heads, table, length)?;
            heads.iter().all(|(_, head)| *head != Head::Row(row)).then_some((row, length))
        });
        if let Some((row, length)) = found {
            heads[table] = Head::Row(row);
            for fact in &mut facts[table] {
                fact.path.drain(..length);
                if fact.path.is_empty() {
                    fact.about = About::Whole;
                }
            }
        } else if length > 0 && names_first(page, &facts, table) && !is_listed(page, &facts, table) {
            heads[table] = Head::Whole;
        }
    }
    (facts, heads)
}

/// The number of names in the path of a table's only row, if it ends in an index: the row may be about a list's
/// elements.
fn of_elements(facts: &[Fact]) -> Option<usize> {
    let [fact] = facts else { return None };
    fact.path.last().filter(|last| last.indexed && fact.path.len() > 1 && fact.about == About::Field)?;
    Some(fact.path.len())
}

/// The number of names with which the paths of all rows begin, if all of them are longer.
fn shared(facts: &[Fact]) -> usize {
    let Some((first, rest)) = facts.split_first() else { return 0 };
    if facts.iter().any(|fact| fact.about != About::Field) {
        return 0;
    }
    rest.iter().fold(first.parents().len(), |length, fact| {
        let alike = fact.parents().iter().zip(first.parents()).take_while(|(one, other)| one.name == other.name);
        alike.count().min(length)
    })
}

/// The row of an earlier table of the part whose path ends with the common prefix of a table's names; the nearest one.
fn row_of(page: &Page<'_>, facts: &Facts, heads: &PerTable<Head>, table: TableId, length: usize) -> Option<RowId> {
    let head = &facts[table].first()?.path[..length];
    let is_head = |row: RowId, fact: &Fact| {
        let mut above = upwards(facts, heads, row);
        fact.about == About::Field
            && fact.type_.as_ref().is_none_or(TypeExpr::may_have_fields)
            && head.iter().rev().all(|step| above.next() == Some(step.name.as_str()))
    };
    let part = page.tables[table].part;
    let earlier = facts.tables().take_while(|&other| other < table).filter(|&other| page.tables[other].part == part);
    earlier.flat_map(|other| facts.rows(other)).filter(|(row, fact)| is_head(*row, fact)).map(|(row, _)| row).last()
}

/// The names from a row up to the root of its table's own place, its own first.
fn upwards<'f>(facts: &'f Facts, heads: &'f PerTable<Head>, row: RowId) -> impl Iterator<Item = &'f str> {
    let above = |row: &RowId| match heads[row.table] {
        Head::Row(above) => Some(above),
        Head::Nothing | Head::Whole => None,
    };
    std::iter::successors(Some(row), above).flat_map(|row| facts[row].path.iter().rev().map(|step| step.name.as_str()))
}

/// Whether caption, label or heading name the common prefix of a table's names.
fn names_first(page: &Page<'_>, facts: &Facts, table: TableId) -> bool {
    let first = facts[table].first().and_then(|fact| fact.path.first());
    first.is_some_and(|first| page.tables[table].names.iter().any(|name| fold(name) == fold(&first.name)))
}

/// Whether a row of another table of the same side has the common prefix of a table's names as its name.
fn is_listed(page: &Page<'_>, facts: &Facts, table: TableId) -> bool {
    let first = facts[table].first().and_then(|fact| fact.path.first());
    let mut others = facts.all_rows().filter(|(row, _)| row.table != table && page.side(row.table) == page.side(table));
    others.any(|(_, fact)| first.is_some_and(|first| fold(fact.name()) == fold(&first.name)))
}

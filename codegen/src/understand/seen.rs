//! The rows of a page as this pass sees them, for [`explain`](crate::explain), which shows them and decides nothing.

use super::facts::{self, Fact};
use super::ids::TableId;
use super::notes::Notes;
use super::page::Page;
use super::placement::{self, Alternative, Placed, Role};
use super::{constraints, ids::RowId};
use crate::document::FlatText;
use crate::ir::RowMark;
use crate::read::{Ledger, RawPage, RawRow};
use crate::source::{Source, Span};
use crate::vocabulary::Vocabulary;

/// A row of a table of parameters.
pub(crate) struct SeenRow {
    /// The row's bytes.
    pub(crate) span: Span,
    /// The caption or label of its table.
    pub(crate) table: Option<String>,
    /// The role of its table in the operation, the evidence, and the evidence against it: a line each.
    pub(crate) placed: Vec<String>,
    /// The role of each column, and the cell's text.
    pub(crate) cells: Vec<(&'static str, String)>,
    /// The unknown titles of columns in which the row has text.
    pub(crate) others: Vec<String>,
    /// The marks of the fields that its names stand for.
    pub(crate) fields: Vec<RowMark>,
    /// The prose to which phrases are applied.
    pub(crate) description: FlatText,
    /// The statements found in it.
    pub(crate) statements: Vec<constraints::Statement>,
}

/// All rows of tables of parameters, in order.
pub(crate) fn seen_rows(source: &Source, raw: &RawPage, vocabulary: &Vocabulary) -> Vec<SeenRow> {
    // Diagnostics are reported where the page is understood.
    let mut notes = Notes::new(source, Vec::new(), Ledger::default());
    let memo = constraints::Memo::default();
    let page = Page::new(source, raw, vocabulary, &memo);
    let (facts, heads) = super::rows(&page, &mut notes);
    let placement = placement::place(&page, &facts, &heads, &mut notes);
    let mut rows = Vec::new();
    for (table, raw) in page.tables.iter() {
        let placed = placed(&page, &facts, table, &placement.tables[table]);
        let of_table: Vec<(RowId, &Fact)> = facts.rows(table).collect();
        for facts in of_table.chunk_by(|(_, a), (_, b)| a.of_row == b.of_row) {
            let Some((fact, row)) = facts.first().and_then(|(_, fact)| Some((fact, raw.rows.get(fact.of_row)?))) else {
                continue;
            };
            rows.push(SeenRow {
                span: row.span,
                table: caption(&page, table),
                placed: placed.clone(),
                cells: cells(row),
                others: row
                    .other
                    .iter()
                    .filter(|(_, cell)| !cell.text.is_empty())
                    .map(|(title, _)| title.clone())
                    .collect(),
                fields: facts.iter().map(|(id, _)| id.mark()).collect(),
                description: fact.description.clone(),
                statements: constraints::of_fact(fact, &page),
            });
        }
    }
    rows
}

fn caption(page: &Page<'_>, table: TableId) -> Option<String> {
    let raw = page.tables[table];
    raw.caption.clone().or_else(|| raw.label.clone()).or_else(|| raw.names.first().cloned())
}

/// The role of a table in words.
fn placed(page: &Page<'_>, facts: &facts::Facts, table: TableId, placed: &Placed) -> Vec<String> {
    let line = |span: Span| page.origin(span).line;
    let row = |id: &RowId| format!("`{}` (line {})", facts[*id].name(), line(facts[*id].span));
    let other = |id: TableId| {
        let name = caption(page, id).unwrap_or_else(|| "a table without caption".to_owned());
        format!("`{name}` (line {})", line(page.tables[id].span))
    };
    let what = match (placed.case_of, placed.role, placed.rows.first()) {
        (Some(of), ..) => format!("another case of {}", other(of)),
        (_, Role::Root, _) => match page.side(table) {
            Some(side) => format!("a root of the {}", format!("{side:?}").to_lowercase()),
            None => "a root".to_owned(),
        },
        (_, Role::Nested, Some(first)) => format!("the fields of {}", row(first)),
        (_, Role::Nested, None) => "the fields of what an example shows".to_owned(),
        (_, Role::Unplaced, Some(first)) => format!("left out: the fields of {}, which no root leads to", row(first)),
        (_, Role::Unplaced, None) => "left out".to_owned(),
    };
    let mut lines = vec![format!("{what}, by {}", placed.evidence)];
    for weighed in &placed.against {
        let instead = match weighed.for_ {
            Alternative::Root => "a root".to_owned(),
            Alternative::FieldsOf(id) => format!("the fields of {}", row(&id)),
            Alternative::Instead(id) => format!("{} in its place", other(id)),
        };
        lines.push(format!("against it: {instead}, by {}", weighed.evidence));
    }
    lines
}

fn cells(row: &RawRow) -> Vec<(&'static str, String)> {
    let fixed = [
        ("name", Some(&row.name)),
        ("name inside", row.child.as_ref()),
        ("type", row.type_.as_ref()),
        ("required", row.required.as_ref()),
        ("default", row.default.as_ref()),
        ("constraint", row.constraint.as_ref()),
        ("location", row.location.as_ref()),
        ("description", Some(&row.description)),
    ];
    let others = row.other.iter().map(|(_, cell)| ("other", cell));
    let fixed = fixed.into_iter().filter_map(|(column, cell)| cell.map(|cell| (column, cell)));
    fixed.chain(others).map(|(column, cell)| (column, cell.plain())).filter(|(_, text)| !text.is_empty()).collect()
}

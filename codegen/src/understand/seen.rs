//! The rows of a page as this pass sees them, for [`explain`](crate::explain): it shows them and decides nothing.

use super::{constraints, facts};
use crate::document::FlatText;
use crate::read::{RawPage, RawRow};
use crate::source::{Source, Span};
use crate::vocabulary::Vocabulary;

/// A row of a table of parameters.
pub(crate) struct SeenRow {
    /// The row's bytes.
    pub(crate) span: Span,
    /// The caption or label of its table.
    pub(crate) table: Option<String>,
    /// What each column is, and the cell's text.
    pub(crate) cells: Vec<(&'static str, String)>,
    /// Where the names stand.
    pub(crate) names: Vec<Span>,
    /// The prose that phrases are tried on.
    pub(crate) description: FlatText,
    /// What they find.
    pub(crate) statements: Vec<constraints::Statement>,
}

/// All rows of tables of parameters, in order.
pub(crate) fn seen_rows(source: &Source, raw: &RawPage, vocabulary: &Vocabulary) -> Vec<SeenRow> {
    let (facts, _) = facts::of(source, raw, vocabulary);
    let mut rows = Vec::new();
    for (table, facts) in raw.tables.iter().zip(facts) {
        for row in &table.rows {
            let mut own = facts.iter().filter(|fact| fact.span == row.span);
            let Some(fact) = own.next() else { continue };
            rows.push(SeenRow {
                span: row.span,
                table: table.caption.clone().or_else(|| table.label.clone()).or_else(|| table.names.first().cloned()),
                cells: cells(row),
                names: std::iter::once(fact).chain(own).map(|fact| fact.name_span).collect(),
                description: fact.description.clone(),
                statements: constraints::of_fact(fact, &vocabulary.phrases),
            });
        }
    }
    rows
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

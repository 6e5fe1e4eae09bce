//! Tables of a field's values, on pages that exist for such tables: a heading that names the field, the values below.
//!
//! The vendor's file defines these headings and columns (`value-pages`). Nothing here knows which fields refer to the
//! page: [`crate::resolve`] joins them.

use crate::document::{BlockKind, Document};
use crate::source::Span;
use crate::text::fold_label;
use crate::vocabulary::Vocabulary;

/// The values of a field, as a table lists them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RawValues {
    /// The field's name.
    pub field: String,
    /// Each value with its meaning.
    pub values: Vec<(String, Option<String>)>,
    /// The table's bytes.
    pub span: Span,
}

/// Reads the tables of values of a page.
pub(super) fn read(document: &Document, vocabulary: &Vocabulary) -> Vec<RawValues> {
    let (Some(pages), Some(pattern)) = (&vocabulary.vendor.value_pages, &vocabulary.patterns.value_heading) else {
        return Vec::new();
    };
    let columns: Vec<String> = pages.columns.iter().map(|title| fold_label(title)).collect();
    let mut field: Option<String> = None;
    let mut found = Vec::new();
    for block in &document.blocks {
        match &block.kind {
            BlockKind::Heading { text, .. } => {
                let heading = text.text();
                field =
                    pattern.captures(heading.trim()).and_then(|found| Some(found.name("field")?.as_str().to_owned()));
            }
            BlockKind::Table(table) => {
                let (Some(field), Some(header)) = (&field, table.header.last()) else { continue };
                let title = |cell: &crate::document::Cell| columns.contains(&fold_label(&cell.text()));
                let Some(column) = header.cells.iter().position(title) else { continue };
                let values: Vec<_> = table
                    .rows
                    .iter()
                    .filter_map(|row| {
                        let text = |at: usize| row.cells.get(at).map(|cell| cell.text().trim().to_owned());
                        let value = text(column).filter(|value| !value.is_empty())?;
                        Some((value, text(column + 1).filter(|meaning| !meaning.is_empty())))
                    })
                    .collect();
                if !values.is_empty() {
                    found.push(RawValues { field: field.clone(), values, span: block.span });
                }
            }
            _ => {}
        }
    }
    found
}

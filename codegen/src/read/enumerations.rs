//! Tables that list the values of something, such as a kind, a mode or a set of flags, and that are targets of links.
//!
//! A table lists values where it has a column of values and none of types, or where its columns are not those of a
//! table of parameters: then its first column has the values. Only tables that links can reach are read, on pages and
//! units without operations, and in sections of their own beside an operation. [`crate::resolve`] decides which fields
//! have the values.

use super::RawPage;
use super::outline::TableItem;
use crate::document::{Cell, Row};
use crate::source::Span;
use crate::vocabulary::{Column, Vocabulary};

/// The values of something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RawEnumeration {
    /// The anchors of the list.
    pub anchors: Vec<String>,
    /// Each value with its meaning.
    pub values: Vec<(String, Option<String>)>,
    /// The table's bytes.
    pub span: Span,
}

/// The column of values of a table that lists them in a column of its own. A column of types that contains only numbers
/// is one: "Type" is also used as a title for the values of a type.
pub(super) fn column(
    titles: &[String],
    roles: &[Option<Column>],
    rows: &[&Row],
    vocabulary: &Vocabulary,
) -> Option<usize> {
    if roles.contains(&Some(Column::Required)) {
        return None;
    }
    if let Some(column) = roles.iter().position(|role| *role == Some(Column::Type)) {
        let is_number = |row: &&Row| {
            let text = row.cells.get(column).map(Cell::text).unwrap_or_default();
            !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
        };
        if rows.iter().all(is_number) {
            return Some(column);
        }
        if roles.contains(&Some(Column::Name)) {
            return None;
        }
    }
    titles.iter().position(|title| vocabulary.is_value_column(title))
}

/// Reads a table whose values are in a column.
pub(super) fn read(item: &TableItem<'_>, span: Span, rows: &[&Row], column: usize, page: &mut RawPage) {
    let mut anchors = item.anchors.clone();
    anchors.extend(item.above.iter().filter(|anchor| !page.section_anchors.contains(*anchor)).cloned());
    let values: Vec<_> = rows
        .iter()
        .filter_map(|row| {
            let text = |cell: &Cell| Some(cell.text().trim().to_owned()).filter(|text| !text.is_empty());
            let value = row.cells.get(column).and_then(text)?;
            let others = row.cells.iter().enumerate().filter(|(at, _)| *at != column);
            let meaning: Vec<String> = others.filter_map(|(_, cell)| text(cell)).collect();
            Some((value, Some(meaning.join(": ")).filter(|meaning| !meaning.is_empty())))
        })
        .collect();
    if !anchors.is_empty() && !values.is_empty() {
        page.enumerations.push(RawEnumeration { anchors, values, span });
    }
}

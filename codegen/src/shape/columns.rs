//! Tables whose columns are known by position, and descriptions that begin with what other tables have in columns of
//! their own.

use crate::document::{Block, BlockKind, Cell, Row, Table};
use crate::source::Span;
use crate::vocabulary::Column;

use super::Shaper;

impl Shaper<'_> {
    /// Gives a table the columns that follow from their position or from its prose.
    pub(super) fn columns(&self, table: &mut Table, span: Span) {
        self.titles_by_place(table, span);
        self.columns_of_prose(table);
    }

    /// A table without any known title gets the titles that the vendor's file has for its number of columns.
    fn titles_by_place(&self, table: &mut Table, span: Span) {
        let layout = &self.vocabulary.vendor.layout;
        if layout.positions.is_empty() {
            return;
        }
        let named = |row: &Row| row.cells.iter().any(|cell| self.vocabulary.column(&cell.text()).is_some());
        let Some(width) = table.rows.first().map(|row| row.cells.len()) else { return };
        if table.header.last().is_some_and(|row| row.cells.iter().any(|cell| !cell.is_empty()))
            || table.rows.first().is_some_and(named)
        {
            return;
        }
        let Some(titles) = layout.positions.iter().find(|titles| titles.len() == width) else { return };
        let cells = titles.iter().map(|title| super::parameters::cell(title, Span::at(span.start as usize))).collect();
        table.header = vec![Row { span: Span::at(span.start as usize), cells, fits: true }];
    }

    /// Extracts a column of types and one of requiredness from descriptions that begin with them.
    fn columns_of_prose(&self, table: &mut Table) {
        if self.vocabulary.patterns.descriptions.is_empty() {
            return;
        }
        let Some(header) = table.header.last() else { return };
        let at =
            |wanted: Column| header.cells.iter().position(|cell| self.vocabulary.column(&cell.text()) == Some(wanted));
        let (Some(prose), None, Some(_)) = (at(Column::Description), at(Column::Type), at(Column::Name)) else {
            return;
        };
        let has_required = at(Column::Required).is_some();
        let found: Vec<_> = table
            .rows
            .iter()
            .map(|row| match row.cells.get(prose)?.blocks.first().map(|block| &block.kind) {
                Some(BlockKind::Paragraph(text)) => {
                    let entry = self.description(text);
                    (entry.get("type").is_some() || entry.get("required").is_some()).then_some(entry)
                }
                _ => None,
            })
            .collect();
        let titles = self.vocabulary.layout_titles();
        for (column, title) in [("type", &titles.r#type), ("required", &titles.required)] {
            let stated = found.iter().flatten().any(|entry| entry.get(column).is_some());
            if !stated || (column == "required" && has_required) {
                continue;
            }
            for row in &mut table.header {
                let span = Span::at(row.span.end as usize);
                row.cells.push(super::parameters::cell(title, span));
            }
            for (row, entry) in table.rows.iter_mut().zip(&found) {
                let span = Span::at(row.cells.get(prose).map_or(row.span, |cell| cell.span).start as usize);
                let blocks = entry.as_ref().and_then(|entry| entry.get(column)).map(|text| {
                    Block::new(super::entries::span(text).unwrap_or(span), BlockKind::Paragraph(text.clone()))
                });
                row.cells.push(Cell { span, blocks: blocks.into_iter().collect(), copied: false });
            }
        }
        for (row, entry) in table.rows.iter_mut().zip(found) {
            let Some(entry) = entry else { continue };
            let Some(first) = row.cells.get_mut(prose).and_then(|cell| cell.blocks.first_mut()) else { continue };
            first.kind = BlockKind::Paragraph(entry.get("description").cloned().unwrap_or_default());
        }
    }
}

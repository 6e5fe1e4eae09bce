//! Names with depth marks become dotted names: a row `» colour` below `lamp` is `lamp.colour`.
//!
//! The vendor's file lists the marks (`nesting.depth-marks`). Repeated marks count the levels (`»»`); for a single
//! mark, its indentation among the rows above determines the level. Rows without a mark are at the first level. A table
//! whose first row has a mark is left unchanged: the mark is handled where names are read.

use crate::document::{Block, BlockKind, Cell, Inline, Inlines, Row, Table};
use crate::source::Span;
use crate::vocabulary::Column;

use super::Shaper;

/// How much further a deeper row is indented: at least two columns, since one may be a slip.
const STEP: usize = 2;

impl Shaper<'_> {
    /// Gives the rows of a table the names that follow from their depth.
    pub(super) fn depths(&self, table: &mut Table) {
        let nesting = &self.vocabulary.vendor.nesting;
        let marks = &nesting.depth_marks;
        if marks.is_empty() || !nesting.dotted_names {
            return;
        }
        let titles = table.header.last().or(table.rows.first());
        let is_name = |cell: &Cell| self.vocabulary.column(&cell.text()) == Some(Column::Name);
        let Some(column) = titles.and_then(|row| row.cells.iter().position(is_name)) else { return };
        let depths: Vec<(usize, usize)> = table.rows.iter().map(|row| self.depth_of(row, column)).collect();
        let counted = depths.iter().any(|&(count, _)| count > 1);
        let depths = depths.into_iter().map(|(count, blanks)| match count {
            0 => 0,
            _ if counted => count * STEP,
            _ => STEP + blanks,
        });
        let mut above: Vec<(usize, String)> = Vec::new();
        for (row, depth) in table.rows.iter_mut().zip(depths) {
            let Some(name) = row.cells.get_mut(column).and_then(name_of) else { continue };
            above.retain(|(known, _)| known + STEP <= depth);
            if depth > 0 && above.is_empty() {
                return;
            }
            let at = start(name);
            take_off(name, marks);
            let own = name.text();
            let path: Vec<&str> = above.iter().map(|(_, name)| name.as_str()).collect();
            if !path.is_empty() {
                name.0.insert(0, Inline::Text { text: format!("{}.", path.join(".")), span: Span::at(at) });
            }
            above.push((depth, own));
        }
    }

    /// The number of marks before the name of a row, and its indentation.
    fn depth_of(&self, row: &Row, column: usize) -> (usize, usize) {
        let Some(name) = row.cells.get(column).and_then(|cell| cell.blocks.iter().find_map(paragraph)) else {
            return (0, 0);
        };
        let text = leading(name);
        let (count, _) = behind_marks(text, &self.vocabulary.vendor.nesting.depth_marks);
        // In a pipe table, only the page's source has the spaces before a cell.
        let line = self.source.text().get(..start(name)).unwrap_or_default();
        let outer = line.len() - line.trim_end_matches([' ', '\t']).len();
        (count, outer + text.chars().take_while(|c| c.is_whitespace()).count())
    }
}

/// The number of marks at the start of a text, and the text after them.
fn behind_marks<'t>(text: &'t str, marks: &[String]) -> (usize, &'t str) {
    let mut rest = text.trim_start();
    let mut count = 0;
    while let Some(behind) = marks.iter().find_map(|mark| rest.strip_prefix(mark.as_str())) {
        (count, rest) = (count + 1, behind.trim_start());
    }
    (count, rest)
}

/// The text of the name in a cell.
fn name_of(cell: &mut Cell) -> Option<&mut Inlines> {
    cell.blocks.iter_mut().find_map(|block| match &mut block.kind {
        BlockKind::Paragraph(text) if !text.is_empty() => Some(text),
        _ => None,
    })
}

fn paragraph(block: &Block) -> Option<&Inlines> {
    match &block.kind {
        BlockKind::Paragraph(text) if !text.is_empty() => Some(text),
        _ => None,
    }
}

/// The text with which a name begins.
fn leading(name: &Inlines) -> &str {
    match name.0.first() {
        Some(Inline::Text { text, .. } | Inline::Code { text, .. }) => text,
        Some(Inline::Strong(inner) | Inline::Emphasis(inner)) => leading(inner),
        _ => "",
    }
}

fn start(name: &Inlines) -> usize {
    super::entries::span(name).map_or(0, |span| span.start as usize)
}

/// Removes the marks from the start of a name.
fn take_off(name: &mut Inlines, marks: &[String]) {
    match name.0.first_mut() {
        Some(Inline::Text { text, span } | Inline::Code { text, span }) => {
            let rest = behind_marks(text, marks).1;
            // Where the page's text is unescaped, the rest has an exact place.
            if span.range().len() == text.len() {
                *span = Span::new(span.end as usize - rest.len(), span.end as usize);
            }
            *text = rest.to_owned();
            if text.is_empty() {
                name.0.remove(0);
            }
        }
        Some(Inline::Strong(inner) | Inline::Emphasis(inner)) => take_off(inner, marks),
        _ => {}
    }
}

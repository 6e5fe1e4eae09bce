//! Tables: what grid tables, simple tables and `list-table`s share, and `list-table`s themselves.
//!
//! Columns are found by their position on a screen, as in docutils: a wide character takes two columns. A table whose
//! lower border is missing is read as far as it goes and marked incomplete.

mod grid;
mod simple;

use unicode_width::UnicodeWidthChar;

use super::Reader;
use super::lines::{self, Line, Lines};
use crate::document::{BlockKind, Cell, Row, Table};
use crate::source::Span;

pub(super) use grid::grid;
pub(super) use simple::{is_simple_border, simple};

/// A `list-table` directive: a list of rows, each a list of cells.
pub(super) fn list_table<'a>(reader: &mut Reader<'a>, caption: Line<'a>, content: &Lines<'a>) -> Table {
    let header_rows = content
        .iter()
        .find_map(|line| line.text.strip_prefix(":header-rows:").and_then(|n| n.trim().parse::<usize>().ok()))
        .unwrap_or(0);
    let blocks = reader.blocks(lines::without_options(content), false);
    let mut rows = Vec::new();
    for block in blocks {
        let BlockKind::List { items, .. } = block.kind else {
            continue;
        };
        for item in items {
            let mut cells = Vec::new();
            for inner in item.blocks {
                if let BlockKind::List { items, .. } = inner.kind {
                    cells.extend(items.into_iter().map(|cell| Cell {
                        span: cell.span,
                        blocks: cell.blocks,
                        copied: false,
                    }));
                }
            }
            rows.push(Row { span: item.span, cells, fits: true });
        }
    }
    let columns = rows.iter().map(|row| row.cells.len()).max().unwrap_or(0);
    let bounds = reader.bounds;
    let known = rows.iter().take_while(|row| bounds.row(row.span) && bounds.copy(columns - row.cells.len(), row.span));
    let known = known.count();
    rows.truncate(known);
    for row in &mut rows {
        row.fits = row.cells.len() == columns;
        row.cells.resize_with(columns, Cell::default);
    }
    let body = rows.split_off(header_rows.min(rows.len()));
    let caption = (!caption.is_blank()).then(|| super::inline::parse(&[caption], reader.bounds));
    Table { caption, header: rows, rows: body, complete: true }
}

fn cell<'a>(reader: &mut Reader<'a>, lines: &Lines<'a>) -> Cell {
    let lines: Vec<_> = lines.iter().map(|line| line.part(0..line.text.trim_end().len())).collect();
    let content = lines::dedent(&lines);
    let span = lines::span(&content);
    let span = if span == Span::default() { lines.first().map_or(span, |line| Span::at(line.offset)) } else { span };
    Cell { span, blocks: reader.blocks(&content, false), copied: false }
}

/// The byte at a screen column, or the end of the text.
fn byte_at(text: &str, column: usize) -> usize {
    if text.is_ascii() {
        return column.min(text.len());
    }
    let mut width = 0;
    for (at, c) in text.char_indices() {
        if width >= column {
            return at;
        }
        width += c.width().unwrap_or(0);
    }
    text.len()
}

/// The first paragraph of each cell, for tests.
#[cfg(test)]
fn texts(rows: &[Row]) -> Vec<Vec<String>> {
    rows.iter().map(|row| row.cells.iter().map(Cell::text).collect()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::Block;
    use crate::source::Source;

    fn table(text: &str) -> (Table, usize) {
        let (document, diagnostics) = crate::parse::rst::parse(&Source::from_text("t.rst", text));
        let table = document.blocks.into_iter().find_map(|Block { kind, .. }| match kind {
            BlockKind::Table(table) => Some(table),
            _ => None,
        });
        (table.expect("a table"), diagnostics.len())
    }

    #[test]
    fn a_grid_keeps_lists_in_cells() {
        let (table, findings) = table(
            "+-----+-----------+\n| a   | b         |\n+=====+===========+\n| x   | text      |\n|     |           |\n|     | - **one** |\n|     | - two     |\n+-----+-----------+\n",
        );
        assert_eq!(findings, 0);
        assert_eq!(texts(&table.header), [["a", "b"]]);
        assert_eq!(texts(&table.rows), [["x", "text • one • two"]]);
    }

    #[test]
    fn a_grid_spreads_spans() {
        let (table, _) = table(
            "+---+---+---+\n| a | b | c |\n+===+===+===+\n| 1 | wide  |\n|   +---+---+\n|   | x | y |\n+---+---+---+\n",
        );
        assert_eq!(texts(&table.rows), [["1", "wide", ""], ["1", "x", "y"]]);
        assert!(table.rows[1].cells[0].copied && !table.rows[0].cells[0].copied);
    }

    #[test]
    fn wide_characters_take_two_columns() {
        let (table, _) = table("+------+---+\n| 名称 | b |\n+======+===+\n| é    | 类|\n+------+---+\n");
        assert_eq!(texts(&table.header), [["名称", "b"]]);
        assert_eq!(texts(&table.rows), [["é", "类"]]);
    }

    #[test]
    fn a_simple_table_ends_at_its_border() {
        let (table, findings) =
            table("==== =====\nName Type\n==== =====\na    x y z\n\\    more\nb    2\n==== =====\n\nafter\n");
        assert_eq!(findings, 0);
        assert_eq!(texts(&table.header), [["Name", "Type"]]);
        assert_eq!(texts(&table.rows), [["a", "x y z"], ["", "more"], ["b", "2"]]);
    }

    #[test]
    fn a_cut_table_is_reported() {
        for text in ["+---+---+\n| a | b |\n+===+===+\n| 1 | 2", "=== ===\na   b\n=== ===\n1   2\n"] {
            let (table, findings) = table(text);
            assert_eq!((table.complete, findings, texts(&table.rows)), (false, 1, vec![vec!["1".into(), "2".into()]]));
        }
    }
}

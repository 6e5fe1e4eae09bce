//! Grid tables, simple tables and `list-table`s.
//!
//! Columns are found by their position on a screen, as in docutils: a wide character takes two columns. A table whose
//! lower border is missing is read as far as it goes and marked incomplete.

use unicode_width::UnicodeWidthChar;

use super::Reader;
use super::lines::{self, Line, Lines};
use crate::diagnostic::{Code, Diagnostic};
use crate::document::{BlockKind, Cell, Row, Table};
use crate::parse::bounds::Bounds;
use crate::source::Span;

/// Whether a line is a border of a simple table: at least two runs of `=` separated by spaces.
pub(super) fn is_simple_border(text: &str) -> bool {
    let text = text.trim_end();
    text.starts_with('=') && text.contains("= ") && text.bytes().all(|b| matches!(b, b'=' | b' '))
}

/// A grid table at the first line, and the number of lines it takes.
pub(super) fn grid<'a>(reader: &mut Reader<'a>, lines: &Lines<'a>) -> Option<(Table, usize)> {
    if lines[0].offset < reader.no_grid_before {
        return None;
    }
    let count = lines.iter().take_while(|line| line.text.starts_with(['+', '|'])).count();
    let lines = &lines[..count];
    let columns = boundaries(lines);
    if columns.len() < 2 {
        reader.no_grid_before = lines.last().map_or(0, |line| line.offset + line.text.len());
        return None;
    }
    let columns = &columns[..=reader.bounds.columns(columns.len() - 1, lines[0].span())];
    let mut grid = Grid::new(columns, reader.bounds);
    for line in lines {
        if !grid.line(line) {
            break;
        }
    }
    let complete = lines.last().is_some_and(|line| is_border(line.text));
    if !complete {
        reader.diagnostics.push(Diagnostic::new(
            Code::TableCut,
            reader.source,
            lines[count - 1].span(),
            "the grid table ends without its lower border",
        ));
        grid.finish_row(None, &lines[count - 1]);
    }
    let header = grid.header.unwrap_or(0);
    let mut rows: Vec<Row> = grid.rows.into_iter().map(|row| row.into_row(reader)).collect();
    let body = rows.split_off(header.min(rows.len()));
    Some((Table { caption: None, header: rows, rows: body, complete }, count))
}

/// The indexes of a simple table's borders, counted from its first line, and whether the last border ends the table.
fn simple_borders(lines: &Lines<'_>) -> (Vec<usize>, bool) {
    let mut borders = Vec::new();
    let first = lines[0].text.trim_end();
    for (index, line) in lines.iter().enumerate() {
        if is_simple_border(line.text) || (line.text.starts_with('=') && line.text.trim_end() == first) {
            borders.push(index);
            // The table ends with a border that is followed by a blank line or by nothing.
            if borders.len() > 1 && lines.get(index + 1).is_none_or(Line::is_blank) {
                return (borders, true);
            }
        }
    }
    (borders, false)
}

/// Whether a line of a simple table is a border, or a rule between rows.
fn is_simple_rule(line: &Line<'_>) -> bool {
    is_simple_border(line.text) || !line.is_blank() && line.text.trim_end().bytes().all(|b| matches!(b, b'-' | b' '))
}

/// A simple table at the first line, and the number of lines it takes.
pub(super) fn simple<'a>(reader: &mut Reader<'a>, lines: &Lines<'a>) -> Option<(Table, usize)> {
    let (borders, complete) = simple_borders(lines);
    let end = if complete {
        borders[borders.len() - 1]
    } else {
        // Truncated: the table extends as far as its lines do.
        lines.iter().take_while(|line| !line.is_blank()).count()
    };
    let starts: Vec<usize> = column_starts(lines[0].text);
    let starts = &starts[..reader.bounds.columns(starts.len(), lines[0].span())];
    if starts.len() < 2 || end < 2 {
        return None;
    }
    if !complete {
        let last = lines[..end].last().unwrap_or(&lines[0]);
        reader.diagnostics.push(Diagnostic::new(
            Code::TableCut,
            reader.source,
            last.span(),
            "the simple table ends without its lower border",
        ));
    }
    let header_end = if borders.len() > 2 || (!complete && borders.len() > 1) { borders[1] } else { 0 };
    let mut header = Vec::new();
    let mut rows = Vec::new();
    let mut pending: Option<(Vec<Vec<Line<'a>>>, Span)> = None;
    for (index, line) in lines.iter().enumerate().take(end).skip(1) {
        let target = if index <= header_end { &mut header } else { &mut rows };
        if is_simple_rule(line) {
            target.extend(pending.take().map(|row| simple_row(reader, row)));
            continue;
        }
        let cells = cut_simple(line, starts);
        // A line whose first column is empty continues the row above it, even after a blank line.
        match &mut pending {
            Some((row, span)) if cells[0].is_blank() => {
                row.iter_mut().zip(cells).for_each(|(lines, cell)| lines.push(cell));
                if !line.is_blank() {
                    *span = span.to(line.span());
                }
            }
            None if line.is_blank() => {}
            _ => {
                target.extend(pending.take().map(|row| simple_row(reader, row)));
                // A line that is too short for all columns gets cells that the page does not write.
                let short = starts.len().saturating_sub(line.text.len());
                if !reader.bounds.row(line.span()) || !reader.bounds.copy(short, line.span()) {
                    break;
                }
                pending = Some((cells.into_iter().map(|cell| vec![cell]).collect(), line.span()));
            }
        }
    }
    rows.extend(pending.take().map(|row| simple_row(reader, row)));
    Some((Table { caption: None, header, rows, complete }, if complete { end + 1 } else { end }))
}

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

fn simple_row<'a>(reader: &mut Reader<'a>, (cells, span): (Vec<Vec<Line<'a>>>, Span)) -> Row {
    let cells = cells.into_iter().map(|lines| cell(reader, &lines)).collect();
    Row { span, cells, fits: true }
}

fn cell<'a>(reader: &mut Reader<'a>, lines: &Lines<'a>) -> Cell {
    let lines: Vec<_> = lines.iter().map(|line| line.part(0..line.text.trim_end().len())).collect();
    let content = lines::dedent(&lines);
    let span = lines::span(&content);
    let span = if span == Span::default() { lines.first().map_or(span, |line| Span::at(line.offset)) } else { span };
    Cell { span, blocks: reader.blocks(&content, false), copied: false }
}

/// The screen columns at which the runs of `=` start.
fn column_starts(border: &str) -> Vec<usize> {
    let bytes = border.as_bytes();
    (0..bytes.len()).filter(|&i| bytes[i] == b'=' && (i == 0 || bytes[i - 1] != b'=')).collect()
}

/// A line of a simple table, split at its columns. The last column has no right end. The indentation of a part is kept,
/// since it determines the structure.
fn cut_simple<'a>(line: &Line<'a>, starts: &[usize]) -> Vec<Line<'a>> {
    let cuts: Vec<usize> = starts.iter().map(|&column| byte_at(line.text, column)).collect();
    (0..starts.len())
        .map(|i| line.part(cuts[i]..cuts.get(i + 1).copied().unwrap_or(line.text.len()).max(cuts[i])))
        .collect()
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

/// Whether a line is a border from end to end.
fn is_border(text: &str) -> bool {
    let text = text.trim_end();
    text.starts_with('+') && text.len() > 1 && text.bytes().all(|b| matches!(b, b'+' | b'-' | b'='))
}

/// The screen columns of all corners of a grid, sorted.
fn boundaries(lines: &Lines<'_>) -> Vec<usize> {
    let mut columns: Vec<usize> = lines
        .iter()
        .filter(|line| is_border(line.text))
        .flat_map(|line| {
            line.text.bytes().enumerate().filter(|&(_, b)| b == b'+').map(|(at, _)| at).collect::<Vec<_>>()
        })
        .collect();
    columns.sort_unstable();
    columns.dedup();
    columns
}

/// A grid table being read line by line.
struct Grid<'a, 'c> {
    bounds: &'c Bounds<'c>,
    /// The screen columns of the corners.
    columns: &'c [usize],
    /// The lines gathered for each column since its last border.
    open: Vec<Vec<Line<'a>>>,
    /// The row in which each column's open cell began.
    began: Vec<usize>,
    rows: Vec<GridRow<'a>>,
    /// The number of rows above the `=` border.
    header: Option<usize>,
}

/// A row of a grid: for each column the lines of its cell, and whether the cell is a copy of another.
struct GridRow<'a> {
    span: Span,
    cells: Vec<(Vec<Line<'a>>, bool)>,
}

impl<'a, 'c> Grid<'a, 'c> {
    fn new(columns: &'c [usize], bounds: &'c Bounds<'c>) -> Self {
        let width = columns.len() - 1;
        Self { bounds, columns, open: vec![Vec::new(); width], began: vec![0; width], rows: Vec::new(), header: None }
    }

    /// Handles a line. Returns false where the page may have no more rows or cells.
    fn line(&mut self, line: &Line<'a>) -> bool {
        // A line that is too short for all columns gets cells that the page does not write.
        if !self.bounds.copy(self.columns.len().saturating_sub(line.text.len()), line.span()) {
            return false;
        }
        if is_border(line.text) {
            if self.open.iter().any(|lines| !lines.is_empty()) && !self.finish_row(None, line) {
                return false;
            }
            if line.text.contains('=') {
                self.header.get_or_insert(self.rows.len());
            }
            return true;
        }
        let cuts: Vec<usize> = self.columns.iter().map(|&column| byte_at(line.text, column)).collect();
        let parts: Vec<Line<'a>> = cuts
            .windows(2)
            .map(|cut| {
                // After the bar, or the character in its place.
                let bar = line.text[cut[0]..].chars().next().map_or(0, char::len_utf8);
                let from = (cut[0] + bar).min(cut[1].max(cut[0]));
                line.part(from..cut[1].max(from))
            })
            .collect();
        // A border under only some of the columns: those cells end here, the others continue into the next row.
        let ended: Vec<bool> = parts
            .iter()
            .map(|part| part.text.len() > 1 && part.text.bytes().all(|b| matches!(b, b'-' | b'+')))
            .collect();
        if ended.contains(&true) && !ended.iter().all(|&e| e) && cuts.iter().any(|&at| line.text[at..].starts_with('+'))
        {
            for (index, part) in parts.iter().enumerate().filter(|(index, _)| !ended[*index]) {
                self.open[index].push(*part);
            }
            return self.finish_row(Some(&ended), line);
        }
        let mut index = 0;
        while index < parts.len() {
            // Where there is no bar at a corner's column, the cell covers the next column as well.
            let mut last = index;
            while last + 1 < parts.len() && !line.text[cuts[last + 1]..].starts_with(['|', '+']) {
                last += 1;
            }
            let from = parts[index].offset - line.offset;
            let to = (parts[last].offset - line.offset) + parts[last].text.len();
            self.open[index].push(line.part(from..to));
            for covered in index + 1..=last {
                self.open[covered].push(line.part(to..to));
            }
            index = last + 1;
        }
        true
    }

    /// Ends the cells of the columns in `ended` (all of them where `None`). Returns false where the page may have no
    /// more rows or copies of cells.
    fn finish_row(&mut self, ended: Option<&[bool]>, line: &Line<'a>) -> bool {
        let row = self.rows.len();
        let ends = |column: &usize| ended.is_none_or(|ended| ended[*column]);
        let copied =
            (0..self.open.len()).filter(ends).map(|column| (row - self.began[column]) * self.open[column].len());
        if !self.bounds.row(line.span()) || !self.bounds.copy(copied.sum(), line.span()) {
            return false;
        }
        let width = self.open.len();
        self.rows.push(GridRow { span: line.span(), cells: vec![(Vec::new(), false); width] });
        for column in 0..width {
            if ended.is_some_and(|ended| !ended[column]) {
                continue;
            }
            let lines = std::mem::take(&mut self.open[column]);
            for (index, target) in (self.began[column]..=row).enumerate() {
                self.rows[target].cells[column] = (lines.clone(), index > 0);
            }
            self.began[column] = row + 1;
        }
        let first = self.rows[row].cells.iter().filter_map(|(lines, _)| lines.first()).map(|l| l.offset).min();
        if let Some(first) = first {
            self.rows[row].span = Span::new(first.min(line.offset), line.offset);
        }
        true
    }
}

impl<'a> GridRow<'a> {
    fn into_row(self, reader: &mut Reader<'a>) -> Row {
        let cells = self.cells.into_iter().map(|(lines, copied)| Cell { copied, ..cell(reader, &lines) }).collect();
        Row { span: self.span, cells, fits: true }
    }
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

//! Grid tables: cells between borders of `+`, `-` and `|`, which may cover several rows and columns.
//!
//! It gathers the lines of each cell. It never parses what a cell contains: the parent module does.

use super::{byte_at, cell};
use crate::diagnostic::{Code, Diagnostic};
use crate::document::{Cell, Row, Table};
use crate::parse::bounds::Bounds;
use crate::parse::rst::Reader;
use crate::parse::rst::lines::{Line, Lines};
use crate::source::Span;

/// A grid table at the first line, and the number of lines it takes.
pub(in crate::parse::rst) fn grid<'a>(reader: &mut Reader<'a>, lines: &Lines<'a>) -> Option<(Table, usize)> {
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

//! Simple tables: columns below borders of `=`, with a row for each line whose first column has text.
//!
//! It gathers the lines of each cell. It never parses what a cell contains: the parent module does.

use super::{byte_at, cell};
use crate::diagnostic::{Code, Diagnostic};
use crate::document::{Row, Table};
use crate::parse::rst::Reader;
use crate::parse::rst::lines::{Line, Lines};
use crate::source::Span;

/// Whether a line is a border of a simple table: at least two runs of `=` separated by spaces.
pub(in crate::parse::rst) fn is_simple_border(text: &str) -> bool {
    let text = text.trim_end();
    text.starts_with('=') && text.contains("= ") && text.bytes().all(|b| matches!(b, b'=' | b' '))
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
pub(in crate::parse::rst) fn simple<'a>(reader: &mut Reader<'a>, lines: &Lines<'a>) -> Option<(Table, usize)> {
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

fn simple_row<'a>(reader: &mut Reader<'a>, (cells, span): (Vec<Vec<Line<'a>>>, Span)) -> Row {
    let cells = cells.into_iter().map(|lines| cell(reader, &lines)).collect();
    Row { span, cells, fits: true }
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

//! Pipe tables, split into cells by their own rule: the header determines the number of columns, and a row with more
//! bars than that keeps the rest in its last cell. Bars after a backslash or inside a code span do not separate cells.
//!
//! Some generators continue a row over several lines, including blank ones, lists and code, and end it with a bar on
//! its last line. Markdown would end the table at the first blank line, so such tables are found before it parses
//! ([`with_long_rows`]). So are tables without the line below their titles: they need three cells or more, and equally
//! many in each of the first two lines.

use std::ops::Range;

use super::{fragment, inline_fragment};
use crate::document::{Cell, Row, Table};
use crate::parse::bounds::Bounds;
use crate::source::Span;

/// Parses the table whose lines are the span.
pub(super) fn read(text: &str, span: Span, bounds: &Bounds<'_>) -> Table {
    let mut lines = Vec::new();
    let mut at = span.start as usize;
    for line in text[span.range()].split_inclusive('\n') {
        let trimmed = line.trim();
        if !trimmed.is_empty() {
            let start = at + (line.len() - line.trim_start().len());
            lines.push(Span::new(start, start + trimmed.len()));
        }
        at += line.len();
    }
    of_rows(text, span, &lines, bounds)
}

/// Parses the table of a span, some rows of which continue over several lines.
pub(super) fn read_long(text: &str, span: Span, bounds: &Bounds<'_>) -> Table {
    let rows = rows(text, span.start as usize, span.end as usize).0;
    of_rows(text, span, &rows, bounds)
}

/// The end of the table that begins with the line at an offset, and whether Markdown would miss a part of it.
pub(super) fn with_long_rows(text: &str, start: usize) -> Option<(usize, bool)> {
    let (rows, long) = rows(text, start, text.len());
    rows.last().map(|last| (last.end as usize, long))
}

/// The rows of the table that begins at an offset, including header and separating line, and whether Markdown would
/// miss some of them: one is longer than its line, or the separating line is missing.
fn rows(text: &str, start: usize, end: usize) -> (Vec<Span>, bool) {
    let mut rows = Vec::new();
    let mut long = false;
    let mut unseparated = false;
    let mut at = start;
    while at < end {
        let line = line_at(text, at, end);
        let trimmed = text[line.clone()].trim();
        if !trimmed.starts_with('|') || trimmed.len() < 2 {
            break;
        }
        let begin = line.start + (text[line.clone()].len() - text[line.clone()].trim_start().len());
        if let [header] = rows[..]
            && !is_separator(trimmed)
        {
            let count = cells(text, header);
            if count < 3 || count != cells(text, Span::new(begin, line.end)) {
                break;
            }
            unseparated = true;
        }
        let next = text[line_at(text, line.end, end)].trim();
        let ends = ends_row(trimmed);
        let goes_on = |header: Span| {
            // A row that lacks a cell may have it after its line, up to a line that is only a bar.
            (next == "|" || !next.starts_with('|'))
                && (!ends || cells(text, Span::new(begin, line.end)) < cells(text, header))
        };
        let closed = match rows.first() {
            Some(&header) if (rows.len() > 1 || unseparated) && goes_on(header) => {
                closing_line(text, line.end, end, ends)
            }
            _ => None,
        };
        long |= closed.is_some();
        let last = closed.unwrap_or(line);
        rows.push(Span::new(begin, last.start + text[last.clone()].trim_end().len()));
        at = last.end;
    }
    if rows.len() < 2 { (Vec::new(), false) } else { (rows, long || unseparated) }
}

/// Whether a line is the separating line below the titles.
fn is_separator(line: &str) -> bool {
    line.contains('-') && line.chars().all(|c| matches!(c, '|' | '-' | ':' | ' ' | '\t'))
}

/// The line at an offset, with its end.
fn line_at(text: &str, at: usize, end: usize) -> Range<usize> {
    at..text[at..end].find('\n').map_or(end, |found| at + found + 1)
}

fn ends_row(line: &str) -> bool {
    line.ends_with('|') && !line.ends_with("\\|")
}

/// The line that ends a row which continues after its own line: the first that ends with a bar, before the next row or
/// heading. After a block of code it has to be a bar alone, and also if the row's own line ends with a bar (`lone`).
fn closing_line(text: &str, from: usize, end: usize, mut lone: bool) -> Option<Range<usize>> {
    let mut fence: Option<&str> = None;
    let mut at = from;
    while at < end {
        let line = line_at(text, at, end);
        let trimmed = text[line.clone()].trim();
        at = line.end;
        let marks = &trimmed[..trimmed.len() - trimmed.trim_start_matches(['`', '~']).len()];
        match fence {
            Some(open) => {
                if marks == trimmed && marks.starts_with(open) {
                    fence = None;
                }
                continue;
            }
            None if marks.len() > 2 => {
                (fence, lone) = (Some(marks), true);
                continue;
            }
            None => {}
        }
        if trimmed == "|" || !lone && ends_row(trimmed) && !trimmed.starts_with('|') {
            return Some(line);
        }
        if trimmed.starts_with(['|', '#']) {
            return None;
        }
    }
    None
}

/// How many cells a line has.
fn cells(text: &str, line: Span) -> usize {
    let (start, line) = (line.start as usize, text[line.range()].trim_end());
    cut(text, Span::new(start, start + line.len()), usize::MAX).0.len()
}

fn of_rows(text: &str, span: Span, lines: &[Span], bounds: &Bounds<'_>) -> Table {
    let columns = lines.first().map_or(0, |&line| cut(text, line, usize::MAX).0.len());
    let columns = bounds.columns(columns, span);
    let of_cell = |span: Span| {
        let blocks = if text[span.range()].contains('\n') { fragment } else { inline_fragment };
        Cell { span, blocks: blocks(text, span, bounds), copied: false }
    };
    let row = |&line: &Span| {
        let (cells, fits) = cut(text, line, columns);
        if !bounds.row(line) || !bounds.copy(columns.saturating_sub(cells.len()), line) {
            return None;
        }
        let mut cells: Vec<Cell> = cells.into_iter().map(of_cell).collect();
        cells.resize_with(columns, || Cell { span: Span::at(line.end as usize), ..Cell::default() });
        Some(Row { span: line, cells, fits })
    };
    let header = lines.iter().take(1).map_while(row).collect();
    // The second line only separates, if it is there.
    let separated = lines.get(1).is_some_and(|line| is_separator(&text[line.range()]));
    let rows = lines.iter().skip(1 + usize::from(separated)).map_while(row).collect();
    Table { caption: None, header, rows, complete: true }
}

/// The cells of a line, at most `columns` of them, and whether the line has exactly that many.
fn cut(text: &str, line: Span, columns: usize) -> (Vec<Span>, bool) {
    let base = line.start as usize;
    let mut inner = &text[line.range()];
    let mut from = base;
    if let Some(rest) = inner.strip_prefix('|') {
        inner = rest;
        from += 1;
    }
    if inner.ends_with('|') && !inner.ends_with("\\|") {
        inner = &inner[..inner.len() - 1];
    }
    let bars = bars(inner);
    let fits = columns == usize::MAX || bars.len() + 1 == columns;
    let mut cells = Vec::new();
    let mut start = 0;
    for &bar in bars.iter().take(columns.saturating_sub(1)) {
        cells.push(trim(inner, from, start, bar));
        start = bar + 1;
    }
    cells.push(trim(inner, from, start, inner.len()));
    (cells, fits)
}

fn trim(inner: &str, from: usize, start: usize, end: usize) -> Span {
    let cell = &inner[start..end];
    let left = cell.len() - cell.trim_start().len();
    let right = cell.trim_end().len().max(left);
    Span::new(from + start + left, from + start + right)
}

/// The offsets of the bars that separate cells.
fn bars(line: &str) -> Vec<usize> {
    let bytes = line.as_bytes();
    let mut bars = Vec::new();
    let mut at = 0;
    while at < bytes.len() {
        match bytes[at] {
            b'\\' => at += 2,
            b'|' => {
                bars.push(at);
                at += 1;
            }
            b'`' => {
                let run = bytes[at..].iter().take_while(|&&b| b == b'`').count();
                at += run;
                // A code span, if the same number of backticks closes it on this line.
                if let Some(end) = closing_run(&bytes[at..], run) {
                    at += end;
                }
            }
            _ => at += 1,
        }
    }
    bars
}

fn closing_run(bytes: &[u8], run: usize) -> Option<usize> {
    let mut at = 0;
    while at < bytes.len() {
        let length = bytes[at..].iter().take_while(|&&b| b == b'`').count();
        if length == run {
            return Some(at + run);
        }
        at += length.max(1);
    }
    None
}

//! Tables of Yandex Flavored Markdown: `#|`, rows between `||` at a line's start and `||` at a line's end, `|#`.
//!
//! A cell contains Markdown blocks. A `||` inside a line does not end a row, and a bar after the start of the last
//! column separates nothing, because regular expressions contain both.

use super::{fragment, pipe_table};
use crate::document::{Cell, Row, Table};
use crate::parse::bounds::Bounds;
use crate::source::Span;

/// Parses the table of a span, including its marks; or a pipe table whose rows may continue over several lines.
pub(super) fn read(text: &str, span: Span, bounds: &Bounds<'_>) -> Table {
    if text[span.range()].starts_with('|') {
        return pipe_table::read_long(text, span, bounds);
    }
    let rows = rows(text, span);
    let columns = rows.first().map_or(0, |&row| cells(text, row, usize::MAX).len());
    let columns = bounds.columns(columns, span);
    let mut read = rows.iter().map_while(|&row| {
        let spans = cells(text, row, columns);
        let fits = spans.len() == columns;
        if !bounds.row(row) || !bounds.copy(columns.saturating_sub(spans.len()), row) {
            return None;
        }
        let mut cells: Vec<Cell> =
            spans.into_iter().map(|span| Cell { span, blocks: fragment(text, span, bounds), copied: false }).collect();
        cells.resize_with(columns, || Cell { span: Span::at(row.end as usize), ..Cell::default() });
        Some(Row { span: row, cells, fits })
    });
    let header = read.next().into_iter().collect();
    Table { caption: None, header, rows: read.collect(), complete: true }
}

/// The bytes of the rows without their marks.
fn rows(text: &str, span: Span) -> Vec<Span> {
    let mut rows = Vec::new();
    let mut open: Option<usize> = None;
    let mut at = span.start as usize;
    for line in text[span.range()].split_inclusive('\n') {
        let start = at;
        at += line.len();
        let trimmed = line.trim();
        let mut body = start + (line.len() - line.trim_start().len());
        if open.is_none() && trimmed.starts_with("||") {
            body += 2;
            open = Some(body);
        }
        let end = start + line.trim_end().len();
        if let Some(begin) = open {
            // A row that opens on this line needs a closing mark of its own.
            if trimmed.ends_with("||") && end >= begin + 2 {
                rows.push(Span::new(begin, end - 2));
                open = None;
            }
        }
    }
    if let Some(begin) = open {
        let end = span.end as usize;
        rows.push(Span::new(begin.min(end), end));
    }
    rows
}

/// The cells of a row, at most `columns` of them.
fn cells(text: &str, row: Span, columns: usize) -> Vec<Span> {
    let body = &text[row.range()];
    let bytes = body.as_bytes();
    let mut cuts = Vec::new();
    let mut ticks = 0;
    let mut at = 0;
    while at < bytes.len() && cuts.len() + 1 < columns {
        match bytes[at] {
            b'\\' => at += 1,
            b'`' => {
                let run = bytes[at..].iter().take_while(|&&b| b == b'`').count();
                ticks = if ticks == run {
                    0
                } else if ticks == 0 {
                    run
                } else {
                    ticks
                };
                at += run - 1;
            }
            b'|' if ticks == 0 => cuts.push(at),
            _ => {}
        }
        at += 1;
    }
    let mut spans = Vec::new();
    let mut start = 0;
    for end in cuts.into_iter().chain(std::iter::once(body.len())) {
        let cell = &body[start..end];
        let left = start + (cell.len() - cell.trim_start().len());
        let right = (start + cell.trim_end().len()).max(left);
        let base = row.start as usize;
        spans.push(Span::new(base + left, base + right));
        start = end + 1;
    }
    spans
}

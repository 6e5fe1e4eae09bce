//! Tables of comma-separated values: RST's `csv-table`.

use crate::diagnostic::Severity;
use crate::document::{Block, BlockKind, Cell, Code as Lines, Element, Row, Table};
use crate::parse;
use crate::source::Span;

use super::{Shaper, text};

impl Shaper<'_> {
    /// The table of a `csv-table`, whose values are in the directive or in a file.
    pub(super) fn csv_table(&mut self, element: &Element, span: Span, out: &mut Vec<Block>) {
        let values = match element.attribute("file") {
            None => Lines { language: None, lines: element.lines.clone() },
            Some(path) => {
                let Some((found, base)) = self.file(path, Severity::Error) else { return };
                Lines { language: None, lines: vec![(base, found.file.text().to_owned())] }
            }
        };
        let delimiter = match element.attribute("delim").map(|delimiter| delimiter.value.as_str()) {
            Some("tab") => '\t',
            Some("space") => ' ',
            Some(other) => other.chars().next().unwrap_or(','),
            None => ',',
        };
        let titles = element.attribute("header").map(|header| {
            let line = Lines { language: None, lines: vec![(header.span.start as usize, header.value.clone())] };
            rows(&line, delimiter)
        });
        let mut rows = rows(&values, delimiter);
        let count = element.attribute("header-rows").and_then(|count| count.value.parse().ok()).unwrap_or(0);
        let body = rows.split_off(usize::min(count, rows.len()));
        let mut header: Vec<Row> = titles.into_iter().flatten().chain(rows).collect();
        let mut body = body;
        let columns = header.iter().chain(&body).map(|row| row.cells.len()).max().unwrap_or(0);
        for row in header.iter_mut().chain(&mut body) {
            row.fits = row.cells.len() == columns;
            row.cells.resize_with(columns, Cell::default);
        }
        let caption = element.argument.as_ref().map(|caption| text(&caption.value, caption.span));
        out.push(Block::new(span, BlockKind::Table(Table { caption, header, rows: body, complete: true })));
    }
}

/// The records of values. As in docutils, spaces after a delimiter are ignored, a quoted value may contain delimiters
/// and line ends, and two quotes in it are one. Each value has its place, which common CSV parsers do not provide.
fn rows(values: &Lines, delimiter: char) -> Vec<Row> {
    let all = values.text();
    let mut rows = Vec::new();
    let mut at = 0;
    while at < all.len() {
        let start = at;
        let mut cells = Vec::new();
        loop {
            let value = value(&all, at, delimiter);
            at = value.end;
            cells.push(value);
            match all[at..].chars().next() {
                Some(c) if c == delimiter => at += c.len_utf8(),
                _ => break,
            }
        }
        let blank = cells.iter().all(|value| value.text.is_empty());
        if !(blank && cells.len() == 1) {
            let span = Span::new(values.offset(start), values.offset(at).max(values.offset(start)));
            let cells = cells.into_iter().map(|value| value.cell(values)).collect();
            rows.push(Row { span, cells, fits: true });
        }
        // The line end.
        at += usize::from(at < all.len());
    }
    rows
}

struct Value {
    text: String,
    /// The first byte of the text as it is written.
    start: usize,
    /// Whether its source text is unescaped, the same as its value.
    verbatim: bool,
    /// The index after the value: of a delimiter, a line end, or the end of the text.
    end: usize,
}

impl Value {
    fn cell(self, values: &Lines) -> Cell {
        let offset = values.offset(self.start);
        if self.text.is_empty() {
            return Cell { span: Span::at(offset), ..Cell::default() };
        }
        if !self.verbatim {
            return super::parameters::cell(&self.text, Span::at(offset));
        }
        let span = Span::new(offset, offset + self.text.len());
        Cell { span, blocks: parse::rst_fragment(&self.text, offset), copied: false }
    }
}

/// The value at an offset.
fn value(all: &str, at: usize, delimiter: char) -> Value {
    let is_end = |c: char| c == delimiter || c == '\n';
    let start = at + all[at..].find(|c: char| is_end(c) || !c.is_whitespace()).unwrap_or(all.len() - at);
    let rest = &all[start..];
    if let Some(quoted) = rest.strip_prefix('"') {
        let mut length = 0;
        while let Some(found) = quoted[length..].find('"') {
            length += found;
            if !quoted[length + 1..].starts_with('"') {
                let behind = start + 1 + length + 1;
                let end = behind + all[behind..].find(is_end).unwrap_or(all.len() - behind);
                let text = &quoted[..length];
                let verbatim = !text.contains(['"', '\n']);
                return Value { text: text.replace("\"\"", "\"").replace('\n', " "), start: start + 1, verbatim, end };
            }
            length += 2;
        }
    }
    let end = start + rest.find(is_end).unwrap_or(rest.len());
    Value { text: all[start..end].trim_end().to_owned(), start, verbatim: true, end }
}

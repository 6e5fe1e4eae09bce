//! Tables of comma-separated values: RST's `csv-table`.

use csv::{ReaderBuilder, StringRecord};

use crate::diagnostic::{Code, Severity};
use crate::document::{Block, BlockKind, Cell, Code as Lines, Element, Row, Table};
use crate::parse;
use crate::source::Span;

use super::{Shaper, text};

impl Shaper<'_> {
    /// The table of a `csv-table`, whose values stand in it or in a file.
    pub(super) fn csv_table(&mut self, element: &Element, span: Span, out: &mut Vec<Block>) {
        let values = match element.attribute("file") {
            None => Lines { language: None, lines: element.lines.clone() },
            Some(path) => {
                let Some((found, base)) = self.file(path, Severity::Error) else { return };
                Lines { language: None, lines: vec![(base, found.file.text().to_owned())] }
            }
        };
        let delimiter = match element.attribute("delim").map(|delimiter| delimiter.value.as_str()) {
            Some("tab") => b'\t',
            Some("space") => b' ',
            Some(other) => other.bytes().next().unwrap_or(b','),
            None => b',',
        };
        let titles = element.attribute("header").map(|header| {
            let line = Lines { language: None, lines: vec![(header.span.start as usize, header.value.clone())] };
            self.rows(&line, delimiter)
        });
        let mut rows = self.rows(&values, delimiter);
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

    fn rows(&mut self, values: &Lines, delimiter: u8) -> Vec<Row> {
        let all = values.text();
        let mut reader = ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .delimiter(delimiter)
            .trim(csv::Trim::All)
            .from_reader(all.as_bytes());
        let mut rows = Vec::new();
        let mut record = StringRecord::new();
        loop {
            match reader.read_record(&mut record) {
                Ok(true) => {
                    let start = record.position().map_or(0, |at| usize::try_from(at.byte()).unwrap_or(0));
                    let end = usize::try_from(reader.position().byte()).unwrap_or(start).max(start);
                    rows.push(row(&record, values, &all, start..end));
                }
                Ok(false) => return rows,
                Err(error) => {
                    let at = Span::at(values.offset(0));
                    self.note(Code::TableCut, at, format!("the values can't be read: {error}"));
                    return rows;
                }
            }
        }
    }
}

/// A record as a row. Each value is looked for behind the one before it; one whose quotes were undone stands where its
/// record begins.
fn row(record: &StringRecord, values: &Lines, all: &str, range: std::ops::Range<usize>) -> Row {
    let end = range.start + all[range.clone()].trim_end().len();
    let start = end - all[range.start..end].trim_start().len();
    let mut at = start;
    let mut cells = Vec::new();
    for value in record {
        cells.push(match all[at..end].find(value).filter(|_| !value.is_empty()) {
            Some(found) => {
                let from = at + found;
                at = from + value.len();
                let offset = values.offset(from);
                Cell {
                    span: Span::new(offset, offset + value.len()),
                    blocks: parse::rst_fragment(value, offset),
                    copied: false,
                }
            }
            None if value.is_empty() => Cell { span: Span::at(values.offset(at)), ..Cell::default() },
            None => super::parameters::cell(value, Span::at(values.offset(at))),
        });
    }
    Row { span: Span::new(values.offset(start), values.offset(end)), cells, fits: true }
}

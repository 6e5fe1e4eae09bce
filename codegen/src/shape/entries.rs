//! Text that contains in one line what a table has in cells: `name (type, required): what it is`.
//!
//! The vendor's file has the patterns. Each has groups named after columns (`name`, `type`, `required`, `default`,
//! `description`); the match of a group becomes a cell with its marks, links and places. A pattern does not fit if its
//! `type` is not a type of the vocabulary, or its `required` does not state requiredness: then the text is prose.

use std::ops::Range;

use crate::document::{Block, BlockKind, Cell, Inline, Inlines, Row, Table};
use crate::source::Span;
use crate::vocabulary::vendor::Titles;
use crate::vocabulary::{Pattern, RequiredWord, Vocabulary};

/// The columns in a table's order.
pub(super) const COLUMNS: [&str; 5] = ["name", "type", "required", "default", "description"];

/// The content of an entry, by column.
#[derive(Clone, Default)]
pub(super) struct Entry {
    cells: [Option<Inlines>; COLUMNS.len()],
}

impl Entry {
    pub(super) fn set(&mut self, column: &str, text: Inlines) {
        if let Some(index) = COLUMNS.iter().position(|known| *known == column) {
            self.cells[index].get_or_insert(text);
        }
    }

    /// The same entry under another name.
    pub(super) fn named(mut self, name: Inlines) -> Self {
        self.cells[0] = Some(name);
        self
    }

    pub(super) fn get(&self, column: &str) -> Option<&Inlines> {
        COLUMNS.iter().position(|known| *known == column).and_then(|index| self.cells[index].as_ref())
    }

    /// The row of an entry at a span. `more` are the blocks below it.
    pub(super) fn row(self, span: Span, more: Vec<Block>) -> Row {
        let mut cells: Vec<Cell> = self.cells.into_iter().map(|text| cell(text, span)).collect();
        if let Some(description) = cells.last_mut() {
            description.blocks.extend(more);
        }
        Row { span, cells, fits: true }
    }
}

fn cell(text: Option<Inlines>, span: Span) -> Cell {
    match text.filter(|text| !text.is_empty()) {
        Some(text) => {
            let at = self::span(&text).unwrap_or(span);
            Cell { span: at, blocks: vec![Block::new(at, BlockKind::Paragraph(text))], copied: false }
        }
        None => Cell { span: Span::at(span.start as usize), ..Cell::default() },
    }
}

/// A table of entries. A column that is empty in all rows is left out, so that nothing appears to be stated.
pub(super) fn table(mut rows: Vec<Row>, titles: &Titles, span: Span) -> Table {
    let words = [&titles.name, &titles.r#type, &titles.required, &titles.default, &titles.description];
    let used: Vec<bool> = (0..COLUMNS.len())
        .map(|column| column == 0 || rows.iter().any(|row| !row.cells[column].blocks.is_empty()))
        .collect();
    let title = |text: &String| cell(Some(super::text(text, span)), span);
    let header = words.into_iter().zip(&used).filter(|(_, used)| **used).map(|(text, _)| title(text)).collect();
    for row in &mut rows {
        let mut kept = used.iter();
        row.cells.retain(|_| *kept.next().unwrap_or(&false));
    }
    Table { caption: None, header: vec![Row { span, cells: header, fits: true }], rows, complete: true }
}

/// The entry from the first pattern that fits a text. `is_type` decides which texts may be types.
pub(super) fn read(
    text: &Inlines,
    patterns: &[Pattern],
    vocabulary: &Vocabulary,
    is_type: &dyn Fn(&str) -> bool,
) -> Option<Entry> {
    let flat = plain(text);
    patterns.iter().find_map(|pattern| {
        let found = pattern.captures(&flat)?;
        if found.name("type").is_some_and(|type_| !is_type(type_.as_str().trim())) {
            return None;
        }
        if found.name("required").is_some_and(|word| vocabulary.required(word.as_str()) == RequiredWord::Unknown) {
            return None;
        }
        let mut entry = Entry::default();
        for column in COLUMNS {
            if let Some(part) = found.name(column) {
                entry.set(column, cut(text, trimmed(&flat, part.range())));
            }
        }
        Some(entry)
    })
}

/// The text of inlines, with a line end for each break.
pub(super) fn plain(text: &Inlines) -> String {
    let mut out = String::new();
    for inline in &text.0 {
        match inline {
            Inline::Text { text, .. } | Inline::Code { text, .. } => out.push_str(text),
            Inline::Strong(inner) | Inline::Emphasis(inner) | Inline::Link { text: inner, .. } => out += &plain(inner),
            Inline::Break(_) => out.push('\n'),
        }
    }
    out
}

/// The part of inlines at a range of their [`plain`] text.
pub(super) fn cut(text: &Inlines, range: Range<usize>) -> Inlines {
    let mut at = 0;
    cut_from(text, &range, &mut at)
}

fn cut_from(text: &Inlines, range: &Range<usize>, at: &mut usize) -> Inlines {
    let mut out = Vec::new();
    for inline in &text.0 {
        let start = *at;
        match inline {
            Inline::Text { text, span } | Inline::Code { text, span } => {
                *at += text.len();
                let (from, to) = (range.start.max(start), range.end.min(*at));
                if from < to {
                    let (part, span) =
                        (text[from - start..to - start].to_owned(), part(*span, text, from - start..to - start));
                    out.push(match inline {
                        Inline::Code { .. } => Inline::Code { text: part, span },
                        _ => Inline::Text { text: part, span },
                    });
                }
            }
            Inline::Break(span) => {
                *at += 1;
                if range.contains(&start) {
                    out.push(Inline::Break(*span));
                }
            }
            Inline::Strong(inner) => push(&mut out, cut_from(inner, range, at), Inline::Strong),
            Inline::Emphasis(inner) => push(&mut out, cut_from(inner, range, at), Inline::Emphasis),
            Inline::Link { target, text, span } => {
                let (target, span) = (target.clone(), *span);
                push(&mut out, cut_from(text, range, at), |text| Inline::Link { target, text, span });
            }
        }
    }
    Inlines(out)
}

fn push(out: &mut Vec<Inline>, inner: Inlines, wrap: impl FnOnce(Inlines) -> Inline) {
    if !inner.0.is_empty() {
        out.push(wrap(inner));
    }
}

/// The bytes of a part of a text where the page's text is unescaped; otherwise those of the whole text.
fn part(span: Span, text: &str, range: Range<usize>) -> Span {
    let start = span.start as usize;
    if span.range().len() == text.len() { Span::new(start + range.start, start + range.end) } else { span }
}

/// A range without leading and trailing white space.
pub(super) fn trimmed(text: &str, range: Range<usize>) -> Range<usize> {
    let part = &text[range.clone()];
    let start = range.start + (part.len() - part.trim_start().len());
    start..(range.start + part.trim_end().len()).max(start)
}

/// The bytes of inlines.
pub(super) fn span(text: &Inlines) -> Option<Span> {
    text.0
        .iter()
        .filter_map(|inline| match inline {
            Inline::Text { span, .. } | Inline::Code { span, .. } | Inline::Break(span) | Inline::Link { span, .. } => {
                Some(*span)
            }
            Inline::Strong(inner) | Inline::Emphasis(inner) => self::span(inner),
        })
        .reduce(Span::to)
}

//! Finds the headers with credentials that a page without operations states, such as a page on calling the API. The vendor
//! file lists these headers, and a language's file the words about credentials.

use super::CredentialMention;
use crate::document::{Block, BlockKind, Cell, Document, FlatText, MarkKind, Table, walk};
use crate::source::Span;
use crate::vocabulary::{Column, Vocabulary};

/// The first mention of each header below a title about credentials, or else anywhere.
pub(super) fn read(document: &Document, vocabulary: &Vocabulary) -> Vec<CredentialMention> {
    let mut reading = Reading { vocabulary, is_topic: false, found: Vec::new() };
    if !vocabulary.vendor.headers.credentials.is_empty() {
        walk(&document.blocks, &mut |block| reading.block(block));
    }
    reading.found
}

struct Reading<'v> {
    vocabulary: &'v Vocabulary,
    /// Whether the last heading is about credentials.
    is_topic: bool,
    found: Vec<CredentialMention>,
}

impl Reading<'_> {
    fn block(&mut self, block: &Block) {
        match &block.kind {
            BlockKind::Heading { text, .. } => self.is_topic = self.vocabulary.is_about_credentials(&text.text()),
            BlockKind::Paragraph(text) => self.paragraph(&text.flat()),
            BlockKind::Table(table) => self.rows(table),
            _ => {}
        }
    }

    /// A sentence that names the header in marks, with or without a value: `X-Auth-Token: …`.
    fn paragraph(&mut self, text: &FlatText) {
        for header in &self.vocabulary.vendor.headers.credentials {
            let names = |range: &std::ops::Range<usize>| {
                let marked = text.text[range.clone()].trim();
                let is_name = marked.get(..header.len()).is_some_and(|start| start.eq_ignore_ascii_case(header));
                is_name && matches!(marked[header.len()..].trim_start().chars().next(), None | Some(':'))
            };
            let marks = text.marks.iter().filter(|mark| matches!(mark.kind, MarkKind::Code | MarkKind::Strong));
            if let Some(mark) = marks.map(|mark| &mark.range).find(|range| names(range)) {
                self.add(header, &text.one_line(), text.span(mark.clone()));
            }
        }
    }

    /// A row of a table of headers.
    fn rows(&mut self, table: &Table) {
        let is_description = |cell: &Cell| self.vocabulary.column(&cell.text()) == Some(Column::Description);
        let described = table.header.last().and_then(|row| row.cells.iter().position(is_description));
        for row in &table.rows {
            let Some((name, others)) = row.cells.split_first() else { continue };
            let name = name.text();
            let header = self.vocabulary.vendor.headers.credentials.iter().find(|it| it.eq_ignore_ascii_case(&name));
            if let Some(header) = header {
                let described = described.and_then(|at| row.cells.get(at)).or(others.last());
                let words = described.map(Cell::text).unwrap_or_default();
                self.add(header, &words, row.cells[0].span);
            }
        }
    }

    fn add(&mut self, header: &str, words: &str, span: Span) {
        let rest = words.to_lowercase().replace(&header.to_lowercase(), "");
        if !self.vocabulary.is_about_credentials(&rest) {
            return;
        }
        let mention =
            CredentialMention { header: header.to_owned(), words: words.to_owned(), span, is_topic: self.is_topic };
        match self.found.iter_mut().find(|known| known.header == header) {
            Some(known) if mention.is_topic && !known.is_topic => *known = mention,
            Some(_) => {}
            None => self.found.push(mention),
        }
    }
}

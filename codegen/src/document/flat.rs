//! Blocks and inlines as one string that remembers the origin of each part.
//!
//! Prose is matched on plain text, so markup is removed; but what was bold, literal, quoted or linked, and the byte of
//! the page behind each character, is kept beside it. Paragraphs and list items are on lines of their own, an item with
//! [`FlatText::BULLET`] in front, indented by two spaces per level.

use super::{Block, BlockKind, Inline, Inlines, LinkTarget};
use crate::source::Span;

/// Text without markup, with what was marked and its place in the page.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct FlatText {
    /// The text.
    pub text: String,
    /// The marked parts, ordered by their starts. Ranges are bytes of `text`.
    pub marks: Vec<Mark>,
    /// For each run of text, its start in `text` and in the page.
    places: Vec<(usize, usize)>,
}

/// A marked part of a [`FlatText`].
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Mark {
    /// The bytes of the text.
    pub range: std::ops::Range<usize>,
    /// The kind of mark.
    pub kind: MarkKind,
}

/// How a part of the text was marked.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum MarkKind {
    /// Bold.
    Strong,
    /// Emphasised.
    Emphasis,
    /// Literal.
    Code,
    /// A literal block, such as an example inside a cell.
    CodeBlock,
    /// Inside a note.
    Aside,
    /// Linked to a place.
    Link(LinkTarget),
    /// An item of a list, without its bullet.
    Item,
}

impl FlatText {
    /// What precedes the text of a list item.
    pub const BULLET: &'static str = "• ";

    /// The text of blocks, one line per block.
    pub fn of_blocks(blocks: &[Block]) -> Self {
        let mut flat = Self::default();
        flat.push_blocks(blocks, 0);
        flat
    }

    /// The text of inlines. A break becomes a line end.
    pub fn of_inlines(inlines: &Inlines) -> Self {
        let mut flat = Self::default();
        flat.push_inlines(inlines);
        flat
    }

    /// The offset in the page of a byte of the text.
    pub fn offset(&self, at: usize) -> usize {
        let index = self.places.partition_point(|&(start, _)| start <= at);
        match index.checked_sub(1).map(|i| self.places[i]) {
            Some((start, offset)) => offset + (at - start),
            None => self.places.first().map_or(0, |&(_, offset)| offset),
        }
    }

    /// The bytes of the page behind a range of the text, as far as they are known.
    pub fn span(&self, range: std::ops::Range<usize>) -> Span {
        let start = self.offset(range.start);
        let end = if range.end > range.start { self.offset(range.end - 1) + 1 } else { start };
        Span::new(start, end.max(start))
    }

    /// The text on one line: each run of white space becomes a space, and the ends are trimmed.
    pub fn one_line(&self) -> String {
        let mut out = String::with_capacity(self.text.len());
        for word in self.text.split_whitespace() {
            if !out.is_empty() {
                out.push(' ');
            }
            out.push_str(word);
        }
        out
    }

    /// The links of the text, in order.
    pub fn links(&self) -> impl Iterator<Item = (&LinkTarget, std::ops::Range<usize>)> {
        self.marks.iter().filter_map(|mark| match &mark.kind {
            MarkKind::Link(target) => Some((target, mark.range.clone())),
            _ => None,
        })
    }

    /// The marks that begin at or after a byte, in order.
    pub fn marks_from(&self, at: usize) -> &[Mark] {
        &self.marks[self.marks.partition_point(|mark| mark.range.start < at)..]
    }

    /// The marks that begin at a byte.
    pub fn marks_at(&self, at: usize) -> impl Iterator<Item = &Mark> {
        self.marks_from(at).iter().take_while(move |mark| mark.range.start == at)
    }

    /// A part of the text with the marks in it, clipped to the part.
    #[must_use]
    pub fn slice(&self, range: std::ops::Range<usize>) -> Self {
        let shift = |at: usize| at.clamp(range.start, range.end) - range.start;
        let marks = self
            .marks
            .iter()
            .filter(|mark| mark.range.start < range.end && mark.range.end > range.start)
            .map(|mark| Mark { range: shift(mark.range.start)..shift(mark.range.end), kind: mark.kind.clone() })
            .collect();
        let mut places = vec![(0, self.offset(range.start))];
        places.extend(
            self.places
                .iter()
                .filter(|(at, _)| *at > range.start && *at < range.end)
                .map(|&(at, o)| (at - range.start, o)),
        );
        Self { text: self.text[range].to_owned(), marks, places }
    }

    /// The text without white space at both ends.
    #[must_use]
    pub fn trim(&self) -> Self {
        let start = self.text.len() - self.text.trim_start().len();
        self.slice(start..self.text.trim_end().len().max(start))
    }

    /// The text with another one added on a line of its own, after a title if one is given.
    #[must_use]
    pub fn with_line(mut self, title: &str, line: &Self) -> Self {
        self.start_line();
        if !title.is_empty() {
            self.push_text(title, line.offset(0));
            self.text.push_str(": ");
        }
        let start = self.text.len();
        self.places.extend(line.places.iter().map(|&(at, offset)| (start + at, offset)));
        self.marks.extend(
            line.marks
                .iter()
                .map(|mark| Mark { range: mark.range.start + start..mark.range.end + start, kind: mark.kind.clone() }),
        );
        self.text.push_str(&line.text);
        self
    }

    /// The text as the contract keeps it: one line per block, list items after `- `.
    pub fn plain(&self) -> String {
        let mut out = String::with_capacity(self.text.len());
        for line in self.text.lines() {
            let indent = line.len() - line.trim_start().len();
            let body = line.trim();
            if body.is_empty() {
                continue;
            }
            if !out.is_empty() {
                out.push('\n');
            }
            match body.strip_prefix(Self::BULLET.trim_end()) {
                Some(item) => {
                    out.extend(std::iter::repeat_n(' ', indent));
                    out.push_str("- ");
                    out.push_str(item.trim_start());
                }
                None => out.push_str(body),
            }
        }
        out
    }

    /// Adds a run of text with its span.
    pub(crate) fn push_run(&mut self, text: &str, span: Span) {
        self.push_text(text, span.start as usize);
    }

    fn push_blocks(&mut self, blocks: &[Block], depth: usize) {
        for block in blocks {
            match &block.kind {
                BlockKind::Heading { text, .. } | BlockKind::Paragraph(text) | BlockKind::Endpoint(text) => {
                    self.start_line();
                    self.push_inlines(text);
                }
                BlockKind::List { items, .. } | BlockKind::Definitions(items) => {
                    for item in items {
                        self.start_line();
                        self.text.extend(std::iter::repeat_n("  ", depth));
                        self.text.push_str(Self::BULLET);
                        let start = self.text.len();
                        let mark = self.marks.len();
                        // The first block of an item is on the bullet's own line.
                        self.push_item(&item.blocks, depth);
                        self.marks.insert(mark, Mark { range: start..self.text.len(), kind: MarkKind::Item });
                    }
                }
                BlockKind::Code(code) => {
                    self.start_line();
                    let start = self.text.len();
                    for (index, (offset, line)) in code.lines.iter().enumerate() {
                        if index > 0 {
                            self.text.push('\n');
                        }
                        self.push_text(line, *offset);
                    }
                    self.marks.push(Mark { range: start..self.text.len(), kind: MarkKind::CodeBlock });
                }
                BlockKind::Aside(inner) => {
                    self.start_line();
                    let start = self.text.len();
                    let mark = self.marks.len();
                    self.push_blocks(inner, depth);
                    self.marks.insert(mark, Mark { range: start..self.text.len(), kind: MarkKind::Aside });
                }
                BlockKind::Element(element) => self.push_blocks(&element.blocks, depth),
                BlockKind::Table(table) => {
                    for row in table.header.iter().chain(&table.rows) {
                        for cell in &row.cells {
                            self.push_blocks(&cell.blocks, depth);
                        }
                    }
                }
            }
        }
    }

    fn push_item(&mut self, blocks: &[Block], depth: usize) {
        match blocks.split_first() {
            Some((Block { kind: BlockKind::Paragraph(text), .. }, rest)) => {
                self.push_inlines(text);
                self.push_blocks(rest, depth + 1);
            }
            _ => self.push_blocks(blocks, depth + 1),
        }
    }

    fn push_inlines(&mut self, inlines: &Inlines) {
        for inline in &inlines.0 {
            let start = self.text.len();
            let mark = self.marks.len();
            let kind = match inline {
                Inline::Text { text, span } => {
                    self.push_text(text, span.start as usize);
                    continue;
                }
                Inline::Code { text, span } => {
                    self.push_text(text, span.start as usize);
                    MarkKind::Code
                }
                Inline::Strong(inner) => {
                    self.push_inlines(inner);
                    MarkKind::Strong
                }
                Inline::Emphasis(inner) => {
                    self.push_inlines(inner);
                    MarkKind::Emphasis
                }
                Inline::Link { target, text, .. } => {
                    self.push_inlines(text);
                    MarkKind::Link(target.clone())
                }
                Inline::Break(_) => {
                    self.text.push('\n');
                    continue;
                }
            };
            self.marks.insert(mark, Mark { range: start..self.text.len(), kind });
        }
    }

    fn push_text(&mut self, text: &str, offset: usize) {
        self.places.push((self.text.len(), offset));
        self.text.push_str(text);
    }

    fn start_line(&mut self) {
        // A bullet keeps its line, since its first block follows.
        if !self.text.is_empty() && !self.text.ends_with('\n') && !self.text.ends_with(Self::BULLET) {
            self.text.push('\n');
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::Item;

    fn text(text: &str, start: usize) -> Inline {
        Inline::Text { text: text.into(), span: Span::new(start, start + text.len()) }
    }

    #[test]
    fn lists_stand_on_lines_and_places_lead_back() {
        let strong = Inline::Strong(Inlines(vec![text("on", 22)]));
        let item = Item {
            span: Span::new(20, 30),
            anchors: vec![],
            blocks: vec![Block::new(
                Span::new(20, 30),
                BlockKind::Paragraph(Inlines(vec![strong, text(": runs", 26)])),
            )],
        };
        let flat = FlatText::of_blocks(&[
            Block::new(Span::new(10, 15), BlockKind::Paragraph(Inlines(vec![text("State", 10)]))),
            Block::new(Span::new(20, 30), BlockKind::List { ordered: false, items: vec![item] }),
        ]);
        assert_eq!(flat.text, "State\n• on: runs");
        let strong = flat.marks.iter().find(|m| m.kind == MarkKind::Strong).unwrap();
        assert_eq!(&flat.text[strong.range.clone()], "on");
        assert_eq!(flat.span(strong.range.clone()), Span::new(22, 24));
        assert_eq!(flat.one_line(), "State • on: runs");
    }
}

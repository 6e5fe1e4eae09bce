//! Builds blocks from a stream of openings, closings and text, which Markdown events and HTML tags provide.
//!
//! It is lenient the way browsers are: a closing without an opening is ignored, what is still open at the end is
//! closed, and an item that starts directly inside an item ends that one. It never sees the page's text itself.

mod frames;
mod table;

pub(super) use frames::Container;

use frames::{Beyond, Frame};
use indexmap::IndexSet;

use super::bounds::Bounds;
use crate::document::{Block, BlockKind, Code, Inline, Inlines, LinkTarget};
use crate::limits;
use crate::source::Span;

/// A container of inline content.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Style {
    Strong,
    Emphasis,
    Code,
    Link(LinkTarget),
}

impl Style {
    const KINDS: usize = 4;

    fn kind(&self) -> usize {
        match self {
            Self::Strong => 0,
            Self::Emphasis => 1,
            Self::Code => 2,
            Self::Link(_) => 3,
        }
    }

    fn same_kind(&self, other: &Self) -> bool {
        self.kind() == other.kind()
    }
}

pub(super) struct Builder<'b> {
    bounds: &'b Bounds<'b>,
    /// The open containers, with the root at the bottom.
    frames: Vec<Frame>,
    root: Vec<Block>,
    /// The open inline styles of the current paragraph.
    styles: Vec<(Style, Vec<Inline>, Span)>,
    /// The elements that were opened too deep and are not closed yet, by kind: containers and styles.
    beyond: Beyond,
    styles_beyond: [usize; Style::KINDS],
    paragraph: Vec<Inline>,
    /// The current literal block.
    literal: Option<(Code, Span)>,
    /// The anchors that belong to the next block.
    anchors: IndexSet<String>,
    /// Whether the text is a single line, such as a heading: tags that make blocks elsewhere make none in it.
    one_line: bool,
    /// Whether a bar is written `\|` even in literal text, as in a cell of a table with bars between cells.
    bars_escaped: bool,
}

impl<'b> Builder<'b> {
    pub(super) fn new(bounds: &'b Bounds<'b>) -> Self {
        Self {
            bounds,
            frames: Vec::new(),
            root: Vec::new(),
            styles: Vec::new(),
            beyond: Beyond::default(),
            styles_beyond: [0; Style::KINDS],
            paragraph: Vec::new(),
            literal: None,
            anchors: IndexSet::new(),
            one_line: false,
            bars_escaped: false,
        }
    }

    pub(super) fn text(&mut self, text: &str, span: Span) {
        if text.is_empty() {
            return;
        }
        if let Some((code, literal)) = &mut self.literal {
            *literal = literal.to(span);
            push_literal(code, text, span.start as usize);
            return;
        }
        // A line end is white space. The length is kept, so that offsets in the text stay valid.
        let text = if text.contains(['\n', '\r']) { text.replace(['\n', '\r'], " ") } else { text.to_owned() };
        self.inline().push(Inline::Text { text, span });
    }

    /// A builder for a cell of a table with bars between cells.
    pub(super) fn of_cell(bounds: &'b Bounds<'b>) -> Self {
        Self { bars_escaped: true, ..Self::new(bounds) }
    }

    /// Marks the beginning or the end of a single line.
    pub(super) fn one_line(&mut self, inside: bool) {
        self.one_line = inside;
    }

    /// Whether the text is a single line.
    pub(super) fn in_line(&self) -> bool {
        self.one_line
    }

    pub(super) fn code(&mut self, text: &str, span: Span) {
        let text = if self.bars_escaped { text.replace("\\|", "|") } else { text.to_owned() };
        self.inline().push(Inline::Code { text, span });
    }

    pub(super) fn line_break(&mut self, span: Span) {
        if self.literal.is_some() {
            self.text("\n", span);
        } else {
            self.inline().push(Inline::Break(span));
        }
    }

    /// An anchor for the next block, or for the current paragraph where that has no text yet.
    pub(super) fn anchor(&mut self, name: &str) {
        if !self.anchors.contains(name) {
            self.anchors.insert(name.to_owned());
        }
    }

    pub(super) fn open_style(&mut self, style: Style, span: Span) {
        if self.styles.len() >= limits::INLINE_DEPTH {
            self.styles_beyond[style.kind()] += 1;
            self.bounds.marks_too_deep(span);
            return;
        }
        self.styles.push((style, Vec::new(), span));
    }

    pub(super) fn close_style(&mut self, style: &Style, span: Span) {
        if let Some(left) = self.styles_beyond[style.kind()].checked_sub(1) {
            self.styles_beyond[style.kind()] = left;
            return;
        }
        let Some(index) = self.styles.iter().rposition(|(open, ..)| open.same_kind(style)) else {
            return;
        };
        while self.styles.len() > index {
            self.pop_style(span);
        }
    }

    /// Starts a literal block.
    pub(super) fn open_literal(&mut self, language: Option<&str>, span: Span) {
        self.end_paragraph();
        let language = language.map(str::to_lowercase).filter(|name| !name.is_empty());
        self.literal = Some((Code { language, lines: Vec::new() }, span));
    }

    pub(super) fn close_literal(&mut self, span: Span) {
        if let Some((mut code, start)) = self.literal.take() {
            while code.lines.last().is_some_and(|(_, line)| line.trim().is_empty()) {
                code.lines.pop();
            }
            // `span` can be that of the whole block whose first part a table has cut off.
            let span = Span { start: start.start, end: start.end.max(span.end) };
            if !(code.lines.is_empty() && start.is_empty()) {
                self.block(span, BlockKind::Code(code));
            }
        }
    }

    /// Ends the current paragraph, if it has any text.
    pub(super) fn end_paragraph(&mut self) {
        self.end_paragraph_as(BlockKind::Paragraph, None);
    }

    /// Ends the current text as a heading.
    ///
    /// A block inside a heading (`# a <p>b`) splits it: what comes before the block is text of its own.
    pub(super) fn end_heading(&mut self, level: u8, span: Span) {
        let before = self.frames.last().map_or(&self.root, |frame| &frame.blocks).last();
        let start = before.map_or(span.start, |block| block.span.end.clamp(span.start, span.end));
        let span = Span { start, ..span };
        self.end_paragraph_as(|text| BlockKind::Heading { level, text }, Some(span));
    }

    /// Adds a block that was parsed elsewhere.
    pub(super) fn block(&mut self, span: Span, kind: BlockKind) {
        self.end_paragraph();
        let anchors = self.take_anchors();
        self.push(Block { span, anchors, kind });
    }

    /// Whether a literal block is being read.
    pub(super) fn in_literal(&self) -> bool {
        self.literal.is_some()
    }

    /// Returns all blocks. What is still open is closed.
    pub(super) fn finish(mut self) -> Vec<Block> {
        let end = self.frames.last().map_or(Span::default(), |frame| frame.span);
        self.close_literal(end);
        self.end_paragraph();
        while let Some(frame) = self.frames.last() {
            let span = frame.span;
            self.pop_frame(span);
        }
        if !self.anchors.is_empty() {
            let at = self.root.last().map_or(Span::default(), |block| Span::at(block.span.end as usize));
            let anchors = self.take_anchors();
            self.root.push(Block { span: at, anchors, kind: BlockKind::Paragraph(Inlines::default()) });
        }
        self.root
    }

    fn inline(&mut self) -> &mut Vec<Inline> {
        match self.styles.last_mut() {
            Some((_, inlines, _)) => inlines,
            None => &mut self.paragraph,
        }
    }

    fn pop_style(&mut self, end: Span) {
        let Some((style, inlines, span)) = self.styles.pop() else {
            return;
        };
        if inlines.is_empty() {
            return;
        }
        let inlines = Inlines(inlines);
        let inline = match style {
            Style::Strong => Inline::Strong(inlines),
            Style::Emphasis => Inline::Emphasis(inlines),
            Style::Code => Inline::Code { span: extent(&inlines.0).unwrap_or(span), text: inlines.flat().text },
            Style::Link(target) => Inline::Link { target, text: inlines, span: span.to(end) },
        };
        self.inline().push(inline);
    }

    fn end_paragraph_as(&mut self, kind: impl FnOnce(Inlines) -> BlockKind, span: Option<Span>) {
        while let Some((.., span)) = self.styles.last() {
            let span = *span;
            self.pop_style(span);
        }
        self.styles_beyond = [0; Style::KINDS];
        let text = Inlines(std::mem::take(&mut self.paragraph));
        if text.is_empty() && span.is_none() {
            return;
        }
        let span = span.or_else(|| extent(&text.0)).unwrap_or_default();
        let anchors = self.take_anchors();
        self.push(Block { span, anchors, kind: kind(text) });
    }

    fn take_anchors(&mut self) -> Vec<String> {
        std::mem::take(&mut self.anchors).into_iter().collect()
    }

    /// Marks the list that was closed last as a definition list.
    pub(super) fn list_of_definitions(&mut self) {
        let last = match self.frames.last_mut() {
            Some(frame) => frame.blocks.last_mut(),
            None => self.root.last_mut(),
        };
        if let Some(Block { kind, .. }) = last
            && let BlockKind::List { items, .. } = kind
        {
            *kind = BlockKind::Definitions(std::mem::take(items));
        }
    }

    fn push(&mut self, block: Block) {
        match self.frames.last_mut() {
            Some(frame) => frame.blocks.push(block),
            None => self.root.push(block),
        }
    }
}

/// The bytes that inlines cover.
fn extent(inlines: &[Inline]) -> Option<Span> {
    inlines
        .iter()
        .filter_map(|inline| match inline {
            Inline::Text { span, text } => {
                let start = span.start as usize + (text.len() - text.trim_start().len());
                Some(Span::new(start.min(span.end as usize), span.end as usize))
            }
            Inline::Code { span, .. } | Inline::Link { span, .. } => Some(*span),
            Inline::Strong(inner) | Inline::Emphasis(inner) => extent(&inner.0),
            Inline::Break(_) => None,
        })
        .reduce(Span::to)
}

fn push_literal(code: &mut Code, text: &str, offset: usize) {
    let mut at = offset;
    for (index, line) in text.split('\n').enumerate() {
        let clean = line.trim_end_matches('\r');
        if index == 0 && !code.lines.is_empty() {
            if let Some((_, last)) = code.lines.last_mut() {
                last.push_str(clean);
            }
        } else {
            code.lines.push((at, clean.to_owned()));
        }
        at += line.len() + 1;
    }
}

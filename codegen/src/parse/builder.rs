//! Builds blocks from a stream of openings, closings and text, as Markdown events and HTML tags give it.
//!
//! It is lenient the way browsers are: what is closed without having been opened is ignored, what is still open at the
//! end is closed, and an item that starts inside an item ends that one. It never sees the page's text itself.

use crate::document::{Block, BlockKind, Cell, Code, Inline, Inlines, Item, LinkTarget, Row, Table};
use crate::source::Span;

/// Something that holds blocks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Container {
    /// Leaves no trace of its own (`div`, `blockquote` of a layout).
    Plain,
    /// A note or quote.
    Aside,
    /// A list.
    List {
        /// Whether its items are numbered.
        ordered: bool,
    },
    /// An item of a list.
    Item,
    /// A table.
    Table,
    /// A table's head.
    Head,
    /// A row of a table.
    Row,
    /// A cell of a row.
    Cell {
        /// Whether it is marked as a heading (`th`).
        header: bool,
        /// How many rows it covers.
        rows: usize,
        /// How many columns it covers.
        columns: usize,
    },
}

impl Container {
    fn same_kind(self, other: Self) -> bool {
        std::mem::discriminant(&self) == std::mem::discriminant(&other)
    }
}

/// Something that holds inline content.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Style {
    Strong,
    Emphasis,
    Code,
    Link(LinkTarget),
}

impl Style {
    fn same_kind(&self, other: &Self) -> bool {
        std::mem::discriminant(self) == std::mem::discriminant(other)
    }
}

#[derive(Default)]
pub(super) struct Builder {
    /// The containers that are open, below them the root.
    frames: Vec<Frame>,
    root: Vec<Block>,
    /// The inline styles that are open in the paragraph that is being read.
    styles: Vec<(Style, Vec<Inline>, Span)>,
    paragraph: Vec<Inline>,
    /// A literal block that is being read.
    literal: Option<(Code, Span)>,
    /// The anchors that wait for a block.
    anchors: Vec<String>,
    /// Whether the text is a line, as of a heading: tags that make blocks elsewhere make none in it.
    one_line: bool,
    /// Whether a bar is written `\|` even in literal text, as in a cell of a table that bars separate.
    bars_escaped: bool,
}

struct Frame {
    container: Container,
    span: Span,
    anchors: Vec<String>,
    blocks: Vec<Block>,
    /// The parts that are no blocks: items of a list, rows of a table, cells of a row.
    items: Vec<Item>,
    rows: Vec<RawRow>,
    cells: Vec<RawCell>,
}

struct RawRow {
    span: Span,
    header: bool,
    cells: Vec<RawCell>,
}

struct RawCell {
    cell: Cell,
    header: bool,
    rows: usize,
    columns: usize,
}

impl Builder {
    pub(super) fn text(&mut self, text: &str, span: Span) {
        if text.is_empty() {
            return;
        }
        if let Some((code, literal)) = &mut self.literal {
            *literal = literal.to(span);
            push_literal(code, text, span.start as usize);
            return;
        }
        // The end of a line is white space. Its length stays, so that places inside the text stay true.
        let text = if text.contains(['\n', '\r']) { text.replace(['\n', '\r'], " ") } else { text.to_owned() };
        self.inline().push(Inline::Text { text, span });
    }

    /// A builder for a cell of a table whose cells bars separate.
    pub(super) fn of_cell() -> Self {
        Self { bars_escaped: true, ..Self::default() }
    }

    /// Says where a line begins and ends.
    pub(super) fn one_line(&mut self, inside: bool) {
        self.one_line = inside;
    }

    /// Whether the text is a line.
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

    /// A name for the next block, or for the paragraph that is being read where it has no text yet.
    pub(super) fn anchor(&mut self, name: &str) {
        if !self.anchors.iter().any(|known| known == name) {
            self.anchors.push(name.to_owned());
        }
    }

    pub(super) fn open_style(&mut self, style: Style, span: Span) {
        self.styles.push((style, Vec::new(), span));
    }

    pub(super) fn close_style(&mut self, style: &Style, span: Span) {
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
            // `span` can be that of the whole block, of which a table has cut off the first part.
            let span = Span { start: start.start, end: start.end.max(span.end) };
            if !(code.lines.is_empty() && start.is_empty()) {
                self.block(span, BlockKind::Code(code));
            }
        }
    }

    pub(super) fn open(&mut self, container: Container, span: Span) {
        self.end_paragraph();
        match container {
            // A new item, row or cell ends the one before it where that was not closed.
            Container::Item => self.close_inside(container, Container::List { ordered: false }, span),
            Container::Row | Container::Head => self.close_inside(container, Container::Table, span),
            Container::Cell { .. } => self.close_inside(container, Container::Row, span),
            _ => {}
        }
        // The anchors before a table or an item are its own; those before a cell's text are the text's.
        let anchors = match container {
            Container::Table | Container::Item => std::mem::take(&mut self.anchors),
            _ => Vec::new(),
        };
        self.frames.push(Frame {
            container,
            span,
            anchors,
            blocks: Vec::new(),
            items: Vec::new(),
            rows: Vec::new(),
            cells: Vec::new(),
        });
    }

    pub(super) fn close(&mut self, container: Container, span: Span) {
        self.end_paragraph();
        // A closing tag never reaches out of the cell or item that it stands in.
        let barrier = |frame: &Frame| {
            matches!(frame.container, Container::Cell { .. } | Container::Table)
                && !matches!(container, Container::Cell { .. } | Container::Row | Container::Head | Container::Table)
        };
        let mut index = self.frames.len();
        while index > 0 {
            index -= 1;
            if self.frames[index].container.same_kind(container) {
                while self.frames.len() > index {
                    self.pop_frame(span);
                }
                return;
            }
            if barrier(&self.frames[index]) {
                return;
            }
        }
    }

    /// Closes the innermost of plain containers and asides: both are `div`s in HTML.
    pub(super) fn close_division(&mut self, span: Span) {
        let innermost = self.frames.iter().rev().find(|frame| {
            matches!(frame.container, Container::Plain | Container::Aside | Container::Cell { .. } | Container::Table)
        });
        match innermost.map(|frame| frame.container) {
            Some(container @ (Container::Plain | Container::Aside)) => self.close(container, span),
            _ => self.end_paragraph(),
        }
    }

    /// Ends the paragraph that is being read, if there is any text in it.
    pub(super) fn end_paragraph(&mut self) {
        self.end_paragraph_as(BlockKind::Paragraph, None);
    }

    /// Ends the text that is being read as a heading.
    ///
    /// A block inside a heading (`# a <p>b`) breaks it in two: what stands before the block is text of its own.
    pub(super) fn end_heading(&mut self, level: u8, span: Span) {
        let before = self.frames.last().map_or(&self.root, |frame| &frame.blocks).last();
        let start = before.map_or(span.start, |block| block.span.end.clamp(span.start, span.end));
        let span = Span { start, ..span };
        self.end_paragraph_as(|text| BlockKind::Heading { level, text }, Some(span));
    }

    /// A block that was read elsewhere.
    pub(super) fn block(&mut self, span: Span, kind: BlockKind) {
        self.end_paragraph();
        let anchors = std::mem::take(&mut self.anchors);
        self.push(Block { span, anchors, kind });
    }

    /// Whether a literal block is being read.
    pub(super) fn in_literal(&self) -> bool {
        self.literal.is_some()
    }

    /// All blocks. What is still open is closed.
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
            let anchors = std::mem::take(&mut self.anchors);
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
        let text = Inlines(std::mem::take(&mut self.paragraph));
        if text.is_empty() && span.is_none() {
            return;
        }
        let span = span.or_else(|| extent(&text.0)).unwrap_or_default();
        let anchors = std::mem::take(&mut self.anchors);
        self.push(Block { span, anchors, kind: kind(text) });
    }

    fn push(&mut self, block: Block) {
        match self.frames.last_mut() {
            Some(frame) => frame.blocks.push(block),
            None => self.root.push(block),
        }
    }

    /// Closes what is open inside the nearest `parent`, so that a `container` can start.
    fn close_inside(&mut self, container: Container, parent: Container, span: Span) {
        let Some(index) = self.frames.iter().rposition(|frame| frame.container.same_kind(parent)) else {
            return;
        };
        let open = self.frames[index + 1..].iter().any(|frame| frame.container.same_kind(container));
        while open && self.frames.len() > index + 1 {
            self.pop_frame(span);
        }
    }

    fn pop_frame(&mut self, end: Span) {
        let Some(frame) = self.frames.pop() else { return };
        let span = frame.span.to(end);
        let parent = self.frames.last_mut();
        match frame.container {
            Container::Plain | Container::Head => match parent {
                Some(parent) => {
                    parent.blocks.extend(frame.blocks);
                    parent.rows.extend(frame.rows.into_iter().map(|row| RawRow { header: true, ..row }));
                }
                None => self.root.extend(frame.blocks),
            },
            Container::Aside => self.push(Block::new(span, BlockKind::Aside(frame.blocks))),
            Container::List { ordered } => {
                let mut items = frame.items;
                // Text directly in a list belongs to no item; it is kept as one.
                if !frame.blocks.is_empty() {
                    items.push(Item { span, anchors: Vec::new(), blocks: frame.blocks });
                }
                self.push(Block { span, anchors: Vec::new(), kind: BlockKind::List { ordered, items } });
            }
            Container::Item => {
                let item = Item { span, anchors: frame.anchors, blocks: frame.blocks };
                match parent {
                    Some(parent) if matches!(parent.container, Container::List { .. }) => parent.items.push(item),
                    _ => self.push(Block::new(span, BlockKind::List { ordered: false, items: vec![item] })),
                }
            }
            Container::Cell { header, rows, columns } => {
                let cell = Cell { span, blocks: frame.blocks, copied: false };
                if let Some(parent) = parent {
                    parent.cells.push(RawCell { cell, header, rows, columns });
                }
            }
            Container::Row => {
                let header = !frame.cells.is_empty() && frame.cells.iter().all(|cell| cell.header);
                if let Some(parent) = parent {
                    parent.rows.push(RawRow { span, header, cells: frame.cells });
                }
            }
            Container::Table => {
                let mut table = spread(frame.rows);
                // The text between the rows is that of a `caption` element.
                table.caption = frame.blocks.into_iter().find_map(|block| match block.kind {
                    BlockKind::Paragraph(text) => Some(text),
                    _ => None,
                });
                self.push(Block { span, anchors: frame.anchors, kind: BlockKind::Table(table) });
            }
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

/// A table whose cells stand once for each row and column that they cover.
fn spread(raw: Vec<RawRow>) -> Table {
    let mut header = Vec::new();
    let mut rows = Vec::new();
    // For each column, the cell that reaches down into the next rows, and into how many of them.
    let mut hanging: Vec<Option<(Cell, usize)>> = Vec::new();
    let width = raw.iter().map(|row| row.cells.iter().map(|cell| cell.columns).sum::<usize>()).max().unwrap_or(0);
    for row in raw {
        let mut cells: Vec<Cell> = Vec::with_capacity(width);
        let mut pending = row.cells.into_iter();
        loop {
            if let Some(slot) = hanging.get_mut(cells.len())
                && let Some((cell, left)) = slot
            {
                cells.push(cell.clone());
                *left -= 1;
                if *left == 0 {
                    *slot = None;
                }
                continue;
            }
            let Some(next) = pending.next() else { break };
            for copy in 0..next.columns {
                let cell = Cell { copied: copy > 0, ..next.cell.clone() };
                if next.rows > 1 {
                    if hanging.len() <= cells.len() {
                        hanging.resize(cells.len() + 1, None);
                    }
                    hanging[cells.len()] = Some((Cell { copied: true, ..next.cell.clone() }, next.rows - 1));
                }
                cells.push(cell);
            }
        }
        let fits = cells.len() == width;
        cells.resize_with(width, || Cell { span: Span::at(row.span.end as usize), ..Cell::default() });
        let target = if row.header && rows.is_empty() { &mut header } else { &mut rows };
        target.push(Row { span: row.span, cells, fits });
    }
    Table { caption: None, header, rows, complete: true }
}

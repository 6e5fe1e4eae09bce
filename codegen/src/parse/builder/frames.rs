//! The open containers: what an opening ends, what a closing closes, and what a container becomes when it ends.
//!
//! Only a closing of a part of a table has an effect outside the cell that contains it. Inline content is never
//! inspected here.

use super::Builder;
use super::table::{RawCell, RawRow, spread};
use crate::document::{Block, BlockKind, Cell, Item};
use crate::limits;
use crate::source::Span;

/// A container of blocks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::parse) enum Container {
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
    const KINDS: usize = 8;

    fn kind(self) -> usize {
        match self {
            Self::Plain => 0,
            Self::Aside => 1,
            Self::List { .. } => 2,
            Self::Item => 3,
            Self::Table => 4,
            Self::Head => 5,
            Self::Row => 6,
            Self::Cell { .. } => 7,
        }
    }

    fn same_kind(self, other: Self) -> bool {
        self.kind() == other.kind()
    }
}

/// Containers that were opened too deep, by kind: none of them is built, and each waits for its closing.
#[derive(Default)]
pub(super) struct Beyond([usize; Container::KINDS]);

impl Beyond {
    fn is_empty(&self) -> bool {
        self.0.iter().all(|&count| count == 0)
    }

    /// Removes one. Returns false where none of the kind is open.
    fn close(&mut self, container: Container) -> bool {
        let count = &mut self.0[container.kind()];
        let open = *count > 0;
        *count -= usize::from(open);
        open
    }
}

pub(super) struct Frame {
    pub(super) container: Container,
    pub(super) span: Span,
    anchors: Vec<String>,
    pub(super) blocks: Vec<Block>,
    /// The parts that are not blocks: items of a list, rows of a table, cells of a row.
    items: Vec<Item>,
    rows: Vec<RawRow>,
    cells: Vec<RawCell>,
}

impl Builder<'_> {
    pub(in crate::parse) fn open(&mut self, container: Container, span: Span) {
        self.end_paragraph();
        // The parts of lists and tables may be as deep as the lists and tables themselves.
        let deepest = match container {
            Container::Plain | Container::Aside | Container::List { .. } | Container::Table => limits::BLOCK_DEPTH,
            Container::Item | Container::Head | Container::Row | Container::Cell { .. } => limits::BLOCK_DEPTH + 4,
        };
        if !self.beyond.is_empty() || self.frames.len() >= deepest {
            self.beyond.0[container.kind()] += 1;
            self.bounds.blocks_too_deep(span);
            return;
        }
        match container {
            // A new item, row or cell ends the previous one if that was not closed.
            Container::Item => self.close_inside(container, Container::List { ordered: false }, span),
            Container::Row | Container::Head => self.close_inside(container, Container::Table, span),
            Container::Cell { .. } => self.close_inside(container, Container::Row, span),
            _ => {}
        }
        // The anchors before a table or an item belong to it; those before a cell's text belong to the text.
        let anchors = match container {
            Container::Table | Container::Item => self.take_anchors(),
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

    pub(in crate::parse) fn close(&mut self, container: Container, span: Span) {
        self.end_paragraph();
        if self.beyond.close(container) {
            return;
        }
        // A closing tag has no effect outside the cell or item that contains it.
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

    /// Closes the innermost plain container or aside: both are `div`s in HTML.
    pub(in crate::parse) fn close_division(&mut self, span: Span) {
        if self.beyond.close(Container::Plain) || self.beyond.close(Container::Aside) {
            return self.end_paragraph();
        }
        let innermost = self.frames.iter().rev().find(|frame| {
            matches!(frame.container, Container::Plain | Container::Aside | Container::Cell { .. } | Container::Table)
        });
        match innermost.map(|frame| frame.container) {
            Some(container @ (Container::Plain | Container::Aside)) => self.close(container, span),
            _ => self.end_paragraph(),
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

    pub(super) fn pop_frame(&mut self, end: Span) {
        let Some(frame) = self.frames.pop() else { return };
        self.beyond = Beyond::default();
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
                // Text directly in a list is not part of an item; it becomes an item.
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
                let mut table = spread(frame.rows, self.bounds);
                // The text between rows is the content of a `caption` element.
                table.caption = frame.blocks.into_iter().find_map(|block| match block.kind {
                    BlockKind::Paragraph(text) => Some(text),
                    _ => None,
                });
                self.push(Block { span, anchors: frame.anchors, kind: BlockKind::Table(table) });
            }
        }
    }
}

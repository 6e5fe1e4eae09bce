//! Makes a table of rows whose cells may cover several rows and columns: each such cell is copied to every place it
//! covers.
//!
//! A row that does not fit the others is marked. The content of cells is never inspected.

use crate::document::{Block, BlockKind, Cell, Inline, Inlines, Row, Table};
use crate::parse::bounds::Bounds;
use crate::source::Span;

pub(super) struct RawRow {
    pub(super) span: Span,
    pub(super) header: bool,
    pub(super) cells: Vec<RawCell>,
}

pub(super) struct RawCell {
    pub(super) cell: Cell,
    pub(super) header: bool,
    pub(super) rows: usize,
    pub(super) columns: usize,
}

/// A table whose cells are copied to every row and column that they cover. The table ends where there would be more
/// cells than a page may have.
pub(super) fn spread(raw: Vec<RawRow>, bounds: &Bounds<'_>) -> Table {
    let mut header = Vec::new();
    let mut rows = Vec::new();
    // For each column, the cell that continues into the next rows, and into how many of them.
    let mut hanging: Vec<Option<(Cell, usize)>> = Vec::new();
    let width = raw.iter().map(|row| row.cells.iter().map(|cell| cell.columns).sum::<usize>()).max().unwrap_or(0);
    let width = raw.first().map_or(width, |row| bounds.columns(width, row.span));
    for row in raw {
        let (span, is_header) = (row.span, row.header);
        if !bounds.row(span) {
            break;
        }
        let Some(cells) = spread_row(row, &mut hanging, width, bounds) else { break };
        let fits = cells.len() == width;
        let mut cells = cells;
        cells.resize_with(width, || Cell { span: Span::at(span.end as usize), ..Cell::default() });
        let target = if is_header && rows.is_empty() { &mut header } else { &mut rows };
        target.push(Row { span, cells, fits });
    }
    Table { caption: None, header, rows, complete: true }
}

/// The cells of a row, including the copies that continue into it. `None` where the page may have no more of them.
fn spread_row(
    row: RawRow,
    hanging: &mut Vec<Option<(Cell, usize)>>,
    width: usize,
    bounds: &Bounds<'_>,
) -> Option<Vec<Cell>> {
    let mut cells: Vec<Cell> = Vec::new();
    let mut pending = row.cells.into_iter();
    loop {
        if let Some(slot) = hanging.get_mut(cells.len())
            && let Some((cell, left)) = slot
        {
            bounds.copy(nodes(&cell.blocks), row.span).then_some(())?;
            cells.push(cell.clone());
            *left -= 1;
            if *left == 0 {
                *slot = None;
            }
            continue;
        }
        let Some(next) = pending.next() else { break };
        bounds.copy((next.columns - 1).saturating_mul(nodes(&next.cell.blocks)), row.span).then_some(())?;
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
    bounds.copy(width.saturating_sub(cells.len()), row.span).then_some(cells)
}

/// The number of nodes of a cell with these blocks, including itself.
fn nodes(blocks: &[Block]) -> usize {
    fn of_inlines(inlines: &Inlines) -> usize {
        let inner = |inline: &Inline| match inline {
            Inline::Strong(inner) | Inline::Emphasis(inner) | Inline::Link { text: inner, .. } => of_inlines(inner),
            // A long text counts as much as many short ones.
            Inline::Text { text, .. } | Inline::Code { text, .. } => text.len() / 64,
            Inline::Break(_) => 0,
        };
        inlines.0.iter().map(|inline| 1 + inner(inline)).sum()
    }
    let of_block = |block: &Block| match &block.kind {
        BlockKind::Heading { text, .. } | BlockKind::Paragraph(text) | BlockKind::Endpoint(text) => of_inlines(text),
        BlockKind::List { items, .. } | BlockKind::Definitions(items) => {
            items.iter().map(|item| nodes(&item.blocks)).sum()
        }
        BlockKind::Aside(inner) => nodes(inner),
        BlockKind::Element(element) => element.lines.len() + nodes(&element.blocks),
        BlockKind::Code(code) => code.lines.len(),
        BlockKind::Table(table) => {
            let rows = table.header.iter().chain(&table.rows);
            rows.flat_map(|row| &row.cells).map(|cell| nodes(&cell.blocks)).sum()
        }
    };
    1 + blocks.iter().map(|block| 1 + of_block(block)).sum::<usize>()
}

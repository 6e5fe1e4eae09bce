//! The rows of a table, cell by cell as they were closed, become a table whose cells stand once for each row and column
//! that they cover.
//!
//! A row that does not fit the others says so. What a cell holds is never looked at.

use crate::document::{Cell, Row, Table};
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

/// A table whose cells stand once for each row and column that they cover.
pub(super) fn spread(raw: Vec<RawRow>) -> Table {
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

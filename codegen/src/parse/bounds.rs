//! How much of its [limits](crate::limits) a page has used while it is parsed, and the diagnostics for those it
//! exceeds.
//!
//! There is one value per page, shared by the parsers of its parts: a bound applies to the whole page, not to each
//! table. Only the first place of each kind of bound is reported.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;

use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::limits;
use crate::source::{Source, Span};

/// How much of its limits a page has used.
pub(super) struct Bounds<'s> {
    source: &'s Source,
    copied: Cell<usize>,
    rows: Cell<usize>,
    met: RefCell<BTreeMap<&'static str, Diagnostic>>,
}

impl<'s> Bounds<'s> {
    /// Nothing is used yet.
    pub(super) fn new(source: &'s Source) -> Self {
        Self { source, copied: Cell::new(0), rows: Cell::new(0), met: RefCell::default() }
    }

    /// The diagnostics for the bounds that were exceeded.
    pub(super) fn into_diagnostics(self) -> impl Iterator<Item = Diagnostic> {
        self.met.into_inner().into_values()
    }

    /// Counts nodes that the page does not write itself: copies of cells, and cells that fill up a row. Returns false
    /// where the page may have no more of them; the table at `span` ends there.
    pub(super) fn copy(&self, nodes: usize, span: Span) -> bool {
        let sum = self.copied.get().saturating_add(nodes);
        if sum > limits::COPIED_NODES {
            self.lost("cells", span, "the cells that cover several rows or columns make more cells than a page may have; the rest of the table is left out");
            return false;
        }
        self.copied.set(sum);
        true
    }

    /// Counts a row. Returns false where the page may have no more of them; the table at `span` ends there.
    pub(super) fn row(&self, span: Span) -> bool {
        if self.rows.get() >= limits::ROWS {
            let message = format!("the tables have more than {} rows; the rest is left out", limits::ROWS);
            self.lost("rows", span, &message);
            return false;
        }
        self.rows.set(self.rows.get() + 1);
        true
    }

    /// How many of the columns of its header a table may have.
    pub(super) fn columns(&self, columns: usize, span: Span) -> usize {
        if columns > limits::COLUMNS {
            let message = format!("the table has more than {} columns; the last one takes the rest", limits::COLUMNS);
            self.lost("columns", span, &message);
        }
        columns.min(limits::COLUMNS)
    }

    /// Reports that blocks are nested too deep. Their text is kept.
    pub(super) fn blocks_too_deep(&self, span: Span) {
        let depth = limits::BLOCK_DEPTH;
        self.kept(
            "blocks",
            span,
            &format!(
                "lists, quotes and tables are nested more than {depth} levels deep; the inner ones are read as text"
            ),
        );
    }

    /// Reports that marks are nested too deep. Their text is kept.
    pub(super) fn marks_too_deep(&self, span: Span) {
        let depth = limits::INLINE_DEPTH;
        self.kept(
            "marks",
            span,
            &format!("marks of text are nested more than {depth} levels deep; the inner ones are left out"),
        );
    }

    fn lost(&self, kind: &'static str, span: Span, message: &str) {
        let new = || Diagnostic::new(Code::LimitExceeded, self.source, span, message);
        self.met.borrow_mut().entry(kind).or_insert_with(new);
    }

    fn kept(&self, kind: &'static str, span: Span, message: &str) {
        let new = || Diagnostic {
            severity: Severity::Warning,
            ..Diagnostic::new(Code::LimitExceeded, self.source, span, message)
        };
        self.met.borrow_mut().entry(kind).or_insert_with(new);
    }
}

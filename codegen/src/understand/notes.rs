//! The diagnostics of this pass's steps, and what became of rows: the steps write here and never read.

use crate::diagnostic::{Code, Diagnostic};
use crate::read::{Entry, Ledger};
use crate::source::{Origin, Source, Span};

/// The only place to which steps write diagnostics and ledger entries. No step can see what another wrote.
#[derive(Debug)]
pub(super) struct Notes<'a> {
    source: &'a Source,
    diagnostics: Vec<Diagnostic>,
    ledger: Ledger,
}

impl<'a> Notes<'a> {
    /// Continues from the output of the previous pass.
    pub(super) fn new(source: &'a Source, diagnostics: Vec<Diagnostic>, ledger: Ledger) -> Self {
        Self { source, diagnostics, ledger }
    }

    /// Reports something at a place of the page.
    pub(super) fn report(&mut self, code: Code, span: Span, message: impl Into<String>) {
        self.add(Diagnostic::new(code, self.source, span, message));
    }

    /// The same, with a hint on what to do about it.
    pub(super) fn report_with_help(&mut self, code: Code, span: Span, message: impl Into<String>, help: &str) {
        self.add(Diagnostic::new(code, self.source, span, message).help(help));
    }

    /// Reports something at a place whose bytes are no longer available.
    pub(super) fn report_at(&mut self, code: Code, origin: Origin, message: impl Into<String>) {
        self.add(Diagnostic::at(code, origin, message));
    }

    /// Adds a diagnostic unchanged.
    pub(super) fn add(&mut self, diagnostic: Diagnostic) {
        self.diagnostics.push(diagnostic);
    }

    /// Records a row of a table of parameters.
    pub(super) fn enter(&mut self, entry: Entry, of_operation: bool) {
        self.ledger.enter_parameter_row(entry, of_operation);
    }

    /// Everything that was written.
    pub(super) fn into_parts(self) -> (Vec<Diagnostic>, Ledger) {
        (self.diagnostics, self.ledger)
    }
}

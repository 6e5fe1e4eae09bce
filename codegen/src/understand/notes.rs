//! What the steps of this pass have to say, and where rows went: written here and read by none of them.

use crate::diagnostic::{Code, Diagnostic};
use crate::read::{Entry, Ledger};
use crate::source::{Origin, Source, Span};

/// The one place that steps write diagnostics and ledger entries to. No step can see what another wrote.
#[derive(Debug)]
pub(super) struct Notes<'a> {
    source: &'a Source,
    diagnostics: Vec<Diagnostic>,
    ledger: Ledger,
}

impl<'a> Notes<'a> {
    /// Goes on with what the pass before wrote.
    pub(super) fn new(source: &'a Source, diagnostics: Vec<Diagnostic>, ledger: Ledger) -> Self {
        Self { source, diagnostics, ledger }
    }

    /// Says something of a place on the page.
    pub(super) fn say(&mut self, code: Code, span: Span, message: impl Into<String>) {
        self.add(Diagnostic::new(code, self.source, span, message));
    }

    /// The same, with what the reader may do about it.
    pub(super) fn say_with_help(&mut self, code: Code, span: Span, message: impl Into<String>, help: &str) {
        self.add(Diagnostic::new(code, self.source, span, message).help(help));
    }

    /// Says something of a place whose bytes are no longer at hand.
    pub(super) fn say_at(&mut self, code: Code, origin: Origin, message: impl Into<String>) {
        self.add(Diagnostic::at(code, origin, message));
    }

    /// Adds a diagnostic as it is.
    pub(super) fn add(&mut self, diagnostic: Diagnostic) {
        self.diagnostics.push(diagnostic);
    }

    /// Enters a row of a table of parameters.
    pub(super) fn enter(&mut self, entry: Entry, of_operation: bool) {
        self.ledger.enter_parameter_row(entry, of_operation);
    }

    /// All that was written.
    pub(super) fn into_parts(self) -> (Vec<Diagnostic>, Ledger) {
        (self.diagnostics, self.ledger)
    }
}

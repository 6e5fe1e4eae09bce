//! Diagnostics: what a pass reports about a page, as plain data that is rendered elsewhere.
//!
//! A diagnostic has a place, a stable [`Code`] and a sentence. It never contains the page's text and never decides how
//! it is shown; [`render`] does that, and reads the page again where it quotes a line.

#[doc(hidden)]
pub mod codes;
pub mod render;

use serde::Serialize;

pub use codes::Code;

use crate::source::{Origin, Source, Span};

/// The severity of a diagnostic.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// A fact worth knowing: something was inferred, or left out for a reason.
    Note,
    /// The page contradicts itself, or states something that could not be used.
    Warning,
    /// Something on the page is lost, or the page could not be read. Its operations are not emitted.
    Error,
}

/// One statement about one place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Diagnostic {
    /// Where.
    pub origin: Origin,
    /// How many characters it covers from the origin on; 0 where the place is a whole line or page.
    pub width: u32,
    /// The code.
    pub code: Code,
    /// The severity.
    pub severity: Severity,
    /// One sentence without a full stop.
    pub message: String,
    /// Other related places, each with its message.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub related: Vec<Related>,
    /// What the reader can do about it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub help: Option<String>,
}

/// Another place to which a diagnostic refers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Related {
    /// Where.
    pub origin: Origin,
    /// What is there.
    pub message: String,
}

impl Diagnostic {
    /// A diagnostic about a span of a page, with the code's default severity.
    pub fn new(code: Code, source: &Source, span: Span, message: impl Into<String>) -> Self {
        let width = source.slice(span).lines().next().map_or(0, |line| line.chars().count());
        Self::at(code, source.origin(span), message).width(width)
    }

    /// A diagnostic about a place whose page is no longer in memory.
    pub fn at(code: Code, origin: Origin, message: impl Into<String>) -> Self {
        let severity = code.severity();
        Self { origin, width: 0, code, severity, message: message.into(), related: Vec::new(), help: None }
    }

    /// A diagnostic about a whole page.
    pub fn page(code: Code, page: &str, message: impl Into<String>) -> Self {
        Self::at(code, Origin { page: page.into(), line: 1, column: 1 }, message)
    }

    /// Adds what the reader can do about it.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// Adds another place.
    #[must_use]
    pub fn related(mut self, origin: Origin, message: impl Into<String>) -> Self {
        self.related.push(Related { origin, message: message.into() });
        self
    }

    fn width(mut self, width: usize) -> Self {
        self.width = u32::try_from(width).unwrap_or(0);
        self
    }

    /// The order in which diagnostics are shown: by page, place and code.
    pub fn sort(diagnostics: &mut [Self]) {
        diagnostics.sort_by(|a, b| (&a.origin, a.code.name(), &a.message).cmp(&(&b.origin, b.code.name(), &b.message)));
    }
}

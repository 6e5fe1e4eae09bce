//! The result for an exchange, from the findings about it.
//!
//! It never looks at the exchange again, nor changes a severity.

use super::{Chosen, Found};
use crate::finding::Severity;

/// The verdict from findings. `unseen` is set if the recording lacks what is to be validated.
pub(crate) fn verdict(chosen: Chosen, findings: &Found, unseen: bool) -> Verdict {
    match (chosen, findings.worst()) {
        (Chosen::Ignored, _) => Verdict::Ignored,
        (Chosen::None, _) => Verdict::Unmatched,
        (_, Some(Severity::Error)) => Verdict::Fails,
        (_, Some(Severity::Warning)) => Verdict::Drifts,
        _ if unseen => Verdict::Unseen,
        _ => Verdict::Conforms,
    }
}

/// The result of a check as a whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Verdict {
    /// There are no findings except notes.
    Conforms,
    /// There are warnings: service and page diverge, but clients still work.
    Drifts,
    /// There are errors.
    Fails,
    /// There are no findings except notes, but the body that the page documents was not recorded.
    Unseen,
    /// It matches no documented operation.
    Unmatched,
    /// A rule excludes it, or the record is not an exchange.
    Ignored,
}

impl Verdict {
    /// The word in reports.
    pub fn name(self) -> &'static str {
        match self {
            Self::Conforms => "conforms",
            Self::Drifts => "drifts",
            Self::Fails => "fails",
            Self::Unseen => "unseen",
            Self::Unmatched => "unmatched",
            Self::Ignored => "ignored",
        }
    }
}

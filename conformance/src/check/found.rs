//! What a check of one exchange finds: so many findings as they are, and of the others how many there are of each code.
//!
//! A body may be a list of a million elements that are all wrong in the same way.

use std::collections::BTreeMap;

use crate::finding::{Code, Finding, Severity};

/// How many findings of one code are kept of one exchange.
const KEPT: usize = 10_000;

/// What a check of one exchange finds.
#[derive(Debug, Default)]
pub(crate) struct Found {
    /// Those that are kept, in the order of the exchange.
    pub(crate) kept: Vec<Finding>,
    /// How many of these there are of each code.
    of_code: BTreeMap<Code, usize>,
    /// How many others there are of each code.
    pub(crate) beyond: BTreeMap<Code, u64>,
    /// The greatest severity among these.
    worst: Option<Severity>,
}

impl Found {
    pub(super) fn push(&mut self, finding: Finding) {
        if self.is_full(finding.code) {
            self.count(finding.code, finding.severity);
        } else {
            *self.of_code.entry(finding.code).or_default() += 1;
            self.kept.push(finding);
        }
    }

    /// Whether no more of this code are kept. Of each code there are some, since a run fails by what is kept.
    pub(super) fn is_full(&self, code: Code) -> bool {
        self.of_code.get(&code).is_some_and(|&count| count >= KEPT)
    }

    /// Adds one that is only counted.
    pub(super) fn count(&mut self, code: Code, severity: Severity) {
        *self.beyond.entry(code).or_default() += 1;
        self.worst = self.worst.max(Some(severity));
    }

    /// Whether there is none.
    pub(crate) fn is_empty(&self) -> bool {
        self.kept.is_empty()
    }

    /// The greatest severity; nothing where nothing was found.
    pub(crate) fn worst(&self) -> Option<Severity> {
        self.kept.iter().map(|finding| finding.severity).max().max(self.worst)
    }
}

//! The findings of one exchange: a limited number as they are, and the others as a count per code.
//!
//! A body may be an array of a million elements that are all wrong in the same way.

use std::collections::BTreeMap;

use crate::finding::{Code, Finding, Severity};

/// How many findings per code are kept for one exchange.
const KEPT: usize = 10_000;

/// The findings of one exchange.
#[derive(Debug, Default)]
pub(crate) struct Found {
    /// The findings that are kept, in the order of the exchange.
    pub(crate) kept: Vec<Finding>,
    /// The number of kept findings per code.
    of_code: BTreeMap<Code, usize>,
    /// The number of further findings per code.
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

    /// Whether no more findings of this code are kept. Some of each code are, since the kept findings decide whether a
    /// run fails.
    pub(super) fn is_full(&self, code: Code) -> bool {
        self.of_code.get(&code).is_some_and(|&count| count >= KEPT)
    }

    /// Adds a finding that is only counted.
    pub(super) fn count(&mut self, code: Code, severity: Severity) {
        *self.beyond.entry(code).or_default() += 1;
        self.worst = self.worst.max(Some(severity));
    }

    /// Whether there are no findings.
    pub(crate) fn is_empty(&self) -> bool {
        self.kept.is_empty()
    }

    /// The greatest severity; `None` where there are no findings.
    pub(crate) fn worst(&self) -> Option<Severity> {
        self.kept.iter().map(|finding| finding.severity).max().max(self.worst)
    }
}

//! The numbers of exchanges, by result. They add up over parts, and never tell which exchange it was.

use serde::{Deserialize, Serialize};

use crate::check::Verdict;
use crate::finding::Code;

/// The numbers of exchanges, by result.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Counts {
    /// Records that were found, including broken ones.
    pub records: u64,
    /// Records that are not exchanges.
    pub broken: u64,
    /// Exchanges that a rule left out.
    pub ignored: u64,
    /// Exchanges that match no documented operation.
    pub unmatched: u64,
    /// Exchanges without findings except notes.
    pub conforms: u64,
    /// Exchanges with warnings.
    pub drifts: u64,
    /// Exchanges with errors.
    pub fails: u64,
    /// Exchanges without findings except notes, whose documented body was not recorded.
    #[serde(skip_serializing_if = "is_zero")]
    pub unseen: u64,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "as serde asks for it")]
pub(crate) fn is_zero(count: &u64) -> bool {
    *count == 0
}

impl Counts {
    /// Exchanges that could be read.
    pub fn read(&self) -> u64 {
        self.records.saturating_sub(self.broken)
    }

    /// Exchanges that match documented operations.
    pub fn routed(&self) -> u64 {
        self.conforms.saturating_add(self.drifts).saturating_add(self.fails).saturating_add(self.unseen)
    }

    /// Adds one.
    pub(crate) fn add(&mut self, verdict: Verdict) {
        self.records += 1;
        match verdict {
            Verdict::Conforms => self.conforms += 1,
            Verdict::Drifts => self.drifts += 1,
            Verdict::Fails => self.fails += 1,
            Verdict::Unseen => self.unseen += 1,
            Verdict::Unmatched => self.unmatched += 1,
            Verdict::Ignored => self.ignored += 1,
        }
    }

    /// The results of those that match documented operations, in words.
    pub(crate) fn outcome(&self) -> String {
        let unseen =
            if self.unseen > 0 { format!(", {} whose body was not recorded", self.unseen) } else { String::new() };
        let (conform, drift, fail) = (self.conforms, self.drifts, self.fails);
        format!("{} matched: {conform} conform, {drift} drift, {fail} fail{unseen}", self.routed())
    }

    /// Adds the numbers of another run.
    pub fn merge(&mut self, other: &Self) {
        self.records = self.records.saturating_add(other.records);
        self.broken = self.broken.saturating_add(other.broken);
        self.ignored = self.ignored.saturating_add(other.ignored);
        self.unmatched = self.unmatched.saturating_add(other.unmatched);
        self.conforms = self.conforms.saturating_add(other.conforms);
        self.drifts = self.drifts.saturating_add(other.drifts);
        self.fails = self.fails.saturating_add(other.fails);
        self.unseen = self.unseen.saturating_add(other.unseen);
    }

    /// The code for a run that shows nothing: no exchange was read, or none matches an operation.
    ///
    /// Exchanges that a rule left out were left out on purpose, but a run with only these also shows nothing.
    pub fn shows_nothing(&self) -> Option<Code> {
        match (self.read(), self.routed()) {
            (0, _) => Some(Code::NothingRead),
            (_, 0) => Some(Code::NothingMatched),
            _ => None,
        }
    }
}

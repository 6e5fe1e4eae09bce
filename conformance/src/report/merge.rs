//! Merges reports of parts into the report of the whole.
//!
//! Whatever the order and grouping of the parts, the result is that of one run over all of them: everything in a report
//! is a sum, a minimum or a set of names. Results about the run as a whole are removed first, since the whole changes.

use std::collections::BTreeMap;

use crate::finding::Code;

use super::{Report, coverage};

/// The reason why two reports are not parts of one run.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum MergeError {
    /// They were made with different contracts.
    #[error(
        "was made with another contract ({other} instead of {one}): parts of a run need the same pages and \
         corrections, and \
         the same version of Refract"
    )]
    Contract {
        /// The contract of the first.
        one: String,
        /// The contract of the other.
        other: String,
    },
    /// A part was merged already.
    #[error(
        "contains a part that was merged already: its exchanges would count twice; distinguish parts of standard input \
         with `--name`, and pieces of one stream with `--piece`"
    )]
    Twice,
    /// A piece of a stream is missing before another.
    #[error("piece {piece} of `{name}` is missing: pieces are numbered without a gap, from 0 or 1 on")]
    Piece {
        /// The stream.
        name: String,
        /// The first piece that is missing.
        piece: u64,
    },
    /// They name the same contract and list different rows: one was changed by hand, or made by another version.
    #[error("has the same contract but lists other operations or rows: was it changed by hand?")]
    Rows,
}

/// Findings about a run as a whole.
const OF_THE_WHOLE: [Code; 3] = [Code::NothingRead, Code::NothingMatched, Code::BaselineStale];

impl Report {
    /// Adds another part of the run. The result is a part, too: [`settle`](Report::settle) it when all parts are
    /// merged.
    ///
    /// # Errors
    /// [`MergeError`] where the other is not a part of the same run. Nothing is added then.
    pub fn merge(&mut self, other: &Self) -> Result<(), MergeError> {
        if self.contract != other.contract {
            return Err(MergeError::Contract { one: self.contract.clone(), other: other.contract.clone() });
        }
        let thin = self.seen.is_some() || other.seen.is_some();
        let same_operations = self.operations.len() == other.operations.len()
            && self.operations.iter().zip(&other.operations).all(|(mine, theirs)| mine.same(theirs));
        let same_rows = self.evidence.len() == other.evidence.len()
            && self.evidence.iter().zip(&other.evidence).all(|(mine, theirs)| mine.same(theirs));
        if !thin && (!same_operations || !same_rows) {
            return Err(MergeError::Rows);
        }
        let has_piece = |(name, pieces): (&String, &BTreeMap<u64, super::Piece>)| {
            self.pieces.get(name).is_some_and(|mine| pieces.keys().any(|number| mine.contains_key(number)))
        };
        if !self.parts.is_disjoint(&other.parts) || other.pieces.iter().any(has_piece) {
            return Err(MergeError::Twice);
        }
        for (name, pieces) in &other.pieces {
            self.pieces.entry(name.clone()).or_default().extend(pieces);
        }
        self.unsettle();
        self.parts.extend(other.parts.iter().cloned());
        self.counts.merge(&other.counts);
        for (file, counts) in &other.files {
            self.files.entry(file.clone()).or_default().merge(counts);
        }
        let mut findings = other.findings.clone();
        for code in OF_THE_WHOLE {
            findings.remove(code);
        }
        self.findings.merge(&findings);
        if thin {
            self.merge_seen(other);
            return Ok(());
        }
        for (mine, theirs) in self.operations.iter_mut().zip(&other.operations) {
            mine.counts.merge(&theirs.counts);
            for (mine, theirs) in mine.statuses.iter_mut().zip(&theirs.statuses) {
                mine.seen = mine.seen.saturating_add(theirs.seen);
            }
        }
        self.evidence.iter_mut().zip(&other.evidence).for_each(|(mine, theirs)| mine.merge(theirs));
        self.coverage = coverage::of(self);
        Ok(())
    }

    /// Makes it a part again: without findings about the run as a whole, and without known findings.
    pub fn unsettle(&mut self) {
        self.part = true;
        for code in OF_THE_WHOLE {
            self.findings.remove(code);
        }
        self.findings.forget();
    }
}

impl super::OperationReport {
    /// Whether it is the same operation of the same contract.
    fn same(&self, other: &Self) -> bool {
        let statuses = |it: &Self| it.statuses.iter().map(|status| status.status).collect::<Vec<_>>();
        (&self.vendor, &self.service, &self.id) == (&other.vendor, &other.service, &other.id)
            && statuses(self) == statuses(other)
    }
}

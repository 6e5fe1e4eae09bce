//! The short form of a part of a run: what it saw of the contract, by number, and the piece of a stream that it read.
//!
//! A contract has tens of thousands of rows, and a part sees few of them. Rows that nobody saw are not repeated in each
//! part; [`Report::restore`] adds them from the contract. A part that read a piece of a stream counts exchanges and
//! lines from the start of its piece; [`Report::place`] adds the numbers of the pieces before, so that the whole is the
//! same as that of one run over the stream. Both only change how results are written, not the results.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::contract::Contract;
use crate::contract::program::OperationId;
use crate::evidence::{self, RowEvidence, RowSeen, UnitCount};
use crate::options::Options;
use crate::run::{Counts, Tally};

use super::{MergeError, Report, coverage};

/// What was seen of a contract, by the numbers of its operations and rows in a report with all of them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Seen {
    /// Operations, from 0.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub operations: BTreeMap<usize, OperationSeen>,
    /// Rows, from 0, all scopes one after the other.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub rows: BTreeMap<usize, RowSeen>,
}

/// What was seen of an operation.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OperationSeen {
    /// The results of its exchanges.
    pub counts: Counts,
    /// How often each of its statuses was received, by number, from 0.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub statuses: BTreeMap<usize, u64>,
}

/// How much of a stream a part read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Piece {
    /// How many records.
    pub records: u64,
    /// How many lines.
    pub lines: u64,
}

impl Seen {
    /// Adds what another part saw.
    fn merge(&mut self, other: &Self) {
        for (number, theirs) in &other.operations {
            let mine = self.operations.entry(*number).or_default();
            mine.counts.merge(&theirs.counts);
            for (status, seen) in &theirs.statuses {
                let mine = mine.statuses.entry(*status).or_default();
                *mine = mine.saturating_add(*seen);
            }
        }
        for (number, theirs) in &other.rows {
            self.rows.entry(*number).or_default().merge(theirs);
        }
    }
}

impl Report {
    /// The report of a part of a run, without what was not seen: as [`Report::new`] and [`Report::thinned`] make it, and without
    /// a look at what of the contract no exchange had.
    pub fn thin(contract: &Contract, tally: &Tally) -> Self {
        let mut seen = Seen { operations: BTreeMap::new(), rows: evidence::rows_seen(contract, &tally.evidence) };
        for (number, counts) in tally.operations.iter().enumerate() {
            let responses = |unit: &UnitCount| -> BTreeMap<usize, u64> {
                let plan = contract.program.plan(OperationId(number));
                let all = plan.responses.iter().enumerate().map(|(at, (_, plan))| (at, unit.responses(plan.id)));
                all.filter(|(_, seen)| *seen > 0).collect()
            };
            // A unit may have been seen for its structures alone.
            let statuses = tally.evidence.unit(number).map(responses).unwrap_or_default();
            if *counts != Counts::default() || !statuses.is_empty() {
                seen.operations.insert(number, OperationSeen { counts: *counts, statuses });
            }
        }
        Self { seen: Some(seen), ..Self::of_counts(contract, tally) }
    }

    /// The same without what was not seen, which [`Report::restore`] adds again.
    #[must_use]
    pub fn thinned(&self) -> Self {
        let mut seen = self.seen.clone().unwrap_or_default();
        for (number, operation) in self.operations.iter().enumerate() {
            let statuses = operation.statuses.iter().enumerate().filter(|(_, status)| status.seen > 0);
            let statuses: BTreeMap<usize, u64> = statuses.map(|(number, status)| (number, status.seen)).collect();
            if operation.counts != Counts::default() || !statuses.is_empty() {
                seen.operations.insert(number, OperationSeen { counts: operation.counts, statuses });
            }
        }
        let rows = self.evidence.iter().flat_map(|scope| &scope.rows).enumerate();
        seen.rows.extend(rows.filter_map(|(number, row)| Some((number, RowSeen::of(row)?))));
        Self {
            format: self.format,
            contract: self.contract.clone(),
            part: self.part,
            parts: self.parts.clone(),
            pieces: self.pieces.clone(),
            counts: self.counts,
            files: self.files.clone(),
            coverage: Vec::new(),
            findings: self.findings.clone(),
            operations: Vec::new(),
            evidence: Vec::new(),
            seen: Some(seen),
        }
    }

    /// Adds the operations and rows that nobody saw, if they were left out.
    ///
    /// # Errors
    /// [`MergeError`] where the contract is not that of the report.
    pub fn restore(&mut self, contract: &Contract) -> Result<(), MergeError> {
        if self.contract != contract.fingerprint() {
            let (one, other) = (contract.fingerprint().to_owned(), self.contract.clone());
            return Err(MergeError::Contract { one, other });
        }
        let Some(seen) = self.seen.take() else { return Ok(()) };
        let empty = Self::new(contract, &Tally::new(contract, &Options::default()));
        (self.operations, self.evidence) = (empty.operations, empty.evidence);
        self.add(&seen)
    }

    /// Adds what was seen of operations and rows that are all here.
    fn add(&mut self, seen: &Seen) -> Result<(), MergeError> {
        for (number, theirs) in &seen.operations {
            let mine = self.operations.get_mut(*number).ok_or(MergeError::Rows)?;
            mine.counts.merge(&theirs.counts);
            for (status, seen) in &theirs.statuses {
                let mine = mine.statuses.get_mut(*status).ok_or(MergeError::Rows)?;
                mine.seen = mine.seen.saturating_add(*seen);
            }
        }
        let mut rows: Vec<&mut RowEvidence> = self.evidence.iter_mut().flat_map(|scope| &mut scope.rows).collect();
        for (number, theirs) in &seen.rows {
            let mine = rows.get_mut(*number).ok_or(MergeError::Rows)?;
            theirs.add_to(mine).ok_or(MergeError::Rows)?;
        }
        self.coverage = coverage::of(self);
        Ok(())
    }

    /// Adds what another part saw, where at least one of the two left out what nobody saw. The result leaves it out,
    /// too.
    pub(super) fn merge_seen(&mut self, other: &Self) {
        if self.seen.is_none() {
            *self = self.thinned();
        }
        let theirs = if other.seen.is_some() { other.seen.clone() } else { other.thinned().seen };
        if let (Some(mine), Some(theirs)) = (&mut self.seen, theirs) {
            mine.merge(&theirs);
        }
    }

    /// Counts exchanges and lines from the start of their streams, once all pieces are merged.
    ///
    /// # Errors
    /// [`MergeError::Piece`] where a piece before another is missing.
    pub fn place(&mut self) -> Result<(), MergeError> {
        let mut starts: BTreeMap<(&str, u64), Piece> = BTreeMap::new();
        for (name, pieces) in &self.pieces {
            // Some are numbered from 0, and some from 1.
            let first = u64::from(!pieces.contains_key(&0));
            let mut start = Piece::default();
            for (wanted, (number, piece)) in (first..).zip(pieces) {
                if *number != wanted {
                    return Err(MergeError::Piece { name: name.clone(), piece: wanted });
                }
                starts.insert((name, *number), start);
                start.records = start.records.saturating_add(piece.records);
                start.lines = start.lines.saturating_add(piece.lines);
            }
        }
        for recorded in self.findings.recorded_mut() {
            let Some(piece) = recorded.piece.take() else { continue };
            if let Some(start) = starts.get(&(recorded.file.as_str(), piece)) {
                recorded.number = recorded.number.saturating_add(start.records);
                recorded.line = recorded.line.saturating_add(start.lines);
            }
        }
        self.pieces.clear();
        Ok(())
    }
}

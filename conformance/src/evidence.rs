//! What was seen of each row of the pages, as counts that can be added.
//!
//! Counting costs one addition per value. The amount of data kept is bounded by the contract, not by the traffic, and
//! does not depend on the order of exchanges or on how they are split: sums, and the smallest of the listed values.

mod hosts;
mod rows;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::contract::Program;
use crate::contract::program::{ObjectId, RowId};
use crate::json::JsonKind;
use crate::redact::Redactor;

pub(crate) use hosts::{HostSeen, HostsSeen, Way};
pub(crate) use rows::scopes;
pub use rows::{RowEvidence, RowSeen, ScopeEvidence};

/// How many unlisted values of a row are kept.
const VALUES: usize = 8;
/// Longer values are not kept.
const LONGEST: usize = 40;

/// What was seen of a row.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct RowCount {
    /// How often a value of each kind occurred, in the order of [`JsonKind`].
    pub(crate) kinds: [u64; 7],
    /// How often each listed value occurred.
    pub(crate) listed: Vec<u64>,
    /// Values that are not listed.
    pub(crate) values: Sample,
}

/// The smallest of the values that were seen, with their counts.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sample {
    /// Values with their counts.
    pub kept: BTreeMap<String, u64>,
    /// Whether there were further values.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub more: bool,
}

impl Sample {
    /// Whether nothing was seen.
    pub fn is_empty(&self) -> bool {
        self.kept.is_empty() && !self.more
    }

    /// Adds a value. `may_keep` is called only if the text would be kept.
    pub(crate) fn add(&mut self, text: &str, limit: usize, may_keep: impl FnOnce() -> bool) {
        let full = self.kept.len() >= limit;
        if full && self.kept.last_key_value().is_some_and(|(last, _)| text > last.as_str()) {
            self.more = true;
            return;
        }
        if let Some(count) = self.kept.get_mut(text) {
            *count += 1;
            return;
        }
        if !may_keep() {
            self.more = true;
            return;
        }
        self.kept.insert(text.to_owned(), 1);
        if full {
            self.kept.pop_last();
            self.more = true;
        }
    }

    /// Adds another sample. A value among the smallest of both was among the smallest of each, so its count is
    /// complete.
    pub(crate) fn merge(&mut self, other: &Self, limit: usize) {
        for (value, count) in &other.kept {
            let mine = self.kept.entry(value.clone()).or_default();
            *mine = mine.saturating_add(*count);
        }
        self.more |= other.more;
        while self.kept.len() > limit {
            self.kept.pop_last();
            self.more = true;
        }
    }
}

/// What was seen of a contract's rows, operations and statuses.
#[derive(Clone, Debug, Default)]
pub(crate) struct Evidence {
    pub(crate) rows: Vec<RowCount>,
    /// How often each object occurred.
    pub(crate) visits: Vec<u64>,
    pub(crate) operations: Vec<u64>,
    pub(crate) responses: Vec<u64>,
    /// How paths match by host, where rules are to be suggested.
    pub(crate) hosts: HostsSeen,
}

impl Evidence {
    pub(crate) fn new(program: &Program) -> Self {
        let row = |values: usize| RowCount { listed: vec![0; values], ..RowCount::default() };
        Self {
            rows: program.rows.iter().map(|it| row(it.values.len())).collect(),
            visits: vec![0; program.objects as usize],
            operations: vec![0; program.operations.len()],
            responses: vec![0; program.responses as usize],
            hosts: HostsSeen::default(),
        }
    }

    pub(crate) fn visit(&mut self, object: ObjectId) {
        self.visits[object.0 as usize] += 1;
    }

    pub(crate) fn see(&mut self, row: RowId, kind: JsonKind) {
        self.rows[row.0 as usize].kinds[kind as usize] += 1;
    }

    pub(crate) fn listed(&mut self, row: RowId, index: u32) {
        if let Some(count) = self.rows[row.0 as usize].listed.get_mut(index as usize) {
            *count += 1;
        }
    }

    /// Counts a text that the page does not list. Of a `hidden` one, only its occurrence is recorded.
    pub(crate) fn text(&mut self, row: RowId, text: &str, hidden: bool, redactor: &Redactor) {
        let values = &mut self.rows[row.0 as usize].values;
        if hidden || text.len() > LONGEST {
            values.more = true;
            return;
        }
        values.add(text, VALUES, || !redactor.looks_secret(text));
    }

    pub(crate) fn merge(&mut self, other: &Self) {
        let add = |mine: &mut [u64], theirs: &[u64]| mine.iter_mut().zip(theirs).for_each(|(a, b)| *a += b);
        for (mine, theirs) in self.rows.iter_mut().zip(&other.rows) {
            add(&mut mine.kinds, &theirs.kinds);
            add(&mut mine.listed, &theirs.listed);
            mine.values.merge(&theirs.values, VALUES);
        }
        add(&mut self.visits, &other.visits);
        add(&mut self.operations, &other.operations);
        add(&mut self.responses, &other.responses);
        self.hosts.merge(&other.hosts);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn samples_do_not_depend_on_order_or_splitting() {
        let values: Vec<String> = (0..200).map(|n| format!("v{}", (n * 37) % 50)).collect();
        let sample = |values: &[String]| {
            let mut sample = Sample::default();
            for value in values {
                sample.add(value, 8, || !value.ends_with('3'));
            }
            sample
        };
        let whole = sample(&values);
        let mut reversed = values.clone();
        reversed.reverse();
        assert_eq!(sample(&reversed), whole);
        for at in [0, 1, 7, 100, 200] {
            let mut parts = sample(&values[at..]);
            parts.merge(&sample(&values[..at]), 8);
            assert_eq!(parts, whole, "{at}");
        }
        assert!(whole.more && whole.kept.len() == 8 && whole.kept.values().all(|&count| count == 4));
    }

    #[test]
    fn what_may_not_be_kept_is_reported_as_seen() {
        let redactor = Redactor::default();
        let seen = |text: &str, hidden: bool| {
            let mut evidence = Evidence { rows: vec![RowCount::default()], ..Evidence::default() };
            evidence.text(RowId(0), text, hidden, &redactor);
            evidence.rows.remove(0).values
        };
        assert_eq!(seen("red", false).kept.keys().collect::<Vec<_>>(), ["red"]);
        for (text, hidden) in [("red", true), ("Bearer abc123", false), (&"a".repeat(LONGEST + 1), false)] {
            assert_eq!(seen(text, hidden), Sample { more: true, ..Sample::default() }, "{text}");
        }
        // If a part saw more than it kept, so did the whole.
        let mut whole = seen("red", false);
        whole.merge(&seen("red", true), VALUES);
        assert!(whole.more && whole.kept["red"] == 1);
    }
}

//! What was seen of each row of the pages, as counts that can be added.
//!
//! Counting costs one addition per value. The amount of data kept is bounded by the contract, not by the traffic, and
//! does not depend on the order of exchanges or on how they are split: sums, and the smallest of the listed values.

mod hosts;
mod rows;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::contract::Program;
use crate::contract::program::{ObjectId, ResponseId, RowId};
use crate::json::JsonKind;
use crate::redact::Redactor;

pub(crate) use hosts::{HostSeen, HostsSeen, Way};
pub use rows::{RowEvidence, RowSeen, ScopeEvidence};
pub(crate) use rows::{scopes, seen as rows_seen};

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
    const NONE: Self = Self { kept: BTreeMap::new(), more: false };

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

/// What was seen of a unit's rows, objects and responses. Those that were not seen may be missing at the end of a list.
#[derive(Clone, Debug, Default)]
pub(crate) struct UnitCount {
    rows: Vec<RowCount>,
    /// How often each object occurred.
    visits: Vec<u64>,
    responses: Vec<u64>,
}

impl UnitCount {
    /// What was seen of a row.
    pub(crate) fn row(&self, at: u32) -> &RowCount {
        static NONE: RowCount = RowCount { kinds: [0; 7], listed: Vec::new(), values: Sample::NONE };
        self.rows.get(at as usize).unwrap_or(&NONE)
    }

    /// How often an object occurred.
    pub(crate) fn visits(&self, at: u32) -> u64 {
        self.visits.get(at as usize).copied().unwrap_or_default()
    }

    /// How often a response occurred.
    pub(crate) fn responses(&self, response: ResponseId) -> u64 {
        self.responses.get(response.0.at as usize).copied().unwrap_or_default()
    }

    fn merge(&mut self, other: &Self) {
        for (at, theirs) in other.rows.iter().enumerate() {
            let mine = at_in(&mut self.rows, at);
            add(&mut mine.kinds, &theirs.kinds);
            add_all(&mut mine.listed, &theirs.listed);
            mine.values.merge(&theirs.values, VALUES);
        }
        add_all(&mut self.visits, &other.visits);
        add_all(&mut self.responses, &other.responses);
    }
}

fn add(mine: &mut [u64], theirs: &[u64]) {
    mine.iter_mut().zip(theirs).for_each(|(mine, theirs)| *mine += theirs);
}

fn add_all(mine: &mut Vec<u64>, theirs: &[u64]) {
    mine.resize(mine.len().max(theirs.len()), 0);
    add(mine, theirs);
}

/// An element of a list, which is made long enough.
fn at_in<T: Clone + Default>(list: &mut Vec<T>, at: usize) -> &mut T {
    if list.len() <= at {
        list.resize(at + 1, T::default());
    }
    &mut list[at]
}

/// What was seen of a contract's rows, objects and responses.
#[derive(Clone, Debug, Default)]
pub(crate) struct Evidence {
    /// By unit: nothing where none of its operation's exchanges were there.
    units: Vec<Option<Box<UnitCount>>>,
    /// How paths match by host, where rules are to be suggested.
    pub(crate) hosts: HostsSeen,
}

impl Evidence {
    pub(crate) fn new(program: &Program) -> Self {
        Self { units: vec![None; program.units.len()], hosts: HostsSeen::default() }
    }

    /// What was seen of a unit, if anything was.
    pub(crate) fn unit(&self, number: usize) -> Option<&UnitCount> {
        self.units.get(number)?.as_deref()
    }

    /// The units that were exercised.
    pub(crate) fn seen(&self) -> impl Iterator<Item = (usize, &UnitCount)> {
        self.units.iter().enumerate().filter_map(|(number, unit)| Some((number, unit.as_deref()?)))
    }

    fn at(&mut self, unit: u32) -> &mut UnitCount {
        at_in(&mut self.units, unit as usize).get_or_insert_default()
    }

    fn row(&mut self, row: RowId) -> &mut RowCount {
        at_in(&mut self.at(row.0.unit).rows, row.0.at as usize)
    }

    pub(crate) fn visit(&mut self, object: ObjectId) {
        *at_in(&mut self.at(object.0.unit).visits, object.0.at as usize) += 1;
    }

    pub(crate) fn respond(&mut self, response: ResponseId) {
        *at_in(&mut self.at(response.0.unit).responses, response.0.at as usize) += 1;
    }

    pub(crate) fn see(&mut self, row: RowId, kind: JsonKind) {
        self.row(row).kinds[kind as usize] += 1;
    }

    pub(crate) fn listed(&mut self, row: RowId, index: u32) {
        *at_in(&mut self.row(row).listed, index as usize) += 1;
    }

    /// Counts a text that the page does not list. Of a `hidden` one, only its occurrence is recorded.
    pub(crate) fn text(&mut self, row: RowId, text: &str, hidden: bool, redactor: &Redactor) {
        let values = &mut self.row(row).values;
        if hidden || text.len() > LONGEST {
            values.more = true;
            return;
        }
        values.add(text, VALUES, || !redactor.looks_secret(text));
    }

    pub(crate) fn merge(&mut self, other: &Self) {
        for (number, theirs) in other.seen() {
            at_in(&mut self.units, number).get_or_insert_default().merge(theirs);
        }
        self.hosts.merge(&other.hosts);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contract::program::Index;

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
            let mut evidence = Evidence::default();
            evidence.text(RowId(Index { unit: 1, at: 2 }), text, hidden, &redactor);
            evidence.unit(1).unwrap().row(2).values.clone()
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

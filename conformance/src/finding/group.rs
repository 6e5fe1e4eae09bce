//! Findings of one kind about one place of the contract, aggregated over a run.
//!
//! A hundred thousand exchanges that lack the same field are one fact. The amount of data kept is bounded and does not
//! depend on the order of exchanges or on how the run was split: sums, and the smallest of the listed values.

use std::collections::BTreeMap;

use refract_codegen::source::Origin;
use serde::{Deserialize, Serialize};

use super::{Code, Finding, Place, Safe, Severity};
use crate::evidence::Sample;
use crate::run::is_zero;

/// How many different actual values of a group are kept.
const ACTUALS: usize = 20;

/// How many places with findings of one code are kept; further ones are counted.
const PLACES: usize = 4_000;

/// Where an exchange was recorded.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Recorded {
    /// The file, as it was named.
    pub file: String,
    /// The piece of the file, where a part read one of several: numbers and lines are counted from its start.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub piece: Option<u64>,
    /// The number of the exchange in the file, from 1.
    pub number: u64,
    /// The line in which it starts.
    pub line: u64,
}

/// One occurrence of a finding, in the order of recordings.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Occurrence {
    /// The exchange.
    #[serde(flatten)]
    pub recorded: Recorded,
    /// The JSON pointer in it.
    pub pointer: Safe,
    /// The operation as `vendor/service/id`; empty where there is none.
    pub operation: String,
    /// The part of the operation: `request`, `response 200`, `query` and so on.
    pub part: String,
    /// The path from the operation to the place, with `[]` for elements.
    pub field: Safe,
    /// What the contract expects.
    pub expected: String,
    /// The actual value.
    pub actual: Safe,
}

/// All findings of one code about one place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Group {
    /// How much they matter.
    pub severity: Severity,
    /// Where the page states it: the first place if it does so several times.
    pub origin: Option<Origin>,
    /// Whether the baseline lists it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub known: bool,
    /// How often it was found.
    pub count: u64,
    /// How often in a response that refuses its request (4xx): a page's tables do not describe the bodies of refusals.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub refused: u64,
    /// The actual values, with their counts.
    pub actual: Sample,
    /// The first occurrences.
    pub samples: Vec<Occurrence>,
}

/// The groups of a run, by code and place.
// No `Default`: the number of kept samples is explicit, so that merging into an empty value keeps that number.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "Wire", into = "Wire")]
pub struct Groups {
    kept: BTreeMap<Code, BTreeMap<Place, Group>>,
    /// The number of findings at places that are not kept.
    beyond: BTreeMap<Code, u64>,
    /// The number of occurrences that are kept per group.
    samples: usize,
}

impl Group {
    fn new(finding: &Finding) -> Self {
        Self {
            severity: finding.severity,
            origin: finding.origin.clone(),
            known: false,
            count: 0,
            refused: 0,
            actual: Sample::default(),
            samples: Vec::new(),
        }
    }

    fn add(&mut self, finding: Finding, operation: &str, recorded: &Recorded, samples: usize) {
        self.count += 1;
        self.refused += u64::from(finding.refused);
        self.actual.add(finding.actual.as_str(), ACTUALS, || true);
        self.origin = earlier(self.origin.take(), finding.origin);
        let key = (recorded, finding.pointer.as_str());
        // Exchanges mostly arrive in order: what comes after a full list is not even built.
        if self.samples.len() >= samples
            && self.samples.last().is_none_or(|last| key > (&last.recorded, last.pointer.as_str()))
        {
            return;
        }
        let occurrence = Occurrence {
            recorded: recorded.clone(),
            pointer: finding.pointer,
            operation: operation.to_owned(),
            part: finding.part,
            field: finding.field,
            expected: finding.expected,
            actual: finding.actual,
        };
        let at = self.samples.partition_point(|known| *known < occurrence);
        self.samples.insert(at, occurrence);
        self.samples.truncate(samples);
    }

    /// Adds the findings of another part of a run.
    pub fn merge(&mut self, other: &Self, samples: usize) {
        self.severity = self.severity.max(other.severity);
        self.origin = earlier(self.origin.take(), other.origin.clone());
        // Known findings are determined for the whole, not for its parts.
        self.known = false;
        self.count = self.count.saturating_add(other.count);
        self.refused = self.refused.saturating_add(other.refused);
        self.actual.merge(&other.actual, ACTUALS);
        self.samples.extend(other.samples.iter().cloned());
        self.samples.sort();
        self.samples.truncate(samples);
    }
}

/// The first of two origins, in the order of pages.
fn earlier(one: Option<Origin>, other: Option<Origin>) -> Option<Origin> {
    match (one, other) {
        (Some(one), Some(other)) => Some(one.min(other)),
        (one, other) => one.or(other),
    }
}

impl Groups {
    /// No findings. `samples` is the number of occurrences that are kept per group.
    pub fn new(samples: usize) -> Self {
        Self { kept: BTreeMap::new(), beyond: BTreeMap::new(), samples }
    }

    /// Adds a finding.
    pub fn add(&mut self, finding: Finding, operation: &str, recorded: &Recorded) {
        let places = self.kept.entry(finding.code).or_default();
        if let Some(group) = places.get_mut(&finding.place) {
            group.add(finding, operation, recorded, self.samples);
            return;
        }
        let code = finding.code;
        if places.len() >= PLACES && places.last_key_value().is_some_and(|(last, _)| finding.place > *last) {
            *self.beyond.entry(code).or_default() += 1;
            return;
        }
        let mut group = Group::new(&finding);
        let place = finding.place.clone();
        group.add(finding, operation, recorded, self.samples);
        places.insert(place, group);
        self.shorten(code);
    }

    /// Adds a whole group that was read from a report.
    pub fn add_group(&mut self, code: Code, place: &Place, group: &Group) {
        let places = self.kept.entry(code).or_default();
        if let Some(mine) = places.get_mut(place) {
            mine.merge(group, self.samples);
        } else {
            let mut group = group.clone();
            group.known = false;
            group.samples.truncate(self.samples);
            places.insert(place.clone(), group);
        }
        self.shorten(code);
    }

    /// Adds findings that are only counted.
    pub fn add_beyond(&mut self, code: Code, count: u64) {
        if count > 0 {
            let beyond = self.beyond.entry(code).or_default();
            *beyond = beyond.saturating_add(count);
        }
    }

    /// Adds the findings of another part of a run. Of each group, as many occurrences are kept as both parts kept.
    pub fn merge(&mut self, other: &Self) {
        if other.samples < self.samples {
            self.samples = other.samples;
            for group in self.kept.values_mut().flat_map(BTreeMap::values_mut) {
                group.samples.truncate(other.samples);
            }
        }
        for (code, place, group) in other.iter() {
            self.add_group(code, place, group);
        }
        for (code, count) in &other.beyond {
            self.add_beyond(*code, *count);
        }
    }

    /// Removes all findings of a code.
    pub(crate) fn remove(&mut self, code: Code) {
        self.kept.remove(&code);
        self.beyond.remove(&code);
    }

    /// Marks no finding as known.
    pub(crate) fn forget(&mut self) {
        for (_, _, group) in self.iter_mut() {
            group.known = false;
        }
    }

    // A place among the smallest of the whole run is among the smallest of each part, so its sums are complete.
    fn shorten(&mut self, code: Code) {
        let Some(places) = self.kept.get_mut(&code) else { return };
        while places.len() > PLACES {
            if let Some((_, group)) = places.pop_last() {
                let beyond = self.beyond.entry(code).or_default();
                *beyond = beyond.saturating_add(group.count);
            }
        }
    }

    /// The groups, by code and place.
    pub fn iter(&self) -> impl Iterator<Item = (Code, &Place, &Group)> {
        self.kept.iter().flat_map(|(code, places)| places.iter().map(move |(place, group)| (*code, place, group)))
    }

    /// The group of a code and place.
    pub fn get(&self, code: Code, place: &Place) -> Option<&Group> {
        self.kept.get(&code)?.get(place)
    }

    /// Where all kept occurrences were recorded, to be renumbered. Their order must not change.
    pub(crate) fn recorded_mut(&mut self) -> impl Iterator<Item = &mut Recorded> {
        let groups = self.kept.values_mut().flat_map(BTreeMap::values_mut);
        groups.flat_map(|group| group.samples.iter_mut().map(|sample| &mut sample.recorded))
    }

    /// The groups, mutably.
    pub(crate) fn iter_mut(&mut self) -> impl Iterator<Item = (Code, &Place, &mut Group)> {
        self.kept
            .iter_mut()
            .flat_map(|(code, places)| places.iter_mut().map(move |(place, group)| (*code, place, group)))
    }

    /// The number of findings of each code that are only counted, because there are too many different places.
    pub fn beyond(&self) -> &BTreeMap<Code, u64> {
        &self.beyond
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.kept.values().all(BTreeMap::is_empty)
    }

    /// The greatest severity among findings that no baseline lists.
    pub fn worst(&self) -> Severity {
        let groups = self.iter().filter(|(_, _, group)| !group.known).map(|(_, _, group)| group.severity);
        groups.max().unwrap_or(Severity::Off)
    }
}

/// The form of groups in a report.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Wire {
    samples: usize,
    groups: Vec<WireGroup>,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    beyond: BTreeMap<Code, u64>,
}

#[derive(Serialize, Deserialize)]
struct WireGroup {
    code: Code,
    place: Place,
    #[serde(flatten)]
    group: Group,
}

impl From<Groups> for Wire {
    fn from(groups: Groups) -> Self {
        let of = |(code, places): (Code, BTreeMap<Place, Group>)| {
            places.into_iter().map(move |(place, group)| WireGroup { code, place, group })
        };
        Self { samples: groups.samples, groups: groups.kept.into_iter().flat_map(of).collect(), beyond: groups.beyond }
    }
}

impl From<Wire> for Groups {
    fn from(wire: Wire) -> Self {
        let mut groups = Self { kept: BTreeMap::new(), beyond: wire.beyond, samples: wire.samples };
        for WireGroup { code, place, group } in wire.groups {
            let known = group.known;
            groups.add_group(code, &place, &group);
            if known && let Some(group) = groups.kept.get_mut(&code).and_then(|places| places.get_mut(&place)) {
                group.known = true;
            }
        }
        groups
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn finding(place: usize, actual: &str) -> Finding {
        Finding {
            code: Code::UndocumentedField,
            severity: Severity::Warning,
            place: Place { path: format!("{place:06}"), ..Place::default() },
            field: Safe::default(),
            part: String::new(),
            refused: false,
            pointer: Safe::default(),
            expected: String::new(),
            actual: Safe::assert(actual),
            origin: None,
        }
    }

    #[test]
    fn groups_do_not_depend_on_order_or_splitting() {
        let all: Vec<(Finding, Recorded)> = (0..3 * PLACES)
            .map(|n| {
                let place = (n * 7919) % (2 * PLACES);
                let number = n as u64;
                (finding(place, &number.to_string()), Recorded { file: "f".into(), piece: None, number, line: number })
            })
            .collect();
        let add = |part: &mut dyn Iterator<Item = &(Finding, Recorded)>| {
            let mut groups = Groups::new(3);
            part.for_each(|(finding, recorded)| groups.add(finding.clone(), "", recorded));
            groups
        };
        let whole = add(&mut all.iter());
        assert_eq!(add(&mut all.iter().rev()), whole);
        for at in [0, 1, PLACES, all.len()] {
            let mut parts = add(&mut all[at..].iter());
            parts.merge(&add(&mut all[..at].iter()));
            assert_eq!(parts, whole, "{at}");
        }
        let kept: u64 = whole.iter().map(|(_, _, group)| group.count).sum();
        assert_eq!(kept + whole.beyond()[&Code::UndocumentedField], all.len() as u64);
    }

    /// If parts state different pages for one place, the first page counts, whichever part came first.
    #[test]
    fn what_is_merged_keeps_the_first_origin_the_greatest_severity_and_all_that_was_there() {
        let of = |page: &str, severity: Severity, actual: &str| {
            let origin = Some(Origin { page: page.into(), line: 1, column: 1 });
            let mut groups = Groups::new(3);
            groups.add(Finding { severity, origin, ..finding(1, actual) }, "", &Recorded::default());
            groups
        };
        let parts =
            [of("b.md", Severity::Warning, "x"), of("a.md", Severity::Error, "y"), of("c.md", Severity::Note, "x")];
        for order in [[0, 1, 2], [2, 1, 0], [1, 0, 2]] {
            let mut whole = Groups::new(3);
            for part in order {
                whole.merge(&parts[part]);
            }
            let (_, _, group) = whole.iter().next().expect("a group");
            assert_eq!(group.origin.as_ref().map(|origin| &*origin.page), Some("a.md"), "{order:?}");
            assert_eq!((group.severity, group.count), (Severity::Error, 3));
            assert_eq!(
                group.actual.kept.iter().map(|(text, count)| (text.as_str(), *count)).collect::<Vec<_>>(),
                [("x", 2), ("y", 1)]
            );
            assert_eq!(group.samples.len(), 3);
        }
    }
}

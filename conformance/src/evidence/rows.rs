//! What was seen of each row of the pages, in words and numbers that are written to reports.

use std::collections::BTreeMap;

use refract_codegen::ir::Required;
use refract_codegen::source::Origin;
use serde::{Deserialize, Serialize};

use super::{Evidence, Sample, UnitCount, VALUES};
use crate::contract::program::Row;
use crate::contract::{Contract, Part, Program};
use crate::finding::Place;
use crate::json::JsonKind;

/// What was seen of one row: a field, parameter or header of a page, or the elements of an array that a row describes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RowEvidence {
    /// The path from the scope: `servers[].id`.
    pub path: String,
    /// Where the page has the row.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub origin: Option<Origin>,
    /// The kind of value that the page states, in words.
    pub kind: String,
    /// Whether the page always requires it: yes, no, or not stated.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub required: Option<bool>,
    /// How often it could have been present: how often its object was. `None` for elements, whose number is not
    /// limited.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub possible: Option<u64>,
    /// How often it was present, including `null`.
    pub seen: u64,
    /// How often it was `null`.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub null: u64,
    /// How often a value of each other kind occurred.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub kinds: BTreeMap<String, u64>,
    /// The values that the page lists, with their counts.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub listed: Vec<(String, u64)>,
    /// Values that occurred and are not listed: the first in alphabetical order.
    #[serde(default, skip_serializing_if = "Sample::is_empty")]
    pub values: Sample,
}

/// What was seen of the rows of one scope: a part of an operation, or a shared structure in one direction.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ScopeEvidence {
    /// The vendor.
    pub vendor: String,
    /// The service.
    pub service: String,
    /// The scope, as [`Place`] has it.
    pub scope: String,
    /// The part of an exchange that it is about.
    pub part: Part,
    /// The operation's id; `None` for shared structures.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub operation: Option<String>,
    /// Where the page has it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub origin: Option<Origin>,
    /// Its rows, in the order of the page.
    pub rows: Vec<RowEvidence>,
}

/// What was seen of one row, without what the page says of it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RowSeen {
    /// How often it could have been there.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub possible: u64,
    /// How often it was there, `null` included.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub seen: u64,
    /// How often it was `null`.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub null: u64,
    /// How often a value of each other kind was there.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub kinds: BTreeMap<String, u64>,
    /// How often each listed value was there, by its number in the list, from 0.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub listed: BTreeMap<usize, u64>,
    /// Values that were there and are not listed.
    #[serde(default, skip_serializing_if = "Sample::is_empty")]
    pub values: Sample,
}

impl RowSeen {
    /// What was seen of a row; nothing where neither it nor its object was there.
    pub(crate) fn of(row: &RowEvidence) -> Option<Self> {
        let listed = row.listed.iter().enumerate().filter(|(_, (_, count))| *count > 0);
        let seen = Self {
            possible: row.possible.unwrap_or_default(),
            seen: row.seen,
            null: row.null,
            kinds: row.kinds.clone(),
            listed: listed.map(|(number, (_, count))| (number, *count)).collect(),
            values: row.values.clone(),
        };
        (seen != Self::default()).then_some(seen)
    }

    /// Adds what another part saw of the same row.
    pub(crate) fn merge(&mut self, other: &Self) {
        self.possible = self.possible.saturating_add(other.possible);
        self.seen = self.seen.saturating_add(other.seen);
        self.null = self.null.saturating_add(other.null);
        merge(&mut self.kinds, &other.kinds);
        merge(&mut self.listed, &other.listed);
        self.values.merge(&other.values, VALUES);
    }

    /// Adds it to the row; nothing where the row has not so many listed values.
    pub(crate) fn add_to(&self, row: &mut RowEvidence) -> Option<()> {
        if let Some(possible) = &mut row.possible {
            *possible = possible.saturating_add(self.possible);
        }
        row.seen = row.seen.saturating_add(self.seen);
        row.null = row.null.saturating_add(self.null);
        merge(&mut row.kinds, &self.kinds);
        for (number, count) in &self.listed {
            let (_, mine) = row.listed.get_mut(*number)?;
            *mine = mine.saturating_add(*count);
        }
        row.values.merge(&self.values, VALUES);
        Some(())
    }
}

/// Adds counts by key.
fn merge<K: Ord + Clone>(mine: &mut BTreeMap<K, u64>, theirs: &BTreeMap<K, u64>) {
    for (key, count) in theirs {
        let mine = mine.entry(key.clone()).or_default();
        *mine = mine.saturating_add(*count);
    }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks so")]
fn is_zero(count: &u64) -> bool {
    *count == 0
}

impl RowEvidence {
    /// How often it was absent from an object that was present.
    pub fn absent(&self) -> u64 {
        // A member that is given twice is seen twice.
        self.possible.unwrap_or(self.seen).saturating_sub(self.seen)
    }

    /// Whether it is the same row of the same contract.
    fn same(&self, other: &Self) -> bool {
        let values = |row: &Self| row.listed.iter().map(|(value, _)| value.clone()).collect::<Vec<_>>();
        self.path == other.path
            && self.origin == other.origin
            && self.possible.is_some() == other.possible.is_some()
            && values(self) == values(other)
    }

    /// Adds what was seen of the same row in another part of the run.
    fn merge(&mut self, other: &Self) {
        if let (Some(mine), Some(theirs)) = (&mut self.possible, other.possible) {
            *mine = mine.saturating_add(theirs);
        }
        self.seen = self.seen.saturating_add(other.seen);
        self.null = self.null.saturating_add(other.null);
        merge(&mut self.kinds, &other.kinds);
        for ((_, mine), (_, theirs)) in self.listed.iter_mut().zip(&other.listed) {
            *mine = mine.saturating_add(*theirs);
        }
        self.values.merge(&other.values, VALUES);
    }
}

impl ScopeEvidence {
    /// The place of one of its rows.
    pub fn place(&self, row: &RowEvidence) -> Place {
        Place {
            vendor: self.vendor.clone(),
            service: self.service.clone(),
            scope: self.scope.clone(),
            path: row.path.clone(),
        }
    }

    /// Whether any of its rows was seen.
    pub fn is_exercised(&self) -> bool {
        self.rows.iter().any(|row| row.seen > 0 || row.possible.is_some_and(|possible| possible > 0))
    }

    /// Whether it is the same scope of the same contract.
    pub(crate) fn same(&self, other: &Self) -> bool {
        (&self.vendor, &self.service, &self.scope) == (&other.vendor, &other.service, &other.scope)
            && self.rows.len() == other.rows.len()
            && self.rows.iter().zip(&other.rows).all(|(mine, theirs)| mine.same(theirs))
    }

    /// Adds what was seen of the same scope in another part of the run.
    pub(crate) fn merge(&mut self, other: &Self) {
        self.rows.iter_mut().zip(&other.rows).for_each(|(mine, theirs)| mine.merge(theirs));
    }
}

/// What was seen of all rows, by scope, in the order of the contract. Bodies as a whole do not count as rows, and
/// scopes without rows are left out.
pub(crate) fn scopes(contract: &Contract, evidence: &Evidence) -> Vec<ScopeEvidence> {
    let none = UnitCount::default();
    let mut scopes: Vec<ScopeEvidence> = Vec::new();
    for (number, (head, unit)) in contract.program.all_units().enumerate() {
        let seen = evidence.unit(number).unwrap_or(&none);
        let service = contract.program.service(crate::contract::program::number(number));
        let mut last = None;
        for (at, row) in unit.reported() {
            if last != Some(row.scope) {
                last = Some(row.scope);
                let scope = unit.scope(row.scope);
                scopes.push(ScopeEvidence {
                    vendor: service.vendor.clone(),
                    service: service.service.clone(),
                    scope: scope.name.clone(),
                    part: scope.part,
                    operation: (scope.part != Part::Structure).then(|| head.id.clone()),
                    origin: scope.origin.map(|spot| contract.program.origin(spot)),
                    rows: Vec::new(),
                });
            }
            if let Some(scope) = scopes.last_mut() {
                scope.rows.push(row_evidence(&contract.program, seen, row, at));
            }
        }
    }
    scopes
}

/// The evidence for rows, by their numbers among all rows of [`scopes`].
pub(crate) fn seen(contract: &Contract, evidence: &Evidence) -> BTreeMap<usize, RowSeen> {
    let mut rows = BTreeMap::new();
    let mut seen = evidence.seen().peekable();
    let mut before = 0;
    for (number, head) in contract.program.operations.iter().enumerate() {
        if let Some((_, seen)) = seen.next_if(|(seen, _)| *seen == number) {
            let unit = contract.program.unit(crate::contract::program::number(number));
            let rows_seen =
                unit.reported().map(|(at, row)| RowSeen::of(&row_evidence(&contract.program, seen, row, at)));
            rows.extend((before..).zip(rows_seen).filter_map(|(number, seen)| Some((number, seen?))));
        }
        before += head.rows as usize;
    }
    rows
}

fn row_evidence(program: &Program, seen: &UnitCount, row: &Row, at: u32) -> RowEvidence {
    let count = seen.row(at);
    let kinds = JsonKind::ALL.iter().zip(count.kinds).filter(|(kind, count)| **kind != JsonKind::Null && *count > 0);
    let listed = count.listed.iter().copied().chain(std::iter::repeat(0));
    RowEvidence {
        path: row.path.clone(),
        origin: row.origin.map(|spot| program.origin(spot)),
        kind: row.kind.clone(),
        required: match row.required {
            Required::Always => Some(true),
            Required::Optional | Required::Conditional => Some(false),
            Required::Unstated => None,
        },
        possible: row.object.map(|object| seen.visits(object)),
        seen: count.kinds.iter().sum(),
        null: count.kinds[JsonKind::Null as usize],
        kinds: kinds.map(|(kind, count)| (kind.name().to_owned(), count)).collect(),
        listed: row.values.iter().cloned().zip(listed).collect(),
        values: count.values.clone(),
    }
}

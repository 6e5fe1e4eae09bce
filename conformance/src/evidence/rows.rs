//! What was seen of each row of the pages, in words and numbers that leave the run.

use std::collections::BTreeMap;

use refract_codegen::ir::Required;
use refract_codegen::source::Origin;
use serde::{Deserialize, Serialize};

use super::{Evidence, RowCount, Sample, VALUES};
use crate::contract::Contract;
use crate::contract::program::{Role, Row};
use crate::finding::Place;
use crate::json::JsonKind;

/// What was seen of one row: a field, parameter or header of a page, or the elements of a list that a row tells of.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RowEvidence {
    /// The place in the contract.
    pub place: Place,
    /// Where the page has the row.
    pub origin: Option<Origin>,
    /// What kind of value the page states, in words.
    pub kind: String,
    /// Whether the page requires it always: yes, no, or not stated.
    pub required: Option<bool>,
    /// How often it could have been there: how often the object it belongs to was. Nothing for elements, of which there
    /// may be any number.
    pub possible: Option<u64>,
    /// How often it was there, `null` included.
    pub seen: u64,
    /// How often it was `null`.
    pub null: u64,
    /// How often a value of each other kind was there.
    pub kinds: BTreeMap<String, u64>,
    /// The values that the page lists, with how often each was there.
    pub listed: Vec<(String, u64)>,
    /// Values that were there and are not listed: the first in the order of texts.
    pub values: Sample,
}

impl RowEvidence {
    /// How often it was absent from an object that was there.
    pub fn absent(&self) -> u64 {
        // A member that is given twice is seen twice.
        self.possible.unwrap_or(self.seen).saturating_sub(self.seen)
    }

    /// Adds what was seen of the same row in another part of the run.
    pub fn merge(&mut self, other: &Self) {
        if let (Some(mine), Some(theirs)) = (&mut self.possible, other.possible) {
            *mine += theirs;
        }
        self.seen += other.seen;
        self.null += other.null;
        for (kind, count) in &other.kinds {
            *self.kinds.entry(kind.clone()).or_default() += count;
        }
        for ((_, mine), (_, theirs)) in self.listed.iter_mut().zip(&other.listed) {
            *mine += theirs;
        }
        self.values.merge(&other.values, VALUES);
    }
}

/// What was seen of all rows, in the order of the contract. Bodies as a whole are none.
pub(crate) fn rows<'e>(contract: &'e Contract, evidence: &'e Evidence) -> impl Iterator<Item = RowEvidence> + 'e {
    let rows = contract.program.rows.iter().zip(&evidence.rows);
    rows.filter(|(row, _)| row.role != Role::Whole).map(|(row, count)| told(contract, evidence, row, count))
}

fn told(contract: &Contract, evidence: &Evidence, row: &Row, count: &RowCount) -> RowEvidence {
    let scope = contract.program.scope(row);
    let api = &contract.apis()[scope.api];
    let kinds = JsonKind::ALL.iter().zip(count.kinds).filter(|(kind, count)| **kind != JsonKind::Null && *count > 0);
    RowEvidence {
        place: Place {
            vendor: api.vendor.clone(),
            service: api.service.clone(),
            scope: scope.name.clone(),
            path: row.path.clone(),
        },
        origin: row.origin.clone(),
        kind: row.kind.clone(),
        required: match row.required {
            Required::Always => Some(true),
            Required::Optional | Required::Conditional => Some(false),
            Required::Unstated => None,
        },
        possible: row.object.map(|object| evidence.visits[object.0 as usize]),
        seen: count.kinds.iter().sum(),
        null: count.kinds[JsonKind::Null as usize],
        kinds: kinds.map(|(kind, count)| (kind.name().to_owned(), count)).collect(),
        listed: row.values.iter().cloned().zip(count.listed.iter().copied()).collect(),
        values: count.values.clone(),
    }
}

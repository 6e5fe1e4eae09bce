//! How much of the contract was exercised, in numbers. The report's evidence has the rows behind them.
//!
//! An operation is exercised by an exchange, a status by a response with it, a parameter or field by being present
//! once, whatever its value, and a value of an enumeration by occurring.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::Report;

/// A ratio: how many of how many were exercised.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ratio {
    /// How many were exercised.
    pub exercised: u64,
    /// How many there are.
    pub all: u64,
}

impl Ratio {
    fn add(&mut self, exercised: bool) {
        self.exercised += u64::from(exercised);
        self.all += 1;
    }

    /// Adds the numbers of another service.
    fn merge(&mut self, other: Self) {
        self.exercised = self.exercised.saturating_add(other.exercised);
        self.all = self.all.saturating_add(other.all);
    }

    /// The share in whole percent, rounded down so that only the full number is 100. `None` where there is nothing to
    /// exercise.
    pub fn percent(self) -> Option<u64> {
        (self.all > 0).then(|| u64::try_from(u128::from(self.exercised) * 100 / u128::from(self.all)).unwrap_or(100))
    }
}

/// How much of one service's contract was exercised.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Coverage {
    /// The vendor.
    pub vendor: String,
    /// The service.
    pub service: String,
    /// Operations.
    pub operations: Ratio,
    /// Documented statuses.
    pub statuses: Ratio,
    /// Parameters in path, query and request headers.
    pub parameters: Ratio,
    /// Fields of bodies, and headers of responses.
    pub fields: Ratio,
    /// Listed values of enumerations.
    pub values: Ratio,
}

impl Coverage {
    /// The ratios with their names.
    pub fn ratios(&self) -> [(&'static str, Ratio); 5] {
        [
            ("operations", self.operations),
            ("statuses", self.statuses),
            ("parameters", self.parameters),
            ("fields", self.fields),
            ("values", self.values),
        ]
    }

    /// The coverage of all services together, without a name.
    pub fn total(services: &[Self]) -> Self {
        let mut total = Self::default();
        for service in services {
            total.operations.merge(service.operations);
            total.statuses.merge(service.statuses);
            total.parameters.merge(service.parameters);
            total.fields.merge(service.fields);
            total.values.merge(service.values);
        }
        total
    }
}

/// The coverage of a report's operations and evidence, by service.
pub(super) fn of(report: &Report) -> Vec<Coverage> {
    let mut services: BTreeMap<(&str, &str), Coverage> = BTreeMap::new();
    for operation in &report.operations {
        let service = services.entry((&operation.vendor, &operation.service)).or_default();
        service.operations.add(operation.counts.routed() > 0);
        for status in &operation.statuses {
            service.statuses.add(status.seen > 0);
        }
    }
    for scope in &report.evidence {
        let service = services.entry((&scope.vendor, &scope.service)).or_default();
        for row in &scope.rows {
            // Elements are not rows of their own: the row of their list represents them.
            if row.possible.is_some() {
                let ratio = if scope.part.has_parameters() { &mut service.parameters } else { &mut service.fields };
                ratio.add(row.seen > 0);
            }
            for (_, seen) in &row.listed {
                service.values.add(*seen > 0);
            }
        }
    }
    let named = |((vendor, name), coverage): ((&str, &str), Coverage)| Coverage {
        vendor: vendor.to_owned(),
        service: name.to_owned(),
        ..coverage
    };
    services.into_iter().map(named).collect()
}

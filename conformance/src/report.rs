//! The result of a run: one value with everything that a report shows, in any format.
//!
//! A report is plain data. It is written as JSON and read back without loss, reports of parts [merge](Report::merge)
//! into the report of the whole, and the formats in [`render`] show it without further decisions. Once all parts are
//! merged, [`Report::settle`] and the baseline ([`Report::apply_baseline`]) add what depends on the whole run.

#[doc(hidden)]
pub mod compare;
#[doc(hidden)]
pub mod coverage;
mod merge;
#[doc(hidden)]
pub mod pages;
pub mod part;
pub mod render;

use std::collections::{BTreeMap, BTreeSet};

use refract_codegen::ir::Status;
use refract_codegen::source::Origin;
use serde::{Deserialize, Serialize};

use crate::baseline::Baseline;
use crate::contract::{Contract, fingerprint};
use crate::evidence::ScopeEvidence;
use crate::finding::{Code, Finding, Groups, Place, Recorded, Safe, Severity};
use crate::options::Options;
use crate::run::{Counts, Tally};

pub use coverage::{Coverage, Ratio};
pub use merge::MergeError;
pub use pages::Pages;
pub use part::{Piece, Seen};

/// The JSON Schema 2020-12 of a report's JSON form. `refract schema report` prints it.
pub const SCHEMA: &str = include_str!("../schemas/report.v1.json");

/// The version of the form. Reports of other versions are refused.
pub const FORMAT: u32 = 1;

/// The results of a run, or of a part of one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Report {
    /// The version of the form: [`FORMAT`].
    pub format: u32,
    /// Identifies the contract of the report.
    pub contract: String,
    /// Whether it is a part of a larger run, without results about the whole run.
    pub part: bool,
    /// The parts that it contains, if they were made to be merged.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub parts: BTreeSet<String>,
    /// The pieces of streams that it contains, by the stream's name and the piece's number.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub pieces: BTreeMap<String, BTreeMap<u64, Piece>>,
    /// The numbers of exchanges, by result.
    pub counts: Counts,
    /// The same per recording.
    pub files: BTreeMap<String, Counts>,
    /// How much of the contract was exercised, by service.
    pub coverage: Vec<Coverage>,
    /// The findings.
    pub findings: Groups,
    /// The operations of the contract, with the results of their exchanges.
    pub operations: Vec<OperationReport>,
    /// The rows of the pages, with how often each was seen.
    pub evidence: Vec<ScopeEvidence>,
    /// What was seen of the contract, in the short form of a part, which does not repeat operations and rows.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seen: Option<Seen>,
}

/// An operation, with the results of its exchanges.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OperationReport {
    /// The vendor.
    pub vendor: String,
    /// The service.
    pub service: String,
    /// The operation's id.
    pub id: String,
    /// The method.
    pub method: String,
    /// The path template.
    pub path: String,
    /// The origin on the page.
    pub origin: Origin,
    /// Its exchanges.
    pub counts: Counts,
    /// The statuses that the page lists.
    pub statuses: Vec<StatusReport>,
}

/// A documented status, and how often it was received.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StatusReport {
    /// The status, or class of statuses.
    pub status: Status,
    /// The origin on the page.
    pub origin: Origin,
    /// How often it was received.
    pub seen: u64,
}

/// The reason why a text is not a report.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ReportError {
    /// It does not have the form of a report.
    #[error("is not a report of `refract conform --format json`: {0}")]
    Form(#[from] serde_json::Error),
    /// It has another version.
    #[error(
        "is a report in format {0}, but only format {FORMAT} can be read: make it again with this version of \
    Refract"
    )]
    Version(u64),
}

impl Report {
    /// The report of a part of a run. [`Report::settle`] makes it the report of a whole run.
    pub fn new(contract: &Contract, tally: &Tally) -> Self {
        let plans = contract.program.operations.iter().zip(&tally.operations);
        let operations = plans.map(|(plan, counts)| {
            let api = &contract.apis()[plan.api];
            let operation = &api.operations[plan.index];
            let status = |(status, response): (&Status, &refract_codegen::ir::Response)| {
                let number = plan.responses.iter().find(|(known, _)| known == status).map(|(_, plan)| plan.id as usize);
                let seen = number.and_then(|number| tally.evidence.responses.get(number)).copied().unwrap_or_default();
                StatusReport { status: *status, origin: response.origin.clone(), seen }
            };
            OperationReport {
                vendor: api.vendor.clone(),
                service: api.service.clone(),
                id: operation.id.to_string(),
                method: operation.method.as_str().to_owned(),
                path: operation.path.clone(),
                origin: operation.origin.clone(),
                counts: *counts,
                statuses: operation.responses.iter().map(status).collect(),
            }
        });
        let mut report = Self {
            format: FORMAT,
            contract: contract.fingerprint().to_owned(),
            part: true,
            parts: BTreeSet::new(),
            pieces: tally.pieces.clone(),
            counts: tally.counts,
            files: tally.files.clone(),
            coverage: Vec::new(),
            findings: tally.findings.clone(),
            operations: operations.collect(),
            evidence: tally.scopes(contract),
            seen: None,
        };
        report.coverage = coverage::of(&report);
        report
    }

    /// Adds the findings about the run as a whole, which no part can have: that it shows nothing.
    pub fn settle(&mut self, options: &Options) {
        self.part = false;
        self.parts.clear();
        let Some(code) = self.counts.shows_nothing() else { return };
        let (expected, actual) = match code {
            Code::NothingRead => ("at least one exchange", format!("{} records that are none", self.counts.records)),
            _ => ("at least one exchange of a documented operation", format!("{} of none", self.counts.read())),
        };
        let finding = Finding {
            code,
            severity: options.severity(code),
            place: Place::default(),
            field: Safe::default(),
            part: String::new(),
            refused: false,
            pointer: Safe::default(),
            expected: expected.into(),
            actual: Safe::assert(actual),
            origin: None,
        };
        self.findings.add(finding, "", &Recorded::default());
    }

    /// Marks known findings, and adds a finding for each known one that no longer occurs. `file` is the name of the
    /// baseline.
    pub fn apply_baseline(&mut self, baseline: &Baseline, file: &str, options: &Options) {
        baseline.apply(file, options.severity(Code::BaselineStale), &mut self.findings);
    }

    /// Whether there is a new finding of this severity or a greater one. `off` never fails.
    pub fn fails(&self, from: Severity) -> bool {
        from > Severity::Off && self.findings.worst() >= from
    }

    /// Gives this part of a run an identity, so that a merge counts no part twice. The identity depends on the content:
    /// a part that is made again is the same.
    pub fn identify(&mut self) {
        self.parts.clear();
        let held = (&self.files, &self.pieces, &self.findings, &self.evidence, &self.operations);
        let text = serde_json::to_vec(&held).unwrap_or_default();
        self.parts.insert(fingerprint(text));
    }

    /// Reads the reports in a file, one after the other.
    pub fn read(reader: impl std::io::Read) -> impl Iterator<Item = Result<Self, ReportError>> {
        let values = serde_json::Deserializer::from_reader(reader).into_iter::<Box<serde_json::value::RawValue>>();
        values.map(|value| Self::from_json(value?.get().as_bytes()))
    }

    /// Reads a report.
    ///
    /// # Errors
    /// [`ReportError`] where it is not a report, or has another version.
    pub fn from_json(text: &[u8]) -> Result<Self, ReportError> {
        #[derive(Deserialize)]
        struct Versioned {
            format: u64,
        }
        let Versioned { format } = serde_json::from_slice(text)?;
        if format != u64::from(FORMAT) {
            return Err(ReportError::Version(format));
        }
        Ok(serde_json::from_slice(text)?)
    }
}

//! What a run leaves behind: one value that holds everything a report shows, in any format.
//!
//! A report is plain data. It is written as JSON and read back without loss, reports of parts [merge](Report::merge) into
//! the report of the whole, and the formats in [`render`] take it and decide nothing. What depends on the whole, and not
//! on its parts, is told by [`Report::settle`] and [`Baseline::apply`] once all parts are there.

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
use refract_codegen::text::count;
use serde::{Deserialize, Serialize};

use crate::baseline::Baseline;
use crate::contract::{Contract, fingerprint};
use crate::evidence::ScopeEvidence;
use crate::finding::{Code, Finding, Groups, Place, Safe, Severity, Whence};
use crate::options::Options;
use crate::run::{Counts, Tally};

pub use coverage::{Coverage, Ratio};
pub use merge::MergeError;
pub use pages::Pages;
pub use part::{Piece, Seen};

/// The JSON Schema 2020-12 of the form that a report has as JSON. `refract schema report` prints it.
pub const SCHEMA: &str = include_str!("../schemas/report.v1.json");

/// The number of the form. Another number is another form, and is refused.
pub const FORMAT: u32 = 1;

/// What a run, or a part of one, found and saw.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Report {
    /// The number of the form: [`FORMAT`].
    pub format: u32,
    /// Tells the contracts of two reports apart.
    pub contract: String,
    /// Whether it is a part of a larger run, of which nothing is said as a whole.
    pub part: bool,
    /// The parts of a run that it holds, where they were made to be merged.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub parts: BTreeSet<String>,
    /// The pieces of streams that it holds, by the stream's name and the piece's number.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub pieces: BTreeMap<String, BTreeMap<u64, Piece>>,
    /// All exchanges, by what became of them.
    pub counts: Counts,
    /// The same by recording.
    pub files: BTreeMap<String, Counts>,
    /// How much of the contract was exercised, by service.
    pub coverage: Vec<Coverage>,
    /// What was found.
    pub findings: Groups,
    /// The operations of the contract, and what became of their exchanges.
    pub operations: Vec<OperationReport>,
    /// The rows of the pages, and what was seen of them.
    pub evidence: Vec<ScopeEvidence>,
    /// What was seen of the contract, where operations and rows are left out: those of a part are not repeated.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seen: Option<Seen>,
}

/// An operation, and what became of its exchanges.
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
    /// Where the page has it.
    pub origin: Origin,
    /// Its exchanges.
    pub counts: Counts,
    /// The statuses that the page lists.
    pub statuses: Vec<StatusReport>,
}

/// A documented status, and how often it was answered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StatusReport {
    /// The status, or class of statuses.
    pub status: Status,
    /// Where the page has it.
    pub origin: Origin,
    /// How often it was answered.
    pub seen: u64,
}

/// Why a text is no report.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ReportError {
    /// It is not in the form of one.
    #[error("is not a report of `refract conform --format json`: {0}")]
    Form(#[from] serde_json::Error),
    /// It is in another form.
    #[error("is a report in format {0}, and format {FORMAT} is read: make it with this version of Refract")]
    Version(u64),
}

impl Report {
    /// The report of a part of a run. [`Report::settle`] makes it that of a whole one.
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

    /// Says of the run as a whole what no part of it can say: that it shows nothing.
    pub fn settle(&mut self, options: &Options) {
        self.part = false;
        self.parts.clear();
        let Some(code) = self.counts.shows_nothing() else { return };
        let (expected, actual) = match code {
            Code::NothingRead => ("at least one exchange", count(self.counts.records, "record") + " and no exchange"),
            _ => {
                let read = count(self.counts.read(), "exchange");
                (
                    "at least one exchange of a documented operation",
                    format!("{read}, and none of a documented operation"),
                )
            }
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
        self.findings.add(finding, "", &Whence::default());
    }

    /// Marks what is known, and adds a finding for each known one that no longer occurs. `file` is where the baseline
    /// lies.
    pub fn hold_against(&mut self, baseline: &Baseline, file: &str, options: &Options) {
        baseline.apply(file, options.severity(Code::BaselineStale), &mut self.findings);
    }

    /// Whether there is a finding of this severity or a greater one that is not known. From `off` on nothing fails.
    pub fn fails(&self, from: Severity) -> bool {
        from > Severity::Off && self.findings.worst() >= from
    }

    /// Makes this part of a run one that can be told from others, so that a merge counts none twice. What tells it apart
    /// is what it holds: a part that is made again is the same.
    pub fn identify(&mut self) {
        self.parts.clear();
        let held = (&self.files, &self.pieces, &self.findings, &self.evidence, &self.operations);
        let text = serde_json::to_vec(&held).unwrap_or_default();
        self.parts.insert(fingerprint(text));
    }

    /// Reads reports, one after the other, as they lie in a file.
    pub fn read(reader: impl std::io::Read) -> impl Iterator<Item = Result<Self, ReportError>> {
        let values = serde_json::Deserializer::from_reader(reader).into_iter::<Box<serde_json::value::RawValue>>();
        values.map(|value| Self::from_json(value?.get().as_bytes()))
    }

    /// Reads a report.
    ///
    /// # Errors
    /// [`ReportError`] where it is none, or in a form of another number.
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

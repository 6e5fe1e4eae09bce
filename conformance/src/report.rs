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
use std::io::{BufRead as _, BufReader, Cursor, Read};

use refract_codegen::ir::Status;
use refract_codegen::source::Origin;
use refract_codegen::text::count;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use crate::baseline::Baseline;
use crate::contract::program::ResponsePlan;
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
        let operations =
            contract.program.all_units().zip(&tally.operations).enumerate().map(|(number, (operation, counts))| {
                let (head, unit) = operation;
                let service = contract.program.service(crate::contract::program::number(number));
                let seen = tally.evidence.unit(number);
                let status = |(status, response): &(Status, ResponsePlan)| StatusReport {
                    status: *status,
                    origin: contract.program.origin(response.origin),
                    seen: seen.map_or(0, |seen| seen.responses(response.id)),
                };
                OperationReport {
                    vendor: service.vendor.clone(),
                    service: service.service.clone(),
                    id: head.id.clone(),
                    method: head.method.as_str().to_owned(),
                    path: head.path.clone(),
                    origin: contract.program.origin(head.origin),
                    counts: *counts,
                    statuses: unit.plan.responses.iter().map(status).collect(),
                }
            });
        let mut report = Self {
            operations: operations.collect(),
            evidence: tally.scopes(contract),
            ..Self::of_counts(contract, tally)
        };
        report.coverage = coverage::of(&report);
        report
    }

    /// A report with the counts and findings of a run, and without operations and evidence.
    fn of_counts(contract: &Contract, tally: &Tally) -> Self {
        Self {
            format: FORMAT,
            contract: contract.fingerprint().to_owned(),
            part: true,
            parts: BTreeSet::new(),
            pieces: tally.pieces.clone(),
            counts: tally.counts,
            files: tally.files.clone(),
            coverage: Vec::new(),
            findings: tally.findings.clone(),
            operations: Vec::new(),
            evidence: Vec::new(),
            seen: None,
        }
    }

    /// Adds the findings about the run as a whole, which no part can have: that it shows nothing.
    pub fn settle(&mut self, options: &Options) {
        self.part = false;
        self.parts.clear();
        let Some(code) = self.counts.shows_nothing() else { return };
        let (expected, actual) = if code == Code::NothingRead {
            ("at least one exchange", count(self.counts.records, "record") + " and no exchange")
        } else {
            let read = count(self.counts.read(), "exchange");
            ("at least one exchange of a documented operation", format!("{read}, and none of a documented operation"))
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
        let seen = self.seen.is_none().then(|| self.thinned().seen).flatten();
        let held = (&self.files, &self.pieces, &self.findings, self.seen.as_ref().or(seen.as_ref()));
        let text = serde_json::to_vec(&held).unwrap_or_default();
        self.parts.insert(fingerprint(text));
    }

    /// Reads the reports in a file, one after the other.
    pub fn read(reader: impl Read) -> impl Iterator<Item = Result<Self, ReportError>> {
        let mut reader = Some(BufReader::new(reader));
        let mut values = None;
        std::iter::from_fn(move || {
            // A part is a line: far faster than to look for its end byte by byte.
            if let Some(mut lines) = reader.take() {
                let mut line = Vec::new();
                let mut read = lines.read_until(b'\n', &mut line);
                while read.as_ref().is_ok_and(|read| *read > 0) && line.trim_ascii().is_empty() {
                    line.clear();
                    read = lines.read_until(b'\n', &mut line);
                }
                if let Err(error) = read {
                    return Some(Err(<serde_json::Error as serde::de::Error>::custom(error).into()));
                }
                if let Ok(report) = Self::from_json(&line) {
                    reader = Some(lines);
                    return Some(Ok(report));
                }
                // One over several lines, several in one, none, or the end: the deserializer reports what is wrong.
                let rest = Cursor::new(line).chain(lines);
                values = Some(serde_json::Deserializer::from_reader(rest).into_iter::<Box<RawValue>>());
            }
            let value = values.as_mut()?.next()?;
            Some(value.map_err(ReportError::from).and_then(|value| Self::from_json(value.get().as_bytes())))
        })
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
        match serde_json::from_slice::<Self>(text) {
            Ok(report) if report.format == FORMAT => Ok(report),
            Ok(report) => Err(ReportError::Version(u64::from(report.format))),
            // One of another number may have any form.
            Err(error) => match serde_json::from_slice(text) {
                Ok(Versioned { format }) if format != u64::from(FORMAT) => Err(ReportError::Version(format)),
                _ => Err(error.into()),
            },
        }
    }
}

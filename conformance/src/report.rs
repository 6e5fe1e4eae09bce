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
use std::io::{BufRead as _, BufReader, Cursor, Read};

use refract_codegen::ir::Status;
use refract_codegen::source::Origin;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use crate::baseline::Baseline;
use crate::contract::program::ResponsePlan;
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
        let seen = self.seen.is_none().then(|| self.thinned().seen).flatten();
        let held = (&self.files, &self.pieces, &self.findings, self.seen.as_ref().or(seen.as_ref()));
        let text = serde_json::to_vec(&held).unwrap_or_default();
        self.parts.insert(fingerprint(text));
    }

    /// Reads reports, one after the other, as they lie in a file.
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
                // One over several lines, several in one, none, or the end: what is wrong is told there.
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
    /// [`ReportError`] where it is none, or in a form of another number.
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

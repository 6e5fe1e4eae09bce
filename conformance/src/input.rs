//! Recordings as a stream of records: files are decompressed, their form is recognised, and they are split into
//! records, never held as a whole.
//!
//! This module knows where a record begins and ends, but not its content: [`crate::exchange`] reads that, on any
//! thread. A record is, depending on the form of the file:
//!
//! * NDJSON: a line ([`lines`]);
//! * HAR, JSON cassettes, Postman collections, OpenTelemetry's batches, JSON documents: an element of the list that
//!   contains them, or the document ([`document`]);
//! * YAML cassettes: an item of the list of interactions, converted to JSON ([`cassette`]).
//!
//! A record that cannot be split off is a [`Problem`] with its line, and reading goes on after it. Reading needs the
//! memory of one record, which [`Limits`] bound.

#[doc(hidden)]
pub mod cassette;
#[doc(hidden)]
pub mod document;
#[doc(hidden)]
pub mod lines;
#[doc(hidden)]
pub mod open;
#[doc(hidden)]
pub mod sniff;

use std::ops::Range;
use std::sync::Arc;

use crate::finding::Code;

/// Upper bounds on what is read. They bound memory for any input.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// The maximum size of a record, in bytes.
    pub record: usize,
    /// The maximum size of a decompressed body, in bytes.
    pub body: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { record: 64 << 20, body: 64 << 20 }
    }
}

/// The form of a record's bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Form {
    /// An exchange in the form of this crate, `schemas/exchange.schema.json`, or a log record in a form defined by
    /// data.
    Exchange,
    /// An entry of a HAR.
    Har,
    /// An interaction of a cassette, as JSON.
    Cassette,
    /// A response that a Postman collection saves.
    Postman,
    /// A span or log record of OpenTelemetry, about HTTP or anything else.
    Span,
}

/// Why a record, or the rest of a file, can't be read. The message never contains a part of the input.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
#[non_exhaustive]
pub struct Problem {
    /// The code of the finding that it becomes.
    pub code: Code,
    /// What is wrong, as one sentence without a full stop.
    pub message: String,
}

impl Problem {
    /// A record in an unknown form.
    pub fn broken(message: impl Into<String>) -> Self {
        Self { code: Code::BrokenRecord, message: message.into() }
    }

    /// A record that exceeds a limit.
    pub fn limit(message: impl Into<String>) -> Self {
        Self { code: Code::LimitExceeded, message: message.into() }
    }
}

/// A record, or a problem in its place.
#[derive(Clone, Debug, PartialEq, Eq)]
#[doc(hidden)]
pub struct Record {
    /// Its bytes in the batch.
    pub bytes: Range<usize>,
    /// Its number in the file, from 1. A record that cannot be split off has a number as well.
    pub number: u64,
    /// The line in which it starts, from 1.
    pub line: u64,
    /// The form of the bytes, or why there are none.
    pub form: Result<Form, Problem>,
}

/// Records of one file that are passed on together.
#[derive(Debug)]
#[doc(hidden)]
pub struct Batch {
    /// The file's name as given.
    pub file: Arc<str>,
    /// The bytes of all its records.
    pub data: Vec<u8>,
    /// The records in order.
    pub records: Vec<Record>,
}

/// Splits a file into records.
pub(crate) trait Cut {
    /// Appends the next record's bytes to `out` and returns the record; `None` at the end of the file. The caller
    /// replaces a number of 0.
    fn next(&mut self, out: &mut Vec<u8>) -> Option<Record>;

    /// How many lines there were so far, where a record is a line.
    fn lines(&self) -> Option<u64> {
        None
    }
}

/// A batch is passed on when it has this size.
const BATCH_BYTES: usize = 256 << 10;
const BATCH_RECORDS: usize = 512;

/// A file's records, in batches.
#[doc(hidden)]
pub struct Batches {
    file: Arc<str>,
    cut: Box<dyn Cut + Send>,
    read: u64,
    done: bool,
}

impl Batches {
    pub(crate) fn new(file: Arc<str>, cut: Box<dyn Cut + Send>) -> Self {
        Self { file, cut, read: 0, done: false }
    }
}

impl std::fmt::Debug for Batches {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Batches").field("file", &self.file).field("read", &self.read).finish_non_exhaustive()
    }
}

impl Iterator for Batches {
    type Item = Batch;

    fn next(&mut self) -> Option<Batch> {
        if self.done {
            return None;
        }
        let mut batch = Batch { file: Arc::clone(&self.file), data: Vec::new(), records: Vec::new() };
        while batch.data.len() < BATCH_BYTES && batch.records.len() < BATCH_RECORDS {
            if let Some(mut record) = self.cut.next(&mut batch.data) {
                self.read += 1;
                record.number = self.read;
                batch.records.push(record);
            } else {
                self.done = true;
                break;
            }
        }
        (!batch.records.is_empty()).then_some(batch)
    }
}

impl Batches {
    /// The number of records and lines, once all are read; `None` where a record is not a line.
    pub(crate) fn read(&self) -> Option<(u64, u64)> {
        Some((self.read, self.cut.lines()?))
    }
}

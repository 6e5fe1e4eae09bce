//! Recordings as a stream of records: files are unpacked, told apart and cut into records, and never held whole.
//!
//! This module knows where a record begins and ends, not what is in it: [`crate::exchange`] reads that, on any thread.
//! What a record is depends on the form of the file:
//!
//! * NDJSON: a line ([`lines`]);
//! * HAR, JSON cassettes, Postman collections, OpenTelemetry's batches, JSON documents: an element of the list that holds
//!   them, or the document ([`document`]);
//! * YAML cassettes: an item of the list of interactions, brought into JSON ([`cassette`]).
//!
//! A record that can't be cut out is a [`Problem`] with its line, and the reader goes on behind it. Reading needs the
//! memory of one record, which [`Limits`] bound.

pub mod cassette;
pub mod document;
pub mod lines;
pub mod open;
pub mod sniff;

use std::ops::Range;
use std::sync::Arc;

use crate::finding::Code;

/// How much is read. Each limit keeps memory bounded whatever the input is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// The most bytes of a record.
    pub record: usize,
    /// The most bytes of a body once it is unpacked.
    pub body: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { record: 64 << 20, body: 64 << 20 }
    }
}

/// The form of a record's bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Form {
    /// An exchange in the form of this crate, `schemas/exchange.schema.json`, or a record of a log in a form that is data.
    Exchange,
    /// An entry of a HAR.
    Har,
    /// An interaction of a cassette, as JSON.
    Cassette,
    /// An answer that a Postman collection saves.
    Postman,
    /// A span or log record of OpenTelemetry, of HTTP or of anything else.
    Span,
}

/// Why a record, or the rest of a file, can't be read. The message never holds a part of the input.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The finding it becomes.
    pub code: Code,
    /// What is wrong, as one sentence without a full stop.
    pub message: String,
}

impl Problem {
    /// A record in no form that is read.
    pub fn broken(message: impl Into<String>) -> Self {
        Self { code: Code::BrokenRecord, message: message.into() }
    }

    /// A record beyond a limit.
    pub fn limit(message: impl Into<String>) -> Self {
        Self { code: Code::LimitExceeded, message: message.into() }
    }
}

/// A record, or what stands in for one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record {
    /// Its bytes in the batch.
    pub bytes: Range<usize>,
    /// Its number in the file, from 1. What can't be cut out has a number, too.
    pub number: u64,
    /// The line it starts in, from 1.
    pub line: u64,
    /// What the bytes are, or why there are none.
    pub form: Result<Form, Problem>,
}

/// Records of one file that are handed on together.
#[derive(Debug)]
pub struct Batch {
    /// The file's name as given.
    pub file: Arc<str>,
    /// The bytes of all its records.
    pub data: Vec<u8>,
    /// The records in order.
    pub records: Vec<Record>,
}

/// Cuts a file into records.
pub(crate) trait Cut {
    /// Appends the next record's bytes to `out` and says what it is; nothing at the end of the file. A number of 0 is
    /// filled in by the caller.
    fn next(&mut self, out: &mut Vec<u8>) -> Option<Record>;

    /// How many lines there were so far, where a record is a line.
    fn lines(&self) -> Option<u64> {
        None
    }
}

/// A batch is handed on when it holds this much.
const BATCH_BYTES: usize = 256 << 10;
const BATCH_RECORDS: usize = 512;

/// A file's records, in batches.
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
    /// How many records and lines there were, once all are read; nothing where a record is no line.
    pub(crate) fn read(&self) -> Option<(u64, u64)> {
        Some((self.read, self.cut.lines()?))
    }
}

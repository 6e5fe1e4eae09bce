//! NDJSON: one record per line.

use std::io::BufRead;

use super::{Cut, Form, Limits, Problem, Record};

/// A line that exceeds the limit is skipped up to this many times the limit; after that, the file is abandoned.
const PATIENCE: usize = 16;

/// The lines of a file.
pub(crate) struct Lines {
    reader: Box<dyn BufRead + Send>,
    limits: Limits,
    line: u64,
    done: bool,
}

/// How reading a line ended.
pub(crate) enum Read {
    /// There is no further line.
    End,
    /// The line was read.
    Line,
    /// It exceeds the limit, and was skipped.
    TooLong,
    /// Its end was not found within `PATIENCE`.
    Endless,
    /// The file cannot be read any further.
    Failed(String),
}

/// Appends a line with its end to `out`.
pub(crate) fn read_line(reader: &mut dyn BufRead, out: &mut Vec<u8>, limit: usize) -> Read {
    let start = out.len();
    let mut passed = 0_usize;
    loop {
        let buffer = match reader.fill_buf() {
            Ok(buffer) => buffer,
            Err(error) if error.kind() == std::io::ErrorKind::Interrupted => continue,
            Err(error) => {
                out.truncate(start);
                return Read::Failed(error.to_string());
            }
        };
        let end = memchr::memchr(b'\n', buffer);
        let used = end.map_or(buffer.len(), |end| end + 1);
        if buffer.is_empty() {
            return match (passed > 0, out.len() > start) {
                (true, _) => Read::TooLong,
                (false, true) => Read::Line,
                (false, false) => Read::End,
            };
        }
        if passed > 0 || out.len() - start + used > limit {
            passed += used + (out.len() - start);
            out.truncate(start);
        } else {
            out.extend_from_slice(&buffer[..used]);
        }
        reader.consume(used);
        if passed > limit.saturating_mul(PATIENCE) {
            return Read::Endless;
        }
        if end.is_some() {
            return if passed > 0 { Read::TooLong } else { Read::Line };
        }
    }
}

impl Lines {
    pub(crate) fn new(reader: Box<dyn BufRead + Send>, limits: Limits) -> Self {
        Self { reader, limits, line: 0, done: false }
    }
}

impl Cut for Lines {
    fn next(&mut self, out: &mut Vec<u8>) -> Option<Record> {
        while !self.done {
            let start = out.len();
            let read = read_line(&mut self.reader, out, self.limits.record);
            self.line += u64::from(!matches!(read, Read::End));
            let form = match read {
                Read::End => return None,
                Read::Line => {
                    let line = out[start..].trim_ascii();
                    if line.is_empty() {
                        out.truncate(start);
                        continue;
                    }
                    Ok(Form::Exchange)
                }
                Read::TooLong => Err(too_long(self.limits)),
                Read::Endless => {
                    self.done = true;
                    Err(endless(self.limits))
                }
                Read::Failed(message) => {
                    self.done = true;
                    Err(breaks_off(&message))
                }
            };
            return Some(Record { bytes: start..out.len(), number: 0, line: self.line, form });
        }
        None
    }

    fn lines(&self) -> Option<u64> {
        Some(self.line)
    }
}

pub(crate) fn too_long(limits: Limits) -> Problem {
    Problem::limit(format!("the record is longer than `record` under `[conform.limits]`, {} bytes", limits.record))
}

pub(crate) fn endless(limits: Limits) -> Problem {
    Problem::limit(format!(
        "the record does not end within {PATIENCE} times `record` under `[conform.limits]`, {} bytes; \
         the rest of the file was not read",
        limits.record
    ))
}

pub(crate) fn breaks_off(message: &str) -> Problem {
    Problem::broken(format!("the file can't be read on from here: {message}"))
}

//! JSON files other than NDJSON: HARs, cassettes, Postman collections, batches of OpenTelemetry, lists of exchanges,
//! and single exchanges. [`places`] knows where their records are.
//!
//! The file is read byte by byte, never as a whole: outside its list of records only keys are examined, and a record is
//! the text between two matching brackets. A record whose brackets do not match swallows those after it; the swallowed
//! text is searched for records again ([`rescue`]), so that one broken record does not affect the others.

mod bytes;
mod places;
mod rescue;
mod value;

use std::collections::VecDeque;
use std::io::BufRead;

use super::lines::{breaks_off, endless, too_long};
use super::{Cut, Form, Limits, Problem, Record};
use bytes::Bytes;
use places::{Container, Place};
use value::{Value, capture, pass};

/// The records of a JSON file.
pub(crate) struct Document {
    bytes: Bytes,
    limits: Limits,
    stack: Vec<Container>,
    /// A document without a list is itself a record: its bytes, until a list is found.
    whole: Option<Vec<u8>>,
    whole_line: u64,
    /// Records that were found in a broken one: their bytes and lines.
    rescued: VecDeque<(Vec<u8>, u64, Form)>,
    done: bool,
    started: bool,
}

/// The message about a record without an end.
const NO_END: &str = "the record has no end: its brackets or quotes do not match";

fn failed(line: u64, problem: Problem) -> Record {
    Record { bytes: 0..0, number: 0, line, form: Err(problem) }
}

impl Document {
    pub(crate) fn new(reader: Box<dyn BufRead + Send>, limits: Limits) -> Self {
        Self {
            bytes: Bytes::new(reader),
            limits,
            stack: Vec::new(),
            whole: None,
            whole_line: 1,
            rescued: VecDeque::new(),
            done: false,
            started: false,
        }
    }

    /// Copies a value to `out`, from its first byte on.
    fn value(&mut self, out: &mut Vec<u8>) -> Value {
        capture(&mut self.bytes, out, self.limits.record)
    }

    /// The record for a file that ends too early.
    fn cut(&mut self, line: u64, error: Option<String>) -> Record {
        self.done = true;
        let problem = match error.or_else(|| self.bytes.error.take()) {
            Some(message) => breaks_off(&message),
            None => Problem::broken("the file breaks off here: brackets are still open at its end"),
        };
        failed(line, problem)
    }

    /// Reads what comes between a document's records: brackets, commas and keys. A record or problem ends it.
    fn step(&mut self, out: &mut Vec<u8>) -> Option<Record> {
        let at = self.bytes.space();
        let line = self.bytes.line;
        let Some(byte) = at else {
            if self.stack.is_empty() && self.bytes.error.is_none() {
                self.done = true;
                return None;
            }
            return Some(self.cut(line, None));
        };
        match (self.stack.last().copied(), byte) {
            (None, b'{') => {
                self.bytes.bump();
                self.stack.push(Container::Object(Place::Top));
                self.whole = Some(vec![b'{']);
                self.whole_line = line;
                self.started = true;
                None
            }
            (None, b'[') => {
                self.bytes.bump();
                self.stack.push(Container::Records(Form::Exchange));
                self.started = true;
                None
            }
            (None, _) => {
                // Text that is not JSON: skipped up to what could start a document again.
                let mut passed = 0;
                while let Some(byte) = self.bytes.peek() {
                    if matches!(byte, b'{' | b'[') || passed > self.limits.record {
                        break;
                    }
                    self.bytes.bump();
                    passed += 1;
                }
                self.done = passed > self.limits.record;
                Some(failed(line, Problem::broken("the text here is not valid JSON")))
            }
            (Some(Container::Records(form)), _) => self.element(Ok(form), byte, line, out),
            (Some(Container::Objects(place)), _) => self.element(Err(place), byte, line, out),
            (Some(Container::Object(place)), _) => self.member(place, byte, line, out),
        }
    }

    /// An element of a list: a record of a form, or an object that is entered.
    fn element(&mut self, of: Result<Form, Place>, byte: u8, line: u64, out: &mut Vec<u8>) -> Option<Record> {
        match byte {
            b',' => {
                self.bytes.bump();
                None
            }
            b']' => {
                self.bytes.bump();
                self.stack.pop();
                None
            }
            b'{' => match of {
                Ok(form) => {
                    let start = out.len();
                    let value = self.value(out);
                    Some(self.record(form, value, start, line, out))
                }
                Err(place) => {
                    self.bytes.bump();
                    self.stack.push(Container::Object(place));
                    None
                }
            },
            _ => {
                // A broken record ended too early: its rest is skipped, up to the next record or the list's end.
                let mut garbage = Vec::new();
                while let Some(byte) = self.bytes.peek() {
                    if byte == b'{' || garbage.len() >= self.limits.record {
                        break;
                    }
                    garbage.push(byte);
                    self.bytes.bump();
                }
                let cut = self.bytes.peek().is_none();
                if cut && garbage.trim_ascii().ends_with(b"}") {
                    // Only the document's end was left.
                    self.stack.clear();
                }
                self.done = garbage.len() >= self.limits.record;
                Some(failed(line, Problem::broken("the text here is not a record: expected `{`")))
            }
        }
    }

    /// A record that was captured, or a problem in its place.
    fn record(&mut self, form: Form, value: Value, start: usize, line: u64, out: &mut Vec<u8>) -> Record {
        let problem = match value {
            Value::Whole => return Record { bytes: start..out.len(), number: 0, line, form: Ok(form) },
            Value::Torn => Problem::broken("a string of the record runs past the end of its line"),
            Value::Mismatched => {
                self.swallowed(start, line, form, out);
                Problem::broken(NO_END)
            }
            Value::TooLong(scan) => {
                if self.swallowed(start, line, form, out) {
                    Problem::broken(NO_END)
                } else if pass(&mut self.bytes, scan, self.limits.record) {
                    too_long(self.limits)
                } else {
                    self.done = true;
                    endless(self.limits)
                }
            }
            Value::Cut(error) => {
                // The swallowed records come after the problem.
                self.done = true;
                self.rescue(rescue::records(&out[start..], line), &out[start..], form);
                match error {
                    Some(message) => breaks_off(&message),
                    None => Problem::broken(NO_END),
                }
            }
        };
        out.truncate(start);
        Record { bytes: start..start, number: 0, line, form: Err(problem) }
    }

    /// Whether a record whose brackets do not match swallowed others. Reading continues after the last of these.
    fn swallowed(&mut self, start: usize, line: u64, form: Form, out: &[u8]) -> bool {
        let found = rescue::records(&out[start..], line);
        let Some((last, at)) = found.last().cloned() else { return false };
        let tail = out[start + last.end..].to_vec();
        let lines = memchr::memchr_iter(b'\n', &out[start..][last]).count() as u64;
        self.rescue(found, &out[start..], form);
        self.bytes.put_back(tail, at + lines);
        true
    }

    fn rescue(&mut self, found: Vec<(std::ops::Range<usize>, u64)>, text: &[u8], form: Form) {
        self.rescued.extend(found.into_iter().map(|(range, line)| (text[range].to_vec(), line, form)));
    }

    fn member(&mut self, place: Place, byte: u8, line: u64, out: &mut Vec<u8>) -> Option<Record> {
        match byte {
            b',' => {
                self.bytes.bump();
                self.keep(b",");
                None
            }
            b'}' => {
                self.bytes.bump();
                self.stack.pop();
                self.keep(b"}");
                if place != Place::Top {
                    return None;
                }
                // A document without a list of records is itself a record.
                let whole = self.whole.take()?;
                let start = out.len();
                out.extend_from_slice(&whole);
                Some(Record { bytes: start..out.len(), number: 0, line: self.whole_line, form: Ok(Form::Exchange) })
            }
            b'"' => {
                let mut key = Vec::new();
                if let Value::Cut(error) = self.value(&mut key) {
                    return Some(self.cut(line, error));
                }
                self.keep(&key);
                if self.bytes.space() != Some(b':') {
                    return Some(self.garbage(line));
                }
                self.bytes.bump();
                self.keep(b":");
                let next = self.bytes.space();
                let key = key.strip_prefix(b"\"").and_then(|key| key.strip_suffix(b"\"")).unwrap_or_default();
                match next.and_then(|next| places::opens(place, key, next)) {
                    Some(container) => {
                        self.bytes.bump();
                        self.whole = None;
                        self.stack.push(container);
                        None
                    }
                    None => self.other(line, out),
                }
            }
            _ => Some(self.garbage(line)),
        }
    }

    /// A member that is not a list: kept while the document may itself be a record, otherwise skipped.
    fn other(&mut self, line: u64, out: &mut Vec<u8>) -> Option<Record> {
        let mut whole = self.whole.take();
        let mut passed = Vec::new();
        let target = whole.as_mut().unwrap_or(&mut passed);
        let value = self.value(target);
        match value {
            Value::Whole => {
                self.whole = whole;
                None
            }
            // What is too long, and not part of a record, is skipped.
            Value::TooLong(scan) if whole.is_none() && pass(&mut self.bytes, scan.clone(), self.limits.record) => None,
            value => {
                let start = out.len();
                let from = if whole.is_some() { self.whole_line } else { line };
                out.extend_from_slice(&whole.unwrap_or(passed));
                Some(self.record(Form::Exchange, value, start, from, out))
            }
        }
    }

    fn keep(&mut self, bytes: &[u8]) {
        if let Some(whole) = &mut self.whole {
            whole.extend_from_slice(bytes);
        }
    }

    /// The record for a missing member: the document cannot be followed any further.
    fn garbage(&mut self, line: u64) -> Record {
        self.done = true;
        let mut rest = std::mem::take(&mut self.whole).unwrap_or_default();
        let from = if rest.is_empty() { line } else { self.whole_line };
        while rest.len() < self.limits.record {
            let Some(byte) = self.bytes.peek() else { break };
            rest.push(byte);
            self.bytes.bump();
        }
        self.rescue(rescue::records(&rest, from), &rest, Form::Exchange);
        failed(from, Problem::broken("the document is not valid JSON from here on"))
    }
}

impl Cut for Document {
    fn next(&mut self, out: &mut Vec<u8>) -> Option<Record> {
        loop {
            if let Some((bytes, line, form)) = self.rescued.pop_front() {
                let start = out.len();
                out.extend_from_slice(&bytes);
                return Some(Record { bytes: start..out.len(), number: 0, line, form: Ok(form) });
            }
            if self.done {
                return None;
            }
            let at = out.len();
            if let Some(mut record) = self.step(out) {
                if record.form.is_err() {
                    record.bytes = at..at;
                }
                return Some(record);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(text: &str) -> Vec<(u64, Result<String, String>)> {
        let mut document = Document::new(Box::new(std::io::Cursor::new(text.to_owned())), Limits::default());
        let mut out = Vec::new();
        let mut records = Vec::new();
        while let Some(record) = document.next(&mut out) {
            let text = String::from_utf8(out[record.bytes].to_vec()).unwrap();
            records.push((record.line, record.form.map(|_| text).map_err(|problem| problem.message)));
        }
        records
    }

    fn good(text: &str) -> Vec<String> {
        cut(text).into_iter().filter_map(|(_, record)| record.ok()).collect()
    }

    #[test]
    fn records_are_cut_out_of_every_form() {
        let har = "{ \"log\": {\"version\": \"1.2\", \"creator\": {\"a\": [1]},\n\"entries\": [{\"a\":1},\n {\"b\":\"]}\\\"\"}],\"x\":1}}";
        assert_eq!(good(har), ["{\"a\":1}", "{\"b\":\"]}\\\"\"}"]);
        assert_eq!(cut(har)[1].0, 3);
        assert_eq!(good("{\"version\":1,\"interactions\":[{}, {\"a\":{}}]}"), ["{}", "{\"a\":{}}"]);
        assert_eq!(good("[{\"a\":1},{\"b\":2}]"), ["{\"a\":1}", "{\"b\":2}"]);
        let one = "{\n \"request\": {\"log\": {}}, \"n\": 12, \"s\": \"x\" }\n";
        assert_eq!(good(one), ["{\"request\":{\"log\": {}},\"n\":12,\"s\":\"x\"}"]);
        assert!(cut("").is_empty() && cut("{\"log\":{\"entries\":[]}}").is_empty());
    }

    #[test]
    fn a_broken_record_does_not_take_others_along() {
        let entry = |name: &str| format!("{{\"{name}\": 1, \"request\": {{}}, \"response\": {{}}}}");
        // A missing bracket, an extra one, and a missing quote.
        for broken in [
            "{\"x\": {\"request\": {}, \"response\": 1}",
            "{\"x\": {}}}, \"request\": {}}",
            "{\"x\": \"lost, \"request\": {},\n \"response\": {}}",
        ] {
            let text = format!("{{\"log\": {{\"entries\": [\n{},\n{broken},\n{}\n]}}}}", entry("a"), entry("b"));
            let records = cut(&text);
            let good: Vec<&String> = records.iter().filter_map(|(_, record)| record.as_ref().ok()).collect();
            assert!(good.contains(&&entry("a")) && good.contains(&&entry("b")), "{broken}: {records:?}");
            assert!(records.iter().any(|(line, record)| *line == 3 && record.is_err()), "{broken}: {records:?}");
        }
    }

    #[test]
    fn a_truncated_file_is_reported() {
        let records = cut("{\"log\":{\"entries\":[{\"a\":1},{\"b\":");
        assert_eq!(records.len(), 2);
        assert!(records[0].1.is_ok() && records[1].1.is_err());
        let records = cut("{\"log\":{\"entries\":[{\"a\":1},\n");
        assert!(records[1].1.as_ref().unwrap_err().contains("breaks off"), "{records:?}");
    }

    #[test]
    fn depth_needs_no_memory() {
        let deep = format!("[{{\"a\":{}{}}}]", "[".repeat(100_000), "]".repeat(100_000));
        assert_eq!(good(&deep).len(), 1);
    }
}

//! VCR cassettes in YAML, as vcrpy, ruby's vcr and go-vcr write them.
//!
//! The list of interactions is split into its items by indentation, and each item is parsed by itself: only one item is
//! in memory at a time, and a broken one does not affect the others. Items are converted to JSON, so that cassettes in
//! YAML and in JSON are read alike from there on.

mod item;

use std::collections::BTreeMap;
use std::io::BufRead;

use super::lines::{self, Read, read_line};
use super::{Cut, Form, Limits, Record};

/// The maximum size in bytes of anchored values that are kept for aliases in later items.
const ANCHORS: usize = 16 << 20;

/// The items of a cassette.
pub(crate) struct Cassette {
    reader: Box<dyn BufRead + Send>,
    limits: Limits,
    /// The number of lines read.
    line: u64,
    /// A line that was read but belongs to the next item.
    ahead: Option<Vec<u8>>,
    state: State,
    /// Values that later items may refer to, as JSON.
    anchors: BTreeMap<String, String>,
    anchor_bytes: usize,
    found_list: bool,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    /// Before or between lists.
    Outside,
    /// In the list; its items start at this column, once it is known.
    List(Option<usize>),
    Done,
}

/// Whether a line opens a list of interactions.
pub(crate) fn is_list_key(line: &[u8]) -> bool {
    let line = line.trim_ascii_end();
    [&b"interactions"[..], b"http_interactions"].iter().any(|key| {
        [b'"', b'\'']
            .iter()
            .find_map(|quote| line.strip_prefix(&[*quote])?.strip_prefix(*key)?.strip_prefix(&[*quote]))
            .or_else(|| line.strip_prefix(*key))
            .is_some_and(|rest| rest == b":" || rest.strip_prefix(b":").is_some_and(|rest| rest.trim_ascii() == b"[]"))
    })
}

/// The column of an item's dash, where the line starts one.
fn dash(line: &[u8]) -> Option<usize> {
    let column = line.iter().position(|&b| b != b' ')?;
    (line[column] == b'-' && line.get(column + 1).is_none_or(u8::is_ascii_whitespace)).then_some(column)
}

/// Whether a line ends the list whose items start at a column: a key at or before it.
fn ends_list(line: &[u8], column: usize) -> bool {
    line.iter().position(|&b| b != b' ').is_some_and(|at| at <= column && !line[at..].trim_ascii().is_empty())
        && dash(line) != Some(column)
        && !line.trim_ascii_start().starts_with(b"#")
}

impl Cassette {
    pub(crate) fn new(reader: Box<dyn BufRead + Send>, limits: Limits) -> Self {
        Self {
            reader,
            limits,
            line: 0,
            ahead: None,
            state: State::Outside,
            anchors: BTreeMap::new(),
            anchor_bytes: 0,
            found_list: false,
        }
    }

    /// The lines of the next item, and the line in which it starts.
    fn item(&mut self) -> Option<(u64, Result<Vec<u8>, Record>)> {
        let mut text = Vec::new();
        let mut start = 0;
        let mut too_long = false;
        loop {
            let mut line = self.ahead.take().unwrap_or_default();
            if line.is_empty() {
                match read_line(&mut self.reader, &mut line, self.limits.record) {
                    Read::End => {
                        let outside = std::mem::replace(&mut self.state, State::Done) == State::Outside;
                        if outside && !self.found_list && self.line > 0 {
                            let message = "the file is YAML without a list `interactions` or `http_interactions`";
                            return Some((1, Err(problem(1, super::Problem::broken(message)))));
                        }
                        break;
                    }
                    Read::Line => {}
                    Read::TooLong => too_long = true,
                    Read::Endless => {
                        self.state = State::Done;
                        return Some((self.line, Err(problem(self.line.max(1), lines::endless(self.limits)))));
                    }
                    Read::Failed(message) => {
                        // The current item is incomplete; the items before it were passed on.
                        self.state = State::Done;
                        let at = if start > 0 { start } else { self.line + 1 };
                        return Some((at, Err(problem(at, lines::breaks_off(&message)))));
                    }
                }
                self.line += 1;
            }
            match self.state {
                State::Done => return None,
                State::Outside => {
                    if is_list_key(&line) {
                        self.found_list = true;
                        self.state = State::List(None);
                    }
                }
                State::List(known) => {
                    let item = dash(&line).filter(|&column| known.is_none_or(|known| known == column));
                    if let Some(column) = item {
                        if start > 0 {
                            self.ahead = Some(line);
                            break;
                        }
                        self.state = State::List(Some(column));
                        start = self.line;
                    } else if known.is_some_and(|column| ends_list(&line, column))
                        || (known.is_none() && line.first().is_some_and(|b| !b.is_ascii_whitespace() && *b != b'#'))
                    {
                        self.state = State::Outside;
                        if is_list_key(&line) {
                            self.state = State::List(None);
                        }
                        if start > 0 {
                            break;
                        }
                        continue;
                    }
                    if start > 0 && text.len() + line.len() <= self.limits.record {
                        text.extend_from_slice(&line);
                    } else if start > 0 {
                        too_long = true;
                    }
                }
            }
        }
        if start == 0 {
            return None;
        }
        let text = if too_long { Err(problem(start, lines::too_long(self.limits))) } else { Ok(text) };
        Some((start, text))
    }

    fn keep(&mut self, anchors: Vec<(String, String)>) {
        for (name, value) in anchors {
            if self.anchor_bytes + value.len() <= ANCHORS {
                self.anchor_bytes += value.len();
                self.anchors.insert(name, value);
            } else {
                // An alias to it is reported as dangling.
                self.anchors.remove(&name);
            }
        }
    }
}

fn problem(line: u64, problem: super::Problem) -> Record {
    Record { bytes: 0..0, number: 0, line, form: Err(problem) }
}

impl Cut for Cassette {
    fn next(&mut self, out: &mut Vec<u8>) -> Option<Record> {
        let (line, text) = self.item()?;
        let at = out.len();
        let record = match text {
            Err(record) => Record { bytes: at..at, ..record },
            Ok(text) => match item::to_json(&text, &self.anchors, self.limits, out) {
                Ok(anchors) => {
                    self.keep(anchors);
                    Record { bytes: at..out.len(), number: 0, line, form: Ok(Form::Cassette) }
                }
                Err(problem) => {
                    out.truncate(at);
                    Record { bytes: at..at, number: 0, line, form: Err(problem) }
                }
            },
        };
        Some(record)
    }
}

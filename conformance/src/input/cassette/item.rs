//! One interaction of a YAML cassette as JSON.
//!
//! The parser's events are written as JSON as they arrive, so nothing is held twice and nesting needs no stack of its
//! own. An anchored value is a range of the output; an alias copies it. The limit of a record also bounds what aliases
//! expand to, however they are nested.

use std::collections::BTreeMap;
use std::ops::Range;

use saphyr_parser::{Event, Parser, ScalarStyle, Tag};

use crate::input::{Limits, Problem};

/// Deeper than any cassette, and far below what would cost the parser time.
const DEPTH: usize = 256;

/// How many anchors of an item later items can refer to.
const NAMED: usize = 64;

/// Appends the item as JSON to `out`. `known` are the anchors of earlier items; returns the item's own.
///
/// # Errors
/// A problem where the text is not YAML, is not exactly one item, or exceeds a limit.
pub(super) fn to_json(
    text: &[u8],
    known: &BTreeMap<String, String>,
    limits: Limits,
    out: &mut Vec<u8>,
) -> Result<Vec<(String, String)>, Problem> {
    let text = std::str::from_utf8(text).map_err(|_| Problem::broken("the record is not UTF-8"))?;
    let column = text.len() - text.trim_start_matches(' ').len();
    // Anchors of earlier items are put before this one as items of their own, so that the parser knows them and numbers
    // them first.
    let earlier: Vec<(&String, &String)> =
        known.iter().filter(|(name, _)| text.contains('*') && refers_to(text, name)).collect();
    let mut whole = String::new();
    for (name, _) in &earlier {
        whole += &format!("{:column$}- &{name} 0\n", "");
    }
    whole.push_str(text);
    let at_line = |line: usize, problem: Problem| {
        let line = line.saturating_sub(earlier.len());
        Problem { message: format!("{} (line {line} of the record)", problem.message), ..problem }
    };
    let mut writer =
        Writer { out, limits, earlier: &earlier, open: Vec::new(), items: 0, anchors: BTreeMap::new(), list: false };
    let mut names: BTreeMap<usize, String> = BTreeMap::new();
    let mut parser = Parser::new_from_str(&whole);
    loop {
        match parser.next_event() {
            None | Some(Ok((Event::StreamEnd, _))) => break,
            Some(Ok((event, span))) => {
                let anchor = match &event {
                    Event::SequenceStart(id, _) | Event::MappingStart(id, _) | Event::Scalar(_, _, id, _) => *id,
                    _ => 0,
                };
                if anchor > earlier.len() && names.len() < NAMED {
                    names.extend(anchor_name(&whole, span.start.index()).map(|name| (anchor, name)));
                }
                writer.event(event).map_err(|problem| at_line(span.start.line(), problem))?;
            }
            Some(Err(error)) => {
                let problem = match error.info() {
                    info if info.contains("recursion limit") => too_deep(),
                    info => Problem::broken(format!("the record is not valid YAML: {info}")),
                };
                return Err(at_line(error.marker().line(), problem));
            }
        }
    }
    if writer.items != earlier.len() + 1 {
        return Err(Problem::broken("the record is not a complete YAML value"));
    }
    let own = writer.anchors.iter().filter_map(|(id, range)| {
        let value = String::from_utf8(writer.out[range.clone()].to_vec()).ok()?;
        Some((names.remove(id)?, value))
    });
    Ok(own.collect())
}

fn too_deep() -> Problem {
    Problem::limit(format!("the record is nested more than {DEPTH} levels deep"))
}

/// Whether a text has an alias with this name, as far as can be determined without parsing.
fn refers_to(text: &str, name: &str) -> bool {
    let alias = format!("*{name}");
    text.match_indices(&alias)
        .any(|(at, _)| !text[at + alias.len()..].starts_with(|c: char| c.is_alphanumeric() || c == '_' || c == '-'))
}

/// The name of the anchor of a node that starts at a character: the parser only numbers anchors.
fn anchor_name(text: &str, character: usize) -> Option<String> {
    let at = text.char_indices().nth(character).map_or(text.len(), |(at, _)| at);
    let start = if text[at..].starts_with('&') { at } else { text[..at].rfind('&')? };
    let name = &text[start + 1..];
    let end = name.find(|c: char| c.is_whitespace() || matches!(c, ',' | '[' | ']' | '{' | '}')).unwrap_or(name.len());
    Some(name[..end].to_owned())
}

/// An array or object that is being written.
struct Open {
    mapping: bool,
    /// The number of keys and values written so far.
    parts: usize,
    anchor: usize,
    start: usize,
}

struct Writer<'o> {
    out: &'o mut Vec<u8>,
    limits: Limits,
    earlier: &'o [(&'o String, &'o String)],
    open: Vec<Open>,
    /// The number of items of the outermost list so far; those of earlier anchors come first and are not written.
    items: usize,
    /// The places in `out` of this item's anchored values, by the parser's numbers.
    anchors: BTreeMap<usize, Range<usize>>,
    /// Whether the outermost list is open.
    list: bool,
}

impl Writer<'_> {
    fn event(&mut self, event: Event<'_>) -> Result<(), Problem> {
        match event {
            Event::SequenceStart(anchor, _) if !self.list => {
                self.list = anchor == 0;
                if self.list { Ok(()) } else { Err(Problem::broken("the list of interactions has an anchor")) }
            }
            Event::SequenceStart(anchor, _) => self.start(false, anchor),
            Event::MappingStart(anchor, _) if self.list => self.start(true, anchor),
            Event::SequenceEnd | Event::MappingEnd => {
                let Some(open) = self.open.pop() else { return Ok(()) };
                self.out.push(if open.mapping { b'}' } else { b']' });
                self.remember(open.anchor, open.start);
                self.bounded()
            }
            Event::Scalar(text, style, anchor, tag) if self.list => self.scalar(&text, style, anchor, tag.as_deref()),
            Event::Alias(id) if self.list => self.alias(id),
            Event::MappingStart(..) | Event::Scalar(..) | Event::Alias(_) => {
                Err(Problem::broken("the record is not an item of a list"))
            }
            _ => Ok(()),
        }
    }

    fn start(&mut self, mapping: bool, anchor: usize) -> Result<(), Problem> {
        if self.open.len() >= DEPTH {
            return Err(too_deep());
        }
        self.separate(false)?;
        self.open.push(Open { mapping, parts: 0, anchor, start: self.out.len() });
        self.out.push(if mapping { b'{' } else { b'[' });
        Ok(())
    }

    /// Writes what precedes a value or key, counts it, and returns whether it is a key.
    fn separate(&mut self, scalar: bool) -> Result<bool, Problem> {
        let Some(open) = self.open.last_mut() else {
            self.items += 1;
            return Ok(false);
        };
        let key = open.mapping && open.parts % 2 == 0;
        if key && !scalar {
            return Err(Problem::broken("a key is not a scalar"));
        }
        if open.mapping && !key {
            self.out.push(b':');
        } else if open.parts > 0 {
            self.out.push(b',');
        }
        open.parts += 1;
        Ok(key)
    }

    fn scalar(&mut self, text: &str, style: ScalarStyle, anchor: usize, tag: Option<&Tag>) -> Result<(), Problem> {
        let key = self.separate(true)?;
        if self.open.is_empty() && self.items <= self.earlier.len() {
            return Ok(());
        }
        let start = self.out.len();
        let binary = tag.is_some_and(|tag| tag.suffix == "binary" || tag.suffix == "tag:yaml.org,2002:binary");
        if key {
            write(self.out, text);
        } else if binary {
            let packed: String = text.split_whitespace().collect();
            self.out.extend_from_slice(b"{\"base64_string\":");
            write(self.out, &packed);
            self.out.push(b'}');
        } else if style == ScalarStyle::Plain && (tag.is_none() && is_literal(text)) {
            self.out.extend_from_slice(if matches!(text, "" | "~" | "Null" | "NULL") {
                b"null"
            } else {
                text.as_bytes()
            });
        } else {
            write(self.out, text);
        }
        self.remember(anchor, start);
        self.bounded()
    }

    fn alias(&mut self, id: usize) -> Result<(), Problem> {
        let key = self.separate(true)?;
        if let Some((_, value)) = id.checked_sub(1).and_then(|index| self.earlier.get(index)) {
            if key && !value.starts_with('"') {
                return Err(Problem::broken("a key is not a scalar"));
            }
            self.out.extend_from_slice(value.as_bytes());
        } else {
            let range = self.anchors.get(&id).cloned().ok_or_else(|| Problem::broken("an alias refers to itself"))?;
            if key && self.out[range.start] != b'"' {
                return Err(Problem::broken("a key is not a scalar"));
            }
            if self.out.len() + range.len() > self.out_limit() {
                return Err(self.too_long());
            }
            self.out.extend_from_within(range);
        }
        self.bounded()
    }

    fn remember(&mut self, anchor: usize, start: usize) {
        if anchor > self.earlier.len() {
            self.anchors.insert(anchor, start..self.out.len());
        }
    }

    /// `out` may contain earlier records of the batch, which are far smaller than a batch may be.
    fn out_limit(&self) -> usize {
        self.limits.record.saturating_add(1 << 20)
    }

    fn bounded(&self) -> Result<(), Problem> {
        if self.out.len() > self.out_limit() { Err(self.too_long()) } else { Ok(()) }
    }

    fn too_long(&self) -> Problem {
        Problem::limit(format!(
            "the record's aliases make it longer than `record` under `[conform.limits]`, {} bytes",
            self.limits.record
        ))
    }
}

/// Whether a plain scalar is `null`, a boolean or an integer, in JSON's spelling.
fn is_literal(text: &str) -> bool {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let integer = !digits.is_empty()
        && digits.len() <= 18
        && digits.bytes().all(|b| b.is_ascii_digit())
        && (digits == "0" || !digits.starts_with('0'));
    integer || matches!(text, "" | "~" | "null" | "Null" | "NULL" | "true" | "false")
}

fn write(out: &mut Vec<u8>, text: &str) {
    serde_json::to_writer(out, text).unwrap_or_else(|_| unreachable!("a string can be written to memory"));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::finding::Code;

    fn json(text: &str, known: &BTreeMap<String, String>) -> Result<(String, Vec<(String, String)>), Problem> {
        let mut out = Vec::new();
        let limits = Limits { record: 100_000, ..Limits::default() };
        let anchors = to_json(text.as_bytes(), known, limits, &mut out)?;
        Ok((String::from_utf8(out).unwrap(), anchors))
    }

    #[test]
    fn scalars_keep_what_they_are() {
        let (text, _) = json(
            "- a: 200\n  b: '200'\n  c: ~\n  d: true\n  e: |\n    x\n    y\n  f: !!binary |\n    H4sI\n    AAAA\n  g: [012, 1e5]\n",
            &BTreeMap::new(),
        )
        .unwrap();
        let expected =
            r#"{"a":200,"b":"200","c":null,"d":true,"e":"x\ny\n","f":{"base64_string":"H4sIAAAA"},"g":["012","1e5"]}"#;
        assert_eq!(text, expected);
    }

    #[test]
    fn aliases_reach_back_into_earlier_items() {
        let (text, anchors) = json("  - a: &x {k: [1, &y v]}\n    b: *x\n", &BTreeMap::new()).unwrap();
        assert_eq!(text, r#"{"a":{"k":[1,"v"]},"b":{"k":[1,"v"]}}"#);
        let known: BTreeMap<_, _> = anchors.into_iter().collect();
        assert_eq!(known["x"], r#"{"k":[1,"v"]}"#);
        let (text, _) = json("  - c: *x\n    d: *y\n    e: &z 1\n    f: *z\n", &known).unwrap();
        assert_eq!(text, r#"{"c":{"k":[1,"v"]},"d":"v","e":1,"f":1}"#);
    }

    #[test]
    fn hostile_items_are_reported() {
        let none = BTreeMap::new();
        let mut bomb = String::from("- a0: &a0 [x, x, x, x, x, x, x, x, x]\n");
        for level in 1..20 {
            let before = format!("*a{}, ", level - 1).repeat(9);
            bomb += &format!("  a{level}: &a{level} [{before}]\n");
        }
        assert!(json(&bomb, &none).unwrap_err().message.contains("aliases make it longer"));
        let deep = format!("- a: {}", "[".repeat(10_000));
        assert_eq!(json(&deep, &none).unwrap_err().code, Code::LimitExceeded);
        let mut deep = String::from("- a:");
        for column in 2..600 {
            deep += &format!("\n{:column$}b:", "");
        }
        assert_eq!(json(&deep, &none).unwrap_err().code, Code::LimitExceeded);
        assert!(json("- a: &a [*a]\n", &none).unwrap_err().message.contains("refers to itself"));
        assert!(json("- a: *unknown\n", &none).unwrap_err().message.contains("unknown anchor"));
        assert!(json("- a: 'x\n", &none).is_err());
        assert!(json("a: b\n", &none).is_err());
    }
}

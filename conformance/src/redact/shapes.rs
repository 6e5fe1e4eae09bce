//! What secrets look like: regular expressions out of data, and what has to be in their matches.
//!
//! A shape knows nothing of where a text stands.

use std::borrow::Cow;
use std::ops::Range;

use regex::{Captures, Regex, RegexSet};
use serde::Deserialize;

use super::RuleError;

/// What a secret looks like.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Shape {
    /// What it is called where it stood.
    pub name: String,
    /// A regular expression. Where it has a group called `secret`, only that is taken out.
    pub pattern: String,
    /// What has to be in a match besides.
    #[serde(default)]
    pub with: Vec<With>,
}

/// What has to be in a match.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum With {
    /// A capital.
    Upper,
    /// A small letter.
    Lower,
    /// A digit.
    Digit,
    /// Letters of both cases and digits that follow each other as in a text that a machine drew.
    Chance,
}

/// Takes out what has one of several shapes.
#[derive(Clone, Debug)]
pub(super) struct Shapes {
    shapes: Vec<(String, Regex, Vec<With>)>,
    /// All at once: nearly all texts have none.
    any: RegexSet,
}

impl Shapes {
    pub(super) fn new(shapes: &[Shape]) -> Result<Self, RuleError> {
        let compiled = shapes.iter().map(|Shape { name, pattern, with }| match Regex::new(pattern) {
            Ok(regex) => Ok((name.clone(), regex, with.clone())),
            Err(error) => Err(RuleError { name: name.clone(), message: error.to_string() }),
        });
        let shapes: Vec<(String, Regex, Vec<With>)> = compiled.collect::<Result<_, _>>()?;
        let any = RegexSet::new(shapes.iter().map(|(_, shape, _)| shape.as_str()))
            .map_err(|error| RuleError { name: "all together".into(), message: error.to_string() })?;
        Ok(Self { shapes, any })
    }

    /// A text without what has such a shape.
    pub(super) fn clean<'t>(&self, text: &'t str) -> Cow<'t, str> {
        let found = self.any.matches(text);
        let mut text = Cow::Borrowed(text);
        for index in found {
            let (name, shape, with) = &self.shapes[index];
            if let Some(cleaned) = replaced(&text, name, shape, with) {
                text = Cow::Owned(cleaned);
            }
        }
        text
    }
}

/// A text with the matches of a shape taken out; nothing where there is none.
fn replaced(text: &str, name: &str, shape: &Regex, with: &[With]) -> Option<String> {
    let secret = |found: &Captures<'_>| -> Range<usize> {
        found.name("secret").or_else(|| found.get(0)).map(|found| found.range()).unwrap_or_default()
    };
    let spans: Vec<Range<usize>> = shape
        .captures_iter(text)
        .map(|found| secret(&found))
        .filter(|span| !span.is_empty() && with.iter().all(|with| with.is_in(&text[span.clone()])))
        .collect();
    if spans.is_empty() {
        return None;
    }
    let mut out = String::with_capacity(text.len());
    let mut done = 0;
    for span in spans {
        out.push_str(&text[done..span.start]);
        out.push_str("[redacted: ");
        out.push_str(name);
        out.push(']');
        done = span.end;
    }
    out.push_str(&text[done..]);
    Some(out)
}

impl With {
    fn is_in(self, text: &str) -> bool {
        match self {
            Self::Upper => text.bytes().any(|b| b.is_ascii_uppercase()),
            Self::Lower => text.bytes().any(|b| b.is_ascii_lowercase()),
            Self::Digit => text.bytes().any(|b| b.is_ascii_digit()),
            Self::Chance => is_drawn(text),
        }
    }
}

/// Whether letters of both cases and digits follow each other as in a text that a machine drew. Of two neighbours in such
/// a text 62 in 100 are of different classes; in words that are set together it is mostly less than 40.
fn is_drawn(text: &str) -> bool {
    let class = |b: u8| match b {
        b'A'..=b'Z' => 0,
        b'a'..=b'z' => 1,
        _ => 2,
    };
    let (mut counts, mut changes, mut long, mut before) = ([0_usize; 3], 0, 0, None);
    for b in text.bytes().filter(u8::is_ascii_alphanumeric) {
        let now = class(b);
        counts[now] += 1;
        changes += usize::from(before.is_some_and(|before| before != now));
        before = Some(now);
        long += 1;
    }
    counts.iter().all(|&count| count >= 2) && changes * 100 >= 42 * long
}

//! The shapes of secrets: regular expressions from data files, and further conditions on their matches.
//!
//! A shape does not depend on where a text is.

use std::borrow::Cow;
use std::ops::Range;

use regex::{Captures, Regex};
use serde::Deserialize;

use super::RuleError;
use super::late::{Late, LateSet};

/// The shape of a secret.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Shape {
    /// Its name, which replaces the secret.
    pub name: String,
    /// A regular expression. If it has a group named `secret`, only that group is removed.
    pub pattern: String,
    /// Further conditions on a match.
    #[serde(default)]
    pub with: Vec<With>,
}

/// A condition on a match.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum With {
    /// An upper-case letter.
    Upper,
    /// A lower-case letter.
    Lower,
    /// A digit.
    Digit,
    /// Upper-case and lower-case letters and digits in a random order.
    Chance,
}

/// Removes texts of several shapes.
#[derive(Clone, Debug)]
pub(super) struct Shapes {
    shapes: Vec<(String, Late, Vec<With>)>,
    /// All at once: nearly all texts match none.
    any: LateSet,
}

impl Shapes {
    pub(super) fn new(shapes: &[Shape]) -> Self {
        let of = |Shape { name, pattern, with }: &Shape| (name.clone(), Late::new(pattern.clone()), with.clone());
        Self { shapes: shapes.iter().map(of).collect(), any: LateSet::default() }
    }

    /// Compiles all expressions.
    pub(super) fn check(&self) -> Result<(), RuleError> {
        for (name, shape, _) in &self.shapes {
            shape.check().map_err(|error| RuleError { name: name.clone(), message: error.to_string() })?;
        }
        let together = |error: regex::Error| RuleError { name: "all together".into(), message: error.to_string() };
        self.any.check(self.patterns()).map_err(together)
    }

    fn patterns(&self) -> impl Iterator<Item = &str> {
        self.shapes.iter().map(|(_, shape, _)| shape.pattern())
    }

    /// A text without matches of the shapes.
    pub(super) fn clean<'t>(&self, text: &'t str) -> Cow<'t, str> {
        let found = self.any.get(self.patterns()).matches(text);
        let mut text = Cow::Borrowed(text);
        for index in found {
            let (name, shape, with) = &self.shapes[index];
            if let Some(cleaned) = replaced(&text, name, shape.get(), with) {
                text = Cow::Owned(cleaned);
            }
        }
        text
    }
}

/// A text without the matches of a shape; `None` where there is none.
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

/// Whether letters of both cases and digits are in a random order. In such a text, 62 of 100 adjacent pairs are of
/// different classes; in compound words it is usually less than 40.
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

//! Links in descriptions. Descriptions are plain text, as types, schemas and comparisons need it; the links are a list next to
//! it.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A linked part of a description, on one of its lines.
///
/// Its text form, which is also its JSON form, is `start:end:target`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// The index of the first character, counted from 0.
    pub start: u32,
    /// The index after the last character.
    pub end: u32,
    /// The URL that it leads to. Before pages are joined, it is the target as on the page, or a label after
    /// [`Link::LABEL`]; [`crate::resolve`] makes URLs of them, and removes links without a known URL.
    pub target: String,
}

impl Link {
    /// The prefix of a label that is known on all pages of a site. No URL begins with it.
    pub(crate) const LABEL: &'static str = "\u{0}label:";
}

impl fmt::Display for Link {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}:{}", self.start, self.end, self.target)
    }
}

impl Serialize for Link {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Link {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let mut parts = text.splitn(3, ':');
        let mut number = || parts.next().and_then(|number| number.parse().ok());
        match (number(), number(), parts.next()) {
            (Some(start), Some(end), Some(target)) if start < end && !target.is_empty() => {
                Ok(Self { start, end, target: target.to_owned() })
            }
            _ => Err(serde::de::Error::custom(format!("`{text}` is not a link: expected `start:end:target`"))),
        }
    }
}

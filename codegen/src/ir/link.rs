//! Links in descriptions. Descriptions are plain text, which is what types, schemas and all that compares texts need; what was
//! linked stands beside it.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A linked part of a description, on one of its lines.
///
/// Its text form, which is also its JSON form, is `start:end:target`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// The number of the first character, from 0 on.
    pub start: u32,
    /// The number of the character behind the last.
    pub end: u32,
    /// The URL that it leads to. While pages are not joined, the target as the page has it, a label of a site as
    /// [`Link::LABEL`] says; [`crate::resolve`] makes URLs of them, and removes those of which none is known.
    pub target: String,
}

impl Link {
    /// What stands before a label that is known on all pages of a site. No URL begins with it.
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

//! Names that become files and folders.
//!
//! Vendors, services and operations are named by pages, vocabulary files, configuration, flags and IRs, and every
//! artefact's path is made of these names. A [`Segment`] is a name that is one step of a path on any system and nothing
//! else: all names from outside pass through here before they reach a path. [`write`](mod@crate::write) looks once more.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize};

/// A name that is one step of a path: no separator, no `..`, nothing hidden, nothing that a system keeps for itself.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct Segment(String);

/// Why a name can't be a file's or folder's.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{}` can't be the name of a file or folder: {why}", .name.escape_debug())]
#[non_exhaustive]
pub struct SegmentError {
    /// The name.
    pub name: String,
    /// What is wrong with it.
    pub why: &'static str,
}

/// The most bytes that a name may have: with an ending it has to fit into the 255 that file systems have.
const LONGEST: usize = 200;

/// Names that Windows keeps for devices, whatever ending they have.
const RESERVED: [&str; 4] = ["con", "prn", "aux", "nul"];

impl Segment {
    /// A name as it is.
    ///
    /// # Errors
    /// [`SegmentError`] where it is no single step of a path.
    pub fn new(name: impl Into<String>) -> Result<Self, SegmentError> {
        let name = name.into();
        match fault(&name) {
            None => Ok(Self(name)),
            Some(why) => Err(SegmentError { name, why }),
        }
    }

    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The name as a text.
    pub fn into_string(self) -> String {
        self.0
    }
}

/// What keeps a name from being a step of a path.
fn fault(name: &str) -> Option<&'static str> {
    let stem = name.split('.').next().unwrap_or(name).to_ascii_lowercase();
    let port = stem.strip_prefix("com").or_else(|| stem.strip_prefix("lpt"));
    let is_port = port.is_some_and(|number| number.len() == 1 && number.bytes().all(|b| b.is_ascii_digit()));
    match name {
        "" => Some("it is empty"),
        _ if name.len() > LONGEST => Some("it is longer than 200 bytes"),
        _ if name.contains(['/', '\\']) => Some("it has a separator of paths"),
        _ if name.starts_with('.') => Some("it begins with a dot"),
        _ if name.ends_with(['.', ' ']) || name.starts_with(' ') => {
            Some("it ends with a dot, or a blank stands at its edge")
        }
        _ if name.contains([':', '*', '?', '"', '<', '>', '|']) => Some("it has a character that file systems refuse"),
        _ if name.chars().any(crate::text::is_invisible) => Some("it has a character that can't be seen"),
        _ if RESERVED.contains(&stem.as_str()) || is_port => Some("some systems keep it for a device"),
        _ => None,
    }
}

impl fmt::Display for Segment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for Segment {
    type Err = SegmentError;

    fn from_str(name: &str) -> Result<Self, SegmentError> {
        Self::new(name)
    }
}

impl<'de> Deserialize<'de> for Segment {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::new(String::deserialize(deserializer)?).map_err(serde::de::Error::custom)
    }
}

/// Reads a text that has to be a [`Segment`].
pub(crate) fn text<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    Segment::deserialize(deserializer).map(Segment::into_string)
}

/// Reads a text that has to be a [`Segment`] where it is there.
pub(crate) fn optional<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    Ok(Option::<Segment>::deserialize(deserializer)?.map(Segment::into_string))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_segment_is_one_step_of_a_path() {
        for name in ["ecs", "api-gateway", "vpc_v2", "弹性云服务器", "облако", "a.b", "console", "com10"] {
            assert!(Segment::new(name).is_ok(), "{name}");
        }
        for name in [
            "",
            ".",
            "..",
            "../x",
            "/x",
            "a/b",
            "a\\b",
            ".git",
            "a.",
            "a ",
            " a",
            "c:",
            "a*",
            "a\0",
            "a\n",
            "a\u{202e}b",
            "con",
            "AUX",
            "nul.txt",
            "COM1",
            "lpt9.x",
            &"a".repeat(201),
        ] {
            assert!(Segment::new(name).is_err(), "{name:?}");
        }
        assert!(serde_json::from_str::<Segment>("\"../x\"").unwrap_err().to_string().contains("separator"));
    }
}

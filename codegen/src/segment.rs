//! Names that become files and folders.
//!
//! Pages, vocabulary files, configuration, flags and IRs name vendors, services and operations, and every artefact's
//! path is made of these names. A [`Segment`] is a name that is a single path component on any system: all names from
//! outside are checked here before they become part of a path. [`write`](mod@crate::write) checks again.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize};

/// A name that is a single path component: no separator, no `..`, not hidden, not reserved by any system.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct Segment(String);

/// Why a name cannot be the name of a file or folder.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{}` can't be the name of a file or folder: {why}", .name.escape_debug())]
#[non_exhaustive]
pub struct SegmentError {
    /// The name.
    pub name: String,
    /// What is wrong with it.
    pub why: &'static str,
}

/// The maximum length in bytes: with an extension, the name has to fit into the 255 that file systems allow.
const LONGEST: usize = 200;

/// Names that Windows reserves for devices, with any extension.
const RESERVED: [&str; 4] = ["con", "prn", "aux", "nul"];

impl Segment {
    /// Checks a name.
    ///
    /// # Errors
    /// [`SegmentError`] where it is not a single path component.
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

    /// The name as a string.
    pub fn into_string(self) -> String {
        self.0
    }
}

/// The reason why a name is not a path component.
fn fault(name: &str) -> Option<&'static str> {
    let stem = name.split('.').next().unwrap_or(name).to_ascii_lowercase();
    let port = stem.strip_prefix("com").or_else(|| stem.strip_prefix("lpt"));
    let is_port = port.is_some_and(|number| number.len() == 1 && number.bytes().all(|b| b.is_ascii_digit()));
    match name {
        "" => Some("it is empty"),
        _ if name.len() > LONGEST => Some("it is longer than 200 bytes"),
        _ if name.contains(['/', '\\']) => Some("it contains a path separator"),
        _ if name.starts_with('.') => Some("it begins with a dot"),
        _ if name.ends_with(['.', ' ']) || name.starts_with(' ') => {
            Some("it ends with a dot, or begins or ends with a space")
        }
        _ if name.contains([':', '*', '?', '"', '<', '>', '|']) => Some("it has a character that file systems refuse"),
        _ if name.chars().any(crate::text::is_invisible) => Some("it contains an invisible character"),
        _ if RESERVED.contains(&stem.as_str()) || is_port => Some("some systems reserve it for a device"),
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

/// Deserializes a string that must be a [`Segment`].
pub(crate) fn text<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    Segment::deserialize(deserializer).map(Segment::into_string)
}

/// Deserializes an optional string that must be a [`Segment`] if present.
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

//! HTTP statuses, a single one or a class, and their text form.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::ParseError;

/// A status, or a class of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Status {
    /// One status.
    Code(u16),
    /// All statuses of a class: `2XX`.
    Class(u8),
}

impl Status {
    /// Its class, from 1 to 5.
    pub(crate) fn class(self) -> u8 {
        match self {
            Self::Code(code) => u8::try_from(code / 100).unwrap_or_default(),
            Self::Class(class) => class,
        }
    }

    /// Whether it is a status of success.
    pub fn is_success(self) -> bool {
        self.class() == 2
    }
}

impl fmt::Display for Status {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Code(code) => write!(f, "{code}"),
            Self::Class(class) => write!(f, "{class}XX"),
        }
    }
}

impl FromStr for Status {
    type Err = ParseError;

    fn from_str(text: &str) -> Result<Self, ParseError> {
        let wrong = || ParseError::new(format!("`{text}` is not a status: expected three digits, or one and `XX`"));
        match text.strip_suffix("XX") {
            Some(class) => match class.parse() {
                Ok(class @ 1..=5) => Ok(Self::Class(class)),
                _ => Err(wrong()),
            },
            None => match text.parse() {
                Ok(code @ 100..=599) => Ok(Self::Code(code)),
                _ => Err(wrong()),
            },
        }
    }
}

impl Serialize for Status {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Status {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

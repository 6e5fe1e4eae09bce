//! What does not conform, and where: data, which is rendered elsewhere.
//!
//! Texts from traffic are [`Safe`], which only a redactor creates: the type system, not care, keeps secrets out of
//! reports.

#[doc(hidden)]
pub mod codes;
#[doc(hidden)]
pub mod group;

use std::fmt;

use refract_codegen::ParseError;
use refract_codegen::source::Origin;
use serde::{Deserialize, Serialize};

pub use codes::Code;
pub use group::{Group, Groups, Occurrence, Recorded};

/// How much a finding matters, in increasing order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Severity {
    /// Not reported, but counted.
    Off,
    /// Worth knowing.
    Note,
    /// Drift: service and page diverge, but clients that follow the page still work.
    Warning,
    /// Failure: a client that follows the page breaks, or something could not be checked.
    Error,
}

impl Severity {
    /// All severities with their names.
    pub const ALL: [(Self, &'static str); 4] =
        [(Self::Off, "off"), (Self::Note, "note"), (Self::Warning, "warning"), (Self::Error, "error")];

    /// The name in configuration and reports.
    pub fn name(self) -> &'static str {
        match self {
            Self::Off => "off",
            Self::Note => "note",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

impl std::str::FromStr for Severity {
    type Err = ParseError;

    fn from_str(text: &str) -> Result<Self, ParseError> {
        refract_codegen::choice::by_name(&Self::ALL, text)
    }
}

/// A text from traffic without secrets.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Safe(String);

impl Safe {
    /// A text that a redactor has processed, or that is not from traffic.
    pub(crate) fn assert(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Safe {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// One way in which one exchange does not conform to its contract.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Finding {
    /// Its kind.
    pub code: Code,
    /// How much it matters, as configured.
    pub severity: Severity,
    /// The place in the contract.
    pub place: Place,
    /// The path from the operation to that place, with `[]` for elements: where a fixup would apply.
    pub field: Safe,
    /// The part of the operation: `request`, `response 200`, `query` and so on.
    pub part: String,
    /// Whether it is about the body of a response that refuses its request (4xx).
    pub refused: bool,
    /// The JSON pointer in the exchange.
    pub pointer: Safe,
    /// What the contract expects.
    pub expected: String,
    /// The actual value, in short.
    pub actual: Safe,
    /// Where the page states it.
    pub origin: Option<Origin>,
}

/// A place in a contract. It stays the same when pages move.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Place {
    /// The vendor.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub vendor: String,
    /// The service.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub service: String,
    /// The shared structure (`schema Name (response)`) or the part of an operation (`operation id: query`).
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub scope: String,
    /// The path of the field in it: `servers[].id`. Empty for the whole.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub path: String,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.service.is_empty(), self.scope.is_empty()) {
            (true, true) => f.write_str("the run")?,
            (true, false) => f.write_str(&self.scope)?,
            (false, _) => write!(f, "{}/{} {}", self.vendor, self.service, self.scope)?,
        }
        if self.path.is_empty() { Ok(()) } else { write!(f, " {}", self.path) }
    }
}

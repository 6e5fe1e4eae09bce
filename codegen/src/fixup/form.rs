//! The form of a `fixups.toml`: the keys of an entry, read and written by serde.
//!
//! This module knows no contract. The same form has a JSON Schema ([`SCHEMA`]) for editors and other tools.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::{Number, Value};

use super::Type;
use crate::ParseError;
use crate::ir::{LengthUnit, Location, Method, OperationId, Status};

/// The JSON Schema (2020-12) of a fixups file.
pub const SCHEMA: &str = include_str!("../../schemas/fixups.v1.json");

/// A fixups file.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct FixupFile {
    /// The vendor of the contract to correct. It is known from the pages if the file is next to or above the pages of
    /// only one service.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub vendor: Option<String>,
    /// The service of the contract to correct; known like the vendor.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub service: Option<String>,
    /// The fixups, in the order in which they are applied.
    #[serde(rename = "fixup")]
    pub fixups: Vec<Fixup>,
}

impl FixupFile {
    /// # Errors
    /// Where a value can't be written in TOML: `null` within `default` or `values`.
    ///
    /// # Errors
    /// Where a value has no form in TOML: `null` within `default` or `values`.
    pub fn to_toml(&self) -> Result<String, toml::ser::Error> {
        toml::to_string(self)
    }
}

/// One fixup: a target, one or more changes to it, and the reason.
///
/// The target is an operation, a place in it ([`Part`]) and a field, in the form that `refract explain OPERATION FIELD`
/// shows: names with dots, `[]` for the elements of a list, `*` for the values of a map. Without a field, the target is
/// the whole body or, if there is no place either, the operation itself. A shared structure can also be a target: then
/// all operations that use it are corrected. Keys that are left out change nothing.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct Fixup {
    /// The operation: its id, or method and path template (`GET /v1/things`).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub operation: Option<String>,
    /// A structure that operations share, instead of an operation.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub structure: Option<String>,
    /// Where in the operation. Without it, a field is searched for in all places.
    #[serde(rename = "in", skip_serializing_if = "Option::is_none")]
    pub part: Option<Part>,
    /// The field.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub field: Option<String>,
    /// Whether the target is changed, added or removed.
    #[serde(skip_serializing_if = "Action::is_change")]
    pub action: Action,

    /// The type.
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    pub type_: Option<Type>,
    /// Whether it is required.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub required: Option<bool>,
    /// Its name in the API; for an operation, its id.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Whether `null` is a value.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub nullable: Option<bool>,
    /// Whether it is deprecated.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub deprecated: Option<bool>,
    /// Whether it is read-only.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub read_only: Option<bool>,
    /// The description.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,

    /// The minimum.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub minimum: Option<Number>,
    /// The exclusive minimum.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub exclusive_minimum: Option<Number>,
    /// The maximum.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub maximum: Option<Number>,
    /// The exclusive maximum.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub exclusive_maximum: Option<Number>,
    /// The number of which the value must be a multiple.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub multiple_of: Option<Number>,
    /// The unit of the number.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
    /// The minimum length of the text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub min_length: Option<u64>,
    /// The maximum length of the text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_length: Option<u64>,
    /// The unit of the length: `characters` unless the page states otherwise, or `bytes`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub length_unit: Option<LengthUnit>,
    /// A pattern for the whole text, in ECMA 262 without anchors. It replaces all patterns of the page.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pattern: Option<String>,
    /// The minimum number of elements or entries.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub min_count: Option<u64>,
    /// The maximum number of elements or entries.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_count: Option<u64>,
    /// Whether no two elements may be equal.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unique: Option<bool>,
    /// The listed values. They replace those of the page.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub values: Vec<Value>,
    /// Values in addition to those of the page.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub add_values: Vec<Value>,
    /// Whether other values than those listed are possible.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub open: Option<bool>,
    /// The value that applies when none is given.
    #[serde(rename = "default", skip_serializing_if = "Option::is_none")]
    pub default_: Option<Value>,
    /// Demands of the page that do not apply, by the keys above (`minimum`, `pattern`, `values`, …) or `conditions`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub drop: Vec<String>,

    /// An operation's method.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub method: Option<Method>,
    /// An operation's path template.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub path: Option<String>,
    /// An operation's title.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub summary: Option<String>,
    /// A body's media type.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub media_type: Option<String>,

    /// Why the page is wrong: one or more sentences. Required.
    pub why: String,
    /// Where that is documented: an issue, a newer page, a specification.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub link: Option<String>,
    /// What was observed, one line each. Replaces a link.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub evidence: Vec<String>,
}

impl Fixup {
    /// A fixup for a field, without changes so far.
    pub fn of_field(operation: &OperationId, part: Part, field: impl Into<String>, why: impl Into<String>) -> Self {
        Self {
            operation: Some(operation.to_string()),
            part: Some(part),
            field: Some(field.into()),
            why: why.into(),
            ..Self::default()
        }
    }
}

/// What to do with the target.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Action {
    /// It exists, and is changed by the entry.
    #[default]
    Change,
    /// It does not exist, and is added.
    Add,
    /// It exists, and is removed.
    Remove,
}

impl Action {
    #[allow(clippy::trivially_copy_pass_by_ref, reason = "serde's signature")]
    fn is_change(&self) -> bool {
        *self == Self::Change
    }
}

/// A place in an operation.
///
/// Its text form is that of `refract explain`: `path`, `query`, `header`, `request body` (or `body`), `response 200`,
/// `response 200, header`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    /// Among the parameters.
    Parameter(Location),
    /// In the request's body.
    Request,
    /// In the body of a response.
    Response(Status),
    /// Among the headers of a response.
    ResponseHeader(Status),
}

impl fmt::Display for Part {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Parameter(location) => f.write_str(location.name()),
            Self::Request => f.write_str("request body"),
            Self::Response(status) => write!(f, "response {status}"),
            Self::ResponseHeader(status) => write!(f, "response {status}, header"),
        }
    }
}

impl FromStr for Part {
    type Err = ParseError;

    fn from_str(text: &str) -> Result<Self, ParseError> {
        match text {
            "path" => return Ok(Self::Parameter(Location::Path)),
            "query" => return Ok(Self::Parameter(Location::Query)),
            "header" => return Ok(Self::Parameter(Location::Header)),
            "body" | "request body" => return Ok(Self::Request),
            _ => {}
        }
        let Some(rest) = text.strip_prefix("response ") else {
            return Err(ParseError::new(format!(
                "`{text}` is not a place in an operation: expected path, query, header, request body, response STATUS, or \
                 `response STATUS, header`"
            )));
        };
        match rest.strip_suffix(", header") {
            Some(status) => Ok(Self::ResponseHeader(status.parse()?)),
            None => Ok(Self::Response(rest.parse()?)),
        }
    }
}

impl Serialize for Part {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Part {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

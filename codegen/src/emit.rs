//! Pass 10: the IR becomes artefacts. Emitters are pure functions from a contract to paths and texts; they write nothing,
//! look nothing up and repair nothing.

pub mod catalogue;
pub mod json_schema;
mod markdown;
#[doc(hidden)]
pub mod notation;
pub mod openapi;
pub mod origins;
pub mod rust;
#[doc(hidden)]
pub mod schema_object;
pub mod vocabulary;

use std::collections::BTreeMap;
use std::str::FromStr;

pub use notation::Notation;
pub use origins::Origins;

use crate::ParseError;
use crate::ir::{Api, json};

/// A file to be written: its path below the output folder, with `/` as the separator, and its text.
pub type Artefacts = BTreeMap<String, String>;

/// A kind of artefact.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Emit {
    /// Rust types.
    Rust,
    /// JSON Schema 2020-12.
    JsonSchema,
    /// `OpenAPI` 3.1.
    OpenApi,
    /// The IR's JSON form.
    Ir,
}

impl Emit {
    /// All kinds.
    pub const ALL: [Self; 4] = [Self::Rust, Self::JsonSchema, Self::OpenApi, Self::Ir];

    /// The kind's name on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Self::Rust => "rust",
            Self::JsonSchema => "json-schema",
            Self::OpenApi => "openapi",
            Self::Ir => "ir",
        }
    }
}

impl FromStr for Emit {
    type Err = ParseError;

    fn from_str(text: &str) -> Result<Self, ParseError> {
        crate::choice::by_name(&Self::ALL.map(|kind| (kind, kind.name())), text)
    }
}

/// How many files an artefact is divided into.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Files {
    /// One per service.
    One,
    /// One per service, and others: a JSON Schema per body, an `OpenAPI` path item per path.
    Many,
}

impl FromStr for Files {
    type Err = ParseError;

    fn from_str(text: &str) -> Result<Self, ParseError> {
        crate::choice::by_name(&[(Self::One, "one"), (Self::Many, "many")], text)
    }
}

/// How to export a field that is required under a condition, where the condition could be read. The sentence is an
/// annotation in both cases.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Conditions {
    /// It is required, with `if` and `then`.
    #[default]
    Keep,
    /// It is not required: some type generators ignore these keywords, or fail.
    Off,
}

impl Conditions {
    const ALL: [(Self, &'static str); 2] = [(Self::Keep, "keep"), (Self::Off, "off")];

    /// The name on the command line.
    ///
    /// # Panics
    /// Never: all choices have a name.
    pub fn name(self) -> &'static str {
        Self::ALL.iter().find(|(choice, _)| *choice == self).expect("a name").1
    }
}

impl FromStr for Conditions {
    type Err = ParseError;

    fn from_str(text: &str) -> Result<Self, ParseError> {
        crate::choice::by_name(&Self::ALL, text)
    }
}

/// Options of the emitters.
#[derive(Clone, Debug)]
pub struct Options {
    /// The base URL of the identifiers of JSON Schemas.
    pub schema_base: String,
    /// Whether JSON Schemas name Refract's own dialect ([`vocabulary`]) instead of the standard one.
    pub dialect: bool,
    /// Whether JSON Schemas and `OpenAPI` documents refuse fields that no page lists.
    pub strict: bool,
    /// How origins are written in JSON Schemas and `OpenAPI` documents.
    pub origins: Origins,
    /// Whether JSON Schemas and `OpenAPI` documents require fields that are required under a condition.
    pub conditions: Conditions,
    /// The version of `OpenAPI` documents.
    pub openapi: openapi::Version,
    /// How operations with the same method and path are written in `OpenAPI` documents.
    pub selectors: openapi::Selectors,
    /// The format of JSON Schemas and `OpenAPI` documents.
    pub notation: Notation,
    /// How many files: by default, many for JSON Schemas and one for `OpenAPI`.
    pub files: Option<Files>,
    /// Options for Rust.
    pub rust: rust::Options,
}

/// The base URL of schemas, unless configured. It is not an address on the internet.
pub const DEFAULT_BASE: &str = "https://refract.invalid/schemas/";

impl Default for Options {
    fn default() -> Self {
        Self {
            schema_base: DEFAULT_BASE.to_owned(),
            dialect: false,
            strict: false,
            origins: Origins::default(),
            conditions: Conditions::default(),
            openapi: openapi::Version::default(),
            selectors: openapi::Selectors::default(),
            notation: Notation::default(),
            files: None,
            rust: rust::Options::default(),
        }
    }
}

/// Makes the artefacts of one kind, with paths below the folder of that kind.
pub fn emit(apis: &[Api], kind: Emit, options: &Options) -> Artefacts {
    match kind {
        Emit::Rust => rust::files(apis, &options.rust),
        Emit::JsonSchema => {
            let mut files: Artefacts = apis.iter().flat_map(|api| json_schema::files(api, options)).collect();
            if options.dialect {
                files.extend(vocabulary::files());
            }
            files
        }
        Emit::OpenApi => apis
            .iter()
            .flat_map(|api| openapi::files(&openapi::path(api, options), openapi::document(api, options), options))
            .collect(),
        Emit::Ir => {
            apis.iter().map(|api| (format!("{}/{}.json", api.vendor, api.service), json::to_json(api))).collect()
        }
    }
}

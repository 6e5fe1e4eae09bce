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

/// A file to be written: its path below the output folder, with `/` between folders, and its text.
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

/// In how many files an artefact lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Files {
    /// One a service.
    One,
    /// One a service, and others beside it: a JSON Schema a body, an `OpenAPI` path item a path.
    Many,
}

impl FromStr for Files {
    type Err = ParseError;

    fn from_str(text: &str) -> Result<Self, ParseError> {
        crate::choice::by_name(&[(Self::One, "one"), (Self::Many, "many")], text)
    }
}

/// What becomes of a field that is required under a condition that could be read. Its sentence is an annotation either way.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Conditions {
    /// It is demanded with `if` and `then`.
    #[default]
    Keep,
    /// Nothing is demanded: some generators of types refuse these words, or break off.
    Off,
}

impl Conditions {
    const ALL: [(Self, &'static str); 2] = [(Self::Keep, "keep"), (Self::Off, "off")];

    /// The choice's name on the command line.
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

/// What emitters can be told.
#[derive(Clone, Debug)]
pub struct Options {
    /// The address below which the identifiers of JSON Schemas lie.
    pub schema_base: String,
    /// Whether JSON Schemas name Refract's own dialect ([`vocabulary`]) and not the standard one.
    pub dialect: bool,
    /// Whether JSON Schemas and `OpenAPI` documents refuse fields that no page lists.
    pub strict: bool,
    /// How places of pages stand in JSON Schemas and `OpenAPI` documents.
    pub origins: Origins,
    /// Whether JSON Schemas and `OpenAPI` documents demand what is required under a condition.
    pub conditions: Conditions,
    /// The version of `OpenAPI` documents.
    pub openapi: openapi::Version,
    /// How operations of one method and path stand in `OpenAPI` documents.
    pub selectors: openapi::Selectors,
    /// How JSON Schemas and `OpenAPI` documents are written.
    pub notation: Notation,
    /// In how many files: by default, JSON Schemas in many and `OpenAPI` in one.
    pub files: Option<Files>,
    /// What is to be said of Rust.
    pub rust: rust::Options,
}

/// The address below which schemas lie unless configured. It names no place on the net.
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

/// Makes the artefacts of one kind, with paths below the kind's own folder.
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

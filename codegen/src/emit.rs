//! Pass 8: the IR becomes artefacts. Emitters are pure functions from a contract to paths and texts; they write nothing,
//! look nothing up and repair nothing.

pub mod catalogue;
pub mod json_schema;
pub mod openapi;
pub mod rust;
pub mod schema_object;

use std::collections::BTreeMap;
use std::str::FromStr;

use crate::ir::{Api, json};

/// A file to be written: its path below the output folder, with `/` between folders, and its text.
pub type Artefacts = BTreeMap<String, String>;

/// A kind of artefact.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
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
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        Self::ALL.into_iter().find(|kind| kind.name() == text).ok_or_else(|| {
            let names: Vec<_> = Self::ALL.iter().map(|kind| kind.name()).collect();
            format!("`{text}` is none of {}", names.join(", "))
        })
    }
}

/// What emitters can be told.
#[derive(Clone, Debug)]
pub struct Options {
    /// The address below which the identifiers of JSON Schemas lie.
    pub schema_base: String,
    /// What is to be said of Rust.
    pub rust: rust::Options,
}

impl Default for Options {
    fn default() -> Self {
        Self { schema_base: crate::config::DEFAULT_BASE.to_owned(), rust: rust::Options::default() }
    }
}

/// Makes the artefacts of one kind, with paths below the kind's own folder.
pub fn emit(apis: &[Api], kind: Emit, options: &Options) -> Artefacts {
    match kind {
        Emit::Rust => rust::files(apis, &options.rust),
        Emit::JsonSchema => apis.iter().flat_map(|api| json_schema::files(api, &options.schema_base)).collect(),
        Emit::OpenApi => each(apis, |api| pretty(&openapi::document(api))),
        Emit::Ir => each(apis, json::to_json),
    }
}

fn each(apis: &[Api], text: impl Fn(&Api) -> String) -> Artefacts {
    apis.iter().map(|api| (format!("{}/{}.json", api.vendor, api.service), text(api))).collect()
}

/// JSON with two blanks a level and a line's end at the end.
fn pretty(value: &serde_json::Value) -> String {
    let mut text = format!("{value:#}");
    text.push('\n');
    text
}

//! Options that several commands share: facts about the pages, and the form of what is written.
//!
//! It turns arguments into the values that the library takes. It never reads a file.

use clap::Args;

use crate::discover::Overrides;
use crate::emit::openapi::{Selectors, Version};
use crate::emit::{Conditions, Files, Notation, Options, Origins};
use crate::segment::Segment;

/// Facts about the pages, which override what the pages say.
#[derive(Debug, Default, Args)]
pub(super) struct Known {
    /// The vendor of all pages [default: what the pages say]
    #[arg(long, value_name = "NAME")]
    pub(super) vendor: Option<Segment>,
    /// The service of all pages [default: what the pages say]
    #[arg(long, value_name = "NAME")]
    pub(super) service: Option<Segment>,
    /// The language of all pages [default: what the pages say]
    #[arg(long, value_name = "CODE")]
    pub(super) language: Option<String>,
    /// Whether to infer bodies that no table describes from the examples on the pages [default: what the vendor's file says]
    #[arg(long, value_name = "BOOL", num_args = 0..=1, default_missing_value = "true")]
    pub(super) infer_answers: Option<bool>,
    /// Keep structures that no operation uses, as those of events
    #[arg(long)]
    pub(super) all_structures: bool,
}

impl Known {
    /// The facts in the form that the passes take.
    pub(super) fn overrides(&self) -> Overrides {
        Overrides {
            vendor: self.vendor.clone().map(Segment::into_string),
            service: self.service.clone().map(Segment::into_string),
            language: self.language.clone(),
            infer_answers: self.infer_answers,
            all_structures: self.all_structures,
        }
    }
}

/// Options for Rust, schemas and documents.
#[derive(Debug, Default, Args)]
#[allow(clippy::doc_markdown, reason = "doc comments are help, which shows backticks")]
pub(super) struct Look {
    /// The version of OpenAPI documents: 3.1 or 3.0.3 [default: what refract.toml says, else 3.1]
    #[arg(long, value_name = "VERSION")]
    pub(super) openapi: Option<Version>,
    /// How to write operations that share method and path and are selected by a constant: `paths`, with a path key each
    /// (`/#Action=CreateVpc`), or `merged` into one [default: what refract.toml says, else paths]
    #[arg(long, value_name = "FORM")]
    pub(super) selectors: Option<Selectors>,
    /// The format of schemas and documents: json or yaml [default: what refract.toml says, else json]
    #[arg(long, value_name = "FORMAT")]
    pub(super) format: Option<Notation>,
    /// Whether a service is written to one file or many [default: JSON Schemas in many, OpenAPI in one]
    #[arg(long, value_name = "NUMBER")]
    pub(super) files: Option<Files>,
    /// Refuse fields that no page lists, in schemas and documents
    #[arg(long)]
    pub(super) strict: bool,
    /// Refuse `null` where no page allows it, in Rust, which otherwise reads it as if the field were left out
    #[arg(long)]
    pub(super) strict_null: bool,
    /// How to write where pages say what: `full` (page, line and column at each object), `compact` (`"3:26:4"`, with a table
    /// of the pages under `x-origins`) or `off` [default: what refract.toml says, else full]
    #[arg(long, value_name = "FORM")]
    pub(super) origins: Option<Origins>,
    /// Whether schemas and documents demand what is required under a condition: `keep`, with `if` and `then`, or `off`, for
    /// generators that do not take these words [default: what refract.toml says, else keep]
    #[arg(long, value_name = "CHOICE")]
    pub(super) conditions: Option<Conditions>,
    /// The base URL of the identifiers of JSON Schemas
    #[arg(long, value_name = "URL")]
    pub(super) schema_base: Option<String>,
    /// Declare Refract's own dialect in JSON Schemas, and write its meta-schema beside them
    #[arg(long)]
    pub(super) dialect: bool,
}

impl Look {
    /// The options of the configuration, overridden by those of the command line.
    pub(super) fn over(&self, mut options: Options) -> Options {
        options.openapi = self.openapi.unwrap_or(options.openapi);
        options.selectors = self.selectors.unwrap_or(options.selectors);
        options.notation = self.format.unwrap_or(options.notation);
        options.files = self.files.or(options.files);
        options.strict |= self.strict;
        options.dialect |= self.dialect;
        options.rust.strict_null |= self.strict_null;
        options.origins = self.origins.unwrap_or(options.origins);
        options.conditions = self.conditions.unwrap_or(options.conditions);
        if let Some(base) = &self.schema_base {
            options.schema_base.clone_from(base);
        }
        options
    }
}

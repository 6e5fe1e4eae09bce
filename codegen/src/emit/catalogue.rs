//! The catalogue: which artefacts were made from which pages. Users of an export pin and audit it by the catalogue, and
//! the next run learns from it which files Refract wrote.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::{Artefacts, Files, Options};
use crate::diagnostic::Severity;
use crate::ir::{Api, FixupSource, Page};
use crate::pipeline::Outcome;
use crate::read::{Entry, Ledger};
use crate::text::hash;

/// The catalogue's file name.
pub const FILE: &str = "catalogue.json";

/// The version of the catalogue's form.
pub const FORMAT: u32 = 1;

/// The JSON Schema of the form, as `codegen/schemas/` holds it.
pub const SCHEMA: &str = include_str!("../../schemas/catalogue.v1.json");

/// Which artefacts were made from which pages.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Catalogue {
    /// A note that the file is generated and must not be edited.
    pub notice: String,
    /// The version of the form: [`FORMAT`].
    pub format: u32,
    /// The version of Refract.
    pub version: String,
    /// The options of the run.
    pub options: Asked,
    /// The services, sorted by vendor and name.
    pub services: Vec<Service>,
    /// Pages that were read and gave no service: those without an operation, and those with an error.
    pub other_pages: Vec<OtherPage>,
    /// What became of the rows of all pages.
    pub ledger: Rows,
    /// The number of findings.
    pub findings: Findings,
    /// The files that were written, sorted, each with a hash of its bytes.
    pub files: Vec<File>,
}

/// The options of artefacts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Asked {
    /// The base URL of the identifiers of JSON Schemas.
    pub schema_base: String,
    /// Whether JSON Schemas name Refract's own dialect.
    pub dialect: bool,
    /// Whether fields that no page lists are refused.
    pub strict: bool,
    /// How origins are written in schemas and documents: `full`, `compact` or `off`.
    #[serde(default)]
    pub origins: String,
    /// Whether they require fields that are required under a condition: `keep` or `off`.
    #[serde(default)]
    pub conditions: String,
    /// The version of `OpenAPI` documents.
    pub openapi: String,
    /// The format of schemas and documents, as a file extension.
    pub format: String,
    /// How many files: `one`, `many`, or `default`.
    pub files: String,
}

/// A service.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Service {
    /// The vendor's name.
    pub vendor: String,
    /// The service's name.
    pub service: String,
    /// How many operations it has.
    pub operations: usize,
    /// How many shared structures it has.
    pub schemas: usize,
    /// How many bodies its operations have, in requests and responses.
    pub bodies: usize,
    /// How many parameters its operations have.
    pub parameters: usize,
    /// How many examples its pages show.
    pub examples: usize,
    /// The pages it was read from.
    pub pages: Vec<Read>,
    /// The fixups files that were applied.
    pub fixups: Vec<FixupSource>,
}

/// A page that was read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Read {
    /// The page.
    #[serde(flatten)]
    pub page: Page,
    /// What became of its rows.
    pub ledger: Rows,
}

/// A page that gave no service.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OtherPage {
    /// The path as given.
    pub path: String,
    /// What became of its rows.
    pub ledger: Rows,
}

/// Table rows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rows {
    /// All of them.
    pub rows: usize,
    /// Those that became fields.
    pub fields: usize,
    /// Those that were left out for a reason.
    pub skipped: usize,
    /// Those with a diagnostic.
    pub diagnosed: usize,
}

/// Findings as in `refract check`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Findings {
    /// Findings that exclude a page from the contracts.
    pub errors: usize,
    /// Findings about what is unclear or contradictory.
    pub warnings: usize,
    /// Findings about what was inferred, or left out for a reason.
    pub notes: usize,
}

/// A file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct File {
    /// Its path below the output folder.
    pub path: String,
    /// The 64-bit FNV-1a hash of its bytes, in hexadecimal.
    pub hash: String,
}

impl Rows {
    fn of(ledger: &Ledger) -> Self {
        let count =
            |wanted: fn(&Entry) -> bool| ledger.entries().filter(|(entry, _)| wanted(entry)).map(|(_, n)| n).sum();
        Self {
            rows: ledger.rows(),
            fields: ledger.fields(),
            skipped: count(|entry| matches!(entry, Entry::Skipped(_))),
            diagnosed: count(|entry| matches!(entry, Entry::Diagnosed(_))),
        }
    }
}

impl Catalogue {
    /// The catalogue of a run.
    pub fn new(outcome: &Outcome, options: &Options, artefacts: &Artefacts) -> Self {
        let rows: BTreeMap<&str, Rows> =
            outcome.ledgers.iter().map(|(page, ledger)| (page.as_str(), Rows::of(ledger))).collect();
        let listed: BTreeSet<&str> =
            outcome.apis.iter().flat_map(|api| &api.pages).map(|page| page.path.as_str()).collect();
        let others = rows.iter().filter(|(page, _)| !listed.contains(*page));
        Self {
            notice: "made by `refract`; do not edit".to_owned(),
            format: FORMAT,
            version: env!("CARGO_PKG_VERSION").to_owned(),
            options: Asked {
                schema_base: options.schema_base.clone(),
                dialect: options.dialect,
                strict: options.strict,
                origins: options.origins.name().to_owned(),
                conditions: options.conditions.name().to_owned(),
                openapi: options.openapi.number().to_owned(),
                format: options.notation.extension().to_owned(),
                files: match options.files {
                    Some(Files::One) => "one",
                    Some(Files::Many) => "many",
                    None => "default",
                }
                .to_owned(),
            },
            services: outcome.apis.iter().map(|api| service(api, &rows)).collect(),
            other_pages: others.map(|(page, ledger)| OtherPage { path: (*page).to_owned(), ledger: *ledger }).collect(),
            ledger: Rows::of(&outcome.ledger()),
            findings: Findings {
                errors: outcome.count(Severity::Error),
                warnings: outcome.count(Severity::Warning),
                notes: outcome.count(Severity::Note),
            },
            files: artefacts
                .iter()
                .map(|(path, text)| File { path: path.clone(), hash: format!("{:016x}", hash(text.as_bytes())) })
                .collect(),
        }
    }

    /// The catalogue as JSON.
    ///
    /// # Panics
    /// Never: all its parts can be written as JSON.
    pub fn to_json(&self) -> String {
        let mut text = serde_json::to_string_pretty(self).expect("a catalogue serialises");
        text.push('\n');
        text
    }

    /// The files that a catalogue's text lists, ignoring everything else; none where the text is not a catalogue.
    pub fn files_of(text: &str) -> BTreeSet<String> {
        #[derive(Deserialize)]
        struct Listed {
            files: Vec<File>,
        }
        serde_json::from_str::<Listed>(text)
            .map(|catalogue| catalogue.files.into_iter().map(|file| file.path).collect())
            .unwrap_or_default()
    }
}

fn service(api: &Api, rows: &BTreeMap<&str, Rows>) -> Service {
    let count = |number: fn(&crate::ir::Operation) -> usize| api.operations.iter().map(number).sum();
    Service {
        vendor: api.vendor.clone(),
        service: api.service.clone(),
        operations: api.operations.len(),
        schemas: api.schemas.len(),
        bodies: count(|operation| {
            let responses = operation.responses.values().filter(|response| response.body.is_some());
            usize::from(operation.request.is_some()) + responses.count()
        }),
        parameters: count(|operation| operation.parameters.len()),
        examples: count(|operation| operation.examples.len()),
        pages: api
            .pages
            .iter()
            .map(|page| Read { page: page.clone(), ledger: rows.get(page.path.as_str()).copied().unwrap_or_default() })
            .collect(),
        fixups: api.fixups.clone(),
    }
}

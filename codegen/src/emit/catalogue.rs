//! The catalogue: what was made from what. A consumer pins and audits an export by it, and the next run knows from it
//! which files are its own.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::Artefacts;
use crate::ir::{Api, Page};
use crate::read::Ledger;
use crate::text::hash;

/// The catalogue's file name.
pub const FILE: &str = "catalogue.json";

/// What was made from what.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Catalogue {
    /// Says that the file is made and not to be edited.
    pub notice: String,
    /// The version of Refract.
    pub version: String,
    /// The services, sorted by vendor and name.
    pub services: Vec<Service>,
    /// Where the rows of all pages went.
    pub ledger: Rows,
    /// The files that were written, sorted, each with a hash of its bytes.
    pub files: Vec<File>,
}

/// A service.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Service {
    /// The vendor's name.
    pub vendor: String,
    /// The service's name.
    pub service: String,
    /// How many operations it has.
    pub operations: usize,
    /// How many shared structures it has.
    pub schemas: usize,
    /// The pages it was read from.
    pub pages: Vec<Page>,
}

/// Table rows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rows {
    /// All of them.
    pub rows: usize,
    /// Those that became fields.
    pub fields: usize,
    /// Those that were left out for a reason.
    pub skipped: usize,
    /// Those that a diagnostic speaks of.
    pub diagnosed: usize,
}

/// A file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct File {
    /// Its path below the output folder.
    pub path: String,
    /// FNV-1a of its bytes with 64 bits, in hexadecimal.
    pub hash: String,
}

impl Catalogue {
    /// The catalogue of a run.
    pub fn new(apis: &[Api], ledger: &Ledger, artefacts: &Artefacts) -> Self {
        use crate::read::Entry;
        let count =
            |wanted: fn(&Entry) -> bool| ledger.entries().filter(|(entry, _)| wanted(entry)).map(|(_, n)| n).sum();
        Self {
            notice: "made by `refract`; do not edit".to_owned(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
            services: apis
                .iter()
                .map(|api| Service {
                    vendor: api.vendor.clone(),
                    service: api.service.clone(),
                    operations: api.operations.len(),
                    schemas: api.schemas.len(),
                    pages: api.pages.clone(),
                })
                .collect(),
            ledger: Rows {
                rows: ledger.rows(),
                fields: ledger.fields(),
                skipped: count(|entry| matches!(entry, Entry::Skipped(_))),
                diagnosed: count(|entry| matches!(entry, Entry::Diagnosed(_))),
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
    /// Never: every part of it has a JSON form.
    pub fn to_json(&self) -> String {
        let mut text = serde_json::to_string_pretty(self).expect("a catalogue serialises");
        text.push('\n');
        text
    }

    /// The files that a catalogue's text lists; none where it is not a catalogue.
    pub fn files_of(text: &str) -> BTreeSet<String> {
        serde_json::from_str::<Self>(text)
            .map(|catalogue| catalogue.files.into_iter().map(|file| file.path).collect())
            .unwrap_or_default()
    }
}

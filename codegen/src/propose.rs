//! Drafts a vendor's file from pages that no vendor's file describes.
//!
//! 1. [`survey`] looks at the pages without a vendor: where request lines are, which titles columns have and what their
//!    cells contain, which components and directives there are.
//! 2. [`candidates`] derives keys from what was seen, each with its evidence.
//! 3. [`trial`] reads a sample of the pages with each key and without it, and keeps those with which more is read.
//! 4. [`render`] writes the text of the file, with the evidence as comments and with what could not be determined.
//!
//! Everything is derived from the structure of pages and the words of languages: the code contains no vendor's
//! conventions. A draft is a starting point for people. Nothing here writes a file.

mod calls;
mod candidates;
mod columns;
mod elements;
mod render;
mod request_lines;
mod survey;
mod trial;

use std::collections::BTreeMap;

use crate::discover::PageFile;
use crate::vocabulary::VocabularyError;

pub use survey::{Seen, Survey};
pub use trial::Figures;

/// A draft with its figures.
#[derive(Clone, Debug)]
pub struct Proposal {
    /// The vendor's file.
    pub vendor: String,
    keys: Keys,
    /// The result of reading the pages with it.
    pub figures: Figures,
    /// The survey of the pages.
    pub survey: Survey,
}

/// One key of a draft.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Key {
    /// The table that contains it; empty at the top level.
    pub(crate) table: String,
    /// Its name.
    pub(crate) name: String,
    /// Its value, as TOML.
    pub(crate) value: String,
    /// Its evidence, a line each.
    pub(crate) evidence: Vec<String>,
}

/// The keys of a draft, by table and name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Keys(BTreeMap<(String, String), Key>);

impl Keys {
    pub(crate) fn set(&mut self, key: Key) {
        self.0.insert((key.table.clone(), key.name.clone()), key);
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &Key> {
        self.0.values()
    }
}

/// Drafts a vendor's file for pages. `name` is the vendor's name.
///
/// # Errors
/// [`VocabularyError`] where the draft cannot be loaded, which is a defect of Refract.
pub fn propose(name: &str, files: &[PageFile]) -> Result<Proposal, VocabularyError> {
    let survey = survey::survey(files)?;
    let (certain, open) = candidates::of(name, &survey);
    let (keys, figures) = trial::settle(name, files, certain, open, survey.with_request_line)?;
    Ok(Proposal { vendor: render::vendor(name, &keys, &survey, &figures), keys, figures, survey })
}

impl Proposal {
    /// A vendor's file, with the keys added that the draft has and the file lacks, and otherwise unchanged; and the new
    /// keys.
    ///
    /// # Errors
    /// What is wrong with the file's TOML.
    pub fn update(&self, text: &str) -> Result<(String, Vec<String>), String> {
        render::update(text, &self.keys)
    }

    /// What the draft could not interpret, as comment lines.
    pub fn unknown(&self) -> String {
        render::unknown(&self.survey, &self.keys, &self.figures)
    }
}

//! A draft of a vendor's file, out of pages that no vendor's file knows.
//!
//! 1. [`survey`] looks at the pages as they stand, without a vendor: where request lines are, what heads columns and what
//!    stands under it, which components and directives there are.
//! 2. [`candidates`] makes keys of what was seen, each with its evidence.
//! 3. [`trial`] reads a sample of the pages with each key and without it, and keeps those by which more is read.
//! 4. [`render`] writes the file, with the evidence as comments and what could not be told.
//!
//! Everything is told by the structure of pages and by the words of languages: no vendor's convention stands in the code.
//! A draft is a beginning for people to go on from. Nothing here writes a file.

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

/// A draft with what there is to say of it.
#[derive(Clone, Debug)]
pub struct Proposal {
    /// The vendor's file.
    pub vendor: String,
    keys: Keys,
    /// What comes of the pages with it.
    pub figures: Figures,
    /// What was seen of the pages.
    pub survey: Survey,
}

/// One key of a draft.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Key {
    /// The table it stands in, empty at the top.
    pub(crate) table: String,
    /// Its name.
    pub(crate) name: String,
    /// Its value, as TOML.
    pub(crate) value: String,
    /// What speaks for it, a line each.
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

/// Drafts a vendor's file for pages. `name` is what the vendor is called.
///
/// # Errors
/// [`VocabularyError`] where what was drafted can't be used, which is a defect of Refract.
pub fn propose(name: &str, files: &[PageFile]) -> Result<Proposal, VocabularyError> {
    let survey = survey::survey(files)?;
    let (certain, open) = candidates::of(name, &survey);
    let (keys, figures) = trial::settle(name, files, certain, open, survey.with_request_line)?;
    Ok(Proposal { vendor: render::vendor(name, &keys, &survey, &figures), keys, figures, survey })
}

impl Proposal {
    /// A vendor's file with what the draft has and the file has not, and nothing else changed; and the keys that are new.
    ///
    /// # Errors
    /// What is wrong with the file's TOML.
    pub fn update(&self, text: &str) -> Result<(String, Vec<String>), String> {
        render::update(text, &self.keys)
    }

    /// What the draft has no meaning for, as lines of comments.
    pub fn unknown(&self) -> String {
        render::unknown(&self.survey, &self.keys, &self.figures)
    }
}

//! All languages and vendors at hand: the embedded files, with those of the user added, checked and put together out of
//! their texts ([`sources`]).
//!
//! A vendor's vocabulary is made when the first of its pages is read, since most runs are about one vendor. Files of the
//! user are checked when they are loaded, so that every mistake of all of them is told at once.

mod sources;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, OnceLock};

use crate::parse::Syntax;

use super::pattern::Pattern;
use super::problem::Problem;
use super::tree::File;
use super::vendor::Vendor;
use super::{Vocabulary, VocabularyError, check, embedded};
use sources::Sources;

/// All languages and vendors at hand.
#[derive(Debug)]
pub struct Library {
    vendors: BTreeMap<String, Entry>,
    sources: Sources,
}

/// A vendor: what its pages are told by, and its vocabulary once it was asked for.
#[derive(Debug)]
pub struct Entry {
    /// The vendor's name.
    pub name: String,
    /// The name people know.
    pub title: String,
    /// The codes of the languages that its pages are written in.
    pub languages: Vec<String>,
    /// The file that says so.
    pub file: String,
    /// The further extensions of its pages, with the syntax of each.
    pub extensions: BTreeMap<String, Syntax>,
    /// See [`super::vendor::Detect::text`].
    pub detect_text: Vec<Pattern>,
    /// See [`super::vendor::Detect::pages`].
    pub detect_pages: Vec<Pattern>,
    vocabulary: OnceLock<Arc<Vocabulary>>,
}

impl Library {
    /// The languages and vendors that Refract comes with.
    ///
    /// # Panics
    /// Never in a release: a test loads every embedded file.
    pub fn embedded() -> Self {
        Self::with(&[], &[]).unwrap_or_else(|error| panic!("the embedded vocabulary is unsound: {error}"))
    }

    /// The embedded files with more of them: (name, text) of languages and of vendors. A language's file says what it
    /// `extends`; without that it takes the place of an embedded one of its code. A file of a language without a `code` is
    /// a part of the language that the file with one in its folder says. A vendor's file takes the place of an embedded
    /// one of its name.
    ///
    /// # Errors
    /// [`VocabularyError::Problems`] with all that is wrong with the files.
    pub fn with(languages: &[(String, String)], vendors: &[(String, String)]) -> Result<Self, VocabularyError> {
        let mut sources = Sources::embedded();
        let mut problems = sources.add_languages(languages);
        let own = sources.add_vendors(vendors, &mut problems);
        sources.check(languages, vendors, &mut problems);
        if !problems.is_empty() {
            problems.sort();
            problems.dedup();
            return Err(VocabularyError::Problems(problems));
        }
        let mut library = Self { vendors: BTreeMap::new(), sources };
        for (name, file, text) in library.sources.vendors() {
            let vendor: Vendor = Sources::conventions(file, text)?;
            let entry = Entry {
                name: name.to_owned(),
                title: if vendor.title.is_empty() { name.to_owned() } else { vendor.title.clone() },
                languages: vendor.languages.clone(),
                file: file.to_owned(),
                extensions: vendor.pages.extensions.clone(),
                detect_text: super::patterns(&vendor.detect.text),
                detect_pages: super::patterns(&vendor.detect.pages),
                vocabulary: OnceLock::new(),
            };
            // What the user's files have a part in is made now, so that what is wrong is told at once.
            if !languages.is_empty() || own.contains(name) {
                let _ = entry.vocabulary.set(Arc::new(library.sources.vocabulary(name)?));
            }
            library.vendors.insert(name.to_owned(), entry);
        }
        problems.extend(library.unknown_words(languages, vendors));
        problems.sort();
        if problems.is_empty() { Ok(library) } else { Err(VocabularyError::Problems(problems)) }
    }

    /// What the user's files say in words that no language has: it shows once vocabularies are made.
    fn unknown_words(&self, languages: &[(String, String)], vendors: &[(String, String)]) -> Vec<Problem> {
        let mut problems = Vec::new();
        for (name, text) in vendors {
            let Ok(file) = File::parse(name, text) else { continue };
            let Some(vocabulary) = file.text_of("name").and_then(|vendor| self.vendor(vendor)) else { continue };
            problems.extend(check::conventions(&file, vocabulary));
            problems.extend(check::type_words(&file, vocabulary));
        }
        for (name, text) in languages {
            let Ok(file) = File::parse(name, text) else { continue };
            let code = self.sources.code_of(name);
            let speaks = |entry: &&Entry| entry.languages.iter().any(|spoken| Some(spoken.as_str()) == code);
            let Some(entry) = self.vendors().find(speaks) else { continue };
            let Some(vocabulary) = self.vendor(&entry.name) else { continue };
            problems.extend(check::type_words(&file, vocabulary));
        }
        problems
    }

    /// The vocabulary of a vendor.
    ///
    /// # Panics
    /// Never in a release: what is made late is made of embedded files alone, and a test makes all of it.
    pub fn vendor(&self, name: &str) -> Option<&Arc<Vocabulary>> {
        let entry = self.vendors.get(name)?;
        Some(entry.vocabulary.get_or_init(|| match self.sources.vocabulary(name) {
            Ok(vocabulary) => Arc::new(vocabulary),
            Err(error) => panic!("the embedded vocabulary is unsound: {error}"),
        }))
    }

    /// The codes of the languages that Refract comes with.
    pub fn language_codes() -> impl Iterator<Item = &'static str> {
        embedded::LANGUAGES.iter().map(|parts| parts.code)
    }

    /// The texts that vocabularies are made of.
    pub(super) fn sources(&self) -> &Sources {
        &self.sources
    }

    /// The further extensions of pages, by the file of one vendor or of all.
    pub fn page_extensions(&self, vendor: Option<&str>) -> BTreeSet<String> {
        let of_vendor = |entry: &&Entry| vendor.is_none_or(|name| entry.name == name);
        self.vendors().filter(of_vendor).flat_map(|known| known.extensions.keys().cloned()).collect()
    }

    /// All vendors, by name.
    pub fn vendors(&self) -> impl Iterator<Item = &Entry> {
        self.vendors.values()
    }
}

/// Whether a file is a language's or a part of one, and not a vendor's.
pub fn is_language(text: &str) -> bool {
    let key = |key: &str| File::parse("", text).is_ok_and(|file| file.tree.contains_key(key));
    key("code") || !["name", "detect", "service", "languages", "words"].into_iter().any(key)
}

//! All available languages and vendors: the embedded files and those of the user, checked and combined from their texts
//! ([`sources`]).
//!
//! A vendor's vocabulary is made when the first of its pages is read, since most runs are about one vendor. Files of
//! the user are checked when they are loaded, so that all mistakes are reported at once.

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

/// All available languages and vendors.
#[derive(Debug)]
pub struct Library {
    vendors: BTreeMap<String, Entry>,
    sources: Sources,
}

/// A vendor: how its pages are recognised, and its vocabulary once it was needed.
#[derive(Debug)]
pub struct Entry {
    /// The vendor's name.
    pub name: String,
    /// The name for people.
    pub title: String,
    /// The codes of the languages in which its pages are written.
    pub languages: Vec<String>,
    /// The file that defines it.
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
    /// The languages and vendors that are part of Refract.
    ///
    /// # Panics
    /// Never in a release: a test loads every embedded file.
    pub fn embedded() -> Self {
        Self::with(&[], &[]).unwrap_or_else(|error| panic!("the embedded vocabulary is invalid: {error}"))
    }

    /// The embedded files together with others: (name, text) of languages and of vendors. A language's file names the
    /// language that it `extends`; without that, it replaces an embedded language with its code. A file of a language
    /// without a `code` is a part of the language whose code another file in its folder states. A vendor file replaces
    /// an embedded vendor with its name.
    ///
    /// # Errors
    /// [`VocabularyError::Problems`] with everything that is wrong with the files.
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
            // Vocabularies with files of the user are made now, so that all mistakes are reported at once.
            if !languages.is_empty() || own.contains(name) {
                let _ = entry.vocabulary.set(Arc::new(library.sources.vocabulary(name)?));
            }
            library.vendors.insert(name.to_owned(), entry);
        }
        problems.extend(library.unknown_words(languages, vendors));
        problems.sort();
        if problems.is_empty() { Ok(library) } else { Err(VocabularyError::Problems(problems)) }
    }

    /// Mistakes in the user's files that involve the words of languages only show when vocabularies are made.
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
            let uses = |entry: &&Entry| entry.languages.iter().any(|spoken| Some(spoken.as_str()) == code);
            let Some(entry) = self.vendors().find(uses) else { continue };
            let Some(vocabulary) = self.vendor(&entry.name) else { continue };
            problems.extend(check::type_words(&file, vocabulary));
        }
        problems
    }

    /// The vocabulary of a vendor.
    ///
    /// # Panics
    /// Never in a release: what is made later only uses embedded files, and a test makes all of them.
    pub fn vendor(&self, name: &str) -> Option<&Arc<Vocabulary>> {
        let entry = self.vendors.get(name)?;
        Some(entry.vocabulary.get_or_init(|| match self.sources.vocabulary(name) {
            Ok(vocabulary) => Arc::new(vocabulary),
            Err(error) => panic!("the embedded vocabulary is invalid: {error}"),
        }))
    }

    /// The codes of the languages that are part of Refract.
    pub fn language_codes() -> impl Iterator<Item = &'static str> {
        embedded::LANGUAGES.iter().map(|parts| parts.code)
    }

    /// The texts from which vocabularies are made.
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

/// Whether a file is a language's file or a part of one, and not a vendor file.
pub fn is_language(text: &str) -> bool {
    let key = |key: &str| File::parse("", text).is_ok_and(|file| file.tree.contains_key(key));
    key("code") || !["name", "detect", "service", "languages", "words"].into_iter().any(key)
}

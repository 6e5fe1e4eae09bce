//! Counts of what pages contain, without a vendor's file.
//!
//! [`page`] counts on one page, and this module adds the pages up. [`super::candidates`] decides what the counts mean
//! for a vendor's file.

mod page;

use std::collections::BTreeMap;

use rayon::prelude::*;

use super::calls::Calls;
use super::columns::Cells;
use super::elements::Element;
use crate::discover::{self, PageFile};
use crate::parse::Syntax;
use crate::vocabulary::{Library, Vocabulary, VocabularyError};

/// How often something was seen, and its first place.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Seen {
    /// How often.
    pub times: usize,
    /// On how many pages.
    pub pages: usize,
    /// The first place, as `page:line`.
    pub place: String,
}

/// The segments of dotted names that are an index, as in a vendor's file (`nesting.index`).
pub(super) const INDEX_STEP: &str = r"^[nN]$|^\d+$";

/// Counts by name.
pub(super) type Counts = BTreeMap<String, Seen>;

/// The survey of pages.
#[derive(Clone, Debug, Default)]
pub struct Survey {
    /// The number of pages.
    pub pages: usize,
    /// Pages by the extension of their names.
    pub extensions: Counts,
    /// The syntax of the pages with each extension.
    pub syntaxes: BTreeMap<String, Syntax>,
    /// Pages by the language of their titles.
    pub languages: Counts,
    /// Request lines by their place, in the words of a vendor's file: `heading`, `paragraph`, `code`, `list-item`.
    pub request_lines: Counts,
    /// The number of pages with more than one request line.
    pub several: usize,
    /// Headings that no language knows, folded.
    pub headings: Counts,
    /// The cells under each column title, by the folded title.
    pub columns: BTreeMap<String, Cells>,
    /// Words in columns of types that no language knows.
    pub types: Counts,
    /// Words in columns of requiredness that no language knows.
    pub required: Counts,
    /// Names of rows that contain dots.
    pub dotted: Seen,
    /// Names with the name of a field in brackets: `a[b]`.
    pub bracketed: Seen,
    /// Those with a segment that is an index: `Ids.N`, `filters.0.name`.
    pub indexed: Seen,
    /// Those in which the index is a letter.
    pub lettered: Seen,
    /// What precedes names of rows and is not part of them, once per level: `»`, `└─`.
    pub depth_marks: Counts,
    /// Names of rows.
    pub names: Seen,
    /// Titles of pages that are one identifier.
    pub identifiers: Seen,
    /// The first segments of anchors with dots, on headings below the first.
    pub anchors: Counts,
    /// Lines that begin with the title of a column, by the pattern that reads them.
    pub labels: Counts,
    /// Hosts of URLs with a scheme in request lines.
    pub hosts: Counts,
    /// Names of rows that look like headers: with a dash in them.
    pub headers: Counts,
    /// Components and directives, by name.
    pub elements: BTreeMap<String, Element>,
    /// The pages' names.
    pub page_names: Vec<String>,
    /// The number of pages with a request line.
    pub with_request_line: usize,
    /// The forms of variables in request lines, other than `{name}`.
    pub variables: Counts,
    /// The number of sections with a request line, on pages with several.
    pub headed: usize,
    /// The number of bulleted or definition lists.
    pub lists: usize,
    /// Lists in an item of another one.
    pub nested_lists: Seen,
    /// Calls whose query names the operation.
    pub calls: Calls,
}

/// Surveys pages.
pub(super) fn survey(files: &[PageFile]) -> Result<Survey, VocabularyError> {
    let vocabulary = all_languages()?;
    let pages: Vec<Survey> = files
        .par_iter()
        .filter(|file| !file.is_fixups())
        .filter_map(|file| Some(page::survey(file, &discover::load(file).ok()?, &vocabulary)))
        .collect();
    let mut survey = Survey::default();
    for page in pages {
        survey.add(page);
    }
    Ok(survey)
}

/// A vocabulary with the words of all languages and no conventions.
pub(super) fn all_languages() -> Result<std::sync::Arc<Vocabulary>, VocabularyError> {
    let codes = Library::language_codes().map(|code| format!("\"{code}\"")).collect::<Vec<_>>().join(", ");
    let text = format!("name = \"survey\"\nlanguages = [{codes}]\n");
    let library = Library::with(&[], &[("survey.toml".to_owned(), text)])?;
    library.vendor("survey").cloned().ok_or_else(|| VocabularyError::Problems(Vec::new()))
}

impl Seen {
    /// Counts another occurrence on the same page.
    pub(super) fn again(&mut self, other: &Self) {
        if self.times == 0 {
            self.clone_from(other);
        } else {
            self.times += other.times;
        }
    }

    /// Adds the occurrences on another page.
    pub(super) fn add(&mut self, other: &Self) {
        if self.times == 0 {
            self.clone_from(other);
        } else {
            self.times += other.times;
            self.pages += other.pages;
        }
    }
}

impl Survey {
    fn add(&mut self, page: Self) {
        self.pages += page.pages;
        self.several += page.several;
        self.with_request_line += page.with_request_line;
        self.lists += page.lists;
        self.headed += page.headed;
        if page.nested_lists.times > 0 {
            self.nested_lists.add(&page.nested_lists);
        }
        for (extension, syntax) in page.syntaxes {
            self.syntaxes.entry(extension).or_insert(syntax);
        }
        self.calls.add(page.calls);
        for (all, one) in [
            (&mut self.extensions, page.extensions),
            (&mut self.languages, page.languages),
            (&mut self.request_lines, page.request_lines),
            (&mut self.headings, page.headings),
            (&mut self.types, page.types),
            (&mut self.required, page.required),
            (&mut self.anchors, page.anchors),
            (&mut self.hosts, page.hosts),
            (&mut self.labels, page.labels),
            (&mut self.headers, page.headers),
            (&mut self.variables, page.variables),
            (&mut self.depth_marks, page.depth_marks),
        ] {
            for (what, seen) in one {
                all.entry(what).or_default().add(&seen);
            }
        }
        for (all, one) in [
            (&mut self.dotted, page.dotted),
            (&mut self.bracketed, page.bracketed),
            (&mut self.indexed, page.indexed),
            (&mut self.lettered, page.lettered),
            (&mut self.names, page.names),
            (&mut self.identifiers, page.identifiers),
        ] {
            if one.times > 0 {
                all.add(&one);
            }
        }
        for (title, cells) in page.columns {
            self.columns.entry(title).or_insert_with(|| Cells::new(cells.known)).add(&cells);
        }
        for (name, element) in page.elements {
            self.elements.entry(name).or_default().add(&element, true);
        }
        self.page_names.extend(page.page_names);
    }

    /// The most frequent of some counts.
    pub fn most(counts: &Counts, number: usize) -> Vec<(&str, &Seen)> {
        let mut all: Vec<(&str, &Seen)> = counts.iter().map(|(what, seen)| (what.as_str(), seen)).collect();
        all.sort_by(|(a, first), (b, second)| second.times.cmp(&first.times).then_with(|| a.cmp(b)));
        all.truncate(number);
        all
    }
}

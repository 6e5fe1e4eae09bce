//! Values as prose spells them: one, several with commas and words between them, or a bulleted list with meanings.
//!
//! Marked text (bold, literal, quoted) is a value as it is. Unmarked text is one only where it looks like one: a
//! number, an identifier, a word in another script than the sentence around it. The scanners stop where the list does,
//! and never take a word of the sentence for a value.
//!
//! 1. [`scan`] recognises a value and what may surround one.
//! 2. [`single`] reads one, [`inline`] several in a line, [`coded`] several with their meanings in a line, [`bullets`]
//!    those of a list.
//! 3. [`parts`] distinguishes lists of values from lists of the parts of one.

mod bullets;
mod coded;
mod inline;
mod parts;
pub(super) mod scan;
mod single;

pub(super) use bullets::{are_cases, bullets, lines, paragraphs};
pub(super) use coded::{coded, is_member};
pub(super) use inline::{inline, starts_with_thousands};
pub(super) use parts::are_parts;
pub(super) use scan::{is_marked, is_number};
pub(super) use single::{closes, empty, goes_on, one, single, unit_of};

/// A value with the meaning that the page gives it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Spelled {
    pub(super) text: String,
    pub(super) meaning: Option<String>,
    /// Whether it was marked as a value.
    pub(super) marked: bool,
}

/// Values that were read, and how.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct List {
    pub(super) values: Vec<Spelled>,
    /// Whether words after the list say that there are more.
    pub(super) open: bool,
    /// Its end in the flat text.
    pub(super) end: usize,
}

impl List {
    /// Whether a meaning contains one of some words, in lower case.
    pub(super) fn states(&self, words: &[String]) -> bool {
        let meanings = self.values.iter().filter_map(|value| value.meaning.as_deref());
        meanings.map(scan::fold_str).any(|meaning| words.iter().any(|word| meaning.contains(word.as_str())))
    }
}

//! What texts state, kept for the next cell with the same text: in machine-made references about half of all cells repeat
//! another one word for word, often on another page.
//!
//! The statements of a text depend on its words, its marks and the vendor's phrases, and never on its place. So a kept
//! answer is the same as a new one. A memo belongs to one run. It keeps no page, and nothing of a text longer than
//! [`limits::KEPT_TEXT`].

use std::sync::Arc;

use indexmap::Equivalent;

use super::read::Statement;
use crate::document::{FlatText, Mark};
use crate::kept::Kept;
use crate::limits;
use crate::vocabulary::Vocabulary;

/// The texts read so far, with their statements.
#[derive(Debug)]
pub struct Memo(Kept<Key, Arc<[Statement]>>);

impl Default for Memo {
    fn default() -> Self {
        Self(Kept::new(usize::MAX))
    }
}

/// Everything that the statements of a text depend on.
#[derive(Debug, Hash, PartialEq, Eq)]
struct Key {
    /// The vendor whose phrases read the text: a run may have several.
    vendor: Box<str>,
    text: Box<str>,
    marks: Box<[Mark]>,
}

/// A borrowed [`Key`].
#[derive(Hash)]
struct Lookup<'t> {
    vendor: &'t str,
    text: &'t str,
    marks: &'t [Mark],
}

impl Equivalent<Key> for Lookup<'_> {
    fn equivalent(&self, key: &Key) -> bool {
        *self.vendor == *key.vendor && *self.text == *key.text && *self.marks == *key.marks
    }
}

impl Memo {
    /// The statements of a text: what [`statements`](super::statements) returns, read at most once a thread.
    pub(super) fn statements(&self, text: &FlatText, vocabulary: &Vocabulary) -> Arc<[Statement]> {
        let read = || super::statements(text, &vocabulary.phrases).into();
        if text.text.len() > limits::KEPT_TEXT {
            return read();
        }
        let lookup = Lookup { vendor: &vocabulary.vendor.name, text: &text.text, marks: &text.marks };
        let key = || Key { vendor: lookup.vendor.into(), text: lookup.text.into(), marks: lookup.marks.into() };
        self.0.get(&lookup, key, read)
    }
}

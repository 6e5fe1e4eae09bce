//! Lists of values by their structure alone, whatever leads them in: codes with their meanings in either order, values in
//! brackets, and values that are alike.
//!
//! 1. [`codes`] finds what can be a code in a line.
//! 2. [`pairs`] reads codes with a meaning each, [`plain`] values without meanings, [`lined`] values that begin lines.
//!
//! No word of a language is known here: what stands between values, what is a unit and what is no value come from the
//! language's file. A list is one only where all of its items have the same form. What a phrase has read is not read again.

mod codes;
mod lined;
mod pairs;
mod plain;

use crate::document::FlatText;
use crate::vocabulary::phrases::Phrases;

use super::values::Spelled;

/// A list that structure tells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Structured {
    /// The rule that read it, as `explain` and the IR show it.
    pub(super) rule: &'static str,
    /// Where it stands in the flat text.
    pub(super) range: std::ops::Range<usize>,
    /// Its values.
    pub(super) values: Vec<Spelled>,
    /// Whether it may have more values than those that were read.
    pub(super) open: bool,
}

/// All lists of a text. Each line is read on its own, and not more than twice.
pub(super) fn lists(flat: &FlatText, phrases: &Phrases) -> Vec<Structured> {
    let mut found = lined::lists(flat, phrases);
    let mut start = 0;
    for line in flat.text.split_inclusive('\n') {
        let range = start..start + line.trim_end().len();
        start += line.len();
        if range.is_empty() {
            continue;
        }
        let codes = codes::of(flat, range.clone());
        let list = pairs::code_first(flat, range.clone(), &codes, phrases)
            .or_else(|| pairs::code_last(flat, range.clone(), &codes, phrases))
            .or_else(|| pairs::labelled(flat, range.clone(), phrases))
            .or_else(|| plain::explained(flat, range.clone(), phrases))
            .or_else(|| plain::bracketed(flat, range.clone(), phrases))
            .or_else(|| plain::alike(flat, range, phrases));
        found.extend(list);
    }
    found
}

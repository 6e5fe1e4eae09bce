//! Words with their meanings after commas, in pairs separated by semicolons: `Red，红色；Blue，蓝色`.
//!
//! A comma alone means little. So all parts of the line must be such pairs, the words must be alike, and their meanings
//! in another script.

use std::ops::Range;

use super::Structured;
use super::pairs::{are_alike, are_distinct, unquoted};
use crate::document::FlatText;
use crate::understand::constraints::values::Spelled;
use crate::understand::constraints::values::scan::{is_number, is_stopped, is_token};
use crate::vocabulary::phrases::Phrases;

/// What may come between two pairs, and after the last.
const BETWEEN: [char; 2] = [';', '；'];

/// Reads the pairs of a line. A colon follows the words that introduce them.
pub(super) fn pairs(flat: &FlatText, line: Range<usize>, phrases: &Phrases) -> Option<Structured> {
    let text = flat.text[line.clone()].trim_end_matches(['。', '.', ' ', ';', '；']);
    let first = text.find(BETWEEN)?;
    let start = text[..first]
        .rfind([':', '：'])
        .map_or(0, |colon| colon + text[colon..].chars().next().map_or(0, char::len_utf8));
    let values: Vec<Spelled> = text[start..].split(BETWEEN).map(|part| pair(part, phrases)).collect::<Option<_>>()?;
    is_list(&values).then(|| Structured {
        rule: "structure/parted",
        range: line.start + start..line.start + text.len(),
        values,
        open: false,
    })
}

/// Reads the one pair of a line. A semicolon or a full stop ends it, except the last one of a list.
pub(super) fn line(text: &str, last: bool, phrases: &Phrases) -> Option<Spelled> {
    let text = text.trim();
    let ended = text.strip_suffix(['；', ';', '。']).or(Some(text).filter(|_| last))?;
    pair(ended.trim_start_matches(['>', '•', ' ']), phrases).filter(|_| !ended.contains(BETWEEN))
}

/// A word, and its meaning after a comma.
fn pair(text: &str, phrases: &Phrases) -> Option<Spelled> {
    let (value, meaning) = text.split_once([',', '，'])?;
    let (value, meaning) = (unquoted(value.trim()), meaning.trim());
    let native = meaning.starts_with(|c| phrases.is_native(c)) && !meaning.contains('。');
    (native && is_token(value) && !is_number(value) && !is_stopped(value, text, phrases)).then(|| Spelled {
        text: value.to_owned(),
        meaning: Some(meaning.to_owned()),
        marked: false,
    })
}

/// Whether pairs are a list of values: at least two, all alike and different from each other.
pub(super) fn is_list(values: &[Spelled]) -> bool {
    values.len() > 1 && are_distinct(values) && are_alike(values)
}

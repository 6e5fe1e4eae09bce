//! One value where a sentence has one, and what stands behind it.

use super::Spelled;
use super::scan::{ends_after_unit, ends_cleanly, fold_str, parenthesis, separator, skip, value};
use crate::document::FlatText;
use crate::vocabulary::phrases::Phrases;

/// Reads one value at a byte of the flat text: its text, and where it ends.
pub(in crate::understand::constraints) fn single(
    flat: &FlatText,
    at: usize,
    phrases: &Phrases,
) -> Option<(String, usize)> {
    let line_end = flat.text[at..].find('\n').map_or(flat.text.len(), |i| at + i);
    let pos = skip(&flat.text, at, line_end, " :：=");
    single_from(flat, pos, line_end, phrases).map(|(found, end)| (found.text, end))
}

fn single_from(flat: &FlatText, pos: usize, line_end: usize, phrases: &Phrases) -> Option<(Spelled, usize)> {
    let (found, next) = value(flat, pos, line_end)?;
    let clean = found.marked || {
        let rest = &flat.text[next..line_end];
        !phrases.stop_words.contains(&fold_str(&found.text))
            && (ends_cleanly(rest, phrases) || rest.starts_with(['(', '（']) || ends_after_unit(rest, phrases))
    };
    clean.then_some((found, next))
}

/// Whether a value is followed by another one, or by the end of a range: `a or b`, `a（…），b`, `a through b`.
pub(in crate::understand::constraints) fn goes_on(flat: &FlatText, at: usize, phrases: &Phrases) -> bool {
    let line = flat.text[at..].lines().next().unwrap_or("");
    let rest = line.trim_start_matches(['"', '”', '*', ' ']);
    let rest = parenthesis(rest).map_or(rest, |close| rest[close..].trim_start());
    let another = separator(rest, phrases).is_some_and(|length| {
        let (mark, behind) = (rest[..length].trim(), rest[length..].trim_start());
        let joins = mark.chars().any(char::is_alphabetic) || matches!(mark, "，" | "、" | "/" | "|");
        joins && behind.starts_with(|c: char| c.is_ascii_alphanumeric() || matches!(c, '"' | '/' | '“'))
    });
    let folded = fold_str(rest);
    let through = |word: &String| folded.strip_prefix(word.as_str()).is_some_and(|rest| rest.starts_with(' '));
    another || phrases.through_words.iter().any(through)
}

/// The unit of a number: `minutes` of `15 minutes`.
pub(in crate::understand::constraints) fn unit_of(text: &str) -> Option<&str> {
    let unit = text.trim_start_matches(|c: char| c.is_ascii_digit() || matches!(c, '.' | ','));
    (unit.len() < text.len() && !unit.is_empty()).then(|| unit.trim())
}

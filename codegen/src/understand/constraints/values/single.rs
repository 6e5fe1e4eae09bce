//! One value where a sentence has one, and what follows it.

use super::Spelled;
use super::scan::{ends_after_unit, ends_cleanly, fold_start, fold_str, parenthesis, separator, skip, value};
use crate::document::{FlatText, MarkKind};
use crate::limits;
use crate::text::{head, is_han};
use crate::vocabulary::phrases::Phrases;

/// Reads one value at a byte of the flat text: its text, and its end.
pub(in crate::understand::constraints) fn single(
    flat: &FlatText,
    at: usize,
    phrases: &Phrases,
) -> Option<(String, usize)> {
    one(flat, at, phrases).map(|(found, end)| (found.text, end))
}

/// The same, with whether it was marked.
pub(in crate::understand::constraints) fn one(
    flat: &FlatText,
    at: usize,
    phrases: &Phrases,
) -> Option<(Spelled, usize)> {
    let line_end = line_end(&flat.text, at);
    let pos = skip(&flat.text, at, line_end, " :：=");
    single_from(flat, pos, line_end, phrases)
}

/// The end of an empty string in quotes (`""`) at a byte of the flat text.
pub(in crate::understand::constraints) fn empty(flat: &FlatText, at: usize, phrases: &Phrases) -> Option<usize> {
    let line_end = line_end(&flat.text, at);
    let pos = skip(&flat.text, at, line_end, " :：=");
    let quotes = ["\"\"", "''", "“”", "‘’"].iter().find(|quotes| flat.text[pos..line_end].starts_with(**quotes))?;
    let end = pos + quotes.len();
    ends_cleanly(&flat.text[end..line_end], phrases).then_some(end)
}

/// Whether a sentence or a part of it ends at a byte.
pub(in crate::understand::constraints) fn closes(flat: &FlatText, at: usize, phrases: &Phrases) -> bool {
    let rest = &flat.text[at..line_end(&flat.text, at)];
    ends_cleanly(rest.trim_start_matches(['"', '”', ' ']), phrases)
}

/// The end of the line around a byte; if the line has no end, the limit up to which a value and what follows it are
/// searched.
fn line_end(text: &str, at: usize) -> usize {
    let near = head(&text[at..], limits::SENTENCE);
    at + near.find('\n').unwrap_or(near.len())
}

fn single_from(flat: &FlatText, pos: usize, line_end: usize, phrases: &Phrases) -> Option<(Spelled, usize)> {
    let (found, next) = value(flat, pos, line_end)?;
    let rest = &flat.text[next..line_end];
    // `limit::{limit}`: a form of values begins there.
    let form = ["::", "{", "<"].iter().any(|mark| rest.starts_with(mark));
    let clean = (found.marked && !form) || {
        !phrases.stop_words.contains(&fold_str(&found.text))
            && (ends_cleanly(rest, phrases) || rest.starts_with(['(', '（']) || ends_after_unit(rest, phrases))
    };
    clean.then_some((found, next))
}

/// Whether a value is followed by another one, or by the end of a range: `a or b`, `a（…），b`, `a through b`.
pub(in crate::understand::constraints) fn goes_on(flat: &FlatText, at: usize, phrases: &Phrases) -> bool {
    let line = &flat.text[at..line_end(&flat.text, at)];
    let rest = line.trim_start_matches(['"', '”', '*']);
    let behind = rest.trim_start_matches(' ');
    let rest = parenthesis(behind).map_or(rest, |close| &behind[close..]);
    let another = separator(rest, phrases).is_some_and(|length| {
        let (mark, behind) = (rest[..length].trim(), rest[length..].trim_start());
        // After `or`, words are an alternative as well; `and` may begin another clause.
        let word = mark.trim_start_matches([',', ' ']);
        let joins = word.chars().any(is_han)
            || phrases.alternatives.iter().any(|known| fold_str(word) == *known)
            || matches!(mark, "，" | "、" | "/" | "|")
            // `22:00, 02:00`: a number after a number.
            || (mark == "," && behind.starts_with(|c: char| c.is_ascii_digit()) && flat.text[..at].ends_with(|c: char| c.is_ascii_digit()));
        let place = at + (line.len() - behind.len());
        let marked = flat
            .marks_at(place)
            .any(|mark| matches!(mark.kind, MarkKind::Strong | MarkKind::Code) && !mark.range.is_empty());
        marked || joins && behind.starts_with(|c: char| c.is_ascii_alphanumeric() || matches!(c, '"' | '/' | '“'))
    });
    let folded = fold_start(rest.trim_start());
    let through = |word: &String| folded.strip_prefix(word.as_str()).is_some_and(|rest| rest.starts_with(' '));
    another || phrases.through_words.iter().any(through)
}

/// The unit of a number: `minutes` of `15 minutes`.
pub(in crate::understand::constraints) fn unit_of(text: &str) -> Option<&str> {
    let unit = text.trim_start_matches(|c: char| c.is_ascii_digit() || matches!(c, '.' | ','));
    (unit.len() < text.len() && !unit.is_empty()).then(|| unit.trim())
}

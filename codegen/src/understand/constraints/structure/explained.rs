//! Values and their meanings, one of the two in parentheses: `Auto(自动)、Manual(手动)`, `自动（AUTO）、手动（MANUAL）`.
//!
//! The two are in different scripts, which shows which of them is the value. It does not matter what introduces the
//! list.

use std::ops::Range;

use super::Structured;
use super::plain::are_values;
use crate::document::FlatText;
use crate::text::head;
use crate::understand::constraints::values::Spelled;
use crate::understand::constraints::values::scan::{ends_cleanly, is_token, parenthesis, separator};
use crate::vocabulary::phrases::Phrases;

/// The maximum length in bytes of a meaning in parentheses.
const GROUP: usize = 400;

/// Reads words with their meanings in parentheses, in another script: `mode，Auto(自动)、Manual(手动)`. At least two, all
/// alike, after a comma or a colon.
pub(super) fn value_first(flat: &FlatText, line: Range<usize>, phrases: &Phrases) -> Option<Structured> {
    let text = &flat.text;
    let of_word = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.');
    let (mut start, mut at, mut end) = (line.start, line.start, line.start);
    let mut values: Vec<Spelled> = Vec::new();
    let mut open = false;
    while let Some(next) = text[at..line.end].chars().next() {
        let rest = &text[at..line.end];
        let word = &rest[..rest.len() - rest.trim_start_matches(of_word).len()];
        let before = text[line.start..at].trim_end_matches(' ');
        let led = !values.is_empty() || before.is_empty() || before.ends_with([',', '，', ':', '：']);
        let group = parenthesis(head(&rest[word.len()..], GROUP)).filter(|_| led && !word.is_empty());
        let Some(group) = group else {
            if !values.is_empty() {
                // `Auto(自动)、(手动Manual)`: a slip in an item. The list has values that were not read.
                open = true;
                break;
            }
            at += word.len().max(next.len_utf8());
            continue;
        };
        let meaning = text[at + word.len()..at + word.len() + group].trim_matches(['(', ')', '（', '）', ' ']);
        if !is_token(word) || !phrases.is_foreign(word, meaning) {
            return None;
        }
        start = if values.is_empty() { at } else { start };
        values.push(Spelled { text: word.to_owned(), meaning: Some(meaning.to_owned()), marked: false });
        end = at + word.len() + group;
        let behind = &text[end..line.end];
        let semicolon = behind.chars().next().filter(|c| matches!(c, ';' | '；')).map(char::len_utf8);
        let Some(length) = separator(behind, phrases).or(semicolon) else { break };
        at = end + length;
        at += text[at..line.end].len() - text[at..line.end].trim_start_matches(' ').len();
    }
    let words: Vec<&str> = values.iter().map(|value| value.text.as_str()).collect();
    let clean =
        are_values(&words, 2, &text[line.clone()], phrases) && (open || ends_cleanly(&text[end..line.end], phrases));
    clean.then_some(Structured { rule: "structure/explained", range: start..end, values, open })
}

/// Reads words in parentheses after their meanings: `亮（ON）、灭（OFF）`. At least two, all alike, from the start of the line
/// or from a colon or comma on; what follows them is a clause of its own.
pub(super) fn value_last(flat: &FlatText, line: Range<usize>, phrases: &Phrases) -> Option<Structured> {
    let text = &flat.text[..line.end];
    let first = line.start + text[line.start..].find(['(', '（'])?;
    let lead = text[line.start..first].char_indices().rev().find(|(_, c)| matches!(c, ':' | '：' | ',' | '，'));
    let start = lead.map_or(line.start, |(at, c)| line.start + at + c.len_utf8());
    let (mut at, mut end) = (start, start);
    let mut values: Vec<Spelled> = Vec::new();
    loop {
        at += text[at..].len() - text[at..].trim_start_matches(' ').len();
        let Some((value, meaning, length)) = behind_meaning(&text[at..], phrases) else { break };
        values.push(Spelled { text: value.to_owned(), meaning: Some(meaning.to_owned()), marked: false });
        end = at + length;
        let semicolon = text[end..].chars().next().filter(|c| matches!(c, ';' | '；')).map(char::len_utf8);
        let Some(length) = separator(&text[end..], phrases).or(semicolon) else { break };
        at = end + length;
    }
    // After a comma there may be another statement, and after a separator of items an item that was not read.
    let rest = &text[end..];
    let clause = rest.strip_prefix(['，', ',', '；', ';']).map(str::trim_start);
    let ends = ends_cleanly(rest, phrases) && clause.is_none_or(|clause| clause.is_empty() || states(clause));
    let words: Vec<&str> = values.iter().map(|value| value.text.as_str()).collect();
    let clean = ends && are_values(&words, 2, &text[line.start..], phrases);
    clean.then_some(Structured { rule: "structure/named", range: start..end, values, open: false })
}

/// A word and its meaning, where a text begins with the meaning and has the word in parentheses; and the length of
/// both.
fn behind_meaning<'t>(text: &'t str, phrases: &Phrases) -> Option<(&'t str, &'t str, usize)> {
    let open = text.find(['(', '（'])?;
    let meaning = &text[..open];
    let group = parenthesis(head(&text[open..], GROUP))?;
    let value = text[open..open + group].trim_matches(['(', ')', '（', '）', ' ']);
    let native = !meaning.is_empty() && meaning.chars().all(|c| phrases.is_native(c));
    (native && phrases.is_foreign(value, meaning)).then_some((value, meaning, open + group))
}

/// Whether a clause states something about a value by a colon: `默认：desc`.
fn states(clause: &str) -> bool {
    clause.split(['，', ',', '。', '；', ';']).next().is_some_and(|clause| clause.contains([':', '：']))
}

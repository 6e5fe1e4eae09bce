//! How a value looks, and what may surround one: separators, marks of meanings, the end of a sentence.
//!
//! Everything here looks at one place of the text; nothing reads a list.

use super::Spelled;
use crate::document::{FlatText, MarkKind};
use crate::text::{fold_prose, is_han};
use crate::vocabulary::phrases::Phrases;

/// One value: the text at this place that is marked, quoted, or looks like a value, and its end.
pub(super) fn value(flat: &FlatText, at: usize, end: usize) -> Option<(Spelled, usize)> {
    let text = &flat.text;
    if at >= end {
        return None;
    }
    let mark = flat.marks_at(at).find(|mark| {
        mark.range.end > at && mark.range.end <= end && matches!(mark.kind, MarkKind::Strong | MarkKind::Code)
    });
    if let Some(mark) = mark {
        let inner = text[mark.range.clone()].trim().trim_matches(['"', '“', '”', '\'']);
        let clean = inner.trim_end_matches([':', '：', ',', '，', '。']);
        if !clean.is_empty() {
            return Some((Spelled { text: clean.to_owned(), meaning: None, marked: true }, mark.range.end));
        }
    }
    let rest = &text[at..end];
    for (open, close) in [('"', '"'), ('“', '”'), ('\'', '\''), ('‘', '’'), ('”', '”'), ('「', '」'), ('＂', '＂')]
    {
        if let Some(inner) = rest.strip_prefix(open) {
            let length = inner.find(close).or_else(|| inner.find('"'))?;
            let value = inner[..length].trim();
            let closing = inner[length..].chars().next().map_or(0, char::len_utf8);
            return (!value.is_empty() && !value.contains(['，', '。'])).then(|| {
                (
                    Spelled { text: value.to_owned(), meaning: None, marked: true },
                    at + open.len_utf8() + length + closing,
                )
            });
        }
    }
    // `application/json; charset=utf-8` is one value, and cannot be a word of the sentence.
    if let Some(length) = media_type(rest) {
        return Some((Spelled { text: rest[..length].to_owned(), meaning: None, marked: true }, at + length));
    }
    bare(rest).map(|length| {
        let raw = rest[..length].trim_end_matches(['.', ':', '-', ' ']);
        (Spelled { text: raw.to_owned(), meaning: None, marked: false }, at + raw.len())
    })
}

/// Whether a range is marked or quoted as a value.
pub(in crate::understand::constraints) fn is_marked(flat: &FlatText, range: &std::ops::Range<usize>) -> bool {
    let quoted = flat.text[range.end..].starts_with(['"', '”', '\'']);
    quoted
        || flat.marks.iter().any(|mark| {
            matches!(mark.kind, MarkKind::Strong | MarkKind::Code)
                && mark.range.start <= range.start
                && range.end <= mark.range.end
        })
}

/// The length of the media type at the start of a text, with its parameters (RFC 9110, 8.3.1). Its first part is a
/// registered one.
pub(super) fn media_type(text: &str) -> Option<usize> {
    const TOP: [&str; 8] = ["application/", "audio/", "font/", "image/", "message/", "multipart/", "text/", "video/"];
    let token = |c: char| c.is_ascii_alphanumeric() || "!#$&^_.+-*".contains(c);
    let run = |text: &str| text.len() - text.trim_start_matches(token).len();
    let top = TOP.iter().find(|top| text.get(..top.len()).is_some_and(|start| start.eq_ignore_ascii_case(top)))?;
    let subtype = text[top.len()..].trim_start_matches(token);
    let mut end = text[..text.len() - subtype.len()].trim_end_matches(['.', '-']).len();
    if end == top.len() {
        return None;
    }
    while let Some(parameter) = text[end..].strip_prefix(';') {
        let blank = parameter.len() - parameter.trim_start_matches(' ').len();
        let name = run(&parameter[blank..]);
        let Some(value) = parameter[blank + name..].strip_prefix('=').filter(|_| name > 0) else { break };
        let length = value[..run(value)].trim_end_matches(['.', '-']).len();
        if length == 0 {
            break;
        }
        end += 1 + blank + name + 1 + length;
    }
    Some(end)
}

/// The length of an unmarked value at the start of a text: a token, with single spaces inside if the text around it is
/// in another script.
fn bare(text: &str) -> Option<usize> {
    let allowed = |c: char| c.is_ascii_alphanumeric() || "_.+-#*/|@$%".contains(c);
    let mut end = 0;
    for (at, c) in text.char_indices() {
        if allowed(c) || (c == ':' && text[at + 1..].starts_with(|c: char| c.is_ascii_alphanumeric())) {
            end = at + c.len_utf8();
        } else {
            break;
        }
    }
    // `Node.js 6.10`, `SQL Server`: only before a Chinese list separator or the end, since English prose also has
    // spaces.
    let mut extended = end;
    loop {
        let rest = &text[extended..];
        let Some(more) = rest.strip_prefix(' ') else { break };
        let word: usize = more.chars().take_while(|&c| allowed(c)).map(char::len_utf8).sum();
        if word == 0 {
            break;
        }
        extended += 1 + word;
    }
    let foreign =
        text[extended..].chars().next().is_some_and(|c| is_han(c) || matches!(c, '、' | '，' | '。' | '；' | '（'));
    if foreign && text[..extended].split(' ').count() <= 4 {
        end = extended;
    }
    let token = text[..end].trim_end_matches(['.', ':', '-', '/']);
    (!token.is_empty() && token.chars().any(|c| c.is_ascii_alphanumeric() || c == '*')).then_some(token.len())
}

/// Whether a text is one token.
pub(in crate::understand::constraints) fn is_token(text: &str) -> bool {
    !text.is_empty() && bare(text) == Some(text.len())
}

/// The maximum number of words of a value.
const WORDS: usize = 3;

/// The length of the words of Latin letters and digits, each a token and separated by one space, at the start of a
/// text.
pub(in crate::understand::constraints) fn latin_words(text: &str) -> Option<usize> {
    let is_latin = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.');
    let mut end = 0;
    for _ in 0..WORDS {
        let from = if end == 0 { 0 } else { end + 1 };
        let rest = text.get(from..).filter(|_| end == 0 || text[end..].starts_with(' ')).unwrap_or_default();
        let word = &rest[..rest.len() - rest.trim_start_matches(is_latin).len()];
        let word = word.trim_end_matches(['-', '.']);
        if !word.starts_with(|c: char| c.is_ascii_alphabetic()) || !is_token(word) {
            break;
        }
        end = from + word.len();
    }
    (end > 0).then_some(end)
}

/// Whether an unmarked word cannot be in a list of values, according to a language's file. A word in another script
/// than its line is not a word of the sentence (`[on, off]`), and only a word for "none" is excluded.
pub(in crate::understand::constraints) fn is_stopped(word: &str, line: &str, phrases: &Phrases) -> bool {
    let folded = fold_str(word);
    let known = |words: &[String]| words.contains(&folded);
    known(&phrases.null_words)
        || (known(&phrases.stop_words) && !(word.chars().all(char::is_alphabetic) && phrases.is_foreign(word, line)))
}

/// Whether a text is a number.
pub(in crate::understand::constraints) fn is_number(text: &str) -> bool {
    let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
    digits.starts_with(|c: char| c.is_ascii_digit())
        && digits.chars().all(|c| c.is_ascii_digit() || c == '.' || c == ',')
}

/// The length of the separator (including spaces around it) at the start of a text.
pub(in crate::understand::constraints) fn separator(text: &str, phrases: &Phrases) -> Option<usize> {
    let mut at = 0;
    let mut found = false;
    loop {
        let rest = &text[at..];
        let blank = rest.len() - rest.trim_start_matches(' ').len();
        let folded = fold_start(&rest[blank..]);
        let hit = phrases.separators.iter().find(|separator| {
            folded.starts_with(separator.as_str()) && {
                let letter = |c: char| c.is_alphabetic() && !is_han(c);
                let behind = folded[separator.len()..].chars().next();
                // A word needs spaces around it: `, Oracle` does not begin with `, or`.
                (!separator.starts_with(letter) || blank > 0)
                    && (!separator.ends_with(letter)
                        || behind.is_none_or(|c| !(c.is_alphanumeric() || c == '_') || is_han(c)))
            }
        });
        let Some(hit) = hit else { break };
        let length: usize = rest[blank..].chars().take(hit.chars().count()).map(char::len_utf8).sum();
        at += blank + length;
        found = true;
    }
    found.then_some(at)
}

/// The length of a meaning's separator at the start of a text.
pub(super) fn meaning_mark(text: &str, phrases: &Phrases) -> Option<usize> {
    let folded = fold_start(text);
    phrases
        .meaning_marks
        .iter()
        .find(|mark| folded.starts_with(mark.as_str()))
        .map(|mark| text.chars().take(mark.chars().count()).map(char::len_utf8).sum())
}

/// The length of the words before an item's value; 0 where there are none.
pub(super) fn item_lead(text: &str, phrases: &Phrases) -> usize {
    if phrases.item_leads.is_empty() {
        return 0;
    }
    let folded = fold_start(text);
    let found = phrases.item_leads.iter().filter_map(|lead| lead.find(&folded)).filter(|found| found.start() == 0);
    // A quote at its end belongs to the value.
    let lead = |end: usize| folded[..end].trim_end_matches('"').chars().count();
    let characters = found.map(|found| lead(found.end())).max().unwrap_or(0);
    text.chars().take(characters).map(char::len_utf8).sum()
}

/// A meaning without the punctuation at its end, and without brackets there that close none of its own.
pub(super) fn without_end<'t>(text: &'t str, marks: &[char]) -> &'t str {
    let mut rest = text.trim();
    let opened = rest.matches(['(', '（']).count();
    let mut closed = rest.matches([')', '）']).count();
    loop {
        rest = rest.trim_end_matches(marks);
        match rest.strip_suffix([')', '）']) {
            Some(inner) if closed > opened => {
                rest = inner;
                closed -= 1;
            }
            _ => return rest,
        }
    }
}

pub(super) fn starts_meaning(text: &str, phrases: &Phrases) -> bool {
    let trimmed = text.trim_start();
    trimmed.starts_with([':', '：']) || meaning_mark(trimmed, phrases).is_some_and(|length| length > 1)
}

/// Whether a list can end before this text: the sentence ends, or words follow that close or open a list.
pub(in crate::understand::constraints) fn ends_cleanly(text: &str, phrases: &Phrases) -> bool {
    let rest = text.trim_start_matches(' ');
    rest.is_empty()
        || matches!(rest.trim_end(), ":" | "：")
        || rest.starts_with(['。', ';', '；', ',', '，', ')', '）', ']', '}', '|', '!'])
        || (rest.starts_with('.') && rest[1..].chars().next().is_none_or(|c| c.is_whitespace() || is_han(c)))
        || phrases.open_marks.iter().any(|mark| fold_start(rest).starts_with(mark.as_str()))
        || heads_a_part(rest, phrases)
        || phrases.stop_words.iter().any(|word| word.chars().all(is_han) && rest.starts_with(word.as_str()))
}

/// Whether the next part of a structured description begins here, without a line end before it:
/// `…：true、false默认值：false`.
fn heads_a_part(text: &str, phrases: &Phrases) -> bool {
    let folded = fold_start(text);
    phrases.parts.iter().any(|part| folded.strip_prefix(part.as_str()).is_some_and(|rest| rest.starts_with(':')))
}

/// Whether a text begins with a unit, and the sentence ends after it.
pub(super) fn ends_after_unit(text: &str, phrases: &Phrases) -> bool {
    let trimmed = text.trim_start_matches(' ');
    let folded = fold_start(trimmed);
    phrases.units.iter().any(|unit| {
        folded.starts_with(unit.as_str()) && {
            let length: usize = trimmed.chars().take(unit.chars().count()).map(char::len_utf8).sum();
            ends_cleanly(&trimmed[length..], phrases)
        }
    })
}

/// Whether a text begins with words for the empty value or for no value.
pub(super) fn is_no_value(text: &str, phrases: &Phrases) -> bool {
    let folded = fold_start(text);
    phrases.null_words.iter().chain(&phrases.empty_words).any(|word| folded.starts_with(word.as_str()))
}

/// The length of a group in parentheses at the start of a text.
pub(in crate::understand::constraints) fn parenthesis(text: &str) -> Option<usize> {
    if !text.starts_with(['(', '（']) {
        return None;
    }
    let mut depth = 0_usize;
    for (at, c) in text.char_indices() {
        match c {
            '(' | '（' => depth += 1,
            ')' | '）' => {
                depth -= 1;
                if depth == 0 {
                    return Some(at + c.len_utf8());
                }
            }
            _ => {}
        }
    }
    None
}

pub(super) fn skip(text: &str, at: usize, end: usize, what: &str) -> usize {
    at + text[at..end].len() - text[at..end].trim_start_matches(|c| what.contains(c)).len()
}

/// The start of a text, folded: long enough for any word of a language's file, whatever the text's length.
pub(in crate::understand::constraints) fn fold_start(text: &str) -> String {
    text.chars().take(LONGEST).map(fold_prose).collect()
}

/// More characters than any word of a language's file has.
const LONGEST: usize = 64;

pub(in crate::understand::constraints) fn fold_str(text: &str) -> String {
    text.chars().map(fold_prose).collect()
}

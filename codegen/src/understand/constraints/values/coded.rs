//! Values with their meanings in one line: `0: off, 1: on`.

use super::scan::{
    is_number, is_stopped, is_token, item_lead, latin_words, meaning_mark, parenthesis, skip, value, without_end,
};
use super::{List, Spelled};
use crate::document::FlatText;
use crate::limits;
use crate::text::{head, is_han};
use crate::vocabulary::phrases::Phrases;

/// Reads values with their meanings in one line: `0: off, 1: on`. All must be numbers or codes, each after the end of
/// the previous meaning; at least `least` of them.
pub(in crate::understand::constraints) fn coded(
    flat: &FlatText,
    at: usize,
    phrases: &Phrases,
    least: usize,
) -> Option<List> {
    let text = &flat.text;
    let line_end = text[at..].find('\n').map_or(text.len(), |i| at + i);
    let mut list = List { end: at, ..List::default() };
    let mut pos = skip(text, at, line_end, " :：=(（");
    // `state.RUNNING: …`: the point ends a sentence of another script.
    if text[..pos].ends_with(is_han) {
        pos = skip(text, pos, line_end, ".");
    }
    // The names in an object that is shown are not values.
    if text[..pos].trim_end_matches(['"', ' ']).ends_with('{') {
        return None;
    }
    while let Some((mut value, behind)) = code(flat, pos, line_end) {
        let rest = text[behind..line_end].trim_start();
        if is_member(&text[pos..behind], rest) {
            return None;
        }
        let Some(mark) = coded_mark(rest, phrases) else { break };
        let stops = !value.marked && is_stopped(&value.text, rest, phrases);
        // `0: off, 1: on, null: unknown`: not a value, and more values may follow.
        if stops && list.values.is_empty() {
            break;
        }
        // `Type为A，Value是B`: names in a sentence.
        let worded = rest.starts_with(char::is_alphabetic);
        if !value.marked && worded && is_capitalised(&value.text) {
            break;
        }
        if !(is_number(&value.text) || is_code(&value.text, &rest[mark..])) {
            break;
        }
        let start = line_end - rest.len() + mark;
        // The meaning ends where the next value with its separator begins, or where the sentence ends.
        let words = !is_number(&value.text);
        let (end, next) = meaning_end(flat, start, line_end, words, phrases);
        let meaning = text[start..end].trim_start_matches([' ', ',', '，', '、', ';', '；', ')', '）']);
        let meaning = without_end(meaning, &[' ', ',', '，', '、', ';', '；']);
        if meaning.is_empty() {
            break;
        }
        // It closes an object that is shown.
        if meaning.contains('}') && !meaning.contains('{') {
            return None;
        }
        // `FREQ=WEEKLY`: an example of content, not a value with its meaning.
        if !value.marked && text[start - mark..start].starts_with('=') && !is_number(&value.text) && is_token(meaning) {
            break;
        }
        list.end = end;
        if stops {
            list.open = true;
        } else {
            let slip = slip(meaning);
            list.open |= slip.is_some();
            value.meaning = Some(meaning[..slip.unwrap_or(meaning.len())].to_owned());
            list.values.push(value);
        }
        match next {
            Some(next) => pos = next,
            None => break,
        }
    }
    // One value with its meaning in this line and another in the next: the list continues there.
    let next = skip(text, text.len().min(line_end + 1), text.len(), " ");
    let goes_on = |(_, behind): (Spelled, usize)| coded_mark(text[behind..].trim_start_matches(' '), phrases).is_some();
    if list.values.len() == 1 && !list.open && code(flat, next, text.len()).is_some_and(goes_on) {
        return None;
    }
    // `is_public: … true indicates …`: a name, followed by the values of the field it names.
    let truth = |value: &Spelled| matches!(value.text.as_str(), "true" | "false");
    let named = list.values.iter().any(truth) && !list.values.iter().all(truth);
    (list.values.len() >= least && !named).then_some(list)
}

/// The start of an item inside a meaning that is written with a slip: `on, :2: off`.
fn slip(meaning: &str) -> Option<usize> {
    let begins = |rest: &str| {
        let rest = rest.trim_start_matches(|c: char| !c.is_alphanumeric());
        let code = rest.trim_start_matches(|c: char| c.is_ascii_digit());
        code.len() < rest.len() && code.starts_with([':', '：'])
    };
    meaning.match_indices(['、', '，', ',', ';', '；']).find(|(at, _)| begins(&meaning[*at..])).map(|(at, _)| at)
}

/// Whether a quoted name with the text after it is a member of a JSON object: `"name": [`, `"name": "text"`.
pub(in crate::understand::constraints) fn is_member(name: &str, behind: &str) -> bool {
    let value = behind.trim_start().strip_prefix(':').map(str::trim_start);
    name.starts_with('"') && value.is_some_and(|value| value.starts_with(['"', '[', '{']))
}

/// Whether a word is written like the first one of a sentence or a name.
fn is_capitalised(word: &str) -> bool {
    let mut chars = word.chars();
    chars.next().is_some_and(|c| c.is_ascii_uppercase()) && word.len() > 1 && chars.all(|c| c.is_ascii_lowercase())
}

/// A value before its meaning: like [`value`], but a colon ends it, and one in another script than its meaning may have
/// several words.
fn code(flat: &FlatText, at: usize, end: usize) -> Option<(Spelled, usize)> {
    if let Some(length) = foreign_words(&flat.text[at..end]) {
        let text = flat.text[at..at + length].to_owned();
        return Some((Spelled { text, meaning: None, marked: false }, at + length));
    }
    if let Some(length) = number_before_words(&flat.text[at..end]) {
        let text = flat.text[at..at + length].to_owned();
        return Some((Spelled { text, meaning: None, marked: false }, at + length));
    }
    let (mut found, behind) = value(flat, at, end)?;
    match found.text.find(':') {
        Some(0) => None,
        // `22:00` is a time.
        Some(colon) if !found.marked && is_time(&found.text, colon) => None,
        Some(colon) if !found.marked => {
            found.text.truncate(colon);
            Some((found, at + colon))
        }
        _ => Some((found, behind)),
    }
}

/// The length of the number at the start of a text that is followed by a hyphen and a meaning which begins with a word
/// in another script than the rest of it: `2-SQL操作`.
fn number_before_words(text: &str) -> Option<usize> {
    let behind = text.trim_start_matches(|c: char| c.is_ascii_digit());
    let word = behind.strip_prefix('-')?;
    let rest = word.trim_start_matches(|c: char| c.is_ascii_alphanumeric());
    let begins = word.starts_with(|c: char| c.is_ascii_alphabetic()) && rest.starts_with(is_han);
    (begins && behind.len() < text.len()).then_some(text.len() - behind.len())
}

/// The length of several Latin words at the start of a text that are directly followed by a separator and a meaning in
/// another script: `High IO：高`.
fn foreign_words(text: &str) -> Option<usize> {
    let length = latin_words(text).filter(|&length| text[..length].contains(' '))?;
    let behind = text[length..].trim_start_matches(' ').strip_prefix([':', '：', '-'])?;
    behind.trim_start_matches(' ').starts_with(is_han).then_some(length)
}

/// Whether a colon in a value is between two digits.
fn is_time(value: &str, colon: usize) -> bool {
    let digit = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit());
    digit(value[..colon].chars().next_back()) && digit(value[colon + 1..].chars().next())
}

/// The length of a meaning's separator in a line of several: a comma separates values there.
fn coded_mark(text: &str, phrases: &Phrases) -> Option<usize> {
    let comma = |length: usize| length == text.chars().next().map_or(0, char::len_utf8);
    meaning_mark(text, phrases).filter(|&length| !text.starts_with([',', '，', '、']) || !comma(length))
}

/// The end of a meaning, and the start of the next value; `words` says whether the values are not numbers.
fn meaning_end(
    flat: &FlatText,
    start: usize,
    line_end: usize,
    words: bool,
    phrases: &Phrases,
) -> (usize, Option<usize>) {
    let text = &flat.text;
    let mut bracketed = start;
    for (offset, c) in text[start..line_end].char_indices() {
        let at = start + offset;
        // Text in parentheses belongs to the meaning.
        if at < bracketed {
            continue;
        }
        if let Some(length) = parenthesis(head(&text[at..line_end], limits::SENTENCE)) {
            bracketed = at + length;
            continue;
        }
        if matches!(c, ',' | '，' | '、' | ';' | '；' | '。' | ' ' | '/' | '.') {
            let next = skip(text, at + c.len_utf8(), line_end, " ");
            let joined = |word: &String| text[next..line_end].strip_prefix(word.as_str())?.strip_prefix(' ');
            let next = phrases.separators.iter().find_map(joined).map_or(next, |rest| line_end - rest.len());
            let next = next + item_lead(&text[next..line_end], phrases);
            let coded = code(flat, next, line_end).is_some_and(|(value, behind)| {
                let rest = text[behind..line_end].trim_start();
                let number = is_number(&value.text);
                // After only a space, a word belongs to the meaning, unless the two are in different scripts.
                let apart = || c != ' ' || (words && is_between_scripts(&text[start..at], rest));
                coded_mark(rest, phrases).is_some_and(|mark| number || (apart() && is_code(&value.text, &rest[mark..])))
            });
            if coded {
                return (at, Some(next));
            }
        }
        let ends = matches!(c, '。' | ';' | '；' | ')' | '）')
            || (c == '.' && text[at + 1..line_end].chars().next().is_none_or(char::is_whitespace));
        if ends {
            return (at, None);
        }
    }
    (line_end, None)
}

/// The maximum length in bytes of a meaning that a space may end.
const MEANING: usize = 64;

/// Whether a value is between two meanings in another script, the first of which is one word: `on - 亮 off - 灭`.
fn is_between_scripts(meaning: &str, behind: &str) -> bool {
    let next = behind.trim_start_matches([' ', '-', ':', '：', '=']);
    meaning.len() <= MEANING && meaning.trim().chars().all(is_han) && next.starts_with(is_han)
}

/// Whether a word before a meaning can only be a value: it is written like an identifier, or the meaning is in another
/// script. `Note: …` is not.
pub(super) fn is_code(word: &str, meaning: &str) -> bool {
    let distinctive = |c: char| c.is_ascii_digit() || matches!(c, '_' | '-' | '.');
    let lower = word.chars().all(|c| c.is_ascii_lowercase() || distinctive(c));
    let upper = word.chars().all(|c| c.is_ascii_uppercase() || distinctive(c));
    let inner =
        word.chars().skip(1).any(|c| c.is_ascii_uppercase()) && word.starts_with(|c: char| c.is_ascii_lowercase());
    let han = meaning.trim_start().starts_with(is_han);
    (is_token(word) || (han && latin_words(word) == Some(word.len())))
        && !word.contains(':')
        && (lower || upper || inner || word.contains('_') || meaning.chars().any(is_han))
}

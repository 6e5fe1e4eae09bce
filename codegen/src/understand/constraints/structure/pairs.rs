//! Codes with a meaning each, in one line: `0 (off), 1 (on)`, `0: off 1: on`, `0off, 1on`, `off 0, on 1`, `off: x on:
//! y`.
//!
//! With a separator between code and meaning, any codes count; without one, only codes that count up, since a number
//! before a word is usually an amount.

use std::collections::BTreeSet;
use std::ops::Range;

use super::Structured;
use super::codes::Code;
use crate::document::FlatText;
use crate::text::{head, is_han};
use crate::understand::constraints::values::scan::{
    ends_cleanly, fold_start, fold_str, is_stopped, parenthesis, separator,
};
use crate::understand::constraints::values::{Spelled, is_member};
use crate::vocabulary::phrases::Phrases;

/// The separator between a code and its meaning.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mark {
    /// The meaning is in parentheses.
    Group,
    /// A symbol.
    Sign,
    /// A word of the language.
    Word,
    /// A point, as after the number of an item.
    Point,
    /// Nothing.
    Bare,
}

impl Mark {
    /// Whether items with these two separators can belong to one list: `0、off，1on` numbers its items with or without a
    /// point.
    fn is_like(self, other: Self) -> bool {
        let counts = |mark| matches!(mark, Self::Point | Self::Bare);
        self == other || (counts(self) && counts(other))
    }
}

/// The maximum length in characters of a meaning without a separator.
const SHORT: usize = 24;

/// A code's meaning, and what follows it.
struct Item {
    mark: Mark,
    meaning: String,
    /// The end of the meaning.
    end: usize,
    /// The index of the next code.
    next: usize,
    /// Whether the next code cannot belong to the list.
    closed: bool,
}

/// How many numbers of a line are tried as the first of a list that overlaps another.
const RETRIES: usize = 4;

/// The maximum length in bytes of a meaning in parentheses.
const GROUP: usize = 400;

/// Reads codes before their meanings.
pub(super) fn code_first(flat: &FlatText, line: Range<usize>, codes: &[Code], phrases: &Phrases) -> Option<Structured> {
    let text = &flat.text;
    let (mut index, mut retries) = (0, RETRIES);
    while index < codes.len() {
        let first = index;
        let start = codes[first].range.start;
        let mut list: Vec<Spelled> = Vec::new();
        let (mut kind, mut end, mut open) = (None, start, false);
        while index < codes.len() {
            let Some(item) = meaning(text, line.end, codes, index, phrases) else { break };
            if kind.is_some_and(|kind: Mark| !kind.is_like(item.mark)) {
                // A slip in one item: the list has values that were not read.
                open = true;
                break;
            }
            kind = Some(item.mark);
            let code = &codes[index];
            list.push(Spelled { text: code.text.clone(), meaning: Some(item.meaning), marked: code.marked });
            (end, index) = (item.end, item.next);
            if item.closed {
                break;
            }
        }
        // `none (all), 0 (on), 1 (off)`: an earlier item was not read.
        let before = text[line.start..start].trim_end_matches([' ', ',', '，', '、', ';', '；']);
        open |= before.len() < start - line.start && before.ends_with([')', '）']) && kind == Some(Mark::Group);
        let is_headed = text[line.start..start].trim_end().ends_with([':', '：']) && !open;
        let found = Structured { rule: "structure/code-first", range: start..end, values: list, open };
        let led = is_led(&text[line.start..start], kind);
        if led && kind.is_some_and(|kind| is_list(kind, &found, phrases) || (is_headed && is_rising(&found, phrases))) {
            return Some(found);
        }
        // `address 1, 0 up, 1 down`: a number before the list does not belong to it.
        index = if retries > 0 { first + 1 } else { index.max(first + 1) };
        retries = usize::saturating_sub(retries, 1);
    }
    None
}

/// Whether a list can begin after this text.
fn is_led(before: &str, kind: Option<Mark>) -> bool {
    let before = before.trim_end();
    matches!(kind, Some(Mark::Group | Mark::Sign))
        || before.is_empty()
        || before.ends_with([':', '：', '，', ',', '、', '。', '.', ';', '；', '(', '（'])
        || before.ends_with(is_han)
}

/// The meaning after a code of a line that ends at a byte.
fn meaning(text: &str, line_end: usize, codes: &[Code], index: usize, phrases: &Phrases) -> Option<Item> {
    let from = codes[index].range.end;
    let rest = &text[from..line_end];
    let at = from + rest.len() - rest.trim_start_matches(' ').len();
    let after = |end: usize| index + 1 + codes[index + 1..].iter().take_while(|code| code.range.start < end).count();
    if let Some(close) = parenthesis(head(&text[at..line_end], GROUP)) {
        let inner = text[at..at + close].trim_matches(['(', ')', '（', '）', ' ']).to_owned();
        let (end, next) = (at + close, after(at + close));
        let gap = &text[end..codes.get(next).map_or(line_end, |code| code.range.start)];
        let closed = next == codes.len() || !is_separator(gap, phrases);
        return (!inner.is_empty()).then_some(Item { mark: Mark::Group, meaning: inner, end, next, closed });
    }
    let limit = codes.get(index + 1).map_or(line_end, |code| code.range.start);
    if is_member(&text[codes[index].range.clone()], &text[at..line_end]) {
        return None;
    }
    let (mark, length) = mark(text.get(at..limit)?, phrases)?;
    let start = at + length;
    let inner = &text[start..limit];
    let end = inner.char_indices().find(|&(i, c)| {
        let next = inner[i + c.len_utf8()..].chars().next();
        matches!(c, '。' | ')' | '）') || (c == '.' && next.is_none_or(char::is_whitespace))
    });
    let words = strip_separators(end.map_or(inner, |(i, _)| &inner[..i]), phrases);
    // With words after the end of the sentence, the next code belongs to another list.
    let gap = end.map_or("", |(i, c)| &inner[i + c.len_utf8()..]);
    let closed = index + 1 == codes.len() || !is_separator(gap, phrases);
    let fine = words.chars().any(char::is_alphabetic) && !words.contains(['{', '}', '[', ']']);
    let item = Item { mark, meaning: words.trim().to_owned(), end: start + words.len(), next: index + 1, closed };
    fine.then_some(item)
}

/// The separator between a code and its meaning, and its length.
fn mark(text: &str, phrases: &Phrases) -> Option<(Mark, usize)> {
    let first = text.chars().next()?;
    let rest = &text[first.len_utf8()..];
    match first {
        ':' | '：' | '=' | '＝' => Some((Mark::Sign, first.len_utf8())),
        '-' | '—' | '–' => Some((Mark::Sign, text.len() - text.trim_start_matches(['-', '—', '–', '>']).len())),
        // `1. The name`: the number of an item, in a text with spaces between words.
        '.' | '、' if rest.starts_with(char::is_alphabetic) || rest.trim_start().starts_with(is_han) => {
            Some((Mark::Point, first.len_utf8()))
        }
        c if c.is_alphabetic() => {
            let folded = fold_start(text);
            let worded = phrases.meaning_marks.iter().find_map(|mark| {
                let mark = mark.trim();
                let letters = mark.chars().next().is_some_and(char::is_alphabetic);
                let whole = |rest: &str| mark.ends_with(is_han) || rest.starts_with(|c: char| !c.is_alphanumeric());
                (letters && folded.strip_prefix(mark).is_some_and(whole)).then(|| mark.chars().count())
            });
            let length = worded.map_or(0, |count| text.chars().take(count).map(char::len_utf8).sum());
            // `1是 0否`: the word is the meaning.
            let has_letters = text[length..].contains(char::is_alphabetic);
            Some(if length > 0 && has_letters { (Mark::Word, length) } else { (Mark::Bare, 0) })
        }
        _ => None,
    }
}

/// A text without trailing separators.
fn strip_separators<'t>(text: &'t str, phrases: &Phrases) -> &'t str {
    let mut text = text;
    loop {
        let short = text.trim_end_matches([' ', ',', '，', '、', ';', '；', '/', '|', ':', '：']);
        let word = phrases.separators.iter().find_map(|word| {
            let rest = short.strip_suffix(word.as_str())?;
            (rest.ends_with([' ', ',', '，', '、', ')', '）'])).then_some(rest)
        });
        match word {
            Some(rest) => text = rest,
            None if short.len() == text.len() => return text,
            None => text = short,
        }
    }
}

/// Whether there are only separators between two items.
fn is_separator(text: &str, phrases: &Phrases) -> bool {
    let text = text.trim_matches([' ', ';', '；', '.', '。', '"', '“', ',', '，', '、']);
    text.is_empty() || separator(&format!(" {text} "), phrases).is_some_and(|length| length >= text.len())
}

/// Whether codes with their meanings are a list of values.
pub(super) fn is_list(mark: Mark, list: &Structured, phrases: &Phrases) -> bool {
    let values = &list.values;
    let meaning = |value: &Spelled| value.meaning.clone().unwrap_or_default();
    let stops = |value: &Spelled| !value.marked && is_stopped(&value.text, &meaning(value), phrases);
    if values.len() < 2 || !are_distinct(values) || values.iter().any(stops) {
        return false;
    }
    match mark {
        Mark::Group | Mark::Sign | Mark::Word => true,
        Mark::Point | Mark::Bare => {
            // `“on”亮；“off”灭`: quotes distinguish the values from their meanings.
            let marks = |text: &str| phrases.meaning_marks.iter().any(|mark| text.starts_with(mark.as_str()));
            let quoted = |value: &Spelled| {
                value.marked && phrases.is_foreign(&value.text, &meaning(value)) && !marks(&meaning(value))
            };
            let distinctive = counts_up(values) || (mark == Mark::Bare && values.iter().all(quoted));
            distinctive && values.iter().all(|value| is_short(value, phrases))
        }
    }
}

/// Whether bare codes after a colon are a list with one number missing: `state: 1 up, 2 down, 4 gone`.
fn is_rising(list: &Structured, phrases: &Phrases) -> bool {
    let values = &list.values;
    let numbers: Option<Vec<i64>> = values.iter().map(|value| value.text.parse().ok()).collect();
    values.len() > 2
        && values.iter().all(|value| is_short(value, phrases))
        && numbers.is_some_and(|numbers| {
            (0..2).contains(&numbers[0])
                && numbers.windows(2).all(|pair| (1..3).contains(&pair[1].saturating_sub(pair[0])))
        })
}

/// Whether codes are the numbers from zero or one on, or `1` and `0`.
fn counts_up(values: &[Spelled]) -> bool {
    let numbers: Option<Vec<i64>> = values.iter().map(|value| value.text.parse().ok()).collect();
    numbers.is_some_and(|numbers| {
        numbers == [1, 0]
            || numbers[0].unsigned_abs() < 2 && numbers.windows(2).all(|pair| pair[0].checked_add(1) == Some(pair[1]))
    })
}

/// Whether a meaning without a separator really is one, and neither a unit nor a sentence.
fn is_short(value: &Spelled, phrases: &Phrases) -> bool {
    let meaning = fold_str(value.meaning.as_deref().unwrap_or_default());
    let first = meaning.split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
    let unit = phrases
        .units
        .iter()
        .any(|unit| if unit.chars().all(is_han) { meaning.starts_with(unit.as_str()) } else { first == unit });
    meaning.chars().count() <= SHORT
        && !unit
        && !phrases.stop_words.iter().any(|word| word == first)
        && !phrases.separators.iter().any(|word| word == first)
}

/// Reads codes after their meanings: each part of the line between two separators ends in one.
pub(super) fn code_last(flat: &FlatText, line: Range<usize>, codes: &[Code], phrases: &Phrases) -> Option<Structured> {
    let text = &flat.text;
    let mut start = line.start;
    let mut list: Vec<(Range<usize>, Spelled)> = Vec::new();
    let ends = |c: char| matches!(c, ',' | '，' | ';' | '；' | '、' | '。');
    let mut rest = line.start..line.end;
    // With a symbol between the two, as in `least: 1, most: 3`, only codes that count up are accepted.
    let mut signed = false;
    while !rest.is_empty() {
        let part = &text[rest.clone()];
        let (length, mark) =
            part.char_indices().find(|&(_, c)| ends(c)).map_or((part.len(), 0), |(i, c)| (i, c.len_utf8()));
        let whole = rest.start..rest.start + part[..length].trim_end().len();
        start = if list.is_empty() { whole.start } else { start };
        rest.start += length + mark;
        let code = codes.binary_search_by_key(&whole.end, |code| code.range.end).ok().map(|place| &codes[place]);
        let code = code.filter(|code| code.number().is_some());
        let Some(code) = code.filter(|code| code.range.start > whole.start) else {
            if list.len() > 1 {
                break;
            }
            list.clear();
            continue;
        };
        let words = text[whole.start..code.range.start].trim();
        let meaning = words.trim_end_matches([':', '：', '=', ' ']);
        signed |= meaning.len() < words.len();
        if !meaning.ends_with(char::is_alphabetic)
            || meaning.chars().any(|c| c.is_ascii_digit())
            || meaning.contains(['(', '（'])
        {
            if list.len() > 1 {
                break;
            }
            list.clear();
            continue;
        }
        let spelled = Spelled { text: code.text.clone(), meaning: Some(meaning.to_owned()), marked: code.marked };
        list.push((whole, spelled));
    }
    let end = list.last()?.0.end;
    let values: Vec<Spelled> = list.into_iter().map(|(_, value)| value).collect();
    let numbers: Vec<i64> = values.iter().filter_map(|value| value.text.parse().ok()).collect();
    let (least, most) = (*numbers.iter().min()?, *numbers.iter().max()?);
    // `at least 1, at most 5` is a range; codes are close together, and each has a meaning of its own.
    let close =
        values.len() > 1 && most.saturating_sub(least) < 2 * i64::try_from(values.len()).unwrap_or(0) && most < 100;
    let alike = values.iter().all(|value| {
        value.meaning.as_deref().is_some_and(|meaning| {
            !phrases.meaning_marks.iter().any(|mark| meaning != mark.trim() && meaning.ends_with(mark.trim()))
        })
    });
    let found = Structured { rule: "structure/code-last", range: start..end, values, open: false };
    let counts = !signed || counts_up(&found.values);
    (close && alike && counts && is_list(Mark::Group, &found, phrases)).then_some(found)
}

/// The maximum number of letters of a meaning before its word.
pub(super) const LABEL: usize = 8;

/// Reads codes that are attached to their meanings, with nothing between the pairs: `亮1灭0`. The codes count up or down,
/// and no word occurs twice.
pub(super) fn glued(flat: &FlatText, line: Range<usize>, codes: &[Code], phrases: &Phrases) -> Option<Structured> {
    let text = &flat.text;
    let word_before = |code: &Code| {
        let before = &text[line.start..code.range.start];
        let word = before.len() - before.trim_end_matches(|c| phrases.is_native(c)).len();
        let fits = (1..=LABEL).contains(&before[before.len() - word..].chars().count());
        fits.then(|| code.range.start - word..code.range.start)
    };
    let mut list: Vec<(Range<usize>, &Code)> = Vec::new();
    for code in codes.iter().filter(|code| !code.marked && code.text.len() == 1) {
        let Some(word) = word_before(code) else { continue };
        if list.last().is_some_and(|(_, last)| last.range.end != word.start) {
            list.clear();
        }
        list.push((word, code));
    }
    let (start, end) = (list.first()?.0.start, list.last()?.1.range.end);
    let spelled = |(word, code): &(Range<usize>, &Code)| Spelled {
        text: code.text.clone(),
        meaning: Some(text[word.clone()].to_owned()),
        marked: false,
    };
    let values: Vec<Spelled> = list.iter().map(spelled).collect();
    let meanings: BTreeSet<_> = values.iter().map(|value| &value.meaning).collect();
    let whole = meanings.len() == values.len() && counts_up(&values) && ends_cleanly(&text[end..line.end], phrases);
    (values.len() > 1 && whole).then_some(Structured {
        rule: "structure/glued",
        range: start..end,
        values,
        open: false,
    })
}

/// Whether no value occurs twice.
pub(super) fn are_distinct(values: &[Spelled]) -> bool {
    values.iter().map(|value| &value.text).collect::<BTreeSet<_>>().len() == values.len()
}

/// A text without the quotes around it.
pub(super) fn unquoted(text: &str) -> &str {
    text.strip_prefix(['"', '“']).and_then(|inner| inner.strip_suffix(['"', '”'])).unwrap_or(text)
}

/// Whether all values are written alike: lower case, upper case, with the same kinds of symbols.
pub(super) fn are_alike(values: &[Spelled]) -> bool {
    let shape = |text: &str| {
        let capital = text.starts_with(|c: char| c.is_ascii_uppercase());
        let upper = !text.contains(|c: char| c.is_ascii_lowercase());
        (text.starts_with(|c: char| c.is_ascii_alphabetic()), capital, upper)
    };
    values.windows(2).all(|pair| shape(&pair[0].text) == shape(&pair[1].text))
}

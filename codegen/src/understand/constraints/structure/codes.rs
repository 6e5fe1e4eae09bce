//! Possible codes in a line: an integer that is not part of anything longer, or a word that is marked or quoted.

use std::ops::Range;

use crate::document::{FlatText, MarkKind};

/// A code, and its place with its marks and quotes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Code {
    pub(super) range: Range<usize>,
    pub(super) text: String,
    pub(super) marked: bool,
}

impl Code {
    /// Its number, if it is one.
    pub(super) fn number(&self) -> Option<i64> {
        self.text.parse().ok()
    }
}

/// The codes of a line, in order.
pub(super) fn of(flat: &FlatText, line: Range<usize>) -> Vec<Code> {
    let text = &flat.text;
    let mut codes: Vec<Code> = Vec::new();
    let inside = flat.marks_from(line.start).iter().take_while(|mark| mark.range.start < line.end);
    let mut marks = inside.filter(|mark| {
        matches!(mark.kind, MarkKind::Strong | MarkKind::Code) && mark.range.end <= line.end && !mark.range.is_empty()
    });
    let mut mark = marks.next();
    let mut at = line.start;
    while let Some(c) = text[at..line.end].chars().next() {
        while mark.is_some_and(|mark| mark.range.start < at) {
            mark = marks.next();
        }
        let length = match mark.filter(|mark| mark.range.start == at) {
            Some(mark) => {
                codes.extend(marked(text, mark.range.clone()));
                mark.range.len()
            }
            None if matches!(c, '"' | '“' | '‘' | '\'') => {
                quoted(text, at, line.end).map_or(c.len_utf8(), |code| {
                    let length = code.range.len();
                    codes.push(code);
                    length
                })
            }
            None if c.is_ascii_digit() => {
                let length = number_length(&text[at..line.end]);
                codes.extend(number(text, at..at + length, line.clone(), codes.last()));
                length
            }
            None => c.len_utf8(),
        };
        at += length;
    }
    codes
}

/// A marked text of one word, without the colon that may be marked with it.
fn marked(text: &str, range: Range<usize>) -> Option<Code> {
    let inner = text[range.clone()].trim_matches(['"', '“', '”', '\'', ' ']);
    let inner = inner.trim_end_matches([':', '：']);
    let clean = !inner.is_empty() && !inner.contains(char::is_whitespace) && inner.chars().all(is_of_code);
    // The colon separates it from the meaning.
    let colon = text[range.clone()].trim_end().ends_with([':', '：']);
    let end = if colon { range.start + text[range.clone()].find([':', '：'])? } else { range.end };
    clean.then(|| Code { range: range.start..end, text: inner.to_owned(), marked: true })
}

/// A quoted word that begins at a place.
fn quoted(text: &str, at: usize, end: usize) -> Option<Code> {
    let open = text[at..end].chars().next()?;
    let inner = &text[at + open.len_utf8()..end];
    let close = inner.find(['"', '”', '’', '\''])?;
    let word = &inner[..close];
    let length = inner[close..].chars().next()?.len_utf8();
    let range = at..at + open.len_utf8() + close + length;
    let clean = !word.is_empty() && word.chars().all(is_of_code);
    clean.then(|| Code { range, text: word.to_owned(), marked: true })
}

fn is_of_code(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | '+')
}

/// The length of text that is written as one number: digits with points, commas, colons and hyphens between them.
fn number_length(text: &str) -> usize {
    let mut end = 0;
    let mut chars = text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let joins = matches!(c, '.' | ',' | ':' | '-' | '/' | '~' | '～' | '^' | '*')
            && chars.peek().is_some_and(|(_, next)| next.is_ascii_digit());
        if !c.is_ascii_digit() && !joins {
            break;
        }
        end = at + c.len_utf8();
    }
    end
}

/// A number on its own. One that is attached to the word before it is a code only where it continues counting.
fn number(text: &str, range: Range<usize>, line: Range<usize>, last: Option<&Code>) -> Option<Code> {
    let digits = &text[range.clone()];
    if digits.len() > 6 || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let before = &text[line.start..range.start];
    let behind = text[range.end..line.end].chars().next();
    if behind.is_some_and(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '%' | '°')) {
        return None;
    }
    let negative = before.ends_with('-') && !before[..before.len() - 1].ends_with(|c: char| c.is_alphanumeric());
    let start = if negative { range.start - 1 } else { range.start };
    let code = Code { range: start..range.end, text: text[start..range.end].to_owned(), marked: false };
    match text[line.start..start].chars().next_back() {
        Some(c) if c.is_ascii_alphabetic() => {
            let counts = last.and_then(Code::number).is_some_and(|last| code.number() == last.checked_add(1));
            (counts && matches!(behind, Some(':' | '：'))).then_some(code)
        }
        Some('_' | '.' | '/' | '\\' | '^' | '$' | '#' | '@' | '+' | '<' | '>' | '-' | '~' | '～' | '≤' | '≥') => {
            None
        }
        _ => Some(code),
    }
}

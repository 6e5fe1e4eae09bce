//! Values without meanings, found by structure alone: `[a, b]`, three or more words alike at the end of a line,
//! symbols, and a text of nothing but literals.

use std::collections::BTreeSet;
use std::ops::Range;

use super::Structured;
use super::pairs::are_alike;
use crate::document::{FlatText, MarkKind};
use crate::understand::constraints::values::Spelled;
use crate::understand::constraints::values::scan::{is_stopped, is_token, separator};
use crate::vocabulary::phrases::Phrases;

/// Reads words in brackets: at least two, none of them quoted, as in an example of a list, or a number, as in a range.
pub(super) fn bracketed(flat: &FlatText, line: Range<usize>, phrases: &Phrases) -> Option<Structured> {
    let text = &flat.text;
    let open = text[line.clone()].find('[').map(|at| line.start + at)?;
    let close = text[open..line.end].find(']').map(|at| open + at)?;
    let words = words(&text[open + 1..close], &[',', '，', '、', '|']);
    // `name[a-z, 0-9]` is an expression or an index.
    let alone = !text[line.start..open].ends_with(|c: char| c.is_ascii_graphic() && !matches!(c, ':' | ',' | '('));
    let ends =
        !text[close + 1..line.end].starts_with(|c: char| c.is_ascii_graphic() && !matches!(c, '.' | ',' | ';' | ')'));
    (alone && ends && are_values(&words, 2, &text[line.clone()], phrases))
        .then(|| found("structure/bracketed", open..close + 1, &words))
}

/// Reads the words at the end of a line, in another script than the text before them, after a comma or a colon and with
/// list separators between them: at least three, all alike.
pub(super) fn alike(flat: &FlatText, line: Range<usize>, phrases: &Phrases) -> Option<Structured> {
    let text = &flat.text;
    let whole = text[line.clone()].trim_end_matches(['。', ' ', '.', '；', ';']);
    let lead = whole
        .char_indices()
        .rev()
        .find(|&(_, c)| phrases.is_native(c) || matches!(c, '，' | '：' | ':' | '。' | '；'))?;
    let native = |c: char| phrases.is_native(c);
    if native(lead.1) || !whole[..lead.0].ends_with(native) {
        return None;
    }
    let start = lead.0 + lead.1.len_utf8();
    let words = words(&whole[start..], &['、', '/', '|']);
    let range = line.start + start..line.start + whole.len();
    are_values(&words, 3, whole, phrases).then(|| found("structure/alike", range, &words))
}

/// Reads the comparison operators at the end of a line, with list separators between them: at least three. Nothing else
/// is written like this.
pub(super) fn signs(flat: &FlatText, line: Range<usize>) -> Option<Structured> {
    const SIGNS: [char; 5] = ['<', '>', '=', '!', '！'];
    let text = flat.text[line.clone()].trim_end_matches(['。', ' ', '.', '；', ';']);
    let tail = text.trim_end_matches(|c| SIGNS.contains(&c) || matches!(c, ' ' | '、' | ',' | '，' | '/'));
    let start = text.len() - text[tail.len()..].trim_start_matches([' ', '、', ',', '，', '/']).len();
    let words = words(&text[start..], &['、', ',', '，', '/']);
    let range = line.start + start..line.start + text.len();
    let sign = |word: &&str| !word.is_empty() && word.chars().count() < 4 && word.chars().all(|c| SIGNS.contains(&c));
    let distinct = words.iter().collect::<BTreeSet<_>>().len() == words.len();
    (words.len() > 2 && words.iter().all(sign) && distinct).then(|| found("structure/signs", range, &words))
}

/// Reads literals that are the whole text, at least two: `low`, `mid` or `high`, each of them marked as code.
pub(super) fn literals(flat: &FlatText, line: Range<usize>, phrases: &Phrases) -> Option<Structured> {
    let text = &flat.text;
    if !(text[..line.start].trim().is_empty() && text[line.end..].trim().is_empty()) {
        return None;
    }
    let (mut words, mut at) = (Vec::new(), line.start);
    loop {
        let literal = flat.marks_at(at).find(|mark| mark.kind == MarkKind::Code)?.range.clone();
        words.push(&text[literal.clone()]);
        let behind = &text[literal.end..line.end];
        match separator(behind, phrases) {
            Some(length) => at = line.end - behind[length..].trim_start_matches(' ').len(),
            None if behind.trim_matches(['.', '。', ' ']).is_empty() => break,
            None => return None,
        }
    }
    let values = words.len() > 1 && words.iter().all(|word| is_token(word));
    let distinct = words.iter().collect::<BTreeSet<_>>().len() == words.len();
    (values && distinct).then(|| found("structure/literals", line, &words))
}

/// The words between separators.
fn words<'t>(text: &'t str, marks: &[char]) -> Vec<&'t str> {
    text.split(|c| marks.contains(&c)).map(str::trim).collect()
}

/// Whether words of a line are values: several, alike, and none of them a word of the sentence.
pub(super) fn are_values(words: &[&str], least: usize, line: &str, phrases: &Phrases) -> bool {
    let plain = |word: &&str| {
        is_token(word)
            && word.starts_with(|c: char| c.is_ascii_alphabetic())
            && !word.contains(['*', ':'])
            && !is_stopped(word, line, phrases)
    };
    let distinct = || words.iter().collect::<BTreeSet<_>>().len() == words.len();
    words.len() >= least && words.iter().all(plain) && distinct() && are_alike(&spelled(words))
}

fn spelled(words: &[&str]) -> Vec<Spelled> {
    words.iter().map(|word| Spelled { text: (*word).to_owned(), meaning: None, marked: false }).collect()
}

fn found(rule: &'static str, range: Range<usize>, words: &[&str]) -> Structured {
    Structured { rule, range, values: spelled(words), open: false }
}

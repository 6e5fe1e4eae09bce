//! Values without meanings that structure alone tells: `[a, b]`, and three or more words alike at the end of a line.

use std::collections::BTreeSet;
use std::ops::Range;

use super::Structured;
use super::pairs::are_alike;
use crate::document::FlatText;
use crate::text::is_han;
use crate::understand::constraints::values::Spelled;
use crate::understand::constraints::values::scan::{fold_str, is_token};
use crate::vocabulary::phrases::Phrases;

/// Reads words in brackets: two at least, none of them quoted, as in an example of a list, or a number, as in a range.
pub(super) fn bracketed(flat: &FlatText, line: Range<usize>, phrases: &Phrases) -> Option<Structured> {
    let text = &flat.text;
    let open = text[line.clone()].find('[').map(|at| line.start + at)?;
    let close = text[open..line.end].find(']').map(|at| open + at)?;
    let words = words(&text[open + 1..close], &[',', '，', '、', '|']);
    // `name[a-z, 0-9]` is an expression or an index.
    let alone = !text[line.start..open].ends_with(|c: char| c.is_ascii_graphic() && !matches!(c, ':' | ',' | '('));
    let ends =
        !text[close + 1..line.end].starts_with(|c: char| c.is_ascii_graphic() && !matches!(c, '.' | ',' | ';' | ')'));
    (alone && ends && are_values(&words, 2, phrases)).then(|| found("structure/bracketed", open..close + 1, &words))
}

/// Reads the words at the end of a line, in another script than what stands before them, behind a comma or a colon and
/// with marks of a list between them: three at least, all alike.
pub(super) fn alike(flat: &FlatText, line: Range<usize>, phrases: &Phrases) -> Option<Structured> {
    let text = &flat.text;
    let whole = text[line.clone()].trim_end_matches(['。', ' ', '.', '；', ';']);
    let lead = whole.char_indices().rev().find(|&(_, c)| is_han(c) || matches!(c, '，' | '：' | ':' | '。' | '；'))?;
    if is_han(lead.1) || !whole[..lead.0].ends_with(is_han) {
        return None;
    }
    let start = lead.0 + lead.1.len_utf8();
    let words = words(&whole[start..], &['、', '/', '|']);
    let range = line.start + start..line.start + whole.len();
    are_values(&words, 3, phrases).then(|| found("structure/alike", range, &words))
}

/// The words between some marks.
fn words<'t>(text: &'t str, marks: &[char]) -> Vec<&'t str> {
    text.split(|c| marks.contains(&c)).map(str::trim).collect()
}

fn are_values(words: &[&str], least: usize, phrases: &Phrases) -> bool {
    let plain = |word: &&str| {
        is_token(word)
            && word.starts_with(|c: char| c.is_ascii_alphabetic())
            && !word.contains(['*', ':'])
            && !phrases.stop_words.contains(&fold_str(word))
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

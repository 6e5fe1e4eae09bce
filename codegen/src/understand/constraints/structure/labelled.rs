//! Words in another script after their meanings: `单张: single 多张: multi`, `安装失败: Install Fail`.
//!
//! A list of them is open where a pair after it is written differently. It does not matter what introduces the list.

use std::ops::Range;

use super::Structured;
use super::pairs::{LABEL, Mark, are_alike, is_list};
use crate::document::FlatText;
use crate::understand::constraints::values::Spelled;
use crate::understand::constraints::values::scan::{ends_cleanly, fold_str, is_token, latin_words, separator};
use crate::vocabulary::phrases::Phrases;

/// Reads words in another script after their meanings: `单张: single 多张: multi`, `只读-R、删除-D`.
pub(super) fn labelled(flat: &FlatText, line: Range<usize>, phrases: &Phrases) -> Option<Structured> {
    let text = &flat.text;
    let mut values: Vec<Spelled> = Vec::new();
    let (mut start, mut at) = (line.start, line.start);
    let mut end = line.start;
    while at < line.end {
        let rest = &text[at..line.end];
        let rest = rest.trim_start_matches([' ', ',', '，', '、', ';', '；']);
        at = line.end - rest.len();
        // Once there are several, the separator after an item's words shows what they are: `亮-on、灭-off、led(灯)-led`.
        let slip = (values.len() > 1).then(|| slipped(rest)).filter(|&length| length > 0);
        let label: usize = rest.chars().take_while(|&c| phrases.is_native(c)).map(char::len_utf8).sum();
        let longest = if slip.is_some() { 2 * LABEL } else { LABEL };
        let label = slip.unwrap_or(label);
        let colon = rest[label..].trim_start_matches(' ');
        let behind = colon.strip_prefix([':', '：', '=']).map(|rest| rest.trim_start_matches(' '));
        let behind = behind.or_else(|| colon.strip_prefix('-'));
        // `fine，on；bad，off`: a comma, where semicolons separate the pairs.
        let behind = behind.or_else(|| colon.strip_prefix('，').filter(|behind| is_word_of_pair(behind)));
        // `way: most=max, least=min`: the colon introduces the list, and does not belong to its first pair.
        let heads = behind.is_some_and(|behind| behind.starts_with(|c| phrases.is_native(c)));
        let word = behind.map_or(0, |behind| value_length(behind, phrases));
        let Some(behind) = behind.filter(|_| label > 0 && word > 0 && rest[..label].chars().count() <= longest) else {
            if values.len() > 1 {
                break;
            }
            values.clear();
            if heads && !colon.starts_with('-') {
                at = line.end - behind.map_or(0, str::len);
                continue;
            }
            // Continue after the next space or separator.
            at += rest
                .find([' ', ',', '，', '。', '、', ';', '；'])
                .map_or(rest.len(), |i| i + rest[i..].chars().next().map_or(1, char::len_utf8));
            continue;
        };
        let place = line.end - behind.len();
        let value = &text[place..place + word];
        let part = phrases.parts.iter().any(|part| fold_str(&rest[..label]) == *part);
        // `off: Gone away of …`: the words of a sentence are not a value.
        let cut = text[place + word..].strip_prefix(' ').is_some_and(begins_words);
        if part || cut || !value.split(' ').all(is_token) || value.bytes().all(|b| b.is_ascii_digit()) {
            break;
        }
        start = if values.is_empty() { at } else { start };
        values.push(Spelled { text: value.to_owned(), meaning: Some(rest[..label].to_owned()), marked: false });
        at = place + word;
        end = at;
    }
    // `删除-D、vpc-vpc`: a slip in an item. The list has values that were not read.
    let rest = &text[end..line.end];
    let open = (separator(rest, phrases).is_some() && !ends_cleanly(rest, phrases)) || begins_pair(rest, phrases);
    let found = Structured { rule: "structure/labelled", range: start..end, values, open };
    (is_list(Mark::Group, &found, phrases) && are_alike(&found.values)).then_some(found)
}

/// The length of words in any script before a hyphen and one more word, after which an item ends; zero where there are
/// none.
fn slipped(text: &str) -> usize {
    let item = text.split(['、', '，', ',', ';', '；', '。', ' ']).next().unwrap_or_default();
    let parts = item.rsplit_once('-').filter(|(words, value)| is_token(value) && !words.contains(['-', ':', '：']));
    parts.map_or(0, |(words, _)| words.len())
}

/// The length of the value at the start of a text: one word, or several that a separator divides from the next pair.
fn value_length(text: &str, phrases: &Phrases) -> usize {
    let words = latin_words(text).filter(|&length| {
        let behind = &text[length..];
        separator(behind, phrases).is_some() || ends_cleanly(behind, phrases)
    });
    let word =
        || text.len() - text.trim_start_matches(|c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-')).len();
    words.unwrap_or_else(word)
}

/// Whether a text begins with a Latin word that is not the head of a part: `by hand`, but not `default: on`.
fn begins_words(text: &str) -> bool {
    let behind = text.trim_start_matches(|c: char| c.is_ascii_alphabetic());
    behind.len() < text.len() && !behind.trim_start_matches(' ').starts_with([':', '：', '='])
}

/// Whether the text after a separator, up to the next one, is a pair and not the head of a part of a description.
fn begins_pair(text: &str, phrases: &Phrases) -> bool {
    let ends = [',', '，', '、', ';', '；', '。'];
    let item = text.trim_start_matches(ends).split(ends).next().unwrap_or_default().trim_start();
    let label = item.split_once([':', '：', '=']).map(|(label, _)| fold_str(label.trim()));
    text.starts_with([';', '；', '、']) && label.is_some_and(|label| !phrases.parts.contains(&label))
}

/// Whether a text begins with a word of Latin letters after which a pair ends.
fn is_word_of_pair(text: &str) -> bool {
    let behind = text.trim_start_matches(|c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-'));
    behind.len() < text.len() && (behind.is_empty() || behind.starts_with([';', '；', '。']))
}

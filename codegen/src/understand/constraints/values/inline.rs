//! Values in a line, with commas and words between them: `a, b, or c`.

use super::scan::{
    ends_cleanly, fold_start, fold_str, is_no_value, is_number, is_token, media_type, parenthesis, separator, skip,
    value,
};
use super::{List, Spelled};
use crate::document::FlatText;
use crate::text::is_han;
use crate::vocabulary::phrases::Phrases;

/// Reads the values that begin at a byte of the flat text, up to the end of the line. No values where the list
/// continues with words: `10.0.0.0/8和它们包含的子网` is about more than it lists.
pub(in crate::understand::constraints) fn inline(flat: &FlatText, at: usize, phrases: &Phrases) -> List {
    let text = &flat.text;
    let line_end = text[at..].find('\n').map_or(text.len(), |i| at + i);
    let mut list = List { end: at, ..List::default() };
    let mut pos = skip(text, at, line_end, " :：=");
    if let Some(named) = named(flat, pos, line_end, phrases) {
        return named;
    }
    // If commas of the list are followed by spaces, one without a space separates thousands.
    let spaced = text[pos..line_end].contains(", ");
    // Whether a word for "or" came before the place.
    let mut alternative = false;
    loop {
        let Some((mut value, next)) = value(flat, pos, line_end).map(|found| first_of(found, pos, phrases)) else {
            list.open = alternative;
            break;
        };
        let mut after = next;
        while spaced && !value.marked && is_number(&value.text) && starts_with_thousands(&text[after..line_end]) {
            value.text.push_str(&text[after + 1..after + 4]);
            after += 4;
        }
        // A meaning in parentheses.
        let behind = skip(text, after, line_end, " ");
        if let Some(close) = parenthesis(&text[behind..line_end]) {
            let inner = text[behind..behind + close].trim_matches(['(', ')', '（', '）', ' ']);
            // `C#(.NET Core 2.1)` belongs to the value; words are its meaning.
            if value.marked || inner.chars().any(is_han) || inner.contains(' ') || behind > after {
                value.meaning = Some(inner.to_owned()).filter(|m| !m.is_empty());
                after = behind + close;
            } else {
                value.text.push_str(&text[behind..behind + close]);
                after = behind + close;
            }
        }
        let rest = &text[after..line_end];
        let separator = separator(rest, phrases);
        if separator.is_none() && !value.marked && value.meaning.is_none() && !ends_cleanly(rest, phrases) {
            // A word of the sentence: `normal表示正常`.
            list.open = alternative;
            break;
        }
        let folded = fold_str(&value.text);
        let known = |words: &[String]| !value.marked && words.contains(&folded);
        // `empty, A, or B`: the empty string; `null, A, or B`: a word for no value.
        if known(&phrases.empty_words) {
            list.values.push(Spelled { text: String::new(), ..value });
        } else if !known(&phrases.null_words) {
            list.values.push(value);
        }
        list.end = after;
        match separator {
            Some(length) => {
                pos = skip(text, after + length, line_end, " ");
                let between = fold_str(&text[after..after + length]);
                let mut words = between.split([' ', ',']).filter(|word| !word.is_empty());
                alternative = words.any(|word| phrases.alternatives.iter().any(|known| known == word))
                    && !is_no_value(&text[pos..line_end], phrases);
                let joins = text[after..after + length].contains(|c| is_han(c) || c == '、');
                if joins
                    && goes_on_with_words(&text[pos..line_end], phrases)
                    && self::value(flat, pos, line_end).is_none()
                {
                    return List { end: pos, ..List::default() };
                }
            }
            None => break,
        }
    }
    let rest = fold_start(text[list.end..line_end].trim_start_matches([' ', ',', '，', '、', '/', '|']));
    list.open |= phrases.open_marks.iter().any(|mark| rest.starts_with(mark.as_str()));
    split_slashes(&mut list, phrases);
    list
}

/// A value without the word for "or" and what follows it: the `UDP` of `UDP or ALL`, where spaces may be parts of
/// values.
fn first_of((mut value, next): (Spelled, usize), at: usize, phrases: &Phrases) -> (Spelled, usize) {
    let blanks = value.text.match_indices(' ').map(|(blank, _)| blank);
    let word = blanks.filter(|_| !value.marked).find(|&blank| separator(&value.text[blank..], phrases).is_some());
    let Some(blank) = word else { return (value, next) };
    value.text.truncate(blank);
    (value, at + blank)
}

/// Whether a number continues with a comma and three digits.
pub(in crate::understand::constraints) fn starts_with_thousands(text: &str) -> bool {
    let bytes = text.as_bytes();
    bytes.first() == Some(&b',')
        && bytes.len() >= 4
        && bytes[1..4].iter().all(u8::is_ascii_digit)
        && !bytes.get(4).is_some_and(u8::is_ascii_digit)
}

/// Whether the text after a joining word is neither a value nor the end of a list.
fn goes_on_with_words(text: &str, phrases: &Phrases) -> bool {
    let folded = fold_start(text);
    let closes = |words: &[String]| words.iter().any(|word| folded.starts_with(word.as_str()));
    text.starts_with(is_han) && !closes(&phrases.open_marks) && !closes(&phrases.stop_words)
}

/// Reads values in parentheses after their names: `本地盘(local)或者数据盘(cloud)`.
fn named(flat: &FlatText, at: usize, end: usize, phrases: &Phrases) -> Option<List> {
    let text = &flat.text;
    let mut list = List { end: at, ..List::default() };
    let mut pos = at;
    loop {
        let rest = &text[pos..end];
        let name: usize = rest.chars().take_while(|&c| is_han(c)).map(char::len_utf8).sum();
        let group = parenthesis(&rest[name..]).filter(|_| (1..=40).contains(&name))?;
        let inner = rest[name..name + group].trim_matches(['(', ')', '（', '）', ' ']);
        if !is_token(inner) || inner.contains(is_han) {
            return None;
        }
        let meaning = Some(rest[..name].to_owned());
        list.values.push(Spelled { text: inner.to_owned(), meaning, marked: false });
        pos += name + group;
        list.end = pos;
        let rest = &text[pos..end];
        match separator(rest, phrases) {
            Some(length) if rest[length..].starts_with(is_han) => pos += length,
            _ if list.values.len() > 1 && ends_cleanly(rest, phrases) => return Some(list),
            _ => return None,
        }
    }
}

/// `TCP/tcp, UDP/udp`: two spellings of each value.
fn split_spellings(list: &mut List) {
    let both = |value: &Spelled| {
        let (one, other) = value.text.split_once('/')?;
        (one != other && one.eq_ignore_ascii_case(other)).then(|| [one.to_owned(), other.to_owned()])
    };
    let Some(pairs) = list.values.iter().map(both).collect::<Option<Vec<_>>>() else { return };
    let each = list.values.drain(..).zip(pairs).flat_map(|(value, pair)| {
        pair.map(|text| Spelled { text, meaning: value.meaning.clone(), marked: value.marked })
    });
    list.values = each.collect();
}

/// A single unmarked value that contains slashes or bars is a list: `sfs/sfsTurbo/ecs`.
fn split_slashes(list: &mut List, phrases: &Phrases) {
    // `N/A` is not.
    list.values.retain(|value| {
        value.marked || !value.text.contains('/') || !phrases.stop_words.contains(&fold_str(&value.text))
    });
    split_spellings(list);
    if let [only] = list.values.as_slice()
        && media_type(&only.text) != Some(only.text.len())
    {
        for mark in ['/', '|'] {
            let parts: Vec<&str> = only.text.split(mark).map(str::trim).collect();
            let plain = parts
                .iter()
                .all(|part| !part.is_empty() && part.chars().all(|c| c.is_ascii_alphanumeric() || "_-.".contains(c)));
            if parts.len() > 1 && plain {
                list.values = parts
                    .iter()
                    .map(|part| Spelled { text: (*part).to_owned(), meaning: None, marked: only.marked })
                    .collect();
                return;
            }
        }
    }
}

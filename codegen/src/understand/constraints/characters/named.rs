//! Sets of characters by their names and symbols: `letters, digits, and these signs: -_.`.
//!
//! A set is read only if every word of it is known. One with an unknown word is dropped, since a pattern that is
//! narrower than the page's would reject valid values. What is stated of a set (all characters, none, the first) is
//! read elsewhere.

use super::CharacterSet;
use crate::document::FlatText;
use crate::understand::constraints::values::scan::{fold_start, parenthesis};
use crate::vocabulary::phrases::Phrases;

/// A set that was read.
pub(in crate::understand::constraints) struct Named {
    pub(in crate::understand::constraints) set: CharacterSet,
    /// How many items name it.
    pub(in crate::understand::constraints) items: usize,
    /// Its end in the flat text.
    pub(in crate::understand::constraints) end: usize,
    /// Whether another clause follows a joining word: `…, and must start with …`.
    pub(in crate::understand::constraints) clause: bool,
}

/// The set that begins at a byte of the flat text.
pub(in crate::understand::constraints) fn set(flat: &FlatText, at: usize, phrases: &Phrases) -> Option<Named> {
    let text = &flat.text;
    let line_end = text[at..].find('\n').map_or(text.len(), |i| at + i);
    let mut set = CharacterSet::default();
    let blank = text[at..line_end].len() - text[at..line_end].trim_start_matches([' ', ':', '：']).len();
    let (mut pos, mut end, mut items) = (at + blank, None, 0);
    loop {
        let rest = &text[pos..line_end];
        let Some(length) = item(rest, phrases, &mut set) else { break };
        let sign = rest.chars().next().is_some_and(|c| c.is_ascii_punctuation());
        items += 1;
        pos += length;
        end = Some(pos);
        match joint(&text[pos..line_end], phrases) {
            Some(length) => pos += length,
            // `!<>=&`: symbols need no separators.
            None if sign && text[pos..].starts_with(|c: char| c.is_ascii_punctuation()) => {}
            None => break,
        }
    }
    let end = end.filter(|_| !set.0.is_empty())?;
    let (behind, next) = (&text[end..line_end], &text[pos.max(end)..line_end]);
    let clause = begins_clause(next, phrases);
    (clause || !goes_on(behind, next, phrases)).then_some(Named {
        set,
        items,
        end,
        clause: clause && next.len() < behind.len(),
    })
}

/// Whether a text begins with a word that begins a clause.
fn begins_clause(text: &str, phrases: &Phrases) -> bool {
    let folded = fold_start(text);
    phrases.clause_words.iter().any(|word| begins_with(&folded, word))
}

/// Whether a set contains more than it names: `letters, digits, and other characters`. `behind` is the text after it,
/// `next` the text after the separator of another item.
fn goes_on(behind: &str, next: &str, phrases: &Phrases) -> bool {
    let folded = fold_start(behind.trim_start());
    if phrases.open_marks.iter().any(|mark| folded.starts_with(mark.as_str())) {
        return true;
    }
    let joint = &behind[..behind.len() - next.len()];
    if joint.is_empty() || next.is_empty() {
        return false;
    }
    // A joining word, or another name of characters in the next part, shows that there is one more item.
    let next = fold_start(next);
    let part = next.split([',', '，', '。', ';', '；', '.']).next().unwrap_or("");
    joint.chars().any(|c| c.is_alphabetic() || c == '、')
        || phrases.open_marks.iter().any(|mark| part.contains(mark.as_str()))
        || phrases.characters.iter().any(|(name, _)| part.contains(name.as_str()))
}

/// The length of the separator between two items of a set.
fn joint(text: &str, phrases: &Phrases) -> Option<usize> {
    let mut length = 0;
    loop {
        let rest = &text[length..];
        let blank = rest.len() - rest.trim_start_matches(' ').len();
        let folded = fold_start(&rest[blank..]);
        let joins = |word: &&String| {
            let letters = word.starts_with(|c: char| c.is_ascii_alphabetic());
            let behind = folded.strip_prefix(word.as_str());
            !matches!(word.as_str(), "/" | "|")
                && behind.is_some_and(|rest| {
                    !letters || (blank > 0 && rest.starts_with(|c: char| !c.is_ascii_alphanumeric()))
                })
        };
        let Some(word) = phrases.separators.iter().find(joins) else { break };
        length += blank + rest[blank..].chars().take(word.chars().count()).map(char::len_utf8).sum::<usize>();
    }
    let rest = &text[length..];
    (length > 0).then(|| length + rest.len() - rest.trim_start_matches(' ').len())
}

/// Adds the item with which a text begins to a set: a class by its name, optionally followed by its characters, a
/// range, or literal characters. Returns the item's length.
fn item(text: &str, phrases: &Phrases, set: &mut CharacterSet) -> Option<usize> {
    let folded = fold_start(text);
    let bytes = |count: usize| text.chars().take(count).map(char::len_utf8).sum::<usize>();
    let name = phrases.characters.iter().find(|(word, _)| begins_with(&folded, word));
    let filler = phrases.character_fillers.iter().filter(|word| is_filler(&folded, word)).max_by_key(|word| word.len());
    // Between `英文` and `英文格式的`, the longer one counts.
    let filler = filler.filter(|filler| name.is_none_or(|(word, _)| word.len() < filler.len()));
    if let (Some((word, class)), None) = (name, filler) {
        return named(text, bytes(word.chars().count()), class, phrases, set);
    }
    // `the`, `English`, `any of`: words that add nothing.
    if let Some(word) = filler {
        let length = bytes(word.chars().count());
        let blank = text[length..].len() - text[length..].trim_start_matches(' ').len();
        return item(&text[length + blank..], phrases, set).map(|rest| length + blank + rest);
    }
    as_it_stands(text).map(|(shown, length)| {
        shown.0.iter().for_each(|&(from, to)| set.add(from, to));
        length + name_behind(&text[length..], phrases)
    })
}

/// The length of the name of a symbol that follows it in parentheses: `_（下划线）`. Zero for other words.
fn name_behind(text: &str, phrases: &Phrases) -> usize {
    let behind = text.trim_start_matches(' ');
    let Some(close) = parenthesis(behind) else { return 0 };
    let name = fold_start(behind[..close].trim_matches(['(', ')', '（', '）', ' ']));
    let known = phrases.characters.iter().any(|(known, _)| *known == name);
    if known { text.len() - behind.len() + close } else { 0 }
}

/// Adds the class whose name, of the given length, is at the start of a text. Returns the item's length; `None` where
/// the class needs its characters after it and has none.
fn named(text: &str, length: usize, class: &str, phrases: &Phrases, set: &mut CharacterSet) -> Option<usize> {
    let behind = text[length..].trim_start_matches(' ');
    let at = text.len() - behind.len();
    let shown = match parenthesis(behind) {
        Some(close) => shown(&behind[..close], phrases).map(|shown| (shown, at + close)),
        // `hyphens "-"`
        None if behind.starts_with(['"', '“', '‘']) => {
            as_it_stands(behind).map(|(shown, length)| (shown, at + length))
        }
        None => None,
    };
    match shown {
        // The symbol in parentheses is the one that counts: `hyphens (_)`.
        Some((shown, end)) if class.chars().count() < 2 => {
            shown.0.iter().for_each(|&(from, to)| set.add(from, to));
            Some(end)
        }
        Some((_, end)) => {
            set.add_class(class);
            Some(end)
        }
        None if class.is_empty() => {
            // `the following special characters: !<>`, `these special characters are allowed: !<>`
            let words = behind.trim_start_matches(|c: char| c.is_alphabetic() || c == ' ');
            let led = words.strip_prefix([':', '：']).map(|behind| behind.trim_start_matches(' '));
            let behind = led.unwrap_or(behind);
            // Without a colon they follow directly: `特殊符号~!@#`.
            let (signs, run) = signs(behind).or_else(|| led.and_then(spaced_signs))?;
            signs.chars().filter(|c| *c != ' ').for_each(|c| set.add(c, c));
            Some(text.len() - behind.len() + run)
        }
        None => {
            set.add_class(class);
            Some(remark(behind, phrases).map_or(length, |remark| at + remark))
        }
    }
}

/// The length of a remark in parentheses that adds nothing to a class: `(case-sensitive)`.
fn remark(text: &str, phrases: &Phrases) -> Option<usize> {
    let close = parenthesis(text)?;
    let inner = fold_start(text[..close].trim_matches(['(', ')', '（', '）', ' ']));
    phrases.character_fillers.contains(&inner).then_some(close)
}

/// Whether a folded text begins with a word. After a word of letters a space is required: `a-z` does not begin with an
/// article.
fn is_filler(folded: &str, word: &str) -> bool {
    let letters = word.ends_with(|c: char| c.is_ascii_alphanumeric());
    folded.strip_prefix(word).is_some_and(|rest| !letters || rest.starts_with(' '))
}

/// Whether a folded text begins with a whole word.
fn begins_with(folded: &str, word: &str) -> bool {
    let ascii = word.ends_with(|c: char| c.is_ascii_alphanumeric());
    folded.strip_prefix(word).is_some_and(|rest| !ascii || !rest.starts_with(|c: char| c.is_ascii_alphanumeric()))
}

/// The characters in parentheses: `(_)`, `(@#$%)`, `(A-Z, a-z)`, `(A-Z and a-z)`.
fn shown(group: &str, phrases: &Phrases) -> Option<CharacterSet> {
    let inner: String = group.chars().skip(1).take(group.chars().count().saturating_sub(2)).collect();
    let inner = inner.trim();
    let mut set = CharacterSet::default();
    let mut rest = inner;
    while let Some(c) = rest.chars().next() {
        if inner.len() == 1 && c.is_ascii_punctuation() {
            set.add(c, c);
            break;
        }
        if c == ' ' || (matches!(c, ',' | '，' | '、') && inner.chars().count() > 1) {
            rest = &rest[c.len_utf8()..];
        } else {
            let (shown, length) = as_it_stands(rest)?;
            shown.0.iter().for_each(|&(from, to)| set.add(from, to));
            rest = &rest[length..];
            // There may be words between ranges as well.
            rest = joint(rest, phrases).map_or(rest, |length| &rest[length..]);
        }
    }
    (!set.0.is_empty()).then_some(set)
}

/// Three or more symbols in a row, without the full stop that ends a sentence; and their length.
fn signs(text: &str) -> Option<(&str, usize)> {
    let run = text.len() - text.trim_start_matches(|c: char| c.is_ascii_punctuation()).len();
    let signs = text[..run].strip_suffix('.').unwrap_or(&text[..run]);
    (signs.len() > 2).then_some((signs, signs.len()))
}

/// Three or more symbols separated by spaces, and their length: `_ . : = +`.
fn spaced_signs(text: &str) -> Option<(&str, usize)> {
    let mut end = 0;
    let mut count = 0;
    for word in text.split_inclusive(' ') {
        let sign = word.trim_end_matches(' ');
        if sign.len() != 1 || !sign.starts_with(|c: char| c.is_ascii_punctuation()) {
            break;
        }
        count += 1;
        end += word.len();
    }
    let end = text[..end].trim_end().len();
    (count > 2).then_some((&text[..end], end))
}

/// A range (`A-Z`), quoted symbols, or one or more unquoted ones.
fn as_it_stands(text: &str) -> Option<(CharacterSet, usize)> {
    let mut set = CharacterSet::default();
    if let Some((signs, length)) = signs(text).filter(|_| !text.starts_with(['"', '\'', '('])) {
        signs.chars().for_each(|c| set.add(c, c));
        return Some((set, length));
    }
    if let Some((from, to, length)) = escaped(text) {
        set.add(from, to);
        return Some((set, length));
    }
    let mut chars = text.chars();
    let first = chars.next()?;
    if first.is_ascii_alphanumeric() {
        let (joint, to) = (chars.next()?, chars.next()?);
        let ends = !chars.next().is_some_and(|c| c.is_ascii_alphanumeric());
        let range = matches!(joint, '-' | '~' | '～' | '–') && to.is_ascii_alphanumeric() && first < to && ends;
        return range.then(|| {
            set.add(first, to);
            (set, 1 + joint.len_utf8() + 1)
        });
    }
    if let Some(close) = [('"', '"'), ('“', '”'), ('\'', '\''), ('‘', '’'), ('’', '’'), ('”', '”')]
        .iter()
        .find(|(open, _)| *open == first)
    {
        let inner = &text[first.len_utf8()..];
        // Two equal marks may enclose one of themselves; two different marks cannot be empty.
        let own = if close.0 == close.1 { inner.chars().next()?.len_utf8() } else { 0 };
        let length = inner[own..].find(close.1)? + own;
        if length == 0 {
            return None;
        }
        let signs = inner[..length].trim();
        let signs = if signs.is_empty() { " " } else { signs };
        let whole = first.len_utf8() + length + close.1.len_utf8();
        if let Some((range, _)) = as_it_stands(signs).filter(|(_, used)| *used == signs.len()) {
            return Some((range, whole));
        }
        if signs.chars().any(char::is_alphanumeric) {
            return None;
        }
        signs.chars().for_each(|c| set.add(c, c));
        return Some((set, whole));
    }
    let sign = first.is_ascii_punctuation() && !matches!(first, ',' | ';' | '(' | ')');
    // A full stop at the end of the text, or before the next sentence, does not count.
    let point = first == '.' && text[1..].chars().next().is_none_or(char::is_whitespace);
    (sign && !point).then(|| {
        set.add(first, first);
        (set, first.len_utf8())
    })
}

/// A range of escapes, and its length: `\u4e00-\u9fff`.
fn escaped(text: &str) -> Option<(char, char, usize)> {
    let one = |text: &str| {
        let digits = text.strip_prefix("\\u")?.get(..4)?;
        char::from_u32(u32::from_str_radix(digits, 16).ok()?)
    };
    let (from, behind) = (one(text)?, text.get(6..)?);
    match behind.strip_prefix(['-', '~']).and_then(one) {
        Some(to) if from < to => Some((from, to, 13)),
        _ => Some((from, from, 6)),
    }
}

//! Values as prose spells them: one, several with commas and words between them, or a bulleted list with meanings.
//!
//! What was marked (bold, literal, quoted) is a value as it stands. Unmarked text is one only where it looks like one: a
//! number, an identifier, a word in another script than the sentence around it. The scanners stop where the list does,
//! and never take a word of the sentence for a value.

use crate::document::{FlatText, MarkKind};
use crate::text::{fold_prose, is_han};
use crate::vocabulary::phrases::Phrases;

/// A value with what the page says it means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Spelled {
    pub(super) text: String,
    pub(super) meaning: Option<String>,
    /// Whether it was marked as a value.
    pub(super) marked: bool,
}

/// Values that were read, and how.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct List {
    pub(super) values: Vec<Spelled>,
    /// Whether words behind the list say that it has more.
    pub(super) open: bool,
    /// Where it ends in the flat text.
    pub(super) end: usize,
}

/// Reads the values that begin at a byte of the flat text, up to the end of the line. No values where the list goes on
/// with words: `10.0.0.0/8和它们包含的子网` is about more than it lists.
pub(super) fn inline(flat: &FlatText, at: usize, phrases: &Phrases) -> List {
    let text = &flat.text;
    let line_end = text[at..].find('\n').map_or(text.len(), |i| at + i);
    let mut list = List { end: at, ..List::default() };
    let mut pos = skip(text, at, line_end, " :：=");
    if let Some(named) = named(flat, pos, line_end, phrases) {
        return named;
    }
    // With blanks behind the commas of the list, one without is the thousands' of a number.
    let spaced = text[pos..line_end].contains(", ");
    while let Some((mut value, next)) = value(flat, pos, line_end) {
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
        if separator.is_none() && !value.marked && !ends_cleanly(rest, phrases) {
            // A word of the sentence: `normal表示正常`.
            break;
        }
        // `empty, A, or B`: a word for no value.
        if value.marked || !phrases.null_words.contains(&fold_str(&value.text)) {
            list.values.push(value);
        }
        list.end = after;
        match separator {
            Some(length) => {
                pos = skip(text, after + length, line_end, " ");
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
    let rest = fold_str(text[list.end..line_end].trim_start_matches([' ', ',', '，', '、']));
    list.open = phrases.open_marks.iter().any(|mark| rest.starts_with(mark.as_str()));
    split_slashes(&mut list, phrases);
    list
}

/// Whether a number goes on with a comma and three digits.
fn starts_with_thousands(text: &str) -> bool {
    let bytes = text.as_bytes();
    bytes.first() == Some(&b',')
        && bytes.len() >= 4
        && bytes[1..4].iter().all(u8::is_ascii_digit)
        && !bytes.get(4).is_some_and(u8::is_ascii_digit)
}

/// Whether what stands behind a joining word is neither a value nor the end of a list.
fn goes_on_with_words(text: &str, phrases: &Phrases) -> bool {
    let folded = fold_str(text);
    let closes = |words: &[String]| words.iter().any(|word| folded.starts_with(word.as_str()));
    text.starts_with(is_han) && !closes(&phrases.open_marks) && !closes(&phrases.stop_words)
}

/// Reads values that stand behind their names in parentheses: `本地盘(local)或者数据盘(cloud)`.
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

/// Reads values with their meanings in one line: `0: off, 1: on`. All must be numbers or codes, each behind the end of the
/// meaning before.
pub(super) fn coded(flat: &FlatText, at: usize, phrases: &Phrases) -> Option<List> {
    let text = &flat.text;
    let line_end = text[at..].find('\n').map_or(text.len(), |i| at + i);
    let mut list = List { end: at, ..List::default() };
    let mut pos = skip(text, at, line_end, " :：=(（");
    while let Some((mut value, behind)) = code(flat, pos, line_end) {
        let rest = text[behind..line_end].trim_start();
        let Some(mark) = coded_mark(rest, phrases) else { break };
        if !(is_number(&value.text) || is_code(&value.text, &rest[mark..])) {
            break;
        }
        let start = line_end - rest.len() + mark;
        // The meaning ends where the next value with its mark begins, or where the sentence does.
        let (end, next) = meaning_end(flat, start, line_end, phrases);
        let meaning = text[start..end].trim_matches([' ', ',', '，', '、', ';', '；', ')', '）']);
        if meaning.is_empty() {
            break;
        }
        value.meaning = Some(meaning.to_owned());
        list.values.push(value);
        list.end = end;
        match next {
            Some(next) => pos = next,
            None => break,
        }
    }
    (list.values.len() > 1).then_some(list)
}

/// A value in front of its meaning: as [`value`], but a colon ends it.
fn code(flat: &FlatText, at: usize, end: usize) -> Option<(Spelled, usize)> {
    let (mut found, behind) = value(flat, at, end)?;
    match found.text.find(':') {
        Some(0) => None,
        Some(colon) if !found.marked => {
            found.text.truncate(colon);
            Some((found, at + colon))
        }
        _ => Some((found, behind)),
    }
}

/// The length of a meaning's mark in a line of several: a comma stands between values there.
fn coded_mark(text: &str, phrases: &Phrases) -> Option<usize> {
    meaning_mark(text, phrases).filter(|_| !text.starts_with([',', '，', '、']))
}

/// Where a meaning ends, and where the next value begins.
fn meaning_end(flat: &FlatText, start: usize, line_end: usize, phrases: &Phrases) -> (usize, Option<usize>) {
    let text = &flat.text;
    for (offset, c) in text[start..line_end].char_indices() {
        let at = start + offset;
        if matches!(c, ',' | '，' | '、' | ';' | '；' | '。' | ' ' | '/' | '.') {
            let next = skip(text, at + c.len_utf8(), line_end, " ");
            let next = text[next..line_end].strip_prefix("and ").map_or(next, |rest| line_end - rest.len());
            let coded = code(flat, next, line_end).is_some_and(|(value, behind)| {
                let rest = text[behind..line_end].trim_start();
                let number = is_number(&value.text);
                // Behind a blank alone a word is one of the meaning.
                coded_mark(rest, phrases)
                    .is_some_and(|mark| number || (c != ' ' && is_code(&value.text, &rest[mark..])))
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

/// Reads one value at a byte of the flat text: its text, and where it ends.
pub(super) fn single(flat: &FlatText, at: usize, phrases: &Phrases) -> Option<(String, usize)> {
    let line_end = flat.text[at..].find('\n').map_or(flat.text.len(), |i| at + i);
    let pos = skip(&flat.text, at, line_end, " :：=");
    single_from(flat, pos, line_end, phrases).map(|(found, end)| (found.text, end))
}

fn single_from(flat: &FlatText, pos: usize, line_end: usize, phrases: &Phrases) -> Option<(Spelled, usize)> {
    let (found, next) = value(flat, pos, line_end)?;
    let clean = found.marked || {
        let rest = &flat.text[next..line_end];
        !phrases.stop_words.contains(&fold_str(&found.text))
            && (ends_cleanly(rest, phrases) || rest.starts_with(['(', '（']) || ends_after_unit(rest, phrases))
    };
    clean.then_some((found, next))
}

/// Whether a value is followed by another one, or by the end of a range: `a or b`, `a（…），b`, `a through b`.
pub(super) fn goes_on(flat: &FlatText, at: usize, phrases: &Phrases) -> bool {
    let line = flat.text[at..].lines().next().unwrap_or("");
    let rest = line.trim_start_matches(['"', '”', '*', ' ']);
    let rest = parenthesis(rest).map_or(rest, |close| rest[close..].trim_start());
    let another = separator(rest, phrases).is_some_and(|length| {
        let (mark, behind) = (rest[..length].trim(), rest[length..].trim_start());
        let joins = mark.chars().any(char::is_alphabetic) || matches!(mark, "，" | "、" | "/" | "|");
        joins && behind.starts_with(|c: char| c.is_ascii_alphanumeric() || matches!(c, '"' | '/' | '“'))
    });
    another || fold_str(rest).starts_with("through ")
}

/// The unit of a number: `minutes` of `15 minutes`.
pub(super) fn unit_of(text: &str) -> Option<&str> {
    let unit = text.trim_start_matches(|c: char| c.is_ascii_digit() || matches!(c, '.' | ','));
    (unit.len() < text.len() && !unit.is_empty()).then(|| unit.trim())
}

/// Reads the bulleted list whose first item begins at or behind a byte of the flat text, with nothing but white space
/// between. `lead` tells whether words before it say that it lists values.
pub(super) fn bullets(flat: &FlatText, at: usize, phrases: &Phrases, lead: bool) -> Option<List> {
    let items: Vec<std::ops::Range<usize>> = items_from(flat, at)?;
    let mut list = List { end: items.last()?.end, ..List::default() };
    let count = items.len();
    for (index, item) in items.into_iter().enumerate() {
        match item_values(flat, item.clone(), phrases, lead) {
            Some((values, open)) => {
                list.open |= open;
                list.values.extend(values);
            }
            // A sentence at the end of a list of values says something about them: what, nobody knows.
            None if list.values.len() > 1 && index + 1 == count => match last_item(&flat.text[item], phrases)? {
                LastItem::Empty(meaning) => {
                    list.values.push(Spelled { text: String::new(), meaning: Some(meaning), marked: true });
                }
                LastItem::Part => {}
                LastItem::Sentence => list.open = true,
            },
            None => return None,
        }
    }
    Some(list)
}

/// What an item at the end of a list of values can be, if it is no value in letters.
enum LastItem {
    /// The empty text: `Empty string: …`.
    Empty(String),
    /// A part of a structured description: `Default value: …`.
    Part,
    /// A sentence about the values.
    Sentence,
}

fn last_item(text: &str, phrases: &Phrases) -> Option<LastItem> {
    let text = text.trim();
    let folded = fold_str(text);
    let (head, rest) = text.split_once([':', '：']).unwrap_or((text, ""));
    if phrases.empty_words.contains(&fold_str(head.trim())) {
        return Some(LastItem::Empty(rest.trim().to_owned()));
    }
    if phrases.parts.iter().any(|part| folded.starts_with(part.as_str())) {
        return Some(LastItem::Part);
    }
    // With a colon in front it is one more value, in words.
    let short = head.chars().count() < 30 && !rest.is_empty();
    let sentence = text.split_whitespace().count() > 4 || text.chars().filter(|&c| is_han(c)).count() > 6;
    (sentence && !short).then_some(LastItem::Sentence)
}

/// Reads lines that each begin with a value behind one of the item leads: `If the value is 1, …`. Two at least.
pub(super) fn lines(flat: &FlatText, at: usize, phrases: &Phrases) -> Option<List> {
    let text = &flat.text;
    let mut pos = text[..at].rfind('\n').map_or(0, |i| i + 1);
    let mut list = List { end: pos, ..List::default() };
    for line in text[pos..].split_inclusive('\n') {
        let range = pos..pos + line.trim_end().len();
        pos += line.len();
        if range.is_empty() {
            continue;
        }
        if item_lead(text[range.clone()].trim_start(), phrases) == 0 {
            break;
        }
        let Some((values, _)) = item_values(flat, range.clone(), phrases, false) else { break };
        list.values.extend(values);
        list.end = range.end;
    }
    (list.values.len() > 1).then_some(list)
}

/// The length of the words in front of an item's value; 0 where there are none.
fn item_lead(text: &str, phrases: &Phrases) -> usize {
    if phrases.item_leads.is_empty() {
        return 0;
    }
    let folded = fold_str(text);
    let found = phrases.item_leads.iter().filter_map(|lead| lead.find(&folded)).filter(|found| found.start() == 0);
    let characters = found.map(|found| folded[..found.end()].chars().count()).max().unwrap_or(0);
    text.chars().take(characters).map(char::len_utf8).sum()
}

/// The items of the list that begins right behind a byte.
fn items_from(flat: &FlatText, at: usize) -> Option<Vec<std::ops::Range<usize>>> {
    let text = &flat.text;
    let first = flat
        .marks
        .iter()
        .filter(|mark| mark.kind == MarkKind::Item && mark.range.start >= at)
        .map(|mark| mark.range.clone())
        .min_by_key(|range| range.start)?;
    let gap = text.get(at..first.start)?;
    if !gap
        .trim_end_matches(FlatText::BULLET)
        .chars()
        .all(|c| c.is_whitespace() || matches!(c, ':' | '：' | '.' | '。' | '•'))
    {
        return None;
    }
    let indent = indent_of(text, first.start);
    let mut items = vec![first];
    for mark in flat.marks.iter().filter(|mark| mark.kind == MarkKind::Item) {
        let last = items.last()?.end;
        if mark.range.start >= last && indent_of(text, mark.range.start) == indent {
            let gap = &text[last..mark.range.start];
            if gap.trim().trim_start_matches('•').trim().is_empty() {
                items.push(mark.range.clone());
            } else {
                break;
            }
        }
    }
    Some(items)
}

fn indent_of(text: &str, item: usize) -> usize {
    let line = text[..item].rfind('\n').map_or(0, |i| i + 1);
    text[line..item].len() - text[line..item].trim_start().len()
}

/// The values of an item: what it begins with, and what stands behind the mark of a meaning.
fn item_values(
    flat: &FlatText,
    item: std::ops::Range<usize>,
    phrases: &Phrases,
    lead: bool,
) -> Option<(Vec<Spelled>, bool)> {
    let text = &flat.text;
    let line_end = text[item.clone()].find('\n').map_or(item.end, |i| item.start + i);
    let start = skip(text, item.start, line_end, " ");
    let length = item_lead(&text[start..line_end], phrases);
    let (start, led) = (start + length, length > 0);
    let whole = text[start..line_end].trim().trim_end_matches(['。', '.', ';', '；', ',', '，']);
    let mut values: Vec<Spelled> = Vec::new();
    let mut pos = start;
    // One value, or several that share a meaning.
    while let Some((value, next)) = value(flat, pos, line_end) {
        let rest = &text[next..line_end];
        values.push(value);
        pos = next;
        match separator(rest, phrases) {
            Some(length) if !led && !starts_meaning(rest, phrases) => {
                let behind = skip(text, next + length, line_end, " ");
                if self::value(flat, behind, line_end).is_some_and(|(v, _)| v.marked || is_token(&v.text)) {
                    pos = behind;
                } else {
                    break;
                }
            }
            _ => break,
        }
    }
    let rest = text[pos..line_end].trim();
    if led {
        let telling = |c: char| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_';
        let certain = |value: &Spelled| {
            value.marked || (value.text.contains(telling) && !phrases.stop_words.contains(&fold_str(&value.text)))
        };
        if values.is_empty() || !values.iter().all(certain) {
            return None;
        }
        let meaning =
            rest[meaning_mark(rest, phrases).unwrap_or(0)..].trim_matches([' ', ',', '，', '.', '。', ';', '；']);
        let meaning = Some(meaning.to_owned()).filter(|meaning| !meaning.is_empty());
        for value in &mut values {
            value.meaning.clone_from(&meaning);
        }
        return Some((values, false));
    }
    let ended = rest.trim_matches(['。', '.', ';', '；', ',', '，', ' ']).is_empty();
    let open = phrases.open_marks.iter().any(|mark| fold_str(rest).starts_with(mark.as_str()));
    if !values.is_empty() && (ended || open) {
        return Some((values, open));
    }
    if let (false, Some(length)) = (values.is_empty(), meaning_mark(rest, phrases)) {
        let meaning = rest[length..].trim().trim_end_matches(['。', '.', ';', '；', ')', '）']).to_owned();
        let meaning = Some(meaning).filter(|m| !m.is_empty());
        let marked = values.iter().all(|value| value.marked);
        // An unmarked word with a colon is a value where something says that values come; "Note:" is none.
        let coded = |value: &Spelled| is_number(&value.text) || is_code(&value.text, rest);
        if marked || lead || values.iter().all(coded) {
            for value in &mut values {
                value.meaning.clone_from(&meaning);
            }
            return Some((values, false));
        }
        return None;
    }
    // `降序：desc`: the meaning first.
    if let Some((meaning, value)) = whole.split_once([':', '：']) {
        let value = value.trim();
        if lead && meaning.chars().all(is_han) && !meaning.is_empty() && is_token(value) {
            return Some((
                vec![Spelled { text: value.to_owned(), meaning: Some(meaning.to_owned()), marked: false }],
                false,
            ));
        }
    }
    // A marked value with words behind it, or an item that is a value of several words.
    if !values.is_empty() && values.iter().all(|value| value.marked) && lead {
        return Some((values, false));
    }
    let short = whole.chars().count() <= 40 && whole.split_whitespace().count() <= 4 && !whole.chars().any(is_han);
    (lead && short && !whole.is_empty() && whole.chars().next().is_some_and(|c| c.is_ascii_alphanumeric()))
        .then(|| (vec![Spelled { text: whole.to_owned(), meaning: None, marked: false }], false))
}

/// Whether a word in front of a meaning can be nothing but a value: it is written as identifiers are, or the meaning is
/// in another script. `Note: …` is none.
fn is_code(word: &str, meaning: &str) -> bool {
    let telling = |c: char| c.is_ascii_digit() || matches!(c, '_' | '-' | '.');
    let lower = word.chars().all(|c| c.is_ascii_lowercase() || telling(c));
    let upper = word.chars().all(|c| c.is_ascii_uppercase() || telling(c));
    let inner =
        word.chars().skip(1).any(|c| c.is_ascii_uppercase()) && word.starts_with(|c: char| c.is_ascii_lowercase());
    is_token(word)
        && !word.contains(':')
        && (lower || upper || inner || word.contains('_') || meaning.chars().any(is_han))
}

/// One value: what is marked at this place, quoted, or looks like a value, and where it ends.
fn value(flat: &FlatText, at: usize, end: usize) -> Option<(Spelled, usize)> {
    let text = &flat.text;
    if at >= end {
        return None;
    }
    let mark = flat.marks.iter().find(|mark| {
        mark.range.start == at
            && mark.range.end > at
            && mark.range.end <= end
            && matches!(mark.kind, MarkKind::Strong | MarkKind::Code)
    });
    if let Some(mark) = mark {
        let inner = text[mark.range.clone()].trim().trim_matches(['"', '“', '”', '\'']);
        let clean = inner.trim_end_matches([':', '：', ',', '，', '。']);
        if !clean.is_empty() {
            return Some((Spelled { text: clean.to_owned(), meaning: None, marked: true }, mark.range.end));
        }
    }
    let rest = &text[at..end];
    for (open, close) in [('"', '"'), ('“', '”'), ('\'', '\''), ('‘', '’'), ('”', '”'), ('「', '」')] {
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
    bare(rest).map(|length| {
        let raw = rest[..length].trim_end_matches(['.', ':', '-', ' ']);
        (Spelled { text: raw.to_owned(), meaning: None, marked: false }, at + raw.len())
    })
}

/// The length of an unmarked value at the start of a text: a token, with single blanks inside where the text around it
/// is in another script.
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
    // `Node.js 6.10`, `SQL Server`: only where a Chinese list mark or the end follows, as English prose has blanks, too.
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
fn is_token(text: &str) -> bool {
    !text.is_empty() && bare(text) == Some(text.len())
}

/// Whether a text is a number.
pub(super) fn is_number(text: &str) -> bool {
    let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
    digits.starts_with(|c: char| c.is_ascii_digit())
        && digits.chars().all(|c| c.is_ascii_digit() || c == '.' || c == ',')
}

/// The length of the separator (with blanks around it) at the start of a text.
fn separator(text: &str, phrases: &Phrases) -> Option<usize> {
    let mut at = 0;
    let mut found = false;
    loop {
        let rest = &text[at..];
        let blank = rest.len() - rest.trim_start_matches(' ').len();
        let folded = fold_str(&rest[blank..]);
        let hit = phrases.separators.iter().find(|separator| {
            folded.starts_with(separator.as_str()) && {
                let word = separator.chars().all(|c| c.is_alphabetic() && !is_han(c));
                let behind = folded[separator.len()..].chars().next();
                // A word needs blanks around it.
                !word || (blank > 0 && behind.is_none_or(|c| !c.is_alphanumeric()))
            }
        });
        let Some(hit) = hit else { break };
        let length: usize = rest[blank..].chars().take(hit.chars().count()).map(char::len_utf8).sum();
        at += blank + length;
        found = true;
    }
    found.then_some(at)
}

/// The length of a meaning's mark at the start of a text.
fn meaning_mark(text: &str, phrases: &Phrases) -> Option<usize> {
    let folded = fold_str(text);
    phrases
        .meaning_marks
        .iter()
        .find(|mark| folded.starts_with(mark.as_str()))
        .map(|mark| text.chars().take(mark.chars().count()).map(char::len_utf8).sum())
}

fn starts_meaning(text: &str, phrases: &Phrases) -> bool {
    let trimmed = text.trim_start();
    trimmed.starts_with([':', '：']) || meaning_mark(trimmed, phrases).is_some_and(|length| length > 1)
}

/// Whether a list can end before this text: the sentence ends, or words follow that close or open a list.
fn ends_cleanly(text: &str, phrases: &Phrases) -> bool {
    let rest = text.trim_start_matches(' ');
    rest.is_empty()
        || rest.starts_with(['。', ';', '；', ',', '，', ')', '）', '|', '!'])
        || (rest.starts_with('.') && rest[1..].chars().next().is_none_or(|c| c.is_whitespace() || is_han(c)))
        || phrases.open_marks.iter().any(|mark| fold_str(rest).starts_with(mark.as_str()))
        || phrases.stop_words.iter().any(|word| word.chars().all(is_han) && rest.starts_with(word.as_str()))
}

/// Whether a text begins with a unit, and the sentence ends behind it.
fn ends_after_unit(text: &str, phrases: &Phrases) -> bool {
    let trimmed = text.trim_start_matches(' ');
    let folded = fold_str(trimmed);
    phrases.units.iter().any(|unit| {
        folded.starts_with(unit.as_str()) && {
            let length: usize = trimmed.chars().take(unit.chars().count()).map(char::len_utf8).sum();
            ends_cleanly(&trimmed[length..], phrases)
        }
    })
}

/// A single unmarked value with slashes or bars in it is a list: `sfs/sfsTurbo/ecs`.
fn split_slashes(list: &mut List, phrases: &Phrases) {
    let _ = phrases;
    if let [only] = list.values.as_slice() {
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

/// The length of a group in parentheses at the start of a text.
fn parenthesis(text: &str) -> Option<usize> {
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

fn skip(text: &str, at: usize, end: usize, what: &str) -> usize {
    at + text[at..end].len() - text[at..end].trim_start_matches(|c| what.contains(c)).len()
}

fn fold_str(text: &str) -> String {
    text.chars().map(fold_prose).collect()
}

//! Values as the items of a list, or at the start of lines, each with its description.

use super::coded::is_code;
use super::scan::{
    fold_start, fold_str, is_number, is_token, item_lead, meaning_mark, separator, skip, starts_meaning, value,
    without_end,
};
use super::{List, Spelled};
use crate::document::{FlatText, MarkKind};
use crate::text::is_han;
use crate::vocabulary::Pattern;
use crate::vocabulary::phrases::Phrases;

/// Reads the bulleted list whose first item begins at or after a byte of the flat text, with only white space in
/// between. `lead` says whether words before it introduce a list of values.
pub(in crate::understand::constraints) fn bullets(
    flat: &FlatText,
    at: usize,
    phrases: &Phrases,
    lead: bool,
) -> Option<List> {
    let items: Vec<std::ops::Range<usize>> = items_from(flat, at)?;
    // An unread item before these may be another value.
    let open = follows_item(flat, items.first()?);
    let mut list = List { open, end: items.last()?.end, ..List::default() };
    let count = items.len();
    // A single value is not the only one if a text separates it from another item.
    list.open |=
        count == 1 && flat.marks.iter().any(|mark| mark.kind == MarkKind::Item && mark.range.start >= list.end);
    for (index, item) in items.into_iter().enumerate() {
        match item_values(flat, item.clone(), phrases, lead) {
            Some((values, _)) if values.iter().any(is_character) => return None,
            Some((values, open)) => {
                list.open |= open;
                list.values.extend(values);
            }
            // A sentence at the end of a list of values says something unknown about them.
            None if list.values.len() > 1 && index + 1 == count => match last_item(&flat.text[item], phrases)? {
                LastItem::Empty(meaning) => {
                    list.values.push(Spelled { text: String::new(), meaning: Some(meaning), marked: true });
                }
                LastItem::Part => {}
                LastItem::Sentence => list.open = true,
            },
            // `DistCp, importing data`: another value that cannot be read.
            None if lead && list.values.len() > 1 => list.open = true,
            None => return None,
        }
    }
    if are_cases(&list.values, phrases) || are_labels(&list) {
        return None;
    }
    drop_words(&mut list);
    list.open |= goes_on_below(flat, list.end, phrases);
    Some(list)
}

/// Whether the line below a list is another item that is written differently: a marked value with its meaning.
fn goes_on_below(flat: &FlatText, end: usize, phrases: &Phrases) -> bool {
    let text = &flat.text;
    let at = skip(text, end, text.len(), " \n");
    let mut marks = flat.marks_at(at).filter(|mark| matches!(mark.kind, MarkKind::Strong | MarkKind::Code));
    marks.any(|mark| {
        let word = text[mark.range.clone()].trim();
        let colon = word.ends_with([':', '：']) || text[mark.range.end..].trim_start().starts_with([':', '：']);
        colon && is_token(word) && !phrases.parts.contains(&fold_str(word))
    })
}

/// `Comma (,)`: the name of a character, followed by the character.
fn is_character(value: &Spelled) -> bool {
    let sign = |meaning: &str| {
        let meaning = meaning.trim_start_matches('\\');
        meaning.chars().count() == 1 && (!meaning.contains(char::is_alphanumeric) || meaning.contains(['n', 'r', 't']))
    };
    !value.marked
        && value.text.starts_with(|c: char| c.is_ascii_uppercase())
        && value.meaning.as_deref().is_some_and(sign)
}

/// `mongos: The value ranges from 2 to 32`: the items describe cases.
pub(in crate::understand::constraints) fn are_cases(values: &[Spelled], phrases: &Phrases) -> bool {
    let is_case =
        |meaning: &str| phrases.case_meanings.iter().any(|pattern| pattern.is_match(&fold_str(meaning.trim())));
    // `10.0.0.0/8-10.255.255.240/28`: a range of blocks.
    let block = |text: &str| text.contains('/') && text.chars().all(|c| c.is_ascii_digit() || matches!(c, '.' | '/'));
    let range = |text: &str| text.split_once('-').is_some_and(|(from, to)| block(from) && block(to));
    values.iter().any(|value| range(&value.text) || (!value.marked && value.meaning.as_deref().is_some_and(is_case)))
}

/// `Warehouse: dws.preset`: words on the left, and possibly the values on the right.
fn are_labels(list: &List) -> bool {
    let code = |text: &str| text.contains(['.', '_']);
    let token = |value: &Spelled| value.meaning.as_deref().is_some_and(is_token);
    list.values.iter().all(|value| !value.marked && !code(&value.text) && !is_number(&value.text) && token(value))
        && list.values.iter().any(|value| value.meaning.as_deref().is_some_and(code))
}

/// Removes items that are not values: `Other custom tags` without a mark beside marked ones, and a form of which the
/// meaning explains a part (`2:dir`). The list then has more values than it names.
fn drop_words(list: &mut List) {
    let marked = list.values.iter().filter(|value| value.marked).count();
    let others = list.values.len() - marked;
    let words = |value: &Spelled| {
        !value.marked && value.meaning.is_none() && value.text.contains(' ') && marked > 0 && others == 1
    };
    let form = |value: &Spelled| {
        let part = value.text.split_once(':').map(|(_, part)| part).filter(|part| part.len() > 2 && is_token(part));
        part.is_some_and(|part| {
            value.meaning.as_deref().is_some_and(|meaning| meaning.split([' ', '.', ',']).any(|word| word == part))
        })
    };
    let count = list.values.len();
    list.values.retain(|value| !words(value) && !form(value));
    list.open |= list.values.len() < count;
}

/// What an item at the end of a list of values can be, other than a value.
enum LastItem {
    /// The empty string: `Empty string: …`.
    Empty(String),
    /// A part of a structured description (`Default value: …`), or what applies when there is no value.
    Part,
    /// A sentence about the values.
    Sentence,
}

fn last_item(text: &str, phrases: &Phrases) -> Option<LastItem> {
    let text = text.trim();
    let folded = fold_str(text);
    let (head, rest) = text.split_once([':', '：']).unwrap_or((text, ""));
    // `Empty string (""): …`
    let name = head.split(['(', '（']).next().unwrap_or(head);
    if phrases.empty_words.contains(&fold_str(name.trim())) {
        return Some(LastItem::Empty(rest.trim().to_owned()));
    }
    // `If it is not set, …` says nothing about the values.
    let of_absence = |pattern: &Pattern| pattern.find(&folded).is_some_and(|found| found.start() == 0);
    if phrases.parts.iter().any(|part| folded.starts_with(part.as_str()))
        || phrases.unconditional.iter().any(of_absence)
    {
        return Some(LastItem::Part);
    }
    // Before a colon, it is another value, in words.
    let short = head.chars().count() < 30 && !rest.is_empty();
    let sentence = text.split_whitespace().count() > 4 || text.chars().filter(|&c| is_han(c)).count() > 6;
    (sentence && !short).then_some(LastItem::Sentence)
}

/// Reads lines that each begin with a marked value, with its meaning after a separator or with nothing after it. At
/// least two.
pub(in crate::understand::constraints) fn paragraphs(flat: &FlatText, at: usize, phrases: &Phrases) -> Option<List> {
    let text = &flat.text;
    let mut list = List { end: at, ..List::default() };
    let mut start = at;
    while start < text.len() {
        let end = text[start..].find('\n').map_or(text.len(), |length| start + length);
        let marked = flat.marks.iter().find(|mark| {
            mark.range.start == start && mark.range.end <= end && matches!(mark.kind, MarkKind::Strong | MarkKind::Code)
        });
        let Some(marked) = marked else { break };
        let (rest, value) =
            (&text[marked.range.end..end], text[marked.range.clone()].trim().trim_end_matches([':', '：']));
        let colon = text[marked.range.clone()].trim_end().ends_with([':', '：']);
        let mark = meaning_mark(rest.trim_start(), phrases).or(colon.then_some(0));
        let ended = rest.trim_matches(['.', ',', ';', ' ']).is_empty();
        if value.is_empty() || value.contains(' ') || (!ended && mark.is_none()) {
            break;
        }
        let meaning = without_end(&rest.trim_start()[mark.unwrap_or(0)..], &['.', ';']);
        let meaning = Some(meaning.to_owned()).filter(|meaning| !ended && !meaning.is_empty());
        list.values.push(Spelled { text: value.to_owned(), meaning, marked: true });
        list.end = end;
        start = end + 1;
    }
    (list.values.len() > 1 && !are_cases(&list.values, phrases)).then_some(list)
}

/// Reads lines that each begin with a value after one of the item leads: `If the value is 1, …`; if words before them
/// introduce values, also lines that each begin with a value and a colon. At least two.
pub(in crate::understand::constraints) fn lines(
    flat: &FlatText,
    at: usize,
    phrases: &Phrases,
    lead: bool,
) -> Option<List> {
    let text = &flat.text;
    let mut pos = text[..at].rfind('\n').map_or(0, |i| i + 1);
    let mut list = List { end: pos, ..List::default() };
    for line in text[pos..].split_inclusive('\n') {
        let range = pos..pos + line.trim_end().len();
        pos += line.len();
        if range.is_empty() {
            continue;
        }
        let line = text[range.clone()].trim_start();
        let coded = || line.find([':', '：']).is_some_and(|colon| is_token(line[..colon].trim()));
        let part = || phrases.parts.iter().any(|part| fold_str(line).starts_with(part.as_str()));
        if item_lead(line, phrases) == 0 && !(lead && coded() && !part()) {
            break;
        }
        let Some((values, _)) = item_values(flat, range.clone(), phrases, lead) else { break };
        // `00:00-01:00` is not a value with a meaning.
        if lead && values.iter().any(|value| value.meaning.is_none()) {
            break;
        }
        list.values.extend(values);
        list.end = range.end;
    }
    (list.values.len() > 1 && !are_cases(&list.values, phrases)).then_some(list)
}

/// The items of the list that begins right after a byte.
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
    // Words at the end of an item introduce what is below it, not the next items.
    let within =
        |item: &std::ops::Range<usize>| item.start < at && at <= item.end && indent_of(text, item.start) >= indent;
    if flat.marks.iter().any(|mark| mark.kind == MarkKind::Item && within(&mark.range)) {
        return None;
    }
    let mut items = vec![first];
    for mark in flat.marks.iter().filter(|mark| mark.kind == MarkKind::Item) {
        let last = items.last()?.end;
        if mark.range.start >= last && indent_of(text, mark.range.start) == indent {
            let gap = text[last..mark.range.start].trim().trim_end_matches('•').trim();
            // `• A_ONE: … A sentence about it. • A_TWO: …`: one list of constants, with words between its items.
            let one =
                gap.ends_with('.') && items.iter().chain([&mark.range]).all(|item| is_constant(&text[item.clone()]));
            if gap.is_empty() || one {
                items.push(mark.range.clone());
            } else {
                break;
            }
        }
    }
    Some(items)
}

/// Whether an item begins with a constant's name of several words and a colon.
fn is_constant(item: &str) -> bool {
    let name = item.split_once(':').map_or("", |(name, _)| name.trim());
    let of_name = |c: char| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_';
    name.contains('_') && name.starts_with(|c: char| c.is_ascii_uppercase()) && name.chars().all(of_name)
}

/// Whether an item directly follows another one of the same list.
fn follows_item(flat: &FlatText, item: &std::ops::Range<usize>) -> bool {
    let text = &flat.text;
    flat.marks.iter().filter(|mark| mark.kind == MarkKind::Item && mark.range.end <= item.start).any(|mark| {
        let gap = &text[mark.range.end..item.start];
        gap.trim().trim_start_matches('•').is_empty()
            && indent_of(text, mark.range.start) == indent_of(text, item.start)
    })
}

fn indent_of(text: &str, item: usize) -> usize {
    let line = text[..item].rfind('\n').map_or(0, |i| i + 1);
    text[line..item].len() - text[line..item].trim_start().len()
}

/// The values of an item: its beginning, and its meaning after a separator.
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
        return led_values(values, rest, phrases);
    }
    if !lead && values.iter().any(|value| is_sentence(&value.text, phrases)) {
        return None;
    }
    let ended = rest.trim_matches(['。', '.', ';', '；', ',', '，', ' ']).is_empty();
    let open = phrases.open_marks.iter().any(|mark| fold_start(rest).starts_with(mark.as_str()));
    if !values.is_empty() && (ended || open) {
        return Some((values, open));
    }
    // `1、its meaning`, written like the number of an item.
    let numbered = values.iter().all(|value| is_number(&value.text)) && rest.starts_with('、');
    let mark = meaning_mark(rest, phrases).or(numbered.then_some('、'.len_utf8()));
    if let (false, Some(length)) = (values.is_empty(), mark) {
        return stated_values(values, rest, length, lead || numbered);
    }
    // `code_4. Its meaning` among items with colons: a slip, but still a value.
    if let ([value], true, Some(meaning)) = (values.as_mut_slice(), lead, rest.strip_prefix(". "))
        && value.text.contains(|c: char| c.is_ascii_digit() || c == '_')
        && is_token(&value.text)
    {
        value.meaning = Some(meaning.trim().to_owned());
        return Some((values, false));
    }
    if let Some(values) = meaning_first(whole, lead) {
        return Some((values, false));
    }
    // A marked value followed by words, or an item that is a value of several words.
    if !values.is_empty() && values.iter().all(|value| value.marked) && lead {
        return Some((values, false));
    }
    let short = whole.chars().count() <= 40 && whole.split_whitespace().count() <= 4 && !whole.chars().any(is_han);
    (lead && short && !whole.is_empty() && whole.chars().next().is_some_and(|c| c.is_ascii_alphanumeric()))
        .then(|| (vec![Spelled { text: whole.to_owned(), meaning: None, marked: false }], false))
}

/// Whether a marked text is words of a language with names among them: `SQL Server支持`.
fn is_sentence(text: &str, phrases: &Phrases) -> bool {
    text.contains(|c: char| phrases.is_native(c)) && text.contains(|c: char| c.is_ascii_alphabetic())
}

/// The values of an item that words introduce (`If the value is 1, …`), with what follows them as their meaning.
fn led_values(mut values: Vec<Spelled>, rest: &str, phrases: &Phrases) -> Option<(Vec<Spelled>, bool)> {
    let distinctive = |c: char| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_';
    let certain = |value: &Spelled| {
        value.marked || (value.text.contains(distinctive) && !phrases.stop_words.contains(&fold_str(&value.text)))
    };
    if values.is_empty() || !values.iter().all(certain) {
        return None;
    }
    let meaning = rest[meaning_mark(rest, phrases).unwrap_or(0)..].trim_matches([' ', ',', '，', '.', '。', ';', '；']);
    let meaning = Some(meaning.to_owned()).filter(|meaning| !meaning.is_empty());
    for value in &mut values {
        value.meaning.clone_from(&meaning);
    }
    Some((values, false))
}

/// The values of an item with the meaning after a separator of the given length.
fn stated_values(mut values: Vec<Spelled>, rest: &str, length: usize, lead: bool) -> Option<(Vec<Spelled>, bool)> {
    let meaning = without_end(&rest[length..], &['。', '.', ';', '；']).to_owned();
    let meaning = Some(meaning).filter(|m| !m.is_empty());
    let marked = values.iter().all(|value| value.marked);
    // `MySQL为“async”或“semisync”`: the item is a case, and its values follow.
    let behind = rest[length..].trim_start();
    if !marked && !rest.starts_with([':', '：']) && behind.starts_with(['“', '"']) {
        return None;
    }
    // An unmarked word with a colon is a value only if something announces values; "Note:" is not.
    let coded = |value: &Spelled| is_number(&value.text) || is_code(&value.text, rest);
    if marked || lead || values.iter().all(coded) {
        for value in &mut values {
            value.meaning.clone_from(&meaning);
        }
        return Some((values, false));
    }
    None
}

/// The values of an item with the meaning first, in a different script: `降序：desc`, `视频：MP4、MOV`.
fn meaning_first(item: &str, lead: bool) -> Option<Vec<Spelled>> {
    let (meaning, value) = item.split_once([':', '：'])?;
    let value = value.trim();
    if !lead || meaning.is_empty() || !meaning.chars().all(is_han) {
        return None;
    }
    let spelled = |text: &str| Spelled { text: text.to_owned(), meaning: Some(meaning.to_owned()), marked: false };
    // `周期：DAY（每天）`
    let clean = value.find(['(', '（']).filter(|&at| value.ends_with([')', '）']) && at > 0);
    let each: Vec<&str> = value[..clean.unwrap_or(value.len())].split('、').map(str::trim).collect();
    each.iter().all(|text| is_token(text)).then(|| each.into_iter().map(spelled).collect())
}

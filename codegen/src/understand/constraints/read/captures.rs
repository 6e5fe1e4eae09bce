//! The content of a phrase's match: its numbers, values, names and words.
//!
//! A match whose captures do not fit together does not count: two numbers of different units, a list without values.

use serde_json::Number;

use super::Stated;
use crate::document::FlatText;
use crate::ir::{Bound, LengthUnit};
use crate::limits;
use crate::text::{fold_prose, fold_prose_str, head};
use crate::understand::constraints::prose::Prose;
use crate::understand::constraints::values::{self, List, Spelled};
use crate::understand::constraints::{characters, forms};
use crate::vocabulary::Captures;
use crate::vocabulary::phrases::{Phrase, PhraseFile, Phrases, Says};

/// The two ends of a range, each of which may be missing.
type Ends = (Option<Bound>, Option<Bound>);

/// What was read: the statement, if any, and its end in the flat text.
type Read = Option<(Option<Stated>, usize)>;

/// What a match states (`None` for words that are only to be skipped), and its end in the flat text. It does not count
/// where the expected continuation is missing.
pub(super) fn stated(prose: &Prose<'_>, phrases: &Phrases, phrase: &Phrase, found: &Captures<'_>) -> Read {
    let flat = prose.flat;
    let end = prose.range(found.whole().range()).end;
    let (min, max) = bounds(prose, &phrase.file, found)?;
    let plain = |stated: Stated| Some((Some(stated), end));
    let number = |name: &str| number(found.name(name)?.as_str());
    match phrase.file.says {
        Says::Range => plain(Stated::Range(min, max)),
        Says::Size => plain(Stated::Size(min, max)),
        Says::Length => plain(Stated::Length(min, max, length_unit(phrases, phrase, found)?)),
        Says::Count => plain(Stated::Count(min, max)),
        Says::Values | Says::Fixed | Says::CodedValues => values_of(prose, phrases, phrase, found, end),
        Says::Characters => characters_of(prose, phrases, phrase, found),
        Says::Default => default_of(prose, phrases, phrase, found, end),
        Says::Pattern => {
            let (text, end) = expression(flat, prose.place(found.name("regex")?.start()))?;
            Some((Some(Stated::Pattern(text)), end))
        }
        Says::Unit => plain(Stated::Unit(unit(flat, prose.range(found.name("unit")?.range()))?)),
        Says::Format => {
            let template = found
                .name("template")
                .or_else(|| found.name("quoted"))
                .map(|found| flat.text[prose.range(found.range())].trim().to_owned());
            // The page explains a letter as an offset such as `+0800`.
            let template = match found.name("offset") {
                Some(_) => template.map(|template| template + "±hhmm"),
                None => template,
            };
            let name = phrase.file.format.as_deref()?.to_owned();
            match template.as_deref().and_then(forms::digits) {
                Some(pattern) => plain(Stated::Form(pattern)),
                None => plain(Stated::Format(name, template)),
            }
        }
        Says::Step => plain(Stated::Step(number("n")?)),
        Says::Multiple => plain(Stated::Multiple(number("n")?)),
        Says::Unique | Says::ReadOnly | Says::Deprecated | Says::Reserved | Says::NotNull | Says::Null => {
            plain(Stated::Flag(phrase.file.says))
        }
        Says::RequiredWhen => plain(required_when(prose, phrases, phrase, found)),
        Says::Condition => {
            // A list that the condition introduces is part of its words.
            let list = found.name("bullets").map(|at| values::bullets(flat, prose.place(at.start()), phrases, true));
            Some((Some(Stated::Condition), list.flatten().map_or(end, |list| list.end.max(end))))
        }
        Says::Exclusive => {
            let list = values::inline(flat, prose.place(found.name("list")?.start()), phrases);
            let names: Vec<String> =
                list.values.iter().filter(|value| value.marked).map(|value| value.text.clone()).collect();
            (!names.is_empty()).then_some((Some(Stated::Exclusive(names)), list.end))
        }
        Says::Nothing => Some((None, end)),
    }
}

/// A unit; `None` where it is part of a longer one: `times/lamp`.
fn unit(flat: &FlatText, range: std::ops::Range<usize>) -> Option<String> {
    (!flat.text[range.end..].starts_with('/')).then(|| flat.text[range].to_owned())
}

/// What a length counts. The match does not count where its units do not apply to a string: `4KB` is not a number of
/// characters.
fn length_unit(phrases: &Phrases, phrase: &Phrase, found: &Captures<'_>) -> Option<LengthUnit> {
    let ends = ["min_unit", "max_unit", "above_unit", "below_unit", "n_unit"];
    let units: Vec<&str> = ends.iter().filter_map(|name| found.name(name)).map(|unit| unit.as_str()).collect();
    let one_of = |known: &[String], unit: &str| known.iter().any(|known| known == unit);
    let counts = |unit: &&str| one_of(&phrases.character_units, unit) || one_of(&phrases.byte_units, unit);
    if !units.iter().all(counts) {
        return None;
    }
    let bytes = phrase.file.bytes
        || found.name("bytes").is_some()
        || units.iter().any(|unit| one_of(&phrases.byte_units, unit));
    Some(if bytes { LengthUnit::Bytes } else { LengthUnit::Characters })
}

/// The values that a phrase introduces. `end` is the end of its match.
fn values_of(prose: &Prose<'_>, phrases: &Phrases, phrase: &Phrase, found: &Captures<'_>, end: usize) -> Read {
    let list = list(prose, phrases, phrase, found)?;
    let fixed = phrase.file.says == Says::Fixed;
    let least = if fixed { 1 } else { phrase.file.at_least };
    if list.values.len() < least || (phrase.file.marked && !list.values.iter().all(|value| value.marked)) {
        return None;
    }
    // `Options:` and below `0 or false: …`: lines with explanations.
    let below = found.name("list").is_some() && found.whole().as_str().ends_with('\n');
    if below && !list.open && !values::closes(prose.flat, list.end, phrases) {
        return None;
    }
    // `set it to null`: not a value.
    if fixed && list.values.iter().all(|value| phrases.null_words.contains(&value.text.to_lowercase())) {
        return None;
    }
    let end = list.end.max(end);
    let list = List { open: phrase.file.open || list.open, ..list };
    let coded = phrase.file.says == Says::CodedValues;
    let at = prose.place(found.whole().start());
    Some((Some(listed(prose, phrases, list, at, coded)?), end))
}

/// The set of characters that a phrase introduces.
fn characters_of(prose: &Prose<'_>, phrases: &Phrases, phrase: &Phrase, found: &Captures<'_>) -> Read {
    let flat = prose.flat;
    let at = found.name("set")?.start();
    if prose.is_of_part(at, phrases) {
        return None;
    }
    let named = characters::set(flat, prose.place(at), phrases)?;
    if named.items < phrase.file.at_least {
        return None;
    }
    let end = named.end;
    let rest = &flat.text[end..];
    let behind = if let Some(behind) = &phrase.behind {
        let line: String = rest.lines().next().unwrap_or("").chars().take(40).map(fold_prose).collect();
        behind.is_match(&line)
    } else {
        // `: !<>& Its value …`: after symbols, a sentence may begin without punctuation.
        let next = end + rest.len() - rest.trim_start_matches(' ').len();
        named.clause || prose.begins_anew(next) || values::closes(flat, end, phrases) || rest.starts_with('\n')
    };
    behind.then_some((Some(Stated::Characters(phrase.file.part, named.set)), end))
}

/// The default that a phrase introduces or implies; `None` for a word that is not a value.
fn default_of(prose: &Prose<'_>, phrases: &Phrases, phrase: &Phrase, found: &Captures<'_>, end: usize) -> Read {
    let flat = prose.flat;
    if let Some(meaning) = found.name("meaning") {
        return Some((Some(Stated::DefaultMeaning(meaning.as_str().trim().to_owned())), end));
    }
    let (value, behind, end) = match (&phrase.file.value, found.name("value"), found.name("token")) {
        (Some(value), ..) => (value.clone(), "", end),
        (None, Some(at), _) => {
            let at = prose.place(at.start());
            let empty = values::empty(flat, at, phrases).map(|end| (String::new(), end));
            let (value, end) = empty.or_else(|| values::single(flat, at, phrases))?;
            (value, &flat.text[end..], end)
        }
        (None, None, Some(token)) => {
            let mut token = prose.range(token.range());
            token.end -= flat.text[token.clone()].len() - flat.text[token.clone()].trim_end_matches('.').len();
            if phrase.file.marked && !values::is_marked(flat, &token) {
                return None;
            }
            (flat.text[token.clone()].to_owned(), &flat.text[token.end..], end)
        }
        (None, None, None) => return None,
    };
    // `default 2,5`: several values, none of which is the default.
    let several = values::is_number(&value)
        && behind.strip_prefix(',').is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()));
    // `DefaultLamp 默认Lamp`: the text is the meaning of the word before it.
    let lead = flat.text[..prose.place(found.whole().start())].trim_end_matches(' ');
    let word = lead.len() - lead.trim_end_matches(|c: char| c.is_ascii_alphanumeric() || c == '_').len();
    let named = !value.is_empty() && !values::is_number(&value) && word > value.len() && lead.ends_with(&value);
    let none = phrases.null_words.iter().any(|word| value.eq_ignore_ascii_case(word));
    if named || several || none || phrases.has_placeholder(&value) {
        return Some((None, end));
    }
    Some((Some(Stated::Default(value)), end))
}

/// The condition under which a field is required: another field and its values, or only words.
fn required_when(prose: &Prose<'_>, phrases: &Phrases, phrase: &Phrase, found: &Captures<'_>) -> Stated {
    let flat = prose.flat;
    let only = found.name("only").is_some();
    let quotes = ['"', '\'', '“', '”'];
    let in_words = || Stated::RequiredWhen { field: String::new(), values: Vec::new(), only };
    let Some(field) = found.name("field") else { return in_words() };
    let field = flat.text[prose.range(field.range())].trim_matches(quotes).to_owned();
    let values = if let Some(at) = found.name("value").or_else(|| found.name("list")) {
        let at = prose.place(at.start());
        let list = values::inline(flat, at, phrases);
        // `if it is used`, `… is set to a, and …`: the condition is more than this field's value.
        let words = !phrase.file.plain && list.values.iter().all(|value| is_plain_word(flat, at, value, phrases));
        let behind = flat.text[list.end..].trim_start();
        let ends = behind.is_empty() || behind.starts_with(['.', ';', ')', '。', '；', '）']);
        // `when it is empty`: this includes a missing field, which no value expresses.
        let absent = list.values.iter().any(|value| value.text.is_empty());
        if list.values.is_empty() || absent || words || !ends && !flat.text[list.end..].starts_with('\n') {
            return in_words();
        }
        list.values.into_iter().map(|value| value.text).collect()
    } else {
        let token = found.name("token").map(|token| flat.text[prose.range(token.range())].trim_matches(quotes));
        token.map(str::to_owned).into_iter().collect()
    };
    Stated::RequiredWhen { field, values, only }
}

/// The content of a list at a byte of the flat text; `None` where it is not a list of values. `coded` is set if no
/// words introduce it.
pub(super) fn listed(prose: &Prose<'_>, phrases: &Phrases, list: List, at: usize, coded: bool) -> Option<Stated> {
    if values::are_parts(prose.flat, at, &list) {
        return Some(Stated::Explained("the list explains the parts of a value"));
    }
    // `letters, digits, and periods`: the characters of a value.
    let named = |text: &str| {
        let folded = fold_prose_str(text);
        phrases.characters.iter().any(|(name, _)| folded == *name)
    };
    let sign = |meaning: &Option<String>| {
        meaning.as_deref().is_some_and(|it| it.chars().count() == 1 && !it.contains(char::is_alphanumeric))
    };
    if list.values.len() > 1 && list.values.iter().all(|value| !value.marked && named(&value.text))
        || list.values.iter().any(|value| !value.marked && named(&value.text) && sign(&value.meaning))
    {
        return None;
    }
    // `-1: unlimited` explains one number among others.
    let numbers = list.values.iter().all(|value| values::is_number(&value.text));
    if coded && numbers && list.states(&phrases.unlimited_words) {
        return Some(Stated::Explained("the list explains a number beside those that count"));
    }
    // `group:<id>`, `group:xxx`: forms of values, not values.
    let bracketed = |text: &str| text.contains(['<', '>', '{', '}']) && text.contains(char::is_alphanumeric);
    let form = |text: &str| bracketed(text) || forms::is_template(text) || phrases.has_placeholder(text);
    // `group:{name}`, read as a value with its meaning.
    let cut = |meaning: &str| {
        let first = meaning.split([' ', ',', '，', '、', ';']).next().unwrap_or(meaning);
        meaning.starts_with(['{', '<']) || phrases.has_placeholder(first)
    };
    if list.values.iter().any(|value| form(&value.text) || value.meaning.as_deref().is_some_and(cut)) {
        return None;
    }
    let words = list.values.iter().any(|value| value.text.contains(char::is_alphabetic));
    let open = list.open || (words && prose.allows_other_spellings(phrases));
    let values = list.values.into_iter().map(|value| (value.text, value.meaning)).collect();
    Some(if coded { Stated::CodedValues(values, open) } else { Stated::Values(values, open) })
}

/// The list that a phrase introduces.
fn list(prose: &Prose<'_>, phrases: &Phrases, phrase: &Phrase, found: &Captures<'_>) -> Option<List> {
    let flat = prose.flat;
    if let Some(at) = found.name("bullets") {
        let coded = phrase.file.says == Says::CodedValues;
        return values::bullets(flat, prose.place(at.start()), phrases, !coded);
    }
    if let Some(at) = found.name("paragraphs") {
        return values::paragraphs(flat, prose.place(at.start()), phrases);
    }
    if let Some(at) = found.name("lines") {
        let lead = phrase.file.says == Says::Values;
        return values::lines(flat, prose.place(at.start()), phrases, lead);
    }
    if let Some(token) = found.name("token") {
        let text = flat.text[prose.range(token.range())].trim_matches(['"', '\'', '“', '”']).to_owned();
        return Some(List {
            values: vec![Spelled { text, meaning: None, marked: values::is_marked(flat, &prose.range(token.range())) }],
            open: false,
            end: prose.range(token.range()).end,
        });
    }
    if let Some(at) = found.name("coded") {
        // In an item of a list, such a line explains a part of the item's subject.
        if prose.in_item(at.start()) {
            return None;
        }
        return values::coded(flat, prose.place(at.start()), phrases, phrase.file.at_least);
    }
    let at = prose.place(found.name("list").or_else(|| found.name("value"))?.start());
    let mut list = values::inline(flat, at, phrases);
    if phrase.file.says == Says::Fixed {
        let (value, end) = values::one(flat, at, phrases)?;
        // The phrase itself may have read what follows: `only a is supported`.
        let whole = prose.range(found.whole().range()).end;
        let closes = |at: usize| whole > at || values::closes(flat, at, phrases);
        if values::goes_on(flat, end, phrases) {
            // `can only be a or b`: a complete list; `a through b`, `0 or a positive number`: more than these.
            if list.open || list.values.len() < 2 || !closes(list.end) {
                return None;
            }
        } else {
            // `the value is **id** of …`: a part of the sentence.
            if phrase.file.marked && !closes(end) {
                return None;
            }
            list = List { values: vec![value], open: false, end };
        }
        // `must be unique`: a word of the sentence.
        if !phrase.file.plain && !list.values.iter().all(|value| is_certain(flat, at, value, phrases)) {
            return None;
        }
        return Some(list);
    }
    // `**ON** indicates that it is running, **OFF** …`: an unmarked word before a marked value belongs to the sentence.
    let leads = list.values.first().is_some_and(|first| is_plain_word(flat, at, first, phrases));
    if !phrase.file.plain && leads && list.values.iter().any(|value| value.marked) {
        return None;
    }
    // One value that cannot be a word of the sentence vouches for the others: `sfs, sfsTurbo, or ecs`.
    if !phrase.file.plain && list.values.iter().all(|value| is_plain_word(flat, at, value, phrases)) {
        return None;
    }
    Some(list)
}

/// Whether a value cannot be a word of the sentence: it is marked, a number, a constant, or in another script.
fn is_certain(flat: &FlatText, at: usize, value: &Spelled, phrases: &Phrases) -> bool {
    let constant = |c: char| c.is_uppercase() || c.is_ascii_digit() || c == '_';
    let name = value.text.contains(['_', '/', '.']) || value.text.contains(|c: char| c.is_ascii_digit());
    value.marked
        || phrases.is_foreign(&value.text, line_of(flat, at))
        || value.text.chars().all(constant)
        || name && !value.text.contains('-')
        || matches!(value.text.as_str(), "true" | "false")
}

/// The line around a place; if it has no end, the text near the place.
fn line_of(flat: &FlatText, at: usize) -> &str {
    let near = head(&flat.text, at.saturating_sub(limits::SENTENCE)).len();
    let start = flat.text[near..at].rfind('\n').map_or(near, |i| near + i + 1);
    head(&flat.text[start..], 2 * limits::SENTENCE).lines().next().unwrap_or("")
}

/// Whether a value is an unmarked lower-case word in a sentence in the same script: most likely a word of the sentence.
fn is_plain_word(flat: &FlatText, at: usize, value: &Spelled, phrases: &Phrases) -> bool {
    !value.marked
        && value.text.chars().all(char::is_lowercase)
        && !matches!(value.text.as_str(), "true" | "false")
        && !phrases.is_foreign(&value.text, line_of(flat, at))
}

/// The bounds that a phrase captures. `None` where two numbers have different units, or one cannot be parsed.
fn bounds(prose: &Prose<'_>, file: &PhraseFile, found: &Captures<'_>) -> Option<Ends> {
    let get = |name: &str| -> Option<Option<Bound>> {
        let Some(text) = found.name(name) else {
            return Some(None);
        };
        if text.as_str() == "∞" {
            return Some(None);
        }
        if is_cut(prose, found, &text.range()) {
            return None;
        }
        Some(Some(Bound { value: number(text.as_str())?, exclusive: false }))
    };
    let exclusive = |bound: Option<Bound>| bound.map(|bound| Bound { exclusive: true, ..bound });
    // `1 minute to 5 minutes` is one unit.
    let unit = |name: &str| found.name(name).map(|unit| unit.as_str().trim_end_matches('s').to_owned());
    if let (Some(min), Some(max)) = (unit("min_unit"), unit("max_unit"))
        && min != max
    {
        return None;
    }
    // `15 minutes to 24`: a unit after the first number only applies to that number.
    if let (Some(_), None, true) = (unit("min_unit"), unit("max_unit"), found.name("max").is_some()) {
        return None;
    }
    if let Some(exact) = get("n")? {
        return Some((Some(exact.clone()), Some(exact)));
    }
    let meant = |n: Option<i64>| n.map(|n| Bound { value: n.into(), exclusive: false });
    let mut min = get("min")?.or(exclusive(get("above")?)).or(meant(file.min));
    let mut max = get("max")?.or(exclusive(get("below")?)).or(meant(file.max));
    // `-1 or 1 to 99`: all values are between the minimum and the maximum.
    if let Some(also) = get("also")? {
        let less = |a: &Bound, b: &Bound| a.value.as_f64() < b.value.as_f64();
        min = min.map(|min| if less(&also, &min) { also.clone() } else { min });
        max = max.map(|max| if less(&max, &also) { also.clone() } else { max });
    }
    Some((min, max))
}

/// Whether a number is part of a longer one: the `8` of `8,192`, the `2` of `2^32`.
fn is_cut(prose: &Prose<'_>, found: &Captures<'_>, range: &std::ops::Range<usize>) -> bool {
    // What the phrase itself reads beside the number is known.
    let whole = found.whole().range();
    let before = if whole.start == range.start { &prose.folded[..range.start] } else { "" };
    let behind = if whole.end == range.end { &prose.folded[range.end..] } else { "" };
    // `604,800`, read up to the comma because words follow that the phrase does not know.
    let another = ["min", "max", "above", "below", "also"].iter().filter_map(|name| found.name(name));
    if whole.end > range.end
        && values::starts_with_thousands(&prose.folded[range.end..])
        && !another.into_iter().any(|other| other.start() == range.end + 1)
    {
        return true;
    }
    let digit = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit());
    let mut rest = behind.chars();
    let next = rest.next();
    let goes_on = matches!(next, Some(',' | '.' | '^')) && digit(rest.next());
    // In a list, a number after a comma without a space is another number.
    let thousands = next != Some(',') || behind[1..].chars().take_while(char::is_ascii_digit).count() == 3;
    digit(next) || (goes_on && thousands) || digit(before.chars().next_back()) || before.ends_with('^')
}

/// A number as prose writes it; `2^32` is a power.
pub(in crate::understand::constraints) fn number(text: &str) -> Option<Number> {
    let digits = text.replace(',', "");
    let digits = digits.trim_start_matches('+');
    if let Some((base, exponent)) = digits.split_once('^') {
        return base.parse::<i64>().ok()?.checked_pow(exponent.parse().ok()?).map(Number::from);
    }
    if let Ok(whole) = digits.parse::<i64>() {
        return Some(whole.into());
    }
    if let Ok(whole) = digits.parse::<u64>() {
        return Some(whole.into());
    }
    Number::from_f64(digits.parse().ok()?)
}

/// The regular expression at a place: the literal text there, or what follows up to a space.
fn expression(flat: &FlatText, at: usize) -> Option<(String, usize)> {
    use crate::document::MarkKind;
    let text = &flat.text;
    let start = at + (text[at..].len() - text[at..].trim_start_matches([' ', ':', '：', '\n']).len());
    if let Some(mark) =
        flat.marks.iter().find(|mark| mark.kind == MarkKind::Code && mark.range.start.abs_diff(start) <= 1)
    {
        return Some((text[mark.range.clone()].trim().to_owned(), mark.range.end));
    }
    let rest = &text[start..];
    let length = rest.find([' ', '\n', '，', '。', '；']).unwrap_or(rest.len());
    let found = rest[..length].trim_end_matches(['.', ',', ';']);
    let found = found.trim_matches(['"', '“', '”', '\'']);
    // Something that only a regular expression contains.
    let is_expression = found.contains('[') && found.contains(']') || found.starts_with('^') || found.ends_with('$');
    is_expression.then(|| (found.to_owned(), start + length))
}

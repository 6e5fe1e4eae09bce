//! Statements out of prose, phrase by phrase.

use regex::Captures;
use serde_json::Number;

use super::prose::Prose;
use super::values::{self, List, Spelled};
use crate::document::FlatText;
use crate::ir::{Bound, LengthUnit};
use crate::vocabulary::phrases::{Phrase, PhraseFile, Phrases, Says, Scope};

/// One thing that a text says.
#[derive(Clone, Debug, PartialEq)]
pub struct Statement {
    /// The rule that read it.
    pub rule: String,
    /// What it says.
    pub said: Said,
    /// Of what.
    pub of: Scope,
    /// The kinds of values it can be said of; all where there are none.
    pub kinds: Vec<String>,
    /// Which bytes of the flat text say it.
    pub range: std::ops::Range<usize>,
    /// The sentence, where it holds only under a condition that stands in it.
    pub condition: Option<String>,
    /// Whether it stands in an item of a list.
    pub in_item: bool,
    /// Whether its line begins with a label of something else.
    pub labelled: bool,
    /// How much it weighs.
    pub weight: u8,
}

/// What is said.
#[derive(Clone, Debug, PartialEq)]
pub enum Said {
    /// The least and greatest number.
    Range(Option<Bound>, Option<Bound>),
    /// The same, of what the field's type makes of it.
    Size(Option<Bound>, Option<Bound>),
    /// A text's length.
    Length(Option<Bound>, Option<Bound>, LengthUnit),
    /// How many elements or entries.
    Count(Option<Bound>, Option<Bound>),
    /// The values there are, with their meanings, and whether there are others.
    Values(Vec<(String, Option<String>)>, bool),
    /// The values there are, told by a list without words that say so.
    CodedValues(Vec<(String, Option<String>)>, bool),
    /// What counts when nothing is given.
    Default(String),
    /// A regular expression.
    Pattern(String),
    /// The unit.
    Unit(String),
    /// The form, and the template where there is one.
    Format(String, Option<String>),
    /// What the number must be a multiple of.
    Multiple(Number),
    /// A fact without a value.
    Flag(Says),
    /// The field must be given when another field has one of some values, or any; or, without a name, under a condition
    /// that only words tell.
    RequiredWhen {
        /// The other field.
        field: String,
        /// Its values; any where there are none.
        values: Vec<String>,
        /// Whether it must be given under this condition only, which takes back what a column says.
        only: bool,
    },
    /// Something that only words tell, under a condition.
    Condition,
    /// Of these fields at most one is given.
    Exclusive(Vec<String>),
    /// Nothing that holds of the value: why not.
    Explained(&'static str),
}

impl Statement {
    /// What a type with a number in parentheses states: `String(255)`.
    pub(super) fn type_length(most: u64) -> Self {
        Self {
            rule: "type-length".into(),
            said: Said::Length(None, Some(Bound { value: most.into(), exclusive: false }), LengthUnit::Characters),
            of: Scope::Value,
            kinds: vec!["string".into()],
            range: 0..0,
            condition: None,
            in_item: false,
            labelled: false,
            weight: 1,
        }
    }

    /// What a cell of a column of defaults states.
    pub(super) fn default_column(cell: &FlatText) -> Self {
        Self {
            rule: "default-column".into(),
            said: Said::Default(cell.one_line().trim_matches(['"', '“', '”']).to_owned()),
            of: Scope::Value,
            kinds: Vec::new(),
            range: 0..0,
            condition: None,
            in_item: false,
            labelled: false,
            weight: 9,
        }
    }
}

/// All that a text says. What a phrase of more weight has read is not read again by one of less.
pub(super) fn read(prose: &Prose<'_>, phrases: &Phrases) -> Vec<Statement> {
    let mut statements: Vec<Statement> = Vec::new();
    let mut taken: Vec<(std::ops::Range<usize>, Says)> = Vec::new();
    // A list is read to its end once; what its items say for themselves is read on its own.
    let mut lists: Vec<std::ops::Range<usize>> = Vec::new();
    let mut occurring: Vec<&Phrase> = phrases.occurring(&prose.folded).collect();
    occurring.sort_by_key(|phrase| std::cmp::Reverse(phrase.file.weight));
    for phrase in occurring {
        for found in phrase.pattern.captures_iter(&prose.folded) {
            let Some(whole) = found.get(0) else { continue };
            if prose.is_excluded(whole.start()) && !phrase.file.always {
                continue;
            }
            // A default that is a value in the middle is told by what stands behind it.
            let extent = match found.name("token") {
                Some(token) if phrase.file.says == Says::Default => token.end()..whole.end(),
                _ => whole.range(),
            };
            let overlaps = taken.iter().any(|(range, says)| {
                let meet = range.start < extent.end && extent.start < range.end;
                // `The default value is a` is no list; a default inside a list is one of its values.
                let default = match (*says, phrase.file.says) {
                    (Says::Default, other) if is_list(other) => range.contains(&extent.start),
                    (other, Says::Default) if is_list(other) => extent.contains(&range.start),
                    _ => false,
                };
                meet && (default || clash(*says, phrase.file.says))
            });
            let at = prose.place(whole.start());
            let within = is_list(phrase.file.says) && lists.iter().any(|list| list.contains(&at));
            if overlaps || within {
                continue;
            }
            let Some((said, end)) = said(prose, phrases, phrase, &found) else {
                continue;
            };
            let range = prose.range(whole.start()..whole.end());
            // The place of a statement is that of its first word.
            let lead =
                |c: char| c.is_whitespace() || matches!(c, '.' | ',' | ';' | ':' | '(' | '。' | '，' | '；' | '：');
            let text = &prose.flat.text[range.clone()];
            let start = range.start + (text.len() - text.trim_start_matches(lead).len());
            let range = start..range.end.max(end).max(start);
            if is_list(phrase.file.says) {
                lists.push(range.clone());
            }
            taken.push((extent, phrase.file.says));
            let Some(said) = said else { continue };
            let conditional = matches!(said, Said::RequiredWhen { .. } | Said::Condition)
                || (!phrase.file.always
                    && if stands_alone(&found) {
                        conditions_before(prose, phrases, whole.start()) > 1
                    } else {
                        is_conditional(prose, phrases, &prose.sentence(whole.start()), &whole.range())
                    });
            let condition = conditional.then(|| prose.words(whole.start()));
            statements.push(Statement {
                rule: phrase.rule.clone(),
                said,
                of: phrase.file.of,
                kinds: phrase.file.for_.clone(),
                range,
                condition,
                in_item: prose.in_item(whole.start()),
                labelled: is_labelled(prose, start),
                weight: phrase.file.weight,
            });
        }
    }
    // A default in another unit than the field's is no number of the field: `in seconds … the default is 15 minutes`.
    let unit = statements.iter().find_map(|statement| match &statement.said {
        Said::Unit(unit) => Some(unit.trim_end_matches('s').to_lowercase()),
        _ => None,
    });
    if let Some(unit) = unit {
        statements.retain(|statement| match &statement.said {
            Said::Default(text) => {
                values::unit_of(text).is_none_or(|other| other.trim_end_matches('s').eq_ignore_ascii_case(&unit))
            }
            _ => true,
        });
    }
    statements.sort_by(|a, b| b.weight.cmp(&a.weight).then_with(|| a.range.start.cmp(&b.range.start)));
    statements
}

/// Whether a phrase leads to values.
fn is_list(says: Says) -> bool {
    matches!(says, Says::Values | Says::CodedValues | Says::Fixed)
}

/// Whether two phrases can't both mean the same words.
fn clash(a: Says, b: Says) -> bool {
    let sizes = |says| matches!(says, Says::Range | Says::Size | Says::Length | Says::Count | Says::Multiple);
    a == b || a == Says::Nothing || ((sizes(a) || is_list(a)) && (sizes(b) || is_list(b)))
}

/// Whether the line of a statement begins with a label of something else: `Windows: 2 to 15 characters`.
fn is_labelled(prose: &Prose<'_>, start: usize) -> bool {
    let text = &prose.flat.text;
    let line = text[..start].rfind('\n').map_or(0, |i| i + 1);
    let Some((label, between)) = text[line..start].split_once([':', '：']) else { return false };
    !label.is_empty() && label.chars().count() <= 24 && !between.contains(['。', '；', ';']) && !between.contains(". ")
}

/// Whether a match is a list behind the end of a sentence, which is not led by that sentence.
fn stands_alone(found: &Captures<'_>) -> bool {
    let text = found.get(0).map_or("", |whole| whole.as_str());
    found.name("bullets").is_some() && text.starts_with(['.', '。', '\n', '•'])
}

/// How many sentences before a place hold only under a condition. Two tell cases apart.
fn conditions_before(prose: &Prose<'_>, phrases: &Phrases, at: usize) -> usize {
    let mut count = 0;
    let mut start = 0;
    while start < at {
        let sentence = prose.sentence(start);
        if sentence.end > at || sentence.end <= start {
            break;
        }
        count += usize::from(is_conditional(prose, phrases, &sentence, &(sentence.end..sentence.end)));
        start = sentence.end;
        start += prose.folded[start..].len() - prose.folded[start..].trim_start_matches([' ', '\n']).len();
    }
    count
}

/// Whether what a sentence says at a range holds only under a condition.
fn is_conditional(
    prose: &Prose<'_>,
    phrases: &Phrases,
    sentence: &std::ops::Range<usize>,
    range: &std::ops::Range<usize>,
) -> bool {
    let text = &prose.folded[sentence.clone()];
    let harmless: Vec<std::ops::Range<usize>> =
        phrases.unconditional.iter().flat_map(|pattern| pattern.find_iter(text).map(|found| found.range())).collect();
    let counts = |found: &regex::Match<'_>| {
        !harmless.iter().any(|range| range.start <= found.start() && found.start() < range.end)
    };
    let inside = |found: &regex::Match<'_>| {
        let at = sentence.start + found.start();
        // A phrase that has the word in itself knows what it does.
        !(range.start <= at && at < range.end)
    };
    phrases.conditional.iter().any(|pattern| pattern.find_iter(text).any(|found| counts(&found) && inside(&found)))
        || phrases.conditional_lead.iter().any(|pattern| {
            pattern
                .find_iter(text)
                .any(|found| counts(&found) && inside(&found) && sentence.start + found.start() < range.start)
        })
}

/// What a match says (nothing for words that are only to be passed over), and where in the flat text it ends. No match
/// after all where what should follow does not.
fn said(prose: &Prose<'_>, phrases: &Phrases, phrase: &Phrase, found: &Captures<'_>) -> Option<(Option<Said>, usize)> {
    let flat = prose.flat;
    let end = found.get(0).map_or(0, |whole| prose.range(whole.range()).end);
    let (min, max) = bounds(&phrase.file, found)?;
    let plain = |said: Said| Some((Some(said), end));
    match phrase.file.says {
        Says::Range => plain(Said::Range(min, max)),
        Says::Size => plain(Said::Size(min, max)),
        Says::Length => {
            // `4KB` is no number of characters.
            let units = ["min_unit", "max_unit", "n_unit"].iter().filter_map(|name| found.name(name));
            if units.map(|unit| unit.as_str()).any(|unit| !matches!(unit, "位" | "个" | "字节" | "byte" | "bytes"))
            {
                return None;
            }
            let in_bytes = |name: &&str| {
                found.name(name).is_some_and(|unit| unit.as_str().ends_with("字节") || unit.as_str().contains("byte"))
            };
            let bytes = phrase.file.bytes || ["min_unit", "max_unit", "n_unit", "bytes"].iter().any(in_bytes);
            let unit = if bytes { LengthUnit::Bytes } else { LengthUnit::Characters };
            plain(Said::Length(min, max, unit))
        }
        Says::Count => plain(Said::Count(min, max)),
        Says::Values | Says::Fixed | Says::CodedValues => {
            let list = list(prose, phrases, phrase, found)?;
            let fixed = phrase.file.says == Says::Fixed;
            let least = if fixed { 1 } else { phrase.file.at_least };
            let most = if fixed { 1 } else { usize::MAX };
            if list.values.len() < least || list.values.len() > most {
                return None;
            }
            if values::are_parts(flat, prose.place(found.get(0)?.start()), &list) {
                return plain(Said::Explained("the list explains the parts of a value"));
            }
            // `-1: unlimited` says what a number means beside those that count.
            let numbers = list.values.iter().all(|value| values::is_number(&value.text));
            if phrase.file.says == Says::CodedValues && numbers && list.says(&phrases.unlimited_words) {
                return plain(Said::Explained("the list explains a number beside those that count"));
            }
            // `group:<id>`: forms that values have, and no values.
            if list.values.iter().any(|value| value.text.contains(['<', '>', '{', '}'])) {
                return None;
            }
            let end = list.end.max(end);
            let words = list.values.iter().any(|value| value.text.contains(char::is_alphabetic));
            let open = phrase.file.open || list.open || (words && prose.allows_other_spellings(phrases));
            let values = list.values.into_iter().map(|value| (value.text, value.meaning)).collect();
            let said = if phrase.file.says == Says::CodedValues {
                Said::CodedValues(values, open)
            } else {
                Said::Values(values, open)
            };
            Some((Some(said), end))
        }
        Says::Default => {
            let (value, end) = match (found.name("value"), found.name("token")) {
                (Some(at), _) => values::single(flat, prose.place(at.start()), phrases)?,
                (None, Some(token)) => (flat.text[prose.range(token.range())].to_owned(), end),
                (None, None) => return None,
            };
            if phrases.null_words.iter().any(|word| value.eq_ignore_ascii_case(word)) {
                return Some((None, end));
            }
            Some((Some(Said::Default(value)), end))
        }
        Says::Pattern => {
            let at = found.name("regex")?;
            let (text, end) = expression(flat, prose.place(at.start()))?;
            Some((Some(Said::Pattern(text)), end))
        }
        Says::Unit => plain(Said::Unit(flat.text[prose.range(found.name("unit")?.range())].to_owned())),
        Says::Format => {
            let template = found.name("template").map(|found| flat.text[prose.range(found.range())].trim().to_owned());
            plain(Said::Format(phrase.file.format.clone()?, template))
        }
        Says::Multiple => plain(Said::Multiple(number(found.name("n")?.as_str())?)),
        Says::Unique | Says::ReadOnly | Says::Deprecated | Says::Reserved | Says::NotNull | Says::Null => {
            plain(Said::Flag(phrase.file.says))
        }
        Says::RequiredWhen => {
            let only = found.name("only").is_some();
            // Without a field the condition is kept as words.
            let Some(field) = found.name("field") else {
                return plain(Said::RequiredWhen { field: String::new(), values: Vec::new(), only });
            };
            let field = flat.text[prose.range(field.range())].trim_matches(['"', '\'', '“', '”']).to_owned();
            let values = match found.name("value").or_else(|| found.name("list")) {
                Some(at) => {
                    let at = prose.place(at.start());
                    let list = values::inline(flat, at, phrases);
                    // `if it is used`, `… is set to a, and …`: the condition is more than this field's value.
                    let words = !phrase.file.plain && list.values.iter().all(|value| is_plain_word(flat, at, value));
                    let behind = flat.text[list.end..].trim_start();
                    let ends = behind.is_empty() || behind.starts_with(['.', ';', ')', '。', '；', '）']);
                    if list.values.is_empty() || words || !ends && !flat.text[list.end..].starts_with('\n') {
                        return plain(Said::RequiredWhen { field: String::new(), values: Vec::new(), only });
                    }
                    list.values.into_iter().map(|value| value.text).collect()
                }
                None => match found.name("token") {
                    Some(token) => {
                        vec![flat.text[prose.range(token.range())].trim_matches(['"', '\'', '“', '”']).to_owned()]
                    }
                    None => Vec::new(),
                },
            };
            plain(Said::RequiredWhen { field, values, only })
        }
        Says::Condition => plain(Said::Condition),
        Says::Exclusive => {
            let list = values::inline(flat, prose.place(found.name("list")?.start()), phrases);
            let names: Vec<String> =
                list.values.iter().filter(|value| value.marked).map(|value| value.text.clone()).collect();
            (!names.is_empty()).then_some((Some(Said::Exclusive(names)), list.end))
        }
        Says::Nothing => Some((None, end)),
    }
}

/// The list that a phrase leads to.
fn list(prose: &Prose<'_>, phrases: &Phrases, phrase: &Phrase, found: &Captures<'_>) -> Option<List> {
    let flat = prose.flat;
    if let Some(at) = found.name("bullets") {
        let coded = phrase.file.says == Says::CodedValues;
        return values::bullets(flat, prose.place(at.start()), phrases, !coded);
    }
    if let Some(at) = found.name("lines") {
        return values::lines(flat, prose.place(at.start()), phrases);
    }
    if let Some(token) = found.name("token") {
        let text = flat.text[prose.range(token.range())].trim_matches(['"', '\'', '“', '”']).to_owned();
        return Some(List {
            values: vec![Spelled { text, meaning: None, marked: false }],
            open: false,
            end: prose.range(token.range()).end,
        });
    }
    if let Some(at) = found.name("coded") {
        // In an item of a list such a line explains a part of what the item is about.
        if prose.in_item(at.start()) {
            return None;
        }
        return values::coded(flat, prose.place(at.start()), phrases);
    }
    let at = prose.place(found.name("list").or_else(|| found.name("value"))?.start());
    let mut list = values::inline(flat, at, phrases);
    if phrase.file.says == Says::Fixed {
        let (text, end) = values::single(flat, at, phrases)?;
        // `can only be a or b`, `a through b`: more than the one.
        if values::goes_on(flat, end, phrases) {
            return None;
        }
        list = List { values: vec![Spelled { text, meaning: None, marked: true }], open: false, end };
    }
    // One value that can be no word of the sentence vouches for the others: `sfs, sfsTurbo, or ecs`.
    if !phrase.file.plain && list.values.iter().all(|value| is_plain_word(flat, at, value)) {
        return None;
    }
    Some(list)
}

/// Whether a value is an unmarked word in lower case of a sentence in the same script: most likely a word of it.
fn is_plain_word(flat: &FlatText, at: usize, value: &Spelled) -> bool {
    let start = flat.text[..at].rfind('\n').map_or(0, |i| i + 1);
    let line = flat.text[start..].lines().next().unwrap_or("");
    !value.marked
        && !crate::text::has_han(line)
        && value.text.chars().all(|c| c.is_ascii_lowercase())
        && !matches!(value.text.as_str(), "true" | "false")
}

/// The bounds that a phrase captures. Nothing where two numbers have different units, or one can't be read.
#[allow(clippy::type_complexity, reason = "two ends, each of which may be missing")]
fn bounds(file: &PhraseFile, found: &Captures<'_>) -> Option<(Option<Bound>, Option<Bound>)> {
    let get = |name: &str| -> Option<Option<Bound>> {
        let Some(text) = found.name(name) else {
            return Some(None);
        };
        if text.as_str() == "∞" {
            return Some(None);
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
    // `15 minutes to 24`: a unit at the first number alone is the unit of that number.
    if let (Some(_), None, true) = (unit("min_unit"), unit("max_unit"), found.name("max").is_some()) {
        return None;
    }
    if let Some(exact) = get("n")? {
        return Some((Some(exact.clone()), Some(exact)));
    }
    let meant = |n: Option<i64>| n.map(|n| Bound { value: n.into(), exclusive: false });
    let min = get("min")?.or(exclusive(get("above")?)).or(meant(file.min));
    let max = get("max")?.or(exclusive(get("below")?)).or(meant(file.max));
    Some((min, max))
}

/// A number as prose writes it.
pub(super) fn number(text: &str) -> Option<Number> {
    let digits = text.replace(',', "");
    let digits = digits.trim_start_matches('+');
    if let Ok(whole) = digits.parse::<i64>() {
        return Some(whole.into());
    }
    if let Ok(whole) = digits.parse::<u64>() {
        return Some(whole.into());
    }
    Number::from_f64(digits.parse().ok()?)
}

/// The regular expression that stands at a place: what is marked as literal there, or what follows up to a blank.
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
    // Something that nothing but a regular expression has.
    let telling = found.contains('[') && found.contains(']') || found.starts_with('^') || found.ends_with('$');
    telling.then(|| (found.to_owned(), start + length))
}

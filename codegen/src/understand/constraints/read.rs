//! Statements out of prose, phrase by phrase: which phrase reads which words, and under which condition.
//!
//! What a match says is told by [`captures`]; what it means for a field is for another pass.

mod captures;

use regex::Captures;
use serde_json::Number;

use super::prose::Prose;
use super::values;
use crate::document::FlatText;
use crate::ir::{Bound, LengthUnit};
use crate::vocabulary::phrases::{Phrase, Phrases, Says, Scope};

pub(super) use captures::number;

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
    /// Its sentence, as it stands on the page, and what tells the case that it is about.
    pub words: String,
    /// Whether it holds only under a condition that stands in its sentence.
    pub conditional: bool,
    /// Whether it is said of a case: `When the type is a, it ranges from …`, `When the type is a, … . It ranges from …`.
    pub of_case: bool,
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
    /// By how much a number grows from the least one.
    Step(Number),
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
            words: String::new(),
            conditional: false,
            of_case: false,
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
            words: String::new(),
            conditional: false,
            of_case: false,
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
            // Advice in the first item of a list of values is no advice to use the list.
            let place = whole.start();
            let excluded = if stands_alone(&found) { prose.is_example(place) } else { prose.is_excluded(place) };
            if excluded && !phrase.file.always {
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
            let Some((said, end)) = captures::said(prose, phrases, phrase, &found) else {
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
                            || (phrase.file.says != Says::Default && is_of_absence(prose, phrases, whole.start()))
                    });
            // A condition in its own sentence is the one that counts.
            let case = if conditional { None } else { case_of(prose, phrases, whole.start()) };
            statements.push(Statement {
                rule: phrase.rule.clone(),
                said,
                of: phrase.file.of,
                kinds: phrase.file.for_.clone(),
                range,
                words: match case {
                    Some(start) => prose.words_from(start, whole.start()),
                    None => prose.words(whole.start()),
                },
                conditional,
                of_case: case.is_some() || (conditional && !is_condition(prose, phrases, whole.start())),
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
                let behind = prose.flat.text[statement.range.end..].trim_start_matches(' ');
                let word = &behind[..behind.len() - behind.trim_start_matches(char::is_alphabetic).len()];
                let word = Some(word).filter(|word| phrases.units.contains(&word.to_lowercase()));
                let other = values::unit_of(text).or(word);
                other.is_none_or(|other| other.trim_end_matches('s').eq_ignore_ascii_case(&unit))
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
    let sizes =
        |says| matches!(says, Says::Range | Says::Size | Says::Length | Says::Count | Says::Multiple | Says::Step);
    match (a, b) {
        // Words that two phrases pass over are passed over all the same.
        (Says::Nothing, Says::Nothing) => false,
        (Says::Nothing, _) => true,
        _ => a == b || ((sizes(a) || is_list(a)) && (sizes(b) || is_list(b))),
    }
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

/// Whether a place stands in the words of a condition: behind what begins one, without a comma between.
fn is_condition(prose: &Prose<'_>, phrases: &Phrases, at: usize) -> bool {
    let sentence = prose.sentence(at);
    let before = &prose.folded[sentence.start..at];
    let begins = |found: regex::Match<'_>| !before[found.start()..].contains([',', '，', ':', '：']);
    let mut words = phrases.conditional.iter().chain(&phrases.conditional_lead);
    words.any(|pattern| pattern.find_iter(before).any(begins)) || is_of_absence(prose, phrases, at)
}

/// Where the sentence begins, before the one at a place, whose condition tells the case of the rest of its line; or the
/// line before that is nothing but a condition: `Key (when the action is create)`.
fn case_of(prose: &Prose<'_>, phrases: &Phrases, at: usize) -> Option<usize> {
    let conditional =
        |sentence: &std::ops::Range<usize>| is_conditional(prose, phrases, sentence, &(sentence.end..sentence.end));
    let line = prose.folded[..at].rfind('\n').map_or(0, |end| end + 1);
    let own = prose.sentence(at).start.max(line);
    let mut start = line;
    while start < own {
        let sentence = prose.sentence(start);
        if !prose.is_excluded(start) && conditional(&sentence) {
            return Some(start);
        }
        if sentence.end <= start {
            break;
        }
        start = sentence.end;
        start += prose.folded[start..].len() - prose.folded[start..].trim_start_matches(' ').len();
    }
    let before = prose.folded[..line].trim_end_matches(['\n', ' ']);
    let head = before.rfind('\n').map_or(0, |end| end + 1)..before.len();
    let heads = before.ends_with([')', ':']) && !prose.in_item(at) && prose.sentence(head.start).end >= head.end;
    (heads && conditional(&head)).then_some(head.start)
}

/// Whether a place stands in the words that tell when a value is not given: `If it is not set or greater than 9, …`.
fn is_of_absence(prose: &Prose<'_>, phrases: &Phrases, at: usize) -> bool {
    let sentence = prose.sentence(at);
    let text = &prose.folded[sentence.clone()];
    let mut clauses = phrases.unconditional.iter().flat_map(|pattern| pattern.find_iter(text));
    clauses.any(|found| sentence.start + found.start() < at && at < sentence.start + found.end())
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

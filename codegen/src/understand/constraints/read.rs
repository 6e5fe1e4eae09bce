//! Statements out of prose, phrase by phrase: which phrase reads which words, and under which condition.
//!
//! What a match says is told by [`captures`], under which condition it is said by [`cases`], of what by [`subject`]; what
//! it means for a field is for another pass.

mod captures;
mod cases;
mod subject;

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
    /// Whether that item begins with it.
    pub begins_item: bool,
    /// Whether its line begins with a label of something else.
    pub labelled: bool,
    /// Whether it is said of the case that the item it stands in tells: behind a label among others, or behind a condition
    /// with which the item begins.
    pub of_item: bool,
    /// The name that it is said of, where one stands before it: of another field than this one it says nothing here.
    pub subject: Option<String>,
    /// The unit behind its numbers, folded.
    pub unit: Option<String>,
    /// Whether that unit counts a text's bytes.
    pub in_bytes: bool,
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
    /// What a cell other than the description states: without words, for no case.
    fn of_cell(rule: &str, said: Said, weight: u8) -> Self {
        Self {
            rule: rule.into(),
            said,
            of: Scope::Value,
            kinds: Vec::new(),
            range: 0..0,
            words: String::new(),
            conditional: false,
            of_case: false,
            in_item: false,
            begins_item: false,
            labelled: false,
            of_item: false,
            subject: None,
            unit: None,
            in_bytes: false,
            weight,
        }
    }

    /// What a type with a number in parentheses states: `String(255)`.
    pub(super) fn type_length(most: u64) -> Self {
        let most = Bound { value: most.into(), exclusive: false };
        let said = Said::Length(None, Some(most), LengthUnit::Characters);
        Self { kinds: vec!["string".into()], ..Self::of_cell("type-length", said, 1) }
    }

    /// What a cell of a column of defaults states.
    pub(super) fn default_column(cell: &FlatText) -> Self {
        let text = cell.one_line().trim_matches(['"', '“', '”']).to_owned();
        Self::of_cell("default-column", Said::Default(text), 9)
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
            let excluded = if cases::stands_alone(&found) { prose.is_example(place) } else { prose.is_excluded(place) };
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
                || (!phrase.file.always && cases::holds_in_a_case(prose, phrases, phrase.file.says, &found))
                || (phrase.file.says == Says::Default && cases::is_default_of_label(prose, whole.start()));
            let default = match &said {
                Said::Default(text) => Some(text.clone()),
                _ => None,
            };
            let unit = ["n_unit", "max_unit", "below_unit", "min_unit", "above_unit"];
            let unit = unit.iter().find_map(|name| found.name(name)).map(|unit| unit.as_str().to_owned());
            // A condition in its own sentence is the one that counts.
            let case = if conditional { None } else { cases::case_of(prose, phrases, whole.start()) };
            statements.push(Statement {
                rule: phrase.rule.clone(),
                said,
                of: phrase.file.of,
                kinds: phrase.file.for_.clone(),
                range,
                words: match case {
                    Some(start) => prose.words_from(start, whole.start()),
                    // A condition that heads a list is nothing without it.
                    None if conditional && found.name("bullets").is_some() && !cases::stands_alone(&found) => {
                        prose.words_to(whole.start(), end)
                    }
                    None => prose.words(whole.start()),
                },
                conditional,
                of_case: case.is_some() || (conditional && !cases::is_condition(prose, phrases, whole.start())),
                in_item: prose.in_item(whole.start()),
                begins_item: prose.item_begins_at(start),
                labelled: cases::is_labelled(prose, start),
                of_item: cases::is_of_item(prose, phrases, start, default.as_deref())
                    || case.is_some_and(|case| prose.begins_item(case)),
                subject: subject::of(prose, whole.start(), start, &found, default.as_deref()),
                in_bytes: unit.as_ref().is_some_and(|unit| phrases.byte_units.contains(unit)),
                unit,
                weight: phrase.file.weight,
            });
        }
    }
    drop_other_units(&mut statements, prose, phrases);
    statements.sort_by(|a, b| b.weight.cmp(&a.weight).then_with(|| a.range.start.cmp(&b.range.start)));
    statements
}

/// Takes out a default in another unit than the field's, which is no number of the field: `in seconds … the default is
/// 15 minutes`.
fn drop_other_units(statements: &mut Vec<Statement>, prose: &Prose<'_>, phrases: &Phrases) {
    let singular = |unit: &str| {
        let unit = unit.to_lowercase();
        let one = phrases.same_units.iter().find(|names| names.contains(&unit)).and_then(|names| names.first());
        one.unwrap_or(&unit).trim_end_matches('s').to_owned()
    };
    let Some(own) = statements.iter().find_map(|statement| match &statement.said {
        Said::Unit(unit) => Some(singular(unit)),
        _ => None,
    }) else {
        return;
    };
    statements.retain(|statement| {
        let differs = |other: &String| {
            singular(other) != own && !own.starts_with(&singular(other)) && !singular(other).starts_with(&own)
        };
        if matches!(statement.said, Said::Range(..) | Said::Multiple(_)) {
            return !statement.unit.as_ref().is_some_and(differs);
        }
        let Said::Default(text) = &statement.said else { return true };
        let behind = prose.flat.text[statement.range.end..].trim_start_matches(' ');
        let word = &behind[..behind.len() - behind.trim_start_matches(char::is_alphabetic).len()];
        let word = Some(word).filter(|word| phrases.units.contains(&word.to_lowercase()));
        values::unit_of(text).or(word).is_none_or(|other| singular(other) == own)
    });
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

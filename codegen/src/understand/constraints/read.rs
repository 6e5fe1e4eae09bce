//! Reads statements from prose, phrase by phrase: which phrase reads which words, and under which condition.
//!
//! [`captures`] reads the content of a match, [`cases`] the condition under which it applies, [`subject`] what it is
//! about, [`of_listed`] which listed value; another pass decides what it means for a field.

mod captures;
mod cases;
mod of_listed;
mod subject;
mod taken;

use std::ops::Range;

use serde_json::Number;

use super::characters::CharacterSet;
use super::prose::Prose;
use super::structure::{self, Structured};
use super::values::{self, List};
use crate::document::FlatText;
use crate::ir::{Bound, LengthUnit};
use crate::vocabulary::Captures;
use crate::vocabulary::phrases::{Part, Phrase, Phrases, Says, Scope};

pub(super) use captures::number;

use taken::Parts;

/// One statement of a text.
#[derive(Clone, Debug, PartialEq)]
pub struct Statement {
    /// The rule that matched.
    pub rule: String,
    /// What it states.
    pub stated: Stated,
    /// What it is about.
    pub of: Scope,
    /// The kinds of values to which it can apply; all if empty.
    pub kinds: Vec<String>,
    /// Its bytes in the flat text.
    pub range: std::ops::Range<usize>,
    /// Its sentence as the page writes it, with the words that describe its case.
    pub words: String,
    /// Whether it applies only under a condition in its sentence.
    pub conditional: bool,
    /// Whether it is about a case: `When the type is a, it ranges from …`, `When the type is a, … . It ranges from …`.
    pub of_case: bool,
    /// Whether it is in an item of a list.
    pub in_item: bool,
    /// Whether that item begins with it.
    pub begins_item: bool,
    /// Where its line begins with a label of something else, the end of the nearest such label.
    pub labelled: Option<usize>,
    /// Whether it is about the case that its item describes: after a label among others, or after a condition with
    /// which the item begins.
    pub of_item: bool,
    /// The name of its subject, where one precedes it: a statement about another field does not apply to this one.
    pub subject: Option<String>,
    /// The noun that a condition makes a demand of, which may be another field.
    pub topic: Option<String>,
    /// The unit after its numbers, folded.
    pub unit: Option<String>,
    /// Whether that unit counts a string's bytes.
    pub in_bytes: bool,
    /// Its weight.
    pub weight: u8,
}

/// What is stated.
#[derive(Clone, Debug, PartialEq)]
pub enum Stated {
    /// The minimum and maximum of a number.
    Range(Option<Bound>, Option<Bound>),
    /// The same, with a meaning that depends on the field's type.
    Size(Option<Bound>, Option<Bound>),
    /// A string's length.
    Length(Option<Bound>, Option<Bound>, LengthUnit),
    /// The number of elements or entries.
    Count(Option<Bound>, Option<Bound>),
    /// The permitted values, with their meanings, and whether there are others.
    Values(Vec<(String, Option<String>)>, bool),
    /// The permitted values, from a list without words that introduce it.
    CodedValues(Vec<(String, Option<String>)>, bool),
    /// The value that applies when none is given.
    Default(String),
    /// The same, by the value's meaning, which a list in the text maps to the value.
    DefaultMeaning(String),
    /// A regular expression.
    Pattern(String),
    /// An expression made from the template of a time.
    Form(String),
    /// The characters of a string, or of a part of it.
    Characters(Part, CharacterSet),
    /// The unit.
    Unit(String),
    /// The format, and the template where there is one.
    Format(String, Option<String>),
    /// The number of which the value must be a multiple.
    Multiple(Number),
    /// The step by which a number increases from the minimum.
    Step(Number),
    /// A fact without a value.
    Flag(Says),
    /// A listed value that should no longer be used.
    DeprecatedValue(String),
    /// The field is required when another field has one of some values, or any; or, without a name, under a condition
    /// that only words describe.
    RequiredWhen {
        /// The other field.
        field: String,
        /// Its values; any value if empty.
        values: Vec<String>,
        /// Whether it is required only under this condition, which overrides a column.
        only: bool,
    },
    /// A statement under a condition that only words describe.
    Condition,
    /// At most one of these fields may be given.
    Exclusive(Vec<String>),
    /// Nothing that applies to the value, with the reason.
    Explained(&'static str),
}

impl Statement {
    /// What a cell other than the description states: without words, and about no case.
    fn of_cell(rule: &str, stated: Stated, weight: u8) -> Self {
        Self {
            rule: rule.into(),
            stated,
            of: Scope::Value,
            kinds: Vec::new(),
            range: 0..0,
            words: String::new(),
            conditional: false,
            of_case: false,
            in_item: false,
            begins_item: false,
            labelled: None,
            of_item: false,
            subject: None,
            topic: None,
            unit: None,
            in_bytes: false,
            weight,
        }
    }

    /// What a type with a number in parentheses states: `String(255)`.
    pub(super) fn type_length(most: u64) -> Self {
        let most = Bound { value: most.into(), exclusive: false };
        let stated = Stated::Length(None, Some(most), LengthUnit::Characters);
        Self { kinds: vec!["string".into()], ..Self::of_cell("type-length", stated, 1) }
    }

    /// What a cell of a column of defaults states.
    pub(super) fn default_column(cell: &FlatText) -> Self {
        let text = cell.one_line().trim_matches(['"', '“', '”']).to_owned();
        Self::of_cell("default-column", Stated::Default(text), 9)
    }
}

/// What became of words that a phrase's pattern matches.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// They were read.
    Read,
    /// They state nothing, and no other phrase reads them.
    PassedOver,
    /// They are where phrases are not read: in an example, in advice.
    Excluded,
    /// A phrase of more weight, or a list, has read them.
    Taken,
    /// Their content is nothing that the phrase can state.
    Empty,
}

/// All statements of a text. What a phrase of more weight has read is not read again by one of less, and what any
/// phrase has read is not read by structure.
pub(super) fn read(prose: &Prose<'_>, phrases: &Phrases) -> Vec<Statement> {
    read_tracing(prose, phrases, &mut |_, _, _| ())
}

/// Like [`read`], and reports for each match of a phrase's pattern what became of it. Places are those of the folded
/// text.
pub(super) fn read_tracing(
    prose: &Prose<'_>,
    phrases: &Phrases,
    trace: &mut impl FnMut(&Phrase, Range<usize>, Fate),
) -> Vec<Statement> {
    let mut reader =
        Reader { prose, phrases, statements: Vec::new(), taken: Parts::default(), lists: Parts::default() };
    let mut occurring: Vec<&Phrase> = phrases.occurring(&prose.folded).collect();
    occurring.sort_by_key(|phrase| std::cmp::Reverse(phrase.file.weight));
    for phrase in occurring {
        for found in phrase.pattern.search(&prose.folded) {
            let fate = reader.phrase(phrase, &found);
            trace(phrase, found.whole().range(), fate);
        }
    }
    for list in structure::lists(prose.flat, phrases) {
        reader.list(list);
    }
    let mut statements = reader.statements;
    drop_other_units(&mut statements, prose, phrases);
    of_listed::settle(&mut statements, prose);
    // Statements about a listed value come after the list.
    let of_listed = |statement: &Statement| matches!(statement.stated, Stated::DeprecatedValue(_));
    statements.sort_by(|a, b| {
        let order = of_listed(a).cmp(&of_listed(b));
        order.then(b.weight.cmp(&a.weight)).then_with(|| a.range.start.cmp(&b.range.start))
    });
    statements
}

/// A text while it is being read.
struct Reader<'r> {
    prose: &'r Prose<'r>,
    phrases: &'r Phrases,
    statements: Vec<Statement>,
    /// The parts of the folded text that are already read, with what they state.
    taken: Parts<Says>,
    /// The places of lists in the flat text. A list is read to its end once; statements in its items are read
    /// separately.
    lists: Parts<()>,
}

impl Reader<'_> {
    /// Whether words already have another meaning.
    fn is_taken(&self, extent: &Range<usize>, kind: Says) -> bool {
        let at = self.prose.place(extent.start);
        let overlaps = self.taken.any(extent, |range, other| {
            let meet = range.start < extent.end && extent.start < range.end;
            // `The default value is a` is not a list; a default inside a list is one of its values.
            let default = match (*other, kind) {
                (Says::Default, own) if is_list(own) => range.contains(&extent.start),
                (other, Says::Default) if is_list(other) => extent.contains(&range.start),
                _ => false,
            };
            meet && (default || clash(*other, kind))
        });
        overlaps || (is_list(kind) && self.lists.any(&(at..at), |list, ()| list.contains(&at)))
    }

    /// Reads a match of a phrase.
    fn phrase(&mut self, phrase: &Phrase, found: &Captures<'_>) -> Fate {
        let (prose, phrases) = (self.prose, self.phrases);
        let whole = found.whole();
        // Advice in the first item of a list of values is not advice to use the list.
        let place = begins(whole.as_str(), found).map_or(whole.start(), |lead| whole.start() + lead);
        let excluded = if cases::stands_alone(found) { prose.is_example(place) } else { prose.is_excluded(place) };
        if excluded && !phrase.file.always {
            return Fate::Excluded;
        }
        // A default in the form of a value in the middle depends on the text after it.
        let extent = match found.name("token") {
            Some(token) if phrase.file.says == Says::Default => token.end()..whole.end(),
            // The separator from the next statement belongs to neither.
            _ => whole.start()..whole.start() + whole.as_str().trim_end_matches([',', '，', ';', '；']).len(),
        };
        if self.is_taken(&extent, phrase.file.says) {
            return Fate::Taken;
        }
        let Some((stated, end)) = captures::stated(prose, phrases, phrase, found) else { return Fate::Empty };
        let range = prose.range(whole.range());
        let text = &prose.flat.text[range.clone()];
        let start = range.start + (text.len() - text.trim_start_matches(leads).len());
        let range = start..range.end.max(end).max(start);
        if is_list(phrase.file.says) {
            self.lists.add(range.clone(), ());
        }
        self.taken.add(extent, phrase.file.says);
        let Some(stated) = stated else { return Fate::PassedOver };
        let conditional = matches!(stated, Stated::RequiredWhen { .. } | Stated::Condition)
            || (!phrase.file.always && cases::applies_in_a_case(prose, phrases, phrase.file.says, found, place))
            || (phrase.file.says == Says::Default && cases::is_default_of_label(prose, phrases, whole.start()));
        let unit = ["n_unit", "max_unit", "below_unit", "min_unit", "above_unit"];
        let unit = unit.iter().find_map(|name| found.name(name)).map(|unit| unit.as_str().to_owned());
        let named = |group: &str| found.name(group).map(|name| prose.flat.text[prose.range(name.range())].to_owned());
        let own = named("own");
        // A condition that introduces a list means nothing without it.
        let heads = conditional && found.name("bullets").is_some() && !cases::stands_alone(found);
        let glued = matches!(
            (phrase.file.of, &stated),
            (Scope::Value, Stated::Length(..) | Stated::Range(..) | Stated::Size(..))
        );
        let own = own.or_else(|| subject::glued(prose, phrases, range.start).filter(|_| glued));
        let statement = self.statement(stated, place, range, conditional, own);
        self.statements.push(Statement {
            rule: phrase.rule.clone(),
            of: phrase.file.of,
            kinds: phrase.file.for_.clone(),
            // `If it is set to **a**, the protocol must be **b**`: in a condition, a noun belongs to another field.
            topic: named("topic").filter(|_| conditional),
            in_bytes: unit.as_ref().is_some_and(|unit| phrases.byte_units.contains(unit)),
            unit,
            weight: phrase.file.weight,
            words: if heads { prose.words_to(place, end) } else { statement.words.clone() },
            ..statement
        });
        Fate::Read
    }

    /// Takes a list found by structure, where no phrase has read its words.
    fn list(&mut self, list: Structured) {
        let (prose, phrases) = (self.prose, self.phrases);
        let extent = prose.folded_range(list.range.clone());
        if prose.is_excluded(extent.start) || prose.in_item(extent.start) || self.is_taken(&extent, Says::CodedValues) {
            return;
        }
        self.taken.add(extent.clone(), Says::CodedValues);
        self.lists.add(list.range.clone(), ());
        let conditional = cases::is_about_a_case(prose, phrases, &extent);
        let values = List { values: list.values, open: list.open, end: list.range.end };
        let Some(stated) = captures::listed(prose, phrases, values, list.range.start, true) else { return };
        let statement = self.statement(stated, extent.start, list.range, conditional, None);
        self.statements.push(Statement { rule: list.rule.into(), ..statement });
    }

    /// A statement with the properties that follow from its place. `at` is its place in the folded text, `range` in the
    /// flat one.
    fn statement(
        &self,
        stated: Stated,
        at: usize,
        range: Range<usize>,
        conditional: bool,
        own: Option<String>,
    ) -> Statement {
        let (prose, phrases) = (self.prose, self.phrases);
        let default = match &stated {
            Stated::Default(text) => Some(text.clone()),
            _ => None,
        };
        // A condition in its own sentence takes precedence.
        let case = if conditional { None } else { cases::case_of(prose, phrases, at) };
        Statement {
            words: case.map_or_else(|| prose.words(at), |start| prose.words_from(start, at)),
            conditional,
            of_case: case.is_some() || (conditional && !cases::is_condition(prose, phrases, at)),
            in_item: prose.in_item(at),
            begins_item: prose.item_begins_at(range.start),
            labelled: cases::label_of(prose, range.start),
            of_item: cases::is_of_item(prose, phrases, range.start, default.as_deref())
                || case.is_some_and(|case| prose.begins_item(case)),
            subject: own
                .or_else(|| subject::letter(prose, phrases, at, range.start))
                .or_else(|| subject::of(prose, phrases, at, range.start, default.as_deref())),
            range,
            ..Statement::of_cell("", stated, 0)
        }
    }
}

/// Removes numbers in another unit than the field's, which are not about the field: `in seconds … the default is 15
/// minutes`.
fn drop_other_units(statements: &mut Vec<Statement>, prose: &Prose<'_>, phrases: &Phrases) {
    let singular = |unit: &str| {
        let unit = unit.to_lowercase();
        // One letter and an `s` is an abbreviation of its own: `ms`.
        let one = unit.strip_suffix('s').filter(|one| one.chars().count() > 1).unwrap_or(&unit);
        let known = |name: &String| name == &unit || name == one;
        let same = phrases.same_units.iter().find(|names| names.iter().any(known)).and_then(|names| names.first());
        same.map_or(one, String::as_str).to_owned()
    };
    let Some(own) = statements.iter().find_map(|statement| match &statement.stated {
        Stated::Unit(unit) => Some(singular(unit)),
        _ => None,
    }) else {
        return;
    };
    statements.retain(|statement| {
        let differs = |other: &String| {
            singular(other) != own && !own.starts_with(&singular(other)) && !singular(other).starts_with(&own)
        };
        // Characters count a string, whatever its unit is.
        let counts = |unit: &String| phrases.character_units.contains(unit) || phrases.byte_units.contains(unit);
        match &statement.stated {
            Stated::Range(..) | Stated::Multiple(_) => return !statement.unit.as_ref().is_some_and(differs),
            Stated::Size(..) => return !statement.unit.as_ref().is_some_and(|unit| differs(unit) && !counts(unit)),
            _ => {}
        }
        let Stated::Default(text) = &statement.stated else { return true };
        let behind = prose.flat.text[statement.range.end..].trim_start_matches(' ');
        let word = &behind[..behind.len() - behind.trim_start_matches(char::is_alphabetic).len()];
        let word = Some(word).filter(|word| phrases.units.contains(&word.to_lowercase()));
        values::unit_of(text).or(word).is_none_or(|other| singular(other) == own)
    });
}

/// Whether a character may precede the words of a match and belong to the previous sentence.
fn leads(c: char) -> bool {
    c.is_whitespace() || matches!(c, '.' | ',' | ';' | ':' | '(' | '。' | '，' | '；' | '：')
}

/// The start of the words of a match that begins with the end of the previous sentence: its place is there. `None`
/// where it begins with words, or introduces the items of a list, which belong to the previous sentence.
fn begins(text: &str, found: &Captures<'_>) -> Option<usize> {
    let words = text.trim_start_matches(leads);
    let behind = text.starts_with(['\n', '.', ';', '。', '；']) && found.name("bullets").is_none();
    (behind && !words.is_empty()).then_some(text.len() - words.len())
}

/// Whether a phrase introduces values.
fn is_list(kind: Says) -> bool {
    matches!(kind, Says::Values | Says::CodedValues | Says::Fixed)
}

/// Whether two phrases cannot both apply to the same words.
fn clash(a: Says, b: Says) -> bool {
    let sizes =
        |kind| matches!(kind, Says::Range | Says::Size | Says::Length | Says::Count | Says::Multiple | Says::Step);
    match (a, b) {
        // Words that two phrases skip are skipped.
        (Says::Nothing, Says::Nothing) => false,
        (Says::Nothing, _) => true,
        _ => a == b || ((sizes(a) || is_list(a)) && (sizes(b) || is_list(b))),
    }
}

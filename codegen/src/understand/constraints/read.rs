//! Statements out of prose, phrase by phrase: which phrase reads which words, and under which condition.
//!
//! What a match says is told by [`captures`], under which condition it is said by [`cases`], of what by [`subject`]; what
//! it means for a field is for another pass.

mod captures;
mod cases;
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
    /// Where its line begins with a label of something else, the end of the label that is nearest to it.
    pub labelled: Option<usize>,
    /// Whether it is said of the case that the item it stands in tells: behind a label among others, or behind a condition
    /// with which the item begins.
    pub of_item: bool,
    /// The name that it is said of, where one stands before it: of another field than this one it says nothing here.
    pub subject: Option<String>,
    /// The noun that a condition makes a demand of, which may be another field.
    pub topic: Option<String>,
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
    /// The same, by what the value means: the text has a list that tells the value.
    DefaultMeaning(String),
    /// A regular expression.
    Pattern(String),
    /// An expression that the template of a time makes.
    Form(String),
    /// Which characters some or all of a text's are.
    Characters(Part, CharacterSet),
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
        let said = Said::Length(None, Some(most), LengthUnit::Characters);
        Self { kinds: vec!["string".into()], ..Self::of_cell("type-length", said, 1) }
    }

    /// What a cell of a column of defaults states.
    pub(super) fn default_column(cell: &FlatText) -> Self {
        let text = cell.one_line().trim_matches(['"', '“', '”']).to_owned();
        Self::of_cell("default-column", Said::Default(text), 9)
    }
}

/// What became of words that a phrase's pattern fits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// They were read.
    Read,
    /// They say nothing, and no other phrase reads them.
    PassedOver,
    /// They stand where the phrase is not read: in an example, in advice.
    Excluded,
    /// A phrase of more weight or a list has them.
    Taken,
    /// What they hold is nothing that the phrase can say.
    Empty,
}

/// All that a text says. What a phrase of more weight has read is not read again by one of less, and what any phrase has
/// read is not read by structure.
pub(super) fn read(prose: &Prose<'_>, phrases: &Phrases) -> Vec<Statement> {
    read_telling(prose, phrases, &mut |_, _, _| ())
}

/// As [`read`], and tells of each place that a phrase's pattern fits what became of it. Places are those of the folded text.
pub(super) fn read_telling(
    prose: &Prose<'_>,
    phrases: &Phrases,
    tell: &mut impl FnMut(&Phrase, Range<usize>, Fate),
) -> Vec<Statement> {
    let mut reader =
        Reader { prose, phrases, statements: Vec::new(), taken: Parts::default(), lists: Parts::default() };
    let mut occurring: Vec<&Phrase> = phrases.occurring(&prose.folded).collect();
    occurring.sort_by_key(|phrase| std::cmp::Reverse(phrase.file.weight));
    for phrase in occurring {
        for found in phrase.pattern.search(&prose.folded) {
            let fate = reader.phrase(phrase, &found);
            tell(phrase, found.whole().range(), fate);
        }
    }
    for list in structure::lists(prose.flat, phrases) {
        reader.list(list);
    }
    let mut statements = reader.statements;
    drop_other_units(&mut statements, prose, phrases);
    statements.sort_by(|a, b| b.weight.cmp(&a.weight).then_with(|| a.range.start.cmp(&b.range.start)));
    statements
}

/// A text while it is read.
struct Reader<'r> {
    prose: &'r Prose<'r>,
    phrases: &'r Phrases,
    statements: Vec<Statement>,
    /// Which parts of the folded text say what.
    taken: Parts<Says>,
    /// Where lists stand in the flat text. A list is read to its end once; what its items say for themselves is read on
    /// its own.
    lists: Parts<()>,
}

impl Reader<'_> {
    /// Whether words mean something else already.
    fn is_taken(&self, extent: &Range<usize>, says: Says) -> bool {
        let at = self.prose.place(extent.start);
        let overlaps = self.taken.any(extent, |range, other| {
            let meet = range.start < extent.end && extent.start < range.end;
            // `The default value is a` is no list; a default inside a list is one of its values.
            let default = match (*other, says) {
                (Says::Default, own) if is_list(own) => range.contains(&extent.start),
                (other, Says::Default) if is_list(other) => extent.contains(&range.start),
                _ => false,
            };
            meet && (default || clash(*other, says))
        });
        overlaps || (is_list(says) && self.lists.any(&(at..at), |list, ()| list.contains(&at)))
    }

    /// Reads a match of a phrase.
    fn phrase(&mut self, phrase: &Phrase, found: &Captures<'_>) -> Fate {
        let (prose, phrases) = (self.prose, self.phrases);
        let whole = found.whole();
        // Advice in the first item of a list of values is no advice to use the list.
        let place = begins(whole.as_str(), found).map_or(whole.start(), |lead| whole.start() + lead);
        let excluded = if cases::stands_alone(found) { prose.is_example(place) } else { prose.is_excluded(place) };
        if excluded && !phrase.file.always {
            return Fate::Excluded;
        }
        // A default that is a value in the middle is told by what stands behind it.
        let extent = match found.name("token") {
            Some(token) if phrase.file.says == Says::Default => token.end()..whole.end(),
            // What parts it from the next statement is read by none.
            _ => whole.start()..whole.start() + whole.as_str().trim_end_matches([',', '，', ';', '；']).len(),
        };
        if self.is_taken(&extent, phrase.file.says) {
            return Fate::Taken;
        }
        let Some((said, end)) = captures::said(prose, phrases, phrase, found) else { return Fate::Empty };
        let range = prose.range(whole.range());
        let text = &prose.flat.text[range.clone()];
        let start = range.start + (text.len() - text.trim_start_matches(leads).len());
        let range = start..range.end.max(end).max(start);
        if is_list(phrase.file.says) {
            self.lists.add(range.clone(), ());
        }
        self.taken.add(extent, phrase.file.says);
        let Some(said) = said else { return Fate::PassedOver };
        let conditional = matches!(said, Said::RequiredWhen { .. } | Said::Condition)
            || (!phrase.file.always && cases::holds_in_a_case(prose, phrases, phrase.file.says, found, place))
            || (phrase.file.says == Says::Default && cases::is_default_of_label(prose, phrases, whole.start()));
        let unit = ["n_unit", "max_unit", "below_unit", "min_unit", "above_unit"];
        let unit = unit.iter().find_map(|name| found.name(name)).map(|unit| unit.as_str().to_owned());
        let named = |group: &str| found.name(group).map(|name| prose.flat.text[prose.range(name.range())].to_owned());
        let own = named("own");
        // A condition that heads a list is nothing without it.
        let heads = conditional && found.name("bullets").is_some() && !cases::stands_alone(found);
        let glued =
            matches!((phrase.file.of, &said), (Scope::Value, Said::Length(..) | Said::Range(..) | Said::Size(..)));
        let own = own.or_else(|| subject::glued(prose, phrases, range.start).filter(|_| glued));
        let statement = self.statement(said, place, range, conditional, own);
        self.statements.push(Statement {
            rule: phrase.rule.clone(),
            of: phrase.file.of,
            kinds: phrase.file.for_.clone(),
            // `If it is set to **a**, the protocol must be **b**`: in a condition a noun is that of another field.
            topic: named("topic").filter(|_| conditional),
            in_bytes: unit.as_ref().is_some_and(|unit| phrases.byte_units.contains(unit)),
            unit,
            weight: phrase.file.weight,
            words: if heads { prose.words_to(place, end) } else { statement.words.clone() },
            ..statement
        });
        Fate::Read
    }

    /// Takes a list that structure tells, where no phrase has read its words.
    fn list(&mut self, list: Structured) {
        let (prose, phrases) = (self.prose, self.phrases);
        let extent = prose.folded_range(list.range.clone());
        if prose.is_excluded(extent.start) || prose.in_item(extent.start) || self.is_taken(&extent, Says::CodedValues) {
            return;
        }
        self.taken.add(extent.clone(), Says::CodedValues);
        self.lists.add(list.range.clone(), ());
        let conditional = cases::is_said_of_a_case(prose, phrases, &extent);
        let values = List { values: list.values, open: list.open, end: list.range.end };
        let Some(said) = captures::listed(prose, phrases, values, list.range.start, true) else { return };
        let statement = self.statement(said, extent.start, list.range, conditional, None);
        self.statements.push(Statement { rule: list.rule.into(), ..statement });
    }

    /// A statement with what its place tells. `at` is its place in the folded text, `range` in the flat one.
    fn statement(
        &self,
        said: Said,
        at: usize,
        range: Range<usize>,
        conditional: bool,
        own: Option<String>,
    ) -> Statement {
        let (prose, phrases) = (self.prose, self.phrases);
        let default = match &said {
            Said::Default(text) => Some(text.clone()),
            _ => None,
        };
        // A condition in its own sentence is the one that counts.
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
            ..Statement::of_cell("", said, 0)
        }
    }
}

/// Takes out numbers in another unit than the field's, which are none of the field: `in seconds … the default is 15
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
        // Characters count a text, whatever its unit is.
        let counts = |unit: &String| phrases.character_units.contains(unit) || phrases.byte_units.contains(unit);
        match &statement.said {
            Said::Range(..) | Said::Multiple(_) => return !statement.unit.as_ref().is_some_and(differs),
            Said::Size(..) => return !statement.unit.as_ref().is_some_and(|unit| differs(unit) && !counts(unit)),
            _ => {}
        }
        let Said::Default(text) = &statement.said else { return true };
        let behind = prose.flat.text[statement.range.end..].trim_start_matches(' ');
        let word = &behind[..behind.len() - behind.trim_start_matches(char::is_alphabetic).len()];
        let word = Some(word).filter(|word| phrases.units.contains(&word.to_lowercase()));
        values::unit_of(text).or(word).is_none_or(|other| singular(other) == own)
    });
}

/// Whether a character stands before the words of a match, and may be of the sentence before.
fn leads(c: char) -> bool {
    c.is_whitespace() || matches!(c, '.' | ',' | ';' | ':' | '(' | '。' | '，' | '；' | '：')
}

/// Where the words of a match begin that begins with the end of the sentence before: there is its place. Nothing where it
/// begins with words, or leads to the items of a list, which are of the sentence before them.
fn begins(text: &str, found: &Captures<'_>) -> Option<usize> {
    let words = text.trim_start_matches(leads);
    let behind = text.starts_with(['\n', '.', ';', '。', '；']) && found.name("bullets").is_none();
    (behind && !words.is_empty()).then_some(text.len() - words.len())
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

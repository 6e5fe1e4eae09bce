//! The constraints that a row's prose states for its value.
//!
//! 1. [`prose`] folds the text and splits it into sentences.
//! 2. [`read`] tries the vocabulary's phrases and produces statements: what is stated, where, by which rule, and under
//!    which condition.
//! 3. [`meaning`] turns statements into constraints according to the field's type, weighs them against each other and
//!    reports what it left out.
//!
//! [`structure`] finds lists that no words introduce, [`characters`] reads sets of characters; [`values`] and
//! [`pattern`] read lists of values and regular expressions. No sentence is understood here that is not in a language's
//! file; what no phrase matches stays description.

mod characters;
pub mod examples;
mod forms;
mod meaning;
mod memo;
mod pattern;
mod prose;
mod read;
mod structure;
mod values;

use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::document::FlatText;
use crate::ir::ExclusiveGroup;
use crate::vocabulary::phrases::Phrases;

use super::draft::DraftSchema;
use super::facts::Fact;
use super::page::Page;

pub(crate) use meaning::typed;
pub use memo::Memo;
pub(super) use pattern::ecma;
pub use read::{Fate, Stated, Statement};

/// The result of a row's prose.
#[derive(Debug)]
pub(super) struct Outcome {
    /// The row's schema, with its constraints.
    pub(super) schema: DraftSchema,
    /// What was read and is not a constraint, with the reason.
    pub(super) left_out: Vec<Diagnostic>,
    /// Groups of fields beside the row of which at most one may be given.
    pub(super) groups: Vec<ExclusiveGroup>,
    /// Whether the row is required only under a condition.
    pub(super) only_when: bool,
}

/// Reads the constraints that a row's prose states for its value. `siblings` are the names of the fields of the row's
/// own object.
pub(super) fn of_row(fact: &Fact, mut schema: DraftSchema, siblings: &[String], page: &Page<'_>) -> Outcome {
    let source = page.source;
    let statements = of_fact(fact, page);
    let description = &fact.description;
    let origin = |range| source.origin(description.span(range));
    let found = meaning::apply(statements, &mut schema, fact.name(), siblings, &origin);
    let reason = |left: meaning::LeftOut| {
        let found = Diagnostic::new(left.code, source, description.span(left.range), left.message).help(left.rule);
        // Beyond a bound the field stays, without constraints.
        let severity = if left.code == Code::LimitExceeded { Severity::Warning } else { found.severity };
        Diagnostic { severity, ..found }
    };
    Outcome {
        left_out: found.left_out.into_iter().map(reason).collect(),
        schema,
        groups: found.groups,
        only_when: found.only_when,
    }
}

/// What a row states: in its column of defaults, then in its prose.
pub(super) fn of_fact(fact: &Fact, page: &Page<'_>) -> Vec<Statement> {
    let mut statements = page.memo.statements(&fact.description, page.vocabulary).to_vec();
    let is_value = |cell: &&FlatText| !page.vocabulary.phrases.has_placeholder(&cell.one_line());
    if let Some(default) = fact.default.as_ref().filter(is_value) {
        statements.insert(0, Statement::default_column(default));
    }
    statements.extend(fact.length.map(Statement::type_length));
    statements
}

/// What a text states, ordered by weight and place.
pub fn statements(text: &FlatText, phrases: &Phrases) -> Vec<Statement> {
    read::read(&prose::Prose::new(text, phrases), phrases)
}

/// A match of a phrase's pattern in a text, and what became of it.
#[derive(Debug)]
pub struct Tried {
    /// The phrase, as `language/phrase`.
    pub rule: String,
    /// The matched words, on one line.
    pub words: String,
    /// The result.
    pub fate: Fate,
}

/// All matches of the phrases' patterns in a text, in the order in which phrases are tried.
pub(crate) fn tried(text: &FlatText, phrases: &Phrases) -> Vec<Tried> {
    let prose = prose::Prose::new(text, phrases);
    let mut all = Vec::new();
    read::read_tracing(&prose, phrases, &mut |phrase, range, fate| {
        let words = text.text[prose.range(range)].split_whitespace().collect::<Vec<_>>().join(" ");
        all.push(Tried { rule: phrase.rule.clone(), words, fate });
    });
    all
}

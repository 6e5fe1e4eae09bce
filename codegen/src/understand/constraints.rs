//! What a row's prose demands of its value.
//!
//! 1. [`prose`] folds the text and cuts it into sentences.
//! 2. [`read`] tries the vocabulary's phrases and gives statements: what is said, where, by which rule, and under which
//!    condition.
//! 3. [`meaning`] turns statements into constraints as the field's type decides, weighs them against each other and
//!    says what it left out.
//!
//! [`values`] and [`pattern`] read lists of values and regular expressions. No sentence is understood here that is not
//! in a language's file; what none of the phrases fits stays description.

pub mod examples;
mod meaning;
mod pattern;
mod prose;
mod read;
mod values;

use crate::diagnostic::Diagnostic;
use crate::document::FlatText;
use crate::vocabulary::phrases::Phrases;

use super::DraftSchema;
use super::facts::Fact;
use super::schema::Builder;

pub(super) use meaning::type_conditions;
pub(crate) use meaning::typed;
pub(super) use pattern::ecma;
pub use read::{Said, Statement};

/// Finds the constraints of a row's prose and puts them into its schema.
pub(super) fn apply(builder: &mut Builder<'_>, fact: &Fact, schema: &mut DraftSchema) {
    let statements = of_fact(fact, &builder.vocabulary.phrases);
    let (source, description) = (builder.source, &fact.description);
    let own = fact.path.last().map_or("", |step| step.name.as_str());
    let outcome =
        meaning::apply(statements, schema, own, &builder.siblings, &|range| source.origin(description.span(range)));
    for left in outcome.left_out {
        let span = description.span(left.range);
        builder.diagnostics.push(Diagnostic::new(left.code, source, span, left.message).help(left.rule));
    }
    builder.exclusive.extend(outcome.groups);
    builder.only_when = outcome.only_when;
}

/// What a row states: its column of defaults, then its prose.
pub(super) fn of_fact(fact: &Fact, phrases: &Phrases) -> Vec<Statement> {
    let mut statements = statements(&fact.description, phrases);
    if let Some(default) = &fact.default {
        statements.insert(0, Statement::default_column(default));
    }
    statements.extend(fact.length.map(Statement::type_length));
    statements
}

/// What a text states, in order of weight and place.
pub fn statements(text: &FlatText, phrases: &Phrases) -> Vec<Statement> {
    read::read(&prose::Prose::new(text, phrases), phrases)
}

//! The common input of all steps of this pass: the page's text, its records and the vocabulary. No step changes it.

use std::collections::BTreeSet;

use super::constraints::Memo;
use super::ids::{PerTable, TableId};
use super::shown::undivided_keys;
use crate::ir::{Direction, ExampleContent};
use crate::read::{RawExample, RawPage, RawTable};
use crate::source::{Origin, Source, Span};
use crate::vocabulary::{Place, Side, Topic, Vocabulary};

/// A page between its records and its operations.
pub(super) struct Page<'a> {
    pub(super) source: &'a Source,
    pub(super) raw: &'a RawPage,
    pub(super) vocabulary: &'a Vocabulary,
    /// What the run has read in the same words before.
    pub(super) memo: &'a Memo,
    /// The page's tables of parameters.
    pub(super) tables: PerTable<&'a RawTable>,
    /// The keys in examples that would otherwise be split like dotted names.
    pub(super) undivided: BTreeSet<String>,
}

impl<'a> Page<'a> {
    pub(super) fn new(source: &'a Source, raw: &'a RawPage, vocabulary: &'a Vocabulary, memo: &'a Memo) -> Self {
        let mut undivided = BTreeSet::new();
        if vocabulary.vendor.nesting.dotted_names {
            for example in &raw.examples {
                if let ExampleContent::Json(value) = &example.content {
                    undivided_keys(value, &mut undivided);
                }
            }
        }
        Self { source, raw, vocabulary, memo, tables: raw.tables.iter().collect(), undivided }
    }

    /// Whether the page has an operation.
    pub(super) fn has_operation(&self) -> bool {
        !self.raw.endpoints.is_empty()
    }

    pub(super) fn origin(&self, span: Span) -> Origin {
        self.source.origin(span)
    }

    /// The side of a table: from its surroundings, or the one that a place without a side implies. A table of an
    /// operation's parameters belongs to the request if it has a column for requiredness: what must be given is sent.
    pub(super) fn side(&self, table: TableId) -> Option<Side> {
        let raw = &self.tables[table];
        let of_place = match raw.facets.place {
            Some(Place::Path | Place::Query | Place::Uri | Place::Form | Place::Body | Place::Header) => {
                Some(Side::Request)
            }
            None => None,
        };
        let of_topic = || {
            let demands = raw.facets.topic == Some(Topic::Parameters) && raw.has_required && !raw.is_structure;
            (demands && self.has_operation()).then_some(Side::Request)
        };
        raw.facets.side.or(of_place).or_else(of_topic)
    }

    /// The examples of a side.
    pub(super) fn examples(&self, side: Option<Side>) -> impl Iterator<Item = &'a RawExample> {
        self.raw.examples.iter().filter(move |example| match example.direction {
            Direction::Request => side == Some(Side::Request),
            Direction::Response => side == Some(Side::Response),
        })
    }
}

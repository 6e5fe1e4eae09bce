//! Statements in an item of a list of values: they apply to that value, and not to the field.
//!
//! An item extends from one value to the next, on one line or on several. A clause elsewhere applies to the listed value that
//! it begins with. This module reads no lists; they are among the statements.

use std::ops::Range;

use super::{Stated, Statement};
use crate::limits;
use crate::understand::constraints::prose::Prose;
use crate::vocabulary::phrases::Scope;

/// Decides whether statements that can be about a listed value are, and drops those that can be about nothing else and
/// are in no list.
pub(super) fn settle(statements: &mut Vec<Statement>, prose: &Prose<'_>) {
    let is_open = |statement: &Statement| matches!(statement.of, Scope::Item | Scope::Listed);
    // Of more statements than the bound, none is read: each of these would look through all lists.
    if !statements.iter().any(is_open) || statements.len() > limits::STATEMENTS {
        return;
    }
    let lists: Vec<(Range<usize>, Vec<String>)> = statements
        .iter()
        .filter_map(|statement| match &statement.stated {
            Stated::Values(values, _) | Stated::CodedValues(values, _) => {
                Some((statement.range.clone(), values.iter().map(|(value, _)| value.clone()).collect()))
            }
            _ => None,
        })
        .collect();
    statements.retain_mut(|statement| {
        let scope = statement.of;
        if !is_open(statement) {
            return true;
        }
        statement.of = Scope::Value;
        let at = statement.range.start;
        let text = &prose.flat.text;
        let inside = lists.iter().find_map(|(list, values)| item_at(text, list, values, at));
        let listed = inside.or_else(|| lists.iter().find_map(|(_, values)| of_clause(text, values, at)));
        let is_listed = listed.is_some();
        if let Some(value) = listed {
            statement.stated = Stated::DeprecatedValue(value);
        }
        is_listed || scope == Scope::Item
    });
}

/// The value of a list in whose item a place is: the last one that begins before it.
fn item_at(text: &str, list: &Range<usize>, values: &[String], at: usize) -> Option<String> {
    // The range of a list ends before the punctuation at the end of its last meaning.
    let behind = text.get(list.end..at).is_some_and(|gap| gap.chars().all(|c| !c.is_alphanumeric() && c != '\n'));
    if at < list.start || (at >= list.end && !behind) {
        return None;
    }
    let mut from = list.start;
    let mut found = None;
    for value in values.iter().filter(|value| !value.is_empty()) {
        match word(text, value, from).filter(|start| *start < at) {
            Some(start) => {
                found = Some(value.clone());
                from = start + value.len();
            }
            None => break,
        }
    }
    found
}

/// The listed value with which the clause before a place begins: `v2 is the current one, v1 is old (deprecated)`.
fn of_clause(text: &str, values: &[String], at: usize) -> Option<String> {
    let line = text[..at].rsplit('\n').next().unwrap_or_default();
    let clause = line.rsplit([',', ';', ':', '，', '；', '：', '。', '、']).next().unwrap_or_default();
    let clause = clause.rsplit(". ").next().unwrap_or_default().trim_start_matches([' ', '"', '“', '\'']);
    values.iter().find(|value| !value.is_empty() && word(clause, value, 0) == Some(0)).cloned()
}

/// The place of a value as a whole word, from a byte on.
fn word(text: &str, value: &str, from: usize) -> Option<usize> {
    let of_word = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let edge = |c: Option<char>| c.is_none_or(|c| !of_word(c));
    text[from..]
        .match_indices(value)
        .map(|(at, _)| from + at)
        .find(|&at| edge(text[..at].chars().next_back()) && edge(text[at + value.len()..].chars().next()))
}

//! Finds the patterns worth trying on a text: one pass over the text finds all literals that any pattern needs.

use std::collections::BTreeMap;

use aho_corasick::AhoCorasick;

use crate::vocabulary::VocabularyError;
use crate::vocabulary::pattern::{Clause, Pattern};

/// An index of patterns by the literals that they need.
#[derive(Debug, Default)]
pub(super) struct Index {
    /// Finds the literals.
    literals: Option<AhoCorasick>,
    /// For each literal, the clauses that it fulfils.
    fulfils: Vec<Vec<usize>>,
    /// For each clause, the patterns that need it.
    needed_by: Vec<Vec<usize>>,
    /// For each pattern, how many clauses it needs.
    needs: Vec<usize>,
}

impl Index {
    /// An index of some patterns, identified by their position among them.
    ///
    /// # Errors
    /// [`VocabularyError::Pattern`] where they contain more text than an automaton can hold.
    pub(super) fn new<'p>(patterns: impl Iterator<Item = &'p Pattern>) -> Result<Self, VocabularyError> {
        let mut index = Self::default();
        let mut clauses: BTreeMap<&Clause, usize> = BTreeMap::new();
        let mut literals: BTreeMap<&str, usize> = BTreeMap::new();
        for (place, pattern) in patterns.enumerate() {
            let mut own: Vec<usize> = Vec::new();
            for clause in pattern.needs() {
                let id = *clauses.entry(clause).or_insert_with(|| {
                    index.needed_by.push(Vec::new());
                    index.needed_by.len() - 1
                });
                if own.contains(&id) {
                    continue;
                }
                own.push(id);
                index.needed_by[id].push(place);
                for literal in clause {
                    let known = literals.len();
                    let literal = *literals.entry(literal).or_insert(known);
                    index.fulfils.resize(index.fulfils.len().max(literal + 1), Vec::new());
                    if !index.fulfils[literal].contains(&id) {
                        index.fulfils[literal].push(id);
                    }
                }
            }
            index.needs.push(own.len());
        }
        let mut words = vec![""; literals.len()];
        for (literal, id) in literals {
            words[id] = literal;
        }
        index.literals = Some(AhoCorasick::new(words).map_err(|source| VocabularyError::Pattern {
            file: "all phrases".into(),
            pattern: String::new(),
            source: Box::new(regex::Error::Syntax(source.to_string())),
        })?);
        Ok(index)
    }

    /// The positions of the patterns that may match somewhere in a text, in order.
    pub(super) fn candidates(&self, text: &str) -> Vec<usize> {
        let mut fulfilled = vec![false; self.needed_by.len()];
        let mut missing = self.needs.clone();
        for found in self.literals.iter().flat_map(|literals| literals.find_overlapping_iter(text)) {
            for &clause in &self.fulfils[found.pattern().as_usize()] {
                if !std::mem::replace(&mut fulfilled[clause], true) {
                    self.needed_by[clause].iter().for_each(|&pattern| missing[pattern] -= 1);
                }
            }
        }
        (0..missing.len()).filter(|&pattern| missing[pattern] == 0).collect()
    }
}

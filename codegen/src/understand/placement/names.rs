//! Placement by names: the type's own name, and captions, labels and headings that name a field, its dotted path or what
//! its row says of it.
//!
//! Names are compared folded. Links are never looked at here.

use super::{Placing, Target};
use crate::diagnostic::{Code, Diagnostic};
use crate::read::RawTable;
use crate::text::fold;
use crate::understand::facts::{About, Fact};
use crate::understand::type_expr::TypeExpr;

impl Placing<'_, '_> {
    /// Types that name a structure.
    pub(super) fn by_type_names(&mut self) {
        for table in 0..self.tables.len() {
            for row in 0..self.facts[table].len() {
                if self.targets[table][row].is_some() {
                    continue;
                }
                let Some(name) = self.facts[table][row].type_.as_ref().and_then(TypeExpr::name) else {
                    continue;
                };
                if let Some(index) = self.named(name, table) {
                    self.set(table, row, index);
                }
            }
        }
    }

    /// The table that is about a structure of this name, as seen from a table: one of the same part first; where several
    /// have the name and the asking table is one of them, the next one.
    fn named(&self, name: &str, from: usize) -> Option<usize> {
        let same = |table: &RawTable| table.names.iter().any(|known| fold(known) == fold(name));
        let part = self.tables[from].part;
        let here: Vec<usize> =
            (0..self.tables.len()).filter(|&i| self.tables[i].part == part && same(&self.tables[i])).collect();
        if here.contains(&from)
            && let Some(&next) = here.iter().find(|&&index| index > from)
        {
            return Some(next);
        }
        here.first().copied().or_else(|| {
            let side = self.tables[from].facets.side;
            let elsewhere = || (0..self.tables.len()).filter(|&i| i != from && same(&self.tables[i]));
            elsewhere().find(|&i| self.tables[i].facets.side == side).or_else(|| elsewhere().next())
        })
    }

    /// Captions, labels and headings that name a field or its path.
    pub(super) fn by_captions(&mut self) {
        // A table that is placed gives its rows a path, which places further tables.
        for _ in 0..self.tables.len() {
            let mut moved = false;
            for index in 0..self.tables.len() {
                if self.targeted[index] || self.tables[index].is_structure && self.tables[index].names.is_empty() {
                    continue;
                }
                for (table, row) in self.rows_named(index) {
                    self.set(table, row, index);
                    moved = true;
                }
            }
            if !moved {
                break;
            }
        }
    }

    /// Captions of nothing but a word for a place or an outcome that is a field's name as well: `success parameters` below
    /// a row `success` that has fields and no table.
    pub(super) fn by_words(&mut self) {
        for index in 0..self.tables.len() {
            let Some(word) = self.tables[index].word.as_deref().filter(|_| !self.targeted[index]) else { continue };
            let rows: Vec<(usize, usize)> = (0..index)
                .filter(|&other| self.tables[other].part == self.tables[index].part)
                .flat_map(|other| (0..self.facts[other].len()).map(move |row| (other, row)))
                .filter(|&(other, row)| {
                    let fact = &self.facts[other][row];
                    fact.name() == word && fact.about == About::Field && self.lacks_table(other, row)
                })
                .collect();
            for (table, row) in rows {
                self.set(table, row, index);
            }
        }
    }

    /// Rows whose link leads to the table of another field, or of the other side, where a table that nothing refers to
    /// has their own name in its caption: the writer linked to the wrong table.
    pub(super) fn by_captions_over_links(&mut self) {
        for index in 0..self.tables.len() {
            let Some(name) = self.tables[index].names.first().filter(|_| !self.targeted[index]) else { continue };
            let side = self.side(index);
            let is_about = |table: &RawTable| table.names.first().is_some_and(|known| fold(known) == fold(name));
            let mut rows = Vec::new();
            for other in (0..self.tables.len()).filter(|&other| other != index && self.side(other) == side) {
                for (row, fact) in self.facts[other].iter().enumerate() {
                    if fact.about == About::Field
                        && fold(fact.name()) == fold(name)
                        && let Some(Target::Table(linked)) = self.targets[other][row]
                        && (!is_about(&self.tables[linked]) || self.side(linked) != side)
                        && (!self.tables[linked].names.is_empty())
                    {
                        rows.push((other, row, linked));
                    }
                }
            }
            for (table, row, linked) in rows {
                let fact = &self.facts[table][row];
                let caption = |index: usize| self.tables[index].caption.as_deref().unwrap_or(name);
                let message =
                    format!("the link leads to `{}`; the fields are those of `{}`", caption(linked), caption(index));
                let diagnostic = Diagnostic::new(Code::TypeContradiction, self.builder.source, fact.name_span, message);
                self.diagnostics.push(diagnostic);
                self.set(table, row, index);
            }
        }
    }

    /// Captions that repeat what a row says it is: `Health check details` for the field that is described as `Details of
    /// the health check`, but for words that say nothing.
    pub(super) fn by_descriptions(&mut self) {
        for index in 0..self.tables.len() {
            let Some(about) = self.tables[index].about.as_deref().filter(|_| !self.targeted[index]) else { continue };
            let side = self.side(index);
            let rows: Vec<(usize, usize)> = (0..self.tables.len())
                .filter(|&other| other != index && self.side(other) == side)
                .flat_map(|other| (0..self.facts[other].len()).map(move |row| (other, row)))
                .filter(|&(other, row)| {
                    let fact = &self.facts[other][row];
                    self.targets[other][row].is_none()
                        && fact.about == About::Field
                        && fact.type_.as_ref().is_some_and(TypeExpr::may_have_fields)
                        && self.says(fact, about)
                })
                .collect();
            for (table, row) in rows {
                self.set(table, row, index);
            }
        }
    }

    /// Whether a row's first sentence is what a caption is about.
    fn says(&self, fact: &Fact, about: &str) -> bool {
        let text = &fact.description.text;
        let first = text.split(['\n', '。', '；', '，']).next().unwrap_or("").trim().trim_end_matches('.');
        let plain = |text: &str| fold(text).replace(' ', "");
        !first.is_empty() && plain(&self.builder.vocabulary.title(first).rest) == plain(about)
    }

    /// The rows without a table that one of the names of a table means.
    fn rows_named(&self, index: usize) -> Vec<(usize, usize)> {
        let table = &self.tables[index];
        for name in &table.names {
            let wanted: Vec<String> =
                fold(name).split('.').map(|step| step.trim_end_matches("[]").to_owned()).collect();
            let mut rows = Vec::new();
            for other in (0..self.tables.len()).filter(|&other| other != index) {
                for (row, fact) in self.facts[other].iter().enumerate() {
                    let free = self.targets[other][row].is_none() && fact.about == About::Field;
                    let may = fact.type_.as_ref().is_none_or(TypeExpr::may_have_fields);
                    let same = fold(fact.name()) == *wanted.last().map_or("", String::as_str);
                    if free && may && same && (wanted.len() == 1 || self.path_fits(other, row, &wanted)) {
                        rows.push((other, row));
                    }
                }
            }
            // The same part first, then the same side, then anywhere.
            let side = self.side(index);
            let part: Vec<_> =
                rows.iter().copied().filter(|&(other, _)| self.tables[other].part == table.part).collect();
            let near: Vec<_> = rows.iter().copied().filter(|&(other, _)| self.side(other) == side).collect();
            let chosen = if !part.is_empty() {
                part
            } else if !near.is_empty() {
                near
            } else {
                Vec::new()
            };
            if !chosen.is_empty() {
                return chosen;
            }
        }
        Vec::new()
    }

    /// Whether a row stands at a dotted path, as far as its table's own place is known.
    fn path_fits(&self, table: usize, row: usize, wanted: &[String]) -> bool {
        let (mut table, mut row) = (table, row);
        for step in wanted.iter().rev() {
            if fold(self.facts[table][row].name()) != *step {
                return false;
            }
            let Some(parent) = self.parent(table) else {
                // A root: the path must end here.
                return step == &wanted[0];
            };
            (table, row) = parent;
        }
        true
    }

    /// The first row that refers to a table.
    fn parent(&self, table: usize) -> Option<(usize, usize)> {
        self.targets.iter().enumerate().find_map(|(other, rows)| {
            rows.iter()
                .position(|target| *target == Some(Target::Table(table)) && other != table)
                .map(|row| (other, row))
        })
    }
}

/// Whether one of a structure's names is a field's, give or take a plural.
pub(crate) fn is_about(names: &[String], field: &str) -> bool {
    let plain = |name: &str| {
        let last = name.rsplit('.').next().unwrap_or(name);
        fold(last).replace(['_', '-', ' '], "").trim_end_matches('s').to_owned()
    };
    names.iter().any(|name| plain(name) == plain(field))
}

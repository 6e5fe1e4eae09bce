//! Tables about a field that no row lists: the caption names it, and the page's example shows it, with the fields of the
//! table inside.
//!
//! Nothing is taken from an example alone: a key without a table is no field.

use serde_json::{Map, Value};

use super::{Implied, Placing, Role, Target};
use crate::ir::{Direction, ExampleContent};
use crate::text::fold;
use crate::understand::examples::objects;
use crate::understand::facts::About;
use crate::vocabulary::Side;

impl Placing<'_, '_> {
    /// Finds the place of tables that nothing refers to.
    pub(super) fn by_examples(&mut self, case_of: &[Option<usize>]) {
        let roles = self.roles(case_of);
        for lost in 0..self.tables.len() {
            if roles[lost] != Role::Unplaced || self.targeted[lost] {
                continue;
            }
            let side = self.side(lost);
            let Some(name) = self.tables[lost].names.first().and_then(|name| name.rsplit('.').next()) else { continue };
            let roots: Vec<usize> =
                (0..roles.len()).filter(|&index| roles[index] == Role::Root && self.side(index) == side).collect();
            let examples = self.builder.raw.examples.iter().filter(|example| match example.direction {
                Direction::Request => side == Some(Side::Request),
                Direction::Response => side == Some(Side::Response),
            });
            let found = examples.into_iter().find_map(|example| match &example.content {
                ExampleContent::Json(value) => self.find(&roots, value, lost, name, &mut Vec::new()),
                _ => None,
            });
            if let Some(implied) = found {
                self.targeted[lost] = true;
                self.implied.push(implied);
            }
        }
    }

    /// The object of an example that has a key of the table's name, as far as the tables lead to it.
    fn find(
        &self,
        tables: &[usize],
        value: &Value,
        lost: usize,
        name: &str,
        trail: &mut Vec<usize>,
    ) -> Option<Implied> {
        for entries in objects(value) {
            for (key, inner) in entries {
                let rows = || {
                    tables.iter().flat_map(|&table| (0..self.facts[table].len()).map(move |row| (table, row))).filter(
                        |&(table, row)| {
                            let fact = &self.facts[table][row];
                            fact.about == About::Field && fact.name() == key
                        },
                    )
                };
                if rows().next().is_none() {
                    let parent = tables.iter().copied().find(|&table| !self.facts[table].is_empty());
                    if fold(key) == fold(name) && self.shows(lost, inner) {
                        return parent.map(|parent| Implied {
                            parent,
                            name: key.clone(),
                            is_list: inner.is_array(),
                            table: lost,
                        });
                    }
                    continue;
                }
                for (table, row) in rows() {
                    if let Some(Target::Table(target)) = self.targets[table][row]
                        && !trail.contains(&target)
                    {
                        trail.push(target);
                        let found = self.find(&[target], inner, lost, name, trail);
                        trail.pop();
                        if found.is_some() {
                            return found;
                        }
                    }
                }
            }
        }
        None
    }

    /// Whether a value has the fields of a table: at least half of what it shows.
    fn shows(&self, table: usize, value: &Value) -> bool {
        let known = |key: &str| self.facts[table].iter().any(|fact| fact.about == About::Field && fact.name() == key);
        let keys: Vec<&String> = objects(value).flat_map(Map::keys).collect();
        !keys.is_empty() && keys.iter().filter(|key| known(key)).count() * 2 >= keys.len()
    }
}

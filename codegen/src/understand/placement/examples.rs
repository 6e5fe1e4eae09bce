//! Tables about a field that no row lists: the caption names it, and the page's example shows it, containing the fields
//! of the table.
//!
//! Nothing is taken from an example alone: a key without a table is not a field.

use serde_json::{Map, Value};

use super::{Cases, Implied, Placing, Role, Target};
use crate::ir::ExampleContent;
use crate::text::fold;
use crate::understand::facts::About;
use crate::understand::ids::{RowId, TableId};
use crate::understand::shown::objects;

impl Placing<'_> {
    /// Places tables to which nothing refers.
    pub(super) fn by_examples(&mut self, cases: &Cases) {
        let roles = self.placed(cases);
        for lost in self.tables.tables() {
            if roles[lost].role != Role::Unplaced || self.is_referred(lost) {
                continue;
            }
            let side = self.page.side(lost);
            let Some(name) = self.tables[lost].names.first().and_then(|name| name.rsplit('.').next()) else { continue };
            let roots: Vec<TableId> = roles
                .tables()
                .filter(|&table| roles[table].role == Role::Root && self.page.side(table) == side)
                .collect();
            let found = self.page.examples(side).find_map(|example| match &example.content {
                ExampleContent::Json(value) => self.find(&roots, value, lost, name, &mut Vec::new()),
                _ => None,
            });
            self.implied.extend(found);
        }
    }

    /// The object of an example that has a key of the table's name, as far as the tables lead to it.
    fn find(
        &self,
        tables: &[TableId],
        value: &Value,
        lost: TableId,
        name: &str,
        trail: &mut Vec<TableId>,
    ) -> Option<Implied> {
        for (key, inner) in objects(value).flatten() {
            let rows: Vec<RowId> = self
                .by_name
                .get(&fold(key))
                .into_iter()
                .flatten()
                .copied()
                .filter(|row| tables.contains(&row.table) && self.facts[*row].name() == key)
                .collect();
            if rows.is_empty() {
                let parent = tables.iter().copied().find(|&table| !self.facts[table].is_empty());
                if fold(key) == fold(name) && self.shows(lost, inner) {
                    let is_list = inner.is_array();
                    return parent.map(|parent| Implied { parent, name: key.clone(), is_list, table: lost });
                }
                continue;
            }
            for row in rows {
                if let Some(Target::Table(target)) = self.targets[row]
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
        None
    }

    /// Whether a value has the fields of a table: at least half of what it shows.
    fn shows(&self, table: TableId, value: &Value) -> bool {
        let known = |key: &str| self.facts[table].iter().any(|fact| fact.about == About::Field && fact.name() == key);
        let keys: Vec<&String> = objects(value).flat_map(Map::keys).collect();
        !keys.is_empty() && keys.iter().filter(|key| known(key)).count() * 2 >= keys.len()
    }
}

//! Names that a flat table has twice, for fields of two levels: `links` of a list of lamps, and `links` of each lamp.
//!
//! Only examples show which of the two rows is the inner one: one of the objects that the table lists has to contain
//! the name as well. The row goes where the rows around it are; where these do not decide, the later row is the inner
//! one. A name that the examples show in one place only is left unchanged, and so is one that occurs there more than
//! twice.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

use super::facts::{About, Fact, Facts, Step};
use super::ids::TableId;
use super::page::Page;
use super::shown::objects;
use crate::ir::ExampleContent;
use crate::limits;

/// The rows, with the inner ones of duplicate names moved below their objects.
pub(super) fn of(page: &Page<'_>, mut facts: Facts) -> Facts {
    for table in facts.tables() {
        let rows = rows_by_name(&facts[table]);
        if rows.values().all(|rows| rows.len() != 2) {
            continue;
        }
        let places = Places::of(page, table, &rows);
        let moved: Vec<(usize, Vec<Step>)> = rows
            .iter()
            .filter_map(|(name, rows)| {
                let [first, second] = rows.as_slice() else { return None };
                let container = places.inner.get(*name)?.as_ref()?;
                let inside = |row: &usize| {
                    let beside = [row.checked_sub(1), Some(row + 1)].into_iter().flatten();
                    let names = beside.filter_map(|row| facts[table].get(row)).map(Fact::name);
                    names.filter(|name| places.keys.get(*container).is_some_and(|keys| keys.contains(name))).count()
                };
                let row = if inside(first) > inside(second) { *first } else { *second };
                let step = |name: &str| Step { name: name.to_owned(), list: false, indexed: false };
                Some((row, vec![step(container), step(name)]))
            })
            .collect();
        for (row, path) in moved {
            let fact = &mut facts[table][row];
            fact.path = path;
            fact.twin = true;
        }
    }
    facts
}

/// The rows of each name of a table.
fn rows_by_name(facts: &[Fact]) -> BTreeMap<&str, Vec<usize>> {
    let mut rows: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (row, fact) in facts.iter().enumerate() {
        if fact.about == About::Field && fact.path.len() == 1 {
            rows.entry(fact.name()).or_default().push(row);
        }
    }
    rows
}

/// The places at which examples show the names of a table.
struct Places<'p> {
    rows: &'p BTreeMap<&'p str, Vec<usize>>,
    /// For each duplicate name, the one inner object that shows it; `None` where several do.
    inner: BTreeMap<&'p str, Option<&'p str>>,
    /// The keys that each listed object shows.
    keys: BTreeMap<&'p str, BTreeSet<&'p str>>,
    /// The number of listed objects that have a name as a key.
    around: BTreeMap<&'p str, usize>,
}

impl<'p> Places<'p> {
    fn of(page: &Page<'p>, table: TableId, rows: &'p BTreeMap<&'p str, Vec<usize>>) -> Self {
        let mut places = Self { rows, inner: BTreeMap::new(), keys: BTreeMap::new(), around: BTreeMap::new() };
        let mut top = BTreeSet::new();
        for example in page.examples(page.side(table)) {
            if let ExampleContent::Json(value) = &example.content {
                for entries in objects(value) {
                    top.extend(entries.keys().map(String::as_str));
                    places.explore(entries, 0);
                }
            }
        }
        // A name that no outer object shows has no outer row.
        let around = places.around.clone();
        places.inner.retain(|name, _| around.get(name) == Some(&1) && top.contains(name));
        places
    }

    fn explore(&mut self, entries: &'p Map<String, Value>, depth: usize) {
        if depth > limits::FIELD_DEPTH {
            return;
        }
        for (name, value) in entries {
            let Some((&container, _)) = self.rows.get_key_value(name.as_str()) else { continue };
            for inside in objects(value) {
                let keys = self.keys.entry(container).or_default();
                for key in inside.keys() {
                    let Some((&key, rows)) = self.rows.get_key_value(key.as_str()) else { continue };
                    if !keys.insert(key) {
                        continue;
                    }
                    *self.around.entry(key).or_default() += 1;
                    if rows.len() == 2 && key != container {
                        let known = self.inner.entry(key).or_insert(Some(container));
                        *known = known.filter(|known| *known == container);
                    }
                }
                self.explore(inside, depth + 1);
            }
        }
    }
}

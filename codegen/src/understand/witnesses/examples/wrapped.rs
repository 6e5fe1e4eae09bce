//! Bodies that a page shows for other operations than the current one: `{"lamp": {"id": 1, "colour": "red"}}`.
//!
//! Where no example shows an operation's own body, one of the same page can show which field of a flat table is in
//! which object: `lamp` means the same thing throughout the page. Only bodies that are one object, or one list, under
//! one name are kept, a few for each name, so that the cost of a query does not grow with the page.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::ir::{ExampleContent, Kind};
use crate::read::RawPage;
use crate::understand::draft::DraftSchema;
use crate::understand::shown::objects;

/// How many bodies are kept for a name.
const KEPT: usize = 4;

/// How many fields of a table may be the name of such a body: with more, it cannot be determined which one matches.
const NAMES: usize = 16;

/// The bodies of a page's examples that have a single member, by its name.
#[derive(Clone, Debug, Default)]
pub(crate) struct Wrapped(BTreeMap<String, Vec<Value>>);

impl Wrapped {
    /// What the examples of a page's units show.
    pub(crate) fn of(pages: &[RawPage]) -> Self {
        let mut of_name: BTreeMap<String, Vec<Value>> = BTreeMap::new();
        for example in pages.iter().flat_map(|page| &page.examples) {
            if let ExampleContent::Json(value) = &example.content {
                keep(value, &mut of_name);
            }
        }
        Self(of_name)
    }

    /// What some bodies show.
    pub(super) fn of_bodies<'v>(bodies: impl Iterator<Item = &'v Value>) -> Self {
        let mut of_name: BTreeMap<String, Vec<Value>> = BTreeMap::new();
        for value in bodies {
            keep(value, &mut of_name);
        }
        Self(of_name)
    }

    /// The bodies that match one whose table lists the fields of all levels: they are the value of one of its fields,
    /// which has no fields of its own, and show at least `percent` of the other fields, and at least one.
    pub(super) fn like(&self, schema: &DraftSchema, percent: usize) -> Vec<&Value> {
        let Kind::Object(object) = &schema.kind else { return Vec::new() };
        let fields = object.fields();
        let shows = |name: &str, value: &Value| {
            let inside =
                |other: &str| value.get(name).is_some_and(|value| objects(value).any(|it| it.contains_key(other)));
            let shown = fields.iter().filter(|field| field.name != name && inside(&field.name)).count();
            shown > 0 && shown * 100 >= (fields.len() - 1) * percent
        };
        let named: Vec<_> = fields.iter().filter_map(|field| Some((&field.name, self.0.get(&field.name)?))).collect();
        if named.len() > NAMES {
            return Vec::new();
        }
        let mut found = named.into_iter().filter_map(|(name, bodies)| {
            let bodies: Vec<&Value> = bodies.iter().filter(|value| shows(name, value)).collect();
            Some(bodies).filter(|bodies| !bodies.is_empty())
        });
        // Under two of its fields they would be ambiguous.
        match (found.next(), found.next()) {
            (Some(bodies), None) => bodies,
            _ => Vec::new(),
        }
    }
}

/// Keeps a body that has a single member.
fn keep(value: &Value, of_name: &mut BTreeMap<String, Vec<Value>>) {
    let Some(entries) = value.as_object().filter(|entries| entries.len() == 1) else { return };
    for (name, inner) in entries {
        let kept = of_name.entry(name.clone()).or_default();
        if kept.len() < KEPT && objects(inner).next().is_some() {
            kept.push(value.clone());
        }
    }
}

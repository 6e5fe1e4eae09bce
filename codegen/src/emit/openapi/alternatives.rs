//! Determines whether what several pages state about one body, or one parameter, excludes each other.
//!
//! A document with `oneOf` refuses every value that matches two of the pages, although no page states that. So `oneOf`
//! is only written if no value is known that matches two pages: neither an example of the pages, nor a value made from
//! what each page states.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use crate::ir::{Api, Example, ExampleContent, Kind, Required, Schema, essence, validate};

/// Whether no value is known that matches two of the schemas.
pub(super) fn part(api: &Api, schemas: &[&Schema], examples: &[&Example]) -> bool {
    let shown = examples.iter().filter_map(|example| match &example.content {
        ExampleContent::Json(value) => Some(value.clone()),
        _ => None,
    });
    let made = schemas.iter().flat_map(|schema| [false, true].map(|all| sample(api, schema, all, 0)));
    let fits_two =
        |value: Value| schemas.iter().filter(|schema| validate::accepts(api, schema, &value)).nth(1).is_some();
    !shown.chain(made.flatten()).any(fits_two)
}

/// The schemas that differ in more than descriptions and origins, in their order.
pub(super) fn distinct<'s>(schemas: &[&'s Schema]) -> Vec<&'s Schema> {
    let mut seen = BTreeSet::new();
    schemas.iter().copied().filter(|schema| seen.insert(essence::text(schema, &["words"]))).collect()
}

/// A value of a schema, with the required fields or with all of them; `None` where none is found.
fn sample(api: &Api, schema: &Schema, all: bool, depth: usize) -> Option<Value> {
    /// Structures can be recursive.
    const DEEPEST: usize = 12;
    let resolved = api.resolve(schema);
    let value = match &resolved.kind {
        _ if depth > DEEPEST => None,
        Kind::Object(object) => {
            let mut map = Map::new();
            for field in object.fields().iter().filter(|field| all || field.required == Required::Always) {
                match sample(api, &field.schema, all, depth + 1) {
                    Some(value) => drop(map.insert(field.name.clone(), value)),
                    None if field.required == Required::Always => return None,
                    None => {}
                }
                // Of fields that exclude each other, the first is given.
                if validate::excluded(object, &Value::Object(map.clone())).is_some() {
                    map.remove(&field.name);
                }
            }
            Some(Value::Object(map))
        }
        Kind::Array { items } => {
            Some(Value::Array(if all { sample(api, items, all, depth + 1).into_iter().collect() } else { Vec::new() }))
        }
        Kind::Map { .. } => Some(Value::Object(Map::new())),
        _ => crate::diff::sample(api, schema),
    };
    value.filter(|value| validate::accepts(api, schema, value)).or_else(|| crate::diff::sample(api, schema))
}

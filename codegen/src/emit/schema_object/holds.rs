//! Whether a schema accepts a value that stands in it: a default.

use serde_json::Value;

use crate::diff::accepts;
use crate::ir::{Api, Kind, Required, Schema};

/// Whether a value is one of a schema's, with all that is inside it.
pub(super) fn holds(api: &Api, schema: &Schema, value: &Value) -> bool {
    if !accepts(api, schema, value) {
        return false;
    }
    match (&api.resolve(schema).kind, value) {
        (Kind::Array { items }, Value::Array(elements)) => elements.iter().all(|element| holds(api, items, element)),
        (Kind::Map { values, .. }, Value::Object(entries)) => entries.values().all(|entry| holds(api, values, entry)),
        (Kind::Object(object), Value::Object(entries)) => {
            object.fields().iter().all(|field| match entries.get(&field.name) {
                Some(entry) => holds(api, &field.schema, entry),
                None => field.required != Required::Always,
            })
        }
        _ => true,
    }
}

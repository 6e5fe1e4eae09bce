//! What examples show, for the steps that compare tables with them.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

/// The objects that a value is or, as an array, contains.
pub(super) fn objects(value: &Value) -> impl Iterator<Item = &Map<String, Value>> {
    let elements = match value {
        Value::Array(elements) => elements.as_slice(),
        other => std::slice::from_ref(other),
    };
    elements.iter().filter_map(Value::as_object)
}

/// The keys of a value that would be split like dotted names, or taken for the index of a list: `v5.6`, `20`.
pub(super) fn undivided_keys(value: &Value, keys: &mut BTreeSet<String>) {
    match value {
        Value::Array(elements) => elements.iter().for_each(|element| undivided_keys(element, keys)),
        Value::Object(entries) => {
            for (key, inner) in entries {
                if key.contains('.') || (!key.is_empty() && key.chars().all(|c| c.is_ascii_digit())) {
                    keys.insert(key.clone());
                }
                undivided_keys(inner, keys);
            }
        }
        _ => {}
    }
}

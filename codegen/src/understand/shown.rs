//! What examples show, for the steps that hold tables against them.

use serde_json::{Map, Value};

/// The objects that a value is, or has in its list.
pub(super) fn objects(value: &Value) -> impl Iterator<Item = &Map<String, Value>> {
    let elements = match value {
        Value::Array(elements) => elements.as_slice(),
        other => std::slice::from_ref(other),
    };
    elements.iter().filter_map(Value::as_object)
}

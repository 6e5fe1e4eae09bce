//! Removes from schemas of types what TOML files do not have: `null`, and line breaks in descriptions. The suite's
//! schemas are made with it, too. It knows no keys.

use schemars::Schema;
use serde_json::Value;

/// Removes `null` from a schema, and line breaks from its description. The description of a choice with `null` becomes
/// that of the remaining schema.
pub(super) fn without_null(schema: &mut Schema) {
    let Some(object) = schema.as_object_mut() else { return };
    if let Some(Value::Array(kinds)) = object.get_mut("type") {
        kinds.retain(|kind| kind != "null");
        if let [kind] = kinds.as_slice() {
            let kind = kind.clone();
            object.insert("type".into(), kind);
        }
    }
    if let Some(Value::Array(branches)) = object.get_mut("anyOf") {
        branches.retain(|branch| branch["type"] != "null");
        if let [branch] = branches.clone().as_slice() {
            object.remove("anyOf");
            let about = object.get("description").cloned();
            object.extend(branch.as_object().cloned().unwrap_or_default());
            object.extend(about.map(|about| ("description".to_owned(), about)));
        }
    }
    if let Some(Value::String(text)) = object.get_mut("description") {
        *text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    }
}

//! What schemas of types have and files of TOML do not: `null`, and line breaks in descriptions. The suite's schemas are made
//! with it, too. It knows no key.

use schemars::Schema;
use serde_json::Value;

/// Takes `null` out of a schema, and line breaks out of its description. A description that stands beside a choice with
/// `null` is that of what is left.
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

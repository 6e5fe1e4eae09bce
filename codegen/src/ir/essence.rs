//! The part of a statement that determines its values, without words and places: the text by which structures are
//! compared.
//!
//! A page's own data (a default, the values of a condition) is never searched: its keys are not keys of the IR.

use serde::Serialize;
use serde_json::Value;

/// Keys that do not affect whether two structures are equal.
const AROUND: [&str; 6] = ["description", "links", "origin", "inferred", "rule", "meaning"];

/// The JSON form of a statement without words, places and the keys of `more`. Two structures are equal if these texts
/// are.
pub(crate) fn text(statement: &impl Serialize, more: &[&str]) -> String {
    let mut value = serde_json::to_value(statement).unwrap_or(Value::Null);
    strip(&mut value, more);
    value.to_string()
}

fn strip(value: &mut Value, more: &[&str]) {
    match value {
        Value::Object(map) => {
            map.retain(|key, _| !AROUND.contains(&key.as_str()) && !more.contains(&key.as_str()));
            // A field that may be left out and one of which the page states nothing have the same values.
            if map.get("required").is_some_and(|required| required == "unstated") {
                map.insert("required".into(), Value::from("optional"));
            }
            for (key, inner) in map.iter_mut() {
                match key.as_str() {
                    "default" => {
                        if let Value::Object(stated) = inner {
                            stated.retain(|key, _| key == "value");
                        }
                    }
                    "when" => {}
                    _ => strip(inner, more),
                }
            }
        }
        Value::Array(items) => items.iter_mut().for_each(|item| strip(item, more)),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::text;

    #[test]
    fn words_and_places_are_left_out_and_data_is_kept() {
        let essence_of = |default: serde_json::Value, words: &str| {
            let stated = json!({
                "default": { "value": default, "origin": words, "rule": words },
                "range": { "value": { "min": { "value": 1 } }, "origin": words, "rule": words },
            });
            text(&json!({ "kind": "any", "constraints": stated, "description": words, "required": "unstated" }), &[])
        };
        assert_eq!(essence_of(json!({ "origin": "a" }), "x"), essence_of(json!({ "origin": "a" }), "y"));
        assert_ne!(essence_of(json!({ "origin": "a" }), "x"), essence_of(json!({ "origin": "b" }), "x"));
        assert!(essence_of(json!(1), "x").contains("optional"));
    }
}

//! Converts a document of `OpenAPI` 3.1 to 3.0.3, whose schemas are an older and smaller JSON Schema: `nullable` next
//! to a type, bounds with a flag for exclusive ones, no keywords next to a `$ref`. What has no equivalent there stays
//! as an annotation.

use serde_json::{Map, Value, json};

/// Bounds of numbers, and the annotations that replace them where they are not allowed.
const BOUNDS: [(&str, &str); 5] = [
    ("minimum", "x-minimum"),
    ("maximum", "x-maximum"),
    ("exclusiveMinimum", "x-exclusiveMinimum"),
    ("exclusiveMaximum", "x-exclusiveMaximum"),
    ("multipleOf", "x-multiple-of"),
];

/// Rewrites a document of 3.1, or a part of one, as 3.0.3. It only knows what Refract itself writes.
pub fn downgrade(value: &mut Value) {
    walk(value, Place::Other);
}

/// The kind of an object: only schemas are rewritten, and only where a schema can occur.
#[derive(Clone, Copy, PartialEq)]
enum Place {
    Schema,
    /// An object with schemas by name.
    Schemas,
    /// A list of schemas.
    List,
    /// An example or a default: data of the pages.
    Data,
    Other,
}

fn walk(value: &mut Value, place: Place) {
    match value {
        Value::Object(map) => {
            for (key, inner) in map.iter_mut() {
                walk(inner, inside(place, key));
            }
            if place == Place::Schema {
                schema(map);
            }
        }
        Value::Array(elements) => {
            let inner = if place == Place::List { Place::Schema } else { place };
            for element in elements {
                walk(element, inner);
            }
        }
        _ => {}
    }
}

fn inside(place: Place, key: &str) -> Place {
    match (place, key) {
        (Place::Schemas, _)
        | (Place::Schema, "items" | "additionalProperties" | "not" | "propertyNames")
        | (Place::Other, "schema") => Place::Schema,
        (Place::Schema, "properties") | (Place::Other, "schemas") => Place::Schemas,
        (Place::Schema, "allOf" | "anyOf" | "oneOf") => Place::List,
        (Place::Schema | Place::Data, _) | (Place::Other, "examples") => Place::Data,
        (Place::Other | Place::List, _) => Place::Other,
    }
}

fn schema(map: &mut Map<String, Value>) {
    if let Some(Value::Array(names)) = map.get("type") {
        let known: Vec<Value> = names.iter().filter(|name| *name != "null").cloned().collect();
        if let [one] = known.as_slice() {
            map.insert("type".into(), one.clone());
            map.insert("nullable".into(), json!(true));
        }
    }
    // Generators for 3.0 treat bounds as a part of the type: where the page states no type, they become annotations.
    if !map.contains_key("type") {
        for (key, annotation) in BOUNDS {
            if let Some(bound) = map.shift_remove(key) {
                map.insert(annotation.into(), bound);
            }
        }
    }
    for (key, inclusive) in [("exclusiveMinimum", "minimum"), ("exclusiveMaximum", "maximum")] {
        if let Some(bound @ Value::Number(_)) = map.get(key).cloned() {
            map.insert(inclusive.into(), bound);
            map.insert(key.into(), json!(true));
        }
    }
    if let Some(names) = map.shift_remove("propertyNames") {
        map.insert("x-property-names".into(), names);
    }
    null_branch(map);
    // Wrapped in `allOf` with one schema, since readers ignore keywords next to a `$ref`.
    if map.len() > 1
        && let Some(reference) = map.shift_remove("$ref")
    {
        let mut all = vec![json!({ "$ref": reference })];
        if let Some(Value::Array(others)) = map.shift_remove("allOf") {
            all.extend(others);
        }
        map.insert("allOf".into(), Value::Array(all));
    }
}

/// `{type: null}` among `anyOf`. The flag only applies next to a type, and allows `null` in addition to the rest of the
/// branch.
fn null_branch(map: &mut Map<String, Value>) {
    let Some(Value::Array(branches)) = map.get_mut("anyOf") else { return };
    for branch in branches.iter_mut().filter(|branch| branch.get("type") == Some(&json!("null"))) {
        *branch = json!({ "type": "object", "nullable": true, "enum": [null] });
    }
}

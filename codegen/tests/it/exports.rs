//! JSON Schemas, `OpenAPI` documents and the catalogue: what they state about a contract, in every layout.

mod catalogue;
mod documents;
mod prose;
mod schema_objects;
mod schemas;

use std::collections::{BTreeMap, BTreeSet};

use refract_codegen::emit::{self, Artefacts, Emit, Notation, Options, vocabulary};
use refract_codegen::ir::Api;
use serde_json::{Map, Value};

use crate::support::{read, repository};

fn specs() -> Vec<Api> {
    read(&[repository("specs")], &repository("")).apis
}

fn id(schema: &Value) -> String {
    schema["$id"].as_str().expect("an `$id`").to_owned()
}

/// The schemas of an export by their `$id`, those inside others among them.
fn by_id(files: &Artefacts) -> BTreeMap<String, Value> {
    let mut found = BTreeMap::new();
    for (path, text) in files {
        let schema: Value = serde_json::from_str(text).unwrap_or_else(|error| panic!("{path}: {error}"));
        for inner in schema["$defs"].as_object().into_iter().flat_map(Map::values) {
            if let Some(id) = inner["$id"].as_str() {
                found.insert(id.to_owned(), inner.clone());
            }
        }
        found.insert(id(&schema), schema);
    }
    found
}

fn words() -> BTreeSet<String> {
    let schema: Value = serde_json::from_str(vocabulary::VOCABULARY).expect("JSON");
    schema["properties"].as_object().expect("keywords").keys().cloned().collect()
}

/// The YAML form holds what the JSON form does.
#[test]
fn yaml_is_equivalent() {
    let apis = specs();
    for kind in [Emit::JsonSchema, Emit::OpenApi] {
        let yaml = Options { notation: Notation::Yaml, ..Options::default() };
        let (json, yaml) = (emit::emit(&apis, kind, &Options::default()), emit::emit(&apis, kind, &yaml));
        assert_eq!(json.len(), yaml.len());
        for ((path, text), (other, written)) in json.iter().zip(&yaml) {
            assert_eq!(path.strip_suffix(".json"), other.strip_suffix(".yaml"));
            let wanted: Value = serde_json::from_str(text).expect("JSON");
            let mut found: Value = yaml_serde::from_str(written).unwrap_or_else(|error| panic!("{other}: {error}"));
            // References and identifiers lead to files of the other ending.
            endings(&mut found);
            assert_eq!(found, wanted, "{other}");
        }
    }
}

fn endings(value: &mut Value) {
    match value {
        Value::Object(map) => {
            for (key, inner) in map.iter_mut() {
                match inner {
                    Value::String(text) if key == "$ref" || key == "$id" => *text = text.replace(".yaml", ".json"),
                    inner => endings(inner),
                }
            }
        }
        Value::Array(elements) => elements.iter_mut().for_each(endings),
        _ => {}
    }
}

/// All objects of a document with their keys, without examples and defaults.
fn objects<'a>(value: &'a Value, visit: &mut impl FnMut(&'a Map<String, Value>)) {
    match value {
        Value::Object(map) => {
            visit(map);
            let data = |key: &str| matches!(key, "examples" | "default" | "x-default" | "enum");
            map.iter().filter(|(key, _)| !data(key)).for_each(|(_, inner)| objects(inner, visit));
        }
        Value::Array(elements) => elements.iter().for_each(|element| objects(element, visit)),
        _ => {}
    }
}

//! `OpenAPI` documents: what they say, in 3.1 and 3.0.3, in one file and many.

use std::collections::BTreeMap;

use refract_codegen::emit::{Files, Options, openapi};
use refract_codegen::ir::Api;
use serde_json::{Map, Value, json};

use super::{objects, specs, words};

fn documents(options: &Options) -> BTreeMap<String, Value> {
    specs().iter().map(|api| (openapi::path(api, options), openapi::document(api, options))).collect()
}

#[test]
fn a_document_split_over_files_is_the_same_document() {
    let options = Options { files: Some(Files::Many), ..Options::default() };
    for (path, whole) in documents(&options) {
        let files = openapi::files(&path, whole.clone(), &options);
        let parsed = |path: &str| -> Value { serde_json::from_str(&files[path]).expect("JSON") };
        let mut root = parsed(&path);
        let folder = path.rsplit_once('/').expect("a folder").0;
        let items = root["paths"].as_object_mut().expect("paths");
        assert_eq!(items.len(), files.len() - 1);
        for item in items.values_mut() {
            let target = item["$ref"].as_str().expect("a reference").to_owned();
            let name = path.rsplit('/').next().expect("a name");
            let text = files[&format!("{folder}/{target}")].replace(&format!("\"../../{name}#"), "\"#");
            *item = serde_json::from_str(&text).expect("JSON");
        }
        assert_eq!(root, whole, "{path}");
    }
}

#[test]
fn version_3_0_has_nothing_that_it_does_not_know() {
    let options = Options { openapi: openapi::Version::V3_0, ..Options::default() };
    let mut nullable = 0;
    for (path, document) in documents(&options) {
        assert_eq!(document["openapi"], "3.0.3");
        objects(&document, &mut |map| {
            let is_schema = !map.contains_key("in");
            for key in ["if", "then", "const", "$defs", "propertyNames", "dependentRequired", "contentEncoding"] {
                // A field may have the name of a keyword.
                assert!(!map.contains_key(key) || map.values().all(Value::is_object), "{path}: {key} in {map:?}");
            }
            if is_schema && map.contains_key("$ref") {
                assert_eq!(map.len(), 1, "{path}: keywords beside a reference: {map:?}");
            }
            assert!(!map.get("type").is_some_and(Value::is_array), "{path}: {map:?}");
            for key in ["exclusiveMinimum", "exclusiveMaximum"] {
                assert!(map.get(key).is_none_or(Value::is_boolean), "{path}: {map:?}");
            }
            nullable += usize::from(map.get("nullable") == Some(&json!(true)));
        });
    }
    let mut document = json!({ "schema": {
        "type": ["string", "null"], "exclusiveMinimum": 1, "propertyNames": {},
        "allOf": [{ "$ref": "#/a", "title": "x" }, { "anyOf": [{ "$ref": "#/a" }, { "type": "null" }] }],
    }, "examples": { "type": ["string", "null"] } });
    let api = Api::new("v", "s");
    assert_eq!(openapi::document(&api, &options)["openapi"], "3.0.3");
    openapi::downgrade(&mut document);
    assert_eq!(
        document,
        json!({ "schema": {
            "type": "string", "nullable": true, "minimum": 1, "exclusiveMinimum": true, "x-property-names": {},
            "allOf": [
                { "title": "x", "allOf": [{ "$ref": "#/a" }] },
                { "anyOf": [{ "$ref": "#/a" }, { "type": "object", "nullable": true, "enum": [null] }] },
            ],
        }, "examples": { "type": ["string", "null"] } })
    );
}

#[test]
fn a_document_says_how_the_service_is_called() {
    let all = documents(&Options::default());
    let operation = |path: &str, id: &str| -> Value {
        let operations = all[path]["paths"].as_object().into_iter().flat_map(Map::values);
        let mut operations = operations.filter_map(Value::as_object).flat_map(Map::values);
        operations.find(|operation| operation["operationId"] == id).expect("an operation").clone()
    };
    // The token that pages list is a scheme, and demanded where they list it.
    let otc = &all["otc/function-graph.json"];
    let scheme = &otc["components"]["securitySchemes"]["X-Auth-Token"];
    assert_eq!((&scheme["type"], &scheme["in"]), (&json!("apiKey"), &json!("header")));
    assert!(scheme["x-origin"]["line"].is_u64(), "{scheme}");
    let publish = operation("otc/function-graph.json", "publishing_a_function_version_v2");
    assert_eq!(publish["security"], json!([{ "X-Auth-Token": [] }]));
    // Where none is listed, none is made up.
    assert!(all["yandex/functions.json"]["components"].get("securitySchemes").is_none());
    // What varies in a host is a variable; an operation with a host of its own says so.
    let servers = all["yandex/functions.json"]["servers"].as_array().expect("servers");
    assert!(servers.iter().any(|server| server["variables"]["api-host"]["default"] == "api-host"), "{servers:?}");
    assert!(operation("yandex/functions.json", "Function.Update")["servers"][0]["url"].is_string());
    // Bodies are components, media types and examples are there, and a body that must hold something is required.
    assert_eq!(publish["requestBody"]["required"], json!(null), "every field of it may be left out");
    let create = operation("jdcloud/function.json", "createFunction");
    assert_eq!(create["requestBody"]["required"], json!(true));
    let schema = &create["requestBody"]["content"]["application/json"]["schema"];
    assert_eq!(schema["$ref"], "#/components/schemas/CreateFunctionRequest");
    assert!(publish["responses"]["200"]["content"]["application/json"]["examples"].is_object());
    // Errors that differ in nothing but the status are one type.
    let error = |status: &str| publish["responses"][status]["content"]["application/json"]["schema"].clone();
    assert_eq!(error("400"), error("500"));
    assert_eq!(error("400")["$ref"], "#/components/schemas/PublishingAFunctionVersionV2Error");
    for (path, document) in &all {
        let tags: Vec<&Value> = document["tags"].as_array().into_iter().flatten().map(|tag| &tag["name"]).collect();
        objects(document, &mut |map| {
            if map.contains_key("operationId") {
                assert!(tags.contains(&&map["tags"][0]), "{path}: {map:?}");
                assert!(map.contains_key("x-origin"), "{path}: {map:?}");
            }
        });
    }
}

/// Every annotation of a document is one of the vocabulary.
#[test]
fn documents_use_the_vocabulary_only() {
    let words = words();
    for version in [openapi::Version::V3_1, openapi::Version::V3_0] {
        for (path, document) in documents(&Options { openapi: version, ..Options::default() }) {
            objects(&document, &mut |map| {
                for key in map.keys().filter(|key| key.starts_with("x-") && !map[*key]["schema"].is_object()) {
                    assert!(words.contains(key), "{path}: the vocabulary has no `{key}`");
                }
            });
        }
    }
}

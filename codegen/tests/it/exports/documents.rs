//! `OpenAPI` documents: what they say, in 3.1 and 3.0.3, in one file and many.

use std::collections::BTreeMap;

use refract_codegen::emit::{self, Conditions, Emit, Files, Notation, Options, Origins, openapi, origins};
use refract_codegen::ir::{Api, Operation, Page};
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
                assert_eq!(map.len(), 1, "{path}: keywords next to a reference: {map:?}");
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
fn a_document_names_the_service() {
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
    // Where none is listed, none is invented.
    assert!(all["yandex/functions.json"]["components"].get("securitySchemes").is_none());
    // A variable part of a host is a variable; an operation with its own host has its own server.
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

/// The size of a value as it is written, without some of its words.
fn size(value: &Value, without: &[&str]) -> usize {
    fn strip(value: &mut Value, without: &[&str]) {
        match value {
            Value::Object(map) => {
                map.retain(|key, _| !without.contains(&key.as_str()));
                map.values_mut().for_each(|inner| strip(inner, without));
            }
            Value::Array(elements) => elements.iter_mut().for_each(|inner| strip(inner, without)),
            _ => {}
        }
    }
    let mut value = value.clone();
    strip(&mut value, without);
    Notation::Json.text(&value).len()
}

#[test]
fn compact_places_are_a_small_part_of_a_document_and_equivalent() {
    let full = documents(&Options::default());
    let off = documents(&Options { origins: Origins::Off, ..Options::default() });
    for (path, document) in documents(&Options { origins: Origins::Compact, ..Options::default() }) {
        let (whole, without) = (size(&document, &[]), size(&document, &["x-origin", "x-origins"]));
        assert!((whole - without) * 100 <= whole * 20, "{path}: {} of {whole} bytes are places", whole - without);
        let mut expanded = origins::expand(&document).into_owned();
        let mut wanted = full[&path].clone();
        for document in [&mut expanded, &mut wanted] {
            // It describes how origins are written.
            document["info"]["description"] = Value::Null;
        }
        assert_eq!(expanded, wanted, "{path}");
        let text = Notation::Json.text(&off[&path]);
        assert!(!text.contains("x-origin") && !text.contains("\"line\""), "{path}");
    }
}

#[test]
fn conditions_are_demanded_unless_they_are_not_to_be() {
    let has = |document: &Value, key: &str| {
        let mut found = 0;
        objects(document, &mut |map| found += usize::from(map.contains_key(key)));
        found
    };
    let count = |options: &Options, key: &str| documents(options).values().map(|it| has(it, key)).sum::<usize>();
    let off = Options { conditions: Conditions::Off, ..Options::default() };
    assert!(count(&Options::default(), "then") > 0);
    assert_eq!(count(&off, "then"), 0);
    assert_eq!(count(&off, "x-conditions"), count(&Options::default(), "x-conditions"), "the sentences stay");
    let schemas = emit::emit(&specs(), Emit::JsonSchema, &off);
    assert!(schemas.values().all(|text| !text.contains("\"then\"")));
}

/// What an operation is called in a list: no bare name where the page has words for it.
#[test]
fn summaries_and_tags_are_words_of_pages() {
    let api = |title: &str, description: Option<&str>, name: Option<&str>| {
        let origin = refract_codegen::source::Origin { page: "a/jar_lids/fill.md".into(), line: 1, column: 1 };
        let id = refract_codegen::ir::OperationId::new("fill_jar");
        let mut operation = Operation::new(id, refract_codegen::ir::Method::Post, "/v2.1/jars", origin);
        operation.summary = title.to_owned();
        operation.description = description.map(str::to_owned);
        operation.name = name.map(str::to_owned);
        let page = |path: &str, title: &str| Page {
            path: path.to_owned(),
            title: Some(title.to_owned()),
            language: "en".to_owned(),
            hash: "0".repeat(16),
        };
        let mut other = operation.clone();
        other.origin.page = "a/boxes/list.md".into();
        other.path = "/v1/boxes".to_owned();
        let mut api = Api::new("acme", "jars");
        api.operations = vec![operation, other];
        api.pages = vec![
            page("a/boxes/list.md", "List"),
            page("a/boxes/notes.md", "Some notes"),
            page("a/index.md", "Jars: a reference"),
            page("a/jar_lids/fill.md", title),
            page("a/jar_lids/index.md", "Jar Lids"),
        ];
        openapi::document(&api, &Options::default())
    };
    let summary = |title: &str, description: Option<&str>, name: Option<&str>| {
        api(title, description, name)["paths"]["/v2.1/jars"]["post"]["summary"].as_str().expect("a text").to_owned()
    };
    let text = Some("Fills a jar. It must be empty.");
    assert_eq!(summary("Filling a jar", text, Some("fillJar")), "Filling a jar");
    assert_eq!(summary("fillJar", text, Some("fillJar")), "Fills a jar");
    assert_eq!(summary("Jar service, REST: Jar.fill", text, Some("Jar.fill")), "Fills a jar");
    assert_eq!(summary("", Some("装满罐子。必须为空。"), None), "装满罐子");
    assert_eq!(summary("", None, Some("fillJar")), "fillJar");
    assert_eq!(summary("fillJar", Some(&"long ".repeat(60)), Some("fillJar")), "fillJar");
    let document = api("Filling a jar", text, None);
    assert_eq!(document["info"]["title"], "Jars: a reference");
    assert_eq!(document["info"]["version"], "v1, v2.1");
    assert_eq!(document["x-contract"], json!({ "vendor": "acme", "service": "jars" }));
    let titled = json!({ "name": "jar_lids", "x-displayName": "Jar Lids" });
    assert_eq!(document["tags"], json!([{ "name": "boxes" }, titled]), "notes in a folder are not its title");
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

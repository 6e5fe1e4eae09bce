//! JSON Schemas, `OpenAPI` documents and the catalogue: what they say of a contract, in every shape they come in.

mod support;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use jsonschema::{Registry, Validator};
use proptest::prelude::*;
use refract_codegen::emit::catalogue::{self, Catalogue};
use refract_codegen::emit::schema_object::{self, Style};
use refract_codegen::emit::{self, Artefacts, Emit, Files, Notation, Options, openapi, vocabulary};
use refract_codegen::ir::{
    Api, Condition, EnumValue, Enumeration, ExclusiveGroup, Field, IntegerWidth, Kind, Object, Pattern, Required,
    Schema, SchemaName, Sourced, When,
};
use refract_codegen::source::Origin;
use serde_json::{Map, Value, json};
use support::binary::{refract, snapshot};
use support::{ir, read, repository};

fn place() -> Origin {
    Origin { page: "page.md".into(), line: 1, column: 1 }
}

fn sourced<T>(value: T) -> Sourced<T> {
    Sourced { value, origin: place(), rule: "test".into() }
}

fn field(name: &str, required: Required, schema: Schema) -> Field {
    Field { name: name.into(), required, schema }
}

fn listed(kind: Kind, values: &[Value], open: bool) -> Schema {
    let mut schema = Schema::of(kind);
    let values = values.iter().map(|value| EnumValue { value: value.clone(), meaning: None });
    schema.constraints.enumeration = Enumeration::new(values, open).map(sourced);
    schema
}

fn nullable(mut schema: Schema) -> Schema {
    schema.constraints.nullable = Some(sourced(true));
    schema
}

/// A schema as the JSON Schema files have it, compiled.
fn compiled(api: &Api, schema: &Schema) -> Validator {
    let style = Style { reference: "#/$defs/", digits: true, conditions: true, ..Style::default() };
    compiled_as(api, schema, &style)
}

fn compiled_as(api: &Api, schema: &Schema, style: &Style<'_>) -> Validator {
    let definitions: Map<String, Value> =
        api.schemas.iter().map(|(name, it)| (name.to_string(), schema_object::schema(api, it, style))).collect();
    let mut root = schema_object::schema(api, schema, style);
    root["$defs"] = Value::Object(definitions);
    jsonschema::validator_for(&root).expect("a schema")
}

fn hold(validator: &Validator, good: &[Value], bad: &[Value]) {
    for value in good {
        assert!(validator.is_valid(value), "{value} is refused");
    }
    for value in bad {
        assert!(!validator.is_valid(value), "{value} is taken");
    }
}

#[test]
fn null_is_a_value_where_the_page_says_so() {
    let mut api = Api::new("v", "s");
    let open = nullable(listed(Kind::string(), &[json!("a")], true));
    hold(&compiled(&api, &open), &[json!("a"), json!("b"), Value::Null], &[json!(1)]);
    let closed = nullable(listed(Kind::string(), &[json!("a")], false));
    hold(&compiled(&api, &closed), &[json!("a"), Value::Null], &[json!("b")]);
    let digits = nullable(Schema::of(Kind::Integer { width: IntegerWidth::Bits64, as_string: true }));
    hold(&compiled(&api, &digits), &[json!("12"), Value::Null], &[json!("x")]);
    let name = SchemaName::new("Thing");
    let (object, _) = Object::new([field("id", Required::Always, Schema::of(Kind::string()))]);
    api.schemas.insert(name.clone(), Schema::of(Kind::Object(object)));
    let reference = nullable(Schema::of(Kind::Ref { target: name }));
    hold(&compiled(&api, &reference), &[json!({ "id": "x" }), Value::Null], &[json!({}), json!(1)]);
}

#[test]
fn an_integer_in_a_string_is_digits_and_what_the_page_demands() {
    let api = Api::new("v", "s");
    let mut schema = Schema::of(Kind::Integer { width: IntegerWidth::Bits64, as_string: true });
    let apart = Style { digits: true, apart: true, ..Style::default() };
    for style in [Style { digits: true, ..Style::default() }, apart] {
        hold(&compiled_as(&api, &schema, &style), &[json!("0"), json!("-12")], &[json!(""), json!("1.5"), json!(1)]);
    }
    for ecma in ["[0-9]{2}", "1.*"] {
        schema.constraints.patterns.push(sourced(Pattern { ecma: ecma.into(), written: None }));
    }
    let apart = Style { digits: true, apart: true, ..Style::default() };
    for style in [Style { digits: true, ..Style::default() }, apart] {
        hold(&compiled_as(&api, &schema, &style), &[json!("12")], &[json!("1x"), json!("22"), json!("123")]);
    }
}

#[test]
fn what_is_demanded_under_a_condition_that_could_be_read_is_demanded() {
    let api = Api::new("v", "s");
    let needs = |when: Option<When>| {
        let mut schema = Schema::of(Kind::string());
        let condition = Condition { when, required: true, words: "words".into(), origin: place(), rule: "test".into() };
        schema.constraints.conditions.push(condition);
        schema
    };
    let when = |values: &[Value]| Some(When { field: "kind".into(), values: values.to_vec() });
    let object = |when: Option<When>| {
        let (mut object, _) = Object::new([
            field("kind", Required::Optional, Schema::of(Kind::string())),
            field("size", Required::Conditional, needs(when)),
            field("other", Required::Optional, Schema::of(Kind::string())),
        ]);
        assert!(object.add_group(ExclusiveGroup { members: vec!["size".into(), "other".into()], origin: place() }));
        Schema::of(Kind::Object(object))
    };
    // The group and the condition both hold.
    let both = json!({ "size": "1", "other": "2" });
    let named = compiled(&api, &object(when(&[json!("a"), json!("b")])));
    let met = json!({ "kind": "a", "size": "1" });
    hold(&named, &[json!({}), json!({ "kind": "c" }), met.clone()], &[json!({ "kind": "b" }), both.clone()]);
    let given = compiled(&api, &object(when(&[])));
    hold(&given, &[json!({}), json!({ "kind": "" }), met], &[json!({ "kind": "c" }), both.clone()]);
    // What could not be read is demanded of nobody.
    hold(&compiled(&api, &object(None)), &[json!({ "kind": "a" })], &[both]);
    let elsewhere = When { field: "absent".into(), values: vec![json!(1)] };
    hold(&compiled(&api, &object(Some(elsewhere))), &[json!({ "absent": 1 })], &[]);
}

#[test]
fn a_default_that_the_value_refuses_is_an_annotation() {
    let api = Api::new("v", "s");
    let mut schema = listed(Kind::integer(), &[json!(10), json!(20)], false);
    let style = Style::default();
    for (value, key, other) in [(json!(10), "default", "x-default"), (json!(500), "x-default", "default")] {
        schema.constraints.default = Some(sourced(value.clone()));
        let written = schema_object::schema(&api, &schema, &style);
        assert_eq!((written.get(key), written.get(other)), (Some(&value), None), "{written}");
    }
}

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

/// Validators of all schemas of an export that a body can be held against. Nothing is fetched.
fn validators(files: &Artefacts) -> BTreeMap<String, Validator> {
    let all = by_id(files);
    let mut registry = Registry::new();
    for (path, text) in files {
        if !path.ends_with(".v1.json") {
            let schema: Value = serde_json::from_str(text).expect("JSON");
            registry = registry.add(id(&schema), schema).expect("a schema");
        }
    }
    for text in [vocabulary::VOCABULARY, vocabulary::DIALECT] {
        let schema: Value = serde_json::from_str(text).expect("JSON");
        registry = registry.add(id(&schema), schema).expect("a schema");
    }
    let registry = registry.prepare().expect("references resolve");
    all.keys()
        .filter(|id| !id.ends_with("/v1.json"))
        .map(|id| {
            let options = jsonschema::options();
            let validator = options.with_registry(&registry).build(&json!({ "$ref": id })).expect("it compiles");
            (id.clone(), validator)
        })
        .collect()
}

#[test]
fn every_shape_gives_the_same_verdicts() {
    let apis = specs();
    let shape = |files, dialect| Options { files, dialect, ..Options::default() };
    let many = emit::emit(&apis, Emit::JsonSchema, &Options::default());
    let one = emit::emit(&apis, Emit::JsonSchema, &shape(Some(Files::One), false));
    let own = emit::emit(&apis, Emit::JsonSchema, &shape(None, true));
    assert_eq!(one.len(), apis.len());
    let (first, second, third) = (validators(&many), validators(&one), validators(&own));
    assert_eq!(first.keys().collect::<Vec<_>>(), second.keys().collect::<Vec<_>>());
    assert_eq!(first.keys().collect::<Vec<_>>(), third.keys().collect::<Vec<_>>());
    let mut seen = [0, 0];
    for (id, schema) in by_id(&many) {
        for value in schema["examples"].as_array().into_iter().flatten() {
            for value in [value.clone(), json!({ "unknown": value }), json!([value])] {
                let verdict = first[&id].is_valid(&value);
                seen[usize::from(verdict)] += 1;
                assert_eq!(verdict, second[&id].is_valid(&value), "{id} in one file: {value}");
                assert_eq!(verdict, third[&id].is_valid(&value), "{id} in the own dialect: {value}");
            }
        }
    }
    assert!(seen[0] > 5 && seen[1] > 5, "{seen:?}");
}

#[test]
fn strict_schemas_refuse_fields_that_no_page_lists() {
    let apis = specs();
    let lenient = validators(&emit::emit(&apis, Emit::JsonSchema, &Options::default()));
    let options = Options { strict: true, ..Options::default() };
    let files = emit::emit(&apis, Emit::JsonSchema, &options);
    let strict = validators(&files);
    let mut tried = 0;
    for (id, schema) in by_id(&files) {
        for value in schema["examples"].as_array().into_iter().flatten().filter(|value| strict[&id].is_valid(value)) {
            let mut more = value.clone();
            if let Some(entries) = more.as_object_mut() {
                entries.insert("no page lists this".into(), json!(1));
                tried += 1;
                assert!(lenient[&id].is_valid(&more) && !strict[&id].is_valid(&more), "{id}: {more}");
            }
        }
    }
    assert!(tried > 3, "only {tried} examples");
}

/// All schema objects in a schema object: only where schemas can stand.
fn schemas_in<'a>(schema: &'a Value, visit: &mut impl FnMut(&'a Map<String, Value>)) {
    let Some(map) = schema.as_object() else { return };
    visit(map);
    for (key, inner) in map {
        match (key.as_str(), inner) {
            ("properties" | "$defs", Value::Object(all)) => all.values().for_each(|it| schemas_in(it, visit)),
            ("allOf" | "anyOf" | "oneOf", Value::Array(all)) => all.iter().for_each(|it| schemas_in(it, visit)),
            ("items" | "additionalProperties" | "propertyNames" | "not" | "if" | "then", inner) => {
                schemas_in(inner, visit);
            }
            _ => {}
        }
    }
}

fn dialect() -> Validator {
    let parse = |text| serde_json::from_str::<Value>(text).expect("JSON");
    let (words, dialect) = (parse(vocabulary::VOCABULARY), parse(vocabulary::DIALECT));
    let registry = Registry::new()
        .add(id(&words), words)
        .and_then(|registry| registry.add(vocabulary::DIALECT_ID, dialect.clone()))
        .expect("schemas")
        .prepare()
        .expect("references resolve");
    jsonschema::options().with_registry(&registry).build(&dialect).expect("the dialect compiles")
}

fn words() -> BTreeSet<String> {
    let schema: Value = serde_json::from_str(vocabulary::VOCABULARY).expect("JSON");
    schema["properties"].as_object().expect("keywords").keys().cloned().collect()
}

/// Holds a schema against the dialect, and its extensions against the vocabulary.
fn hold_dialect(dialect: &Validator, words: &BTreeSet<String>, schema: &Value) -> Result<(), String> {
    if let Some(error) = dialect.iter_errors(schema).next() {
        return Err(format!("at {}: {error}", error.instance_path()));
    }
    let mut unknown = None;
    schemas_in(schema, &mut |map| {
        unknown = unknown.take().or(map.keys().find(|key| key.starts_with("x-") && !words.contains(*key)));
    });
    unknown.map_or(Ok(()), |key| Err(format!("the vocabulary has no `{key}`")))
}

#[test]
fn the_vocabulary_knows_every_annotation() {
    let (dialect, words) = (dialect(), words());
    for schema in by_id(&emit::emit(&specs(), Emit::JsonSchema, &Options::default())).values() {
        hold_dialect(&dialect, &words, schema).unwrap_or_else(|problem| panic!("{}: {problem}", schema["$id"]));
    }
    // It can refuse.
    for wrong in [json!({ "x-unit": 1 }), json!({ "properties": { "a": { "x-origin": "page:1:1" } } })] {
        assert!(!dialect.is_valid(&wrong), "{wrong}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn every_contract_gives_schemas_of_the_dialect(mut api in ir::api()) {
        for schema in api.schemas.values_mut() {
            // No page and no correction says that a number is a multiple of one below 0.
            schema.walk_mut(&mut |inner| {
                inner.constraints.multiple_of = None;
                if let Kind::Map { keys, .. } = &mut inner.kind {
                    keys.multiple_of = None;
                }
            });
        }
        thread_local!(static DIALECT: (Validator, BTreeSet<String>) = (dialect(), words()));
        DIALECT.with(|(dialect, words)| {
            for style in [
                Style { digits: true, conditions: true, ..Style::default() },
                Style { digits: true, apart: true, strict: true, ..Style::default() },
            ] {
                for schema in api.schemas.values() {
                    let written = schema_object::schema(&api, schema, &style);
                    hold_dialect(dialect, words, &written).map_err(TestCaseError::fail)?;
                }
            }
            Ok::<(), TestCaseError>(())
        })?;
    }
}

/// The YAML form holds what the JSON form does.
#[test]
fn yaml_says_the_same() {
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

/// All objects of a document with the key that holds them, examples and defaults left out.
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
    let publish = operation("otc/function-graph.json", "publishing_a_function_version");
    assert_eq!(publish["security"], json!([{ "X-Auth-Token": [] }]));
    // Where none is listed, none is made up.
    assert!(all["yandex/functions.json"]["components"].get("securitySchemes").is_none());
    // What varies in a host is a variable; an operation with a host of its own says so.
    let servers = all["yandex/functions.json"]["servers"].as_array().expect("servers");
    assert!(servers.iter().any(|server| server["variables"]["api-host"]["default"] == "api-host"), "{servers:?}");
    assert!(operation("yandex/functions.json", "function_update")["servers"][0]["url"].is_string());
    // Bodies are components, media types and examples are there, and a body that must hold something is required.
    assert_eq!(publish["requestBody"]["required"], json!(null), "every field of it may be left out");
    let create = operation("jdcloud/function.json", "create_function");
    assert_eq!(create["requestBody"]["required"], json!(true));
    let schema = &create["requestBody"]["content"]["application/json"]["schema"];
    assert_eq!(schema["$ref"], "#/components/schemas/CreateFunctionRequest");
    assert!(publish["responses"]["200"]["content"]["application/json"]["examples"].is_object());
    // Errors that differ in nothing but the status are one type.
    let error = |status: &str| publish["responses"][status]["content"]["application/json"]["schema"].clone();
    assert_eq!(error("400"), error("500"));
    assert_eq!(error("400")["$ref"], "#/components/schemas/PublishingAFunctionVersionError");
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

/// The catalogue's counts are those of the files, and it is in its published form.
#[test]
fn the_catalogue_counts_what_is_in_the_files() {
    let out = tempfile::tempdir().expect("a folder");
    let target = out.path().to_str().expect("UTF-8");
    let run = refract(&repository(""), &["export", "--emit", "json-schema,openapi,ir", "--out", target, "specs"]);
    assert_eq!(run.code, 0, "{}", run.err);
    let schema: Value = serde_json::from_str(catalogue::SCHEMA).expect("JSON");
    let text = std::fs::read_to_string(out.path().join(catalogue::FILE)).expect("a catalogue");
    let value: Value = serde_json::from_str(&text).expect("JSON");
    let validator = jsonschema::validator_for(&schema).expect("a schema");
    assert!(validator.iter_errors(&value).next().is_none(), "{:?}", validator.iter_errors(&value).next());
    let found: Catalogue = serde_json::from_value(value).expect("a catalogue");
    assert_eq!(found.to_json(), text);
    count(&found, out.path());
    let missing: Value = serde_json::from_str(&text.replacen("\"rows\"", "\"lines\"", 1)).expect("JSON");
    assert!(!validator.is_valid(&missing));
}

fn count(found: &Catalogue, out: &Path) {
    let json = |path: PathBuf| -> Value {
        let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        serde_json::from_str(&text).expect("JSON")
    };
    let size = |value: &Value| value.as_object().map_or_else(|| value.as_array().map_or(0, Vec::len), Map::len);
    assert!(!found.services.is_empty());
    let mut rows = 0;
    for service in &found.services {
        let name = format!("{}/{}.json", service.vendor, service.service);
        let (bundle, document, ir) = (
            json(out.join("json-schema").join(&name)),
            json(out.join("openapi").join(&name)),
            json(out.join("ir").join(&name)),
        );
        assert_eq!(service.schemas, size(&bundle["$defs"]), "{name}");
        assert_eq!(service.schemas, size(&ir["schemas"]), "{name}");
        assert_eq!(service.operations, size(&ir["operations"]), "{name}");
        let folder = out.join("json-schema").join(&service.vendor).join(&service.service);
        assert_eq!(service.bodies, std::fs::read_dir(folder).expect("a folder").count(), "{name}");
        let (mut operations, mut parameters, mut examples) = (0, 0, 0);
        objects(&document["paths"], &mut |map| {
            if map.contains_key("operationId") {
                operations += map["x-origin"].as_array().map_or(1, Vec::len);
            }
        });
        for operation in ir["operations"].as_array().expect("operations") {
            parameters += size(&operation["parameters"]);
            examples += operation.get("examples").map_or(0, size);
        }
        assert_eq!(
            (service.operations, service.parameters, service.examples),
            (operations, parameters, examples),
            "{name}"
        );
        assert_eq!(service.pages.len(), size(&ir["pages"]), "{name}");
        rows += service.pages.iter().map(|page| page.ledger.rows).sum::<usize>();
    }
    rows += found.other_pages.iter().map(|page| page.ledger.rows).sum::<usize>();
    assert_eq!(found.ledger.rows, rows);
    let ledger = found.ledger;
    assert_eq!(ledger.rows, ledger.fields + ledger.skipped + ledger.diagnosed);
    let mut listed: Vec<PathBuf> = found.files.iter().map(|file| out.join(&file.path)).collect();
    listed.push(out.join(catalogue::FILE));
    listed.sort();
    let there: Vec<PathBuf> =
        snapshot(out).into_iter().filter(|(_, bytes)| bytes.is_some()).map(|(path, _)| path).collect();
    assert_eq!(listed, there);
}

/// Two exports of one input are equal byte for byte, in every shape and on any number of threads.
#[test]
fn the_same_pages_give_the_same_bytes() {
    let shapes: [&[&str]; 4] = [
        &[],
        &["--format", "yaml", "--files", "one", "--strict"],
        &["--openapi", "3.0.3", "--files", "many"],
        &["--dialect", "--schema-base", "https://example.com/x"],
    ];
    for shape in shapes {
        let mut first = None;
        for threads in ["1", "2", "8"] {
            let out = tempfile::tempdir().expect("a folder");
            let mut arguments = vec!["--threads", threads, "export", "--emit", "json-schema,openapi,ir,rust", "--out"];
            arguments.push(out.path().to_str().expect("UTF-8"));
            arguments.extend(shape);
            arguments.push("specs");
            let run = refract(&repository(""), &arguments);
            assert_eq!(run.code, 0, "{}", run.err);
            let files: Vec<_> = snapshot(out.path())
                .into_iter()
                .map(|(path, bytes)| (path.strip_prefix(out.path()).expect("below").to_owned(), bytes))
                .collect();
            assert!(files.len() > 20, "{}", files.len());
            assert!(*first.get_or_insert_with(|| files.clone()) == files, "{shape:?} on {threads} threads");
        }
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

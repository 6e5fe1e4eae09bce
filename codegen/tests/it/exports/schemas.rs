//! JSON Schemas in every shape, and the annotations that they use.

use std::collections::{BTreeMap, BTreeSet};

use jsonschema::{Registry, Validator};
use proptest::prelude::*;
use refract_codegen::emit::schema_object::{self, Style};
use refract_codegen::emit::{self, Artefacts, Emit, Files, Options, vocabulary};
use refract_codegen::ir::Kind;
use serde_json::{Map, Value, json};

use super::{by_id, id, specs, words};

use crate::support::ir;

/// Validators of all schemas of an export that describe a body. Nothing is fetched.
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

/// All schema objects in a schema object: only where schemas can occur.
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

/// Validates a schema against the dialect, and its extensions against the vocabulary.
fn check_dialect(dialect: &Validator, words: &BTreeSet<String>, schema: &Value) -> Result<(), String> {
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
        check_dialect(&dialect, &words, schema).unwrap_or_else(|problem| panic!("{}: {problem}", schema["$id"]));
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
            // No page and no fixup states a multiple of a number below 0.
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
                    check_dialect(dialect, words, &written).map_err(TestCaseError::fail)?;
                }
            }
            Ok::<(), TestCaseError>(())
        })?;
    }
}

//! The IR's JSON form: every contract conforms to its published schema, and reading back loses nothing.

use std::collections::BTreeSet;

use jsonschema::Validator;
use proptest::prelude::*;
use refract_codegen::discover::{self, Overrides};
use refract_codegen::ir::{Api, json};
use refract_codegen::pipeline;
use serde_json::Value;

use crate::support::{ir, library, read, repository, shared};

fn published() -> Validator {
    let schema: Value = serde_json::from_str(json::SCHEMA).expect("the schema is JSON");
    jsonschema::meta::validate(&schema).expect("the schema is a schema");
    jsonschema::validator_for(&schema).expect("the schema compiles")
}

/// Validates a contract's JSON form against the schema, and compares the contract with what is read back.
fn verify(schema: &Validator, api: &Api) -> Result<(), String> {
    let text = json::to_json(api);
    let value: Value = serde_json::from_str(&text).map_err(|error| error.to_string())?;
    if let Some(error) = schema.iter_errors(&value).next() {
        return Err(format!("at {}: {error}", error.instance_path()));
    }
    let back = json::from_json(&text).map_err(|error| error.to_string())?;
    if back != *api {
        return Err("another contract is read back".into());
    }
    if json::to_json(&back) == text { Ok(()) } else { Err("the contract that is read back has another text".into()) }
}

fn check_all(apis: &[Api]) {
    let schema = published();
    assert!(!apis.is_empty(), "there are contracts");
    for api in apis {
        verify(&schema, api).unwrap_or_else(|problem| panic!("{} {}: {problem}", api.vendor, api.service));
    }
}

#[test]
fn the_pages_of_this_repository_match_the_schema() {
    check_all(&read(&[repository("specs")], &repository("")).apis);
}

#[test]
fn the_seeds_and_a_sample_of_the_corpus_match_the_schema() {
    if let Some(seeds) = shared("seeds") {
        check_all(&read(std::slice::from_ref(&seeds), &seeds).apis);
    }
    if let Some(corpus) = shared("corpus") {
        check_all(&sample(&corpus, 25));
    }
}

/// All pages next to the repository: `cargo test --release -p refract-codegen --test it ir:: -- --ignored`.
#[test]
#[ignore = "reads thousands of pages"]
fn the_whole_corpus_matches_the_schema() {
    if let Some(corpus) = shared("corpus") {
        check_all(&sample(&corpus, 1));
    }
}

/// The contracts of every so-manieth page.
fn sample(folder: &std::path::Path, every: usize) -> Vec<Api> {
    let files = discover::files(&[folder.to_owned()], folder).expect("the corpus has pages");
    let files: Vec<_> = files.into_iter().step_by(every).collect();
    pipeline::run(&files, library(), &|_| Overrides::default(), &|| {}).apis
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn every_contract_matches_the_schema(api in ir::api()) {
        thread_local!(static SCHEMA: Validator = published());
        SCHEMA.with(|schema| verify(schema, &api)).map_err(TestCaseError::fail)?;
    }
}

/// What the reader refuses, the schema refuses, and the other way round: a member missing, a member too many. Each shape
/// of member is tried once.
#[test]
fn the_schema_is_as_strict_as_the_reader() {
    let schema = published();
    let mut tried = BTreeSet::new();
    for api in read(&[repository("specs")], &repository("")).apis {
        let whole: Value = serde_json::from_str(&json::to_json(&api)).expect("JSON");
        for pointer in members(&whole) {
            if !tried.insert(shape(&whole, &pointer)) {
                continue;
            }
            let (parent, key) = pointer.rsplit_once('/').expect("a member has a parent");
            let mut less = whole.clone();
            let parent = less.pointer_mut(parent).and_then(Value::as_object_mut).expect("an object");
            parent.shift_remove(&key.replace("~1", "/").replace("~0", "~"));
            let read = json::from_json(&less.to_string());
            assert_eq!(read.is_ok(), schema.is_valid(&less), "without {pointer}: {:?}", read.err());
        }
    }
    assert!(tried.len() > 80, "only {} shapes of members", tried.len());
}

/// The members of objects, by JSON pointer, except those whose names are data.
fn members(value: &Value) -> Vec<String> {
    fn walk(value: &Value, at: &str, out: &mut Vec<String>) {
        let free = at == "/schemas" || at.ends_with("/responses") || at.contains("/content/json");
        match value {
            Value::Object(map) => {
                for (key, inner) in map {
                    let at = format!("{at}/{}", key.replace('~', "~0").replace('/', "~1"));
                    if !free {
                        out.push(at.clone());
                    }
                    walk(inner, &at, out);
                }
            }
            Value::Array(items) => {
                items.iter().enumerate().for_each(|(index, inner)| walk(inner, &format!("{at}/{index}"), out));
            }
            _ => {}
        }
    }
    let mut out = Vec::new();
    walk(value, "", &mut out);
    out
}

/// The kind of a member, wherever it is: its name, its parent's members, and the name of the object above.
fn shape(value: &Value, pointer: &str) -> String {
    let parts: Vec<&str> = pointer.split('/').filter(|part| part.parse::<usize>().is_err()).collect();
    let parent = pointer.rsplit_once('/').and_then(|(parent, _)| value.pointer(parent)).and_then(Value::as_object);
    let kind = parent.and_then(|parent| parent.get("kind")).and_then(Value::as_str).unwrap_or("");
    let siblings = parent.map_or(0, serde_json::Map::len).min(2);
    format!("{} {kind} {siblings}", parts[parts.len().saturating_sub(2)..].join("/"))
}

#[test]
fn what_does_not_hang_together_is_refused() {
    let apis = read(&[repository("specs/jdcloud")], &repository("")).apis;
    let whole: Value = serde_json::from_str(&json::to_json(&apis[0])).expect("JSON");
    let refusal = |change: &dyn Fn(&mut Value)| {
        let mut value = whole.clone();
        change(&mut value);
        json::from_json(&value.to_string()).expect_err("it is refused").to_string()
    };
    let shared = whole["schemas"].as_object().and_then(|all| all.keys().next()).expect("a shared structure").clone();
    let lost = refusal(&|value| drop(value["schemas"].as_object_mut().map(|all| all.shift_remove(&shared))));
    assert!(lost.contains(&format!("a reference leads to `{shared}`")), "{lost}");
    let looped = refusal(&|value| value["schemas"][&shared] = serde_json::json!({ "kind": "ref", "target": shared }));
    assert!(looped.contains("is only a reference"), "{looped}");
    let twice = refusal(&|value| {
        let operations = value["operations"].as_array_mut().expect("a list");
        operations.push(operations[0].clone());
    });
    assert!(twice.contains("is defined twice"), "{twice}");
    let other = refusal(&|value| value["format"] = 99.into());
    assert!(other.contains("format 99") && other.contains("export --emit ir"), "{other}");
}

/// The example in the form's documentation is one.
#[test]
fn the_documented_example_is_valid() {
    let documentation = include_str!("../../src/ir/json.rs");
    let example: Vec<&str> = documentation
        .lines()
        .map_while(|line| line.strip_prefix("//!"))
        .skip_while(|line| line.trim() != "```json")
        .skip(1)
        .take_while(|line| line.trim() != "```")
        .collect();
    let api = json::from_json(&example.join("\n")).unwrap_or_else(|error| panic!("{error}"));
    verify(&published(), &api).unwrap_or_else(|problem| panic!("{problem}"));
    assert_eq!(api.operations.len(), 1);
}

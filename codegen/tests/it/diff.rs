//! Changes and whom they break: a table of changes with the verdicts for a client that sends and one that reads, next
//! to the results of oasdiff's rules (checker/rules.go of its version 1.31) for the same change.

mod documents;
mod exports;
mod values;
mod witnesses;

use refract_codegen::diff::openapi;
use refract_codegen::diff::{Change, Differences, Verdict, compare};
use refract_codegen::ir::{Api, Credential, ExclusiveGroup, Failure, Kind, Page, SelectorPlace};
use refract_codegen::source::Origin;
use serde_json::{Value, json};

/// A document with one operation whose request and response each have a field `a` with a schema.
#[allow(clippy::needless_pass_by_value, reason = "its callers make it for it")]
fn document(required: &[&str], fields: Value) -> Value {
    let body = json!({
        "content": { "application/json": { "schema": { "type": "object", "properties": fields, "required": required } } }
    });
    json!({
        "openapi": "3.1.0",
        "info": { "title": "acme things", "version": "0" },
        "servers": [{ "url": "https://api.example.com" }],
        "paths": { "/things/{id}": { "post": {
            "operationId": "make_thing",
            "parameters": [
                { "name": "id", "in": "path", "required": true, "schema": { "type": "string" } },
                { "name": "limit", "in": "query", "schema": { "type": "integer", "maximum": 100 } },
            ],
            "requestBody": body,
            "responses": { "200": body, "404": { "description": "" } },
        } } },
        "components": { "schemas": {} },
    })
}

fn contract(document: &Value) -> Api {
    let (api, notes) = openapi::read(document, "document.json").expect("a document");
    assert_eq!(notes, Vec::<String>::new());
    api
}

fn differences(old: &Value, new: &Value) -> Differences {
    compare(&[contract(old)], &[contract(new)])
}

const B: Verdict = Verdict::Breaks;
const S: Verdict = Verdict::Safe;
const U: Verdict = Verdict::Unknown;

/// The level of one of oasdiff's rules: its result for a client.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Rule {
    Err(&'static str),
    Warn(&'static str),
    Info(&'static str),
    /// It has no rule for it.
    No,
}
use Rule::{Err, Info, No, Warn};

impl Rule {
    fn verdict(self) -> Option<Verdict> {
        match self {
            Err(_) => Some(B),
            Warn(_) => Some(U),
            Info(_) => Some(S),
            No => None,
        }
    }
}

#[test]
fn a_renamed_field_is_reported_as_one() {
    let named = |name: &str| json!({ name: { "type": "string", "description": "What it is called." } });
    let all = differences(&document(&[], named("title")), &document(&[], named("label"))).differences;
    let [sent, read] = all.as_slice() else { panic!("{all:?}") };
    assert_eq!((sent.change, sent.sender, sent.message.as_str()), (Change::Renamed, B, "title → label"));
    assert_eq!(sent.witness, Some(json!({ "title": "a" })));
    assert_eq!(sent.at.as_deref(), Some(""));
    assert_eq!((read.change, read.reader), (Change::Renamed, U));
}

#[test]
fn conditions_and_exclusive_fields_are_sets_too() {
    let fields = |more: Value| {
        let mut schema =
            json!({ "type": "object", "properties": { "b": { "type": "string" }, "c": { "type": "string" } } });
        for (key, value) in more.as_object().expect("keywords") {
            schema[key] = value.clone();
        }
        json!({ "a": schema })
    };
    let exclusive = fields(json!({ "allOf": [{ "not": { "required": ["b", "c"] } }] }));
    let condition = |values: Value| {
        let when = json!([{ "words": "w", "required": true, "when": { "field": "b", "values": values } }]);
        fields(json!({ "properties": { "b": { "type": "string" }, "c": { "type": "string", "x-conditions": when } } }))
    };
    let (free, on, both) = (fields(json!({})), condition(json!(["on"])), condition(json!(["on", "off"])));
    for (old, new, sender, reader, witness) in [
        (&free, &exclusive, B, S, json!({ "b": "a", "c": "a" })),
        (&exclusive, &free, S, B, json!({ "b": "a", "c": "a" })),
        (&free, &on, B, S, json!({ "b": "on" })),
        (&on, &both, B, S, json!({ "b": "off" })),
        (&both, &on, S, B, json!({ "b": "off" })),
    ] {
        let all = differences(&document(&[], old.clone()), &document(&[], new.clone())).differences;
        let [sent, read] = all.as_slice() else { panic!("{all:#?}") };
        assert_eq!((sent.sender, read.reader), (sender, reader), "{all:#?}");
        let shown = [sent, read].into_iter().find_map(|it| it.witness.as_ref()?.pointer(it.at.as_deref()?));
        assert_eq!(shown, Some(&witness), "{all:#?}");
    }
}

/// A group of three is compared as its pairs, as documents have them; the witness of a pair is a value of it.
#[test]
fn a_group_grows_by_pairs() {
    let fields = |pairs: &[[&str; 2]]| {
        let all: Vec<Value> = pairs.iter().map(|pair| json!({ "not": { "required": pair } })).collect();
        let properties = json!({ "b": { "type": "string" }, "c": { "type": "integer" }, "d": { "type": "boolean" } });
        json!({ "a": { "type": "object", "properties": properties, "allOf": all } })
    };
    let (two, three) = (fields(&[["b", "c"]]), fields(&[["b", "c"], ["b", "d"], ["c", "d"]]));
    let mut grouped = contract(&document(&[], two.clone()));
    let Kind::Object(body) = &mut grouped.operations[0].request.as_mut().expect("a body").schema.kind else { panic!() };
    let (.., a) = body.fields_mut().next().expect("a field");
    let Kind::Object(inner) = &mut a.kind else { panic!() };
    let origin = inner.groups()[0].origin.clone();
    assert!(inner.add_group(ExclusiveGroup { members: ["b", "c", "d"].map(str::to_owned).to_vec(), origin }));
    let sent = |old: &[Api], new: &[Api]| {
        let mut found = compare(old, new).differences;
        found.retain(|it| it.part.as_deref() == Some("request body"));
        found
    };
    let (before, pairs) = ([contract(&document(&[], two))], [contract(&document(&[], three))]);
    let grouped = [grouped];
    assert_eq!(sent(&grouped, &pairs), []);
    assert_eq!(sent(&pairs, &grouped), []);
    let found = sent(&before, &grouped);
    let [one] = found.as_slice() else { panic!("{found:#?}") };
    let witness = one.witness.as_ref().and_then(|whole| whole.get("a")?.as_object()).expect("a witness");
    assert_eq!(witness.keys().collect::<Vec<_>>(), ["b", "d"]);
    assert!(witness["b"].is_string() && witness["d"].is_boolean(), "{witness:?}");
}

#[test]
fn a_recursive_structure_is_reported_once() {
    let with = |maximum: i64| {
        let mut document = document(&[], json!({ "a": { "$ref": "#/components/schemas/Node" } }));
        document["components"]["schemas"]["Node"] = json!({ "type": "object", "properties": {
            "size": { "type": "integer", "maximum": maximum },
            "inner": { "type": "array", "items": { "$ref": "#/components/schemas/Node" } },
        } });
        document
    };
    let all = differences(&with(9), &with(5)).differences;
    let fields: Vec<&str> = all.iter().filter_map(|it| it.field.as_deref()).collect();
    assert_eq!(fields, ["a.size", "a.size"], "{all:#?}");
}

/// Credentials, and the fields that mark a failure, are part of the contract where pages state them.
#[test]
fn credentials_and_signs_of_failure_are_compared() {
    let origin = Origin { page: "things.md".into(), line: 1, column: 1 };
    let page = Page { path: "things.md".into(), title: None, language: "en".into(), hash: String::new() };
    let api = |key: &[(&str, bool)], failure: Option<(&str, i64)>| {
        let mut api = contract(&document(&[], json!({ "code": { "type": "integer" } })));
        api.pages.push(page.clone());
        api.credentials = key
            .iter()
            .map(|(name, everywhere)| Credential {
                name: (*name).into(),
                place: SelectorPlace::Header,
                everywhere: *everywhere,
                description: None,
                origin: origin.clone(),
            })
            .collect();
        let response = api.operations[0].responses.values_mut().next().expect("a response");
        response.failure = failure.map(|(field, success)| Failure {
            field: field.into(),
            success: json!(success),
            fields: vec![field.into()],
            origin: origin.clone(),
        });
        api
    };
    let printed = |old: &Api, new: &Api| {
        let found = compare(std::slice::from_ref(old), std::slice::from_ref(new)).differences;
        found.iter().map(|it| (it.change, it.sender, it.reader, it.case.clone())).collect::<Vec<_>>()
    };
    let (none, key, listed) = (api(&[], None), api(&[("X-Key", true)], None), api(&[("X-Key", false)], None));
    assert_eq!(printed(&none, &key), [(Change::Added, B, S, Some("a request without X-Key".to_owned()))]);
    assert_eq!(printed(&listed, &key), printed(&none, &key));
    assert_eq!(printed(&key, &none), [(Change::Removed, S, S, None)]);
    assert_eq!(printed(&key, &api(&[("x-key", true)], None)), []);
    assert_eq!(printed(&none, &listed), []);
    let (zero, one) = (api(&[], Some(("code", 0))), api(&[], Some(("code", 1))));
    assert_eq!(printed(&zero, &one), [(Change::Replaced, S, B, Some("a success with code 1".to_owned()))]);
    assert_eq!(printed(&none, &zero), [(Change::Added, S, U, None)]);
    assert_eq!(printed(&zero, &none), [(Change::Removed, S, S, None)]);
    // A document that is read back has neither.
    let document = contract(&document(&[], json!({ "code": { "type": "integer" } })));
    assert_eq!(printed(&document, &key), []);
    assert_eq!(printed(&zero, &document), []);
}

/// With this option, a new value in a list of a response breaks nobody; every other change there does.
#[test]
fn new_values_of_responses_may_be_no_break() {
    let field = |more: Value| {
        let mut schema = json!({ "type": "string" });
        more.as_object().expect("keywords").iter().for_each(|(key, value)| schema[key] = value.clone());
        document(&[], json!({ "a": schema }))
    };
    let one = field(json!({ "enum": ["on"] }));
    for (new, breaks, left) in [
        (json!({ "enum": ["on", "off"] }), 1, 0),
        (json!({ "enum": ["off"] }), 2, 1),
        (json!({ "enum": ["on", "off"], "minLength": 1 }), 1, 1),
        (json!({ "type": ["string", "null"], "enum": ["on", "off"] }), 1, 1),
        (json!({}), 1, 1),
    ] {
        let mut found = differences(&one, &field(new.clone()));
        assert_eq!(found.breaks(), breaks, "{new}");
        let count = found.differences.len();
        found.allow_new_values();
        assert_eq!((found.breaks(), found.differences.len()), (left, count), "{new}");
    }
}

#[test]
fn differences_are_written_for_people_machines_and_change_logs() {
    let old =
        document(&[], json!({ "a": { "type": "integer", "maximum": 9 }, "b": { "type": "string", "enum": ["x|y"] } }));
    let new = document(&["a"], json!({ "a": { "type": "integer", "maximum": 5 }, "b": { "type": "string" } }));
    let found = differences(&old, &new);
    insta::assert_snapshot!("text", found.to_text());
    insta::assert_snapshot!("markdown", found.to_markdown());
    let json: Value = serde_json::from_str(&found.to_json()).expect("JSON");
    assert_eq!(json["breaks"], json!(found.breaks()));
    assert_eq!(json["differences"].as_array().expect("a list").len(), found.differences.len());
    assert_eq!(differences(&old, &old).to_text(), "no difference\n");
}

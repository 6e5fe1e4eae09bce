//! Changes and whom they break: a table of them with the verdicts for a client that sends and one that reads, beside what
//! oasdiff's rules (checker/rules.go of its version 1.31) say of the same change.

mod documents;
mod exports;
mod values;

use refract_codegen::diff::openapi;
use refract_codegen::diff::{Change, Differences, Verdict, compare};
use refract_codegen::ir::{Api, ExclusiveGroup, Kind};
use serde_json::{Value, json};

/// A document with one operation whose request and response hold a field `a` of a schema each.
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

/// The level of one of oasdiff's rules: what it says of a client.
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
fn a_renamed_field_is_told_as_one() {
    let named = |name: &str| json!({ name: { "type": "string", "description": "What it is called." } });
    let all = differences(&document(&[], named("title")), &document(&[], named("label"))).differences;
    let [sent, read] = all.as_slice() else { panic!("{all:?}") };
    assert_eq!((sent.change, sent.sender, sent.message.as_str()), (Change::Renamed, B, "title → label"));
    assert_eq!(sent.witness, Some(json!({ "title": "a" })));
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
        let shown = sent.witness.clone().or(read.witness.clone());
        assert_eq!(shown, Some(witness), "{all:#?}");
    }
}

/// A group of three is its pairs, as documents have it; what is told of a pair is a value of it.
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
    let witness = one.witness.as_ref().and_then(Value::as_object).expect("a witness");
    assert_eq!(witness.keys().collect::<Vec<_>>(), ["b", "d"]);
    assert!(witness["b"].is_string() && witness["d"].is_boolean(), "{witness:?}");
}

#[test]
fn a_structure_that_holds_itself_is_told_once() {
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

//! Changes and whom they break: a table of them with the verdicts for a client that sends and one that reads, beside what
//! oasdiff's rules (checker/rules.go of its version 1.31) say of the same change.

use refract_codegen::diff::openapi;
use refract_codegen::diff::{Change, Differences, Verdict, compare};
use refract_codegen::ir::Api;
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

/// A change of the field `a`, in request and response alike.
struct Row {
    name: &'static str,
    old: Value,
    new: Value,
    change: Change,
    sender: Verdict,
    reader: Verdict,
    /// oasdiff's rules for it in a request and in a response.
    rules: (Rule, Rule),
    /// Where the verdicts are others than oasdiff's: why.
    differs: &'static str,
}

#[rustfmt::skip]
fn rows() -> Vec<Row> {
    let mut rows = Vec::new();
    let mut row = |name, old, new, change, sender, reader, rules, differs| {
        rows.push(Row { name, old, new, change, sender, reader, rules, differs });
    };
    let int = |more: &[(&str, i64)]| {
        let mut schema = json!({ "type": "integer" });
        for (key, value) in more { schema[key] = json!(value); }
        schema
    };
    let text = |more: Value| {
        let mut schema = json!({ "type": "string" });
        for (key, value) in more.as_object().expect("keywords") { schema[key] = value.clone(); }
        schema
    };
    let list = |more: Value| {
        let mut schema = json!({ "type": "array", "items": { "type": "integer" } });
        for (key, value) in more.as_object().expect("keywords") { schema[key] = value.clone(); }
        schema
    };
    use Change::{Narrowed, Replaced, Reworded, Widened};
    row("maximum set", int(&[]), int(&[("maximum", 9)]), Narrowed, B, S, (Err("request-property-max-set"), Info("response-property-max-set")), "");
    row("maximum decreased", int(&[("maximum", 9)]), int(&[("maximum", 8)]), Narrowed, B, S, (Err("request-property-max-decreased"), Info("response-property-max-decreased")), "");
    row("maximum increased", int(&[("maximum", 8)]), int(&[("maximum", 9)]), Widened, S, B, (Info("request-property-max-increased"), Err("response-property-max-increased")), "");
    row("minimum set", int(&[]), int(&[("minimum", 1)]), Narrowed, B, S, (Err("request-property-min-set"), Info("response-property-min-set")), "");
    row("minimum increased", int(&[("minimum", 1)]), int(&[("minimum", 2)]), Narrowed, B, S, (Err("request-property-min-increased"), Info("response-property-min-increased")), "");
    row("minimum decreased", int(&[("minimum", 2)]), int(&[("minimum", 1)]), Widened, S, B, (Info("request-property-min-decreased"), Err("response-property-min-decreased")), "");
    row("exclusive minimum decreased", int(&[("exclusiveMinimum", 2)]), int(&[("exclusiveMinimum", 1)]), Widened, S, B, (Info("request-property-exclusive-min-decreased"), Err("response-property-exclusive-min-decreased")), "");
    row("exclusive maximum increased", int(&[("exclusiveMaximum", 8)]), int(&[("exclusiveMaximum", 9)]), Widened, S, B, (Info("request-property-exclusive-max-increased"), Err("response-property-exclusive-max-increased")), "");
    row("range moved", int(&[("minimum", 1), ("maximum", 5)]), int(&[("minimum", 3), ("maximum", 8)]), Replaced, B, B, (Err("request-property-min-increased"), Err("response-property-max-increased")), "");
    row("maximum beyond what 32 bits hold", json!({"type":"integer","format":"int32"}), json!({"type":"integer","format":"int32","maximum":2_147_483_647}), Reworded, S, S, (Err("request-property-max-set"), No), "no value of 32 bits is lost");
    row("multiple set", int(&[]), int(&[("multipleOf", 8)]), Narrowed, B, S, (No, No), "");
    row("multiple of a multiple", int(&[("multipleOf", 8)]), int(&[("multipleOf", 4)]), Widened, S, B, (No, No), "");
    row("width grown", json!({"type":"integer","format":"int32"}), json!({"type":"integer","format":"int64"}), Widened, S, B, (Info("request-property-type-generalized"), Err("response-property-type-generalized")), "");
    row("integer to number", int(&[]), json!({"type":"number"}), Widened, S, B, (Info("request-property-type-generalized"), Err("response-property-type-generalized")), "");
    row("number to integer", json!({"type":"number"}), int(&[]), Narrowed, B, S, (Err("request-property-type-changed"), Info("response-property-type-specialized")), "");
    row("string to integer", text(json!({})), int(&[]), Replaced, B, B, (Err("request-property-type-changed"), Err("response-property-type-changed")), "");
    row("string to any", text(json!({})), json!({}), Widened, S, B, (Info("request-property-type-generalized"), Err("response-property-type-generalized")), "");
    row("string to object", text(json!({})), json!({"type":"object"}), Replaced, B, B, (Err("request-property-type-changed"), Err("response-property-type-changed")), "");
    row("null allowed", text(json!({})), json!({"type":["string","null"]}), Widened, S, B, (Info("request-property-became-nullable"), Err("response-property-became-nullable")), "");
    row("null no longer allowed", json!({"type":["string","null"]}), text(json!({})), Narrowed, B, S, (Err("request-property-became-not-nullable"), Info("response-property-became-not-nullable")), "");
    row("greatest length set", text(json!({})), text(json!({"maxLength":64})), Narrowed, B, S, (Err("request-property-max-length-set"), Info("response-property-max-length-set")), "");
    row("greatest length decreased", text(json!({"maxLength":64})), text(json!({"maxLength":32})), Narrowed, B, S, (Err("request-property-max-length-decreased"), Info("response-property-max-length-decreased")), "");
    row("greatest length increased", text(json!({"maxLength":32})), text(json!({"maxLength":64})), Widened, S, B, (Info("request-property-max-length-increased"), Err("response-property-max-length-increased")), "");
    row("greatest length gone", text(json!({"maxLength":32})), text(json!({})), Widened, S, B, (No, Err("response-property-max-length-unset")), "");
    row("least length increased", text(json!({"minLength":1})), text(json!({"minLength":2})), Narrowed, B, S, (Err("request-property-min-length-increased"), No), "");
    row("least length decreased", text(json!({"minLength":2})), text(json!({"minLength":1})), Widened, S, B, (Info("request-property-min-length-decreased"), Err("response-property-min-length-decreased")), "");
    row("pattern set", text(json!({})), text(json!({"pattern":"^[a-z]+$"})), Narrowed, B, S, (Err("request-property-pattern-added"), No), "");
    row("pattern gone", text(json!({"pattern":"^[a-z]+$"})), text(json!({})), Widened, S, B, (Info("request-property-pattern-removed"), No), "");
    row("pattern narrowed", text(json!({"pattern":"^[a-z0-9]+$"})), text(json!({"pattern":"^[a-z]+$"})), Narrowed, B, U, (Warn("request-property-pattern-changed"), No), "a text shows it");
    row("values set", text(json!({})), text(json!({"enum":["on","off"]})), Narrowed, B, S, (Err("request-property-became-enum"), No), "");
    row("value removed", text(json!({"enum":["on","off"]})), text(json!({"enum":["on"]})), Narrowed, B, S, (Err("request-property-enum-value-removed"), Info("response-property-enum-value-removed")), "");
    row("value added", text(json!({"enum":["on"]})), text(json!({"enum":["on","off"]})), Widened, S, B, (Info("request-property-enum-value-added"), Warn("response-property-enum-value-added")), "the closed list is a promise");
    row("value added to an open list", json!({"anyOf":[{"enum":["on"]},{"type":"string"}]}), json!({"anyOf":[{"enum":["on","off"]},{"type":"string"}]}), Reworded, S, S, (No, No), "");
    row("list opened", text(json!({"enum":["on"]})), json!({"anyOf":[{"enum":["on"]},{"type":"string"}]}), Widened, S, B, (No, No), "");
    row("form set", text(json!({})), text(json!({"format":"uuid"})), Narrowed, B, S, (Err("request-property-type-changed"), Info("response-property-type-specialized")), "");
    row("form gone", text(json!({"format":"date"})), text(json!({})), Widened, S, B, (Info("request-property-type-generalized"), Err("response-property-type-generalized")), "");
    row("least number of elements increased", list(json!({"minItems":1})), list(json!({"minItems":2})), Narrowed, B, S, (Err("request-property-min-items-increased"), No), "");
    row("least number of elements decreased", list(json!({"minItems":2})), list(json!({"minItems":1})), Widened, S, B, (No, Err("response-property-min-items-decreased")), "");
    row("greatest number of elements set", list(json!({})), list(json!({"maxItems":5})), Narrowed, B, S, (No, No), "");
    row("elements must differ", list(json!({})), list(json!({"uniqueItems":true})), Narrowed, B, S, (No, No), "");
    row("default changed", int(&[("default", 1)]), int(&[("default", 2)]), Reworded, S, S, (No, No), "");
    row("deprecated", text(json!({})), text(json!({"deprecated":true})), Reworded, S, S, (Info("request-property-deprecated"), Info("response-property-deprecated")), "");
    row("entries of a map narrowed", json!({"type":"object","additionalProperties":{"type":"number"}}), json!({"type":"object","additionalProperties":{"type":"integer"}}), Narrowed, B, S, (No, No), "");
    row("free object to a map", json!({"type":"object"}), json!({"type":"object","additionalProperties":{"type":"integer"}}), Narrowed, B, S, (No, No), "");
    rows
}

#[test]
fn a_change_of_a_value_breaks_whom_it_breaks() {
    let rows = rows();
    assert!(rows.len() >= 30);
    for row in rows {
        let (old, new) = (document(&[], json!({ "a": row.old })), document(&[], json!({ "a": row.new })));
        let all = differences(&old, &new).differences;
        let of = |part: &str| {
            let here: Vec<_> = all.iter().filter(|it| it.part.as_deref() == Some(part)).collect();
            let [one] = here.as_slice() else { panic!("{}: {part}: {here:?}", row.name) };
            (*one).clone()
        };
        let (sent, read) = (of("request body"), of("response 200"));
        assert_eq!((sent.change, read.change), (row.change, row.change), "{}: {sent:?}", row.name);
        assert_eq!((sent.sender, sent.reader), (row.sender, S), "{}: {sent:?}", row.name);
        assert_eq!((read.sender, read.reader), (S, row.reader), "{}: {read:?}", row.name);
        for (difference, breaks) in [(&sent, sent.sender == B), (&read, read.reader == B)] {
            assert_eq!(difference.witness.is_some(), breaks, "{}: {difference:?}", row.name);
        }
        let theirs = [(row.rules.0.verdict(), row.sender), (row.rules.1.verdict(), row.reader)];
        let agrees = theirs.iter().all(|(theirs, ours)| theirs.is_none_or(|theirs| theirs == *ours));
        assert_eq!(agrees, row.differs.is_empty(), "{}: {:?}", row.name, row.rules);
        // A contract against itself, and the way back: what was lost one way is won the other.
        assert!(differences(&old, &old).differences.is_empty(), "{}", row.name);
        let back = differences(&new, &old).differences;
        let back = back.iter().find(|it| it.part.as_deref() == Some("request body")).expect("the way back");
        let mirrored = match row.change {
            Change::Narrowed => Change::Widened,
            Change::Widened => Change::Narrowed,
            same => same,
        };
        assert_eq!(back.change, mirrored, "{}", row.name);
        assert_eq!(back.sender, if row.reader == U { U } else { row.reader }, "{}: {back:?}", row.name);
    }
}

/// What a witness claims is held against the documents' own schemas by a validator that knows nothing of this.
#[test]
fn a_validator_agrees_with_every_witness() {
    for row in rows() {
        let (old, new) = (document(&[], json!({ "a": row.old })), document(&[], json!({ "a": row.new })));
        for difference in differences(&old, &new).differences {
            let Some(witness) = difference.witness else { continue };
            let path = difference.field.unwrap_or_default();
            if path != "a" {
                continue;
            }
            let valid = |schema: &Value| {
                let options = jsonschema::options().should_validate_formats(true).build(schema);
                options.expect("a schema").is_valid(&witness)
            };
            let is_width = row.name.contains("width");
            let (had, has) = (valid(&row.old), valid(&row.new));
            let expected = if difference.sender == B { (true, false) } else { (false, true) };
            assert!(is_width || (had, has) == expected, "{}: {witness}", row.name);
        }
    }
}

/// A change of a document, as a closure over the old one.
type Case = (&'static str, fn(&mut Value), Change, Verdict, Verdict, Rule, &'static str);

#[test]
fn a_change_of_a_document_breaks_whom_it_breaks() {
    const POST: &str = "/paths/~1things~1{id}/post";
    fn at<'a>(document: &'a mut Value, path: &str) -> &'a mut Value {
        document.pointer_mut(&format!("{POST}{path}")).expect("a place")
    }
    fn schema<'a>(document: &'a mut Value, side: &str) -> &'a mut Value {
        let side = if side == "request" { "/requestBody" } else { "/responses/200" };
        at(document, &format!("{side}/content/application~1json/schema"))
    }
    fn parameter(document: &mut Value, parameter: Value) {
        at(document, "/parameters").as_array_mut().expect("a list").push(parameter);
    }
    fn without(value: &mut Value, key: &str) {
        value.as_object_mut().expect("an object").remove(key);
    }
    let cases: [Case; 24] = [
        (
            "operation removed",
            |d| without(&mut d["paths"], "/things/{id}"),
            Change::Removed,
            B,
            S,
            Err("api-path-removed-without-deprecation"),
            "",
        ),
        (
            "operation added",
            |d| d["paths"]["/more"] = json!({"get": {"operationId": "more", "responses": {}}}),
            Change::Added,
            S,
            S,
            Info("endpoint-added"),
            "",
        ),
        (
            "operation's id changed",
            |d| at(d, "")["operationId"] = json!("other"),
            Change::Renamed,
            S,
            S,
            Info("api-operation-id-removed"),
            "",
        ),
        (
            "operation deprecated",
            |d| at(d, "")["deprecated"] = json!(true),
            Change::Reworded,
            S,
            S,
            Info("endpoint-deprecated"),
            "",
        ),
        (
            "address removed",
            |d| d["servers"] = json!([{"url": "https://new.example.com"}]),
            Change::Removed,
            B,
            S,
            No,
            "",
        ),
        (
            "required parameter added",
            |d| parameter(d, json!({"name": "x", "in": "query", "required": true, "schema": {"type": "string"}})),
            Change::Added,
            B,
            S,
            Err("new-required-request-parameter"),
            "",
        ),
        (
            "optional parameter added",
            |d| parameter(d, json!({"name": "x", "in": "query", "schema": {"type": "string"}})),
            Change::Added,
            S,
            S,
            Info("new-optional-request-parameter"),
            "",
        ),
        (
            "parameter removed",
            |d| drop(at(d, "/parameters").as_array_mut().expect("a list").pop()),
            Change::Removed,
            B,
            S,
            Warn("request-parameter-removed"),
            "what was documented is no longer taken",
        ),
        (
            "parameter became required",
            |d| at(d, "/parameters/1")["required"] = json!(true),
            Change::Narrowed,
            B,
            S,
            Err("request-parameter-became-required"),
            "",
        ),
        (
            "parameter's maximum decreased",
            |d| at(d, "/parameters/1/schema")["maximum"] = json!(50),
            Change::Narrowed,
            B,
            S,
            Err("request-parameter-max-decreased"),
            "",
        ),
        (
            "parameter's maximum increased",
            |d| at(d, "/parameters/1/schema")["maximum"] = json!(500),
            Change::Widened,
            S,
            S,
            Info("request-parameter-max-increased"),
            "",
        ),
        (
            "variable of the path renamed",
            |d| {
                let mut item = d["paths"]["/things/{id}"].take();
                item["post"]["parameters"][0]["name"] = json!("thing");
                without(&mut d["paths"], "/things/{id}");
                d["paths"]["/things/{thing}"] = item;
            },
            Change::Renamed,
            S,
            S,
            No,
            "",
        ),
        (
            "required field added to the request",
            |d| {
                let s = schema(d, "request");
                s["properties"]["n"] = json!({"type": "string"});
                s["required"] = json!(["n"]);
            },
            Change::Added,
            B,
            S,
            Err("new-required-request-property"),
            "",
        ),
        (
            "optional field added to the request",
            |d| schema(d, "request")["properties"]["n"] = json!({"type": "string"}),
            Change::Added,
            S,
            S,
            Info("new-optional-request-property"),
            "",
        ),
        (
            "field removed from the request",
            |d| without(&mut schema(d, "request")["properties"], "a"),
            Change::Removed,
            B,
            S,
            Warn("request-property-removed"),
            "what was documented is no longer taken",
        ),
        (
            "field of the request became required",
            |d| schema(d, "request")["required"] = json!(["a"]),
            Change::Narrowed,
            B,
            S,
            Err("request-property-became-required"),
            "",
        ),
        (
            "field added to the response",
            |d| schema(d, "response")["properties"]["n"] = json!({"type": "string"}),
            Change::Added,
            S,
            S,
            Info("response-optional-property-added"),
            "",
        ),
        (
            "field removed from the response",
            |d| without(&mut schema(d, "response")["properties"], "a"),
            Change::Removed,
            S,
            U,
            Info("response-optional-property-removed"),
            "a page that says nothing of it may have promised it",
        ),
        (
            "required field removed from the response",
            |d| {
                let s = schema(d, "response");
                without(&mut s["properties"], "b");
                s["required"] = json!([]);
            },
            Change::Removed,
            S,
            B,
            Err("response-required-property-removed"),
            "",
        ),
        (
            "field of the response became optional",
            |d| schema(d, "response")["required"] = json!([]),
            Change::Widened,
            S,
            B,
            Err("response-property-became-optional"),
            "",
        ),
        (
            "media type of the request changed",
            |d| {
                let content = at(d, "/requestBody/content");
                let old = content["application/json"].take();
                *content = json!({"text/plain": old});
            },
            Change::Replaced,
            B,
            S,
            Err("request-body-media-type-removed"),
            "",
        ),
        (
            "body of the request removed",
            |d| without(at(d, ""), "requestBody"),
            Change::Removed,
            B,
            S,
            Err("request-body-removed"),
            "",
        ),
        (
            "failure added",
            |d| at(d, "/responses")["409"] = json!({"description": ""}),
            Change::Added,
            S,
            S,
            Info("response-non-success-status-added"),
            "",
        ),
        (
            "success removed",
            |d| without(at(d, "/responses"), "200"),
            Change::Removed,
            S,
            U,
            Err("response-success-status-removed"),
            "no status is left by which to tell",
        ),
    ];
    for (name, change, kind, sender, reader, rule, differs) in cases {
        let mut old = document(&[], json!({ "a": { "type": "string" }, "b": { "type": "integer" } }));
        schema(&mut old, "response")["required"] = json!(["b"]);
        let mut new = old.clone();
        change(&mut new);
        let found = differences(&old, &new).differences;
        let worst = found.iter().max_by_key(|it| (it.sender, it.reader)).unwrap_or_else(|| panic!("{name}: none"));
        assert_eq!((worst.change, worst.sender, worst.reader), (kind, sender, reader), "{name}: {found:#?}");
        let theirs = rule.verdict();
        let ours = sender.max(reader);
        assert_eq!(theirs.is_none_or(|theirs| theirs == ours), differs.is_empty(), "{name}: {rule:?}");
        assert!(worst.breaks() == worst.witness.is_some(), "{name}: {worst:?}");
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
        (&free, &exclusive, B, S, json!({ "b": 1, "c": 1 })),
        (&exclusive, &free, S, B, json!({ "b": 1, "c": 1 })),
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

//! Changes around values: operations, parameters, fields, bodies, statuses.

use refract_codegen::diff::Change;
use serde_json::{Value, json};

use super::Rule::{self, Err, Info, No, Warn};
use super::{B, S, U, Verdict, differences, document};

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
            "what was documented is no longer accepted",
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
            "what was documented is no longer accepted",
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
            "a page that does not mention it may have meant it",
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
            "no status is left that shows it",
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
        assert!(worst.breaks() == (worst.witness.is_some() || worst.case.is_some()), "{name}: {worst:?}");
    }
}

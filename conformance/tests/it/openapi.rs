//! Contracts from `OpenAPI` documents: what people write in them, and exports next to the IRs from which they were
//! made.

use refract_codegen::config::Config;
use refract_codegen::emit::{Options as Emitted, openapi};
use refract_codegen::ir::{Api, json as ir};
use refract_conformance::contract::load::{self, Loaded};
use refract_conformance::{Checker, Contract, Exchange, Form, Options};
use serde_json::{Value, json};

/// The contract of a document.
fn read(document: &Value) -> Loaded {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("api.json");
    std::fs::write(&file, document.to_string()).expect("a file");
    let config = Config::default();
    let (openapi, path) = ([file], folder.path());
    let sources = load::Sources { specs: &[], ir: &[], openapi: &openapi, strip: path, config: &config, folder: path };
    load::load(sources).unwrap_or_else(|error| panic!("{error}"))
}

/// What becomes of an exchange, a line a finding.
fn printed(contract: &Contract, exchange: &Value) -> Vec<String> {
    let options = Options::default();
    let text = exchange.to_string();
    let exchange = Exchange::read(text.as_bytes(), Form::Exchange).expect("an exchange");
    let findings = Checker::new(contract, &options).check(&exchange).findings;
    findings.iter().map(|it| format!("{} {} {} | {}", it.code.name(), it.pointer, it.expected, it.actual)).collect()
}

/// A structure that is sent and answered, and that asks for two fields.
fn shared() -> Api {
    let origin = "jars.md:1:1";
    let field = |name: &str| json!({"name": name, "required": "always", "schema": {"kind": "string"}});
    let body = json!({"media_type": "application/json", "schema": {"kind": "ref", "target": "Jar"}});
    let jars = json!({"format": 1, "vendor": "acme", "service": "jars", "servers": [], "pages": [],
        "schemas": {"Jar": {"kind": "object", "open": false, "fields": [field("lid"), field("label")]}},
        "operations": [{"id": "fill_jar", "summary": "Fill", "method": "POST", "path": "/v1/jars", "parameters": [],
            "request": body, "responses": {"200": {"body": body, "origin": origin}}, "origin": origin}]});
    ir::from_json(&jars.to_string()).expect("an IR")
}

/// A page's table of a request states what a client has to send. A document's `required` applies to both sides, unless
/// `refract export` wrote it from such a table.
#[test]
fn what_must_be_sent_applies_to_responses_only_in_documents() {
    let jar = json!({"lid": "red", "label": "plums"});
    let exchange = |sent: &Value, got: &Value| json!({"request": {"method": "POST", "url": "/v1/jars", "body": sent}, "response": {"status": 200, "body": got}});
    let (whole, lacks) = (exchange(&jar, &jar), exchange(&jar, &json!({"lid": "red"})));
    let sent = exchange(&json!({"lid": "red"}), &jar);
    let export = openapi::document(&shared(), &Emitted::default());
    let mut written = export.clone();
    written.as_object_mut().expect("a document").shift_remove("x-contract");
    for operation in written["paths"]["/v1/jars"].as_object_mut().expect("operations").values_mut() {
        operation.as_object_mut().expect("an operation").shift_remove("x-origin");
    }
    let of_page = Contract::new(vec![shared()]).expect("a contract");
    for (name, contract, documented) in [
        ("page", &of_page, false),
        ("export", &read(&export).contract, false),
        ("document", &read(&written).contract, true),
    ] {
        assert_eq!(printed(contract, &whole), Vec::<String>::new(), "{name}");
        assert_eq!(printed(contract, &sent), ["missing-field /request/body/label required | absent"], "{name}");
        let wanted: &[&str] = if documented { &["missing-field /response/body/label required | absent"] } else { &[] };
        assert_eq!(printed(contract, &lacks), wanted, "{name}");
    }
}

/// A document whose response is a union: objects distinguished by their fields, texts and numbers in one list of types,
/// and recursive unions.
#[test]
fn a_value_is_validated_against_its_member_of_a_union() {
    let object = |fields: &[(&str, &str)]| {
        let properties: serde_json::Map<String, Value> =
            fields.iter().map(|(name, type_)| ((*name).to_owned(), json!({ "type": type_ }))).collect();
        let required: Vec<&str> = fields.iter().map(|(name, _)| *name).collect();
        json!({ "type": "object", "properties": properties, "required": required })
    };
    let document = json!({
        "openapi": "3.1.0",
        "info": { "title": "acme jars", "version": "1" },
        "paths": { "/v1/jars": { "get": { "responses": { "200": { "description": "", "content": { "application/json": {
            "schema": { "type": "object", "properties": {
                "kept": { "oneOf": [{ "$ref": "#/components/schemas/Jar" }, { "$ref": "#/components/schemas/Box" }] },
                "size": { "type": ["integer", "string", "null"], "minimum": 3, "maxLength": 2 },
                "self": { "$ref": "#/components/schemas/Self" },
            } }
        } } } } } } },
        "components": { "schemas": {
            "Jar": object(&[("lid", "string"), ("label", "string")]),
            "Box": object(&[("wood", "string"), ("width", "integer")]),
            "Self": { "anyOf": [{ "$ref": "#/components/schemas/Self" }, { "$ref": "#/components/schemas/Jar" }] },
        } },
    });
    let loaded = read(&document);
    let mut out = String::new();
    for value in [
        json!({ "kept": { "lid": "red", "label": "plums" }, "size": 3, "self": 1 }),
        json!({ "kept": { "wood": "oak", "width": "wide" }, "size": "XL" }),
        json!({ "kept": { "lid": "red", "width": 1 }, "size": 2 }),
        json!({ "kept": [], "size": "XXL" }),
        json!({ "kept": null, "size": null }),
        json!({ "size": 1.5 }),
    ] {
        let exchange =
            json!({ "request": { "method": "GET", "url": "/v1/jars" }, "response": { "status": 200, "body": value } });
        out += &format!("{value}\n");
        for line in printed(&loaded.contract, &exchange) {
            out += &format!("  {line}\n");
        }
    }
    // After the file's name, which is in the folder of this run.
    for (_, note) in loaded.notes.iter().filter_map(|note| note.split_once('#')) {
        out += &format!("#{note}\n");
    }
    insta::assert_snapshot!(out);
}

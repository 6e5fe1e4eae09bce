//! Contracts from `OpenAPI` documents: what people write in them, and exports beside the IRs that they were made of.

mod support;

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
fn told(contract: &Contract, exchange: &Value) -> Vec<String> {
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

/// A page's table of a request tells what a client has to send. A document's `required` is meant for both sides, unless
/// `refract export` wrote it down from such a table.
#[test]
fn what_has_to_be_sent_is_no_promise_of_a_page_and_one_of_a_document() {
    let jar = json!({"lid": "red", "label": "plums"});
    let exchange = |sent: &Value, got: &Value| json!({"request": {"method": "POST", "url": "/v1/jars", "body": sent}, "response": {"status": 200, "body": got}});
    let (whole, lacks) = (exchange(&jar, &jar), exchange(&jar, &json!({"lid": "red"})));
    let sent = exchange(&json!({"lid": "red"}), &jar);
    let export = openapi::document(&shared(), &Emitted::default());
    let mut written = export.clone();
    for operation in written["paths"]["/v1/jars"].as_object_mut().expect("operations").values_mut() {
        operation.as_object_mut().expect("an operation").shift_remove("x-origin");
    }
    let of_page = Contract::new(vec![shared()]).expect("a contract");
    for (name, contract, promises) in [
        ("page", &of_page, false),
        ("export", &read(&export).contract, false),
        ("document", &read(&written).contract, true),
    ] {
        assert_eq!(told(contract, &whole), Vec::<String>::new(), "{name}");
        assert_eq!(told(contract, &sent), ["missing-field /request/body/label required | absent"], "{name}");
        let wanted: &[&str] = if promises { &["missing-field /response/body/label required | absent"] } else { &[] };
        assert_eq!(told(contract, &lacks), wanted, "{name}");
    }
}

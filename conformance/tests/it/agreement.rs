//! The check and JSON Schema's validator agree: both accept the same bodies.
//!
//! The bodies are the examples of `specs/`, and what becomes of them when one value is replaced or one member left out.

#[path = "../../../codegen/tests/it/demands/table.rs"]
mod table;

use refract_codegen::emit::schema_object::{self, Style};
use refract_codegen::ir::{Api, Direction, ExampleContent, Operation, Schema, Status};
use refract_conformance::{Checker, Code, Contract, Exchange, Form, Options};
use serde_json::{Map, Value, json};

use crate::support;

/// What schemas do not say: what they leave open, or say for readers only.
const BEYOND: [Code; 7] = [
    Code::UndocumentedField,
    Code::WrongFormat,
    Code::DeprecatedUsed,
    Code::UndocumentedStatus,
    Code::ReadOnlySent,
    Code::ConditionUnmet,
    Code::MissingBody,
];

/// What a value is replaced with.
fn others() -> [Value; 8] {
    [json!(null), json!(true), json!(-1), json!(1e10), json!(0.5), json!("~"), json!([]), json!({})]
}

/// The body, and all that differ from it in one place.
fn variants(value: &Value) -> Vec<Value> {
    let mut all = others().to_vec();
    match value {
        Value::Object(members) => {
            for (key, inner) in members {
                let mut without = members.clone();
                without.shift_remove(key);
                all.push(Value::Object(without));
                for variant in variants(inner) {
                    let mut with = members.clone();
                    with.insert(key.clone(), variant);
                    all.push(Value::Object(with));
                }
            }
        }
        Value::Array(items) => {
            for (index, inner) in items.iter().enumerate() {
                for variant in variants(inner) {
                    let mut with = items.clone();
                    with[index] = variant;
                    all.push(Value::Array(with));
                }
            }
        }
        _ => {}
    }
    all
}

fn validator(api: &Api, schema: &Schema) -> jsonschema::Validator {
    let style = Style { reference: "#/$defs/", origins: false, digits: true, ..Style::default() };
    let definitions: Map<String, Value> =
        api.schemas.iter().map(|(name, it)| (name.to_string(), schema_object::schema(api, it, &style))).collect();
    let Value::Object(mut schema) = schema_object::schema(api, schema, &style) else { unreachable!("an object") };
    schema.insert("$defs".into(), Value::Object(definitions));
    jsonschema::validator_for(&Value::Object(schema)).expect("a schema")
}

/// The schema of an example's body, with the side of the exchange that contains it.
fn side<'a>(operation: &'a Operation, example: &refract_codegen::ir::Example) -> Option<(&'a Schema, Value)> {
    match (example.direction, example.status) {
        (Direction::Request, _) => Some((&operation.request.as_ref()?.schema, json!({ "request": {} }))),
        (Direction::Response, Some(Status::Code(code))) => {
            let body = operation.responses.get(&Status::Code(code))?.body.as_ref()?;
            Some((&body.schema, json!({ "response": { "status": code } })))
        }
        _ => None,
    }
}

#[test]
fn the_check_and_the_schema_agree() {
    let contract = support::specs();
    let options = Options::default();
    let checker = Checker::new(&contract, &options);
    let mut tried = [0, 0];
    for api in contract.apis() {
        for operation in &api.operations {
            for example in &operation.examples {
                let ExampleContent::Json(body) = &example.content else { continue };
                let Some((schema, mut exchange)) = side(operation, example) else { continue };
                let validator = validator(api, schema);
                exchange["operation"] = json!(format!("{}/{}/{}", api.vendor, api.service, operation.id));
                let name = if exchange.get("request").is_some() { "request" } else { "response" };
                for variant in std::iter::once(body.clone()).chain(variants(body)) {
                    // Text and nothing are forms of bodies of their own here.
                    if matches!(variant, Value::Null | Value::String(_)) {
                        continue;
                    }
                    exchange[name]["body"] = variant.clone();
                    let text = exchange.to_string();
                    let read = Exchange::read(text.as_bytes(), Form::Exchange).expect("an exchange");
                    let findings = checker.check(&read).findings;
                    let wrong: Vec<_> = findings.iter().filter(|finding| !BEYOND.contains(&finding.code)).collect();
                    let valid = validator.is_valid(&variant);
                    tried[usize::from(valid)] += 1;
                    assert_eq!(
                        wrong.is_empty(),
                        valid,
                        "{} at {}: {variant}: {findings:?}",
                        operation.id,
                        example.origin
                    );
                }
            }
        }
    }
    assert!(tried[0] > 100 && tried[1] > 100, "{tried:?}");
}

#[test]
fn the_check_agrees_with_the_contract_about_edge_values() {
    let contract = Contract::new(vec![table::api()]).expect("a contract");
    let options = Options::default();
    let checker = Checker::new(&contract, &options);
    let mut wrong = Vec::new();
    for (name, _, values) in table::rows() {
        for (value, message) in values {
            let exchange = json!({
                "operation": format!("edges/edges/{name}"),
                "request": { "body": { "value": value } },
            });
            let text = exchange.to_string();
            let read = Exchange::read(text.as_bytes(), Form::Exchange).expect("an exchange");
            let findings = checker.check(&read).findings;
            let holds = matches!(message, table::Expected::Accepted | table::Expected::BeyondRust);
            if findings.is_empty() != holds {
                wrong.push(format!("{name}: {value}: {findings:?}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

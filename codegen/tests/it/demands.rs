//! A demand has one meaning: [`validate`], generated Rust and a JSON Schema validator agree about edge values of every
//! demand. `conformance/tests/it/agreement.rs` compares the suite's check with the same table.
//!
//! The types in `demands/refract.rs` are what is generated of the table's contract. `REFRACT_RENEW=1` renews them; the change
//! is for reading.

mod table;

#[allow(unused, unreachable_pub, clippy::pedantic, clippy::all, reason = "generated, and only a part of it is called")]
mod emitted {
    include!("demands/refract.rs");
}

use std::path::Path;

use refract_codegen::emit::rust::{Gate, Layout};
use refract_codegen::emit::schema_object::{self, Style};
use refract_codegen::emit::{Emit, Options, emit};
use refract_codegen::ir::{Api, Operation, validate};
use serde_json::{Map, Value, json};
use table::Expected;

/// Reads a value by a type and validates it.
type Run = fn(&str) -> Result<(), String>;

macro_rules! types {
    ($($operation:ident)*) => {
        [$((stringify!($operation), {
            fn run(text: &str) -> Result<(), String> {
                let (read, nulls) = emitted::support::noting_nulls(|| serde_json::from_str(text));
                let read: emitted::edges::edges::$operation::Request = read.map_err(|error| error.to_string())?;
                if let [null, ..] = nulls.as_slice() {
                    return Err(null.to_string());
                }
                read.validate().map_err(|violations| violations.to_string())
            }
            run as Run
        }),)*]
    };
}

fn types() -> Vec<(&'static str, Run)> {
    types! {
        whole wide32 wide64 digits digits_range between none_between big fraction steps half_steps tenths listed_whole
        listed_nothing listed_flag characters bytes empty letters words mixed maybe_text unique_any unique_whole entries
        group needed_when behind never_behind anything several word_or_object itself_or_text each_of_several
    }
    .into()
}

fn validator(api: &Api, operation: &Operation) -> jsonschema::Validator {
    let style = Style { reference: "#/$defs/", digits: true, conditions: true, ..Style::default() };
    let definitions: Map<String, Value> =
        api.schemas.iter().map(|(name, it)| (name.to_string(), schema_object::schema(api, it, &style))).collect();
    let mut schema = schema_object::schema(api, &operation.request.as_ref().expect("a body").schema, &style);
    schema["$defs"] = Value::Object(definitions);
    jsonschema::validator_for(&schema).expect("a schema")
}

#[test]
fn all_agree_about_edge_values() {
    let api = table::api();
    let types = types();
    let mut wrong = Vec::new();
    for (name, _, values) in table::rows() {
        let operation = api.operation(name).expect("an operation");
        let schema = &operation.request.as_ref().expect("a body").schema;
        let validator = validator(&api, operation);
        let (_, run) = types.iter().find(|(known, _)| *known == name).expect("a type");
        for (value, message) in values {
            let body = json!({ "value": value });
            let rust = run(&body.to_string());
            let verdicts = (validate::accepts(&api, schema, &body), validator.is_valid(&body), rust.is_ok());
            let expected = match message {
                Expected::Accepted => (true, true, true),
                Expected::Broken => (false, false, false),
                Expected::BeyondSchema => (false, true, false),
                Expected::BeyondRust => (true, true, false),
            };
            if verdicts != expected {
                wrong.push(format!(
                    "{name}: {value}: {verdicts:?} is not {expected:?} (meaning, schema, Rust): {rust:?}"
                ));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_types_are_those_of_the_table() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/demands/refract.rs");
    let mut options = Options::default();
    options.rust.layout = Layout::Inline;
    (options.rust.http, options.rust.jiff) = (Gate::Off, Gate::Off);
    let text = &emit(&[table::api()], Emit::Rust, &options)["refract.rs"];
    if std::env::var_os("REFRACT_RENEW").is_some() {
        std::fs::write(&path, text).expect("a file");
    }
    assert_eq!(std::fs::read_to_string(&path).expect("a file"), *text, "REFRACT_RENEW=1 renews {}", path.display());
}

//! The published schemas of what this crate reads: `known.toml`, and `[conform]` of `refract.toml`.
//!
//! They are made from the types into which the files are read, and are kept with the others, in the generator's
//! `schemas/`, for `refract schema`. `REFRACT_UPDATE=1 cargo test -p refract-conformance schemas` renews them.

#[path = "../../codegen/src/vocabulary/schemas/without_null.rs"]
mod without_null;

use schemars::generate::SchemaSettings;
use schemars::transform::{RecursiveTransform, Transform};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde_json::Value;

use crate::baseline::File;
use crate::config::Conform;
use crate::finding::Code;
use without_null::without_null;

impl JsonSchema for Code {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Code".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        let names: Vec<&str> = Self::ALL.iter().map(|code| code.name()).collect();
        json_schema!({ "type": "string", "enum": names })
    }
}

/// The schema of a type, complete in itself and without what TOML does not have.
fn of<T: JsonSchema>() -> Schema {
    let mut settings = SchemaSettings::draft2020_12();
    settings.inline_subschemas = true;
    let mut schema = settings.into_generator().into_root_schema_for::<T>();
    RecursiveTransform(tidy).transform(&mut schema);
    schema
}

/// Removes `null`, defaults, the formats of numbers, and line breaks in descriptions.
fn tidy(schema: &mut Schema) {
    without_null(schema);
    let Some(object) = schema.as_object_mut() else { return };
    object.remove("default");
    if object.get("format").is_some_and(Value::is_string) {
        object.remove("format");
    }
}

fn text(schema: &Schema) -> String {
    format!("{}\n", serde_json::to_string_pretty(schema).expect("a schema"))
}

fn baseline() -> Schema {
    let mut schema = of::<File>();
    schema.insert("$id".into(), "https://refract.invalid/baseline.schema.json".into());
    schema.insert("title".into(), "known.toml".into());
    let about = "Known findings of the conformance suite, as `refract conform --update-baseline` writes them.";
    schema.insert("description".into(), about.into());
    schema
}

fn conform() -> Schema {
    let mut schema = of::<Conform>();
    for key in ["$schema", "title"] {
        schema.remove(key);
    }
    let about = "What `refract conform` does: recordings, severities, routes, secrets and limits.";
    schema.insert("description".into(), about.into());
    schema
}

#[test]
fn schemas_are_those_of_the_types() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../codegen/schemas");
    for (name, made) in [("baseline.v1.json", text(&baseline())), ("conform.part.json", text(&conform()))] {
        let file = folder.join(name);
        if std::env::var_os("REFRACT_UPDATE").is_some() {
            std::fs::write(&file, &made).expect("the schema is written");
        }
        let known = std::fs::read_to_string(&file).unwrap_or_default();
        assert!(known == made, "{} is out of date: run this test with REFRACT_UPDATE=1", file.display());
    }
}

/// What the suite writes matches the schema, and a file with an unknown key does not.
#[test]
fn a_baseline_conforms_to_its_schema() {
    let schema = jsonschema::validator_for(baseline().as_value()).expect("a schema");
    let known = |text: &str| serde_json::to_value(toml::from_str::<toml::Table>(text).expect("TOML")).expect("JSON");
    let good =
        "[[known]]\ncode = \"missing-field\"\nreason = \"ticket 7\"\n[known.place]\nscope = \"schema A (response)\"\n";
    assert!(crate::baseline::Baseline::parse(good).is_ok() && schema.is_valid(&known(good)));
    for bad in ["[[known]]\ncode = \"no-such\"\n", "[[known]]\ncode = \"missing-field\"\nresaon = \"a\"\n"] {
        assert!(crate::baseline::Baseline::parse(bad).is_err() && !schema.is_valid(&known(bad)), "{bad}");
    }
}

//! A JSON Schema validator for exported schemas that also understands the export's own annotations: the width of an
//! integer, and the demands on a number in a string and on a text's length in bytes (`refract schema vocabulary`).

use jsonschema::{Keyword, ValidationError, Validator};
use refract_codegen::emit::schema_object::{self, Style};
use refract_codegen::ir::{Api, Schema};
use serde_json::{Map, Value, json};

/// The validator of a schema of a contract.
pub(super) fn of(api: &Api, schema: &Schema, strict: bool) -> Validator {
    let style =
        Style { reference: "#/$defs/", origins: false, digits: true, conditions: true, strict, ..Style::default() };
    let write = |schema: &Schema| {
        let mut schema = schema_object::schema(api, schema, &style);
        validated(&mut schema);
        schema
    };
    let definitions: Map<String, Value> = api.schemas.iter().map(|(name, it)| (name.to_string(), write(it))).collect();
    let mut schema = write(schema);
    schema["$defs"] = Value::Object(definitions);
    jsonschema::options()
        .should_validate_formats(true)
        .with_keyword("annotations", |_, value, _| Ok(Box::new(Expected(value.clone()))))
        .build(&schema)
        .expect("a schema")
}

/// Moves the export's annotations about a value to a keyword that is validated.
fn validated(schema: &mut Value) {
    let Some(object) = schema.as_object_mut() else { return };
    for (key, inner) in object.iter_mut() {
        match (key.as_str(), inner) {
            ("properties", Value::Object(inner)) => inner.values_mut().for_each(validated),
            ("anyOf" | "allOf", Value::Array(inner)) => inner.iter_mut().for_each(validated),
            ("items" | "additionalProperties" | "propertyNames" | "not" | "if" | "then", inner) => validated(inner),
            _ => {}
        }
    }
    let words = [
        "format",
        "x-minimum",
        "x-exclusiveMinimum",
        "x-maximum",
        "x-exclusiveMaximum",
        "x-multiple-of",
        "x-min-bytes",
        "x-length-unit",
        "maxLength",
    ];
    let mut known: Map<String, Value> =
        words.iter().filter_map(|word| Some(((*word).to_owned(), object.get(*word)?.clone()))).collect();
    known.insert("string".into(), json!(object.get("type").is_some_and(|it| it.to_string().contains("string"))));
    object.insert("annotations".into(), Value::Object(known));
}

struct Expected(Value);

impl Keyword<'_> for Expected {
    fn validate(&self, instance: &Value) -> Result<(), ValidationError<'static>> {
        if self.is_valid(instance) { Ok(()) } else { Err(ValidationError::custom("does not match the annotation")) }
    }

    fn is_valid(&self, instance: &Value) -> bool {
        let number = |word: &str| self.0.get(word).and_then(Value::as_f64);
        let in_text = self.0["string"] == true;
        let whole: Option<i128> = match instance {
            Value::Number(number) if !in_text => number.to_string().parse().ok(),
            Value::String(text) if in_text => text.parse().ok(),
            _ => None,
        };
        if let Some(whole) = whole {
            let (least, most) = match self.0["format"].as_str() {
                Some("int32") => (i128::from(i32::MIN), i128::from(i32::MAX)),
                Some("int64") if in_text => (i128::from(i64::MIN), i128::from(u64::MAX)),
                Some("int64") => (i128::from(i64::MIN), i128::from(i64::MAX)),
                _ => (i128::MIN, i128::MAX),
            };
            #[allow(clippy::cast_precision_loss, reason = "ends of ranges are no greater than 2^53 where it counts")]
            let value = whole as f64;
            let within = number("x-minimum").is_none_or(|end| value >= end)
                && number("x-exclusiveMinimum").is_none_or(|end| value > end)
                && number("x-maximum").is_none_or(|end| value <= end)
                && number("x-exclusiveMaximum").is_none_or(|end| value < end)
                && number("x-multiple-of").is_none_or(|step| step <= 0.0 || value % step == 0.0);
            if !(least..=most).contains(&whole) || !within {
                return false;
            }
        }
        match instance {
            Value::String(text) if self.0.get("x-length-unit").is_some() => {
                #[allow(clippy::cast_precision_loss, reason = "texts are short")]
                let bytes = text.len() as f64;
                number("x-min-bytes").is_none_or(|least| bytes >= least)
                    && number("maxLength").is_none_or(|most| bytes <= most)
            }
            _ => true,
        }
    }
}

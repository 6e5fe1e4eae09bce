//! What a schema object accepts: null, digits in a text, demands under a condition, defaults.

use jsonschema::Validator;
use refract_codegen::emit::schema_object::{self, Style};
use refract_codegen::ir::{
    Api, Condition, EnumValue, Enumeration, ExclusiveGroup, Field, IntegerWidth, Kind, Object, Pattern, Required,
    Schema, SchemaName, Sourced, When,
};
use refract_codegen::source::Origin;
use serde_json::{Map, Value, json};

fn place() -> Origin {
    Origin { page: "page.md".into(), line: 1, column: 1 }
}

#[allow(clippy::unnecessary_box_returns, reason = "constraints hold boxes")]
fn sourced<T>(value: T) -> Box<Sourced<T>> {
    Box::new(Sourced { value, origin: place(), rule: "test".into() })
}

fn field(name: &str, required: Required, schema: Schema) -> Field {
    Field { name: name.into(), required, schema }
}

fn listed(kind: Kind, values: &[Value], open: bool) -> Schema {
    let mut schema = Schema::of(kind);
    let values = values.iter().map(|value| EnumValue::of(value.clone()));
    schema.constraints.enumeration = Enumeration::new(values, open).map(sourced);
    schema
}

fn nullable(mut schema: Schema) -> Schema {
    schema.constraints.nullable = Some(sourced(true));
    schema
}

/// A schema as the JSON Schema files have it, compiled.
fn compiled(api: &Api, schema: &Schema) -> Validator {
    let style = Style { reference: "#/$defs/", digits: true, conditions: true, ..Style::default() };
    compiled_as(api, schema, &style)
}

fn compiled_as(api: &Api, schema: &Schema, style: &Style<'_>) -> Validator {
    let definitions: Map<String, Value> =
        api.schemas.iter().map(|(name, it)| (name.to_string(), schema_object::schema(api, it, style))).collect();
    let mut root = schema_object::schema(api, schema, style);
    root["$defs"] = Value::Object(definitions);
    jsonschema::validator_for(&root).expect("a schema")
}

fn verify(validator: &Validator, good: &[Value], bad: &[Value]) {
    for value in good {
        assert!(validator.is_valid(value), "{value} is refused");
    }
    for value in bad {
        assert!(!validator.is_valid(value), "{value} is taken");
    }
}

#[test]
fn null_is_a_value_where_the_page_allows_it() {
    let mut api = Api::new("v", "s");
    let open = nullable(listed(Kind::string(), &[json!("a")], true));
    verify(&compiled(&api, &open), &[json!("a"), json!("b"), Value::Null], &[json!(1)]);
    let closed = nullable(listed(Kind::string(), &[json!("a")], false));
    verify(&compiled(&api, &closed), &[json!("a"), Value::Null], &[json!("b")]);
    let digits = nullable(Schema::of(Kind::Integer { width: IntegerWidth::Bits64, as_string: true }));
    verify(&compiled(&api, &digits), &[json!("12"), Value::Null], &[json!("x")]);
    let name = SchemaName::new("Thing");
    let (object, _) = Object::new([field("id", Required::Always, Schema::of(Kind::string()))]);
    api.schemas.insert(name.clone(), Schema::of(Kind::Object(object)));
    let reference = nullable(Schema::of(Kind::Ref { target: name }));
    verify(&compiled(&api, &reference), &[json!({ "id": "x" }), Value::Null], &[json!({}), json!(1)]);
}

#[test]
fn an_integer_in_a_string_is_digits_and_what_the_page_demands() {
    let api = Api::new("v", "s");
    let mut schema = Schema::of(Kind::Integer { width: IntegerWidth::Bits64, as_string: true });
    let apart = Style { digits: true, apart: true, ..Style::default() };
    for style in [Style { digits: true, ..Style::default() }, apart] {
        verify(&compiled_as(&api, &schema, &style), &[json!("0"), json!("-12")], &[json!(""), json!("1.5"), json!(1)]);
    }
    for ecma in ["[0-9]{2}", "1.*"] {
        schema.constraints.patterns.push(*sourced(Pattern { ecma: ecma.into(), written: None, from: None }));
    }
    let apart = Style { digits: true, apart: true, ..Style::default() };
    for style in [Style { digits: true, ..Style::default() }, apart] {
        verify(&compiled_as(&api, &schema, &style), &[json!("12")], &[json!("1x"), json!("22"), json!("123")]);
    }
}

#[test]
fn what_is_demanded_under_a_condition_that_could_be_read_is_demanded() {
    let api = Api::new("v", "s");
    let needs = |when: Option<When>| {
        let mut schema = Schema::of(Kind::string());
        let condition = Condition { when, required: true, words: "words".into(), origin: place(), rule: "test".into() };
        schema.constraints.conditions.push(condition);
        schema
    };
    let when = |values: &[Value]| Some(When { field: "kind".into(), values: values.to_vec() });
    let object = |when: Option<When>| {
        let (mut object, _) = Object::new([
            field("kind", Required::Optional, Schema::of(Kind::string())),
            field("size", Required::Conditional, needs(when)),
            field("other", Required::Optional, Schema::of(Kind::string())),
        ]);
        assert!(object.add_group(ExclusiveGroup { members: vec!["size".into(), "other".into()], origin: place() }));
        Schema::of(Kind::Object(object))
    };
    // The group and the condition both hold.
    let both = json!({ "size": "1", "other": "2" });
    let named = compiled(&api, &object(when(&[json!("a"), json!("b")])));
    let met = json!({ "kind": "a", "size": "1" });
    verify(&named, &[json!({}), json!({ "kind": "c" }), met.clone()], &[json!({ "kind": "b" }), both.clone()]);
    let given = compiled(&api, &object(when(&[])));
    verify(&given, &[json!({}), json!({ "kind": "" }), met], &[json!({ "kind": "c" }), both.clone()]);
    // What could not be read is not demanded.
    verify(&compiled(&api, &object(None)), &[json!({ "kind": "a" })], &[both]);
    let elsewhere = When { field: "absent".into(), values: vec![json!(1)] };
    verify(&compiled(&api, &object(Some(elsewhere))), &[json!({ "absent": 1 })], &[]);
}

#[test]
fn a_default_that_the_value_refuses_is_an_annotation() {
    let api = Api::new("v", "s");
    let mut schema = listed(Kind::integer(), &[json!(10), json!(20)], false);
    let style = Style::default();
    for (value, key, other) in [(json!(10), "default", "x-default"), (json!(500), "x-default", "default")] {
        schema.constraints.default = Some(sourced(value.clone()));
        let written = schema_object::schema(&api, &schema, &style);
        assert_eq!((written.get(key), written.get(other)), (Some(&value), None), "{written}");
    }
}

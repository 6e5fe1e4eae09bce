//! Edge values of every demand: a contract with one operation per demand, and for each value whether it is valid.

use std::sync::Arc;

use refract_codegen::ir::{Api, Body, Method, Operation, OperationId, Schema, SchemaName};
use refract_codegen::source::Origin;
use serde_json::{Value, json};

/// The expected result for a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Expected {
    /// It holds.
    Accepted,
    /// It does not.
    Broken,
    /// It does not, and JSON Schema has no word for it: lengths in bytes, and ranges and widths of integers.
    BeyondSchema,
    /// It holds, and no Rust integer is so wide.
    BeyondRust,
}

use Expected::{Accepted, BeyondRust, BeyondSchema, Broken};

fn origin() -> Origin {
    Origin { page: Arc::from("edges.md"), line: 1, column: 1 }
}

/// A demand in the IR's form.
fn stated(value: &Value) -> Value {
    json!({ "value": value, "origin": origin(), "rule": "edge" })
}

fn schema(kind: Value, demands: &[(&str, Value)]) -> Value {
    let mut schema = kind;
    let constraints: serde_json::Map<String, Value> =
        demands.iter().map(|(name, value)| ((*name).to_owned(), stated(value))).collect();
    if !constraints.is_empty() {
        schema["constraints"] = Value::Object(constraints);
    }
    schema
}

fn integer() -> Value {
    json!({ "kind": "integer", "width": "unstated" })
}

fn of(kind: &str) -> Value {
    json!({ "kind": kind })
}

fn values(values: &[Value]) -> Value {
    let values: Vec<Value> = values.iter().map(|value| json!({ "value": value })).collect();
    json!({ "values": values, "open": false })
}

fn list(items: &Value) -> Value {
    json!({ "kind": "array", "items": items })
}

fn field(name: &str, required: &str, schema: &Value) -> Value {
    json!({ "name": name, "required": required, "schema": schema })
}

fn object(fields: &[Value]) -> Value {
    json!({ "kind": "object", "fields": fields, "open": false })
}

/// A demand by name, and values with the expected results.
pub(crate) type Row = (&'static str, Value, Vec<(Value, Expected)>);

/// All rows. The values are those of a field that must be given.
pub(crate) fn rows() -> Vec<Row> {
    let mut rows = numbers();
    rows.extend(texts());
    rows.extend(compounds());
    rows.extend(unions());
    rows
}

fn unions() -> Vec<Row> {
    let union = |members: &[Value]| json!({ "kind": "union", "members": members });
    let bound = |value: Value| json!({ "value": value, "exclusive": false });
    let length = json!({ "count": { "min": 2, "max": 3 }, "unit": "characters" });
    vec![
        (
            "several",
            schema(
                union(&[integer(), of("string"), list(&integer())]),
                &[("range", json!({ "min": bound(json!(1)), "max": bound(json!(5)) })), ("length", length)],
            ),
            vec![
                (json!(1), Accepted),
                (json!(5.0), Accepted),
                (json!(6), Broken),
                (json!(1.5), Broken),
                (json!("ab"), Accepted),
                (json!("a"), Broken),
                (json!([]), Accepted),
                (json!([7]), Accepted),
                (json!(["ab"]), Broken),
                (json!(true), Broken),
                (json!(null), Broken),
            ],
        ),
        (
            "word_or_object",
            schema(
                union(&[
                    schema(of("string"), &[("enumeration", values(&[json!("all"), json!("none")]))]),
                    object(&[field("n", "always", &integer()), field("m", "optional", &of("boolean"))]),
                ]),
                &[("nullable", json!(true))],
            ),
            vec![
                (json!("all"), Accepted),
                (json!("some"), Broken),
                (json!({ "n": 1 }), Accepted),
                (json!({ "m": true }), Broken),
                (json!({ "n": "1" }), Broken),
                (json!(null), Accepted),
                (json!([]), Broken),
            ],
        ),
        (
            "itself_or_text",
            json!({ "kind": "ref", "target": "Chain" }),
            vec![
                (json!({ "next": { "next": "end" } }), Accepted),
                (json!({ "next": { "next": 1 } }), Broken),
                (json!({ "next": "long" }), Broken),
            ],
        ),
        (
            "each_of_several",
            list(&union(&[of("boolean"), json!({ "kind": "ref", "target": "Maybe" })])),
            vec![
                (json!([true, { "n": 1 }, null]), Accepted),
                (json!([false, {}]), Broken),
                (json!([1]), Broken),
                (json!({ "n": 1 }), Broken),
            ],
        ),
    ]
}

fn numbers() -> Vec<Row> {
    let digits = |width: &str| json!({ "kind": "integer", "width": width, "as_string": true });
    let bound = |value: Value, exclusive: bool| json!({ "value": value, "exclusive": exclusive });
    vec![
        (
            "whole",
            integer(),
            vec![
                (json!(1), Accepted),
                (json!(1.0), Accepted),
                (json!(-0.0), Accepted),
                (json!(1.5), Broken),
                (json!("1"), Broken),
                (json!(null), Broken),
                (json!(i64::MIN), Accepted),
                (json!(u64::MAX), BeyondRust),
            ],
        ),
        (
            "wide32",
            json!({ "kind": "integer", "width": "bits32" }),
            vec![
                (json!(2_147_483_647_i64), Accepted),
                (json!(2_147_483_648_i64), BeyondSchema),
                (json!(7.0), Accepted),
            ],
        ),
        (
            "wide64",
            json!({ "kind": "integer", "width": "bits64" }),
            vec![(json!(i64::MAX), Accepted), (json!(u64::MAX), BeyondSchema)],
        ),
        (
            "digits",
            digits("bits64"),
            vec![
                (json!("0"), Accepted),
                (json!("-9223372036854775808"), Accepted),
                (json!("18446744073709551615"), Accepted),
                (json!("18446744073709551616"), BeyondSchema),
                (json!("-9223372036854775809"), BeyondSchema),
                (json!("1.0"), Broken),
                (json!("+1"), Broken),
                (json!(""), Broken),
                (json!(1), Broken),
            ],
        ),
        (
            "digits_range",
            schema(
                digits("bits64"),
                &[("range", json!({ "min": bound(json!(1.5), true), "max": bound(json!(10), true) }))],
            ),
            vec![
                (json!("2"), Accepted),
                (json!("1"), BeyondSchema),
                (json!("9"), Accepted),
                (json!("10"), BeyondSchema),
            ],
        ),
        (
            "between",
            schema(integer(), &[("range", json!({ "min": bound(json!(1.0), true), "max": bound(json!(3.5), true) }))]),
            vec![
                (json!(1), Broken),
                (json!(1.0), Broken),
                (json!(2), Accepted),
                (json!(3), Accepted),
                (json!(4), Broken),
            ],
        ),
        (
            "none_between",
            schema(integer(), &[("range", json!({ "min": bound(json!(1.2), true), "max": bound(json!(1.8), true) }))]),
            vec![(json!(1), Broken), (json!(2), Broken)],
        ),
        (
            "big",
            schema(integer(), &[("range", json!({ "min": bound(json!(9_007_199_254_740_993_i64), false) }))]),
            vec![(json!(9_007_199_254_740_993_i64), Accepted), (json!(9_007_199_254_740_992_i64), Broken)],
        ),
        (
            "fraction",
            schema(
                of("number"),
                &[("range", json!({ "min": bound(json!(0.5), true), "max": bound(json!(1.5), false) }))],
            ),
            vec![
                (json!(0.5), Broken),
                (json!(0.6), Accepted),
                (json!(1), Accepted),
                (json!(1.5), Accepted),
                (json!(2), Broken),
            ],
        ),
        (
            "steps",
            schema(integer(), &[("multiple_of", json!(10))]),
            vec![
                (json!(0), Accepted),
                (json!(20), Accepted),
                (json!(-10), Accepted),
                (json!(15), Broken),
                (json!(20.0), Accepted),
            ],
        ),
        (
            "half_steps",
            schema(integer(), &[("multiple_of", json!(2.5))]),
            vec![(json!(5), Accepted), (json!(4), Broken), (json!(0), Accepted)],
        ),
        (
            "tenths",
            schema(of("number"), &[("multiple_of", json!(0.1))]),
            vec![(json!(0.3), Accepted), (json!(0.35), Broken), (json!(7), Accepted), (json!(-1.1), Accepted)],
        ),
        (
            "listed_whole",
            schema(integer(), &[("enumeration", values(&[json!(1.0), json!(3)]))]),
            vec![(json!(1), Accepted), (json!(3.0), Accepted), (json!(2), Broken)],
        ),
        (
            "listed_nothing",
            schema(integer(), &[("enumeration", values(&[json!("one"), json!(1.5)]))]),
            vec![(json!(1), Broken), (json!(0), Broken)],
        ),
        (
            "listed_flag",
            schema(of("boolean"), &[("enumeration", values(&[json!(true)]))]),
            vec![(json!(true), Accepted), (json!(false), Broken)],
        ),
    ]
}

fn texts() -> Vec<Row> {
    let length = |min: u64, max: u64, unit: &str| json!({ "count": { "min": min, "max": max }, "unit": unit });
    vec![
        (
            "characters",
            schema(of("string"), &[("length", length(2, 3, "characters"))]),
            vec![(json!("a"), Broken), (json!("名字"), Accepted), (json!("名字好"), Accepted), (json!("abcd"), Broken)],
        ),
        (
            "bytes",
            schema(of("string"), &[("length", length(2, 4, "bytes"))]),
            vec![
                (json!("a"), BeyondSchema),
                (json!("ab"), Accepted),
                (json!("é"), Accepted),
                (json!("éé"), Accepted),
                (json!("名字"), BeyondSchema),
                (json!("abcde"), Broken),
            ],
        ),
        (
            "empty",
            schema(of("string"), &[("length", length(0, 0, "characters"))]),
            vec![(json!(""), Accepted), (json!(" "), Broken)],
        ),
        (
            "letters",
            {
                let mut schema = of("string");
                let pattern = stated(&json!({ "ecma": "a+|\\d" }));
                schema["constraints"] = json!({ "patterns": [pattern] });
                schema
            },
            vec![
                (json!("aa"), Accepted),
                (json!("1"), Accepted),
                (json!("٣"), Broken),
                (json!("ab"), Broken),
                (json!(""), Broken),
            ],
        ),
        (
            "words",
            schema(of("string"), &[("enumeration", values(&[json!("on"), json!("off")]))]),
            vec![(json!("on"), Accepted), (json!("ON"), Broken), (json!(""), Broken)],
        ),
        (
            "mixed",
            schema(of("string"), &[("enumeration", values(&[json!("on"), json!(1)]))]),
            vec![(json!("on"), Accepted), (json!("1"), Broken)],
        ),
        (
            "maybe_text",
            schema(of("string"), &[("nullable", json!(true)), ("length", length(1, 2, "characters"))]),
            vec![(json!(null), Accepted), (json!("a"), Accepted), (json!(""), Broken)],
        ),
    ]
}

fn compounds() -> Vec<Row> {
    let count = |min: u64, max: u64| json!({ "min": min, "max": max });
    let when = |field: &str, values: &[Value]| json!([{ "when": { "field": field, "values": values }, "required": true, "words": "w", "origin": origin(), "rule": "edge" }]);
    let conditional = |conditions: Value| json!({ "kind": "string", "constraints": { "conditions": conditions } });
    let mut group = object(&[
        field("a", "optional", &of("string")),
        field("b", "optional", &of("string")),
        field("c", "unstated", &of("string")),
    ]);
    group["groups"] = json!([{ "members": ["a", "b"], "origin": origin() }]);
    vec![
        (
            "unique_any",
            schema(list(&of("any")), &[("unique", json!(true))]),
            vec![
                (json!([]), Accepted),
                (json!([1, 1.0]), Broken),
                (json!([1, "1", null, true]), Accepted),
                (json!([{ "a": 1 }, { "a": 1.0 }]), Broken),
            ],
        ),
        (
            "unique_whole",
            schema(list(&integer()), &[("unique", json!(true)), ("count", count(1, 2))]),
            vec![
                (json!([]), Broken),
                (json!([1]), Accepted),
                (json!([1, 2.0]), Accepted),
                (json!([1, 1.0]), Broken),
                (json!([1, 2, 3]), Broken),
            ],
        ),
        (
            "entries",
            {
                let mut map = json!({ "kind": "map", "values": integer() });
                map["keys"] = json!({ "length": stated(&json!({ "count": { "max": 2 }, "unit": "characters" })) });
                schema(map, &[("count", count(1, 1))])
            },
            vec![
                (json!({}), Broken),
                (json!({ "ab": 1.0 }), Accepted),
                (json!({ "abc": 1 }), Broken),
                (json!({ "a": 1, "b": 2 }), Broken),
                (json!({ "a": "1" }), Broken),
            ],
        ),
        (
            "group",
            group,
            vec![
                (json!({}), Accepted),
                (json!({ "a": "x", "c": "x" }), Accepted),
                (json!({ "a": "x", "b": "x" }), Broken),
            ],
        ),
        (
            "needed_when",
            object(&[
                field("mode", "optional", &integer()),
                field("size", "conditional", &conditional(when("mode", &[json!(1)]))),
                field("unit", "conditional", &conditional(when("size", &[]))),
            ]),
            vec![
                (json!({}), Accepted),
                (json!({ "mode": 2 }), Accepted),
                (json!({ "mode": 1 }), Broken),
                (json!({ "mode": 1.0 }), Broken),
                (json!({ "mode": 1, "size": "" }), Accepted),
                (json!({ "size": "x" }), Broken),
                (json!({ "size": "x", "unit": "y" }), Accepted),
            ],
        ),
        (
            "behind",
            json!({ "kind": "ref", "target": "Maybe" }),
            vec![(json!(null), Accepted), (json!({ "n": 1 }), Accepted), (json!({}), Broken)],
        ),
        (
            "never_behind",
            schema(json!({ "kind": "ref", "target": "Maybe" }), &[("nullable", json!(false))]),
            vec![(json!(null), Broken), (json!({ "n": 1 }), Accepted)],
        ),
        (
            "anything",
            schema(of("any"), &[("nullable", json!(false)), ("multiple_of", json!(2)), ("unique", json!(true))]),
            vec![
                (json!(null), Broken),
                (json!(3), Broken),
                (json!(4.0), Accepted),
                (json!("3"), Accepted),
                (json!([1, 1.0]), Broken),
                (json!([1, 2]), Accepted),
            ],
        ),
    ]
}

/// The contract: one operation per row, whose request has the field `value`.
pub(crate) fn api() -> Api {
    let mut api = Api::new("edges", "edges");
    let read = |value: Value| -> Schema {
        serde_json::from_value(value.clone()).unwrap_or_else(|error| panic!("{error}: {value}"))
    };
    let maybe = schema(object(&[field("n", "always", &integer())]), &[("nullable", json!(true))]);
    api.schemas.insert(SchemaName::new("Maybe"), read(maybe));
    let length = json!({ "count": { "max": 3 }, "unit": "characters" });
    let text = schema(of("string"), &[("length", length)]);
    let next = json!({ "kind": "union", "members": [text, { "kind": "ref", "target": "Chain" }] });
    api.schemas.insert(SchemaName::new("Chain"), read(object(&[field("next", "always", &next)])));
    for (name, schema, _) in rows() {
        let path = format!("/{name}");
        let mut operation = Operation::new(OperationId::new(name), Method::Post, path, origin());
        name.clone_into(&mut operation.summary);
        operation.request = Some(Body {
            media_type: "application/json".into(),
            schema: read(object(&[field("value", "always", &schema)])),
        });
        api.operations.push(operation);
    }
    api.operations.sort_by(|a, b| a.id.cmp(&b.id));
    api
}

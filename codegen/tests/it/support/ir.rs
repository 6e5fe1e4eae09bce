//! Contracts of every shape that the IR can have, for laws that apply to all of them. Strategies are boxed: nested by
//! value, they fill the stack.

use std::collections::BTreeMap;

use proptest::collection::{btree_map, vec};
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;
use refract_codegen::ir::{
    Api, Body, Bound, Condition, Constraints, Correction, Count, Direction, EnumValue, Enumeration, Example,
    ExampleContent, ExclusiveGroup, Failure, Field, FixupSource, Format, Inferred, IntegerWidth, Kind, Length,
    LengthUnit, Link, Location, Method, Object, Operation, OperationId, Page, Parameter, Pattern, PatternFrom, Range,
    Required, Response, Schema, SchemaName, Selector, SelectorPlace, Server, Sourced, Status, When, json,
};
use refract_codegen::source::Origin;
use serde_json::{Number, Value};

/// The shared structures that references may lead to.
const SHARED: [&str; 2] = ["Shared", "Другое"];

/// A text of any characters, the hard ones among them.
fn text() -> BoxedStrategy<String> {
    prop_oneof![Just(String::new()), Just("a:1:2\n\"\\\u{2028}𝄞".to_owned()), "[ -~]{1,12}", "\\PC{1,8}"].boxed()
}

/// A name that is one step of a path.
fn segment() -> impl Strategy<Value = String> {
    "[a-z][a-z0-9-]{0,8}"
}

fn origin() -> BoxedStrategy<Origin> {
    (text(), 1_u32.., 1_u32..).prop_map(|(page, line, column)| Origin { page: page.into(), line, column }).boxed()
}

fn number() -> impl Strategy<Value = Number> {
    prop_oneof![
        any::<i64>().prop_map(Number::from),
        any::<u64>().prop_map(Number::from),
        any::<f64>().prop_filter_map("JSON has no such number", Number::from_f64),
    ]
}

fn value() -> BoxedStrategy<Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::Bool),
        number().prop_map(Value::Number),
        text().prop_map(Value::String),
    ];
    leaf.prop_recursive(3, 12, 3, |inner| {
        prop_oneof![
            vec(inner.clone(), 0..3).prop_map(Value::Array),
            btree_map(text(), inner, 0..3).prop_map(|map| Value::Object(map.into_iter().collect())),
        ]
    })
    .boxed()
}

fn sourced<T: std::fmt::Debug>(value: impl Strategy<Value = T>) -> impl Strategy<Value = Box<Sourced<T>>> {
    (value, origin(), text()).prop_map(|(value, origin, rule)| Box::new(Sourced { value, origin, rule }))
}

fn bound() -> impl Strategy<Value = Bound> {
    (number(), any::<bool>()).prop_map(|(value, exclusive)| Bound { value, exclusive })
}

fn range() -> impl Strategy<Value = Range> {
    (option::of(bound()), option::of(bound())).prop_filter_map("an empty range", |(min, max)| Range::new(min, max))
}

fn count() -> impl Strategy<Value = Count> {
    (option::of(0_u64..9), option::of(any::<u64>()))
        .prop_filter_map("an empty count", |(min, max)| Count::new(min, max))
}

fn enumeration() -> impl Strategy<Value = Enumeration> {
    let value = (value(), option::of(text()), any::<bool>()).prop_map(|(value, meaning, deprecated)| EnumValue {
        value,
        meaning,
        deprecated,
    });
    (vec(value, 1..4), any::<bool>()).prop_filter_map("no values", |(values, open)| Enumeration::new(values, open))
}

fn condition() -> BoxedStrategy<Condition> {
    let when = (text(), vec(value(), 0..3)).prop_map(|(field, values)| When { field, values });
    (option::of(when), any::<bool>(), text(), origin(), text())
        .prop_map(|(when, required, words, origin, rule)| Condition { when, required, words, origin, rule })
        .boxed()
}

fn correction() -> impl Strategy<Value = Correction> {
    (text(), text(), origin()).prop_map(|(what, why, origin)| Correction { what, why, origin })
}

/// Constraints, each of them there or not.
fn constraints() -> BoxedStrategy<Constraints> {
    let unit = prop_oneof![Just(LengthUnit::Characters), Just(LengthUnit::Bytes)];
    let length = (count(), unit).prop_map(|(count, unit)| Length { count, unit });
    let from = option::of(prop_oneof![Just(PatternFrom::Words), Just(PatternFrom::Template)]);
    let pattern = (text(), option::of(text()), from).prop_map(|(ecma, written, from)| Pattern { ecma, written, from });
    let rare = 0.15;
    let flag = move || option::weighted(rare, sourced(any::<bool>()));
    let sizes = (
        option::weighted(rare, sourced(range())),
        option::weighted(rare, sourced(length)),
        option::weighted(rare, sourced(count())),
        vec(sourced(pattern).prop_map(|it| *it), 0..2),
        option::weighted(rare, sourced(range())),
    );
    let values = (
        option::weighted(rare, sourced(enumeration())),
        option::weighted(rare, sourced(value())),
        option::weighted(rare, sourced(text())),
        option::weighted(rare, sourced(number())),
    );
    let flags = (flag(), flag(), flag(), flag(), flag());
    (sizes, values, flags, vec(condition(), 0..2), vec(correction(), 0..2))
        .prop_map(|(sizes, values, flags, conditions, corrections)| {
            let (range, length, count, patterns, content_range) = sizes;
            let (enumeration, default, unit, multiple_of) = values;
            let (unique, nullable, read_only, deprecated, reserved) = flags;
            Constraints {
                range,
                length,
                count,
                unique,
                patterns,
                enumeration,
                default,
                unit,
                multiple_of,
                content_range,
                nullable,
                read_only,
                deprecated,
                reserved,
                conditions,
                corrections,
            }
        })
        .boxed()
}

fn around(kind: impl Strategy<Value = Kind>) -> impl Strategy<Value = Schema> {
    (kind, constraints(), option::of(text()), vec(link(), 0..2), vec(inferred(), 0..2), option::of(origin())).prop_map(
        |(kind, constraints, description, links, inferred, origin)| Schema {
            kind,
            constraints,
            description,
            links,
            inferred,
            origin,
            row: None,
        },
    )
}

fn link() -> impl Strategy<Value = Link> {
    (0_u32..9, 1_u32..9, "[a-z:/#é]{1,9}").prop_map(|(start, length, target)| Link {
        start,
        end: start + length,
        target,
    })
}

fn inferred() -> BoxedStrategy<Inferred> {
    let named: Vec<Inferred> = Inferred::all().collect();
    prop_oneof![select(named), text().prop_map(Inferred::Words)].boxed()
}

fn required() -> impl Strategy<Value = Required> {
    prop_oneof![Just(Required::Unstated), Just(Required::Optional), Just(Required::Conditional), Just(Required::Always)]
}

fn field(schema: impl Strategy<Value = Schema>) -> impl Strategy<Value = Field> {
    (text(), required(), schema).prop_map(|(name, required, schema)| Field { name, required, schema })
}

fn object(schema: impl Strategy<Value = Schema>) -> impl Strategy<Value = Object> {
    (vec(field(schema), 0..4), origin(), any::<bool>()).prop_map(|(fields, origin, grouped)| {
        if fields.is_empty() {
            return Object::open();
        }
        let (mut object, _) = Object::new(fields);
        if grouped {
            let members = object.fields().iter().map(|field| field.name.clone()).collect();
            object.add_group(ExclusiveGroup { members, origin });
        }
        object
    })
}

/// Whether a schema is a reference, or may be one.
fn is_reference(schema: &Schema) -> bool {
    match &schema.kind {
        Kind::Ref { .. } => true,
        Kind::Union { members } => members.iter().any(is_reference),
        _ => false,
    }
}

/// A schema; one that will be shared is not a reference at its top.
fn schema(shared: bool) -> BoxedStrategy<Schema> {
    let width = prop_oneof![Just(IntegerWidth::Unstated), Just(IntegerWidth::Bits32), Just(IntegerWidth::Bits64)];
    let format = (text(), option::of(text())).prop_map(|(name, template)| Format { name, template });
    let leaf = prop_oneof![
        Just(Kind::Any),
        Just(Kind::Boolean),
        Just(Kind::Number),
        (width, any::<bool>()).prop_map(|(width, as_string)| Kind::Integer { width, as_string }),
        option::of(format).prop_map(|format| Kind::String { format }),
        (0..SHARED.len()).prop_map(|index| Kind::Ref { target: SchemaName::new(SHARED[index]) }),
    ];
    let nested = around(leaf).prop_recursive(3, 8, 3, |inner| {
        around(prop_oneof![
            inner.clone().prop_map(Kind::array),
            (constraints(), inner.clone()).prop_map(|(keys, values)| Kind::Map { keys, values: Box::new(values) }),
            vec(inner.clone(), 2..4).prop_map(|members| Kind::Union { members }),
            object(inner).prop_map(Kind::Object),
        ])
    });
    nested
        .prop_map(move |mut schema| {
            if shared && is_reference(&schema) {
                schema.kind = Kind::Any;
            }
            schema
        })
        .boxed()
}

fn body() -> BoxedStrategy<Body> {
    (text(), schema(false)).prop_map(|(media_type, schema)| Body { media_type, schema }).boxed()
}

fn status() -> impl Strategy<Value = Status> {
    prop_oneof![(100_u16..=599).prop_map(Status::Code), (1_u8..=5).prop_map(Status::Class)]
}

fn response() -> BoxedStrategy<Response> {
    let printed = option::of((value(), origin()));
    (option::of(text()), vec(field(schema(false)), 0..2), option::of(body()), printed, option::of(inferred()), origin())
        .prop_map(|(description, headers, body, printed, inferred, origin)| Response {
            description,
            headers,
            failure: body.as_ref().zip(printed).and_then(|(body, printed)| failure(body, printed)),
            body,
            inferred,
            origin,
        })
        .boxed()
}

/// A failure that the first field of a body marks.
fn failure(body: &Body, (success, origin): (Value, Origin)) -> Option<Failure> {
    let Kind::Object(object) = &body.schema.kind else { return None };
    let fields: Vec<String> = object.fields().iter().map(|field| field.name.clone()).collect();
    Some(Failure { field: fields.first()?.clone(), success, fields, origin })
}

fn example() -> BoxedStrategy<Example> {
    let content = prop_oneof![
        Just(ExampleContent::None),
        value().prop_map(ExampleContent::Json),
        text().prop_map(ExampleContent::Text)
    ];
    let direction = prop_oneof![Just(Direction::Request), Just(Direction::Response)];
    let head = (direction, option::of(status()), option::of(text()), option::of(text()));
    (head, vec((text(), text()), 0..2), content, vec(text(), 0..2), origin())
        .prop_map(|((direction, status, title, request_line), headers, content, repairs, origin)| Example {
            direction,
            status,
            title,
            request_line,
            headers,
            content,
            repairs,
            origin,
        })
        .boxed()
}

fn operation(id: &'static str) -> BoxedStrategy<Operation> {
    let location = prop_oneof![Just(Location::Path), Just(Location::Query), Just(Location::Header)];
    let parameter = (location, field(schema(false)), vec(origin(), 0..2))
        .prop_map(|(location, field, editions)| Parameter { location, field, editions });
    let place = prop_oneof![Just(SelectorPlace::Query), Just(SelectorPlace::Header), Just(SelectorPlace::Body)];
    let selector = (place, text(), option::of(text()), origin(), option::of(origin()))
        .prop_map(|(place, name, value, origin, convention)| Selector { place, name, value, origin, convention });
    let words = (text(), option::of(text()), text(), option::of(text()), option::of(origin()));
    let parts = (vec(parameter, 0..3), option::of(body()), btree_map(status(), response(), 0..3), vec(example(), 0..2));
    let places = (origin(), vec(origin(), 0..2), option::of(selector));
    ((0..Method::ALL.len()), words, parts, vec(correction(), 0..2), places)
        .prop_map(move |(method, words, parts, corrections, (origin, editions, selector))| {
            let (path, server, summary, description, deprecated) = words;
            let (mut parameters, request, responses, examples) = parts;
            let mut seen = Vec::new();
            parameters.retain(|parameter| {
                // A constant is not a parameter.
                if selector.as_ref().is_some_and(|selector| selector.name == parameter.field.name) {
                    return false;
                }
                let key = (parameter.location, parameter.field.name.clone());
                let new = !seen.contains(&key);
                seen.push(key);
                new
            });
            Operation {
                id: OperationId::new(id),
                name: None,
                method: Method::ALL[method],
                path,
                server,
                summary,
                description,
                links: Vec::new(),
                incomplete: deprecated.iter().cloned().collect(),
                deprecated,
                parameters,
                request,
                responses,
                examples,
                corrections,
                origin,
                editions,
                selectors: selector.into_iter().collect(),
            }
        })
        .boxed()
}

/// A contract.
pub(crate) fn api() -> BoxedStrategy<Api> {
    let server = (text(), origin()).prop_map(|(url, origin)| Server { url, origin });
    let page = (text(), option::of(text()), text(), any::<u64>()).prop_map(|(path, title, language, hash)| Page {
        path,
        title,
        language,
        hash: format!("{hash:016x}"),
    });
    let fixups = (text(), any::<u64>(), 0_usize..9).prop_map(|(path, hash, entries)| FixupSource {
        path,
        hash: format!("{hash:016x}"),
        entries,
    });
    (
        (segment(), segment()),
        vec(server, 0..2),
        (operation("first"), operation("second")),
        (schema(true), schema(true)),
        vec(page, 0..2),
        vec(fixups, 0..2),
    )
        .prop_map(|((vendor, service), servers, operations, shared, pages, fixups)| Api {
            format: json::FORMAT,
            vendor,
            service,
            servers,
            operations: vec![operations.0, operations.1],
            schemas: BTreeMap::from([(SchemaName::new(SHARED[0]), shared.0), (SchemaName::new(SHARED[1]), shared.1)]),
            pages,
            fixups,
            query_arrays: refract_codegen::ir::QueryArrays::default(),
            credentials: Vec::new(),
            secret_headers: Vec::new(),
        })
        .boxed()
}

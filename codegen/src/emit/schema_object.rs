//! The IR's schemas as JSON Schema 2020-12 objects, which are also `OpenAPI` 3.1's.

use serde_json::{Map, Value, json};

use crate::ir::{Api, Constraints, Enumeration, Kind, Object, Required, Schema};
use crate::source::Origin;

/// How schema objects are written.
#[derive(Clone, Debug)]
pub struct Style<'a> {
    /// What stands before a structure's name in a `$ref`.
    pub reference: &'a str,
    /// Whether places are kept under `x-origin`.
    pub origins: bool,
    /// Whether an integer that is carried as a string is also held to a pattern of digits.
    pub digits: bool,
    /// Whether unknown fields are refused.
    pub strict: bool,
}

impl Default for Style<'_> {
    fn default() -> Self {
        Self { reference: "#/components/schemas/", origins: true, digits: false, strict: false }
    }
}

/// A place as `x-origin` holds it.
pub fn origin(origin: &Origin) -> Value {
    json!({ "page": &*origin.page, "line": origin.line, "column": origin.column })
}

/// A schema as a schema object.
pub fn schema(api: &Api, schema: &Schema, style: &Style<'_>) -> Value {
    let mut out = Map::new();
    kind(api, schema, style, &mut out);
    constraints(api, schema, style, &mut out);
    if let Some(description) = &schema.description {
        out.insert("description".into(), json!(description));
    }
    if let Some(from) = &schema.inferred {
        out.insert("x-inferred".into(), json!(from));
    }
    if let (true, Some(place)) = (style.origins, &schema.origin) {
        out.insert("x-origin".into(), origin(place));
    }
    Value::Object(out)
}

fn kind(api: &Api, schema_: &Schema, style: &Style<'_>, out: &mut Map<String, Value>) {
    let mut set = |name: &str| out.insert("type".into(), json!(name));
    match &schema_.kind {
        Kind::Any => {}
        Kind::Boolean => drop(set("boolean")),
        Kind::Integer { width, as_string } => {
            set(if *as_string { "string" } else { "integer" });
            let format = match width {
                crate::ir::IntegerWidth::Bits32 => Some("int32"),
                crate::ir::IntegerWidth::Bits64 => Some("int64"),
                crate::ir::IntegerWidth::Unstated => None,
            };
            out.extend(format.map(|format| ("format".to_owned(), json!(format))));
            if *as_string && style.digits {
                out.insert("pattern".into(), json!("^-?[0-9]+$"));
            }
        }
        Kind::Number => drop(set("number")),
        Kind::String { format } => {
            set("string");
            if let Some(format) = format {
                // `date-time` means RFC 3339; a template of another form is an annotation.
                if format.template.is_none() || format.name != "date-time" {
                    out.insert("format".into(), json!(format.name));
                }
                if let Some(template) = &format.template {
                    out.insert("x-format-template".into(), json!(template));
                }
            }
        }
        Kind::Array { items } => {
            set("array");
            out.insert("items".into(), schema(api, items, style));
        }
        Kind::Map { keys, values } => {
            set("object");
            if !keys.is_empty() {
                let keys = Schema { constraints: keys.clone(), ..Schema::of(Kind::string()) };
                out.insert("propertyNames".into(), schema(api, &keys, &Style { origins: false, ..style.clone() }));
            }
            out.insert("additionalProperties".into(), schema(api, values, style));
        }
        Kind::Object(inner) => {
            set("object");
            object(api, inner, style, out);
        }
        Kind::Ref { target } => {
            out.insert("$ref".into(), json!(format!("{}{target}", style.reference)));
        }
    }
}

fn object(api: &Api, object: &Object, style: &Style<'_>, out: &mut Map<String, Value>) {
    if object.is_open() {
        out.insert("additionalProperties".into(), json!(true));
        return;
    }
    let properties: Map<String, Value> =
        object.fields().iter().map(|field| (field.name.clone(), schema(api, &field.schema, style))).collect();
    out.insert("properties".into(), Value::Object(properties));
    let required: Vec<&str> = object
        .fields()
        .iter()
        .filter(|field| field.required == Required::Always)
        .map(|field| field.name.as_str())
        .collect();
    if !required.is_empty() {
        out.insert("required".into(), json!(required));
    }
    if style.strict {
        out.insert("additionalProperties".into(), json!(false));
    }
    // At most one of a group: no two of its members together.
    let mut pairs = Vec::new();
    for group in object.groups() {
        for (index, first) in group.members.iter().enumerate() {
            for second in &group.members[index + 1..] {
                pairs.push(json!({ "not": { "required": [first, second] } }));
            }
        }
    }
    if !pairs.is_empty() {
        out.insert("allOf".into(), Value::Array(pairs));
    }
}

fn constraints(api: &Api, schema_: &Schema, style: &Style<'_>, out: &mut Map<String, Value>) {
    let stated = &schema_.constraints;
    let as_string = matches!(schema_.kind, Kind::Integer { as_string: true, .. });
    let holds_entries = matches!(api.resolve(schema_).kind, Kind::Map { .. } | Kind::Object(_));
    let mut put = |name: &str, value: Value| out.insert(name.to_owned(), value);
    if let Some(range) = &stated.range {
        // JSON Schema's bounds are for numbers; those of a number in a string are annotations.
        let prefix = if as_string { "x-" } else { "" };
        let bound = |bound: &crate::ir::Bound, inclusive: &str, exclusive: &str| {
            (
                format!("{prefix}{}", if bound.exclusive { exclusive } else { inclusive }),
                Value::Number(bound.value.clone()),
            )
        };
        if let Some((name, value)) = range.value.min().map(|min| bound(min, "minimum", "exclusiveMinimum")) {
            put(&name, value);
        }
        if let Some((name, value)) = range.value.max().map(|max| bound(max, "maximum", "exclusiveMaximum")) {
            put(&name, value);
        }
    }
    if let Some(length) = &stated.length {
        let count = length.value.count;
        let bytes = length.value.unit == crate::ir::LengthUnit::Bytes;
        // A limit in bytes is one in characters, too, but only from above.
        if let (Some(min), false) = (count.min(), bytes) {
            put("minLength", json!(min));
        }
        if let Some(max) = count.max() {
            put("maxLength", json!(max));
        }
        if bytes {
            put("x-length-unit", json!("bytes"));
        }
    }
    if let Some(count) = &stated.count {
        let (min, max) = if holds_entries { ("minProperties", "maxProperties") } else { ("minItems", "maxItems") };
        if let Some(least) = count.value.min() {
            put(min, json!(least));
        }
        if let Some(greatest) = count.value.max() {
            put(max, json!(greatest));
        }
    }
    if stated.unique.as_ref().is_some_and(|unique| unique.value) {
        put("uniqueItems", json!(true));
    }
    match stated.patterns.as_slice() {
        [] => {}
        [one] => drop(put("pattern", json!(one.value.anchored()))),
        many => {
            let all: Vec<Value> = many.iter().map(|pattern| json!({ "pattern": pattern.value.anchored() })).collect();
            put("allOf", Value::Array(all));
        }
    }
    if let Some(list) = &stated.enumeration {
        enumeration(&list.value, out);
    }
    let mut put = |name: &str, value: Value| out.insert(name.to_owned(), value);
    if let Some(default) = &stated.default {
        put("default", default.value.clone());
    }
    if let Some(unit) = &stated.unit {
        put("x-unit", json!(unit.value));
    }
    if let Some(multiple) = &stated.multiple_of {
        put(if as_string { "x-multiple-of" } else { "multipleOf" }, Value::Number(multiple.value.clone()));
    }
    if stated.read_only.as_ref().is_some_and(|flag| flag.value) {
        put("readOnly", json!(true));
    }
    if stated.deprecated.as_ref().is_some_and(|flag| flag.value) {
        put("deprecated", json!(true));
    }
    if stated.reserved.as_ref().is_some_and(|flag| flag.value) {
        put("x-reserved", json!(true));
    }
    if !stated.conditions.is_empty() {
        let words: Vec<Value> = stated
            .conditions
            .iter()
            .map(|condition| {
                let mut entry = Map::new();
                entry.insert("words".into(), json!(condition.words));
                if condition.required {
                    entry.insert("required".into(), json!(true));
                }
                if let Some(when) = &condition.when {
                    entry.insert("when".into(), json!({ "field": when.field, "values": when.values }));
                }
                if style.origins {
                    entry.insert("origin".into(), origin(&condition.origin));
                }
                Value::Object(entry)
            })
            .collect();
        put("x-conditions", Value::Array(words));
    }
    nullable(stated, out);
}

/// `null` among the types, and among the values where those are listed.
fn nullable(stated: &Constraints, out: &mut Map<String, Value>) {
    if !stated.nullable.as_ref().is_some_and(|flag| flag.value) {
        return;
    }
    if let Some(Value::String(name)) = out.get("type").cloned() {
        out.insert("type".into(), json!([name, "null"]));
    }
    if let Some(Value::Array(values)) = out.get_mut("enum") {
        values.push(Value::Null);
    }
}

/// A closed list is an `enum`; an open one allows every other value of the type, too.
fn enumeration(list: &Enumeration, out: &mut Map<String, Value>) {
    let values: Vec<Value> = list.values().iter().map(|value| value.value.clone()).collect();
    let meanings: Map<String, Value> = list
        .values()
        .iter()
        .filter_map(|value| {
            let key = value.value.as_str().map_or_else(|| value.value.to_string(), str::to_owned);
            value.meaning.as_ref().map(|meaning| (key, json!(meaning)))
        })
        .collect();
    if list.is_open() {
        // The type as it is written: digits in a string are a string, and where none is stated every value is allowed.
        let other = out.get("type").map_or_else(|| json!({}), |name| json!({ "type": name }));
        out.insert("anyOf".into(), json!([{ "enum": values }, other]));
    } else {
        out.insert("enum".into(), Value::Array(values));
    }
    if !meanings.is_empty() {
        out.insert("x-enum-meanings".into(), Value::Object(meanings));
    }
}

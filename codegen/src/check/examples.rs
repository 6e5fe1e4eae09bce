//! An example against the schema of its body: types, required fields, and the constraints that can be told without a
//! validator (values, ranges, lengths, counts). Patterns are left to the conformance suite.

use serde_json::Value;

use crate::diagnostic::Code;
use crate::ir::{Api, Constraints, Direction, Example, ExampleContent, Kind, Operation, Required, Schema};
use crate::source::Origin;

/// One contradiction between an example and a table.
pub(super) struct Difference {
    pub(super) code: Code,
    /// Where in the example: names with dots, elements with `[]`.
    pub(super) path: String,
    pub(super) message: String,
    /// Where the table stands that says otherwise.
    pub(super) stated: Option<Origin>,
}

/// How an example differs from its schema. One difference of a kind a field, as lists repeat their elements.
pub(super) fn differences(api: &Api, operation: &Operation, example: &Example) -> Vec<Difference> {
    let ExampleContent::Json(value) = &example.content else { return Vec::new() };
    let body = match example.direction {
        Direction::Request => operation.request.as_ref(),
        Direction::Response => {
            let found = match example.status {
                Some(status) => operation.response(status),
                None => {
                    operation.responses.iter().find(|(status, _)| status.is_success()).map(|(_, response)| response)
                }
            };
            found.and_then(|response| response.body.as_ref())
        }
    };
    let Some(body) = body else { return Vec::new() };
    let mut comparing = Comparing { api, found: Vec::new() };
    comparing.value(&body.schema, value, "", 0);
    comparing.found
}

struct Comparing<'a> {
    api: &'a Api,
    found: Vec<Difference>,
}

impl Comparing<'_> {
    fn differ(&mut self, code: Code, path: &str, message: String, stated: Option<&Origin>) {
        let path = if path.is_empty() { "the body" } else { path };
        if !self.found.iter().any(|known| known.path == path && known.message == message) {
            self.found.push(Difference { code, path: path.to_owned(), message, stated: stated.cloned() });
        }
    }

    fn value(&mut self, schema: &Schema, value: &Value, path: &str, depth: usize) {
        const DEEPEST: usize = 64;
        if depth > DEEPEST {
            return;
        }
        let resolved = self.api.resolve(schema);
        let origin = schema.origin.as_ref().or(resolved.origin.as_ref());
        if value.is_null() {
            let allowed = schema.constraints.nullable.as_ref().is_some_and(|flag| flag.value);
            if !allowed && !matches!(resolved.kind, Kind::Any) {
                let message = format!("`null`, where the table says {}", resolved.kind.name());
                self.differ(Code::ExampleContradiction, path, message, origin);
            }
            return;
        }
        match (&resolved.kind, value) {
            (Kind::Object(object), Value::Object(entries)) => {
                for field in object.fields() {
                    let inner = if path.is_empty() { field.name.clone() } else { format!("{path}.{}", field.name) };
                    match entries.get(&field.name) {
                        Some(value) => self.value(&field.schema, value, &inner, depth + 1),
                        None if field.required == Required::Always => {
                            let message = "missing, and required by the table".to_owned();
                            self.differ(Code::ExampleContradiction, &inner, message, field.schema.origin.as_ref());
                        }
                        None => {}
                    }
                }
                if !object.is_open() {
                    for name in entries.keys().filter(|name| object.field(name).is_none()) {
                        let inner = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
                        self.differ(Code::ExampleUndocumented, &inner, "not in the table".to_owned(), origin);
                    }
                }
            }
            (Kind::Map { values, .. }, Value::Object(entries)) => {
                for entry in entries.values() {
                    self.value(values, entry, &format!("{path}.*"), depth + 1);
                }
            }
            (Kind::Array { items }, Value::Array(elements)) => {
                for element in elements {
                    self.value(items, element, &format!("{path}[]"), depth + 1);
                }
            }
            (kind, value) if !fits(kind, value) => {
                let message = format!("{}, where the table says {}", name_of(value), kind.name());
                self.differ(Code::ExampleContradiction, path, message, origin);
                return;
            }
            _ => {}
        }
        for message in violations(&schema.constraints, value) {
            self.differ(Code::ExampleContradiction, path, message, origin);
        }
    }
}

fn fits(kind: &Kind, value: &Value) -> bool {
    match (kind, value) {
        (Kind::Any, _)
        | (Kind::Boolean, Value::Bool(_))
        | (Kind::Number, Value::Number(_))
        | (Kind::String { .. }, Value::String(_))
        | (Kind::Array { .. }, Value::Array(_))
        | (Kind::Map { .. } | Kind::Object(_) | Kind::Ref { .. }, Value::Object(_)) => true,
        (Kind::Integer { as_string: true, .. }, Value::String(text)) => text.parse::<i64>().is_ok(),
        (Kind::Integer { .. }, Value::Number(number)) => number.is_i64() || number.is_u64(),
        _ => false,
    }
}

fn name_of(value: &Value) -> &'static str {
    match value {
        Value::Null => "`null`",
        Value::Bool(_) => "a boolean",
        Value::Number(_) => "a number",
        Value::String(_) => "a string",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    }
}

/// What of a value's constraints it violates.
fn violations(stated: &Constraints, value: &Value) -> Vec<String> {
    let mut found = Vec::new();
    if let Some(list) = &stated.enumeration
        && !list.value.is_open()
        && !list.value.contains(value)
    {
        found.push(format!("{value} is none of the values listed"));
    }
    if let (Some(range), Value::Number(number)) = (&stated.range, value)
        && !range.value.contains(number)
    {
        found.push(format!("{number} is outside the range stated"));
    }
    let outside = |count: crate::ir::Count, size: usize| {
        let size = size as u64;
        count.min().is_some_and(|min| size < min) || count.max().is_some_and(|max| size > max)
    };
    if let (Some(length), Value::String(text)) = (&stated.length, value) {
        let size = match length.value.unit {
            crate::ir::LengthUnit::Characters => text.chars().count(),
            crate::ir::LengthUnit::Bytes => text.len(),
        };
        if outside(length.value.count, size) {
            found.push(format!("{size} characters are outside the length stated"));
        }
    }
    let size = match value {
        Value::Array(elements) => Some(elements.len()),
        Value::Object(entries) => Some(entries.len()),
        _ => None,
    };
    if let (Some(count), Some(size)) = (&stated.count, size)
        && outside(count.value, size)
    {
        found.push(format!("{size} entries are outside the number stated"));
    }
    found
}

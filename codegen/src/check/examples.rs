//! Validates an example against the schema of its body: types, required fields, and all demands on values ([`validate`]).
//! The conformance suite checks the formats of texts.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use crate::diagnostic::Code;
use crate::fixup::Type;
use crate::ir::validate::{self, Broken};
use crate::ir::{Api, Constraints, Direction, Example, ExampleContent, Kind, LengthUnit, Object, Operation, Schema};
use crate::source::Origin;

/// One contradiction between an example and a table.
pub(super) struct Difference {
    pub(super) code: Code,
    /// The place in the example: names with dots, elements with `[]`.
    pub(super) path: String,
    pub(super) message: String,
    /// The origin of the contradicting table row.
    pub(super) stated: Option<Origin>,
}

/// The differences between an example and its schema. Each kind of difference is reported once per field, as lists
/// repeat their elements.
pub(super) fn differences(api: &Api, operation: &Operation, example: &Example) -> Vec<Difference> {
    let ExampleContent::Json(value) = &example.content else { return Vec::new() };
    let mut failure = None;
    let body = match example.direction {
        Direction::Request => operation.request.as_ref(),
        Direction::Response => {
            let found = match example.status {
                Some(status) => operation.response(status),
                None => {
                    operation.responses.iter().find(|(status, _)| status.is_success()).map(|(_, response)| response)
                }
            };
            failure =
                found.and_then(|response| response.failure.as_ref()).filter(|failure| failure.matches_body(value));
            found.and_then(|response| response.body.as_ref())
        }
    };
    let Some(body) = body else { return Vec::new() };
    let mut comparing = Comparing { api, found: Vec::new(), known: BTreeSet::new() };
    match failure {
        Some(failure) => comparing.value(&failure.schema(api, &body.schema), value, "", 0),
        None => comparing.value(&body.schema, value, "", 0),
    }
    comparing.found
}

struct Comparing<'a> {
    api: &'a Api,
    found: Vec<Difference>,
    /// The differences by path and message: the elements of a list mostly have the same differences.
    known: BTreeSet<(String, String)>,
}

impl Comparing<'_> {
    fn differ(&mut self, code: Code, path: &str, message: String, stated: Option<&Origin>) {
        let path = if path.is_empty() { "the body" } else { path };
        if self.known.insert((path.to_owned(), message.clone())) {
            self.found.push(Difference { code, path: path.to_owned(), message, stated: stated.cloned() });
        }
    }

    fn object(&mut self, object: &Object, value: &Value, path: &str, depth: usize, origin: Option<&Origin>) {
        let stated = |name: &str| object.field(name).and_then(|field| field.schema.origin.as_ref());
        for field in object.fields() {
            if let Some(inner) = value.get(&field.name) {
                self.value(&field.schema, inner, &inside(path, &field.name), depth + 1);
            }
        }
        for (name, when) in validate::absent(object, value) {
            let message = match when {
                None => "missing, and required by the table".to_owned(),
                Some(when) if when.values.is_empty() => {
                    format!("missing, and required where `{}` is given", when.field)
                }
                Some(when) => {
                    let values: Vec<String> = when.values.iter().map(ToString::to_string).collect();
                    format!("missing, and required where `{}` is {}", when.field, values.join(" or "))
                }
            };
            self.differ(Code::ExampleContradiction, &inside(path, name), message, stated(name));
        }
        if let Some(given) = validate::excluded(object, value) {
            let message = format!("given together, of which at most one may be: {}", given.join(", "));
            self.differ(Code::ExampleContradiction, path, message, stated(given[0]));
        }
        if !object.is_open() {
            let unknown = value.as_object().into_iter().flat_map(Map::keys).filter(|name| object.field(name).is_none());
            for name in unknown {
                self.differ(Code::ExampleUndocumented, &inside(path, name), "not in the table".to_owned(), origin);
            }
        }
    }

    fn unlike(&mut self, value: &Value, kind: &Kind, path: &str, origin: Option<&Origin>) {
        let wanted = match kind {
            Kind::Union { .. } => Type::of(kind).to_string(),
            kind => kind.name().to_owned(),
        };
        let message = format!("{}, where the table says {wanted}", name_of(value));
        self.differ(Code::ExampleContradiction, path, message, origin);
    }

    fn value(&mut self, schema: &Schema, value: &Value, path: &str, depth: usize) {
        const DEEPEST: usize = 64;
        if depth > DEEPEST {
            return;
        }
        let resolved = self.api.resolve(schema);
        let origin = schema.origin.as_ref().or(resolved.origin.as_ref());
        if value.is_null() {
            if !validate::null(self.api, schema) {
                let message = format!("`null`, where the table says {}", resolved.kind.name());
                self.differ(Code::ExampleContradiction, path, message, origin);
            }
            return;
        }
        match (&resolved.kind, value) {
            (Kind::Object(object), Value::Object(_)) => self.object(object, value, path, depth, origin),
            (Kind::Map { keys, values }, Value::Object(entries)) => {
                let path = format!("{path}.*");
                for (key, entry) in entries {
                    let key = Value::from(key.as_str());
                    for broken in validate::broken(&Kind::string(), keys, &key) {
                        let message = format!("the key: {}", words(keys, &key, &broken));
                        self.differ(Code::ExampleContradiction, &path, message, origin);
                    }
                    self.value(values, entry, &path, depth + 1);
                }
            }
            (Kind::Array { items }, Value::Array(elements)) => {
                for element in elements {
                    self.value(items, element, &format!("{path}[]"), depth + 1);
                }
            }
            (Kind::Union { members }, value) if !members.iter().any(|it| validate::accepts(self.api, it, value)) => {
                match members.iter().find(|member| validate::is_kind(&self.api.resolve(member).kind, value)) {
                    Some(member) => self.value(member, value, path, depth + 1),
                    None => self.unlike(value, &resolved.kind, path, origin),
                }
                return;
            }
            (kind, value) if !validate::is_kind(kind, value) => {
                self.unlike(value, kind, path, origin);
                return;
            }
            _ => {}
        }
        let behind = (!std::ptr::eq(resolved, schema)).then_some(&resolved.constraints);
        for stated in std::iter::once(&schema.constraints).chain(behind) {
            for broken in validate::broken(&resolved.kind, stated, value) {
                self.differ(Code::ExampleContradiction, path, words(stated, value, &broken), origin);
            }
        }
    }
}

/// The path of a member.
fn inside(path: &str, name: &str) -> String {
    if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") }
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

/// A demand that a value violates, in words.
fn words(stated: &Constraints, value: &Value, broken: &Broken) -> String {
    match broken {
        Broken::Values => format!("{value} is none of the values listed"),
        Broken::Range => format!("{value} is outside the range stated"),
        Broken::Multiple => {
            let step = stated.multiple_of.as_ref().map(|step| step.value.to_string()).unwrap_or_default();
            format!("{value} is no multiple of {step}")
        }
        Broken::Length(long) => {
            let unit = stated.length.as_ref().map_or(LengthUnit::Characters, |length| length.value.unit);
            let unit = if unit == LengthUnit::Bytes { "bytes" } else { "characters" };
            format!("{long} {unit} are outside the length stated")
        }
        Broken::Pattern(at) => format!("{value} does not match `{}`", stated.patterns[*at].value.ecma),
        Broken::Count(size) => format!("{size} entries are outside the number stated"),
        Broken::Unique => "two elements are equal".to_owned(),
    }
}

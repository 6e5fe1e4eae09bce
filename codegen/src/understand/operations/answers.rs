//! Bodies that only examples show: of responses and of requests.
//!
//! All examples of a status, or of the request, are merged: a common type is the type, a `null` beside it makes it
//! nullable, a field that one of them lacks is optional, and where they disagree any value is allowed. Everything is
//! marked as inferred. An example is not a constraint: it makes no field required and excludes no value. A body that a
//! table describes is not changed, except for the elements of arrays that no table describes.

use std::collections::{BTreeMap, BTreeSet};

use indexmap::IndexMap;
use serde_json::{Map, Value};

use crate::ir::{
    Body, Direction, Example, ExampleContent, Field, Inferred, Kind, Object, Operation, Required, Response, Schema,
    Sourced, Status,
};
use crate::source::Origin;

use super::JSON;
use super::responses::succeeding;
use crate::understand::draft::{DraftRef, DraftSchema};
use crate::understand::shown::objects;

/// The rule of a value that may be null, as `explain` names it.
const RULE: &str = "shown-null";

/// Gives bodies to responses that no table describes. Where the page gives no status of success, and no example shows
/// one, the class of successes stands for it.
pub(super) fn answers(responses: &mut BTreeMap<Status, Response<DraftRef>>, examples: &[Example], empty: bool) {
    let listed: Vec<Status> = responses.keys().copied().collect();
    let mut shown: BTreeMap<Status, Vec<(&Value, &Origin)>> = BTreeMap::new();
    for example in examples.iter().filter(|example| example.direction == Direction::Response) {
        let ExampleContent::Json(value) = &example.content else { continue };
        let (statuses, _) = match example.status {
            Some(status) => (vec![status], None),
            None if empty => continue,
            None => succeeding(&listed),
        };
        for status in statuses {
            shown.entry(status).or_default().push((value, &example.origin));
        }
    }
    for (status, shown) in shown {
        let described_by_class = |code: u16| listed.contains(&Status::Class(u8::try_from(code / 100).unwrap_or(0)));
        if matches!(status, Status::Code(code) if !listed.contains(&status) && described_by_class(code)) {
            continue;
        }
        let origin = shown[0].1;
        let response = responses.entry(status).or_insert_with(|| Response {
            description: None,
            headers: Vec::new(),
            body: None,
            failure: None,
            inferred: Some(Inferred::ExamplesAlone),
            origin: origin.clone(),
        });
        if response.body.is_none() {
            let mut seen = Seen::default();
            for (value, _) in shown {
                seen.add(value);
            }
            response.body = Some(Body { media_type: JSON.to_owned(), schema: seen.schema(origin) });
        }
    }
}

/// The body of a request that the page shows only in examples. An example with a parameter's name in it shows the
/// parameters, not a body.
pub(super) fn request(examples: &[Example], known: &BTreeSet<&str>) -> Option<Body<DraftRef>> {
    let sent = examples.iter().filter(|example| example.direction == Direction::Request);
    let shown: Vec<(&Value, &Example)> = sent
        .filter_map(|example| match &example.content {
            ExampleContent::Json(value) if value.is_object() || value.is_array() => Some((value, example)),
            _ => None,
        })
        .collect();
    let (_, first) = shown.first()?;
    let names_known =
        |value: &Value| objects(value).any(|entries| entries.keys().any(|key| known.contains(key.as_str())));
    if shown.iter().any(|(value, _)| names_known(value) || value.as_object().is_some_and(Map::is_empty)) {
        return None;
    }
    let mut seen = Seen::default();
    for (value, _) in &shown {
        seen.add(value);
    }
    let stated = first.headers.iter().find(|(name, _)| name.eq_ignore_ascii_case("content-type"));
    let media_type = stated.map_or(JSON, |(_, value)| value.split(';').next().unwrap_or(value).trim());
    Some(Body { media_type: media_type.to_owned(), schema: seen.schema(&first.origin) })
}

/// Gives elements to the arrays of an operation's responses that tables describe.
pub(in crate::understand) fn lists_by_examples(operation: &mut Operation<DraftRef>) {
    let statuses: Vec<Status> = operation.responses.keys().copied().collect();
    for status in statuses {
        let shown: Vec<(Value, Origin)> = operation
            .response_examples(status)
            .filter_map(|example| match &example.content {
                ExampleContent::Json(value) => Some((value.clone(), example.origin.clone())),
                _ => None,
            })
            .collect();
        let Some((_, origin)) = shown.first() else { continue };
        let values: Vec<&Value> = shown.iter().map(|(value, _)| value).collect();
        let body = operation.responses.get_mut(&status).and_then(|response| response.body.as_mut());
        if let Some(body) = body {
            elements(&mut body.schema, &values, origin);
        }
    }
}

/// Gives elements to the arrays of a body that tables describe, where no table describes the elements. Objects are left
/// unchanged: their keys may be arbitrary.
fn elements(schema: &mut DraftSchema, shown: &[&Value], origin: &Origin) {
    match &mut schema.kind {
        Kind::Array { items } => {
            let inner: Vec<&Value> = shown.iter().filter_map(|value| value.as_array()).flatten().collect();
            let open = match &items.kind {
                Kind::Any => true,
                Kind::Object(object) => object.fields().is_empty(),
                _ => false,
            };
            if !open || inner.is_empty() {
                elements(items, &inner, origin);
                return;
            }
            let mut seen = Seen::default();
            for value in inner {
                seen.add(value);
            }
            let found = seen.schema(origin);
            if !matches!(found.kind, Kind::Any) {
                items.kind = found.kind;
                items.inferred = found.inferred;
            }
        }
        Kind::Object(object) => {
            let entries: Vec<_> = shown.iter().filter_map(|value| value.as_object()).collect();
            for (name, _, inner) in object.fields_mut() {
                let values: Vec<&Value> = entries.iter().filter_map(|entries| entries.get(name)).collect();
                if !values.is_empty() {
                    elements(inner, &values, origin);
                }
            }
        }
        _ => {}
    }
}

/// What examples show at one place.
#[derive(Default)]
struct Seen<'v> {
    /// The number of values.
    values: usize,
    null: bool,
    boolean: bool,
    integer: bool,
    number: bool,
    string: bool,
    array: bool,
    items: Option<Box<Seen<'v>>>,
    /// The number of objects.
    objects: usize,
    fields: IndexMap<&'v str, Seen<'v>>,
}

impl<'v> Seen<'v> {
    fn add(&mut self, value: &'v Value) {
        self.values += 1;
        match value {
            Value::Null => self.null = true,
            Value::Bool(_) => self.boolean = true,
            Value::Number(number) if number.is_f64() => self.number = true,
            Value::Number(_) => self.integer = true,
            Value::String(_) => self.string = true,
            Value::Array(elements) => {
                self.array = true;
                for element in elements {
                    self.items.get_or_insert_default().add(element);
                }
            }
            Value::Object(entries) => {
                self.objects += 1;
                for (name, value) in entries {
                    self.fields.entry(name).or_default().add(value);
                }
            }
        }
    }

    fn schema(self, origin: &Origin) -> DraftSchema {
        let nullable = self.null;
        let mut schema = Schema::of(self.kind(origin));
        if nullable && !matches!(schema.kind, Kind::Any) {
            let origin = origin.clone();
            schema.constraints.nullable = Some(Box::new(Sourced { value: true, origin, rule: RULE.to_owned() }));
        }
        schema.inferred = vec![Inferred::ExamplesAlone];
        schema.origin = Some(origin.clone());
        schema
    }

    /// The common kind of all values; `Any` where there are several.
    fn kind(self, origin: &Origin) -> Kind<DraftRef> {
        let kinds = [self.boolean, self.integer || self.number, self.string, self.array, self.objects > 0];
        if kinds.into_iter().filter(|seen| *seen).count() != 1 {
            return Kind::Any;
        }
        if self.boolean {
            return Kind::Boolean;
        }
        if self.integer || self.number {
            return if self.number { Kind::Number } else { Kind::integer() };
        }
        if self.string {
            return Kind::string();
        }
        if self.array {
            // An array that is always empty may contain anything.
            return Kind::array(self.items.unwrap_or_default().schema(origin));
        }
        let objects = self.objects;
        let mut object = Object::open();
        for (name, seen) in self.fields {
            let required = if seen.values < objects { Required::Optional } else { Required::Unstated };
            object.add(Field { name: name.to_owned(), required, schema: seen.schema(origin) });
        }
        Kind::Object(object)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn of(values: &[Value]) -> DraftSchema {
        let mut seen = Seen::default();
        for value in values {
            seen.add(value);
        }
        seen.schema(&Origin { page: "p".into(), line: 1, column: 1 })
    }

    /// A schema on one line: `?` for what may be null, `-` for an optional field.
    fn show(schema: &DraftSchema) -> String {
        let text = match &schema.kind {
            Kind::Array { items } => format!("[{}]", show(items)),
            Kind::Object(object) => {
                let fields = object.fields().iter().map(|field| {
                    assert_ne!(field.required, Required::Always, "an example demands nothing");
                    let mark = if field.required == Required::Optional { "-" } else { "" };
                    format!("{}{mark}: {}", field.name, show(&field.schema))
                });
                format!("{{{}}}", fields.collect::<Vec<_>>().join(", "))
            }
            kind => kind.name().to_owned(),
        };
        assert_eq!(schema.inferred, [Inferred::ExamplesAlone]);
        if schema.constraints.nullable.is_some() { format!("?{text}") } else { text }
    }

    #[test]
    fn all_examples_are_validated_together() {
        let shown = [json!({"a": 1, "b": null, "c": [{"d": "x"}, {"d": "y", "e": true}]}), json!({"a": 2.5, "b": "z"})];
        assert_eq!(show(&of(&shown)), "{a: number, b: ?string, c-: [{d: string, e-: boolean}]}");
    }

    #[test]
    fn where_examples_disagree_any_value_is_taken() {
        assert_eq!(show(&of(&[json!([1, "a"]), json!([])])), "[any]");
        assert_eq!(show(&of(&[json!({"a": [], "b": null})])), "{a: [any], b: any}");
        assert_eq!(show(&of(&[json!({"a": {}}), json!({"a": []})])), "{a: any}");
    }
}

//! What a type's word leaves open, settled by the page's own examples.
//!
//! Three things only, and all say that they were inferred: a word that stands for an object as well as for a list (where no
//! example shows the field, its description may call it a list), a body whose table lists the fields of what the example
//! shows to be the elements of a list, and a table that lists the fields of all levels one under the other ([`nesting`]).
//! An example never changes what a table states; where it contradicts one, [`crate::check`] says so.

mod nesting;

use serde_json::{Map, Value};

use crate::ir::{Direction, ExampleContent, Kind, Operation, Schema};

use super::{Definition, DraftRef, DraftSchema};
use crate::text::fold;

/// What is noted of a field whose type's word stands for an object as well as for a list, until an example tells.
pub(super) const EITHER: &str = "the type's word stands for an object as well as for a list of them";

/// Settles what is open in the operations of a page.
pub(super) fn settle(
    operations: &mut [Operation<DraftRef>],
    definitions: &mut [Definition],
    list_descriptions: &[String],
) {
    for operation in operations.iter_mut() {
        let examples = operation.examples.clone();
        let shown = |direction: Direction, success: Option<bool>| -> Vec<&Value> {
            examples
                .iter()
                .filter(|example| example.direction == direction)
                .filter(|example| match (success, example.status) {
                    (Some(wanted), Some(status)) => status.is_success() == wanted,
                    (Some(wanted), None) => wanted,
                    (None, _) => true,
                })
                .filter_map(|example| match &example.content {
                    ExampleContent::Json(value) => Some(value),
                    _ => None,
                })
                .collect()
        };
        let mut settling = Settling { definitions: &mut *definitions, trail: Vec::new() };
        if let Some(body) = &mut operation.request {
            settling.body(&mut body.schema, &shown(Direction::Request, None));
        }
        for (status, response) in &mut operation.responses {
            if let Some(body) = &mut response.body {
                settling.body(&mut body.schema, &shown(Direction::Response, Some(status.is_success())));
            }
        }
    }
    for operation in operations {
        operation.request.iter_mut().for_each(|body| by_description(&mut body.schema, list_descriptions));
        for response in operation.responses.values_mut() {
            response.body.iter_mut().for_each(|body| by_description(&mut body.schema, list_descriptions));
        }
    }
    for definition in definitions {
        by_description(&mut definition.schema, list_descriptions);
    }
}

/// Makes lists of the fields that no example settled and that their descriptions call lists.
fn by_description(schema: &mut DraftSchema, words: &[String]) {
    match &mut schema.kind {
        Kind::Array { items } => by_description(items, words),
        Kind::Map { values, .. } => by_description(values, words),
        Kind::Object(object) => object.fields_mut().for_each(|(.., inner)| by_description(inner, words)),
        _ => {}
    }
    let open = schema.inferred.as_deref() == Some(EITHER) && !matches!(schema.kind, Kind::Array { .. });
    let first = |text: &str| fold(text.split(['。', '，', '\n', '；', '.', ',', ';']).next().unwrap_or(text));
    let called = |text: &String| words.iter().any(|word| first(text).ends_with(word.as_str()));
    if open && schema.description.as_ref().is_some_and(called) {
        let element = Schema::of(std::mem::replace(&mut schema.kind, Kind::Any));
        schema.kind = Kind::array(element);
        schema.inferred = Some(format!("{EITHER}; its description calls it a list"));
    }
}

struct Settling<'d> {
    definitions: &'d mut [Definition],
    /// The definitions that are being visited, against recursion.
    trail: Vec<usize>,
}

impl Settling<'_> {
    fn body(&mut self, schema: &mut DraftSchema, examples: &[&Value]) {
        if lists_elements(schema, examples) {
            let element = std::mem::replace(schema, Schema::any());
            let origin = element.origin.clone();
            *schema = Schema {
                inferred: Some("the page's example shows a list, and its table the fields of an element".into()),
                origin,
                ..Schema::of(Kind::array(element))
            };
        }
        for example in examples {
            self.schema(schema, example);
        }
        nesting::settle(schema, self.definitions, &mut self.trail, examples);
    }

    fn schema(&mut self, schema: &mut DraftSchema, value: &Value) {
        if schema.inferred.as_deref() == Some(EITHER) {
            match value {
                Value::Array(_) => {
                    let element = Schema::of(std::mem::replace(&mut schema.kind, Kind::Any));
                    schema.kind = Kind::array(element);
                    schema.inferred = Some(format!("{EITHER}; the page's example shows a list"));
                }
                Value::Object(_) => schema.inferred = Some(format!("{EITHER}; the page's example shows an object")),
                _ => {}
            }
        }
        match (&mut schema.kind, value) {
            (Kind::Array { items }, Value::Array(elements)) => {
                for value in elements {
                    self.schema(items, value);
                }
            }
            (Kind::Map { values, .. }, Value::Object(entries)) => {
                for value in entries.values() {
                    self.schema(values, value);
                }
            }
            (Kind::Object(object), Value::Object(entries)) => {
                for (name, _, schema) in object.fields_mut() {
                    if let Some(value) = entries.get(name) {
                        self.schema(schema, value);
                    }
                }
            }
            (Kind::Ref { target: DraftRef::Local(index) }, value) => {
                let index = *index;
                if !self.trail.contains(&index) {
                    self.trail.push(index);
                    let mut inner = std::mem::replace(&mut self.definitions[index].schema, Schema::any());
                    self.schema(&mut inner, value);
                    self.definitions[index].schema = inner;
                    self.trail.pop();
                }
            }
            _ => {}
        }
    }
}

/// The objects that a value is, or has in its list.
pub(super) fn objects(value: &Value) -> impl Iterator<Item = &Map<String, Value>> {
    let elements = match value {
        Value::Array(elements) => elements.as_slice(),
        other => std::slice::from_ref(other),
    };
    elements.iter().filter_map(Value::as_object)
}

/// Whether all examples of a body show lists of objects that have the fields that the body's table lists.
fn lists_elements(schema: &DraftSchema, examples: &[&Value]) -> bool {
    let Kind::Object(object) = &schema.kind else { return false };
    let fits = |element: &Value| match element {
        Value::Object(entries) => {
            let known = entries.keys().filter(|name| object.field(name).is_some()).count();
            known > 0 && known * 2 >= entries.len()
        }
        _ => false,
    };
    !examples.is_empty()
        && examples.iter().all(|example| match example {
            Value::Array(elements) => !elements.is_empty() && elements.iter().all(fits),
            _ => false,
        })
}

//! Settles what a type's word leaves open by the page's own examples.
//!
//! There are only three cases, and all are marked as inferred: a word that is used for an object as well as for a list
//! (where no example shows the field, its description may call it a list), a body whose table lists the fields of what
//! the example shows as the elements of a list, and a table that lists the fields of all levels one after the other
//! ([`nesting`]). An example never changes what a table states; where it contradicts one, [`crate::check`] reports it.

mod nesting;
mod wrapped;

use serde_json::Value;

pub(crate) use wrapped::Wrapped;

use super::Visited;
use crate::ir::{Direction, Example, ExampleContent, Inferred, Kind, Operation, Schema, Settled};
use crate::text::fold;
use crate::understand::draft::{DraftRef, DraftSchema, Structures};
use crate::understand::ids::StructureId;

/// Settles what is open in the operations of a page. `list_descriptions` are the words by which a description calls its
/// field a list.
pub(in crate::understand) fn settle(
    operations: Vec<Operation<DraftRef>>,
    structures: Structures,
    list_descriptions: &[String],
    wrapped: &Wrapped,
) -> (Vec<Operation<DraftRef>>, Structures) {
    let mut settling = Settling { visited: Visited::new(structures), wrapped };
    let mut operations: Vec<_> = operations.into_iter().map(|operation| settling.operation(operation)).collect();
    let mut structures = settling.visited.structures;
    for operation in &mut operations {
        let bodies = operation.responses.values_mut().filter_map(|response| response.body.as_mut());
        operation.request.iter_mut().chain(bodies).for_each(|body| by_description(&mut body.schema, list_descriptions));
    }
    structures.iter_mut().for_each(|(_, definition)| by_description(&mut definition.schema, list_descriptions));
    (operations, structures)
}

/// The percentage of a table's other fields that a body of another operation has to show to match the table. What the
/// same operation sends or returns has to show only one.
const MOST: usize = 50;

/// The values that examples show for a direction, and for success or failure if that is given.
fn shown(examples: &[Example], direction: Direction, success: Option<bool>) -> Vec<&Value> {
    examples
        .iter()
        .filter(|example| example.direction == direction)
        .filter(|example| success.is_none_or(|wanted| example.status.map_or(wanted, |it| it.is_success() == wanted)))
        .filter_map(|example| match &example.content {
            ExampleContent::Json(value) => Some(value),
            _ => None,
        })
        .collect()
}

/// Makes arrays of the fields that no example settled and that their descriptions call lists.
fn by_description(schema: &mut DraftSchema, words: &[String]) {
    match &mut schema.kind {
        Kind::Array { items } => by_description(items, words),
        Kind::Map { values, .. } => by_description(values, words),
        Kind::Union { members } => members.iter_mut().for_each(|member| by_description(member, words)),
        Kind::Object(object) => object.fields_mut().for_each(|(.., inner)| by_description(inner, words)),
        _ => {}
    }
    let first = |text: &str| fold(text.split(['。', '，', '\n', '；', '.', ',', ';']).next().unwrap_or(text));
    let called = |text: &String| words.iter().any(|word| first(text).ends_with(word.as_str()));
    let open = Inferred::ObjectOrList(Settled::Open);
    if schema.inferred.contains(&open) && schema.description.as_ref().is_some_and(called) {
        make_list(schema);
        decide(schema, Settled::Description);
    }
}

/// Records what settled whether a value is an object or a list.
fn decide(schema: &mut DraftSchema, by: Settled) {
    for inferred in &mut schema.inferred {
        if *inferred == Inferred::ObjectOrList(Settled::Open) {
            *inferred = Inferred::ObjectOrList(by);
        }
    }
}

fn make_list(schema: &mut DraftSchema) {
    if matches!(schema.kind, Kind::Array { .. }) {
        return;
    }
    let element = Schema::of(std::mem::replace(&mut schema.kind, Kind::Any));
    schema.kind = Kind::array(element);
}

struct Settling<'p> {
    visited: Visited,
    /// What the examples of all operations of the page show.
    wrapped: &'p Wrapped,
}

impl Settling<'_> {
    fn operation(&mut self, mut operation: Operation<DraftRef>) -> Operation<DraftRef> {
        let (sent, received) = (
            shown(&operation.examples, Direction::Request, None),
            shown(&operation.examples, Direction::Response, Some(true)),
        );
        if let Some(body) = &mut operation.request {
            self.body(&mut body.schema, &sent, &received);
        }
        for (status, response) in &mut operation.responses {
            if let Some(body) = &mut response.body {
                let shown = shown(&operation.examples, Direction::Response, Some(status.is_success()));
                self.body(&mut body.schema, &shown, if status.is_success() { &sent } else { &[] });
            }
        }
        operation
    }

    /// Settles a body. If no example shows it, examples of other operations or of the opposite direction may: the same
    /// thing is sent and returned under the same name.
    fn body(&mut self, schema: &mut DraftSchema, examples: &[&Value], back: &[&Value]) {
        if lists_elements(schema, examples) {
            let element = std::mem::replace(schema, Schema::any());
            let origin = element.origin.clone();
            *schema = Schema { inferred: vec![Inferred::ListOfElements], origin, ..Schema::of(Kind::array(element)) };
        }
        for example in examples {
            self.schema(schema, example);
        }
        if examples.is_empty() {
            let back = Wrapped::of_bodies(back.iter().copied());
            let mut likely = self.wrapped.like(schema, MOST);
            if likely.is_empty() {
                likely = back.like(schema, 0);
            }
            nesting::settle(schema, &mut self.visited, &likely);
        } else {
            nesting::settle(schema, &mut self.visited, examples);
        }
    }

    fn structure(&mut self, id: StructureId, value: &Value) {
        if let Some(mut schema) = self.visited.open(id) {
            self.schema(&mut schema, value);
            self.visited.close(id, schema);
        }
    }

    fn schema(&mut self, schema: &mut DraftSchema, value: &Value) {
        if schema.inferred.contains(&Inferred::ObjectOrList(Settled::Open)) {
            match value {
                Value::Array(_) => {
                    make_list(schema);
                    decide(schema, Settled::ExampleList);
                }
                Value::Object(_) => decide(schema, Settled::ExampleObject),
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
            (Kind::Ref { target: DraftRef::Local(id) }, value) => self.structure(*id, value),
            _ => {}
        }
    }
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

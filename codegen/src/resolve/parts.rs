//! Parts of structures: "partial lamp object". A part has fields of the structure, all of them optional.
//!
//! No page states in words which fields a part has. Where examples show it, in the section of the structure that
//! contains it or below the operation, it has the fields that they show, and the contract marks this as inferred.
//! Otherwise it has all fields.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::links::{Pages, Place};
use crate::ir::{Direction, ExampleContent, Inferred, Kind, Operation, Required, Status};
use crate::understand::{Definition, DraftRef, DraftSchema, PageDraft, StructureId};

/// The names of the fields that examples show.
pub(super) type Shown = BTreeSet<String>;

/// The parts that were made.
#[derive(Default)]
pub(super) struct Parts(BTreeMap<(Place, Shown), StructureId>);

impl Parts {
    /// The structure that is a part of another; it is made if it does not exist yet.
    pub(super) fn of(&mut self, place: Place, shown: &Shown, pages: &mut Pages) -> StructureId {
        if let Some(&known) = self.0.get(&(place, shown.clone())) {
            return known;
        }
        let part = part(&pages.drafts[place.0].definitions[place.1], shown);
        let id = pages.drafts[place.0].definitions.push(part);
        self.0.insert((place, shown.clone()), id);
        id
    }
}

fn part(whole: &Definition, shown: &Shown) -> Definition {
    let mut part = Definition {
        names: whole.names.iter().map(|name| format!("partial {name}")).collect(),
        anchors: Vec::new(),
        shown: Vec::new(),
        ..whole.clone()
    };
    let Kind::Object(object) = &mut part.schema.kind else { return part };
    let known = object.fields().iter().filter(|field| shown.contains(&field.name)).count();
    // An example of something else shows none of the fields.
    if known > 0 && known < object.fields().len() {
        object.retain(|name| shown.contains(name));
        part.schema.inferred.push(Inferred::PartByExample);
    }
    for (_, required, schema) in object.fields_mut() {
        *required = Required::Optional;
        schema.inferred.retain(|inferred| *inferred != Inferred::Unmarked);
    }
    part
}

/// The fields that examples show of each part that a page refers to.
pub(super) fn shown(draft: &PageDraft) -> BTreeMap<&DraftRef, Shown> {
    let mut shown = BTreeMap::new();
    for (_, definition) in draft.definitions.iter() {
        see(&definition.schema, &definition.shown.iter().collect::<Vec<_>>(), &mut shown);
    }
    for operation in &draft.operations {
        for (status, response) in &operation.responses {
            if let Some(body) = &response.body {
                let examples = operation.response_examples(*status);
                let values: Vec<&Value> = examples.filter_map(|example| json(&example.content)).collect();
                see(&body.schema, &values, &mut shown);
            }
        }
    }
    shown
}

/// The fields that the examples of an operation's responses show.
pub(super) fn answered(operation: &Operation<DraftRef>) -> Shown {
    let answers = operation
        .examples
        .iter()
        .filter(|example| example.direction == Direction::Response && example.status.is_none_or(Status::is_success));
    answers.filter_map(|example| json(&example.content)).flat_map(fields).collect()
}

fn json(content: &ExampleContent) -> Option<&Value> {
    match content {
        ExampleContent::Json(value) => Some(value),
        _ => None,
    }
}

/// The names of the fields of an object, or of the objects of a list.
fn fields(value: &Value) -> Vec<String> {
    match value {
        Value::Object(entries) => entries.keys().cloned().collect(),
        Value::Array(elements) => elements.iter().flat_map(fields).collect(),
        _ => Vec::new(),
    }
}

/// Walks a schema together with the values shown for it.
fn see<'d>(schema: &'d DraftSchema, values: &[&Value], shown: &mut BTreeMap<&'d DraftRef, Shown>) {
    if values.is_empty() {
        return;
    }
    match &schema.kind {
        Kind::Object(object) => {
            for field in object.fields() {
                let inner: Vec<&Value> = values.iter().filter_map(|value| value.get(&field.name)).collect();
                see(&field.schema, &inner, shown);
            }
        }
        Kind::Array { items } => {
            let inner: Vec<&Value> = values.iter().filter_map(|value| value.as_array()).flatten().collect();
            see(items, &inner, shown);
        }
        Kind::Union { members } => members.iter().for_each(|member| see(member, values, shown)),
        Kind::Ref { target: target @ (DraftRef::Part(_) | DraftRef::Link { partial: true, .. }) } => {
            let names = values.iter().flat_map(|value| fields(value));
            shown.entry(target).or_default().extend(names);
        }
        _ => {}
    }
}

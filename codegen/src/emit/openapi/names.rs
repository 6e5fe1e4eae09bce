//! Names of bodies: every body that is a structure of its own is a component, since many generators make types only
//! from components. Its name is made from the operation's id, so that it is as stable as that.
//!
//! Responses of one operation that differ only in their origins are one component: a generator that supports one error
//! type per operation can't use one per status.

use std::cell::OnceCell;
use std::collections::BTreeMap;

use heck::ToUpperCamelCase;
use serde_json::Value;

use crate::emit::schema_object::{self, Style};
use crate::ir::{Api, Body, Kind, Operation, Schema, Status};
use crate::naming;

/// A body of an operation: of its request or of a response.
pub(super) type Slot = Option<Status>;

/// The names of bodies, by the operation's id.
pub(super) struct Names<'a> {
    names: BTreeMap<&'a str, BTreeMap<Slot, String>>,
    /// The bodies that each name refers to.
    components: BTreeMap<String, &'a Schema>,
}

impl<'a> Names<'a> {
    pub(super) fn new(api: &'a Api) -> Self {
        let mut taken: naming::Taken = api.schemas.keys().map(ToString::to_string).collect();
        let mut names = Self { names: BTreeMap::new(), components: BTreeMap::new() };
        for operation in &api.operations {
            let id = operation.id.as_str();
            for (slots, schema) in components(api, operation) {
                let name = taken.take(&naming::owned(&id.to_upper_camel_case(), &what(&slots)));
                names.names.entry(id).or_default().extend(slots.into_iter().map(|slot| (slot, name.clone())));
                names.components.insert(name, schema);
            }
        }
        names
    }

    /// The name of a body; `None` where it is already a reference, or states nothing.
    pub(super) fn of(&self, operation: &Operation, slot: Slot) -> Option<&String> {
        self.names.get(operation.id.as_str())?.get(&slot)
    }

    /// All names with their bodies.
    pub(super) fn all(&self) -> impl Iterator<Item = (&String, &'a Schema)> {
        self.components.iter().map(|(name, schema)| (name, *schema))
    }
}

/// The last part of a name: `Request`, `Response200`; for several equal responses, `Response` or `Error`.
fn what(slots: &[Slot]) -> String {
    match slots {
        [None, ..] | [] => "Request".to_owned(),
        [Some(status)] => format!("Response{status}"),
        [Some(status), ..] => if status.is_success() { "Response" } else { "Error" }.to_owned(),
    }
}

/// The bodies of an operation that become components, each with all its uses.
fn components<'a>(api: &Api, operation: &'a Operation) -> Vec<(Vec<Slot>, &'a Schema)> {
    let plain = Style { origins: false, conditions: true, ..Style::default() };
    // Most operations have nothing to compare, and their bodies are not written for that.
    let shape = |schema: &Schema| schema_object::schema(api, schema, &plain);
    let mut found: Vec<(Vec<Slot>, &Schema, OnceCell<Value>)> = Vec::new();
    let success = |slot: Slot| slot.map(Status::is_success);
    for (slot, Body { schema, .. }) in bodies(operation) {
        if matches!(schema.kind, Kind::Ref { .. } | Kind::Any) {
            continue;
        }
        let own = OnceCell::new();
        let same = |(slots, known, its): &&mut (Vec<Slot>, &Schema, OnceCell<Value>)| {
            success(slots[0]) == success(slot) && its.get_or_init(|| shape(known)) == own.get_or_init(|| shape(schema))
        };
        match found.iter_mut().find(same) {
            Some((slots, ..)) => slots.push(slot),
            None => found.push((vec![slot], schema, own)),
        }
    }
    found.into_iter().map(|(slots, schema, _)| (slots, schema)).collect()
}

/// The bodies of an operation.
fn bodies(operation: &Operation) -> impl Iterator<Item = (Slot, &Body)> {
    let responses = operation.responses.iter();
    let responses = responses.filter_map(|(status, response)| Some((Some(*status), response.body.as_ref()?)));
    operation.request.iter().map(|body| (None, body)).chain(responses)
}

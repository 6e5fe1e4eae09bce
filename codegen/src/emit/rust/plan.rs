//! Which structures of a service become types, and what the types are called.
//!
//! Names come in two layers, so that they can be both short and stable:
//!
//! - A type is *defined* once for all equal structures of one label in the service. Its name is the label (`Resources`),
//!   with a suffix out of its own content where the service has different structures of that label. A structure that
//!   occurs in one place is named after the place (`CreateVersionRequestResources`).
//! - Every operation's module *calls* the types that the operation uses by names that depend on nothing but its own
//!   pages: [`View`]. A page that is added may change a suffix; it never changes what another operation's module offers.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use super::names;
use crate::ir::essence;
use crate::ir::{Api, Body, Direction, Kind, Operation, Parameter, Response, Schema, SchemaName, Status};
use crate::text::hash;

/// A structure or list of values: what label it is shared by, and what it is made of. The hash is there for names; two keys
/// are one only where the contents are equal.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Key {
    label: String,
    hash: u64,
    content: Rc<str>,
}

/// The names of a service's types.
#[derive(Debug, Default)]
pub(super) struct Plan {
    /// What each schema that becomes a type is, by its address.
    keys: BTreeMap<usize, Key>,
    /// The type of each.
    types: BTreeMap<Key, String>,
    /// The type of each shared structure.
    shared: BTreeMap<SchemaName, String>,
    /// What structures are made of.
    contents: BTreeSet<Rc<str>>,
    /// The names that places have, by key.
    places: BTreeMap<Key, BTreeSet<String>>,
}

/// What an operation's module calls the types it uses: the name there, and the type.
pub(super) type View = BTreeMap<String, String>;

/// Where a schema stands: what a type of it is called there, and by what label it is shared.
#[derive(Clone, Debug)]
pub(super) struct Place {
    /// The name of a type that only occurs here.
    pub(super) path: String,
    /// The name of a type that occurs elsewhere, too.
    pub(super) label: String,
}

impl Place {
    /// The place of a field inside.
    pub(super) fn field(&self, name: &str) -> Self {
        let label = names::type_(name);
        Self { path: format!("{}{label}", self.path), label }
    }

    /// The place of a request's body.
    pub(super) fn request(operation: &Operation) -> Self {
        let name = format!("{}Request", names::type_(operation.id.as_str()));
        Self { path: name.clone(), label: name }
    }

    /// The place of a response's body. Success is the operation's own; what a failure looks like is shared.
    pub(super) fn response(operation: &Operation, status: Status) -> Self {
        let base = names::type_(operation.id.as_str());
        let first =
            operation.responses.iter().find(|(status, response)| status.is_success() && response.body.is_some());
        if first.is_some_and(|(found, _)| *found == status) {
            let name = format!("{base}Response");
            return Self { path: name.clone(), label: name };
        }
        let path = match status {
            Status::Code(code) => format!("{base}Response{code}"),
            Status::Class(class) => format!("{base}Response{class}xx"),
        };
        let label = if status.is_success() { path.clone() } else { "ErrorBody".to_owned() };
        Self { path, label }
    }

    /// The place of a parameter.
    pub(super) fn parameter(operation: &Operation, parameter: &Parameter) -> Self {
        let base = names::type_(operation.id.as_str());
        let label = names::type_(&parameter.field.name);
        Self { path: format!("{base}{label}"), label }
    }
}

/// Whether a schema is a text whose values are listed.
pub(super) fn is_values(schema: &Schema) -> bool {
    matches!(schema.kind, Kind::String { .. })
        && schema
            .constraints
            .enumeration
            .as_ref()
            .is_some_and(|list| list.value.values().iter().all(|value| value.value.is_string()))
}

/// Whether a schema becomes a type of its own.
pub(super) fn is_type(schema: &Schema) -> bool {
    is_values(schema) || matches!(&schema.kind, Kind::Object(object) if !object.is_open())
}

/// Calls `visit` for each body and parameter of an operation.
pub(super) fn roots<'a>(operation: &'a Operation, visit: &mut impl FnMut(Place, &'a Schema, Option<Direction>)) {
    for parameter in &operation.parameters {
        visit(Place::parameter(operation, parameter), &parameter.field.schema, None);
    }
    if let Some(Body { schema, .. }) = &operation.request {
        visit(Place::request(operation), schema, Some(Direction::Request));
    }
    for (status, Response { body, .. }) in &operation.responses {
        if let Some(Body { schema, .. }) = body {
            visit(Place::response(operation, *status), schema, Some(Direction::Response));
        }
    }
}

impl Plan {
    /// The plan of a service. `reserved` are names that no type may have.
    pub(super) fn new(api: &Api, reserved: &BTreeSet<String>) -> Self {
        let mut plan = Self::default();
        for (name, schema) in &api.schemas {
            let path = names::type_(name.as_str());
            // The structure itself is named by the contract.
            plan.inside(schema, &Place { label: path.clone(), path });
        }
        for operation in &api.operations {
            roots(operation, &mut |place, schema, _| plan.collect(schema, &place));
        }
        plan.name(api, reserved);
        plan
    }

    /// The name of the type of a schema.
    pub(super) fn type_of(&self, schema: &Schema) -> Option<&str> {
        self.types.get(self.keys.get(&address(schema))?).map(String::as_str)
    }

    /// The name of the type of a shared structure.
    pub(super) fn shared(&self, name: &SchemaName) -> Option<&str> {
        self.shared.get(name).map(String::as_str)
    }

    fn collect(&mut self, schema: &Schema, place: &Place) {
        if is_type(schema) {
            let key = self.key(place.label.clone(), schema);
            self.places.entry(key.clone()).or_default().insert(place.path.clone());
            self.keys.insert(address(schema), key);
        }
        self.inside(schema, place);
    }

    /// The key of a structure. Equal contents are kept once.
    fn key(&mut self, label: String, schema: &Schema) -> Key {
        let content: Rc<str> = content(schema).into();
        let content = if let Some(known) = self.contents.get(&content) {
            Rc::clone(known)
        } else {
            self.contents.insert(Rc::clone(&content));
            content
        };
        Key { label, hash: hash(content.as_bytes()), content }
    }

    fn inside(&mut self, schema: &Schema, place: &Place) {
        match &schema.kind {
            Kind::Array { items } => self.collect(items, place),
            Kind::Map { values, .. } => self.collect(values, place),
            Kind::Object(object) => {
                for field in object.fields() {
                    self.collect(&field.schema, &place.field(&field.name));
                }
            }
            _ => {}
        }
    }

    fn name(&mut self, api: &Api, reserved: &BTreeSet<String>) {
        // What names each key would like: after its place where it has one place, else its label.
        let wishes: BTreeMap<&Key, String> = self
            .places
            .iter()
            .map(|(key, paths)| match paths.first() {
                Some(path) if paths.len() == 1 => (key, free(path)),
                _ => (key, free(&key.label)),
            })
            .collect();
        let mut rivals: BTreeMap<&str, usize> = BTreeMap::new();
        for wish in wishes.values() {
            *rivals.entry(wish).or_default() += 1;
        }
        let mut taken = reserved.clone();
        for name in api.schemas.keys() {
            let mut rust = free(&names::type_(name.as_str()));
            // What an operation is called is worth more than what a table is.
            if reserved.contains(&rust) || rivals.contains_key(rust.as_str()) {
                rust = format!("{rust}{}", names::type_(&names::suffix(name.as_str())));
            }
            taken.insert(rust.clone());
            self.shared.insert(name.clone(), rust);
        }
        let mut types = BTreeMap::new();
        for (key, wish) in &wishes {
            let mut rust = wish.clone();
            if rivals[wish.as_str()] > 1 || taken.contains(&rust) {
                rust = format!("{wish}X{:06x}", key.hash >> 40);
            }
            // Two hashes with the same first digits.
            while !taken.insert(rust.clone()) {
                rust = format!("{rust}X{:06x}", hash(rust.as_bytes()) >> 40);
            }
            types.insert((*key).clone(), rust);
        }
        self.types = types;
    }

    /// The names by which an operation's module calls what the operation uses.
    pub(super) fn view(&self, api: &Api, operation: &Operation) -> View {
        let base = names::type_(operation.id.as_str());
        let mut looking = Looking { plan: self, api, found: BTreeMap::new(), seen: BTreeSet::new() };
        roots(operation, &mut |place, schema, _| {
            let short = place.path.strip_prefix(&base).filter(|rest| !rest.is_empty()).unwrap_or(&place.path);
            looking.look(schema, &Place { path: short.to_owned(), label: short.to_owned() });
        });
        let mut view = View::new();
        for (name, types) in looking.found {
            let several = types.len() > 1;
            for (rust, content) in types {
                let mut name = if several { format!("{name}X{:06x}", content >> 40) } else { name.clone() };
                // Two hashes with the same first digits.
                while view.contains_key(&name) {
                    name = format!("{name}X{:06x}", hash(name.as_bytes()) >> 40);
                }
                view.insert(name, rust);
            }
        }
        view
    }
}

/// Looks up what an operation uses.
struct Looking<'a> {
    plan: &'a Plan,
    api: &'a Api,
    /// By name in the module: the types, each with a hash of its content.
    found: BTreeMap<String, BTreeMap<String, u64>>,
    seen: BTreeSet<&'a SchemaName>,
}

impl<'a> Looking<'a> {
    fn look(&mut self, schema: &'a Schema, place: &Place) {
        if let Some(rust) = self.plan.type_of(schema) {
            self.found.entry(place.path.clone()).or_default().insert(rust.to_owned(), hash(content(schema).as_bytes()));
        }
        match &schema.kind {
            Kind::Array { items } => self.look(items, place),
            Kind::Map { values, .. } => self.look(values, place),
            Kind::Object(object) => {
                for field in object.fields() {
                    self.look(&field.schema, &place.field(&field.name));
                }
            }
            Kind::Ref { target } => {
                let (Some(rust), Some((target, schema))) =
                    (self.plan.shared(target), self.api.schemas.get_key_value(target))
                else {
                    return;
                };
                if self.seen.insert(target) {
                    // The label without the suffix that tells it from others of the service.
                    let name = target.as_str();
                    let label = match name.rsplit_once('_') {
                        Some((label, suffix))
                            if [6, 16].contains(&suffix.len()) && suffix.chars().all(|c| c.is_ascii_hexdigit()) =>
                        {
                            label
                        }
                        _ => name,
                    };
                    let label = names::type_(label);
                    let content = hash(content(schema).as_bytes());
                    self.found.entry(label.clone()).or_default().insert(rust.to_owned(), content);
                    self.look(schema, &Place { path: label.clone(), label });
                }
            }
            _ => {}
        }
    }
}

/// A name that hides nothing that generated code says without a path.
fn free(name: &str) -> String {
    const USED: &[&str] = &["Box", "Default", "Err", "From", "Into", "None", "Ok", "Option", "Some", "String", "Vec"];
    if USED.contains(&name) { format!("{name}Type") } else { name.to_owned() }
}

fn address(schema: &Schema) -> usize {
    std::ptr::from_ref(schema) as usize
}

/// What makes a type: no words and places, nor what is demanded where the type is used.
fn content(schema: &Schema) -> String {
    match &schema.constraints.enumeration {
        Some(list) if is_values(schema) => essence::text(list, &["words"]),
        _ => essence::text(&schema.kind, &["words"]),
    }
}

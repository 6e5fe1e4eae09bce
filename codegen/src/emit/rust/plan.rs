//! Decides which structures of a service become types, and how the types are named.
//!
//! Every structure has a type. The contract names it, or it is named after its place (`CreateVersionRequestResources`);
//! nothing else affects the name ([`crate::naming`] has the reasons). Where several types are equal, the first by name
//! is defined, and the others are aliases of it. All names exist whichever type is defined, so that an added or removed
//! page removes no name, and the code exists once.
//!
//! The module of each operation has short names for the types that the operation uses: [`view`].

mod place;
mod same;
mod view;

use std::collections::{BTreeMap, BTreeSet};

use super::{construct, names};
use crate::ir::{Api, Body, Direction, Kind, Operation, OperationId, Required, Response, Schema, SchemaName, Status};
use crate::naming::{self, Taken};
use same::same;

pub(super) use place::Place;

/// The names of a service's types.
#[derive(Debug, Default)]
pub(super) struct Plan {
    /// The type of each schema that becomes one, by the schema's address.
    types: BTreeMap<usize, String>,
    /// The structure of each operation's request, and the enum of its responses.
    operations: BTreeMap<OperationId, [String; 2]>,
    /// The type of each shared structure.
    shared: BTreeMap<SchemaName, String>,
    /// For each type, the equal type that is defined instead.
    same: BTreeMap<String, String>,
    /// The bodies of failures under a success status.
    failures: BTreeMap<(OperationId, Status), Schema>,
    /// For each type with many required fields, the structure with these fields.
    required: BTreeMap<String, String>,
    /// The names that are taken.
    taken: Taken,
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

/// The names of the variants of a union, each after its type, without duplicates.
pub(super) fn variants(members: &[Schema]) -> Vec<String> {
    let mut taken = Taken::default();
    let name = |member: &Schema| match &member.kind {
        Kind::Any => taken.take("Json"),
        Kind::Boolean => taken.take("Boolean"),
        Kind::Integer { .. } => taken.take("Integer"),
        Kind::Number => taken.take("Number"),
        Kind::String { .. } => taken.take("Text"),
        Kind::Array { .. } => taken.take("List"),
        Kind::Map { .. } => taken.take("Map"),
        Kind::Object(_) => taken.take("Object"),
        Kind::Union { .. } => taken.take("Union"),
        Kind::Ref { target } => taken.take(&naming::free(&names::type_(target.as_str()))),
    };
    members.iter().map(name).collect()
}

/// Whether a schema becomes a type of its own.
pub(super) fn is_type(schema: &Schema) -> bool {
    is_values(schema)
        || matches!(&schema.kind, Kind::Object(object) if !object.is_open())
        || matches!(schema.kind, Kind::Union { .. })
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
    /// The plan of a service. The names of operations come first: they are what callers write.
    pub(super) fn new(api: &Api) -> Self {
        let mut plan = Self::default();
        let bases: Vec<String> =
            api.operations.iter().map(|it| plan.taken.take(&names::type_(it.id.as_str()))).collect();
        for (operation, base) in api.operations.iter().zip(bases) {
            // Long ids can be cut to the same name.
            let responses = plan.taken.take(&naming::owned(&base, "Responses"));
            plan.operations.insert(operation.id.clone(), [base, responses]);
        }
        for name in api.schemas.keys() {
            let rust = plan.taken.take(&naming::free(&names::type_(name.as_str())));
            plan.shared.insert(name.clone(), rust);
        }
        for (name, schema) in &api.schemas {
            // The contract names the structure itself.
            plan.inside(schema, &Place::shared(&plan.shared[name].clone()));
        }
        // Types are identified by the addresses of their schemas: the map does not change from here on.
        let failures = failures(api);
        for operation in &api.operations {
            roots(operation, &mut |place, schema, _| plan.collect(schema, &place));
            for (status, schema) in of_operation(&failures, operation) {
                plan.collect(schema, &Place::failure(operation, *status));
            }
        }
        plan.failures = failures;
        plan.name_required(api);
        plan.same = same(api, &plan);
        plan
    }

    /// The names of an operation's own items: the structure of its request, and the enum of its responses.
    pub(super) fn own(&self, operation: &Operation) -> [String; 2] {
        self.operations[&operation.id].clone()
    }

    /// The body of a failure under a success status.
    pub(super) fn failure(&self, operation: &Operation, status: Status) -> Option<&Schema> {
        self.failures.get(&(operation.id.clone(), status))
    }

    /// The name of the type of a schema.
    pub(super) fn type_of(&self, schema: &Schema) -> Option<&str> {
        self.types.get(&address(schema)).map(String::as_str)
    }

    /// The name of the type of a shared structure.
    pub(super) fn shared(&self, name: &SchemaName) -> Option<&str> {
        self.shared.get(name).map(String::as_str)
    }

    /// The equal type that is defined instead of a type.
    pub(super) fn same(&self, name: &str) -> Option<&str> {
        self.same.get(name).map(String::as_str)
    }

    /// The structure for a type's required fields, where there are too many for unnamed arguments.
    pub(super) fn required(&self, name: &str) -> Option<&str> {
        self.required.get(name).map(String::as_str)
    }

    fn name_required(&mut self, api: &Api) {
        let mut wanted = BTreeSet::new();
        let mut note = |name: Option<&str>, schema: &Schema| {
            let Kind::Object(object) = &schema.kind else { return };
            let required = object.fields().iter().filter(|field| field.required == Required::Always).count();
            wanted.extend(name.filter(|_| required > construct::MOST).map(str::to_owned));
        };
        for (name, schema) in &api.schemas {
            note(self.shared(name), schema);
        }
        each_type(api, &mut |schema| note(self.type_of(schema), schema));
        self.failures.values().for_each(|schema| schema.walk(&mut |schema| note(self.type_of(schema), schema)));
        for name in wanted {
            let required = self.taken.take(&naming::owned(&name, "Required"));
            self.required.insert(name, required);
        }
    }

    /// The names of all types.
    pub(super) fn taken(&self) -> &Taken {
        &self.taken
    }

    fn collect(&mut self, schema: &Schema, place: &Place) {
        if is_type(schema) {
            let name = self.taken.take(&place.name());
            self.types.insert(address(schema), name);
        }
        self.inside(schema, place);
    }

    fn inside(&mut self, schema: &Schema, place: &Place) {
        match &schema.kind {
            Kind::Array { items } => self.collect(items, place),
            Kind::Map { values, .. } => self.collect(values, place),
            Kind::Union { members } => {
                for (member, variant) in members.iter().zip(variants(members)) {
                    self.collect(member, &place.variant(&variant));
                }
            }
            Kind::Object(object) => {
                for field in object.fields() {
                    self.collect(&field.schema, &place.field(&field.name));
                }
            }
            _ => {}
        }
    }
}

/// The bodies of failures under a success status, where any page documents them.
fn failures(api: &Api) -> BTreeMap<(OperationId, Status), Schema> {
    let of = |operation: &Operation, (status, response): (&Status, &Response)| {
        let (failure, body) = (response.failure.as_ref()?, response.body.as_ref()?);
        Some(((operation.id.clone(), *status), failure.schema(api, &body.schema)))
    };
    let operations = api.operations.iter();
    operations.flat_map(|operation| operation.responses.iter().filter_map(move |it| of(operation, it))).collect()
}

/// Those of one operation, by status.
fn of_operation<'f>(
    failures: &'f BTreeMap<(OperationId, Status), Schema>,
    operation: &'f Operation,
) -> impl Iterator<Item = (&'f Status, &'f Schema)> {
    let of = operation.responses.keys().filter_map(|status| failures.get_key_value(&(operation.id.clone(), *status)));
    of.map(|((_, status), schema)| (status, schema))
}

/// Calls `visit` for each schema of a service.
fn each_type<'a>(api: &'a Api, visit: &mut impl FnMut(&'a Schema)) {
    api.schemas.values().for_each(|schema| schema.walk(visit));
    for operation in &api.operations {
        roots(operation, &mut |_, schema, _| schema.walk(visit));
    }
}

fn address(schema: &Schema) -> usize {
    std::ptr::from_ref(schema) as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn variants_of_one_name_are_numbered_whatever_structures_are_called() {
        let structure = |name: &str| Schema::of(Kind::Ref { target: SchemaName::new(name) });
        let text = || Schema::of(Kind::string());
        let members = [text(), structure("Text2"), text(), structure("Self"), structure("Text")];
        assert_eq!(variants(&members), ["Text", "Text2", "Text3", "SelfType", "Text4"]);
    }
}

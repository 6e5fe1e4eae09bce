//! Decides which structures of a service become types, and how the types are named.
//!
//! Every structure has a type. The contract names it, or it is named after its place (`CreateVersionRequestResources`);
//! nothing else affects the name ([`crate::naming`] has the reasons). Where several types are equal, the first by name
//! is defined, and the others are aliases of it. All names exist whichever type is defined, so that an added or removed
//! page removes no name, and the code exists once.
//!
//! The module of each operation has short names for the types that the operation uses: [`View`].

use std::collections::{BTreeMap, BTreeSet};

use super::{construct, equal, names};
use crate::ir::essence;
use crate::ir::{
    Api, Body, Direction, Kind, Operation, OperationId, Parameter, Required, Response, Schema, SchemaName, Status,
};
use crate::naming::{self, Taken};

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

/// The short names in an operation's module: the name there, and the type.
pub(super) type View = BTreeMap<String, String>;

/// The place of a schema.
#[derive(Clone, Debug)]
pub(super) struct Place {
    /// The path to it, from the operation or the shared structure.
    pub(super) owner: String,
    /// Its name there.
    pub(super) label: String,
}

impl Place {
    /// The place of a field inside.
    pub(super) fn field(&self, name: &str) -> Self {
        Self { owner: self.path(), label: names::type_(name) }
    }

    /// The place of a shared structure.
    pub(super) fn shared(rust: &str) -> Self {
        Self { owner: String::new(), label: rust.to_owned() }
    }

    /// The place of a member of a union.
    pub(super) fn variant(&self, name: &str) -> Self {
        Self { owner: self.owner.clone(), label: format!("{}{name}", self.label) }
    }

    /// The place of a request's body.
    pub(super) fn request(operation: &Operation) -> Self {
        Self { owner: names::type_(operation.id.as_str()), label: "Request".to_owned() }
    }

    /// The place of a response's body.
    pub(super) fn response(operation: &Operation, status: Status) -> Self {
        let first =
            operation.responses.iter().find(|(status, response)| status.is_success() && response.body.is_some());
        let label = match status {
            _ if first.is_some_and(|(found, _)| *found == status) => "Response".to_owned(),
            Status::Code(code) => format!("Response{code}"),
            Status::Class(class) => format!("Response{class}xx"),
        };
        Self { owner: names::type_(operation.id.as_str()), label }
    }

    /// The place of the body of a failure under a success status.
    pub(super) fn failure(operation: &Operation, status: Status) -> Self {
        let several = operation.responses.values().filter(|response| response.failure.is_some()).count() > 1;
        let label =
            if several { format!("Failure{}", status.to_string().to_lowercase()) } else { "Failure".to_owned() };
        Self { owner: names::type_(operation.id.as_str()), label }
    }

    /// The place of a parameter.
    pub(super) fn parameter(operation: &Operation, parameter: &Parameter) -> Self {
        Self { owner: names::type_(operation.id.as_str()), label: names::type_(&parameter.field.name) }
    }

    /// The complete path, including its own name.
    fn path(&self) -> String {
        format!("{}{}", self.owner, self.label)
    }

    /// The name of a type there.
    pub(super) fn name(&self) -> String {
        naming::free(&naming::owned(&self.owner, &self.label))
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

    /// The names of the types that an operation uses in its module.
    pub(super) fn view(&self, api: &Api, operation: &Operation) -> View {
        let base = names::type_(operation.id.as_str());
        let mut looking =
            Looking { plan: self, api, base: &base, view: View::new(), taken: Taken::default(), seen: BTreeSet::new() };
        // The module's name already names the operation.
        let here = |place: Place| Place { owner: String::new(), label: place.label };
        roots(operation, &mut |place, schema, _| looking.look(schema, &here(place)));
        for (status, schema) in of_operation(&self.failures, operation) {
            looking.look(schema, &here(Place::failure(operation, *status)));
        }
        looking.view
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

/// Finds types that are equal to one before them by name. The types that they refer to must be equal, too.
fn same(api: &Api, plan: &Plan) -> BTreeMap<String, String> {
    let numbers: BTreeMap<&SchemaName, usize> = api.schemas.keys().enumerate().map(|(at, name)| (name, at)).collect();
    let (own, refs): (Vec<String>, Vec<Vec<usize>>) = api
        .schemas
        .values()
        .map(|schema| {
            let (own, refs) = content(schema, &|target| numbers.get(target).copied());
            (own, refs.into_iter().flatten().collect())
        })
        .unzip();
    let class = equal::classes(&own, &refs);
    let mut first: BTreeMap<(String, Vec<Option<usize>>), &str> = BTreeMap::new();
    let mut same = BTreeMap::new();
    let mut note = |name: &'_ str, of: &'_ str| same.insert(name.to_owned(), of.to_owned());
    let mut of_class: BTreeMap<usize, &str> = BTreeMap::new();
    for (at, name) in api.schemas.keys().enumerate() {
        let rust = plan.shared[name].as_str();
        match of_class.get(&class[at]) {
            Some(known) => drop(note(rust, known)),
            None => drop(of_class.insert(class[at], rust)),
        }
    }
    let mut inline: BTreeMap<&str, &Schema> = BTreeMap::new();
    each_type(api, &mut |schema| {
        if let Some(name) = plan.type_of(schema) {
            inline.insert(name, schema);
        }
    });
    for (name, schema) in inline {
        let key = content(schema, &|target| numbers.get(target).map(|&at| class[at]));
        match first.get(&key) {
            Some(known) => drop(note(name, known)),
            None => drop(first.insert(key, name)),
        }
    }
    same
}

/// Calls `visit` for each schema of a service.
fn each_type<'a>(api: &'a Api, visit: &mut impl FnMut(&'a Schema)) {
    api.schemas.values().for_each(|schema| schema.walk(visit));
    for operation in &api.operations {
        roots(operation, &mut |_, schema, _| schema.walk(visit));
    }
}

/// Finds the types that an operation uses.
struct Looking<'a> {
    plan: &'a Plan,
    api: &'a Api,
    base: &'a str,
    view: View,
    taken: Taken,
    seen: BTreeSet<&'a SchemaName>,
}

impl<'a> Looking<'a> {
    fn look(&mut self, schema: &'a Schema, place: &Place) {
        if let Some(rust) = self.plan.type_of(schema) {
            self.call(&place.name(), rust);
        }
        match &schema.kind {
            Kind::Array { items } => self.look(items, place),
            Kind::Map { values, .. } => self.look(values, place),
            Kind::Union { members } => {
                for (member, variant) in members.iter().zip(variants(members)) {
                    self.look(member, &place.variant(&variant));
                }
            }
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
                    let short = rust.strip_prefix(self.base).filter(|rest| rest.starts_with(char::is_uppercase));
                    let short = naming::free(short.unwrap_or(rust));
                    self.call(&short, rust);
                    self.look(schema, &Place { owner: String::new(), label: short });
                }
            }
            _ => {}
        }
    }

    /// Enters a type under a name, with the first number that makes the name unique if necessary.
    fn call(&mut self, name: &str, rust: &str) {
        self.view.insert(self.taken.take(name), rust.to_owned());
    }
}

fn address(schema: &Schema) -> usize {
    std::ptr::from_ref(schema) as usize
}

/// What defines a type: without descriptions and origins, and without the demands at its uses. References are replaced
/// by placeholders, and their targets are listed separately.
fn content<T>(schema: &Schema, number: &impl Fn(&SchemaName) -> Option<T>) -> (String, Vec<Option<T>>) {
    if let Some(list) = schema.constraints.enumeration.as_ref().filter(|_| is_values(schema)) {
        return (essence::text(list, &["words"]), Vec::new());
    }
    let mut refs = Vec::new();
    let holes: Result<Schema<String>, std::convert::Infallible> = schema.clone().try_map_refs(&mut |target| {
        refs.push(number(&target));
        Ok(Kind::Ref { target: String::new() })
    });
    match holes {
        // A union checks the demands on its members itself.
        Ok(schema) if matches!(schema.kind, Kind::Union { .. }) => {
            (essence::text(&(&schema.kind, &schema.constraints), &["words"]), refs)
        }
        Ok(schema) => (essence::text(&schema.kind, &["words"]), refs),
        Err(never) => match never {},
    }
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

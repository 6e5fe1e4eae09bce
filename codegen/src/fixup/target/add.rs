//! Adds fields, parameters and headers.

use std::collections::BTreeMap;

use super::super::change::{self, Report, correction};
use super::super::load::Places;
use super::super::names::Copies;
use super::super::path::{self, Step, Structures};
use super::super::{Fixup, Outcome, Part};
use super::{body_mut, body_schema, head};
use crate::ir::{Api, Field, Kind, Parameter, Required, Schema, SchemaName};

/// A field as a fixup adds it.
pub(in crate::fixup) fn new_field(name: &str, fixup: &Fixup, places: &Places) -> Field {
    let kind = fixup.type_.as_ref().map_or(Kind::Any, crate::fixup::Type::kind);
    let mut schema = Schema { origin: Some(places.entry.clone()), ..Schema::of(kind) };
    schema.constraints.corrections.push(correction(fixup, places, "action", "add"));
    let required = match fixup.required {
        Some(true) => Required::Always,
        Some(false) => Required::Optional,
        None => Required::Unstated,
    };
    Field { name: name.to_owned(), required, schema }
}

/// The other keys of the entry that adds a field.
fn dress(view: &Api, field: &mut Field, fixup: &Fixup, places: &Places) -> Report {
    let mut rest = fixup.clone();
    (rest.type_, rest.required) = (None, None);
    let report = change::value(view, &rest, places, None, &mut field.schema);
    Report { problems: report.problems, ..Report::default() }
}

/// Adds a field at the end of steps.
pub(super) fn add_to(
    root: &mut Schema,
    steps: &[Step],
    structures: &mut Structures<'_>,
    fixup: &Fixup,
    places: &Places,
    field: &str,
) -> Report {
    let name = field.rsplit_once('.').map_or(field, |(_, name)| name);
    let view = Api { schemas: structures.schemas.clone(), ..Api::new("", "") };
    let done = structures.at(root, steps, true, &mut |schema| {
        let mut report = Report::default();
        let Some(object) = path::object(schema) else {
            report.problem(places.key("field"), format!("`{name}` can't be added, since its parent is not an object"));
            return report;
        };
        if let Some(known) = object.field(name) {
            report.note("action", false, known.schema.origin.as_ref());
            return report;
        }
        let mut new = new_field(name, fixup, places);
        report = dress(&view, &mut new, fixup, places);
        report.note("action", true, None);
        object.add(new);
        report
    });
    done.unwrap_or_default()
}

/// Adds a field, parameter or header.
pub(super) fn add(
    api: &mut Api,
    fixup: &Fixup,
    places: &Places,
    index: usize,
    field: &str,
    copies: &mut Copies,
) -> Outcome {
    let Some(part) = fixup.part else {
        return Outcome::invalid(places.key("action"), "set `in` to where the field is added");
    };
    let Some(type_) = &fixup.type_ else {
        return Outcome::invalid(places.key("action"), "set `type` to the type of what is added");
    };
    if let Some(name) = type_.structure()
        && !api.schemas.contains_key(&SchemaName::new(name))
    {
        return Outcome::invalid(places.key("type"), format!("the service has no structure `{name}`"));
    }
    if fixup.name.is_some() {
        return Outcome::invalid(places.key("name"), "leave `name` out: `field` already has the name");
    }
    let view = api.clone();
    if matches!(part, Part::Parameter(_) | Part::ResponseHeader(_)) {
        let operation = &mut api.operations[index];
        if let Some(known) = head(operation, part, field) {
            let stated_at = known.schema.origin.clone().unwrap_or_else(|| operation.origin.clone());
            return Outcome::redundant("action", &stated_at);
        }
        let mut new = new_field(field, fixup, places);
        let mut report = dress(&view, &mut new, fixup, places);
        match part {
            Part::Parameter(location) => operation.parameters.push(Parameter::new(location, new)),
            Part::ResponseHeader(status) => match operation.responses.get_mut(&status) {
                Some(response) => response.headers.push(new),
                None => return Outcome::stale(places.key("in"), format!("`{}` has no {part}", operation.id)),
            },
            Part::Request | Part::Response(_) => {}
        }
        report.note("action", true, None);
        return Outcome::of(report);
    }
    let (id, parent) = (api.operations[index].id.to_string(), field.rsplit_once('.').map_or("", |(parent, _)| parent));
    let Some(root) = body_schema(&api.operations[index], part) else {
        return Outcome::stale(places.key("in"), format!("`{id}` has no {part}"));
    };
    let Some(steps) = path::read(api, root, parent) else {
        return Outcome::stale(places.key("field"), format!("`{id}` has no field `{parent}` in {part}"));
    };
    // The fields of a body that is a list belong to its elements, as in `explain`.
    let steps = to_object(api, root, steps);
    if let Some(known) = path::follow(api, root, &steps)
        && let Kind::Object(object) = &api.resolve(known).kind
        && let Some(known) = object.field(field.rsplit_once('.').map_or(field, |(_, name)| name))
    {
        let stated_at = known.schema.origin.clone().unwrap_or_else(|| api.operations[index].origin.clone());
        return Outcome::redundant("action", &stated_at);
    }
    let uses = path::uses(api);
    let mut operation = api.operations.remove(index);
    let mut structures =
        Structures { schemas: &mut api.schemas, uses, copies, made: BTreeMap::new(), operation: Some(id) };
    let report = body_mut(&mut operation, part)
        .map(|body| add_to(&mut body.schema, &steps, &mut structures, fixup, places, field));
    api.operations.insert(index, operation);
    Outcome::of(report.unwrap_or_default())
}

/// Continues through lists to the objects in them.
fn to_object(api: &Api, root: &Schema, mut steps: Vec<Step>) -> Vec<Step> {
    while let Some(found) = path::follow(api, root, &steps)
        && matches!(api.resolve(found).kind, Kind::Array { .. })
    {
        steps.push(Step::Elements);
    }
    steps
}

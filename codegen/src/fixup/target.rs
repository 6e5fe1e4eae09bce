//! Applies fixups to parts of an operation or a shared structure: fields, parameters, headers, whole bodies.
//!
//! Each fixup is tried on a copy first, so that one that changes nothing, or can't be applied, leaves the contract
//! unchanged.

mod add;
mod edit;

use std::collections::BTreeMap;

use super::change::correction;
use super::load::Places;
use super::names::Copies;
use super::path::{self, Step, Structures};
use super::{Action, Fixup, Outcome, Part};
use crate::ir::{Api, Body, Field, Operation, Schema, SchemaName};
use crate::source::Origin;
pub(super) use add::new_field;

/// The keys that do not apply to a field.
const OF_OPERATIONS: [&str; 4] = ["method", "path", "summary", "media-type"];

/// Where a field is.
struct Target {
    part: Part,
    /// The parameter or header in which the steps begin; `None` in bodies.
    head: Option<String>,
    steps: Vec<Step>,
}

/// Applies a fixup to a field of an operation.
pub(super) fn operation(
    api: &mut Api,
    fixup: &Fixup,
    field: &str,
    places: &Places,
    index: usize,
    copies: &mut Copies,
) -> Outcome {
    if let Some(wrong) = misplaced(fixup, places) {
        return Outcome::invalid(places.key(wrong), format!("`{wrong}` does not apply to a field"));
    }
    if fixup.action == Action::Add {
        return add::add(api, fixup, places, index, field, copies);
    }
    let targets = find(api, &api.operations[index], fixup.part, field);
    if targets.is_empty() {
        let id = api.operations[index].id.to_string();
        if let Some(stated_at) = renamed_by_now(api, &api.operations[index], fixup, field) {
            return Outcome::redundant("name", &stated_at);
        }
        let at = fixup.part.map_or(String::new(), |part| format!(" in {part}"));
        return Outcome::stale(places.key("field"), format!("`{id}` has no field `{field}`{at}"));
    }
    let mut sum = Outcome::default();
    let view = api.clone();
    let uses = path::uses(api);
    let mut operation = api.operations.remove(index);
    let mut structures = Structures {
        schemas: &mut api.schemas,
        uses,
        copies,
        made: BTreeMap::new(),
        operation: Some(operation.id.to_string()),
    };
    for target in &targets {
        // On a copy of everything in the operation, to see whether there is anything to do.
        let (mut trial, mut trial_schemas, mut trial_copies) = (operation.clone(), view.schemas.clone(), Copies::new());
        let mut trial_structures = Structures {
            schemas: &mut trial_schemas,
            uses: BTreeMap::new(),
            copies: &mut trial_copies,
            made: BTreeMap::new(),
            operation: None,
        };
        let tried = edit::edit(&view, &mut trial, &mut trial_structures, target, fixup, places);
        let go = tried.problems.iter().all(|problem| problem.severity < crate::diagnostic::Severity::Error);
        if go && tried.changed() {
            let mut report = edit::edit(&view, &mut operation, &mut structures, target, fixup, places);
            report.keys = tried.keys.clone();
            sum.add(Outcome::of(report));
        }
        sum.add(Outcome::of(tried));
    }
    api.operations.insert(index, operation);
    sum
}

/// Applies a fixup to a shared structure, for all operations that use it.
pub(super) fn structure(api: &mut Api, fixup: &Fixup, places: &Places, name: &str) -> Outcome {
    if let Some(wrong) = misplaced(fixup, places) {
        return Outcome::invalid(places.key(wrong), format!("`{wrong}` does not apply to a structure"));
    }
    let name = SchemaName::new(name);
    let Some(root) = api.schemas.get(&name).cloned() else {
        return Outcome::stale(places.key("structure"), format!("the service has no structure `{name}`"));
    };
    let Some(field) = fixup.field.as_deref() else {
        return Outcome::invalid(places.key("structure"), "a structure is corrected field by field: give `field`");
    };
    let parent =
        if fixup.action == Action::Add { field.rsplit_once('.').map_or("", |(parent, _)| parent) } else { field };
    let Some(steps) = path::read(api, &root, parent) else {
        let renamed = fixup.name.as_deref().and_then(|new| {
            let steps = path::read(api, &root, &sibling(field, new))?;
            path::follow(api, &root, &steps)?.origin.clone()
        });
        return match renamed {
            Some(stated_at) => Outcome::redundant("name", &stated_at),
            None => Outcome::stale(places.key("field"), format!("the structure `{name}` has no field `{field}`")),
        };
    };
    let view = api.clone();
    let mut schemas = api.schemas.clone();
    let mut copies = Copies::new();
    let mut structures = Structures {
        schemas: &mut schemas,
        uses: BTreeMap::new(),
        copies: &mut copies,
        made: BTreeMap::new(),
        operation: None,
    };
    let mut changed = structures.schemas.remove(&name).unwrap_or(root);
    let report = if fixup.action == Action::Add {
        add::add_to(&mut changed, &steps, &mut structures, fixup, places, field)
    } else {
        edit::in_schema(&view, &mut changed, &steps, &mut structures, fixup, places)
    };
    let sound = report.problems.iter().all(|problem| problem.severity < crate::diagnostic::Severity::Error);
    if sound && report.changed() {
        if fixup.action == Action::Remove {
            changed.constraints.corrections.push(correction(fixup, places, "action", format!("remove {field}")));
        }
        schemas.insert(name, changed);
        api.schemas = schemas;
    }
    Outcome::of(report)
}

pub(super) fn misplaced<'a>(fixup: &Fixup, places: &'a Places) -> Option<&'a str> {
    let allowed = if fixup.field.is_none() { &["method", "path", "summary"][..] } else { &OF_OPERATIONS[..] };
    allowed.iter().find_map(|key| places.has(key))
}

/// The places in an operation to which a field path refers.
fn find(api: &Api, operation: &Operation, wanted: Option<Part>, field: &str) -> Vec<Target> {
    let mut targets = Vec::new();
    let is_wanted = |part: Part| wanted.is_none_or(|wanted| wanted == part);
    let mut named = |part: Part, candidate: &Field| {
        let Some(rest) = field.strip_prefix(candidate.name.as_str()) else { return };
        if !is_wanted(part) || !(rest.is_empty() || rest.starts_with(['.', '['])) {
            return;
        }
        if let Some(steps) = path::read(api, &candidate.schema, rest.strip_prefix('.').unwrap_or(rest)) {
            targets.push(Target { part, head: Some(candidate.name.clone()), steps });
        }
    };
    for parameter in &operation.parameters {
        named(Part::Parameter(parameter.location), &parameter.field);
    }
    for (status, response) in &operation.responses {
        response.headers.iter().for_each(|header| named(Part::ResponseHeader(*status), header));
    }
    let bodies = operation.request.iter().map(|body| (Part::Request, body)).chain(
        operation.responses.iter().filter_map(|(status, it)| Some((Part::Response(*status), it.body.as_ref()?))),
    );
    for (part, body) in bodies.filter(|(part, _)| is_wanted(*part)) {
        if let Some(steps) = path::read(api, &body.schema, field) {
            targets.push(Target { part, head: None, steps });
        }
    }
    targets
}

/// The origin of a field that already has the name to which a fixup would rename it.
fn renamed_by_now(api: &Api, operation: &Operation, fixup: &Fixup, field: &str) -> Option<Origin> {
    let new = sibling(field, fixup.name.as_deref()?);
    let target = find(api, operation, fixup.part, &new).into_iter().next()?;
    let root = match &target.head {
        Some(name) => &head(operation, target.part, name)?.schema,
        None => body_schema(operation, target.part)?,
    };
    path::follow(api, root, &target.steps)?.origin.clone()
}

/// The path of a field next to another one.
fn sibling(field: &str, name: &str) -> String {
    field.rsplit_once('.').map_or_else(|| name.to_owned(), |(parent, _)| format!("{parent}.{name}"))
}

fn head<'a>(operation: &'a Operation, part: Part, name: &str) -> Option<&'a Field> {
    match part {
        Part::Parameter(location) => operation
            .parameters
            .iter()
            .find(|parameter| parameter.location == location && parameter.field.name == name)
            .map(|parameter| &parameter.field),
        Part::ResponseHeader(status) => {
            operation.responses.get(&status)?.headers.iter().find(|header| header.name == name)
        }
        Part::Request | Part::Response(_) => None,
    }
}

fn head_mut<'a>(operation: &'a mut Operation, part: Part, name: &str) -> Option<&'a mut Field> {
    match part {
        Part::Parameter(location) => operation
            .parameters
            .iter_mut()
            .find(|parameter| parameter.location == location && parameter.field.name == name)
            .map(|parameter| &mut parameter.field),
        Part::ResponseHeader(status) => {
            operation.responses.get_mut(&status)?.headers.iter_mut().find(|header| header.name == name)
        }
        Part::Request | Part::Response(_) => None,
    }
}

fn body_schema(operation: &Operation, part: Part) -> Option<&Schema> {
    match part {
        Part::Request => operation.request.as_ref(),
        Part::Response(status) => operation.responses.get(&status)?.body.as_ref(),
        Part::Parameter(_) | Part::ResponseHeader(_) => None,
    }
    .map(|body| &body.schema)
}

pub(super) fn body_mut(operation: &mut Operation, part: Part) -> Option<&mut Body> {
    match part {
        Part::Request => operation.request.as_mut(),
        Part::Response(status) => operation.responses.get_mut(&status)?.body.as_mut(),
        Part::Parameter(_) | Part::ResponseHeader(_) => None,
    }
}

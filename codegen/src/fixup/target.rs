//! Corrections of what is in an operation, or in a shared structure: fields, parameters, headers, whole bodies.
//!
//! Each is tried on a copy first, so that one that changes nothing, or can't be applied, leaves the contract as it is.

use std::collections::BTreeMap;

use super::change::{self, Report, correction};
use super::load::Places;
use super::names::Copies;
use super::path::{self, Step, Structures};
use super::{Action, Fixup, Outcome, Part};
use crate::ir::{Api, Body, Field, Location, Operation, Parameter, Required, Schema, SchemaName};
use crate::source::Origin;

/// The keys that can't be said of a field.
const OF_OPERATIONS: [&str; 4] = ["method", "path", "summary", "media-type"];

/// Where a field is.
struct Target {
    part: Part,
    /// The parameter or header that the steps start from; none in bodies.
    head: Option<String>,
    steps: Vec<Step>,
}

/// Corrects what is in an operation.
pub(super) fn operation(api: &mut Api, fixup: &Fixup, places: &Places, index: usize, copies: &mut Copies) -> Outcome {
    if let Some(wrong) = misplaced(fixup, places) {
        return Outcome::invalid(places.key(wrong), format!("`{wrong}` can't be said of a field"));
    }
    let Some(field) = fixup.field.as_deref() else {
        return super::body::whole(api, fixup, places, index);
    };
    if fixup.action == Action::Add {
        return add(api, fixup, places, index, field, copies);
    }
    let targets = find(api, &api.operations[index], fixup.part, field);
    if targets.is_empty() {
        let id = api.operations[index].id.to_string();
        if let Some(said) = renamed_by_now(api, &api.operations[index], fixup, field) {
            return Outcome::says_so("name", &said);
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
        // On a copy of all that the operation has, to see whether there is anything to do.
        let (mut trial, mut trial_schemas, mut trial_copies) = (operation.clone(), view.schemas.clone(), Copies::new());
        let mut trial_structures = Structures {
            schemas: &mut trial_schemas,
            uses: BTreeMap::new(),
            copies: &mut trial_copies,
            made: BTreeMap::new(),
            operation: None,
        };
        let tried = edit(&view, &mut trial, &mut trial_structures, target, fixup, places);
        let go = tried.problems.iter().all(|problem| problem.severity < crate::diagnostic::Severity::Error);
        if go && tried.changed() {
            let mut report = edit(&view, &mut operation, &mut structures, target, fixup, places);
            report.keys = tried.keys.clone();
            sum.add(Outcome::of(report));
        }
        sum.add(Outcome::of(tried));
    }
    api.operations.insert(index, operation);
    sum
}

/// Corrects a shared structure, for all operations that use it.
pub(super) fn structure(api: &mut Api, fixup: &Fixup, places: &Places, name: &str) -> Outcome {
    if let Some(wrong) = misplaced(fixup, places) {
        return Outcome::invalid(places.key(wrong), format!("`{wrong}` can't be said of a structure"));
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
            Some(said) => Outcome::says_so("name", &said),
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
        add_to(&mut changed, &steps, &mut structures, fixup, places, field)
    } else {
        in_schema(&view, &mut changed, &steps, &mut structures, fixup, places)
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

fn misplaced<'a>(fixup: &Fixup, places: &'a Places) -> Option<&'a str> {
    let allowed = if fixup.field.is_none() { &["method", "path", "summary"][..] } else { &OF_OPERATIONS[..] };
    allowed.iter().find_map(|key| places.has(key))
}

/// The places in an operation that a field path means.
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

/// Where a field stands that a correction would rename and that has the new name already.
fn renamed_by_now(api: &Api, operation: &Operation, fixup: &Fixup, field: &str) -> Option<Origin> {
    let new = sibling(field, fixup.name.as_deref()?);
    let target = find(api, operation, fixup.part, &new).into_iter().next()?;
    let root = match &target.head {
        Some(name) => &head(operation, target.part, name)?.schema,
        None => body_schema(operation, target.part)?,
    };
    path::follow(api, root, &target.steps)?.origin.clone()
}

/// The path of a field beside another one.
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

/// Changes or removes one target.
fn edit(
    view: &Api,
    operation: &mut Operation,
    structures: &mut Structures<'_>,
    target: &Target,
    fixup: &Fixup,
    places: &Places,
) -> Report {
    let report = match (&target.head, target.steps.is_empty()) {
        (Some(name), true) => return edit_head(view, operation, target.part, name, fixup, places),
        (Some(name), false) => {
            let field = match target.part {
                Part::Parameter(location) => operation
                    .parameters
                    .iter_mut()
                    .find(|parameter| parameter.location == location && parameter.field.name == *name)
                    .map(|parameter| &mut parameter.field),
                Part::ResponseHeader(status) => operation
                    .responses
                    .get_mut(&status)
                    .and_then(|response| response.headers.iter_mut().find(|header| header.name == *name)),
                Part::Request | Part::Response(_) => None,
            };
            field.map(|field| in_schema(view, &mut field.schema, &target.steps, structures, fixup, places))
        }
        (None, _) => body_mut(operation, target.part)
            .map(|body| in_schema(view, &mut body.schema, &target.steps, structures, fixup, places)),
    }
    .unwrap_or_default();
    if fixup.action == Action::Remove && report.changed() {
        note_removal(operation, target.part, fixup, places);
    }
    report
}

fn note_removal(operation: &mut Operation, part: Part, fixup: &Fixup, places: &Places) {
    let field = fixup.field.as_deref().unwrap_or("");
    let what = format!("remove {part}: {field}");
    operation.corrections.push(correction(fixup, places, "action", what));
}

/// Changes or removes a parameter or header itself.
fn edit_head(view: &Api, operation: &mut Operation, part: Part, name: &str, fixup: &Fixup, places: &Places) -> Report {
    let mut report = Report::default();
    if fixup.action == Action::Remove {
        match part {
            Part::Parameter(location) => {
                operation.parameters.retain(|parameter| parameter.location != location || parameter.field.name != name);
            }
            Part::ResponseHeader(status) => {
                if let Some(response) = operation.responses.get_mut(&status) {
                    response.headers.retain(|header| header.name != name);
                }
            }
            Part::Request | Part::Response(_) => {}
        }
        report.note("action", true, None);
        note_removal(operation, part, fixup, places);
        return report;
    }
    if let Some(new) = &fixup.name
        && new != name
        && head(operation, part, new).is_some()
    {
        report.problem(places.key("name"), format!("the name `{new}` is taken"));
        return report;
    }
    let field = match part {
        Part::Parameter(location) => operation
            .parameters
            .iter_mut()
            .find(|parameter| parameter.location == location && parameter.field.name == name)
            .map(|parameter| &mut parameter.field),
        Part::ResponseHeader(status) => operation
            .responses
            .get_mut(&status)
            .and_then(|response| response.headers.iter_mut().find(|header| header.name == name)),
        Part::Request | Part::Response(_) => None,
    };
    let Some(field) = field else { return report };
    report = change::value(view, fixup, places, Some(&mut field.required), &mut field.schema);
    if let Some(new) = &fixup.name
        && report.note("name", new != name, field.schema.origin.clone().as_ref())
    {
        field.name.clone_from(new);
        field.schema.constraints.corrections.push(correction(fixup, places, "name", format!("name (was {name})")));
        if part == Part::Parameter(Location::Path) {
            operation.path = operation.path.replace(&format!("{{{name}}}"), &format!("{{{new}}}"));
        }
    }
    report
}

/// Changes or removes what is at the end of steps.
fn in_schema(
    view: &Api,
    root: &mut Schema,
    steps: &[Step],
    structures: &mut Structures<'_>,
    fixup: &Fixup,
    places: &Places,
) -> Report {
    let Some((Step::Field(name), parent)) = steps.split_last() else {
        let done = structures.at(root, steps, false, &mut |schema| {
            let mut report = Report::default();
            if fixup.action == Action::Remove {
                report.problem(places.key("action"), "only fields, bodies and operations can be removed");
                return report;
            }
            if fixup.name.is_some() {
                report.problem(places.key("name"), "only fields and operations have names");
                return report;
            }
            change::value(view, fixup, places, None, schema)
        });
        return done.unwrap_or_default();
    };
    let done = structures.at(root, parent, true, &mut |schema| {
        let mut report = Report::default();
        let Some(object) = path::object(schema) else { return report };
        if fixup.action == Action::Remove {
            report.note("action", object.remove(name).is_some(), None);
            return report;
        }
        if let Some(new) = &fixup.name
            && new != name
            && object.field(new).is_some()
        {
            report.problem(places.key("name"), format!("the name `{new}` is taken"));
            return report;
        }
        let Some((_, required, inner)) = object.fields_mut().find(|(known, ..)| known == name) else { return report };
        report = change::value(view, fixup, places, Some(required), inner);
        if let Some(new) = &fixup.name
            && report.note("name", new != name, inner.origin.clone().as_ref())
        {
            let what = format!("name (was {name})");
            inner.constraints.corrections.push(correction(fixup, places, "name", what));
            object.rename(name, new);
        }
        report
    });
    done.unwrap_or_default()
}

/// A field as a correction adds it.
pub(super) fn new_field(name: &str, fixup: &Fixup, places: &Places) -> Field {
    let kind = fixup.type_.as_ref().map_or(crate::ir::Kind::Any, super::Type::kind);
    let mut schema = Schema { origin: Some(places.entry.clone()), ..Schema::of(kind) };
    schema.constraints.corrections.push(correction(fixup, places, "action", "add"));
    let required = match fixup.required {
        Some(true) => Required::Always,
        Some(false) => Required::Optional,
        None => Required::Unstated,
    };
    Field { name: name.to_owned(), required, schema }
}

/// What else the entry that adds a field says of it.
fn dress(view: &Api, field: &mut Field, fixup: &Fixup, places: &Places) -> Report {
    let mut rest = fixup.clone();
    (rest.type_, rest.required) = (None, None);
    let report = change::value(view, &rest, places, None, &mut field.schema);
    Report { problems: report.problems, ..Report::default() }
}

/// Adds a field at the end of steps.
fn add_to(
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
            report.problem(places.key("field"), format!("what `{name}` would be a field of is no object"));
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
fn add(api: &mut Api, fixup: &Fixup, places: &Places, index: usize, field: &str, copies: &mut Copies) -> Outcome {
    let Some(part) = fixup.part else {
        return Outcome::invalid(places.key("action"), "say with `in` where the field is added");
    };
    let Some(type_) = &fixup.type_ else {
        return Outcome::invalid(places.key("action"), "say with `type` what is added");
    };
    if let Some(name) = type_.structure()
        && !api.schemas.contains_key(&SchemaName::new(name))
    {
        return Outcome::invalid(places.key("type"), format!("the service has no structure `{name}`"));
    }
    if fixup.name.is_some() {
        return Outcome::invalid(places.key("name"), "what is added has the name that `field` gives it");
    }
    let view = api.clone();
    if matches!(part, Part::Parameter(_) | Part::ResponseHeader(_)) {
        let operation = &mut api.operations[index];
        if let Some(known) = head(operation, part, field) {
            let said = known.schema.origin.clone().unwrap_or_else(|| operation.origin.clone());
            return Outcome::says_so("action", &said);
        }
        let mut new = new_field(field, fixup, places);
        let mut report = dress(&view, &mut new, fixup, places);
        match part {
            Part::Parameter(location) => operation.parameters.push(Parameter { location, field: new }),
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
    // A body that is a list has its fields in the elements, as `explain` tells them.
    let steps = to_object(api, root, steps);
    if let Some(known) = path::follow(api, root, &steps)
        && let crate::ir::Kind::Object(object) = &api.resolve(known).kind
        && let Some(known) = object.field(field.rsplit_once('.').map_or(field, |(_, name)| name))
    {
        let said = known.schema.origin.clone().unwrap_or_else(|| api.operations[index].origin.clone());
        return Outcome::says_so("action", &said);
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

/// Steps on through lists to the objects in them.
fn to_object(api: &Api, root: &Schema, mut steps: Vec<Step>) -> Vec<Step> {
    while let Some(found) = path::follow(api, root, &steps)
        && matches!(api.resolve(found).kind, crate::ir::Kind::Array { .. })
    {
        steps.push(Step::Elements);
    }
    steps
}

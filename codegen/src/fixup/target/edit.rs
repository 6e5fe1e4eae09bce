//! Changes, renames and removes existing fields, parameters and headers.

use super::super::change::{self, Report, correction};
use super::super::load::Places;
use super::super::path::{self, Step, Structures};
use super::super::{Action, Fixup, Part};
use super::{Target, body_mut, head, head_mut};
use crate::ir::{Api, Location, Operation, Schema};

/// Changes or removes one target.
pub(super) fn edit(
    view: &Api,
    operation: &mut Operation,
    structures: &mut Structures<'_>,
    target: &Target,
    fixup: &Fixup,
    places: &Places,
) -> Report {
    let report = match (&target.head, target.steps.is_empty()) {
        (Some(name), true) => return edit_head(view, operation, target.part, name, fixup, places),
        (Some(name), false) => head_mut(operation, target.part, name)
            .map(|field| in_schema(view, &mut field.schema, &target.steps, structures, fixup, places)),
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
    let Some(field) = head_mut(operation, part, name) else { return report };
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
pub(super) fn in_schema(
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

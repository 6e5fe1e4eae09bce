//! Applies fixups to whole bodies and responses: adds or removes them, or changes the type or media type.

use super::change::{self, Report, correction};
use super::load::Places;
use super::target::{body_mut, misplaced, new_field};
use super::{Action, Fixup, Outcome, Part};
use crate::ir::{Api, Body, Operation, Response};

/// Applies a fixup to a whole body or response.
pub(super) fn whole(api: &mut Api, fixup: &Fixup, places: &Places, index: usize) -> Outcome {
    if let Some(wrong) = misplaced(fixup, places) {
        return Outcome::invalid(places.key(wrong), format!("`{wrong}` does not apply to a field"));
    }
    let Some(part @ (Part::Request | Part::Response(_))) = fixup.part else {
        return Outcome::invalid(places.key("in"), "set `field` to the parameter or header");
    };
    let id = api.operations[index].id.to_string();
    match fixup.action {
        Action::Add => add_whole(&mut api.operations[index], fixup, places, part),
        Action::Remove => {
            let operation = &mut api.operations[index];
            let there = match part {
                Part::Response(status) => operation.responses.remove(&status).is_some(),
                _ => operation.request.take().is_some(),
            };
            if !there {
                return Outcome::stale(places.key("in"), format!("`{id}` has no {part}"));
            }
            operation.corrections.push(correction(fixup, places, "action", format!("remove {part}")));
            Outcome::done("action")
        }
        Action::Change => {
            let Some(body) = body_mut(&mut api.operations[index], part) else {
                return Outcome::stale(places.key("in"), format!("`{id}` has no body in {part}"));
            };
            let mut report = Report::default();
            if fixup.name.is_some() {
                report.problem(places.key("name"), "only fields and operations have names");
            }
            if let Some(media_type) = &fixup.media_type
                && report.note("media-type", body.media_type != *media_type, body.schema.origin.as_ref())
            {
                body.media_type.clone_from(media_type);
                body.schema.constraints.corrections.push(correction(fixup, places, "media-type", "media-type"));
            }
            let mut schema = body.schema.clone();
            report.add(change::value(api, fixup, places, None, &mut schema));
            if let Some(body) = body_mut(&mut api.operations[index], part) {
                body.schema = schema;
            }
            Outcome::of(report)
        }
    }
}

fn add_whole(operation: &mut Operation, fixup: &Fixup, places: &Places, part: Part) -> Outcome {
    let body = fixup.type_.as_ref().map(|_| Body {
        media_type: fixup.media_type.clone().unwrap_or_else(|| "application/json".to_owned()),
        schema: new_field("", fixup, places).schema,
    });
    if let Part::Response(status) = part {
        if let Some(known) = operation.responses.get(&status) {
            return Outcome::redundant("action", &known.origin);
        }
        let response = Response {
            description: fixup.description.clone(),
            headers: Vec::new(),
            body,
            failure: None,
            inferred: None,
            origin: places.entry.clone(),
        };
        operation.responses.insert(status, response);
    } else {
        if let Some(known) = &operation.request {
            let stated_at = known.schema.origin.clone().unwrap_or_else(|| operation.origin.clone());
            return Outcome::redundant("action", &stated_at);
        }
        if body.is_none() {
            return Outcome::invalid(places.key("action"), "set `type` to the type of the request's body");
        }
        operation.request = body;
    }
    operation.corrections.push(correction(fixup, places, "action", format!("add {part}")));
    Outcome::done("action")
}

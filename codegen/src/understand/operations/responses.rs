//! Responses by status: which statuses there are, which body each has, and which of them an example shows.
//!
//! Statuses are those that the page lists, in tables, lines and labels. If it lists no success, the status line of its
//! examples decides, or else the class `2XX` stands for it; both are marked as inferred. A body is never invented: a
//! response is empty only if the page says so.

use std::collections::BTreeMap;

use serde_json::Value;

use super::bodies::{JSON, is_whole};
use super::{Understood, is_header};
use crate::ir::{
    Body, Direction, Example, ExampleContent, Failure, Field, Inferred, Kind, Object, Response, Schema, Status,
};
use crate::read::{RawExample, RawTable};
use crate::source::Origin;
use crate::text::fold_prose_str;
use crate::understand::draft::{DraftRef, DraftSchema, FailureForm, Structures};
use crate::understand::page::Page;
use crate::understand::structures::object_in;
use crate::vocabulary::{Outcome, Place, Side};

/// The responses of the page, by status.
pub(super) fn of_page(understood: Understood<'_>) -> BTreeMap<Status, Response<DraftRef>> {
    let Understood { page, facts, placement, structures } = understood;
    let mut responses: BTreeMap<Status, Response<DraftRef>> = BTreeMap::new();
    for status in &page.raw.statuses {
        let origin = page.origin(status.span);
        responses.entry(status.status).or_insert_with(|| empty_response(status.text.clone(), origin));
    }
    let has_success = |responses: &BTreeMap<Status, _>| responses.keys().any(|status| status.is_success());
    if !has_success(&responses)
        && let Some((status, example)) = shown_success(&page.raw.examples)
    {
        let response = empty_response(None, page.origin(example.span));
        responses.insert(status, Response { inferred: Some(Inferred::StatusLine), ..response });
    }
    let listed: Vec<Status> = responses.keys().copied().collect();
    for table in placement.roots(page, Side::Response) {
        let raw = page.tables[table];
        let (statuses, inferred) = statuses_of(raw, &listed);
        let origin = page.origin(raw.span);
        let place = raw.facets.place;
        let schema = structures[table.structure()].schema.clone();
        let (schema, failures) = if statuses.iter().all(|status| status.is_success()) {
            split_failures(page, schema)
        } else {
            (Some(schema), None)
        };
        let mut add = |statuses: Vec<Status>, inferred: Option<Inferred>, schema: DraftSchema| {
            for status in statuses {
                let response = responses
                    .entry(status)
                    .or_insert_with(|| Response { inferred: inferred.clone(), ..empty_response(None, origin.clone()) });
                add_to_response(page, response, place, schema.clone(), is_whole(&facts[table]));
            }
        };
        if let Some(schema) = schema {
            add(statuses, inferred, schema);
        }
        if let Some(schema) = failures {
            let (statuses, inferred) = failing(&listed, Inferred::RowOfFailures);
            add(statuses, inferred, schema);
        }
    }
    if let (false, Some(span)) = (has_success(&responses), page.raw.empty_response) {
        let response = empty_response(None, page.origin(span));
        responses.insert(Status::Class(2), Response { inferred: Some(Inferred::EmptyResponse), ..response });
    }
    for response in responses.iter_mut().filter(|(status, _)| status.is_success()).map(|(_, response)| response) {
        response.failure = response.body.as_ref().and_then(|body| failure(page, &body.schema, structures));
    }
    responses
}

/// How a success' body identifies a failure, by the vendor's file, if the body has the field.
fn failure(page: &Page<'_>, schema: &DraftSchema, structures: &Structures) -> Option<Failure> {
    let pattern = page.vocabulary.patterns.failure.as_ref()?;
    let known = fields(schema, structures)?;
    let field = pattern.file.field.get_ref();
    known.contains(&field.as_str()).then(|| Failure {
        field: field.clone(),
        success: pattern.file.success.clone(),
        fields: known
            .into_iter()
            .filter(|name| name == field || pattern.file.fields.iter().any(|listed| listed == name))
            .map(str::to_owned)
            .collect(),
        origin: pattern.origin.clone(),
    })
}

/// The only status of success that the page's examples show, with the first example of it.
fn shown_success(examples: &[RawExample]) -> Option<(Status, &RawExample)> {
    let mut shown = examples
        .iter()
        .filter(|example| example.direction == Direction::Response)
        .filter_map(|example| example.status.filter(|status| status.is_success()).map(|status| (status, example)));
    let first = shown.next()?;
    shown.all(|(status, _)| status == first.0).then_some(first)
}

/// The bodies of failures on a page without operations, to which the operations of other pages refer.
pub(super) fn failure_forms(understood: Understood<'_>) -> Vec<FailureForm> {
    let Understood { page, placement, structures, .. } = understood;
    placement
        .roots(page, Side::Response)
        .filter(|&table| page.tables[table].facets.outcome == Some(Outcome::Abnormal))
        .map(|table| FailureForm {
            part: page.raw.parts.get(page.tables[table].part).cloned().unwrap_or_default(),
            schema: structures[table.structure()].schema.clone(),
        })
        .collect()
}

/// Settles which response an example without a status shows: if it is described as a failure, or has fields of a
/// failure's body and none of a success', it shows a failure.
pub(super) fn settle_examples(
    examples: &mut [Example],
    raw: &[RawExample],
    responses: &BTreeMap<Status, Response<DraftRef>>,
    structures: &Structures,
) {
    let body = |success: bool| {
        responses.iter().find_map(|(status, response)| {
            response.body.as_ref().filter(|_| status.is_success() == success).map(|body| (*status, &body.schema))
        })
    };
    for (example, raw) in examples.iter_mut().zip(raw) {
        if example.direction != Direction::Response || example.status.is_some() {
            continue;
        }
        let fails = match (raw.outcome, &example.content) {
            (Some(outcome), _) => outcome == Outcome::Abnormal,
            (None, ExampleContent::Json(Value::Object(members))) => {
                let has = |success: bool, name: &String| {
                    body(success)
                        .and_then(|(_, schema)| fields(schema, structures))
                        .map(|known| known.contains(&name.as_str()))
                };
                !members.is_empty()
                    && members.keys().all(|name| has(false, name) == Some(true) && has(true, name) != Some(true))
            }
            _ => false,
        };
        if fails {
            let failing =
                responses.keys().copied().find(|status| matches!(status, Status::Code(400..) | Status::Class(4..)));
            example.status = body(false).map(|(status, _)| status).or(failing).or(Some(Status::Class(4)));
        }
    }
}

/// The names of the fields of an object.
fn fields<'s>(schema: &'s DraftSchema, structures: &'s Structures) -> Option<Vec<&'s str>> {
    let object = match &schema.kind {
        Kind::Object(object) => object,
        Kind::Ref { target: DraftRef::Local(id) } => match &structures[*id].schema.kind {
            Kind::Object(object) => object,
            _ => return None,
        },
        _ => return None,
    };
    Some(object.fields().iter().map(|field| field.name.as_str()).collect())
}

/// Takes the rows that are described as returned on errors out of a table that does not separate outcomes.
fn split_failures(page: &Page<'_>, schema: DraftSchema) -> (Option<DraftSchema>, Option<DraftSchema>) {
    let patterns = &page.vocabulary.phrases.failure_rows;
    let fails = |field: &Field<DraftRef>| {
        let text = field.schema.description.as_deref().map(fold_prose_str).unwrap_or_default();
        patterns.iter().any(|pattern| pattern.find(&text).is_some_and(|found| found.start() == 0))
    };
    let Kind::Object(object) = &schema.kind else { return (Some(schema), None) };
    if patterns.is_empty() || !object.fields().iter().any(fails) {
        return (Some(schema), None);
    }
    let part = |wanted: bool| {
        let mut part = Object::open();
        for field in object.fields().iter().filter(|field| fails(field) == wanted) {
            part.add(field.clone());
        }
        let any = !part.fields().is_empty();
        for group in object.groups() {
            if group.members.iter().all(|name| part.field(name).is_some()) {
                part.add_group(group.clone());
            }
        }
        any.then(|| Schema { kind: Kind::Object(part), ..schema.clone() })
    };
    (part(false), part(true))
}

/// The statuses of failures among those that the page lists; or all of them, with the evidence from which they were
/// inferred.
pub(crate) fn failing(listed: &[Status], reason: Inferred) -> (Vec<Status>, Option<Inferred>) {
    let failures: Vec<Status> = listed.iter().copied().filter(|status| matches!(status, Status::Code(400..))).collect();
    if failures.is_empty() { (vec![Status::Class(4), Status::Class(5)], Some(reason)) } else { (failures, None) }
}

fn add_to_response(
    page: &Page<'_>,
    response: &mut Response<DraftRef>,
    place: Option<Place>,
    schema: DraftSchema,
    is_whole: bool,
) {
    let object = match &schema.kind {
        // A row is about the whole body, and lists no fields.
        Kind::Object(object) if object.is_open() => {
            if is_whole && matches!(place, None | Some(Place::Body)) {
                response.body.get_or_insert(Body { media_type: JSON.to_owned(), schema });
            }
            return;
        }
        Kind::Object(object) => object,
        _ => {
            response.body.get_or_insert(Body { media_type: JSON.to_owned(), schema });
            return;
        }
    };
    let mut body = response.body.take().map(|body| body.schema);
    for field in object.fields() {
        let header = place == Some(Place::Header) || (place.is_none() && is_header(page, field));
        if header {
            if !response.headers.iter().any(|known| known.name == field.name) {
                response.headers.push(field.clone());
            }
            continue;
        }
        let inner = body.get_or_insert_with(|| Schema {
            origin: schema.origin.clone(),
            ..Schema::of(Kind::Object(Object::open()))
        });
        if let Some(inner) = object_in(inner) {
            inner.add(field.clone());
        }
    }
    if let Some(inner) = body.as_mut().and_then(object_in) {
        for group in object.groups() {
            inner.add_group(group.clone());
        }
    }
    response.body = body.map(|schema| Body { media_type: JSON.to_owned(), schema });
}

fn empty_response(description: Option<String>, origin: Origin) -> Response<DraftRef> {
    Response { description, headers: Vec::new(), body: None, failure: None, inferred: None, origin }
}

/// The statuses that a table of a response is about, and the evidence where no status is stated above it.
fn statuses_of(table: &RawTable, listed: &[Status]) -> (Vec<Status>, Option<Inferred>) {
    if let Some(status) = table.facets.status {
        return (vec![status], None);
    }
    if table.facets.outcome == Some(Outcome::Abnormal) {
        return failing(listed, Inferred::AbnormalResponse);
    }
    succeeding(listed)
}

/// The statuses of success among those that the page lists, without the one that has no body if there are others; or
/// all of them, with the evidence from which they were inferred.
pub(crate) fn succeeding(listed: &[Status]) -> (Vec<Status>, Option<Inferred>) {
    let successes: Vec<Status> = listed.iter().copied().filter(|status| status.is_success()).collect();
    let with_body: Vec<Status> = successes.iter().copied().filter(|status| *status != Status::Code(204)).collect();
    if !with_body.is_empty() {
        (with_body, None)
    } else if successes.is_empty() {
        (vec![Status::Class(2)], Some(Inferred::UnstatedSuccess))
    } else {
        (successes, None)
    }
}

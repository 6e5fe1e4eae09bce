//! Responses for which an operation's page refers to another page: a section with nothing but a link to it.
//!
//! An operation takes success from there only if it has no success body of its own, and only from a page without
//! operations: a link to another operation is a hint for the reader, not part of the contract. A link from a section on
//! failures provides the body of failures, for the statuses of failures that the operation's page lists, or for all.
//! Where the other page has a body for each version of the API, the version in the operation's path selects it; if it
//! selects none, a diagnostic is reported.

use std::collections::BTreeMap;

use crate::diagnostic::{Code, Diagnostic};
use crate::ir::{Body, Field, Inferred, Kind, Response, Status};
use crate::understand::{
    DraftRef, DraftSchema, FailureForm, Fallback, JSON, ResponseLink, StructureId, failing, is_about,
};

use super::editions::Found;
use super::links::Pages;

/// Gives each operation the responses to which its page refers.
pub(super) fn fetch(found: &mut [Found], pages: &Pages, diagnostics: &mut Vec<Diagnostic>) {
    for Found { page, operation, .. } in found {
        let has_success =
            operation.responses.iter().any(|(status, response)| status.is_success() && response.body.is_some());
        for link in &pages.drafts[*page].response_links {
            let Some(from) = pages.page(*page, &link.target).filter(|from| from != page) else { continue };
            if link.fails {
                fetch_failures(&mut operation.responses, &operation.path, link, from, pages, diagnostics);
            } else if !has_success {
                fetch_all(&mut operation.responses, from, pages);
            }
        }
    }
}

/// Adds what a page states of all responses, including success.
fn fetch_all(responses: &mut BTreeMap<Status, Response<DraftRef>>, from: usize, pages: &Pages) {
    let shared = &pages.drafts[from].responses;
    if !shared.keys().any(|status| status.is_success()) {
        return;
    }
    for (status, response) in shared {
        let response = moved(response, from, pages);
        for status in statuses(*status, responses) {
            add(responses, status, response.clone());
        }
    }
}

/// Adds the body of failures that a page describes.
fn fetch_failures(
    responses: &mut BTreeMap<Status, Response<DraftRef>>,
    path: &str,
    link: &ResponseLink,
    from: usize,
    pages: &Pages,
    diagnostics: &mut Vec<Diagnostic>,
) {
    let forms = &pages.drafts[from].failures;
    let Some(form) = form_of(forms, path) else {
        if !forms.is_empty() {
            let message =
                "the page has several bodies for failures, and none is for the version in the operation's path";
            diagnostics.push(Diagnostic::at(Code::LinkUnresolved, link.origin.clone(), message.to_owned()));
        }
        return;
    };
    let listed: Vec<Status> = responses.keys().copied().collect();
    let (statuses, inferred) = failing(&listed, Inferred::AllFailures);
    let response = Response {
        description: None,
        headers: Vec::new(),
        body: Some(Body { media_type: JSON.to_owned(), schema: form.schema.clone() }),
        failure: None,
        inferred,
        origin: link.origin.clone(),
    };
    let response = moved(&response, from, pages);
    for status in statuses {
        add(responses, status, response.clone());
    }
}

/// The form for the version in a path: the one whose heading names it, or the only one.
fn form_of<'f>(forms: &'f [FailureForm], path: &str) -> Option<&'f FailureForm> {
    if let [form] = forms {
        return Some(form);
    }
    let named = |version: &str| {
        let mut found =
            forms.iter().filter(|form| versions(&form.part).any(|known| known.eq_ignore_ascii_case(version)));
        let first = found.next()?;
        found.next().is_none().then_some(first)
    };
    let mut in_path = versions(path);
    let version = in_path.next()?;
    named(version).or_else(|| named(version.split('.').next().unwrap_or(version)))
}

/// The words of a text that are versions: `v3`, `v1.0`.
fn versions(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !(c.is_ascii_alphanumeric() || c == '.')).filter(|word| {
        let digits = word.strip_prefix(['v', 'V']).unwrap_or_default();
        digits.starts_with(|c: char| c.is_ascii_digit()) && digits.chars().all(|c| c.is_ascii_digit() || c == '.')
    })
}

/// The statuses of a class that the operation's page lists, or the class itself.
fn statuses(status: Status, listed: &BTreeMap<Status, Response<DraftRef>>) -> Vec<Status> {
    let Status::Class(class) = status else {
        return vec![status];
    };
    let of_class: Vec<Status> = listed
        .keys()
        .copied()
        .filter(|listed| matches!(listed, Status::Code(code) if code / 100 == u16::from(class) && *code != 204))
        .collect();
    if of_class.is_empty() { vec![status] } else { of_class }
}

fn add(responses: &mut BTreeMap<Status, Response<DraftRef>>, status: Status, response: Response<DraftRef>) {
    match responses.get_mut(&status) {
        Some(known) => {
            known.body = known.body.take().or(response.body);
            for header in response.headers {
                if !known.headers.iter().any(|other| other.name == header.name) {
                    known.headers.push(header);
                }
            }
        }
        None => drop(responses.insert(status, response)),
    }
}

/// A schema for use on another page: its references keep their targets.
pub(super) fn moved_schema(schema: &DraftSchema, from: usize, pages: &Pages) -> DraftSchema {
    let mut schema = schema.clone();
    // A string whose link leads to something else stays a string.
    schema.walk_mut(&mut |inner: &mut DraftSchema| {
        let Kind::Ref { target: DraftRef::Link { target, field, fallback: Fallback::Text, .. } } = &inner.kind else {
            return;
        };
        let about = |(page, id): (usize, StructureId)| is_about(&pages.drafts[page].definitions[id].names, field);
        if !pages.follow(from, target).is_some_and(about) {
            inner.kind = Kind::string();
            inner.inferred.retain(|inferred| *inferred != Inferred::DescribedTableAgainstType);
        }
    });
    let result: Result<DraftSchema, std::convert::Infallible> = schema.try_map_refs(&mut |target| {
        let place = match &target {
            DraftRef::Local(index) | DraftRef::Part(index) => Some((from, *index)),
            DraftRef::Elsewhere(page, index) => Some((*page, *index)),
            DraftRef::Link { target, .. } => pages.follow(from, target),
        };
        let target = place.map_or(target, |(page, index)| DraftRef::Elsewhere(page, index));
        Ok(Kind::Ref { target })
    });
    match result {
        Ok(schema) => schema,
        Err(never) => match never {},
    }
}

/// A response for use on another page.
pub(super) fn moved(response: &Response<DraftRef>, from: usize, pages: &Pages) -> Response<DraftRef> {
    let schema = |schema: &DraftSchema| moved_schema(schema, from, pages);
    Response {
        headers: response
            .headers
            .iter()
            .map(|field| Field { schema: schema(&field.schema), ..field.clone() })
            .collect(),
        body: response
            .body
            .as_ref()
            .map(|body| Body { media_type: body.media_type.clone(), schema: schema(&body.schema) }),
        ..response.clone()
    }
}

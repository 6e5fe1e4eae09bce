//! Responses that an operation's page leaves to another page: a section with nothing but a link to it.
//!
//! Only an operation without a success body of its own takes them, and only from a page that has no operation itself: a
//! link to another operation is a hint for the reader, and no part of the contract. A link from a section on failures
//! alone is not followed: a page of the forms that errors can have does not say which statuses of the operation have them.

use std::collections::BTreeMap;

use crate::ir::{Body, Field, Response, Status};
use crate::understand::{DraftRef, DraftSchema};

use super::editions::Found;
use super::links::Pages;

/// Gives each operation the responses that its page refers to.
pub(super) fn fetch(found: &mut [Found], pages: &Pages) {
    for Found { page, operation, .. } in found {
        if operation.responses.iter().any(|(status, response)| status.is_success() && response.body.is_some()) {
            continue;
        }
        let linked = pages.drafts[*page].response_links.iter().filter_map(|target| pages.page(*page, target));
        for from in linked.filter(|from| from != page) {
            let shared = &pages.drafts[from].responses;
            if !shared.keys().any(|status| status.is_success()) {
                continue;
            }
            for (status, response) in shared {
                let response = moved(response, from, pages);
                for status in statuses(*status, &operation.responses) {
                    add(&mut operation.responses, status, response.clone());
                }
            }
        }
    }
}

/// The statuses that the operation's page lists of a class, or the class.
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

/// A response as another page can use it: its references lead to where it comes from.
fn moved(response: &Response<DraftRef>, from: usize, pages: &Pages) -> Response<DraftRef> {
    let schema = |schema: &DraftSchema| -> DraftSchema {
        let result: Result<DraftSchema, std::convert::Infallible> = schema.clone().try_map_refs(&mut |target| {
            let place = match &target {
                DraftRef::Local(index) => Some((from, *index)),
                DraftRef::Elsewhere(page, index) => Some((*page, *index)),
                DraftRef::Link { target, .. } => pages.follow(from, target),
            };
            let target = place.map_or(target, |(page, index)| DraftRef::Elsewhere(page, index));
            Ok(crate::ir::Kind::Ref { target })
        });
        match result {
            Ok(schema) => schema,
            Err(never) => match never {},
        }
    };
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

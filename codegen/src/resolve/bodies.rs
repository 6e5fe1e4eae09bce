//! Bodies for which an operation's page refers to a table elsewhere: a section with nothing but a link to it.
//!
//! A body that the page describes itself is never replaced, and a method without a body gets none.

use crate::diagnostic::{Code, Diagnostic};
use crate::ir::{Body, Inferred, Kind, Response, Schema, Status};
use crate::understand::{DraftRef, DraftSchema, JSON, succeeding};

use super::editions::Found;
use super::links::Pages;

/// Gives each operation the bodies to which its page refers.
pub(super) fn fetch(found: &mut [Found], pages: &Pages, diagnostics: &mut Vec<Diagnostic>) {
    for Found { page, operation, .. } in found {
        for link in &pages.drafts[*page].body_links {
            if link.of_request && operation.method.is_bodiless() {
                let message = format!("the link refers to a body, and {} has none", operation.method);
                diagnostics.push(Diagnostic::at(Code::LinkUnresolved, link.origin.clone(), message));
                continue;
            }
            let described = if link.of_request {
                operation.request.is_some()
            } else {
                let mut responses = operation.responses.iter();
                responses.any(|(status, response)| {
                    link.status.is_none_or(|of| of == *status) && is_described(*status, response)
                })
            };
            if described {
                continue;
            }
            let Some((from, index)) = link.part.or_else(|| pages.follow(*page, &link.target)) else {
                // Links to pages about the responses as a whole are followed elsewhere.
                if link.of_request {
                    let message = "the table that the link refers to is not on any of the pages";
                    diagnostics.push(Diagnostic::at(Code::LinkUnresolved, link.origin.clone(), message.to_owned()));
                }
                continue;
            };
            let schema: DraftSchema = Schema {
                origin: Some(link.origin.clone()),
                ..Schema::of(Kind::Ref { target: DraftRef::Elsewhere(from, index) })
            };
            let schema = if link.list {
                Schema { origin: Some(link.origin.clone()), ..Schema::of(Kind::array(schema)) }
            } else {
                schema
            };
            let body = Body { media_type: JSON.to_owned(), schema };
            if link.of_request {
                operation.request = Some(body);
                continue;
            }
            let listed: Vec<_> = operation.responses.keys().copied().collect();
            let (statuses, inferred) = match link.status {
                Some(status) => (vec![status], None),
                None => succeeding(&listed),
            };
            for status in statuses {
                let response = operation.responses.entry(status).or_insert_with(|| Response {
                    description: None,
                    headers: Vec::new(),
                    body: None,
                    failure: None,
                    inferred: inferred.clone(),
                    origin: link.origin.clone(),
                });
                response.body = Some(body.clone());
            }
        }
    }
}

/// Whether a page describes the body of a success itself. A body inferred from examples alone gives way to a structure.
fn is_described(status: Status, response: &Response<DraftRef>) -> bool {
    let by_table = |body: &Body<DraftRef>| body.schema.inferred != [Inferred::ExamplesAlone];
    status.is_success() && response.body.as_ref().is_some_and(by_table)
}

//! Operations that a page describes by reference to another one: "functions the same as [Show a lamp](…)", "same as
//! above, except …".
//!
//! Whatever such an operation's own section does not describe is taken from the other: query and header parameters, the
//! request's body, responses. It is marked as inferred. What the sentence excludes is left out, and what the section
//! describes itself is never changed.

use super::links::Pages;
use super::responses::{moved, moved_schema};
use crate::diagnostic::{Code, Diagnostic};
use crate::ir::{Body, Field, Inferred, Kind, Location, Operation, Parameter};
use crate::text::fold_prose_str;
use crate::understand::{BodyLink, DraftRef, DraftSchema, SameAs};

/// Completes operations by those that they are the same as.
pub(super) fn complete(pages: &mut Pages, diagnostics: &mut Vec<Diagnostic>) {
    let others: Vec<Option<usize>> = (0..pages.drafts.len())
        .map(|page| {
            let same = pages.drafts[page].same_as.as_ref()?;
            let other = other(page, same, pages);
            if other.is_none() {
                let message = "the operation that this one is the same as is not on any of the pages";
                diagnostics.push(Diagnostic::at(Code::LinkUnresolved, same.origin.clone(), message.to_owned()));
            }
            other
        })
        .collect();
    for page in in_order(&others) {
        let (Some(other), Some(same)) = (others[page], pages.drafts[page].same_as.clone()) else { continue };
        let mut operations = pages.drafts[page].operations.clone();
        let links: Vec<BodyLink> =
            pages.drafts[other].body_links.iter().map(|link| moved_link(link, other, pages)).collect();
        let [operation] = operations.as_mut_slice() else { continue };
        take_over(operation, &pages.drafts[other].operations[0], other, &same, pages);
        let draft = &mut pages.drafts[page];
        draft.operations = operations;
        if draft.body_links.is_empty() {
            draft.body_links = links;
        }
    }
}

/// All pages, each after the one from which it takes something, however long the chain. Pages of a cycle come in the
/// order in which they are found.
fn in_order(others: &[Option<usize>]) -> Vec<usize> {
    let mut order = Vec::new();
    let mut is_met = vec![false; others.len()];
    for page in 0..others.len() {
        let start = order.len();
        let mut next = Some(page);
        while let Some(page) = next.filter(|&page| !std::mem::replace(&mut is_met[page], true)) {
            order.push(page);
            next = others[page];
        }
        order[start..].reverse();
    }
    order
}

/// The unit of the operation that another is the same as: the target of the link, or the operation above.
fn other(page: usize, same: &SameAs, pages: &Pages) -> Option<usize> {
    let other = match &same.target {
        Some(target) => pages.operation(page, target)?,
        None => page.checked_sub(1).filter(|above| pages.drafts[*above].page == pages.drafts[page].page)?,
    };
    (other != page && pages.drafts[other].operations.len() == 1).then_some(other)
}

fn take_over(
    operation: &mut Operation<DraftRef>,
    other: &Operation<DraftRef>,
    from: usize,
    same: &SameAs,
    pages: &Pages,
) {
    // The names in the sentence are folded.
    let is_except = |name: &str| same.except.contains(&fold_prose_str(name));
    let inferred = |mut schema: DraftSchema| {
        schema.inferred.push(Inferred::SameAs);
        schema
    };
    for parameter in &other.parameters {
        let name = parameter.field.name.as_str();
        let known = |own: &Parameter<DraftRef>| own.location == parameter.location && own.field.name == name;
        if parameter.location == Location::Path || is_except(name) || operation.parameters.iter().any(known) {
            continue;
        }
        // The sentence is what states that this operation has it.
        let origin = Some(same.origin.clone());
        let schema = DraftSchema { origin, ..inferred(moved_schema(&parameter.field.schema, from, pages)) };
        operation
            .parameters
            .push(Parameter { field: Field { schema, ..parameter.field.clone() }, ..parameter.clone() });
    }
    if let (None, Some(body), false) = (&operation.request, &other.request, operation.method.is_bodiless()) {
        let mut schema = inferred(moved_schema(&body.schema, from, pages));
        if let Kind::Object(object) = &mut schema.kind {
            object.retain(|name| !is_except(name));
        }
        operation.request = Some(Body { schema, ..body.clone() });
    }
    if operation.responses.values().any(|response| response.body.is_some()) {
        return;
    }
    for (status, response) in &other.responses {
        let mut response = moved(response, from, pages);
        response.inferred.get_or_insert(Inferred::SameAs);
        match operation.responses.get_mut(status) {
            Some(known) => known.body = known.body.take().or(response.body),
            None => drop(operation.responses.insert(*status, response)),
        }
    }
}

/// A link for use on another page.
fn moved_link(link: &BodyLink, from: usize, pages: &Pages) -> BodyLink {
    BodyLink { part: link.part.or_else(|| pages.follow(from, &link.target)), ..link.clone() }
}

//! Operations from root tables: parameters by location, bodies by side and status.
//!
//! A parameter's location is decided row by row: a name in the path template is a path parameter; otherwise a caption,
//! a section or the header names of the vendor's file decide; what is left goes into the query of a method without body
//! and into the body of all others.

mod answers;
mod bodies;
mod body_selectors;
mod parameters;
mod responses;
mod selectors;

use std::collections::{BTreeMap, BTreeSet};

pub(super) use answers::lists_by_examples;
pub(crate) use bodies::JSON;
pub(crate) use responses::{failing, succeeding};

use super::draft::{DraftRef, FailureForm, Structures};
use super::facts::Facts;
use super::notes::Notes;
use super::page::Page;
use super::placement::Placement;
use super::shown::objects;
use crate::ir::{Example, ExampleContent, Field, Operation, OperationId, Parameter, Required, Response, Status};
use crate::read::Endpoint;
use crate::vocabulary::{Place, Side};

/// The results of the previous steps for a page.
#[derive(Clone, Copy)]
pub(super) struct Understood<'u> {
    pub(super) page: &'u Page<'u>,
    pub(super) facts: &'u Facts,
    pub(super) placement: &'u Placement,
    pub(super) structures: &'u Structures,
}

/// The page's operations.
pub(super) fn of(understood: Understood<'_>, notes: &mut Notes<'_>) -> Vec<Operation<DraftRef>> {
    let endpoints = &understood.page.raw.endpoints;
    endpoints.iter().map(|endpoint| Assembly::new(understood, endpoint).operation(notes)).collect()
}

/// What a page without operations describes for others: responses by status, and the bodies of failures.
pub(super) fn for_other_pages(understood: Understood<'_>) -> (BTreeMap<Status, Response<DraftRef>>, Vec<FailureForm>) {
    if understood.page.has_operation() {
        return (BTreeMap::new(), Vec::new());
    }
    (responses::of_page(understood), responses::failure_forms(understood))
}

struct Assembly<'u> {
    understood: Understood<'u>,
    endpoint: &'u Endpoint,
    parameters: Vec<Parameter<DraftRef>>,
    /// The requiredness that tables state for rows of the path.
    stated: BTreeMap<String, Required>,
    /// The fields that the examples send in the body, where no table is about it.
    sent: BTreeSet<String>,
    /// The names of the path template that no parameter has taken yet.
    variables: Vec<String>,
}

impl<'u> Assembly<'u> {
    fn new(understood: Understood<'u>, endpoint: &'u Endpoint) -> Self {
        let sent = if endpoint.method.is_bodiless() { BTreeSet::new() } else { sent_alone(understood) };
        Self {
            understood,
            endpoint,
            parameters: Vec::new(),
            stated: BTreeMap::new(),
            sent,
            variables: variables(&endpoint.path),
        }
    }

    fn operation(mut self, notes: &mut Notes<'_>) -> Operation<DraftRef> {
        let mut request = self.request();
        self.conventions(request.as_mut().map(|body| &mut body.schema));
        self.drop_host_variables(notes);
        self.pair_path_variables(notes);
        self.query_of_url(notes);
        let mut responses = responses::of_page(self.understood);
        let Understood { page, structures, .. } = self.understood;
        let mut examples: Vec<Example> = page
            .raw
            .examples
            .iter()
            .map(|example| Example {
                direction: example.direction,
                status: example.status,
                title: example.title.clone(),
                request_line: example.request_line.clone(),
                headers: example.headers.clone(),
                content: example.content.clone(),
                repairs: example.repairs.clone(),
                origin: page.origin(example.span),
            })
            .collect();
        responses::settle_examples(&mut examples, &page.raw.examples, &responses, structures);
        if page.raw.infer_requests && request.is_none() && !self.endpoint.method.is_bodiless() {
            let names = self.parameters.iter().map(|parameter| parameter.field.name.as_str()).collect();
            request = answers::request(&examples, &names);
        }
        if page.raw.infer_answers {
            answers::answers(&mut responses, &examples, page.raw.empty_response.is_some());
        }
        let selectors = self.selectors(request.as_ref());
        body_selectors::drop_constants(&selectors, request.as_mut());
        Operation {
            // The final id is given when all operations of the service are known.
            id: OperationId::new(""),
            name: None,
            method: self.endpoint.method,
            path: self.endpoint.path.clone(),
            selectors,
            server: self.endpoint.server.clone(),
            summary: page.raw.title.clone(),
            description: page.raw.description.clone(),
            links: page.raw.description_links.clone(),
            deprecated: page.raw.deprecated.map(|span| page.origin(span)),
            incomplete: page.raw.unread.iter().map(|&span| page.origin(span)).collect(),
            parameters: self.parameters,
            request,
            responses,
            examples,
            corrections: Vec::new(),
            origin: page.origin(self.endpoint.span),
            editions: Vec::new(),
        }
    }
}

/// The members of the bodies that a page's examples send, where none of its tables is about the body.
fn sent_alone(understood: Understood<'_>) -> BTreeSet<String> {
    let Understood { page, placement, .. } = understood;
    let of_uri = |place| matches!(place, Some(Place::Uri | Place::Path | Place::Query | Place::Header));
    if !placement.roots(page, Side::Request).all(|table| of_uri(page.tables[table].facets.place)) {
        return BTreeSet::new();
    }
    let bodies = page.examples(Some(Side::Request)).filter_map(|example| match &example.content {
        ExampleContent::Json(value) => Some(value),
        _ => None,
    });
    bodies.flat_map(objects).flat_map(|entries| entries.keys().cloned()).collect()
}

/// Whether a row without a location of its own is a header. A header contains text: a structure of the same name
/// (`accept`) is a member of the body.
fn is_header(page: &Page<'_>, field: &Field<DraftRef>) -> bool {
    !bodies::is_structure(&field.schema) && page.vocabulary.is_header_name(&field.name)
}

/// The variables of a path template in order, each once.
pub(crate) fn variables(path: &str) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for name in crate::ir::operation::variables(path) {
        if !names.iter().any(|known| known == name) {
            names.push(name.to_owned());
        }
    }
    names
}

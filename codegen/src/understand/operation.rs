//! Operations out of root tables: parameters by location, bodies by side and status.
//!
//! A parameter's location is decided row by row: a name in the path template goes into the path; what a caption, a
//! section or the vendor's header names say comes next; what is left goes behind the `?` of a method without body and
//! into the body of all others.

mod parameters;
mod selectors;

use std::collections::{BTreeMap, BTreeSet};

use crate::ir::{
    Body, Direction, Example, ExampleContent, Field, Kind, Object, Operation, OperationId, Parameter, Required, Schema,
};
use crate::read::{Endpoint, Reference};
use crate::text::hash;
use crate::vocabulary::{Outcome, Place, Side, Vocabulary};

use super::examples::objects;
use super::placement::{Placement, Role, side_of};
use super::schema::{Builder, CASES, add_case, object_in};
use super::{BodyLink, DraftRef, DraftSchema, FieldValues, PageDraft, ResponseLink, ValueLink, responses};

/// The media type of bodies of which the page says nothing.
pub(crate) const JSON: &str = "application/json";

/// Makes the page's operations.
pub(super) fn build(mut builder: Builder<'_>, placement: &Placement, service: &str) -> PageDraft {
    let endpoints = builder.raw.endpoints.clone();
    let mut operations = Vec::new();
    for endpoint in &endpoints {
        let operation = Assembly::new(&mut builder, placement, endpoint).operation();
        operations.push(operation);
    }
    let (shared, failures) = if endpoints.is_empty() {
        (responses::of_page(&builder, placement), responses::failure_forms(&builder, placement))
    } else {
        (BTreeMap::new(), Vec::new())
    };
    let value_links = value_links(&builder);
    let Builder { source, vocabulary, raw, mut definitions, mut diagnostics, .. } = builder;
    super::examples::settle(&mut operations, &mut definitions, &vocabulary.types.list_descriptions);
    let mut all = raw.diagnostics;
    all.append(&mut diagnostics);
    let operation_name = vocabulary.patterns.names.iter().find_map(|pattern| {
        pattern.captures(raw.title.trim()).and_then(|found| found.name("name").map(|name| name.as_str().to_owned()))
    });
    PageDraft {
        page: source.page().clone(),
        title: raw.title,
        vendor: vocabulary.vendor.name.clone(),
        service: service.to_owned(),
        language: raw.language,
        hash: format!("{:016x}", hash(source.text().as_bytes())),
        operation_name,
        operations,
        responses: shared,
        failures,
        response_links: raw
            .references
            .iter()
            .filter(|reference| reference.facets.side == Some(Side::Response))
            .map(|reference| ResponseLink {
                fails: reference.facets.outcome == Some(Outcome::Abnormal),
                target: reference.target.clone(),
                origin: source.origin(reference.span),
            })
            .collect(),
        body_links: raw
            .references
            .iter()
            .filter(|reference| is_body(reference, vocabulary))
            .map(|reference| BodyLink {
                of_request: reference.facets.side == Some(Side::Request),
                target: reference.target.clone(),
                origin: source.origin(reference.span),
            })
            .collect(),
        definitions,
        values: raw
            .values
            .into_iter()
            .map(|list| FieldValues { field: list.field, values: list.values, origin: source.origin(list.span) })
            .collect(),
        value_links,
        contents: raw.contents,
        deprecated: raw.deprecated.map(|span| source.origin(span)),
        anchors: raw.anchors,
        ledger: raw.ledger,
        diagnostics: all,
    }
}

/// Whether a link in place of a part stands for a body: it speaks of a table, of nothing but a body, and of success.
fn is_body(reference: &Reference, vocabulary: &Vocabulary) -> bool {
    let facets = &reference.facets;
    vocabulary.names_table(&reference.text)
        && matches!(facets.place, None | Some(Place::Body))
        && facets.outcome != Some(Outcome::Abnormal)
}

/// The links of descriptions, where the vendor has pages that list values.
fn value_links(builder: &Builder<'_>) -> Vec<ValueLink> {
    if builder.vocabulary.vendor.value_pages.is_none() {
        return Vec::new();
    }
    let mut links = Vec::new();
    for fact in builder.facts.iter().flatten() {
        for (target, _) in fact.description.links() {
            let origin = builder.source.origin(fact.name_span);
            links.push(ValueLink { field: fact.name().to_owned(), origin, target: target.clone() });
        }
    }
    links
}

struct Assembly<'b, 'a> {
    builder: &'b mut Builder<'a>,
    placement: &'b Placement,
    endpoint: &'b Endpoint,
    parameters: Vec<Parameter<DraftRef>>,
    /// What the tables say of the requiredness of those listed for the path.
    stated: BTreeMap<String, Required>,
    /// What the examples send in the body, where no table is about one.
    sent: BTreeSet<String>,
    /// The names of the path template that no parameter has taken yet.
    variables: Vec<String>,
}

impl<'b, 'a> Assembly<'b, 'a> {
    fn new(builder: &'b mut Builder<'a>, placement: &'b Placement, endpoint: &'b Endpoint) -> Self {
        let sent = if endpoint.method.is_bodiless() { BTreeSet::new() } else { sent_alone(builder, placement) };
        Self {
            builder,
            placement,
            endpoint,
            parameters: Vec::new(),
            stated: BTreeMap::new(),
            sent,
            variables: variables(&endpoint.path),
        }
    }

    fn operation(mut self) -> Operation<DraftRef> {
        let request = self.request();
        self.drop_selectors();
        self.drop_host_variables();
        self.pair_path_variables();
        self.query_of_url();
        let responses = responses::of_page(self.builder, self.placement);
        let raw = &self.builder.raw;
        let source = self.builder.source;
        let mut examples: Vec<Example> = raw
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
                origin: source.origin(example.span),
            })
            .collect();
        responses::settle_examples(&mut examples, &raw.examples, &responses, &self.builder.definitions);
        Operation {
            // The final id is given when all operations of the service are known.
            id: OperationId::new(""),
            method: self.endpoint.method,
            path: self.endpoint.path.clone(),
            selectors: self.selectors(),
            server: self.endpoint.server.clone(),
            summary: raw.title.clone(),
            description: raw.description.clone(),
            deprecated: raw.deprecated.map(|span| source.origin(span)),
            parameters: self.parameters,
            request,
            responses,
            examples,
            corrections: Vec::new(),
            origin: source.origin(self.endpoint.span),
            editions: Vec::new(),
        }
    }

    /// Sorts the rows of the request's tables into parameters and body.
    fn request(&mut self) -> Option<Body<DraftRef>> {
        let mut body: Option<DraftSchema> = None;
        let mut media_type = JSON;
        for table in roots(self.builder, self.placement, Side::Request) {
            let definition = self.builder.definitions[table].schema.clone();
            let raw = &self.builder.raw.tables[table];
            let place = raw.facets.place;
            if place == Some(Place::Form) {
                media_type = "multipart/form-data";
            }
            match definition.kind {
                Kind::Object(object) => {
                    let groups = object.groups().to_vec();
                    let mut rows: Vec<Field<DraftRef>> = Vec::new();
                    for field in object.fields() {
                        match self.location(place, field) {
                            Some(location) => self.parameter(location, field.clone()),
                            None => rows.push(field.clone()),
                        }
                    }
                    self.body_rows(&mut body, rows);
                    for group in &groups {
                        self.exclusive_parameters(group);
                    }
                    if let Some(inner) = body.as_mut().and_then(object_in) {
                        for group in groups {
                            inner.add_group(group);
                        }
                    }
                }
                // The whole body is a list, a map or a value.
                kind => {
                    body.get_or_insert(Schema { kind, ..definition });
                }
            }
        }
        // All of it was listed beside the URI.
        if let Some(schema) = body.as_mut().filter(|schema| !self.sent.is_empty() && schema.inferred.is_none()) {
            schema.inferred =
                Some("the URI's table lists the fields, and the page's examples send them in the body".into());
        }
        body.map(|schema| Body { media_type: media_type.to_owned(), schema })
    }

    /// Adds the rows of a table to the body. A table that lists a field again shows the body in another case; others go on
    /// with it.
    fn body_rows(&mut self, body: &mut Option<DraftSchema>, rows: Vec<Field<DraftRef>>) {
        if let Some(schema) = body
            && let Some(known) = object_in(schema)
            && rows.iter().any(|row| known.field(&row.name).is_some())
        {
            let mut case = Object::open();
            for row in rows {
                case.add(row);
            }
            add_case(known, &case);
            schema.inferred = Some(CASES.into());
            return;
        }
        for row in rows {
            self.body_field(body, row);
        }
    }

    fn body_field(&mut self, body: &mut Option<DraftSchema>, field: Field<DraftRef>) {
        let whole = &self.builder.vocabulary.vendor.nesting.whole_body;
        if whole.contains(&field.name) && is_structure(&field.schema) {
            *body = Some(field.schema);
            return;
        }
        let schema = body.get_or_insert_with(|| Schema {
            origin: field.schema.origin.clone(),
            ..Schema::of(Kind::Object(Object::open()))
        });
        if let Some(object) = object_in(schema) {
            object.add(field);
        }
    }
}

/// The members of the bodies that a page's examples send, where none of its tables is about the body.
fn sent_alone(builder: &Builder<'_>, placement: &Placement) -> BTreeSet<String> {
    let of_uri = |&table: &usize| {
        matches!(builder.raw.tables[table].facets.place, Some(Place::Uri | Place::Path | Place::Query | Place::Header))
    };
    if !roots(builder, placement, Side::Request).iter().all(of_uri) {
        return BTreeSet::new();
    }
    let requests = builder.raw.examples.iter().filter(|example| example.direction == Direction::Request);
    let bodies = requests.filter_map(|example| match &example.content {
        ExampleContent::Json(value) => Some(value),
        _ => None,
    });
    bodies.flat_map(objects).flat_map(|entries| entries.keys().cloned()).collect()
}

/// The root tables of a side.
pub(super) fn roots(builder: &Builder<'_>, placement: &Placement, side: Side) -> Vec<usize> {
    (0..builder.raw.tables.len())
        .filter(|&table| placement.roles[table] == Role::Root && side_of(&builder.raw.tables[table]) == Some(side))
        .collect()
}

/// Whether a row without a place of its own goes into a header. A header carries text: a structure of the same name
/// (`accept`) is a member of the body.
pub(super) fn is_header(builder: &Builder<'_>, field: &Field<DraftRef>) -> bool {
    !is_structure(&field.schema) && builder.vocabulary.is_header_name(&field.name)
}

fn is_object(schema: &DraftSchema) -> bool {
    matches!(schema.kind, Kind::Ref { .. } | Kind::Map { .. } | Kind::Object(_))
}

fn is_structure(schema: &DraftSchema) -> bool {
    matches!(schema.kind, Kind::Ref { .. } | Kind::Array { .. } | Kind::Map { .. } | Kind::Object(_))
}

/// The variables of a path template, in order.
pub(crate) fn variables(path: &str) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    let mut rest = path;
    while let Some((_, behind)) = rest.split_once('{') {
        let Some((name, after)) = behind.split_once('}') else {
            break;
        };
        if !names.iter().any(|known| known == name) {
            names.push(name.to_owned());
        }
        rest = after;
    }
    names
}

//! Operations out of root tables: parameters by location, bodies by side and status.
//!
//! A parameter's location is decided row by row: a name in the path template goes into the path; what a caption, a
//! section or the vendor's header names say comes next; what is left goes behind the `?` of a method without body and
//! into the body of all others.

use std::collections::BTreeMap;

use crate::diagnostic::{Code, Diagnostic};
use crate::ir::{
    Body, Condition, Example, ExclusiveGroup, Field, Kind, Location, Object, Operation, OperationId, Parameter,
    Required, Schema,
};
use crate::read::{Endpoint, Reference};
use crate::source::Span;
use crate::text::{fold, hash};
use crate::vocabulary::{Outcome, Place, Side, Vocabulary};

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
    /// The names of the path template that no parameter has taken yet.
    variables: Vec<String>,
}

impl<'b, 'a> Assembly<'b, 'a> {
    fn new(builder: &'b mut Builder<'a>, placement: &'b Placement, endpoint: &'b Endpoint) -> Self {
        Self { builder, placement, endpoint, parameters: Vec::new(), variables: variables(&endpoint.path) }
    }

    fn operation(mut self) -> Operation<DraftRef> {
        let request = self.request();
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
        body.map(|schema| Body { media_type: media_type.to_owned(), schema })
    }

    /// Where a row of the request goes; nothing where it goes into the body.
    fn location(&self, place: Option<Place>, field: &Field<DraftRef>) -> Option<Location> {
        let in_template = self.variables.contains(&field.name) || variables(&self.endpoint.path).contains(&field.name);
        // What the request line has in its query is no header, whatever its name.
        let in_query = self.endpoint.query.contains(&field.name);
        let header = is_header(self.builder, field) && !in_query;
        // A variable that a table of the path has told already may be the name of a query parameter, too.
        let told = in_template && !self.variables.contains(&field.name);
        match place {
            Some(Place::Header) => Some(Location::Header),
            Some(Place::Path) => Some(if header { Location::Header } else { Location::Path }),
            Some(Place::Query) => Some(if in_template && !told { Location::Path } else { Location::Query }),
            Some(Place::Body | Place::Form) => (header && !in_template).then_some(Location::Header),
            Some(Place::Uri) | None if in_template => Some(Location::Path),
            // An object in the table of the URI of a request with a body is the body's.
            Some(Place::Uri) if is_object(&field.schema) && !self.endpoint.method.is_bodiless() => None,
            Some(Place::Uri) => Some(if header { Location::Header } else { Location::Query }),
            None if header => Some(Location::Header),
            None if in_query => Some(Location::Query),
            None => self.endpoint.method.is_bodiless().then_some(Location::Query),
        }
    }

    fn parameter(&mut self, location: Location, mut field: Field<DraftRef>) {
        if location == Location::Path {
            field.required = Required::Always;
            self.variables.retain(|name| *name != field.name);
        }
        // A variable of the path that stands in a table of the query as well is two parameters: see `location`.
        let in_template = variables(&self.endpoint.path).contains(&field.name);
        let known = self.parameters.iter_mut().find(|other| {
            let of_path = other.location == Location::Path && !(location == Location::Query && in_template);
            other.field.name == field.name && (other.location == location || of_path)
        });
        match known {
            None => self.parameters.push(Parameter { location, field }),
            // A table of another case: what is required in one of them only is not always required.
            Some(other) if other.location != Location::Path => {
                let always = |required| required == Required::Always;
                if always(other.field.required) != always(field.required) && field.required != Required::Unstated {
                    other.field.required = Required::Conditional;
                }
            }
            Some(_) => {}
        }
    }

    /// Parameters of which only one may be given: outside of a body it stays a condition in words.
    fn exclusive_parameters(&mut self, group: &ExclusiveGroup) {
        let known = |name: &String| self.parameters.iter().any(|parameter| parameter.field.name == *name);
        if group.members.len() < 2 || !group.members.iter().all(known) {
            return;
        }
        for parameter in self.parameters.iter_mut().filter(|parameter| group.members.contains(&parameter.field.name)) {
            parameter.field.schema.constraints.conditions.push(Condition {
                when: None,
                required: false,
                words: format!("only one of {} may be given", group.members.join(", ")),
                origin: group.origin.clone(),
                rule: "exclusive-parameters".into(),
            });
        }
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

    /// Takes out rows about the variables of the host (`https://{endpoint}/…`): they are the server's.
    fn drop_host_variables(&mut self) {
        let host = variables(self.endpoint.server.as_deref().unwrap_or_default());
        let path = variables(&self.endpoint.path);
        let of_host = |parameter: &mut Parameter<DraftRef>| {
            let name = &parameter.field.name;
            matches!(parameter.location, Location::Path | Location::Query)
                && host.iter().any(|variable| fold(variable) == fold(name))
                && !path.contains(name)
                && !self.endpoint.query.contains(name)
        };
        for parameter in self.parameters.extract_if(.., of_host) {
            let message = format!("`{}` stands for the host, and is no parameter", parameter.field.name);
            if let Some(origin) = parameter.field.schema.origin {
                self.builder.diagnostics.push(Diagnostic::at(Code::PathVariableUnknown, origin, message));
            }
        }
    }

    /// Path parameters whose name is not in the template, and variables of the template that no table documents: with as
    /// many of the one as of the other they are the same under two spellings. A variable that is left over is a
    /// parameter of which nothing else is known.
    fn pair_path_variables(&mut self) {
        let template = variables(&self.endpoint.path);
        let strangers: Vec<usize> = (0..self.parameters.len())
            .filter(|&i| {
                self.parameters[i].location == Location::Path && !template.contains(&self.parameters[i].field.name)
            })
            .collect();
        let open = std::mem::take(&mut self.variables);
        let pairs = self.pairs(&strangers, &open);
        for (index, variable) in &pairs {
            let parameter = &mut self.parameters[*index];
            let message = format!("the table calls the path's `{variable}` `{}`", parameter.field.name);
            let origin = parameter.field.schema.origin.clone();
            parameter.field.name.clone_from(variable);
            if let Some(origin) = origin {
                self.builder.diagnostics.push(Diagnostic::at(Code::PathVariableUnknown, origin, message));
            }
        }
        for index in strangers.into_iter().rev() {
            if pairs.iter().any(|(paired, _)| *paired == index) {
                continue;
            }
            // Listed under the path and not in it: behind the `?` is the only other place in a URI.
            let parameter = &mut self.parameters[index];
            parameter.location = Location::Query;
            if parameter.field.required == Required::Always {
                parameter.field.required = Required::Unstated;
            }
            let message = format!("the path has no variable `{}`", parameter.field.name);
            if let Some(origin) = parameter.field.schema.origin.clone() {
                self.builder.diagnostics.push(Diagnostic::at(Code::PathVariableUnknown, origin, message));
            }
        }
        for variable in open.into_iter().filter(|variable| !pairs.iter().any(|(_, paired)| paired == variable)) {
            self.builder.diagnostics.push(Diagnostic::new(
                Code::PathVariableUndocumented,
                self.builder.source,
                self.endpoint.span,
                format!("no table documents the path's variable `{variable}`"),
            ));
            let schema = self.url_schema("the path template", self.endpoint.span);
            let field = Field { name: variable, required: Required::Always, schema };
            self.parameters.push(Parameter { location: Location::Path, field });
        }
    }

    /// Which stranger is which open variable.
    fn pairs(&self, strangers: &[usize], open: &[String]) -> Vec<(usize, String)> {
        let plain = |name: &str| fold(name).replace(['_', '-', ' '], "");
        let mut pairs: Vec<(usize, String)> = Vec::new();
        for &index in strangers {
            let name = plain(&self.parameters[index].field.name);
            if let Some(variable) = open.iter().find(|variable| plain(variable) == name) {
                pairs.push((index, variable.clone()));
            }
        }
        let rest: Vec<usize> = strangers.iter().copied().filter(|i| !pairs.iter().any(|(p, _)| p == i)).collect();
        let left: Vec<&String> = open.iter().filter(|v| !pairs.iter().any(|(_, p)| p == *v)).collect();
        if rest.len() == left.len() && rest.len() == 1 {
            pairs.push((rest[0], left[0].clone()));
        }
        pairs
    }

    /// Names behind the `?` of the URL that no table documents.
    fn query_of_url(&mut self) {
        for name in self.endpoint.query.clone() {
            if self.parameters.iter().any(|parameter| parameter.field.name == name) {
                continue;
            }
            self.builder.diagnostics.push(Diagnostic::new(
                Code::PathVariableUndocumented,
                self.builder.source,
                self.endpoint.span,
                format!("no table documents the query's `{name}`"),
            ));
            let schema = self.url_schema("the URL's query", self.endpoint.span);
            let field = Field { name, required: Required::Unstated, schema };
            self.parameters.push(Parameter { location: Location::Query, field });
        }
    }

    fn url_schema(&self, from: &str, span: Span) -> DraftSchema {
        Schema { inferred: Some(from.to_owned()), origin: Some(self.builder.source.origin(span)), ..Schema::any() }
    }
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

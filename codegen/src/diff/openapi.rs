//! Reads `OpenAPI` documents as contracts to compare: Refract's own exports, and others as far as the IR has an
//! equivalent.
//!
//! What has none (`oneOf`, `not`, a reference to another file) is read as any value, with a note, so that every result
//! that rests on it is marked. This is not an import: it ignores descriptions, examples, and extensions other than
//! origins.

use std::collections::BTreeMap;

use heck::ToSnakeCase;
use serde_json::Value;

use super::schema_object::{self, items, members, origin, text};
use crate::emit::openapi::NO_SERVER;
use crate::emit::origins;
use crate::ir::{
    Api, Body, Field, Kind, Location, Method, Operation, OperationId, Parameter, Required, Response, SchemaName,
    Selector, Server, Status,
};
use crate::source::Origin;

/// Why a document can't be read.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ReadError {
    /// The document has another version.
    #[error("the document is of OpenAPI `{0}`; 3.0 and 3.1 can be compared")]
    Version(String),
    /// The document has no paths.
    #[error("the document has no `paths`")]
    Paths,
}

/// Reads a document as a contract. Gives notes, with JSON pointers, on what could not be taken over.
///
/// # Errors
/// [`ReadError`] where it is not an `OpenAPI` 3 document.
pub fn read(document: &Value, name: &str) -> Result<(Api, Vec<String>), ReadError> {
    let version = document.get("openapi").and_then(Value::as_str).unwrap_or_default();
    if !version.starts_with("3.") {
        return Err(ReadError::Version(version.to_owned()));
    }
    let document = &*origins::expand(document);
    let contract = |key: &str| document.get("x-contract")?.get(key)?.as_str();
    let title = document.pointer("/info/title").and_then(Value::as_str).unwrap_or(name);
    let (vendor, service) = match (contract("vendor"), contract("service")) {
        (Some(vendor), Some(service)) => (vendor, service),
        // Exports of earlier releases have the names in the title.
        _ => title.split_once(' ').unwrap_or(("", title)),
    };
    let mut api = Api::new(vendor, service);
    let place = Origin { page: name.into(), line: 1, column: 1 };
    let schemas = schema_object::Reader { place, rule: "openapi", named: &component, notes: Vec::new() };
    let mut reader = Reader { document, schemas };
    for (name, schema) in members(document.pointer("/components/schemas")) {
        let at = format!("/components/schemas/{name}");
        let mut schema = reader.schemas.schema(schema, &at);
        if matches!(schema.kind, Kind::Ref { .. }) {
            reader.schemas.notes.push(format!("{at}: a component that is only a reference"));
            schema.kind = Kind::Any;
        }
        api.schemas.insert(SchemaName::new(name), schema);
    }
    schema_object::end_unions(&mut api, "/components/schemas/", &mut reader.schemas.notes);
    let known = api.schemas.keys().cloned().collect::<Vec<_>>();
    for server in items(document.get("servers")) {
        if let Some(url) = server.get("url").and_then(Value::as_str).filter(|url| *url != NO_SERVER) {
            api.servers.push(Server { url: url.to_owned(), origin: reader.schemas.place.clone() });
        }
    }
    let paths = document.get("paths").and_then(Value::as_object).ok_or(ReadError::Paths)?;
    for (path, item) in paths {
        let shared = items(item.get("parameters"));
        for method in Method::ALL {
            let key = method.as_str().to_lowercase();
            if let Some(operation) = item.get(&key) {
                let at = format!("/paths/{}/{key}", path.replace('~', "~0").replace('/', "~1"));
                api.operations.push(reader.operation(operation, method, path, shared, &at));
            }
        }
    }
    for schema in api.schemas.values_mut() {
        schema.walk_mut(&mut |inner| reader.schemas.settle(inner, &known));
    }
    for operation in &mut api.operations {
        let responses = operation.responses.values_mut();
        let bodies = responses.flat_map(|it| {
            it.headers.iter_mut().map(|it| &mut it.schema).chain(it.body.iter_mut().map(|it| &mut it.schema))
        });
        let request = operation.request.iter_mut().map(|body| &mut body.schema);
        let parameters = operation.parameters.iter_mut().map(|it| &mut it.field.schema);
        for schema in bodies.chain(request).chain(parameters) {
            schema.walk_mut(&mut |inner| reader.schemas.settle(inner, &known));
        }
    }
    api.operations.sort_by(|a, b| a.id.cmp(&b.id));
    Ok((api, reader.schemas.notes))
}

/// Whether `refract export` made a document from pages, in this release or an earlier one: its operations have origins.
pub fn is_export(document: &Value) -> bool {
    let operations = members(document.get("paths")).flat_map(|(_, item)| members(Some(item)));
    document.get("x-contract").is_some() || operations.into_iter().any(|(_, it)| it.get("x-origin").is_some())
}

struct Reader<'a> {
    document: &'a Value,
    schemas: schema_object::Reader<'a>,
}

/// The component that a reference refers to.
fn component(reference: &str) -> Option<SchemaName> {
    reference.strip_prefix("#/components/schemas/").map(schema_object::unescape)
}

/// A constant that selects an operation.
fn selector(value: &Value, place: &Origin) -> Option<Selector> {
    Some(Selector {
        place: serde_json::from_value(value.get("in")?.clone()).ok()?,
        name: text(value, "name")?,
        value: text(value, "value"),
        origin: origin(value).unwrap_or_else(|| place.clone()),
        convention: None,
    })
}

impl<'a> Reader<'a> {
    /// A component that is referred to, or the value itself.
    fn follow(&self, value: &'a Value) -> &'a Value {
        let target = value.get("$ref").and_then(Value::as_str).and_then(|reference| reference.strip_prefix('#'));
        target.and_then(|pointer| self.document.pointer(pointer)).unwrap_or(value)
    }

    fn operation(&mut self, value: &'a Value, method: Method, path: &str, shared: &'a [Value], at: &str) -> Operation {
        let exported = origin(value);
        let id = match value.get("operationId").and_then(Value::as_str) {
            // Exports of Refract have the vendor's own names. Pages and other exports have ids, which are those names
            // in snake case.
            Some(name) if exported.is_some() || is_export(self.document) => name.to_snake_case(),
            Some(name) => name.to_owned(),
            None => format!("{method} {path}"),
        };
        let place = exported.unwrap_or_else(|| self.schemas.place.clone());
        let mut parameters: Vec<Parameter> = Vec::new();
        let mut path = path.to_owned();
        for (index, parameter) in items(value.get("parameters")).iter().chain(shared).enumerate() {
            let parameter = self.follow(parameter);
            let at = format!("{at}/parameters/{index}");
            let location = match parameter.get("in").and_then(Value::as_str) {
                Some("path") => Location::Path,
                Some("query") => Location::Query,
                Some("header") => Location::Header,
                _ => {
                    self.schemas.notes.push(format!("{at}: only parameters in path, query and header are compared"));
                    continue;
                }
            };
            let mut name = parameter.get("name").and_then(Value::as_str).unwrap_or("");
            // The page has the same variable in several places of the path, which the format forbids.
            let stated = parameter.get("x-path-name").and_then(Value::as_str);
            if let (Location::Path, Some(stated)) = (location, stated) {
                path = path.replace(&format!("{{{name}}}"), &format!("{{{stated}}}"));
                name = stated;
            }
            let field = self.field(parameter, name, &at);
            let twice = |it: &Parameter| it.location == location && it.field.name == field.name;
            if !parameters.iter().any(twice) {
                parameters.push(Parameter::new(location, field));
            }
        }
        let request =
            value.get("requestBody").and_then(|body| self.body(self.follow(body), &format!("{at}/requestBody")));
        let mut responses = BTreeMap::new();
        for (status, response) in members(value.get("responses")) {
            let at = format!("{at}/responses/{status}");
            let Ok(status) = status.parse::<Status>() else {
                self.schemas.notes.push(format!("{at}: only statuses and their classes are compared"));
                continue;
            };
            let response = self.follow(response);
            let headers = members(response.get("headers"))
                .map(|(name, header)| self.field(self.follow(header), name, &format!("{at}/headers/{name}")))
                .collect();
            let body = self.body(response, &at);
            let place = origin(response).unwrap_or_else(|| place.clone());
            responses.insert(
                status,
                Response { description: None, headers, body, failure: None, inferred: None, origin: place },
            );
        }
        // In `/#Action=CreateVpc`, the fragment only makes the path key unique; `x-selectors` has its meaning.
        let selectors: Vec<Selector> =
            items(value.get("x-selectors")).iter().filter_map(|it| selector(it, &place)).collect();
        let path = if selectors.is_empty() { &*path } else { path.split('#').next().unwrap_or(&path) };
        let constant = |it: &Parameter| {
            selectors
                .iter()
                .any(|selector| selector.place.name() == it.location.name() && selector.name == it.field.name)
        };
        parameters.retain(|parameter| !constant(parameter));
        Operation {
            selectors,
            deprecated: (value.get("deprecated") == Some(&Value::Bool(true))).then(|| place.clone()),
            parameters,
            request,
            responses,
            ..Operation::new(OperationId::new(id), method, path, place)
        }
    }

    /// A parameter or header.
    fn field(&mut self, value: &Value, name: &str, at: &str) -> Field {
        let mut schema = self.schemas.schema(value.get("schema").unwrap_or(&Value::Null), &format!("{at}/schema"));
        schema.origin = origin(value).or(schema.origin);
        schema.description = text(value, "description").or(schema.description);
        if value.get("deprecated") == Some(&Value::Bool(true)) {
            schema.constraints.deprecated = Some(self.schemas.sourced(value, true));
        }
        let required =
            if value.get("required") == Some(&Value::Bool(true)) { Required::Always } else { Required::Optional };
        Field { name: name.to_owned(), required, schema }
    }

    fn body(&mut self, value: &Value, at: &str) -> Option<Body> {
        let content = value.get("content")?.as_object()?;
        if content.len() > 1 {
            self.schemas
                .notes
                .push(format!("{at}/content: only the first of {} media types is compared", content.len()));
        }
        let (media_type, media) = content.iter().next()?;
        let schema = self.schemas.schema(media.get("schema").unwrap_or(&Value::Null), &format!("{at}/content/schema"));
        Some(Body { media_type: media_type.clone(), schema })
    }
}

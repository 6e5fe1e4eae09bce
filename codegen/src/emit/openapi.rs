//! `OpenAPI` 3.1: one document a service.
//!
//! Operations of several pages that share method and path are one operation of the document, as the format demands:
//! its `x-origin` lists the pages, and its bodies are a `oneOf` with a branch a page.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::schema_object::{self, Style, origin};
use crate::ir::{
    Api, Body, Direction, Example, ExampleContent, Location, Operation, Parameter, Required, Response, Status,
};

/// The document of a service.
pub fn document(api: &Api) -> Value {
    let style = Style::default();
    let mut groups: BTreeMap<(String, &str), Vec<&Operation>> = BTreeMap::new();
    for operation in &api.operations {
        groups.entry((shape(&operation.path), operation.method.as_str())).or_default().push(operation);
    }
    // One spelling of the template for all methods of a path: that of the first operation, by method.
    let mut templates: BTreeMap<&str, &str> = BTreeMap::new();
    for ((shape, _), operations) in &groups {
        templates.entry(shape).or_insert(&operations[0].path);
    }
    let mut paths: BTreeMap<&str, Map<String, Value>> = BTreeMap::new();
    for ((shape, method), operations) in &groups {
        let template = templates[shape.as_str()];
        let value = operation_object(api, template, operations, &style);
        paths.entry(template).or_default().insert(method.to_lowercase(), value);
    }
    let mut document = Map::new();
    document.insert("openapi".into(), json!("3.1.0"));
    document.insert(
        "info".into(),
        json!({
            "title": format!("{} {}", api.vendor, api.service),
            "version": "0",
            "description": "Read from the vendor's reference pages by Refract. `x-origin` names page, line and column.",
        }),
    );
    if !api.servers.is_empty() {
        document.insert("servers".into(), api.servers.iter().map(|entry| server(&entry.url)).collect());
    }
    document.insert("paths".into(), json!(paths));
    let schemas: Map<String, Value> = api
        .schemas
        .iter()
        .map(|(name, schema)| (name.to_string(), schema_object::schema(api, schema, &style)))
        .collect();
    if !schemas.is_empty() {
        document.insert("components".into(), json!({ "schemas": schemas }));
    }
    Value::Object(document)
}

/// A path template without the names of its variables, in lower case.
fn shape(path: &str) -> String {
    let mut out = String::new();
    let mut inside = false;
    for c in path.chars() {
        match c {
            '{' => inside = true,
            '}' => {
                inside = false;
                out.push_str("{}");
            }
            c if !inside => out.push(c),
            _ => {}
        }
    }
    out
}

/// A server object; what varies in the URL becomes a variable.
fn server(url: &str) -> Value {
    let mut variables = Map::new();
    for name in crate::understand::variables(url) {
        variables.insert(name.clone(), json!({ "default": name }));
    }
    if variables.is_empty() { json!({ "url": url }) } else { json!({ "url": url, "variables": variables }) }
}

fn operation_object(api: &Api, template: &str, operations: &[&Operation], style: &Style<'_>) -> Value {
    let first = operations[0];
    let mut out = Map::new();
    let id = if operations.len() == 1 { first.id.to_string() } else { shared_id(first) };
    out.insert("operationId".into(), json!(id));
    out.insert("summary".into(), json!(first.summary));
    let descriptions: Vec<&str> = operations.iter().filter_map(|operation| operation.description.as_deref()).collect();
    if !descriptions.is_empty() {
        out.insert("description".into(), json!(descriptions.join("\n\n")));
    }
    if operations.iter().all(|operation| operation.deprecated.is_some()) {
        out.insert("deprecated".into(), json!(true));
    }
    let parameters = parameters(api, template, operations, style);
    if !parameters.is_empty() {
        out.insert("parameters".into(), Value::Array(parameters));
    }
    let requests: Vec<(&Operation, &Body)> =
        operations.iter().filter_map(|operation| operation.request.as_ref().map(|body| (*operation, body))).collect();
    if !requests.is_empty() {
        let examples: Vec<&Example> = operations
            .iter()
            .flat_map(|operation| &operation.examples)
            .filter(|example| example.direction == Direction::Request)
            .collect();
        out.insert(
            "requestBody".into(),
            json!({ "content": content(api, &requests, &examples, operations.len(), style) }),
        );
    }
    let mut statuses: BTreeMap<Status, Vec<(&Operation, &Response)>> = BTreeMap::new();
    for operation in operations {
        for (status, response) in &operation.responses {
            statuses.entry(*status).or_default().push((operation, response));
        }
    }
    let mut responses: Map<String, Value> = Map::new();
    for (status, found) in &statuses {
        responses.insert(status.to_string(), response_object(api, *status, found, operations, style));
    }
    if responses.is_empty() {
        responses.insert("default".into(), json!({ "description": "The page lists no response." }));
    }
    out.insert("responses".into(), Value::Object(responses));
    let origins: Vec<Value> = operations.iter().map(|operation| origin(&operation.origin)).collect();
    let places = if let [one] = origins.as_slice() { one.clone() } else { Value::Array(origins) };
    out.insert("x-origin".into(), places);
    Value::Object(out)
}

/// The id of an operation that several pages share: from method and path, which they have in common.
fn shared_id(operation: &Operation) -> String {
    use heck::ToSnakeCase;
    let path: String = operation.path.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { ' ' }).collect();
    format!("{} {path}", operation.method.as_str().to_ascii_lowercase()).to_snake_case()
}

/// A parameter as several pages have it: where it goes, its name in the template, and each page's own.
type Merged<'a> = (Location, String, Vec<(&'a Operation, &'a Parameter)>);

fn parameters(api: &Api, template: &str, operations: &[&Operation], style: &Style<'_>) -> Vec<Value> {
    let names = crate::understand::variables(template);
    let mut merged: Vec<Merged<'_>> = Vec::new();
    for operation in operations {
        let own = crate::understand::variables(&operation.path);
        for parameter in &operation.parameters {
            // Variables of the path go by the template's own names.
            let place = own.iter().position(|name| *name == parameter.field.name);
            let name = match (parameter.location, place.and_then(|index| names.get(index))) {
                (Location::Path, Some(name)) => name.clone(),
                _ => parameter.field.name.clone(),
            };
            match merged.iter_mut().find(|(location, known, _)| *location == parameter.location && *known == name) {
                Some((.., found)) => found.push((operation, parameter)),
                None => merged.push((parameter.location, name, vec![(operation, parameter)])),
            }
        }
    }
    merged
        .into_iter()
        .map(|(location, name, found)| parameter(api, location, &name, &found, operations.len(), style))
        .collect()
}

fn parameter(
    api: &Api,
    location: Location,
    name: &str,
    found: &[(&Operation, &Parameter)],
    pages: usize,
    style: &Style<'_>,
) -> Value {
    let field = &found[0].1.field;
    let mut out = Map::new();
    out.insert("name".into(), json!(name));
    out.insert("in".into(), json!(location.name()));
    // Required for all pages that share the operation, or for none: each of them must be callable.
    let required =
        found.len() == pages && found.iter().all(|(_, parameter)| parameter.field.required == Required::Always);
    if location == Location::Path || required {
        out.insert("required".into(), json!(true));
    }
    let mut schema = schema_object::schema(api, &field.schema, style);
    if let Value::Object(schema) = &mut schema {
        for key in ["description", "deprecated"] {
            if let Some(value) = schema.remove(key) {
                out.insert(key.to_owned(), value);
            }
        }
        schema.remove("x-origin");
    }
    out.insert("schema".into(), schema);
    let places: Vec<Value> =
        found.iter().filter_map(|(_, parameter)| parameter.field.schema.origin.as_ref().map(origin)).collect();
    match places.as_slice() {
        [] => {}
        [one] => drop(out.insert("x-origin".into(), one.clone())),
        _ => drop(out.insert("x-origin".into(), Value::Array(places))),
    }
    Value::Object(out)
}

/// The content of a body: one schema, or a `oneOf` with a branch a page where several share the operation.
fn content(api: &Api, bodies: &[(&Operation, &Body)], examples: &[&Example], pages: usize, style: &Style<'_>) -> Value {
    let mut media: BTreeMap<&str, Vec<(&Operation, &Body)>> = BTreeMap::new();
    for (operation, body) in bodies {
        media.entry(&body.media_type).or_default().push((operation, body));
    }
    let mut out = Map::new();
    for (media_type, found) in media {
        let schema = if pages == 1 {
            schema_object::schema(api, &found[0].1.schema, style)
        } else {
            let branches: Vec<Value> = found
                .iter()
                .map(|(operation, body)| {
                    let mut branch = schema_object::schema(api, &body.schema, style);
                    if let Value::Object(branch) = &mut branch {
                        branch.insert("title".into(), json!(operation.summary));
                        branch.insert("x-origin".into(), origin(&operation.origin));
                    }
                    branch
                })
                .collect();
            json!({ "oneOf": branches })
        };
        let mut entry = Map::new();
        entry.insert("schema".into(), schema);
        let shown: Map<String, Value> = examples
            .iter()
            .filter_map(|example| match &example.content {
                ExampleContent::Json(value) => Some((example, value)),
                _ => None,
            })
            .enumerate()
            .map(|(index, (example, value))| {
                let mut shown = Map::new();
                if let Some(title) = &example.title {
                    shown.insert("summary".into(), json!(title));
                }
                shown.insert("value".into(), value.clone());
                shown.insert("x-origin".into(), origin(&example.origin));
                (format!("example-{}", index + 1), Value::Object(shown))
            })
            .collect();
        if !shown.is_empty() {
            entry.insert("examples".into(), Value::Object(shown));
        }
        out.insert(media_type.to_owned(), Value::Object(entry));
    }
    Value::Object(out)
}

fn response_object(
    api: &Api,
    status: Status,
    found: &[(&Operation, &Response)],
    operations: &[&Operation],
    style: &Style<'_>,
) -> Value {
    let mut out = Map::new();
    let description = found.iter().find_map(|(_, response)| response.description.clone());
    out.insert("description".into(), json!(description.unwrap_or_else(|| default_description(status).to_owned())));
    let mut headers = Map::new();
    for (_, response) in found {
        for field in &response.headers {
            let mut header = Map::new();
            let mut schema = schema_object::schema(api, &field.schema, style);
            if let Value::Object(schema) = &mut schema
                && let Some(description) = schema.remove("description")
            {
                header.insert("description".into(), description);
            }
            header.insert("schema".into(), schema);
            headers.entry(field.name.clone()).or_insert(Value::Object(header));
        }
    }
    if !headers.is_empty() {
        out.insert("headers".into(), Value::Object(headers));
    }
    let bodies: Vec<(&Operation, &Body)> = found
        .iter()
        .filter_map(|(operation, response)| response.body.as_ref().map(|body| (*operation, body)))
        .collect();
    if !bodies.is_empty() {
        let examples: Vec<&Example> = operations
            .iter()
            .flat_map(|operation| &operation.examples)
            .filter(|example| example.direction == Direction::Response && example.status == Some(status))
            .collect();
        out.insert("content".into(), content(api, &bodies, &examples, operations.len(), style));
    }
    if let Some(inferred) = found.iter().find_map(|(_, response)| response.inferred.as_ref()) {
        out.insert("x-inferred".into(), json!(inferred));
    }
    Value::Object(out)
}

/// `OpenAPI` demands a description of every response.
fn default_description(status: Status) -> &'static str {
    if status.is_success() { "Success." } else { "Failure." }
}

//! Operations: what the pages that share method and path state about them.

use std::collections::{BTreeMap, BTreeSet};

use indexmap::IndexMap;
use serde_json::{Map, Value, json};

use super::{Group, Writer, security, selectors, words};
use crate::emit::markdown;
use crate::emit::schema_object::{corrections, origin};
use crate::ir::{Body, Example, Operation, Response, Schema, Status};
use crate::understand::JSON;

/// The ids of the document's operations: the vendor's own name, or the id from its page; where several pages share an
/// operation, its method and path. An id that another group has is numbered.
pub(super) fn ids(groups: &[Group<'_>]) -> Vec<String> {
    let own: BTreeSet<&str> = groups
        .iter()
        .filter_map(|(_, operations)| if let [one] = operations.as_slice() { Some(id(one)) } else { None })
        .collect();
    let mut given = BTreeSet::new();
    let ids = groups.iter().map(|((_, method), operations)| {
        if let [one] = operations.as_slice() {
            return id(one).to_owned();
        }
        let base = format!("{}_{}", method.to_ascii_lowercase(), words(&operations[0].path));
        let mut numbers = 2..;
        let mut id = base.clone();
        while own.contains(id.as_str()) || !given.insert(id.clone()) {
            id = format!("{base}_{}", numbers.next().unwrap_or_default());
        }
        id
    });
    ids.collect()
}

/// The name of an operation: the vendor's own, where there is one.
fn id(operation: &Operation) -> &str {
    operation.name.as_deref().unwrap_or(operation.id.as_str())
}

impl<'a> Writer<'a> {
    pub(super) fn operation(&self, template: &str, operations: &[&'a Operation], id: &str) -> Value {
        let first = operations[0];
        let mut out = Map::new();
        out.insert("operationId".into(), json!(id));
        let tags: BTreeSet<&str> = operations.iter().map(|operation| self.tags.of(operation)).collect();
        out.insert("tags".into(), json!(tags));
        out.insert("summary".into(), json!(summary(first)));
        let described =
            |operation: &&Operation| Some(markdown::of(operation.description.as_deref()?, &operation.links));
        let descriptions: Vec<String> = operations.iter().filter_map(described).collect();
        if !descriptions.is_empty() {
            out.insert("description".into(), json!(descriptions.join("\n\n")));
        }
        if operations.iter().all(|operation| operation.deprecated.is_some()) {
            out.insert("deprecated".into(), json!(true));
        }
        if let Some(servers) = self.servers.of(operations) {
            out.insert("servers".into(), servers);
        }
        if let Some(requirements) = security::requirements(self.api, operations) {
            out.insert("security".into(), requirements);
        }
        let mut parameters = selectors::parameters(operations);
        parameters.extend(self.parameters(template, operations));
        if !parameters.is_empty() {
            out.insert("parameters".into(), Value::Array(parameters));
        }
        if let Some(body) = self.request(operations) {
            out.insert("requestBody".into(), body);
        }
        out.insert("responses".into(), self.responses(operations));
        if let Some(selectors) = selectors::annotation(operations) {
            out.insert("x-selectors".into(), selectors);
        }
        let fixed = corrections(operations.iter().flat_map(|operation| &operation.corrections));
        if !fixed.is_empty() {
            out.insert("x-fixups".into(), Value::Array(fixed));
        }
        let unread: Vec<Value> = operations.iter().flat_map(|operation| &operation.incomplete).map(origin).collect();
        if !unread.is_empty() {
            out.insert("x-incomplete".into(), Value::Array(unread));
        }
        let origins: Vec<Value> = operations
            .iter()
            .flat_map(|operation| std::iter::once(&operation.origin).chain(&operation.editions))
            .map(origin)
            .collect();
        let places = if let [one] = origins.as_slice() { one.clone() } else { Value::Array(origins) };
        out.insert("x-origin".into(), places);
        Value::Object(out)
    }

    fn request(&self, operations: &[&Operation]) -> Option<Value> {
        let bodies: Vec<(&Operation, &Body)> = operations
            .iter()
            .filter_map(|operation| operation.request.as_ref().map(|body| (*operation, body)))
            .collect();
        if bodies.is_empty() {
            // Nothing except the constants that select the operation.
            let alone: Vec<Value> =
                operations.iter().filter_map(|operation| selectors::in_body(self.api, operation, None)).collect();
            let schema = if alone.len() > 1 { json!({ "oneOf": alone }) } else { alone.into_iter().next()? };
            return Some(json!({ "required": true, "content": { JSON: { "schema": schema } } }));
        }
        let examples: Vec<&Example> = operations.iter().flat_map(|operation| operation.request_examples()).collect();
        let mut out = Map::new();
        // A body with required content is itself required.
        let needed = |body: &Body| self.demands_a_field(&body.schema);
        if bodies.len() == operations.len() && bodies.iter().all(|(_, body)| needed(body)) {
            out.insert("required".into(), json!(true));
        }
        out.insert("content".into(), self.content(None, &bodies, &examples, operations.len()));
        Some(Value::Object(out))
    }

    fn responses(&self, operations: &[&Operation]) -> Value {
        let mut statuses: BTreeMap<Status, Vec<(&Operation, &Response)>> = BTreeMap::new();
        for operation in operations {
            for (status, response) in &operation.responses {
                statuses.entry(*status).or_default().push((operation, response));
            }
        }
        let mut responses: Map<String, Value> = Map::new();
        for (status, found) in &statuses {
            responses.insert(status.to_string(), self.response(*status, found, operations));
        }
        if responses.is_empty() {
            responses.insert("default".into(), json!({ "description": "The page lists no response." }));
        }
        Value::Object(responses)
    }

    fn response(&self, status: Status, found: &[(&Operation, &Response)], operations: &[&Operation]) -> Value {
        let mut out = Map::new();
        let description =
            found.iter().find_map(|(_, response)| response.description.as_deref().map(|text| markdown::of(text, &[])));
        out.insert("description".into(), json!(description.unwrap_or_else(|| default_description(status).to_owned())));
        let mut headers = Map::new();
        let mut stated: IndexMap<&str, Vec<&Schema>> = IndexMap::new();
        for field in found.iter().flat_map(|(_, response)| &response.headers) {
            stated.entry(&field.name).or_default().push(&field.schema);
        }
        for (name, schemas) in stated {
            let (schema, mut header) = self.widened(&schemas);
            header.insert("schema".into(), schema);
            headers.insert(name.to_owned(), Value::Object(header));
        }
        if !headers.is_empty() {
            out.insert("headers".into(), Value::Object(headers));
        }
        let bodies: Vec<(&Operation, &Body)> = found
            .iter()
            .filter_map(|(operation, response)| response.body.as_ref().map(|body| (*operation, body)))
            .collect();
        if !bodies.is_empty() {
            let examples: Vec<&Example> =
                operations.iter().flat_map(|operation| operation.response_examples(status)).collect();
            out.insert("content".into(), self.content(Some(status), &bodies, &examples, operations.len()));
        }
        if let Some(inferred) = found.iter().find_map(|(_, response)| response.inferred.as_ref()) {
            out.insert("x-inferred".into(), json!(inferred.sentence()));
        }
        let places: Vec<Value> = found.iter().map(|(_, response)| origin(&response.origin)).collect();
        let places = if let [one] = places.as_slice() { one.clone() } else { Value::Array(places) };
        out.insert("x-origin".into(), places);
        Value::Object(out)
    }
}

/// The summary of an operation: the title of its page. If the title is only its name, or its name after words that
/// other titles share, the first sentence of its description; otherwise its name.
fn summary(operation: &Operation) -> &str {
    /// The length that fits in a line of a list.
    const LONGEST: usize = 120;
    let title = operation.summary.trim();
    let name = id(operation);
    let last = title.split(|c: char| c.is_whitespace() || matches!(c, '.' | ':')).next_back().unwrap_or_default();
    // A name of one word could be an ordinary word of the title, unless it is spelled as only names are.
    let is_name = operation.name.is_some() || last.starts_with(char::is_lowercase);
    let names = is_name && name.rsplit('.').next().is_some_and(|name| last.eq_ignore_ascii_case(name));
    let described = operation.description.as_deref().map(first_sentence).filter(|text| !text.is_empty());
    match described {
        Some(sentence) if (names || title.is_empty()) && sentence.chars().count() <= LONGEST => sentence,
        _ if title.is_empty() => name,
        _ => title,
    }
}

/// The first sentence of a text, without the full stop at its end.
fn first_sentence(text: &str) -> &str {
    let line = text.trim_start().lines().next().unwrap_or_default();
    // The first item of a list is a sentence without its bullet.
    let line = line.strip_prefix("- ").unwrap_or(line).trim_start();
    let ends = line.char_indices().filter(|(index, c)| match c {
        '。' | '！' | '？' => true,
        '.' | '!' | '?' => line[index + 1..].starts_with(' '),
        _ => false,
    });
    let end = ends.map(|(index, _)| index).next().unwrap_or(line.len());
    line[..end].trim_end_matches(['.', '。', ' '])
}

/// `OpenAPI` requires a description of every response.
fn default_description(status: Status) -> &'static str {
    if status.is_success() { "Success." } else { "Failure." }
}

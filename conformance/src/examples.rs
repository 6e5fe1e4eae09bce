//! The examples on pages as recordings like others: exchanges that name their operation and contain one half.
//!
//! The name of the recording is the page, and the line is the example's own, so that a finding leads to both places at
//! once: what the example shows, and the row that says otherwise.

use std::collections::BTreeMap;
use std::sync::Arc;

use refract_codegen::ir::{Api, Direction, Example, ExampleContent, Method, Operation, Status};
use refract_codegen::source::Origin;
use serde_json::{Map, Value, json};

use crate::check::decode;
use crate::contract::Contract;
use crate::input::{Batch, Form, Record};

/// The examples of all pages, a batch a page.
pub fn batches(contract: &Contract) -> Vec<Batch> {
    let mut pages: BTreeMap<Arc<str>, Vec<(&Origin, Value)>> = BTreeMap::new();
    for api in contract.apis() {
        for operation in &api.operations {
            for example in &operation.examples {
                let exchange = exchange(api, operation, example);
                pages.entry(Arc::clone(&example.origin.page)).or_default().push((&example.origin, exchange));
            }
        }
    }
    let batch = |(file, mut examples): (Arc<str>, Vec<(&Origin, Value)>)| {
        examples.sort_by_key(|(origin, _)| *origin);
        let (mut data, mut records) = (Vec::new(), Vec::new());
        for (number, (origin, exchange)) in (1..).zip(&examples) {
            let start = data.len();
            data.extend_from_slice(exchange.to_string().as_bytes());
            let line = u64::from(origin.line);
            records.push(Record { bytes: start..data.len(), number, line, form: Ok(Form::Exchange) });
        }
        Batch { file, data, records }
    };
    pages.into_iter().map(batch).collect()
}

/// An example in the form of an exchange.
fn exchange(api: &Api, operation: &Operation, example: &Example) -> Value {
    let mut half = Map::new();
    if !example.headers.is_empty() {
        half.insert("headers".into(), json!(example.headers));
    }
    match &example.content {
        ExampleContent::None => {}
        // A string would be taken for text.
        ExampleContent::Json(Value::String(text)) => drop(half.insert("text".into(), json!(json!(text).to_string()))),
        ExampleContent::Json(value) => drop(half.insert("body".into(), value.clone())),
        ExampleContent::Text(text) => drop(half.insert("text".into(), json!(text))),
    }
    let side = match example.direction {
        Direction::Request => {
            if let Some((method, path)) = example.request_line.as_deref().and_then(target) {
                half.insert("method".into(), json!(method.as_str()));
                half.insert("path".into(), json!(path));
            }
            if let Some(query) = example.request_line.as_deref().and_then(query) {
                half.insert("query".into(), query);
            }
            "request"
        }
        Direction::Response => {
            half.insert("status".into(), json!(status(operation, example)));
            "response"
        }
    };
    json!({
        "source": example.origin.to_string(),
        "operation": format!("{}/{}/{}", api.vendor, api.service, operation.id),
        side: half,
    })
}

/// The method and path of a request line. The host is mostly one that the reader fills in, with or without a scheme
/// before it.
fn target(line: &str) -> Option<(Method, &str)> {
    let mut words = line.split_whitespace();
    let method = words.next()?.parse().ok()?;
    let url = words.next()?;
    let url = url.split(['?', '#']).next()?;
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let path = &rest[rest.find('/')?..];
    (path.len() > 1).then_some((method, path))
}

/// The query of a request line, as far as it shows one: where values are left to the reader (`limit={limit}`), it shows
/// how a query is written and none that is sent.
fn query(line: &str) -> Option<Value> {
    let url = line.split_whitespace().nth(1)?;
    let (_, query) = url.split_once('?')?;
    let mut pairs: Map<String, Value> = Map::new();
    for pair in query.split('&').filter(|pair| !pair.is_empty()) {
        let (name, value) = pair.split_once('=')?;
        let placeholder =
            value.is_empty() || value.contains(['{', '}', '<', '>', '*', '$', '…']) || value.contains("..");
        if placeholder || name.is_empty() {
            return None;
        }
        let values = pairs.entry(decode(name).into_owned()).or_insert_with(|| json!([]));
        values.as_array_mut()?.push(json!(decode(value)));
    }
    (!pairs.is_empty()).then_some(Value::Object(pairs))
}

/// The status of an example of a response. One without a status shows success.
fn status(operation: &Operation, example: &Example) -> u16 {
    let stated = example.status.or_else(|| {
        let mut responses = operation.responses.iter().filter(|(status, _)| status.is_success());
        let first = responses.next();
        first
            .into_iter()
            .chain(responses)
            .max_by_key(|(_, response)| response.body.is_some())
            .map(|(status, _)| *status)
    });
    match stated {
        Some(Status::Code(code)) => code,
        Some(Status::Class(class)) => u16::from(class) * 100,
        None => 200,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn methods_and_paths_are_read_with_any_host() {
        for (line, wanted) in [
            ("GET https://host/v1/x?limit=2 HTTP/1.1", Some((Method::Get, "/v1/x"))),
            ("PUT https://{endpoint}/v1/{id}", Some((Method::Put, "/v1/{id}"))),
            ("POST {endpoint}/v1/x", Some((Method::Post, "/v1/x"))),
            ("POST /v1/x", Some((Method::Post, "/v1/x"))),
            ("POST https://host/", None),
            ("POST host", None),
            ("Send /v1/x", None),
        ] {
            assert_eq!(target(line), wanted, "{line}");
        }
    }

    #[test]
    fn queries_are_read_where_they_are_shown() {
        for (line, wanted) in [
            (
                "GET https://host/v1/x?limit=2&name=a%20b&limit=3 HTTP/1.1",
                Some(json!({"limit": ["2", "3"], "name": ["a b"]})),
            ),
            ("GET /v1/x?limit={limit}&offset=0", None),
            ("GET /v1/x?limit=<n>", None),
            ("GET /v1/x?limit=", None),
            ("GET /v1/x", None),
            ("GET", None),
        ] {
            assert_eq!(query(line), wanted, "{line}");
        }
    }
}

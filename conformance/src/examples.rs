//! The examples on pages as recordings like others: exchanges that name their operation and hold one half.
//!
//! The name of the recording is the page, and the line is the example's own, so that a finding leads to both places at
//! once: what the example shows, and the row that says otherwise.

use std::collections::BTreeMap;
use std::sync::Arc;

use refract_codegen::ir::{Api, Direction, Example, ExampleContent, Operation, Status};
use refract_codegen::source::Origin;
use serde_json::{Map, Value, json};

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
        Direction::Request => "request",
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

//! Selectors: how a document distinguishes operations with the same method and path.
//!
//! `OpenAPI` identifies operations by path and method only. A fragment after the path (`/#Action=CreateVpc`), as in the
//! published documents of other RPC services, gives each operation its own entry; it is never sent. Instead, a required
//! parameter with a single value is sent.

use std::collections::BTreeSet;
use std::str::FromStr;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Map, Value, json};

use crate::ParseError;
use crate::emit::schema_object::origin;
use crate::ir::{Api, Operation, Selector, SelectorPlace, selector};
use crate::source::Origin;

/// How operations with the same method and path are written in a document.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Selectors {
    /// With a path key per operation: `/#Action=CreateVpc`.
    #[default]
    Paths,
    /// As one operation: the selector is a parameter with one value per operation, and the bodies are alternatives.
    Merged,
}

impl FromStr for Selectors {
    type Err = ParseError;

    fn from_str(text: &str) -> Result<Self, ParseError> {
        crate::choice::by_name(&[(Self::Paths, "paths"), (Self::Merged, "merged")], text)
    }
}

/// The characters that a fragment may contain unencoded: RFC 3986's `unreserved`, and the `/` of JSON Pointers.
const KEPT: AsciiSet = NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~').remove(b'/');

/// The fragment after the path: empty for an operation without selectors, and where all operations of a path are
/// merged.
pub(super) fn fragment(operation: &Operation, form: Selectors) -> String {
    if form == Selectors::Merged || operation.selectors.is_empty() {
        return String::new();
    }
    let encoded = |text: &str| utf8_percent_encode(text, &KEPT).to_string();
    let part = |selector: &Selector| match &selector.value {
        Some(value) => format!("{}={}", encoded(&selector.name), encoded(value)),
        None => encoded(&selector.name),
    };
    format!("#{}", operation.selectors.iter().map(part).collect::<Vec<_>>().join("&"))
}

/// The parameters for the selectors of query and header: required where every operation has one.
pub(super) fn parameters(operations: &[&Operation]) -> Vec<Value> {
    let mut named: Vec<(SelectorPlace, &str)> = Vec::new();
    for selector in operations.iter().flat_map(|operation| &operation.selectors) {
        let name = (selector.place, selector.name.as_str());
        if selector.place != SelectorPlace::Body && !named.contains(&name) {
            named.push(name);
        }
    }
    let parameter = |(place, name): (SelectorPlace, &str)| {
        let of = |operation: &&Operation| {
            operation
                .selectors
                .iter()
                .find(|selector| (selector.place, selector.name.as_str()) == (place, name))
                .cloned()
        };
        let found: Vec<Selector> = operations.iter().filter_map(of).collect();
        let values: BTreeSet<&str> = found.iter().filter_map(|selector| selector.value.as_deref()).collect();
        let mut schema = Map::new();
        schema.insert("type".into(), json!("string"));
        if !values.is_empty() {
            schema.insert("enum".into(), json!(values));
        }
        let mut out = Map::new();
        out.insert("name".into(), json!(name));
        out.insert("in".into(), json!(place.name()));
        if found.len() == operations.len() {
            out.insert("required".into(), json!(true));
        }
        out.insert("description".into(), json!("Chooses the operation."));
        out.insert("schema".into(), Value::Object(schema));
        let places: BTreeSet<&Origin> = found.iter().map(|it| it.convention.as_ref().unwrap_or(&it.origin)).collect();
        match places.iter().copied().map(origin).collect::<Vec<_>>().as_slice() {
            [one] => drop(out.insert("x-origin".into(), one.clone())),
            all => drop(out.insert("x-origin".into(), json!(all))),
        }
        Value::Object(out)
    };
    named.into_iter().map(parameter).collect()
}

/// The schema of a request's body, with the constants that are members of it.
pub(super) fn in_body(api: &Api, operation: &Operation, schema: Option<Value>) -> Option<Value> {
    let of_body = selector::added_to_body(api, operation);
    let mut properties = Map::new();
    for selector in of_body {
        let constant = selector.value.as_ref().map_or_else(|| json!({}), |value| json!({ "enum": [value] }));
        properties.insert(selector.name.clone(), constant);
    }
    if properties.is_empty() {
        return schema;
    }
    let names: Vec<&String> = properties.keys().collect();
    let constants = json!({ "type": "object", "required": names, "properties": properties });
    Some(match schema {
        Some(schema) => json!({ "allOf": [schema, constants] }),
        None => constants,
    })
}

/// Whether a request's body has the constants that are members of it.
pub(super) fn are_in_body(api: &Api, operation: &Operation, body: &Value) -> bool {
    selector::added_to_body(api, operation).all(|selector| {
        body.get(&selector.name)
            .is_some_and(|found| selector.value.as_ref().is_none_or(|value| found.as_str() == Some(value)))
    })
}

/// `x-selectors`: the constants as in the IR; `None` where several operations with different constants are merged.
pub(super) fn annotation(operations: &[&Operation]) -> Option<Value> {
    let first = operations.first()?;
    let agree = operations.iter().all(|operation| selector::same(&operation.selectors, &first.selectors));
    let one = |selector: &Selector| {
        let mut out = Map::new();
        out.insert("in".into(), json!(selector.place.name()));
        out.insert("name".into(), json!(selector.name));
        out.extend(selector.value.as_ref().map(|value| ("value".to_owned(), json!(value))));
        out.insert("x-origin".into(), origin(&selector.origin));
        Value::Object(out)
    };
    (agree && !first.selectors.is_empty()).then(|| first.selectors.iter().map(one).collect())
}

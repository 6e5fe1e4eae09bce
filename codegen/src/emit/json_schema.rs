//! JSON Schema 2020-12: a bundle a service, and a file an operation, direction and status that refers to it.
//!
//! Every file has a stable `$id` below a configurable base. References are relative, so that they resolve on disk as
//! well as below the base.

use serde_json::{Map, Value, json};

use super::schema_object::{self, Style};
use super::{Artefacts, pretty};
use crate::ir::{Api, Body, Schema, Status};

const DIALECT: &str = "https://json-schema.org/draft/2020-12/schema";

/// The files of a service, below its vendor's folder.
pub fn files(api: &Api, base: &str) -> Artefacts {
    let mut files = Artefacts::new();
    let folder = format!("{}/{}", api.vendor, api.service);
    let id = |path: &str| format!("{}/{path}", base.trim_end_matches('/'));
    let bundle = format!("{folder}.json");
    let inside = Style { reference: "#/$defs/", digits: true, ..Style::default() };
    let definitions: Map<String, Value> = api
        .schemas
        .iter()
        .map(|(name, schema)| (name.to_string(), schema_object::schema(api, schema, &inside)))
        .collect();
    files.insert(
        bundle.clone(),
        pretty(&json!({ "$schema": DIALECT, "$id": id(&bundle), "title": format!("{} {}", api.vendor, api.service), "$defs": definitions })),
    );
    let reference = format!("../{}.json#/$defs/", api.service);
    let outside = Style { reference: &reference, digits: true, ..Style::default() };
    let mut add = |name: String, title: String, schema: &Schema| {
        let path = format!("{folder}/{name}.json");
        let mut file = Map::new();
        file.insert("$schema".into(), json!(DIALECT));
        file.insert("$id".into(), json!(id(&path)));
        file.insert("title".into(), json!(title));
        if let Value::Object(body) = schema_object::schema(api, schema, &outside) {
            file.extend(body);
        }
        files.insert(path, pretty(&Value::Object(file)));
    };
    for operation in &api.operations {
        if let Some(Body { schema, .. }) = &operation.request {
            add(
                format!("{}.request", operation.id),
                format!("Request of {} {}", operation.method, operation.path),
                schema,
            );
        }
        for (status, response) in &operation.responses {
            if let Some(Body { schema, .. }) = &response.body {
                add(
                    name_of(operation.id.as_str(), *status),
                    format!("Response {status} of {} {}", operation.method, operation.path),
                    schema,
                );
            }
        }
    }
    files
}

/// The file name of a response's schema, without its extension.
pub fn name_of(operation: &str, status: Status) -> String {
    format!("{operation}.response.{status}")
}

//! Reads exported JSON Schemas as contracts to compare. An export has a bundle per service with the structures that
//! operations share, and a schema per body, in its own file or in the bundle.
//!
//! The `$id` of a schema names vendor, service and operation; its title names method, path and status. Schemas describe
//! bodies only: [`super::compare_bodies`] compares what they state. Schemas that Refract did not export name no
//! operation, and are not read.

use std::borrow::Cow;
use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::schema_object::{Reader, end_unions, origin, unescape};
use crate::emit::json_schema::{STANDARD, Slot, Subject, segments};
use crate::emit::origins;
use crate::emit::vocabulary::DIALECT_ID;
use crate::ir::{Api, Body, Kind, Operation, OperationId, Response, Schema, SchemaName};
use crate::source::Origin;

/// Why exported schemas can't be read.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ReadError {
    /// A service occurs in two editions.
    #[error("{first} and {second} both describe `{vendor} {service}`: name the folder of one of them")]
    Twice {
        /// The file that was read first.
        first: String,
        /// The file that was read second.
        second: String,
        /// The vendor's name.
        vendor: String,
        /// The service's name.
        service: String,
    },
    /// A structure that a schema refers to is missing.
    #[error("{file} refers to `{reference}`, which does not exist: name the folder that contains both")]
    Bundle {
        /// The schema's file.
        file: String,
        /// The reference.
        reference: String,
    },
    /// Two schemas of one operation name different methods or paths.
    #[error(
        "{file} describes {method_path}, but another schema of `{operation}` does not: they belong to two \
    editions"
    )]
    Operation {
        /// The schema's file.
        file: String,
        /// The operation's id.
        operation: String,
        /// The method and path that the schema describes.
        method_path: String,
    },
}

/// The names of a vendor and a service.
type Name = (String, String);

/// The kind of an exported schema.
enum Role<'a> {
    /// A service's bundle: its vendor and service, and the content of `$defs`.
    Bundle(String, String, &'a Map<String, Value>),
    Body(Part<'a>),
}

/// The schema of a body.
struct Part<'a> {
    vendor: String,
    service: String,
    operation: String,
    subject: Subject,
    schema: &'a Value,
}

/// Whether a file is a schema that Refract exported.
#[doc(hidden)]
pub fn is_export(value: &Value) -> bool {
    role(value).is_some()
}

/// Whether a file is the schema of a body whose bundle is another file.
#[doc(hidden)]
pub fn is_body(value: &Value) -> bool {
    matches!(role(value), Some(Role::Body(_)))
}

fn role(value: &Value) -> Option<Role<'_>> {
    let text = |key: &str| value.get(key).and_then(Value::as_str);
    if ![STANDARD, DIALECT_ID].contains(&text("$schema")?) {
        return None;
    }
    let id = segments(text("$id")?)?;
    if let ([.., vendor, file], Some(definitions)) = (id.as_slice(), value.get("$defs").and_then(Value::as_object)) {
        let service = file.rsplit_once('.')?.0;
        let named = text("title")? == format!("{vendor} {service}");
        return named.then(|| Role::Bundle(vendor.clone(), service.to_owned(), definitions));
    }
    let [.., vendor, service, file] = id.as_slice() else { return None };
    let subject: Subject = text("title")?.parse().ok()?;
    let (name, _) = file.rsplit_once('.')?;
    let operation = match subject.slot {
        Slot::Request => name.strip_suffix(".request")?.to_owned(),
        Slot::Response(status) => name.strip_suffix(&format!(".response.{status}"))?.to_owned(),
    };
    Some(Role::Body(Part { vendor: vendor.clone(), service: service.clone(), operation, subject, schema: value }))
}

/// Reads schemas, each with its file's name. Gives contracts, and notes on what could not be taken over. Ignores what
/// is not an exported schema.
///
/// # Errors
/// [`ReadError`] where the files belong to several editions, or a file is missing.
pub fn read(files: &[(String, Value)]) -> Result<(Vec<Api>, Vec<String>), ReadError> {
    let files: Vec<(&String, Cow<'_, Value>)> =
        files.iter().map(|(file, value)| (file, origins::expand(value))).collect();
    let mut bundles: BTreeMap<Name, (&str, &Map<String, Value>)> = BTreeMap::new();
    let mut parts: Vec<(&str, Part<'_>)> = Vec::new();
    for (file, value) in &files {
        match role(value) {
            Some(Role::Bundle(vendor, service, definitions)) => {
                // In one file, bodies are among the structures, each with its own `$id`.
                parts.extend(definitions.values().filter_map(role).filter_map(|role| match role {
                    Role::Body(part) => Some((file.as_str(), part)),
                    Role::Bundle(..) => None,
                }));
                let known = bundles.insert((vendor.clone(), service.clone()), (file, definitions));
                if let Some((first, _)) = known {
                    return Err(ReadError::Twice { first: first.to_owned(), second: (*file).clone(), vendor, service });
                }
            }
            Some(Role::Body(part)) => parts.push((file, part)),
            None => {}
        }
    }
    let mut apis: BTreeMap<Name, Api> = BTreeMap::new();
    let mut notes = Vec::new();
    for ((vendor, service), (file, definitions)) in &bundles {
        let mut api = Api::new(vendor, service);
        for (name, value) in definitions.iter().filter(|(_, value)| value.get("$id").is_none()) {
            let mut reader = reader(file, &structure);
            let mut schema = reader.schema(value, &format!("{file}#/$defs/{name}"));
            if matches!(schema.kind, Kind::Ref { .. }) {
                reader.notes.push(format!("{file}#/$defs/{name}: a structure that is only a reference"));
                schema.kind = Kind::Any;
            }
            api.schemas.insert(SchemaName::new(name), schema);
            notes.append(&mut reader.notes);
        }
        end_unions(&mut api, &format!("{file}#/$defs/"), &mut notes);
        let known: Vec<SchemaName> = api.schemas.keys().cloned().collect();
        let mut reader = reader(file, &structure);
        for schema in api.schemas.values_mut() {
            schema.walk_mut(&mut |inner| reader.settle(inner, &known));
        }
        notes.extend(reader.notes.into_iter().map(|note| format!("{file}: {note}")));
        apis.insert((vendor.clone(), service.clone()), api);
    }
    for (file, part) in parts {
        let key = (part.vendor.clone(), part.service.clone());
        let api = apis.entry(key).or_insert_with(|| Api::new(&part.vendor, &part.service));
        let schema = body(file, &part, api, &mut notes)?;
        add(api, file, part, schema)?;
    }
    for api in apis.values_mut() {
        api.operations.sort_by(|a, b| a.id.cmp(&b.id));
    }
    Ok((apis.into_values().collect(), notes))
}

fn reader<'a>(file: &str, named: super::schema_object::Named<'a>) -> Reader<'a> {
    Reader { place: Origin { page: file.into(), line: 1, column: 1 }, rule: "json-schema", named, notes: Vec::new() }
}

/// The structure that a reference refers to, in the same bundle or in another file.
fn structure(reference: &str) -> Option<SchemaName> {
    reference.split_once("#/$defs/").map(|(_, name)| unescape(name))
}

/// The schema of a body.
fn body(file: &str, part: &Part<'_>, api: &Api, notes: &mut Vec<String>) -> Result<Schema, ReadError> {
    let mut reader = reader(file, &structure);
    let schema = reader.schema(part.schema, file);
    notes.append(&mut reader.notes);
    let mut lost = None;
    schema.walk(&mut |inner| {
        if let Kind::Ref { target } = &inner.kind
            && !api.schemas.contains_key(target)
        {
            lost.get_or_insert_with(|| format!("../{}.json#/$defs/{target}", part.service));
        }
    });
    match lost {
        Some(reference) => Err(ReadError::Bundle { file: file.to_owned(), reference }),
        None => Ok(schema),
    }
}

/// Adds a body to its operation.
fn add(api: &mut Api, file: &str, part: Part<'_>, schema: Schema) -> Result<(), ReadError> {
    let place = origin(part.schema).unwrap_or_else(|| Origin { page: file.into(), line: 1, column: 1 });
    let Subject { slot, method, path } = part.subject;
    let index = api.operations.iter().position(|operation| operation.id.as_str() == part.operation);
    let index = index.unwrap_or_else(|| {
        api.operations.push(Operation::new(OperationId::new(&part.operation), method, path.clone(), place.clone()));
        api.operations.len() - 1
    });
    let operation = &mut api.operations[index];
    if (operation.method, &operation.path) != (method, &path) {
        let method_path = format!("{method} {path}");
        return Err(ReadError::Operation { file: file.to_owned(), operation: part.operation, method_path });
    }
    // Schemas name no media type.
    let body = Body { media_type: String::new(), schema };
    match slot {
        Slot::Request => operation.request = Some(body),
        Slot::Response(status) => {
            let response = Response {
                description: None,
                headers: Vec::new(),
                body: Some(body),
                failure: None,
                inferred: None,
                origin: place,
            };
            operation.responses.insert(status, response);
        }
    }
    Ok(())
}

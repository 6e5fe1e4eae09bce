//! JSON Schema 2020-12: a bundle per service, and a file per operation, direction and status that refers to it; or one
//! file per service that contains everything.
//!
//! Every schema has a stable `$id` below a configurable base, the same in both layouts. References are relative, so
//! that they resolve on disk as well as below the base: nothing is ever fetched.

use std::fmt::{self, Display, Formatter};
use std::str::FromStr;

use serde_json::{Map, Value, json};

use super::schema_object::{self, Style};
use super::{Artefacts, Conditions, Files, Options, origins, vocabulary};
use crate::ParseError;
use crate::ir::{Api, Body, Example, ExampleContent, Method, Schema, Status};

/// The dialect that every validator knows.
pub const STANDARD: &str = "https://json-schema.org/draft/2020-12/schema";

/// The files of a service, below its vendor's folder.
pub fn files(api: &Api, options: &Options) -> Artefacts {
    let extension = options.notation.extension();
    let bundle = format!("{}/{}.{extension}", api.vendor, api.service);
    let head = |path: &str, title: String| {
        let mut head = Map::new();
        let dialect = if options.dialect { vocabulary::DIALECT_ID } else { STANDARD };
        head.insert("$schema".into(), json!(dialect));
        head.insert("$id".into(), json!(format!("{}/{}", options.schema_base.trim_end_matches('/'), encode(path))));
        head.insert("title".into(), json!(title));
        head
    };
    let style = |reference| Style {
        reference,
        digits: true,
        conditions: options.conditions == Conditions::Keep,
        strict: options.strict,
        ..Style::default()
    };
    let text = |file: Map<String, Value>| {
        let mut file = Value::Object(file);
        origins::write(&mut file, options.origins);
        options.notation.text(&file)
    };
    let inside = style("#/$defs/");
    let mut definitions: Map<String, Value> = api
        .schemas
        .iter()
        .map(|(name, schema)| (name.to_string(), schema_object::schema(api, schema, &inside)))
        .collect();
    let reference = format!("../{}.{extension}#/$defs/", encode(&api.service));
    let outside = style(&reference);
    let mut files = Artefacts::new();
    for part in parts(api) {
        let path = format!("{}/{}/{}.{extension}", api.vendor, api.service, part.name);
        let mut file = head(&path, part.title);
        if let Value::Object(body) = schema_object::schema(api, part.schema, &outside) {
            file.extend(body);
        }
        if !part.examples.is_empty() {
            file.insert("examples".into(), Value::Array(part.examples));
        }
        match options.files {
            // With its own `$id`, its references mean the same as in its own file.
            Some(Files::One) => drop(definitions.insert(part.name, Value::Object(file))),
            _ => drop(files.insert(path, text(file))),
        }
    }
    let mut file = head(&bundle, format!("{} {}", api.vendor, api.service));
    file.insert("$defs".into(), Value::Object(definitions));
    files.insert(bundle, text(file));
    files
}

/// The schema of a body: the name of its file without the extension, its title, and the page's examples of it.
struct Part<'a> {
    name: String,
    title: String,
    schema: &'a Schema,
    examples: Vec<Value>,
}

fn parts(api: &Api) -> impl Iterator<Item = Part<'_>> {
    api.operations.iter().flat_map(|operation| {
        let title = |slot| Subject { slot, method: operation.method, path: operation.path.clone() }.to_string();
        let request = operation.request.iter().map(move |Body { schema, .. }| Part {
            name: format!("{}.request", operation.id),
            title: title(Slot::Request),
            schema,
            examples: values(operation.request_examples()),
        });
        let responses = operation.responses.iter().filter_map(move |(status, response)| {
            let Body { schema, .. } = response.body.as_ref()?;
            Some(Part {
                name: name_of(operation.id.as_str(), *status),
                title: title(Slot::Response(*status)),
                schema,
                examples: values(operation.response_examples(*status)),
            })
        });
        request.chain(responses)
    })
}

fn values<'a>(examples: impl Iterator<Item = &'a Example>) -> Vec<Value> {
    let values = examples.filter_map(|example| match &example.content {
        ExampleContent::Json(value) => Some(value.clone()),
        _ => None,
    });
    values.collect()
}

/// The body of an operation that a schema describes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Slot {
    Request,
    Response(Status),
}

/// The subject of a body's schema, as in its title: `Request of POST /things`, `Response 200 of GET /things/{id}`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Subject {
    pub(crate) slot: Slot,
    pub(crate) method: Method,
    pub(crate) path: String,
}

impl Display for Subject {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self.slot {
            Slot::Request => write!(f, "Request")?,
            Slot::Response(status) => write!(f, "Response {status}")?,
        }
        write!(f, " of {} {}", self.method, self.path)
    }
}

impl FromStr for Subject {
    type Err = ParseError;

    fn from_str(title: &str) -> Result<Self, ParseError> {
        let wrong = || {
            let expected = "`Request of METHOD PATH` or `Response STATUS of METHOD PATH`";
            ParseError::new(format!("`{title}` is not the title of a body: expected {expected}"))
        };
        let (slot, operation) = title.split_once(" of ").ok_or_else(wrong)?;
        let slot = match slot.strip_prefix("Response ") {
            Some(status) => Slot::Response(status.parse()?),
            None if slot == "Request" => Slot::Request,
            None => return Err(wrong()),
        };
        let (method, path) = operation.split_once(' ').ok_or_else(wrong)?;
        Ok(Self { slot, method: method.parse()?, path: path.to_owned() })
    }
}

/// The parts of an `$id`, including those of the base, before they were encoded.
pub(crate) fn segments(id: &str) -> Option<Vec<String>> {
    id.split('/').map(decode).collect()
}

/// The file name of a response's schema, without its extension.
pub fn name_of(operation: &str, status: Status) -> String {
    format!("{operation}.response.{status}")
}

/// A path as a part of a URI: characters that are not allowed there are percent-encoded.
fn encode(path: &str) -> String {
    let mut out = String::with_capacity(path.len());
    for &byte in path.as_bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'/' | b'-' | b'.' | b'_' | b'~') {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}

/// The inverse of [`encode`]; `None` where [`encode`] can't have produced the text.
fn decode(part: &str) -> Option<String> {
    let mut out = Vec::with_capacity(part.len());
    let mut pieces = part.split('%');
    out.extend_from_slice(pieces.next()?.as_bytes());
    for piece in pieces {
        out.push(u8::from_str_radix(piece.get(..2)?, 16).ok()?);
        out.extend_from_slice(piece.get(2..)?.as_bytes());
    }
    String::from_utf8(out).ok()
}

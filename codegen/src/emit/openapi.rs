//! `OpenAPI` 3.1, or 3.0.3 on request: one document per service, in one file or with an additional file per path.
//!
//! Operations of several pages that share method and path are one operation of the document, as the format requires:
//! its `x-origin` lists the pages, and its bodies are alternatives with a branch per page ([`alternatives`]).

mod alternatives;
mod body;
mod examples;
mod info;
mod names;
mod operation;
mod parameter;
mod security;
mod selectors;
mod servers;
mod tags;
mod titles;
mod v3_0;
mod variables;

pub use selectors::Selectors;
pub(crate) use servers::NONE as NO_SERVER;
pub use v3_0::downgrade;

use std::collections::BTreeMap;
use std::str::FromStr;

use serde_json::{Map, Value, json};

use super::schema_object::{self, Style};
use super::{Artefacts, Conditions, Files, Options, Origins, origins};
use crate::ParseError;
use crate::ir::operation::shape;
use crate::ir::{Api, Operation, Schema};

/// A version of `OpenAPI`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Version {
    /// 3.1, whose schemas are JSON Schema 2020-12.
    #[default]
    V3_1,
    /// 3.0.3, the latest version that the generators of several languages support.
    V3_0,
}

impl Version {
    /// The version number in a document.
    pub fn number(self) -> &'static str {
        match self {
            Self::V3_1 => "3.1.0",
            Self::V3_0 => "3.0.3",
        }
    }
}

impl FromStr for Version {
    type Err = ParseError;

    fn from_str(text: &str) -> Result<Self, ParseError> {
        match text {
            "3.1" | "3.1.0" => Ok(Self::V3_1),
            "3.0" | "3.0.3" => Ok(Self::V3_0),
            _ => Err(ParseError::new(format!("`{text}` is none of 3.1, 3.0.3"))),
        }
    }
}

/// The path of a service's document.
pub fn path(api: &Api, options: &Options) -> String {
    format!("{}/{}.{}", api.vendor, api.service, options.notation.extension())
}

/// The files of a document at `path`: the document, and, with many files, a path item per path in a folder next to it.
pub fn files(path: &str, mut document: Value, options: &Options) -> Artefacts {
    let mut files = Artefacts::new();
    if options.files == Some(Files::Many) {
        let (folder, extension) = path.rsplit_once('.').unwrap_or((path, ""));
        let service = folder.rsplit('/').next().unwrap_or(folder);
        let names = path_names(&document);
        for (template, item) in document.get_mut("paths").and_then(Value::as_object_mut).into_iter().flatten() {
            let name = &names[template];
            relocate(item, &format!("../../{service}.{extension}"));
            files.insert(format!("{folder}/paths/{name}.{extension}"), options.notation.text(item));
            *item = json!({ "$ref": format!("{service}/paths/{name}.{extension}") });
        }
    }
    files.insert(path.to_owned(), options.notation.text(&document));
    files
}

/// Adds the document's own path to references into it. Data of pages is not changed.
fn relocate(value: &mut Value, document: &str) {
    match value {
        Value::Object(map) => {
            if let Some(Value::String(reference)) = map.get_mut("$ref")
                && reference.starts_with('#')
            {
                reference.insert_str(0, document);
            }
            let own = |key: &str| matches!(key, "examples" | "default" | "enum") || key.starts_with("x-");
            // Names of fields are not keywords.
            for (key, inner) in map.iter_mut() {
                match inner {
                    Value::Object(fields) if key == "properties" => {
                        fields.values_mut().for_each(|field| relocate(field, document));
                    }
                    _ if own(key) => {}
                    _ => relocate(inner, document),
                }
            }
        }
        Value::Array(elements) => elements.iter_mut().for_each(|element| relocate(element, document)),
        _ => {}
    }
}

/// A file name for each path: its words. Paths with the same words are numbered.
fn path_names(document: &Value) -> BTreeMap<String, String> {
    let mut taken: BTreeMap<String, usize> = BTreeMap::new();
    let mut names = BTreeMap::new();
    for path in document["paths"].as_object().into_iter().flat_map(Map::keys) {
        let words = words(path);
        let number = taken.entry(words.clone()).or_default();
        *number += 1;
        names.insert(path.clone(), if *number == 1 { words } else { format!("{words}_{number}") });
    }
    names
}

/// The words of a path in snake case.
fn words(path: &str) -> String {
    use heck::ToSnakeCase;
    let plain: String = path.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { ' ' }).collect();
    let words = plain.to_snake_case();
    if words.is_empty() { "root".to_owned() } else { words }
}

/// What the parts of a document are made from.
struct Writer<'a> {
    api: &'a Api,
    style: Style<'a>,
    servers: servers::Servers<'a>,
    tags: tags::Tags<'a>,
    names: names::Names<'a>,
    /// The template for each path shape: one spelling for all methods.
    templates: BTreeMap<String, &'a str>,
}

/// Operations that are merged in the document: the same method, and the same path except for the names of variables.
type Group<'a> = ((String, &'a str), Vec<&'a Operation>);

/// The document of a service.
pub fn document(api: &Api, options: &Options) -> Value {
    // 3.0 does not support `if` and `then`.
    let demands = options.openapi == Version::V3_1 && options.conditions == Conditions::Keep;
    let style = Style {
        digits: true,
        markdown: true,
        apart: demands,
        conditions: demands,
        strict: options.strict,
        ..Style::default()
    };
    let mut groups: BTreeMap<(String, &str), Vec<&Operation>> = BTreeMap::new();
    for operation in &api.operations {
        let shape = shape(&operation.path) + &selectors::fragment(operation, options.selectors);
        groups.entry((shape, operation.method.as_str())).or_default().push(operation);
    }
    let groups: Vec<Group<'_>> = groups.into_iter().collect();
    // One spelling of the template for all methods of a path: that of the first operation, by method.
    let mut templates: BTreeMap<String, &str> = BTreeMap::new();
    for ((shape, _), operations) in &groups {
        templates.entry(shape.clone()).or_insert(&operations[0].path);
    }
    let writer = Writer {
        api,
        servers: servers::Servers::new(api),
        tags: tags::Tags::new(api),
        names: names::Names::new(api),
        templates,
        style,
    };
    let ids = operation::ids(&groups);
    let mut paths: BTreeMap<String, Map<String, Value>> = BTreeMap::new();
    for (((shape, method), operations), id) in groups.iter().zip(ids) {
        let template = writer.templates[shape];
        let value = writer.operation(template, operations, &id);
        let path =
            format!("{}{}", variables::distinct(template), selectors::fragment(operations[0], options.selectors));
        paths.entry(path).or_default().insert(method.to_lowercase(), value);
    }
    let mut document = Map::new();
    document.insert("openapi".into(), json!(options.openapi.number()));
    document.insert("info".into(), info::info(api, options.origins));
    document.insert("x-contract".into(), info::contract(api));
    document.insert("servers".into(), writer.servers.common());
    let schemes = security::schemes(api);
    document.insert("security".into(), info::security(&schemes));
    document.insert("tags".into(), writer.tags.all());
    document.insert("paths".into(), paths.into_iter().collect());
    let shared = api.schemas.iter().map(|(name, schema)| (name.to_string(), schema));
    let bodies = writer.names.all().map(|(name, schema)| (name.clone(), schema));
    let stated: BTreeMap<String, &Schema> = shared.chain(bodies).collect();
    let schemas = stated.into_iter().map(|(name, schema)| (name, schema_object::schema(api, schema, &writer.style)));
    let schemas: Map<String, Value> = schemas.collect();
    let mut components = Map::new();
    if !schemas.is_empty() {
        components.insert("schemas".into(), Value::Object(schemas));
    }
    if !schemes.is_empty() {
        components.insert("securitySchemes".into(), Value::Object(schemes));
    }
    if !components.is_empty() {
        document.insert("components".into(), Value::Object(components));
    }
    let mut document = Value::Object(document);
    if options.openapi == Version::V3_0 {
        v3_0::downgrade(&mut document);
    }
    origins::write(&mut document, options.origins);
    document
}

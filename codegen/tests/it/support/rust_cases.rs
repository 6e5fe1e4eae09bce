//! Which generated type belongs to which schema: the pairs of types and schemas that are compared.
//!
//! Schemas are those that `refract export --emit json-schema` writes; types are found in the generated source by the names
//! that operations' modules have for them.

use std::collections::{BTreeMap, BTreeSet};

use quote::ToTokens;
use refract_codegen::emit::rust::names;
use refract_codegen::emit::schema_object::{self, Style};
use refract_codegen::emit::{Artefacts, json_schema};
use refract_codegen::ir::{Api, Body, Direction, ExampleContent, Operation, Status};
use serde_json::{Map, Value, json};

/// A type and its schema.
pub(crate) struct Case {
    /// The type as the service's module names it.
    pub(crate) type_: String,
    /// The position of its schema: the operation, and the name there.
    pub(crate) name: String,
    pub(crate) schema: Value,
    /// Whether it is a type of its own, with `validate()`.
    pub(crate) own: bool,
    /// What the page shows of it, with the place.
    pub(crate) examples: Vec<(String, Value)>,
}

/// A service's pairs.
pub(crate) struct Cases {
    pub(crate) pairs: Vec<Case>,
    /// How many types the source has.
    pub(crate) types: usize,
    /// Those that no schema was found for.
    pub(crate) left: BTreeSet<String>,
}

/// What a source defines.
#[derive(Default)]
struct Source {
    /// The types with `validate()`, without operations.
    types: BTreeSet<String>,
    /// The texts in the table of each type: fields on the wire, or listed values.
    tables: BTreeMap<String, BTreeSet<String>>,
    /// The place that each type states as its origin.
    places: BTreeMap<String, String>,
    /// What each operation's module calls the types it uses.
    views: BTreeMap<String, BTreeMap<String, String>>,
    /// The bodies: of an operation's structure by its name, of a response by the enum's and the variant's.
    bodies: BTreeMap<String, String>,
}

/// The pairs of a service.
pub(crate) fn of(api: &Api, source: &str, schemas: &Artefacts) -> Cases {
    let source = read(source);
    let mut finder = Finder { source: &source, defs: defs(api, schemas), found: BTreeMap::new() };
    for operation in &api.operations {
        finder.operation(api, operation, schemas);
    }
    finder.unused();
    let pairs: Vec<Case> = finder.found.into_values().collect();
    let held: BTreeSet<&str> = pairs.iter().filter(|case| case.own).map(|case| case.type_.as_str()).collect();
    let left = source.types.iter().filter(|name| !held.contains(name.as_str())).cloned().collect();
    Cases { pairs, types: source.types.len(), left }
}

/// The shared structures of a service.
pub(crate) fn defs(api: &Api, schemas: &Artefacts) -> Value {
    let bundle: Value = serde_json::from_str(&schemas[&format!("{}/{}.json", api.vendor, api.service)]).expect("JSON");
    bundle["$defs"].clone()
}

fn read(text: &str) -> Source {
    let mut source = Source::default();
    let file = syn::parse_file(text).expect("the emitter writes Rust");
    let mut operations = BTreeSet::new();
    for item in file.items {
        match item {
            syn::Item::Impl(item) => {
                let Some((path, _)) = &item.trait_ else { continue };
                let name = item.self_ty.to_token_stream().to_string();
                match path.segments.last().map(|last| last.ident.to_string()).as_deref() {
                    Some("Validate") => drop(source.types.insert(name)),
                    Some("Operation") => drop(operations.insert(name)),
                    _ => {}
                }
            }
            syn::Item::Mod(module) => {
                let view = source.views.entry(module.ident.to_string()).or_default();
                view.extend(reexported(module));
            }
            syn::Item::Macro(item) => {
                let mut tokens = item.mac.tokens.into_iter();
                if let Some(name) = tokens.next() {
                    let table = source.tables.entry(name.to_string()).or_default();
                    tokens.for_each(|token| texts(token, table));
                }
            }
            syn::Item::Struct(item) => {
                source.places.extend(place(&item.attrs).map(|place| (item.ident.to_string(), place)));
                for field in item.fields {
                    if field.ident.as_ref().is_some_and(|ident| ident == "body") {
                        source.bodies.insert(item.ident.to_string(), field.ty.to_token_stream().to_string());
                    }
                }
            }
            syn::Item::Enum(item) => {
                source.places.extend(place(&item.attrs).map(|place| (item.ident.to_string(), place)));
                for variant in item.variants {
                    if let Some(field) = variant.fields.iter().last() {
                        let key = format!("{}::{}", item.ident, variant.ident);
                        source.bodies.insert(key, field.ty.to_token_stream().to_string());
                    }
                }
            }
            _ => {}
        }
    }
    source.types.retain(|name| !operations.contains(name));
    source
}

/// The texts among tokens.
fn texts(token: proc_macro2::TokenTree, found: &mut BTreeSet<String>) {
    match token {
        proc_macro2::TokenTree::Group(group) => group.stream().into_iter().for_each(|token| texts(token, found)),
        proc_macro2::TokenTree::Literal(literal) => {
            if let Ok(text) = syn::parse_str::<syn::LitStr>(&literal.to_string()) {
                found.insert(text.value());
            }
        }
        _ => {}
    }
}

/// The place that a doc comment ends with.
fn place(attributes: &[syn::Attribute]) -> Option<String> {
    let syn::Meta::NameValue(last) = &attributes.iter().rfind(|attribute| attribute.path().is_ident("doc"))?.meta
    else {
        return None;
    };
    let syn::Expr::Lit(syn::ExprLit { lit: syn::Lit::Str(text), .. }) = &last.value else { return None };
    Some(text.value().strip_prefix(" From `")?.strip_suffix("`.")?.to_owned())
}

struct Finder<'a> {
    source: &'a Source,
    defs: Value,
    /// By type.
    found: BTreeMap<String, Case>,
}

impl Finder<'_> {
    fn operation(&mut self, api: &Api, operation: &Operation, schemas: &Artefacts) {
        let base = names::type_(operation.id.as_str());
        let none = BTreeMap::new();
        let view = self.source.views.get(&names::module(operation.id.as_str())).unwrap_or(&none);
        let mut seen = BTreeSet::new();
        let style = Style { reference: "#/$defs/", digits: true, ..Style::default() };
        for parameter in &operation.parameters {
            let schema = schema_object::schema(api, &parameter.field.schema, &style);
            self.walk(operation, view, &schema, &names::type_(&parameter.field.name), &mut seen);
        }
        let file = |name: &str| -> Option<Value> {
            let text = schemas.get(&format!("{}/{}/{name}.json", api.vendor, api.service))?;
            serde_json::from_str(text).ok()
        };
        // The parts of a form have types and schemas, too; as a whole a body of another media type is bytes.
        let is_json = |body: &Body| body.media_type.contains("json");
        if let (Some(body), Some(schema)) = (&operation.request, file(&format!("{}.request", operation.id))) {
            self.walk(operation, view, &schema, "Request", &mut seen);
            if is_json(body) {
                let examples = examples(operation, Direction::Request, None);
                self.body(operation, self.source.bodies.get(&base), "request", schema, examples);
            }
        }
        let first =
            operation.responses.iter().find(|(status, response)| status.is_success() && response.body.is_some());
        let first = first.map(|(status, _)| *status);
        for (status, response) in &operation.responses {
            let (Some(body), Some(schema)) =
                (&response.body, file(&json_schema::name_of(operation.id.as_str(), *status)))
            else {
                continue;
            };
            let (alias, variant) = match status {
                Status::Code(code) => (format!("Response{code}"), format!("Status{code}")),
                Status::Class(class) => (format!("Response{class}xx"), format!("Status{class}xx")),
            };
            let alias = if first == Some(*status) { "Response" } else { &alias };
            self.walk(operation, view, &schema, alias, &mut seen);
            if is_json(body) {
                let examples = examples(operation, Direction::Response, Some((*status, first)));
                let type_ = self.source.bodies.get(&format!("{base}Responses::{variant}"));
                self.body(operation, type_, alias, schema, examples);
            }
        }
    }

    /// Structures that pages describe and no operation uses: they are called as in the schemas.
    fn unused(&mut self) {
        for (name, schema) in self.defs.as_object().into_iter().flatten() {
            let type_ = names::type_(name);
            if self.source.types.contains(&type_) && !self.found.contains_key(&type_) {
                let case = Case {
                    type_: type_.clone(),
                    name: name.clone(),
                    schema: alone(schema),
                    own: true,
                    examples: Vec::new(),
                };
                self.found.insert(type_, case);
            }
        }
    }

    /// A body as a whole, for its examples.
    fn body(
        &mut self,
        operation: &Operation,
        type_: Option<&String>,
        what: &str,
        schema: Value,
        examples: Vec<(String, Value)>,
    ) {
        let Some(type_) = type_.filter(|_| !examples.is_empty()) else { return };
        let name = format!("{} body of {what}", operation.id);
        let case = Case { type_: type_.clone(), name: name.clone(), schema, own: false, examples };
        self.found.insert(format!("body {name}"), case);
    }

    /// The types inside a schema, by their names in the operation's module.
    fn walk(
        &mut self,
        operation: &Operation,
        view: &BTreeMap<String, String>,
        schema: &Value,
        path: &str,
        seen: &mut BTreeSet<String>,
    ) {
        if let Some((_, target)) = schema["$ref"].as_str().and_then(|target| target.rsplit_once("$defs/")) {
            if seen.insert(target.to_owned()) {
                // The operation's module calls it without the operation's name.
                let base = names::type_(operation.id.as_str());
                let name = names::type_(target);
                let label = name.strip_prefix(&base).filter(|label| !label.is_empty()).unwrap_or(&name).to_owned();
                let schema = self.defs[target].clone();
                self.pair(operation, view, &schema, &label);
                self.walk_inside(operation, view, &schema, &label, seen);
            }
            return;
        }
        if is_type(schema) {
            self.pair(operation, view, schema, path);
        }
        self.walk_inside(operation, view, schema, path, seen);
    }

    fn walk_inside(
        &mut self,
        operation: &Operation,
        view: &BTreeMap<String, String>,
        schema: &Value,
        path: &str,
        seen: &mut BTreeSet<String>,
    ) {
        for inner in ["items", "additionalProperties"] {
            if schema[inner].is_object() {
                self.walk(operation, view, &schema[inner], path, seen);
            }
        }
        for (name, field) in schema["properties"].as_object().into_iter().flatten() {
            self.walk(operation, view, field, &format!("{path}{}", names::type_(name)), seen);
        }
    }

    fn pair(&mut self, operation: &Operation, view: &BTreeMap<String, String>, schema: &Value, alias: &str) {
        let type_ = view.get(alias).or_else(|| self.among(view, schema)).cloned();
        if let Some(type_) = type_.filter(|type_| self.source.types.contains(type_))
            && !self.found.contains_key(&type_)
        {
            // An operation may have two of one name.
            let name = format!("{} {alias}: {type_}", operation.id);
            let case = Case { type_: type_.clone(), name, schema: alone(schema), own: true, examples: Vec::new() };
            self.found.insert(type_.clone(), case);
        }
    }
}

impl Finder<'_> {
    /// The type that has a schema's fields or values and is from its place, where names were shortened or numbered.
    fn among<'v>(&'v self, view: &'v BTreeMap<String, String>, schema: &Value) -> Option<&'v String> {
        let mut wanted: BTreeSet<String> =
            schema["properties"].as_object().into_iter().flatten().map(|(name, _)| name.clone()).collect();
        for list in [&schema["enum"], &schema["anyOf"][0]["enum"]] {
            wanted.extend(list.as_array().into_iter().flatten().filter_map(Value::as_str).map(str::to_owned));
        }
        let fits = |type_: &&String| self.source.tables.get(*type_) == Some(&wanted);
        let origin = &schema["x-origin"];
        let place = origin["page"].as_str().map(|page| format!("{page}:{}", origin["line"]));
        let is_from = |type_: &&String| place.is_some() && self.source.places.get(*type_) == place.as_ref();
        let own: Vec<&String> = view.values().filter(fits).collect();
        if let Some(found) = own.iter().find(|type_| is_from(type_)) {
            return Some(found);
        }
        // Equal types are one, which is from the place of another.
        let placed = || self.source.types.iter().filter(fits).find(is_from);
        match own.as_slice() {
            [only] => Some(only),
            // Of lists of the same values any does.
            several if schema["properties"].is_null() => {
                several.iter().copied().find(|type_| !self.found.contains_key(*type_)).or_else(placed)
            }
            _ => placed(),
        }
    }
}

/// Whether a schema is one of a structure or of a list of values.
fn is_type(schema: &Value) -> bool {
    let texts = |values: &Value| {
        values.as_array().is_some_and(|values| values.iter().all(|value| value.is_string() || value.is_null()))
    };
    let is_text = schema["type"] == "string" || schema["type"][0] == "string";
    schema["properties"].is_object() || (is_text && (texts(&schema["enum"]) || texts(&schema["anyOf"][0]["enum"])))
}

/// A schema without the demands of its place, which are not demands of the type.
fn alone(schema: &Value) -> Value {
    let mut map = schema.as_object().cloned().unwrap_or_default();
    let is_structure = map.get("properties").is_some_and(Value::is_object);
    if is_structure {
        for demand in ["minProperties", "maxProperties"] {
            map.remove(demand);
        }
    } else if is_type(schema) {
        let kept = ["enum", "anyOf", "type"];
        map = map.into_iter().filter(|(key, _)| kept.contains(&key.as_str())).collect::<Map<String, Value>>();
    }
    if let Some(Value::Array(kinds)) = map.get("type") {
        let kind = kinds.iter().find(|kind| *kind != "null").cloned().unwrap_or_default();
        map.insert("type".into(), kind.clone());
        if let Some(Value::Array(ways)) = map.get_mut("anyOf") {
            *ways = ways
                .iter()
                .map(|way| if way.get("type").is_some() { json!({ "type": kind }) } else { way.clone() })
                .collect();
        }
    }
    for list in ["/enum", "/anyOf/0/enum"] {
        let mut value = Value::Object(map);
        if let Some(Value::Array(values)) = value.pointer_mut(list) {
            values.retain(|value| !value.is_null());
        }
        map = value.as_object().cloned().unwrap_or_default();
    }
    Value::Object(map)
}

fn examples(
    operation: &Operation,
    direction: Direction,
    status: Option<(Status, Option<Status>)>,
) -> Vec<(String, Value)> {
    operation
        .examples
        .iter()
        .filter(|example| {
            example.direction == direction
                && status.is_none_or(|(status, first)| example.status.or(first) == Some(status))
        })
        .filter_map(|example| match &example.content {
            ExampleContent::Json(value) => {
                Some((format!("{}:{}", example.origin.page, example.origin.line), value.clone()))
            }
            _ => None,
        })
        .collect()
}

/// What a module offers of others: each name with the one that it has there.
pub(crate) fn reexported(module: syn::ItemMod) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    for item in module.content.into_iter().flat_map(|(_, items)| items) {
        let syn::Item::Use(used) = item else { continue };
        if !matches!(used.vis, syn::Visibility::Public(_)) {
            continue;
        }
        let mut tree = &used.tree;
        while let syn::UseTree::Path(path) = tree {
            tree = &path.tree;
        }
        match tree {
            syn::UseTree::Rename(rename) => found.insert(rename.rename.to_string(), rename.ident.to_string()),
            syn::UseTree::Name(name) => found.insert(name.ident.to_string(), name.ident.to_string()),
            _ => panic!("{}: an unexpected `use`", module.ident),
        };
    }
    found
}

//! Parameters of operations, and how lists are written in a query.

use std::borrow::Cow;

use serde_json::{Map, Value, json};

use super::variables::distinct;
use super::{Writer, alternatives};
use crate::emit::schema_object::{self, origin};
use crate::ir::operation::variables;
use crate::ir::{Field, Kind, Location, Operation, Parameter, QueryArrays, Required, Schema};

/// A parameter as several pages state it: its location, its name in the template, and the parameter of each page.
type Merged<'a> = (Location, String, Vec<(&'a Operation, &'a Parameter)>);

impl Writer<'_> {
    pub(super) fn parameters(&self, template: &str, operations: &[&Operation]) -> Vec<Value> {
        let stated: Vec<&str> = variables(template).collect();
        let distinct = distinct(template);
        let names: Vec<&str> = variables(&distinct).collect();
        let mut merged: Vec<Merged<'_>> = Vec::new();
        for operation in operations {
            let own: Vec<&str> = variables(&operation.path).collect();
            for parameter in &operation.parameters {
                // Path variables have the names of the template: one that a path has twice is several parameters.
                let places = own.iter().zip(&names).filter(|(name, _)| **name == parameter.field.name);
                let mut found: Vec<&str> = match parameter.location {
                    Location::Path => places.map(|(_, name)| *name).collect(),
                    _ => Vec::new(),
                };
                if found.is_empty() {
                    found.push(&parameter.field.name);
                }
                for name in found {
                    let same =
                        |(location, known, _): &&mut Merged<'_>| *location == parameter.location && known == name;
                    match merged.iter_mut().find(same) {
                        Some((.., found)) => found.push((operation, parameter)),
                        None => merged.push((parameter.location, name.to_owned(), vec![(operation, parameter)])),
                    }
                }
            }
        }
        let parameter = |(location, name, found): Merged<'_>| {
            let mut out = self.parameter(location, &name, &found, operations.len());
            let place = names.iter().position(|known| *known == name).filter(|_| location == Location::Path);
            if let Some(stated) = place.map(|place| stated[place]).filter(|stated| *stated != name) {
                out.insert("x-path-name".into(), json!(stated));
            }
            Value::Object(out)
        };
        merged.into_iter().map(parameter).collect()
    }

    fn parameter(
        &self,
        location: Location,
        name: &str,
        found: &[(&Operation, &Parameter)],
        pages: usize,
    ) -> Map<String, Value> {
        let fields: Vec<&Field> = found.iter().map(|(_, parameter)| &parameter.field).collect();
        let mut out = Map::new();
        out.insert("name".into(), json!(name));
        out.insert("in".into(), json!(location.name()));
        // Required if all pages that share the operation require it: each page's operation must remain callable.
        let required = found.len() == pages && fields.iter().all(|field| field.required == Required::Always);
        if location == Location::Path || required {
            out.insert("required".into(), json!(true));
        }
        let schemas: Vec<&Schema> = fields.iter().map(|field| &field.schema).collect();
        let (schema, annotations) = self.widened(&schemas);
        out.extend(annotations);
        let mut kinds = schemas.iter().map(|schema| &self.api.resolve(schema).kind);
        if kinds.clone().any(is_compound) {
            self.style(location, kinds.all(|kind| matches!(kind, Kind::Object(_))), &mut out);
        }
        out.insert("schema".into(), schema);
        let places: Vec<Value> =
            found.iter().flat_map(|(_, it)| it.field.schema.origin.iter().chain(&it.editions)).map(origin).collect();
        match places.as_slice() {
            [] => {}
            [one] => drop(out.insert("x-origin".into(), one.clone())),
            _ => drop(out.insert("x-origin".into(), Value::Array(places))),
        }
        out
    }

    /// What pages state about one parameter or header: a schema that accepts what any of them accepts, and annotations.
    pub(super) fn widened(&self, schemas: &[&Schema]) -> (Value, Map<String, Value>) {
        let mut annotations = Map::new();
        let mut branches: Vec<Value> = Vec::new();
        for schema in alternatives::distinct(schemas) {
            let mut branch = schema_object::schema(self.api, &text_first(schema), &self.style);
            if let Value::Object(branch) = &mut branch {
                for key in ["description", "deprecated"] {
                    if let Some(value) = branch.remove(key) {
                        annotations.entry(key).or_insert(value);
                    }
                }
                branch.remove("x-origin");
            }
            branches.push(branch);
        }
        let deprecated = |schema: &&Schema| schema.constraints.deprecated.as_ref().is_some_and(|flag| flag.value);
        if !schemas.iter().all(deprecated) {
            annotations.remove("deprecated");
        }
        let schema = if branches.len() == 1 { branches.remove(0) } else { json!({ "anyOf": branches }) };
        (schema, annotations)
    }

    /// How a list or an object is written. This is also stated where it is the format's default, since not every reader
    /// knows the defaults.
    fn style(&self, location: Location, is_object: bool, out: &mut Map<String, Value>) {
        let (style, explode) = match location {
            Location::Query if is_object && self.api.query_arrays == QueryArrays::Bracketed => ("deepObject", true),
            Location::Query => ("form", true),
            Location::Path | Location::Header => ("simple", false),
        };
        out.insert("style".into(), json!(style));
        out.insert("explode".into(), json!(explode));
        if location == Location::Query && self.api.query_arrays != QueryArrays::Repeated {
            out.insert("x-query-arrays".into(), json!(self.api.query_arrays));
        }
    }
}

/// A schema in which text precedes the other types of a union: in a URL or a header every value is a text, and many
/// tools use only the first type.
fn text_first(schema: &Schema) -> Cow<'_, Schema> {
    let Kind::Union { members } = &schema.kind else { return Cow::Borrowed(schema) };
    let mut members = members.clone();
    members.sort_by_key(|member| !matches!(member.kind, Kind::String { .. }));
    Cow::Owned(Schema { kind: Kind::Union { members }, ..schema.clone() })
}

/// Whether a value is a list or an object.
fn is_compound(kind: &Kind) -> bool {
    match kind {
        Kind::Union { members } => members.iter().any(|member| is_compound(&member.kind)),
        kind => matches!(kind, Kind::Array { .. } | Kind::Object(_) | Kind::Map { .. }),
    }
}

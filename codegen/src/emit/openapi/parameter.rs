//! Parameters of operations, and how lists stand in a query.

use serde_json::{Map, Value, json};

use super::Writer;
use crate::emit::schema_object::{self, origin};
use crate::ir::{Kind, Location, Operation, Parameter, QueryArrays, Required};

/// A parameter as several pages have it: where it goes, its name in the template, and each page's own.
type Merged<'a> = (Location, String, Vec<(&'a Operation, &'a Parameter)>);

impl Writer<'_> {
    pub(super) fn parameters(&self, template: &str, operations: &[&Operation]) -> Vec<Value> {
        let names = crate::understand::variables(template);
        let mut merged: Vec<Merged<'_>> = Vec::new();
        for operation in operations {
            let own = crate::understand::variables(&operation.path);
            for parameter in &operation.parameters {
                // Variables of the path go by the template's own names.
                let place = own.iter().position(|name| *name == parameter.field.name);
                let name = match (parameter.location, place.and_then(|index| names.get(index))) {
                    (Location::Path, Some(name)) => name.clone(),
                    _ => parameter.field.name.clone(),
                };
                match merged.iter_mut().find(|(location, known, _)| *location == parameter.location && *known == name) {
                    Some((.., found)) => found.push((operation, parameter)),
                    None => merged.push((parameter.location, name, vec![(operation, parameter)])),
                }
            }
        }
        merged
            .into_iter()
            .map(|(location, name, found)| self.parameter(location, &name, &found, operations.len()))
            .collect()
    }

    fn parameter(&self, location: Location, name: &str, found: &[(&Operation, &Parameter)], pages: usize) -> Value {
        let field = &found[0].1.field;
        let mut out = Map::new();
        out.insert("name".into(), json!(name));
        out.insert("in".into(), json!(location.name()));
        // Required for all pages that share the operation, or for none: each of them must be callable.
        let required =
            found.len() == pages && found.iter().all(|(_, parameter)| parameter.field.required == Required::Always);
        if location == Location::Path || required {
            out.insert("required".into(), json!(true));
        }
        let mut schema = schema_object::schema(self.api, &field.schema, &self.style);
        if let Value::Object(schema) = &mut schema {
            for key in ["description", "deprecated"] {
                if let Some(value) = schema.remove(key) {
                    out.insert(key.to_owned(), value);
                }
            }
            schema.remove("x-origin");
        }
        self.style(location, &self.api.resolve(&field.schema).kind, &mut out);
        out.insert("schema".into(), schema);
        let places: Vec<Value> =
            found.iter().flat_map(|(_, it)| it.field.schema.origin.iter().chain(&it.editions)).map(origin).collect();
        match places.as_slice() {
            [] => {}
            [one] => drop(out.insert("x-origin".into(), one.clone())),
            _ => drop(out.insert("x-origin".into(), Value::Array(places))),
        }
        Value::Object(out)
    }

    /// How a list or an object is written, said also where it is the format's default: not every reader knows those.
    fn style(&self, location: Location, kind: &Kind, out: &mut Map<String, Value>) {
        if !matches!(kind, Kind::Array { .. } | Kind::Object(_) | Kind::Map { .. }) {
            return;
        }
        let (style, explode) = match location {
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

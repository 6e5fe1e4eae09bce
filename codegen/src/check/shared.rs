//! Finds parameters that pages with one method and path state differently.
//!
//! A document has one operation for these pages, and its parameter accepts what any of the pages accepts
//! ([`crate::emit::openapi`]). This module does not decide which page is right.

use std::collections::BTreeMap;

use crate::diagnostic::{Code, Diagnostic};
use crate::ir::operation::shape;
use crate::ir::selector;
use crate::ir::{Api, Operation, Parameter, Required, Schema, essence};
use crate::understand::variables;

/// The parameters that such pages state differently, with both origins.
pub(super) fn parameters(api: &Api) -> Vec<Diagnostic> {
    let mut first: BTreeMap<_, (&Operation, &Parameter)> = BTreeMap::new();
    let mut found = Vec::new();
    for operation in &api.operations {
        for parameter in &operation.parameters {
            // Path variables are matched by their position in the path, whatever their names.
            let variables = variables(&operation.path);
            let place = variables.iter().position(|name| *name == parameter.field.name);
            let name = match place {
                Some(place) => place.to_string(),
                None => parameter.field.name.clone(),
            };
            // Operations that a constant distinguishes share nothing.
            let path = (operation.method, shape(&operation.path), selector::key(&operation.selectors));
            let key = (path, parameter.location, place.is_some(), name);
            let Some((other, known)) = first.get(&key) else {
                first.insert(key, (operation, parameter));
                continue;
            };
            if let Some(what) = difference(known, parameter) {
                let at =
                    |operation: &Operation, schema: &Schema| schema.origin.clone().unwrap_or(operation.origin.clone());
                let (here, there) = (at(operation, &parameter.field.schema), at(other, &known.field.schema));
                let message = format!(
                    "{} {}: pages differ in {what} of the {} parameter `{}`; the document takes what any of them takes",
                    operation.method,
                    operation.path,
                    parameter.location.name(),
                    parameter.field.name,
                );
                found
                    .push(Diagnostic::at(Code::ParameterContradiction, here, message).related(there, "the other page"));
            }
        }
    }
    found
}

/// What two pages state differently. A page that does not state whether a parameter is required contradicts nothing.
fn difference(one: &Parameter, other: &Parameter) -> Option<&'static str> {
    let text = |parameter: &Parameter| essence::text(&parameter.field.schema, &["words"]);
    if text(one) != text(other) {
        return Some("the values");
    }
    let must = |parameter: &Parameter| parameter.field.required == Required::Always;
    (must(one) != must(other)).then_some("the requiredness")
}

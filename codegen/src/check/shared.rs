//! Pages that document one method and path: parameters that they state differently.
//!
//! A document has one operation of them, in which such a parameter takes what any of the pages takes
//! ([`crate::emit::openapi`]). Which page is right is not for us to say.

use std::collections::BTreeMap;

use crate::diagnostic::{Code, Diagnostic};
use crate::ir::operation::shape;
use crate::ir::selector;
use crate::ir::{Api, Operation, Parameter, Required, Schema, essence};
use crate::understand::variables;

/// The parameters that pages of one method and path state differently, with both places.
pub(super) fn parameters(api: &Api) -> Vec<Diagnostic> {
    let mut first: BTreeMap<_, (&Operation, &Parameter)> = BTreeMap::new();
    let mut found = Vec::new();
    for operation in &api.operations {
        for parameter in &operation.parameters {
            // Variables of a path are one by their place in it, whatever they are called.
            let variables = variables(&operation.path);
            let place = variables.iter().position(|name| *name == parameter.field.name);
            let name = match place {
                Some(place) => place.to_string(),
                None => parameter.field.name.clone(),
            };
            // Operations told apart by a constant share nothing.
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

/// What two pages state differently; where one says nothing of requiredness it contradicts nothing.
fn difference(one: &Parameter, other: &Parameter) -> Option<&'static str> {
    let text = |parameter: &Parameter| essence::text(&parameter.field.schema, &["words"]);
    if text(one) != text(other) {
        return Some("the values");
    }
    let must = |parameter: &Parameter| parameter.field.required == Required::Always;
    (must(one) != must(other)).then_some("the requiredness")
}

//! Pass 9: a contract held against the pages it came from.
//!
//! The pages' own examples are held against their tables, and pages that share a method and path against each other. A page
//! that contradicts itself or another is told; nothing is changed.
//! Language editions are compared where they are joined, in [`crate::resolve`].

mod examples;
mod shared;

use crate::diagnostic::{Code, Diagnostic};
use crate::ir::Api;

/// Checks the contract of a service.
pub fn check(api: &Api) -> Vec<Diagnostic> {
    let mut diagnostics = shared::parameters(api);
    for operation in &api.operations {
        for example in &operation.examples {
            if let crate::ir::ExampleContent::Text(text) = &example.content {
                // What starts like JSON was meant to be JSON.
                if text.trim_start().starts_with(['{', '[']) {
                    let why = serde_json::from_str::<serde_json::Value>(text).err();
                    let why = why.map_or_else(|| "it is not valid JSON".to_owned(), |error| error.to_string());
                    diagnostics.push(Diagnostic::at(
                        Code::ExampleUnreadable,
                        example.origin.clone(),
                        format!("the example is not valid JSON: {why}"),
                    ));
                }
            }
            if !example.repairs.is_empty() {
                diagnostics.push(Diagnostic::at(
                    Code::ExampleRepaired,
                    example.origin.clone(),
                    format!("read as JSON without {}", example.repairs.join(", ")),
                ));
            }
            for difference in examples::differences(api, operation, example) {
                let mut diagnostic = Diagnostic::at(
                    difference.code,
                    example.origin.clone(),
                    format!("{}: {}", difference.path, difference.message),
                );
                if let Some(origin) = difference.stated {
                    diagnostic = diagnostic.related(origin, "the table says otherwise");
                }
                diagnostics.push(diagnostic);
            }
        }
    }
    diagnostics
}

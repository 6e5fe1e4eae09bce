//! Pass 9: checks a contract against the pages that it came from.
//!
//! It validates the pages' own examples against their tables, and compares pages that share a method and path. It
//! reports a page that contradicts itself or another page, and changes nothing. [`crate::resolve`] compares language
//! editions where it joins them.

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
                // A text that begins like JSON was meant as JSON.
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

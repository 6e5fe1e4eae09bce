//! A page's contract as text, for snapshots of how small pages are read.

use std::fmt::Write;

use refract_codegen::discover::{self, Overrides};
use refract_codegen::ir::{Api, Kind, Operation, Required, Schema};
use refract_codegen::pipeline;
use refract_codegen::vocabulary::Library;

/// What a vendor's file must have.
const HEAD: &str = "name = \"lamps\"\ntitle = \"Lamps\"\nlanguages = [\"en\"]\n[detect]\ntext = ['(?i)lamp']\n[service]\n\
                    [operation]\nnames = []\n";

/// The contract of the pages among files, as `refract explain` shows it.
pub(crate) fn explained(vendor: &str, files: &[(&str, &str)]) -> String {
    let outcome = outcome(vendor, files);
    let mut text = String::new();
    for api in &outcome.apis {
        for page in &api.pages {
            refract_codegen::explain::contract(&mut text, api, &page.path).expect("text");
        }
    }
    text
}

/// Reads the pages among files with a vendor file with these keys, and prints their contract: one line per field, with
/// its origin, and one line per diagnostic.
pub(crate) fn printed(vendor: &str, files: &[(&str, &str)]) -> String {
    let outcome = outcome(vendor, files);
    let mut out = String::new();
    for api in &outcome.apis {
        api.operations.iter().for_each(|operation| operation_lines(api, operation, &mut out));
    }
    for found in &outcome.diagnostics {
        writeln!(out, "{}: {}: {}", found.origin, found.code.name(), found.message).expect("text");
    }
    writeln!(out, "{} of {} rows are fields", outcome.ledger().fields(), outcome.ledger().rows()).expect("text");
    out
}

fn outcome(vendor: &str, files: &[(&str, &str)]) -> pipeline::Outcome {
    let folder = super::folder(files.iter().copied());
    let vendor = ("lamps.toml".to_owned(), format!("{HEAD}{vendor}"));
    let library = Library::with(&[], &[vendor]).unwrap_or_else(|error| panic!("{error}"));
    let known = Overrides { vendor: Some("lamps".into()), ..Overrides::default() };
    let extensions = library.page_extensions(Some("lamps"));
    let pages = discover::files_with(&[folder.path().to_owned()], folder.path(), &extensions)
        .unwrap_or_else(|problems| panic!("{problems:?}"));
    pipeline::run(&pages, &library, &|_| known.clone(), &|| {})
}

fn operation_lines(api: &Api, operation: &Operation, out: &mut String) {
    writeln!(out, "{} {} ({}) at {}", operation.method, operation.path, operation.summary, operation.origin)
        .expect("text");
    for unread in &operation.incomplete {
        writeln!(out, "  incomplete at {unread}").expect("text");
    }
    for parameter in &operation.parameters {
        let (field, place) = (&parameter.field, parameter.location.name());
        line(api, &format!("  {place} {}", field.name), field.required, &field.schema, out);
    }
    if let Some(body) = &operation.request {
        let sent =
            if body.media_type == "application/json" { String::new() } else { format!(" as {}", body.media_type) };
        line(api, &format!("  request{sent}"), Required::Unstated, &body.schema, out);
    }
    for (status, response) in &operation.responses {
        let message = response.description.as_deref().map(|message| format!(" \"{message}\"")).unwrap_or_default();
        match &response.body {
            Some(body) => line(api, &format!("  {status}{message}"), Required::Unstated, &body.schema, out),
            None => writeln!(out, "  {status}{message}").expect("text"),
        }
    }
}

fn line(api: &Api, name: &str, required: Required, schema: &Schema, out: &mut String) {
    let schema = api.resolve(schema);
    let mark = match required {
        Required::Always => "!",
        Required::Optional => "?",
        Required::Conditional => "~",
        Required::Unstated => "",
    };
    let list = if matches!(schema.kind, Kind::Array { .. }) { " of" } else { "" };
    let shown = if schema.inferred.is_empty() { "" } else { " (inferred)" };
    let null = if schema.constraints.nullable.is_some() { " or null" } else { "" };
    let at = schema.origin.as_ref().map(|origin| format!(" at {origin}")).unwrap_or_default();
    let message = schema.description.as_deref().map(|message| format!(" \"{message}\"")).unwrap_or_default();
    writeln!(out, "{name}{mark}: {}{list}{null}{shown}{at}{message}", schema.kind.name()).expect("text");
    let indent = " ".repeat(name.len() - name.trim_start().len() + 2);
    match &schema.kind {
        Kind::Object(object) => object
            .fields()
            .iter()
            .for_each(|field| line(api, &format!("{indent}{}", field.name), field.required, &field.schema, out)),
        Kind::Array { items } => line(api, &format!("{indent}[]"), Required::Unstated, items, out),
        Kind::Union { members } => {
            for member in members {
                line(api, &format!("{indent}|"), Required::Unstated, member, out);
            }
        }
        _ => {}
    }
}

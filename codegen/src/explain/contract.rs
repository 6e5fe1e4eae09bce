//! The contract of a page as a tree, to be read next to the page: operations, parameters, bodies by status, each with
//! its line.

use std::fmt::{self, Write};

use super::row;
use crate::ir::{Api, Example, ExampleContent, Inferred, Kind, Operation, Required, Schema};

/// The operations that were read on a page, as text.
///
/// # Errors
/// The errors of the formatter.
pub fn contract(out: &mut impl Write, api: &Api, page: &str) -> fmt::Result {
    for operation in api.operations.iter().filter(|operation| *operation.origin.page == *page) {
        one(out, api, operation)?;
    }
    Ok(())
}

fn one(out: &mut impl Write, api: &Api, operation: &Operation) -> fmt::Result {
    let mut marks = if operation.deprecated.is_some() { ", deprecated".to_owned() } else { String::new() };
    if !operation.incomplete.is_empty() {
        marks.push_str(", incomplete");
    }
    writeln!(out, "{} {}  ({}{marks}):{}", operation.method, operation.path, operation.id, operation.origin.line)?;
    for selector in &operation.selectors {
        writeln!(out, "  {} {selector}  selects the operation  :{}", selector.place.name(), selector.origin.line)?;
    }
    writeln!(out, "  {}", operation.summary)?;
    let mut printer = Printer { out, api, page: &operation.origin.page, trail: Vec::new() };
    for parameter in &operation.parameters {
        let field = &parameter.field;
        let name = format!("{} {}", parameter.location.name(), field.name);
        printer.schema(&name, field.required, &field.schema, 1)?;
    }
    if let Some(body) = &operation.request {
        printer.schema(&format!("body {}", body.media_type), Required::Unstated, &body.schema, 1)?;
    }
    for (status, response) in &operation.responses {
        let inferred = response.inferred.as_ref().map(|from| format!("  (inferred: {from})")).unwrap_or_default();
        writeln!(printer.out, "  response {status}{inferred}")?;
        if let Some(failure) = &response.failure {
            let (field, success, fields) = (&failure.field, &failure.success, failure.fields.join(", "));
            writeln!(printer.out, "    a failure unless {field} is {success}; it has {fields}  {}", failure.origin)?;
        }
        for header in &response.headers {
            printer.schema(&format!("header {}", header.name), header.required, &header.schema, 2)?;
        }
        if let Some(body) = &response.body {
            printer.schema(&format!("body {}", body.media_type), Required::Unstated, &body.schema, 2)?;
        }
    }
    for example in &operation.examples {
        writeln!(printer.out, "  {}", example_line(example))?;
    }
    writeln!(printer.out)
}

fn example_line(example: &Example) -> String {
    let status = example.status.map(|status| format!(" {status}")).unwrap_or_default();
    let content = match &example.content {
        ExampleContent::Json(_) => "JSON",
        ExampleContent::Text(_) => "text",
        ExampleContent::None => "no body",
    };
    format!("example {:?}{status}: {content}:{}", example.direction, example.origin.line).to_lowercase()
}

struct Printer<'a, W> {
    out: &'a mut W,
    api: &'a Api,
    page: &'a str,
    trail: Vec<&'a str>,
}

impl<'a, W: Write> Printer<'a, W> {
    fn schema(&mut self, name: &str, required: Required, schema: &'a Schema, depth: usize) -> fmt::Result {
        let required = match required {
            Required::Always => " !",
            Required::Optional => " ?",
            Required::Conditional => " !?",
            Required::Unstated => "",
        };
        let shape = match &schema.kind {
            Kind::Ref { target } => target.to_string(),
            // The elements may have a table of their own without being objects.
            Kind::Array { items } => format!("array of {}", row::kind(&self.api.resolve(items).kind)),
            kind => row::kind(kind),
        };
        let place = schema.origin.as_ref().map_or(String::new(), |origin| {
            if *origin.page == *self.page {
                format!(":{}", origin.line)
            } else {
                format!(" {}:{}", origin.page, origin.line)
            }
        });
        writeln!(self.out, "{:indent$}{name}: {shape}{required}  {place}", "", indent = depth * 2)?;
        if let Some(from) = Inferred::sentences(&schema.inferred) {
            writeln!(self.out, "{:indent$}inferred: {from}", "", indent = depth * 2 + 4)?;
        }
        for demand in schema.constraints.demands() {
            let value = demand.value.replace('\n', " ");
            writeln!(self.out, "{:indent$}{}: {value}", "", demand.what, indent = depth * 2 + 4)?;
        }
        self.inside(schema, depth)
    }

    fn inside(&mut self, schema: &'a Schema, depth: usize) -> fmt::Result {
        if let Kind::Ref { target } = &schema.kind {
            let name = target.as_str();
            if self.trail.contains(&name) {
                return writeln!(self.out, "{:indent$}(as above)", "", indent = depth * 2 + 2);
            }
            self.trail.push(name);
            let resolved = self.api.resolve(schema);
            self.inside(resolved, depth)?;
            self.trail.pop();
            return Ok(());
        }
        match &schema.kind {
            Kind::Object(object) => {
                for field in object.fields() {
                    self.schema(&field.name, field.required, &field.schema, depth + 1)?;
                }
                for group in object.groups() {
                    let members = group.members.join(", ");
                    writeln!(self.out, "{:indent$}at most one of: {members}", "", indent = depth * 2 + 2)?;
                }
                if object.is_open() && object.fields().is_empty() {
                    writeln!(self.out, "{:indent$}(free object)", "", indent = depth * 2 + 2)?;
                }
                Ok(())
            }
            Kind::Array { items } => self.part("[]", items, depth),
            Kind::Map { keys, values } => {
                for demand in keys.demands() {
                    let value = demand.value.replace('\n', " ");
                    writeln!(self.out, "{:indent$}keys, {}: {value}", "", demand.what, indent = depth * 2 + 4)?;
                }
                self.part("{*}", values, depth)
            }
            Kind::Union { members } => members.iter().try_for_each(|member| self.inside(member, depth)),
            _ => Ok(()),
        }
    }

    /// Elements and values: shown only where there is more to say than their kind.
    fn part(&mut self, name: &str, schema: &'a Schema, depth: usize) -> fmt::Result {
        let behind = Some(self.api.resolve(schema)).filter(|resolved| !std::ptr::eq(*resolved, schema));
        let behind = behind.into_iter().flat_map(|resolved| resolved.constraints.demands());
        for demand in schema.constraints.demands().into_iter().chain(behind) {
            let value = demand.value.replace('\n', " ");
            writeln!(self.out, "{:indent$}{name} {}: {value}", "", demand.what, indent = depth * 2 + 4)?;
        }
        self.inside(schema, depth)
    }
}

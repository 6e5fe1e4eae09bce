//! Fields of an operation by name, for `explain OPERATION FIELD`.

use crate::ir::{Api, Kind, Operation, Schema};
use crate::source::Origin;

/// A field that was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FoundField {
    /// Where it is: `query`, `request body`, `response 200`.
    pub part: String,
    /// Its names from there down, with dots; elements of a list as `[]`.
    pub path: String,
    /// The origin of its row.
    pub origin: Origin,
}

/// The fields of an operation whose path is, or ends with, the given path. Elements of lists need not be marked in it.
pub fn fields(api: &Api, operation: &Operation, path: &str) -> Vec<FoundField> {
    let wanted: Vec<&str> = path.split('.').map(|name| name.trim_end_matches("[]")).collect();
    let mut finder = Finder { api, wanted, found: Vec::new() };
    for parameter in &operation.parameters {
        let mut trail = vec![parameter.field.name.clone()];
        finder.note(parameter.location.name(), &trail, &parameter.field.schema);
        finder.walk(parameter.location.name(), &mut trail, &parameter.field.schema, 0);
    }
    if let Some(body) = &operation.request {
        finder.walk("request body", &mut Vec::new(), &body.schema, 0);
    }
    for (status, response) in &operation.responses {
        let part = format!("response {status}");
        for header in &response.headers {
            finder.note(&format!("{part}, header"), std::slice::from_ref(&header.name), &header.schema);
        }
        if let Some(body) = &response.body {
            finder.walk(&part, &mut Vec::new(), &body.schema, 0);
        }
    }
    finder.found
}

struct Finder<'a> {
    api: &'a Api,
    wanted: Vec<&'a str>,
    found: Vec<FoundField>,
}

impl Finder<'_> {
    fn note(&mut self, part: &str, trail: &[String], schema: &Schema) {
        let names = trail.iter().map(|name| name.trim_end_matches("[]"));
        let ends = trail.len() >= self.wanted.len()
            && names.skip(trail.len() - self.wanted.len()).eq(self.wanted.iter().copied());
        if let (true, Some(origin)) = (ends, &schema.origin) {
            let found = FoundField { part: part.to_owned(), path: trail.join("."), origin: origin.clone() };
            if !self.found.contains(&found) {
                self.found.push(found);
            }
        }
    }

    fn walk(&mut self, part: &str, trail: &mut Vec<String>, schema: &Schema, depth: usize) {
        // Structures can be recursive; nobody needs a field at that depth.
        const DEEPEST: usize = 12;
        if depth > DEEPEST {
            return;
        }
        match &self.api.resolve(schema).kind {
            Kind::Object(object) => {
                for field in object.fields() {
                    trail.push(field.name.clone());
                    self.note(part, trail, &field.schema);
                    self.walk(part, trail, &field.schema, depth + 1);
                    trail.pop();
                }
            }
            Kind::Array { items } => {
                if let Some(last) = trail.last_mut() {
                    last.push_str("[]");
                }
                self.walk(part, trail, items, depth + 1);
                if let Some(last) = trail.last_mut() {
                    last.truncate(last.len() - 2);
                }
            }
            Kind::Map { values, .. } => {
                trail.push("*".into());
                self.walk(part, trail, values, depth + 1);
                trail.pop();
            }
            Kind::Union { members } => members.iter().for_each(|member| self.walk(part, trail, member, depth + 1)),
            _ => {}
        }
    }
}

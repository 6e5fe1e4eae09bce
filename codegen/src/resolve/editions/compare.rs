//! Compares two editions of an operation field by field, down to the last structure.
//!
//! Names, types, requiredness and constraints are compared; descriptions are not, since they are in different
//! languages. A constraint that only one edition states is a difference like any other.

use crate::diagnostic::{Code, Diagnostic};
use crate::ir::{Constraints, Field, Kind, Required, Sourced};
use crate::source::Origin;
use crate::understand::{DraftRef, DraftSchema};

use super::super::links::{Pages, Place};
use super::Found;

/// A field of an edition.
struct Known<'a> {
    /// Its place in the operation and its path: `request's field resources.memory`.
    what: String,
    field: &'a Field<DraftRef>,
    /// Its type, with structures and lists followed.
    kind: &'static str,
}

/// Reports each difference at the edition's field, with the place in the authoritative edition.
pub(super) fn compare(original: &Found, edition: &Found, pages: &Pages, diagnostics: &mut Vec<Diagnostic>) {
    let (first, second) = (fields(original, pages), fields(edition, pages));
    let mut differ = |here: Option<&Origin>, there: Option<&Origin>, message: String| {
        let here = here.filter(|origin| origin.page == edition.operation.origin.page);
        diagnostics.push(
            Diagnostic::at(
                Code::EditionContradiction,
                here.unwrap_or(&edition.operation.origin).clone(),
                format!("{message}, against the `{}` edition", original.language),
            )
            .related(there.unwrap_or(&original.operation.origin).clone(), "the edition that counts"),
        );
    };
    for Known { what, field, kind } in &first {
        let there = field.schema.origin.as_ref();
        let Some(other) = second.iter().find(|other| other.what == *what) else {
            // The fields of a missing structure are not reported one by one.
            if has_parent(what, &second) {
                differ(None, there, format!("the {what} is missing here"));
            }
            continue;
        };
        let here = other.field.schema.origin.as_ref();
        if *kind != other.kind {
            differ(here, there, format!("the {what} is {} here and {kind} there", other.kind));
        }
        if (field.required == Required::Always) != (other.field.required == Required::Always) {
            differ(here, there, format!("the {what} is required in one edition only"));
        }
        for (name, here, there) in demands(&other.field.schema.constraints, &field.schema.constraints) {
            let stated = match (&here, &there) {
                (Some(_), None) => "stated in this edition only",
                (None, Some(_)) => "not stated in this edition",
                _ => "stated differently here",
            };
            let here = here.or_else(|| other.field.schema.origin.clone());
            let there = there.or_else(|| field.schema.origin.clone());
            differ(here.as_ref(), there.as_ref(), format!("the {name} of the {what} is {stated}"));
        }
    }
    for Known { what, field, .. } in &second {
        if !first.iter().any(|other| other.what == *what) && has_parent(what, &first) {
            differ(field.schema.origin.as_ref(), None, format!("the {what} is in this edition only"));
        }
    }
}

/// Whether the structure that contains a field is known, or the field is at the top.
fn has_parent(what: &str, known: &[Known<'_>]) -> bool {
    match what.rsplit_once('.') {
        Some((parent, _)) => {
            known.iter().any(|other| other.what == format!("{parent}`") || other.what == format!("{}`", list(parent)))
        }
        None => true,
    }
}

fn list(path: &str) -> &str {
    path.trim_end_matches("[]").trim_end_matches("{}")
}

/// All fields of an operation.
fn fields<'a>(found: &'a Found, pages: &'a Pages) -> Vec<Known<'a>> {
    let mut walk = Walk { pages, trail: Vec::new(), known: Vec::new() };
    let operation = &found.operation;
    for parameter in &operation.parameters {
        walk.field(found.page, &format!("{} parameter `", parameter.location.name()), &parameter.field);
    }
    if let Some(body) = &operation.request {
        walk.schema(found.page, "request's field `", &body.schema);
    }
    for (status, response) in &operation.responses {
        if let Some(body) = &response.body {
            walk.schema(found.page, &format!("field of the response {status} `"), &body.schema);
        }
    }
    walk.known
}

/// How many fields of an operation are compared: nested shared structures multiply.
const FIELDS: usize = 10_000;

struct Walk<'a> {
    pages: &'a Pages,
    /// The structures that are being visited, to detect recursion.
    trail: Vec<Place>,
    known: Vec<Known<'a>>,
}

impl<'a> Walk<'a> {
    fn field(&mut self, page: usize, prefix: &str, field: &'a Field<DraftRef>) {
        let path = format!("{prefix}{}", field.name);
        let kind = self.kind(page, &field.schema);
        self.known.push(Known { what: format!("{path}`"), field, kind });
        self.schema(page, &format!("{path}."), &field.schema);
    }

    fn schema(&mut self, page: usize, prefix: &str, schema: &'a DraftSchema) {
        if self.known.len() >= FIELDS {
            return;
        }
        match &schema.kind {
            Kind::Object(object) => object.fields().iter().for_each(|field| self.field(page, prefix, field)),
            Kind::Array { items } => self.schema(page, &element(prefix, "[]"), items),
            Kind::Map { values, .. } => self.schema(page, &element(prefix, "{}"), values),
            Kind::Union { members } => members.iter().for_each(|member| self.schema(page, prefix, member)),
            Kind::Ref { target } => {
                let Some(place) = self.place(page, target).filter(|place| !self.trail.contains(place)) else { return };
                self.trail.push(place);
                self.schema(place.0, prefix, &self.pages.drafts[place.0].definitions[place.1].schema);
                self.trail.pop();
            }
            _ => {}
        }
    }

    fn place(&self, page: usize, target: &DraftRef) -> Option<Place> {
        match target {
            DraftRef::Local(index) | DraftRef::Part(index) => Some((page, *index)),
            DraftRef::Elsewhere(page, index) => Some((*page, *index)),
            DraftRef::Link { target, .. } => self.pages.follow(page, target),
        }
    }

    fn kind(&self, mut page: usize, mut schema: &'a DraftSchema) -> &'static str {
        // A chain of references is never longer than this, and a cycle is cut.
        for _ in 0..16 {
            let Kind::Ref { target } = &schema.kind else { break };
            let Some((next, index)) = self.place(page, target) else { break };
            page = next;
            schema = &self.pages.drafts[next].definitions[index].schema;
        }
        schema.kind.name()
    }
}

/// The prefix of what is inside an array or map.
fn element(prefix: &str, mark: &str) -> String {
    match prefix.strip_suffix('.') {
        Some(field) => format!("{field}{mark}."),
        None => format!("{prefix}{mark}."),
    }
}

/// The constraints that differ: their names, and their places in this edition and the other.
fn demands(here: &Constraints, there: &Constraints) -> Vec<(&'static str, Option<Origin>, Option<Origin>)> {
    let mut out = Vec::new();
    one("range", here.range.as_deref(), there.range.as_deref(), &mut out);
    one("length", here.length.as_deref(), there.length.as_deref(), &mut out);
    one("number of elements", here.count.as_deref(), there.count.as_deref(), &mut out);
    one("default", here.default.as_deref(), there.default.as_deref(), &mut out);
    one("regular expression", here.patterns.first(), there.patterns.first(), &mut out);
    let values = |all: &Constraints| {
        all.enumeration.as_ref().map(|list| {
            let mut values: Vec<String> = list.value.values().iter().map(|value| value.value.to_string()).collect();
            values.sort_unstable();
            Sourced { value: values, origin: list.origin.clone(), rule: list.rule.clone() }
        })
    };
    one("list of values", values(here).as_ref(), values(there).as_ref(), &mut out);
    out
}

fn one<T: PartialEq>(
    name: &'static str,
    here: Option<&Sourced<T>>,
    there: Option<&Sourced<T>>,
    out: &mut Vec<(&'static str, Option<Origin>, Option<Origin>)>,
) {
    if here.map(|stated| &stated.value) != there.map(|stated| &stated.value) {
        out.push((name, here.map(|stated| stated.origin.clone()), there.map(|stated| stated.origin.clone())));
    }
}

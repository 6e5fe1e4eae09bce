//! Editions of one operation in several languages: one contract, compared with the others.
//!
//! The vendor's first language is the edition that counts, because the others are translations of it. What another
//! edition says otherwise becomes a diagnostic, never a change.

use crate::diagnostic::{Code, Diagnostic};
use crate::ir::{Field, Kind, Object, Operation, Required};
use crate::understand::{DraftRef, DraftSchema};

/// An operation as it was found on a page.
pub(super) struct Found {
    /// The page's index.
    pub(super) page: usize,
    pub(super) language: String,
    /// The name that the page gives it.
    pub(super) name: Option<String>,
    /// How many operations the page has.
    pub(super) siblings: usize,
    pub(super) operation: Operation<DraftRef>,
}

/// Keeps one edition of each operation.
pub(super) fn join(found: Vec<Found>, languages: &[String], diagnostics: &mut Vec<Diagnostic>) -> Vec<Found> {
    let rank = |language: &str| languages.iter().position(|known| known == language).unwrap_or(languages.len());
    let mut kept: Vec<Found> = Vec::new();
    let mut ordered = found;
    ordered.sort_by_key(|found| (rank(&found.language), found.page));
    for edition in ordered {
        let original = kept.iter().find(|known| {
            known.language != edition.language
                && known.operation.method == edition.operation.method
                && shape(&known.operation.path) == shape(&edition.operation.path)
        });
        match original {
            Some(original) => compare(original, &edition, diagnostics),
            None => kept.push(edition),
        }
    }
    kept.sort_by_key(|found| found.page);
    kept
}

/// A path template without the names of its variables.
pub(super) fn shape(path: &str) -> String {
    let mut out = String::new();
    let mut inside = false;
    for c in path.chars() {
        match c {
            '{' => {
                inside = true;
                out.push_str("{}");
            }
            '}' => inside = false,
            c if !inside => out.push(c.to_ascii_lowercase()),
            _ => {}
        }
    }
    out.trim_end_matches('/').to_owned()
}

fn compare(original: &Found, edition: &Found, diagnostics: &mut Vec<Diagnostic>) {
    let mut differences = Vec::new();
    let fields = |found: &Found| -> Vec<(String, Field<DraftRef>)> {
        let operation = &found.operation;
        let mut all: Vec<(String, Field<DraftRef>)> = operation
            .parameters
            .iter()
            .map(|parameter| (format!("{} parameter", parameter.location.name()), parameter.field.clone()))
            .collect();
        let mut body = |what: &str, schema: &DraftSchema| {
            if let Kind::Object(object) = &schema.kind {
                let object: &Object<DraftRef> = object;
                all.extend(object.fields().iter().map(|field| (what.to_owned(), field.clone())));
            }
        };
        operation.request.iter().for_each(|request| body("request's field", &request.schema));
        for response in operation.responses.values().filter_map(|response| response.body.as_ref()) {
            body("response's field", &response.schema);
        }
        all
    };
    let (first, second) = (fields(original), fields(edition));
    for (what, field) in &first {
        match second.iter().find(|(other, known)| other == what && known.name == field.name) {
            None => differences.push((field, format!("the {what} `{}` is missing here", field.name))),
            Some((_, other)) => {
                if field.schema.kind.name() != other.schema.kind.name() {
                    let (a, b) = (field.schema.kind.name(), other.schema.kind.name());
                    differences.push((other, format!("the {what} `{}` is {b} here and {a} there", field.name)));
                }
                if (field.required == Required::Always) != (other.required == Required::Always) {
                    differences.push((other, format!("the {what} `{}` is required in one edition only", field.name)));
                }
            }
        }
    }
    for (what, field) in &second {
        if !first.iter().any(|(other, known)| other == what && known.name == field.name) {
            differences.push((field, format!("the {what} `{}` is in this edition only", field.name)));
        }
    }
    for (field, message) in differences {
        let here = field.schema.origin.clone().filter(|origin| origin.page == edition.operation.origin.page);
        diagnostics.push(
            Diagnostic::at(
                Code::EditionContradiction,
                here.unwrap_or_else(|| edition.operation.origin.clone()),
                format!("{message}, against the `{}` edition", original.language),
            )
            .related(original.operation.origin.clone(), "the edition that counts"),
        );
    }
}

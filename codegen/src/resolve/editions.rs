//! Editions of one operation in several languages: one contract, compared with the others.
//!
//! The edition in the vendor's first language is authoritative, because the others are translations of it. Differences
//! in another edition ([`compare`]) become diagnostics, never changes.

mod compare;

use crate::diagnostic::Diagnostic;
use crate::ir::{Operation, selector};
use crate::understand::DraftRef;

use super::links::Pages;

/// An operation as it was found on a page.
pub(super) struct Found {
    /// The page's index.
    pub(super) page: usize,
    pub(super) language: String,
    /// The page's name for it.
    pub(super) name: Option<String>,
    /// The number of operations on the page.
    pub(super) siblings: usize,
    pub(super) operation: Operation<DraftRef>,
}

/// Keeps one edition of each operation.
pub(super) fn join(
    found: Vec<Found>,
    languages: &[String],
    pages: &Pages,
    diagnostics: &mut Vec<Diagnostic>,
) -> Vec<Found> {
    let rank = |language: &str| languages.iter().position(|known| known == language).unwrap_or(languages.len());
    let mut kept: Vec<Found> = Vec::new();
    let mut ordered = found;
    ordered.sort_by_key(|found| (rank(&found.language), found.page));
    for edition in ordered {
        let original = kept.iter_mut().find(|known| {
            known.language != edition.language
                && known.operation.method == edition.operation.method
                && shape(&known.operation.path) == shape(&edition.operation.path)
                && selector::same(&known.operation.selectors, &edition.operation.selectors)
        });
        match original {
            Some(original) => {
                compare::compare(original, &edition, pages, diagnostics);
                keep_places(&mut original.operation, &edition.operation);
            }
            None => kept.push(edition),
        }
    }
    kept.sort_by_key(|found| found.page);
    kept
}

/// Keeps the places of an edition beside those of the authoritative one.
fn keep_places(kept: &mut Operation<DraftRef>, edition: &Operation<DraftRef>) {
    kept.editions.push(edition.origin.clone());
    for parameter in &mut kept.parameters {
        let same = edition
            .parameters
            .iter()
            .find(|other| other.location == parameter.location && other.field.name == parameter.field.name);
        parameter.editions.extend(same.and_then(|other| other.field.schema.origin.clone()));
    }
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

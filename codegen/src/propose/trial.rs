//! Tries a draft: the result of reading the pages with a key, and without it.
//!
//! A key is kept if more operations or more rows are read with it, or as many with fewer findings. A sample of the
//! pages is read for that, and all of them for the final figures.

use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::discover::{Overrides, PageFile};
use crate::ir::{Api, Field, Kind, Required, Schema};
use crate::pipeline;
use crate::read::Entry;
use crate::vocabulary::{Library, VocabularyError};

use super::{Key, Keys, render};

/// The number of pages on which a key is tried.
const SAMPLE: usize = 60;

/// The result of reading pages.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Figures {
    /// The pages.
    pub pages: usize,
    /// The operations that were read.
    pub operations: usize,
    /// The rows in tables.
    pub rows: usize,
    /// The rows that became fields.
    pub fields: usize,
    /// The rows that would become fields if their pages had a method with a URL.
    in_no_contract: usize,
    /// The stated types and requiredness.
    stated: usize,
    /// Findings that are errors or warnings.
    pub findings: usize,
}

impl Figures {
    /// The score: 10 per operation, 2 per row that became a field, and 1 per stated type or requiredness; of equal
    /// scores, the one with fewer findings is better.
    fn worth(&self) -> (usize, usize) {
        (self.operations * 10 + self.understood() * 2 + self.stated, usize::MAX - self.findings)
    }

    /// The rows that became a field, in a contract or not.
    fn understood(&self) -> usize {
        self.fields + self.in_no_contract
    }
}

/// Tries open keys one by one, in order, and keeps those that help. `with_request_line` is the number of pages that
/// have a request line anywhere.
pub(super) fn settle(
    name: &str,
    files: &[PageFile],
    mut keys: Keys,
    open: Vec<Key>,
    with_request_line: usize,
) -> Result<(Keys, Figures), VocabularyError> {
    let pages: Vec<PageFile> = files.iter().filter(|file| !file.is_fixups()).cloned().collect();
    let sample = sample(&pages);
    let mut best = figures(name, &keys, &sample)?;
    // If most request lines already produce operations, those in other places are examples of calls.
    let enough = best.operations * 2 >= with_request_line * sample.len() / pages.len().max(1);
    for mut key in open {
        if enough && best.operations > 0 && key.table == "request-lines" && key.name == "forms" {
            continue;
        }
        let mut tried = keys.clone();
        tried.set(key.clone());
        // A key with which the file cannot be loaded is dropped.
        let Ok(with) = figures(name, &tried, &sample) else { continue };
        if with.worth() > best.worth() {
            key.evidence.push(format!(
                "tried on {} pages: {} operations and {} rows are read with it, {} and {} without",
                sample.len(),
                with.operations,
                with.understood(),
                best.operations,
                best.understood()
            ));
            keys.set(key);
            best = with;
        }
    }
    let all = if sample.len() == pages.len() { best } else { figures(name, &keys, &pages)? };
    Ok((keys, all))
}

/// Pages from all over the list, always the same ones.
fn sample(pages: &[PageFile]) -> Vec<PageFile> {
    let step = pages.len().div_ceil(SAMPLE).max(1);
    pages.iter().step_by(step).cloned().collect()
}

/// Whether a finding counts against a key. That no page has a method with a URL is a property of the pages: a key that
/// hides this finding only reads their tables as something else.
fn counts(found: &Diagnostic) -> bool {
    found.severity > Severity::Note && found.code != Code::EndpointMissing
}

/// The number of stated types and requiredness in a contract's fields that come only from their rows.
fn stated(api: &Api) -> usize {
    let mut stated = 0;
    let mut of_field = |field: &Field| {
        stated += usize::from(field.required != Required::Unstated);
        field.schema.walk(&mut |schema| stated += usize::from(schema.inferred.is_empty() && schema.kind != Kind::Any));
    };
    let of_schema = |schema: &Schema, of_field: &mut dyn FnMut(&Field)| {
        schema.walk(&mut |schema| {
            if let Kind::Object(object) = &schema.kind {
                object.fields().iter().for_each(&mut *of_field);
            }
        });
    };
    for operation in &api.operations {
        operation.parameters.iter().for_each(|parameter| of_field(&parameter.field));
        let bodies = operation.request.iter().chain(operation.responses.values().filter_map(|it| it.body.as_ref()));
        bodies.for_each(|body| of_schema(&body.schema, &mut of_field));
    }
    api.schemas.values().for_each(|named| of_schema(named, &mut of_field));
    stated
}

fn figures(name: &str, keys: &Keys, files: &[PageFile]) -> Result<Figures, VocabularyError> {
    let library = Library::with(&[], &[("the draft".to_owned(), render::keys(name, keys))])?;
    let overrides = Overrides { vendor: Some(name.to_owned()), ..Overrides::default() };
    let outcome = pipeline::run(files, &library, &|_| overrides.clone(), &|| {});
    let ledger = outcome.ledger();
    let in_no_contract = |entry: Entry| {
        matches!(entry, Entry::Diagnosed(Code::NoOperation | Code::EndpointMissing)) && outcome.operations() == 0
    };
    Ok(Figures {
        pages: files.len(),
        operations: outcome.operations(),
        rows: ledger.rows(),
        fields: ledger.fields(),
        in_no_contract: ledger.entries().filter(|(entry, _)| in_no_contract(*entry)).map(|(_, rows)| rows).sum(),
        stated: outcome.apis.iter().map(stated).sum(),
        findings: outcome.diagnostics.iter().filter(|found| counts(found)).count(),
    })
}

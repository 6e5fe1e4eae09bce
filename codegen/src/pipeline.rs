//! The passes in order.
//!
//! Pages are read in parallel, each on its own: from [`discover::load`] to [`understand`](understand::understand) a
//! thread holds one page, and nothing of it but its draft is kept. From [`resolve`](resolve::resolve) on the work goes by
//! vendor and service. The result does not depend on the number of threads.

use std::collections::BTreeMap;
use std::sync::Arc;

use rayon::prelude::*;

use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::discover::{self, Overrides, PageFile};
use crate::ir::Api;
use crate::read::Ledger;
use crate::source::Source;
use crate::understand::PageDraft;
use crate::vocabulary::{Library, Vocabulary};
use crate::{check, parse, read, resolve, understand};

/// What came of a run over pages.
#[derive(Debug, Default)]
pub struct Outcome {
    /// The contracts, by vendor and service.
    pub apis: Vec<Api>,
    /// Where the rows of each page went, by the page's name.
    pub ledgers: BTreeMap<String, Ledger>,
    /// All that there is to say, in order of pages and places.
    pub diagnostics: Vec<Diagnostic>,
}

impl Outcome {
    /// The rows of all pages together.
    pub fn ledger(&self) -> Ledger {
        let mut sum = Ledger::default();
        self.ledgers.values().for_each(|ledger| sum.add(ledger));
        sum
    }

    /// How many diagnostics are of a severity.
    pub fn count(&self, severity: Severity) -> usize {
        self.diagnostics.iter().filter(|diagnostic| diagnostic.severity == severity).count()
    }

    /// How many operations all contracts have.
    pub fn operations(&self) -> usize {
        self.apis.iter().map(|api| api.operations.len()).sum()
    }
}

/// A page with its vendor, or why there is none.
type PageResult = Result<(Arc<Vocabulary>, PageDraft), Box<Diagnostic>>;

/// Reads pages and makes contracts of them. `overrides` tells what is known of a page by its name; `progress` is called
/// once a page, from any thread.
pub fn run(
    files: &[PageFile],
    library: &Library,
    overrides: &(dyn Fn(&str) -> Overrides + Sync),
    progress: &(dyn Fn() + Sync),
) -> Outcome {
    let pages: Vec<PageResult> = files
        .par_iter()
        .map(|file| {
            let page = discover::load(file).and_then(|source| page(&source, library, &overrides(&file.name)));
            progress();
            page
        })
        .collect();
    let mut outcome = Outcome::default();
    let mut vendors: BTreeMap<String, (Arc<Vocabulary>, Vec<PageDraft>)> = BTreeMap::new();
    for page in pages {
        match page {
            Ok((vocabulary, mut draft)) => {
                outcome.ledgers.insert(draft.page.to_string(), std::mem::take(&mut draft.ledger));
                let broken = draft.diagnostics.iter().any(|diagnostic| diagnostic.severity == Severity::Error);
                outcome.diagnostics.append(&mut draft.diagnostics);
                if broken {
                    // A contract with holes is worse than none: what of the page is sound can still be linked to.
                    draft.operations.clear();
                }
                let name = vocabulary.vendor.name.clone();
                vendors.entry(name).or_insert_with(|| (vocabulary, Vec::new())).1.push(draft);
            }
            Err(diagnostic) => outcome.diagnostics.push(*diagnostic),
        }
    }
    for (vocabulary, drafts) in vendors.into_values() {
        let (apis, mut diagnostics) = resolve::resolve(drafts, &vocabulary);
        let checked: Vec<Vec<Diagnostic>> = apis.par_iter().map(check::check).collect();
        diagnostics.extend(checked.into_iter().flatten());
        outcome.apis.extend(apis);
        outcome.diagnostics.append(&mut diagnostics);
    }
    Diagnostic::sort(&mut outcome.diagnostics);
    outcome
}

/// Passes 1 to 4 for one page.
///
/// # Errors
/// A diagnostic where the page's vendor can't be told.
pub fn page(
    source: &Source,
    library: &Library,
    overrides: &Overrides,
) -> Result<(Arc<Vocabulary>, PageDraft), Box<Diagnostic>> {
    let vocabulary = discover::vendor(source, library, overrides)?;
    let (document, mut diagnostics) = parse::parse(source);
    let mut raw = read::read(source, &document, &vocabulary);
    if let Some(language) = &overrides.language {
        raw.language.clone_from(language);
    }
    let service = discover::service(&raw, source, &vocabulary, overrides);
    if raw.endpoints.is_empty() && !raw.has_endpoint_section {
        diagnostics.push(Diagnostic::page(Code::NoOperation, source.page(), "the page documents no operation"));
    }
    let mut draft = understand::understand(source, raw, &vocabulary, &service);
    diagnostics.append(&mut draft.diagnostics);
    draft.diagnostics = diagnostics;
    Ok((vocabulary, draft))
}

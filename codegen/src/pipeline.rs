//! The passes in order.
//!
//! Pages are read in parallel, each on its own: from [`discover::load`] to [`understand`](understand::understand) a
//! thread holds one page, and keeps only the drafts of its units. From [`resolve`](resolve::resolve) on the work is
//! done per vendor and service. The result does not depend on the number of threads.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use rayon::prelude::*;

use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::discover::{self, Overrides, PageFile};
use crate::divide::Unit;
use crate::identity::Identity;
use crate::includes::Includes;
use crate::ir::Api;
pub use crate::read::Ledger;
use crate::source::Source;
use crate::understand::{Memo, PageDraft, Wrapped};
use crate::vocabulary::{Library, Side, Vocabulary};
use crate::{check, divide, fixup, parse, read, resolve, shape, understand};

/// The result of a run over pages.
#[derive(Debug, Default)]
#[non_exhaustive]
pub struct Outcome {
    /// The contracts, by vendor and service.
    pub apis: Vec<Api>,
    /// What became of the rows of each page, by the page's name.
    pub ledgers: BTreeMap<String, Ledger>,
    /// All diagnostics, in the order of pages and places.
    pub diagnostics: Vec<Diagnostic>,
}

impl Outcome {
    /// The rows of all pages.
    pub fn ledger(&self) -> Ledger {
        let mut sum = Ledger::default();
        self.ledgers.values().for_each(|ledger| sum.add(ledger));
        sum
    }

    /// The number of diagnostics of a severity.
    pub fn count(&self, severity: Severity) -> usize {
        self.diagnostics.iter().filter(|diagnostic| diagnostic.severity == severity).count()
    }

    /// Handles a vendor's pages without any operation: none of their rows is in a contract.
    fn without_contract(&mut self, of_vendor: &OfVendor) {
        let code = match of_vendor.without_endpoint.as_slice() {
            [] => Code::NoOperation,
            [first, ..] => {
                let message = match of_vendor.without_endpoint.len() {
                    1 => "tables of a request and a response, but no method and URL".to_owned(),
                    number => format!(
                        "tables of a request and a response, but no method and URL on any of {number} pages; this is the first"
                    ),
                };
                let help = "see `[endpoint]` in the vendor's file, for pages that leave them to another page, and \
                            `[request-lines]`, for other forms";
                self.diagnostics.push(Diagnostic::page(Code::EndpointMissing, first, message).help(help));
                Code::EndpointMissing
            }
        };
        for draft in &of_vendor.drafts {
            if let Some(ledger) = self.ledgers.get_mut(&*draft.page) {
                *ledger = ledger.without_contract(code);
            }
        }
    }

    /// The number of operations of all contracts.
    pub fn operations(&self) -> usize {
        self.apis.iter().map(|api| api.operations.len()).sum()
    }
}

/// A page that was understood: its vendor, and a draft for each of its units.
#[derive(Debug)]
#[doc(hidden)]
pub struct PageDrafts {
    /// The conventions and words by which it was read.
    pub vocabulary: Arc<Vocabulary>,
    /// The drafts of its units, in the page's order.
    pub drafts: Vec<PageDraft>,
    /// The diagnostics about the page as a whole.
    pub diagnostics: Vec<Diagnostic>,
    /// Whether it has tables of a request and of a response, but no method with a URL.
    pub lacks_endpoint: bool,
}

/// The pages of a vendor.
struct OfVendor {
    vocabulary: Arc<Vocabulary>,
    drafts: Vec<PageDraft>,
    /// The pages that have tables of a request and of a response, but no method with a URL.
    without_endpoint: Vec<Arc<str>>,
}

/// A page, or the diagnostic that its vendor cannot be determined.
type PageResult = Result<PageDrafts, Box<Diagnostic>>;

/// Reads pages and makes contracts of them, and applies the fixups among the files. `overrides` returns what is known
/// of a page by its name; `progress` is called once per page, from any thread.
pub fn run(
    files: &[PageFile],
    library: &Library,
    overrides: &(dyn Fn(&str) -> Overrides + Sync),
    progress: &(dyn Fn() + Sync),
) -> Outcome {
    let includes = Includes::of(files);
    let memo = Memo::default();
    let pages: Vec<PageResult> = files
        .par_iter()
        .filter(|file| !file.is_fixups())
        .map(|file| {
            let page = discover::load(file)
                .and_then(|mut source| page_of_run(&mut source, library, &overrides(&file.name), &includes, &memo));
            progress();
            page
        })
        .collect();
    drop(memo);
    let mut outcome = Outcome::default();
    let mut vendors: BTreeMap<String, OfVendor> = BTreeMap::new();
    for page in pages {
        match page {
            Ok(PageDrafts { vocabulary, drafts, mut diagnostics, lacks_endpoint }) => {
                let of_page = error(&diagnostics);
                outcome.diagnostics.append(&mut diagnostics);
                let name = vocabulary.vendor.name.clone();
                let none = || OfVendor { vocabulary, drafts: Vec::new(), without_endpoint: Vec::new() };
                let known = vendors.entry(name).or_insert_with(none);
                known
                    .without_endpoint
                    .extend(drafts.first().filter(|_| lacks_endpoint).map(|draft| draft.page.clone()));
                for mut draft in drafts {
                    let mut ledger = std::mem::take(&mut draft.ledger);
                    if let Some(error) = of_page.or_else(|| error(&draft.diagnostics)) {
                        // An incomplete contract is worse than none. The sound parts of the page can still be linked
                        // to.
                        draft.operations.clear();
                        ledger = ledger.without_contract(error);
                    }
                    outcome.ledgers.entry(draft.page.to_string()).or_default().add(&ledger);
                    outcome.diagnostics.append(&mut draft.diagnostics);
                    known.drafts.push(draft);
                }
            }
            Err(diagnostic) => outcome.diagnostics.push(*diagnostic),
        }
    }
    let pages = files.iter().filter(|file| !file.is_fixups()).count();
    discover::sum_up_unknown(&mut outcome.diagnostics, pages);
    for of_vendor in vendors.into_values() {
        if of_vendor.drafts.iter().all(|draft| draft.operations.is_empty()) {
            outcome.without_contract(&of_vendor);
        }
        let (apis, mut diagnostics) = resolve::resolve(of_vendor.drafts, &of_vendor.vocabulary);
        outcome.apis.extend(apis);
        outcome.diagnostics.append(&mut diagnostics);
    }
    fix_up(files, &mut outcome);
    let checked: Vec<Vec<Diagnostic>> = outcome.apis.par_iter().map(check::check).collect();
    outcome.diagnostics.extend(checked.into_iter().flatten());
    Diagnostic::sort(&mut outcome.diagnostics);
    outcome
}

/// Reads the files of fixups and applies them.
fn fix_up(files: &[PageFile], outcome: &mut Outcome) {
    let mut loaded = Vec::new();
    for file in files.iter().filter(|file| file.is_fixups()) {
        let source = match discover::load(file) {
            Ok(source) => source,
            Err(problem) => {
                outcome.diagnostics.push(*problem);
                continue;
            }
        };
        match fixup::Loaded::parse(&file.name, source.text()) {
            Ok(file) => loaded.push(file),
            Err(problems) => outcome.diagnostics.extend(problems),
        }
    }
    outcome.diagnostics.extend(fixup::apply(&mut outcome.apis, &loaded));
}

/// The code of the first error.
fn error(diagnostics: &[Diagnostic]) -> Option<Code> {
    diagnostics.iter().find(|diagnostic| diagnostic.severity == Severity::Error).map(|diagnostic| diagnostic.code)
}

/// Passes 2 to 4 for one page: its units, at least one, and the diagnostics about the page as a whole. The files that
/// the page includes are appended to its text.
#[doc(hidden)]
pub fn units(source: &mut Source, vocabulary: &Vocabulary, includes: &Includes) -> (Vec<Unit>, Vec<Diagnostic>) {
    let (document, mut diagnostics) = parse::parse_as(vocabulary.syntax(source), source);
    let (document, mut found) = shape::shape(source, document, vocabulary, includes);
    diagnostics.append(&mut found);
    (divide::divide(source, document, vocabulary), diagnostics)
}

/// Passes 1 to 6 for one page.
///
/// # Errors
/// A diagnostic where the page's vendor cannot be determined.
#[doc(hidden)]
pub fn page(
    source: &mut Source,
    library: &Library,
    overrides: &Overrides,
    includes: &Includes,
) -> Result<PageDrafts, Box<Diagnostic>> {
    page_of_run(source, library, overrides, includes, &Memo::default())
}

/// As [`page`], for one page of many: the statements of a cell are looked up in the run's memo first.
fn page_of_run(
    source: &mut Source,
    library: &Library,
    overrides: &Overrides,
    includes: &Includes,
    memo: &Memo,
) -> Result<PageDrafts, Box<Diagnostic>> {
    let vocabulary = discover::vendor(source, library, overrides)?;
    let (units, mut diagnostics) = units(source, &vocabulary, includes);
    let source = &*source;
    let raws: Vec<_> = units.iter().map(|unit| read::read(source, unit, &vocabulary)).collect();
    diagnostics.extend(read::unread_request_lines(source, &units, &raws, &vocabulary));
    let documents_none = raws.iter().all(|raw| raw.endpoints.is_empty() && !raw.has_endpoint_section);
    if documents_none {
        diagnostics.push(Diagnostic::page(Code::NoOperation, source.page(), "the page documents no operation"));
    }
    let sides: BTreeSet<Side> = raws.iter().flat_map(|raw| &raw.tables).filter_map(|table| table.facets.side).collect();
    let lacks_endpoint = documents_none && sides.len() == 2;
    let letters = vocabulary.letters(source.text());
    let wrapped = Wrapped::of(&raws);
    let drafts = raws
        .into_iter()
        .map(|mut raw| {
            raw.infer_answers = overrides.infer_answers.unwrap_or(raw.infer_answers);
            raw.infer_requests = overrides.infer_answers.unwrap_or(raw.infer_requests);
            raw.all_structures = overrides.all_structures;
            let identity = Identity::of(&raw, source, &vocabulary, overrides, &letters);
            understand::understand(source, raw, &vocabulary, identity, &wrapped, memo)
        })
        .collect();
    Ok(PageDrafts { vocabulary, drafts, diagnostics, lacks_endpoint })
}

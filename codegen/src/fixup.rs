//! Pass 8, between resolve and check: applies fixups, which correct contracts.
//!
//! Pages are sometimes wrong. A `fixups.toml` next to the pages of a service states what is wrong, by operation and
//! field, and why ([`Fixup`]). This pass changes the contract accordingly, so that Rust, schemas and `OpenAPI` agree.
//! What it changed has the entry's position as its origin. A fixup that matches nothing, or that the page itself states
//! by now, is an error: fixups must not outlive their cause.
//!
//! This pass only changes contracts. It reads no pages, and has no rules for single pages.

mod body;
mod change;
mod demand;
mod failure;
mod form;
mod load;
mod names;
mod operation;
mod path;
mod target;
mod type_expr;

use std::collections::BTreeSet;

pub use form::{Action, Fixup, FixupFile, Part, SCHEMA};
pub use load::Loaded;
pub use type_expr::Type;

use crate::diagnostic::{Code, Diagnostic};
use crate::ir::{Api, FixupSource, Operation, Schema};
use crate::source::Origin;
use crate::text::hash;
use change::Report;
use load::Places;

/// The name of fixups files, which are next to the pages of a service or in a folder above them.
pub const FILE: &str = "fixups.toml";

/// Applies fixups to the contracts that they are for, in the order of the files and of their entries.
///
/// Gives a diagnostic for each fixup that is not applied: because it matches nothing ([`Code::FixupStale`]), changes
/// nothing ([`Code::FixupUseless`]), or can't be understood ([`Code::FixupInvalid`]).
pub fn apply(apis: &mut [Api], files: &[Loaded]) -> Vec<Diagnostic> {
    let mut diagnostics = Vec::new();
    for file in files {
        let candidates: Vec<usize> =
            apis.iter().enumerate().filter(|(_, api)| is_for(file, api)).map(|(i, _)| i).collect();
        match candidates.as_slice() {
            [one] => apply_file(&mut apis[*one], file, &mut diagnostics),
            [] => diagnostics.push(
                Diagnostic::page(
                    Code::FixupStale,
                    &file.name,
                    "none of the services of these pages is the one to be corrected",
                )
                .help("put the file next to or above the service's pages, or set `vendor` and `service` in it"),
            ),
            many => {
                let names: Vec<String> =
                    many.iter().map(|&index| format!("{} {}", apis[index].vendor, apis[index].service)).collect();
                diagnostics.push(
                    Diagnostic::page(
                        Code::FixupInvalid,
                        &file.name,
                        format!(
                            "the pages next to and below the file belong to several services: {}",
                            names.join(
                                ", \
                        "
                            )
                        ),
                    )
                    .help("set `vendor` and `service` at the top of the file"),
                );
            }
        }
    }
    diagnostics
}

/// Whether a file is for a contract: by its own `vendor` and `service`, or otherwise by the pages next to and below it.
fn is_for(file: &Loaded, api: &Api) -> bool {
    let (vendor, service) = (&file.file.vendor, &file.file.service);
    if vendor.as_ref().is_some_and(|vendor| *vendor != api.vendor)
        || service.as_ref().is_some_and(|service| *service != api.service)
    {
        return false;
    }
    let folder = file.name.rsplit_once('/').map_or("", |(folder, _)| folder);
    (vendor.is_some() && service.is_some())
        || api
            .pages
            .iter()
            .any(|page| folder.is_empty() || page.path.strip_prefix(folder).is_some_and(|rest| rest.starts_with('/')))
}

fn apply_file(api: &mut Api, file: &Loaded, diagnostics: &mut Vec<Diagnostic>) {
    let mut copies = names::Copies::new();
    let failures = failure::FailureFields::of(api);
    for (fixup, places) in file.file.fixups.iter().zip(&file.places) {
        let outcome = match (&fixup.structure, &fixup.operation) {
            (Some(name), _) => target::structure(api, fixup, places, name),
            (None, Some(wanted)) => operation(api, fixup, places, wanted, &mut copies),
            (None, None) => Outcome::default(),
        };
        outcome.into_diagnostics(fixup, places, diagnostics);
    }
    names::settle(api, &copies);
    failures.follow(api);
    api.operations.sort_by(|a, b| a.id.cmp(&b.id));
    let text = file.file.to_toml().unwrap_or_default();
    api.fixups.push(FixupSource {
        path: file.name.to_string(),
        hash: format!("{:016x}", hash(text.as_bytes())),
        entries: file.file.fixups.len(),
    });
}

fn operation(api: &mut Api, fixup: &Fixup, places: &Places, wanted: &str, copies: &mut names::Copies) -> Outcome {
    let whole = fixup.part.is_none() && fixup.field.is_none();
    if whole && fixup.action == Action::Add {
        return operation::add(api, fixup, places, wanted);
    }
    let found: Vec<usize> =
        (0..api.operations.len()).filter(|&index| is_named(&api.operations[index], wanted)).collect();
    if found.is_empty() {
        let known = fixup.name.as_deref().filter(|_| whole).and_then(|name| api.operation(name));
        return match known {
            Some(known) => Outcome::redundant("name", &known.origin),
            None => Outcome::stale(places.key("operation"), format!("no operation is `{wanted}`")),
        };
    }
    let mut sum = Outcome::default();
    // From the last one on, so that removing one does not change the other indices.
    for &index in found.iter().rev() {
        sum.add(if whole {
            operation::change(api, fixup, places, index)
        } else {
            match fixup.field.as_deref() {
                Some(field) => target::operation(api, fixup, field, places, index, copies),
                None => body::whole(api, fixup, places, index),
            }
        });
    }
    sum
}

/// Whether an operation has an id, or a method and path template.
fn is_named(operation: &Operation, wanted: &str) -> bool {
    operation.id.as_str() == wanted
        || wanted
            .split_once(' ')
            .is_some_and(|(method, path)| method == operation.method.as_str() && path.trim() == operation.path)
}

/// The values of an operation, each with its location.
fn parts(operation: &Operation) -> Vec<(Part, &Schema)> {
    let mut parts: Vec<(Part, &Schema)> = operation
        .parameters
        .iter()
        .map(|parameter| (Part::Parameter(parameter.location), &parameter.field.schema))
        .collect();
    parts.extend(operation.request.iter().map(|body| (Part::Request, &body.schema)));
    for (status, response) in &operation.responses {
        parts.extend(response.headers.iter().map(|header| (Part::ResponseHeader(*status), &header.schema)));
        parts.extend(response.body.iter().map(|body| (Part::Response(*status), &body.schema)));
    }
    parts
}

/// The result of one entry.
#[derive(Debug, Default)]
struct Outcome {
    report: Report,
    /// Why it matches nothing, and the key that names what was looked for.
    stale: Vec<(Origin, String)>,
}

impl Outcome {
    fn stale(at: Origin, message: impl Into<String>) -> Self {
        Self { stale: vec![(at, message.into())], ..Self::default() }
    }

    fn invalid(at: Origin, message: impl Into<String>) -> Self {
        let mut outcome = Self::default();
        outcome.report.problem(at, message);
        outcome
    }

    fn redundant(key: &'static str, stated_at: &Origin) -> Self {
        let mut outcome = Self::default();
        outcome.report.note(key, false, Some(stated_at));
        outcome
    }

    fn of(report: Report) -> Self {
        Self { report, stale: Vec::new() }
    }

    fn done(key: &'static str) -> Self {
        let mut outcome = Self::default();
        outcome.report.note(key, true, None);
        outcome
    }

    fn add(&mut self, other: Self) {
        self.report.add(other.report);
        self.stale.extend(other.stale);
    }

    /// Reports what was not applied.
    fn into_diagnostics(self, fixup: &Fixup, places: &Places, diagnostics: &mut Vec<Diagnostic>) {
        let Self { report, mut stale } = self;
        if !report.keys.is_empty() {
            // It matched in at least one operation.
            stale.clear();
        }
        for (at, message) in stale {
            let help = "correct the target, or remove the entry if the page has changed";
            diagnostics.push(Diagnostic::at(Code::FixupStale, at, message).help(help));
        }
        let mut reported = BTreeSet::new();
        for (key, _) in report.keys.iter().filter(|(_, changed)| !**changed) {
            let of = fixup.field.as_deref().unwrap_or("the target");
            let dropped = fixup.drop.iter().any(|dropped| dropped == key);
            let (at, message) = if dropped {
                (places.key("drop"), format!("there is no `{key}` of {of} to drop"))
            } else {
                (places.key(key), format!("the page now states the same: `{key}` of {of}"))
            };
            if !reported.insert(*key) {
                continue;
            }
            let mut diagnostic = Diagnostic::at(Code::FixupUseless, at, message)
                .help("remove it: fixups are only for what the page has wrong");
            if let Some(stated_at) = report.stated_at.get(key) {
                diagnostic = diagnostic.related(stated_at.clone(), "the page states it here");
            }
            diagnostics.push(diagnostic);
        }
        diagnostics.extend(report.problems);
    }
}

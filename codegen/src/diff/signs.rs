//! Compares what contracts state besides values: the credentials that identify the client, and the fields that mark a
//! failure under a success status. Pages and vendor files state these. Documents that are read back have no words for
//! them, so they are not compared there.

use super::operation::about;
use super::walk::{Effect, Place, Reported, Walk};
use super::{Change, Difference, Verdict};
use crate::ir::{Api, Credential, Failure, Response, SelectorPlace};

/// Whether a contract was read from pages.
fn is_of_pages(api: &Api) -> bool {
    !api.pages.is_empty()
}

/// Compares the credentials that all operations require. Those that a page lists are compared with its parameters.
pub(super) fn credentials(old: &Api, new: &Api) -> Vec<Difference> {
    if !is_of_pages(old) || !is_of_pages(new) {
        return Vec::new();
    }
    let everywhere = |api: &'_ Api| -> Vec<Credential> {
        api.credentials.iter().filter(|credential| credential.everywhere).cloned().collect()
    };
    // The names of headers are case-insensitive.
    let same = |a: &Credential, b: &Credential| {
        let is_header = a.place == SelectorPlace::Header;
        a.place == b.place && (a.name == b.name || is_header && a.name.eq_ignore_ascii_case(&b.name))
    };
    let (before, after) = (everywhere(old), everywhere(new));
    let words = |it: &Credential| format!("the credential {} in each request's {}", it.name, it.place.name());
    let mut found = Vec::new();
    for gone in before.iter().filter(|gone| !after.iter().any(|known| same(known, gone))) {
        let mut difference = about(new, Change::Removed, words(gone));
        difference.old = Some(gone.origin.clone());
        found.push(difference);
    }
    for come in after.iter().filter(|come| !before.iter().any(|known| same(known, come))) {
        let mut difference = about(new, Change::Added, words(come));
        difference.sender = Verdict::Breaks;
        difference.case = Some(format!("a request without {}", come.name));
        difference.new = Some(come.origin.clone());
        found.push(difference);
    }
    found
}

/// Compares the fields that mark a failure in the bodies of a status.
pub(super) fn failures(walk: &mut Walk<'_>, old: &Response, new: &Response) {
    if !is_of_pages(walk.old) || !is_of_pages(walk.new) || old.failure == new.failure {
        return;
    }
    let sign = |failure: &Failure| format!("{} other than {}", failure.field, failure.success_text());
    let (change, message, effect) = match (&old.failure, &new.failure) {
        (Some(was), Some(is)) if sign(was) == sign(is) => {
            let fields = |failure: &Failure| failure.fields.join(", ");
            if fields(was) == fields(is) {
                return;
            }
            (Change::Reworded, format!("the fields of a failure {} → {}", fields(was), fields(is)), Effect::Safe)
        }
        (Some(was), Some(is)) => {
            let case = format!("a success with {} {}", is.field, is.success_text());
            (Change::Replaced, format!("a failure is marked by {} → {}", sign(was), sign(is)), Effect::Case(case))
        }
        (Some(was), None) => (Change::Removed, format!("a failure marked by {}", sign(was)), Effect::Safe),
        (None, Some(is)) => {
            let why = "it is not known whether clients look for a failure under a success status";
            (Change::Added, format!("a failure marked by {}", sign(is)), Effect::Unknown(why))
        }
        (None, None) => return,
    };
    let place = |failure: &Option<Failure>| failure.as_ref().map(|it| it.origin.clone());
    let (was, is) = (place(&old.failure), place(&new.failure));
    walk.report(&Place::default(), Reported { change, message, effect, old: was.as_ref(), new: is.as_ref() });
}

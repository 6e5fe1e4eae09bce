//! Pages that a list of pages declares deprecated.
//!
//! If the title of a page that lists others says so ("Out-of-date APIs"), it applies to each page in the list, and to
//! those that these list in turn. Only links count; the folder of a file does not.

use std::collections::BTreeSet;

use super::editions::Found;
use super::links::Pages;

/// Marks the operations of pages that are listed under such a title as deprecated, with the title's place.
pub(super) fn mark(found: &mut [Found], pages: &Pages) {
    for (list, draft) in pages.drafts.iter().enumerate() {
        let Some(title) = draft.deprecated.as_ref().filter(|_| !draft.contents.is_empty()) else { continue };
        let listed = reach(list, pages);
        for Found { operation, .. } in found.iter_mut().filter(|found| listed.contains(&found.page)) {
            operation.deprecated.get_or_insert_with(|| title.clone());
        }
    }
}

/// The pages that a page lists, itself or through others.
fn reach(list: usize, pages: &Pages) -> BTreeSet<usize> {
    let mut reached = BTreeSet::new();
    let mut open = vec![list];
    while let Some(page) = open.pop() {
        for target in &pages.drafts[page].contents {
            if let Some(next) = pages.page(page, target).filter(|&next| next != list && reached.insert(next)) {
                open.push(next);
            }
        }
    }
    reached
}

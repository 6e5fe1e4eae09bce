//! Links between pages.

use std::collections::BTreeMap;

use crate::document::LinkTarget;
use crate::understand::{PageDraft, StructureId, percent_decode, spellings};

/// A structure: the page's index, and the structure on it.
pub(super) type Place = (usize, StructureId);

/// All pages of a vendor, with what links can reach.
pub(super) struct Pages {
    pub(super) drafts: Vec<PageDraft>,
    /// Structures by label. Where a label stands on several pages, the first page has it.
    labels: BTreeMap<String, Place>,
    /// Pages by their own label.
    page_labels: BTreeMap<String, usize>,
    /// Pages by path.
    paths: BTreeMap<String, usize>,
}

impl Pages {
    pub(super) fn new(drafts: Vec<PageDraft>) -> Self {
        let mut pages = Self { drafts, labels: BTreeMap::new(), page_labels: BTreeMap::new(), paths: BTreeMap::new() };
        for (page, draft) in pages.drafts.iter().enumerate() {
            pages.paths.insert(draft.page.to_string(), page);
            for anchor in &draft.anchors {
                pages.page_labels.entry(anchor.to_lowercase()).or_insert(page);
            }
            for (index, definition) in draft.definitions.iter() {
                for anchor in &definition.anchors {
                    pages.labels.entry(anchor.to_lowercase()).or_insert((page, index));
                }
            }
        }
        pages
    }

    /// The structure that a link on a page leads to.
    pub(super) fn follow(&self, from: usize, target: &LinkTarget) -> Option<Place> {
        match target {
            LinkTarget::Label(label) => {
                self.labels.get(label).copied().or_else(|| self.only_structure(*self.page_labels.get(label)?))
            }
            LinkTarget::Url(url) => {
                let (path, fragment) = url.split_once('#').map_or((url.as_str(), None), |(path, f)| (path, Some(f)));
                let page = match path {
                    "" => from,
                    path => *self.paths.get(&join(&self.drafts[from].page, &percent_decode(path)))?,
                };
                let Some(fragment) = fragment else {
                    return self.only_structure(page);
                };
                let definitions = &self.drafts[page].definitions;
                let at = |anchor: String| {
                    definitions
                        .iter()
                        .find(|(_, d)| d.anchors.iter().any(|known| known.to_lowercase() == anchor))
                        .map(|(id, _)| id)
                };
                Some((page, spellings(&percent_decode(fragment)).find_map(at)?))
            }
        }
    }

    /// The page that a link leads to as a whole.
    pub(super) fn page(&self, from: usize, target: &LinkTarget) -> Option<usize> {
        match target {
            LinkTarget::Label(label) => self.page_labels.get(label).copied(),
            LinkTarget::Url(url) => {
                let path = url.split_once('#').map_or(url.as_str(), |(path, _)| path);
                self.paths.get(&join(&self.drafts[from].page, &percent_decode(path))).copied()
            }
        }
    }

    /// The one structure of a page that is about nothing else.
    fn only_structure(&self, page: usize) -> Option<Place> {
        let draft = &self.drafts[page];
        let (id, _) = draft.definitions.iter().next()?;
        (draft.operations.is_empty() && draft.definitions.len() == 1).then_some((page, id))
    }
}

/// A path relative to a page.
fn join(page: &str, path: &str) -> String {
    let mut parts: Vec<&str> = page.split('/').collect();
    parts.pop();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => drop(parts.pop()),
            part => parts.push(part),
        }
    }
    parts.join("/")
}

#[cfg(test)]
mod tests {
    use super::join;

    #[test]
    fn paths_are_relative_to_the_page() {
        assert_eq!(join("a/b/c.md", "../d.md"), "a/d.md");
        assert_eq!(join("c.md", "./d.md"), "d.md");
    }
}

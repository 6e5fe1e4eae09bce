//! Links between pages.

use std::collections::BTreeMap;

use crate::document::LinkTarget;
use crate::understand::{PageDraft, StructureId, percent_decode, spellings};

/// A structure: the page's index, and the structure on it.
pub(super) type Place = (usize, StructureId);

/// All units of a vendor's pages, indexed by what links refer to.
#[derive(Default)]
pub(super) struct Pages {
    pub(super) drafts: Vec<PageDraft>,
    /// Structures by label. Of several pages with the same label, the first has it.
    labels: BTreeMap<String, Place>,
    /// The structure that each page without operations is about.
    main: Vec<Option<StructureId>>,
    /// Pages by their own label.
    page_labels: BTreeMap<String, usize>,
    /// The units of pages by path, in order.
    paths: BTreeMap<String, Vec<usize>>,
    /// The lists of values that are targets of links, by the first unit of the page and an anchor: the unit of the
    /// list, and its index there.
    listed: BTreeMap<(usize, String), (usize, usize)>,
    /// The paths of pages by their last segment, without the extension and in lower case, as sites write paths.
    stems: BTreeMap<String, Vec<String>>,
}

impl Pages {
    pub(super) fn new(drafts: Vec<PageDraft>) -> Self {
        let mut pages = Self { drafts, ..Self::default() };
        for (page, draft) in pages.drafts.iter().enumerate() {
            pages.main.push(draft.definitions.main().filter(|_| draft.operations.is_empty()));
            let units = pages.paths.entry(draft.page.to_string()).or_default();
            units.push(page);
            if units.len() == 1 {
                let stem = stem(draft.page.rsplit('/').next().unwrap_or_default());
                pages.stems.entry(stem.to_lowercase()).or_default().push(draft.page.to_string());
            }
            let first = units[0];
            for (number, list) in draft.listed_values.iter().enumerate() {
                for anchor in &list.anchors {
                    pages.listed.entry((first, anchor.to_lowercase())).or_insert((page, number));
                }
            }
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

    /// The page of each label, and whether the label is that of a part of the page.
    pub(super) fn label_pages(&self) -> BTreeMap<String, (String, bool)> {
        let page = |index: usize| self.drafts[index].page.to_string();
        let parts = self.labels.iter().map(|(label, (index, _))| (label.clone(), (page(*index), true)));
        parts.chain(self.page_labels.iter().map(|(label, index)| (label.clone(), (page(*index), false)))).collect()
    }

    /// The structure that is the target of a link on a page.
    pub(super) fn follow(&self, from: usize, target: &LinkTarget) -> Option<Place> {
        match target {
            LinkTarget::Label(label) => {
                self.labels.get(label).copied().or_else(|| self.only_structure(*self.page_labels.get(label)?))
            }
            LinkTarget::Url(url) => {
                let (path, fragment) = url.split_once('#').map_or((url.as_str(), None), |(path, f)| (path, Some(f)));
                let units = self.units(from, path)?;
                let Some(fragment) = fragment else {
                    return self.only_structure(*units.last()?);
                };
                let fragment = percent_decode(fragment);
                let at = |unit: usize| {
                    let definitions = &self.drafts[unit].definitions;
                    let named = |anchor: String| {
                        definitions
                            .iter()
                            .find(|(_, d)| d.anchors.iter().any(|known| known.to_lowercase() == anchor))
                            .map(|(id, _)| id)
                    };
                    Some((unit, spellings(&fragment).find_map(named)?))
                };
                // The unit's own structures take precedence over those of the page's other units.
                let own = units.contains(&from).then(|| at(from)).flatten();
                own.or_else(|| units.iter().find_map(|&unit| at(unit)))
            }
        }
    }

    /// The list of values that is the target of a link on a page: the index of its page, and its index there.
    pub(super) fn listed_values(&self, from: usize, target: &LinkTarget) -> Option<(usize, usize)> {
        let LinkTarget::Url(url) = target else { return None };
        let (path, fragment) = url.split_once('#')?;
        let first = *self.units(from, path)?.first()?;
        self.listed.get(&(first, percent_decode(fragment).to_lowercase())).copied()
    }

    /// The unit of the operation that is the target of a link.
    pub(super) fn operation(&self, from: usize, target: &LinkTarget) -> Option<usize> {
        let LinkTarget::Url(url) = target else { return None };
        let (path, fragment) = url.split_once('#')?;
        let fragment = percent_decode(fragment).to_lowercase();
        let named = |unit: &&usize| {
            let draft = &self.drafts[**unit];
            !draft.operations.is_empty() && draft.anchors.iter().any(|anchor| anchor.to_lowercase() == fragment)
        };
        self.units(from, path)?.iter().find(named).copied()
    }

    /// The page that is the target of a link as a whole: the unit that its operations share.
    pub(super) fn page(&self, from: usize, target: &LinkTarget) -> Option<usize> {
        match target {
            LinkTarget::Label(label) => self.page_labels.get(label).copied(),
            LinkTarget::Url(url) => {
                let path = url.split_once('#').map_or(url.as_str(), |(path, _)| path);
                self.units(from, path)?.last().copied()
            }
        }
    }

    /// The units of the page that is the target of a link's path: relative to the page, or from the root of the site,
    /// with or without an extension.
    fn units(&self, from: usize, path: &str) -> Option<&Vec<usize>> {
        let page = &self.drafts[from].page;
        if path.is_empty() {
            return self.paths.get(page.as_ref());
        }
        let path = percent_decode(path);
        let joined = join(page, &path);
        if let Some(found) = self.paths.get(&joined) {
            return Some(found);
        }
        // The root of the site is not known: take the page whose path agrees with the longest end of the link's.
        let wanted: Vec<&str> = (if path.starts_with('/') { &path } else { &joined }).split('/').collect();
        let (&last, folders) = wanted.split_last()?;
        let agree = |known: &str| {
            let above = known.rsplit('/').skip(1);
            above.zip(folders.iter().rev().filter(|folder| !folder.is_empty())).take_while(|(a, b)| a == *b).count()
        };
        let named = stem(last);
        let known = self.stems.get(&named.to_lowercase())?;
        let depth = |known: &str| known.split('/').count();
        let alike = |known: &str| stem(known.rsplit('/').next().unwrap_or_default()) == named;
        let rank = |known: &str| (agree(known), alike(known), std::cmp::Reverse(depth(known)));
        let best = known.iter().map(|known| rank(known)).max()?;
        let mut found = known.iter().filter(|known| rank(known) == best);
        let only = found.next()?;
        found.next().is_none().then(|| self.paths.get(only)).flatten()
    }

    /// The structure that a page without operations is about.
    fn only_structure(&self, page: usize) -> Option<Place> {
        Some((page, (*self.main.get(page)?)?))
    }
}

/// A file's name without its extension.
fn stem(file: &str) -> &str {
    file.rsplit_once('.').map_or(file, |(stem, _)| stem)
}

/// A path relative to a page.
pub(super) fn join(page: &str, path: &str) -> String {
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

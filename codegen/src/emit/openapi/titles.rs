//! Titles of a service and of groups of its operations, in the words of pages.
//!
//! A page without operations gives its folder's title if its own title matches the folder's name: `AS Groups` in
//! `as_groups`. Any other page there has a subject of its own. No title is made from a name alone.

use std::collections::{BTreeMap, BTreeSet};

use crate::ir::{Api, Page};

/// The titles of a service's pages.
pub(super) struct Titles<'a> {
    api: &'a Api,
    /// The title of each page.
    pages: BTreeMap<&'a str, &'a str>,
    /// The pages that have operations.
    with_operations: BTreeSet<&'a str>,
    /// The titles of pages without operations, by folder.
    folders: BTreeMap<&'a str, Vec<&'a str>>,
}

impl<'a> Titles<'a> {
    pub(super) fn new(api: &'a Api) -> Self {
        let titled = |page: &'a Page| Some((page.path.as_str(), page.title.as_deref()?));
        let pages: BTreeMap<&str, &str> = api.pages.iter().filter_map(titled).collect();
        let places = api.operations.iter().flat_map(|it| std::iter::once(&it.origin).chain(&it.editions));
        let with_operations: BTreeSet<&str> = places.map(|origin| &*origin.page).collect();
        let mut folders: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for (path, title) in api.pages.iter().filter_map(titled).filter(|(path, _)| !with_operations.contains(path)) {
            folders.entry(parent(path)).or_default().push(title);
        }
        Self { api, pages, with_operations, folders }
    }

    /// The title of a service: that of the only page with operations, if it has several, or of a page above all
    /// operations that has the service's name. The title of a page with one operation belongs to that operation.
    pub(super) fn service(&self) -> Option<&'a str> {
        if let (1, Some(only)) = (self.with_operations.len(), self.with_operations.first()) {
            return self.page(only).filter(|_| self.api.operations.len() > 1);
        }
        let name = bare(&self.api.service);
        // The names are sorted: a prefix of the first and the last is a prefix of all.
        let (first, last) = (self.with_operations.first()?, self.with_operations.last()?);
        let above = |folder: &str| !folder.is_empty() && first.starts_with(folder) && last.starts_with(folder);
        let titles = self.folders.iter().filter(|(folder, _)| above(folder)).flat_map(|(_, titles)| titles);
        titles.copied().find(|title| !name.is_empty() && bare(title).starts_with(&name))
    }

    /// The title of a folder with a given name, above a page.
    pub(super) fn folder(&self, page: &str, name: &str) -> Option<&'a str> {
        let end = page.rfind(&format!("/{name}/")).map(|at| at + name.len() + 2);
        let titles = self.folders.get(&page[..end.unwrap_or_default()])?;
        titles.iter().copied().find(|title| bare(title) == bare(name))
    }

    /// The title of a page.
    pub(super) fn page(&self, path: &str) -> Option<&'a str> {
        self.pages.get(path).copied()
    }
}

/// The folder of a path, with a `/` at the end.
fn parent(path: &str) -> &str {
    path.rfind('/').map_or("", |at| &path[..=at])
}

/// The letters and digits of a name or title, in lower case.
fn bare(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

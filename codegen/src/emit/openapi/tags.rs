//! Tags: the groups into which the vendor divides a service's operations. These are the folders of its pages; or the
//! pages themselves, where all are in one folder and each has several operations; or otherwise the service's name.
//!
//! The names of folders and files become the names of tags, since generators make names from tags. The vendor's own
//! name for a group, if a page has one, is the tag's title. It is not also the description: readers show both.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value, json};

use super::titles::Titles;
use crate::ir::{Api, Operation};

pub(super) struct Tags<'a> {
    api: &'a Api,
    languages: BTreeMap<&'a str, &'a str>,
    groups: Groups,
}

/// What distinguishes the groups.
#[derive(Clone, Copy, PartialEq)]
enum Groups {
    Folders,
    Pages,
    Nothing,
}

impl<'a> Tags<'a> {
    pub(super) fn new(api: &'a Api) -> Self {
        let languages = api.pages.iter().map(|page| (page.path.as_str(), page.language.as_str())).collect();
        let mut tags = Self { api, languages, groups: Groups::Nothing };
        let folders: BTreeSet<&str> = api.operations.iter().filter_map(|operation| tags.folder(operation)).collect();
        let pages: BTreeSet<&str> = api.operations.iter().map(|operation| &*operation.origin.page).collect();
        if folders.len() > 1 {
            tags.groups = Groups::Folders;
        } else if pages.len() > 1 && api.operations.len() >= 2 * pages.len() {
            tags.groups = Groups::Pages;
        }
        tags
    }

    /// The last folder that contains an operation's page, except one that only names the language.
    fn folder(&self, operation: &'a Operation) -> Option<&'a str> {
        let page: &'a str = &operation.origin.page;
        let language = self.languages.get(page).copied().unwrap_or_default();
        page.rsplit('/').skip(1).find(|folder| !folder.is_empty() && *folder != language && *folder != "..")
    }

    /// The tag of an operation.
    pub(super) fn of(&self, operation: &'a Operation) -> &'a str {
        let name = match self.groups {
            Groups::Folders => self.folder(operation),
            Groups::Pages => operation.origin.page.rsplit('/').next().and_then(|file| file.split('.').next()),
            Groups::Nothing => None,
        };
        name.filter(|name| !name.is_empty()).unwrap_or(&self.api.service)
    }

    /// All tags, sorted.
    pub(super) fn all(&self) -> Value {
        let of_pages = Titles::new(self.api);
        let mut titles: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
        for operation in &self.api.operations {
            let page = &*operation.origin.page;
            let name = self.of(operation);
            let title = match self.groups {
                Groups::Folders => of_pages.folder(page, name),
                Groups::Pages => of_pages.page(page),
                Groups::Nothing => None,
            };
            titles.entry(name).or_default().extend(title);
        }
        let tag = |(name, titles): (&str, BTreeSet<&str>)| {
            let mut tag = Map::new();
            tag.insert("name".into(), json!(name));
            let mut titles = titles.into_iter();
            // Folders with one name may have different titles: then the tag has none.
            if let (Some(title), None) = (titles.next(), titles.next()) {
                tag.insert("x-displayName".into(), json!(title));
            }
            Value::Object(tag)
        };
        titles.into_iter().map(tag).collect()
    }
}

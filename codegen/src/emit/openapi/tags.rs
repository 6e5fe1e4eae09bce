//! Tags: the groups in which the vendor presents a service's operations, which are the folders of its pages; the service's
//! name where all of its pages lie in one.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use crate::ir::{Api, Operation};

pub(super) struct Tags<'a> {
    api: &'a Api,
    languages: BTreeMap<&'a str, &'a str>,
    /// Whether folders tell groups apart.
    grouped: bool,
}

impl<'a> Tags<'a> {
    pub(super) fn new(api: &'a Api) -> Self {
        let languages = api.pages.iter().map(|page| (page.path.as_str(), page.language.as_str())).collect();
        let mut tags = Self { api, languages, grouped: true };
        let groups: BTreeSet<&str> = api.operations.iter().filter_map(|operation| tags.folder(operation)).collect();
        tags.grouped = groups.len() > 1;
        tags
    }

    /// The last folder that an operation's page lies in, but for one that only names the language.
    fn folder(&self, operation: &'a Operation) -> Option<&'a str> {
        let page: &'a str = &operation.origin.page;
        let language = self.languages.get(page).copied().unwrap_or_default();
        page.rsplit('/').skip(1).find(|folder| !folder.is_empty() && *folder != language && *folder != "..")
    }

    /// The tag of an operation.
    pub(super) fn of(&self, operation: &'a Operation) -> &'a str {
        self.folder(operation).filter(|_| self.grouped).unwrap_or(&self.api.service)
    }

    /// All tags, sorted.
    pub(super) fn all(&self) -> Value {
        let names: BTreeSet<&str> = self.api.operations.iter().map(|operation| self.of(operation)).collect();
        names.into_iter().map(|name| json!({ "name": name })).collect()
    }
}

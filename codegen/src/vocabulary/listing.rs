//! Lists which words are in force, and from which file: for people who look for the file to change.
//!
//! This module lists and decides nothing.

use std::collections::BTreeMap;

use toml::de::{DeTable, DeValue};

use super::library::Library;
use super::tree::File;

/// The words of a key, by the file that they come from.
pub(super) type WordsByFile = Vec<(String, Vec<String>)>;

/// The key of phrases.
pub(crate) const PHRASES: &str = "prose.phrases";

impl Library {
    /// The languages: code, name and files.
    pub fn languages(&self) -> Vec<(String, String, Vec<String>)> {
        self.sources()
            .codes()
            .map(|code| {
                let files = self.sources().files(code);
                let name =
                    self.sources().merged(code).get("name").and_then(|name| name.get_ref().as_str().map(str::to_owned));
                (
                    code.to_owned(),
                    name.unwrap_or_default(),
                    files.into_iter().map(|(name, _)| name.to_owned()).collect(),
                )
            })
            .collect()
    }

    /// The words in force for a vendor's pages, by key and by file. The vendor's own come first. Phrases are listed by
    /// their rules: the language's code, a slash and the id.
    pub fn words(&self, vendor: &str) -> Vec<(String, WordsByFile)> {
        let mut keys: BTreeMap<String, WordsByFile> = BTreeMap::new();
        let Some((own, trees)) = self.sources().spoken(vendor) else { return Vec::new() };
        let of_vendor: Vec<(&str, &str)> = self.sources().vendor_file(vendor).into_iter().collect();
        let codes = self.vendors().filter(|entry| entry.name == vendor).flat_map(|entry| &entry.languages);
        let spoken = codes.zip(&trees).map(|(code, tree)| {
            let files = of_vendor.iter().copied().chain(self.sources().files(code)).collect();
            (code.as_str(), tree, files)
        });
        let all: Vec<_> = own.iter().map(|tree| (vendor, tree, of_vendor.clone())).chain(spoken).collect();
        for (code, tree, files) in all {
            let stated: Vec<(&str, BTreeMap<String, Vec<String>>)> =
                files.iter().map(|(name, text)| (*name, lists_of(name, text))).collect();
            let mut lists = BTreeMap::new();
            lists_in(tree, "", &mut lists);
            for (key, words) in lists {
                let by_file = keys.entry(key.clone()).or_default();
                for word in words {
                    let has_word = |all: &BTreeMap<String, Vec<String>>| {
                        [key.clone(), format!("words.{key}")]
                            .iter()
                            .any(|key| all.get(key).is_some_and(|all| all.contains(&word)))
                    };
                    let file = stated.iter().find(|(_, all)| has_word(all)).map_or("", |(file, _)| *file);
                    // Two languages can have different phrases with the same id.
                    let word = if key == PHRASES { format!("{code}/{word}") } else { word };
                    if by_file.iter().any(|(_, known)| known.contains(&word)) {
                        continue;
                    }
                    match by_file.iter_mut().find(|(known, _)| known == file) {
                        Some((_, known)) => known.push(word),
                        None => by_file.push((file.to_owned(), vec![word])),
                    }
                }
            }
        }
        keys.retain(|_, words| !words.is_empty());
        keys.into_iter().collect()
    }
}

/// The lists of words of a file, by key.
fn lists_of(name: &str, text: &str) -> BTreeMap<String, Vec<String>> {
    let mut lists = BTreeMap::new();
    if let Ok(file) = File::parse(name, text) {
        lists_in(&file.tree, "", &mut lists);
    }
    lists
}

fn lists_in(table: &DeTable<'_>, path: &str, lists: &mut BTreeMap<String, Vec<String>>) {
    for (key, value) in table {
        let name = key.get_ref();
        // An edit lists the words of the key that it edits.
        let path = match name.as_ref() {
            "only" | "add" if !path.is_empty() => path.to_owned(),
            name if path.is_empty() => name.to_owned(),
            name => format!("{path}.{name}"),
        };
        match value.get_ref() {
            DeValue::Table(below) => lists_in(below, &path, lists),
            DeValue::Array(items) => {
                let words = items.iter().filter_map(|item| {
                    let id = item.get_ref().get("id").and_then(|id| id.get_ref().as_str());
                    item.get_ref().as_str().or(id).map(str::to_owned)
                });
                lists.entry(path).or_default().extend(words);
            }
            // Top-level keys describe the file itself.
            DeValue::String(text) if path.contains('.') => lists.entry(path).or_default().push(text.to_string()),
            _ => {}
        }
    }
}

//! Files that extend others: lists add, remove and replace words.
//!
//! A list of words adds to the existing list, and `-word` removes a word. `{ only = [...] }` replaces the list, and `{
//! add = [...], remove = [...] }` does the same as a list, for words that themselves begin with a dash. A table is
//! extended key by key, a phrase replaces an existing one with the same id, and for everything else the last file wins.
//! A word to which a file gives a meaning loses its previous meaning: a title can belong to one kind of column only.
//!
//! This module works on trees, and knows no keys except those whose words exclude each other.

use toml::Spanned;
use toml::de::{DeArray, DeTable, DeValue};

use crate::choice::nearest;

use super::problem::Problem;
use super::tree::{File, Node};

/// Tables whose lists share no word, with those keys of theirs that are lists of words; all keys where none is named.
const EXCLUSIVE: [(&str, &[&str]); 4] = [
    ("columns", &[]),
    ("required", &["yes", "no", "unstated"]),
    (
        "types",
        &[
            "string",
            "integer",
            "int32",
            "int64",
            "number",
            "boolean",
            "object",
            "object-or-array",
            "array",
            "any",
            "null",
            "file",
            "time",
        ],
    ),
    (
        "titles",
        &[
            "request",
            "response",
            "normal",
            "abnormal",
            "path",
            "query",
            "header",
            "body",
            "form",
            "uri",
            "parameters",
            "example",
            "status-codes",
            "error-codes",
            "method",
            "url",
            "request-line",
            "summary",
            "aside",
            "structure",
            "filler",
        ],
    ),
];

/// The content of an edit of a list.
#[derive(Debug, Default)]
struct Edit<'t> {
    only: bool,
    add: Vec<Node<'t>>,
    remove: Vec<Node<'t>>,
}

/// Extends a tree by a file, and reports what is not possible. A file that extends nothing removes nothing.
pub(super) fn extend<'t>(base: &mut DeTable<'t>, file: &File<'t>, keys: &DeTable<'t>, extends: bool) -> Vec<Problem> {
    let mut extension = Extension { file, extends, problems: Vec::new() };
    for (name, lists) in EXCLUSIVE {
        if let (Some(DeValue::Table(base)), Some(DeValue::Table(over))) =
            (base.get_mut(name).map(Spanned::get_mut), keys.get(name).map(Spanned::get_ref))
        {
            disown(base, over, lists);
        }
    }
    extension.table(base, keys, "");
    extension.problems
}

/// Removes a vendor's own words from its languages: those to which it gives another meaning, removes or replaces. The
/// vendor's words then form another language next to the others, which comes first.
pub(super) fn own_words<'t>(
    words: &DeTable<'t>,
    languages: &mut [DeTable<'t>],
    file: &File<'t>,
    problems: &mut Vec<Problem>,
) -> DeTable<'t> {
    for (name, lists) in EXCLUSIVE {
        let Some(DeValue::Table(over)) = words.get(name).map(Spanned::get_ref) else { continue };
        for language in languages.iter_mut() {
            if let Some(DeValue::Table(base)) = language.get_mut(name).map(Spanned::get_mut) {
                disown(base, over, lists);
            }
        }
    }
    let mut bases: Vec<&mut DeTable<'t>> = languages.iter_mut().collect();
    own_table(words, &mut bases, file, "words", problems)
}

fn own_table<'t>(
    words: &DeTable<'t>,
    bases: &mut [&mut DeTable<'t>],
    file: &File<'t>,
    path: &str,
    problems: &mut Vec<Problem>,
) -> DeTable<'t> {
    let mut own = DeTable::new();
    for (key, value) in words {
        let name = key.get_ref().as_ref();
        let path = format!("{path}.{name}");
        let mut put = |value: DeValue<'t>, at: &Node<'t>| own.insert(key.clone(), Spanned::new(at.span(), value));
        if let Some(edit) = edit(value, true) {
            let mut missing: Vec<&Node<'t>> = edit.remove.iter().collect();
            for base in bases.iter_mut() {
                let Some(DeValue::Array(list)) = base.get_mut(name).map(Spanned::get_mut) else { continue };
                missing.retain(|word| !words_of(list).any(|known| Some(known) == word.get_ref().as_str()));
                let goes = |word: &Node<'t>| {
                    edit.only || edit.remove.iter().any(|gone| gone.get_ref().as_str() == word.get_ref().as_str())
                };
                *list = list.iter().filter(|word| !goes(word)).cloned().collect();
            }
            for word in missing {
                let text = word.get_ref().as_str().unwrap_or_default();
                let known = bases.iter().filter_map(|base| base.get(name)?.get_ref().as_array()).flat_map(words_of);
                let mut problem = file.problem(word.span().start, &path, format!("there is no `{text}` to remove"));
                problem.help = nearest(text, known).map(|near| format!("did you mean `-{near}`?"));
                problems.push(problem);
            }
            put(DeValue::Array(edit.add.into_iter().collect()), value);
        } else if let DeValue::Table(table) = value.get_ref() {
            let mut below: Vec<&mut DeTable<'t>> = bases
                .iter_mut()
                .filter_map(|base| match base.get_mut(name).map(Spanned::get_mut) {
                    Some(DeValue::Table(table)) => Some(table),
                    _ => None,
                })
                .collect();
            let table = own_table(table, &mut below, file, &path, problems);
            put(DeValue::Table(table), value);
        } else {
            // A phrase replaces those with its id.
            if let DeValue::Array(items) = value.get_ref() {
                for base in bases.iter_mut() {
                    let Some(DeValue::Array(list)) = base.get_mut(name).map(Spanned::get_mut) else { continue };
                    let replaced =
                        |known: &Node<'t>| id(known).is_some_and(|own| items.iter().any(|item| id(item) == Some(own)));
                    *list = list.iter().filter(|known| !replaced(known)).cloned().collect();
                }
            }
            put(value.get_ref().clone(), value);
        }
    }
    own
}

/// The state of an extension on its way through the tables of a file.
struct Extension<'f, 't> {
    file: &'f File<'t>,
    extends: bool,
    problems: Vec<Problem>,
}

impl<'t> Extension<'_, 't> {
    fn table(&mut self, base: &mut DeTable<'t>, over: &DeTable<'t>, path: &str) {
        for (key, value) in over {
            let name = key.get_ref().as_ref();
            let path = if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") };
            if let Some(edit) = edit(value, self.extends) {
                let empty = || Spanned::new(value.span(), DeValue::Array(DeArray::new()));
                self.list(base.entry(key.clone()).or_insert_with(empty), edit, &path);
                continue;
            }
            match (base.get_mut(name).map(Spanned::get_mut), value.get_ref()) {
                (Some(DeValue::Table(below)), DeValue::Table(over)) => self.table(below, over, &path),
                (None, DeValue::Table(over)) => {
                    let mut below = DeTable::new();
                    self.table(&mut below, over, &path);
                    base.insert(key.clone(), Spanned::new(value.span(), DeValue::Table(below)));
                }
                (Some(DeValue::Array(list)), DeValue::Array(over)) => {
                    for item in over {
                        replace_or_push(list, item);
                    }
                }
                _ => {
                    base.insert(key.clone(), value.clone());
                }
            }
        }
    }

    fn list(&mut self, list: &mut Node<'t>, edit: Edit<'t>, path: &str) {
        let DeValue::Array(list) = list.get_mut() else { return };
        if edit.only {
            *list = DeArray::default();
        }
        for word in &edit.remove {
            let text = word.get_ref().as_str().unwrap_or_default();
            let kept: DeArray<'t> =
                list.iter().filter(|known| known.get_ref().as_str() != Some(text)).cloned().collect();
            if kept.len() == list.len() {
                let at = word.span().start;
                let mut problem = self.file.problem(at, path, format!("there is no `{text}` to remove"));
                problem.help = nearest(text, words_of(list)).map(|near| format!("did you mean `-{near}`?"));
                self.problems.push(problem);
            }
            *list = kept;
        }
        for word in edit.add {
            let text = word.get_ref().as_str();
            if text.is_none_or(|text| !words_of(list).any(|known| known == text)) {
                list.push(word);
            }
        }
    }
}

/// An item with an id replaces the one with the same id; others are added.
fn replace_or_push<'t>(list: &mut DeArray<'t>, item: &Node<'t>) {
    match id(item).and_then(|own| list.iter().position(|known| id(known) == Some(own))) {
        Some(at) => {
            if let Some(known) = list.get_mut(at) {
                *known = item.clone();
            }
        }
        None => list.push(item.clone()),
    }
}

/// The id of a phrase.
fn id<'n>(node: &'n Node<'_>) -> Option<&'n str> {
    node.get_ref().as_table()?.get("id")?.get_ref().as_str()
}

/// Reads a value as an edit: a list of texts, or a table with no other keys than `only`, `add` and `remove`.
fn edit<'t>(value: &Node<'t>, extends: bool) -> Option<Edit<'t>> {
    match value.get_ref() {
        DeValue::Array(items) if !items.is_empty() && items.iter().all(|item| item.get_ref().is_str()) => {
            let mut edit = Edit::default();
            for item in items {
                match item.get_ref().as_str().and_then(taken_away).filter(|_| extends) {
                    Some(word) => edit.remove.push(Spanned::new(item.span(), DeValue::String(word.to_owned().into()))),
                    None => edit.add.push(item.clone()),
                }
            }
            Some(edit)
        }
        DeValue::Table(table) if !table.is_empty() => {
            let mut edit = Edit::default();
            for (key, list) in table {
                let words = list.get_ref().as_array()?.iter().cloned();
                match key.get_ref().as_ref() {
                    "only" => {
                        edit.only = true;
                        edit.add.extend(words);
                    }
                    "add" => edit.add.extend(words),
                    "remove" => edit.remove.extend(words),
                    _ => return None,
                }
            }
            Some(edit)
        }
        _ => None,
    }
}

/// The word that `-word` removes. `-`, `--` and a dash before a space are themselves words.
pub(super) fn taken_away(text: &str) -> Option<&str> {
    text.strip_prefix('-').filter(|word| word.starts_with(char::is_alphanumeric))
}

/// Removes the words that a file adds to one list from the others that must not share a word with it.
fn disown(base: &mut DeTable<'_>, over: &DeTable<'_>, lists: &[&str]) {
    let counts = |key: &str| lists.is_empty() || lists.contains(&key);
    let added: Vec<(String, String)> = over
        .iter()
        .filter(|(key, _)| counts(key.get_ref()))
        .flat_map(|(key, value)| {
            let words = edit(value, true).unwrap_or_default().add;
            words.into_iter().filter_map(|word| Some((key.get_ref().to_string(), word.get_ref().as_str()?.to_owned())))
        })
        .collect();
    for (key, list) in base.iter_mut().filter(|(key, _)| counts(key.get_ref())) {
        let DeValue::Array(list) = list.get_mut() else { continue };
        let stays = |word: &str| {
            let mut own = added.iter().filter(|(_, added)| added == word).peekable();
            own.peek().is_none() || own.any(|(list, _)| list.as_str() == key.get_ref())
        };
        if !words_of(list).all(stays) {
            *list = list.iter().filter(|word| word.get_ref().as_str().is_none_or(stays)).cloned().collect();
        }
    }
}

fn words_of<'n>(list: &'n DeArray<'_>) -> impl Iterator<Item = &'n str> {
    list.iter().filter_map(|item| item.get_ref().as_str())
}

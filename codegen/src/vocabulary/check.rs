//! Checks a vocabulary file beyond its form.
//!
//! [`texts`] checks every text that is compiled or divided, according to its schema; [`patterns`] knows what patterns
//! may contain, and [`phrases`] what a phrase must have. [`conventions`] checks what needs a vendor file together with
//! the words of its languages: unknown titles, unknown words for types. A wrong pattern is shown as in the file, and
//! not with its placeholders expanded.
//!
//! Files are checked one at a time. Whether the examples of phrases are right is checked elsewhere.

mod conventions;
mod patterns;
mod phrases;
mod texts;

use std::collections::BTreeMap;

pub(super) use conventions::{conventions, type_words};
pub(super) use patterns::last_line;

use super::problem::Problem;
use super::schemas;
use super::texts::ProsePattern;
use super::tree::{File, Node};

/// Macros by their names.
pub(super) type Macros = BTreeMap<String, ProsePattern>;

/// Checks a language's file, or a part of one, with the macros that it takes over from others.
pub(super) fn language(file: &File<'_>, macros: &Macros) -> Vec<Problem> {
    words(file, schemas::LANGUAGE, "", macros)
}

/// Checks a vendor file, with the macros of its languages.
pub(super) fn vendor(file: &File<'_>, macros: &Macros) -> Vec<Problem> {
    words(file, schemas::VENDOR, "words.", macros)
}

/// The texts of a file that are checked by their kind.
#[cfg(test)]
pub(super) fn marked(file: &File<'_>, schema: &serde_json::Value) -> Vec<String> {
    texts::all(file, schema).iter().map(|stated| stated.text.to_owned()).collect()
}

fn words(file: &File<'_>, schema: &str, prefix: &str, macros: &Macros) -> Vec<Problem> {
    let mut known = macros.clone();
    let own = find(file, &format!("{prefix}prose.macros")).and_then(|node| node.get_ref().as_table());
    known.extend(own.into_iter().flatten().filter_map(|(key, value)| {
        let text = value.get_ref().as_str()?;
        Some((key.get_ref().to_string(), ProsePattern::from(text)))
    }));
    let mut problems = texts::problems(file, schema, &known);
    problems.extend(phrases::problems(file, &format!("{prefix}prose.phrases"), &known));
    problems
}

/// The value at nested keys: `prose.macros`.
fn find<'f, 't>(file: &'f File<'t>, key: &str) -> Option<&'f Node<'t>> {
    let mut steps = key.split('.');
    let first = file.tree.get(steps.next()?)?;
    steps.try_fold(first, |node, step| super::tree::get(node, step))
}

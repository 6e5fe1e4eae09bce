//! Checks every text of a file that is compiled or divided, by the kind that the file's schema gives it.
//!
//! The schema is made from the types that the reader uses, so that no key is left out: see
//! [`crate::vocabulary::texts`]. This module knows no keys itself.

use serde_json::Value;
use toml::de::DeValue;

use super::patterns::{self, Mistake};
use super::{Macros, phrases};
use crate::vocabulary::extend::taken_away;
use crate::vocabulary::problem::Problem;
use crate::vocabulary::texts::Kind;
use crate::vocabulary::tree::{File, Node, texts};

/// A text with the kind that its key has in the schema.
pub(super) struct Stated<'n> {
    pub(super) kind: Kind,
    form: &'n Value,
    pub(super) text: &'n str,
    /// The byte of the file.
    pub(super) at: usize,
    pub(super) key: String,
    /// The name of the phrase or statement that contains it.
    id: Option<&'n str>,
}

/// Finds what is wrong with such texts.
pub(super) fn problems(file: &File<'_>, schema: &str, macros: &Macros) -> Vec<Problem> {
    let schema: Value = serde_json::from_str(schema).unwrap_or_default();
    let mut problems = Vec::new();
    for stated in all(file, &schema) {
        for (message, help) in mistakes(&stated, macros) {
            let mut problem = file.problem(stated.at, &stated.key, message);
            problem.id = stated.id.map(str::to_owned);
            problem.help = help;
            problems.push(problem);
        }
    }
    problems
}

fn mistakes(stated: &Stated<'_>, macros: &Macros) -> Vec<Mistake> {
    let Stated { form, text, .. } = stated;
    let names =
        |key: &str| -> Vec<&str> { form[key].as_array().into_iter().flatten().filter_map(Value::as_str).collect() };
    match stated.kind {
        Kind::Expression => {
            let (known, needed) = (names("x-groups"), names("x-needs"));
            let needed = if needed.is_empty() { known.clone() } else { needed };
            patterns::expression(text, &known, &needed, form["x-captures"] == true)
        }
        Kind::ProsePattern => patterns::prose(text, macros),
        Kind::StatementPattern => patterns::statement(text),
        Kind::Form => {
            let hole = form["x-hole"].as_str().unwrap_or("{}");
            let holes = form["x-holes"].as_u64().unwrap_or(1);
            form_with_holes(text, hole, usize::try_from(holes).unwrap_or(1)).into_iter().collect()
        }
        Kind::FormatName => phrases::unknown_format(text).into_iter().collect(),
        Kind::Letters => letters(text).into_iter().collect(),
        // The languages define the words for types: see `type_words`.
        Kind::TypeWord => Vec::new(),
    }
}

/// Finds what is wrong with a form that must have some holes, and some text besides them.
fn form_with_holes(form: &str, hole: &str, holes: usize) -> Option<Mistake> {
    let times = if holes == 1 { "once" } else { "twice" };
    if form.matches(hole).count() != holes {
        let help = format!("`{hole}` stands for what is in it");
        return Some((format!("`{form}` does not have `{hole}` {times}"), Some(help)));
    }
    let alone = form.replace(hole, "").trim().is_empty();
    alone.then(|| {
        let help = format!("add text next to `{hole}`; otherwise the form matches any text");
        (format!("`{form}` is nothing but `{hole}`"), Some(help))
    })
}

/// Finds what is wrong with ranges of letters.
fn letters(text: &str) -> Option<Mistake> {
    let letters: Vec<char> = text.chars().collect();
    let wrong = letters.windows(3).find(|range| range[1] == '-' && range[0] > range[2])?;
    let range: String = wrong.iter().collect();
    Some((format!("`{range}` contains no letter"), Some(format!("did you mean `{}-{}`?", wrong[2], wrong[0]))))
}

/// All such texts of a file.
pub(super) fn all<'n>(file: &'n File<'_>, schema: &'n Value) -> Vec<Stated<'n>> {
    let mut walk = Walk { schema, extends: file.tree.contains_key("extends"), found: Vec::new() };
    walk.entries(&file.tree, schema, "", None);
    walk.found
}

struct Walk<'n> {
    schema: &'n Value,
    /// Whether the words of the file can be removed from others'.
    extends: bool,
    found: Vec<Stated<'n>>,
}

impl<'n> Walk<'n> {
    fn entries(&mut self, table: &'n toml::de::DeTable<'_>, form: &'n Value, path: &str, id: Option<&'n str>) {
        let id = table.get("id").and_then(|id| id.get_ref().as_str()).or(id);
        let branches = self.branches(form);
        for (key, value) in table {
            let name = key.get_ref().as_ref();
            let below = if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") };
            let forms = branches.iter().filter_map(|form| {
                let named = &form["properties"][name];
                let any = &form["additionalProperties"];
                if named.is_object() { Some(named) } else { any.is_object().then_some(any) }
            });
            for form in forms {
                self.node(value, form, &below, id);
            }
        }
    }

    fn node(&mut self, node: &'n Node<'_>, form: &'n Value, path: &str, id: Option<&'n str>) {
        if let Some(kind) = form["x-text"].as_str().and_then(Kind::named) {
            return self.text(node, kind, form, path, id);
        }
        match node.get_ref() {
            DeValue::Table(table) => self.entries(table, form, path, id),
            DeValue::Array(items) => {
                for branch in self.branches(form) {
                    for (number, item) in items.iter().enumerate() {
                        self.node(item, &branch["items"], &format!("{path}[{}]", number + 1), id);
                    }
                }
            }
            _ => {}
        }
    }

    /// The texts of a key: one text, a list, or an edit of one.
    fn text(&mut self, node: &'n Node<'_>, kind: Kind, form: &'n Value, path: &str, id: Option<&'n str>) {
        let one = node.get_ref().as_str().map(|text| (text, node.span().start));
        let edits = ["only", "add"].into_iter().filter_map(|edit| super::super::tree::get(node, edit));
        let edits = edits.flat_map(texts);
        let gone = |text: &str| (self.extends || path.starts_with("words.")) && taken_away(text).is_some();
        let listed = texts(node).filter(|(text, _)| !gone(text));
        let all: Vec<(&str, usize)> = one.into_iter().chain(listed).chain(edits).collect();
        let key = || path.to_owned();
        self.found.extend(all.into_iter().map(|(text, at)| Stated { kind, form, text, at, key: key(), id }));
    }

    /// The forms that a value may have: its own, and those that it refers to.
    fn branches(&self, form: &'n Value) -> Vec<&'n Value> {
        let mut all = vec![form];
        let named = form["$ref"].as_str().and_then(|at| at.strip_prefix("#/$defs/"));
        all.extend(named.into_iter().flat_map(|name| self.branches(&self.schema["$defs"][name])));
        for several in ["anyOf", "oneOf"] {
            all.extend(form[several].as_array().into_iter().flatten().flat_map(|form| self.branches(form)));
        }
        all
    }
}

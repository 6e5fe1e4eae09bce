//! `docs/keys.md`: every key of the files that people write, with its description and an example.
//!
//! It is made from the published schemas. The examples are from the shipped files and, for keys that none of them has,
//! from [`super::EXAMPLES`], which are validated against their schemas.

use std::fmt::Write as _;

use serde_json::Value;

/// A value at a place of the schema, with its key where the user chooses the key.
type Found<'v> = (&'v str, &'v toml::Value);

/// The part of the page about one kind of file.
pub(super) struct Chapter<'v> {
    pub(super) title: &'v str,
    pub(super) schema: &'v Value,
    /// Files of this kind; examples are taken from the first ones.
    pub(super) files: &'v [toml::Value],
}

/// The page, and the keys that lack a description or an example.
pub(super) fn page(head: &str, chapters: &[Chapter<'_>]) -> (String, Vec<String>) {
    let (mut text, mut lacking) = (head.to_owned(), Vec::new());
    for chapter in chapters {
        let about = chapter.schema["description"].as_str().unwrap_or_default();
        let _ = write!(text, "\n## {}\n\n{about}\n", chapter.title);
        let mut writer = Writer { schema: chapter.schema, text: String::new(), lacking: &mut lacking };
        let found: Vec<Found<'_>> = chapter.files.iter().map(|file| ("", file)).collect();
        writer.table(chapter.schema, "", &found);
        text.push_str(&writer.text);
    }
    (text, lacking)
}

struct Writer<'s, 'l> {
    schema: &'s Value,
    text: String,
    lacking: &'l mut Vec<String>,
}

/// A table inside another one: its heading, path, form and content.
struct Below<'s, 'v> {
    path: String,
    /// Whether there may be several such tables.
    list: bool,
    form: &'s Value,
    about: &'s Value,
    found: Vec<Found<'v>>,
}

impl<'s> Writer<'s, '_> {
    /// The keys of a table, and then the tables below it.
    fn table(&mut self, form: &'s Value, path: &str, found: &[Found<'_>]) {
        let mut below = Vec::new();
        let mut lines = String::new();
        for (key, form) in form["properties"].as_object().into_iter().flatten() {
            // The chapter on languages describes what a file has of these.
            if key.starts_with('$') || form.get("const").is_some() || form["$ref"] == "#/$defs/Words" {
                continue;
            }
            let found: Vec<Found<'_>> =
                found.iter().filter_map(|(_, value)| value.get(key)).map(|value| (key.as_str(), value)).collect();
            let path = if path.is_empty() { key.clone() } else { format!("{path}.{key}") };
            match self.tables_in(form, &path, &found) {
                Some(tables) => below.extend(tables),
                None => self.line(&mut lines, key, &path, form, &found),
            }
        }
        if !lines.is_empty() {
            let _ = write!(self.text, "\n{lines}");
        }
        for Below { path, list, form, about, found } in below {
            let name = if list { format!("[[{path}]]") } else { format!("[{path}]") };
            let kind = form["properties"]["is"]["const"].as_str().map(|kind| format!(", `is = \"{kind}\"`"));
            let about = about.as_str().or_else(|| form["description"].as_str()).unwrap_or_default();
            if about.is_empty() {
                self.lacking.push(format!("{path}: no description"));
            }
            let _ = write!(self.text, "\n### `{name}`{}\n\n{about}\n", kind.unwrap_or_default());
            self.table(form, &path, &found);
        }
    }

    /// The tables that a key contains: one, a list, tables under names that the user chooses, or one of several forms.
    fn tables_in<'v>(&self, form: &'s Value, path: &str, found: &[Found<'v>]) -> Option<Vec<Below<'s, 'v>>> {
        let about = &form["description"];
        let form = self.target(form);
        let one =
            |path: String, list: bool, form: &'s Value, found: Vec<Found<'v>>| Below { path, list, form, about, found };
        // Names with equal descriptions are treated as one key: codes with their severities.
        let differ = |keys: &serde_json::Map<String, Value>| {
            let mut forms = keys.values();
            let first = forms.next();
            keys.len() == 1 || forms.any(|form| Some(form) != first)
        };
        if form["properties"].as_object().is_some_and(differ) {
            return Some(vec![one(path.to_owned(), false, form, found.to_vec())]);
        }
        let items = self.target(&form["items"]);
        if items["properties"].is_object() {
            let all = found.iter().filter_map(|(key, value)| Some((key, value.as_array()?)));
            let all = all.flat_map(|(key, values)| values.iter().map(|value| (*key, value))).collect();
            return Some(vec![one(path.to_owned(), true, items, all)]);
        }
        let any = self.target(&form["additionalProperties"]);
        let all: Vec<Found<'v>> = found
            .iter()
            .filter_map(|(_, value)| value.as_table())
            .flatten()
            .map(|(key, value)| (key.as_str(), value))
            .collect();
        if any["properties"].is_object() {
            return Some(vec![one(format!("{path}.NAME"), false, any, all)]);
        }
        let branches = any["oneOf"].as_array().or_else(|| any["anyOf"].as_array())?;
        let forms: Vec<&Value> =
            branches.iter().map(|branch| self.target(branch)).filter(|form| form["properties"].is_object()).collect();
        let of = |form: &'s Value| {
            let kind = form["properties"]["is"]["const"].as_str();
            let found = all.iter().filter(|(_, value)| value.get("is").and_then(toml::Value::as_str) == kind);
            Below {
                path: format!("{path}.NAME"),
                list: false,
                form,
                about: &form["description"],
                found: found.copied().collect(),
            }
        };
        (!forms.is_empty()).then(|| forms.into_iter().map(of).collect())
    }

    fn target(&self, form: &'s Value) -> &'s Value {
        let named = form["$ref"].as_str().and_then(|at| at.strip_prefix("#/$defs/"));
        named.filter(|name| *name != "List").map_or(form, |name| &self.schema["$defs"][name])
    }

    fn line(&mut self, lines: &mut String, key: &str, path: &str, form: &'s Value, found: &[Found<'_>]) {
        let target = self.target(form);
        let about = form["description"].as_str().or_else(|| target["description"].as_str()).unwrap_or_default();
        if about.is_empty() {
            self.lacking.push(format!("{path}: no description"));
        }
        let choices = choices(target);
        let choices = if choices.is_empty() { String::new() } else { format!(" One of {}.", choices.join(", ")) };
        let example =
            found.iter().filter_map(|(_, value)| shown(value)).min_by_key(|text| (text.chars().count(), text.clone()));
        let Some(example) = example else { return self.lacking.push(format!("{path}: no example")) };
        let example = format!("{key} = {example}");
        let fence = if example.contains('`') { "`` " } else { "`" };
        let close: String = fence.chars().rev().collect();
        let _ = writeln!(lines, "- `{key}`: {about}{choices} {fence}{example}{close}");
    }
}

/// The values that a key may have, where there are only a few.
fn choices(form: &Value) -> Vec<String> {
    let named = form["enum"].as_array().into_iter().flatten();
    let branches = ["oneOf", "anyOf"].into_iter().filter_map(|key| form[key].as_array()).flatten();
    let each = branches
        .flat_map(|branch| branch.get("const").into_iter().chain(branch["enum"].as_array().into_iter().flatten()));
    named.chain(each).filter_map(Value::as_str).map(|name| format!("`{name}`")).collect()
}

/// How many items of a list are shown.
const SHOWN: usize = 3;

/// A value in TOML, with only the first items of a list; empty for an empty one.
fn shown(value: &toml::Value) -> Option<String> {
    match value {
        toml::Value::Array(items) => {
            let items: Vec<String> = items.iter().filter_map(shown).take(SHOWN).collect();
            (!items.is_empty()).then(|| format!("[{}]", items.join(", ")))
        }
        toml::Value::Table(table) => {
            let bare =
                |key: &str| !key.is_empty() && key.chars().all(|c| c.is_ascii_alphanumeric() || "-_".contains(c));
            let name = |key: &str| if bare(key) { key.to_owned() } else { toml::Value::from(key).to_string() };
            let entries = table.iter().filter_map(|(key, value)| Some(format!("{} = {}", name(key), shown(value)?)));
            let entries: Vec<String> = entries.take(SHOWN).collect();
            (!entries.is_empty()).then(|| format!("{{ {} }}", entries.join(", ")))
        }
        // Patterns as people write them.
        toml::Value::String(text) if text.contains('\\') && !text.contains(['\'', '\n']) => Some(format!("'{text}'")),
        toml::Value::String(text) if text.is_empty() => None,
        // TOML escapes the same characters as JSON.
        toml::Value::String(text) => Some(Value::from(text.as_str()).to_string()),
        other => Some(other.to_string()),
    }
}

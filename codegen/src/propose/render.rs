//! A draft as text: keys with their evidence as comments, and below them what could not be determined.
//!
//! It produces texts and writes no files.

use toml_edit::{DocumentMut, Item, Table};

use super::survey::{Counts, Seen, Survey};
use super::trial::Figures;
use super::{Key, Keys};
use crate::text::count;
use crate::vocabulary::type_expr;

/// The tables of a vendor's file in a readable order.
const ORDER: [&str; 15] = [
    "",
    "detect",
    "pages",
    "service",
    "operation",
    "headers",
    "elements",
    "request-lines",
    "layout",
    "examples",
    "nesting",
    "words.columns",
    "words.types",
    "words.required",
    "words.titles",
];

/// Only the keys, as a file that can be loaded.
pub(super) fn keys(name: &str, keys: &Keys) -> String {
    let mut text = format!("name = {}\n", super::candidates::quoted(name));
    for (table, keys) in by_table(keys) {
        if !table.is_empty() {
            text.push_str(&format!("[{table}]\n"));
        }
        for key in keys {
            text.push_str(&format!("{} = {}\n", key.name, key.value));
        }
    }
    text
}

fn by_table(keys: &Keys) -> Vec<(&str, Vec<&Key>)> {
    let mut tables: Vec<(&str, Vec<&Key>)> = Vec::new();
    for key in keys.iter() {
        match tables.iter_mut().find(|(table, _)| *table == key.table) {
            Some((_, keys)) => keys.push(key),
            None => tables.push((&key.table, vec![key])),
        }
    }
    let place = |table: &str| ORDER.iter().position(|known| *known == table).unwrap_or(ORDER.len());
    tables.sort_by(|(a, _), (b, _)| place(a).cmp(&place(b)).then_with(|| a.cmp(b)));
    tables
}

/// The file.
pub(super) fn vendor(name: &str, keys: &Keys, survey: &Survey, figures: &Figures) -> String {
    let mut text = format!(
        "# A draft of a vendor file, made from {} by `refract init`. The comment after a key is the evidence for it.\n\
         # `refract schema vendor` describes every key; `refract vocabulary check` checks the file.\n\
         #\n\
         # With this draft: {}, {} of {} in tables read, {}.\n\nname = {}\n",
        count(figures.pages, "page"),
        count(figures.operations, "operation"),
        figures.fields,
        count(figures.rows, "row"),
        count(figures.findings, "finding"),
        super::candidates::quoted(name),
    );
    for (table, keys) in by_table(keys) {
        if !table.is_empty() {
            text.push_str(&format!("\n[{table}]\n"));
        }
        for key in keys {
            text.push_str(&comment(&key.evidence));
            text.push_str(&format!("{} = {}\n", key.name, key.value));
        }
    }
    text.push_str(&unknown(survey, keys, figures));
    text
}

fn comment(lines: &[String]) -> String {
    lines.iter().flat_map(|line| ["# ".to_owned(), line.replace(['\n', '\r'], " "), "\n".to_owned()]).collect()
}

/// What the draft could not interpret, the most frequent first.
pub(super) fn unknown(survey: &Survey, keys: &Keys, figures: &Figures) -> String {
    let drafted = |title: &str| {
        let quoted = super::candidates::quoted(title);
        keys.iter().any(|key| key.table == "words.columns" && key.value.contains(&quoted))
    };
    let columns: Counts = survey
        .columns
        .iter()
        .filter(|(title, cells)| cells.known.is_none() && !drafted(title))
        .map(|(title, cells)| (title.clone(), cells.tables.clone()))
        .collect();
    let marks = marks(survey);
    let parts = [
        ("Headings", "[words.titles]", &survey.headings),
        ("Columns", "[words.columns]", &columns),
        ("Marks on types", "`types` of [marks]", &marks),
        ("Words for types", "[words.types]", &survey.types),
        ("Words of requiredness", "[words.required]", &survey.required),
    ];
    let mut text = String::new();
    if figures.operations == 0 {
        text.push_str(
            "\n# No method with a URL was read on any page, so no contract contains anything. If another page states them, set\n\
             # [endpoint]; if they have a form that is not read, add it to `forms` of [request-lines].\n",
        );
    }
    for (what, table, counts) in parts {
        let most = Survey::most(counts, 10);
        if most.is_empty() {
            continue;
        }
        text.push_str(&format!("\n# {what} without a meaning. Give them one under {table}, or leave them:\n"));
        for (word, seen) in most {
            let word: String = word.chars().take(80).collect();
            text.push_str(&format!("#   `{word}`: {}\n", super::candidates::seen(seen)));
        }
    }
    text
}

/// Marks on type words that a language knows, as forms of marks: `?{}`. Only people can determine their meaning.
fn marks(survey: &Survey) -> Counts {
    let Ok(vocabulary) = super::survey::all_languages() else { return Counts::new() };
    let mut marks = Counts::new();
    for (word, seen) in &survey.types {
        let outside = |c: char| !c.is_alphanumeric();
        let core = word.trim_matches(outside);
        if core.is_empty() || core == word || !type_expr::is_known(core, &vocabulary) {
            continue;
        }
        let found =
            marks.entry(word.replacen(core, "{}", 1)).or_insert_with(|| Seen { times: 0, pages: 0, ..seen.clone() });
        found.times += seen.times;
        found.pages = found.pages.max(seen.pages);
    }
    marks
}

/// A vendor's file with the keys of a draft that it lacks added, and otherwise unchanged; and the names of those keys.
///
/// # Errors
/// What is wrong with the file's TOML.
pub(super) fn update(text: &str, keys: &Keys) -> Result<(String, Vec<String>), String> {
    let mut document: DocumentMut = text.parse().map_err(|error: toml_edit::TomlError| error.to_string())?;
    let mut added = Vec::new();
    for key in keys.iter() {
        let value: toml_edit::Value = key.value.parse().map_err(|error: toml_edit::TomlError| error.to_string())?;
        let Some(table) = table_mut(document.as_table_mut(), &key.table) else { continue };
        let name = key.name.trim_matches('"');
        if table.contains_key(name) {
            continue;
        }
        table.insert(name, Item::Value(value));
        if let Some(mut found) = table.key_mut(name) {
            found.leaf_decor_mut().set_prefix(comment(&key.evidence));
        }
        added.push(if key.table.is_empty() { name.to_owned() } else { format!("{}.{name}", key.table) });
    }
    Ok((document.to_string(), added))
}

/// A table by its path, created if it does not exist; `None` where another kind of value is in its place.
fn table_mut<'d>(mut table: &'d mut Table, path: &str) -> Option<&'d mut Table> {
    for step in path.split('.').filter(|step| !step.is_empty()) {
        let made = || {
            let mut table = Table::new();
            table.set_implicit(true);
            Item::Table(table)
        };
        table = table.entry(step).or_insert_with(made).as_table_mut()?;
        table.set_implicit(false);
    }
    Some(table)
}

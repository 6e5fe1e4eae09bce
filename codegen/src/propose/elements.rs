//! Components (`<Route method="GET">`) and directives (`.. name::`) on pages, and what they seem to be.
//!
//! The guess is based on their content: a method and a path, or the name of a file.

use std::collections::BTreeMap;

use super::Key;
use super::candidates::{key, list, quoted, seen};
use super::survey::{Seen, Survey};
use crate::ir::Method;
use crate::vocabulary::Column;

/// What was seen of a component or directive.
#[derive(Clone, Debug, Default)]
pub struct Element {
    /// How often.
    pub seen: Seen,
    /// Whether it is a directive.
    pub directive: bool,
    /// How often its argument is a request line.
    pub request_lines: usize,
    /// For each attribute, how often it is a method while the content is a path.
    pub methods: BTreeMap<String, usize>,
    /// How often its argument is a YAML file.
    pub files: usize,
    /// How often the first line below it is a status.
    pub statuses: usize,
    /// A file that an argument names, relative to the page.
    pub file: Option<std::path::PathBuf>,
}

impl Element {
    pub(super) fn add(&mut self, other: &Self, page: bool) {
        if page {
            self.seen.add(&other.seen);
        } else {
            self.seen.again(&other.seen);
        }
        self.directive |= other.directive;
        self.request_lines += other.request_lines;
        for (attribute, times) in &other.methods {
            *self.methods.entry(attribute.clone()).or_default() += times;
        }
        self.files += other.files;
        self.statuses += other.statuses;
        self.file = self.file.take().or_else(|| other.file.clone());
    }

    fn most(&self, times: usize) -> bool {
        times * 2 > self.seen.times
    }

    /// Whether it states operations.
    pub(super) fn is_endpoint(&self) -> bool {
        self.most(self.request_lines) || self.methods.values().any(|&times| self.most(times))
    }

    /// Whether it includes a file.
    pub(super) fn is_file(&self) -> bool {
        self.most(self.files)
    }

    /// A pattern that finds it in a page's text.
    pub(super) fn pattern(&self, name: &str) -> String {
        if self.directive {
            format!(r"(?m)^\.\. {}::", regex::escape(name))
        } else {
            format!(r"<{}\b", regex::escape(name))
        }
    }
}

/// The components and directives in a page's text, each with its start.
pub(super) fn of_text(text: &str, folder: &std::path::Path) -> Vec<(String, usize, Element)> {
    let mut found = Vec::new();
    let mut at = 0;
    let lines = text.split_inclusive('\n');
    for line in lines {
        if let Some((name, argument)) = line.trim_start().strip_prefix(".. ").and_then(|rest| rest.split_once("::")) {
            let plain = !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || "_-".contains(c));
            if plain {
                found.push((name.to_owned(), at, directive(argument.trim(), folder)));
            }
        } else if let Some((_, _, element)) = found.last_mut()
            && element.directive
            && element.files > 0
            && element.statuses == 0
            && line.trim_start().strip_prefix("- ").is_some_and(is_status)
        {
            element.statuses = 1;
        }
        for (start, _) in line.match_indices('<') {
            if let Some((name, element)) = component(&line[start + 1..]) {
                found.push((name, at + start, element));
            }
        }
        at += line.len();
    }
    found
}

fn is_status(text: &str) -> bool {
    let digits = text.trim_start().get(..3).unwrap_or_default();
    digits.len() == 3 && digits.bytes().all(|byte| byte.is_ascii_digit())
}

fn directive(argument: &str, folder: &std::path::Path) -> Element {
    let extension = std::path::Path::new(argument).extension().unwrap_or_default();
    let file = extension.eq_ignore_ascii_case("yaml") || extension.eq_ignore_ascii_case("yml");
    Element {
        directive: true,
        request_lines: usize::from(crate::request_line::request_line(argument).is_some()),
        files: usize::from(file),
        file: file.then(|| folder.join(argument)),
        ..Element::default()
    }
}

/// A component whose name begins with a capital, as in MDX: the names of HTML elements are in lower case.
fn component(rest: &str) -> Option<(String, Element)> {
    if !rest.starts_with(|c: char| c.is_ascii_uppercase()) {
        return None;
    }
    let name: String = rest.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '.').collect();
    // A tag ends before the next one begins.
    let rest = &rest[name.len()..];
    let end = rest.find(['<', '>']).filter(|&end| rest.as_bytes()[end] == b'>')?;
    let (attributes, content) = (&rest[..end], &rest[end + 1..]);
    let path = content.trim_start().starts_with('/');
    let mut element = Element::default();
    for part in attributes.split_whitespace() {
        if let Some((attribute, value)) = part.split_once('=')
            && path
            && value.trim_matches(['"', '\'', '{', '}', '/']).parse::<Method>().is_ok()
        {
            *element.methods.entry(attribute.to_owned()).or_default() += 1;
        }
    }
    Some((name, element))
}

/// What the elements are, for the vendor's file.
pub(super) fn keys(survey: &Survey) -> Vec<Key> {
    survey.elements.iter().filter_map(|(name, element)| one(name, element)).collect()
}

fn one(name: &str, element: &Element) -> Option<Key> {
    let evidence = |what: &str| vec![format!("{what}: {}", seen(&element.seen))];
    let name_in_toml = if name.contains('.') { quoted(name) } else { name.to_owned() };
    if element.most(element.request_lines) {
        let evidence = evidence("a method and a path after it");
        return Some(key("elements", &name_in_toml, "{ is = \"endpoint\" }", evidence));
    }
    if let Some((attribute, _)) = element.methods.iter().find(|(_, times)| element.most(**times)) {
        let evidence = evidence("an attribute with a method, and a path in it");
        let value = format!("{{ is = \"endpoint\", method = {} }}", quoted(attribute));
        return Some(key("elements", &name_in_toml, value, evidence));
    }
    if !element.is_file() {
        return None;
    }
    if element.statuses * 2 > element.seen.times {
        let vocabulary = super::survey::all_languages().ok()?;
        let title = |column| quoted(vocabulary.heading(column));
        let (status, description) = (title(Column::Status), title(Column::Description));
        let value = format!("{{ is = \"statuses\", status = {status}, description = {description} }}");
        return Some(key("elements", &name_in_toml, value, evidence("a file and a list of statuses")));
    }
    parameters(&name_in_toml, element)
}

/// A directive that lists parameters from a YAML file: the file's keys by their meaning as column titles.
fn parameters(name: &str, element: &Element) -> Option<Key> {
    let file = element.file.as_ref()?;
    let text = std::fs::read_to_string(file).ok()?;
    let mut values: BTreeMap<&str, BTreeMap<&str, usize>> = BTreeMap::new();
    for line in text.lines().filter(|line| line.starts_with(' ')) {
        if let Some((key, value)) = line.trim().split_once(':')
            && key.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
        {
            *values.entry(key).or_default().entry(value.trim()).or_default() += 1;
        }
    }
    let vocabulary = super::survey::all_languages().ok()?;
    let columns: Vec<String> = values
        .keys()
        .filter(|key| {
            matches!(
                vocabulary.column(key),
                Some(Column::Type | Column::Required | Column::Description | Column::Default)
            )
        })
        .map(|key| format!("{key} = {}", quoted(key)))
        .collect();
    // The key whose values are all places of parameters.
    let caption = |value: &str| format!("{value} {}", vocabulary.parameters_word());
    let is_place = |value: &str| vocabulary.title(&caption(value)).facets.place.is_some();
    let (place, found) = values
        .iter()
        .find(|(_, found)| found.len() > 1 && found.len() < 8 && found.keys().all(|value| is_place(value)))?;
    let places: Vec<String> = found.keys().map(|value| format!("{value} = {}", quoted(&caption(value)))).collect();
    let value = format!(
        "{{ is = \"parameters\", name = {}, columns = {{ {} }}, place = {}, places = {{ {} }} }}",
        quoted(vocabulary.heading(Column::Name)),
        columns.join(", "),
        quoted(place),
        places.join(", ")
    );
    let what = format!("parameters out of a file, {}", seen(&element.seen));
    let keys = format!("keys of {}: {}", file.display(), list(values.keys().copied().take(12)));
    Some(key("elements", name, value, vec![what, keys]))
}

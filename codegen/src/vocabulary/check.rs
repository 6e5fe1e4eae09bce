//! What is wrong with a vocabulary file beyond its form: patterns, placeholders, captures, kinds, formats and ids.
//!
//! It looks at one file at a time, by keys, and compiles nothing: a pattern's syntax is parsed alone. A wrong pattern is
//! shown as the file has it and not with its placeholders written out.

use std::collections::{BTreeMap, BTreeSet};

use crate::ir::Format;

use super::form::list;
use super::problem::{Problem, nearest};
use super::statements;
use super::tree::{File, Node, get, texts};

/// What begins or is a value, a number or a name in a pattern.
const PLACEHOLDERS: [&str; 19] = [
    "min",
    "max",
    "above",
    "below",
    "n",
    "also",
    "value",
    "list",
    "lines",
    "paragraphs",
    "coded",
    "regex",
    "set",
    "time-template",
    "own",
    "bullets",
    "token",
    "field",
    "unit",
];

/// The groups that are read, besides placeholders, which are groups themselves.
const GROUPS: [&str; 10] =
    ["bytes", "template", "quoted", "only", "min_unit", "max_unit", "above_unit", "below_unit", "n_unit", "also_unit"];

/// The kinds of values that a phrase can be said of.
const KINDS: [&str; 9] = ["any", "array", "boolean", "int64", "integer", "map", "number", "object", "string"];

/// What a phrase needs to capture one of, by what it says.
const NEEDED: [(&str, &[&str]); 13] = [
    ("range", NUMBERS),
    ("size", NUMBERS),
    ("length", NUMBERS),
    ("count", NUMBERS),
    ("values", VALUES),
    ("coded-values", VALUES),
    ("fixed", VALUES),
    ("default", &["value", "token"]),
    ("pattern", &["regex"]),
    ("characters", &["set"]),
    ("unit", &["unit"]),
    ("multiple", &["n"]),
    ("step", &["n"]),
];
const NUMBERS: &[&str] = &["min", "max", "above", "below", "n"];
const VALUES: &[&str] = &["list", "bullets", "lines", "paragraphs", "coded", "token", "value"];

/// The form of texts that a phrase can state beside [`Format::STANDARD`].
const CIDR: &str = "cidr";

/// Keys of a language whose texts are patterns.
const LANGUAGE_PATTERNS: &[&str] = &[
    "key-names",
    "element-names",
    "titles.status-labels",
    "titles.caption-numbers",
    "titles.method-lines",
    "titles.path-lines",
    "titles.deprecated-sentences",
];

/// Keys of prose whose texts are patterns with placeholders.
const PROSE_PATTERNS: &[&str] = &[
    "item-leads",
    "case-meanings",
    "other-spellings",
    "failure-rows",
    "conditional",
    "conditional-lead",
    "unconditional",
    "examples",
    "advice",
];

/// Keys of a vendor whose texts are patterns, with the groups of which each needs one.
const VENDOR_PATTERNS: &[(&str, &[&str])] = &[
    ("detect.text", &[]),
    ("detect.pages", &[]),
    ("service.urls", &["service", "alias"]),
    ("service.pages", &["service", "alias"]),
    ("service.metadata", &["service", "alias"]),
    ("operation.names", &["name"]),
    ("headers.names", &[]),
    ("nesting.type-anchors", &[]),
    ("marks.footnotes", &[]),
    ("value-pages.heading", &["field"]),
];

/// What is wrong with a language's file, or a part of one, with the macros that it takes over from others.
pub(super) fn language(file: &File<'_>, macros: &BTreeSet<String>) -> Vec<Problem> {
    Check::of(file).words("", macros)
}

/// What is wrong with a vendor's file, with the macros of its languages.
pub(super) fn vendor(file: &File<'_>, macros: &BTreeSet<String>) -> Vec<Problem> {
    let mut check = Check::of(file);
    for (key, groups) in VENDOR_PATTERNS {
        check.patterns(key, groups);
    }
    for (holder, says) in ["names", "types"].into_iter().flat_map(|holder| MARKS.map(|says| (holder, says))) {
        let key = format!("marks.{holder}.{says}");
        for (form, at) in check.texts_at(&key) {
            if form.matches("{}").count() != 1 || form.len() == 2 {
                let help = "`{}` stands for what is marked: `{}?`, `?{}`".to_owned();
                check.report(at, &key, format!("`{form}` is no mark on something"), Some(help));
            }
        }
    }
    check.words("words.", macros)
}

/// What marks say.
const MARKS: [&str; 3] = ["optional", "required", "nullable"];

struct Check<'f, 't> {
    file: &'f File<'t>,
    problems: Vec<Problem>,
}

impl<'f, 't> Check<'f, 't> {
    fn of(file: &'f File<'t>) -> Self {
        Self { file, problems: Vec::new() }
    }

    fn report(&mut self, at: usize, key: &str, message: impl Into<String>, help: Option<String>) {
        let mut problem = self.file.problem(at, key, message);
        problem.help = help;
        self.problems.push(problem);
    }

    fn node(&self, key: &str) -> Option<&'f Node<'t>> {
        let mut steps = key.split('.');
        let first = self.file.tree.get(steps.next()?)?;
        steps.try_fold(first, |node, step| get(node, step))
    }

    /// The patterns of a key: a list, an edit of one, or one text.
    fn texts_at(&self, key: &str) -> Vec<(&'f str, usize)> {
        let Some(node) = self.node(key) else { return Vec::new() };
        if let Some(text) = node.get_ref().as_str() {
            return vec![(text, node.span().start)];
        }
        let edits = ["only", "add"].into_iter().filter_map(|edit| get(node, edit));
        texts(node).chain(edits.flat_map(texts)).collect()
    }

    fn patterns(&mut self, key: &str, groups: &[&str]) {
        for (pattern, at) in self.texts_at(key) {
            if let Err(problem) = syntax(pattern) {
                self.report(at, key, format!("`{pattern}` is no regular expression: {problem}"), None);
                continue;
            }
            let has =
                |group: &&str| pattern.contains(&format!("(?P<{group}>")) || pattern.contains(&format!("(?<{group}>"));
            if !groups.is_empty() && !groups.iter().any(has) {
                let wanted: Vec<String> = groups.iter().map(|group| format!("`(?P<{group}>…)`")).collect();
                let message = format!("`{pattern}` has no group {}", wanted.join(" or "));
                self.report(at, key, message, Some("the group says which part of the text is meant".into()));
            }
        }
    }

    fn words(mut self, prefix: &str, macros: &BTreeSet<String>) -> Vec<Problem> {
        for key in LANGUAGE_PATTERNS {
            self.patterns(&format!("{prefix}{key}"), &[]);
        }
        self.type_forms(prefix);
        let mut known = macros.clone();
        let own = self.node(&format!("{prefix}prose.macros")).and_then(|node| node.get_ref().as_table());
        known.extend(own.into_iter().flatten().map(|(key, _)| key.get_ref().to_string()));
        for (key, value) in own.into_iter().flatten() {
            let key = format!("{prefix}prose.macros.{}", key.get_ref());
            if let Some(text) = value.get_ref().as_str() {
                self.pattern(text, value.span().start, &key, &known);
            }
        }
        for key in PROSE_PATTERNS {
            let key = format!("{prefix}prose.{key}");
            for (text, at) in self.texts_at(&key) {
                self.pattern(text, at, &key, &known);
            }
        }
        self.phrases(&format!("{prefix}prose.phrases"), &known);
        self.statements(&format!("{prefix}statements"));
        self.problems
    }

    /// The patterns of statements, with their placeholders written out.
    fn statements(&mut self, key: &str) {
        let Some(statements) = self.node(key).and_then(|node| node.get_ref().as_array()) else { return };
        for (number, statement) in statements.iter().enumerate() {
            for name in ["pattern", "without"] {
                let Some(node) = get(statement, name) else { continue };
                let Some(pattern) = node.get_ref().as_str() else { continue };
                if let Err(problem) = syntax(&statements::written_out(pattern)) {
                    let path = format!("{key}[{}].{name}", number + 1);
                    let message = format!("`{pattern}` is no regular expression: {problem}");
                    self.report(node.span().start, &path, message, None);
                }
            }
        }
    }

    fn type_forms(&mut self, prefix: &str) {
        let forms = [
            ("array", "{}", 1),
            ("map", "{}", 2),
            ("object", "{name}", 1),
            ("keyed", "{name}", 1),
            ("partial", "{name}", 1),
            ("pointer", "{}", 1),
            ("scalar", "{}", 1),
        ];
        for (name, hole, holes) in forms {
            let key = format!("{prefix}type-forms.{name}");
            for (form, at) in self.texts_at(&key) {
                if form.matches(hole).count() != holes && !form.starts_with('-') {
                    let times = if holes == 1 { "once" } else { "twice" };
                    self.report(at, &key, format!("`{form}` does not have `{hole}` {times}"), None);
                }
            }
        }
    }

    /// A pattern with placeholders: those that are not known, groups that nothing reads, and the syntax of the rest.
    fn pattern(&mut self, pattern: &str, at: usize, key: &str, macros: &BTreeSet<String>) {
        let before = self.problems.len();
        for name in placeholders(pattern) {
            if !macros.contains(name) && !PLACEHOLDERS.contains(&name) {
                let known = PLACEHOLDERS.iter().copied().chain(macros.iter().map(String::as_str));
                let help = match nearest(name, known) {
                    Some(near) => format!("did you mean `{{{near}}}`?"),
                    None => format!("the placeholders are {}", list(&PLACEHOLDERS)),
                };
                self.report(
                    at,
                    key,
                    format!("`{{{name}}}` in `{pattern}` is neither a placeholder nor a macro"),
                    Some(help),
                );
            }
        }
        for name in groups(pattern) {
            if !PLACEHOLDERS.contains(&name) && !GROUPS.contains(&name) {
                let help = match nearest(name, PLACEHOLDERS.into_iter().chain(GROUPS)) {
                    Some(near) => format!("did you mean `(?P<{near}>…)`?"),
                    None => format!("the groups are {}", list(&GROUPS)),
                };
                self.report(at, key, format!("nothing reads the group `{name}` of `{pattern}`"), Some(help));
            }
        }
        if self.problems.len() == before
            && let Err(problem) = syntax(&without_placeholders(pattern))
        {
            self.report(at, key, format!("`{pattern}` is no regular expression: {problem}"), None);
        }
    }

    fn phrases(&mut self, key: &str, macros: &BTreeSet<String>) {
        let Some(phrases) = self.node(key).and_then(|node| node.get_ref().as_array()) else { return };
        let mut ids: BTreeMap<&str, usize> = BTreeMap::new();
        for (number, phrase) in phrases.iter().enumerate() {
            let path = format!("{key}[{}]", number + 1);
            let before = self.problems.len();
            let text = |name: &str| get(phrase, name).and_then(|node| node.get_ref().as_str());
            let at = |name: &str| get(phrase, name).map_or(phrase.span().start, |node| node.span().start);
            let id = text("id");
            if let Some(id) = id
                && let Some(&other) = ids.get(id)
            {
                let line = self.file.problem(other, "", "").line;
                self.report(at("id"), &format!("{path}.id"), format!("line {line} has a phrase of this id, too"), None);
            }
            if let Some(id) = id {
                ids.insert(id, at("id"));
            }
            if let Some(pattern) = text("pattern") {
                self.pattern(pattern, at("pattern"), &format!("{path}.pattern"), macros);
                self.captures(phrase, pattern, &path);
            }
            self.kinds(phrase, &path);
            self.format(phrase, &path);
            for problem in &mut self.problems[before..] {
                problem.id = id.map(str::to_owned);
            }
        }
    }

    /// What a phrase says must be in its pattern.
    fn captures(&mut self, phrase: &Node<'_>, pattern: &str, path: &str) {
        let says = get(phrase, "says").and_then(|node| node.get_ref().as_str());
        let Some((_, wanted)) = NEEDED.iter().find(|(name, _)| Some(*name) == says) else { return };
        let names: Vec<&str> = placeholders(pattern).chain(groups(pattern)).collect();
        let given = |name: &str| get(phrase, name).is_some();
        // A macro can hold what is wanted, and a number or a value can be given beside the pattern.
        let macros = names.iter().any(|name| !PLACEHOLDERS.contains(name) && !GROUPS.contains(name));
        if macros || wanted.iter().any(|name| names.contains(name)) || ["min", "max", "value"].into_iter().any(given) {
            return;
        }
        let at = get(phrase, "pattern").map_or(0, |node| node.span().start);
        let wanted: Vec<String> = wanted.iter().map(|name| format!("`{{{name}}}`")).collect();
        let message = format!("`{pattern}` captures nothing of what it says");
        self.report(at, &format!("{path}.pattern"), message, Some(format!("it needs one of {}", wanted.join(", "))));
    }

    fn kinds(&mut self, phrase: &Node<'_>, path: &str) {
        for (kind, at) in get(phrase, "for").into_iter().flat_map(texts) {
            if !KINDS.contains(&kind) {
                let help = match nearest(kind, KINDS) {
                    Some(near) => format!("did you mean `{near}`?"),
                    None => format!("the kinds are {}", list(&KINDS)),
                };
                self.report(at, &format!("{path}.for"), format!("there is no kind of value `{kind}`"), Some(help));
            }
        }
    }

    fn format(&mut self, phrase: &Node<'_>, path: &str) {
        let says = get(phrase, "says").and_then(|node| node.get_ref().as_str());
        let format = get(phrase, "format");
        match (says, format.and_then(|node| node.get_ref().as_str())) {
            (Some("format"), None) => {
                let help = "for example `format = \"uuid\"`".to_owned();
                self.report(
                    phrase.span().start,
                    path,
                    "it says a format and does not say which: `format` is missing",
                    Some(help),
                );
            }
            (Some(says), Some(_)) if says != "format" => {
                let at = format.map_or(0, |node| node.span().start);
                self.report(at, &format!("{path}.format"), format!("a phrase that says `{says}` has no format"), None);
            }
            (_, Some(name)) if name != CIDR && !Format::STANDARD.contains(&name) && !name.starts_with("x-") => {
                let at = format.map_or(0, |node| node.span().start);
                let help = match nearest(name, Format::STANDARD.into_iter().chain([CIDR])) {
                    Some(near) => format!("did you mean `{near}`?"),
                    None => {
                        "the formats are those of JSON Schema and OpenAPI; one of your own begins with `x-`".to_owned()
                    }
                };
                self.report(at, &format!("{path}.format"), format!("there is no format `{name}`"), Some(help));
            }
            _ => {}
        }
    }
}

/// The names in braces that are no repetitions.
fn placeholders(pattern: &str) -> impl Iterator<Item = &str> {
    pattern.match_indices('{').filter_map(|(at, _)| {
        let before = pattern[..at].chars().next_back();
        let name = pattern[at + 1..].split_once('}')?.0;
        let named = name.starts_with(|c: char| c.is_ascii_lowercase())
            && name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '-' | '_'));
        (named && before != Some('\\') && !pattern[..at].ends_with("\\p") && !pattern[..at].ends_with("\\P"))
            .then_some(name)
    })
}

/// The names of a pattern's groups.
fn groups(pattern: &str) -> impl Iterator<Item = &str> {
    pattern.match_indices("(?").filter_map(|(at, _)| {
        let rest = pattern[at + 2..].trim_start_matches('P').strip_prefix('<')?;
        rest.split_once('>').map(|(name, _)| name).filter(|name| !name.starts_with(['=', '!']))
    })
}

/// A pattern with letters in place of its placeholders, as long as they are, so that places in it stay.
fn without_placeholders(pattern: &str) -> String {
    let mut out = pattern.to_owned();
    let names: BTreeSet<&str> = placeholders(pattern).collect();
    for name in names {
        out = out.replace(&format!("{{{name}}}"), &"a".repeat(name.len() + 2));
    }
    out
}

/// Whether a pattern is a regular expression; where not, why, and at which of its characters.
fn syntax(pattern: &str) -> Result<(), String> {
    let (kind, span) = match regex_syntax::ast::parse::Parser::new().parse(pattern) {
        Ok(_) => return Ok(()),
        Err(error) => (error.kind().to_string(), *error.span()),
    };
    Err(format!("{kind} (character {})", span.start.column))
}

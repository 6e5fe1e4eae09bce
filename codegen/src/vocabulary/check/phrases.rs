//! Checks what a phrase must have: a unique id, a capture of what it states, and only existing types, formats and kinds
//! of values.
//!
//! [`super::texts`] checks whether its patterns are valid.

use std::collections::BTreeMap;

use super::patterns::{self, Mistake};
use super::{Macros, find};
use crate::choice::nearest;
use crate::ir::Format;
use crate::vocabulary::form::list;
use crate::vocabulary::problem::Problem;
use crate::vocabulary::tree::{File, Node, get, texts};

/// The kinds of values to which a phrase can apply.
const KINDS: [&str; 9] = ["any", "array", "boolean", "int64", "integer", "map", "number", "object", "string"];

/// What a phrase must capture at least one of, by what it states.
const NEEDED: [(&str, &[&str]); 13] = [
    ("range", NUMBERS),
    ("size", NUMBERS),
    ("length", NUMBERS),
    ("count", NUMBERS),
    ("values", VALUES),
    ("coded-values", VALUES),
    ("fixed", VALUES),
    ("default", &["value", "token", "meaning"]),
    ("pattern", &["regex"]),
    ("characters", &["set"]),
    ("unit", &["unit"]),
    ("multiple", &["n"]),
    ("step", &["n"]),
];
const NUMBERS: &[&str] = &["min", "max", "above", "below", "n"];
const VALUES: &[&str] = &["list", "bullets", "lines", "paragraphs", "coded", "token", "value"];

/// The form of names of formats besides [`Format::STANDARD`].
const CIDR: &str = "cidr";

/// Finds what is wrong with the phrases at a key.
pub(super) fn problems(file: &File<'_>, key: &str, macros: &Macros) -> Vec<Problem> {
    let mut problems = Vec::new();
    let mut ids: BTreeMap<&str, usize> = BTreeMap::new();
    let phrases = find(file, key).and_then(|node| node.get_ref().as_array());
    for (number, phrase) in phrases.into_iter().flatten().enumerate() {
        let id = get(phrase, "id");
        let name = id.and_then(|id| id.get_ref().as_str());
        let mut check =
            Check { file, phrase, path: format!("{key}[{}]", number + 1), id: name, problems: &mut problems };
        if let (Some(id), Some(name)) = (id, name) {
            let at = id.span().start;
            if let Some(other) = ids.insert(name, at) {
                let line = file.problem(other, "", "").line;
                check.report(at, ".id", (format!("line {line} also has a phrase with this id"), None));
            }
        }
        check.captures(macros);
        check.kinds();
        check.format();
        check.scope();
        check.examples();
    }
    problems
}

struct Check<'c, 'f, 't> {
    file: &'f File<'t>,
    phrase: &'f Node<'t>,
    path: String,
    id: Option<&'f str>,
    problems: &'c mut Vec<Problem>,
}

impl<'f> Check<'_, 'f, '_> {
    fn report(&mut self, at: usize, key: &str, (message, help): Mistake) {
        let mut problem = self.file.problem(at, &format!("{}{key}", self.path), message);
        problem.id = self.id.map(str::to_owned);
        problem.help = help;
        self.problems.push(problem);
    }

    fn text(&self, key: &str) -> Option<(&'f str, usize)> {
        let node = get(self.phrase, key)?;
        Some((node.get_ref().as_str()?, node.span().start))
    }

    /// What a phrase states must be in its pattern, or be given next to it.
    fn captures(&mut self, macros: &Macros) {
        let (Some((says, _)), Some((pattern, at))) = (self.text("says"), self.text("pattern")) else { return };
        let Some((_, wanted)) = NEEDED.iter().find(|(name, _)| *name == says) else { return };
        let given = ["min", "max", "value"].into_iter().any(|name| get(self.phrase, name).is_some());
        let captured = patterns::captured(pattern, macros);
        // Mistakes in the pattern itself are reported separately.
        let wrong = !patterns::prose(pattern, macros).is_empty();
        if given || wrong || wanted.iter().any(|name| captured.contains(*name)) {
            return;
        }
        let wanted: Vec<String> = wanted.iter().map(|name| format!("`{{{name}}}`")).collect();
        let help = format!("it needs one of {}", wanted.join(", "));
        self.report(at, ".pattern", (format!("`{pattern}` does not capture what it states"), Some(help)));
    }

    fn kinds(&mut self) {
        for (kind, at) in get(self.phrase, "for").into_iter().flat_map(texts) {
            if let Some(mistake) = unknown_kind(kind) {
                self.report(at, ".for", mistake);
            }
        }
    }

    fn format(&mut self) {
        let says = self.text("says").map(|(says, _)| says);
        match (says, self.text("format")) {
            (Some("format"), None) => {
                let message = "it states a format, but not which one: `format` is missing".to_owned();
                let help = "for example `format = \"uuid\"`".to_owned();
                self.report(self.phrase.span().start, "", (message, Some(help)));
            }
            (Some(says), Some((_, at))) if says != "format" => {
                self.report(at, ".format", (format!("a phrase with `says = \"{says}\"` has no format"), None));
            }
            _ => {}
        }
    }

    /// The only statement about one listed value is that it is deprecated.
    fn scope(&mut self) {
        let says = self.text("says").map(|(says, _)| says);
        if let Some((of @ ("item" | "listed"), at)) = self.text("of")
            && says != Some("deprecated")
        {
            let help = "only a phrase that says `deprecated` applies to one value of a list".to_owned();
            self.report(at, ".of", (format!("`{of}` does not go with what the phrase says"), Some(help)));
        }
    }

    /// Examples with unknown types would be run on values of any type.
    fn examples(&mut self) {
        let examples = get(self.phrase, "examples").and_then(|node| node.get_ref().as_array());
        for (number, example) in examples.into_iter().flatten().enumerate() {
            let Some(type_) = get(example, "type") else { continue };
            let mistake = type_.get_ref().as_str().and_then(|name| {
                let element = name.strip_prefix("array of ").map(|element| element.trim_end_matches('s'));
                unknown_kind(element.unwrap_or(name))
            });
            if let Some(mistake) = mistake {
                self.report(type_.span().start, &format!(".examples[{}].type", number + 1), mistake);
            }
        }
    }
}

fn unknown_kind(kind: &str) -> Option<Mistake> {
    let help = || match nearest(kind, KINDS) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("the kinds are {}", list(&KINDS)),
    };
    (!KINDS.contains(&kind)).then(|| (format!("there is no kind of value `{kind}`"), Some(help())))
}

/// What is wrong with the name of a format.
pub(super) fn unknown_format(name: &str) -> Option<Mistake> {
    if name == CIDR || Format::STANDARD.contains(&name) || name.starts_with("x-") {
        return None;
    }
    let help = match nearest(name, Format::STANDARD.into_iter().chain([CIDR])) {
        Some(near) => format!("did you mean `{near}`?"),
        None => "the formats are those of JSON Schema and OpenAPI; one of your own begins with `x-`".to_owned(),
    };
    Some((format!("there is no format `{name}`"), Some(help)))
}

//! Request lines, lists of parameters and fields under headings, in forms that only a vendor's file can name.
//!
//! The places of request lines were counted. Only a trial shows which of them contain operations and not examples of
//! calls, so all of them are tried.

use super::Key;
use super::candidates::{key, list, seen};
use super::survey::Survey;

/// Lists of parameters in common forms: `name (type, required): text` and its shorter variants. The language's words
/// decide what is a type or requiredness.
const BULLETS: [&str; 5] = [
    r"^(?P<name>[A-Za-z_][\w.-]*)(?:\[\])? \((?P<type>[^:()]+): <(?P<required>[^<>()]+)>\)\s*(?:[-–—:]\s*(?P<description>(?s:.+)))?$",
    r"^(?P<name>[A-Za-z_][\w.-]*)(?:\[\])? \((?P<type>[^:()]+): (?P<default>[^()]*)\)\s*(?:[-–—:]\s*(?P<description>(?s:.+)))?$",
    r"^(?P<name>[A-Za-z_][\w.-]*)(?:\[\])? \((?P<type>[^,()]+), (?P<required>[^,()]+)\)(?:\s*[-–—:]\s*(?P<description>(?s:.+)))?$",
    r"^(?P<name>[A-Za-z_][\w.-]*)(?:\[\])? \((?P<required>[^,()]+)\)(?:\s*[-–—:]\s*(?P<description>(?s:.+)))?$",
    r"^(?P<name>[A-Za-z_][\w.-]*)(?:\[\])? \((?P<type>[^,()]+)\)(?:\s*[-–—:]\s*(?P<description>(?s:.+)))?$",
];

/// Forms on more pages, which may also contain things other than parameters.
const MORE_BULLETS: [&str; 3] = [
    r"^(?P<name>[A-Za-z_][\w.-]*)(?:\[\])?\s*[-–—:]\s+(?P<type>[\w<>\[\]]+)\. (?P<required>\w+)\b[.,]?\s*(?P<description>(?s:.*))$",
    r"^(?P<name>[A-Za-z_][\w.-]*)(?:\[\])?\s*[-–—:]\s+\((?P<required>\w+)\)\s*(?P<description>(?s:.*))$",
    r"^(?P<name>[A-Za-z_][\w.-]*)(?:\[\])?\s*[-–—:]\s+(?P<description>(?s:.+))$",
];

/// The start of descriptions in definition lists: a type, or a shortcode and a type.
const DESCRIPTIONS: [&str; 3] = [
    r"^(?P<required>\{\{[<%] ?\w+ ?[>%]\}\}) (?P<type>[A-Z][\w ]*?)\. (?P<description>(?s:.*))$",
    r"^(?P<required>\{\{[<%] ?\w+ ?[>%]\}\}) (?P<description>(?s:.*))$",
    r"^(?P<type>[A-Z][\w ]*?)\. (?P<description>(?s:.*))$",
];

/// The keys to try, in order.
pub(super) fn keys(survey: &Survey) -> Vec<Key> {
    let mut open = Vec::new();
    let places = Survey::most(&survey.request_lines, 4);
    for known in 1..=places.len() {
        let forms = list(places[..known].iter().map(|(form, _)| *form));
        let evidence = places[..known].iter().map(|(form, found)| format!("request lines as {form}: {}", seen(found)));
        open.push(key("request-lines", "forms", forms, evidence.collect()));
    }
    if !places.is_empty() && survey.several > 0 {
        let evidence = format!("several request lines: on {}", crate::text::count(survey.several, "page"));
        open.push(key("request-lines", "own-sections", "true", vec![evidence]));
    }
    if survey.lists > 0 {
        open.push(key("layout", "bullets", list(BULLETS), Vec::new()));
        open.push(key("layout", "bullets", list(BULLETS.into_iter().chain(MORE_BULLETS)), Vec::new()));
        open.push(key("layout", "definitions", "true", Vec::new()));
        open.push(key("layout", "descriptions", list(DESCRIPTIONS), Vec::new()));
    }
    let labels = Survey::most(&survey.labels, 6);
    if labels.iter().any(|(pattern, _)| pattern.contains("(?P<type>")) {
        let evidence = labels.iter().map(|(pattern, found)| format!("lines as `{pattern}`: {}", seen(found)));
        open.push(key("layout", "field-lines", list(labels.iter().map(|(pattern, _)| *pattern)), evidence.collect()));
    }
    open
}

/// How variables are written in paths: nothing else looks like that there.
pub(super) fn of_variables(survey: &Survey) -> Option<Key> {
    let variables: Vec<(&str, &super::Seen)> = Survey::most(&survey.variables, 3);
    let evidence = variables.iter().map(|(form, found)| format!("variables as `{form}`: {}", seen(found)));
    let forms = list(variables.iter().map(|(form, _)| *form));
    (!variables.is_empty()).then(|| key("request-lines", "variables", forms, evidence.collect()))
}

/// The forms of variables in a path other than braces.
pub(super) fn variables(path: &str) -> impl Iterator<Item = &'static str> + '_ {
    let name = |text: &str| text.starts_with(|c: char| c.is_ascii_alphabetic());
    path.split('/').filter_map(move |step| {
        if step.strip_prefix(':').is_some_and(name) {
            Some(":{}")
        } else if step.strip_prefix('<').is_some_and(|rest| rest.ends_with('>') && name(rest)) {
            Some("<{}>")
        } else if step.strip_prefix('$').is_some_and(name) {
            Some("${}")
        } else {
            None
        }
    })
}

//! Checks what patterns may contain: placeholders, macros, groups that are read, and the syntax of the rest.
//!
//! This module knows neither keys nor files. Its results are messages with what to do.

use std::collections::BTreeSet;

use regex::Regex;

use super::Macros;
use crate::choice::nearest;
use crate::vocabulary::form::list;
use crate::vocabulary::{phrases, statements};

/// The placeholders in a pattern of prose for a value, a number or a name.
pub(super) const PLACEHOLDERS: [&str; 20] = [
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
    "meaning",
];

/// The groups that are read, besides placeholders, which are groups themselves.
const GROUPS: [&str; 12] = [
    "bytes",
    "template",
    "quoted",
    "offset",
    "only",
    "topic",
    "min_unit",
    "max_unit",
    "above_unit",
    "below_unit",
    "n_unit",
    "also_unit",
];

/// The placeholders in the pattern of a statement.
const OF_STATEMENTS: [&str; 6] = ["link", "status", "names", "partial", "nullable", "words"];

/// A message, and what to do.
pub(super) type Mistake = (String, Option<String>);

/// Finds what is wrong with a regular expression of which `known` groups are read, and at least one of `needed` must
/// exist; with `captures`, a group without a name is also sufficient.
pub(super) fn expression(pattern: &str, known: &[&str], needed: &[&str], captures: bool) -> Vec<Mistake> {
    let compiled = match compiled(pattern) {
        Ok(compiled) => compiled,
        Err(problem) => return vec![(format!("`{pattern}` is not a regular expression: {problem}"), None)],
    };
    let names: Vec<&str> = compiled.capture_names().flatten().collect();
    let mut mistakes = Vec::new();
    if !known.is_empty() {
        mistakes.extend(names.iter().filter(|name| !known.contains(name)).map(|name| unread(name, pattern, known)));
    }
    if !needed.is_empty() && !needed.iter().any(|group| names.contains(group)) {
        let wanted: Vec<String> = needed.iter().map(|group| format!("`(?P<{group}>…)`")).collect();
        let help = "the group marks the part of the text to read".to_owned();
        mistakes.push((format!("`{pattern}` has no group {}", wanted.join(" or ")), Some(help)));
    }
    if captures && compiled.captures_len() < 2 {
        let help = "the first group marks the part of the text to read: `(…)`".to_owned();
        mistakes.push((format!("`{pattern}` has no group"), Some(help)));
    }
    mistakes
}

fn unread(name: &str, pattern: &str, known: &[&str]) -> Mistake {
    let help = match nearest(name, known.iter().copied()) {
        Some(near) => format!("did you mean `(?P<{near}>…)`?"),
        None => format!("the groups are {}", list(known)),
    };
    (format!("nothing reads the group `{name}` of `{pattern}`"), Some(help))
}

fn unknown_placeholder<'k>(
    name: &str,
    pattern: &str,
    known: impl Iterator<Item = &'k str>,
    all: &[&str],
    what: &str,
) -> Mistake {
    let help = match nearest(name, known) {
        Some(near) => format!("did you mean `{{{near}}}`?"),
        None => format!("the placeholders are {}", list(all)),
    };
    (format!("`{{{name}}}` in `{pattern}` is {what}"), Some(help))
}

/// Finds what is wrong with a pattern of prose.
pub(super) fn prose(pattern: &str, macros: &Macros) -> Vec<Mistake> {
    let mut mistakes = Vec::new();
    for name in placeholders(pattern) {
        if !macros.contains_key(name) && !PLACEHOLDERS.contains(&name) {
            let known = PLACEHOLDERS.iter().copied().chain(macros.keys().map(String::as_str));
            let what = "neither a placeholder nor a macro";
            mistakes.push(unknown_placeholder(name, pattern, known, &PLACEHOLDERS, what));
        }
    }
    let known: Vec<&str> = PLACEHOLDERS.into_iter().chain(GROUPS).collect();
    for name in groups(pattern) {
        if !known.contains(&name) {
            let (message, help) = unread(name, pattern, &known);
            let help = if nearest(name, known.iter().copied()).is_some() {
                help
            } else {
                Some(format!("the groups are {}", list(&GROUPS)))
            };
            mistakes.push((message, help));
        }
    }
    if !mistakes.is_empty() {
        return mistakes;
    }
    if let Err(problem) = syntax(&without_placeholders(pattern)) {
        return vec![(format!("`{pattern}` is not a regular expression: {problem}"), None)];
    }
    // Mistakes that only show when placeholders and macros are expanded: two groups with one name.
    match regex_syntax::parse(&phrases::outline(pattern, macros)) {
        Ok(_) => Vec::new(),
        Err(error) => {
            let message = format!("`{pattern}` with its placeholders expanded is not a regular expression");
            vec![(format!("{message}: {}", last_line(&error.to_string())), None)]
        }
    }
}

/// Finds what is wrong with the pattern of a statement.
pub(super) fn statement(pattern: &str) -> Vec<Mistake> {
    let mistakes: Vec<Mistake> = placeholders(pattern)
        .filter(|name| !OF_STATEMENTS.contains(name))
        .map(|name| unknown_placeholder(name, pattern, OF_STATEMENTS.into_iter(), &OF_STATEMENTS, "no placeholder"))
        .collect();
    if !mistakes.is_empty() {
        return mistakes;
    }
    match compiled(&statements::written_out(pattern)) {
        Ok(compiled) => compiled
            .capture_names()
            .flatten()
            .filter(|name| !OF_STATEMENTS.contains(name))
            .map(|name| unread(name, pattern, &OF_STATEMENTS))
            .collect(),
        Err(problem) => vec![(format!("`{pattern}` is not a regular expression: {problem}"), None)],
    }
}

/// What a pattern of prose captures, with its macros expanded.
pub(super) fn captured(pattern: &str, macros: &Macros) -> BTreeSet<String> {
    let whole = phrases::with_macros(pattern, macros);
    placeholders(&whole).chain(groups(&whole)).map(str::to_owned).collect()
}

/// The names in braces, without repetitions.
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

/// A pattern with letters in place of its placeholders, of the same length, so that positions in it stay valid.
fn without_placeholders(pattern: &str) -> String {
    let mut out = pattern.to_owned();
    let names: BTreeSet<&str> = placeholders(pattern).collect();
    for name in names {
        out = out.replace(&format!("{{{name}}}"), &"a".repeat(name.len() + 2));
    }
    out
}

/// Compiles an expression as the reader does; otherwise gives the reason, and the position of the character that causes
/// it.
fn compiled(pattern: &str) -> Result<Regex, String> {
    syntax(pattern)?;
    Regex::new(pattern).map_err(|error| last_line(&error.to_string()))
}

/// Checks whether a pattern has the form of a regular expression; otherwise gives the reason, and the position of the
/// character that causes it.
fn syntax(pattern: &str) -> Result<(), String> {
    let (kind, span) = match regex_syntax::ast::parse::Parser::new().parse(pattern) {
        Ok(_) => return Ok(()),
        Err(error) => (error.kind().to_string(), *error.span()),
    };
    Err(format!("{kind} (character {})", span.start.column))
}

/// The last part of an error message that begins with the whole expression.
pub(in crate::vocabulary) fn last_line(error: &str) -> String {
    error.lines().last().unwrap_or_default().trim_start_matches("error: ").trim_end_matches('.').to_owned()
}

//! Doc comments: the page's words, made harmless for rustdoc, then what is demanded, then where it stands.

use quote::quote;

use crate::ir::{Constraints, LengthUnit, Schema};
use crate::source::Origin;

/// The doc attributes of something with a description, constraints and a place.
pub(super) fn of_schema(schema: &Schema) -> proc_macro2::TokenStream {
    let mut lines = Vec::new();
    if let Some(description) = &schema.description {
        lines.extend(plain(description));
    }
    let demands = demands(&schema.constraints);
    if !demands.is_empty() {
        separate(&mut lines);
        lines.extend(demands);
    }
    if let Some(from) = &schema.inferred {
        separate(&mut lines);
        lines.push(format!("Inferred: {}.", escape(from)));
    }
    if let Some(origin) = &schema.origin {
        separate(&mut lines);
        lines.push(place(origin));
    }
    attributes(&lines)
}

/// The doc attributes of text with a place.
pub(super) fn of_text(text: &str, origin: Option<&Origin>) -> proc_macro2::TokenStream {
    let mut lines = plain(text);
    if let Some(origin) = origin {
        separate(&mut lines);
        lines.push(place(origin));
    }
    attributes(&lines)
}

pub(super) fn place(origin: &Origin) -> String {
    format!("From `{}:{}`.", origin.page.replace('`', "'"), origin.line)
}

fn attributes(lines: &[String]) -> proc_macro2::TokenStream {
    let lines = lines.iter().map(|line| if line.is_empty() { String::new() } else { format!(" {line}") });
    quote!(#(#[doc = #lines])*)
}

fn separate(lines: &mut Vec<String>) {
    if lines.last().is_some_and(|line| !line.is_empty()) {
        lines.push(String::new());
    }
}

/// A page's text as paragraphs and list items of Markdown, with nothing in it that Markdown would read as markup.
fn plain(text: &str) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    let mut in_list = false;
    for line in text.lines() {
        let body = line.trim();
        if body.is_empty() {
            continue;
        }
        if let Some(item) = body.strip_prefix("- ") {
            if !in_list {
                separate(&mut lines);
            }
            in_list = true;
            lines.push(format!("* {}", escape(item)));
        } else {
            separate(&mut lines);
            in_list = false;
            lines.push(escape(body));
        }
    }
    lines
}

/// Text in which Markdown and rustdoc see nothing but text.
fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for (index, c) in text.chars().enumerate() {
        match c {
            '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '|' | '~' | '#' | '&' => {
                out.push('\\');
                out.push(c);
            }
            // At the start of a line these begin a list, a quote or a rule.
            '-' | '+' | '=' if index == 0 => {
                out.push('\\');
                out.push(c);
            }
            c if c.is_control() => out.push(' '),
            c => out.push(c),
        }
    }
    // `1.` at the start begins a numbered list, and a bare URL is a lint of rustdoc's.
    let digits = out.chars().take_while(char::is_ascii_digit).count();
    if digits > 0 && out[digits..].starts_with(['.', ')']) {
        out.insert(digits, '\\');
    }
    out.replace("://", ":\\//")
}

/// What is demanded, a line a demand.
fn demands(constraints: &Constraints) -> Vec<String> {
    let mut lines = Vec::new();
    let mut say = |what: &str, value: String| lines.push(format!("* {what}: {value}"));
    let ends = |min: Option<String>, max: Option<String>| match (min, max) {
        (Some(min), Some(max)) if min == max => min,
        (Some(min), Some(max)) => format!("{min} to {max}"),
        (Some(min), None) => format!("at least {min}"),
        (None, Some(max)) => format!("at most {max}"),
        (None, None) => String::new(),
    };
    let bound = |bound: &crate::ir::Bound| {
        if bound.exclusive { format!("{} (excluded)", bound.value) } else { bound.value.to_string() }
    };
    if let Some(range) = &constraints.range {
        say("Range", ends(range.value.min().map(bound), range.value.max().map(bound)));
    }
    if let Some(range) = &constraints.content_range {
        say("The number in it", ends(range.value.min().map(bound), range.value.max().map(bound)));
    }
    if let Some(length) = &constraints.length {
        let count = length.value.count;
        let unit = if length.value.unit == LengthUnit::Bytes { "bytes" } else { "characters" };
        say(
            "Length",
            format!("{} {unit}", ends(count.min().map(|n| n.to_string()), count.max().map(|n| n.to_string()))),
        );
    }
    if let Some(count) = &constraints.count {
        let count = count.value;
        say("Number of entries", ends(count.min().map(|n| n.to_string()), count.max().map(|n| n.to_string())));
    }
    for pattern in &constraints.patterns {
        say("Pattern", format!("`{}`", pattern.value.ecma.replace('`', "\\x60")));
    }
    if let Some(list) = &constraints.enumeration {
        let values: Vec<String> = list
            .value
            .values()
            .iter()
            .map(|value| format!("`{}`", value.value.to_string().replace('`', "'")))
            .collect();
        say(if list.value.is_open() { "Known values" } else { "Values" }, values.join(", "));
    }
    if let Some(default) = &constraints.default {
        say("Default", format!("`{}`", default.value.to_string().replace('`', "'")));
    }
    if let Some(unit) = &constraints.unit {
        say("Unit", escape(&unit.value));
    }
    if let Some(multiple) = &constraints.multiple_of {
        say("Multiple of", multiple.value.to_string());
    }
    if constraints.unique.as_ref().is_some_and(|flag| flag.value) {
        say("Elements", "no two equal".into());
    }
    if constraints.read_only.as_ref().is_some_and(|flag| flag.value) {
        say("Access", "read only".into());
    }
    if constraints.reserved.as_ref().is_some_and(|flag| flag.value) {
        say("Use", "reserved".into());
    }
    for condition in &constraints.conditions {
        say("Condition", escape(&condition.words.replace('\n', " ")));
    }
    lines
}

//! Writes patterns of prose as regular expressions: expands macros and placeholders.
//!
//! It makes expressions from patterns and never matches one. [`super::super::check`] checks what a pattern may contain.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::Pattern;
use crate::vocabulary::texts::ProsePattern;

/// A number: with thousands commas, a power, or decimals and an exponent, and a sign. Its digits occur in it once,
/// since many patterns contain it several times and are compiled with it.
const NUMBER: &str =
    r"[-+]?(?:[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?|[0-9]+(?:\^[0-9]+|(?:\.[0-9]+)?(?:e[-+]?[0-9]+)?))";

/// A template of a time of day, or of a date and time in digits only. It is the same in all languages.
const TIME: &str = "yyyymmdd(?:hh(?:mm(?:ss)?)?)?|hh(?:24)?:mm(?::ss)?";

/// The maximum depth of macros in macros.
const DEPTH: usize = 4;

/// The texts for the placeholders of a language's patterns.
#[derive(Debug)]
pub(super) struct Holes {
    macros: BTreeMap<String, ProsePattern>,
    /// A choice of units.
    units: String,
}

impl Holes {
    /// The macros of a language, and the units of all languages that are read with it.
    pub(super) fn new(macros: &BTreeMap<String, ProsePattern>, units: &[String]) -> Self {
        let all = units.iter().map(|unit| regex::escape(unit)).collect::<Vec<_>>().join("|");
        let units = if all.is_empty() { "(?:$^)".to_owned() } else { format!("(?:{all})") };
        Self { macros: macros.clone(), units }
    }

    /// Writes a pattern between other parts of an expression.
    ///
    /// # Errors
    /// The reason why it is not a regular expression.
    pub(super) fn pattern(self: &Arc<Self>, before: &str, written: &str, after: &str) -> Result<Pattern, regex::Error> {
        let whole = format!("{before}{written}{after}");
        let outline = outline(&whole, &self.macros);
        let holes = Arc::clone(self);
        Pattern::outlined(&outline, move || holes.written_out(&whole))
    }

    /// Writes a pattern as a regular expression.
    fn written_out(&self, pattern: &str) -> String {
        let mut out = String::with_capacity(4 * pattern.len());
        write(pattern, &self.macros, &|name, out| self.hole(name, out), DEPTH, &mut out);
        plain(&out)
    }

    /// Writes the text for a placeholder; `false` where there is no such placeholder.
    fn hole(&self, name: &str, out: &mut String) -> bool {
        let units = &self.units;
        let text = match name {
            "min" | "max" | "above" | "below" | "n" | "also" => {
                // `6x3600=21,600`: the number is the result of the multiplication.
                let factors = r"(?:[0-9]+(?:[x×*][0-9]+)+=)?";
                format!(r#"["']?{factors}(?P<{name}>{NUMBER}|∞)["']?(?: ?(?P<{name}_unit>{units}))?"#)
            }
            // `KB/s` is one unit, `次/秒` is two.
            "unit" => format!("(?P<unit>{units}(?:/{units})?)"),
            name => return plain_hole(name, out),
        };
        out.push_str(&text);
        true
    }
}

/// Writes the text for a placeholder without a number or unit; `false` where there is no such placeholder.
fn plain_hole(name: &str, out: &mut String) -> bool {
    let text = match name {
        "value" | "list" | "lines" | "paragraphs" | "coded" | "regex" | "set" => {
            out.extend(["(?P<", name, ">)"]);
            return true;
        }
        "time-template" => {
            out.extend([r#"["']?(?P<template>"#, TIME, r#")["']?"#]);
            return true;
        }
        // The space after a bullet remains when a text is folded.
        "bullets" => "\n?(?P<bullets>)• ",
        "meaning" => "(?P<meaning>[^，。;:,.()\\n]{2,30}?)",
        "own" => r#"["']?(?P<own>[a-z_][\w.-]*\w|[a-z])["']?"#,
        "token" => r#"["']?(?P<token>[a-z0-9_.+-]+)["']?"#,
        "field" => r#"["']?(?P<field>[a-z_][\w.:-]*\w|[a-z])["']?"#,
        _ => return false,
    };
    out.push_str(text);
    true
}

/// Writes a pattern with shortened numbers and units: they are many, and do not affect which texts are worth trying.
pub(in crate::vocabulary) fn outline(pattern: &str, macros: &BTreeMap<String, ProsePattern>) -> String {
    let hole = |name: &str, out: &mut String| match name {
        "min" | "max" | "above" | "below" | "n" | "also" => {
            out.extend(["(?P<", name, ">[0-9∞])(?P<", name, "_unit>[a-z])?"]);
            true
        }
        "unit" => {
            out.push_str("(?P<unit>[a-z])");
            true
        }
        name => plain_hole(name, out),
    };
    let mut out = String::with_capacity(2 * pattern.len());
    write(pattern, macros, &hole, DEPTH, &mut out);
    plain(&out)
}

/// Writes a pattern with its macros expanded.
pub(in crate::vocabulary) fn with_macros(pattern: &str, macros: &BTreeMap<String, ProsePattern>) -> String {
    let mut out = String::with_capacity(2 * pattern.len());
    write(pattern, macros, &|_, _| false, DEPTH, &mut out);
    out
}

/// Expands a pattern. Macros may contain macros and placeholders; everything else in braces, such as repetitions, is
/// not changed.
fn write(
    pattern: &str,
    macros: &BTreeMap<String, ProsePattern>,
    hole: &dyn Fn(&str, &mut String) -> bool,
    depth: usize,
    out: &mut String,
) {
    let mut rest = pattern;
    while let Some(open) = rest.find('{') {
        let (before, from) = rest.split_at(open);
        out.push_str(before);
        let name = from[1..].split_once('}').map(|(name, _)| name);
        let known = name.filter(|name| match macros.get(*name) {
            Some(text) if depth > 0 => {
                write(text, macros, hole, depth - 1, out);
                true
            }
            _ => hole(name, out),
        });
        if let Some(name) = known {
            rest = &from[name.len() + 2..];
        } else {
            out.push('{');
            rest = &from[1..];
        }
    }
    out.push_str(rest);
}

/// Limits the classes of a pattern to the letters of the folded scripts: classes with all scripts would make it many
/// times larger, and Unicode word boundaries would prevent the fast engine. Word boundaries only apply to Latin words.
fn plain(pattern: &str) -> String {
    let mut out = String::with_capacity(pattern.len());
    let mut in_class = false;
    let mut chars = pattern.chars();
    while let Some(c) = chars.next() {
        match c {
            '\\' => match chars.next() {
                Some('d') => out.push_str(if in_class { "0-9" } else { "[0-9]" }),
                Some('w') => out.push_str(if in_class { "a-z0-9_а-яё" } else { "[a-z0-9_а-яё]" }),
                Some('s') => out.push_str(if in_class { r" \n" } else { r"[ \n]" }),
                Some('b') if !in_class => out.push_str(r"(?-u:\b)"),
                Some(other) => {
                    out.push('\\');
                    out.push(other);
                }
                None => out.push('\\'),
            },
            '[' if !in_class => {
                in_class = true;
                out.push(c);
            }
            ']' if in_class => {
                in_class = false;
                out.push(c);
            }
            c => out.push(c),
        }
    }
    out
}

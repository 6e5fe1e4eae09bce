//! What a name cell names: fields, with the path to each; the whole value; the keys of a map; or nothing.
//!
//! Whether a name is that of a known field does not matter here.

use std::collections::BTreeSet;

use super::{About, Step};
use crate::read::RawRow;
use crate::text::fold;
use crate::vocabulary::Vocabulary;
use crate::vocabulary::type_expr;

/// The paths in a name cell. A name, or a segment of one, that is in `undivided` is neither split nor taken for an
/// index: examples show it as a key.
pub(super) fn paths(row: &RawRow, vocabulary: &Vocabulary, undivided: &BTreeSet<String>) -> (About, Vec<Vec<Step>>) {
    let text = row.name.one_line();
    if let Some(child) = &row.child {
        let steps = [text.as_str(), &child.one_line()].map(|name| step(&tidy_name(name)));
        return (About::Field, vec![steps.to_vec()]);
    }
    if vocabulary.is_none(&text) {
        let about = if text.is_empty() { About::Nothing } else { About::Whole };
        return (about, vec![Vec::new()]);
    }
    let bare = text.trim_matches('*').trim();
    let elements = vocabulary.lines.element_names.iter().any(|pattern| pattern.is_match(&fold(bare)));
    if elements || (bare.starts_with('[') && bare.ends_with(']')) {
        return (About::Whole, vec![Vec::new()]);
    }
    let placeholder = (bare.starts_with('{') && bare.ends_with('}')) || (bare.starts_with('<') && bare.ends_with('>'));
    if placeholder && !bare[1..bare.len() - 1].contains(['{', '<']) {
        return (About::Key, vec![vec![step(bare)]]);
    }
    if vocabulary.lines.key_names.iter().any(|pattern| pattern.is_match(bare)) {
        return (About::Key, vec![vec![step(bare)]]);
    }
    let nesting = &vocabulary.vendor.nesting;
    let names = names(&text, &vocabulary.name_separators).into_iter();
    if nesting.dotted_names || (nesting.bracketed_names && bare.contains('[')) {
        return (About::Field, names.map(|name| path(&name, vocabulary, undivided)).collect());
    }
    (About::Field, names.map(|name| vec![step(&name)]).collect())
}

/// The segments of a dotted or bracketed name, by the vendor's conventions. A segment that stands for an index
/// (`Ids.N`, `ids[0]`) makes the segment before it a list.
fn path(name: &str, vocabulary: &Vocabulary, undivided: &BTreeSet<String>) -> Vec<Step> {
    if undivided.contains(name) {
        return vec![step(name)];
    }
    let nesting = &vocabulary.vendor.nesting;
    let index = vocabulary.patterns.index.as_ref();
    let mut path: Vec<Step> = Vec::new();
    for name in parts(name, nesting.dotted_names, nesting.bracketed_names).iter().filter(|name| !name.is_empty()) {
        match path.last_mut().filter(|_| index.is_some_and(|index| index.is_match(name)) && !undivided.contains(name)) {
            Some(list) => list.indexed = true,
            None => path.push(step(name)),
        }
    }
    path
}

/// The parts of a name that dots or brackets separate: those of `a.b[][c.d]` are `a`, `b[]` and `c.d`. A name with
/// brackets in another form is one part.
fn parts(name: &str, dotted: bool, bracketed: bool) -> Vec<String> {
    let mut parts = vec![String::new()];
    let mut rest = name;
    let mut closed = false;
    while let Some(c) = rest.chars().next() {
        let mut end = c.len_utf8();
        match (c, parts.last_mut()) {
            ('[', Some(part)) => {
                let Some(close) = rest.find(']') else { return vec![name.to_owned()] };
                end = close + 1;
                let inside = &rest[1..close];
                // `[]` is the mark of a list.
                if inside.is_empty() || !bracketed {
                    part.push_str(&rest[..end]);
                } else {
                    parts.push(inside.to_owned());
                }
                closed = bracketed;
            }
            ('.', _) if dotted => {
                closed = false;
                parts.push(String::new());
            }
            (_, Some(part)) if !closed => part.push(c),
            _ => return vec![name.to_owned()],
        }
        rest = &rest[end..];
    }
    parts
}

fn step(name: &str) -> Step {
    match name.strip_suffix("[]") {
        Some(name) if !name.is_empty() => Step { name: name.into(), list: true, indexed: false },
        _ => Step { name: name.into(), list: false, indexed: false },
    }
}

/// A name without the spaces that layout put into it (`protocol _id`, `func_vpc. subnet_id`).
fn tidy_name(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    let glues = |word: &str, ends: bool| {
        if ends { word.ends_with(['_', '-', '.', ':', '/']) } else { word.starts_with(['_', '-', '.', ':', '/', '[']) }
    };
    let mut out = String::new();
    for (index, word) in words.iter().enumerate() {
        if index > 0 && !glues(words[index - 1], true) && !glues(word, false) {
            out.push(' ');
        }
        out.push_str(word);
    }
    out
}

/// The names of a cell: one, or several with a language's separators between them, if each looks like a name.
fn names(text: &str, separators: &[String]) -> Vec<String> {
    let tidy = tidy_name(text);
    if type_expr::is_identifier(&tidy) {
        return vec![tidy];
    }
    for separator in separators {
        let parts: Vec<String> = tidy.split(separator.as_str()).map(|part| part.trim().to_owned()).collect();
        if parts.len() > 1 && parts.iter().all(|part| type_expr::is_identifier(part)) {
            return parts;
        }
    }
    vec![tidy]
}

#[cfg(test)]
mod tests {
    #[test]
    fn dots_and_brackets_divide_names() {
        for (name, dotted, bracketed, parts) in [
            ("a.b[][c.d]", true, true, vec!["a", "b[]", "c.d"]),
            ("a[b][c][]", false, true, vec!["a", "b", "c[]"]),
            ("a[b.c]", true, false, vec!["a[b.c]"]),
            ("a[b.c].d", true, false, vec!["a[b.c]", "d"]),
            ("a[b", true, true, vec!["a[b"]),
            ("a[b]c", true, true, vec!["a[b]c"]),
            ("a[].b", true, true, vec!["a[]", "b"]),
        ] {
            assert_eq!(super::parts(name, dotted, bracketed), parts, "{name}");
        }
    }

    #[test]
    fn names_of_a_cell() {
        let names = |text: &str| super::names(text, &[" or ".to_owned()]);
        assert_eq!(names("protocol _id"), ["protocol_id"]);
        assert_eq!(names("scaling_ configuration _id"), ["scaling_configuration_id"]);
        assert_eq!(names("domain_name or domain_id"), ["domain_name", "domain_id"]);
        assert_eq!(names("router:external"), ["router:external"]);
        assert_eq!(names("User defined"), ["User defined"]);
        assert_eq!(names("alpha.cce/NodeImageID"), ["alpha.cce/NodeImageID"]);
    }
}

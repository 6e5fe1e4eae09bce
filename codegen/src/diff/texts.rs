//! Texts for witnesses: of a known form, and out of regular expressions.

use std::sync::LazyLock;

use regex::Regex;
use regex_syntax::hir::{Class, Hir, HirKind};

/// The forms that can be told from a text, each with an expression and an example.
const FORMS: [(&str, &str, &str); 6] = [
    ("uuid", r"^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$", "00000000-0000-0000-0000-000000000000"),
    ("date", r"^\d{4}-\d{2}-\d{2}$", "2024-01-31"),
    ("date-time", r"^\d{4}-\d{2}-\d{2}[Tt]\d{2}:\d{2}:\d{2}(\.\d+)?([Zz]|[+-]\d{2}:\d{2})$", "2024-01-31T12:00:00Z"),
    ("ipv4", r"^(\d{1,3}\.){3}\d{1,3}$", "192.0.2.1"),
    ("ipv6", r"^[0-9a-fA-F:.]*:[0-9a-fA-F:.]*:[0-9a-fA-F:.]*$", "2001:db8::1"),
    ("email", r"^[^@\s]+@[^@\s]+$", "a@example.com"),
];

static COMPILED: LazyLock<Vec<(&str, Regex)>> =
    LazyLock::new(|| FORMS.iter().filter_map(|(name, pattern, _)| Some((*name, Regex::new(pattern).ok()?))).collect());

/// Whether a text is of a form. Every text is of a form that is not known here.
pub(super) fn has_form(name: &str, text: &str) -> bool {
    COMPILED.iter().find(|(known, _)| *known == name).is_none_or(|(_, regex)| regex.is_match(text))
}

/// A text of a form.
pub(super) fn example(name: &str) -> Option<&'static str> {
    FORMS.iter().find(|(known, ..)| *known == name).map(|(.., example)| *example)
}

/// Some texts that an expression matches; none where it can't be read here.
pub(super) fn matching(pattern: &str) -> Vec<String> {
    let Ok(hir) = regex_syntax::parse(pattern) else { return Vec::new() };
    let mut texts = some(&hir);
    texts.sort();
    texts.dedup();
    texts
}

/// How many texts a part of an expression gives at most.
const MOST: usize = 24;
/// How often a part is repeated at most.
const OFTEN: u32 = 300;

fn some(hir: &Hir) -> Vec<String> {
    match hir.kind() {
        HirKind::Empty | HirKind::Look(_) => vec![String::new()],
        HirKind::Literal(literal) => vec![String::from_utf8_lossy(&literal.0).into_owned()],
        HirKind::Class(Class::Unicode(class)) => {
            let ends = class.iter().flat_map(|range| [range.start(), range.end()]);
            // A letter says more to a reader than the ends of all of Unicode.
            let plain = class.iter().filter(|range| range.start() <= 'a' && 'a' <= range.end()).map(|_| 'a');
            plain.chain(ends).filter(|c| !c.is_control()).take(MOST).map(String::from).collect()
        }
        HirKind::Class(Class::Bytes(class)) => {
            class.iter().map(|range| char::from(range.start()).to_string()).take(MOST).collect()
        }
        HirKind::Repetition(repetition) => {
            let parts = some(&repetition.sub);
            let least = repetition.min.min(OFTEN);
            let most = repetition.max.unwrap_or(least + 2).min(OFTEN).max(least);
            let mut counts = vec![least, (least + 1).min(most), most];
            counts.dedup();
            let mut texts: Vec<String> = Vec::new();
            for count in counts {
                texts.extend(parts.iter().take(6).map(|part| part.repeat(count as usize)));
            }
            texts.truncate(MOST);
            texts
        }
        HirKind::Capture(capture) => some(&capture.sub),
        HirKind::Concat(parts) => parts.iter().fold(vec![String::new()], |texts, part| {
            let ends = some(part);
            let mut joined: Vec<String> = Vec::new();
            // Each end once with the first text, and each text once with the first end: not all pairs.
            if let (Some(first), Some(end)) = (texts.first(), ends.first()) {
                joined.extend(ends.iter().map(|end| format!("{first}{end}")));
                joined.extend(texts.iter().skip(1).map(|text| format!("{text}{end}")));
            }
            joined.truncate(MOST);
            joined
        }),
        HirKind::Alternation(branches) => {
            let mut texts: Vec<String> = branches.iter().flat_map(|branch| some(branch).into_iter().take(4)).collect();
            texts.truncate(MOST);
            texts
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_match_the_expression_they_are_made_from() {
        for pattern in ["[a-z][a-z0-9-]{0,62}", "(dev|prod)-[0-9]+", "x?", "[^/]{3}", "\\d{4}", "a{2,}b|c", "[А-Я]+"]
        {
            let regex = Regex::new(&format!("^(?:{pattern})$")).unwrap();
            let texts = matching(pattern);
            assert!(!texts.is_empty(), "{pattern}");
            for text in texts {
                assert!(regex.is_match(&text), "{pattern}: {text:?}");
            }
        }
        assert!(matching("(?=x)").is_empty());
    }

    #[test]
    fn examples_have_their_form() {
        for (name, ..) in FORMS {
            assert!(has_form(name, example(name).unwrap()) && !has_form(name, "x"), "{name}");
        }
        assert!(has_form("unheard-of", "x"));
    }
}

//! Makes texts for witnesses: of a known format, or from a regular expression.

use std::sync::LazyLock;

use regex::Regex;
use regex_syntax::hir::{Class, Hir, HirKind};

/// The formats that validators check, each with a text that has the format and one that does not. The second is missing
/// where validators differ. No validator checks `binary`, `byte` and `password`.
const FORMS: [(&str, &str, Option<&str>); 19] = [
    ("date", "2024-01-31", Some("a")),
    ("date-time", "2024-01-31T12:00:00Z", Some("a")),
    ("duration", "P1D", Some("a")),
    ("email", "a@example.com", Some("a")),
    ("hostname", "example.com", Some("-")),
    ("idn-email", "a@example.com", None),
    ("idn-hostname", "example.com", None),
    ("ipv4", "192.0.2.1", Some("a")),
    ("ipv6", "2001:db8::1", Some("a")),
    ("iri", "https://example.com/", Some(":")),
    ("iri-reference", "https://example.com/", Some("\\")),
    ("json-pointer", "/a", Some("a")),
    ("regex", "a", Some("(")),
    ("relative-json-pointer", "0", Some("a")),
    ("time", "12:00:00Z", Some("a")),
    ("uri", "https://example.com/", Some(":")),
    ("uri-reference", "https://example.com/", Some("\\")),
    ("uri-template", "https://example.com/{a}", Some("{")),
    ("uuid", "00000000-0000-0000-0000-000000000000", Some("a")),
];

/// Whether a text has a format; `None` where this crate can't determine it. Every text has a format that no validator
/// knows.
pub(super) fn is_of(name: &str, text: &str) -> Option<bool> {
    let Some((_, example, other)) = FORMS.iter().find(|(known, ..)| *known == name) else { return Some(true) };
    if text == *example || Some(text) == *other {
        return Some(text == *example);
    }
    match name {
        "uuid" => {
            let group = |part: &str| part.bytes().all(|byte| byte.is_ascii_hexdigit());
            let lengths: Vec<usize> = text.split('-').map(str::len).collect();
            Some(text.split('-').all(group) && lengths == [8, 4, 4, 4, 12])
        }
        "date" => Some(is_date(text)),
        "date-time" => {
            static CLOCK: LazyLock<Option<Regex>> = LazyLock::new(|| {
                Regex::new(r"^T([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d+)?(Z|[+-]([01]\d|2[0-3]):[0-5]\d)$").ok()
            });
            match text.split_at_checked(10) {
                Some((day, clock)) if is_date(day) => {
                    // Leap seconds and lower-case letters are left to validators.
                    let plain = CLOCK.as_ref().is_some_and(|clock_form| clock_form.is_match(clock));
                    plain.then_some(true).or((!clock.starts_with(['T', 't', ' '])).then_some(false))
                }
                _ => Some(false),
            }
        }
        "ipv4" => Some(text.parse::<std::net::Ipv4Addr>().is_ok()),
        "ipv6" => Some(text.parse::<std::net::Ipv6Addr>().is_ok()),
        "email" => (!text.contains('@')).then_some(false),
        _ => None,
    }
}

/// Whether a text is a date that exists, such as `2024-01-31`.
fn is_date(text: &str) -> bool {
    let bytes = text.as_bytes();
    let digits = |at: std::ops::Range<usize>| text.get(at)?.parse::<u32>().ok();
    let is_laid_out = bytes.len() == 10
        && bytes
            .iter()
            .enumerate()
            .all(|(at, byte)| if at == 4 || at == 7 { *byte == b'-' } else { byte.is_ascii_digit() });
    let (true, Some(year), Some(month), Some(day)) = (is_laid_out, digits(0..4), digits(5..7), digits(8..10)) else {
        return false;
    };
    let is_leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let days = match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 => 28 + u32::from(is_leap),
        _ => return false,
    };
    (1..=days).contains(&day)
}

/// A text that has a format.
pub(super) fn example(name: &str) -> Option<&'static str> {
    FORMS.iter().find(|(known, ..)| *known == name).map(|(_, example, _)| *example)
}

/// A text that does not have a format; `None` where every text has it.
pub(super) fn other(name: &str) -> Option<&'static str> {
    FORMS.iter().find(|(known, ..)| *known == name).and_then(|(.., other)| *other)
}

/// Some texts that an expression matches; none where this crate can't read the expression.
pub(super) fn matching(pattern: &str) -> Vec<String> {
    let Ok(hir) = regex_syntax::parse(pattern) else { return Vec::new() };
    let mut texts = some(&hir);
    texts.sort();
    texts.dedup();
    texts
}

/// The maximum number of texts that a part of an expression gives.
const MOST: usize = 24;
/// The maximum number of times that a part is repeated.
const OFTEN: u32 = 300;

fn some(hir: &Hir) -> Vec<String> {
    match hir.kind() {
        HirKind::Empty | HirKind::Look(_) => vec![String::new()],
        HirKind::Literal(literal) => vec![String::from_utf8_lossy(&literal.0).into_owned()],
        HirKind::Class(Class::Unicode(class)) => {
            let ends = class.iter().flat_map(|range| [range.start(), range.end()]);
            // A letter is easier to read than the first or last character of Unicode.
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
            // Each end is combined with the first text, and each text with the first end: not all pairs.
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

    /// A JSON Schema validator agrees about every text that is used for a format, and about those that this module
    /// classifies.
    #[test]
    fn forms_are_what_a_validator_takes_for_them() {
        let texts = [
            "2024-02-30",
            "2024-02-29",
            "2023-02-29",
            "2024-1-01",
            "2024-01-31T24:00:00Z",
            "2024-01-31T12:00:00",
            "2024-01-31T12:00:00.5+08:00",
            "2024-01-31 12:00:00Z",
            "999.1.1.1",
            "1.2.3",
            "::",
            "::1",
            "1::2::3",
            "a@b",
            "00000000-0000-0000-0000-00000000000",
            "0000000000000000-0000-0000-000000000000",
            "",
            "äöü-",
            "12:00:00",
        ];
        for (name, example, other) in FORMS {
            assert_eq!(is_of(name, example), Some(true), "{name}");
            assert!(other.is_none_or(|other| is_of(name, other) == Some(false)), "{name}");
            let schema = serde_json::json!({ "format": name });
            let validator = jsonschema::options().should_validate_formats(true).build(&schema).unwrap();
            for text in texts.into_iter().chain([example, other.unwrap_or("a"), "a"]) {
                if let Some(known) = is_of(name, text) {
                    assert_eq!(validator.is_valid(&text.into()), known, "{name}: {text:?}");
                }
            }
        }
        assert_eq!(is_of("unheard-of", "x"), Some(true));
    }
}

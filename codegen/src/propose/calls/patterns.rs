//! Expressions that find on other pages what one page states: a value in a sentence or a title, by the words and
//! punctuation beside it.
//!
//! The purpose of a value is not known here.

use crate::text::find_name;

/// A value of a selector in the patterns of titles and sentences.
pub(super) const VALUE: &str = "[A-Za-z][A-Za-z0-9_]+";

/// The same, where all values consist of several capitalised words.
pub(super) const HUMPED: &str = "[A-Z][a-z0-9]+[A-Z][A-Za-z0-9]*";

/// Whether a value consists of several capitalised words: `CreateLamp`.
pub(super) fn has_hump(value: &str) -> bool {
    let mut rest = value.chars();
    rest.next().is_some_and(|c| c.is_ascii_uppercase())
        && rest.next().is_some_and(|c| c.is_ascii_lowercase() || c.is_ascii_digit())
        && rest.any(|c| c.is_ascii_uppercase())
        && value.chars().all(|c| c.is_ascii_alphanumeric())
}

/// A title that states a value, as an expression that finds the value in the titles of other pages: by the punctuation
/// beside it, or the title's ends. `None` where there are words on both sides.
pub(super) fn title(text: &str, value: &str) -> Option<String> {
    let text = text.trim();
    let at = find_name(text, value)?;
    let (before, after) = (&text[..at], &text[at + value.len()..]);
    let is_mark = |c: &char| !c.is_alphanumeric();
    let left: String = before.chars().rev().take_while(is_mark).collect::<Vec<_>>().into_iter().rev().collect();
    let right: String = after.chars().take_while(is_mark).collect();
    let pattern = |marks: &str| match marks.trim() {
        "" if marks.is_empty() => String::new(),
        "" => r"\s".to_owned(),
        "(" | "（" => "[(（]".to_owned(),
        ")" | "）" => "[)）]".to_owned(),
        marks => format!(r"{}\s*", regex::escape(marks)),
    };
    let left = if before.is_empty() { "^".to_owned() } else { pattern(&left) };
    let right = if after.is_empty() { "$".to_owned() } else { pattern(&right) };
    let alone = |side: &str| matches!(side, "" | r"\s");
    (!alone(&left) || !alone(&right)).then(|| format!("{left}(?P<value>{VALUE}){right}"))
}

/// A sentence that states a value, as an expression that finds the value in the same sentence of other pages: by the
/// words before it, after the last punctuation mark. `None` where there is no word before it.
pub(super) fn sentence(text: &str, value: &str) -> Option<String> {
    let at = find_name(text, value)?;
    let marks = ['.', '。', ';', '；', ',', '，', '\n'];
    let start = text[..at].rfind(marks).map_or(0, |mark| mark + text[mark..].chars().next().map_or(1, char::len_utf8));
    let lead = text[start..at].trim_start();
    // A constant of the page's own before it would match no other page.
    let own = |c: char| c.is_ascii_digit() || c == '=' || c == '?' || c == '/';
    if lead.chars().filter(|c| c.is_alphabetic()).count() < 2 || lead.chars().count() > 60 || lead.contains(own) {
        return None;
    }
    let mut pattern = String::new();
    for part in lead.split_inclusive(char::is_whitespace) {
        let word = part.trim_end();
        pattern.push_str(&regex::escape(word).replace(['（', '('], "(").replace("\\(", "("));
        if word.len() < part.len() {
            pattern.push_str(r"\s*");
        }
    }
    let pattern = format!(r"{pattern}\s*").replace('(', r"\s*[(（]\s*").replace(r"\s*\s*", r"\s*");
    Some(format!(r"{pattern}(?P<value>{VALUE})"))
}

#[cfg(test)]
mod tests {
    use regex::Regex;

    use super::*;

    /// What an expression derived from one text finds in another.
    fn found(pattern: Option<String>, other: &str) -> Option<String> {
        let pattern = Regex::new(&pattern?).expect("a sound expression");
        Some(pattern.captures(other).map(|found| found["value"].to_owned()).unwrap_or_default())
    }

    #[test]
    fn a_title_finds_the_value_in_another() {
        for (text, other, expected) in [
            ("CreateLamp", "RemoveLamp", Some("RemoveLamp")),
            ("Make a lamp - CreateLamp", "Remove a lamp - RemoveLamp", Some("RemoveLamp")),
            ("Make a lamp (CreateLamp)", "Remove a lamp（RemoveLamp）", Some("RemoveLamp")),
            ("新建灯 CreateLamp", "删除灯 RemoveLamp", Some("RemoveLamp")),
            ("CreateLamp: make a lamp", "RemoveLamp: remove a lamp", Some("RemoveLamp")),
            ("how CreateLamp works", "", None),
            ("CreateLamps", "", None),
        ] {
            assert_eq!(found(title(text, "CreateLamp"), other).as_deref(), expected, "{text}");
        }
    }

    #[test]
    fn a_sentence_finds_the_value_on_another_page() {
        for (text, other, expected) in [
            (
                "This interface (CreateLamp) makes lamps.",
                "This interface (RemoveLamp) removes them.",
                Some("RemoveLamp"),
            ),
            ("本接口（CreateLamp）用于创建", "本接口 (ListLamps) 用于查询", Some("ListLamps")),
            ("Some. The Action is CreateLamp", "The Action is ListLamps.", Some("ListLamps")),
            ("CreateLamp makes lamps", "", None),
            ("?Action=CreateLamp", "", None),
            ("it is CreateLamps", "", None),
        ] {
            assert_eq!(found(sentence(text, "CreateLamp"), other).as_deref(), expected, "{text}");
        }
    }
}

//! Patterns of strings. They are kept in the syntax of JSON Schema, for whole strings; [`Pattern::portable`] translates
//! them to Rust's dialect.

use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock, Mutex, PoisonError};

use regex_lite::Regex;
use serde::{Deserialize, Serialize};

/// A regular expression that the whole string must match.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pattern {
    /// In ECMA 262 with the `u` flag, without enclosing anchors.
    pub ecma: String,
    /// The page's own text, where it differs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub written: Option<String>,
    /// The source it was derived from, where the page has no expression.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<PatternFrom>,
}

/// The source of a pattern that the page does not write as an expression.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PatternFrom {
    /// Words that name characters: `only letters and digits`.
    Words,
    /// A template of a time: `HH:mm:ss`.
    Template,
}

impl PatternFrom {
    /// Its name, which schemas have under `x-pattern-from`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Words => "words",
            Self::Template => "template",
        }
    }
}

impl Pattern {
    /// The expression with anchors, as JSON Schema's `pattern` needs it to match the whole string. Alternatives at its
    /// top level are grouped, since anchors bind more tightly.
    pub fn anchored(&self) -> String {
        if self.has_alternatives() { format!("^(?:{})$", self.ecma) } else { format!("^{}$", self.ecma) }
    }

    /// The inverse of [`Pattern::anchored`], for any expression that is anchored at both ends; `None` where it is not.
    pub fn within(anchored: &str) -> Option<String> {
        let inner = anchored.strip_prefix('^')?.strip_suffix('$')?;
        let grouped = inner.strip_prefix("(?:").and_then(|rest| rest.strip_suffix(')'));
        if let Some(grouped) = grouped.filter(|grouped| alternatives(grouped) == Some(true)) {
            return Some(grouped.to_owned());
        }
        // Each anchor of `^a|b$` belongs to one branch, and `\$` is a character.
        let escaped = inner.chars().rev().take_while(|&c| c == '\\').count() % 2 == 1;
        (!escaped && alternatives(inner) != Some(true)).then(|| inner.to_owned())
    }

    /// The anchored expression in the syntax of `regex-lite`; `None` where that cannot express it, as with a lookahead.
    pub fn portable(&self) -> Option<String> {
        portable(&self.anchored())
    }

    /// Whether the whole string matches. An expression that is not portable matches every string here.
    pub fn matches(&self, text: &str) -> bool {
        /// The same expressions occur in many places.
        static COMPILED: LazyLock<Mutex<BTreeMap<String, Option<Arc<Regex>>>>> = LazyLock::new(Mutex::default);
        let known = {
            let mut compiled = COMPILED.lock().unwrap_or_else(PoisonError::into_inner);
            if let Some(known) = compiled.get(&self.ecma) {
                known.clone()
            } else {
                let regex = self.portable().and_then(|text| Regex::new(&text).ok()).map(Arc::new);
                compiled.insert(self.ecma.clone(), regex.clone());
                regex
            }
        };
        known.is_none_or(|regex| regex.is_match(text))
    }

    fn has_alternatives(&self) -> bool {
        alternatives(&self.ecma) == Some(true)
    }
}

/// Whether an expression has alternatives at its top level; `None` where it closes a group that it did not open.
fn alternatives(ecma: &str) -> Option<bool> {
    let (mut depth, mut in_class, mut escaped, mut found) = (0_i32, false, false, false);
    for c in ecma.chars() {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '[' => in_class = true,
            ']' => in_class = false,
            '(' if !in_class => depth += 1,
            ')' if !in_class => depth -= 1,
            '|' if !in_class && depth == 0 => found = true,
            _ => {}
        }
        if depth < 0 {
            return None;
        }
    }
    Some(found)
}

/// An expression in the syntax of `regex-lite`.
fn portable(ecma: &str) -> Option<String> {
    let mut out = String::new();
    let mut chars = ecma.chars().peekable();
    let mut in_class = false;
    while let Some(c) = chars.next() {
        match c {
            '\\' => match chars.next()? {
                // ECMA 262's white space is Unicode's; the crate's is ASCII's.
                's' if in_class => out.push_str(BLANKS),
                's' => out.push_str(&format!("[{BLANKS}]")),
                'S' if in_class => return None,
                'S' => out.push_str(&format!("[^{BLANKS}]")),
                'u' if chars.peek() == Some(&'{') => out.push_str("\\x"),
                'u' => {
                    let code: String = chars.by_ref().take(4).collect();
                    out.push_str(&format!("\\x{{{code}}}"));
                }
                '/' => out.push('/'),
                '-' => out.push_str("\\-"),
                c => out.extend(['\\', c]),
            },
            '.' if !in_class => out.push_str("[^\\n\\r\\x{2028}\\x{2029}]"),
            // The crate has nested sets in classes, ECMA 262 has not.
            '[' if in_class => out.push_str("\\["),
            // ECMA 262's idiom for any character.
            '[' if chars.clone().take(5).eq("\\s\\S]".chars()) => {
                out.push_str("(?s:.)");
                chars.nth(4);
            }
            '[' => {
                in_class = true;
                out.push('[');
                if chars.peek() == Some(&'^') {
                    out.extend(chars.next());
                }
            }
            ']' => {
                in_class = false;
                out.push(']');
            }
            '&' | '~' if in_class => out.extend(['\\', c]),
            c => out.push(c),
        }
    }
    Regex::new(&out).is_ok().then_some(out)
}

const BLANKS: &str =
    "\\t\\n\\x0b\\x0c\\r \\x{a0}\\x{1680}\\x{2000}-\\x{200a}\\x{2028}\\x{2029}\\x{202f}\\x{205f}\\x{3000}\\x{feff}";

#[cfg(test)]
mod tests {
    use super::{Pattern, Regex, portable};

    #[test]
    fn what_is_anchored_comes_back() {
        for ecma in ["[a-z]+", "a|b", "|a", "(a|b)", "(?:a|b)", "(?:a)(b|c)", "[|]", "\\|", "(?:a)|(?:b)", "a\\$", ""] {
            let pattern = Pattern { ecma: ecma.to_owned(), written: None, from: None };
            // A group that adds nothing may be missing.
            let back =
                Pattern::within(&pattern.anchored()).map(|ecma| Pattern { ecma, written: None, from: None }.anchored());
            assert_eq!(back, Some(pattern.anchored()), "{ecma}");
        }
    }

    #[test]
    fn what_has_no_anchors_of_its_own_does_not() {
        for text in ["a", "^a", "a$", "^a|b$", "^a\\$", "^(?:a)b|c(?:d)$"] {
            assert_eq!(Pattern::within(text), None, "{text}");
        }
        assert_eq!(Pattern::within("^a\\\\$").as_deref(), Some("a\\\\"));
    }

    #[test]
    fn patterns_mean_the_same_in_both_dialects() {
        let matches = |ecma: &str, text: &str| Regex::new(&portable(ecma).unwrap()).unwrap().is_match(text);
        assert!(matches(r"^\s$", "\u{3000}"));
        assert!(!matches(r"^.$", "\r"));
        assert!(matches(r"^[\s\S]$", "\r") && matches(r"^a[\s\S]*$", "a\n\u{2028}"));
        assert!(matches(r"^[[&~]$", "["));
        assert!(matches(r"^[\u4e00-\u9fa5]+$", "名称"));
        assert!(matches(r"^[\u{4e00}-\u{9fa5}]+$", "名称"));
        assert!(!matches(r"^\d$", "٣"));
        assert_eq!(portable(r"^(?!a)b$"), None);
    }
}

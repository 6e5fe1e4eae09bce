//! Patterns of texts. They are kept as JSON Schema writes expressions, for whole texts; nothing is matched here.

use serde::{Deserialize, Serialize};

/// A regular expression that the whole text must match.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pattern {
    /// In ECMA 262 with the `u` flag, without anchors around it.
    pub ecma: String,
    /// As the page has it, where that differs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub written: Option<String>,
}

impl Pattern {
    /// The expression with anchors, as JSON Schema's `pattern` needs it to mean the whole text. Alternatives at its top
    /// are put into a group, as anchors bind closer.
    pub fn anchored(&self) -> String {
        if self.has_alternatives() { format!("^(?:{})$", self.ecma) } else { format!("^{}$", self.ecma) }
    }

    /// The expression that [`Pattern::anchored`] made a text of, or any other that is anchored at both ends; nothing where
    /// it is not.
    pub fn within(anchored: &str) -> Option<String> {
        let inner = anchored.strip_prefix('^')?.strip_suffix('$')?;
        let grouped = inner.strip_prefix("(?:").and_then(|rest| rest.strip_suffix(')'));
        if let Some(grouped) = grouped.filter(|grouped| alternatives(grouped) == Some(true)) {
            return Some(grouped.to_owned());
        }
        // Each anchor of `^a|b$` is a branch's own, and `\$` is a character.
        let escaped = inner.chars().rev().take_while(|&c| c == '\\').count() % 2 == 1;
        (!escaped && alternatives(inner) != Some(true)).then(|| inner.to_owned())
    }

    fn has_alternatives(&self) -> bool {
        alternatives(&self.ecma) == Some(true)
    }
}

/// Whether an expression has alternatives at its top; nothing where it closes a group that it did not open.
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

#[cfg(test)]
mod tests {
    use super::Pattern;

    #[test]
    fn what_is_anchored_comes_back() {
        for ecma in ["[a-z]+", "a|b", "|a", "(a|b)", "(?:a|b)", "(?:a)(b|c)", "[|]", "\\|", "(?:a)|(?:b)", "a\\$", ""] {
            let pattern = Pattern { ecma: ecma.to_owned(), written: None };
            // A group that adds nothing may be gone.
            let back = Pattern::within(&pattern.anchored()).map(|ecma| Pattern { ecma, written: None }.anchored());
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
}

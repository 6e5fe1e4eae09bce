//! Removes from snapshots what changes from one recording to the next: ids, times, addresses.
//!
//! The rules are data (`data/volatile.toml`), and a suite of one's own can add to them. They are applied after secrets
//! are redacted.

use regex::Regex;
use serde::Deserialize;

use super::RuleError;

const RULES: &str = include_str!("../../data/volatile.toml");

/// Removes volatile values from texts.
#[derive(Clone, Debug)]
pub struct Volatile {
    rules: Vec<(String, Regex)>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    rules: Vec<super::Shape>,
}

impl Default for Volatile {
    fn default() -> Self {
        Self { rules: Vec::new() }.with(RULES).unwrap_or_else(|error| unreachable!("data/volatile.toml: {error}"))
    }
}

/// Why rules cannot be used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum VolatileError {
    /// The text is not a list of rules.
    #[error(transparent)]
    Form(#[from] toml::de::Error),
    /// A rule cannot be used.
    #[error(transparent)]
    Rule(#[from] RuleError),
}

impl Volatile {
    /// These rules, preceded by those of a file in the form of `data/volatile.toml`.
    ///
    /// # Errors
    /// [`VolatileError`] where the text is in another form, or a pattern is not a regular expression.
    pub fn with(mut self, text: &str) -> Result<Self, VolatileError> {
        let file: File = toml::from_str(text)?;
        let mut rules = Vec::new();
        for super::Shape { name, pattern, .. } in file.rules {
            match Regex::new(&pattern) {
                Ok(regex) => rules.push((name, regex)),
                Err(error) => return Err(RuleError { name, message: error.to_string() }.into()),
            }
        }
        rules.append(&mut self.rules);
        self.rules = rules;
        Ok(self)
    }

    /// A text in which each volatile value is replaced by its rule's name in brackets.
    pub fn text(&self, text: &str) -> String {
        let mut text = text.to_owned();
        for (name, rule) in &self.rules {
            if rule.is_match(&text) {
                text = rule.replace_all(&text, regex::NoExpand(&format!("[{name}]"))).into_owned();
            }
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn volatile_values_are_taken_out_and_others_stay() {
        let volatile = Volatile::default();
        for (text, left) in [
            ("at 2024-05-20T09:30:00.5Z!", "at [time]!"),
            ("d650a0ce-17c3-497d-961a-43c4af80998a", "[uuid]"),
            ("0123456789abcdef0123456789abcdef", "[id]"),
            ("since 1716197400", "since [timestamp]"),
            ("10.0.0.1", "[address]"),
            ("12 of 4096, v1.2.3", "12 of 4096, v1.2.3"),
        ] {
            assert_eq!(volatile.text(text), left);
        }
        let own = Volatile::default().with("[[rules]]\nname = \"parcel\"\npattern = 'p-[0-9a-f]+'\n").unwrap();
        assert_eq!(own.text("p-0a1b2c3d"), "[parcel]");
        assert!(Volatile::default().with("[[rules]]\nname = \"x\"\npattern = '('\n").is_err());
    }
}

//! Takes secrets out of everything that came out of traffic, before it is kept or written.
//!
//! By name: what stands under a header, field or parameter with a telling name. By shape: what looks like a secret
//! wherever it stands. The rules are data (`data/redaction.toml`), and a configuration adds to them. [`Safe`] texts can
//! only be made here, so a report can't hold anything that was not gone over.

pub mod volatile;

use std::borrow::Cow;

use regex::{Regex, RegexSet};
use serde::Deserialize;

use crate::finding::Safe;

const RULES: &str = include_str!("../data/redaction.toml");

/// What stands in place of a value that is a secret by its name.
pub const REDACTED: &str = "[redacted]";

/// Texts in reports are cut to this many characters.
const LENGTH: usize = 120;

/// Rules as data.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Rules {
    /// Headers whose values are secrets.
    pub headers: Vec<String>,
    /// Words that make a name one of a secret.
    pub names: Vec<String>,
    /// Names of secrets.
    pub exact: Vec<String>,
    /// Shapes of secrets.
    pub shapes: Vec<Shape>,
}

/// What a secret looks like.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Shape {
    /// What it is called where it stood.
    pub name: String,
    /// A regular expression.
    pub pattern: String,
}

/// Why rules can't be used.
#[derive(Debug, thiserror::Error)]
#[error("the shape `{name}` of a secret is no regular expression: {message}")]
pub struct RuleError {
    /// The shape's name.
    pub name: String,
    /// Why.
    pub message: String,
}

/// Takes secrets out.
#[derive(Clone, Debug)]
pub struct Redactor {
    headers: Vec<String>,
    /// Any of the words, as nearly all names have none of them.
    names: Regex,
    exact: Vec<String>,
    shapes: Vec<(String, Regex)>,
    /// All shapes at once: nearly all texts have none of them.
    any: RegexSet,
}

impl Default for Redactor {
    fn default() -> Self {
        Self::new(&Rules::default()).unwrap_or_else(|error| unreachable!("{error}"))
    }
}

impl Redactor {
    /// The rules of this crate, and more.
    ///
    /// # Errors
    /// [`RuleError`] where a shape is no regular expression.
    pub fn new(more: &Rules) -> Result<Self, RuleError> {
        let own: Rules = toml::from_str(RULES).unwrap_or_else(|error| unreachable!("data/redaction.toml: {error}"));
        let both = |own: Vec<String>, more: &[String]| -> Vec<String> {
            own.into_iter().chain(more.iter().cloned()).map(|name| fold(&name)).collect()
        };
        let shapes = own.shapes.into_iter().chain(more.shapes.iter().cloned());
        let shapes = shapes.map(|Shape { name, pattern }| match Regex::new(&pattern) {
            Ok(regex) => Ok((name, regex)),
            Err(error) => Err(RuleError { name, message: error.to_string() }),
        });
        let shapes: Vec<(String, Regex)> = shapes.collect::<Result<_, _>>()?;
        let together = |error: regex::Error| RuleError { name: "all together".into(), message: error.to_string() };
        let any = RegexSet::new(shapes.iter().map(|(_, shape)| shape.as_str())).map_err(together)?;
        let words: Vec<String> = both(own.names, &more.names).iter().map(|word| regex::escape(word)).collect();
        Ok(Self {
            headers: both(own.headers, &more.headers),
            names: Regex::new(&words.join("|")).map_err(together)?,
            exact: both(own.exact, &more.exact),
            shapes,
            any,
        })
    }

    /// Whether a field, parameter or header of this name holds a secret.
    pub fn is_secret(&self, name: &str) -> bool {
        let name = fold(name);
        self.names.is_match(&name) || self.exact.contains(&name) || self.headers.contains(&name)
    }

    /// Whether a header of this name holds a secret.
    pub fn is_secret_header(&self, name: &str) -> bool {
        self.is_secret(name)
    }

    /// A text without what looks like a secret in it, cut to what a report can show.
    pub fn text(&self, text: &str) -> Safe {
        Safe::assert(cut(&self.shapes(text)))
    }

    /// A message of ours, as long as it is, without what looks like a secret in it.
    pub(crate) fn message(&self, text: &str) -> Safe {
        Safe::assert(self.shapes(text))
    }

    /// A value that stands under this name.
    pub fn named(&self, name: &str, text: &str) -> Safe {
        if self.is_secret(name) { Safe::assert(REDACTED) } else { self.text(text) }
    }

    /// Whether a text has the shape of a secret.
    pub fn looks_secret(&self, text: &str) -> bool {
        self.any.is_match(text)
    }

    fn shapes<'t>(&self, text: &'t str) -> Cow<'t, str> {
        let mut text = Cow::Borrowed(text);
        if !self.any.is_match(&text) {
            return text;
        }
        for (name, shape) in &self.shapes {
            if shape.is_match(&text) {
                let with = format!("[redacted: {name}]");
                text = Cow::Owned(shape.replace_all(&text, regex::NoExpand(&with)).into_owned());
            }
        }
        text
    }
}

/// A name as rules compare it.
fn fold(name: &str) -> String {
    name.chars().filter(|c| !matches!(c, '-' | '_' | '.')).flat_map(char::to_lowercase).collect()
}

/// A text on one line, cut where it is long.
fn cut(text: &str) -> String {
    let mut out = String::new();
    for (count, c) in text.chars().enumerate() {
        if count == LENGTH {
            out.push('…');
            break;
        }
        out.push(if c.is_control() { ' ' } else { c });
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_found_in_any_spelling() {
        let redactor = Redactor::default();
        for name in ["adminPass", "X-Auth-Token", "db_user_passwd", "SECRET-KEY", "Set-Cookie", "accessKeyId", "sk"] {
            assert!(redactor.is_secret(name), "{name}");
        }
        for name in ["name", "keypair_name", "task", "bypass_rules", "monkey", "author"] {
            assert!(!redactor.is_secret(name), "{name}");
        }
    }

    #[test]
    fn shapes_are_taken_out_and_the_rest_stays() {
        let redactor = Redactor::default();
        for (text, left) in [
            ("a eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJ4In0.c2ln b", "a [redacted: web token] b"),
            ("https://me:hunter2@host/x", "[redacted: login]host/x"),
            ("/v1/x?access_token=abc&limit=3", "/v1/x?[redacted: assignment]&limit=3"),
            (r#"{"adminPass": "abc", "name": "n"}"#, r#"{"[redacted: assignment]", "name": "n"}"#),
            (r#"{\"password\":\"abc\"}"#, r#"{\"[redacted: assignment]\"}"#),
            ("Bearer abcdefgh12", "[redacted: authorization]"),
            ("-----BEGIN RSA PRIVATE KEY-----\nMIIE\n-----END RSA PRIVATE KEY-----", "[redacted: private key]"),
            ("d650a0ce-17c3-497d-961a-43c4af80998a", "d650a0ce-17c3-497d-961a-43c4af80998a"),
            ("0123456789abcdef0123456789abcdef", "0123456789abcdef0123456789abcdef"),
        ] {
            assert_eq!(redactor.text(text).as_str(), left);
        }
        let long = "word ".repeat(100);
        assert_eq!(redactor.text(&long).as_str().chars().count(), LENGTH + 1);
    }

    #[test]
    fn rules_of_ones_own_are_added() {
        let rules: Rules =
            toml::from_str("names = [\"Kenn_Wort\"]\n[[shapes]]\nname = \"card\"\npattern = '\\d{16}'\n").unwrap();
        let redactor = Redactor::new(&rules).unwrap();
        assert!(redactor.is_secret("kennwort2") && redactor.is_secret("password"));
        assert_eq!(redactor.text("4111111111111111").as_str(), "[redacted: card]");
        let wrong = Rules { shapes: vec![Shape { name: "x".into(), pattern: "(".into() }], ..Rules::default() };
        assert!(Redactor::new(&wrong).unwrap_err().to_string().contains('x'));
    }
}

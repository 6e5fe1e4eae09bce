//! Removes secrets from everything that comes from traffic, before it is kept or written.
//!
//! By name: the value of a header, field or parameter with a telling name ([`names`]), and the text after such a name
//! inside another text ([`places`]). By shape: what looks like a secret anywhere ([`shapes`]). The rules are data
//! (`data/redaction/`), and a configuration can add to them. [`Safe`] texts are created only here, so a report cannot
//! contain anything that was not redacted.

mod late;
mod names;
mod places;
mod shapes;
pub mod volatile;

use std::borrow::Cow;
use std::sync::LazyLock;

use serde::Deserialize;

use crate::check::decode;
use crate::finding::Safe;
use names::{Names, fold};
use shapes::Shapes;

pub use shapes::{Shape, With};

/// The rules of this crate: names by language, and shapes.
const RULES: [(&str, &str); 4] = [
    ("data/redaction/en.toml", include_str!("../data/redaction/en.toml")),
    ("data/redaction/zh.toml", include_str!("../data/redaction/zh.toml")),
    ("data/redaction/ru.toml", include_str!("../data/redaction/ru.toml")),
    ("data/redaction/shapes.toml", include_str!("../data/redaction/shapes.toml")),
];

/// Replaces a value that its name makes a secret.
pub const REDACTED: &str = "[redacted]";

/// Texts in reports are cut to this many characters.
const LENGTH: usize = 120;

/// How much of a text is examined: far more than is shown.
const LOOKED_AT: usize = 4_096;

/// How many levels of texts inside texts are examined: JSON in JSON, double percent encoding.
const DEPTH: usize = 6;

/// Rules as data. Names are compared by their letters and digits, in any case.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default, rename_all = "kebab-case")]
pub struct Rules {
    /// Headers whose values are secrets.
    pub headers: Vec<String>,
    /// Parts of names of secrets, anywhere in a name: `passw`.
    pub names: Vec<String>,
    /// Words of names of secrets, which do not count inside longer words: `pwd` in `user_pwd`.
    pub words: Vec<String>,
    /// Last words of names of secrets: `auth`.
    pub last: Vec<String>,
    /// Whole names of secrets.
    pub exact: Vec<String>,
    /// First words of names that look like those of secrets but are not: `max` in `max_tokens`.
    pub readable_first: Vec<String>,
    /// Last words of names that look like those of secrets but are not: `policy` in `password_policy`.
    pub readable_last: Vec<String>,
    /// Words that contain a part of a secret's name and mean something else: `secretary`.
    pub readable_words: Vec<String>,
    /// Starts of a name's last word that show that it is not a secret's, for scripts without spaces between words: `是否`
    /// (whether).
    pub readable_start: Vec<String>,
    /// Ends of a name's last word that show that it is not a secret's, for scripts without spaces between words: `策略`
    /// (policy).
    pub readable_end: Vec<String>,
    /// Words that are ignored at the end of a name: `id`.
    pub looked_past: Vec<String>,
    /// Members of objects that contain the name of another member's value: `name`.
    pub name_members: Vec<String>,
    /// Members of objects that contain the value for that name: `value`.
    pub value_members: Vec<String>,
    /// Shapes of secrets.
    pub shapes: Vec<Shape>,
}

impl Rules {
    /// The union of both.
    fn and(mut self, more: Self) -> Self {
        self.headers.extend(more.headers);
        self.names.extend(more.names);
        self.words.extend(more.words);
        self.last.extend(more.last);
        self.exact.extend(more.exact);
        self.readable_first.extend(more.readable_first);
        self.readable_last.extend(more.readable_last);
        self.readable_words.extend(more.readable_words);
        self.readable_start.extend(more.readable_start);
        self.readable_end.extend(more.readable_end);
        self.looked_past.extend(more.looked_past);
        self.name_members.extend(more.name_members);
        self.value_members.extend(more.value_members);
        self.shapes.extend(more.shapes);
        self
    }
}

/// Why rules cannot be used.
#[derive(Debug, thiserror::Error)]
#[error("the shape `{name}` of a secret is not a regular expression: {message}")]
#[non_exhaustive]
pub struct RuleError {
    /// The shape's name.
    pub name: String,
    /// The reason.
    pub message: String,
}

/// Removes secrets.
#[derive(Clone, Debug)]
pub struct Redactor {
    headers: Vec<String>,
    names: Names,
    shapes: Shapes,
}

impl Default for Redactor {
    fn default() -> Self {
        // Rules are compiled once: copies share everything with the original.
        static OWN: LazyLock<Redactor> =
            LazyLock::new(|| Redactor::new(&Rules::default()).unwrap_or_else(|error| unreachable!("{error}")));
        OWN.clone()
    }
}

impl Redactor {
    /// The rules of this crate, and more.
    ///
    /// # Errors
    /// [`RuleError`] where a shape is not a regular expression.
    pub fn new(more: &Rules) -> Result<Self, RuleError> {
        let own = RULES
            .iter()
            .map(|(file, text)| toml::from_str::<Rules>(text).unwrap_or_else(|error| unreachable!("{file}: {error}")));
        let rules = own.fold(Rules::default(), Rules::and).and(more.clone());
        let redactor = Self {
            headers: rules.headers.iter().map(|name| fold(name)).collect(),
            names: Names::new(&rules)?,
            shapes: Shapes::new(&rules.shapes),
        };
        // The own ones are tested.
        if *more != Rules::default() {
            redactor.check()?;
        }
        Ok(redactor)
    }

    /// Compiles all expressions now, which else is done when the first text needs them.
    fn check(&self) -> Result<(), RuleError> {
        self.names.check()?;
        self.shapes.check()
    }

    /// Whether a field, parameter or header with this name contains a secret.
    pub fn is_secret(&self, name: &str) -> bool {
        self.names.is_secret(name)
    }

    /// Whether a member with this name contains the value for a name in another member of its object.
    pub(crate) fn is_value_member(&self, name: &str) -> bool {
        self.names.is_value_member(name)
    }

    /// Whether one of these members of an object has the name of a secret as its value: `"name": "DB_PASSWORD"`.
    pub(crate) fn names_secret<'m>(&self, members: impl Iterator<Item = (&'m str, &'m str)>) -> bool {
        self.names.names_secret(members)
    }

    /// A text without secrets, cut to the length that a report can show.
    pub fn text(&self, text: &str) -> Safe {
        let looked_at = text.char_indices().nth(LOOKED_AT).map_or(text, |(at, _)| &text[..at]);
        let mut cleaned = cut(&self.clean(looked_at, 0));
        if looked_at.len() < text.len() && !cleaned.ends_with('…') {
            cleaned.push('…');
        }
        Safe::assert(cleaned)
    }

    /// A message of Refract's own, in full length, without secrets.
    pub(crate) fn message(&self, text: &str) -> Safe {
        Safe::assert(self.clean(text, 0))
    }

    /// The value of a field, parameter or header with this name.
    pub fn named(&self, name: &str, text: &str) -> Safe {
        if self.is_secret(name) { Safe::assert(REDACTED) } else { self.text(text) }
    }

    /// Whether a text contains secrets.
    pub fn looks_secret(&self, text: &str) -> bool {
        matches!(self.clean(text, 0), Cow::Owned(_))
    }

    /// A text without secrets. `depth` is the number of enclosing texts.
    fn clean<'t>(&self, text: &'t str, depth: usize) -> Cow<'t, str> {
        if depth > DEPTH {
            return Cow::Owned(REDACTED.to_owned());
        }
        let mut out = Cow::Borrowed(text);
        if let Some(cleaned) = places::json(text, self, depth) {
            out = Cow::Owned(cleaned);
        }
        if let Cow::Owned(cleaned) = places::clean(&out, &self.names, &self.headers) {
            out = Cow::Owned(cleaned);
        }
        if let Cow::Owned(cleaned) = self.shapes.clean(&out) {
            out = Cow::Owned(cleaned);
        }
        // Encoding once more must not hide anything either.
        if out.contains('%')
            && let Cow::Owned(decoded) = decode(&out)
            && let Cow::Owned(cleaned) = self.clean(&decoded, depth + 1)
        {
            out = Cow::Owned(cleaned);
        }
        out
    }
}

/// A text on one line, cut if it is long.
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
    fn all_expressions_are_sound() {
        Redactor::default().check().unwrap();
    }

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
            ("https://me:hunter2@host/x", "https://[redacted: login]@host/x"),
            ("/v1/x?access_token=abc&limit=3", "/v1/x?access_token=[redacted]&limit=3"),
            (r#"{"adminPass": "abc", "name": "n"}"#, r#"{"adminPass":"[redacted]","name":"n"}"#),
            (r#"{\"password\":\"abc\"}"#, r#"{\"password\":\"[redacted]\"}"#),
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
        let wrong = Rules {
            shapes: vec![Shape { name: "x".into(), pattern: "(".into(), with: Vec::new() }],
            ..Rules::default()
        };
        assert!(Redactor::new(&wrong).unwrap_err().to_string().contains('x'));
    }
}

//! Writes trees of values as JSON or YAML.
//!
//! YAML is written so that readers of YAML 1.1 and 1.2 read the same values: a text that either could read as something
//! else (`on`, `2024-01-01`, `12:30`) is quoted. General YAML writers do not quote such texts, and most readers then
//! take `enum: [on, off]` for two booleans.

use std::fmt::Write;
use std::str::FromStr;

use serde_json::{Number, Value};

use crate::ParseError;

/// The format of schemas and documents.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Notation {
    /// JSON, indented by two spaces.
    #[default]
    Json,
    /// YAML.
    Yaml,
}

impl Notation {
    /// The extension of file names, without the dot.
    pub fn extension(self) -> &'static str {
        match self {
            Self::Json => "json",
            Self::Yaml => "yaml",
        }
    }

    /// The text of a value, with a line break at the end.
    pub fn text(self, value: &Value) -> String {
        let mut text = match self {
            Self::Json => serde_json::to_string_pretty(value).unwrap_or_default(),
            Self::Yaml => {
                let mut text = String::new();
                block(value, 0, &mut text);
                text.trim_start_matches([' ', '\n']).to_owned()
            }
        };
        text.push('\n');
        text
    }
}

impl FromStr for Notation {
    type Err = ParseError;

    fn from_str(text: &str) -> Result<Self, ParseError> {
        crate::choice::by_name(&[(Self::Json, "json"), (Self::Yaml, "yaml")], text)
    }
}

/// A value after a key or a dash, with the space or line break before it.
fn block(value: &Value, depth: usize, out: &mut String) {
    match value {
        Value::Object(entries) if !entries.is_empty() => {
            for (key, value) in entries {
                line(depth, out);
                let name = scalar(key);
                // Readers search at most 1,024 characters for the colon of a key without an explicit `?`.
                if name.len() > 1000 {
                    out.push_str("? ");
                    out.push_str(&name);
                    line(depth, out);
                } else {
                    out.push_str(&name);
                }
                out.push(':');
                block(value, depth + 1, out);
            }
        }
        Value::Array(elements) if !elements.is_empty() => {
            for element in elements {
                line(depth, out);
                out.push('-');
                // The first entry of an object could follow the dash on its line, but not with everything it may begin
                // with.
                block(element, depth + 1, out);
            }
        }
        Value::Object(_) => out.push_str(" {}"),
        Value::Array(_) => out.push_str(" []"),
        Value::String(text) if is_literal(text) => {
            out.push_str(" |-");
            for part in text.split('\n') {
                out.push('\n');
                if !part.is_empty() {
                    out.extend(std::iter::repeat_n(' ', 2 * depth.max(1)));
                    out.push_str(part);
                }
            }
        }
        Value::String(text) => {
            out.push(' ');
            out.push_str(&scalar(text));
        }
        Value::Number(number) => {
            out.push(' ');
            out.push_str(&digits(number));
        }
        Value::Null | Value::Bool(_) => {
            let _ = write!(out, " {value}");
        }
    }
}

fn line(depth: usize, out: &mut String) {
    out.push('\n');
    out.extend(std::iter::repeat_n(' ', 2 * depth));
}

/// Whether a text of several lines can be written unchanged, as a block.
fn is_literal(text: &str) -> bool {
    text.contains('\n')
        && !text.starts_with([' ', '\n', '\t'])
        && !text.ends_with([' ', '\n', '\t'])
        && text.chars().all(|c| c == '\n' || is_plain_character(c))
        // Editors remove spaces at the end of a line.
        && text.split('\n').all(|line| !line.ends_with([' ', '\t']))
}

fn is_plain_character(c: char) -> bool {
    !c.is_control() && !matches!(c, '\u{2028}' | '\u{2029}' | '\u{feff}' | '\u{fffe}' | '\u{ffff}')
}

/// A text in one line: without quotes where every reader takes it for a text, and otherwise quoted as in JSON.
fn scalar(text: &str) -> String {
    /// What YAML 1.1 does not read as a text.
    const WORDS: [&str; 9] = ["y", "n", "yes", "no", "on", "off", "true", "false", "null"];
    let mut characters = text.chars();
    let bare = characters.next().is_some_and(|c| c.is_ascii_alphabetic() || matches!(c, '$' | '/' | '_'))
        && characters.all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.' | '/' | '$'))
        && !WORDS.contains(&text.to_ascii_lowercase().as_str());
    if bare {
        return text.to_owned();
    }
    let mut quoted = String::with_capacity(text.len() + 2);
    for c in Value::String(text.to_owned()).to_string().chars() {
        if is_plain_character(c) {
            quoted.push(c);
        } else {
            let mut units = [0; 2];
            for unit in c.encode_utf16(&mut units) {
                let _ = write!(quoted, "\\u{unit:04x}");
            }
        }
    }
    quoted
}

/// A number. YAML 1.1 only knows exponents after a decimal point, and with a sign.
fn digits(number: &Number) -> String {
    let text = number.to_string();
    let Some((mantissa, exponent)) = text.split_once('e') else { return text };
    let point = if mantissa.contains('.') { "" } else { ".0" };
    let sign = if exponent.starts_with(['-', '+']) { "" } else { "+" };
    format!("{mantissa}{point}e{sign}{exponent}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn what_readers_could_mistake_is_quoted() {
        let value = json!({
            "on": ["off", "2024-01-01", "12:30", "1_000", "<<", "=", "plain", "#/a", "a: b", "", "~", "NULL", "\u{85}"],
            "numbers": [1, -1.5, 1e300, 1e-7],
            "none": [{}, [], null, true],
            "several": "a\nb\n\n- c",
            "odd": " a\nb",
            "k".repeat(1500): 1,
            "nested": [[1, [2]], { "a": [{ "b": 1 }] }],
        });
        let text = Notation::Yaml.text(&value);
        for expected in [
            "\"on\":\n  - \"off\"\n  - \"2024-01-01\"\n  - \"12:30\"\n  - \"1_000\"\n  - \"<<\"\n  - \"=\"\n  - plain\n",
            "  - \"NULL\"\n  - \"\\u0085\"\n",
            "numbers:\n  - 1\n  - -1.5\n  - 1.0e+300\n  - 1.0e-7\n",
            "several: |-\n  a\n  b\n\n  - c\n",
            "odd: \" a\\nb\"\n",
            &format!("? {}\n: 1\n", "k".repeat(1500)),
        ] {
            assert!(text.contains(expected), "{expected}\n{text}");
        }
    }
}

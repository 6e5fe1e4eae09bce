//! The body of an example as JSON.
//!
//! Where the text is no JSON, repairs that cannot change the meaning are tried and recorded: comments, trailing commas,
//! full-width commas between members, raw line ends in strings. What still fails is kept as text, and nothing is
//! guessed.

use serde_json::Value;

use crate::ir::ExampleContent;

/// The body as JSON, with the repairs that were needed, or as text.
pub(super) fn body(text: &str) -> (ExampleContent, Vec<String>) {
    let text = text.trim();
    if text.is_empty() {
        return (ExampleContent::None, Vec::new());
    }
    if let Ok(value) = serde_json::from_str::<Value>(text) {
        return (ExampleContent::Json(value), Vec::new());
    }
    if text.starts_with(['{', '[']) {
        let mut repairs = Vec::new();
        let mended = repair(text, &mut repairs);
        if let Ok(value) = serde_json::from_str::<Value>(&mended) {
            return (ExampleContent::Json(value), repairs);
        }
    }
    (ExampleContent::Text(text.to_owned()), Vec::new())
}

/// Removes what JSON does not allow and what has no meaning: comments, and commas before a closing bracket. Replaces
/// full-width commas and raw line ends, which can only be typing errors, and adds a comma between members on lines of
/// their own.
fn repair(text: &str, repairs: &mut Vec<String>) -> String {
    let mut out = String::with_capacity(text.len());
    let note = |what: &str, repairs: &mut Vec<String>| {
        if !repairs.iter().any(|known| known == what) {
            repairs.push(what.to_owned());
        }
    };
    let mut chars = text.chars().peekable();
    let mut in_string = false;
    while let Some(c) = chars.next() {
        if in_string {
            match c {
                '\\' => {
                    out.push(c);
                    out.extend(chars.next());
                }
                '"' => {
                    in_string = false;
                    out.push(c);
                }
                '\n' => {
                    note("a line end inside a string", repairs);
                    out.push_str("\\n");
                }
                '\t' => out.push_str("\\t"),
                '\r' => {}
                _ => out.push(c),
            }
            continue;
        }
        match c {
            '"' => {
                if ends_member(&out) {
                    note("a comma between two members", repairs);
                    out.push(',');
                }
                in_string = true;
                out.push(c);
            }
            '/' if chars.peek() == Some(&'/') => {
                note("a comment", repairs);
                while chars.peek().is_some_and(|&c| c != '\n') {
                    chars.next();
                }
            }
            '#' => {
                note("a comment", repairs);
                while chars.peek().is_some_and(|&c| c != '\n') {
                    chars.next();
                }
            }
            '，' => {
                note("a full-width comma", repairs);
                out.push(',');
            }
            '\u{a0}' | '\u{3000}' => out.push(' '),
            '}' | ']' => {
                let kept = out.trim_end().len();
                if out[..kept].ends_with(',') {
                    note("a comma before a closing bracket", repairs);
                    out.truncate(kept - 1);
                }
                out.push(c);
            }
            _ => out.push(c),
        }
    }
    // A comma after the whole value.
    let kept = out.trim_end().len();
    if out[..kept].ends_with(',') {
        note("a comma behind the value", repairs);
        out.truncate(kept - 1);
    }
    out
}

/// Whether a value ends the output so far and a line end follows: a name or a string cannot come next without a comma.
fn ends_member(out: &str) -> bool {
    let kept = out.trim_end();
    let ends = kept.ends_with(|c: char| c.is_ascii_alphanumeric() || matches!(c, '"' | '}' | ']'));
    ends && out[kept.len()..].contains('\n')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn repairs_are_named() {
        let (content, repairs) = body("{\n \"a\": \"x\", // why\n \"b\": [1, 2,],\n}");
        assert_eq!(content, ExampleContent::Json(serde_json::json!({"a": "x", "b": [1, 2]})));
        assert_eq!(repairs, ["a comment", "a comma before a closing bracket"]);
        let (content, repairs) = body("{\n \"a\": \"x\"\n \"b\": 1\n\n \"c\": {}\n}");
        assert_eq!(content, ExampleContent::Json(serde_json::json!({"a": "x", "b": 1, "c": {}})));
        assert_eq!(repairs, ["a comma between two members"]);
        assert_eq!(body("{\"a\" \"b\"}").0, ExampleContent::Text("{\"a\" \"b\"}".into()));
        assert_eq!(body("success").0, ExampleContent::Text("success".into()));
    }
}

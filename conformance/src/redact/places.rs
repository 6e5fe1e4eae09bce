//! Secrets in a text by the name before them: `password=…` in a URL or a form, `"token": "…"` in JSON inside a string,
//! `<secret>…</secret>`, `--api-key …`, the parts of a form.
//!
//! [`Names`] decides whether a name is one of a secret; this module only knows where names and values are in texts. A
//! truncated value is assumed to extend to the end: too much is removed rather than too little.

use std::borrow::Cow;
use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;
use serde_json::Value;

use super::names::{Names, fold};
use super::{DEPTH, REDACTED, Redactor};

/// A name and the separator before its value: `name=`, `"name": `, `--name `, `name => `. Up to three words are one
/// name.
static PAIR: LazyLock<Regex> = LazyLock::new(|| {
    expression(concat!(
        r"[\p{L}\p{M}\p{N}_.\-\[\]$@]+(?: [\p{L}\p{M}\p{N}_.\-]+){0,2}",
        r#"(?:\\*["'`])?\s*(?::=|=>|==?|[:：＝])\s*"#,
        r"|--[\p{L}\p{N}_\-]+\s+",
    ))
});

/// The tag that opens an element, in XML or in XML that is escaped.
static TAG: LazyLock<Regex> =
    LazyLock::new(|| expression(r"(?:<|&lt;)(?P<tag>[\p{L}\p{N}_][\p{L}\p{N}_:.\-]*)(?P<rest>[^<>&]*)(?:>|&gt;)"));

fn expression(pattern: &str) -> Regex {
    Regex::new(pattern).unwrap_or_else(|error| unreachable!("{pattern}: {error}"))
}

/// A text without the values after names of secrets.
pub(super) fn clean<'t>(text: &'t str, names: &Names, headers: &[String]) -> Cow<'t, str> {
    let mut spans = Vec::new();
    if text.contains([':', '=', '：', '＝']) || text.contains("--") {
        pairs(text, names, headers, &mut spans);
    }
    if text.contains('<') || text.contains("&lt;") {
        elements(text, names, &mut spans);
    }
    if text.contains([':', '=']) {
        named(text, names, &mut spans);
    }
    spans.retain(|span| !span.is_empty() && &text[span.clone()] != REDACTED);
    without(text, spans)
}

fn pairs(text: &str, names: &Names, headers: &[String], spans: &mut Vec<Range<usize>>) {
    let mut at = 0;
    while let Some(found) = PAIR.find_at(text, at) {
        let end = found.end();
        // The separator contains no letters, so no groups are needed, which would be far slower.
        let leads = |c: char| c.is_whitespace() || matches!(c, ':' | '=' | '>' | '：' | '＝' | '"' | '\'' | '`' | '\\');
        let name = found.as_str().trim_end_matches(leads);
        at = end;
        if names.is_secret(name) {
            // The value is searched as well: because of a missing quote it may end too late.
            spans.push(if headers.contains(&fold(name)) { line(text, end) } else { value(text, end) });
        }
    }
}

/// The rest of a line, where an open quote ends.
fn line(text: &str, start: usize) -> Range<usize> {
    let rest = &text[start..];
    let long = rest.find(['\n', '\r']).unwrap_or(rest.len());
    start..start + long
}

/// The value that begins here: in quotes, in brackets, or up to a delimiter of queries, lists and JSON.
fn value(text: &str, start: usize) -> Range<usize> {
    let rest = &text[start..];
    let quoted = rest.trim_start_matches('\\');
    let escapes = rest.len() - quoted.len();
    let end = match quoted.chars().next() {
        Some(quote @ ('"' | '\'' | '`')) => {
            let inside = start + escapes + 1;
            return inside..closing(text, inside, quote, escapes);
        }
        Some('{' | '[' | '(') => bracketed(quoted) + escapes,
        // A block of YAML.
        Some('|' | '>') if quoted[1..].trim_start_matches(['-', '+']).starts_with('\n') => rest.len(),
        _ => rest
            .find(|c: char| {
                c.is_whitespace() || matches!(c, '&' | ';' | ',' | '"' | '\'' | '<' | '}' | ']' | ')' | '\\')
            })
            .unwrap_or(rest.len()),
    };
    start..start + end
}

/// The position of the closing quote, which has as many backslashes before it as the opening one.
fn closing(text: &str, inside: usize, quote: char, escapes: usize) -> usize {
    let mut backslashes = 0;
    for (at, c) in text[inside..].char_indices() {
        match c {
            '\\' => backslashes += 1,
            _ if c == quote && backslashes <= escapes => return inside + at - backslashes,
            _ => backslashes = 0,
        }
    }
    text.len()
}

/// The length of the bracketed part at the start of a text.
fn bracketed(text: &str) -> usize {
    let (mut depth, mut backslashes, mut quotes, mut inside) = (0_usize, 0, None, false);
    for (at, c) in text.char_indices() {
        match c {
            '\\' => {
                backslashes += 1;
                continue;
            }
            '"' if *quotes.get_or_insert(backslashes) == backslashes => inside = !inside,
            '{' | '[' | '(' if !inside => depth += 1,
            '}' | ']' | ')' if !inside => {
                depth = depth.saturating_sub(1);
                if depth == 0 {
                    return at + 1;
                }
            }
            _ => {}
        }
        backslashes = 0;
    }
    text.len()
}

fn elements(text: &str, names: &Names, spans: &mut Vec<Range<usize>>) {
    let mut at = 0;
    while let Some(found) = TAG.captures_at(text, at) {
        let (Some(all), Some(tag)) = (found.get(0), found.name("tag")) else { return };
        at = all.end();
        let rest = found.name("rest").map_or("", |rest| rest.as_str());
        if rest.ends_with('/') {
            continue;
        }
        let local = tag.as_str().rsplit(':').next().unwrap_or_default();
        let by_attribute = names.named.get().captures_iter(rest).any(|named| names.is_secret(&named["name"]));
        if !names.is_secret(local) && !by_attribute {
            continue;
        }
        let after = &text[at..];
        let long = ["</", "&lt;/"]
            .into_iter()
            .filter_map(|close| after.find(&format!("{close}{}", tag.as_str())))
            .min()
            .unwrap_or(after.len());
        spans.push(at..at + long);
        at += long;
    }
}

/// Finds values next to a member or attribute that names them, and in parts of a form with such a name.
fn named(text: &str, names: &Names, spans: &mut Vec<Range<usize>>) {
    for found in names.named.get().captures_iter(text).filter(|found| names.is_secret(&found["name"])) {
        let end = found.get(0).map_or(text.len(), |all| all.end());
        let rest = &text[end..];
        let close = rest.find(['>', '<', '}']).unwrap_or(rest.len());
        let blank = ["\r\n\r\n", "\n\n"].into_iter().filter_map(|blank| Some((rest.find(blank)?, blank.len()))).min();
        if let Some((at, long)) = blank.filter(|(at, _)| *at < close) {
            let start = end + at + long;
            let part = &text[start..];
            spans.push(start..start + part.find("\n--").unwrap_or(part.len()));
        } else {
            spans.extend(names.valued.get().find_iter(&rest[..close]).map(|leads| value(text, end + leads.end())));
        }
    }
}

/// A text without some parts, each replaced by a mark.
fn without(text: &str, mut spans: Vec<Range<usize>>) -> Cow<'_, str> {
    if spans.is_empty() {
        return Cow::Borrowed(text);
    }
    spans.sort_by_key(|span| (span.start, span.end));
    let mut out = String::with_capacity(text.len());
    let mut done = 0;
    for span in spans {
        if span.start >= done {
            out.push_str(&text[done..span.start]);
            out.push_str(REDACTED);
        }
        done = done.max(span.end);
    }
    out.push_str(&text[done..]);
    Cow::Owned(out)
}

/// JSON inside a text, without its secrets; `None` where it contains none, or is not JSON.
pub(super) fn json(text: &str, redactor: &Redactor, depth: usize) -> Option<String> {
    if !text.trim_start().starts_with(['{', '[', '"']) {
        return None;
    }
    let mut value: Value = serde_json::from_str(text).ok()?;
    tree(&mut value, redactor, depth).then(|| value.to_string())
}

/// Removes secrets from a tree. Returns whether there were any.
fn tree(value: &mut Value, redactor: &Redactor, depth: usize) -> bool {
    match value {
        Value::String(text) => {
            if depth >= DEPTH {
                REDACTED.clone_into(text);
                return true;
            }
            let cleaned = match redactor.clean(text, depth + 1) {
                Cow::Borrowed(_) => return false,
                Cow::Owned(cleaned) => cleaned,
            };
            *text = cleaned;
            true
        }
        Value::Array(items) => items.iter_mut().fold(false, |found, item| tree(item, redactor, depth) | found),
        Value::Object(members) => {
            let texts = members.iter().filter_map(|(key, value)| Some((key.as_str(), value.as_str()?)));
            let beside = redactor.names.names_secret(texts);
            let mut found = false;
            for (key, value) in members.iter_mut() {
                let empty = matches!(value, Value::Null | Value::Bool(_));
                if !empty && (redactor.is_secret(key) || beside && redactor.names.is_value_member(key)) {
                    *value = Value::from(REDACTED);
                    found = true;
                } else {
                    found |= tree(value, redactor, depth);
                }
            }
            found
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::bracketed;

    #[test]
    fn brackets_in_texts_close_nothing_whatever_escapes_their_quotes() {
        for object in [r#"{"a":"x\"}y","b":[1]}"#, r#"{\"a\":\"}\",\"b\":1}"#, r#"{"a":"\\\"}"}"#, "(a [b] c)"] {
            assert_eq!(bracketed(&format!("{object} and more }}")), object.len(), "{object}");
        }
        assert_eq!(bracketed("{\"a\":1"), 6, "what is not closed goes to the end");
    }
}

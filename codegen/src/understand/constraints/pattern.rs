//! Regular expressions of pages, converted to ECMA 262 with the `u` flag.
//!
//! Pages print them in the dialect of the service's own code (RE2, Java, Python), with or without anchors. What has an
//! equivalent in ECMA is rewritten; what has none is rejected.

use std::iter::Peekable;
use std::str::Chars;

use crate::ir::Pattern;

/// The expression for ECMA 262, without anchors; or the reason why there is none.
pub(in crate::understand) fn ecma(written: &str) -> Result<Pattern, String> {
    let mut text = written.trim();
    if let Some(inner) = text.strip_prefix('/').and_then(|inner| inner.strip_suffix('/')) {
        text = inner;
    }
    let anchored_start = text.strip_prefix('^');
    let text = anchored_start.unwrap_or(text);
    let text = if text.ends_with('$') && !text.ends_with("\\$") { &text[..text.len() - 1] } else { text };
    if text.is_empty() {
        return Err("the expression is empty".into());
    }
    if text.contains("<em>") && text.contains("</em>") {
        return Err("some of its characters were read as emphasis, and it is not known which".into());
    }
    let converted = convert(text)?;
    // What Rust's engine accepts is also valid in ECMA once it is rewritten as above; it does not support look-around.
    if !converted.contains("(?=") && !converted.contains("(?!") && !converted.contains("(?<") {
        regex_syntax::parse(&converted).map_err(|error| {
            let message = error.to_string();
            message.lines().last().unwrap_or("it is not a regular expression").trim_start_matches("error: ").to_owned()
        })?;
    }
    let written = (converted != written.trim()).then(|| written.trim().to_owned());
    Ok(Pattern { ecma: converted, written, from: None })
}

/// The escapes that stand for many characters.
const CLASS_ESCAPES: [&str; 6] = ["\\d", "\\D", "\\w", "\\W", "\\s", "\\S"];

/// The expression in ECMA's syntax; or the reason why there is none.
fn convert(text: &str) -> Result<String, String> {
    let mut rewritten = Rewritten { out: String::with_capacity(text.len()), in_class: false, may_range: false };
    let mut rest = text.chars().peekable();
    while let Some(c) = rest.next() {
        match c {
            '\\' => rewritten.escape(rest.next())?,
            '[' => rewritten.bracket(&mut rest)?,
            ']' if rewritten.in_class => {
                rewritten.in_class = false;
                rewritten.out.push(']');
            }
            '-' if rewritten.in_class => rewritten.hyphen(&mut rest),
            // `{,19}` is `{0,19}` in the dialects that have it.
            '{' if !rewritten.in_class && rest.peek() == Some(&',') => rewritten.out.push_str("{0"),
            c => {
                rewritten.out.push(c);
                rewritten.may_range = rewritten.in_class;
            }
        }
    }
    if rewritten.in_class { Err("a class is never closed".into()) } else { Ok(rewritten.out) }
}

/// What has been rewritten so far.
struct Rewritten {
    out: String,
    in_class: bool,
    /// Whether the class has had a member since its start or its last range, which distinguishes a range from a plain
    /// hyphen.
    may_range: bool,
}

impl Rewritten {
    /// A backslash and the character after it.
    fn escape(&mut self, next: Option<char>) -> Result<(), String> {
        let Some(next) = next else { return Err("it ends in a backslash".into()) };
        match next {
            // Escapes that mean the same in ECMA.
            'd' | 'D' | 'w' | 'W' | 's' | 'S' | 'b' | 'B' | 'n' | 'r' | 't' | 'f' | 'v' | 'u' | 'x' | 'p' | 'P' => {
                self.out.extend(['\\', next]);
                self.may_range = false;
            }
            'A' | 'z' | 'Z' => {}
            '^' | '$' | '\\' | '.' | '*' | '+' | '?' | '(' | ')' | '[' | ']' | '{' | '}' | '|' | '/' => {
                self.out.extend(['\\', next]);
                self.may_range = true;
            }
            '-' if self.in_class => {
                self.out.push_str("\\-");
                self.may_range = true;
            }
            // With the `u` flag, an unnecessary escape is an error.
            other if !other.is_alphanumeric() => {
                self.out.push(other);
                self.may_range = true;
            }
            other => return Err(format!("`\\{other}` has no equivalent")),
        }
        Ok(())
    }

    /// A bracket that opens a class, or is a member of one.
    fn bracket(&mut self, rest: &mut Peekable<Chars<'_>>) -> Result<(), String> {
        if self.in_class {
            if rest.peek() == Some(&':') {
                return Err("POSIX classes have no equal".into());
            }
            self.out.push_str("\\[");
            self.may_range = true;
            return Ok(());
        }
        (self.in_class, self.may_range) = (true, false);
        self.out.push('[');
        self.out.extend(rest.next_if_eq(&'^'));
        // A bracket right at the start is a member.
        if rest.next_if_eq(&']').is_some() {
            self.out.push_str("\\]");
            self.may_range = true;
        }
        Ok(())
    }

    /// A hyphen in a class: a range, or a literal hyphen.
    fn hyphen(&mut self, rest: &mut Peekable<Chars<'_>>) {
        let mut ahead = rest.clone();
        let next = ahead.next();
        // `\u4e00-\u9fff`: an escape of one character ends a range.
        if self.may_range && next == Some('\\') && matches!(ahead.next(), Some('u' | 'x')) {
            self.out.push('-');
            self.may_range = false;
            return;
        }
        let (closes, escape) = (next == Some(']'), next == Some('\\'));
        if self.may_range && !closes && !escape {
            self.out.push('-');
            if let Some(end) = rest.next() {
                if end == '[' {
                    self.out.push('\\');
                }
                self.out.push(end);
            }
            self.may_range = false;
            return;
        }
        // Next to a class escape (`\w-x`) it must be escaped.
        let beside_class = escape || (!closes && CLASS_ESCAPES.iter().any(|class| self.out.ends_with(class)));
        self.out.push_str(if beside_class { "\\-" } else { "-" });
        self.may_range = true;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn flavours_become_ecma() {
        for (written, expected) in [
            ("[a-zA-Z][a-zA-Z0-9_]*", "[a-zA-Z][a-zA-Z0-9_]*"),
            ("^[0-9-_]+$", r"[0-9-_]+"),
            (r"[-_./\@0-9a-z]*", r"[-_./@0-9a-z]*"),
            ("|[a-z]([-a-z0-9]{,61}[a-z0-9])?", r"|[a-z]([-a-z0-9]{0,61}[a-z0-9])?"),
            (r"[\w-]+\.js", r"[\w-]+\.js"),
            (r"[\w-.]+", r"[\w\-.]+"),
            (r"^([\u4E00-\u9FFF]|[a-z])+$", r"([\u4E00-\u9FFF]|[a-z])+"),
            ("/^x$/", "x"),
        ] {
            assert_eq!(ecma(written).map(|pattern| pattern.ecma), Ok(expected.to_owned()), "{written}");
        }
        for broken in ["[a-z", r"a\", "(a", r"\Qx\E", "[[:alpha:]]", ""] {
            assert!(ecma(broken).is_err(), "{broken}");
        }
    }
}

//! Regular expressions of pages as ECMA 262 with the `u` flag has them.
//!
//! Pages print them in the flavour of the service's own code (RE2, Java, Python), with or without anchors. What means the
//! same in ECMA is rewritten; what has no equal is refused.

use crate::ir::Pattern;

/// The expression for ECMA 262, without anchors; why not, where there is none.
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
    let converted = convert(text)?;
    // What Rust's engine can read is sound in ECMA, too, once written as above; look-around it does not have.
    if !converted.contains("(?=") && !converted.contains("(?!") && !converted.contains("(?<") {
        regex_syntax::parse(&converted).map_err(|error| {
            let message = error.to_string();
            message.lines().last().unwrap_or("it is no regular expression").trim_start_matches("error: ").to_owned()
        })?;
    }
    let written = (converted != written.trim()).then(|| written.trim().to_owned());
    Ok(Pattern { ecma: converted, written, from: None })
}

/// How the escapes that stand for many characters end.
const CLASS_ESCAPES: [&str; 6] = ["\\d", "\\D", "\\w", "\\W", "\\s", "\\S"];

fn convert(text: &str) -> Result<String, String> {
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    let mut in_class = false;
    // The members of a class since its start or its last range, to tell a range from a plain hyphen.
    let mut may_range = false;
    while let Some(c) = chars.next() {
        match c {
            '\\' => {
                let Some(next) = chars.next() else {
                    return Err("it ends in a backslash".into());
                };
                match next {
                    // Escapes that mean the same in ECMA.
                    'd' | 'D' | 'w' | 'W' | 's' | 'S' | 'b' | 'B' | 'n' | 'r' | 't' | 'f' | 'v' | 'u' | 'x' | 'p'
                    | 'P' => {
                        out.push('\\');
                        out.push(next);
                        may_range = false;
                    }
                    'A' | 'z' | 'Z' => {}
                    '^' | '$' | '\\' | '.' | '*' | '+' | '?' | '(' | ')' | '[' | ']' | '{' | '}' | '|' | '/' => {
                        out.push('\\');
                        out.push(next);
                        may_range = true;
                    }
                    '-' if in_class => {
                        out.push_str("\\-");
                        may_range = true;
                    }
                    // An escape of what needs none is an error with the `u` flag.
                    other if !other.is_alphanumeric() => {
                        out.push(other);
                        may_range = true;
                    }
                    other => return Err(format!("`\\{other}` has no equal")),
                }
            }
            '[' if !in_class => {
                in_class = true;
                may_range = false;
                out.push('[');
                if chars.peek() == Some(&'^') {
                    out.push('^');
                    chars.next();
                }
                // A bracket right at the start is a member.
                if chars.peek() == Some(&']') {
                    out.push_str("\\]");
                    chars.next();
                    may_range = true;
                }
            }
            '[' if chars.peek() == Some(&':') => return Err("POSIX classes have no equal".into()),
            '[' => {
                out.push_str("\\[");
                may_range = true;
            }
            ']' if in_class => {
                in_class = false;
                out.push(']');
            }
            '-' if in_class => {
                let next = chars.peek().copied();
                let closes = next == Some(']');
                let escape = next == Some('\\');
                if !may_range || closes || escape {
                    // No range: a hyphen that stands for itself. Beside a class of its own (`\w-x`) it must be escaped.
                    let beside_class = escape || (!closes && CLASS_ESCAPES.iter().any(|class| out.ends_with(class)));
                    out.push_str(if beside_class { "\\-" } else { "-" });
                    may_range = true;
                } else {
                    out.push('-');
                    if let Some(end) = chars.next() {
                        if matches!(end, '[') {
                            out.push('\\');
                        }
                        out.push(end);
                    }
                    may_range = false;
                }
            }
            // `{,19}` is `{0,19}` where the flavour has it at all.
            '{' if !in_class && chars.peek() == Some(&',') => out.push_str("{0"),
            c => {
                out.push(c);
                may_range = in_class;
            }
        }
    }
    if in_class { Err("a class is never closed".into()) } else { Ok(out) }
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
            ("/^x$/", "x"),
        ] {
            assert_eq!(ecma(written).map(|pattern| pattern.ecma), Ok(expected.to_owned()), "{written}");
        }
        for broken in ["[a-z", r"a\", "(a", r"\Qx\E", "[[:alpha:]]", ""] {
            assert!(ecma(broken).is_err(), "{broken}");
        }
    }
}

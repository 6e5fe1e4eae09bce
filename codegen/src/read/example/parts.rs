//! The parts of an example's text: a request line, a status line, headers and the body.
//!
//! It knows the forms in which pages show a message, such as a call of `curl`. It never parses the body.

use std::sync::LazyLock;

use crate::ir::Status;
use crate::request_line::request_line;
use crate::vocabulary::Pattern;

/// The parts of an example's text.
#[derive(Debug, Default)]
pub(super) struct Parts<'t> {
    pub(super) request_line: Option<String>,
    pub(super) status: Option<Status>,
    pub(super) headers: Vec<(String, String)>,
    pub(super) body: &'t str,
}

/// The parts of a call of `curl`: the quoted text after `-d` is the body.
pub(super) fn curl(text: &str) -> Option<Parts<'_>> {
    static DATA: LazyLock<Pattern> =
        LazyLock::new(|| Pattern::new(r#"\s(?:-d|--data(?:-raw|-binary)?)(?:\s*|=)(['"])"#.to_owned()));
    static URL: LazyLock<Pattern> = LazyLock::new(|| Pattern::new(r#"['"]?(https?://[^\s'"]+)"#.to_owned()));
    static METHOD: LazyLock<Pattern> = LazyLock::new(|| Pattern::new(r"\s(?:-X|--request)\s*([A-Z]+)".to_owned()));
    static HEADER: LazyLock<Pattern> = LazyLock::new(|| {
        Pattern::new(r#"\s(?:-H|--header)\s*['"]([A-Za-z][A-Za-z0-9-]*)\s*:\s*([^'"]*)['"]"#.to_owned())
    });
    let call = text.trim_start().trim_start_matches(['$', '#', ' ']);
    if !call.starts_with("curl ") {
        return None;
    }
    let data = DATA.captures(text);
    let (body, command) = match &data {
        Some(found) => {
            let (whole, quote) = (found.get(0)?, found.get(1)?.as_str());
            let close = whole.end() + text[whole.end()..].rfind(quote)?;
            // Another quoted argument may follow the body: it ends where JSON does.
            let inner = &text[whole.end()..close];
            let end = inner.rfind(['}', ']']).map_or(inner.len(), |i| i + 1);
            (inner[..end].trim(), format!("{}{}", &text[..whole.start()], &text[whole.end() + end..]))
        }
        None => ("", text.to_owned()),
    };
    let url = URL.captures(&command)?.text(1).to_owned();
    let method = METHOD.captures(&command).map_or_else(
        || if body.is_empty() { "GET".to_owned() } else { "POST".to_owned() },
        |found| found.text(1).to_owned(),
    );
    let headers = HEADER
        .captures_iter(&command)
        .map(|found| (found.text(1).to_owned(), found.text(2).trim().to_owned()))
        .collect();
    Some(Parts { request_line: Some(format!("{method} {url}")), status: None, headers, body })
}

/// Splits off the lines before the body.
pub(super) fn split(text: &str) -> Parts<'_> {
    let mut parts = Parts::default();
    let mut rest = text.trim_start_matches('\n');
    loop {
        let (line, behind) = rest.split_once('\n').unwrap_or((rest, ""));
        let trimmed = line.trim();
        if trimmed.starts_with(['{', '[']) || (line.is_empty() && behind.is_empty()) {
            break;
        }
        if trimmed.is_empty() {
            rest = behind;
            continue;
        }
        if parts.request_line.is_some() && request_line(trimmed).is_some() {
            // The same operation in another version.
            rest = behind;
            continue;
        }
        // The body may begin at the end of the request line: `POST https://…/jobs{`.
        if let Some(bare) = trimmed.strip_suffix('{').filter(|_| parts.request_line.is_none() && !behind.is_empty())
            && request_line(bare).is_some()
        {
            parts.request_line = Some(bare.trim_end().to_owned());
            rest = &rest[line.rfind('{').unwrap_or(0)..];
            break;
        }
        if parts.request_line.is_none() && request_line(trimmed).is_some() {
            let mut whole = trimmed.trim_start_matches('>').trim_start().to_owned();
            rest = behind;
            // A URL that continues on the next lines.
            while let Some((next, after)) = rest.split_once('\n') {
                if !next.trim_start().starts_with(['&', '?']) {
                    break;
                }
                whole.push_str(next.trim());
                rest = after;
            }
            parts.request_line = Some(whole);
            continue;
        }
        // A URL alone, and the body after it.
        if parts.request_line.is_none() && is_url(trimmed) && behind.trim_start().starts_with(['{', '[']) {
            parts.request_line = Some(trimmed.to_owned());
            rest = behind;
            continue;
        }
        if let Some(status) = status_line(trimmed) {
            parts.status = Some(status);
            rest = behind;
            continue;
        }
        if let Some((name, value)) = header(trimmed) {
            parts.headers.push((name, value));
            rest = behind;
            continue;
        }
        // A label such as "Response body:" before the body, or before headers.
        let body_follows = behind.trim_start().starts_with(['{', '[', '"']);
        if trimmed.ends_with([':', '：']) && (body_follows || trimmed.contains(' ') && behind.contains('{')) {
            rest = behind;
            continue;
        }
        break;
    }
    parts.body = rest.trim();
    parts
}

fn is_url(line: &str) -> bool {
    (line.starts_with("https://") || line.starts_with("http://") || line.starts_with('/'))
        && !line.contains(char::is_whitespace)
}

/// `HTTP/1.1 200 OK`, `STATUS CODE 200`, `Http Status Code: 200`.
fn status_line(line: &str) -> Option<Status> {
    static LINE: LazyLock<Pattern> =
        LazyLock::new(|| Pattern::new(r"(?i)^(?:HTTP ?/ ?[\d.]+|(?:HTTP )?STATUS CODE)(?:: *| +)(\d{3})\b".to_owned()));
    LINE.captures(line)?.text(1).parse().ok()
}

fn header(line: &str) -> Option<(String, String)> {
    let (name, value) = line.trim_matches('"').split_once(':')?;
    let plain = !name.is_empty()
        && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
        && name.starts_with(|c: char| c.is_ascii_alphabetic());
    (plain && !value.starts_with("//")).then(|| (name.to_owned(), value.trim().to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_of_an_example() {
        let parts = split("POST https://{Endpoint}/v2/x HTTP/1.1\nX-Auth-Token: abc\n\n{ \"a\": 1 }");
        assert_eq!(parts.request_line.as_deref(), Some("POST https://{Endpoint}/v2/x HTTP/1.1"));
        assert_eq!(parts.headers, [("X-Auth-Token".to_owned(), "abc".to_owned())]);
        assert_eq!(parts.body, "{ \"a\": 1 }");
        assert_eq!(split("HTTP/1.1 201 Created\n{}").status, Some(Status::Code(201)));
        assert_eq!(split("HTTP / 1.1 200\n{}").status, Some(Status::Code(200)));
        assert_eq!(split("STATUS CODE 204").status, Some(Status::Code(204)));
        assert_eq!(split("Http Status Code: 200\n{}").status, Some(Status::Code(200)));
        let glued = split("POST https://{Endpoint}/v2/x{\n \"a\": 1 }");
        assert_eq!(
            (glued.request_line.as_deref(), glued.body),
            (Some("POST https://{Endpoint}/v2/x"), "{\n \"a\": 1 }")
        );
        let url = split("https://{Endpoint}/v2/x\n\n{ \"a\": 1 }");
        assert_eq!((url.request_line.as_deref(), url.body), (Some("https://{Endpoint}/v2/x"), "{ \"a\": 1 }"));
    }
}

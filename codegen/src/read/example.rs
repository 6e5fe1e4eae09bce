//! Examples: code blocks with any of a request line, a status line, headers and a body.
//!
//! Bodies are parsed as JSON. Where that fails, repairs that cannot change the meaning are tried and recorded:
//! comments, trailing commas, full-width commas between members, raw line ends in strings. What still fails is kept as
//! text.

use std::sync::LazyLock;

use serde_json::Value;

use super::RawPage;
use super::outline::{Item, ItemKind};
use crate::ir::{Direction, ExampleContent, Status};
use crate::request_line::request_line;
use crate::source::Span;
use crate::vocabulary::vendor::Examples;
use crate::vocabulary::{Facets, Outcome, Pattern, Place, Side, Topic};

/// An example as the page has it.
#[derive(Clone, Debug, PartialEq)]
pub struct RawExample {
    /// Whether it is sent or received.
    pub direction: Direction,
    /// The status that it shows, or that its surroundings state.
    pub status: Option<Status>,
    /// Whether it shows success, where only that is known.
    pub outcome: Option<Outcome>,
    /// The page's title for it.
    pub title: Option<String>,
    /// Method and URL.
    pub request_line: Option<String>,
    /// Headers.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub content: ExampleContent,
    /// What was repaired.
    pub repairs: Vec<String>,
    /// Its place.
    pub span: Span,
}

/// Reads an example of a structure on a page without operations: it is an example of the table of its section.
pub(super) fn read_structure(item: &Item<'_>, page: &mut RawPage) {
    let ItemKind::Code(code) = &item.kind else { return };
    if !page.endpoints.is_empty() || item.facets.topic != Some(Topic::Example) {
        return;
    }
    let of_section =
        |anchor: &&str| page.tables.iter().position(|table| table.anchors.iter().any(|known| known == anchor));
    let Some(table) = item.above.iter().find_map(of_section) else { return };
    if let (ExampleContent::Json(value), _) = body(&code.text()) {
        page.tables[table].shown.push(value);
    }
}

/// Reads a code block as an example, where its surroundings say that it is one.
pub(super) fn read(item: &Item<'_>, examples: &Examples, page: &mut RawPage) {
    let ItemKind::Code(code) = &item.kind else { return };
    let text = code.text();
    let parts = curl(&text).unwrap_or_else(|| split(&text));
    let unlabelled = || examples.unlabelled.map(Direction::from).filter(|_| is_unlabelled(&item.facets, &parts));
    let Some(direction) = direction(&item.facets, &parts).or_else(unlabelled) else {
        return;
    };
    let (content, repairs) = body(parts.body);
    let status = parts.status.or(item.facets.status).filter(|_| direction == Direction::Response);
    let title = item.lead.clone().or_else(|| item.label.clone());
    // A request line in one block and its body in the next are one example.
    if let (Some(last), ExampleContent::Json(_), None) = (page.examples.last_mut(), &content, &parts.request_line) {
        // So are a status line in one block and the body in the next.
        let waits = last.direction == direction
            && match direction {
                Direction::Request => last.request_line.is_some(),
                // A label between them that states another status or outcome separates them.
                Direction::Response => {
                    last.status.is_some()
                        && parts.status.is_none()
                        && item.facets.status.is_none_or(|status| last.status == Some(status))
                        && item.facets.outcome == last.outcome
                }
            };
        if waits && last.content == ExampleContent::None {
            last.content = content;
            last.repairs = repairs;
            last.headers.extend(parts.headers);
            return;
        }
    }
    page.examples.push(RawExample {
        direction,
        status,
        outcome: item.facets.outcome,
        title,
        request_line: parts.request_line,
        headers: parts.headers,
        content,
        repairs,
        span: item.span,
    });
}

/// A paragraph that is a request line inside an example.
pub(super) fn read_line(item: &Item<'_>, page: &mut RawPage) {
    let ItemKind::Paragraph(inlines) = &item.kind else {
        return;
    };
    let example = item.facets.topic == Some(Topic::Example);
    let request = item.facets.side == Some(Side::Request);
    let open = example && item.facets.side.is_none();
    if !request && !open {
        return;
    }
    let text = inlines.text();
    if request_line(&text).is_some() {
        page.examples.push(RawExample {
            direction: Direction::Request,
            status: None,
            outcome: None,
            title: item.label.clone(),
            request_line: Some(text),
            headers: Vec::new(),
            content: ExampleContent::None,
            repairs: Vec::new(),
            span: item.span,
        });
    }
}

fn direction(facets: &Facets, parts: &Parts<'_>) -> Option<Direction> {
    if parts.request_line.is_some() {
        // A line in the place of the URL is the URL.
        let is_endpoint = matches!(facets.topic, Some(Topic::Method | Topic::Url | Topic::RequestLine))
            || (facets.topic.is_none() && facets.place == Some(Place::Uri));
        if is_endpoint && parts.body.trim().is_empty() {
            return None;
        }
        return (facets.side != Some(Side::Response) || facets.topic == Some(Topic::Example))
            .then_some(Direction::Request);
    }
    if parts.status.is_some() {
        return Some(Direction::Response);
    }
    match (facets.side, facets.topic) {
        (Some(Side::Request), topic) if topic != Some(Topic::Aside) => Some(Direction::Request),
        (Some(Side::Response), topic) if topic != Some(Topic::Aside) => Some(Direction::Response),
        // A URL with a query is a call, wherever it is shown.
        (None, Some(Topic::Example)) if is_url_with_query(parts.body) => Some(Direction::Request),
        (None, Some(Topic::Example)) if facets.outcome.is_some() || facets.status.is_some() => {
            Some(Direction::Response)
        }
        _ => None,
    }
}

/// Whether a text is a URL with a query, which may continue on further lines.
fn is_url_with_query(text: &str) -> bool {
    let first = text.split_whitespace().next().unwrap_or_default();
    first.starts_with("http")
        && first.split_once("://").is_some_and(|(_, rest)| rest.contains('?'))
        && text.contains('=')
}

/// Whether a block is a document whose surroundings do not say whether it is sent or received. It may be below its
/// parameters.
fn is_unlabelled(facets: &Facets, parts: &Parts<'_>) -> bool {
    facets.side.is_none()
        && matches!(facets.topic, None | Some(Topic::Parameters | Topic::Example))
        && parts.body.starts_with(['{', '['])
}

/// The parts of an example's text.
#[derive(Debug, Default)]
struct Parts<'t> {
    request_line: Option<String>,
    status: Option<Status>,
    headers: Vec<(String, String)>,
    body: &'t str,
}

/// The parts of a call of `curl`: the quoted text after `-d` is the body.
fn curl(text: &str) -> Option<Parts<'_>> {
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
fn split(text: &str) -> Parts<'_> {
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

/// The body as JSON, with the repairs that were needed, or as text.
fn body(text: &str) -> (ExampleContent, Vec<String>) {
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

//! Methods and URLs in the forms that pages have for them.
//!
//! A request line (`POST /v2/{id}`, with or without scheme and host), a method and a URL in sections of their own, a
//! `PATH:`/`Method:` pair, or a table with both. The template is what is left without scheme, host, query and marks:
//! `https://{Endpoint}/v3/{id}?limit={limit}` is `/v3/{id}` on `https://{Endpoint}` with `limit` behind the `?`.

use std::collections::HashSet;

use super::RawPage;
use super::outline::{ItemKind, Outline};
use super::selector::{self, RawSelector};
use crate::divide::RequestLine;
use crate::document::{Inlines, Table};
use crate::ir::Method;
use crate::source::{Source, Span};
use crate::text::fold;
use crate::vocabulary::{Column, Pattern, Place, Topic, Vocabulary};

/// A method and a URL.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Endpoint {
    /// The method.
    pub method: Method,
    /// The path template.
    pub path: String,
    /// Scheme and host, where the page has them.
    pub server: Option<String>,
    /// The names behind the `?`, in order.
    pub query: Vec<String>,
    /// The constants that choose the operation among those of its method and path.
    pub selectors: Vec<RawSelector>,
    /// Where it stands.
    pub span: Span,
}

/// Takes the methods and URLs that dividing has found. Lines of one URL that differ in a constant that chooses the
/// operation are of several.
pub(super) fn take(lines: &[RequestLine], source: &Source, vocabulary: &Vocabulary, page: &mut RawPage) {
    let mut known = HashSet::new();
    for line in lines {
        let text = source.text().get(line.span.range()).unwrap_or_default();
        let chosen = selector::in_query(text, vocabulary);
        if chosen.is_empty() {
            push(page, line.method, line.url.clone(), line.span);
        } else if known.insert((line.method, line.url.path.as_str(), chosen)) {
            let Url { server, path, query } = line.url.clone();
            let selectors = Vec::new();
            page.endpoints.push(Endpoint { method: line.method, path, server, query, selectors, span: line.span });
        }
    }
}

/// What a paragraph tells of an endpoint.
enum Told {
    Both(Method, Url),
    Method(Method),
    Url(Url),
}

/// What a paragraph tells where endpoints are told: a request line, or one of its parts behind a label or below a heading.
fn told(text: &str, topic: Option<Topic>, vocabulary: &Vocabulary) -> Option<Told> {
    if let Some((method, url)) = request_line(text) {
        return Some(Told::Both(method, url));
    }
    let folded = fold(text);
    if let Some(found) = line_value(&vocabulary.lines.methods, &folded) {
        found.to_ascii_uppercase().parse().ok().map(Told::Method)
    } else if vocabulary.lines.paths.iter().any(|pattern| pattern.is_match(&folded)) {
        // The pattern is for folded text; the path itself keeps its case.
        let value = text.split_once([':', '：']).map_or("", |(_, value)| value).trim();
        Url::parse(value).map(Told::Url)
    } else if topic == Some(Topic::Method) {
        text.trim().parse().ok().map(Told::Method)
    } else if topic == Some(Topic::Url) && text.contains("://") {
        Url::parse(text.trim()).map(Told::Url)
    } else {
        None
    }
}

/// Finds the page's methods and URLs.
pub(super) fn read(outline: &Outline<'_>, vocabulary: &Vocabulary, page: &mut RawPage) {
    // A method or a path that waits for the other one.
    let mut method: Option<Method> = None;
    let mut url: Option<(Url, Span)> = None;
    let mut code_lines: Vec<(String, Span)> = Vec::new();
    for item in &outline.items {
        let topic = item.facets.topic;
        let here = matches!(topic, Some(Topic::Method | Topic::Url | Topic::RequestLine))
            || (item.facets.place == Some(Place::Uri) && item.facets.side.is_none() && topic != Some(Topic::Example));
        page.has_endpoint_section |= here;
        if let ItemKind::Endpoint(line) = &item.kind {
            page.has_endpoint_section = true;
            if let Some((found, parsed)) = request_line(&line.text()) {
                push(page, found, parsed, item.span);
            }
            continue;
        }
        if !here {
            // A method and a URI can share a table wherever it stands.
            if let ItemKind::Table(table) = &item.kind {
                table_endpoint(table.table, vocabulary, page);
            }
            continue;
        }
        // An example of the URL that was told.
        let lead = item.lead.as_ref().and_then(|lead| vocabulary.title(lead).facets.topic);
        if lead == Some(Topic::Example) && !page.endpoints.is_empty() {
            continue;
        }
        match &item.kind {
            ItemKind::Paragraph(inlines) => match told(&url_text(inlines), topic, vocabulary) {
                Some(Told::Both(found, parsed)) => {
                    push(page, found, parsed, item.span);
                    continue;
                }
                Some(Told::Method(found)) => method = Some(found),
                Some(Told::Url(parsed)) => url = Some((parsed, item.span)),
                None => {}
            },
            ItemKind::Code(code) => {
                let first = code.lines.iter().find(|(_, line)| !line.trim().is_empty());
                code_lines.extend(first.map(|(offset, line)| (line.clone(), Span::new(*offset, offset + line.len()))));
            }
            ItemKind::Table(table) => table_endpoint(table.table, vocabulary, page),
            ItemKind::Status(_) | ItemKind::Endpoint(_) => {}
        }
        if let (Some(found), Some((parsed, span))) = (method, &url) {
            push(page, found, parsed.clone(), *span);
            (method, url) = (None, None);
        }
    }
    if page.endpoints.is_empty() {
        // Code in such a section is an example where the text has the request line, and the request line where not.
        for (line, span) in code_lines {
            if let Some((found, parsed)) = request_line(&line) {
                push(page, found, parsed, span);
                break;
            }
            if let (Some(found), Some(parsed)) = (method, Url::parse(line.trim())) {
                push(page, found, parsed, span);
                break;
            }
        }
    }
}

fn push(page: &mut RawPage, method: Method, url: Url, span: Span) {
    let Url { server, path, query } = url;
    let is_example = |known: &Endpoint| known.method == method && fills(&path, &known.path);
    if page.endpoints.iter().any(is_example) {
        return;
    }
    if !page.endpoints.iter().any(|known| known.method == method && known.path == path) {
        page.endpoints.push(Endpoint { method, path, server, query, selectors: Vec::new(), span });
    }
}

/// Whether a path is a template's with values in place of variables: `/v1/3ac26c59/jobs` for `/v1/{project_id}/jobs`. A
/// word without a digit (`detail`) is no value but a path of its own, and so is a version (`v2.0`).
fn fills(path: &str, template: &str) -> bool {
    let is_version =
        |part: &str| part.strip_prefix('v').is_some_and(|rest| rest.chars().all(|c| c.is_ascii_digit() || c == '.'));
    let is_value = |part: &str| !part.contains('{') && part.contains(|c: char| c.is_ascii_digit()) && !is_version(part);
    let (parts, wanted) = (path.split('/'), template.split('/'));
    path != template
        && parts.clone().count() == wanted.clone().count()
        && parts.zip(wanted).all(|(part, wanted)| part == wanted || (wanted.starts_with('{') && is_value(part)))
}

fn line_value(patterns: &[Pattern], folded: &str) -> Option<String> {
    patterns.iter().find_map(|pattern| Some(pattern.captures(folded)?.get(1)?.as_str().to_owned()))
}

/// The request lines of a table with a column of methods and one of URIs: a line for each method of a row.
pub fn of_table(table: &Table, vocabulary: &Vocabulary) -> Vec<(Method, Url, Span)> {
    let lines = words_of_table(table, vocabulary).into_iter();
    lines.filter_map(|(word, url, span)| Some((word.parse().ok()?, url, span))).collect()
}

/// The words in capitals that stand where the methods of such a table do and are none, each with its row.
pub(super) fn odd_methods(table: &Table, vocabulary: &Vocabulary) -> Vec<(String, Span)> {
    let is_odd = |word: &str| word.chars().all(|c| c.is_ascii_uppercase()) && word.parse::<Method>().is_err();
    let words = words_of_table(table, vocabulary).into_iter();
    words.filter(|(word, ..)| is_odd(word)).map(|(word, _, span)| (word, span)).collect()
}

/// What stands where the methods of such a table do, word by word, each with the URL and place of its row.
fn words_of_table(table: &Table, vocabulary: &Vocabulary) -> Vec<(String, Url, Span)> {
    let Some(header) = table.header.first() else { return Vec::new() };
    let column = |wanted: Column| header.cells.iter().position(|cell| vocabulary.column(&cell.text()) == Some(wanted));
    let (Some(method), Some(uri)) = (column(Column::Method), column(Column::Uri)) else {
        return Vec::new();
    };
    let mut lines = Vec::new();
    for row in &table.rows {
        let (Some(methods), Some(uri)) = (row.cells.get(method), row.cells.get(uri)) else {
            continue;
        };
        let uri = vocabulary.vendor.request_lines.with_braces(uri.text().trim());
        let Some(url) = Url::parse(&uri) else { continue };
        let words = methods.text();
        let words = words.split(|c: char| c.is_whitespace() || ",/|、，".contains(c)).filter(|word| !word.is_empty());
        lines.extend(words.map(|word| (word.to_owned(), url.clone(), row.span)));
    }
    lines
}

fn table_endpoint(table: &Table, vocabulary: &Vocabulary, page: &mut RawPage) {
    for (method, url, span) in of_table(table, vocabulary) {
        push(page, method, url, span);
    }
}

/// A paragraph's text as a URL reads in it: emphasis and links leave their text, nothing else.
fn url_text(inlines: &Inlines) -> String {
    inlines.text()
}

/// `METHOD url`, with or without what a request line has behind it.
pub fn request_line(line: &str) -> Option<(Method, Url)> {
    let line = line.trim().trim_start_matches('>').trim_start();
    let (word, rest) = line.split_once(char::is_whitespace)?;
    let method: Method = word.to_ascii_uppercase().parse().ok()?;
    // `https: //host/path`: a blank that the writer's editor put there.
    let rest = rest.trim().replacen(": //", "://", 1);
    // In other than capitals it may be a word of a sentence.
    if word.chars().any(char::is_lowercase) && !rest.starts_with("http") {
        return None;
    }
    (rest.starts_with('/') || rest.starts_with('{') || rest.contains("://"))
        .then(|| Url::parse(&rest))
        .flatten()
        .map(|url| (method, url))
}

/// A URL as pages write it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Url {
    /// Scheme and host, where it has them.
    pub server: Option<String>,
    /// The path template.
    pub path: String,
    /// The names behind the `?`, in order.
    pub query: Vec<String>,
}

impl Url {
    /// Takes a URL apart; nothing where there is no path in it.
    pub fn parse(text: &str) -> Option<Self> {
        let text = without_version(text.trim());
        let text = text.trim_end_matches(['。', '，', ',', ';', '；']);
        let (server, rest) = match text.find("://") {
            Some(at) => {
                let host_start = at + 3;
                let path_at = find_outside_braces(&text[host_start..], '/').map_or(text.len(), |i| host_start + i);
                (Some(tidy_server(&text[..path_at])), &text[path_at..])
            }
            // A host variable without a scheme: `{Endpoint}/v3/...`.
            None if text.starts_with('{') => {
                let at = find_outside_braces(text, '/')?;
                (Some(format!("https://{}", &text[..at])), &text[at..])
            }
            None => (None, text),
        };
        let rest = if rest.is_empty() { "/" } else { rest };
        if !rest.starts_with('/') {
            return None;
        }
        let (path, query) = split_query(rest);
        let path = tidy_path(path)?;
        Some(Self { server, path, query })
    }
}

/// The text without ` HTTP/1.1` at its end.
fn without_version(text: &str) -> &str {
    match text.rfind(" HTTP") {
        Some(at) if text[at + 5..].trim_start().starts_with('/') => text[..at].trim_end(),
        _ => text,
    }
}

fn find_outside_braces(text: &str, wanted: char) -> Option<usize> {
    let mut depth = 0_usize;
    for (at, c) in text.char_indices() {
        match c {
            '{' => depth += 1,
            '}' => depth = depth.saturating_sub(1),
            c if c == wanted && depth == 0 => return Some(at),
            _ => {}
        }
    }
    None
}

/// Scheme and host with the blanks inside their variables taken out: `{{ api-host }}` is the variable `api-host`.
fn tidy_server(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars().filter(|c| !c.is_whitespace()) {
        if (c == '{' && out.ends_with('{')) || (c == '}' && out.ends_with('}')) {
            continue;
        }
        out.push(c);
    }
    out
}

/// The path before the query, and the names in the query: `?a={a}&b={b}`, `{?a,b}` and `[?a,b]` are queries.
fn split_query(text: &str) -> (&str, Vec<String>) {
    let name = |part: &str| {
        let name = part.split('=').next().unwrap_or("").trim().trim_matches(['{', '}', '[', ']', '*', ' ']).to_owned();
        let plain = !name.is_empty() && name.chars().all(|c| c.is_alphanumeric() || "_-.:$@".contains(c));
        plain.then_some(name)
    };
    let opened = ["{?", "{&", "[?", "[&"].iter().filter_map(|open| text.find(open)).min();
    if let Some(at) = opened {
        let end = text[at..].find(['}', ']']).map_or(text.len(), |i| at + i);
        return (&text[..at], text[at + 2..end].split([',', '&']).filter_map(name).collect());
    }
    match find_outside_braces(text, '?') {
        Some(at) => (&text[..at], text[at + 1..].split('&').filter_map(name).collect()),
        None => (text, Vec::new()),
    }
}

/// The path template without stray blanks; nothing where words follow that can't be a part of it.
fn tidy_path(text: &str) -> Option<String> {
    let mut path = String::new();
    let mut depth = 0_usize;
    let mut blank = false;
    for c in text.trim().chars() {
        match c {
            c if c.is_whitespace() => {
                blank = true;
                continue;
            }
            '{' => depth += 1,
            '}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        // A blank outside braces ends the path, unless the path goes on with what only a path has.
        if blank && depth == 0 && !matches!(c, '/' | '}' | ':' | '{') && !path.ends_with('/') {
            break;
        }
        blank = false;
        path.push(c);
    }
    let path = path.replace("{{", "{").replace("}}", "}");
    // What RFC 3986 lets stand in a path, and the braces of a template.
    let fits = |c: char| c.is_ascii_alphanumeric() || "-._~!$&'()*+,;=:@/%{}".contains(c);
    (depth == 0 && path.chars().all(fits)).then_some(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(line: &str) -> String {
        match request_line(line) {
            Some((method, url)) => {
                let query = if url.query.is_empty() { String::new() } else { format!(" ?{}", url.query.join(",")) };
                format!("{method} {} {}{query}", url.server.unwrap_or_default(), url.path)
            }
            None => "-".into(),
        }
    }

    #[test]
    fn request_lines() {
        for (line, expected) in [
            ("POST /v2/{project_id}/fgs", "POST  /v2/{project_id}/fgs"),
            ("GET https://{Endpoint}/v3/{id}?a={a}&b={b}", "GET https://{Endpoint} /v3/{id} ?a,b"),
            ("GET /v2/zones{?type,limit}", "GET  /v2/zones ?type,limit"),
            ("GET /v2/x[?page_size, page_no]", "GET  /v2/x ?page_size,page_no"),
            ("GET /v2/x?[a={a}&b]", "GET  /v2/x ?a,b"),
            ("GET /v2/<x>", "-"),
            ("GET /v2/x HTTP/1.1", "GET  /v2/x"),
            ("PATCH /v2/{region}:{floatingip_id}", "PATCH  /v2/{region}:{floatingip_id}"),
            (
                "POST https://mdb.{{ api-host }}/kafka/v1/clusters/{id}:move",
                "POST https://mdb.{api-host} /kafka/v1/clusters/{id}:move",
            ),
            ("GET /v3/{project_id}/x/ {id}", "GET  /v3/{project_id}/x/{id}"),
            ("GET /v3/{ project _id}", "GET  /v3/{project_id}"),
            ("GET / ", "GET  /"),
            ("GET /v3/x?tags={key}={value}", "GET  /v3/x ?tags"),
            ("GET the list", "-"),
            ("Get /v1", "-"),
        ] {
            assert_eq!(read(line), expected, "{line}");
        }
    }
}

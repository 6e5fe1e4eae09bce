//! Methods and URLs in the forms in which pages write them: a request line, a method and a URL in sections of their
//! own, a `PATH:`/`Method:` pair, or a table with both ([`crate::request_line`]).

use super::RawPage;
use super::outline::{ItemKind, Outline};
use crate::document::{Inlines, Table};
use crate::ir::{Method, SelectorPlace};
use crate::request_line::{self, Url, request_line};
use crate::source::{Origin, Span};
use crate::text::fold;
use crate::vocabulary::{Pattern, Place, Topic, Vocabulary};

/// A method and a URL.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Endpoint {
    /// The method.
    pub method: Method,
    /// The path template.
    pub path: String,
    /// Scheme and host, where the page states them.
    pub server: Option<String>,
    /// The names in the query, in order.
    pub query: Vec<String>,
    /// The constants that select the operation among those of its method and path.
    pub selectors: Vec<RawSelector>,
    /// Its place.
    pub span: Span,
}

/// A constant of the request, as the page states it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RawSelector {
    /// Where it is sent.
    pub place: SelectorPlace,
    /// The name under which it is sent.
    pub name: String,
    /// Its value.
    pub value: String,
    /// Where the page states it.
    pub span: Span,
    /// Whether only an example contains it.
    pub shown: bool,
    /// The place in the vendor's file that makes requests carry it; `None` where the page's own request line does.
    pub convention: Option<Origin>,
}

/// What a paragraph states about an endpoint.
enum Stated {
    Both(Method, Url),
    Method(Method),
    Url(Url),
}

/// What a paragraph states about an endpoint: a request line, or one of its parts after a label or below a heading.
fn stated(text: &str, topic: Option<Topic>, vocabulary: &Vocabulary) -> Option<Stated> {
    let text = vocabulary.vendor.request_lines.with_braces(text);
    let text = text.as_str();
    if let Some((method, url)) = request_line(text) {
        return Some(Stated::Both(method, url));
    }
    let folded = fold(text);
    if let Some(found) = line_value(&vocabulary.lines.methods, &folded) {
        found.to_ascii_uppercase().parse().ok().map(Stated::Method)
    } else if vocabulary.lines.paths.iter().any(|pattern| pattern.is_match(&folded)) {
        // The pattern matches folded text; the path itself keeps its case.
        let value = text.split_once([':', '：']).map_or("", |(_, value)| value).trim();
        Url::parse(value).map(Stated::Url)
    } else if topic == Some(Topic::Method) {
        text.trim().parse().ok().map(Stated::Method)
    } else if topic == Some(Topic::Url) && text.contains("://") {
        Url::parse(text.trim()).map(Stated::Url)
    } else {
        None
    }
}

/// Finds the page's methods and URLs.
pub(super) fn read(outline: &Outline<'_>, vocabulary: &Vocabulary, page: &mut RawPage) {
    // A method or a path whose counterpart has not been found yet.
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
            // A method and a URI can share a table anywhere on the page.
            if let ItemKind::Table(table) = &item.kind {
                table_endpoint(table.table, vocabulary, page);
            }
            continue;
        }
        // An example of the URL that was stated before.
        let lead = item.lead.as_ref().and_then(|lead| vocabulary.title(lead).facets.topic);
        if lead == Some(Topic::Example) && !page.endpoints.is_empty() {
            continue;
        }
        match &item.kind {
            ItemKind::Paragraph(inlines) => match stated(&url_text(inlines), topic, vocabulary) {
                Some(Stated::Both(found, parsed)) => {
                    push(page, found, parsed, item.span);
                    continue;
                }
                Some(Stated::Method(found)) => method = Some(found),
                Some(Stated::Url(parsed)) => url = Some((parsed, item.span)),
                None => {}
            },
            ItemKind::Code(code) => {
                let first = code.lines.iter().find(|(_, line)| !line.trim().is_empty());
                code_lines.extend(first.map(|(offset, line)| (line.clone(), Span::new(*offset, offset + line.len()))));
            }
            ItemKind::Table(table) => table_endpoint(table.table, vocabulary, page),
            ItemKind::Status(..) | ItemKind::Endpoint(_) => {}
        }
        if let (Some(found), Some((parsed, span))) = (method, &url) {
            push(page, found, parsed.clone(), *span);
            (method, url) = (None, None);
        }
    }
    if page.endpoints.is_empty() {
        // Code in such a section is an example if the text has the request line, and otherwise the request line itself.
        for (line, span) in code_lines {
            let line = vocabulary.vendor.request_lines.with_braces(&line);
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

/// Adds an endpoint, unless an earlier one is equal or this one only has values in place of its variables.
pub(super) fn push(page: &mut RawPage, method: Method, url: Url, span: Span) {
    let Url { server, path, query } = url;
    let is_example = |known: &Endpoint| known.method == method && fills(&path, &known.path);
    if page.endpoints.iter().any(is_example) {
        return;
    }
    if !page.endpoints.iter().any(|known| known.method == method && known.path == path) {
        page.endpoints.push(Endpoint { method, path, server, query, selectors: Vec::new(), span });
    }
}

/// Whether a path is a template with values in place of variables: `/v1/3ac26c59/jobs` for `/v1/{project_id}/jobs`. A
/// word without a digit (`detail`) is not a value but a path of its own, and so is a version (`v2.0`).
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

fn table_endpoint(table: &Table, vocabulary: &Vocabulary, page: &mut RawPage) {
    for (method, url, span) in request_line::of_table(table, vocabulary) {
        push(page, method, url, span);
    }
}

/// A paragraph's text as part of a URL: emphasis and links contribute their text, everything else nothing.
fn url_text(inlines: &Inlines) -> String {
    inlines.text()
}

//! Operations that a constant of the request selects: the value that a page states, and the endpoint that it does not.
//!
//! A vendor's file defines which constants there are and in which words pages state them
//! ([`crate::vocabulary::endpoint`]). The value is searched for in the page's own request line, its sentences, its
//! title, the row of the constant's name and the URLs of its examples, in this order; where two of them differ, the
//! first counts and a diagnostic names both. Pages without a value document no operation. Nothing here looks at a
//! parameter's type or place.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use percent_encoding::percent_decode_str;
use regex::Regex;

use super::endpoint::{self, Endpoint, RawSelector};
use super::outline::{ItemKind, Outline};
use super::{RawExample, RawPage};
use crate::diagnostic::{Code, Diagnostic};
use crate::divide::RequestLine;
use crate::ir::{Direction, Method, SelectorPlace};
use crate::request_line::Url;
use crate::source::{Source, Span};
use crate::vocabulary::endpoint::{EndpointPattern, SelectorPattern};
use crate::vocabulary::{Pattern, Vocabulary};

/// Takes the methods and URLs that dividing found. Lines with the same URL but different values of a selecting constant
/// are different operations.
pub(super) fn take(lines: &[RequestLine], source: &Source, vocabulary: &Vocabulary, page: &mut RawPage) {
    let mut known = HashSet::new();
    for line in lines {
        let text = source.text().get(line.span.range()).unwrap_or_default();
        let chosen = in_query(text, vocabulary);
        if chosen.is_empty() {
            endpoint::push(page, line.method, line.url.clone(), line.span);
        } else if known.insert((line.method, line.url.path.as_str(), chosen)) {
            let Url { server, path, query } = line.url.clone();
            let selectors = Vec::new();
            page.endpoints.push(Endpoint { method: line.method, path, server, query, selectors, span: line.span });
        }
    }
}

/// Adds the selectors to the page's endpoints. A page without a request line gets the endpoint of the vendor's file, if
/// it states which operation it is about.
pub(super) fn read(source: &Source, outline: &Outline<'_>, vocabulary: &Vocabulary, page: &mut RawPage) {
    let patterns = &vocabulary.patterns.selectors;
    for endpoint in 0..page.endpoints.len() {
        let own = source.text().get(page.endpoints[endpoint].span.range()).unwrap_or_default();
        let selectors: Vec<RawSelector> = patterns
            .iter()
            .filter_map(|pattern| value(source, outline, page, pattern, Some((endpoint, own))))
            .collect();
        give(&mut page.endpoints[endpoint], selectors);
    }
    if !page.endpoints.is_empty() {
        return;
    }
    let Some(pattern) = &vocabulary.patterns.endpoint else { return };
    let selectors: Vec<RawSelector> =
        patterns.iter().filter_map(|pattern| value(source, outline, page, pattern, None)).collect();
    // A constant that all operations share does not identify this one.
    let chosen = selectors.iter().find(|selector| {
        patterns.iter().any(|pattern| *pattern.file.name.get_ref() == selector.name && pattern.file.value.is_none())
    });
    let Some(span) = chosen.map(|selector| selector.span) else { return };
    // A page that only shows a call, and has no table of a request or a response, documents no operation.
    let by_examples = selectors.iter().filter(|selector| selector.span == span).all(|selector| selector.shown);
    if by_examples && page.tables.iter().all(|table| table.facets.side.is_none()) {
        return;
    }
    let (url, method) = filled(pattern, outline, page);
    let Some(Url { server, path, query }) = Url::parse(&url) else { return };
    let mut endpoint = Endpoint { method, path, server, query, selectors: Vec::new(), span };
    give(&mut endpoint, selectors);
    page.endpoints.push(endpoint);
}

fn give(endpoint: &mut Endpoint, selectors: Vec<RawSelector>) {
    endpoint.query.retain(|name| !selectors.iter().any(|selector| selector.name == *name));
    endpoint.selectors = selectors;
}

/// The value that the page states for a constant.
fn value(
    source: &Source,
    outline: &Outline<'_>,
    page: &mut RawPage,
    pattern: &SelectorPattern,
    own: Option<(usize, &str)>,
) -> Option<RawSelector> {
    let name = pattern.file.name.get_ref();
    let of_url = |text: &str| (pattern.file.place == SelectorPlace::Query).then(|| query_value(text, name)).flatten();
    let mut found: Vec<(String, Span)> = Vec::new();
    if let Some((endpoint, line)) = own {
        found.extend(of_url(line).map(|value| (value, page.endpoints[endpoint].span)));
    }
    let convention = found.is_empty().then(|| pattern.origin.clone());
    let paragraphs = || {
        outline.items.iter().filter_map(|item| match &item.kind {
            ItemKind::Paragraph(text) => Some((text.text(), item.span)),
            _ => None,
        })
    };
    for sentence in &pattern.sentences {
        found.extend(paragraphs().find_map(|(text, span)| Some((captured(sentence, &text)?, span))));
    }
    found.extend(pattern.titles.iter().find_map(|title| captured(title, &page.title)).map(|it| (it, page.title_span)));
    let rows = page.tables.iter().flat_map(|table| &table.rows).filter(|row| row.name.one_line() == *name);
    for row in rows {
        let text = row.description.one_line();
        found.extend(pattern.rows.iter().find_map(|row| captured(row, &text)).map(|value| (value, row.span)));
    }
    let shown = found.is_empty();
    let requests = page.examples.iter().filter(|example| example.direction == Direction::Request);
    found.extend(requests.filter_map(|example| Some((of_example(example, pattern)?, example.span))));
    found.extend(pattern.file.value.clone().map(|value| (value, page.title_span)));
    let (first, rest) = found.split_first()?;
    if let Some((other, span)) = rest.iter().find(|(value, _)| *value != first.0) {
        let message = format!("`{name}` is `{other}` here and `{}` elsewhere on the page, which counts", first.0);
        page.diagnostics.push(Diagnostic::new(Code::SelectorsDiffer, source, *span, message));
    }
    let (value, span) = first.clone();
    Some(RawSelector { place: pattern.file.place, name: name.to_owned(), value, span, shown, convention })
}

/// The value in an example's URL or body.
fn of_example(example: &RawExample, pattern: &SelectorPattern) -> Option<String> {
    let name = pattern.file.name.get_ref().as_str();
    match pattern.file.place {
        SelectorPlace::Query => {
            let line = example.request_line.as_deref().and_then(|line| query_value(line, name));
            line.or_else(|| match &example.content {
                crate::ir::ExampleContent::Text(text) => query_value(text, name),
                _ => None,
            })
        }
        SelectorPlace::Header => {
            let header = example.headers.iter().find(|(header, _)| header.eq_ignore_ascii_case(name));
            header.map(|(_, value)| value.clone())
        }
        SelectorPlace::Body => match &example.content {
            crate::ir::ExampleContent::Json(body) => body.get(name)?.as_str().map(str::to_owned),
            crate::ir::ExampleContent::Text(text) => query_value(text, name),
            crate::ir::ExampleContent::None => None,
        },
    }
}

/// The values that a request line has in its query for the selecting constants, by name.
pub(super) fn in_query<'v>(line: &str, vocabulary: &'v Vocabulary) -> BTreeMap<&'v str, String> {
    let chosen = vocabulary
        .patterns
        .selectors
        .iter()
        .filter(|selector| selector.file.place == SelectorPlace::Query && selector.file.value.is_none());
    chosen
        .map(|selector| selector.file.name.get_ref().as_str())
        .filter_map(|name| Some((name, query_value(line, name)?)))
        .collect()
}

/// The value of a name in a query or a form: `?Action=X&…`, with or without line ends before the `&`, decoded. It ends
/// where the URL does: at white space, a quote, a bracket around it or a fragment.
fn query_value(text: &str, name: &str) -> Option<String> {
    text.split(['?', '&']).skip(usize::from(text.contains('?'))).find_map(|pair| {
        let (key, value) = pair.trim().split_once('=')?;
        let is_end = |sign: char| sign.is_whitespace() || matches!(sign, '"' | '\'' | '`' | '>' | '#' | ')');
        let value = value.split(is_end).next().unwrap_or_default();
        let plain = !value.is_empty() && !value.contains(['{', '<', '$']);
        if key.trim() != name || !plain {
            return None;
        }
        percent_decode_str(value).decode_utf8().ok().map(std::borrow::Cow::into_owned)
    })
}

fn captured(pattern: &Pattern, text: &str) -> Option<String> {
    Some(pattern.captures(text)?.name("value")?.as_str().to_owned())
}

/// The URL of the vendor's file with its variables filled in from the page's words, and the method that they state.
fn filled(pattern: &EndpointPattern, outline: &Outline<'_>, page: &RawPage) -> (String, Method) {
    let mut url = pattern.file.url.clone();
    let mut method = pattern.file.method;
    let lines = outline.items.iter().filter_map(|item| match &item.kind {
        ItemKind::Paragraph(text) => Some(text.text()),
        _ => None,
    });
    for line in page.metadata.iter().cloned().chain(lines) {
        for pattern in &pattern.values {
            let Some(found) = pattern.captures(&line) else { continue };
            for name in pattern.group_names() {
                let Some(value) = found.name(name) else { continue };
                if name == "method" {
                    method = value.as_str().to_ascii_uppercase().parse().unwrap_or(method);
                } else if name == "url" {
                    value.as_str().clone_into(&mut url);
                } else {
                    url = url.replace(&format!("{{{name}}}"), value.as_str());
                }
            }
        }
    }
    if url.contains('{') {
        url = shown(&url, page).unwrap_or(url);
    }
    (url, method)
}

/// The URL with variables from the page's own examples of requests; `None` where two of them differ.
fn shown(url: &str, page: &RawPage) -> Option<String> {
    let mut pattern = String::new();
    let mut rest = url;
    while let Some((before, behind)) = rest.split_once('{') {
        pattern += &regex::escape(before);
        pattern += r"[\w.-]+";
        rest = behind.split_once('}').map_or("", |(_, after)| after);
    }
    let pattern = Regex::new(&(pattern + &regex::escape(rest))).ok()?;
    let requests = page.examples.iter().filter(|example| example.direction == Direction::Request);
    let texts = requests.flat_map(|example| {
        let text = match &example.content {
            crate::ir::ExampleContent::Text(text) => Some(text.as_str()),
            _ => None,
        };
        example.request_line.as_deref().into_iter().chain(text)
    });
    let found: BTreeSet<&str> = texts.filter_map(|text| pattern.find(text)).map(|found| found.as_str()).collect();
    let mut found = found.into_iter();
    found.next().filter(|_| found.next().is_none()).map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::query_value;

    #[test]
    fn values_in_queries() {
        let value = |text: &str| query_value(text, "Action").unwrap_or_default();
        assert_eq!(value("https://acme.example/?Action=LightLamp\n&LampId=1"), "LightLamp");
        assert_eq!(value("GET /?Region=a&Action=LightLamp HTTP/1.1"), "LightLamp");
        assert_eq!(value("Action=LightLamp&LampId=1"), "LightLamp");
        assert_eq!(value("/?Action={action}"), "");
        assert_eq!(value("/?TheAction=LightLamp"), "");
        assert_eq!(value("curl \"https://acme.example/?Region=a&Action=LightLamp\""), "LightLamp");
        assert_eq!(value("<https://acme.example/?Action=LightLamp#top>"), "LightLamp");
        assert_eq!(value("/?Action=Light%20Lamp"), "Light Lamp");
    }
}

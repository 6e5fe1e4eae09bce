//! Examples: code blocks with any of a request line, a status line, headers and a body.
//!
//! [`parts`] takes the text of a block apart, and [`mod@body`] parses the body as JSON. This module decides from the
//! surroundings whether a block is an example, and whether it is sent or received. It never compares an example with a
//! table: `check` does.

mod body;
mod parts;

use super::RawPage;
use super::outline::{Item, ItemKind};
use crate::ir::{Direction, ExampleContent, Status};
use crate::request_line::request_line;
use crate::source::Span;
use crate::vocabulary::vendor::Examples;
use crate::vocabulary::{Facets, Outcome, Place, Side, Topic};
use body::body;
use parts::{Parts, curl, split};

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

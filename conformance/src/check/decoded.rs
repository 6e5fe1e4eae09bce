//! The bodies of one exchange, decoded and parsed once.
//!
//! Choosing an operation looks into bodies, possibly for dozens of candidates, and the walk looks again: all of them
//! share the result.

use crate::exchange::{Content, Exchange};
use crate::input::{Limits, Problem};
use crate::json::Json;

/// The content of an exchange's bodies.
#[derive(Debug)]
pub(super) struct Contents<'e> {
    request: Result<Content<'e>, Problem>,
    response: Result<Content<'e>, Problem>,
}

impl<'e> Contents<'e> {
    pub(super) fn read(exchange: &'e Exchange<'_>, limits: Limits) -> Self {
        let request = exchange.request.as_ref().map(|it| it.body.read(it.headers.as_ref(), limits));
        let response = exchange.response.as_ref().map(|it| it.body.read(it.headers.as_ref(), limits));
        Self { request: request.unwrap_or(Ok(Content::Empty)), response: response.unwrap_or(Ok(Content::Empty)) }
    }
}

/// The bodies of an exchange.
#[derive(Debug)]
pub(super) struct Bodies<'b> {
    pub(super) request: Decoded<'b>,
    pub(super) response: Decoded<'b>,
}

impl<'b> Bodies<'b> {
    pub(super) fn new(contents: &'b Contents<'_>) -> Self {
        Self { request: Decoded::new(&contents.request), response: Decoded::new(&contents.response) }
    }
}

/// A body.
#[derive(Debug)]
pub(super) struct Decoded<'b> {
    pub(super) content: Result<&'b Content<'b>, &'b Problem>,
    /// The parsed text; `None` where there is none, or where the recording's reader already parsed it.
    tree: Option<Result<Json<'b>, serde_json::Error>>,
}

impl<'b> Decoded<'b> {
    fn new(content: &'b Result<Content<'_>, Problem>) -> Self {
        let content = content.as_ref();
        let tree = match content {
            Ok(Content::Json(text)) => Some(Json::parse(text)),
            // A byte order mark is not part of the text.
            Ok(Content::Text(text)) => Some(Json::parse(text.strip_prefix('\u{feff}').unwrap_or(text))),
            _ => None,
        };
        Self { content, tree }
    }

    /// Whether there is none, as far as the recording shows.
    pub(super) fn is_empty(&self) -> bool {
        matches!(self.content, Ok(Content::Empty))
    }

    /// The body as JSON; `None` where there is no text.
    pub(super) fn json(&self) -> Option<Result<&Json<'b>, &serde_json::Error>> {
        match self.content {
            Ok(Content::Value(value)) => Some(Ok(value)),
            _ => self.tree.as_ref().map(Result::as_ref),
        }
    }

    /// The body as JSON, where it is valid JSON.
    pub(super) fn value(&self) -> Option<&Json<'b>> {
        self.json()?.ok()
    }
}

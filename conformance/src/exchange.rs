//! What was sent and received, read from a record of any form.
//!
//! All forms become one [`Exchange`], which borrows from the record's bytes as far as possible. JSON in JSON is parsed
//! with its record; other bodies stay as recorded until they are needed: [`Body::read`] decodes base64 and content
//! codings and returns the content. Nothing here knows of contracts.

#[doc(hidden)]
pub mod body;
mod cassette;
mod har;
mod log;
mod own;
mod postman;

use std::borrow::Cow;

use crate::input::{Form, Problem};
use crate::route::Url;

pub use body::{Body, Content};
pub use log::{LogForm, LogHeaders, LogMessage, Place};
pub use own::SCHEMA;

/// Headers or parameters in the order of the recording.
pub type Pairs<'a> = Vec<(Cow<'a, str>, Cow<'a, str>)>;

/// An exchange, or one half of it. A record of something else, such as the span of a database, has neither half.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Exchange<'a> {
    /// Its name in the recording.
    pub source: Option<Cow<'a, str>>,
    /// The operation that it belongs to, if the recording names it: `id`, `service/id` or `vendor/service/id`.
    pub operation: Option<Cow<'a, str>>,
    /// The page that documents it, if the recording names it.
    pub page: Option<Cow<'a, str>>,
    /// The page that somebody guessed: it says less than what the exchange itself shows.
    pub guessed_page: Option<Cow<'a, str>>,
    /// What was sent.
    pub request: Option<Request<'a>>,
    /// What was received.
    pub response: Option<Response<'a>>,
}

/// What was sent.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Request<'a> {
    /// The method, in upper case.
    pub method: Cow<'a, str>,
    /// The URL, or only path and query if the recording has no more.
    pub url: Cow<'a, str>,
    /// Query parameters in addition to those of the URL, where the recording keeps them separately.
    pub query: Option<Pairs<'a>>,
    /// The headers; `None` where the recording keeps none.
    pub headers: Option<Pairs<'a>>,
    /// The body.
    pub body: Body<'a>,
}

/// What was received.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Response<'a> {
    /// The status.
    pub status: u16,
    /// The headers; `None` where the recording keeps none.
    pub headers: Option<Pairs<'a>>,
    /// The body.
    pub body: Body<'a>,
}

impl<'a> Exchange<'a> {
    /// Reads a record. Log records are read in the forms that this crate defines.
    ///
    /// # Errors
    /// A problem where the bytes are not in the expected form.
    pub fn read(bytes: &'a [u8], form: Form) -> Result<Self, Problem> {
        Self::read_with(bytes, form, &[])
    }

    /// Reads a record. Log records are read in these forms, and in those that this crate defines.
    ///
    /// # Errors
    /// A problem where the bytes are not in the expected form.
    pub fn read_with(bytes: &'a [u8], form: Form, logs: &[LogForm]) -> Result<Self, Problem> {
        let text = std::str::from_utf8(bytes).map_err(|_| Problem::broken("the record is not UTF-8"))?;
        match form {
            // Most records are exchanges; only others are examined again.
            Form::Exchange => own::read(text).or_else(|problem| log::read(text, logs).unwrap_or(Err(problem))),
            Form::Har => har::read(text),
            Form::Cassette => cassette::read(text),
            Form::Postman => postman::read(text),
            // Most spans are those of databases, queues and the like.
            Form::Span => log::read(text, logs).unwrap_or_else(|| Ok(Self::default())),
        }
    }
}

impl Exchange<'_> {
    /// Whether the record is not an exchange.
    pub(crate) fn is_none(&self) -> bool {
        self.request.is_none() && self.response.is_none()
    }
}

impl Request<'_> {
    /// Whether the recording has the whole query. A path alone may have lost it.
    pub fn has_query(&self) -> bool {
        self.query.is_some() || self.url.contains('?') || Url::parse(&self.url).is_whole()
    }

    /// The value of a header.
    pub fn header(&self, name: &str) -> Option<&str> {
        header(self.headers.as_ref()?, name)
    }
}

impl Response<'_> {
    /// The value of a header.
    pub fn header(&self, name: &str) -> Option<&str> {
        header(self.headers.as_ref()?, name)
    }
}

/// The value of a header, whatever the case of its name.
pub fn header<'h>(headers: &'h Pairs<'_>, name: &str) -> Option<&'h str> {
    headers.iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_ref())
}

/// A message of `serde_json` about a text, without any content of the text.
pub(crate) fn plain(error: &serde_json::Error) -> String {
    let message = error.to_string();
    // An unexpected kind or size is shown: `invalid value: integer …, expected u16`.
    for what in ["invalid type", "invalid value"] {
        if message.starts_with(what)
            && let Some(at) = message.rfind(", expected ")
        {
            return format!("{what}{}", &message[at..]);
        }
    }
    // Only strings are quoted, and in double quotes: `invalid type: string "…", expected …`.
    match (message.find('"'), message.rfind('"')) {
        (Some(first), Some(last)) if first < last => format!("{}…{}", &message[..first], &message[last + 1..]),
        _ => message,
    }
}

//! Operations: a method on a path, with its parameters, request, responses and examples.

mod map;
mod status;

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use serde_json::Value;

pub use status::Status;

use super::constraint::Correction;
use super::failure::Failure;
use super::inferred::Inferred;
use super::link::Link;
use super::schema::{Field, Schema, SchemaName};
use super::selector::Selector;
use crate::ParseError;
use crate::source::Origin;

/// The id of an operation, unique in its service: a snake-case identifier.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct OperationId(String);

impl OperationId {
    /// An id from its text, unchanged.
    pub fn new(id: impl Into<String>) -> Self {
        Self(id.into())
    }

    /// The id.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for OperationId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A method on a path.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(bound(serialize = "R: Serialize", deserialize = "R: Deserialize<'de>"), deny_unknown_fields)]
pub struct Operation<R = SchemaName> {
    /// Its id.
    pub id: OperationId,
    /// The vendor's own name for it as the page writes it, of which the id is the snake case: `createInstances`. `None`
    /// where the page has no name of several words, or where the id has more words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The method.
    pub method: Method,
    /// The path template: `/v2/{project_id}/functions`.
    pub path: String,
    /// The constants that distinguish it from other operations of its method and path, ordered by place and name. None
    /// of them is a parameter.
    #[serde(default = "Vec::new", skip_serializing_if = "Vec::is_empty")]
    pub selectors: Vec<Selector>,
    /// Scheme and host, where the page states them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub server: Option<String>,
    /// The page's title, or what serves as one.
    pub summary: String,
    /// What it does, in the page's words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// The links in the description, in order.
    #[serde(default = "Vec::new", skip_serializing_if = "Vec::is_empty")]
    pub links: Vec<Link>,
    /// Where the page says that it is deprecated.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deprecated: Option<Origin>,
    /// The titles of parts of the page that belong to it and from which nothing could be read: the contract may lack
    /// something.
    #[serde(default = "Vec::new", skip_serializing_if = "Vec::is_empty")]
    pub incomplete: Vec<Origin>,
    /// The parameters outside the body, in the page's order.
    pub parameters: Vec<Parameter<R>>,
    /// The request's body.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub request: Option<Body<R>>,
    /// The responses by status.
    pub responses: BTreeMap<Status, Response<R>>,
    /// The page's own examples.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub examples: Vec<Example>,
    /// Changes by fixups to the operation itself.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub corrections: Vec<Correction>,
    /// Where the page states the method.
    pub origin: Origin,
    /// Where its editions in other languages state it, in the order of the vendor's languages.
    #[serde(default = "Vec::new", skip_serializing_if = "Vec::is_empty")]
    pub editions: Vec<Origin>,
}

impl<R> Operation<R> {
    /// An operation of which only the request line is known.
    pub fn new(id: OperationId, method: Method, path: impl Into<String>, origin: Origin) -> Self {
        Self {
            id,
            name: None,
            method,
            path: path.into(),
            selectors: Vec::new(),
            server: None,
            summary: String::new(),
            description: None,
            links: Vec::new(),
            deprecated: None,
            incomplete: Vec::new(),
            parameters: Vec::new(),
            request: None,
            responses: BTreeMap::new(),
            examples: Vec::new(),
            corrections: Vec::new(),
            origin,
            editions: Vec::new(),
        }
    }

    /// The response of a status, by itself or by its class.
    pub fn response(&self, status: Status) -> Option<&Response<R>> {
        let class = match status {
            Status::Code(code) => Status::Class(u8::try_from(code / 100).unwrap_or(0)),
            class @ Status::Class(_) => class,
        };
        self.responses.get(&status).or_else(|| self.responses.get(&class))
    }

    /// The examples of the request's body.
    pub fn request_examples(&self) -> impl Iterator<Item = &Example> {
        self.examples.iter().filter(|example| example.direction == Direction::Request)
    }

    /// The examples of the response with a status: those that show it, or a status of its class without a response of
    /// its own. An example without a status shows success, where there is one status of success.
    pub fn response_examples(&self, status: Status) -> impl Iterator<Item = &Example> {
        let only = self.responses.keys().filter(|known| known.is_success()).count() == 1 && status.is_success();
        self.examples.iter().filter(|example| example.direction == Direction::Response).filter(move |example| {
            match example.status {
                None => only,
                Some(shown) if shown == status => true,
                Some(own @ Status::Code(code)) => {
                    matches!(status, Status::Class(class) if u16::from(class) == code / 100)
                        && !self.responses.contains_key(&own)
                }
                Some(Status::Class(_)) => false,
            }
        })
    }
}

/// A parameter outside the body.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(bound(serialize = "R: Serialize", deserialize = "R: Deserialize<'de>"))]
pub struct Parameter<R = SchemaName> {
    /// Where it goes.
    #[serde(rename = "in")]
    pub location: Location,
    /// Its name and value.
    #[serde(flatten)]
    pub field: Field<R>,
    /// Where the editions in other languages list it.
    #[serde(default = "Vec::new", skip_serializing_if = "Vec::is_empty")]
    pub editions: Vec<Origin>,
}

impl<R> Parameter<R> {
    /// A parameter that one edition lists.
    pub fn new(location: Location, field: Field<R>) -> Self {
        Self { location, field, editions: Vec::new() }
    }
}

/// The variables of a path template or a URL in order, each as often as it occurs.
pub(crate) fn variables(path: &str) -> impl Iterator<Item = &str> {
    let mut rest = path;
    std::iter::from_fn(move || {
        let (_, behind) = rest.split_once('{')?;
        let (name, after) = behind.split_once('}')?;
        rest = after;
        Some(name)
    })
}

/// A path template without the names of its variables: templates of equal shape are the same path.
pub(crate) fn shape(path: &str) -> String {
    let mut out = String::new();
    let mut inside = false;
    for c in path.chars() {
        match c {
            '{' => inside = true,
            '}' => {
                inside = false;
                out.push_str("{}");
            }
            c if !inside => out.push(c),
            _ => {}
        }
    }
    out
}

/// Where a parameter goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Location {
    /// A variable of the path template.
    Path,
    /// In the query string.
    Query,
    /// In a header.
    Header,
}

impl Location {
    /// Its name in JSON and `OpenAPI`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Path => "path",
            Self::Query => "query",
            Self::Header => "header",
        }
    }
}

/// How an array is written in a query.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum QueryArrays {
    /// The name is repeated for every element: `id=a&id=b`.
    #[default]
    Repeated,
    /// A number from 1 on after the name, and a field's name after that: `id.1=a&tag.1.key=b`.
    Numbered,
    /// The same with numbers from 0 on: `id.0=a&tag.0.key=b`.
    #[serde(rename = "numbered-from-0")]
    NumberedFromZero,
    /// Brackets after the name, with a field's name in them: `id[]=a&tag[][key]=b&range[from]=1`.
    Bracketed,
}

impl QueryArrays {
    #[allow(clippy::trivially_copy_pass_by_ref, reason = "serde's signature")]
    pub(super) fn is_repeated(&self) -> bool {
        *self == Self::Repeated
    }
}

/// A body.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(bound(serialize = "R: Serialize", deserialize = "R: Deserialize<'de>"), deny_unknown_fields)]
pub struct Body<R = SchemaName> {
    /// The media type: `application/json` unless the page says otherwise.
    pub media_type: String,
    /// The schema of its content.
    pub schema: Schema<R>,
}

/// The response with a status.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(bound(serialize = "R: Serialize", deserialize = "R: Deserialize<'de>"), deny_unknown_fields)]
pub struct Response<R = SchemaName> {
    /// The page's description of the status.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// The headers.
    #[serde(default = "Vec::new", skip_serializing_if = "Vec::is_empty")]
    pub headers: Vec<Field<R>>,
    /// The body.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub body: Option<Body<R>>,
    /// How the body identifies a failure, where it may be one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub failure: Option<Failure>,
    /// The evidence from which the status was inferred, where it is not stated.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub inferred: Option<Inferred>,
    /// Where the page states it.
    pub origin: Origin,
}

/// A method of HTTP.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "UPPERCASE")]
#[allow(missing_docs, reason = "their names are HTTP's own")]
pub enum Method {
    Get,
    Head,
    Post,
    Put,
    Patch,
    Delete,
    Options,
}

impl Method {
    /// All methods.
    pub const ALL: [Self; 7] = [Self::Get, Self::Head, Self::Post, Self::Put, Self::Patch, Self::Delete, Self::Options];

    /// The method as it is written in a request line.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Head => "HEAD",
            Self::Post => "POST",
            Self::Put => "PUT",
            Self::Patch => "PATCH",
            Self::Delete => "DELETE",
            Self::Options => "OPTIONS",
        }
    }

    /// Whether a request with it has no body, by the practice of all vendors read so far.
    pub fn is_bodiless(self) -> bool {
        matches!(self, Self::Get | Self::Head | Self::Delete | Self::Options)
    }
}

impl fmt::Display for Method {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Method {
    type Err = ParseError;

    /// A method in upper case.
    fn from_str(text: &str) -> Result<Self, ParseError> {
        let wrong = || ParseError::new(format!("`{text}` is no method: expected one such as GET, in upper case"));
        Self::ALL.into_iter().find(|method| method.as_str() == text).ok_or_else(wrong)
    }
}

/// An example on the page.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Example {
    /// Whether it is sent or received.
    pub direction: Direction,
    /// The status it shows, where the page says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<Status>,
    /// The page's title for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// The request line with method and URL, where it shows one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub request_line: Option<String>,
    /// The headers it shows.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub headers: Vec<(String, String)>,
    /// The body.
    pub content: ExampleContent,
    /// What was repaired before it could be read as JSON.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub repairs: Vec<String>,
    /// Its place.
    pub origin: Origin,
}

/// The body of an example.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ExampleContent {
    /// No body.
    None,
    /// JSON.
    Json(Value),
    /// Text that is not JSON, or could not be parsed as JSON.
    Text(String),
}

/// Whether something is sent or received by the client.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Direction {
    /// Sent by the client.
    Request,
    /// Received by the client.
    Response,
}

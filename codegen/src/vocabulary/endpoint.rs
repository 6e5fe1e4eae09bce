//! Endpoints by data: what a vendor's file says of requests where no page states a method and a URL.
//!
//! RPC services publish one URL for all operations and name the operation in a parameter. A page then states the name
//! alone, in its title, a sentence, a row or an example; the rest is a convention, and stands here. What a page states
//! itself always wins.

use regex::Regex;
use serde::Deserialize;

use super::{VocabularyError, patterns};
use crate::ir::{Method, SelectorPlace};
use crate::source::Origin;

/// The endpoint of operations whose pages have no request line.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct EndpointFile {
    /// The method: `GET`.
    pub method: Method,
    /// The URL: `https://{host}/v2/index.php`. A variable that nothing fills stays one.
    pub url: String,
    /// Regular expressions over the page's lines and metadata (each as `name: value`) whose named groups fill the URL's
    /// variables: `Domain: (?P<host>[\w.]+)`.
    #[serde(default)]
    pub values: Vec<String>,
    /// Where rows go whose place no page states: `query`, or `body` as JSON or as a form by `media-type`.
    #[serde(default)]
    pub parameters_in: Option<ParametersIn>,
    /// The media type of bodies of which the page says nothing: `application/x-www-form-urlencoded`.
    #[serde(default)]
    pub media_type: Option<String>,
}

/// Where parameters go whose place no page states.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ParametersIn {
    /// Behind the `?`.
    Query,
    /// Into the body.
    Body,
}

/// A constant of the request that chooses the operation, and where pages state its value.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct SelectorFile {
    /// Where it is sent: `query`, `header` or `body`.
    #[serde(rename = "in")]
    pub place: SelectorPlace,
    /// The name that it is sent under: `Action`.
    pub name: String,
    /// Regular expressions over the page's paragraphs with a group `value`, in order of weight.
    #[serde(default)]
    pub sentences: Vec<String>,
    /// Regular expressions over the page's title with a group `value`.
    #[serde(default)]
    pub titles: Vec<String>,
    /// Regular expressions over the text of the row with the selector's name, with a group `value`.
    #[serde(default)]
    pub rows: Vec<String>,
    /// The value, where it is the same for all operations: a version.
    #[serde(default)]
    pub value: Option<String>,
}

/// A parameter that every operation takes and that pages leave to another page.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct CommonParameter {
    /// Where it is sent: `query` or `header`.
    #[serde(rename = "in")]
    pub place: CommonPlace,
    /// Its name.
    pub name: String,
    /// Its type, by a word of the vendor's languages; any where none is given.
    #[serde(default, rename = "type")]
    pub type_: Option<String>,
    /// Whether it must be given.
    #[serde(default)]
    pub required: bool,
    /// What it is.
    #[serde(default)]
    pub description: Option<String>,
    /// Whether it tells who sends a request: the caller's signer adds it.
    #[serde(default)]
    pub credential: bool,
}

/// Where a common parameter is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CommonPlace {
    /// Behind the `?`.
    Query,
    /// In a header.
    Header,
}

/// How a response with a status of success tells that the operation failed.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct FailureFile {
    /// The field of the body that tells: `code`.
    pub field: String,
    /// Its value on success.
    pub success: serde_json::Value,
    /// The fields of the body that a failure has.
    #[serde(default)]
    pub fields: Vec<String>,
}

/// An [`EndpointFile`] made ready to match.
#[derive(Debug)]
pub struct EndpointPattern {
    /// As the file has it.
    pub file: EndpointFile,
    /// See [`EndpointFile::values`].
    pub values: Vec<Regex>,
}

/// A [`SelectorFile`] made ready to match.
#[derive(Debug)]
pub struct SelectorPattern {
    /// As the file has it.
    pub file: SelectorFile,
    /// Where the vendor's file says so.
    pub origin: Origin,
    /// See [`SelectorFile::sentences`].
    pub sentences: Vec<Regex>,
    /// See [`SelectorFile::titles`].
    pub titles: Vec<Regex>,
    /// See [`SelectorFile::rows`].
    pub rows: Vec<Regex>,
}

impl EndpointPattern {
    pub(super) fn new(file: &str, endpoint: &EndpointFile) -> Result<Self, VocabularyError> {
        Ok(Self { values: patterns(file, &endpoint.values)?, file: endpoint.clone() })
    }
}

impl SelectorPattern {
    /// `line` is where the vendor's file says so, from 1 on.
    pub(super) fn new(file: &str, line: u32, selector: &SelectorFile) -> Result<Self, VocabularyError> {
        Ok(Self {
            origin: Origin { page: file.into(), line, column: 1 },
            sentences: patterns(file, &selector.sentences)?,
            titles: patterns(file, &selector.titles)?,
            rows: patterns(file, &selector.rows)?,
            file: selector.clone(),
        })
    }
}

/// The lines, from 1 on, of the entries of an array of tables; the array's own line where it is written inline.
pub(super) fn lines_of(text: &str, key: &str) -> impl Iterator<Item = u32> {
    let heads = (1..).zip(text.lines()).filter(|(_, line)| {
        let line = line.trim_start();
        line.starts_with(&format!("[[{key}]]"))
            || line.strip_prefix(key).is_some_and(|rest| rest.trim_start().starts_with('='))
    });
    let lines: Vec<u32> = heads.map(|(line, _)| line).collect();
    let last = lines.last().copied().unwrap_or(1);
    lines.into_iter().chain(std::iter::repeat(last))
}

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
#[cfg_attr(test, derive(schemars::JsonSchema))]
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
}

/// A constant of the request that chooses the operation, and where pages state its value.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
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
    pub(super) fn new(file: &str, selector: &SelectorFile) -> Result<Self, VocabularyError> {
        Ok(Self {
            origin: Origin { page: file.into(), line: 1, column: 1 },
            sentences: patterns(file, &selector.sentences)?,
            titles: patterns(file, &selector.titles)?,
            rows: patterns(file, &selector.rows)?,
            file: selector.clone(),
        })
    }
}

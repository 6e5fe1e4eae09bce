//! Endpoints by data: what a vendor file states about requests where no page states a method and a URL.
//!
//! RPC services publish one URL for all operations and name the operation in a parameter. A page then only states the
//! name, in its title, a sentence, a row or an example; the rest is a convention, which the vendor file defines. What a
//! page states itself always wins.

use serde::Deserialize;
use toml::Spanned;

use super::language::Word;
use super::texts::{Expression, TypeWord};
use super::type_expr::{self, TypeExpr};
use super::{Pattern, Vocabulary, patterns};
use crate::ir::{Method, SelectorPlace};
use crate::source::Origin;

/// The endpoint of operations whose pages have no request line.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct EndpointFile {
    /// The method: `GET`.
    pub method: Method,
    /// The URL: `https://{host}/v2/index.php`. A variable without a value remains a variable.
    pub url: String,
    /// Regular expressions for the page's lines and metadata (each as `name: value`) whose named groups fill the URL's
    /// variables: `Domain: (?P<host>[\w.]+)`. A group `method` contains the method, and a group `url` the whole URL,
    /// where a page has another one.
    #[serde(default)]
    pub values: Vec<Expression>,
    /// Where the parameters of tables go if their titles do not state it: into the query, a form, or a JSON body. By
    /// default, the method decides.
    #[serde(default)]
    pub parameters_in: Option<ParametersIn>,
}

/// Where parameters go.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum ParametersIn {
    /// The query.
    Query,
    /// A body of the media type `application/x-www-form-urlencoded`, or of the media type that the page names.
    Form,
    /// A body in JSON.
    Body,
}

/// A parameter of all operations that is not listed on their own pages: a region, a version, a signature.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct ParameterFile {
    /// Where it is sent: `query`, `header` or `body`.
    #[serde(rename = "in")]
    pub place: SelectorPlace,
    /// Its name.
    #[cfg_attr(test, schemars(with = "String"))]
    pub name: Spanned<String>,
    /// Its type, in a word of a language's file.
    #[serde(default, rename = "type")]
    pub type_: Option<TypeWord>,
    /// Whether it is required.
    #[serde(default)]
    pub required: bool,
    /// Its purpose.
    #[serde(default)]
    pub description: Option<String>,
    /// Whether it contains credentials. Callers then don't fill it in: whoever signs the request adds it, and documents
    /// have a security scheme for it.
    #[serde(default)]
    pub credential: bool,
}

/// A constant of the request that selects the operation, and where pages state its value.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct SelectorFile {
    /// Where it is sent: `query`, `header` or `body`.
    #[serde(rename = "in")]
    pub place: SelectorPlace,
    /// The name under which it is sent: `Action`.
    #[cfg_attr(test, schemars(with = "String"))]
    pub name: Spanned<String>,
    /// Regular expressions for the page's paragraphs with a group `value`, in order of priority.
    #[serde(default)]
    #[cfg_attr(test, schemars(extend("x-groups" = ["value"])))]
    pub sentences: Vec<Expression>,
    /// Regular expressions for the page's title with a group `value`.
    #[serde(default)]
    #[cfg_attr(test, schemars(extend("x-groups" = ["value"])))]
    pub titles: Vec<Expression>,
    /// Regular expressions for the text of the row with the selector's name, with a group `value`.
    #[serde(default)]
    #[cfg_attr(test, schemars(extend("x-groups" = ["value"])))]
    pub rows: Vec<Expression>,
    /// The value, where it is the same for all operations: a version.
    #[serde(default)]
    pub value: Option<String>,
}

/// Operations of one path that a member of the body distinguishes, where the table of the body shows which.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct BodySelectorFile {
    /// Regular expressions for path templates: only operations with such a path are considered.
    #[cfg_attr(test, schemars(with = "Vec<Expression>"))]
    pub paths: Spanned<Vec<Expression>>,
    /// A JSON Pointer to the member whose only value selects the operation: `/auth/identity/methods`. By default, it is
    /// the only required top-level member with one value (`"action": "create"`), or otherwise the only required member
    /// (`"os-start": null`), whatever its value.
    #[serde(default)]
    pub member: Option<String>,
}

/// A [`BodySelectorFile`], ready to match.
#[derive(Debug)]
pub struct BodySelectorPattern {
    /// The entry as in the file.
    pub file: BodySelectorFile,
    /// The place of the entry in the vendor file.
    pub origin: Origin,
    /// See [`BodySelectorFile::paths`].
    pub paths: Vec<Pattern>,
}

impl BodySelectorPattern {
    pub(super) fn new(file: &str, text: &str, selector: &BodySelectorFile) -> Self {
        Self {
            origin: place(file, text, &selector.paths),
            paths: patterns(selector.paths.get_ref()),
            file: selector.clone(),
        }
    }
}

/// How a body with a success status shows that it is the body of a failure.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct FailureFile {
    /// The top-level field that shows it: `code`.
    #[cfg_attr(test, schemars(with = "String"))]
    pub field: Spanned<String>,
    /// Its value in a success: `0`.
    pub success: serde_json::Value,
    /// The additional fields of a failure: a message, the request's id. The demands of pages on all other fields only
    /// apply to a success.
    #[serde(default)]
    pub fields: Vec<String>,
}

/// A [`FailureFile`] with its place.
#[derive(Debug)]
pub struct FailurePattern {
    /// The entry as in the file.
    pub file: FailureFile,
    /// The place of the entry in the vendor file.
    pub origin: Origin,
}

impl FailurePattern {
    pub(super) fn new(file: &str, text: &str, failure: &FailureFile) -> Self {
        Self { origin: place(file, text, &failure.field), file: failure.clone() }
    }
}

/// An [`EndpointFile`], ready to match.
#[derive(Debug)]
pub struct EndpointPattern {
    /// The entry as in the file.
    pub file: EndpointFile,
    /// See [`EndpointFile::values`].
    pub values: Vec<Pattern>,
}

/// A [`SelectorFile`], ready to match.
#[derive(Debug)]
pub struct SelectorPattern {
    /// The entry as in the file.
    pub file: SelectorFile,
    /// The place of the entry in the vendor file.
    pub origin: Origin,
    /// See [`SelectorFile::sentences`].
    pub sentences: Vec<Pattern>,
    /// See [`SelectorFile::titles`].
    pub titles: Vec<Pattern>,
    /// See [`SelectorFile::rows`].
    pub rows: Vec<Pattern>,
}

/// A [`ParameterFile`] with its place.
#[derive(Debug)]
pub struct CommonParameter {
    /// The entry as in the file.
    pub file: ParameterFile,
    /// The place of the entry in the vendor file.
    pub origin: Origin,
}

impl CommonParameter {
    pub(super) fn new(file: &str, text: &str, parameter: &ParameterFile) -> Self {
        Self { origin: place(file, text, &parameter.name), file: parameter.clone() }
    }

    /// The type of its value, where the entry names one that such a parameter can have; otherwise `None`.
    pub fn word(&self, vocabulary: &Vocabulary) -> Option<Word> {
        let TypeExpr::Word(word) = type_expr::parse(self.file.type_.as_deref()?, vocabulary) else { return None };
        let plain = matches!(
            word,
            Word::String
                | Word::Integer
                | Word::Int32
                | Word::Int64
                | Word::Number
                | Word::Boolean
                | Word::Array
                | Word::Any
        );
        plain.then_some(word)
    }

    /// Its name.
    pub fn name(&self) -> &str {
        self.file.name.get_ref()
    }
}

/// The place of a value in a vendor file.
fn place<T>(file: &str, text: &str, name: &Spanned<T>) -> Origin {
    let before = text.get(..name.span().start).unwrap_or_default();
    let line = before.bytes().filter(|&byte| byte == b'\n').count() + 1;
    let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
    let number = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
    Origin { page: file.into(), line: number(line), column: number(column) }
}

impl EndpointPattern {
    pub(super) fn new(endpoint: &EndpointFile) -> Self {
        Self { values: patterns(&endpoint.values), file: endpoint.clone() }
    }
}

impl SelectorPattern {
    pub(super) fn new(file: &str, text: &str, selector: &SelectorFile) -> Self {
        Self {
            origin: place(file, text, &selector.name),
            sentences: patterns(&selector.sentences),
            titles: patterns(&selector.titles),
            rows: patterns(&selector.rows),
            file: selector.clone(),
        }
    }
}

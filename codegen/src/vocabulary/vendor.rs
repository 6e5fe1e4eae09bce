//! The form of a vendor's file. Each field says what it is for; the files themselves say why it is so.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::endpoint::{CommonParameter, EndpointFile, FailureFile, SelectorFile};

/// A vendor's conventions.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Vendor {
    /// The name in paths, configuration and output.
    pub name: String,
    /// The name people know.
    pub title: String,
    /// The codes of the languages its pages are written in. All of them are looked for on every page, because pages
    /// mix them.
    pub languages: Vec<String>,
    /// How a page is told to be the vendor's.
    pub detect: Detect,
    /// How a page's service is told.
    pub service: Service,
    /// How an operation is named.
    pub operation: OperationNames,
    /// The endpoint of operations whose pages state none.
    #[serde(default)]
    pub endpoint: Option<EndpointFile>,
    /// The constants of the request that choose an operation.
    #[serde(default)]
    pub selectors: Vec<SelectorFile>,
    /// Parameters that every operation takes and that pages leave to another page.
    #[serde(default)]
    pub parameters: Vec<CommonParameter>,
    /// How failures inside a success are told.
    #[serde(default)]
    pub failure: Option<FailureFile>,
    /// Header parameters.
    #[serde(default)]
    pub headers: Headers,
    /// How structures are nested.
    #[serde(default)]
    pub nesting: Nesting,
    /// A schema of the request in the pages' front matter.
    #[serde(default)]
    pub metadata_schema: Option<MetadataSchema>,
    /// Pages that list the values of fields of other pages.
    #[serde(default)]
    pub value_pages: Option<ValuePages>,
    /// How lists stand in a query.
    #[serde(default)]
    pub query_arrays: crate::ir::QueryArrays,
}

/// How a page is told to be the vendor's: the vendor with most matches is taken.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Detect {
    /// Regular expressions over the page's text.
    pub text: Vec<String>,
    /// Regular expressions over the page's path. They decide only where the text says nothing.
    #[serde(default)]
    pub pages: Vec<String>,
}

/// How a page's service is told. Each expression has a group `service`, or a group `alias` that is looked up.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Service {
    /// Over the operation's URL.
    #[serde(default)]
    pub urls: Vec<String>,
    /// Over the page's path.
    #[serde(default)]
    pub pages: Vec<String>,
    /// Over the page's metadata, each field as `name: value`.
    #[serde(default)]
    pub metadata: Vec<String>,
    /// Names that stand for others.
    #[serde(default)]
    pub aliases: BTreeMap<String, String>,
}

/// How an operation is named.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct OperationNames {
    /// Regular expressions over the page's title with a group `name`. Where none fits, the operation is named after its
    /// method and path.
    pub names: Vec<String>,
}

/// Header parameters.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Headers {
    /// Regular expressions, without case, over the names of parameters that go into headers wherever they are listed.
    #[serde(default)]
    pub names: Vec<String>,
    /// The headers that tell who sends a request, as the vendor's pages on calling its API name them, without case.
    #[serde(default)]
    pub credentials: Vec<String>,
}

/// How structures are nested.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct Nesting {
    /// Headings of this level and below name structures.
    pub type_heading_level: Option<u8>,
    /// Headings with such an anchor name structures, unless their words say that they are a part of the request or the
    /// response.
    pub type_anchors: Option<String>,
    /// Captions and list items name the field or structure whose table they head.
    pub captions: bool,
    /// A dot in a name leads into the object of the row above.
    pub dotted_names: bool,
    /// A regular expression over the steps of dotted names that stand for the index of a list, as in `Ids.N` and
    /// `Filters.1.Name`: `^(?:[nN]|\d+)$`.
    pub index: Option<String>,
    /// A description begins with its field's type.
    pub type_first: bool,
    /// Code blocks of bodies are skeletons.
    pub skeleton: bool,
    /// 64-bit integers are carried as strings.
    pub int64_strings: bool,
    /// Rows with these names in a request's body are the whole body.
    pub whole_body: Vec<String>,
}

/// A schema of the request in a page's front matter. Only the regular expressions of text are taken from it: what such
/// schemas say of types and of requiredness is poorer than the tables.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct MetadataSchema {
    /// The key of the front matter: an object, or a list with an object for each method. The object has the schema of the
    /// parts of the request under `path`, `query` and `body`.
    pub key: String,
}

/// Pages without operations that list the values of fields: a heading that names the field, and a table below it.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct ValuePages {
    /// A regular expression over the heading, with a group `field`.
    pub heading: String,
    /// The titles of the column with the values. The column next to it says what they mean.
    pub columns: Vec<String>,
}

//! The form of a vendor's file. Each field says what it is for; the files themselves say why it is so.

mod marks;
mod request_lines;

use std::collections::BTreeMap;

use serde::Deserialize;

pub use marks::{MarkRules, Marks, Unmarked};
pub use request_lines::{RequestForm, RequestLines};

use super::Column;
use super::endpoint::{BodySelectorFile, EndpointFile, FailureFile, ParameterFile, SelectorFile};
use super::texts::Expression;
use crate::ir::Direction;
use crate::parse::Syntax;

/// A vendor's conventions.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Vendor {
    /// The name in paths, configuration and output.
    #[serde(deserialize_with = "crate::segment::text")]
    pub name: String,
    /// The name people know; the name where it is not given.
    #[serde(default)]
    pub title: String,
    /// The codes of the languages its pages are written in. All of them are looked for on every page, because pages
    /// mix them.
    #[serde(default = "english")]
    pub languages: Vec<String>,
    /// How a page is told to be the vendor's.
    #[serde(default)]
    pub detect: Detect,
    /// How a page's service is told where neither a flag nor `[pages]` of `refract.toml` names it: by its URL, then its path,
    /// then its metadata, and else by the folder that it lies in.
    #[serde(default)]
    pub service: Service,
    /// How an operation is named.
    #[serde(default)]
    pub operation: OperationNames,
    /// Where operations begin, on pages that have more than one.
    #[serde(default)]
    pub request_lines: RequestLines,
    /// The endpoint of operations whose pages state none.
    #[serde(default)]
    pub endpoint: Option<EndpointFile>,
    /// The constants of the request that choose an operation.
    #[serde(default)]
    pub selectors: Vec<SelectorFile>,
    /// Operations of one path that a member of the body tells apart.
    #[serde(default)]
    pub body_selectors: Vec<BodySelectorFile>,
    /// How bodies under a status of success tell of failures.
    #[serde(default)]
    pub failure: Option<FailureFile>,
    /// Parameters of all operations that their pages leave to another page.
    #[serde(default)]
    pub parameters: Vec<ParameterFile>,
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
    /// What is made of examples.
    #[serde(default)]
    pub examples: Examples,
    /// Which files are pages.
    #[serde(default)]
    pub pages: Pages,
    /// Where the pages are published. Links in descriptions lead there; without it, those that are no URLs are left out.
    #[serde(default)]
    pub published: Published,
    /// What stands in place of tables.
    #[serde(default)]
    pub layout: Layout,
    /// What directives and components are, by their names.
    #[serde(default)]
    pub elements: BTreeMap<String, ElementRule>,
    /// What marks on names and types say.
    #[serde(default)]
    pub marks: Marks,
}

impl Vendor {
    /// Whether the file says how request lines look, beside the sections that are for them by their titles.
    pub fn has_own_request_lines(&self) -> bool {
        let is_endpoint = |rule: &ElementRule| matches!(rule, ElementRule::Endpoint { .. });
        !self.request_lines.forms.is_empty() || self.elements.values().any(is_endpoint)
    }
}

/// What is made of examples, beside what they settle of tables.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct Examples {
    /// Whether the bodies of answers that no table describes are inferred from them.
    pub infer_answers: bool,
    /// Whether the bodies of requests of which the page says nothing else are inferred from them.
    pub infer_requests: bool,
    /// What a JSON document shows that stands below a request line or its parameters and that no words lead in. Without the
    /// key it shows nothing.
    pub unlabelled: Option<Unlabelled>,
}

impl Default for Examples {
    fn default() -> Self {
        Self { infer_answers: true, infer_requests: true, unlabelled: None }
    }
}

/// What examples show that no words lead in.
#[derive(Clone, Copy, Debug, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Unlabelled {
    /// What is sent.
    Request,
    /// What is received.
    Response,
}

impl From<Unlabelled> for Direction {
    fn from(unlabelled: Unlabelled) -> Self {
        match unlabelled {
            Unlabelled::Request => Self::Request,
            Unlabelled::Response => Self::Response,
        }
    }
}

/// Which files are pages, besides those whose extension says so.
#[derive(Clone, Debug, Default, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct Pages {
    /// Further extensions of pages, in lower case and without the dot, and the syntax of each: `markdown`, `mdx` or `rst`.
    pub extensions: BTreeMap<String, Syntax>,
}

/// Where a vendor's pages are published.
#[derive(Clone, Debug, Default, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct Published {
    /// The address of the site, to which links from its root are added: `https://docs.example.com`.
    pub site: String,
    /// Over the path of a page's file, for links from one file to another. Its groups fill `url`; what does not fit is not
    /// published.
    #[cfg_attr(test, schemars(extend("x-groups" = ["service", "page"])))]
    pub pages: Option<Expression>,
    /// The address of a page on the site, with the groups of `pages` in braces: `/{service}/{page}.html`.
    pub url: Option<String>,
}

/// What stands in place of tables of parameters, and how it is taken apart.
///
/// Expressions have groups named after the columns of a table: `name`, `type`, `required`, `default`, `description`. They
/// are matched against a text without its marks. Where the `type` is no type of the vocabulary they do not fit.
#[derive(Clone, Debug, Default, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct Layout {
    /// The titles of the columns of such tables, in words of a language's file; those that the vendor's languages name first
    /// where it is not given.
    pub titles: Option<Titles>,
    /// Over the items of bulleted lists: a list whose items all fit is one of parameters. Where a pattern has a group
    /// `type` or `required`, one item must have it. A list in an item has its fields, which need `dotted-names`.
    #[cfg_attr(test, schemars(extend("x-groups" = ["name", "type", "required", "default", "description"], "x-needs" = ["name"])))]
    pub bullets: Vec<Expression>,
    /// Whether the terms of definition lists are names of parameters.
    pub definitions: bool,
    /// Over descriptions in definition lists, and in tables without a column of types: what they begin with.
    #[cfg_attr(test, schemars(extend("x-groups" = ["type", "required", "default", "description"], "x-needs" = ["type", "required"])))]
    pub descriptions: Vec<Expression>,
    /// Over the lines below a heading that names a field. One of them has to give the type.
    #[cfg_attr(test, schemars(extend("x-groups" = ["name", "type", "required", "default", "description"], "x-needs" = ["type", "required", "default", "description"])))]
    pub field_lines: Vec<Expression>,
    /// For tables without any titles: those of a table with as many columns.
    pub positions: Vec<Vec<String>>,
}

/// Titles of columns, by what the columns hold.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[cfg_attr(test, schemars(rename = "LayoutTitles"))]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Titles {
    /// Of the names of fields.
    pub name: String,
    /// Of types.
    pub r#type: String,
    /// Of whether a field is required.
    pub required: String,
    /// Of default values.
    pub default: String,
    /// Of descriptions.
    pub description: String,
}

impl Titles {
    /// The titles by what columns hold; an empty one where nothing heads such a column.
    pub(super) fn of(headings: &BTreeMap<Column, String>) -> Self {
        let heading = |column| headings.get(&column).cloned().unwrap_or_default();
        Self {
            name: heading(Column::Name),
            r#type: heading(Column::Type),
            required: heading(Column::Required),
            default: heading(Column::Default),
            description: heading(Column::Description),
        }
    }
}

/// What a directive or component is.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename_all = "kebab-case", tag = "is")]
pub enum ElementRule {
    /// Its content stands in its place.
    Content,
    /// A note: what its content says holds for nothing behind it.
    Note,
    /// Nothing of a contract: it is passed over with all its content.
    Drop,
    /// A name for what comes next.
    Anchor {
        /// The attribute that has the name.
        attribute: String,
    },
    /// A method with a URL: in a directive's argument, or in a component's content.
    Endpoint {
        /// The attribute that has the method, where the content has the URL alone.
        #[serde(default)]
        method: Option<String>,
    },
    /// A list of parameters that a file describes.
    Parameters(ParameterRule),
    /// A list of statuses, with a file that says what they mean.
    Statuses(StatusRule),
}

/// A list of parameters that a file describes, a map for each.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct ParameterRule {
    /// The title of the column of names. Titles are words of a language's file.
    pub name: String,
    /// For each key that is read the title of the column that it fills.
    pub columns: BTreeMap<String, String>,
    /// The key that says where the parameter goes.
    pub place: String,
    /// For each of its values a caption that says so in words of a language's file.
    pub places: BTreeMap<String, String>,
    /// The versions of the API that parameters are of.
    #[serde(default)]
    pub versions: Option<VersionRule>,
}

/// Which version of an API the contract is of, where a file says of each parameter since and until when it is there.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct VersionRule {
    /// The key with the first version that has the parameter.
    pub from: String,
    /// The key with the last one.
    pub until: String,
    /// What is read.
    pub read: Versions,
    /// The places for which it is: a server may take parameters elsewhere whatever the version.
    pub places: Vec<String>,
}

/// Which versions of an API are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Versions {
    /// The first: what came later is left out.
    First,
    /// The last: what was taken away is left out.
    Last,
    /// All of them together.
    All,
}

/// A list of statuses.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct StatusRule {
    /// The title of the column of statuses.
    pub status: String,
    /// The title of the column of what they mean.
    pub description: String,
}

fn english() -> Vec<String> {
    vec!["en".to_owned()]
}

/// How a page is told to be the vendor's: the vendor with most matches is taken.
#[derive(Clone, Debug, Default, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct Detect {
    /// Regular expressions over the page's text.
    pub text: Vec<Expression>,
    /// Regular expressions over the page's path. They decide only where the text says nothing.
    pub pages: Vec<Expression>,
}

/// How a page's service is told. Each expression has a group `service`, or a group `alias` that is looked up.
#[derive(Clone, Debug, Default, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct Service {
    /// Over the operation's URL.
    #[cfg_attr(test, schemars(extend("x-groups" = ["service", "alias"])))]
    pub urls: Vec<Expression>,
    /// Over the page's path.
    #[cfg_attr(test, schemars(extend("x-groups" = ["service", "alias"])))]
    pub pages: Vec<Expression>,
    /// Over the page's metadata, each field as `name: value`.
    #[cfg_attr(test, schemars(extend("x-groups" = ["service", "alias"])))]
    pub metadata: Vec<Expression>,
    /// Names that stand for others.
    pub aliases: BTreeMap<String, String>,
}

/// How an operation is named.
#[derive(Clone, Debug, Default, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct OperationNames {
    /// Regular expressions over the page's title with a group `name`. Where none fits, the operation is named after its
    /// method and path.
    #[cfg_attr(test, schemars(extend("x-groups" = ["name"])))]
    pub names: Vec<Expression>,
}

/// Header parameters.
#[derive(Clone, Debug, Default, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Headers {
    /// Regular expressions, without case, over the names of parameters that go into headers wherever they are listed.
    #[serde(default)]
    pub names: Vec<Expression>,
    /// The headers that tell who sends a request, as the vendor's pages on calling its API name them, without case.
    #[serde(default)]
    pub credentials: Vec<String>,
}

/// How structures are nested.
#[derive(Clone, Debug, Default, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct Nesting {
    /// Headings of this level and below name structures.
    pub type_heading_level: Option<u8>,
    /// Headings with such an anchor name structures, unless their words say that they are a part of the request or the
    /// response.
    pub type_anchors: Option<Expression>,
    /// A dot in a name leads into the object of the row above.
    pub dotted_names: bool,
    /// Brackets in a name lead into the object of the name before them: `lamp[colour]` is the field `colour` of `lamp`.
    pub bracketed_names: bool,
    /// What stands before the names of rows that are fields of the row above: once for each level (`» id`, `»» id`), or moved
    /// in (`└─ id`). They need `dotted-names`.
    pub depth_marks: Vec<String>,
    /// A regular expression over the steps of dotted names that stand for the index of a list, as in `Ids.N` and
    /// `Filters.1.Name`: `^(?:[nN]|\d+)$`.
    pub index: Option<Expression>,
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
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct MetadataSchema {
    /// The key of the front matter: an object, or a list with an object for each method. The object has the schema of the
    /// parts of the request under `path`, `query` and `body`.
    pub key: String,
}

/// Pages without operations that list the values of fields: a heading that names the field, and a table below it.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct ValuePages {
    /// A regular expression over the heading, with a group `field`.
    #[cfg_attr(test, schemars(extend("x-groups" = ["field"])))]
    pub heading: Expression,
    /// The titles of the column with the values. The column next to it says what they mean.
    pub columns: Vec<String>,
}

//! The form of a vendor file. Each field describes its purpose; the files give reasons.

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
    /// The name for people; by default, `name`.
    #[serde(default)]
    pub title: String,
    /// The codes of the languages in which its pages are written. All of them are searched for on every page, because
    /// pages mix them.
    #[serde(default = "english")]
    pub languages: Vec<String>,
    /// How a page of the vendor is recognised.
    #[serde(default)]
    pub detect: Detect,
    /// How a page's service is determined where neither a flag nor `[pages]` of `refract.toml` names it: by its URL,
    /// then its path, then its metadata, and otherwise by the folder that contains it.
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
    /// The constants of the request that select an operation.
    #[serde(default)]
    pub selectors: Vec<SelectorFile>,
    /// Operations of one path that a member of the body distinguishes.
    #[serde(default)]
    pub body_selectors: Vec<BodySelectorFile>,
    /// How the body of a response with a success status marks a failure.
    #[serde(default)]
    pub failure: Option<FailureFile>,
    /// Parameters of all operations that are not listed on the operations' own pages.
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
    /// How lists are written in a query.
    #[serde(default)]
    pub query_arrays: crate::ir::QueryArrays,
    /// How examples are used.
    #[serde(default)]
    pub examples: Examples,
    /// Which files are pages.
    #[serde(default)]
    pub pages: Pages,
    /// Where the pages are published. Links in descriptions lead there; without it, relative links are left out.
    #[serde(default)]
    pub published: Published,
    /// What is used in place of tables.
    #[serde(default)]
    pub layout: Layout,
    /// The meaning of directives and components, by name.
    #[serde(default)]
    pub elements: BTreeMap<String, ElementRule>,
    /// The meaning of marks on names and types.
    #[serde(default)]
    pub marks: Marks,
}

impl Vendor {
    /// Whether the file defines the form of request lines, besides sections with the right titles.
    pub fn has_own_request_lines(&self) -> bool {
        let is_endpoint = |rule: &ElementRule| matches!(rule, ElementRule::Endpoint { .. });
        !self.request_lines.forms.is_empty() || self.elements.values().any(is_endpoint)
    }
}

/// How examples are used, besides what they show about tables.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct Examples {
    /// Whether the bodies of responses that no table describes are inferred from examples.
    pub infer_answers: bool,
    /// Whether the bodies of requests about which the page states nothing else are inferred from examples.
    pub infer_requests: bool,
    /// What a JSON document shows that follows a request line or its parameters without any introduction. By default,
    /// it shows nothing.
    pub unlabelled: Option<Unlabelled>,
}

impl Default for Examples {
    fn default() -> Self {
        Self { infer_answers: true, infer_requests: true, unlabelled: None }
    }
}

/// What examples without an introduction show.
#[derive(Clone, Copy, Debug, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Unlabelled {
    /// A request.
    Request,
    /// A response.
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

/// Which files are pages, besides those with the usual extensions.
#[derive(Clone, Debug, Default, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct Pages {
    /// Further extensions of pages, in lower case and without the dot, and the syntax of each: `markdown`, `mdx` or
    /// `rst`.
    pub extensions: BTreeMap<String, Syntax>,
}

/// Where a vendor's pages are published.
#[derive(Clone, Debug, Default, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct Published {
    /// The address of the site, to which links from its root are added: `https://docs.example.com`.
    pub site: String,
    /// Matches the path of a page's file, for links from one file to another. Its groups fill `url`; a page that it does
    /// not match is not published.
    #[cfg_attr(test, schemars(extend("x-groups" = ["service", "page"])))]
    pub pages: Option<Expression>,
    /// The address of a page on the site, with the groups of `pages` in braces: `/{service}/{page}.html`.
    pub url: Option<String>,
}

/// What is used in place of tables of parameters, and how its texts are divided.
///
/// Expressions have groups named after the columns of a table: `name`, `type`, `required`, `default`, `description`.
/// They are matched against a text without markup. An expression does not match where its `type` is not a type of the
/// vocabulary.
#[derive(Clone, Debug, Default, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct Layout {
    /// The titles of the columns of such tables, in words of a language's file; by default, those that the vendor's
    /// languages name first.
    pub titles: Option<Titles>,
    /// For the items of bulleted lists: a list whose items all match is a list of parameters. Where a pattern has a
    /// group `type` or `required`, at least one item must have it. A list inside an item has the fields of that item,
    /// which need `dotted-names`.
    #[cfg_attr(test, schemars(extend("x-groups" = ["name", "type", "required", "default", "description"], "x-needs" = ["name"])))]
    pub bullets: Vec<Expression>,
    /// Whether the terms of definition lists are names of parameters.
    pub definitions: bool,
    /// For descriptions in definition lists, and in tables without a column of types: the start of the description.
    #[cfg_attr(test, schemars(extend("x-groups" = ["type", "required", "default", "description"], "x-needs" = ["type", "required"])))]
    pub descriptions: Vec<Expression>,
    /// For the lines below a heading that names a field. One of them must state the type.
    #[cfg_attr(test, schemars(extend("x-groups" = ["name", "type", "required", "default", "description"], "x-needs" = ["type", "required", "default", "description"])))]
    pub field_lines: Vec<Expression>,
    /// For tables without any titles: the titles of a table with this number of columns.
    pub positions: Vec<Vec<String>>,
}

/// Titles of columns, by what the columns contain.
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
    /// The titles by what columns contain; an empty one where no column with this content has a title.
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

/// The meaning of a directive or component.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename_all = "kebab-case", tag = "is")]
pub enum ElementRule {
    /// Its content takes its place.
    Content,
    /// A note: what its content states does not apply to what follows.
    Note,
    /// Not part of the contract: it is ignored with all its content.
    Drop,
    /// A name for what follows.
    Anchor {
        /// The attribute that contains the name.
        attribute: String,
    },
    /// A method with a URL: in a directive's argument, or in a component's content.
    Endpoint {
        /// The attribute that contains the method, where the content is only the URL.
        #[serde(default)]
        method: Option<String>,
    },
    /// A list of parameters in a file.
    Parameters(ParameterRule),
    /// A list of statuses, with a file that describes them.
    Statuses(StatusRule),
}

/// A list of parameters in a file, with a map for each parameter.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct ParameterRule {
    /// The title of the column of names. Titles are words of a language's file.
    pub name: String,
    /// For each key that is read, the title of the column that it fills.
    pub columns: BTreeMap<String, String>,
    /// The key that contains the location of the parameter.
    pub place: String,
    /// For each of its values, a caption in words of a language's file that names the location.
    pub places: BTreeMap<String, String>,
    /// The versions of the API to which parameters belong.
    #[serde(default)]
    pub versions: Option<VersionRule>,
}

/// Which version of an API the contract describes, where a file states for each parameter its first and last version.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct VersionRule {
    /// The key with the first version that has the parameter.
    pub from: String,
    /// The key with the last version that has the parameter.
    pub until: String,
    /// Which parameters are read.
    pub read: Versions,
    /// The locations to which this applies: a server may accept parameters elsewhere in any version.
    pub places: Vec<String>,
}

/// Which versions of an API are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Versions {
    /// The first: parameters that were added later are left out.
    First,
    /// The last: parameters that were removed are left out.
    Last,
    /// All versions together.
    All,
}

/// A list of statuses.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct StatusRule {
    /// The title of the column of statuses.
    pub status: String,
    /// The title of the column with their meaning.
    pub description: String,
}

fn english() -> Vec<String> {
    vec!["en".to_owned()]
}

/// How a page of the vendor is recognised: the vendor with most matches is used.
#[derive(Clone, Debug, Default, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct Detect {
    /// Regular expressions for the page's text.
    pub text: Vec<Expression>,
    /// Regular expressions for the page's path. They only decide where the text does not.
    pub pages: Vec<Expression>,
}

/// How a page's service is determined. Each expression has a group `service`, or a group `alias` that is looked up.
#[derive(Clone, Debug, Default, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct Service {
    /// For the operation's URL.
    #[cfg_attr(test, schemars(extend("x-groups" = ["service", "alias"])))]
    pub urls: Vec<Expression>,
    /// For the page's path.
    #[cfg_attr(test, schemars(extend("x-groups" = ["service", "alias"])))]
    pub pages: Vec<Expression>,
    /// For the page's metadata, each field as `name: value`.
    #[cfg_attr(test, schemars(extend("x-groups" = ["service", "alias"])))]
    pub metadata: Vec<Expression>,
    /// Other names of services, with the names that they stand for.
    pub aliases: BTreeMap<String, String>,
}

/// How an operation is named.
#[derive(Clone, Debug, Default, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct OperationNames {
    /// Regular expressions for the page's title with a group `name`. Where none matches, the operation is named after
    /// its method and path.
    #[cfg_attr(test, schemars(extend("x-groups" = ["name"])))]
    pub names: Vec<Expression>,
}

/// Header parameters.
#[derive(Clone, Debug, Default, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Headers {
    /// Regular expressions, ignoring case, for the names of parameters that are headers wherever they are listed.
    #[serde(default)]
    pub names: Vec<Expression>,
    /// The headers with credentials, as named by the vendor's pages about calling its API, ignoring case.
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
    /// Headings with such an anchor name structures, unless their words mark them as a part of the request or the
    /// response.
    pub type_anchors: Option<Expression>,
    /// A dot in a name refers to a field of the object in the row above.
    pub dotted_names: bool,
    /// Brackets in a name refer to a field of the object with the name before them: `lamp[colour]` is the field
    /// `colour` of `lamp`.
    pub bracketed_names: bool,
    /// What precedes the names of rows that are fields of the row above: once for each level (`» id`, `»» id`), or
    /// indented (`└─ id`). They need `dotted-names`.
    pub depth_marks: Vec<String>,
    /// A regular expression for the steps of dotted names that are the index of a list, as in `Ids.N` and
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

/// A schema of the request in a page's front matter. Only the regular expressions of text are used: such schemas state
/// less about types and required fields than the tables.
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
    /// The titles of the column with the values. The column next to it has their meanings.
    pub columns: Vec<String>,
}

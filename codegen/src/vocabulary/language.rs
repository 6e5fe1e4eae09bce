//! The form of a language's file.
//!
//! The words are kept as in the file. What is used for matching is made from them: [`RequiredWords`], [`TypeWords`],
//! and in [`super::titles`] and [`super::phrases`]. This module reads no page.

mod required_words;
mod type_words;
mod types;

use std::collections::BTreeMap;

use serde::Deserialize;

pub use required_words::{RequiredWords, has_phrase};
pub use type_words::{Template, TypeWords};
pub use types::{Scalar, ScalarType, TypeForms, Types, Word};

use super::Column;
use super::texts::Expression;
use crate::text::is_han;

/// The names that a language uses: its head and its words.
#[derive(Clone, Debug, Default)]
pub struct Language {
    /// What the file states about itself.
    pub head: Head,
    /// Its words.
    pub words: Words,
}

/// What a language's file states about itself.
#[derive(Clone, Debug, Default, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct Head {
    /// The language's ISO 639 code, or a name of your own. A file without it is a part of the language that another
    /// file of its folder names.
    pub code: String,
    /// Its name in English.
    pub name: String,
    /// The script in which it is written, by which pages without known titles are distinguished. A language without a
    /// script is never a page's language.
    pub script: Option<Script>,
    /// The code of the language whose words it takes over. With its own code, it adds to the existing language of that
    /// code.
    pub extends: Option<String>,
}

/// The words of a language, or those that a vendor uses in addition to its languages.
#[derive(Clone, Debug, Default, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct Words {
    /// Words that mean "nothing" in a cell.
    pub none: Vec<String>,
    /// Patterns: a name that stands for keys that the user chooses.
    pub key_names: Vec<Expression>,
    /// Separators between several names in one cell.
    pub name_separators: Vec<String>,
    /// Words of titles that are left out of an operation's name if it would be too long.
    pub small_words: Vec<String>,
    /// Words of sentences and titles about credentials, also as parts of words.
    pub credential_words: Vec<String>,
    /// Words of the names of headers that carry a secret: `token` in `X-Subject-Token`.
    pub secret_names: Vec<String>,
    /// Patterns: a row with such a name is about the elements of the list that the whole table describes.
    pub element_names: Vec<Expression>,
    /// The words of titles.
    pub titles: Titles,
    /// The titles of columns.
    pub columns: Columns,
    /// Titles of columns that list the values of something, in tables to which links lead.
    pub value_columns: Vec<String>,
    /// What sentences outside of tables state about a whole operation.
    pub statements: Vec<super::statements::StatementFile>,
    /// What cells of requiredness state.
    pub required: Required,
    /// Words for types.
    pub types: Types,
    /// Names of scalars that state more than a type: `{ type = "string", format = "date-time" }` for "ISO8601
    /// timestamp".
    pub scalars: BTreeMap<String, Scalar>,
    /// How types are combined.
    pub type_forms: TypeForms,
    /// How sentences state the demands on a value.
    pub prose: super::phrases::Prose,
}

/// A script.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
#[allow(missing_docs, reason = "their names say it")]
pub enum Script {
    Latin,
    Han,
    Cyrillic,
}

impl Script {
    /// How many letters of a text are of the script. Latin letters occur in all languages and count less.
    pub fn count(self, text: &str) -> usize {
        crate::steps::count(text.len());
        match self {
            Self::Latin => text.bytes().filter(u8::is_ascii_alphabetic).count() / 20,
            Self::Han if text.is_ascii() => 0,
            Self::Han => text.chars().filter(|&c| is_han(c)).count(),
            // The letters of U+0400 to U+04FF are those whose first byte is one of these.
            Self::Cyrillic => text.bytes().filter(|byte| matches!(byte, 0xd0..=0xd3)).count(),
        }
    }
}

/// Phrases of titles, by their meaning, and patterns for lines that are used like titles.
#[derive(Clone, Debug, Default, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct Titles {
    /// Requests.
    pub request: Vec<String>,
    /// Responses.
    pub response: Vec<String>,
    /// Responses of a success.
    pub normal: Vec<String>,
    /// Responses of a failure.
    pub abnormal: Vec<String>,
    /// Parameters in the path.
    pub path: Vec<String>,
    /// Parameters in the query.
    pub query: Vec<String>,
    /// Parameters in headers.
    pub header: Vec<String>,
    /// Parameters in the body.
    pub body: Vec<String>,
    /// Parameters in the parts of a form.
    pub form: Vec<String>,
    /// Parameters in the path or the query.
    pub uri: Vec<String>,
    /// Parameters.
    pub parameters: Vec<String>,
    /// Examples.
    pub example: Vec<String>,
    /// Statuses.
    pub status_codes: Vec<String>,
    /// Error codes.
    pub error_codes: Vec<String>,
    /// The method.
    pub method: Vec<String>,
    /// The URL.
    pub url: Vec<String>,
    /// Method and URL.
    pub request_line: Vec<String>,
    /// What the operation does.
    pub summary: Vec<String>,
    /// Not part of the contract.
    pub aside: Vec<String>,
    /// Words next to which the name of a structure is written.
    pub structure: Vec<String>,
    /// Words of titles without a meaning.
    pub filler: Vec<String>,
    /// For folded lines that give the status of what follows; the first group is the status.
    #[cfg_attr(test, schemars(extend("x-captures" = true)))]
    pub status_labels: Vec<Expression>,
    /// For folded lines that list several statuses: the words before the list.
    pub status_lists: Vec<Expression>,
    /// For folded captions: their numbering.
    pub caption_numbers: Vec<Expression>,
    /// For folded lines that contain only the method; the first group is the method.
    #[cfg_attr(test, schemars(extend("x-captures" = true)))]
    pub method_lines: Vec<Expression>,
    /// For folded lines that contain only the path; the first group is the path.
    #[cfg_attr(test, schemars(extend("x-captures" = true)))]
    pub path_lines: Vec<Expression>,
    /// Words in a link's text by which the link leads to a table.
    pub table_words: Vec<String>,
    /// Regular expressions for lines, as written, that introduce the table of a structure, with a group `name`:
    /// "Parameter `data` is composed of the following parameters:".
    #[cfg_attr(test, schemars(extend("x-groups" = ["name"])))]
    pub structure_lines: Vec<Expression>,
    /// For folded lines right before a table that introduce a table of a request: "Takes the following parameters:".
    pub request_leads: Vec<Expression>,
    /// For folded lines right before a table that introduce a table of a response; a group `status` contains the
    /// status: "Returns `200 OK` and the following attributes:".
    pub response_leads: Vec<Expression>,
    /// Patterns of sentences in descriptions that state where a parameter goes, with a group `place`: a word of titles
    /// for the location. They apply where the table's titles state none.
    #[cfg_attr(test, schemars(extend("x-groups" = ["place"])))]
    pub place_sentences: Vec<Expression>,
    /// Words of a page's title that mark the operation as deprecated.
    pub deprecated: Vec<String>,
    /// Patterns of paragraphs that mark the operation as deprecated.
    pub deprecated_sentences: Vec<Expression>,
}

/// Titles of columns, by what the column contains.
#[derive(Clone, Debug, Default, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct Columns {
    /// The names of fields.
    pub name: Vec<String>,
    /// The names of fields inside the field of the name column.
    pub child: Vec<String>,
    /// Types.
    #[serde(rename = "type")]
    pub type_: Vec<String>,
    /// Whether a field is required.
    pub required: Vec<String>,
    /// Default values.
    pub default: Vec<String>,
    /// Descriptions.
    pub description: Vec<String>,
    /// Demands on values.
    pub constraint: Vec<String>,
    /// The location of a parameter.
    pub location: Vec<String>,
    /// Statuses.
    pub status: Vec<String>,
    /// Error codes.
    pub error: Vec<String>,
    /// Methods.
    pub method: Vec<String>,
    /// URIs.
    pub uri: Vec<String>,
}

impl Columns {
    /// All titles with what their column contains.
    pub fn all(&self) -> [(Column, &[String]); 12] {
        [
            (Column::Name, &self.name),
            (Column::Child, &self.child),
            (Column::Type, &self.type_),
            (Column::Required, &self.required),
            (Column::Default, &self.default),
            (Column::Description, &self.description),
            (Column::Constraint, &self.constraint),
            (Column::Location, &self.location),
            (Column::Status, &self.status),
            (Column::Error, &self.error),
            (Column::Method, &self.method),
            (Column::Uri, &self.uri),
        ]
    }
}

/// What cells of requiredness state.
#[derive(Clone, Debug, Default, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct Required {
    /// The field is required.
    pub yes: Vec<String>,
    /// The field is optional.
    pub no: Vec<String>,
    /// Nothing is stated.
    pub unstated: Vec<String>,
    /// In a mark on a name or a type: the value may be `null`.
    pub nullable: Vec<String>,
    /// In a longer text: required under the condition that the text states.
    pub conditional_yes: Vec<String>,
    /// In a longer text: optional under the condition that the text states.
    pub conditional_no: Vec<String>,
    /// At the start of a description: the field is required.
    pub prefixes: Vec<String>,
    /// Anywhere in a description, as a sentence of its own: the field is required.
    pub sentences: Vec<String>,
}

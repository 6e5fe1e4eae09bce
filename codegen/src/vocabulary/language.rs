//! The form of a language's file.
//!
//! The words stand here as the file has them. What is matched with is made of them: [`RequiredWords`], [`TypeWords`], and
//! in [`super::titles`] and [`super::phrases`]. Nothing here reads a page.

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

/// How a language names things: its head and its words.
#[derive(Clone, Debug, Default)]
pub struct Language {
    /// What the file says of itself.
    pub head: Head,
    /// Its words.
    pub words: Words,
}

/// What a language's file says of itself.
#[derive(Clone, Debug, Default, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct Head {
    /// The language's ISO 639 code, or a name of your own. A file without it is a part of the language that another file
    /// of its folder says.
    pub code: String,
    /// Its name in English.
    pub name: String,
    /// The script it is written in, to tell pages without known titles apart. No page is in a language without one.
    pub script: Option<Script>,
    /// The code of the language whose words it takes over. With its own code it adds to the language of that code.
    pub extends: Option<String>,
}

/// The words of a language, or those that a vendor has besides its languages'.
#[derive(Clone, Debug, Default, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct Words {
    /// Words that stand for nothing.
    pub none: Vec<String>,
    /// Patterns: a name that stands for keys that the user chooses.
    pub key_names: Vec<Expression>,
    /// What stands between several names of one cell.
    pub name_separators: Vec<String>,
    /// Words of titles that an operation's name leaves out where it would be too long.
    pub small_words: Vec<String>,
    /// Words of sentences and titles about what tells who sends a request, wherever they stand in a word.
    pub credential_words: Vec<String>,
    /// Words of the names of headers that carry a secret: `token` in `X-Subject-Token`.
    pub secret_names: Vec<String>,
    /// Patterns: a row with such a name is about the elements of the list that the whole table describes.
    pub element_names: Vec<Expression>,
    /// What titles say.
    pub titles: Titles,
    /// What columns hold.
    pub columns: Columns,
    /// Titles of columns that list the values of something, in tables that links lead to.
    pub value_columns: Vec<String>,
    /// What sentences outside of tables say of a whole operation.
    pub statements: Vec<super::statements::StatementFile>,
    /// What cells of requiredness say.
    pub required: Required,
    /// Words for types.
    pub types: Types,
    /// Names of scalars that say more than a type: `{ type = "string", format = "date-time" }` for "ISO8601 timestamp".
    pub scalars: BTreeMap<String, Scalar>,
    /// How types are put together.
    pub type_forms: TypeForms,
    /// How sentences state what is demanded of a value.
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
    /// How many letters of a text are of the script. Latin letters are everywhere and count for little.
    pub fn count(self, text: &str) -> usize {
        crate::steps::count(text.len());
        match self {
            Self::Latin => text.chars().filter(char::is_ascii_alphabetic).count() / 20,
            Self::Han => text.chars().filter(|&c| is_han(c)).count(),
            Self::Cyrillic => text.chars().filter(|c| ('\u{400}'..='\u{4ff}').contains(c)).count(),
        }
    }
}

/// Phrases of titles, by what they say, and patterns for lines that work as titles.
#[derive(Clone, Debug, Default, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct Titles {
    /// What is sent.
    pub request: Vec<String>,
    /// What comes back.
    pub response: Vec<String>,
    /// A response that tells of success.
    pub normal: Vec<String>,
    /// A response that tells of failure.
    pub abnormal: Vec<String>,
    /// Parameters that go into the path.
    pub path: Vec<String>,
    /// Parameters that go behind the `?`.
    pub query: Vec<String>,
    /// Parameters that go into headers.
    pub header: Vec<String>,
    /// Parameters that go into the body.
    pub body: Vec<String>,
    /// Parameters that go into the parts of a form.
    pub form: Vec<String>,
    /// Parameters that go into the path or behind the `?`.
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
    /// Nothing of the contract.
    pub aside: Vec<String>,
    /// What stands beside such a word is the name of a structure.
    pub structure: Vec<String>,
    /// Words of titles that say nothing.
    pub filler: Vec<String>,
    /// Over folded lines that give a status for what follows; the first group is the status.
    #[cfg_attr(test, schemars(extend("x-captures" = true)))]
    pub status_labels: Vec<Expression>,
    /// Over folded lines that list several statuses: what stands before them.
    pub status_lists: Vec<Expression>,
    /// Over folded captions: what numbers them.
    pub caption_numbers: Vec<Expression>,
    /// Over folded lines that name only the method; the first group is the method.
    #[cfg_attr(test, schemars(extend("x-captures" = true)))]
    pub method_lines: Vec<Expression>,
    /// Over folded lines that name only the path; the first group is the path.
    #[cfg_attr(test, schemars(extend("x-captures" = true)))]
    pub path_lines: Vec<Expression>,
    /// Words by which a link's text says that a table is behind it.
    pub table_words: Vec<String>,
    /// Regular expressions over lines as written that lead to the table of a structure, with a group `name`:
    /// "Parameter `data` is composed of the following parameters:".
    #[cfg_attr(test, schemars(extend("x-groups" = ["name"])))]
    pub structure_lines: Vec<Expression>,
    /// Over folded lines right before a table that say that it lists what is sent: "Takes the following parameters:".
    pub request_leads: Vec<Expression>,
    /// Over folded lines right before a table that say that it lists what comes back; a group `status` has the status:
    /// "Returns `200 OK` and the following attributes:".
    pub response_leads: Vec<Expression>,
    /// Patterns of sentences of descriptions that say where a parameter goes, with a group `place`: a word of titles for the
    /// place. They count where the table's titles say nothing of it.
    #[cfg_attr(test, schemars(extend("x-groups" = ["place"])))]
    pub place_sentences: Vec<Expression>,
    /// Words of a page's title that say that the operation should no longer be used.
    pub deprecated: Vec<String>,
    /// Patterns of paragraphs that say so.
    pub deprecated_sentences: Vec<Expression>,
}

/// Titles of columns, by what the column holds.
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
    /// What is demanded of values.
    pub constraint: Vec<String>,
    /// Where a parameter goes.
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
    /// All titles with what their column holds.
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

/// What cells of requiredness say.
#[derive(Clone, Debug, Default, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct Required {
    /// The field is required.
    pub yes: Vec<String>,
    /// The field may be left out.
    pub no: Vec<String>,
    /// Nothing is said.
    pub unstated: Vec<String>,
    /// In a mark on a name or a type: the value may be `null`.
    pub nullable: Vec<String>,
    /// In a longer text: required under the condition that it states.
    pub conditional_yes: Vec<String>,
    /// In a longer text: optional under the condition that it states.
    pub conditional_no: Vec<String>,
    /// At the start of a description: the field is required.
    pub prefixes: Vec<String>,
    /// Anywhere in a description, as a sentence of its own: the field is required.
    pub sentences: Vec<String>,
}

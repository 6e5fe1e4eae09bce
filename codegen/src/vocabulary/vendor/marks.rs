//! The form of marks on names and types in a vendor file.

use serde::Deserialize;

use crate::vocabulary::texts::{Expression, Form};

/// Marks on names and types, with their meanings.
///
/// A mark is a text with `{}` for the name or the type that has the mark: `{}?`, `?{}`, `{} or null`. An unknown mark
/// is reported, and is never a part of a name.
#[derive(Clone, Debug, Default, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct Marks {
    /// Marks on the names of fields.
    pub names: MarkRules,
    /// Marks on types.
    pub types: MarkRules,
    /// Regular expressions for what follows a name or a type and refers to a note below the table: `\*+`, `\[\d+\]`.
    /// They state nothing about the field.
    pub footnotes: Vec<Expression>,
    /// What applies to a field without a mark, in tables without a column of requiredness. A field with a default is
    /// optional in any case.
    pub unmarked: Option<Unmarked>,
}

/// Marks by their meaning.
#[derive(Clone, Debug, Default, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct MarkRules {
    /// The field is optional.
    pub optional: Vec<Form>,
    /// The field is required.
    pub required: Vec<Form>,
    /// The value may be `null`.
    pub nullable: Vec<Form>,
}

/// What applies to a field without a mark.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Unmarked {
    /// It is required.
    Required,
    /// It is optional.
    Optional,
}

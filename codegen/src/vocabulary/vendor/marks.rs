//! The form of what a vendor's file says of marks on names and types.

use serde::Deserialize;

use crate::vocabulary::texts::{Expression, Form};

/// Marks on names and types, and what they say.
///
/// A mark is a text with `{}` for the name or the type that it stands on: `{}?`, `?{}`, `{} or null`. What no mark of the
/// vendor's explains is told, and is never a part of a name.
#[derive(Clone, Debug, Default, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct Marks {
    /// Marks on the names of fields.
    pub names: MarkRules,
    /// Marks on types.
    pub types: MarkRules,
    /// Regular expressions over what stands behind a name or a type and leads to a note below the table: `\*+`, `\[\d+\]`.
    /// They say nothing of the field.
    pub footnotes: Vec<Expression>,
    /// What holds for a field without a mark, in tables without a column of requiredness. A field with a default may be
    /// left out all the same.
    pub unmarked: Option<Unmarked>,
}

/// Marks by what they say.
#[derive(Clone, Debug, Default, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct MarkRules {
    /// The field may be left out.
    pub optional: Vec<Form>,
    /// The field must be given.
    pub required: Vec<Form>,
    /// The value may be `null`.
    pub nullable: Vec<Form>,
}

/// What holds for a field without a mark.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Unmarked {
    /// It must be given.
    Required,
    /// It may be left out.
    Optional,
}

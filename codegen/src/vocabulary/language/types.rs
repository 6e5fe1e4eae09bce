//! The types of a language's file: its words for them, scalars with names of their own, and how types are combined.
//!
//! The keys are as in the file; [`super::TypeWords`] is used for matching.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::vocabulary::texts::{Expression, Form, FormatName, TypeWord};

/// Words for types.
#[derive(Clone, Debug, Default, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct Types {
    /// A text.
    pub string: Vec<String>,
    /// An integer.
    pub integer: Vec<String>,
    /// A 32-bit integer.
    pub int32: Vec<String>,
    /// A 64-bit integer.
    pub int64: Vec<String>,
    /// A number.
    pub number: Vec<String>,
    /// `true` or `false`.
    pub boolean: Vec<String>,
    /// An object whose fields are listed elsewhere or nowhere.
    pub object: Vec<String>,
    /// An object, or a list of them: the vendor uses one word for both.
    pub object_or_array: Vec<String>,
    /// The ends of descriptions of fields with such a type that mark the field as a list.
    pub list_descriptions: Vec<String>,
    /// A list of unknown elements.
    pub array: Vec<String>,
    /// Anything.
    pub any: Vec<String>,
    /// `null`.
    pub null: Vec<String>,
    /// The content of a file.
    pub file: Vec<String>,
    /// A point in time, in an unknown format.
    pub time: Vec<String>,
}

/// A scalar with a name of its own, and what applies to its values wherever the name is used as a type.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Scalar {
    /// The type of its values.
    pub r#type: ScalarType,
    /// The format of its text, by JSON Schema's name: `date-time`, `uri`.
    #[serde(default)]
    pub format: Option<FormatName>,
    /// A regular expression for its text.
    #[serde(default)]
    pub pattern: Option<Expression>,
}

/// A kind of scalar.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
#[allow(missing_docs, reason = "`Word` documents them")]
pub enum ScalarType {
    String,
    Integer,
    Int32,
    Int64,
    Number,
    Boolean,
}

/// The meaning of a word for a type.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Word {
    /// Text.
    String,
    /// An integer.
    Integer,
    /// A 32-bit integer.
    Int32,
    /// A 64-bit integer.
    Int64,
    /// A number.
    Number,
    /// `true` or `false`.
    Boolean,
    /// An object whose fields are listed elsewhere or nowhere.
    Object,
    /// An object, or a list of them: the vendor uses one word for both.
    ObjectOrArray,
    /// A list of unknown elements.
    Array,
    /// Anything.
    Any,
    /// `null`.
    Null,
    /// The content of a file.
    File,
    /// A point in time, in an unknown format.
    Time,
}

impl Word {
    /// Whether it is a value without parts.
    pub fn is_scalar(self) -> bool {
        !matches!(self, Self::Object | Self::ObjectOrArray | Self::Array | Self::Any | Self::Null)
    }
}

impl Types {
    /// All words with their meanings.
    pub(super) fn all(&self) -> [(Word, &[String]); 13] {
        [
            (Word::String, &self.string),
            (Word::Integer, &self.integer),
            (Word::Int32, &self.int32),
            (Word::Int64, &self.int64),
            (Word::Number, &self.number),
            (Word::Boolean, &self.boolean),
            (Word::Object, &self.object),
            (Word::ObjectOrArray, &self.object_or_array),
            (Word::Array, &self.array),
            (Word::Any, &self.any),
            (Word::Null, &self.null),
            (Word::File, &self.file),
            (Word::Time, &self.time),
        ]
    }
}

/// How types are combined: templates with `{}` for a type and `{name}` for the name of a structure.
#[derive(Clone, Debug, Default, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct TypeForms {
    /// Lists of `{}`.
    pub array: Vec<Form>,
    /// Maps from the first `{}` to the second.
    #[cfg_attr(test, schemars(extend("x-holes" = 2)))]
    pub map: Vec<Form>,
    /// Maps whose keys are `{name}`, and whose values are unknown.
    #[cfg_attr(test, schemars(extend("x-hole" = "{name}")))]
    pub keyed: Vec<Form>,
    /// The structure `{name}`.
    #[cfg_attr(test, schemars(extend("x-hole" = "{name}")))]
    pub object: Vec<Form>,
    /// A part of the structure `{name}`: it has the same fields, and any of them may be left out.
    #[cfg_attr(test, schemars(extend("x-hole" = "{name}")))]
    pub partial: Vec<Form>,
    /// Plurals of words for types and of scalars, as in "array of strings", each with its singular:
    /// `{ strings = "string" }`.
    pub scalar_plurals: BTreeMap<String, TypeWord>,
    /// The same as `{}`.
    pub pointer: Vec<Form>,
    /// Separators in a union, as in "integer or string".
    pub union: Vec<String>,
    /// The scalar `{}` after a link `{name}` that describes it: `{name} {}` for "colour strings".
    pub scalar: Vec<Form>,
}

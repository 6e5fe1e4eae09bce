//! What a language's file says of types: its words for them, scalars with names of their own, and how types are put together.
//!
//! The keys as the file has them; [`super::TypeWords`] is what types are matched with.

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
    /// A whole number.
    pub integer: Vec<String>,
    /// A whole number of 32 bits.
    pub int32: Vec<String>,
    /// A whole number of 64 bits.
    pub int64: Vec<String>,
    /// A number.
    pub number: Vec<String>,
    /// `true` or `false`.
    pub boolean: Vec<String>,
    /// An object whose fields are listed elsewhere, if at all.
    pub object: Vec<String>,
    /// An object, or a list of them: the vendor's word stands for both.
    pub object_or_array: Vec<String>,
    /// With what the description of a field of such a type ends, where the field is a list.
    pub list_descriptions: Vec<String>,
    /// A list of unstated elements.
    pub array: Vec<String>,
    /// Anything.
    pub any: Vec<String>,
    /// `null`.
    pub null: Vec<String>,
    /// The content of a file.
    pub file: Vec<String>,
    /// A point in time, in an unstated form.
    pub time: Vec<String>,
}

/// A scalar with a name of its own, and what holds for its values wherever a type says the name.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Scalar {
    /// What kind of value it is.
    pub r#type: ScalarType,
    /// The form of its text, by JSON Schema's name: `date-time`, `uri`.
    #[serde(default)]
    pub format: Option<FormatName>,
    /// A regular expression over its text.
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

/// What a word for a type means.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Word {
    /// Text.
    String,
    /// A whole number.
    Integer,
    /// A whole number of 32 bits.
    Int32,
    /// A whole number of 64 bits.
    Int64,
    /// A number.
    Number,
    /// `true` or `false`.
    Boolean,
    /// An object whose fields are listed elsewhere, if at all.
    Object,
    /// An object, or a list of them: the vendor's word stands for both.
    ObjectOrArray,
    /// A list of unstated elements.
    Array,
    /// Anything.
    Any,
    /// `null`.
    Null,
    /// The content of a file.
    File,
    /// A point in time, in an unstated form.
    Time,
}

impl Word {
    /// Whether it is a value without parts.
    pub fn is_scalar(self) -> bool {
        !matches!(self, Self::Object | Self::ObjectOrArray | Self::Array | Self::Any | Self::Null)
    }
}

impl Types {
    /// All words with what they mean.
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

/// How types are put together: templates with `{}` for a type and `{name}` for the name of a structure.
#[derive(Clone, Debug, Default, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct TypeForms {
    /// Lists of `{}`.
    pub array: Vec<Form>,
    /// Maps from the first `{}` to the second.
    #[cfg_attr(test, schemars(extend("x-holes" = 2)))]
    pub map: Vec<Form>,
    /// Maps whose keys are `{name}`, and of whose values nothing is told.
    #[cfg_attr(test, schemars(extend("x-hole" = "{name}")))]
    pub keyed: Vec<Form>,
    /// The structure `{name}`.
    #[cfg_attr(test, schemars(extend("x-hole" = "{name}")))]
    pub object: Vec<Form>,
    /// A part of the structure `{name}`: it has its fields, and any of them may be left out.
    #[cfg_attr(test, schemars(extend("x-hole" = "{name}")))]
    pub partial: Vec<Form>,
    /// Plurals of words for types and of scalars, as in "array of strings", each with its singular:
    /// `{ strings = "string" }`.
    pub scalar_plurals: BTreeMap<String, TypeWord>,
    /// The same as `{}`.
    pub pointer: Vec<Form>,
    /// What stands between types of which a value has any, as in "integer or string".
    pub union: Vec<String>,
    /// The scalar `{}`, with a link `{name}` in front of it that says what it is for: `{name} {}` for "colour strings".
    pub scalar: Vec<Form>,
}

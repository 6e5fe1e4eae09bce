//! Types as fixups write them: `string`, `array of int64`, `map of structure Code`.
//!
//! The words are fixed and English: a fixup is not a page, and no vocabulary applies to it.

use std::fmt;
use std::ops::Range;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::ParseError;
use crate::ir::{Format, IntegerWidth, Kind, Object, Schema, SchemaName};
use crate::limits::TYPE_BYTES;
use crate::text::brackets;

/// A type in a fixup.
///
/// Its text form: `any`, `boolean`, `integer`, `int32`, `int64`, `number`, `string`, `string(FORMAT)` such as
/// `string(date-time)`, `object` (without known fields), `array of TYPE`, `map of TYPE`, and `structure NAME` for a
/// structure that the service's operations share. A union is `TYPE or TYPE`, such as `string or array of string`, and
/// has parentheses inside a list or map: `array of (string or integer)`. `integer in string`, `int32 in string` and
/// `int64 in string` are integers that are written as a string of digits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Type {
    /// Any value.
    Any,
    /// `true` or `false`.
    Boolean,
    /// An integer.
    Integer {
        /// Its number of bits.
        width: IntegerWidth,
        /// Whether it is written as a string of digits.
        as_string: bool,
    },
    /// A number.
    Number,
    /// Text, with the name of its format if it has one.
    String(Option<String>),
    /// An object without known fields.
    Object,
    /// A list.
    Array(Box<Type>),
    /// An object whose keys the user chooses.
    Map(Box<Type>),
    /// A union, whose members are not unions themselves.
    Union(Vec<Type>),
    /// A structure that the service's operations share, by name.
    Structure(String),
}

impl Type {
    /// The type of a value in the contract; for an object only that it is one.
    pub fn of(kind: &Kind) -> Self {
        match kind {
            Kind::Any => Self::Any,
            Kind::Boolean => Self::Boolean,
            Kind::Integer { width, as_string } => Self::Integer { width: *width, as_string: *as_string },
            Kind::Number => Self::Number,
            Kind::String { format } => Self::String(format.as_ref().map(|format| format.name.clone())),
            Kind::Array { items } => Self::Array(Box::new(Self::of(&items.kind))),
            Kind::Map { values, .. } => Self::Map(Box::new(Self::of(&values.kind))),
            Kind::Union { members } => Self::Union(members.iter().map(|member| Self::of(&member.kind)).collect()),
            Kind::Object(_) => Self::Object,
            Kind::Ref { target } => Self::Structure(target.to_string()),
        }
    }

    /// The kind that it describes.
    pub fn kind(&self) -> Kind {
        match self {
            Self::Any => Kind::Any,
            Self::Boolean => Kind::Boolean,
            Self::Integer { width, as_string } => Kind::Integer { width: *width, as_string: *as_string },
            Self::Number => Kind::Number,
            Self::String(format) => Kind::String { format: format.as_ref().map(Format::new) },
            Self::Object => Kind::Object(Object::open()),
            Self::Array(items) => Kind::array(Schema::of(items.kind())),
            Self::Map(values) => Kind::map(Schema::of(values.kind())),
            Self::Union(members) => {
                Kind::Union { members: members.iter().map(|member| Schema::of(member.kind())).collect() }
            }
            Self::Structure(name) => Kind::Ref { target: SchemaName::new(name) },
        }
    }

    /// The structures that it names.
    pub(super) fn structure(&self) -> Option<&str> {
        match self {
            Self::Array(inner) | Self::Map(inner) => inner.structure(),
            Self::Union(members) => members.iter().find_map(Self::structure),
            Self::Structure(name) => Some(name),
            _ => None,
        }
    }
}

impl fmt::Display for Type {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Any => f.write_str("any"),
            Self::Boolean => f.write_str("boolean"),
            Self::Integer { width, as_string } => {
                f.write_str(match width {
                    IntegerWidth::Unstated => "integer",
                    IntegerWidth::Bits32 => "int32",
                    IntegerWidth::Bits64 => "int64",
                })?;
                f.write_str(if *as_string { " in string" } else { "" })
            }
            Self::Number => f.write_str("number"),
            Self::String(None) => f.write_str("string"),
            Self::String(Some(format)) => write!(f, "string({format})"),
            Self::Object => f.write_str("object"),
            Self::Array(inner) | Self::Map(inner) => {
                let word = if matches!(self, Self::Array(_)) { "array" } else { "map" };
                match **inner {
                    Self::Union(_) => write!(f, "{word} of ({inner})"),
                    _ => write!(f, "{word} of {inner}"),
                }
            }
            Self::Union(members) => {
                let members: Vec<String> = members.iter().map(Self::to_string).collect();
                f.write_str(&members.join(" or "))
            }
            Self::Structure(name) => write!(f, "structure {name}"),
        }
    }
}

impl FromStr for Type {
    type Err = ParseError;

    fn from_str(text: &str) -> Result<Self, ParseError> {
        let text = text.trim();
        let wrong = || {
            ParseError::new(format!(
                "`{text}` is not a type: expected any, boolean, integer, int32, int64 (each of these three also with ` \
                 in \
                 string`), number, string, string(FORMAT), object, array of TYPE, map of TYPE, structure NAME, or several of \
                 them with ` or ` between"
            ))
        };
        if text.len() > TYPE_BYTES {
            return Err(ParseError::new(format!(
                "`{}...` is not a type: it is longer than {TYPE_BYTES} bytes",
                text.chars().take(40).collect::<String>()
            )));
        }
        let chars: Vec<char> = text.chars().collect();
        let members = brackets::split(&chars, &[" or ".chars().collect()]);
        if members.len() > 1 {
            let member = |part: Range<usize>| chars[part].iter().collect::<String>().parse();
            return Ok(Self::Union(members.into_iter().map(member).collect::<Result<_, _>>()?));
        }
        if let Some(inner) = text.strip_prefix('(').and_then(|rest| rest.strip_suffix(')')) {
            return inner.parse();
        }
        if let Some(items) = text.strip_prefix("array of ") {
            return Ok(Self::Array(Box::new(items.parse()?)));
        }
        if let Some(values) = text.strip_prefix("map of ") {
            return Ok(Self::Map(Box::new(values.parse()?)));
        }
        if let Some(name) = text.strip_prefix("structure ").map(str::trim) {
            return if name.is_empty() { Err(wrong()) } else { Ok(Self::Structure(name.to_owned())) };
        }
        if let Some(format) = text.strip_prefix("string(").and_then(|rest| rest.strip_suffix(')')) {
            return if format.is_empty() { Err(wrong()) } else { Ok(Self::String(Some(format.to_owned()))) };
        }
        let (word, as_string) = text.strip_suffix(" in string").map_or((text, false), |word| (word, true));
        let width = match word {
            "integer" => Some(IntegerWidth::Unstated),
            "int32" => Some(IntegerWidth::Bits32),
            "int64" => Some(IntegerWidth::Bits64),
            _ => None,
        };
        if let Some(width) = width {
            return Ok(Self::Integer { width, as_string });
        }
        match text {
            "any" => Ok(Self::Any),
            "boolean" => Ok(Self::Boolean),
            "number" => Ok(Self::Number),
            "string" => Ok(Self::String(None)),
            "object" => Ok(Self::Object),
            _ => Err(wrong()),
        }
    }
}

impl Serialize for Type {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Type {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_type_is_read_as_it_is_written() {
        for text in [
            "any",
            "boolean",
            "integer",
            "int32",
            "int64 in string",
            "number",
            "string",
            "string(date-time)",
            "object",
            "array of map of array of integer in string",
            "map of structure Code",
            "string or array of int64 or structure Code",
            "map of array of (string or integer)",
            "array of (map of (string(uuid) or integer) or string) or number",
        ] {
            let read: Type = text.parse().unwrap();
            assert_eq!(read.to_string(), text);
            assert_eq!(Type::of(&read.kind()), read);
        }
        for text in [
            "",
            "text",
            "string or ",
            "string or text",
            "array of",
            "array of ",
            "string()",
            "structure ",
            "number in string",
        ] {
            assert!(text.parse::<Type>().is_err(), "{text}");
        }
    }
}

//! Kinds of values, and what is said of them.

mod object;

use std::fmt;

use serde::{Deserialize, Serialize};

pub use object::{ExclusiveGroup, Object};

use super::constraint::Constraints;
use super::inferred::{self, Inferred};
use crate::source::Origin;

/// The name of a structure that operations of a service share.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct SchemaName(String);

impl SchemaName {
    /// A name as it is.
    pub fn new(name: impl Into<String>) -> Self {
        Self(name.into())
    }

    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for SchemaName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A row of its page's tables, by their numbers: what a value is known by until pages are joined. No contract has one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RowMark {
    /// The table, by its place among those of its unit.
    pub table: u32,
    /// The row, by its place among those of its table.
    pub row: u32,
}

/// A value's kind, its constraints, and where the page says so.
///
/// `R` is what a reference is made of: a page's own links while the page is being understood, and the name of a shared
/// structure from [`crate::resolve`] on.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(bound(serialize = "R: Serialize", deserialize = "R: Deserialize<'de>"))]
pub struct Schema<R = SchemaName> {
    /// What values there are.
    #[serde(flatten)]
    pub kind: Kind<R>,
    /// What the page demands of them.
    #[serde(default, skip_serializing_if = "Constraints::is_empty")]
    pub constraints: Constraints,
    /// What the page says of them, as plain text: paragraphs apart by a blank line, list items after `- `.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// Where the kind was not stated but concluded: from what.
    #[serde(default, skip_serializing_if = "Vec::is_empty", deserialize_with = "inferred::one_or_many")]
    pub inferred: Vec<Inferred>,
    /// Where the page says so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub origin: Option<Origin>,
    /// The row that says so, while pages are not joined yet; [`Schema::try_map_refs`] takes it off.
    #[serde(skip)]
    pub row: Option<RowMark>,
}

/// What values there are.
#[allow(clippy::large_enum_variant, reason = "maps are rare, and a box would hide their keys")]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
#[serde(bound(serialize = "R: Serialize", deserialize = "R: Deserialize<'de>"))]
pub enum Kind<R = SchemaName> {
    /// Any JSON value: the page does not say, or says what can't be told.
    Any,
    /// `true` or `false`.
    Boolean,
    /// A whole number.
    Integer {
        /// How many bits the page gives it.
        width: IntegerWidth,
        /// Whether it is written as a string of digits, as proto JSON writes 64 bits.
        #[serde(default, skip_serializing_if = "is_false")]
        as_string: bool,
    },
    /// A number.
    Number,
    /// Text.
    String {
        /// The form of the text, where the page names one.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        format: Option<Format>,
    },
    /// A list.
    Array {
        /// What its elements are.
        items: Box<Schema<R>>,
    },
    /// An object whose keys the user chooses.
    Map {
        /// What is demanded of the keys, which are strings.
        #[serde(default, skip_serializing_if = "Constraints::is_empty")]
        keys: Constraints,
        /// What its values are.
        values: Box<Schema<R>>,
    },
    /// A value of any of several kinds: `integer or string`.
    Union {
        /// What they are, at least two, in the page's order. Demands on all of them stand in the schema around.
        members: Vec<Schema<R>>,
    },
    /// An object with named fields.
    Object(Object<R>),
    /// A structure described elsewhere.
    Ref {
        /// Which.
        target: R,
    },
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "serde's signature")]
fn is_false(value: &bool) -> bool {
    !value
}

/// The width of an integer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum IntegerWidth {
    /// The page does not say.
    Unstated,
    /// 32 bits.
    Bits32,
    /// 64 bits.
    Bits64,
}

/// The form of a text. The names are JSON Schema's where it has one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Format {
    /// The form's name: `date-time`, `uuid`, `byte` and so on.
    pub name: String,
    /// How a date or time is written, in the page's own letters (`yyyy-MM-dd HH:mm:ss`), where it says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub template: Option<String>,
}

impl Format {
    /// The forms that JSON Schema and `OpenAPI` have names for. Strict validators refuse a `format` that they have never
    /// heard of.
    pub const STANDARD: [&'static str; 22] = [
        "binary",
        "byte",
        "date",
        "date-time",
        "duration",
        "email",
        "hostname",
        "idn-email",
        "idn-hostname",
        "ipv4",
        "ipv6",
        "iri",
        "iri-reference",
        "json-pointer",
        "password",
        "regex",
        "relative-json-pointer",
        "time",
        "uri",
        "uri-reference",
        "uri-template",
        "uuid",
    ];

    /// Whether JSON Schema or `OpenAPI` has a name for it.
    pub fn is_standard(&self) -> bool {
        Self::STANDARD.contains(&self.name.as_str())
    }

    /// Whether it is the date and time of RFC 3339, in whatever letters and quotes the page has it.
    pub fn is_rfc_3339(&self) -> bool {
        let Some(template) = &self.template else { return self.name == "date-time" };
        let plain: String =
            template.chars().filter(|c| !"'\"’‘“”*\u{60}".contains(*c)).flat_map(char::to_lowercase).collect();
        let plain = plain.replace(" t", "t");
        let Some(rest) = plain.strip_prefix("yyyy-mm-ddthh:mm:ss") else { return false };
        let fraction = rest.strip_prefix('.').map(|rest| rest.trim_start_matches(['s', 'x', 'f']));
        let zone = fraction.unwrap_or(rest);
        self.name == "date-time"
            && (zone == "z" || matches!(zone.strip_prefix(['+', '-']), Some("hh:mm" | "08:00" | "00:00" | "xx:xx")))
    }

    /// A form without a template.
    pub fn new(name: impl Into<String>) -> Self {
        Self { name: name.into(), template: None }
    }
}

/// A field of an object, or a parameter of an operation.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(bound(serialize = "R: Serialize", deserialize = "R: Deserialize<'de>"))]
pub struct Field<R = SchemaName> {
    /// Its name on the wire.
    pub name: String,
    /// Whether it must be given.
    pub required: Required,
    /// What its value is.
    pub schema: Schema<R>,
}

impl<R> Field<R> {
    /// The same field with other references.
    ///
    /// # Errors
    /// The first error that `map` gives.
    pub fn try_map_refs<S, E>(self, map: &mut impl FnMut(R) -> Result<Kind<S>, E>) -> Result<Field<S>, E> {
        Ok(Field { name: self.name, required: self.required, schema: self.schema.try_map_refs(map)? })
    }
}

/// Whether a field must be given.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Required {
    /// The page does not say, as in most tables of responses.
    Unstated,
    /// The page says that it may be left out.
    Optional,
    /// The page says that it must be given under a condition, which is among the field's conditions, or in one of the cases
    /// that it shows the object in.
    Conditional,
    /// The page says that it must be given.
    Always,
}

impl<R> Schema<R> {
    /// A schema of which nothing but the kind is known.
    pub fn of(kind: Kind<R>) -> Self {
        Self {
            kind,
            constraints: Constraints::default(),
            description: None,
            inferred: Vec::new(),
            origin: None,
            row: None,
        }
    }

    /// Any value.
    pub fn any() -> Self {
        Self::of(Kind::Any)
    }

    /// The same schema with other references, and of no page's row.
    ///
    /// # Errors
    /// The first error that `map` gives.
    pub fn try_map_refs<S, E>(self, map: &mut impl FnMut(R) -> Result<Kind<S>, E>) -> Result<Schema<S>, E> {
        let kind = match self.kind {
            Kind::Any => Kind::Any,
            Kind::Boolean => Kind::Boolean,
            Kind::Integer { width, as_string } => Kind::Integer { width, as_string },
            Kind::Number => Kind::Number,
            Kind::String { format } => Kind::String { format },
            Kind::Array { items } => Kind::Array { items: Box::new(items.try_map_refs(map)?) },
            Kind::Map { keys, values } => Kind::Map { keys, values: Box::new(values.try_map_refs(map)?) },
            Kind::Union { members } => Kind::Union {
                members: members.into_iter().map(|member| member.try_map_refs(map)).collect::<Result<_, E>>()?,
            },
            Kind::Object(object) => Kind::Object(object.try_map_refs(map)?),
            Kind::Ref { target } => map(target)?,
        };
        let Self { constraints, description, inferred, origin, .. } = self;
        Ok(Schema { kind, constraints, description, inferred, origin, row: None })
    }

    /// Calls `visit` for this schema and all schemas inside it, outer before inner. References are not followed.
    pub fn walk<'a>(&'a self, visit: &mut impl FnMut(&'a Self)) {
        visit(self);
        match &self.kind {
            Kind::Array { items } => items.walk(visit),
            Kind::Map { values, .. } => values.walk(visit),
            Kind::Union { members } => members.iter().for_each(|member| member.walk(visit)),
            Kind::Object(object) => object.fields().iter().for_each(|field| field.schema.walk(visit)),
            Kind::Any
            | Kind::Boolean
            | Kind::Integer { .. }
            | Kind::Number
            | Kind::String { .. }
            | Kind::Ref { .. } => {}
        }
    }

    /// Calls `visit` for this schema and all schemas inside it, inner before outer.
    pub fn walk_mut(&mut self, visit: &mut impl FnMut(&mut Self)) {
        match &mut self.kind {
            Kind::Array { items } => items.walk_mut(visit),
            Kind::Map { values, .. } => values.walk_mut(visit),
            Kind::Union { members } => members.iter_mut().for_each(|member| member.walk_mut(visit)),
            Kind::Object(object) => object.fields_mut().for_each(|(_, _, schema)| schema.walk_mut(visit)),
            Kind::Any
            | Kind::Boolean
            | Kind::Integer { .. }
            | Kind::Number
            | Kind::String { .. }
            | Kind::Ref { .. } => {}
        }
        visit(self);
    }
}

impl<R> Kind<R> {
    /// Text without a form.
    pub fn string() -> Self {
        Self::String { format: None }
    }

    /// A whole number of unstated width.
    pub fn integer() -> Self {
        Self::Integer { width: IntegerWidth::Unstated, as_string: false }
    }

    /// A list of something.
    pub fn array(items: Schema<R>) -> Self {
        Self::Array { items: Box::new(items) }
    }

    /// A map with values of something.
    pub fn map(values: Schema<R>) -> Self {
        Self::Map { keys: Constraints::default(), values: Box::new(values) }
    }

    /// The kind's name as the JSON form and messages have it.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Any => "any",
            Self::Boolean => "boolean",
            Self::Integer { .. } => "integer",
            Self::Number => "number",
            Self::String { .. } => "string",
            Self::Array { .. } => "array",
            Self::Map { .. } => "map",
            Self::Union { .. } => "union",
            Self::Object(_) | Self::Ref { .. } => "object",
        }
    }
}

//! Kinds of values, and what is stated of them.

mod object;

use std::fmt;

use serde::{Deserialize, Serialize};

pub use object::{ExclusiveGroup, Object};

use super::constraint::Constraints;
use super::inferred::{self, Inferred};
use super::link::Link;
use crate::source::Origin;

/// The name of a structure that operations of a service share.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct SchemaName(String);

impl SchemaName {
    /// A name from its text, unchanged.
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

/// A row of its page's tables, by index. It identifies a value until pages are joined; no contract contains one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RowMark {
    /// The index of the table in its unit.
    pub table: u32,
    /// The index of the row in its table.
    pub row: u32,
}

/// A value's kind, its constraints, and where the page states them.
///
/// `R` is the type of references: a page's own links while the page is being understood, and the name of a shared
/// structure from [`crate::resolve`] on.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(bound(serialize = "R: Serialize", deserialize = "R: Deserialize<'de>"))]
pub struct Schema<R = SchemaName> {
    /// The kind of the values.
    #[serde(flatten)]
    pub kind: Kind<R>,
    /// The page's constraints on them.
    #[serde(default, skip_serializing_if = "Constraints::is_empty")]
    pub constraints: Constraints,
    /// The page's description, as plain text: paragraphs separated by a blank line, list items after `- `.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// The links in the description, in order.
    #[serde(default = "Vec::new", skip_serializing_if = "Vec::is_empty")]
    pub links: Vec<Link>,
    /// The evidence from which the kind was inferred, where it is not stated.
    #[serde(default, skip_serializing_if = "Vec::is_empty", deserialize_with = "inferred::one_or_many")]
    pub inferred: Vec<Inferred>,
    /// Where the page states it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub origin: Option<Origin>,
    /// The row that states it, while pages are not joined yet; [`Schema::try_map_refs`] removes it.
    #[serde(skip)]
    pub row: Option<RowMark>,
}

/// A kind of values.
#[allow(clippy::large_enum_variant, reason = "maps are rare, and a box would hide their keys")]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
#[serde(bound(serialize = "R: Serialize", deserialize = "R: Deserialize<'de>"))]
pub enum Kind<R = SchemaName> {
    /// Any JSON value: the page does not state a kind, or the kind cannot be determined.
    Any,
    /// `true` or `false`.
    Boolean,
    /// A whole number.
    Integer {
        /// The width that the page states.
        width: IntegerWidth,
        /// Whether it is sent as a string of digits, as proto JSON sends 64 bits.
        #[serde(default, skip_serializing_if = "is_false")]
        as_string: bool,
    },
    /// A number.
    Number,
    /// Text.
    String {
        /// The format of the text, where the page names one.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        format: Option<Format>,
    },
    /// A list.
    Array {
        /// What its elements are.
        items: Box<Schema<R>>,
    },
    /// An object with arbitrary keys.
    Map {
        /// The constraints on the keys, which are strings.
        #[serde(default, skip_serializing_if = "Constraints::is_empty")]
        keys: Constraints,
        /// What its values are.
        values: Box<Schema<R>>,
    },
    /// A value of any of several kinds: `integer or string`.
    Union {
        /// The members, at least two, in the page's order. Constraints on all of them are in the enclosing schema.
        members: Vec<Schema<R>>,
    },
    /// An object with named fields.
    Object(Object<R>),
    /// A reference to a structure described elsewhere.
    Ref {
        /// The structure.
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
    /// The page does not state it.
    Unstated,
    /// 32 bits.
    Bits32,
    /// 64 bits.
    Bits64,
}

/// The format of a string. The names are JSON Schema's where it has one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Format {
    /// The format's name: `date-time`, `uuid`, `byte` and so on.
    pub name: String,
    /// How a date or time is written, in the page's own letters (`yyyy-MM-dd HH:mm:ss`), where it is stated.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub template: Option<String>,
}

impl Format {
    /// The formats that JSON Schema and `OpenAPI` define. Strict validators reject an unknown `format`.
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

    /// Whether JSON Schema or `OpenAPI` defines it.
    pub fn is_standard(&self) -> bool {
        Self::STANDARD.contains(&self.name.as_str())
    }

    /// Whether it is the date and time of RFC 3339, with any letters and quotes in the template.
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

    /// The name of the form that JSON Schema has for it: what a validator asks of the text. Nothing where the page's
    /// template is another form, or the form is one that JSON Schema has no name for.
    pub fn asserted(&self) -> Option<&str> {
        let is_own = self.name != "date-time" || self.is_rfc_3339();
        (is_own && self.is_standard()).then_some(self.name.as_str())
    }

    /// A format without a template.
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
    /// Whether it is required.
    pub required: Required,
    /// The schema of its value.
    pub schema: Schema<R>,
}

impl<R> Field<R> {
    /// The same field with other references.
    ///
    /// # Errors
    /// The first error that `map` returns.
    pub fn try_map_refs<S, E>(self, map: &mut impl FnMut(R) -> Result<Kind<S>, E>) -> Result<Field<S>, E> {
        Ok(Field { name: self.name, required: self.required, schema: self.schema.try_map_refs(map)? })
    }
}

/// Whether a field is required.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Required {
    /// The page does not say, as in most tables of responses.
    Unstated,
    /// The page says that it is optional.
    Optional,
    /// The page says that it is required under a condition, which is among the field's conditions, or in one of the
    /// cases in which it shows the object.
    Conditional,
    /// The page says that it is required.
    Always,
}

impl<R> Schema<R> {
    /// A schema of which only the kind is known.
    pub fn of(kind: Kind<R>) -> Self {
        Self {
            kind,
            constraints: Constraints::default(),
            description: None,
            links: Vec::new(),
            inferred: Vec::new(),
            origin: None,
            row: None,
        }
    }

    /// Any value.
    pub fn any() -> Self {
        Self::of(Kind::Any)
    }

    /// The same schema with other references, and without marks of rows.
    ///
    /// # Errors
    /// The first error that `map` returns.
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
        let Self { constraints, description, links, inferred, origin, .. } = self;
        Ok(Schema { kind, constraints, description, links, inferred, origin, row: None })
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
    /// A string without a format.
    pub fn string() -> Self {
        Self::String { format: None }
    }

    /// An integer of unstated width.
    pub fn integer() -> Self {
        Self::Integer { width: IntegerWidth::Unstated, as_string: false }
    }

    /// An array of the given items.
    pub fn array(items: Schema<R>) -> Self {
        Self::Array { items: Box::new(items) }
    }

    /// A map with the given values.
    pub fn map(values: Schema<R>) -> Self {
        Self::Map { keys: Constraints::default(), values: Box::new(values) }
    }

    /// The kind's name in the JSON form and in messages.
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

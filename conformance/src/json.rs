//! JSON values for validation: a tree that borrows its text.
//!
//! A recorded body is read once, walked once and thrown away. Borrowing strings and keeping members in a plain list
//! makes that about twice as fast as with `serde_json::Value`. `serde_json`'s parser bounds the depth; a body that is
//! nested deeper is an error here and becomes a finding, never a stack overflow.

use std::borrow::Cow;
use std::fmt;

use refract_codegen::ir::validate::{Node, Tree, is_integer};
use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::Number;

/// A JSON value.
#[derive(Clone, Debug, PartialEq)]
pub enum Json<'a> {
    /// `null`.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A number.
    Number(Number),
    /// Text.
    String(Cow<'a, str>),
    /// A list.
    Array(Vec<Json<'a>>),
    /// Members in the order of the text.
    Object(Vec<(Cow<'a, str>, Json<'a>)>),
}

/// The type of a JSON value, in the order in which reports list them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum JsonKind {
    /// `null`.
    Null,
    /// `true` or `false`.
    Boolean,
    /// A number without a fraction.
    Integer,
    /// A number with a fraction.
    Number,
    /// Text.
    String,
    /// A list.
    Array,
    /// An object.
    Object,
}

impl JsonKind {
    /// All kinds.
    pub const ALL: [Self; 7] =
        [Self::Null, Self::Boolean, Self::Integer, Self::Number, Self::String, Self::Array, Self::Object];

    /// The type's name in reports.
    pub fn name(self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Boolean => "boolean",
            Self::Integer => "integer",
            Self::Number => "number",
            Self::String => "string",
            Self::Array => "array",
            Self::Object => "object",
        }
    }
}

impl<'a> Json<'a> {
    /// Reads a text.
    ///
    /// # Errors
    /// The error of `serde_json`, which distinguishes a text that is not JSON from one that is nested too deeply.
    pub fn parse(text: &'a str) -> Result<Self, serde_json::Error> {
        serde_json::from_str(text)
    }

    /// The value's type. A number without a fraction is an integer, as in JSON Schema.
    pub fn kind(&self) -> JsonKind {
        match self {
            Self::Null => JsonKind::Null,
            Self::Bool(_) => JsonKind::Boolean,
            Self::Number(number) if is_integer(number) => JsonKind::Integer,
            Self::Number(_) => JsonKind::Number,
            Self::String(_) => JsonKind::String,
            Self::Array(_) => JsonKind::Array,
            Self::Object(_) => JsonKind::Object,
        }
    }

    /// The member with this name; the last one where there are several.
    pub fn get(&self, name: &str) -> Option<&Self> {
        match self {
            Self::Object(members) => members.iter().rev().find(|(key, _)| key == name).map(|(_, value)| value),
            _ => None,
        }
    }

    /// The text of a string.
    pub fn as_str(&self) -> Option<&str> {
        match self {
            Self::String(text) => Some(text),
            _ => None,
        }
    }
}

impl Tree for Json<'_> {
    fn node(&self) -> Node<'_, Self> {
        match self {
            Self::Null => Node::Null,
            Self::Bool(value) => Node::Bool(*value),
            Self::Number(number) => Node::Number(number),
            Self::String(text) => Node::Text(text),
            Self::Array(items) => Node::List(items),
            Self::Object(members) => Node::Object(members.len()),
        }
    }

    fn members(&self) -> impl Iterator<Item = (&str, &Self)> {
        let members = match self {
            Self::Object(members) => members.as_slice(),
            _ => &[],
        };
        members.iter().map(|(key, value)| (&**key, value))
    }

    fn member(&self, name: &str) -> Option<&Self> {
        self.get(name)
    }
}

/// A reference into a JSON text's strings, kept where nothing was escaped.
struct Text;

impl<'de> Visitor<'de> for Text {
    type Value = Cow<'de, str>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a string")
    }

    fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Self::Value, E> {
        Ok(Cow::Borrowed(text))
    }

    fn visit_str<E>(self, text: &str) -> Result<Self::Value, E> {
        Ok(Cow::Owned(text.to_owned()))
    }

    fn visit_string<E>(self, text: String) -> Result<Self::Value, E> {
        Ok(Cow::Owned(text))
    }
}

impl<'de> serde::de::DeserializeSeed<'de> for Text {
    type Value = Cow<'de, str>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_str(self)
    }
}

struct Reading;

impl<'de> Visitor<'de> for Reading {
    type Value = Json<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E>(self) -> Result<Json<'de>, E> {
        Ok(Json::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Json<'de>, E> {
        Ok(Json::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Json<'de>, E> {
        Ok(Json::Number(value.into()))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Json<'de>, E> {
        Ok(Json::Number(value.into()))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Json<'de>, E> {
        Ok(Number::from_f64(value).map_or(Json::Null, Json::Number))
    }

    fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Json<'de>, E> {
        Ok(Json::String(Cow::Borrowed(text)))
    }

    fn visit_str<E>(self, text: &str) -> Result<Json<'de>, E> {
        Ok(Json::String(Cow::Owned(text.to_owned())))
    }

    fn visit_string<E>(self, text: String) -> Result<Json<'de>, E> {
        Ok(Json::String(Cow::Owned(text)))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut access: A) -> Result<Json<'de>, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = access.next_element()? {
            items.push(item);
        }
        items.shrink_to_fit();
        Ok(Json::Array(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<Json<'de>, A::Error> {
        let mut members = Vec::new();
        while let Some(key) = access.next_key_seed(Text)? {
            members.push((key, access.next_value()?));
        }
        // A body may be a list of a million small objects: most of its memory is the unused capacity of each.
        members.shrink_to_fit();
        Ok(Json::Object(members))
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for Json<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Reading)
    }
}

/// The path to a value inside an exchange. It costs nothing unless it is read.
#[derive(Clone, Copy, Debug)]
pub enum Path<'p> {
    /// A part of the exchange: `/response/body`.
    Root(&'static str),
    /// A field that the contract lists.
    Key(&'p Path<'p>, &'p str),
    /// A field that the contract does not list.
    Extra(&'p Path<'p>, &'p str),
    /// An entry of a map, whose key the user chose.
    Entry(&'p Path<'p>, &'p str),
    /// An element.
    Index(&'p Path<'p>, usize),
}

impl Path<'_> {
    /// The JSON pointer (RFC 6901). `name` gives the key of each step, which is where secrets in keys are redacted.
    pub fn pointer(&self, name: &dyn Fn(&Path<'_>) -> String) -> String {
        match self {
            Self::Root(root) => (*root).to_owned(),
            Self::Key(parent, _) | Self::Extra(parent, _) | Self::Entry(parent, _) => {
                format!("{}/{}", parent.pointer(name), name(self).replace('~', "~0").replace('/', "~1"))
            }
            Self::Index(parent, index) => format!("{}/{index}", parent.pointer(name)),
        }
    }

    /// The path without the parts that differ from value to value: `servers[].metadata{}.id`.
    pub fn template(&self, name: &dyn Fn(&Path<'_>) -> String) -> String {
        match self {
            Self::Root(_) => String::new(),
            Self::Key(parent, _) | Self::Extra(parent, _) => match parent.template(name) {
                before if before.is_empty() => name(self),
                before => format!("{before}.{}", name(self)),
            },
            Self::Entry(parent, _) => format!("{}{{}}", parent.template(name)),
            Self::Index(parent, _) => format!("{}[]", parent.template(name)),
        }
    }

    /// The key of the last step; empty for elements and parts.
    pub fn key(&self) -> &str {
        match self {
            Self::Key(_, key) | Self::Extra(_, key) | Self::Entry(_, key) => key,
            Self::Root(_) | Self::Index(..) => "",
        }
    }

    /// Whether the sender chose the key of the last step, so that the contract does not contain it.
    pub fn is_own(&self) -> bool {
        matches!(self, Self::Extra(..) | Self::Entry(..))
    }

    /// The path to the containing value; `None` for a part of an exchange.
    pub fn parent(&self) -> Option<&Path<'_>> {
        match self {
            Self::Root(_) => None,
            Self::Key(parent, _) | Self::Extra(parent, _) | Self::Entry(parent, _) | Self::Index(parent, _) => {
                Some(parent)
            }
        }
    }

    /// The part of the exchange in which it begins.
    pub fn root(&self) -> &'static str {
        match self {
            Self::Root(root) => root,
            Self::Key(parent, _) | Self::Extra(parent, _) | Self::Entry(parent, _) | Self::Index(parent, _) => {
                parent.root()
            }
        }
    }

    /// Whether the sender chose any key of the path.
    pub fn any_key(&self, is: &dyn Fn(&str) -> bool) -> bool {
        match self {
            Self::Root(_) => false,
            Self::Key(parent, key) | Self::Extra(parent, key) | Self::Entry(parent, key) => {
                is(key) || parent.any_key(is)
            }
            Self::Index(parent, _) => parent.any_key(is),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strings_are_borrowed_where_nothing_is_escaped() {
        let json = Json::parse(r#"{"a":["x","y\n"],"a":1.0}"#).unwrap();
        let Json::Object(members) = &json else { panic!("{json:?}") };
        let Json::Array(items) = &members[0].1 else { panic!("{members:?}") };
        assert!(matches!(items[0], Json::String(Cow::Borrowed("x"))));
        assert!(matches!(&items[1], Json::String(Cow::Owned(text)) if text == "y\n"));
        // The last of two members is used, and 1.0 is an integer.
        assert_eq!(json.get("a").unwrap().kind(), JsonKind::Integer);
    }

    #[test]
    fn depth_is_an_error_and_no_overflow() {
        let text = "[".repeat(100_000);
        assert!(Json::parse(&text).unwrap_err().to_string().contains("recursion limit"));
    }

    #[test]
    fn pointers_are_escaped() {
        let root = Path::Root("/response/body");
        let key = Path::Key(&root, "a/b~c");
        assert_eq!(Path::Index(&key, 3).pointer(&|step| step.key().to_owned()), "/response/body/a~1b~0c/3");
    }
}

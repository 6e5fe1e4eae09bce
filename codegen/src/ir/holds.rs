//! Whether a value is what a page demands: the one meaning of every demand, for whoever holds values against contracts.
//!
//! [`accepts`] holds a value with all that is inside it against a schema; [`is_kind`], [`null`] and [`broken`] look at one
//! value without what is inside it. Each demand has a function of its own beside its type ([`Range::contains`],
//! [`Count::contains`], [`Length::of`], [`Enumeration::contains`], [`When::holds`], [`number`]), for those who
//! compile contracts first. Values are read through [`Tree`], so that it does not matter who keeps them.
//!
//! The meaning is JSON Schema's wherever that has a word for the demand: a demand is about values of its own kind and says
//! nothing of others, `1.0` is an integer and equals `1`, and numbers are what their digits say. Formats are no demands:
//! whether a text is a date is for [`crate::diff`] and the conformance suite to say.

pub mod number;
mod tree;

pub use number::{compare, integer, is_integer, is_multiple};
pub(crate) use tree::firsts;
pub use tree::{Node, Tree, equal, is_empty, is_unique};

use serde_json::{Number, Value};

use super::{
    Api, Constraints, Count, Enumeration, IntegerWidth, Kind, Length, LengthUnit, Object, Range, Required, Schema, When,
};

/// A demand that a value does not meet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Broken {
    /// It is none of the values listed.
    Values,
    /// The number is outside the range.
    Range,
    /// The number is no multiple.
    Multiple,
    /// The text is this long.
    Length(u64),
    /// The text does not match this one of the patterns.
    Pattern(usize),
    /// The list or object has this many elements or members.
    Count(u64),
    /// Two elements of the list are equal.
    Unique,
}

/// Whether a value, with all that is inside it, is one of a schema's.
pub fn accepts<T: Tree>(api: &Api, schema: &Schema, value: &T) -> bool {
    if matches!(value.node(), Node::Null) {
        return null(api, schema);
    }
    let resolved = api.resolve(schema);
    let meets = |stated: &Constraints| broken(&resolved.kind, stated, value).is_empty();
    if !is_kind(&resolved.kind, value) || !meets(&schema.constraints) || !meets(&resolved.constraints) {
        return false;
    }
    match (&resolved.kind, value.node()) {
        (Kind::Array { items }, Node::List(elements)) => elements.iter().all(|element| accepts(api, items, element)),
        (Kind::Map { keys, values }, Node::Object(_)) => value.members().all(|(key, value)| {
            broken(&Kind::string(), keys, &Value::from(key)).is_empty() && accepts(api, values, value)
        }),
        (Kind::Union { members }, _) => members.iter().any(|member| accepts(api, member, value)),
        (Kind::Object(object), Node::Object(_)) => {
            let inside = object
                .fields()
                .iter()
                .all(|field| value.member(&field.name).is_none_or(|inner| accepts(api, &field.schema, inner)));
            inside && absent(object, value).is_empty() && excluded(object, value).is_none()
        }
        _ => true,
    }
}

/// Whether `null` is a value of a schema. What a reference says itself goes before what it refers to, and what is stated of
/// a choice before what its members say.
pub fn null(api: &Api, schema: &Schema) -> bool {
    let resolved = api.resolve(schema);
    let stated = |schema: &Schema| schema.constraints.nullable.as_ref().map(|flag| flag.value);
    stated(schema).or_else(|| stated(resolved)).unwrap_or_else(|| match &resolved.kind {
        Kind::Any => true,
        Kind::Union { members } => members.iter().any(|member| null(api, member)),
        _ => false,
    })
}

/// Whether a value that is not `null` is of a kind, what is inside it left aside. A reference says nothing of its own.
pub fn is_kind<T: Tree>(kind: &Kind, value: &T) -> bool {
    match (kind, value.node()) {
        (Kind::Any | Kind::Ref { .. }, _)
        | (Kind::Boolean, Node::Bool(_))
        | (Kind::Number, Node::Number(_))
        | (Kind::String { .. }, Node::Text(_))
        | (Kind::Array { .. }, Node::List(_))
        | (Kind::Map { .. } | Kind::Object(_), Node::Object(_)) => true,
        (Kind::Union { members }, _) => members.iter().any(|member| is_kind(&member.kind, value)),
        (Kind::Integer { width, as_string: false }, Node::Number(number)) => is_integer(number) && width.holds(number),
        (Kind::Integer { width, as_string: true }, Node::Text(text)) => is_digits(text) && width.holds_digits(text),
        _ => false,
    }
}

/// The demands that a value of a kind does not meet, in the order in which they are told; what is inside the value is left
/// aside. `null` meets all of them.
pub fn broken<T: Tree>(kind: &Kind, stated: &Constraints, value: &T) -> Vec<Broken> {
    let mut found = Vec::new();
    if matches!(value.node(), Node::Null) {
        return found;
    }
    if stated.enumeration.as_ref().is_some_and(|list| !list.value.is_open() && !list.value.contains(value)) {
        found.push(Broken::Values);
    }
    let in_text = match (kind, value.node()) {
        (Kind::Integer { as_string: true, .. }, Node::Text(text)) => number::written(text),
        _ => None,
    };
    let number = match value.node() {
        Node::Number(number) => Some(number),
        _ => in_text.as_ref(),
    };
    if let Some(number) = number {
        if stated.range.as_ref().is_some_and(|range| !range.value.contains(number)) {
            found.push(Broken::Range);
        }
        if stated.multiple_of.as_ref().is_some_and(|step| !is_multiple(number, &step.value)) {
            found.push(Broken::Multiple);
        }
    }
    if let Node::Text(text) = value.node() {
        if let Some(length) = &stated.length
            && !length.value.count.contains(length.value.of(text))
        {
            found.push(Broken::Length(length.value.of(text)));
        }
        let patterns = stated.patterns.iter().enumerate();
        found.extend(patterns.filter(|(_, it)| !it.value.matches(text)).map(|(at, _)| Broken::Pattern(at)));
    }
    let size = match value.node() {
        Node::List(elements) => Some(elements.len() as u64),
        Node::Object(members) => Some(members as u64),
        _ => None,
    };
    if let (Some(count), Some(size)) = (&stated.count, size)
        && !count.value.contains(size)
    {
        found.push(Broken::Count(size));
    }
    if let Node::List(elements) = value.node()
        && stated.unique.as_ref().is_some_and(|flag| flag.value)
        && !is_unique(elements)
    {
        found.push(Broken::Unique);
    }
    found
}

/// The fields that an object should have and has not, each with the condition under which it must be given, where it is
/// one.
pub fn absent<'o, T: Tree>(object: &'o Object, value: &T) -> Vec<(&'o str, Option<&'o When>)> {
    let missing = object.fields().iter().filter(|field| value.member(&field.name).is_none());
    missing
        .filter_map(|field| {
            if field.required == Required::Always {
                return Some((field.name.as_str(), None));
            }
            let conditions = field.schema.constraints.conditions.iter().filter(|condition| condition.required);
            let whens = conditions.filter_map(|condition| condition.when.as_ref());
            // A condition is about another field of the object.
            let mut known = whens.filter(|when| when.field != field.name && object.field(&when.field).is_some());
            let met = known.find(|when| value.member(&when.field).is_some_and(|other| when.holds(other)))?;
            Some((field.name.as_str(), Some(met)))
        })
        .collect()
}

/// The fields of the first exclusive group of which more than one is given.
pub fn excluded<'o, T: Tree>(object: &'o Object, value: &T) -> Option<Vec<&'o str>> {
    object.groups().iter().find_map(|group| {
        let given: Vec<&str> =
            group.members.iter().map(String::as_str).filter(|member| value.member(member).is_some()).collect();
        (given.len() > 1).then_some(given)
    })
}

/// Whether a text is an integer in digits, as an integer that is carried as a string is written.
pub fn is_digits(text: &str) -> bool {
    let digits = text.strip_prefix('-').unwrap_or(text);
    !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit())
}

impl IntegerWidth {
    /// Whether an integer fits.
    pub fn holds(self, number: &Number) -> bool {
        let within = |min: i128, max: i128| integer(number).is_some_and(|value| (min..=max).contains(&value));
        match self {
            Self::Unstated => true,
            Self::Bits32 => within(i32::MIN.into(), i32::MAX.into()),
            Self::Bits64 => within(i64::MIN.into(), i64::MAX.into()),
        }
    }

    /// Whether an integer in digits fits. Proto JSON writes unsigned numbers of 64 bits alike, and pages do not tell the two
    /// apart.
    pub fn holds_digits(self, text: &str) -> bool {
        match self {
            Self::Unstated => true,
            Self::Bits32 => text.parse::<i32>().is_ok(),
            Self::Bits64 => text.parse::<i64>().is_ok() || text.parse::<u64>().is_ok(),
        }
    }
}

impl Range {
    /// Whether a number lies in it.
    pub fn contains(&self, number: &Number) -> bool {
        use std::cmp::Ordering::{Equal, Greater, Less};
        let above = self.min().is_none_or(|min| match compare(number, &min.value) {
            Greater => true,
            Equal => !min.exclusive,
            Less => false,
        });
        let below = self.max().is_none_or(|max| match compare(number, &max.value) {
            Less => true,
            Equal => !max.exclusive,
            Greater => false,
        });
        above && below
    }

    /// The least and greatest integers in it. The least is above the greatest where there is none between its ends.
    pub fn integers(&self) -> (Option<i128>, Option<i128>) {
        let least = self.min().map(|min| match integer(&min.value) {
            Some(value) => value + i128::from(min.exclusive),
            None => number::floor(&min.value) + 1,
        });
        let greatest = self.max().map(|max| match integer(&max.value) {
            Some(value) => value - i128::from(max.exclusive),
            None => number::floor(&max.value),
        });
        (least, greatest)
    }
}

impl Count {
    /// Whether there may be so many.
    pub fn contains(self, size: u64) -> bool {
        self.min().is_none_or(|min| size >= min) && self.max().is_none_or(|max| size <= max)
    }
}

impl Length {
    /// How long a text is, counted as this length is.
    pub fn of(self, text: &str) -> u64 {
        let long = match self.unit {
            LengthUnit::Characters => text.chars().count(),
            LengthUnit::Bytes => text.len(),
        };
        long as u64
    }
}

impl Enumeration {
    /// Whether a value is listed.
    pub fn contains<T: Tree>(&self, value: &T) -> bool {
        self.values().iter().any(|known| equal(value, &known.value))
    }
}

impl When {
    /// Whether the condition holds, by the value of the other field.
    pub fn holds<T: Tree>(&self, value: &T) -> bool {
        match self.values.as_slice() {
            [] => !is_empty(value),
            values => values.iter().any(|wanted| equal(value, wanted)),
        }
    }
}

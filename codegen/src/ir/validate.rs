//! Whether a value satisfies what a page states: the single definition of every constraint, for all code that validates
//! values against contracts.
//!
//! [`accepts`] validates a value and everything inside it against a schema; [`is_kind`], [`null`] and [`broken`] look
//! at one value without its content. Each constraint has a function beside its type ([`Range::contains`],
//! [`Count::contains`], [`Length::of`], [`Enumeration::contains`], [`When::matches`], [`number`]), for callers that
//! compile contracts first. Values are read through [`Tree`], so that any representation will do.
//!
//! The meaning is JSON Schema's wherever it has an equivalent: a constraint applies to values of its own kind and
//! ignores others, `1.0` is an integer and equals `1`, and numbers are compared by their digits. Formats are not
//! constraints: whether a string is a date is for [`crate::diff`] and the conformance suite to decide.

pub mod number;
mod tree;

pub use number::{compare, integer, is_integer, is_multiple};
pub(crate) use tree::firsts;
pub use tree::{Node, Tree, equal, is_empty, is_unique};

use serde_json::{Number, Value};

use super::{
    Api, Constraints, Count, Enumeration, IntegerWidth, Kind, Length, LengthUnit, Object, Range, Required, Schema, When,
};

/// A constraint that a value violates.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Broken {
    /// It is not one of the permitted values.
    Values,
    /// The number is outside the range.
    Range,
    /// The number is not a multiple.
    Multiple,
    /// The string has this length.
    Length(u64),
    /// The string does not match the pattern of this index.
    Pattern(usize),
    /// The array or object has this many elements or members.
    Count(u64),
    /// Two elements of the array are equal.
    Unique,
}

/// Whether a value, with everything inside it, is valid against a schema.
pub fn accepts<T: Tree>(api: &Api, schema: &Schema, value: &T) -> bool {
    accepts_where(api, schema, value, &|_, _, _| true)
}

/// Something more that is asked of a value: given the schema as it is stated, what its reference leads to, and the value.
pub(crate) type More<'m, T> = &'m dyn Fn(&Schema, &Schema, &T) -> bool;

/// [`accepts`], with something more that is asked of the value and of each one inside it but `null`.
pub(crate) fn accepts_where<T: Tree>(api: &Api, schema: &Schema, value: &T, more: More<'_, T>) -> bool {
    if matches!(value.node(), Node::Null) {
        return null(api, schema);
    }
    let resolved = api.resolve(schema);
    let meets = |stated: &Constraints| broken(&resolved.kind, stated, value).is_empty();
    if !is_kind(&resolved.kind, value) || !meets(&schema.constraints) || !meets(&resolved.constraints) {
        return false;
    }
    if !more(schema, resolved, value) {
        return false;
    }
    let accepts = |schema: &Schema, value: &T| accepts_where(api, schema, value, more);
    match (&resolved.kind, value.node()) {
        (Kind::Array { items }, Node::List(elements)) => elements.iter().all(|element| accepts(items, element)),
        (Kind::Map { keys, values }, Node::Object(_)) => value
            .members()
            .all(|(key, value)| broken(&Kind::string(), keys, &Value::from(key)).is_empty() && accepts(values, value)),
        (Kind::Union { members }, _) => members.iter().any(|member| accepts(member, value)),
        (Kind::Object(object), Node::Object(_)) => {
            let inside = object
                .fields()
                .iter()
                .all(|field| value.member(&field.name).is_none_or(|inner| accepts(&field.schema, inner)));
            inside && absent(object, value).is_empty() && excluded(object, value).is_none()
        }
        _ => true,
    }
}

/// Whether `null` is valid against a schema. What a reference states itself takes precedence over its target, and what
/// is stated of a union over its members.
pub fn null(api: &Api, schema: &Schema) -> bool {
    let resolved = api.resolve(schema);
    let stated = |schema: &Schema| schema.constraints.nullable.as_ref().map(|flag| flag.value);
    stated(schema).or_else(|| stated(resolved)).unwrap_or_else(|| match &resolved.kind {
        Kind::Any => true,
        Kind::Union { members } => members.iter().any(|member| null(api, member)),
        _ => false,
    })
}

/// Whether a value other than `null` is of a kind, without regard to its content. A reference decides nothing by
/// itself.
pub fn is_kind<T: Tree>(kind: &Kind, value: &T) -> bool {
    match (kind, value.node()) {
        (Kind::Any | Kind::Ref { .. }, _)
        | (Kind::Boolean, Node::Bool(_))
        | (Kind::Number, Node::Number(_))
        | (Kind::String { .. }, Node::Text(_))
        | (Kind::Array { .. }, Node::List(_))
        | (Kind::Map { .. } | Kind::Object(_), Node::Object(_)) => true,
        (Kind::Union { members }, _) => members.iter().any(|member| is_kind(&member.kind, value)),
        (Kind::Integer { width, as_string: false }, Node::Number(number)) => {
            is_integer(number) && width.contains(number)
        }
        (Kind::Integer { width, as_string: true }, Node::Text(text)) => is_digits(text) && width.contains_digits(text),
        _ => false,
    }
}

/// The constraints that a value of a kind violates, in the order in which they are reported, without regard to its
/// content. `null` satisfies all of them.
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

/// The fields that an object lacks although they are required, each with the condition that requires it, if there is
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
            let met = known.find(|when| value.member(&when.field).is_some_and(|other| when.matches(other)))?;
            Some((field.name.as_str(), Some(met)))
        })
        .collect()
}

/// The fields of the first exclusive group with more than one field given.
pub fn excluded<'o, T: Tree>(object: &'o Object, value: &T) -> Option<Vec<&'o str>> {
    object.groups().iter().find_map(|group| {
        let given: Vec<&str> =
            group.members.iter().map(String::as_str).filter(|member| value.member(member).is_some()).collect();
        (given.len() > 1).then_some(given)
    })
}

/// Whether a string is an integer in digits, the form of an integer that is sent as a string.
pub fn is_digits(text: &str) -> bool {
    let digits = text.strip_prefix('-').unwrap_or(text);
    !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit())
}

impl IntegerWidth {
    /// Whether an integer is within the width.
    pub fn contains(self, number: &Number) -> bool {
        let within = |min: i128, max: i128| integer(number).is_some_and(|value| (min..=max).contains(&value));
        match self {
            Self::Unstated => true,
            Self::Bits32 => within(i32::MIN.into(), i32::MAX.into()),
            Self::Bits64 => within(i64::MIN.into(), i64::MAX.into()),
        }
    }

    /// Whether an integer in digits is within the width. Proto JSON writes unsigned numbers of 64 bits alike, and pages
    /// do not distinguish the two.
    pub fn contains_digits(self, text: &str) -> bool {
        match self {
            Self::Unstated => true,
            Self::Bits32 => text.parse::<i32>().is_ok(),
            Self::Bits64 => text.parse::<i64>().is_ok() || text.parse::<u64>().is_ok(),
        }
    }
}

impl Range {
    /// Whether it contains a number.
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

    /// The least and greatest integers in it. The least is above the greatest where it contains none.
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
    /// Whether it permits this number.
    pub fn contains(self, size: u64) -> bool {
        self.min().is_none_or(|min| size >= min) && self.max().is_none_or(|max| size <= max)
    }
}

impl Length {
    /// The length of a string in this length's unit.
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
    pub fn matches<T: Tree>(&self, value: &T) -> bool {
        match self.values.as_slice() {
            [] => !is_empty(value),
            values => values.iter().any(|wanted| equal(value, wanted)),
        }
    }
}

//! Constraints on a value, each with the place that states it.

use serde::{Deserialize, Serialize};
use serde_json::{Number, Value};

use super::pattern::Pattern;
use crate::source::Origin;

/// A statement with its place.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sourced<T> {
    /// The statement.
    pub value: T,
    /// Its place.
    pub origin: Origin,
    /// The rule of the vocabulary that matched, as `explain` names it.
    pub rule: String,
}

/// All constraints on a value. What is not stated is absent.
///
/// Most values have few of the many possible constraints, so each is boxed: a field without any is small.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Constraints {
    /// The minimum and maximum of a number.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub range: Option<Box<Sourced<Range>>>,
    /// The minimum and maximum length of a string.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub length: Option<Box<Sourced<Length>>>,
    /// The minimum and maximum number of elements or entries.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub count: Option<Box<Sourced<Count>>>,
    /// Whether no two elements may be equal.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unique: Option<Box<Sourced<bool>>>,
    /// Patterns that the whole string must match.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub patterns: Vec<Sourced<Pattern>>,
    /// The permitted values.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub enumeration: Option<Box<Sourced<Enumeration>>>,
    /// The value that applies when none is given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub default: Option<Box<Sourced<Value>>>,
    /// The unit of a number.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unit: Option<Box<Sourced<String>>>,
    /// The number of which the value must be a multiple.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub multiple_of: Option<Box<Sourced<Number>>>,
    /// The range of the number that a string contains: about its content, not its length.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub content_range: Option<Box<Sourced<Range>>>,
    /// Whether `null` is permitted (true), or explicitly not (false).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub nullable: Option<Box<Sourced<bool>>>,
    /// Whether the value is read-only.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub read_only: Option<Box<Sourced<bool>>>,
    /// Whether it is deprecated.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub deprecated: Option<Box<Sourced<bool>>>,
    /// Whether it is reserved and has no effect yet.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reserved: Option<Box<Sourced<bool>>>,
    /// Constraints that apply only under a condition.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub conditions: Vec<Condition>,
    /// Changes by fixups other than constraints: of the type, the name, the requiredness, or the field itself.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub corrections: Vec<Correction>,
}

/// The rule of a constraint that a fixup states, as `explain` names it.
pub const CORRECTED: &str = "fixup";

/// What a fixup (see [`crate::fixup`]) states against the page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Correction {
    /// What it changed, by the name of the fixup's key: `type`, `required`, `name`, `add`.
    pub what: String,
    /// Why, in the fixup's own words.
    pub why: String,
    /// The place of the fixup.
    pub origin: Origin,
}

impl Constraints {
    /// Whether there is no constraint.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// One end of a [`Range`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Bound {
    /// The number.
    pub value: Number,
    /// Whether the number itself is excluded.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub exclusive: bool,
}

/// The minimum and maximum of a number. At least one is stated, and the range contains at least one number.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "RangeForm")]
pub struct Range {
    #[serde(skip_serializing_if = "Option::is_none")]
    min: Option<Bound>,
    #[serde(skip_serializing_if = "Option::is_none")]
    max: Option<Bound>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RangeForm {
    #[serde(default)]
    min: Option<Bound>,
    #[serde(default)]
    max: Option<Bound>,
}

impl TryFrom<RangeForm> for Range {
    type Error = &'static str;

    fn try_from(form: RangeForm) -> Result<Self, Self::Error> {
        Self::new(form.min, form.max).ok_or("a range has an end, and its least number is not above its greatest")
    }
}

impl Range {
    /// A range; `None` where neither end is given or it contains no number.
    pub fn new(min: Option<Bound>, max: Option<Bound>) -> Option<Self> {
        if let (Some(min), Some(max)) = (&min, &max) {
            let order = super::validate::compare(&min.value, &max.value);
            let empty = order == std::cmp::Ordering::Greater
                || (order == std::cmp::Ordering::Equal && (min.exclusive || max.exclusive));
            if empty {
                return None;
            }
        }
        (min.is_some() || max.is_some()).then_some(Self { min, max })
    }

    /// The minimum.
    pub fn min(&self) -> Option<&Bound> {
        self.min.as_ref()
    }

    /// The maximum.
    pub fn max(&self) -> Option<&Bound> {
        self.max.as_ref()
    }

    /// The intersection of both ranges; `None` where it is empty.
    pub fn both(&self, other: &Self) -> Option<Self> {
        Self::new(self.min.clone().or_else(|| other.min.clone()), self.max.clone().or_else(|| other.max.clone()))
    }
}

/// The minimum and maximum number of elements, entries or characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "CountForm")]
pub struct Count {
    #[serde(skip_serializing_if = "Option::is_none")]
    min: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    max: Option<u64>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CountForm {
    #[serde(default)]
    min: Option<u64>,
    #[serde(default)]
    max: Option<u64>,
}

impl TryFrom<CountForm> for Count {
    type Error = &'static str;

    fn try_from(form: CountForm) -> Result<Self, Self::Error> {
        Self::new(form.min, form.max).ok_or("a count has an end, and its least number is not above its greatest")
    }
}

impl Count {
    /// A count; `None` where neither end is given or the minimum is above the maximum.
    pub fn new(min: Option<u64>, max: Option<u64>) -> Option<Self> {
        let sound = min.is_some() || max.is_some();
        (sound && min.unwrap_or(0) <= max.unwrap_or(u64::MAX)).then_some(Self { min, max })
    }

    /// The minimum.
    pub fn min(self) -> Option<u64> {
        self.min
    }

    /// The maximum.
    pub fn max(self) -> Option<u64> {
        self.max
    }

    /// Both statements as one; the ends of the first take precedence.
    pub fn both(self, other: Self) -> Option<Self> {
        Self::new(self.min.or(other.min), self.max.or(other.max))
    }
}

/// The unit of a length.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum LengthUnit {
    /// Characters.
    Characters,
    /// Bytes, of UTF-8 where the page names no encoding.
    Bytes,
}

/// The minimum and maximum length of a string.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Length {
    /// The length.
    pub count: Count,
    /// Its unit.
    pub unit: LengthUnit,
}

/// The permitted values: at least one, without duplicates.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "EnumerationForm")]
pub struct Enumeration {
    values: Vec<EnumValue>,
    open: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct EnumerationForm {
    values: Vec<EnumValue>,
    open: bool,
}

impl TryFrom<EnumerationForm> for Enumeration {
    type Error = &'static str;

    fn try_from(form: EnumerationForm) -> Result<Self, Self::Error> {
        let count = form.values.len();
        match Self::new(form.values, form.open) {
            Some(enumeration) if enumeration.values.len() == count => Ok(enumeration),
            _ => Err("an enumeration has at least one value and none twice"),
        }
    }
}

/// One value of an enumeration.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EnumValue {
    /// The value as it is sent: a string, a number or a boolean.
    pub value: Value,
    /// Its meaning, as the page describes it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub meaning: Option<String>,
    /// Whether it should no longer be used. It is still permitted.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub deprecated: bool,
}

impl EnumValue {
    /// A value of which nothing else is stated.
    pub fn of(value: Value) -> Self {
        Self { value, meaning: None, deprecated: false }
    }
}

impl Enumeration {
    /// An enumeration; `None` where there are no values. Duplicates are dropped.
    pub fn new(values: impl IntoIterator<Item = EnumValue>, open: bool) -> Option<Self> {
        let mut values: Vec<EnumValue> = values.into_iter().collect();
        let mut first = super::validate::firsts(values.iter().map(|value| &value.value)).into_iter();
        values.retain(|_| first.next().unwrap_or(true));
        (!values.is_empty()).then_some(Self { values, open })
    }

    /// Marks a value as deprecated. Whether it is listed.
    pub(crate) fn deprecate(&mut self, value: &Value) -> bool {
        let listed = self.values.iter_mut().find(|known| known.value == *value);
        listed.map(|listed| listed.deprecated = true).is_some()
    }

    /// The values in the page's order.
    pub fn values(&self) -> &[EnumValue] {
        &self.values
    }

    /// Whether the page says that there may be further values (`and so on`, `currently`).
    pub fn is_open(&self) -> bool {
        self.open
    }
}

/// A constraint that applies only under a condition, with the words that state it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Condition {
    /// The condition, where both field and value were read with certainty.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub when: Option<When>,
    /// Whether the field is required under it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub required: bool,
    /// The sentence as the page writes it.
    pub words: String,
    /// Its place.
    pub origin: Origin,
    /// The rule of the vocabulary that matched.
    pub rule: String,
}

/// A condition on another field of the same object.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct When {
    /// The other field's name.
    pub field: String,
    /// The values for which it holds; empty where it holds as soon as the field is given and not empty.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub values: Vec<Value>,
}

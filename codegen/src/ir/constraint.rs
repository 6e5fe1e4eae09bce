//! What a page demands of a value, each demand with the place that states it.

use serde::{Deserialize, Serialize};
use serde_json::{Number, Value};

use super::pattern::Pattern;
use crate::source::Origin;

/// A statement with its place.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sourced<T> {
    /// What is stated.
    pub value: T,
    /// Where.
    pub origin: Origin,
    /// The rule of the vocabulary that read it, as `explain` names it.
    pub rule: String,
}

/// All that is demanded of a value. What is not stated is absent.
///
/// Most values have few demands of the many that there are, so each lies apart: a field without any is small.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Constraints {
    /// The least and greatest number.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub range: Option<Box<Sourced<Range>>>,
    /// The least and greatest length of a text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub length: Option<Box<Sourced<Length>>>,
    /// The least and greatest number of elements or entries.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub count: Option<Box<Sourced<Count>>>,
    /// Whether no two elements may be equal.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unique: Option<Box<Sourced<bool>>>,
    /// What the whole text must match.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub patterns: Vec<Sourced<Pattern>>,
    /// The values there are.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub enumeration: Option<Box<Sourced<Enumeration>>>,
    /// What counts when nothing is given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub default: Option<Box<Sourced<Value>>>,
    /// The unit of a number.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unit: Option<Box<Sourced<String>>>,
    /// What the number must be a multiple of.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub multiple_of: Option<Box<Sourced<Number>>>,
    /// The range of the number that a text holds: a fact about its content, not about its length.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub content_range: Option<Box<Sourced<Range>>>,
    /// Whether `null` is a value (true), or is said not to be one (false).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub nullable: Option<Box<Sourced<bool>>>,
    /// Whether the value can only be read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub read_only: Option<Box<Sourced<bool>>>,
    /// Whether it should no longer be used.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub deprecated: Option<Box<Sourced<bool>>>,
    /// Whether it is reserved and has no effect yet.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reserved: Option<Box<Sourced<bool>>>,
    /// What holds only under a condition.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub conditions: Vec<Condition>,
    /// What corrections changed that is no demand: the type, the name, the requiredness, the field itself.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub corrections: Vec<Correction>,
}

/// The rule by which a corrected demand was read, as `explain` names it.
pub const CORRECTED: &str = "fixup";

/// What a correction (see [`crate::fixup`]) says against the page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Correction {
    /// What it changed, by the name of the correction's key: `type`, `required`, `name`, `add`.
    pub what: String,
    /// Why, in the correction's own words.
    pub why: String,
    /// Where the correction stands.
    pub origin: Origin,
}

impl Constraints {
    /// Whether nothing is demanded.
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
    /// Whether the number itself is outside.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub exclusive: bool,
}

/// The least and greatest number. At least one end is stated, and the range holds at least one number.
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
    /// A range; nothing where neither end is given or no number lies in it.
    pub fn new(min: Option<Bound>, max: Option<Bound>) -> Option<Self> {
        if let (Some(min), Some(max)) = (&min, &max) {
            let order = super::holds::compare(&min.value, &max.value);
            let empty = order == std::cmp::Ordering::Greater
                || (order == std::cmp::Ordering::Equal && (min.exclusive || max.exclusive));
            if empty {
                return None;
            }
        }
        (min.is_some() || max.is_some()).then_some(Self { min, max })
    }

    /// The least number.
    pub fn min(&self) -> Option<&Bound> {
        self.min.as_ref()
    }

    /// The greatest number.
    pub fn max(&self) -> Option<&Bound> {
        self.max.as_ref()
    }

    /// What both ranges allow, where their statements don't contradict each other.
    pub fn both(&self, other: &Self) -> Option<Self> {
        Self::new(self.min.clone().or_else(|| other.min.clone()), self.max.clone().or_else(|| other.max.clone()))
    }
}

/// The least and greatest number of elements, entries or characters.
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
    /// A count; nothing where neither end is given or the least is above the greatest.
    pub fn new(min: Option<u64>, max: Option<u64>) -> Option<Self> {
        let sound = min.is_some() || max.is_some();
        (sound && min.unwrap_or(0) <= max.unwrap_or(u64::MAX)).then_some(Self { min, max })
    }

    /// The least number.
    pub fn min(self) -> Option<u64> {
        self.min
    }

    /// The greatest number.
    pub fn max(self) -> Option<u64> {
        self.max
    }

    /// Both statements as one, the first one's ends before the second's.
    pub fn both(self, other: Self) -> Option<Self> {
        Self::new(self.min.or(other.min), self.max.or(other.max))
    }
}

/// What a length is counted in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum LengthUnit {
    /// Characters.
    Characters,
    /// Bytes, of UTF-8 where the page does not say.
    Bytes,
}

/// The least and greatest length of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Length {
    /// How long.
    pub count: Count,
    /// Counted in what.
    pub unit: LengthUnit,
}

/// The values there are: at least one, none twice.
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
    /// The value as it stands on the wire: a string, a number or a boolean.
    pub value: Value,
    /// What the page says it means.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub meaning: Option<String>,
}

impl Enumeration {
    /// An enumeration; nothing where there are no values. A value that is there already is dropped.
    pub fn new(values: impl IntoIterator<Item = EnumValue>, open: bool) -> Option<Self> {
        let mut values: Vec<EnumValue> = values.into_iter().collect();
        let mut first = super::holds::firsts(values.iter().map(|value| &value.value)).into_iter();
        values.retain(|_| first.next().unwrap_or(true));
        (!values.is_empty()).then_some(Self { values, open })
    }

    /// The values in the page's order.
    pub fn values(&self) -> &[EnumValue] {
        &self.values
    }

    /// Whether the page says that there are others (`and so on`, `currently`).
    pub fn is_open(&self) -> bool {
        self.open
    }
}

/// What holds only under a condition, with the words that say so.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Condition {
    /// The condition, where field and value could both be read for certain.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub when: Option<When>,
    /// Whether the field must be given under it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub required: bool,
    /// The sentence as it stands on the page.
    pub words: String,
    /// Where.
    pub origin: Origin,
    /// The rule of the vocabulary that read it.
    pub rule: String,
}

/// A condition on another field of the same object.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct When {
    /// The other field's name.
    pub field: String,
    /// The values under which it holds; none where it holds as soon as the field is given and not empty.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub values: Vec<Value>,
}

//! The constraints on a value in words, one at a time: for documentation, messages and `explain`.

use super::constraint::{Bound, CORRECTED, Constraints, Count, Enumeration, LengthUnit, Range, Sourced};
use crate::source::Origin;

/// One constraint in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Demand<'a> {
    /// Its kind: `range`, `length`, `values`.
    pub what: &'static str,
    /// Its value: `1 to 64`.
    pub value: String,
    /// Where the page states it.
    pub origin: &'a Origin,
    /// The rule of the vocabulary that matched.
    pub rule: &'a str,
}

impl Constraints {
    /// The constraints, in a fixed order.
    pub fn demands(&self) -> Vec<Demand<'_>> {
        let mut all = Vec::new();
        push(&mut all, "range", self.range.as_deref(), range);
        push(&mut all, "range of the number in the text", self.content_range.as_deref(), range);
        push(&mut all, "length", self.length.as_deref(), |length| {
            let unit = match length.unit {
                LengthUnit::Characters => "characters",
                LengthUnit::Bytes => "bytes",
            };
            format!("{} {unit}", count(&length.count))
        });
        push(&mut all, "count", self.count.as_deref(), count);
        push(&mut all, "unique", self.unique.as_deref(), ToString::to_string);
        for pattern in &self.patterns {
            push(&mut all, "pattern", Some(pattern), |pattern| pattern.ecma.clone());
        }
        push(&mut all, "values", self.enumeration.as_deref(), values);
        push(&mut all, "default", self.default.as_deref(), ToString::to_string);
        push(&mut all, "unit", self.unit.as_deref(), Clone::clone);
        push(&mut all, "multiple of", self.multiple_of.as_deref(), ToString::to_string);
        push(&mut all, "null allowed", self.nullable.as_deref(), ToString::to_string);
        push(&mut all, "read-only", self.read_only.as_deref(), ToString::to_string);
        push(&mut all, "deprecated", self.deprecated.as_deref(), ToString::to_string);
        push(&mut all, "reserved", self.reserved.as_deref(), ToString::to_string);
        for condition in &self.conditions {
            let what = if condition.required { "required under a condition" } else { "under a condition" };
            let value = match &condition.when {
                Some(when) if when.values.is_empty() => format!("{} (when `{}` is given)", condition.words, when.field),
                Some(when) => {
                    let values: Vec<String> = when.values.iter().map(ToString::to_string).collect();
                    format!("{} (when `{}` is {})", condition.words, when.field, values.join(" or "))
                }
                None => condition.words.clone(),
            };
            all.push(Demand { what, value, origin: &condition.origin, rule: &condition.rule });
        }
        for correction in &self.corrections {
            let value = format!("{}: {}", correction.what, correction.why);
            all.push(Demand { what: "corrected", value, origin: &correction.origin, rule: CORRECTED });
        }
        all
    }
}

fn push<'a, T>(
    all: &mut Vec<Demand<'a>>,
    what: &'static str,
    stated: Option<&'a Sourced<T>>,
    words: impl Fn(&T) -> String,
) {
    if let Some(stated) = stated {
        all.push(Demand { what, value: words(&stated.value), origin: &stated.origin, rule: &stated.rule });
    }
}

fn range(range: &Range) -> String {
    let bound = |bound: &Bound| {
        if bound.exclusive { format!("{} (excluded)", bound.value) } else { bound.value.to_string() }
    };
    ends(range.min().map(bound), range.max().map(bound))
}

fn count(count: &Count) -> String {
    ends(count.min().map(|n| n.to_string()), count.max().map(|n| n.to_string()))
}

fn ends(min: Option<String>, max: Option<String>) -> String {
    match (min, max) {
        (Some(min), Some(max)) if min == max => min,
        (Some(min), Some(max)) => format!("{min} to {max}"),
        (Some(min), None) => format!("at least {min}"),
        (None, Some(max)) => format!("at most {max}"),
        (None, None) => String::new(),
    }
}

fn values(list: &Enumeration) -> String {
    let mut words: Vec<String> = list.values().iter().map(|value| value.value.to_string()).collect();
    if list.is_open() {
        words.push("others".into());
    }
    words.join(", ")
}

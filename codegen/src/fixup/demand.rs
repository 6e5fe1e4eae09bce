//! The demands that fixups can state: to which types they apply, and how a demand of the page is removed.

use serde_json::{Number, Value};

use crate::ir::{Constraints, Count, Enumeration, Kind, Range, Sourced};
use crate::source::Origin;

/// The keys of demands, as `drop` names them.
pub(super) const DROPPABLE: [&str; 15] = [
    "minimum",
    "maximum",
    "multiple-of",
    "unit",
    "min-length",
    "max-length",
    "pattern",
    "min-count",
    "max-count",
    "unique",
    "values",
    "default",
    "nullable",
    "read-only",
    "conditions",
];

/// Whether a demand applies to a type.
pub(super) fn applies(key: &str, kind: &Kind) -> bool {
    if let Kind::Union { members } = kind {
        return members.iter().any(|member| applies(key, &member.kind));
    }
    match key {
        "minimum" | "exclusive-minimum" | "maximum" | "exclusive-maximum" | "multiple-of" => {
            matches!(kind, Kind::Integer { .. } | Kind::Number)
        }
        "min-length" | "max-length" | "pattern" => matches!(kind, Kind::String { .. }),
        "min-count" | "max-count" => matches!(kind, Kind::Array { .. } | Kind::Map { .. } | Kind::Object(_)),
        "unique" => matches!(kind, Kind::Array { .. }),
        _ => true,
    }
}

/// Whether a listed value is one of a type.
pub(super) fn scalar_of(kind: &Kind, value: &Value) -> bool {
    match (kind, value) {
        (Kind::Any, value) => !value.is_array() && !value.is_object(),
        (Kind::Boolean, Value::Bool(_))
        | (Kind::Number, Value::Number(_))
        | (Kind::String { .. }, Value::String(_)) => true,
        (Kind::Integer { as_string: true, .. }, Value::String(text)) => text.parse::<i64>().is_ok(),
        (Kind::Integer { as_string: false, .. }, Value::Number(number)) => is_integer(number),
        _ => false,
    }
}

fn is_integer(number: &Number) -> bool {
    number.is_i64() || number.is_u64()
}

/// Removes a demand. Gives whether it existed.
pub(super) fn take(stated: &mut Constraints, key: &str) -> bool {
    let range = |stated: &mut Constraints, upper: bool| {
        let Some(old) = &mut stated.range else { return false };
        let (gone, kept) = if upper { (old.value.max(), old.value.min()) } else { (old.value.min(), old.value.max()) };
        if gone.is_none() {
            return false;
        }
        let kept = kept.cloned();
        match if upper { Range::new(kept, None) } else { Range::new(None, kept) } {
            Some(range) => old.value = range,
            None => stated.range = None,
        }
        true
    };
    let other = |count: Count, upper: bool| {
        let there = if upper { count.max() } else { count.min() };
        let kept = if upper { Count::new(count.min(), None) } else { Count::new(None, count.max()) };
        there.map(|_| kept)
    };
    match key {
        "minimum" => range(stated, false),
        "maximum" => range(stated, true),
        "min-length" | "max-length" => {
            let Some(old) = &mut stated.length else { return false };
            match other(old.value.count, key == "max-length") {
                None => return false,
                Some(Some(kept)) => old.value.count = kept,
                Some(None) => stated.length = None,
            }
            true
        }
        "min-count" | "max-count" => {
            let Some(old) = &mut stated.count else { return false };
            match other(old.value, key == "max-count") {
                None => return false,
                Some(Some(kept)) => old.value = kept,
                Some(None) => stated.count = None,
            }
            true
        }
        "multiple-of" => stated.multiple_of.take().is_some(),
        "unit" => stated.unit.take().is_some(),
        "pattern" => !std::mem::take(&mut stated.patterns).is_empty(),
        "unique" => stated.unique.take().is_some(),
        "values" => stated.enumeration.take().is_some(),
        "default" => stated.default.take().is_some(),
        "nullable" => stated.nullable.take().is_some(),
        "read-only" => stated.read_only.take().is_some(),
        "conditions" => !std::mem::take(&mut stated.conditions).is_empty(),
        _ => false,
    }
}

/// Removes the demands that do not apply to a type. Gives their keys and origins.
pub(super) fn remove_inapplicable(kind: &Kind, stated: &mut Constraints) -> Vec<(&'static str, Origin)> {
    let mut gone = Vec::new();
    let mut note = |key: &'static str, origin: Option<Origin>| gone.extend(origin.map(|origin| (key, origin)));
    if !applies("minimum", kind) {
        note("range", stated.range.take().map(|it| it.origin));
        note("multiple-of", stated.multiple_of.take().map(|it| it.origin));
    }
    if !applies("pattern", kind) {
        note("length", stated.length.take().map(|it| it.origin));
        note("content-range", stated.content_range.take().map(|it| it.origin));
        for pattern in std::mem::take(&mut stated.patterns) {
            note("pattern", Some(pattern.origin));
        }
    }
    if !applies("min-count", kind) {
        note("count", stated.count.take().map(|it| it.origin));
    }
    if !applies("unique", kind) {
        note("unique", stated.unique.take().map(|it| it.origin));
    }
    let foreign = |list: &Sourced<Enumeration>| !list.value.values().iter().all(|value| scalar_of(kind, &value.value));
    if stated.enumeration.as_deref().is_some_and(foreign) {
        note("values", stated.enumeration.take().map(|it| it.origin));
    }
    let foreign =
        |value: &Sourced<Value>| !value.value.is_array() && !value.value.is_object() && !scalar_of(kind, &value.value);
    if stated.default.as_deref().is_some_and(foreign) {
        note("default", stated.default.take().map(|it| it.origin));
    }
    gone
}

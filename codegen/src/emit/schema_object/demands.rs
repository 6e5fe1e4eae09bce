//! Writes the demands on a value as keywords of JSON Schema, and explanations as annotations.

use serde_json::{Map, Value, json};

use super::{Draft, Style, corrections, origin};
use crate::ir::{Api, Bound, Kind, LengthUnit, Range, Schema, validate};

/// Writes the demands that a validator checks; the caller writes lists of values.
pub(super) fn write(api: &Api, schema: &Schema, draft: &mut Draft) {
    let stated = &schema.constraints;
    let as_string = matches!(schema.kind, Kind::Integer { as_string: true, .. });
    if let Some(range) = &stated.range {
        // The bounds of JSON Schema apply to numbers; those of a number in a string are annotations.
        let prefix = if as_string { "x-" } else { "" };
        for (name, value) in bounds(&range.value) {
            draft.put(&format!("{prefix}{name}"), value);
        }
    }
    if let Some(length) = &stated.length {
        let count = length.value.count;
        let bytes = length.value.unit == LengthUnit::Bytes;
        // A limit in bytes is also a limit in characters, but only an upper one.
        if let Some(min) = count.min() {
            draft.put(if bytes { "x-min-bytes" } else { "minLength" }, json!(min));
        }
        if let Some(max) = count.max() {
            draft.put("maxLength", json!(max));
        }
        if bytes {
            draft.put("x-length-unit", json!("bytes"));
        }
    }
    if let Some(count) = &stated.count {
        let has_entries = matches!(api.resolve(schema).kind, Kind::Map { .. } | Kind::Object(_));
        let (min, max) = if has_entries { ("minProperties", "maxProperties") } else { ("minItems", "maxItems") };
        if let Some(least) = count.value.min() {
            draft.put(min, json!(least));
        }
        if let Some(greatest) = count.value.max() {
            draft.put(max, json!(greatest));
        }
    }
    if stated.unique.as_ref().is_some_and(|unique| unique.value) {
        draft.put("uniqueItems", json!(true));
    }
    match stated.patterns.as_slice() {
        [one] => draft.demand("pattern", json!(one.value.anchored())),
        many => draft.all.extend(many.iter().map(|pattern| json!({ "pattern": pattern.value.anchored() }))),
    }
    if let Some(multiple) = &stated.multiple_of {
        // A multiple of zero or less is not a demand, and makes a schema invalid.
        let demanded = !as_string && multiple.value.as_f64().is_some_and(|step| step > 0.0);
        draft.put(if demanded { "multipleOf" } else { "x-multiple-of" }, Value::Number(multiple.value.clone()));
    }
    // Many tools reject a document with a default that the value's own demands refuse.
    if let Some(default) = &stated.default {
        let fits = validate::accepts(api, schema, &default.value) && crate::diff::has_form(api, schema, &default.value);
        draft.put(if fits { "default" } else { "x-default" }, default.value.clone());
    }
}

/// Writes what explains a value and is not validated.
pub(super) fn annotate(schema: &Schema, style: &Style<'_>, draft: &mut Draft) {
    let stated = &schema.constraints;
    if let Some(range) = &stated.content_range {
        let ends: Map<String, Value> =
            bounds(&range.value).into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
        draft.put("x-content-range", Value::Object(ends));
    }
    let written: Vec<&String> = stated.patterns.iter().filter_map(|pattern| pattern.value.written.as_ref()).collect();
    if !written.is_empty() {
        draft.put("x-written-patterns", json!(written));
    }
    if let Some(from) = stated.patterns.iter().find_map(|pattern| pattern.value.from) {
        draft.put("x-pattern-from", json!(from.name()));
    }
    if let Some(unit) = &stated.unit {
        draft.put("x-unit", json!(unit.value));
    }
    if stated.read_only.as_ref().is_some_and(|flag| flag.value) {
        draft.put("readOnly", json!(true));
    }
    if stated.deprecated.as_ref().is_some_and(|flag| flag.value) {
        draft.put("deprecated", json!(true));
    }
    if stated.reserved.as_ref().is_some_and(|flag| flag.value) {
        draft.put("x-reserved", json!(true));
    }
    if !stated.conditions.is_empty() {
        let words = stated.conditions.iter().map(|condition| {
            let mut entry = Map::new();
            entry.insert("words".into(), json!(condition.words));
            if condition.required {
                entry.insert("required".into(), json!(true));
            }
            if let Some(when) = &condition.when {
                entry.insert("when".into(), json!({ "field": when.field, "values": when.values }));
            }
            if style.origins {
                entry.insert("origin".into(), origin(&condition.origin));
            }
            Value::Object(entry)
        });
        draft.put("x-conditions", words.collect());
    }
    let mut fixed = corrections(&stated.corrections);
    // Those are listed above, with their reason. The demand's origin already points to the fixup.
    let demands = stated.demands();
    let demands = demands.iter().filter(|demand| demand.rule == crate::ir::CORRECTED && demand.what != "corrected");
    fixed.extend(demands.map(|demand| json!({ "what": demand.what, "origin": origin(demand.origin) })));
    if style.origins && !fixed.is_empty() {
        draft.put("x-fixups", Value::Array(fixed));
    }
}

fn bounds(range: &Range) -> Vec<(&'static str, Value)> {
    let bound = |bound: &Bound, inclusive, exclusive| {
        (if bound.exclusive { exclusive } else { inclusive }, Value::Number(bound.value.clone()))
    };
    let min = range.min().map(|min| bound(min, "minimum", "exclusiveMinimum"));
    let max = range.max().map(|max| bound(max, "maximum", "exclusiveMaximum"));
    min.into_iter().chain(max).collect()
}

//! `validate()`: each demand of a schema as a statement about a value, without a detour over JSON.
//!
//! What JSON Schema only annotates (conditions in words, the number inside a text, formats) is not demanded here either, with
//! one exception: the range of an integer that is written as a string of digits. Demands that are about several fields of a
//! structure are for [`super::types`].

use proc_macro2::{Literal, TokenStream};
use quote::quote;
use serde_json::{Number, Value};

use super::plan;
use crate::ir::{Api, Bound, Constraints, Count, IntegerWidth, Kind, LengthUnit, Range, Schema};

/// The statements that hold `value`, a reference, against a schema. `at` is the checker.
pub(super) fn of(api: &Api, schema: &Schema, value: &TokenStream) -> TokenStream {
    let stated = &schema.constraints;
    let mut out = TokenStream::new();
    match &schema.kind {
        Kind::Any => any(stated, value, &mut out),
        Kind::Boolean => {
            if let Some(list) = &stated.enumeration {
                let allowed = list.value.values().iter().filter_map(|value| value.value.as_bool()).collect::<Vec<_>>();
                if !list.value.is_open() {
                    let words = words(stated, "values");
                    out.extend(quote!(at.demand([#(#allowed),*].contains(#value), "values", #words);));
                }
            }
        }
        Kind::Integer { as_string: true, .. } => integer(stated, &quote!(#value.0), &quote!(&#value.0), &mut out),
        Kind::Integer { width: IntegerWidth::Bits32, .. } => {
            integer(stated, &quote!(i64::from(*#value)), &quote!(&i64::from(*#value)), &mut out);
        }
        Kind::Integer { .. } => integer(stated, &quote!(*#value), value, &mut out),
        Kind::Number => number(stated, value, &mut out),
        Kind::String { .. } => string(schema, value, &mut out),
        Kind::Array { items } => {
            count(stated, "count", &quote!(#value.len()), &mut out);
            if stated.unique.as_ref().is_some_and(|flag| flag.value) {
                out.extend(quote!(at.unique(#value);));
            }
            let inner = nullable(items, of(api, items, &quote!(value)));
            if !inner.is_empty() {
                out.extend(quote! {
                    for (index, value) in #value.iter().enumerate() {
                        at.index(index);
                        #inner
                        at.leave();
                    }
                });
            }
        }
        Kind::Map { keys, values } => {
            count(stated, "count", &quote!(#value.len()), &mut out);
            let key = of(api, &Schema { constraints: keys.clone(), ..Schema::of(Kind::string()) }, &quote!(key));
            let inner = nullable(values, of(api, values, &quote!(value)));
            if !key.is_empty() || !inner.is_empty() {
                let value_name = if inner.is_empty() { quote!(_) } else { quote!(value) };
                out.extend(quote! {
                    for (key, #value_name) in #value {
                        at.key(key);
                        #key
                        #inner
                        at.leave();
                    }
                });
            }
        }
        Kind::Object(object) if object.is_open() => count(stated, "count", &quote!(#value.len()), &mut out),
        Kind::Object(_) | Kind::Ref { .. } => {
            let entries = match &api.resolve(schema).kind {
                Kind::Object(object) if !object.is_open() => quote!(#value.entries()),
                _ => quote!(#value.0.len()),
            };
            count(stated, "count", &entries, &mut out);
            out.extend(quote!(support::Validate::check(#value, at);));
        }
    }
    out
}

/// The statements for a value that may be `null`.
pub(super) fn nullable(schema: &Schema, checks: TokenStream) -> TokenStream {
    if checks.is_empty() || !is_nullable(schema) { checks } else { quote!(if let Some(value) = value { #checks }) }
}

/// Whether `null` is a value of a schema besides those of its kind.
pub(super) fn is_nullable(schema: &Schema) -> bool {
    // `null` is among all JSON values anyway.
    !matches!(schema.kind, Kind::Any) && schema.constraints.nullable.as_ref().is_some_and(|flag| flag.value)
}

/// A demand in words.
fn words(stated: &Constraints, what: &str) -> String {
    stated.demands().into_iter().find(|demand| demand.what == what).map(|demand| demand.value).unwrap_or_default()
}

fn option<T: quote::ToTokens>(value: Option<T>) -> TokenStream {
    value.map_or_else(|| quote!(None), |value| quote!(Some(#value)))
}

fn ends(count: Count) -> (TokenStream, TokenStream) {
    (option(count.min().map(Literal::u64_unsuffixed)), option(count.max().map(Literal::u64_unsuffixed)))
}

fn count(stated: &Constraints, rule: &str, value: &TokenStream, out: &mut TokenStream) {
    if let Some(stated_count) = &stated.count {
        let (min, max) = ends(stated_count.value);
        let words = words(stated, "count");
        out.extend(quote!(at.count(#value, #min, #max, #rule, #words);));
    }
}

/// The least and greatest integers in a range.
fn integers(range: &Range) -> (Option<i64>, Option<i64>) {
    #[allow(clippy::cast_possible_truncation, reason = "an `as` of a float stops at the ends of i64, as it should")]
    let whole = |bound: &Bound, up: bool| -> i64 {
        let number = &bound.value;
        match number.as_i64() {
            Some(value) if bound.exclusive => {
                if up {
                    value.saturating_add(1)
                } else {
                    value.saturating_sub(1)
                }
            }
            Some(value) => value,
            None => {
                let value = number.as_f64().unwrap_or(0.0);
                if up { value.ceil() as i64 } else { value.floor() as i64 }
            }
        }
    };
    (range.min().map(|bound| whole(bound, true)), range.max().map(|bound| whole(bound, false)))
}

fn integer(stated: &Constraints, value: &TokenStream, reference: &TokenStream, out: &mut TokenStream) {
    if let Some(range) = &stated.range {
        let (min, max) = integers(&range.value);
        let (min, max) = (option(min.map(Literal::i64_unsuffixed)), option(max.map(Literal::i64_unsuffixed)));
        let words = words(stated, "range");
        out.extend(quote!(at.integer(#value, #min, #max, #words);));
    }
    if let Some(list) = &stated.enumeration
        && !list.value.is_open()
    {
        let allowed = list.value.values().iter().filter_map(|value| value.value.as_i64()).map(Literal::i64_unsuffixed);
        let words = words(stated, "values");
        out.extend(quote!(at.demand([#(#allowed),*].contains(#reference), "values", #words);));
    }
    if let Some(multiple) = stated.multiple_of.as_ref().and_then(|multiple| multiple.value.as_i64()).filter(|n| *n > 0)
    {
        let words = words(stated, "multiple of");
        let multiple = Literal::i64_unsuffixed(multiple);
        out.extend(quote!(at.demand(#value % #multiple == 0, "multiple of", #words);));
    }
}

fn float(number: &Number) -> Literal {
    Literal::f64_suffixed(number.as_f64().unwrap_or(0.0))
}

fn bounds(range: &Range) -> (TokenStream, TokenStream) {
    let end = |bound: Option<&Bound>| {
        option(bound.map(|bound| {
            let (value, exclusive) = (float(&bound.value), bound.exclusive);
            quote!((#value, #exclusive))
        }))
    };
    (end(range.min()), end(range.max()))
}

fn number(stated: &Constraints, value: &TokenStream, out: &mut TokenStream) {
    if let Some(range) = &stated.range {
        let (min, max) = bounds(&range.value);
        let words = words(stated, "range");
        out.extend(quote!(at.number(*#value, #min, #max, #words);));
    }
    if let Some(list) = &stated.enumeration
        && !list.value.is_open()
    {
        let allowed = list.value.values().iter().filter_map(|value| match &value.value {
            Value::Number(number) => Some(float(number)),
            _ => None,
        });
        let words = words(stated, "values");
        out.extend(quote!(at.demand([#(#allowed),*].contains(#value), "values", #words);));
    }
    if let Some(multiple) = &stated.multiple_of {
        let words = words(stated, "multiple of");
        let multiple = float(&multiple.value);
        out.extend(quote!(at.demand((#value / #multiple).fract() == 0.0, "multiple of", #words);));
    }
}

/// The statement of a list of values' own type; none where the list is open.
pub(super) fn listed(schema: &Schema) -> TokenStream {
    match &schema.constraints.enumeration {
        Some(list) if !list.value.is_open() => {
            let words = words(&schema.constraints, "values");
            quote!(at.demand(self.is_listed(), "values", #words);)
        }
        _ => TokenStream::new(),
    }
}

fn string(schema: &Schema, value: &TokenStream, out: &mut TokenStream) {
    let stated = &schema.constraints;
    let is_values = plan::is_values(schema);
    let text = if is_values || super::times::of(schema).is_some() { quote!(#value.as_str()) } else { value.clone() };
    if is_values && !listed(schema).is_empty() {
        out.extend(quote!(support::Validate::check(#value, at);));
    }
    if let Some(length) = &stated.length {
        let (min, max) = ends(length.value.count);
        let length = match length.value.unit {
            LengthUnit::Characters => quote!(#text.chars().count()),
            LengthUnit::Bytes => quote!(#text.len()),
        };
        let words = words(stated, "length");
        out.extend(quote!(at.count(#length, #min, #max, "length", #words);));
    }
    for pattern in &stated.patterns {
        if let Some(regex) = pattern.value.portable() {
            let words = &pattern.value.ecma;
            out.extend(quote! {{
                static PATTERN: support::Pattern = support::Pattern::new(#regex);
                at.demand(PATTERN.matches(#text), "pattern", #words);
            }});
        }
    }
}

/// Demands on a value of unknown kind: they speak of the kinds they are for, as in JSON Schema.
fn any(stated: &Constraints, value: &TokenStream, out: &mut TokenStream) {
    if let Some(range) = &stated.range {
        let (min, max) = bounds(&range.value);
        let words = words(stated, "range");
        out.extend(quote!(at.json_number(#value, #min, #max, #words);));
    }
    if let Some(length) = &stated.length {
        let (min, max) = ends(length.value.count);
        let bytes = length.value.unit == LengthUnit::Bytes;
        let words = words(stated, "length");
        out.extend(quote!(at.json_length(#value, #min, #max, #bytes, #words);));
    }
    if let Some(count) = &stated.count {
        let (min, max) = ends(count.value);
        let words = words(stated, "count");
        out.extend(quote!(at.json_count(#value, #min, #max, #words);));
    }
    if let Some(list) = &stated.enumeration
        && !list.value.is_open()
    {
        let words = words(stated, "values");
        let nullable = stated.nullable.as_ref().is_some_and(|flag| flag.value).then(|| quote!(#value.is_null(),));
        let allowed = list.value.values().iter().map(|known| match &known.value {
            Value::String(text) => quote!(#value.as_str() == Some(#text)),
            Value::Bool(flag) => quote!(#value.as_bool() == Some(#flag)),
            Value::Number(number) => {
                let number = float(number);
                quote!(#value.as_f64() == Some(#number))
            }
            _ => quote!(false),
        });
        let nullable = nullable.into_iter();
        out.extend(quote!(at.demand([#(#allowed,)* #(#nullable)*].contains(&true), "values", #words);));
    }
    for pattern in &stated.patterns {
        if let Some(regex) = pattern.value.portable() {
            let words = &pattern.value.ecma;
            out.extend(quote! {{
                static PATTERN: support::Pattern = support::Pattern::new(#regex);
                at.demand(#value.as_str().is_none_or(|text| PATTERN.matches(text)), "pattern", #words);
            }});
        }
    }
}

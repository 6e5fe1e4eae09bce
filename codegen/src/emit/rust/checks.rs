//! `validate()`: each demand of a schema as a statement about a Rust value, without converting it to JSON. [`validate`]
//! defines what each demand means; this module applies it to the values that a Rust type can have.
//!
//! What JSON Schema only annotates (conditions as text, the number inside a text, formats) is not checked here either,
//! with one exception: the range of an integer that is written as a string of digits. [`super::types`] makes the checks
//! that involve several fields of a structure.

use std::cmp::Ordering::{Equal, Greater, Less};

use proc_macro2::{Literal, TokenStream};
use quote::quote;
use serde_json::{Number, Value};

use super::plan;
use crate::ir::{Api, Bound, Constraints, Count, Enumeration, IntegerWidth, Kind, LengthUnit, Range, Schema, validate};

/// The statements that validate `value`, a reference, against a schema. `at` is the checker.
pub(super) fn of(api: &Api, schema: &Schema, value: &TokenStream) -> TokenStream {
    let stated = &schema.constraints;
    let mut out = TokenStream::new();
    match &schema.kind {
        Kind::Any => any(stated, value, &mut out),
        Kind::Boolean => {
            if let Some((list, words)) = closed(stated) {
                let allowed = list.values().iter().filter_map(|value| value.value.as_bool()).collect::<Vec<_>>();
                out.extend(among(&allowed, value, &words));
            }
        }
        Kind::Integer { as_string: true, .. } => {
            integer(stated, true, &quote!(#value.0), &quote!(&#value.0), &mut out);
            text(stated, &quote!(#value.to_string()), &quote!(&#value.to_string()), &mut out);
        }
        Kind::Integer { width: IntegerWidth::Bits32, .. } => {
            integer(stated, false, &quote!(i64::from(*#value)), &quote!(&i64::from(*#value)), &mut out);
        }
        Kind::Integer { .. } => integer(stated, false, &quote!(*#value), value, &mut out),
        Kind::Number => number(stated, value, &mut out),
        Kind::String { .. } => string(schema, value, &mut out),
        Kind::Array { items } => {
            compound(stated, &quote!(#value.len()), &mut out);
            unique(stated, items, value, &mut out);
            elements(api, items, value, &mut out);
        }
        Kind::Map { keys, values } => {
            compound(stated, &quote!(#value.len()), &mut out);
            entries(api, keys, values, value, &mut out);
        }
        Kind::Object(object) if object.is_open() => compound(stated, &quote!(#value.len()), &mut out),
        Kind::Union { .. } => out.extend(quote!(support::Validate::check(#value, at);)),
        Kind::Object(_) | Kind::Ref { .. } => {
            match &api.resolve(schema).kind {
                Kind::Object(object) if !object.is_open() => compound(stated, &quote!(#value.entries()), &mut out),
                Kind::Object(_) | Kind::Map { .. } | Kind::Array { .. } => {
                    compound(stated, &quote!(#value.0.len()), &mut out);
                }
                _ => {}
            }
            out.extend(quote!(support::Validate::check(#value, at);));
        }
    }
    out
}

/// The statements that validate `value`, a reference to one member of a union, against that member and against the
/// demands on the whole union.
pub(super) fn of_member(api: &Api, stated: &Constraints, member: &Schema, value: &TokenStream) -> TokenStream {
    let mut out = of(api, member, value);
    match &member.kind {
        Kind::Boolean | Kind::Integer { .. } | Kind::Number => {
            let whole = Schema { constraints: stated.clone(), ..Schema::of(member.kind.clone()) };
            out.extend(of(api, &whole, value));
        }
        Kind::String { .. } => {
            let has_type = plan::is_values(member) || super::times::of(member).is_some();
            listed_texts(stated, value, &mut out);
            let as_text = if has_type { quote!(#value.as_str()) } else { value.clone() };
            text(stated, &as_text, &as_text, &mut out);
        }
        Kind::Array { items } => {
            compound(stated, &quote!(#value.len()), &mut out);
            unique(stated, items, value, &mut out);
        }
        Kind::Map { .. } => compound(stated, &quote!(#value.len()), &mut out),
        // Nothing is stated about objects, or values with a type of their own, besides that type.
        Kind::Any | Kind::Object(_) | Kind::Union { .. } | Kind::Ref { .. } => {}
    }
    out
}

/// The checks of a list or object as a whole.
fn compound(stated: &Constraints, size: &TokenStream, out: &mut TokenStream) {
    count(stated, "count", size, out);
    // A list of values contains texts, numbers and booleans.
    if let Some((_, words)) = closed(stated) {
        out.extend(never(size, "values", &words));
    }
}

fn unique(stated: &Constraints, items: &Schema, value: &TokenStream, out: &mut TokenStream) {
    if stated.unique.as_ref().is_some_and(|flag| flag.value) {
        // JSON numbers are equal by their value, which the Rust type does not express.
        let is_json = matches!(items.kind, Kind::Any);
        out.extend(if is_json { quote!(at.json_unique(#value);) } else { quote!(at.unique(#value);) });
    }
}

fn elements(api: &Api, items: &Schema, value: &TokenStream, out: &mut TokenStream) {
    let inner = nullable(api, items, of(api, items, &quote!(value)));
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

fn entries(api: &Api, keys: &Constraints, values: &Schema, value: &TokenStream, out: &mut TokenStream) {
    let key = of(api, &Schema { constraints: keys.clone(), ..Schema::of(Kind::string()) }, &quote!(key));
    let inner = nullable(api, values, of(api, values, &quote!(value)));
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

/// The statements for a value that may be `null`.
pub(super) fn nullable(api: &Api, schema: &Schema, checks: TokenStream) -> TokenStream {
    if checks.is_empty() || !is_nullable(api, schema) { checks } else { quote!(if let Some(value) = value { #checks }) }
}

/// Whether a schema accepts `null` besides the values of its type.
pub(super) fn is_nullable(api: &Api, schema: &Schema) -> bool {
    // `null` is among all JSON values already.
    !matches!(api.resolve(schema).kind, Kind::Any) && validate::null(api, schema)
}

/// The list of values, if it is closed, and the demand in words.
fn closed(stated: &Constraints) -> Option<(&Enumeration, String)> {
    let list = stated.enumeration.as_ref().filter(|list| !list.value.is_open())?;
    Some((&list.value, words(stated, "values")))
}

/// A statement that no value meets a demand.
fn never(value: &TokenStream, rule: &str, words: &str) -> TokenStream {
    quote! {
        let _ = #value;
        at.demand(false, #rule, #words);
    }
}

/// A statement that a value, a reference, is among the listed values that its type can have.
fn among(allowed: &[impl quote::ToTokens], reference: &TokenStream, words: &str) -> TokenStream {
    if allowed.is_empty() {
        return never(reference, "values", words);
    }
    quote!(at.demand([#(#allowed),*].contains(#reference), "values", #words);)
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

/// 64-bit integers, and integers in digits, which may be unsigned ([`IntegerWidth::contains_digits`]).
fn integer(stated: &Constraints, digits: bool, value: &TokenStream, reference: &TokenStream, out: &mut TokenStream) {
    let (least, most) =
        if digits { (i64::MIN.into(), u64::MAX.into()) } else { (i128::from(i64::MIN), i128::from(i64::MAX)) };
    if let Some(range) = &stated.range {
        let (min, max) = range.value.integers();
        let words = words(stated, "range");
        if min.is_some_and(|min| min > most) || max.is_some_and(|max| max < least) {
            out.extend(never(reference, "range", &words));
        } else {
            // A bound that the type already has demands nothing.
            let min = option(min.filter(|&min| min > least).map(Literal::i128_unsuffixed));
            let max = option(max.filter(|&max| max < most).map(Literal::i128_unsuffixed));
            out.extend(quote!(at.integer(#value, #min, #max, #words);));
        }
    }
    if let Some((list, words)) = closed(stated) {
        let of = |known: &Value| match known {
            // Values in digits are listed as they are written.
            Value::String(text) if digits => text.parse::<i128>().ok().filter(|number| number.to_string() == *text),
            Value::Number(number) if !digits => validate::integer(number),
            _ => None,
        };
        let fitting =
            list.values().iter().filter_map(|known| of(&known.value)).filter(|it| (least..=most).contains(it));
        out.extend(among(&fitting.map(Literal::i128_unsuffixed).collect::<Vec<_>>(), reference, &words));
    }
    if let Some(step) = step(stated) {
        let words = words(stated, "multiple of");
        match validate::integer(step).filter(|step| *step <= i128::from(i64::MAX)) {
            Some(step) => {
                let step = Literal::i128_unsuffixed(step);
                out.extend(quote!(at.demand(#value % #step == 0, "multiple of", #words);));
            }
            None => out.extend(multiple(step, value, &words)),
        }
    }
}

/// What a number must be a multiple of. A multiple of zero or less can't be demanded.
fn step(stated: &Constraints) -> Option<&Number> {
    stated.multiple_of.as_ref().map(|step| &step.value).filter(|step| step.as_f64().is_some_and(|step| step > 0.0))
}

fn multiple(step: &Number, value: &TokenStream, words: &str) -> TokenStream {
    let step = validate::integer(step).map_or_else(|| float(step).to_string(), |step| step.to_string());
    quote!(at.multiple(#value, #step, #words);)
}

fn float(number: &Number) -> f64 {
    number.as_f64().unwrap_or(0.0)
}

/// The bounds of a range as floats: where a bound is not exactly a float, the nearest one inside the range.
fn bounds(range: &Range) -> (TokenStream, TokenStream) {
    let end = |bound: Option<&Bound>, inside: std::cmp::Ordering, next: fn(f64) -> f64| {
        option(bound.map(|bound| {
            let near = float(&bound.value);
            let order = Number::from_f64(near).map_or(Equal, |near| validate::compare(&near, &bound.value));
            let (value, exclusive) = match order {
                Equal => (near, bound.exclusive),
                order if order == inside => (near, false),
                _ => (next(near), false),
            };
            let value = Literal::f64_suffixed(value);
            quote!((#value, #exclusive))
        }))
    };
    (end(range.min(), Greater, f64::next_up), end(range.max(), Less, f64::next_down))
}

fn number(stated: &Constraints, value: &TokenStream, out: &mut TokenStream) {
    if let Some(range) = &stated.range {
        let (min, max) = bounds(&range.value);
        let words = words(stated, "range");
        out.extend(quote!(at.number(*#value, #min, #max, #words);));
    }
    if let Some((list, words)) = closed(stated) {
        let allowed = list.values().iter().filter_map(|value| match &value.value {
            Value::Number(number) => Some(Literal::f64_suffixed(float(number))),
            _ => None,
        });
        out.extend(among(&allowed.collect::<Vec<_>>(), value, &words));
    }
    if let Some(step) = step(stated) {
        out.extend(multiple(step, value, &words(stated, "multiple of")));
    }
}

/// The statement for the type of a list of values; `None` where the list is open.
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
    let as_text = if is_values || super::times::of(schema).is_some() { quote!(#value.as_str()) } else { value.clone() };
    if is_values && !listed(schema).is_empty() {
        out.extend(quote!(support::Validate::check(#value, at);));
    }
    if !is_values {
        listed_texts(stated, value, out);
    }
    text(stated, &as_text, &as_text, out);
}

fn listed_texts(stated: &Constraints, value: &TokenStream, out: &mut TokenStream) {
    if let Some((list, words)) = closed(stated) {
        let texts: Vec<&str> = list.values().iter().filter_map(|value| value.value.as_str()).collect();
        out.extend(among(&texts, &quote!(&#value.as_str()), &words));
    }
}

/// The checks of the characters of a text. The text is given both as the receiver of method calls and as an argument.
fn text(stated: &Constraints, text: &TokenStream, argument: &TokenStream, out: &mut TokenStream) {
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
                at.demand(PATTERN.matches(#argument), "pattern", #words);
            }});
        }
    }
}

/// Demands on a value of unknown type: each applies only to its own types, as in JSON Schema.
fn any(stated: &Constraints, value: &TokenStream, out: &mut TokenStream) {
    if stated.nullable.as_ref().is_some_and(|flag| !flag.value) {
        out.extend(quote!(at.demand(!#value.is_null(), "null", "not null");));
    }
    if let Some(step) = step(stated) {
        let multiple = multiple(step, &quote!(number), &words(stated, "multiple of"));
        out.extend(quote!(if let serde_json::Value::Number(number) = #value { #multiple }));
    }
    if stated.unique.as_ref().is_some_and(|flag| flag.value) {
        out.extend(quote!(if let serde_json::Value::Array(elements) = #value { at.json_unique(elements); }));
    }
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
    if let Some((list, words)) = closed(stated) {
        let nullable = stated.nullable.as_ref().is_some_and(|flag| flag.value).then(|| quote!(#value.is_null(),));
        let allowed = list.values().iter().map(|known| match &known.value {
            Value::String(text) => quote!(#value.as_str() == Some(#text)),
            Value::Bool(flag) => quote!(#value.as_bool() == Some(#flag)),
            Value::Number(number) => {
                let number = Literal::f64_suffixed(float(number));
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

//! Fields that are required under a condition on another field, where the page states field and values unambiguously.
//!
//! JSON Schema expresses the same with `if` and `then`. Neither checks conditions that are only known as text.
//! Conditions on a field with a type of the user's own are not checked either, since nothing is known about that type.

use proc_macro2::{Literal, TokenStream};
use quote::quote;
use serde_json::Value;

use super::structure::{Group, Member};
use super::{Items, plan};
use crate::emit::rust::{checks, names, times};
use crate::ir::{IntegerWidth, Kind, Object, Required, Schema, When, validate};

/// The condition on a value under which something is required. A reference to the value is called `value`.
enum Condition {
    Never,
    Always,
    If(TokenStream),
}

/// The expression for a value.
struct Access {
    /// As a reference.
    reference: TokenStream,
    /// As the receiver of method calls.
    receiver: TokenStream,
    /// As the value itself.
    itself: TokenStream,
}

/// The position of a field of the page in the structure.
enum Slot<'s, 'a> {
    Member(&'s Member<'a>),
    Variant(&'s Group<'a>, &'s str, &'a Schema),
}

impl Slot<'_, '_> {
    /// Whether the field is given.
    fn given(&self) -> TokenStream {
        match self {
            Self::Member(member) if member.required => quote!(true),
            Self::Member(member) => {
                let field = names::ident(&member.ident);
                quote!(self.#field.is_some())
            }
            Self::Variant(group, variant, _) => {
                let (field, type_, variant) = idents(group, variant);
                quote!(matches!(self.#field, Some(#type_::#variant(_))))
            }
        }
    }

    /// Executes `then` if the field is given, with a value for which `met` is true.
    fn when(&self, met: Condition, then: &TokenStream) -> TokenStream {
        let met = match met {
            Condition::Never => return TokenStream::new(),
            Condition::Always => {
                let given = self.given();
                return quote!(if #given { #then });
            }
            Condition::If(met) => met,
        };
        match self {
            Self::Member(member) => {
                let field = names::ident(&member.ident);
                if member.required {
                    quote!({ let value = &self.#field; if #met { #then } })
                } else {
                    quote!(if self.#field.as_ref().is_some_and(|value| #met) { #then })
                }
            }
            Self::Variant(group, variant, _) => {
                let (field, type_, variant) = idents(group, variant);
                quote! {
                    match &self.#field {
                        Some(#type_::#variant(value)) if #met => { #then }
                        _ => {}
                    }
                }
            }
        }
    }

    fn schema(&self) -> &Schema {
        match self {
            Self::Member(member) => member.schema,
            Self::Variant(_, _, schema) => schema,
        }
    }
}

fn idents(group: &Group<'_>, variant: &str) -> (TokenStream, TokenStream, TokenStream) {
    let [field, type_, variant] = [&group.ident, &group.type_, variant].map(names::ident);
    (quote!(#field), quote!(#type_), quote!(#variant))
}

/// The position of a field; `None` where its type is the user's own.
fn slot<'s, 'a>(name: &str, members: &'s [Member<'a>], groups: &'s [Group<'a>]) -> Option<(Slot<'s, 'a>, bool)> {
    let member = members.iter().find(|member| member.wire == name);
    let mut variants = groups.iter().flat_map(|group| group.variants.iter().map(move |variant| (group, variant)));
    member.map(|member| (Slot::Member(member), member.replaced)).or_else(|| {
        variants.find_map(|(group, (variant, field, replaced))| {
            (field.name == name).then_some((Slot::Variant(group, variant, &field.schema), *replaced))
        })
    })
}

impl Items<'_> {
    /// The checks of fields that are required under conditions.
    pub(super) fn condition_checks(
        &self,
        object: &Object,
        members: &[Member<'_>],
        groups: &[Group<'_>],
    ) -> TokenStream {
        let mut out = TokenStream::new();
        for field in object.fields().iter().filter(|field| field.required != Required::Always) {
            let mut seen: Vec<&When> = Vec::new();
            for condition in field.schema.constraints.conditions.iter().filter(|condition| condition.required) {
                let Some(when) =
                    condition.when.as_ref().filter(|when| when.field != field.name && !seen.contains(when))
                else {
                    continue;
                };
                seen.push(when);
                let (Some((wanted, _)), Some((other, false))) =
                    (slot(&field.name, members, groups), slot(&when.field, members, groups))
                else {
                    continue;
                };
                let (given, wire, words) = (wanted.given(), &field.name, words(when));
                let demand = quote!(at.given(#wire, #given, #words););
                out.extend(other.when(self.met(other.schema(), &when.values), &demand));
            }
        }
        out
    }

    /// A check that a value is one of those listed; if none is listed, that it is given and not empty.
    fn met(&self, schema: &Schema, values: &[Value]) -> Condition {
        let access = Access { reference: quote!(value), receiver: quote!(value), itself: quote!(*value) };
        let bare = self.bare(schema, values, &access);
        if !checks::is_nullable(self.api, schema) {
            return bare;
        }
        match (bare, values.contains(&Value::Null)) {
            (Condition::Never, false) => Condition::Never,
            (Condition::Never, true) => Condition::If(quote!(value.is_none())),
            (Condition::Always, false) => Condition::If(quote!(value.is_some())),
            (Condition::Always, true) => Condition::Always,
            (Condition::If(met), false) => Condition::If(quote!(value.as_ref().is_some_and(|value| #met))),
            (Condition::If(met), true) => Condition::If(quote!(value.as_ref().is_none_or(|value| #met))),
        }
    }

    /// The same for a value that is not `null`.
    fn bare(&self, schema: &Schema, values: &[Value], access: &Access) -> Condition {
        let Access { reference, receiver, itself } = access;
        let given = values.is_empty();
        let own = plan::is_type(schema).then(|| self.plan.type_of(schema)).flatten();
        if own.is_some_and(|name| self.options.replacement(&self.path(name)).is_some()) {
            return Condition::Never;
        }
        match &schema.kind {
            Kind::Any if given => Condition::If(quote! {
                !(#receiver.is_null()
                    || #receiver.as_str() == Some("")
                    || #receiver.as_array().is_some_and(Vec::is_empty)
                    || #receiver.as_object().is_some_and(serde_json::Map::is_empty))
            }),
            Kind::Any => one_of(&values.iter().filter_map(|known| json(known, receiver)).collect::<Vec<_>>()),
            Kind::Boolean | Kind::Integer { .. } | Kind::Number if given => Condition::Always,
            Kind::Boolean => match (values.contains(&Value::Bool(true)), values.contains(&Value::Bool(false))) {
                (true, true) => Condition::Always,
                (true, false) => Condition::If(itself.clone()),
                (false, true) => Condition::If(quote!(!#itself)),
                (false, false) => Condition::Never,
            },
            Kind::Integer { as_string: true, .. } => {
                let texts = values.iter().filter_map(Value::as_str);
                let digits = texts.filter_map(|text| text.parse::<i128>().ok().filter(|it| it.to_string() == text));
                listed(digits.map(Literal::i128_unsuffixed), &quote!(#receiver.0), &quote!(&#receiver.0))
            }
            Kind::Integer { width: IntegerWidth::Bits32, .. } => {
                let fitting = integers(values).filter_map(|value| i32::try_from(value).ok());
                listed(fitting.map(Literal::i32_unsuffixed), itself, reference)
            }
            Kind::Integer { .. } => {
                let fitting = integers(values).filter_map(|value| i64::try_from(value).ok());
                listed(fitting.map(Literal::i64_unsuffixed), itself, reference)
            }
            Kind::Number => {
                listed(values.iter().filter_map(Value::as_f64).map(Literal::f64_unsuffixed), itself, reference)
            }
            Kind::String { .. } => {
                let is_text = !plan::is_values(schema) && times::of(schema).is_none();
                match (given, is_text) {
                    (true, true) => Condition::If(quote!(!#receiver.is_empty())),
                    (true, false) => Condition::If(quote!(!#receiver.as_str().is_empty())),
                    (false, _) => listed(
                        values.iter().filter_map(Value::as_str),
                        &quote!(#receiver.as_str()),
                        &quote!(&#receiver.as_str()),
                    ),
                }
            }
            Kind::Object(object) if !object.is_open() && given => Condition::If(quote!(#receiver.entries() > 0)),
            Kind::Array { .. } | Kind::Map { .. } | Kind::Object(_) if given => {
                Condition::If(quote!(!#receiver.is_empty()))
            }
            // Pages do not state which type of a union a condition refers to.
            Kind::Array { .. } | Kind::Map { .. } | Kind::Object(_) | Kind::Union { .. } => Condition::Never,
            Kind::Ref { target } => {
                let (Some(name), Some(inner)) = (self.plan.shared(target), self.api.schemas.get(target)) else {
                    return Condition::Never;
                };
                if self.options.replacement(&self.path(name)).is_some() {
                    return Condition::Never;
                }
                if plan::is_type(inner) {
                    return self.bare(inner, values, access);
                }
                let inside = quote!(#receiver.0);
                self.bare(
                    inner,
                    values,
                    &Access { reference: quote!(&#inside), receiver: inside.clone(), itself: inside },
                )
            }
        }
    }
}

/// The integers among values.
fn integers(values: &[Value]) -> impl Iterator<Item = i128> {
    values.iter().filter_map(|value| validate::integer(value.as_number()?))
}

/// An expression for whether a value is in a list.
fn listed(
    values: impl Iterator<Item = impl quote::ToTokens>,
    value: &TokenStream,
    reference: &TokenStream,
) -> Condition {
    let values: Vec<_> = values.collect();
    match values.as_slice() {
        [] => Condition::Never,
        [one] => Condition::If(quote!(#value == #one)),
        _ => Condition::If(quote!([#(#values),*].contains(#reference))),
    }
}

fn one_of(ways: &[TokenStream]) -> Condition {
    if ways.is_empty() { Condition::Never } else { Condition::If(quote!([#(#ways),*].contains(&true))) }
}

/// An expression for whether a JSON value equals this one.
fn json(known: &Value, value: &TokenStream) -> Option<TokenStream> {
    Some(match known {
        Value::Null => quote!(#value.is_null()),
        Value::Bool(flag) => quote!(#value.as_bool() == Some(#flag)),
        Value::String(text) => quote!(#value.as_str() == Some(#text)),
        Value::Number(number) => {
            let number = Literal::f64_unsuffixed(number.as_f64()?);
            quote!(#value.as_f64() == Some(#number))
        }
        Value::Array(_) | Value::Object(_) => return None,
    })
}

/// The condition in words.
fn words(when: &When) -> String {
    if when.values.is_empty() {
        return format!("where `{}` is given", when.field);
    }
    let values: Vec<String> = when.values.iter().map(ToString::to_string).collect();
    format!("where `{}` is {}", when.field, values.join(" or "))
}

//! Constructors of a structure: `new` takes the required fields, `with_…` adds optional ones.

use proc_macro2::TokenStream;
use quote::quote;

use super::names;
use super::types::{Group, Member};

/// The maximum number of arguments of `new`. If more fields are required, they are named, in a structure of their own.
pub(super) const MOST: usize = 3;

/// The constructors of a structure. Methods that add fields are only for types that clients send. `named` is the name
/// of the structure for more than [`MOST`] required fields.
pub(super) fn methods(
    name: &str,
    members: &[Member<'_>],
    groups: &[Group<'_>],
    sent: bool,
    named: Option<&str>,
) -> TokenStream {
    let ident = names::ident(name);
    let required: Vec<&Member<'_>> = members.iter().filter(|member| member.required).collect();
    let fields: Vec<_> = required.iter().map(|member| names::ident(&member.ident)).collect();
    let types: Vec<_> = required.iter().map(|member| &member.type_).collect();
    let absent: Vec<_> = members
        .iter()
        .filter(|member| !member.required)
        .map(|member| &member.ident)
        .chain(groups.iter().map(|group| &group.ident))
        .map(|field| names::ident(field))
        .collect();
    let mut extra = TokenStream::new();
    let new = match named {
        None if required.is_empty() => TokenStream::new(),
        None => quote! {
            /// A value with its required fields only.
            pub fn new(#(#fields: impl Into<#types>),*) -> Self {
                Self { #(#fields: #fields.into(),)* #(#absent: None,)* }
            }
        },
        Some(given) => {
            let given = names::ident(given);
            let docs = required.iter().map(|member| format!(" {}.", super::docs::code(member.wire)));
            let of = format!(" The required fields of [`{name}`], by name.");
            extra = quote! {
                #[doc = #of]
                #[derive(Clone, Debug, PartialEq)]
                pub struct #given { #(#[doc = #docs] pub #fields: #types,)* }
            };
            quote! {
                /// A value with its required fields only.
                pub fn new(required: #given) -> Self {
                    let #given { #(#fields,)* } = required;
                    Self { #(#fields,)* #(#absent: None,)* }
                }
            }
        }
    };
    let mut with = TokenStream::new();
    if sent {
        let optional = members.iter().filter(|member| !member.required).map(|member| {
            let type_ = &member.type_;
            (member.ident.as_str(), quote!(#type_))
        });
        let groups = groups.iter().map(|group| {
            let type_ = names::ident(&group.type_);
            (group.ident.as_str(), quote!(#type_))
        });
        for (field, type_) in optional.chain(groups) {
            let method = names::ident(&format!("with_{field}"));
            let doc = format!(" Sets the field {}.", super::docs::code(field));
            let field = names::ident(field);
            with.extend(quote! {
                #[doc = #doc]
                #[must_use]
                pub fn #method(mut self, value: impl Into<#type_>) -> Self {
                    self.#field = Some(value.into());
                    self
                }
            });
        }
    }
    if new.is_empty() && with.is_empty() { extra } else { quote!(#extra impl #ident { #new #with }) }
}

//! Values of several types: an enum with a variant per type, chosen by the value alone.
//!
//! Demands on the whole value apply to each variant that can meet or violate them.

use std::collections::BTreeMap;

use proc_macro2::TokenStream;
use quote::quote;

use super::structure::is_whole;
use super::{Items, at};
use crate::emit::rust::docs::{self, Doc};
use crate::emit::rust::plan::{self, Place};
use crate::emit::rust::{checks, names};
use crate::fixup::Type;
use crate::ir::Schema;

impl<'a> Items<'a> {
    /// The enum for a value of several types.
    pub(super) fn union(
        &mut self,
        name: &str,
        schema: &'a Schema,
        members: &'a [Schema],
        place: &Place,
        doc: &Doc,
    ) -> TokenStream {
        let ident = names::ident(name);
        let variants = plan::variants(members);
        let types: Vec<TokenStream> = members
            .iter()
            .zip(&variants)
            .map(|(member, variant)| self.plain_type(member, &place.variant(variant)))
            .collect();
        let (mut arms, mut all) = (TokenStream::new(), TokenStream::new());
        for (member, variant) in members.iter().zip(&variants) {
            let statements = checks::of_member(self.api, &schema.constraints, member, &quote!(value));
            let variant = names::ident(variant);
            all.extend(statements.clone());
            arms.extend(if statements.is_empty() {
                quote!(Self::#variant(_) => {})
            } else {
                quote!(Self::#variant(value) => { #statements })
            });
        }
        let mut rivals: BTreeMap<String, usize> = BTreeMap::new();
        for type_ in &types {
            *rivals.entry(type_.to_string()).or_default() += 1;
        }
        let from =
            types.iter().zip(&variants).filter(|(type_, _)| rivals[&type_.to_string()] == 1).map(|(type_, variant)| {
                let variant = names::ident(variant);
                quote! {
                    impl From<#type_> for #ident {
                        fn from(value: #type_) -> Self { Self::#variant(value) }
                    }
                }
            });
        let (doc, path) = (doc.attributes(), self.path(name));
        let attributes = self.options.type_attributes(&path);
        let derives = self.options.derives(&path);
        let docs = members.iter().map(|member| {
            Doc::new()
                .sentence(format!("If it is {}.", docs::code(&Type::of(&member.kind).to_string())))
                .demands(member)
                .attributes()
        });
        let idents: Vec<_> = variants.iter().map(|variant| names::ident(variant)).collect();
        let wholes = members.iter().map(|member| is_whole(member).then(|| quote!(whole)));
        let at = at(&all);
        let checks = if all.is_empty() { quote!() } else { quote!(match self { #arms }) };
        quote! {
            #doc
            #attributes
            #[derive(Clone, Debug, PartialEq, #derives)]
            pub enum #ident { #(#docs #idents(#types),)* }
            support::union! { #ident { #(#idents(#types) #wholes),* } }
            #(#from)*
            impl support::Validate for #ident {
                fn check(&self, #at: &mut support::Checker) { #checks }
            }
        }
    }
}

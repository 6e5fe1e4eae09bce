//! Open lists of values: an enum that keeps what the page does not list byte for byte.

use proc_macro2::TokenStream;
use quote::quote;

use super::{Items, at};
use crate::emit::rust::docs::{self, Doc};
use crate::emit::rust::{checks, layout, names};
use crate::ir::{EnumValue, Schema};

impl Items<'_> {
    /// An open list of values: those that the page lists, and any other as it came.
    pub(super) fn values(&mut self, name: &str, schema: &Schema, doc: &Doc) -> TokenStream {
        let ident = names::ident(name);
        let listed: Vec<(&str, &EnumValue)> = schema
            .constraints
            .enumeration
            .iter()
            .flat_map(|list| list.value.values())
            .filter_map(|value| Some((value.value.as_str()?, value)))
            .collect();
        let variants = names::scope(listed.iter().map(|(text, _)| *text), &["Unlisted"], names::variant);
        let arms = listed.iter().zip(&variants).map(|((text, told), variant)| {
            let mut doc = Doc::new().say(docs::code(text));
            if let Some(meaning) = &told.meaning {
                doc = doc.text(meaning);
            }
            if told.deprecated {
                doc = doc.say("Deprecated.");
            }
            let (doc, variant) = (doc.attributes(), names::ident(variant));
            quote!(#doc #variant,)
        });
        let table =
            listed.iter().zip(&variants).map(|((text, _), variant)| format!("{} = {text:?},", names::ident(variant)));
        let table = layout::table(&table.collect::<Vec<_>>());
        let (doc, path) = (doc.attributes(), self.path(name));
        let attributes = self.options.type_attributes(&path);
        let derives = self.options.derives(&path);
        let checks = checks::listed(schema);
        let at = at(&checks);
        quote! {
            #doc
            #attributes
            #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, #derives)]
            #[non_exhaustive]
            pub enum #ident {
                #(#arms)*
                /// A value that the page does not list.
                Unlisted(support::Unlisted),
            }
            support::values! { #ident { #table } }
            impl support::Validate for #ident {
                fn check(&self, #at: &mut support::Checker) { #checks }
            }
        }
    }
}

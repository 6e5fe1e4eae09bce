//! Open lists of values: an enum that keeps values that the page does not list, byte for byte.

use proc_macro2::TokenStream;
use quote::quote;

use super::{Items, at};
use crate::emit::rust::docs::{self, Doc};
use crate::emit::rust::{checks, layout, names};
use crate::ir::{EnumValue, Schema};

impl Items<'_> {
    /// An open list of values: those that the page lists, and any other value unchanged.
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
        let arms = listed.iter().zip(&variants).map(|((text, value), variant)| {
            let mut doc = Doc::new().sentence(docs::code(text));
            if let Some(meaning) = &value.meaning {
                doc = doc.text(meaning);
            }
            if value.deprecated {
                doc = doc.sentence("Deprecated.");
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

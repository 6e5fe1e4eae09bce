//! The layout for a build script: one file with modules, to be included in a module of the user's crate; optionally
//! with a file per service next to it.

use std::collections::BTreeMap;

use proc_macro2::TokenStream;
use quote::quote;

use super::formatted::formatted;
use super::{HEADER, Module, RESERVED, code, modules, support};
use crate::emit::Artefacts;
use crate::emit::rust::docs::Doc;
use crate::emit::rust::names;
use crate::emit::rust::options::{Modules, Options};
use crate::ir::Api;

/// The file that is included.
const FILE: &str = "refract.rs";

/// The file that the user includes, and the files that it includes.
pub(super) fn files(vendors: &BTreeMap<&str, Vec<&Api>>, options: &Options) -> Artefacts {
    let mut files = Artefacts::new();
    let names_of = names::scope(vendors.keys().copied(), RESERVED, names::module);
    let text = match options.modules {
        Modules::VendorAndService => {
            let mut text = String::new();
            for (vendor, apis) in names_of.iter().zip(vendors.values()) {
                let services: Vec<TokenStream> = modules(apis, &quote!(super::super::support), options)
                    .iter()
                    .map(|module| service(module, &module.name, &format!("{vendor}."), options, &mut files))
                    .collect();
                let doc =
                    Doc::new().sentence(format!("Types and operations of {}, a module per service.", code(vendor)));
                let (doc, name) = (doc.attributes(), names::ident(vendor));
                text.push_str(&formatted(&quote! {
                    #doc
                    #[allow(clippy::pedantic, reason = "generated code does not follow the style of its users")]
                    #[allow(dead_code, unreachable_pub, unused_imports, reason = "not every user needs every item")]
                    pub mod #name { #(#services)* }
                }));
            }
            text
        }
        Modules::Service => {
            let all: Vec<(&String, Module)> = names_of
                .iter()
                .zip(vendors.values())
                .flat_map(|(vendor, apis)| {
                    modules(apis, &quote!(super::support), options).into_iter().map(move |module| (vendor, module))
                })
                .collect();
            let services: Vec<TokenStream> = all
                .iter()
                .map(|(vendor, module)| {
                    // Two vendors have a service with this name.
                    let rivals = all.iter().filter(|(_, other)| other.name == module.name).count();
                    let name = if rivals > 1 { format!("{vendor}_{}", module.name) } else { module.name.clone() };
                    service(module, &name, "", options, &mut files)
                })
                .collect();
            formatted(&quote!(#(#services)*))
        }
    };
    let all: Vec<&Api> = vendors.values().flatten().copied().collect();
    let support = support::items(&all, options);
    let text = format!(
        "{HEADER}{text}\n/// What the generated types need and serde does not have.\n\
         #[allow(clippy::pedantic, reason = \"its style is not for its users to mend\")]\n\
         #[allow(dead_code, unreachable_pub, unused_imports, reason = \"not every user needs every item\")]\npub mod support {{\n{support}}}\n",
    );
    files.insert(FILE.to_owned(), text);
    files
}

/// The module of a service, with its items in it or in a separate file.
fn service(module: &Module, name: &str, before: &str, options: &Options, files: &mut Artefacts) -> TokenStream {
    let (doc, items) = (module.doc.attributes(), &module.items);
    let inside = if options.separate_files {
        let file = format!("refract.{before}{name}.rs");
        files.insert(file.clone(), format!("{HEADER}{}", formatted(items)));
        quote!(include!(#file);)
    } else {
        items.clone()
    };
    let name = names::ident(name);
    quote! {
        #doc
        #[allow(deprecated, reason = "its own code handles every field")]
        #[allow(clippy::pedantic, reason = "generated code does not follow the style of its users")]
        #[allow(dead_code, unreachable_pub, unused_imports, reason = "not every user needs every item")]
        pub mod #name { #inside }
    }
}

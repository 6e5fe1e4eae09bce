//! The module of support code: what the generated types need and serde lacks, reduced to what a crate uses.

use proc_macro2::TokenStream;
use quote::quote;

use super::HEADER;
use super::formatted::formatted;
use crate::emit::rust::options::{Gate, Options};
use crate::emit::rust::plan::{self, Place};
use crate::emit::rust::times::{self, Form, Zone};
use crate::emit::rust::{docs, names};
use crate::ir::{Api, Kind, Schema};

/// The file of the module.
pub(super) fn file(apis: &[&Api], options: &Options) -> String {
    format!(
        "{HEADER}//! What the generated types need and serde does not have.\n\n\
         #![allow(dead_code, unreachable_pub, unused_imports, reason = \"not every user needs every item\")]\n\n{}",
        items(apis, options)
    )
}

/// The items of the module.
pub(super) fn items(apis: &[&Api], options: &Options) -> String {
    let mut parts: Vec<String> = vec![
        include_str!("../support/objects.rs.in").to_owned(),
        include_str!("../support/integers.rs.in").to_owned(),
        include_str!("../support/values.rs.in").to_owned(),
        include_str!("../support/dates.rs.in").to_owned(),
        include_str!("../support/validate.rs.in").to_owned(),
        include_str!("../support/responses.rs.in").to_owned(),
        operation(&options.http),
    ];
    parts.push(gated(&options.jiff, include_str!("../support/jiff.rs.in")));
    for (name, form) in times::forms(apis) {
        parts.push(written(&name, &form));
        parts.push(gated(&options.jiff, &conversions(&name, &form)));
    }
    if needs_patterns(apis) {
        parts.push(include_str!("../support/pattern.rs.in").to_owned());
    }
    if has_any(apis, &|schema| matches!(schema.kind, Kind::Union { .. })) {
        parts.push(include_str!("../support/unions.rs.in").to_owned());
    }
    let parts: Vec<&str> = parts.iter().map(|part| part.trim()).filter(|part| !part.is_empty()).collect();
    parts.join("\n\n") + "\n"
}

/// Code that needs a further crate, behind its feature if it has one.
fn gated(gate: &Gate, text: &str) -> String {
    match gate {
        Gate::Off => String::new(),
        Gate::Feature => text.to_owned(),
        Gate::On => {
            let kept = text.split_inclusive('\n').filter(|line| !line.trim_start().starts_with("#[cfg(feature"));
            kept.collect()
        }
    }
}

/// The trait of operations, with the code that needs the `http` crate between `//@http` and `//@end`, behind its
/// feature if it has one.
fn operation(gate: &Gate) -> String {
    let mut out = String::new();
    let mut parts = include_str!("../support/operation.rs.in").split("//@http\n");
    out.push_str(parts.next().unwrap_or_default());
    for part in parts {
        let (inside, behind) = part.split_once("//@end\n").unwrap_or((part, ""));
        let inside = gated(gate, inside);
        if !inside.is_empty() {
            out.push('\n');
        }
        out.push_str(&inside);
        out.push_str(behind);
    }
    out
}

/// Whether a service states a pattern that can be checked.
pub(super) fn needs_patterns(apis: &[&Api]) -> bool {
    has_any(apis, &|schema| {
        let keys = match &schema.kind {
            Kind::Map { keys, .. } => keys.patterns.as_slice(),
            _ => &[],
        };
        let mut patterns = schema.constraints.patterns.iter().chain(keys);
        patterns.any(|pattern| pattern.value.portable().is_some())
    })
}

/// Whether any schema of some services, nested ones included, meets a condition.
fn has_any(apis: &[&Api], wanted: &dyn Fn(&Schema) -> bool) -> bool {
    let of = |schema: &Schema| {
        let mut found = false;
        schema.walk(&mut |schema| found = found || wanted(schema));
        found
    };
    apis.iter().any(|api| {
        api.schemas.values().any(of)
            || api.operations.iter().any(|operation| {
                let mut found = false;
                plan::roots(operation, &mut |_: Place, schema, _| found = found || of(schema));
                found
            })
    })
}

/// The type of dates in a form of their own.
fn written(name: &str, form: &Form) -> String {
    let what = if form.has_time { "A date with a time" } else { "A date" };
    let template = docs::code(&form.template);
    format!(
        "written! {{\n    /// {what} as its pages write it, {template}, byte for byte as it came.\n    {name}\n}}\n"
    )
}

/// The conversion of such a type to `jiff`.
fn conversions(name: &str, form: &Form) -> String {
    let ident = names::ident(name);
    let strftime = &form.strftime;
    let kind = if form.has_time { quote!(jiff::civil::DateTime) } else { quote!(jiff::civil::Date) };
    let instant = match form.zone {
        Zone::None => None,
        // The zone is a literal letter of the form, and is not read.
        Zone::Utc => {
            Some(quote!(jiff::tz::TimeZone::UTC.to_timestamp(jiff::civil::DateTime::strptime(#strftime, &self.0)?)))
        }
        Zone::Offset => Some(quote!(jiff::Timestamp::strptime(#strftime, &self.0))),
    };
    let tokens: TokenStream = if let Some(read) = instant {
        quote! {
            #[cfg(feature = "jiff")]
            impl #ident {
                /// The instant that the text names.
                ///
                /// # Errors
                /// Where the text is not in the form that the pages state.
                pub fn timestamp(&self) -> Result<jiff::Timestamp, jiff::Error> {
                    #read
                }
            }
            #[cfg(feature = "jiff")]
            impl From<jiff::Timestamp> for #ident {
                fn from(timestamp: jiff::Timestamp) -> Self {
                    Self(timestamp.strftime(#strftime).to_string())
                }
            }
        }
    } else {
        quote! {
            #[cfg(feature = "jiff")]
            impl #ident {
                /// The local time that the text names: the pages state no time zone.
                ///
                /// # Errors
                /// Where the text is not in the form that the pages state.
                pub fn civil(&self) -> Result<#kind, jiff::Error> {
                    #kind::strptime(#strftime, &self.0)
                }
            }
            #[cfg(feature = "jiff")]
            impl From<#kind> for #ident {
                fn from(civil: #kind) -> Self {
                    Self(civil.strftime(#strftime).to_string())
                }
            }
        }
    };
    formatted(&tokens)
}

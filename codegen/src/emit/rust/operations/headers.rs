//! Headers of responses: a structure for each operation whose page lists some, read from the headers that an HTTP
//! client received.
//!
//! It is not a part of the response, since headers are received separately from the body, and since most pages list
//! none. A header whose type can't be read from a text (a list, an object, listed values) stays a text.

use proc_macro2::TokenStream;
use quote::quote;

use super::super::docs::{Doc, code};
use super::super::times::{self, Time};
use super::super::types::{Items, Member};
use super::super::{layout, names};
use super::{hiding, naming};
use crate::ir::{Field, IntegerWidth, Kind, Location, Operation, Schema, Status};

/// The structure of an operation's response headers, where its page lists any.
pub(super) fn structure(items: &mut Items<'_>, operation: &Operation, owner: &str) -> TokenStream {
    let listed = listed(operation);
    if listed.is_empty() {
        return TokenStream::new();
    }
    let name = items.taken.take(&naming::owned(owner, "Headers"));
    let idents = names::scope(listed.iter().map(|(field, _)| field.name.as_str()), &[], names::field);
    let members: Vec<(Member<'_>, Option<Location>)> = listed
        .iter()
        .zip(&idents)
        .map(|((field, _), ident)| {
            let (wire, schema) = (field.name.as_str(), &field.schema);
            let type_ = type_of(schema);
            let member = Member { ident: ident.clone(), wire, required: false, type_, schema, replaced: false };
            (member, Some(Location::Header))
        })
        .collect();
    let fields = members.iter().zip(&listed).map(|((member, _), (_, statuses))| {
        let (field, type_) = (names::ident(&member.ident), &member.type_);
        let statuses: Vec<String> = statuses.iter().map(Status::to_string).collect();
        let doc = Doc::new()
            .description(member.schema)
            .demands(member.schema)
            .sentence(format!("The header {}, with status {}.", code(member.wire), statuses.join(", ")))
            .place(member.schema.origin.as_ref())
            .attributes();
        quote!(#doc pub #field: Option<#type_>,)
    });
    let rows: Vec<String> = listed.iter().zip(&idents).map(|((field, _), ident)| row(ident, &field.name)).collect();
    let table = layout::table(&rows);
    let hiding = hiding(items.api, &name, &members);
    let debug = hiding.is_none().then(|| quote!(Debug,));
    let ident = names::ident(&name);
    let line = code(&format!("{} {}", operation.method, operation.path));
    let doc = Doc::new().sentence(format!("The headers that the page lists for responses of {line}.")).attributes();
    quote! {
        #doc
        #[derive(Clone, #debug Default, PartialEq)]
        #[non_exhaustive]
        pub struct #ident { #(#fields)* }
        #hiding
        support::headers! { #ident { #table } }
    }
}

fn row(ident: &str, header: &str) -> String {
    let ident = names::ident(ident);
    format!("{ident} = {header:?},")
}

/// The headers by name, each with the statuses under which it is sent. Names are case-insensitive.
fn listed(operation: &Operation) -> Vec<(&Field, Vec<Status>)> {
    let mut found: Vec<(&Field, Vec<Status>)> = Vec::new();
    for (status, response) in &operation.responses {
        for field in &response.headers {
            match found.iter_mut().find(|(known, _)| known.name.eq_ignore_ascii_case(&field.name)) {
                Some((_, statuses)) if statuses.contains(status) => {}
                Some((_, statuses)) => statuses.push(*status),
                None => found.push((field, vec![*status])),
            }
        }
    }
    found
}

/// The type of a header's text.
fn type_of(schema: &Schema) -> TokenStream {
    match &schema.kind {
        Kind::Boolean => quote!(bool),
        Kind::Integer { width: IntegerWidth::Bits32, as_string: false } => quote!(i32),
        Kind::Integer { .. } => quote!(i64),
        Kind::Number => quote!(f64),
        // Dates in forms of their own have types only where bodies use them.
        _ => {
            let time = times::of(schema).filter(|time| matches!(time, Time::Instant | Time::Duration));
            let named = time.map(|time| names::ident(&time.name()));
            named.map_or_else(|| quote!(String), |ident| quote!(support::#ident))
        }
    }
}

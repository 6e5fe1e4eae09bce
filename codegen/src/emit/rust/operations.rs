//! Operations: a structure of parameters and body that builds the request ([`request`]), an enum of responses by status
//! ([`responses`]), a structure of their headers ([`headers`]), and a module with stable names for the types that the
//! operation uses.

mod headers;
mod request;
mod responses;

use proc_macro2::TokenStream;
use quote::quote;

use super::docs::{Doc, code};
use super::plan::Place;
use super::types::{self, Items, Member, member_checks};
use super::{construct, names};
use crate::ir::{Api, Body, Kind, Location, Operation, Parameter, Required, Schema, SelectorPlace};
use crate::naming;

/// Adds the items of an operation.
pub(super) fn items<'a>(items: &mut Items<'a>, operation: &'a Operation) {
    let [name, responses] = items.plan.own(operation);
    let slot = items.out.len();
    items.out.push(TokenStream::new());
    let body_type = operation.request.as_ref().map(|body| (body, request_type(items, operation, body)));
    let arms = responses::arms(items, operation);
    let members = members(items, operation, body_type.as_ref().map(|(body, type_)| (*body, type_)));

    let ident = names::ident(&name);
    let fields = members.iter().map(|(member, location)| {
        let (field, type_) = (names::ident(&member.ident), &member.type_);
        let type_ = if member.required { quote!(#type_) } else { quote!(Option<#type_>) };
        let doc = member_doc(items.api, member, *location).attributes();
        quote!(#doc pub #field: #type_,)
    });
    let plain: Vec<Member<'a>> = members.iter().map(|(member, _)| copy(member)).collect();
    let required = plain.iter().filter(|member| member.required).count();
    let named = (required > construct::MOST).then(|| items.taken.take(&naming::owned(&name, "Required")));
    let construction = construct::methods(&name, &plain, &[], true, named.as_deref());
    let checks = member_checks(items.api, &plain);
    let at = types::at(&checks);
    let default = members.iter().all(|(member, _)| !member.required).then(|| quote!(Default,));
    let hiding = hiding(items.api, &name, &members);
    let debug = hiding.is_none().then(|| quote!(Debug,));
    let deprecated = operation.deprecated.as_ref().map(|_| quote!(#[deprecated]));
    let doc = operation_doc(operation).attributes();
    let implementation = request::implementation(items, operation, &members, &ident, &responses, &arms);
    items.out[slot] = quote! {
        #doc
        #deprecated
        #[derive(Clone, #debug #default PartialEq)]
        #[non_exhaustive]
        pub struct #ident { #(#fields)* }
        #hiding
        #construction
        impl #ident {
            /// Validates parameters and body against all demands of the page.
            ///
            /// # Errors
            /// All demands that are violated, each with its place: the parameter's name, or `body` and a path in it.
            pub fn validate(&self) -> std::result::Result<(), support::Violations> {
                support::validate(self)
            }
        }
        impl support::Validate for #ident {
            fn check(&self, #at: &mut support::Checker) { #checks }
        }
        #implementation
    };
    items.out.push(responses::enumeration(operation, &responses, &arms));
    let headers = headers::structure(items, operation, &name);
    items.out.push(headers);
}

/// The module of an operation: the types that it uses, by names that depend only on its own pages.
pub(super) fn module(items: &Items<'_>, operation: &Operation, name: &str) -> TokenStream {
    let view = items.plan.view(items.api, operation);
    if view.is_empty() {
        return TokenStream::new();
    }
    let name = names::ident(name);
    let doc = format!(
        " The types that [`{}`]({}) uses, by names that other pages do not change.",
        operation.id,
        names::type_(operation.id.as_str())
    );
    let required = view.iter().filter_map(|(alias, rust)| {
        let named = format!("{alias}Required");
        let free = !view.contains_key(&named) && items.options.replacement(&items.path(rust)).is_none();
        let (type_, named) = (names::ident(items.plan.required(rust).filter(|_| free)?), names::ident(&named));
        Some(if type_ == named { quote!(pub use super::#type_;) } else { quote!(pub use super::#type_ as #named;) })
    });
    let required: TokenStream = required.collect();
    let uses = view.iter().map(|(alias, rust)| {
        let (type_, alias_ident) = (names::ident(rust), names::ident(alias));
        if let Some(own) = items.options.replacement(&items.path(rust)) {
            let doc = Doc::new().sentence("A type that the user set.").attributes();
            return quote!(#doc pub type #alias_ident = #own;);
        }
        if alias == rust { quote!(pub use super::#type_;) } else { quote!(pub use super::#type_ as #alias_ident;) }
    });
    quote!(#[doc = #doc] pub mod #name { #(#uses)* #required })
}

fn copy<'a>(member: &Member<'a>) -> Member<'a> {
    Member {
        ident: member.ident.clone(),
        wire: member.wire,
        required: member.required,
        type_: member.type_.clone(),
        schema: member.schema,
        replaced: member.replaced,
    }
}

fn is_json(body: &Body) -> bool {
    body.media_type.contains("json")
}

/// Whether a body is a form that is written like a query. The caller writes a form of parts, which has files.
fn is_form(body: &Body) -> bool {
    body.media_type == "application/x-www-form-urlencoded"
}

fn request_type<'a>(items: &mut Items<'a>, operation: &'a Operation, body: &'a Body) -> TokenStream {
    let doc = body_doc(operation, "request", &body.schema);
    let type_ = items.body(&body.schema, &Place::request(operation), &doc);
    if is_json(body) || is_form(body) { type_ } else { quote!(support::Payload) }
}

/// A field for each parameter and the body, each with its location; the body has none.
fn members<'a>(
    items: &mut Items<'a>,
    operation: &'a Operation,
    body: Option<(&'a Body, &TokenStream)>,
) -> Vec<(Member<'a>, Option<Location>)> {
    let mut found: Vec<(&'a Parameter, String)> = Vec::new();
    for parameter in &operation.parameters {
        let name = &parameter.field.name;
        let several = operation.parameters.iter().filter(|other| other.field.name == *name).count() > 1;
        let name = if several { format!("{name} {}", parameter.location.name()) } else { name.clone() };
        // A parameter that is listed twice, or has no place in the path, can't be sent.
        let is_placed =
            parameter.location != Location::Path || operation.path.contains(&format!("{{{}}}", parameter.field.name));
        if is_placed && !found.iter().any(|(_, known)| *known == name) {
            found.push((parameter, name));
        }
    }
    // In the order of the path, as people read it; all others in the order of the page.
    found.sort_by_key(|(parameter, _)| match parameter.location {
        Location::Path => operation.path.find(&format!("{{{}}}", parameter.field.name)).unwrap_or(usize::MAX - 1),
        _ => usize::MAX,
    });
    let reserved: &[&str] = if body.is_some() { &["body"] } else { &[] };
    let idents = names::scope(found.iter().map(|(_, name)| name.as_str()), reserved, names::field);
    let mut members: Vec<(Member<'a>, Option<Location>)> = found
        .into_iter()
        .zip(idents)
        .map(|((parameter, _), ident)| {
            let field = &parameter.field;
            let type_ = match field.schema.kind {
                // Whatever its type, it is written as text.
                Kind::Any => quote!(String),
                _ => items.type_of(&field.schema, &Place::parameter(operation, parameter)),
            };
            let required = match parameter.location {
                Location::Path => true,
                location => field.required == Required::Always && !is_clients(items.api, location, &field.name),
            };
            // A value of any type is written as text, without demands.
            let replaced = matches!(field.schema.kind, Kind::Any);
            let member = Member { ident, wire: &field.name, required, type_, schema: &field.schema, replaced };
            (member, Some(parameter.location))
        })
        .collect();
    if let Some((body, type_)) = body {
        let member = Member {
            ident: "body".to_owned(),
            wire: "body",
            required: true,
            type_: type_.clone(),
            schema: &body.schema,
            replaced: !is_json(body) && !is_form(body),
        };
        members.push((member, None));
    }
    members
}

/// Whether the client that sends the request can give a parameter for all requests alike: credentials, or the type of
/// the body. An operation can be made without such parameters.
fn is_clients(api: &Api, location: Location, name: &str) -> bool {
    is_credential(api, location, name) || location == Location::Header && name.eq_ignore_ascii_case("content-type")
}

/// Whether a parameter identifies who sends the request.
fn is_credential(api: &Api, location: Location, name: &str) -> bool {
    api.credentials.iter().any(|known| match (location, known.place) {
        (Location::Header, SelectorPlace::Header) => known.name.eq_ignore_ascii_case(name),
        (Location::Query, SelectorPlace::Query) => known.name == name,
        _ => false,
    })
}

/// Whether a value is a secret: a credential, or a header whose name marks it as one.
fn is_secret(api: &Api, location: Location, name: &str) -> bool {
    let by_name = || api.secret_headers.iter().any(|known| known.eq_ignore_ascii_case(name));
    is_credential(api, location, name) || location == Location::Header && by_name()
}

/// The `Debug` implementation that hides the secrets of an operation or of headers, where there are any.
fn hiding(api: &Api, name: &str, members: &[(Member<'_>, Option<Location>)]) -> Option<TokenStream> {
    let hidden = |(member, location): &&(Member<'_>, Option<Location>)| {
        location.is_some_and(|location| is_secret(api, location, member.wire))
    };
    members.iter().find(hidden)?;
    let fields = members.iter().map(|entry| {
        let (name, field) = (&entry.0.ident, names::ident(&entry.0.ident));
        match (hidden(&entry), entry.0.required) {
            (true, true) => quote!(.field(#name, &support::Hidden)),
            (true, false) => quote!(.field(#name, &self.#field.as_ref().map(|_| support::Hidden))),
            (false, _) => quote!(.field(#name, &self.#field)),
        }
    });
    let ident = names::ident(name);
    Some(quote! {
        impl std::fmt::Debug for #ident {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.debug_struct(#name)#(#fields)*.finish()
            }
        }
    })
}

fn member_doc(api: &Api, member: &Member<'_>, location: Option<Location>) -> Doc {
    let mut doc = Doc::new().description(member.schema).demands(member.schema);
    let Some(location) = location else {
        let doc = if doc.is_empty() { doc.sentence("The body.") } else { doc };
        return doc.place(member.schema.origin.as_ref());
    };
    if is_clients(api, location, member.wire) {
        doc = doc.sentence("It is optional here: the client may add it to all requests.");
    }
    if member.wire != member.ident || doc.is_empty() {
        doc = doc.sentence(format!("Named {} in the API.", code(member.wire)));
    }
    doc.place(member.schema.origin.as_ref())
}

fn operation_doc(operation: &Operation) -> Doc {
    let mut doc = Doc::new().text(&operation.summary);
    if let Some(description) = &operation.description {
        doc = doc.text(description);
    }
    doc = doc.sentence(code(&format!("{} {}", operation.method, operation.path)));
    if let Some(server) = &operation.server {
        doc = doc.sentence(format!("At {}.", code(server)));
    }
    for unread in &operation.incomplete {
        doc = doc.sentence(format!("Incomplete: a part of the page could not be read ({unread})."));
    }
    doc.place(Some(&operation.origin))
}

fn body_doc(operation: &Operation, what: &str, schema: &Schema) -> Doc {
    let line = code(&format!("{} {}", operation.method, operation.path));
    Doc::new()
        .sentence(format!("The {what} of {line}."))
        .description(schema)
        .place(schema.origin.as_ref().or(Some(&operation.origin)))
}

//! Builds an operation's request in Rust: the code that writes its path, query, headers and body.
//!
//! [`responses`](super::responses) reads the response.

use proc_macro2::TokenStream;
use quote::quote;

use super::{is_credential, is_form, is_json, responses};
use crate::emit::rust::names;
use crate::emit::rust::types::{Items, Member};
use crate::ir::{Api, Location, Operation, QueryArrays, SelectorPlace, selector};

/// The implementation of `support::Operation`.
pub(super) fn implementation(
    items: &Items<'_>,
    operation: &Operation,
    members: &[(Member<'_>, Option<Location>)],
    ident: &proc_macro2::Ident,
    responses: &str,
    arms: &[responses::Arm<'_>],
) -> TokenStream {
    let (id, method, path) = (operation.id.as_str(), operation.method.as_str(), operation.path.as_str());
    let responses = names::ident(responses);
    let parameters = Parameters { items, operation, members };
    let (target, headers, credentials) = (parameters.target(), parameters.headers(), parameters.credentials());
    let payload = payload(items.api, operation);
    let reading = responses::reading(&responses, arms);
    quote! {
        impl support::Operation for #ident {
            const ID: &'static str = #id;
            const METHOD: &'static str = #method;
            const PATH: &'static str = #path;
            #credentials
            type Responses = #responses;
            fn target(&self) -> std::result::Result<String, support::RequestError> {
                let mut target = support::Target::default();
                #target
                Ok(target.finish())
            }
            fn headers(&self) -> std::result::Result<Vec<(&'static str, String)>, support::RequestError> {
                #headers
            }
            fn payload(&self) -> std::result::Result<Option<support::Payload>, support::RequestError> {
                #payload
            }
            fn read(status: u16, body: &[u8]) -> std::result::Result<#responses, support::ResponseError> {
                Ok(#reading)
            }
        }
    }
}

/// The parameters of an operation, grouped by how the request uses them.
struct Parameters<'p> {
    items: &'p Items<'p>,
    operation: &'p Operation,
    members: &'p [(Member<'p>, Option<Location>)],
}

impl<'p> Parameters<'p> {
    /// The parameters of a location.
    fn at(&self, location: Location) -> impl Iterator<Item = &'p Member<'p>> + use<'p> {
        self.members.iter().filter(move |(_, found)| *found == Some(location)).map(|(member, _)| member)
    }

    /// The constants of a location that select the operation, each with its value.
    fn constants(&self, place: SelectorPlace) -> impl Iterator<Item = (&'p str, &'p str)> + use<'p> {
        let of_place = self.operation.selectors.iter().filter(move |selector| selector.place == place);
        of_place.map(|selector| (selector.name.as_str(), selector.value.as_deref().unwrap_or_default()))
    }

    /// The statements that write path and query.
    fn target(&self) -> TokenStream {
        let mut target = TokenStream::new();
        for part in parts(&self.operation.path) {
            let variable = part.strip_prefix('{').and_then(|part| part.strip_suffix('}'));
            let member = variable.and_then(|name| self.at(Location::Path).find(|member| member.wire == name));
            target.extend(if let Some(member) = member {
                let (field, wire) = (names::ident(&member.ident), member.wire);
                quote!(target.variable(#wire, &self.#field)?;)
            } else {
                quote!(target.literal(#part);)
            });
        }
        let lists = lists(self.items.api);
        for (name, value) in self.constants(SelectorPlace::Query) {
            target.extend(quote!(target.query(#name, &#value, #lists)?;));
        }
        for member in self.at(Location::Query) {
            let wire = member.wire;
            target.extend(given(member, &quote!(target.query(#wire, value, #lists)?;)));
        }
        target
    }

    /// The statements that write the headers.
    fn headers(&self) -> TokenStream {
        let mut headers = TokenStream::new();
        for (name, value) in self.constants(SelectorPlace::Header) {
            headers.extend(quote!(headers.push((#name, #value.to_owned()));));
        }
        for member in self.at(Location::Header) {
            let wire = member.wire;
            headers.extend(given(member, &quote!(headers.push((#wire, support::parameter(#wire, value)?));)));
        }
        if headers.is_empty() {
            return quote!(Ok(Vec::new()));
        }
        quote!(let mut headers = Vec::new(); #headers Ok(headers))
    }

    /// The constant with the names of the headers that contain credentials, where there are any.
    fn credentials(&self) -> Option<TokenStream> {
        let of_header = self.at(Location::Header).map(|member| member.wire);
        let names: Vec<&str> = of_header.filter(|name| is_credential(self.items.api, Location::Header, name)).collect();
        (!names.is_empty()).then(|| quote!(const CREDENTIALS: &'static [&'static str] = &[#(#names),*];))
    }
}

/// How the service writes lists in a query or a form.
fn lists(api: &Api) -> TokenStream {
    match api.query_arrays {
        QueryArrays::Repeated => quote!(support::Lists::Repeated),
        QueryArrays::Numbered => quote!(support::Lists::Numbered(1)),
        QueryArrays::NumberedFromZero => quote!(support::Lists::Numbered(0)),
        QueryArrays::Bracketed => quote!(support::Lists::Bracketed),
    }
}

/// The expression for the body, including the constants in it that select the operation.
fn payload(api: &Api, operation: &Operation) -> TokenStream {
    let constants: Vec<TokenStream> = selector::added_to_body(api, operation)
        .map(|selector| {
            let name = &selector.name;
            let value = selector.value.as_ref().map_or_else(|| quote!(None), |value| quote!(Some(#value)));
            quote!((#name, #value))
        })
        .collect();
    match &operation.request {
        Some(body) if is_json(body) && !constants.is_empty() => {
            let media_type = &body.media_type;
            quote!(support::chosen(#media_type, &self.body, &[#(#constants),*]))
        }
        None if !constants.is_empty() => {
            quote!(support::chosen("application/json", &serde_json::json!({}), &[#(#constants),*]))
        }
        Some(body) if is_json(body) => {
            let media_type = &body.media_type;
            quote!(support::payload(#media_type, &self.body))
        }
        Some(body) if is_form(body) => {
            let (media_type, lists) = (&body.media_type, lists(api));
            quote!(support::form(#media_type, &self.body, #lists, &[#(#constants),*]))
        }
        Some(_) => quote!(Ok(Some(self.body.clone()))),
        None => quote!(Ok(None)),
    }
}

/// A statement about a parameter's value, executed where the parameter is given.
fn given(member: &Member<'_>, statement: &TokenStream) -> TokenStream {
    let field = names::ident(&member.ident);
    if member.required {
        quote!({ let value = &self.#field; #statement })
    } else {
        quote!(if let Some(value) = &self.#field { #statement })
    }
}

/// A path template as literal text and variables in braces.
fn parts(path: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    let mut rest = path;
    while let Some(start) = rest.find('{') {
        let Some(length) = rest[start..].find('}') else { break };
        if start > 0 {
            parts.push(&rest[..start]);
        }
        parts.push(&rest[start..=start + length]);
        rest = &rest[start + length + 1..];
    }
    if !rest.is_empty() {
        parts.push(rest);
    }
    parts
}

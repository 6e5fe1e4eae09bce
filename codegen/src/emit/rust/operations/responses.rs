//! Responses: an enum with a variant per documented status, its methods, and how it is read.
//!
//! No body is dropped: a status without a table on the page keeps the bytes that were received, and so does an
//! undocumented status. Where a field of the body marks a failure under a success status, failures have their own
//! variant and type.

use proc_macro2::{Ident, Literal, TokenStream};
use quote::quote;

use super::super::docs::{Doc, code};
use super::super::plan::Place;
use super::super::types::Items;
use super::super::{layout, names};
use super::{body_doc, is_json};
use crate::ir::{Failure, Operation, Response, Status};

/// What is received with a status.
pub(super) struct Arm<'a> {
    status: Status,
    variant: Ident,
    body: BodyType,
    response: &'a Response,
    /// The variant of failures under this status, with their type.
    failure: Option<(&'a Failure, Ident, TokenStream)>,
}

/// How a body is kept.
enum BodyType {
    /// As a value of a type.
    Json(TokenStream),
    /// As bytes, since it is not JSON.
    Bytes,
    /// As bytes, since the page states nothing about it.
    Unstated,
}

impl BodyType {
    fn type_(&self) -> TokenStream {
        match self {
            Self::Json(type_) => type_.clone(),
            Self::Bytes | Self::Unstated => quote!(support::Body),
        }
    }
}

/// The documented responses of an operation: single statuses before their class.
pub(super) fn arms<'a>(items: &mut Items<'a>, operation: &'a Operation) -> Vec<Arm<'a>> {
    let mut arms = Vec::new();
    for (status, response) in &operation.responses {
        let number = number(*status);
        let body = response.body.as_ref().map(|body| {
            let doc = body_doc(operation, &format!("response with status {status}"), &body.schema);
            (body, items.body(&body.schema, &Place::response(operation, *status), &doc))
        });
        let body = match body {
            Some((body, type_)) if is_json(body) => BodyType::Json(type_),
            Some(_) => BodyType::Bytes,
            None => BodyType::Unstated,
        };
        let failure = response.failure.as_ref().zip(items.plan.failure(operation, *status)).map(|(failure, schema)| {
            let doc = body_doc(operation, &format!("failure under status {status}"), schema);
            let type_ = items.body(schema, &Place::failure(operation, *status), &doc);
            (failure, names::ident(&format!("Failure{number}")), type_)
        });
        let variant = names::ident(&format!("Status{number}"));
        arms.push(Arm { status: *status, variant, body, response, failure });
    }
    arms.sort_by_key(|arm| matches!(arm.status, Status::Class(_)));
    arms
}

fn number(status: Status) -> String {
    match status {
        Status::Code(code) => code.to_string(),
        Status::Class(class) => format!("{class}xx"),
    }
}

/// The enum of responses.
pub(super) fn enumeration(operation: &Operation, name: &str, arms: &[Arm<'_>]) -> TokenStream {
    let variants = arms.iter().map(|arm| {
        let (variant, type_) = (&arm.variant, arm.body.type_());
        let class = matches!(arm.status, Status::Class(_)).then(|| quote!(u16,));
        let doc = variant_doc(arm).attributes();
        let failure = arm.failure.as_ref().map(|(failure, variant, type_)| {
            let doc = Doc::new()
                .sentence(format!(
                    "A failure under status {}: {} is not {}.",
                    arm.status,
                    code(&failure.field),
                    code(&failure.success_text())
                ))
                .place(Some(&failure.origin))
                .attributes();
            quote!(#doc #variant(#class #type_),)
        });
        quote!(#doc #variant(#class #type_), #failure)
    });
    let ident = names::ident(name);
    let doc = Doc::new()
        .sentence(format!("The response of {}, by status.", code(&format!("{} {}", operation.method, operation.path))))
        .attributes();
    let abilities = abilities(&ident, arms);
    quote! {
        #doc
        #[derive(Clone, Debug, PartialEq)]
        #[non_exhaustive]
        #[allow(clippy::large_enum_variant, reason = "a response is read once")]
        pub enum #ident {
            #(#variants)*
            /// A status that the page does not document.
            Undocumented(support::Undocumented),
        }
        #abilities
    }
}

fn variant_doc(arm: &Arm<'_>) -> Doc {
    let mut doc = Doc::new().sentence(format!("Status {}.", arm.status));
    if let Some(description) = &arm.response.description {
        doc = doc.text(description);
    }
    if matches!(arm.body, BodyType::Unstated) {
        doc = doc.sentence("The page does not describe its body, which is kept unchanged.");
    }
    if !arm.response.headers.is_empty() {
        let names: Vec<String> = arm.response.headers.iter().map(|header| code(&header.name)).collect();
        doc = doc.sentence(format!("Headers: {}. They are read separately from the body.", names.join(", ")));
    }
    if let Some(from) = &arm.response.inferred {
        doc = doc.sentence(format!("Inferred: {}.", code(from.sentence())));
    }
    doc.place(Some(&arm.response.origin))
}

/// The methods of the enum: the table for `support::responses!`.
fn abilities(ident: &Ident, arms: &[Arm<'_>]) -> TokenStream {
    let successes: Vec<&Arm<'_>> = arms.iter().filter(|arm| arm.status.is_success()).collect();
    let success = match successes.as_slice() {
        [only] => {
            let how = if matches!(only.status, Status::Class(_)) { "class" } else { "one" };
            format!("success {how} {}: {},", only.variant, compact(&only.body.type_()))
        }
        _ => format!("success any: {ident},"),
    };
    let (mut rows, mut failures) = (vec![success], Vec::new());
    // Classes follow single statuses in the table.
    for arm in arms {
        let (variant, failure) = (&arm.variant, arm.failure.as_ref().map(|(_, variant, _)| variant));
        match arm.status {
            Status::Code(code) => {
                rows.push(format!("{variant} = {code},"));
                failures.extend(failure.map(|failure| format!("; failure {failure} = {code},")));
            }
            Status::Class(_) => {
                rows.push(format!("; class {variant},"));
                failures.extend(failure.map(|failure| format!("; failures {failure},")));
            }
        }
    }
    rows.append(&mut failures);
    let table = layout::table(&rows);
    quote!(support::responses! { #ident { #table } })
}

/// A type as people write it.
fn compact(type_: &TokenStream) -> String {
    let text = type_.to_string();
    [(" <", "<"), ("< ", "<"), (" >", ">"), (" ::", "::"), (":: ", "::")]
        .iter()
        .fold(text, |text, (from, to)| text.replace(from, to))
}

/// The expression that reads a response from `status` and `body`.
pub(super) fn reading(responses: &Ident, arms: &[Arm<'_>]) -> TokenStream {
    let reading: Vec<TokenStream> = arms
        .iter()
        .map(|arm| {
            let variant = &arm.variant;
            let (pattern, status) = match arm.status {
                Status::Code(code) => {
                    let code = Literal::u16_unsuffixed(code);
                    (quote!(#code), None)
                }
                Status::Class(class) => {
                    let from = u16::from(class) * 100;
                    let (from, to) = (Literal::u16_unsuffixed(from), Literal::u16_unsuffixed(from + 99));
                    (quote!(#from..=#to), Some(quote!(status,)))
                }
            };
            let value = match arm.body {
                BodyType::Json(_) => quote!(support::body(status, body)?),
                BodyType::Bytes | BodyType::Unstated => quote!(body.into()),
            };
            let failure = arm.failure.as_ref().map(|(failure, variant, _)| {
                let (field, success) = (&failure.field, failure.success_text());
                quote! {
                    #pattern if support::fails(status, body, #field, #success)? => {
                        #responses::#variant(#status support::body(status, body)?)
                    }
                }
            });
            quote!(#failure #pattern => #responses::#variant(#status #value),)
        })
        .collect();
    let undocumented = quote!(#responses::Undocumented(support::Undocumented::new(status, body)));
    // A `match` with a single arm is a lint.
    if reading.is_empty() { undocumented } else { quote!(match status { #(#reading)* _ => #undocumented, }) }
}

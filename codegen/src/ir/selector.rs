//! Selectors: constants of a request that distinguish operations of the same method and path.
//!
//! RPC services have one URL for all operations and name the operation in a parameter (`Action=CreateVpc`); some REST
//! services do so in a member of the body (`{"os-start": null}`). The constant is part of the operation's address, not
//! a parameter that a caller fills in. Nothing here decides where a page states it: [`crate::read`] and
//! [`crate::understand`] do.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::{Api, Kind, Operation, Required};
use crate::source::Origin;

/// A constant of the request that selects the operation.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Selector {
    /// Where it is sent.
    #[serde(rename = "in")]
    pub place: SelectorPlace,
    /// The name of the parameter, the header, or the body's member. A name that begins with `/` is a JSON Pointer to a
    /// nested member (`/auth/identity/methods`).
    pub name: String,
    /// Its value, exactly as it is sent; `None` where the presence of the name alone selects.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<String>,
    /// Where the page states the value.
    pub origin: Origin,
    /// Where the vendor's file states that requests carry the constant, if it is a convention of the vendor.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub convention: Option<Origin>,
}

/// Where a selector is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum SelectorPlace {
    /// In the query string.
    Query,
    /// In a header.
    Header,
    /// A member of the body: of a JSON object, or of a form.
    Body,
}

impl SelectorPlace {
    /// Its name in JSON and in vendor files.
    pub fn name(self) -> &'static str {
        match self {
            Self::Query => "query",
            Self::Header => "header",
            Self::Body => "body",
        }
    }
}

impl Selector {
    /// Whether it is a member of an object inside the body, not of the body itself. Its schema states the constant.
    pub fn is_nested(&self) -> bool {
        self.place == SelectorPlace::Body && self.name.starts_with('/')
    }
}

/// `Action=CreateVpc`, or the name alone where its presence selects.
impl fmt::Display for Selector {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.name)?;
        match &self.value {
            Some(value) => write!(f, "={value}"),
            None => Ok(()),
        }
    }
}

/// The names of a selector's path: its own, or those of a JSON Pointer (RFC 6901).
pub fn steps(name: &str) -> Vec<String> {
    match name.strip_prefix('/') {
        Some(pointer) => pointer.split('/').map(|step| step.replace("~1", "/").replace("~0", "~")).collect(),
        None => vec![name.to_owned()],
    }
}

/// Whether two lists of selectors have the same constants, wherever their pages state them.
pub fn same(one: &[Selector], other: &[Selector]) -> bool {
    key(one) == key(other)
}

/// The key by which lists of selectors are compared: their places, names and values, in order.
pub fn key(selectors: &[Selector]) -> Vec<(SelectorPlace, &str, Option<&str>)> {
    let mut key: Vec<_> =
        selectors.iter().map(|selector| (selector.place, selector.name.as_str(), selector.value.as_deref())).collect();
    key.sort_unstable();
    key
}

/// The constants that a request's body has in addition to its schema.
pub fn added_to_body<'o>(api: &'o Api, operation: &'o Operation) -> impl Iterator<Item = &'o Selector> {
    let demands = |name: &str| {
        operation.request.as_ref().is_some_and(|body| match &api.resolve(&body.schema).kind {
            Kind::Object(object) => object.field(name).is_some_and(|field| field.required == Required::Always),
            _ => false,
        })
    };
    operation.selectors.iter().filter(move |selector| {
        let is_stated = selector.is_nested() || selector.value.is_none() && demands(&selector.name);
        selector.place == SelectorPlace::Body && !is_stated
    })
}

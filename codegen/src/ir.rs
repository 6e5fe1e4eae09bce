//! The intermediate schema (IR): the content of the contract, independent of how pages word it.
//!
//! An [`Api`] holds a service's operations and the schemas they share. Every statement carries its [`Origin`]; an
//! inferred one names its evidence. Values are in normal form by construction: an [`Object`] has no field twice, a
//! range is not empty, an enumeration has values. Emitters read the IR and never repair it.
//!
//! The IR has a JSON form ([`json`]) with a published JSON Schema, and is read back from it without loss.

#[doc(hidden)]
pub mod constraint;
#[doc(hidden)]
pub mod demand;
pub(crate) mod essence;
#[doc(hidden)]
pub mod failure;
#[doc(hidden)]
pub mod inferred;
pub mod json;
pub mod link;
#[doc(hidden)]
pub mod operation;
#[doc(hidden)]
pub mod pattern;
#[doc(hidden)]
pub mod schema;
#[doc(hidden)]
pub mod selector;
pub(crate) mod sound;
#[doc(hidden)]
pub mod validate;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

pub use constraint::{
    Bound, CORRECTED, Condition, Constraints, Correction, Count, EnumValue, Enumeration, Length, LengthUnit, Range,
    Sourced, When,
};
pub use demand::Demand;
pub use failure::Failure;
pub use inferred::{Inferred, Settled};
pub use link::Link;
pub use operation::{
    Body, Direction, Example, ExampleContent, Location, Method, Operation, OperationId, Parameter, QueryArrays,
    Response, Status,
};
pub use pattern::{Pattern, PatternFrom};
pub use schema::{ExclusiveGroup, Field, Format, IntegerWidth, Kind, Object, Required, RowMark, Schema, SchemaName};
pub use selector::{Selector, SelectorPlace};

use crate::source::Origin;

/// The contract of one service of one vendor.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Api {
    /// The version of the IR's JSON form: [`json::FORMAT`].
    pub format: u32,
    /// The vendor's name, as its data file has it.
    pub vendor: String,
    /// The service's name.
    pub service: String,
    /// The addresses at which the service responds, sorted.
    pub servers: Vec<Server>,
    /// The operations, sorted by their id.
    pub operations: Vec<Operation>,
    /// The structures that operations share, by name.
    pub schemas: BTreeMap<SchemaName, Schema>,
    /// How arrays are written in a query.
    #[serde(default, skip_serializing_if = "QueryArrays::is_repeated")]
    pub query_arrays: QueryArrays,
    /// What identifies the sender of a request, as far as pages or the vendor's file list it, by name.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub credentials: Vec<Credential>,
    /// The names of the headers that carry a secret, by a word in the name, in lower case and sorted. Debug output of generated
    /// types hides them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub secret_headers: Vec<String>,
    /// The pages from which the contract was read, sorted, each with a hash of its bytes.
    pub pages: Vec<Page>,
    /// The files of fixups that were applied, in order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub fixups: Vec<FixupSource>,
}

/// A file of fixups that were applied.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FixupSource {
    /// Its path as given.
    pub path: String,
    /// FNV-1a of its content with 64 bits, in hexadecimal.
    pub hash: String,
    /// How many entries it has.
    pub entries: usize,
}

/// A header or parameter that identifies the sender of a request. That it does so is a convention of the vendor; that
/// an operation takes it is stated by its page, or by the vendor's file for all operations.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Credential {
    /// Its name in the vendor's own spelling; pages may write a header's name in other cases.
    #[serde(alias = "header")]
    pub name: String,
    /// Where it is sent.
    #[serde(rename = "in", default = "header", skip_serializing_if = "is_header")]
    pub place: SelectorPlace,
    /// Whether the vendor's file requires it for all operations.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub everywhere: bool,
    /// Its description there, as plain text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// The place of the first operation that lists it, of another page that states it, or of the vendor's file.
    pub origin: Origin,
}

fn header() -> SelectorPlace {
    SelectorPlace::Header
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "serde gives a reference")]
fn is_header(place: &SelectorPlace) -> bool {
    *place == SelectorPlace::Header
}

/// A page that was read.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Page {
    /// Its path as given.
    pub path: String,
    /// Its title as it is written, where it has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// The language it is read as: `en`, `zh`, `ru`.
    pub language: String,
    /// FNV-1a of its bytes with 64 bits, in hexadecimal. It distinguishes editions and is not cryptographic.
    pub hash: String,
}

/// An address at which a service responds.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Server {
    /// Scheme and host without a path, with `{name}` for variable parts.
    pub url: String,
    /// The place of the first page that states it.
    pub origin: Origin,
}

impl Api {
    /// An empty contract.
    pub fn new(vendor: impl Into<String>, service: impl Into<String>) -> Self {
        Self {
            format: json::FORMAT,
            vendor: vendor.into(),
            service: service.into(),
            servers: Vec::new(),
            operations: Vec::new(),
            schemas: BTreeMap::new(),
            query_arrays: QueryArrays::default(),
            credentials: Vec::new(),
            secret_headers: Vec::new(),
            pages: Vec::new(),
            fixups: Vec::new(),
        }
    }

    /// The operation with this id.
    pub fn operation(&self, id: &str) -> Option<&Operation> {
        self.operations.iter().find(|operation| operation.id.as_str() == id)
    }

    /// The schema behind a reference; any other schema is returned as it is.
    pub fn resolve<'a>(&'a self, schema: &'a Schema) -> &'a Schema {
        let mut schema = schema;
        // References lead to named structures, which are never references themselves (`resolve` ensures that).
        while let Kind::Ref { target } = &schema.kind {
            match self.schemas.get(target) {
                Some(target) => schema = target,
                None => break,
            }
        }
        schema
    }
}

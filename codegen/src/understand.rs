//! Pass 6: raw records become the IR, still unit by unit.
//!
//! 1. [`facts`] reads each row's cells: name, type, requiredness.
//! 2. [`placement`] decides which table describes the fields of which row, and which are the roots of the operation.
//! 3. [`schema`] makes a structure of every table, with the constraints that [`constraints`] finds in its prose.
//! 4. [`shape`] holds the structures against the page's skeleton, [`metadata`] against its front matter.
//! 5. [`operation`] puts roots together: parameters by location, the request's body, and [`responses`] by status.
//! 6. [`examples`] settles what a type's word leaves open.
//!
//! What lies on other pages stays a link here; [`crate::resolve`] joins it. This pass never looks at another page, and
//! never at a file's name.

pub mod constraints;
mod examples;
mod facts;
mod inferred;
mod metadata;
mod operation;
mod placement;
mod responses;
mod schema;
mod seen;
mod shape;
pub mod type_expr;

pub(crate) use constraints::typed;
pub(crate) use operation::{JSON, variables};
pub(crate) use placement::{is_about, percent_decode, spellings};
pub(crate) use responses::{failing, succeeding};
pub(crate) use schema::fallback;
pub(crate) use seen::{SeenRow, seen_rows};

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::diagnostic::Diagnostic;
use crate::document::LinkTarget;
use crate::ir::{Operation, Response, Schema, Status};
use crate::read::{Ledger, RawPage};
use crate::source::{Origin, Source};
use crate::vocabulary::{Side, Vocabulary};

/// A reference in a page that has been understood but not yet joined with others.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DraftRef {
    /// The structure of this index on the same page.
    Local(usize),
    /// The structure of an index on another page of the same vendor, by the page's index. Only `resolve` makes these.
    Elsewhere(usize, usize),
    /// A structure on another page.
    Link {
        /// Where the link leads.
        target: LinkTarget,
        /// Where the link stands.
        origin: Origin,
        /// The field that is described there.
        field: String,
        /// What the type's own words said, for when the link leads nowhere.
        fallback: Fallback,
    },
}

/// What an unresolved link leaves of a type.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Fallback {
    /// An object of which no field is known.
    Object,
    /// Any value: the page states no type.
    Any,
    /// Any value, as the type's word says text and the link speaks of a table of fields. A table that is found counts
    /// only where it is about a structure of the field's name; otherwise the word does.
    Text,
}

/// A schema with references of a page.
pub type DraftSchema = Schema<DraftRef>;

/// The structure that a table describes.
#[derive(Clone, Debug, PartialEq)]
pub struct Definition {
    /// The names by which the page speaks of it, nearest first.
    pub names: Vec<String>,
    /// The anchors that lead to it.
    pub anchors: Vec<String>,
    /// What it is.
    pub schema: DraftSchema,
    /// Which half of the operation it stands in.
    pub side: Option<Side>,
    /// Where its table stands.
    pub origin: Origin,
}

/// The values of a field, on a page that lists the values of fields of other pages.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldValues {
    /// The field's name.
    pub field: String,
    /// Each value with what it means.
    pub values: Vec<(String, Option<String>)>,
    /// Where the list stands.
    pub origin: Origin,
}

/// A link in the description of a field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ValueLink {
    /// The field's name.
    pub field: String,
    /// Where the field stands: the origin of its schema.
    pub origin: Origin,
    /// Where the link leads.
    pub target: LinkTarget,
}

/// What comes back on a failure, on a page that tells it for others.
#[derive(Clone, Debug, PartialEq)]
pub struct FailureForm {
    /// The heading that it stands under, which may name a version of the API. Empty where there is none.
    pub part: String,
    /// The body.
    pub schema: DraftSchema,
}

/// A link that stands in place of the description of responses.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ResponseLink {
    /// Whether the responses of failures alone are meant.
    pub fails: bool,
    /// Where the link leads.
    pub target: LinkTarget,
    /// Where it stands.
    pub origin: Origin,
}

/// A link to a table of another page that stands in place of a body: `For details, see Table 65`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BodyLink {
    /// Whether it is the request's body; the response's otherwise.
    pub of_request: bool,
    /// Where the link leads.
    pub target: LinkTarget,
    /// Where it stands.
    pub origin: Origin,
}

/// A page that has been understood.
#[derive(Debug)]
pub struct PageDraft {
    /// The page's path as given.
    pub page: Arc<str>,
    /// The page's title.
    pub title: String,
    /// The vendor's name.
    pub vendor: String,
    /// The service's name.
    pub service: String,
    /// The language of the page.
    pub language: String,
    /// A hash of its bytes, in hexadecimal.
    pub hash: String,
    /// The name that the page gives its operation, if its vendor has such names.
    pub operation_name: Option<String>,
    /// Its operations.
    pub operations: Vec<Operation<DraftRef>>,
    /// The responses of a page without operations: what other pages refer to.
    pub responses: BTreeMap<Status, Response<DraftRef>>,
    /// The forms that failures have, by a page without operations.
    pub failures: Vec<FailureForm>,
    /// Links to pages that tell of the responses as a whole, or of those of failures.
    pub response_links: Vec<ResponseLink>,
    /// Links to tables of other pages that stand in place of bodies.
    pub body_links: Vec<BodyLink>,
    /// Its structures.
    pub definitions: Vec<Definition>,
    /// The values of fields of other pages, on a page that lists them.
    pub values: Vec<FieldValues>,
    /// Links in descriptions of fields, which may lead to a list of values.
    pub value_links: Vec<ValueLink>,
    /// The pages that it lists, where it does nothing else.
    pub contents: Vec<LinkTarget>,
    /// Where its title says that it should no longer be used.
    pub deprecated: Option<Origin>,
    /// The names by which links reach the page as a whole.
    pub anchors: Vec<String>,
    /// Where each row of its tables went.
    pub ledger: Ledger,
    /// What there is to say.
    pub diagnostics: Vec<Diagnostic>,
}

/// Understands a page.
///
/// `service` is the name to use where the page's own evidence gives none.
pub fn understand(source: &Source, raw: RawPage, vocabulary: &Vocabulary, service: &str) -> PageDraft {
    let facts = facts::of(source, &raw, vocabulary);
    let mut builder = schema::Builder::new(source, vocabulary, raw, facts);
    let mut placement = placement::place(&builder);
    builder.diagnostics.append(&mut placement.diagnostics);
    builder.define(&placement);
    shape::apply(&mut builder, &placement);
    metadata::apply(&mut builder, &placement);
    operation::build(builder, &placement, service)
}

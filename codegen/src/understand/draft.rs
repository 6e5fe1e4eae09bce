//! The output of this pass: a page's operations and structures in the IR's terms, with unresolved links to other pages.
//!
//! Plain values. Nothing here reads a page or decides anything.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::{Index, IndexMut};
use std::sync::Arc;

use super::ids::StructureId;
use crate::diagnostic::Diagnostic;
use crate::document::LinkTarget;
use crate::ir::{Enumeration, Kind, Operation, Response, RowMark, Schema, Status};
use crate::read::Ledger;
use crate::source::Origin;
use crate::vocabulary::Side;

/// A reference in a page that has been understood but not yet joined with others.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DraftRef {
    /// A structure of the same page.
    Local(StructureId),
    /// A part of a structure of the same page: all its fields are optional. `resolve` leaves none.
    Part(StructureId),
    /// A structure of another page of the same vendor, with the page's index. Only `resolve` makes these.
    Elsewhere(usize, StructureId),
    /// A structure on another page.
    Link {
        /// The target of the link.
        target: LinkTarget,
        /// The place of the link.
        origin: Origin,
        /// The field that is described there.
        field: String,
        /// What the type's own words state, in case the link is dangling.
        fallback: Fallback,
        /// Whether it is a part of the link's target: all its fields are optional.
        partial: bool,
    },
}

/// What remains of a type with an unresolved link.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Fallback {
    /// An object of which no field is known.
    Object,
    /// Any value: the page states no type.
    Any,
    /// Any value: the type's word says text, and the link mentions a table of fields. A table that is found counts only
    /// where it is about a structure of the field's name; otherwise the word does.
    Text,
    /// A structure of the same page, which has the name that the row states. `resolve` leaves none.
    Local(StructureId),
}

/// A schema with references of a page.
pub type DraftSchema = Schema<DraftRef>;

/// The structure that a table describes.
#[derive(Clone, Debug, PartialEq)]
pub struct Definition {
    /// The page's names for it, nearest first.
    pub names: Vec<String>,
    /// Its anchors.
    pub anchors: Vec<String>,
    /// Its schema.
    pub schema: DraftSchema,
    /// Values of it in examples, in its section.
    pub shown: Vec<serde_json::Value>,
    /// The structure whose fields it also has, and where the page says so.
    pub extends: Option<(DraftRef, Origin)>,
    /// The half of the operation that contains it.
    pub side: Option<Side>,
    /// The place of its table.
    pub origin: Origin,
}

/// The structures of a page, in its order.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Structures(Vec<Definition>);

impl Structures {
    /// The structure that a page without operations is about: its only one, or else the only one that has no name of
    /// its own and to which no other refers.
    pub fn main(&self) -> Option<StructureId> {
        if self.0.len() == 1 {
            return Some(StructureId::new(0));
        }
        let mut referred = BTreeSet::new();
        for definition in &self.0 {
            definition.schema.walk(&mut |schema| {
                if let Kind::Ref { target: DraftRef::Local(id) } = &schema.kind {
                    referred.insert(*id);
                }
            });
        }
        let mut candidates =
            self.iter().filter(|(id, definition)| definition.names.is_empty() && !referred.contains(id));
        candidates.next().filter(|_| candidates.next().is_none()).map(|(id, _)| id)
    }

    /// Each with its id, in order.
    pub fn iter(&self) -> impl Iterator<Item = (StructureId, &Definition)> {
        self.0.iter().enumerate().map(|(index, definition)| (StructureId::new(index), definition))
    }

    /// The same, mutably.
    pub fn iter_mut(&mut self) -> impl Iterator<Item = (StructureId, &mut Definition)> {
        self.0.iter_mut().enumerate().map(|(index, definition)| (StructureId::new(index), definition))
    }

    /// Adds a structure.
    pub(crate) fn push(&mut self, definition: Definition) -> StructureId {
        self.0.push(definition);
        StructureId::new(self.0.len() - 1)
    }

    /// Takes a structure's schema out, to be changed beside the others; `any` is left in its place.
    pub(super) fn take(&mut self, id: StructureId) -> DraftSchema {
        std::mem::replace(&mut self[id].schema, Schema::any())
    }
}

impl FromIterator<Definition> for Structures {
    fn from_iter<I: IntoIterator<Item = Definition>>(all: I) -> Self {
        Self(all.into_iter().collect())
    }
}

impl Index<StructureId> for Structures {
    type Output = Definition;

    fn index(&self, id: StructureId) -> &Definition {
        &self.0[id.index()]
    }
}

impl IndexMut<StructureId> for Structures {
    fn index_mut(&mut self, id: StructureId) -> &mut Definition {
        &mut self.0[id.index()]
    }
}

/// The values of a field, on a page that lists the values of fields of other pages.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldValues {
    /// The field's name.
    pub field: String,
    /// Each value with its meaning.
    pub values: Vec<(String, Option<String>)>,
    /// The place of the list.
    pub origin: Origin,
}

/// A link in the description of a field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ValueLink {
    /// The field's name.
    pub field: String,
    /// The row that states it.
    pub row: RowMark,
    /// The place of the field.
    pub origin: Origin,
    /// The target of the link.
    pub target: LinkTarget,
}

/// A link in the description of a field that has the field's own name: it may lead to the list of the field's values.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NamesakeLink {
    /// The row that states the field.
    pub row: RowMark,
    /// The target of the link.
    pub target: LinkTarget,
    /// Whether its anchor also ends with the name: `#channel-types` of `type`.
    pub anchored: bool,
}

/// The body of failures, on a page that describes it for others.
#[derive(Clone, Debug, PartialEq)]
pub struct FailureForm {
    /// The heading above it, which may name a version of the API. Empty where there is none.
    pub part: String,
    /// The body.
    pub schema: DraftSchema,
}

/// A link in place of the description of responses.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ResponseLink {
    /// Whether it is only about the responses of failures.
    pub fails: bool,
    /// The target of the link.
    pub target: LinkTarget,
    /// The place of the link.
    pub origin: Origin,
}

/// A link to a table of another page in place of a body: `For details, see Table 65`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BodyLink {
    /// Whether it is the request's body; the response's otherwise.
    pub of_request: bool,
    /// The target of the link.
    pub target: LinkTarget,
    /// The status of the body, where a sentence states it.
    pub status: Option<Status>,
    /// Whether the body is a list of the target.
    pub list: bool,
    /// Whether all fields of the target are optional.
    pub partial: bool,
    /// The structure that is such a part: the page's index, and the structure on it. Only `resolve` knows it.
    pub part: Option<(usize, StructureId)>,
    /// The place of the link.
    pub origin: Origin,
}

/// Another operation that an operation is the same as.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SameAs {
    /// The target of the link to it; `None` for the operation above.
    pub target: Option<LinkTarget>,
    /// Words that name the differences.
    pub except: Vec<String>,
    /// Where the page says so.
    pub origin: Origin,
}

/// A list of values that is the target of links in types and descriptions.
#[derive(Clone, Debug, PartialEq)]
pub struct ListedValues {
    /// Its anchors.
    pub anchors: Vec<String>,
    /// The kind of the values.
    pub kind: Kind<DraftRef>,
    /// The values; `None` for flags, which are combined.
    pub values: Option<Enumeration>,
    /// The place of the list.
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
    /// The page's name for its operation, if its vendor has such names.
    pub operation_name: Option<String>,
    /// Its operations.
    pub operations: Vec<Operation<DraftRef>>,
    /// The responses of a page without operations, to which other pages refer.
    pub responses: BTreeMap<Status, Response<DraftRef>>,
    /// The bodies of failures, on a page without operations.
    pub failures: Vec<FailureForm>,
    /// Links to pages about the responses as a whole, or about those of failures.
    pub response_links: Vec<ResponseLink>,
    /// Links to tables of other pages in place of bodies.
    pub body_links: Vec<BodyLink>,
    /// The operation that its own is the same as.
    pub same_as: Option<SameAs>,
    /// Its structures.
    pub definitions: Structures,
    /// Whether structures with a name are in the contract even if no operation uses them.
    pub all_structures: bool,
    /// Lists of values that are targets of links in types and descriptions.
    pub listed_values: Vec<ListedValues>,
    /// The values of fields of other pages, on a page that lists them.
    pub values: Vec<FieldValues>,
    /// Links in descriptions of fields, which may lead to a list of values.
    pub value_links: Vec<ValueLink>,
    /// Links in descriptions of fields that have the field's own name.
    pub namesake_links: Vec<NamesakeLink>,
    /// The pages that it lists, if it does nothing else.
    pub contents: Vec<LinkTarget>,
    /// The headers with credentials that a page without operations states.
    pub credentials: Vec<StatedCredential>,
    /// Where its title says that it is deprecated.
    pub deprecated: Option<Origin>,
    /// The names by which links reach the page as a whole.
    pub anchors: Vec<String>,
    /// What became of each row of its tables.
    pub ledger: Ledger,
    /// The diagnostics.
    pub diagnostics: Vec<Diagnostic>,
}

/// A statement of a page about a header with credentials.
#[derive(Clone, Debug)]
pub struct StatedCredential {
    /// The header, in the vendor's own spelling.
    pub header: String,
    /// The statement, as plain text.
    pub words: String,
    /// Whether the part of the page is about credentials.
    pub is_topic: bool,
    /// Where it is named.
    pub origin: Origin,
}

impl PageDraft {
    /// Calls `visit` for all schemas of operations and structures.
    pub(crate) fn walk_schemas<'a>(&'a self, visit: &mut impl FnMut(&'a DraftSchema)) {
        for operation in &self.operations {
            operation.parameters.iter().for_each(|parameter| parameter.field.schema.walk(visit));
            operation.request.iter().for_each(|body| body.schema.walk(visit));
            operation.responses.values().for_each(|response| walk_response(response, visit));
        }
        self.responses.values().for_each(|response| walk_response(response, visit));
        self.failures.iter().for_each(|form| form.schema.walk(visit));
        self.definitions.iter().for_each(|(_, definition)| definition.schema.walk(visit));
    }

    /// The same, mutably.
    pub(crate) fn walk_schemas_mut(&mut self, visit: &mut impl FnMut(&mut DraftSchema)) {
        for operation in &mut self.operations {
            operation.parameters.iter_mut().for_each(|parameter| parameter.field.schema.walk_mut(visit));
            operation.request.iter_mut().for_each(|body| body.schema.walk_mut(visit));
            operation.responses.values_mut().for_each(|response| walk_response_mut(response, visit));
        }
        self.responses.values_mut().for_each(|response| walk_response_mut(response, visit));
        self.failures.iter_mut().for_each(|form| form.schema.walk_mut(visit));
        self.definitions.iter_mut().for_each(|(_, definition)| definition.schema.walk_mut(visit));
    }
}

fn walk_response<'a>(response: &'a Response<DraftRef>, visit: &mut impl FnMut(&'a DraftSchema)) {
    response.headers.iter().for_each(|header| header.schema.walk(visit));
    response.body.iter().for_each(|body| body.schema.walk(visit));
}

fn walk_response_mut(response: &mut Response<DraftRef>, visit: &mut impl FnMut(&mut DraftSchema)) {
    response.headers.iter_mut().for_each(|header| header.schema.walk_mut(visit));
    response.body.iter_mut().for_each(|body| body.schema.walk_mut(visit));
}

//! Pass 6: turn raw records into the IR, still unit by unit.
//!
//! 1. [`facts`] reads each row's cells: name, type, requiredness. [`twins`] separates names that a table has twice, and
//!    [`heads`] removes the part of a table's names that repeats the path of the field it is about.
//! 2. [`placement`] decides which table describes the fields of which row, and which tables are the roots of the
//!    operation.
//! 3. [`structures`] makes a structure of every table, with the constraints that [`constraints`] finds in its prose.
//! 4. [`witnesses`] compares structures with the page's skeleton of them and its front matter.
//! 5. [`operations`] assembles roots: parameters by location, the request's body, and responses by status.
//! 6. The page's examples settle what a type's word leaves open ([`witnesses::examples`]).
//!
//! Each step is a function from values to values: none sees or changes the data of another, and their diagnostics go to
//! [`notes`], which none of them reads. Tables, rows and structures are identified by [`ids`].
//!
//! References to other pages stay links here; [`crate::resolve`] joins them. This pass never looks at another page, and
//! never at a file's name.

pub mod constraints;
mod draft;
mod enumerations;
mod facts;
mod heads;
mod ids;
mod notes;
mod operations;
mod page;
mod placement;
mod seen;
mod shown;
mod structures;
mod twins;
mod witnesses;

pub use constraints::Memo;
pub(crate) use constraints::typed;
pub use draft::{
    BodyLink, Definition, DraftRef, DraftSchema, FailureForm, Fallback, FieldValues, ListedValues, PageDraft,
    ResponseLink, SameAs, StatedCredential, Structures, ValueLink,
};
pub use ids::{RowId, StructureId, TableId};
pub(crate) use operations::{JSON, failing, succeeding, variables};
pub(crate) use placement::{is_about, percent_decode, spellings};
pub(crate) use seen::{SeenRow, seen_rows};
pub(crate) use structures::fallback;
pub(crate) use witnesses::examples::Wrapped;

use crate::identity::Identity;
use crate::read::{RawPage, Reference};
use crate::source::Source;
use crate::vocabulary::{Outcome, Place, Side, Vocabulary};

use facts::Facts;
use notes::Notes;
use operations::Understood;
use page::Page;

/// Understands a unit of a page, which is read as `identity` determines. `wrapped` is what the examples of all units of
/// the page show, `memo` what the run has read before.
pub(crate) fn understand(
    source: &Source,
    mut raw: RawPage,
    vocabulary: &Vocabulary,
    identity: Identity,
    wrapped: &Wrapped,
    memo: &Memo,
) -> PageDraft {
    let mut notes = Notes::new(source, std::mem::take(&mut raw.diagnostics), std::mem::take(&mut raw.ledger));
    let page = Page::new(source, &raw, vocabulary, memo);
    let (facts, heads) = rows(&page, &mut notes);
    let placement = placement::place(&page, &facts, &heads, &mut notes);
    let structures = structures::of(&page, &facts, &placement, &mut notes);
    let structures = witnesses::of_structures(&page, &placement, structures, &mut notes);
    let understood = Understood { page: &page, facts: &facts, placement: &placement, structures: &structures };
    let operations = operations::of(understood, &mut notes);
    let (responses, failures) = operations::for_other_pages(understood);
    let (mut operations, definitions) =
        witnesses::examples::settle(operations, structures, &vocabulary.types.list_descriptions, wrapped);
    if raw.infer_answers {
        operations.iter_mut().for_each(operations::lists_by_examples);
    }
    let (diagnostics, ledger) = notes.into_parts();
    PageDraft {
        page: source.page().clone(),
        vendor: vocabulary.vendor.name.clone(),
        service: identity.service,
        hash: format!("{:016x}", source.hash()),
        operation_name: operation_name(&raw, vocabulary),
        operations,
        responses,
        failures,
        response_links: response_links(&page),
        body_links: body_links(&page),
        definitions,
        all_structures: raw.all_structures,
        listed_values: enumerations::of(&page),
        same_as: raw.same_as.as_ref().map(|same| SameAs {
            target: same.target.clone(),
            except: same.except.clone(),
            origin: source.origin(same.span),
        }),
        values: raw
            .values
            .iter()
            .map(|list| FieldValues {
                field: list.field.clone(),
                values: list.values.clone(),
                origin: source.origin(list.span),
            })
            .collect(),
        value_links: value_links(&page, &facts),
        namesake_links: enumerations::links(&facts),
        deprecated: raw.deprecated.map(|span| source.origin(span)),
        title: raw.title,
        language: identity.language,
        contents: raw.contents,
        credentials: raw
            .credentials
            .into_iter()
            .map(|it| StatedCredential {
                header: it.header,
                words: it.words,
                is_topic: it.is_topic,
                origin: source.origin(it.span),
            })
            .collect(),
        anchors: raw.anchors,
        ledger,
        diagnostics,
    }
}

/// The facts of a page's rows, with names as fields have them.
fn rows(page: &Page<'_>, notes: &mut Notes<'_>) -> (facts::Facts, ids::PerTable<heads::Head>) {
    let facts = facts::of(page, notes);
    heads::of(page, twins::of(page, facts))
}

/// The name that the page's title gives its operation, where the vendor's titles contain such names.
fn operation_name(raw: &RawPage, vocabulary: &Vocabulary) -> Option<String> {
    vocabulary.patterns.names.iter().find_map(|pattern| {
        pattern.captures(raw.title.trim()).and_then(|found| found.name("name").map(|name| name.as_str().to_owned()))
    })
}

fn response_links(page: &Page<'_>) -> Vec<ResponseLink> {
    let of_response = page.raw.references.iter().filter(|reference| reference.facets.side == Some(Side::Response));
    of_response
        .map(|reference| ResponseLink {
            fails: reference.facets.outcome == Some(Outcome::Abnormal),
            target: reference.target.clone(),
            origin: page.origin(reference.span),
        })
        .collect()
}

fn body_links(page: &Page<'_>) -> Vec<BodyLink> {
    let of_body = page.raw.references.iter().filter(|reference| is_body(reference, page.vocabulary));
    of_body
        .map(|reference| BodyLink {
            of_request: reference.facets.side == Some(Side::Request),
            target: reference.target.clone(),
            status: None,
            list: false,
            partial: false,
            part: None,
            origin: page.origin(reference.span),
        })
        .chain(page.raw.answers.iter().map(|answer| BodyLink {
            of_request: false,
            target: answer.target.clone(),
            status: answer.status,
            list: answer.list,
            partial: answer.partial,
            part: None,
            origin: page.origin(answer.span),
        }))
        .collect()
}

/// Whether a link in place of a part stands for a body: it mentions a table, is about nothing but a body, and about
/// success.
fn is_body(reference: &Reference, vocabulary: &Vocabulary) -> bool {
    let facets = &reference.facets;
    vocabulary.names_table(&reference.text)
        && matches!(facets.place, None | Some(Place::Body))
        && facets.outcome != Some(Outcome::Abnormal)
}

/// The links of descriptions, where the vendor has pages that list values.
fn value_links(page: &Page<'_>, facts: &Facts) -> Vec<ValueLink> {
    if page.vocabulary.vendor.value_pages.is_none() {
        return Vec::new();
    }
    let links =
        facts.all_rows().flat_map(|(id, fact)| fact.description.links().map(move |(target, _)| (id, fact, target)));
    links
        .map(|(id, fact, target)| ValueLink {
            field: fact.name().to_owned(),
            row: id.mark(),
            origin: page.origin(fact.name_span),
            target: target.clone(),
        })
        .collect()
}

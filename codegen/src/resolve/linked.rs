//! Links to something other than a whole structure: a part of one, or a list of values.
//!
//! [`parts`] makes the parts. A list of values gives a field its kind and its values where the type links to it, and
//! only its values where the description does; these apply only if they are of the field's kind. A link that leads to
//! neither stays unchanged, unless its own page has a table of the name: then that counts.

use std::collections::BTreeMap;

use super::links::{Pages, Place};
use super::parts::{self, Parts, Shown};
use crate::diagnostic::{Code, Diagnostic};
use crate::ir::{Inferred, Kind, RowMark, Sourced};
use crate::understand::{DraftRef, DraftSchema, Fallback, ListedValues, StructureId};

/// The rule of such an enumeration, as `explain` names it.
const RULE: &str = "linked-values";

/// The target of a reference.
enum Found {
    /// A part of a structure.
    Part(Place),
    /// The list of values of a page, by its index there.
    Values(usize, usize),
    /// A structure of the page that has the link.
    Local(StructureId),
}

/// Replaces links by their targets.
pub(super) fn settle(pages: &mut Pages, diagnostics: &mut Vec<Diagnostic>) {
    let mut made = Parts::default();
    for page in 0..pages.drafts.len() {
        let mut found: BTreeMap<DraftRef, Found> = BTreeMap::new();
        let draft = &pages.drafts[page];
        // A structure can be there several times, in a request and in responses; its rows are reported once.
        let mut overruled = BTreeMap::new();
        draft.walk_schemas(&mut |schema: &DraftSchema| {
            if let Kind::Ref { target: DraftRef::Link { target, origin, field, fallback: Fallback::Local(own), .. } } =
                &schema.kind
                && pages.follow(page, target).is_some_and(|linked| !is_retold(linked, (page, *own), pages))
            {
                let message = format!(
                    "the link of `{field}` leads to another page, whose fields count; a table of this page has its name"
                );
                let found = || Diagnostic::at(Code::TypeContradiction, origin.clone(), message);
                overruled.entry(origin.to_string()).or_insert_with(found);
            }
            if let Kind::Ref { target } = &schema.kind
                && !found.contains_key(target)
                && let Some(behind) = behind(page, target, pages)
            {
                found.insert(target.clone(), behind);
            }
        });
        diagnostics.extend(overruled.into_values());
        let fields: Vec<(usize, Place)> = draft
            .body_links
            .iter()
            .enumerate()
            .filter(|(_, link)| link.partial)
            .filter_map(|(number, link)| Some((number, pages.follow(page, &link.target)?)))
            .collect();
        let answered: Shown = draft.operations.iter().flat_map(parts::answered).collect();
        let shown = parts::shown(draft);
        let found: Vec<(DraftRef, Found, Shown)> = found
            .into_iter()
            .map(|(target, found)| {
                let shown = shown.get(&target).cloned().unwrap_or_default();
                (target, found, shown)
            })
            .collect();
        let mut settled: BTreeMap<DraftRef, Settled> = BTreeMap::new();
        for (target, found, shown) in found {
            let settle = match found {
                Found::Part(place) => Settled::Part(place.0, made.of(place, &shown, pages)),
                Found::Values(page, number) => {
                    Settled::Values(Box::new(pages.drafts[page].listed_values[number].clone()))
                }
                Found::Local(id) => Settled::Local(id),
            };
            settled.insert(target, settle);
        }
        if !settled.is_empty() {
            pages.drafts[page].walk_schemas_mut(&mut |schema| put(schema, &settled));
        }
        name_values(page, pages);
        for (number, place) in fields {
            let part = made.of(place, &answered, pages);
            pages.drafts[page].body_links[number].part = Some((place.0, part));
        }
    }
}

/// Gives fields the values to which links with their own names lead.
fn name_values(page: usize, pages: &mut Pages) {
    let mut lists: BTreeMap<(usize, usize), ListedValues> = BTreeMap::new();
    let mut of_row: BTreeMap<RowMark, (usize, usize)> = BTreeMap::new();
    for link in std::mem::take(&mut pages.drafts[page].namesake_links) {
        let Some((of, number)) = pages.listed_values(page, &link.target) else { continue };
        let listed = &pages.drafts[of].listed_values[number];
        // Words can be values of many things; the anchor has to confirm that these are values of this field.
        if link.anchored || !matches!(listed.kind, Kind::String { .. }) {
            lists.entry((of, number)).or_insert_with(|| listed.clone());
            of_row.insert(link.row, (of, number));
        }
    }
    if of_row.is_empty() {
        return;
    }
    pages.drafts[page].walk_schemas_mut(&mut |schema| {
        let Some(listed) = schema.row.and_then(|row| lists.get(of_row.get(&row)?)) else { return };
        let schema = if let Kind::Array { items } = &mut schema.kind { items } else { schema };
        if std::mem::discriminant(&schema.kind) == std::mem::discriminant(&listed.kind) {
            enumerate(schema, listed);
        }
    });
}

/// Gives a schema the values of a list, unless it states values itself.
fn enumerate(schema: &mut DraftSchema, listed: &ListedValues) {
    if let (None, Some(values)) = (&schema.constraints.enumeration, &listed.values) {
        let values = Sourced { value: values.clone(), origin: listed.origin.clone(), rule: RULE.into() };
        schema.constraints.enumeration = Some(Box::new(values));
    }
}

/// What replaces a reference.
enum Settled {
    Part(usize, StructureId),
    Values(Box<ListedValues>),
    Local(StructureId),
}

fn behind(page: usize, target: &DraftRef, pages: &Pages) -> Option<Found> {
    match target {
        DraftRef::Part(id) => Some(Found::Part((page, *id))),
        DraftRef::Link { target, partial, fallback, .. } => {
            let of_page = |id: StructureId| if *partial { Found::Part((page, id)) } else { Found::Local(id) };
            if let Some(place) = pages.follow(page, target) {
                return match fallback {
                    Fallback::Local(own) if is_retold(place, (page, *own), pages) => Some(of_page(*own)),
                    _ => partial.then_some(Found::Part(place)),
                };
            }
            let Some((page, number)) = pages.listed_values(page, target) else {
                return match fallback {
                    Fallback::Local(own) => Some(of_page(*own)),
                    _ => None,
                };
            };
            // Where the type says text, a list of other values does not apply.
            let is_text = matches!(pages.drafts[page].listed_values[number].kind, Kind::String { .. });
            (is_text || *fallback != Fallback::Text).then_some(Found::Values(page, number))
        }
        DraftRef::Local(_) | DraftRef::Elsewhere(..) => None,
    }
}

/// Whether a page repeats a structure of another page: its own table has all fields. Then its own table counts, which may
/// have more.
fn is_retold(linked: Place, own: Place, pages: &Pages) -> bool {
    let object = |(page, id): Place| match &pages.drafts[page].definitions[id].schema.kind {
        Kind::Object(object) => Some(object),
        _ => None,
    };
    let (Some(linked), Some(own)) = (object(linked), object(own)) else { return false };
    linked.fields().iter().all(|field| own.field(&field.name).is_some())
}

fn put(schema: &mut DraftSchema, settled: &BTreeMap<DraftRef, Settled>) {
    let Kind::Ref { target } = &schema.kind else { return };
    match settled.get(target) {
        Some(Settled::Part(page, id)) => schema.kind = Kind::Ref { target: DraftRef::Elsewhere(*page, *id) },
        Some(Settled::Local(id)) => schema.kind = Kind::Ref { target: DraftRef::Local(*id) },
        Some(Settled::Values(listed)) => {
            schema.kind = listed.kind.clone();
            schema.inferred.retain(|inferred| *inferred != Inferred::DescribedTableAgainstType);
            enumerate(schema, listed);
        }
        None => {}
    }
}

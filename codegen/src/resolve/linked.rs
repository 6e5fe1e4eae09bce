//! Links to something other than a whole structure: a part of one, or a list of values.
//!
//! [`parts`] makes the parts. A list of values gives a field its kind and its values where the type links to it, and
//! only its values where the description does; these apply only if they are of the field's kind. A link that leads to
//! neither stays unchanged.

use std::collections::BTreeMap;

use super::links::{Pages, Place};
use super::parts::{self, Parts, Shown};
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
}

/// Replaces links by their targets.
pub(super) fn settle(pages: &mut Pages) {
    let mut made = Parts::default();
    for page in 0..pages.drafts.len() {
        let mut found: BTreeMap<DraftRef, Found> = BTreeMap::new();
        let draft = &pages.drafts[page];
        draft.walk_schemas(&mut |schema: &DraftSchema| {
            if let Kind::Ref { target } = &schema.kind
                && !found.contains_key(target)
                && let Some(behind) = behind(page, target, pages)
            {
                found.insert(target.clone(), behind);
            }
        });
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
}

fn behind(page: usize, target: &DraftRef, pages: &Pages) -> Option<Found> {
    match target {
        DraftRef::Part(id) => Some(Found::Part((page, *id))),
        DraftRef::Link { target, partial, fallback, .. } => {
            if let Some(place) = pages.follow(page, target) {
                return partial.then_some(Found::Part(place));
            }
            let (page, number) = pages.listed_values(page, target)?;
            // Where the type says text, a list of other values does not apply.
            let is_text = matches!(pages.drafts[page].listed_values[number].kind, Kind::String { .. });
            (is_text || *fallback != Fallback::Text).then_some(Found::Values(page, number))
        }
        DraftRef::Local(_) | DraftRef::Elsewhere(..) => None,
    }
}

fn put(schema: &mut DraftSchema, settled: &BTreeMap<DraftRef, Settled>) {
    let Kind::Ref { target } = &schema.kind else { return };
    match settled.get(target) {
        Some(Settled::Part(page, id)) => schema.kind = Kind::Ref { target: DraftRef::Elsewhere(*page, *id) },
        Some(Settled::Values(listed)) => {
            schema.kind = listed.kind.clone();
            schema.inferred.retain(|inferred| *inferred != Inferred::DescribedTableAgainstType);
            enumerate(schema, listed);
        }
        None => {}
    }
}

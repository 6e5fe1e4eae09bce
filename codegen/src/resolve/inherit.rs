//! Structures that have the fields of another one: "has all fields of [Lamp](…), and".
//!
//! The fields that the other one lists stand behind the structure's own, and say that they were concluded. A name that the
//! structure lists itself is never taken over.

use std::collections::BTreeSet;

use super::links::{Pages, Place};
use super::responses::moved_schema;
use crate::diagnostic::{Code, Diagnostic};
use crate::ir::{Field, Inferred, Kind};
use crate::understand::{DraftRef, DraftSchema};

/// Gives structures the fields of those that they extend.
pub(super) fn settle(pages: &mut Pages, diagnostics: &mut Vec<Diagnostic>) {
    let extending: Vec<Place> = (0..pages.drafts.len())
        .flat_map(|page| {
            let all = pages.drafts[page].definitions.iter();
            let found = all.filter(|(_, definition)| definition.extends.is_some());
            found.map(move |(id, _)| (page, id)).collect::<Vec<_>>()
        })
        .collect();
    let mut done = BTreeSet::new();
    for place in extending {
        // Each behind the one that it extends, however long the chain; a ring ends where it began.
        let mut chain = vec![place];
        while let Some(next) = chain.last().and_then(|&last| base(last, pages)).filter(|next| !chain.contains(next)) {
            chain.push(next);
        }
        for place in chain.into_iter().rev() {
            if done.insert(place) {
                extend(place, pages, diagnostics);
            }
        }
    }
}

/// The structure that another extends.
fn base((page, id): Place, pages: &Pages) -> Option<Place> {
    let base = match &pages.drafts[page].definitions[id].extends.as_ref()?.0 {
        DraftRef::Local(other) | DraftRef::Part(other) => (page, *other),
        DraftRef::Elsewhere(other, id) => (*other, *id),
        DraftRef::Link { target, .. } => pages.follow(page, target)?,
    };
    (base != (page, id)).then_some(base)
}

fn extend((page, id): Place, pages: &mut Pages, diagnostics: &mut Vec<Diagnostic>) {
    let Some((_, origin)) = pages.drafts[page].definitions[id].extends.clone() else { return };
    let Some((other, base)) = base((page, id), pages) else {
        let message = "the structure whose fields this one has is on none of the pages";
        diagnostics.push(Diagnostic::at(Code::LinkUnresolved, origin, message.to_owned()));
        return;
    };
    let Kind::Object(object) = &moved_schema(&pages.drafts[other].definitions[base].schema, other, pages).kind else {
        return;
    };
    let fields: Vec<Field<DraftRef>> = object.fields().to_vec();
    let Kind::Object(own) = &mut pages.drafts[page].definitions[id].schema.kind else { return };
    for field in fields {
        let mut schema: DraftSchema = field.schema;
        schema.inferred.push(Inferred::Extends);
        own.add(Field { schema, ..field });
    }
}

//! Structures that have the fields of another one: "has all fields of [Lamp](…), and".
//!
//! The fields of the other one follow the structure's own, and are marked as inferred. A name that the structure lists
//! itself is never inherited.

use std::collections::BTreeSet;

use super::links::{Pages, Place};
use super::responses::moved_schema;
use crate::diagnostic::{Code, Diagnostic};
use crate::ir::{Field, Inferred, Kind};
use crate::limits;
use crate::understand::{DraftRef, DraftSchema};

/// Gives structures the fields of those that they extend.
pub(super) fn settle(pages: &mut Pages, diagnostics: &mut Vec<Diagnostic>) {
    let mut left = limits::INHERITED;
    for place in in_order(pages) {
        let (page, id) = place;
        let Some((_, origin)) = pages.drafts[page].definitions[id].extends.clone() else { continue };
        let found = match base(place, pages) {
            Some(base) => extend(place, base, pages, &mut left),
            None => {
                Err((Code::LinkUnresolved, "the structure whose fields this one has is not on any of the pages".into()))
            }
        };
        if let Err((code, message)) = found {
            diagnostics.push(Diagnostic::at(code, origin, message));
        }
    }
}

/// The structures that extend another one, each after the one it extends, however long the chain. Structures of a cycle
/// come in the order in which they are found.
fn in_order(pages: &Pages) -> Vec<Place> {
    let mut order = Vec::new();
    let mut met = BTreeSet::new();
    for page in 0..pages.drafts.len() {
        for (id, _) in pages.drafts[page].definitions.iter() {
            let start = order.len();
            let mut next = Some((page, id));
            while let Some(place) = next.filter(|&place| extends(place, pages) && met.insert(place)) {
                order.push(place);
                next = base(place, pages);
            }
            order[start..].reverse();
        }
    }
    order
}

fn extends((page, id): Place, pages: &Pages) -> bool {
    pages.drafts[page].definitions[id].extends.is_some()
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

/// Gives a structure the fields of another; `left` is the number of schemas that may still be inherited.
fn extend((page, id): Place, (other, base): Place, pages: &mut Pages, left: &mut usize) -> Result<(), (Code, String)> {
    let base = &pages.drafts[other].definitions[base].schema;
    if *left > 0 {
        let mut size = 0;
        base.walk(&mut |_| size += 1);
        *left = left.saturating_sub(size);
    }
    if *left == 0 {
        let message = format!("structures inherit more than {} fields; this one has only its own", limits::INHERITED);
        return Err((Code::LimitExceeded, message));
    }
    let Kind::Object(object) = moved_schema(base, other, pages).kind else { return Ok(()) };
    let Kind::Object(own) = &mut pages.drafts[page].definitions[id].schema.kind else { return Ok(()) };
    for field in object.fields().iter().cloned() {
        let mut schema: DraftSchema = field.schema;
        schema.inferred.push(Inferred::Extends);
        own.add(Field { schema, ..field });
    }
    Ok(())
}

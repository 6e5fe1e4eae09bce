//! Finds recursive structures, which need a box. Lists and maps are pointers already, and do not count.
//!
//! These structures are the strongly connected components of the graph of references. They are found by Tarjan's
//! algorithm with an explicit stack: a chain of structures can be thousands long, and each is visited once.

use std::collections::{BTreeMap, BTreeSet};

use crate::ir::{Api, Kind, Schema, SchemaName};

/// The structures that contain themselves, directly or through others that are not behind a list or map.
pub(super) fn of(api: &Api) -> BTreeSet<&SchemaName> {
    let names: Vec<&SchemaName> = api.schemas.keys().collect();
    let numbers: BTreeMap<&SchemaName, usize> = names.iter().enumerate().map(|(index, name)| (*name, index)).collect();
    let held: Vec<Vec<usize>> = api
        .schemas
        .values()
        .map(|schema| {
            let mut held = Vec::new();
            contained(schema, &mut |target| held.extend(numbers.get(target)));
            held
        })
        .collect();
    let mut search =
        Search { held: &held, order: vec![None; held.len()], low: vec![0; held.len()], ..Search::default() };
    (0..held.len()).for_each(|start| search.from(start));
    search.cyclic.into_iter().map(|index| names[index]).collect()
}

/// Calls `visit` with each structure that a schema contains as a value.
fn contained<'a>(schema: &'a Schema, visit: &mut impl FnMut(&'a SchemaName)) {
    match &schema.kind {
        Kind::Ref { target } => visit(target),
        Kind::Object(object) => object.fields().iter().for_each(|field| contained(&field.schema, visit)),
        Kind::Union { members } => members.iter().for_each(|member| contained(member, visit)),
        // A list or a map is a pointer already.
        _ => {}
    }
}

#[derive(Default)]
struct Search<'h> {
    held: &'h [Vec<usize>],
    /// The order in which each was visited.
    order: Vec<Option<usize>>,
    /// The first visited structure that each leads back to.
    low: Vec<usize>,
    met: usize,
    /// Structures that were visited and belong to no component yet.
    stack: Vec<usize>,
    cyclic: BTreeSet<usize>,
}

impl Search<'_> {
    fn from(&mut self, start: usize) {
        if self.order[start].is_some() {
            return;
        }
        self.meet(start);
        // Each with the number of its references that were followed.
        let mut walk = vec![(start, 0)];
        while let Some((at, next)) = walk.last_mut() {
            let at = *at;
            if let Some(&inner) = self.held[at].get(*next) {
                *next += 1;
                match self.order[inner] {
                    None => {
                        self.meet(inner);
                        walk.push((inner, 0));
                    }
                    Some(order) if order < usize::MAX => self.low[at] = self.low[at].min(order),
                    Some(_) => {}
                }
                continue;
            }
            walk.pop();
            if let Some((outer, _)) = walk.last() {
                self.low[*outer] = self.low[*outer].min(self.low[at]);
            }
            if Some(self.low[at]) == self.order[at] {
                self.end_component(at);
            }
        }
    }

    fn meet(&mut self, at: usize) {
        self.order[at] = Some(self.met);
        self.low[at] = self.met;
        self.met += 1;
        self.stack.push(at);
    }

    fn end_component(&mut self, root: usize) {
        let start = self.stack.iter().rposition(|&at| at == root).unwrap_or(0);
        let component = self.stack.split_off(start);
        for &at in &component {
            // It no longer counts for structures that are visited later.
            self.order[at] = Some(usize::MAX);
            if component.len() > 1 || self.held[at].contains(&at) {
                self.cyclic.insert(at);
            }
        }
    }
}

//! The names of structures, by the rules of [`crate::naming`]: each from its own page, regardless of other structures.

use std::collections::{BTreeMap, BTreeSet};

use super::super::editions::Found;
use super::super::links::{Pages, Place};
use super::{Link, Sharing};
use crate::ir::{Kind, SchemaName};
use crate::limits;
use crate::naming::{Taken, camel, free, owned};
use crate::understand::{DraftSchema, StructureId};
use crate::vocabulary::Side;

/// The name of each reachable structure.
pub(super) fn names(sharing: &Sharing<'_>, found: &[Found]) -> BTreeMap<Place, SchemaName> {
    let mut owners: BTreeMap<usize, String> = BTreeMap::new();
    for Found { page, operation, .. } in found {
        owners.entry(*page).or_insert_with(|| camel(operation.id.as_str()).unwrap_or_default());
    }
    let units: BTreeSet<usize> = sharing.reached.iter().map(|(unit, _)| *unit).collect();
    let mut taken = Taken::default();
    let mut names = BTreeMap::new();
    // Structures of operations come first: a page that only describes structures takes no name from them.
    let (with_owner, without): (Vec<usize>, Vec<usize>) = units.into_iter().partition(|unit| owners.contains_key(unit));
    for unit in with_owner.into_iter().chain(without) {
        let owner = owners.get(&unit).map_or("", String::as_str);
        for (id, name) in Unit::of(sharing, unit).names(owner) {
            if sharing.reached.contains(&(unit, id)) {
                names.insert((unit, id), SchemaName::new(taken.take(&name)));
            }
        }
    }
    names
}

/// A reference to a structure on its own page.
struct Led {
    /// The name of the field.
    field: String,
    /// The structure that has the field.
    by: Option<StructureId>,
    side: Option<Side>,
}

/// The structures of one unit, and the references to them in the unit.
struct Unit<'p> {
    pages: &'p Pages,
    index: usize,
    led: BTreeMap<StructureId, Led>,
    /// The structures in the order in which they are named: those that the unit's own operations use, in the page's
    /// order, and then the others.
    order: Vec<StructureId>,
    /// The label of each.
    labels: BTreeMap<StructureId, String>,
}

impl<'p> Unit<'p> {
    fn of(sharing: &Sharing<'p>, unit: usize) -> Self {
        let pages = sharing.pages;
        let draft = &pages.drafts[unit];
        let mut this = Self { pages, index: unit, led: BTreeMap::new(), order: Vec::new(), labels: BTreeMap::new() };
        for operation in &draft.operations {
            for parameter in &operation.parameters {
                this.walk(sharing, &parameter.field.schema, &parameter.field.name, None, Some(Side::Request));
            }
            if let Some(body) = &operation.request {
                this.walk(sharing, &body.schema, "Request", None, Some(Side::Request));
            }
            for response in operation.responses.values() {
                for header in &response.headers {
                    this.walk(sharing, &header.schema, &header.name, None, Some(Side::Response));
                }
                if let Some(body) = &response.body {
                    this.walk(sharing, &body.schema, "Response", None, Some(Side::Response));
                }
            }
        }
        this.order = this.led.keys().copied().collect();
        let used: BTreeSet<StructureId> = this.order.iter().copied().collect();
        for (id, definition) in draft.definitions.iter() {
            this.walk(sharing, &definition.schema, "", Some(id), definition.side);
            if !used.contains(&id) {
                this.order.push(id);
            }
        }
        let file = draft.page.rsplit('/').next().unwrap_or_default();
        let stem = file.split('.').next().unwrap_or_default();
        for (id, definition) in draft.definitions.iter() {
            let led = this.led.get(&id).map(|led| led.field.as_str());
            // Where the page has no name for it, it is named after the page's file.
            let named = definition.names.iter().map(String::as_str).chain(led).chain([stem]).find_map(camel);
            this.labels.insert(id, named.unwrap_or_else(|| "Structure".to_owned()));
        }
        this
    }

    /// Records the references to the unit's own structures: the first one counts. Pending schemas are kept in a list,
    /// since structures can be nested a thousand deep.
    fn walk(
        &mut self,
        sharing: &Sharing<'p>,
        schema: &'p DraftSchema,
        name: &'p str,
        by: Option<StructureId>,
        side: Option<Side>,
    ) {
        let mut open: Vec<(&'p DraftSchema, &'p str, Option<StructureId>)> = vec![(schema, name, by)];
        while let Some((schema, name, by)) = open.pop() {
            match &schema.kind {
                Kind::Array { items: inner } | Kind::Map { values: inner, .. } => open.push((inner, name, by)),
                Kind::Union { members } => open.extend(members.iter().rev().map(|member| (member, name, by))),
                Kind::Object(object) => {
                    open.extend(object.fields().iter().rev().map(|field| (&field.schema, field.name.as_str(), by)));
                }
                Kind::Ref { target } => {
                    let Link::Found((unit, id)) = sharing.find(self.index, target) else { continue };
                    if unit == self.index && !self.led.contains_key(&id) && by != Some(id) {
                        self.led.insert(id, Led { field: name.to_owned(), by, side });
                        open.push((&self.pages.drafts[unit].definitions[id].schema, name, Some(id)));
                    }
                }
                Kind::Any | Kind::Boolean | Kind::Integer { .. } | Kind::Number | Kind::String { .. } => {}
            }
        }
    }

    /// The names of the structures, all different.
    fn names(&self, owner: &str) -> Vec<(StructureId, String)> {
        let mut taken = Taken::default();
        let name = |&id: &StructureId| {
            let plain = free(&owned(owner, &self.labels[&id]));
            if !taken.has(&plain) {
                return (id, taken.take(&plain));
            }
            let longer = self.ways(id, owner).into_iter().map(|name| free(&name)).find(|name| !taken.has(name));
            (id, taken.take(&longer.unwrap_or(plain)))
        };
        self.order.iter().map(name).collect()
    }

    /// Alternative names of a structure, the best first: qualified by its half of the operation, and by the structures
    /// that refer to it.
    fn ways(&self, id: StructureId, owner: &str) -> Vec<String> {
        let label = &self.labels[&id];
        let led = self.led.get(&id);
        let side = self.pages.drafts[self.index].definitions[id].side.or_else(|| led.and_then(|led| led.side));
        let half = match side {
            Some(Side::Request) => "Request",
            Some(Side::Response) => "Response",
            None => "",
        };
        let mut ways = vec![owned(&format!("{owner}{half}"), label)];
        let mut path = String::new();
        let mut above = led.and_then(|led| led.by);
        for _ in 0..limits::NAME_STEPS {
            let Some(by) = above else { break };
            path = format!("{}{path}", self.labels[&by]);
            ways.push(owned(&format!("{owner}{path}"), label));
            ways.push(owned(&format!("{owner}{half}{path}"), label));
            above = self.led.get(&by).and_then(|led| led.by);
        }
        ways
    }
}

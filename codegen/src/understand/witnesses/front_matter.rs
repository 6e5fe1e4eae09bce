//! Compares structures with the schema of the request in the page's front matter.
//!
//! It provides the regular expressions of strings that some pages print nowhere else. Types, requiredness and
//! everything else come from the tables alone: such schemas describe maps as strings and lose the members of
//! alternatives.

use super::Visited;
use crate::diagnostic::{Code, Diagnostic};
use crate::ir::{Kind, Sourced};
use crate::read::metadata_schema::Property;
use crate::understand::constraints::ecma;
use crate::understand::draft::{DraftRef, DraftSchema, Structures};
use crate::understand::ids::StructureId;
use crate::understand::notes::Notes;
use crate::understand::page::Page;
use crate::understand::placement::Placement;
use crate::vocabulary::{Place, Side};

/// The rule of a constraint from the front matter, as `explain` names it.
const RULE: &str = "metadata-schema";

/// Adds the regular expressions that the tables do not state.
pub(super) fn compare(
    page: &Page<'_>,
    placement: &Placement,
    structures: Structures,
    notes: &mut Notes<'_>,
) -> Structures {
    let Some(schema) = &page.raw.metadata_schema else { return structures };
    let mut comparison = Comparison { page, notes, visited: Visited::new(structures) };
    for (place, part) in &schema.parts {
        for table in placement.roots(page, Side::Request) {
            let stated = page.tables[table].facets.place;
            if stated == Some(*place) || (*place == Place::Body && stated.is_none()) {
                comparison.structure(table.structure(), part);
            }
        }
    }
    comparison.visited.structures
}

struct Comparison<'h, 'a> {
    page: &'h Page<'h>,
    notes: &'h mut Notes<'a>,
    visited: Visited,
}

impl Comparison<'_, '_> {
    fn structure(&mut self, id: StructureId, property: &Property) {
        if let Some(mut schema) = self.visited.open(id) {
            self.schema(&mut schema, property);
            self.visited.close(id, schema);
        }
    }

    fn schema(&mut self, schema: &mut DraftSchema, property: &Property) {
        match &mut schema.kind {
            Kind::Ref { target: DraftRef::Local(id) } => self.structure(*id, property),
            Kind::Object(object) => {
                for (name, _, field) in object.fields_mut() {
                    if let Some(property) = property.properties.get(name) {
                        self.schema(field, property);
                    }
                }
            }
            Kind::Array { items } => {
                if let Some(property) = &property.items {
                    self.schema(items, property);
                }
            }
            Kind::String { .. } => self.text(schema, property),
            _ => {}
        }
    }

    fn text(&mut self, schema: &mut DraftSchema, property: &Property) {
        let Some((written, span)) = &property.pattern else { return };
        let pattern = match ecma(written) {
            Ok(pattern) => pattern,
            Err(why) => {
                let message = format!("the regular expression `{written}` of the front matter can't be used: {why}");
                return self.notes.report(Code::PatternUnusable, *span, message);
            }
        };
        match schema.constraints.patterns.first() {
            None => schema.constraints.patterns.push(Sourced {
                value: pattern,
                origin: self.page.origin(*span),
                rule: RULE.into(),
            }),
            Some(known) if known.value.ecma != pattern.ecma => {
                let message = format!("the front matter has another regular expression than the table, `{written}`");
                let found = Diagnostic::new(Code::ConstraintContradiction, self.page.source, *span, message);
                self.notes.add(found.related(known.origin.clone(), "the one that counts"));
            }
            Some(_) => {}
        }
    }
}

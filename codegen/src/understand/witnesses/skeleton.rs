//! Compares structures with the page's skeleton of them.
//!
//! The skeleton shows what a table's `object` leaves open: a message, an empty one, or something with arbitrary keys.
//! It also marks exclusive groups. Where skeleton and table disagree about a field, the table counts and a diagnostic
//! reports it.

use super::Visited;
use crate::diagnostic::Code;
use crate::ir::{ExclusiveGroup, Kind, Object};
use crate::read::skeleton::Shape;
use crate::source::{Origin, Span};
use crate::understand::draft::{DraftRef, DraftSchema, Structures};
use crate::understand::ids::StructureId;
use crate::understand::notes::Notes;
use crate::understand::page::Page;
use crate::understand::placement::{Placement, Role};

/// Compares each root structure with the skeleton of its part.
pub(super) fn compare(
    page: &Page<'_>,
    placement: &Placement,
    structures: Structures,
    notes: &mut Notes<'_>,
) -> Structures {
    let mut visited = Visited::new(structures);
    for skeleton in &page.raw.skeletons {
        let root = page
            .tables
            .iter()
            .find(|(table, raw)| raw.part == skeleton.part && placement.tables[*table].role == Role::Root);
        let Some((root, _)) = root else { continue };
        let mut comparison = Comparison { origin: page.origin(skeleton.span), visited, differences: Vec::new() };
        comparison.structure(root.structure(), &skeleton.value, "");
        for difference in comparison.differences {
            notes.report(Code::SkeletonContradiction, Span::at(skeleton.span.start as usize), difference);
        }
        visited = comparison.visited;
    }
    visited.structures
}

struct Comparison {
    origin: Origin,
    visited: Visited,
    differences: Vec<String>,
}

impl Comparison {
    fn structure(&mut self, id: StructureId, shape: &Shape, path: &str) {
        if let Some(mut schema) = self.visited.open(id) {
            self.schema(&mut schema, shape, path);
            self.visited.close(id, schema);
        }
    }

    fn schema(&mut self, schema: &mut DraftSchema, shape: &Shape, path: &str) {
        match (&mut schema.kind, shape) {
            (Kind::Ref { target: DraftRef::Local(id) }, _) => self.structure(*id, shape, path),
            (Kind::Array { items }, Shape::Array(inner)) => self.schema(items, inner, path),
            (Kind::Array { .. }, _) => self.differ(path, "the table states a list, the skeleton shows none"),
            (_, Shape::Array(_)) => self.differ(path, "the skeleton shows a list, the table says none"),
            (Kind::Object(object), Shape::Object { fields, groups }) => {
                if fields.is_empty() && object.is_open() {
                    // `{}` is a message without fields.
                    *object = Object::new(std::iter::empty()).0;
                }
                self.object(object, fields, groups, path);
            }
            _ => {}
        }
    }

    fn object(
        &mut self,
        object: &mut Object<DraftRef>,
        fields: &[(String, Shape)],
        groups: &[Vec<String>],
        path: &str,
    ) {
        for (name, shape) in fields {
            let inner = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
            let field = object.fields_mut().find(|(known, ..)| known == name).map(|(.., schema)| schema);
            match field {
                Some(schema) => self.schema(schema, shape, &inner),
                None => self.differ(&inner, "the skeleton has the field, the table does not"),
            }
        }
        let missing: Vec<String> = object
            .fields()
            .iter()
            .filter(|field| !fields.iter().any(|(name, _)| *name == field.name))
            .map(|field| field.name.clone())
            .collect();
        for name in missing {
            let inner = if path.is_empty() { name } else { format!("{path}.{name}") };
            self.differ(&inner, "the table has the field, the skeleton does not");
        }
        for members in groups {
            object.add_group(ExclusiveGroup { members: members.clone(), origin: self.origin.clone() });
        }
    }

    fn differ(&mut self, path: &str, what: &str) {
        let path = if path.is_empty() { "the body" } else { path };
        self.differences.push(format!("`{path}`: {what}"));
    }
}

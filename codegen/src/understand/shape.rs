//! Structures held against the page's skeleton of them.
//!
//! The skeleton is a witness for what a table's `object` leaves open: a message, an empty one, or something whose keys
//! are free. It also marks exclusive groups. Where skeleton and table disagree about a field, the table counts and a
//! diagnostic says so.

use crate::diagnostic::{Code, Diagnostic};
use crate::ir::{ExclusiveGroup, Kind, Object};
use crate::read::skeleton::Shape;
use crate::source::{Origin, Span};

use super::placement::{Placement, Role};
use super::schema::Builder;
use super::{DraftRef, DraftSchema};

/// Holds each root structure against the skeleton of its part.
pub(super) fn apply(builder: &mut Builder<'_>, placement: &Placement) {
    for skeleton in builder.raw.skeletons.clone() {
        let root = (0..builder.raw.tables.len())
            .find(|&table| builder.raw.tables[table].part == skeleton.part && placement.roles[table] == Role::Root);
        let Some(root) = root else { continue };
        let mut holding = Holding {
            origin: builder.source.origin(skeleton.span),
            trail: Vec::new(),
            differences: Vec::new(),
            definitions: builder.definitions.iter().map(|definition| definition.schema.clone()).collect(),
        };
        let mut schema = holding.definitions[root].clone();
        holding.schema(&mut schema, &skeleton.value, "");
        holding.definitions[root] = schema;
        for (definition, schema) in builder.definitions.iter_mut().zip(holding.definitions) {
            definition.schema = schema;
        }
        for difference in holding.differences {
            builder.diagnostics.push(Diagnostic::new(
                Code::SkeletonContradiction,
                builder.source,
                Span::at(skeleton.span.start as usize),
                difference,
            ));
        }
    }
}

struct Holding {
    origin: Origin,
    /// The definitions that are being visited, against recursion.
    trail: Vec<usize>,
    differences: Vec<String>,
    definitions: Vec<DraftSchema>,
}

impl Holding {
    fn schema(&mut self, schema: &mut DraftSchema, shape: &Shape, path: &str) {
        match (&mut schema.kind, shape) {
            (Kind::Ref { target: DraftRef::Local(index) }, _) => {
                let index = *index;
                if !self.trail.contains(&index) {
                    self.trail.push(index);
                    let mut inner = self.definitions[index].clone();
                    self.schema(&mut inner, shape, path);
                    self.definitions[index] = inner;
                    self.trail.pop();
                }
            }
            (Kind::Array { items }, Shape::Array(inner)) => self.schema(items, inner, path),
            (Kind::Array { .. }, _) => self.differ(path, "the table says a list, the skeleton shows none"),
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

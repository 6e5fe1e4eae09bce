//! Structures held against the schema of the request in the page's front matter.
//!
//! It is the witness for the regular expressions of text that some pages print nowhere else. Types, requiredness and
//! everything else are the tables' alone: such schemas take maps for text and lose the members of alternatives.

use crate::diagnostic::{Code, Diagnostic};
use crate::ir::{Kind, Sourced};
use crate::read::metadata_schema::Property;

use super::constraints::ecma;
use super::placement::{Placement, Role, side_of};
use super::schema::Builder;
use super::{DraftRef, DraftSchema};
use crate::vocabulary::{Place, Side};

/// The rule that made a constraint of the front matter, as `explain` names it.
const RULE: &str = "metadata-schema";

/// Takes the regular expressions that the tables don't state.
pub(super) fn apply(builder: &mut Builder<'_>, placement: &Placement) {
    let Some(schema) = builder.raw.metadata_schema.take() else { return };
    for (place, part) in &schema.parts {
        for table in 0..builder.raw.tables.len() {
            let raw = &builder.raw.tables[table];
            let fits = raw.facets.place == Some(*place) || (*place == Place::Body && raw.facets.place.is_none());
            if placement.roles[table] == Role::Root && side_of(raw) == Some(Side::Request) && fits {
                let mut trail = vec![table];
                let mut root = builder.definitions[table].schema.clone();
                hold(builder, &mut root, part, &mut trail);
                builder.definitions[table].schema = root;
            }
        }
    }
}

fn hold(builder: &mut Builder<'_>, schema: &mut DraftSchema, property: &Property, trail: &mut Vec<usize>) {
    match &mut schema.kind {
        Kind::Ref { target: DraftRef::Local(index) } => {
            let index = *index;
            if !trail.contains(&index) {
                trail.push(index);
                let mut inner = builder.definitions[index].schema.clone();
                hold(builder, &mut inner, property, trail);
                builder.definitions[index].schema = inner;
                trail.pop();
            }
        }
        Kind::Object(object) => {
            for (name, _, field) in object.fields_mut() {
                if let Some(property) = property.properties.get(name) {
                    hold(builder, field, property, trail);
                }
            }
        }
        Kind::Array { items } => {
            if let Some(property) = &property.items {
                hold(builder, items, property, trail);
            }
        }
        Kind::String { .. } => text(builder, schema, property),
        _ => {}
    }
}

fn text(builder: &mut Builder<'_>, schema: &mut DraftSchema, property: &Property) {
    let Some((written, span)) = &property.pattern else { return };
    let pattern = match ecma(written) {
        Ok(pattern) => pattern,
        Err(why) => {
            let message = format!("the regular expression `{written}` of the front matter can't be used: {why}");
            builder.diagnostics.push(Diagnostic::new(Code::PatternUnusable, builder.source, *span, message));
            return;
        }
    };
    match schema.constraints.patterns.first() {
        None => schema.constraints.patterns.push(Sourced {
            value: pattern,
            origin: builder.source.origin(*span),
            rule: RULE.into(),
        }),
        Some(known) if known.value.ecma != pattern.ecma => {
            let message = format!("the front matter has another regular expression than the table, `{written}`");
            let known = known.origin.clone();
            builder.diagnostics.push(
                Diagnostic::new(Code::ConstraintContradiction, builder.source, *span, message)
                    .related(known, "the one that counts"),
            );
        }
        Some(_) => {}
    }
}

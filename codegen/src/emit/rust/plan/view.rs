//! The short names that an operation's module has for the types that the operation uses.
//!
//! It never names a type itself: the plan has done that.

use std::collections::{BTreeMap, BTreeSet};

use super::{Place, Plan, of_operation, roots, variants};
use crate::emit::rust::names;
use crate::ir::{Api, Kind, Operation, Schema, SchemaName};
use crate::naming::{self, Taken};

/// The short names in an operation's module: the name there, and the type.
pub(in crate::emit::rust) type View = BTreeMap<String, String>;

impl Plan {
    /// The names of the types that an operation uses in its module.
    pub(in crate::emit::rust) fn view(&self, api: &Api, operation: &Operation) -> View {
        let base = names::type_(operation.id.as_str());
        let mut looking =
            Looking { plan: self, api, base: &base, view: View::new(), taken: Taken::default(), seen: BTreeSet::new() };
        // The module's name already names the operation.
        let here = |place: Place| Place { owner: String::new(), label: place.label };
        roots(operation, &mut |place, schema, _| looking.look(schema, &here(place)));
        for (status, schema) in of_operation(&self.failures, operation) {
            looking.look(schema, &here(Place::failure(operation, *status)));
        }
        looking.view
    }
}

/// Finds the types that an operation uses.
struct Looking<'a> {
    plan: &'a Plan,
    api: &'a Api,
    base: &'a str,
    view: View,
    taken: Taken,
    seen: BTreeSet<&'a SchemaName>,
}

impl<'a> Looking<'a> {
    fn look(&mut self, schema: &'a Schema, place: &Place) {
        if let Some(rust) = self.plan.type_of(schema) {
            self.call(&place.name(), rust);
        }
        match &schema.kind {
            Kind::Array { items } => self.look(items, place),
            Kind::Map { values, .. } => self.look(values, place),
            Kind::Union { members } => {
                for (member, variant) in members.iter().zip(variants(members)) {
                    self.look(member, &place.variant(&variant));
                }
            }
            Kind::Object(object) => {
                for field in object.fields() {
                    self.look(&field.schema, &place.field(&field.name));
                }
            }
            Kind::Ref { target } => {
                let (Some(rust), Some((target, schema))) =
                    (self.plan.shared(target), self.api.schemas.get_key_value(target))
                else {
                    return;
                };
                if self.seen.insert(target) {
                    let short = rust.strip_prefix(self.base).filter(|rest| rest.starts_with(char::is_uppercase));
                    let short = naming::free(short.unwrap_or(rust));
                    self.call(&short, rust);
                    self.look(schema, &Place { owner: String::new(), label: short });
                }
            }
            _ => {}
        }
    }

    /// Enters a type under a name, with the first number that makes the name unique if necessary.
    fn call(&mut self, name: &str, rust: &str) {
        self.view.insert(self.taken.take(name), rust.to_owned());
    }
}

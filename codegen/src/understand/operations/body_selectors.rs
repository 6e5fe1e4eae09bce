//! Operations of one path that a member of the body distinguishes, where the body's table states which.
//!
//! A vendor's file lists the paths ([`crate::vocabulary::endpoint::BodySelectorFile`]). Other operations of the path do
//! not matter: the page alone decides.

use crate::ir::{Body, Field, Kind, Required, Selector, SelectorPlace, selector};
use crate::understand::draft::{DraftRef, DraftSchema};
use crate::vocabulary::endpoint::BodySelectorPattern;

use super::bodies::is_object;
use super::{Assembly, JSON};

impl Assembly<'_> {
    /// The member of the body that distinguishes operations of the endpoint's path.
    pub(super) fn of_body(&self, body: &Body<DraftRef>) -> Option<Selector> {
        let page = self.understood.page;
        let fits = |pattern: &&BodySelectorPattern| pattern.paths.iter().any(|it| it.is_match(&self.endpoint.path));
        let pattern = page.vocabulary.patterns.body_selectors.iter().find(fits)?;
        if body.media_type != JSON {
            return None;
        }
        let (name, value, field) = if let Some(pointer) = &pattern.file.member {
            let field = self.member(&body.schema, pointer)?;
            (pointer.clone(), Some(self.only_value(&field.schema)?), field)
        } else {
            let (value, field) = self.chosen(&body.schema)?;
            (field.name.clone(), value, field)
        };
        Some(Selector {
            place: SelectorPlace::Body,
            name,
            value,
            origin: field.schema.origin.clone().unwrap_or_else(|| page.origin(self.endpoint.span)),
            convention: Some(pattern.origin.clone()),
        })
    }

    /// The required member with a single value, or else the only required member, whose presence selects. A member with
    /// several values distinguishes variants within one operation.
    fn chosen<'s>(&'s self, schema: &'s DraftSchema) -> Option<(Option<String>, &'s Field<DraftRef>)> {
        let Kind::Object(object) = &self.resolved(schema).kind else { return None };
        let required = || object.fields().iter().filter(|field| field.required == Required::Always);
        // If the constant is sent in place of the field, it is sent as a string.
        let texts = required().filter(|field| matches!(self.resolved(&field.schema).kind, Kind::String { .. }));
        let mut constants = texts.filter_map(|field| Some((Some(self.only_value(&field.schema)?), field)));
        if let Some(constant) = constants.next() {
            return constants.next().is_none().then_some(constant);
        }
        if let [only] = object.fields() {
            let states_values = self.resolved(&only.schema).constraints.enumeration.is_some();
            return (!states_values).then_some((None, only));
        }
        // Beside other members, a string is an argument of the operation, not what selects it.
        let mut members = required();
        let only = members.next().filter(|field| is_object(self.resolved(&field.schema)))?;
        members.next().is_none().then_some((None, only))
    }

    /// The field at the end of a JSON Pointer.
    fn member<'s>(&'s self, schema: &'s DraftSchema, pointer: &str) -> Option<&'s Field<DraftRef>> {
        let mut schema = schema;
        let mut found = None;
        for step in selector::steps(pointer) {
            let Kind::Object(object) = &self.resolved(schema).kind else { return None };
            let field = object.field(&step)?;
            schema = &field.schema;
            found = Some(field);
        }
        found
    }

    /// The only value that a string, or the items of an array of strings, can have.
    fn only_value(&self, schema: &DraftSchema) -> Option<String> {
        let schema = self.resolved(schema);
        let schema = match &schema.kind {
            Kind::Array { items } => self.resolved(items),
            _ => schema,
        };
        let stated = &schema.constraints.enumeration.as_ref()?.value;
        match stated.values() {
            [only] if !stated.is_open() => only.value.as_str().map(str::to_owned),
            _ => None,
        }
    }

    fn resolved<'s>(&'s self, schema: &'s DraftSchema) -> &'s DraftSchema {
        match &schema.kind {
            Kind::Ref { target: DraftRef::Local(id) } => &self.understood.structures[*id].schema,
            _ => schema,
        }
    }
}

/// Removes the constants from the body: the rest is what a caller fills in. A nested constant stays in the body's
/// schema, which states it, and so does a member whose value is the caller's.
pub(super) fn drop_constants(selectors: &[Selector], body: Option<&mut Body<DraftRef>>) {
    let Some(Kind::Object(object)) = body.map(|body| &mut body.schema.kind) else { return };
    for selector in selectors {
        if selector.place == SelectorPlace::Body && selector.value.is_some() && !selector.is_nested() {
            object.remove(&selector.name);
        }
    }
}

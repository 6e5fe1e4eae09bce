//! The body of a request: which rows are its fields, or the whole of it where a row is about that.
//!
//! A body is never made of rows that belong elsewhere. Bodies of responses are assembled in
//! [`responses`](super::responses).

use std::collections::BTreeMap;

use super::{Assembly, Understood};
use crate::ir::{Body, Field, Inferred, Kind, Object, Schema};
use crate::read::FormMedia;
use crate::understand::draft::{DraftRef, DraftSchema};
use crate::understand::facts::{About, Fact};
use crate::understand::structures::{add_case, object_in};
use crate::vocabulary::endpoint::ParametersIn;
use crate::vocabulary::{Place, Side};

/// The media type of bodies for which the page states none.
pub(crate) const JSON: &str = "application/json";

impl Assembly<'_> {
    /// Sorts the rows of the request's tables into parameters and body.
    pub(super) fn request(&mut self) -> Option<Body<DraftRef>> {
        let mut body: Option<DraftSchema> = None;
        let mut media_type = JSON;
        let Understood { page, facts, placement, structures } = self.understood;
        for table in placement.roots(page, Side::Request) {
            let definition = structures[table.structure()].schema.clone();
            let place = page.tables[table].facets.place;
            let unstated = place.is_none() && self.parameters_in() == Some(ParametersIn::Form);
            if place == Some(Place::Form) || unstated {
                let usual = if unstated { FormMedia::UrlEncoded } else { FormMedia::Multipart };
                media_type = page.raw.form_media.unwrap_or(usual).name();
            }
            match definition.kind {
                // A row is about the whole body, and lists no fields.
                Kind::Object(object) if object.is_open() => {
                    if is_whole(&facts[table]) && self.may_be_body(place) {
                        body.get_or_insert(Schema { kind: Kind::Object(object), ..definition });
                    }
                }
                Kind::Object(object) => {
                    let groups = object.groups().to_vec();
                    let mut rows: Vec<Field<DraftRef>> = Vec::new();
                    // A column for the location takes precedence over what is stated of the whole table.
                    let placed = facts[table].iter().filter(|fact| fact.path.len() == 1);
                    let placed: BTreeMap<&str, Place> =
                        placed.filter_map(|fact| Some((fact.name(), fact.place?))).collect();
                    for field in object.fields() {
                        let place = placed.get(field.name.as_str()).copied().or(place);
                        if place == Some(Place::Form) {
                            media_type = page.raw.form_media.unwrap_or(FormMedia::Multipart).name();
                        }
                        let field = self.as_in_path(field);
                        match self.location(place, &field) {
                            Some(location) => self.parameter(location, field.into_owned()),
                            None => rows.push(field.into_owned()),
                        }
                    }
                    self.body_rows(&mut body, rows);
                    for group in &groups {
                        self.exclusive_parameters(group);
                    }
                    if let Some(inner) = body.as_mut().and_then(object_in) {
                        for group in groups {
                            inner.add_group(group);
                        }
                    }
                }
                // The whole body is a list, a map or a value.
                kind => {
                    body.get_or_insert(Schema { kind, ..definition });
                }
            }
        }
        // All of it was listed beside the URI.
        if let Some(schema) = body.as_mut().filter(|schema| !self.sent.is_empty() && schema.inferred.is_empty()) {
            schema.inferred = vec![Inferred::SentInBody];
        }
        let body = match (body, page.raw.sends_list) {
            (Some(schema), Some(span)) if !matches!(schema.kind, Kind::Array { .. }) => {
                Some(Schema { origin: Some(page.origin(span)), ..Schema::of(Kind::array(schema)) })
            }
            (body, _) => body,
        };
        body.map(|schema| Body { media_type: media_type.to_owned(), schema })
    }

    /// Adds the rows of a table to the body. A table that lists a field again shows the body in another case; others
    /// continue it.
    fn body_rows(&mut self, body: &mut Option<DraftSchema>, rows: Vec<Field<DraftRef>>) {
        if let Some(schema) = body
            && let Some(known) = object_in(schema)
            && rows.iter().any(|row| known.field(&row.name).is_some())
        {
            let mut case = Object::open();
            for row in rows {
                case.add(row);
            }
            add_case(known, &case);
            schema.inferred = vec![Inferred::Cases];
            return;
        }
        for row in rows {
            self.body_field(body, row);
        }
    }

    fn body_field(&mut self, body: &mut Option<DraftSchema>, field: Field<DraftRef>) {
        let whole = &self.understood.page.vocabulary.vendor.nesting.whole_body;
        if whole.contains(&field.name) && is_structure(&field.schema) {
            *body = Some(field.schema);
            return;
        }
        let schema = body.get_or_insert_with(|| Schema {
            origin: field.schema.origin.clone(),
            ..Schema::of(Kind::Object(Object::open()))
        });
        if let Some(object) = object_in(schema) {
            object.add(field);
        }
    }

    /// Whether a table with this place can be about the whole body.
    fn may_be_body(&self, place: Option<Place>) -> bool {
        !self.endpoint.method.is_bodiless() && matches!(place, None | Some(Place::Body | Place::Form))
    }
}

/// Whether a table has a row about the whole value that it describes.
pub(super) fn is_whole(facts: &[Fact]) -> bool {
    facts.iter().any(|fact| fact.about == About::Whole)
}

pub(super) fn is_object(schema: &DraftSchema) -> bool {
    matches!(schema.kind, Kind::Ref { .. } | Kind::Map { .. } | Kind::Object(_))
}

pub(super) fn is_structure(schema: &DraftSchema) -> bool {
    matches!(schema.kind, Kind::Ref { .. } | Kind::Array { .. } | Kind::Map { .. } | Kind::Object(_))
}

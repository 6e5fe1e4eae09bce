//! What a vendor's file states about all requests: the constants that select an operation, and common parameters that
//! are documented on another page. The constants that a page states become part of the operation's address; neither
//! their rows nor those of credentials are parameters that a caller fills in.

use crate::ir::{Body, Field, Kind, Location, Parameter, Required, Schema, Selector, SelectorPlace};
use crate::text::find_name;
use crate::understand::draft::{DraftRef, DraftSchema};
use crate::understand::structures::object_in;
use crate::vocabulary::endpoint::CommonParameter;
use crate::vocabulary::language::Word;

use super::Assembly;

impl Assembly<'_> {
    /// The endpoint's constants with their origins, and the one that the body's table states.
    pub(super) fn selectors(&self, request: Option<&Body<DraftRef>>) -> Vec<Selector> {
        let mut selectors: Vec<Selector> = self
            .endpoint
            .selectors
            .iter()
            .map(|raw| Selector {
                place: raw.place,
                name: raw.name.clone(),
                value: Some(raw.value.clone()),
                origin: self.understood.page.origin(raw.span),
                convention: raw.convention.clone(),
            })
            .collect();
        if selectors.iter().all(|selector| selector.place != SelectorPlace::Body) {
            selectors.extend(request.and_then(|body| self.of_body(body)));
        }
        selectors.sort();
        selectors
    }

    /// Removes the rows of constants and credentials, and adds the common parameters that the page does not list.
    pub(super) fn conventions(&mut self, body: Option<&mut DraftSchema>) {
        let common = &self.understood.page.vocabulary.patterns.parameters;
        let of_selectors = self.endpoint.selectors.iter().map(|selector| (selector.place, selector.name.as_str()));
        let of_credentials = common.iter().filter(|it| it.file.credential).map(|it| (it.file.place, it.name()));
        let dropped: Vec<(SelectorPlace, &str)> = of_selectors.chain(of_credentials).collect();
        self.parameters.retain(|parameter| {
            !dropped.iter().any(|(place, name)| is_there(parameter.location, *place) && parameter.field.name == *name)
        });
        let mut object = body.and_then(object_in);
        if let Some(object) = &mut object {
            for (_, name) in dropped.iter().filter(|(place, _)| *place == SelectorPlace::Body) {
                object.remove(name);
            }
            // A row among the fields that states the constant is about it, wherever requests carry it.
            for selector in &self.endpoint.selectors {
                let states = |description: &str| find_name(description, &selector.value).is_some();
                if object.field(&selector.name).is_some_and(|it| it.schema.description.as_deref().is_some_and(states)) {
                    object.remove(&selector.name);
                }
            }
        }
        for parameter in common.iter().filter(|parameter| !parameter.file.credential) {
            let location = match parameter.file.place {
                SelectorPlace::Query => Location::Query,
                SelectorPlace::Header => Location::Header,
                SelectorPlace::Body => {
                    if let Some(object) = object.as_mut().filter(|object| object.field(parameter.name()).is_none()) {
                        object.add(self.common(parameter));
                    }
                    continue;
                }
            };
            let listed = |known: &Parameter<_>| known.location == location && known.field.name == parameter.name();
            let chosen = self.endpoint.selectors.iter().any(|selector| selector.name == parameter.name());
            if !chosen && !self.parameters.iter().any(listed) {
                let field = self.common(parameter);
                self.parameters.push(Parameter::new(location, field));
            }
        }
    }

    /// A common parameter as the vendor's file declares it.
    fn common(&self, parameter: &CommonParameter) -> Field<DraftRef> {
        let kind = match parameter.word(self.understood.page.vocabulary) {
            Some(Word::String) => Kind::string(),
            Some(Word::Integer | Word::Int32 | Word::Int64) => Kind::integer(),
            Some(Word::Number) => Kind::Number,
            Some(Word::Boolean) => Kind::Boolean,
            Some(Word::Array) => Kind::array(Schema::any()),
            // The file states no type; unknown words are rejected when it is loaded.
            _ => Kind::Any,
        };
        let schema = Schema {
            description: parameter.file.description.clone(),
            origin: Some(parameter.origin.clone()),
            ..Schema::of(kind)
        };
        let required = if parameter.file.required { Required::Always } else { Required::Optional };
        Field { name: parameter.name().to_owned(), required, schema }
    }
}

/// Whether a parameter is in the place of a constant.
fn is_there(location: Location, place: SelectorPlace) -> bool {
    matches!((location, place), (Location::Query, SelectorPlace::Query) | (Location::Header, SelectorPlace::Header))
}

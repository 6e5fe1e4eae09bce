//! The constants that choose an operation: what the page states of them goes into the operation's address, and their rows
//! are no parameters.

use crate::ir::{Location, Selector, SelectorPlace};

use super::Assembly;

impl Assembly<'_> {
    /// The endpoint's constants with their origins.
    pub(super) fn selectors(&self) -> Vec<Selector> {
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
        selectors.sort();
        selectors
    }

    /// Takes out the rows of the constants: a caller fills in none of them.
    pub(super) fn drop_selectors(&mut self) {
        let selectors = &self.endpoint.selectors;
        self.parameters.retain(|parameter| {
            !selectors.iter().any(|selector| {
                let here = match selector.place {
                    SelectorPlace::Query => parameter.location == Location::Query,
                    SelectorPlace::Header => parameter.location == Location::Header,
                    SelectorPlace::Body => false,
                };
                here && parameter.field.name == selector.name
            })
        });
    }
}

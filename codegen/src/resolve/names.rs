//! The structures that operations use: which they are, and how operations refer to them.
//!
//! Each structure that is reachable becomes a schema of the contract, by the name that [`given`] gives it. None is
//! compared with another.

mod given;

use std::collections::{BTreeMap, BTreeSet};

use crate::diagnostic::{Code, Diagnostic};
use crate::document::LinkTarget;
use crate::ir::{Api, Kind, Operation, Parameter, Schema};
use crate::understand::{DraftRef, DraftSchema, Fallback, fallback, is_about};

use super::editions::Found;
use super::links::{Pages, Place};

/// The structures that are in the contract even if no operation uses them: those with a name and fields, of pages of
/// which all structures are wanted.
pub(super) fn wanted(members: &[usize], pages: &Pages) -> Vec<Place> {
    let drafts = members.iter().map(|&page| (page, &pages.drafts[page])).filter(|(_, draft)| draft.all_structures);
    let structures = drafts.flat_map(|(page, draft)| {
        let named = draft.definitions.iter().filter(|(_, definition)| {
            !definition.names.is_empty() && matches!(definition.schema.kind, Kind::Object(_) | Kind::Union { .. })
        });
        named.map(move |(id, _)| (page, id))
    });
    structures.collect()
}

/// Moves the operations into the contract, with the structures that they use and the additional ones that are wanted.
pub(super) fn share(
    api: &mut Api,
    found: Vec<Found>,
    wanted: &[Place],
    pages: &Pages,
    diagnostics: &mut Vec<Diagnostic>,
) {
    let mut sharing = Sharing { pages, reached: BTreeSet::new(), missing: BTreeMap::new() };
    for found in &found {
        sharing.reach_operation(found);
    }
    for &place in wanted {
        if sharing.reached.insert(place) {
            sharing.reach(place.0, &pages.drafts[place.0].definitions[place.1].schema);
        }
    }
    let names = given::names(&sharing, &found);
    let convert = |page: usize, target: DraftRef| -> Kind {
        match sharing.find(page, &target) {
            Link::Found(place) => Kind::Ref { target: names[&place].clone() },
            Link::Foreign => Kind::string(),
            Link::Missing => left_of(&target),
        }
    };
    let map = |page: usize, mut schema: DraftSchema| -> Schema {
        sharing.take_back(page, &mut schema);
        let result: Result<Schema, std::convert::Infallible> =
            schema.try_map_refs(&mut |target| Ok(convert(page, target)));
        match result {
            Ok(schema) => schema,
            Err(never) => match never {},
        }
    };
    for (&place, name) in &names {
        if !api.schemas.contains_key(name) {
            let schema = pages.drafts[place.0].definitions[place.1].schema.clone();
            api.schemas.insert(name.clone(), map(place.0, schema));
        }
    }
    for (origin, target) in &sharing.missing {
        diagnostics.push(
            Diagnostic::at(
                Code::LinkUnresolved,
                origin.clone(),
                format!(
                    "the target of the link `{target}` was not \
            found"
                ),
            )
            .help("add the page that it leads to"),
        );
    }
    for Found { page, operation, .. } in found {
        let operation = Operation { parameters: once_each(operation.parameters, diagnostics), ..operation };
        api.operations.push(operation.map_schemas(&mut |schema| map(page, schema)));
    }
    api.operations.sort_by(|a, b| a.id.cmp(&b.id));
}

/// The parameters, each name only once per location. The first one counts.
fn once_each(parameters: Vec<Parameter<DraftRef>>, diagnostics: &mut Vec<Diagnostic>) -> Vec<Parameter<DraftRef>> {
    let mut known = BTreeSet::new();
    let (first, again): (Vec<_>, Vec<_>) =
        parameters.into_iter().partition(|parameter| known.insert((parameter.location, parameter.field.name.clone())));
    for Parameter { location, field, .. } in again {
        if let Some(origin) = field.schema.origin {
            let message =
                format!("the {} parameter `{}` is listed twice; the first one counts", location.name(), field.name);
            diagnostics.push(Diagnostic::at(Code::FieldTwice, origin, message));
        }
    }
    first
}

struct Sharing<'p> {
    pages: &'p Pages,
    /// The reachable structures.
    reached: BTreeSet<Place>,
    /// Dangling links, by their places.
    missing: BTreeMap<crate::source::Origin, String>,
}

impl<'p> Sharing<'p> {
    fn reach_operation(&mut self, found: &Found) {
        let operation = &found.operation;
        for parameter in &operation.parameters {
            self.reach(found.page, &parameter.field.schema);
        }
        if let Some(request) = &operation.request {
            self.reach(found.page, &request.schema);
        }
        for response in operation.responses.values() {
            for header in &response.headers {
                self.reach(found.page, &header.schema);
            }
            if let Some(body) = &response.body {
                self.reach(found.page, &body.schema);
            }
        }
    }

    /// Records the structures that a schema refers to, directly or indirectly. Pending schemas are kept in a list,
    /// since structures can be nested a thousand deep.
    fn reach<'s>(&mut self, page: usize, schema: &'s DraftSchema)
    where
        'p: 's,
    {
        let pages = self.pages;
        let mut open: Vec<(usize, &'s DraftSchema)> = vec![(page, schema)];
        while let Some((page, schema)) = open.pop() {
            match &schema.kind {
                Kind::Array { items: inner } | Kind::Map { values: inner, .. } => open.push((page, inner)),
                Kind::Union { members } => open.extend(members.iter().map(|member| (page, member))),
                Kind::Object(object) => open.extend(object.fields().iter().map(|field| (page, &field.schema))),
                Kind::Ref { target } => match self.find(page, target) {
                    Link::Found(place) => {
                        if self.reached.insert(place) {
                            open.push((place.0, &pages.drafts[place.0].definitions[place.1].schema));
                        }
                    }
                    Link::Foreign => {}
                    Link::Missing => {
                        if let DraftRef::Link {
                            target: LinkTarget::Label(text) | LinkTarget::Url(text), origin, ..
                        } = target
                        {
                            self.missing.insert(origin.clone(), text.clone());
                        }
                    }
                },
                Kind::Any | Kind::Boolean | Kind::Integer { .. } | Kind::Number | Kind::String { .. } => {}
            }
        }
    }

    /// The target of a reference.
    fn find(&self, page: usize, target: &DraftRef) -> Link {
        match target {
            DraftRef::Local(index) | DraftRef::Part(index) => Link::Found((page, *index)),
            DraftRef::Elsewhere(page, index) => Link::Found((*page, *index)),
            DraftRef::Link { target, field, fallback, .. } => match self.pages.follow(page, target) {
                Some(place) => {
                    let names = &self.pages.drafts[place.0].definitions[place.1].names;
                    if *fallback == Fallback::Text && !is_about(names, field) {
                        Link::Foreign
                    } else {
                        Link::Found(place)
                    }
                }
                None => Link::Missing,
            },
        }
    }

    /// Undoes what was recorded of a field whose link turns out to lead to something else: its type's word counts.
    fn take_back(&self, page: usize, schema: &mut DraftSchema) {
        match &mut schema.kind {
            Kind::Array { items } => self.take_back(page, items),
            Kind::Map { values, .. } => self.take_back(page, values),
            Kind::Union { members } => members.iter_mut().for_each(|member| self.take_back(page, member)),
            Kind::Object(object) => object.fields_mut().for_each(|(.., inner)| self.take_back(page, inner)),
            Kind::Ref { target } => {
                // A dangling link is no reason to doubt the type's word either.
                let text = matches!(target, DraftRef::Link { fallback: Fallback::Text, .. });
                let lost = matches!(self.find(page, target), Link::Missing) && text;
                if lost || matches!(self.find(page, target), Link::Foreign) {
                    schema.kind = Kind::string();
                    schema.inferred.clear();
                }
            }
            Kind::Any | Kind::Boolean | Kind::Integer { .. } | Kind::Number | Kind::String { .. } => {}
        }
    }
}

/// The target of a reference.
enum Link {
    /// A structure.
    Found(Place),
    /// A structure of another name, while the type's word says text: the word counts.
    Foreign,
    /// Not among the given pages.
    Missing,
}

/// The kind that remains of a type with a dangling link.
fn left_of<R>(target: &DraftRef) -> Kind<R> {
    match target {
        DraftRef::Link { fallback: left, .. } => fallback(*left),
        DraftRef::Local(_) | DraftRef::Part(_) | DraftRef::Elsewhere(..) => Kind::Any,
    }
}

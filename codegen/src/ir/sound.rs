//! Whether a contract is consistent as a whole, which no single value of the IR can check. [`super::json`] checks what
//! it reads back; the output of [`crate::resolve`] is consistent by construction. Nothing is repaired here.

use std::collections::BTreeSet;

use super::{Api, Field, Kind, Location, Operation, Schema, SchemaName, SelectorPlace};
use crate::segment::Segment;

/// The first inconsistency of a contract, in a sentence: a name that is a path, a dangling reference, a shared
/// structure that is only a reference, a union of one or of itself, a duplicate operation, parameter or selector, or a
/// name that is both parameter and selector.
pub(super) fn defect(api: &Api) -> Option<String> {
    let names = [api.vendor.as_str(), api.service.as_str()];
    let ids = api.operations.iter().map(|operation| operation.id.as_str());
    // They become files and folders.
    if let Some(fault) = names.into_iter().chain(ids).find_map(|name| Segment::new(name).err()) {
        return Some(fault.to_string());
    }
    if let Some(name) = endless_unions(api).into_iter().next() {
        return Some(format!("the shared structure `{name}` is a union of itself"));
    }
    for (name, schema) in &api.schemas {
        if matches!(schema.kind, Kind::Ref { .. }) {
            return Some(format!("the shared structure `{name}` is only a reference"));
        }
    }
    let mut ids = BTreeSet::new();
    for operation in &api.operations {
        if !ids.insert(operation.id.as_str()) {
            return Some(format!("the operation `{}` is defined twice", operation.id));
        }
        let mut selected = BTreeSet::new();
        for selector in &operation.selectors {
            if !selected.insert((selector.place, selector.name.as_str())) {
                let (place, name) = (selector.place.name(), &selector.name);
                return Some(format!("`{}` has the {place} selector `{name}` twice", operation.id));
            }
        }
        let mut seen = BTreeSet::new();
        for parameter in &operation.parameters {
            let of_selector = |place, location| {
                parameter.location == location && selected.contains(&(place, parameter.field.name.as_str()))
            };
            if of_selector(SelectorPlace::Query, Location::Query)
                || of_selector(SelectorPlace::Header, Location::Header)
            {
                let name = &parameter.field.name;
                return Some(format!("`{}` has `{name}` both as a selector and as a parameter", operation.id));
            }
            if !seen.insert((parameter.location, parameter.field.name.as_str())) {
                let (place, name) = (parameter.location.name(), &parameter.field.name);
                return Some(format!("`{}` has the {place} parameter `{name}` twice", operation.id));
            }
        }
    }
    let mut lost = None;
    let mut visit = |schema: &Schema| match &schema.kind {
        Kind::Ref { target } if lost.is_none() && !api.schemas.contains_key(target) => {
            lost = Some(format!("a reference leads to `{target}`, which is not among the shared structures"));
        }
        Kind::Union { members } if lost.is_none() && members.len() < 2 => {
            lost = Some("a union has two members at least".to_owned());
        }
        _ => {}
    };
    api.schemas.values().for_each(|schema| schema.walk(&mut visit));
    api.operations.iter().flat_map(roots).for_each(|schema| schema.walk(&mut visit));
    lost
}

/// The shared structures that are unions of themselves, with only unions in between: no value can be validated against
/// them.
pub(crate) fn endless_unions(api: &Api) -> Vec<SchemaName> {
    let mut done = BTreeSet::new();
    let endless = api.schemas.iter().filter(|(name, schema)| is_endless(api, schema, &mut vec![*name], &mut done));
    endless.map(|(name, _)| name.clone()).collect()
}

/// Whether a union leads back to a structure that contains it, with only unions in between. `above` are the structures
/// on the current path, `done` those that were finished.
fn is_endless<'a>(
    api: &'a Api,
    schema: &'a Schema,
    above: &mut Vec<&'a SchemaName>,
    done: &mut BTreeSet<&'a SchemaName>,
) -> bool {
    let Kind::Union { members } = &schema.kind else { return false };
    members.iter().any(|member| match &member.kind {
        Kind::Ref { target } if above.contains(&target) => true,
        Kind::Ref { target } if done.contains(target) => false,
        Kind::Ref { target } => {
            above.push(target);
            let endless = api.schemas.get(target).is_some_and(|inner| is_endless(api, inner, above, done));
            above.pop();
            done.insert(target);
            endless
        }
        _ => is_endless(api, member, above, done),
    })
}

/// The schemas that an operation states itself.
fn roots(operation: &Operation) -> impl Iterator<Item = &Schema> {
    let parameters = operation.parameters.iter().map(|parameter| &parameter.field.schema);
    let request = operation.request.iter().map(|body| &body.schema);
    let responses = operation.responses.values().flat_map(|response| {
        let headers = response.headers.iter().map(|Field { schema, .. }| schema);
        headers.chain(response.body.iter().map(|body| &body.schema))
    });
    parameters.chain(request).chain(responses)
}

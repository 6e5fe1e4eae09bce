//! Names the structures that fixups separated from those that other operations continue to use.

use std::collections::{BTreeMap, BTreeSet};

use heck::ToUpperCamelCase;

use crate::ir::{Api, Kind, Operation, Schema, SchemaName};

/// Copies that were made: of which structure, and for which operation.
pub(super) type Copies = BTreeMap<SchemaName, (SchemaName, String)>;

/// Names the copies, merges equal ones, and drops structures that nothing uses any more.
///
/// A copy is named after its operation and its original; it keeps the original's name if no other structure has that
/// name any more.
pub(super) fn settle(api: &mut Api, copies: &Copies) {
    prune(api);
    let mut names: BTreeMap<SchemaName, SchemaName> = BTreeMap::new();
    let mut by_base: BTreeMap<&(SchemaName, String), Vec<&SchemaName>> = BTreeMap::new();
    for (copy, origin) in copies.iter().filter(|(copy, _)| api.schemas.contains_key(copy)) {
        by_base.entry(origin).or_default().push(copy);
    }
    let left = |base: &SchemaName| by_base.keys().filter(|(other, _)| other == base).count();
    let mut taken: BTreeSet<SchemaName> = api.schemas.keys().cloned().collect();
    for (&(base, operation), members) in &by_base {
        let mut kinds: Vec<(Schema, SchemaName)> = Vec::new();
        for &copy in members {
            let content = without(&api.schemas[copy], copy);
            if let Some((_, name)) = kinds.iter().find(|(known, _)| *known == content) {
                names.insert(copy.clone(), name.clone());
                continue;
            }
            let plain = if left(base) == 1 && !taken.contains(base) {
                base.to_string()
            } else {
                format!("{}{base}", operation.to_upper_camel_case())
            };
            let mut name = SchemaName::new(plain.clone());
            let mut number = 1;
            while taken.contains(&name) {
                number += 1;
                name = SchemaName::new(format!("{plain}{number}"));
            }
            taken.insert(name.clone());
            names.insert(copy.clone(), name.clone());
            kinds.push((content, name));
        }
    }
    for (copy, name) in &names {
        if let Some(schema) = api.schemas.remove(copy) {
            api.schemas.entry(name.clone()).or_insert(schema);
        }
    }
    each(api, &mut |schema| {
        schema.walk_mut(&mut |inner| {
            if let Kind::Ref { target } = &mut inner.kind
                && let Some(name) = names.get(target)
            {
                target.clone_from(name);
            }
        });
    });
}

/// A structure with a placeholder where it contains itself.
fn without(schema: &Schema, own: &SchemaName) -> Schema {
    let mut schema = schema.clone();
    schema.walk_mut(&mut |inner| {
        if matches!(&inner.kind, Kind::Ref { target } if target == own) {
            inner.kind = Kind::Any;
        }
    });
    schema
}

/// Drops structures that no operation refers to.
fn prune(api: &mut Api) {
    let mut reached: BTreeSet<SchemaName> = BTreeSet::new();
    let mut open: Vec<SchemaName> = Vec::new();
    let refs = |schema: &Schema, open: &mut Vec<SchemaName>| {
        schema.walk(&mut |inner| {
            if let Kind::Ref { target } = &inner.kind {
                open.push(target.clone());
            }
        });
    };
    for operation in &api.operations {
        for (_, schema) in super::parts(operation) {
            refs(schema, &mut open);
        }
    }
    while let Some(name) = open.pop() {
        if reached.insert(name.clone())
            && let Some(schema) = api.schemas.get(&name)
        {
            refs(schema, &mut open);
        }
    }
    api.schemas.retain(|name, _| reached.contains(name));
}

/// Calls `visit` with every schema of operations and shared structures.
fn each(api: &mut Api, visit: &mut impl FnMut(&mut Schema)) {
    for Operation { parameters, request, responses, .. } in &mut api.operations {
        for parameter in parameters {
            visit(&mut parameter.field.schema);
        }
        if let Some(body) = request {
            visit(&mut body.schema);
        }
        for response in responses.values_mut() {
            for header in &mut response.headers {
                visit(&mut header.schema);
            }
            if let Some(body) = &mut response.body {
                visit(&mut body.schema);
            }
        }
    }
    api.schemas.values_mut().for_each(visit);
}

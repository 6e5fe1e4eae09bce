//! Types that are equal, so that one of them is defined and the others are aliases of it.
//!
//! It compares what defines a type. It never compares descriptions, origins or names.

use std::collections::BTreeMap;

use super::{Plan, each_type, is_values};
use crate::emit::rust::equal;
use crate::ir::{Api, Kind, Schema, SchemaName, essence};

/// Finds types that are equal to one before them by name. The types that they refer to must be equal, too.
pub(super) fn same(api: &Api, plan: &Plan) -> BTreeMap<String, String> {
    let numbers: BTreeMap<&SchemaName, usize> = api.schemas.keys().enumerate().map(|(at, name)| (name, at)).collect();
    let (own, refs): (Vec<String>, Vec<Vec<usize>>) = api
        .schemas
        .values()
        .map(|schema| {
            let (own, refs) = content(schema, &|target| numbers.get(target).copied());
            (own, refs.into_iter().flatten().collect())
        })
        .unzip();
    let class = equal::classes(&own, &refs);
    let mut first: BTreeMap<(String, Vec<Option<usize>>), &str> = BTreeMap::new();
    let mut same = BTreeMap::new();
    let mut note = |name: &'_ str, of: &'_ str| same.insert(name.to_owned(), of.to_owned());
    let mut of_class: BTreeMap<usize, &str> = BTreeMap::new();
    for (at, name) in api.schemas.keys().enumerate() {
        let rust = plan.shared[name].as_str();
        match of_class.get(&class[at]) {
            Some(known) => drop(note(rust, known)),
            None => drop(of_class.insert(class[at], rust)),
        }
    }
    let mut inline: BTreeMap<&str, &Schema> = BTreeMap::new();
    each_type(api, &mut |schema| {
        if let Some(name) = plan.type_of(schema) {
            inline.insert(name, schema);
        }
    });
    for (name, schema) in inline {
        let key = content(schema, &|target| numbers.get(target).map(|&at| class[at]));
        match first.get(&key) {
            Some(known) => drop(note(name, known)),
            None => drop(first.insert(key, name)),
        }
    }
    same
}

/// What defines a type: without descriptions and origins, and without the demands at its uses. References are replaced
/// by placeholders, and their targets are listed separately.
fn content<T>(schema: &Schema, number: &impl Fn(&SchemaName) -> Option<T>) -> (String, Vec<Option<T>>) {
    if let Some(list) = schema.constraints.enumeration.as_ref().filter(|_| is_values(schema)) {
        return (essence::text(list, &["words"]), Vec::new());
    }
    let mut refs = Vec::new();
    let holes: Result<Schema<String>, std::convert::Infallible> = schema.clone().try_map_refs(&mut |target| {
        refs.push(number(&target));
        Ok(Kind::Ref { target: String::new() })
    });
    match holes {
        // A union checks the demands on its members itself.
        Ok(schema) if matches!(schema.kind, Kind::Union { .. }) => {
            (essence::text(&(&schema.kind, &schema.constraints), &["words"]), refs)
        }
        Ok(schema) => (essence::text(&schema.kind, &["words"]), refs),
        Err(never) => match never {},
    }
}

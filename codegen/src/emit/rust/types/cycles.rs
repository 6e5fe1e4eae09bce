//! The structures that hold themselves, which need a box. Nothing is said of lists and maps, which are pointers already.

use std::collections::BTreeSet;

use crate::ir::{Api, Kind, Schema, SchemaName};

/// The structures that hold themselves, directly or through others that are not behind a list or map.
pub(super) fn of(api: &Api) -> BTreeSet<&SchemaName> {
    fn reaches<'a>(api: &'a Api, schema: &'a Schema, goal: &SchemaName, seen: &mut BTreeSet<&'a SchemaName>) -> bool {
        match &schema.kind {
            Kind::Ref { target } => {
                target == goal
                    || (seen.insert(target)
                        && api.schemas.get(target).is_some_and(|inner| reaches(api, inner, goal, seen)))
            }
            Kind::Object(object) => object.fields().iter().any(|field| reaches(api, &field.schema, goal, seen)),
            // A list or a map is a pointer already.
            _ => false,
        }
    }
    api.schemas
        .iter()
        .filter(|(name, schema)| reaches(api, schema, name, &mut BTreeSet::new()))
        .map(|(name, _)| name)
        .collect()
}

//! The values of conditions, in the types of the fields that they are about.
//!
//! The condition was read from prose; only the kinds of the fields beside it matter here.

use serde_json::Value;

use crate::ir::{Kind, Object, When};
use crate::understand::constraints::typed;
use crate::understand::draft::{DraftRef, DraftSchema};

/// Gives the values of conditions the types of their fields. A condition whose field cannot have such a value, or has
/// fields itself, stays in words only.
pub(super) fn type_values(object: &mut Object<DraftRef>) {
    let kinds: Vec<(String, Kind<DraftRef>)> =
        object.fields().iter().map(|field| (field.name.clone(), field.schema.kind.clone())).collect();
    for (_, _, schema) in object.fields_mut() {
        for condition in &mut schema.constraints.conditions {
            condition.when = condition.when.take().and_then(|when| {
                let Some((_, kind)) = kinds.iter().find(|(name, _)| *name == when.field) else { return Some(when) };
                let values = when.values.iter().map(|value| value.as_str().and_then(|text| typed(text, kind)));
                Some(When { values: values.collect::<Option<Vec<Value>>>()?, field: when.field })
            });
        }
        inside(schema);
    }
}

fn inside(schema: &mut DraftSchema) {
    match &mut schema.kind {
        Kind::Object(object) => type_values(object),
        Kind::Array { items } => inside(items),
        Kind::Map { values, .. } => inside(values),
        Kind::Union { members } => members.iter_mut().for_each(inside),
        _ => {}
    }
}

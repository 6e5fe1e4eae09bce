//! The objects inside a schema that is made of a table's own rows.
//!
//! [`object_in`] and [`at`] only look; [`add_at`] and [`of_fields`] turn a value with listed fields into an object.

use crate::ir::{Field, Inferred, Kind, Object, Required, Schema};
use crate::understand::draft::{DraftRef, DraftSchema};
use crate::understand::facts::Step;

/// The object that a schema is or contains in its lists and maps.
pub(in crate::understand) fn object_in(schema: &mut DraftSchema) -> Option<&mut Object<DraftRef>> {
    match &mut schema.kind {
        Kind::Object(object) => Some(object),
        Kind::Array { items } => object_in(items),
        Kind::Map { values, .. } => object_in(values),
        Kind::Union { members } => members.iter_mut().find_map(object_in),
        _ => None,
    }
}

/// The object at the end of a path of names.
pub(super) fn at<'o>(object: &'o mut Object<DraftRef>, path: &[&str]) -> Option<&'o mut Object<DraftRef>> {
    let Some((name, rest)) = path.split_first() else { return Some(object) };
    at(object_in(field(object, name)?)?, rest)
}

/// The object of a schema whose fields are listed: one without a stated type becomes an object, marked as inferred.
pub(super) fn of_fields(schema: &mut DraftSchema) -> Option<&mut Object<DraftRef>> {
    if let Kind::Any = schema.kind {
        schema.kind = Kind::Object(Object::open());
        schema.inferred.push(Inferred::ListedFields);
    }
    match &mut schema.kind {
        Kind::Object(object) => Some(object),
        Kind::Array { items } => of_fields(items),
        Kind::Map { values, .. } => of_fields(values),
        Kind::Union { members } => members.iter_mut().find_map(of_fields),
        _ => None,
    }
}

/// Adds a field below the parents of its path; returns false where its name is taken. A parent that no row lists
/// becomes an object, since its fields are listed.
pub(super) fn add_at(object: &mut Object<DraftRef>, parents: &[Step], new: Field<DraftRef>) -> bool {
    let Some((parent, rest)) = parents.split_first() else {
        return object.add(new).is_none();
    };
    if object.field(&parent.name).is_none() {
        let kind = Kind::Object(Object::open());
        let kind = if parent.list || parent.indexed { Kind::array(Schema::of(kind)) } else { kind };
        let (origin, row) = (new.schema.origin.clone(), new.schema.row);
        let schema = Schema { inferred: vec![Inferred::UnlistedParent], origin, row, ..Schema::of(kind) };
        object.add(Field { name: parent.name.clone(), required: Required::Unstated, schema });
    }
    match field(object, &parent.name).and_then(of_fields) {
        Some(inner) => add_at(inner, rest, new),
        None => false,
    }
}

/// The elements of a field that a row describes only as a list.
pub(super) fn elements_at<'o>(
    object: &'o mut Object<DraftRef>,
    parents: &[Step],
    name: &str,
) -> Option<&'o mut DraftSchema> {
    let parents: Vec<&str> = parents.iter().map(|step| step.name.as_str()).collect();
    match &mut field(at(object, &parents)?, name)?.kind {
        Kind::Array { items } if matches!(items.kind, Kind::Any) => Some(items),
        _ => None,
    }
}

fn field<'o>(object: &'o mut Object<DraftRef>, name: &str) -> Option<&'o mut DraftSchema> {
    object.schema_mut(name)
}

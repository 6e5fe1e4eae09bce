//! Objects: fields in the page's order, and which of them exclude each other.
//!
//! However an object is made, it has no field twice, and no group names a field that does not exist. References are
//! never followed here.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

use super::{Field, Kind, Required, Schema, SchemaName};
use crate::source::Origin;

/// The fields of an object.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(bound(serialize = "R: Serialize", deserialize = "R: Deserialize<'de>"))]
#[serde(try_from = "ObjectForm<R>")]
pub struct Object<R = SchemaName> {
    fields: Vec<Field<R>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    groups: Vec<ExclusiveGroup>,
    open: bool,
    #[serde(skip)]
    places: Places,
}

/// The index of each field, for an object with so many fields that a linear search is slower.
#[derive(Clone, Debug, Default)]
struct Places(HashMap<String, usize>);

/// The number of fields up to which a linear search is used.
const FEW: usize = 32;

/// The index is not part of the object's value.
impl PartialEq for Places {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl Places {
    fn of<R>(fields: &[Field<R>]) -> Self {
        if fields.len() <= FEW {
            return Self::default();
        }
        Self(fields.iter().enumerate().map(|(at, field)| (field.name.clone(), at)).collect())
    }

    /// Updates the index after a field was added at the end.
    fn add<R>(&mut self, fields: &[Field<R>]) {
        match fields.last() {
            Some(last) if !self.0.is_empty() => drop(self.0.insert(last.name.clone(), fields.len() - 1)),
            _ => *self = Self::of(fields),
        }
    }

    fn find<R>(&self, fields: &[Field<R>], name: &str) -> Option<usize> {
        if self.0.is_empty() {
            crate::steps::count(fields.len());
            fields.iter().position(|field| field.name == name)
        } else {
            self.0.get(name).copied()
        }
    }
}

/// The JSON form of an [`Object`], before it is checked to be in normal form.
#[derive(Deserialize)]
#[serde(bound(deserialize = "R: Deserialize<'de>"))]
struct ObjectForm<R> {
    fields: Vec<Field<R>>,
    #[serde(default)]
    groups: Vec<ExclusiveGroup>,
    open: bool,
}

impl<R> TryFrom<ObjectForm<R>> for Object<R> {
    type Error = String;

    fn try_from(form: ObjectForm<R>) -> Result<Self, String> {
        let (mut object, twice) = Self::new(form.fields);
        if let Some(field) = twice.first() {
            return Err(format!("the field `{}` is in one object twice", field.name));
        }
        for group in form.groups {
            let text = group.members.join(", ");
            if !object.add_group(group) {
                return Err(format!("an exclusive group names a field that does not exist: {text}"));
            }
        }
        object.open = form.open;
        Ok(object)
    }
}

impl<R> Object<R> {
    /// An object with these fields, and the fields that were rejected because their name was taken.
    pub fn new(fields: impl IntoIterator<Item = Field<R>>) -> (Self, Vec<Field<R>>) {
        let mut object = Self { open: false, ..Self::open() };
        let twice = fields.into_iter().filter_map(|field| object.add(field)).collect();
        (object, twice)
    }

    /// An object of which no field is known.
    pub fn open() -> Self {
        Self { fields: Vec::new(), groups: Vec::new(), open: true, places: Places::default() }
    }

    /// Adds a field at the end; returns it where its name is taken. An object with a field is no longer open.
    pub fn add(&mut self, field: Field<R>) -> Option<Field<R>> {
        if self.field(&field.name).is_some() {
            return Some(field);
        }
        self.open = false;
        self.fields.push(field);
        self.places.add(&self.fields);
        None
    }

    /// Adds a group. Returns false and changes nothing where it has no members, a member is not a field, or the group
    /// exists already.
    pub fn add_group(&mut self, group: ExclusiveGroup) -> bool {
        let known = !group.members.is_empty() && group.members.iter().all(|member| self.field(member).is_some());
        let new = !self.groups.iter().any(|other| other.members == group.members);
        if known && new {
            self.groups.push(group);
        }
        known && new
    }

    /// The fields in the page's order.
    pub fn fields(&self) -> &[Field<R>] {
        &self.fields
    }

    /// The fields, to change what is stated of them. Their names must stay.
    pub fn fields_mut(&mut self) -> impl Iterator<Item = (&str, &mut Required, &mut Schema<R>)> {
        self.fields.iter_mut().map(|field| (field.name.as_str(), &mut field.required, &mut field.schema))
    }

    /// Gives back the memory that was kept for further fields, here and in objects inside: an object grows while a table
    /// is read, and stays as it is until the contract is written.
    pub(crate) fn shrink_to_fit(&mut self) {
        self.fields.shrink_to_fit();
        for field in &mut self.fields {
            if let Kind::Object(inner) = &mut field.schema.kind {
                inner.shrink_to_fit();
            }
        }
    }

    /// Sorts the fields by name, for a comparison in which the page's order does not count.
    pub fn sort_fields(&mut self) {
        self.fields.sort_by(|a, b| a.name.cmp(&b.name));
        self.places = Places::of(&self.fields);
    }

    /// The field of this name.
    pub fn field(&self, name: &str) -> Option<&Field<R>> {
        self.places.find(&self.fields, name).map(|at| &self.fields[at])
    }

    /// The schema of the field of this name, to change it.
    pub fn schema_mut(&mut self, name: &str) -> Option<&mut Schema<R>> {
        self.places.find(&self.fields, name).map(|at| &mut self.fields[at].schema)
    }

    /// Removes a field, also from the groups it is in.
    pub fn remove(&mut self, name: &str) -> Option<Field<R>> {
        let index = self.places.find(&self.fields, name)?;
        for group in &mut self.groups {
            group.members.retain(|member| member != name);
        }
        self.groups.retain(|group| group.members.len() > 1);
        let field = self.fields.remove(index);
        self.places = Places::of(&self.fields);
        Some(field)
    }

    /// Removes the fields whose names `keep` rejects, also from the groups they are in.
    pub fn retain(&mut self, keep: impl Fn(&str) -> bool) {
        for group in &mut self.groups {
            group.members.retain(|member| keep(member));
        }
        self.groups.retain(|group| group.members.len() > 1);
        self.fields.retain(|field| keep(&field.name));
        self.places = Places::of(&self.fields);
    }

    /// Renames a field, also in groups and in conditions of other fields. Returns false and changes nothing where there
    /// is no such field or the new name is taken.
    pub fn rename(&mut self, name: &str, new: &str) -> bool {
        if self.field(new).is_some() {
            return false;
        }
        let Some(field) = self.fields.iter_mut().find(|field| field.name == name) else { return false };
        new.clone_into(&mut field.name);
        self.places = Places::of(&self.fields);
        for member in self.groups.iter_mut().flat_map(|group| &mut group.members).filter(|member| *member == name) {
            new.clone_into(member);
        }
        let conditions = self.fields.iter_mut().flat_map(|field| &mut field.schema.constraints.conditions);
        for when in conditions.filter_map(|condition| condition.when.as_mut()).filter(|when| when.field == name) {
            new.clone_into(&mut when.field);
        }
        true
    }

    /// Sets of fields of which at most one may be given.
    pub fn groups(&self) -> &[ExclusiveGroup] {
        &self.groups
    }

    /// Whether the page lists no fields at all: the object is free.
    pub fn is_open(&self) -> bool {
        self.open
    }

    /// The same object with other references.
    ///
    /// # Errors
    /// The first error that `map` returns.
    pub fn try_map_refs<S, E>(self, map: &mut impl FnMut(R) -> Result<Kind<S>, E>) -> Result<Object<S>, E> {
        let fields = self.fields.into_iter().map(|field| field.try_map_refs(map)).collect::<Result<_, E>>()?;
        Ok(Object { fields, groups: self.groups, open: self.open, places: self.places })
    }
}

/// Fields of which at most one may be given.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExclusiveGroup {
    /// The names of the fields, in the page's order.
    pub members: Vec<String>,
    /// Where the page states it.
    pub origin: Origin,
}

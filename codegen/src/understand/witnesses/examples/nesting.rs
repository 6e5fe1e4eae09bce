//! Fields of a flat table, put into the object that the page's own examples show them in.
//!
//! Some tables list the fields of all levels one under the other (`ikepolicy`, `lifetime`, `units`, `name`), and nothing
//! but an example shows which stands in which. A field is moved where all examples agree on one place for it, and the
//! object says that its fields were inferred. A field that has a table of its own, and one that the examples show where
//! the table lists it, stays; no field is added, and none is lost.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

use crate::ir::{Inferred, Kind, Object};

use crate::understand::draft::{DraftRef, DraftSchema};
use crate::understand::shown::objects;
use crate::understand::witnesses::Visited;

/// The names of the objects that lead to a field, outermost first.
type Path = Vec<String>;

/// Puts fields into their objects, in a body and in all that it refers to. The values are what the examples show for it.
pub(super) fn settle(schema: &mut DraftSchema, visited: &mut Visited, values: &[&Value]) {
    // Nothing is shown, so nothing moves.
    if values.is_empty() {
        return;
    }
    match &mut schema.kind {
        Kind::Object(object) => {
            let shown = all_objects(values);
            nest(object, &shown);
            for (name, _, inner) in object.fields_mut() {
                let values: Vec<&Value> = shown.iter().filter_map(|entries| entries.get(name)).collect();
                settle(inner, visited, &values);
            }
        }
        Kind::Array { items } => {
            let elements: Vec<&Value> = values.iter().filter_map(|value| value.as_array()).flatten().collect();
            settle(items, visited, &elements);
        }
        Kind::Ref { target: DraftRef::Local(id) } => {
            let id = *id;
            if let Some(mut inner) = visited.open(id) {
                settle(&mut inner, visited, values);
                visited.close(id, inner);
            }
        }
        _ => {}
    }
}

/// Moves the fields of a flat table.
fn nest(object: &mut Object<DraftRef>, shown: &[&Map<String, Value>]) {
    let mut homes = Homes { object, found: BTreeMap::new(), wrapper: wrapper(object, shown) };
    homes.explore(shown, &mut Vec::new());
    let moves = homes.moves();
    let groups = object.groups().to_vec();
    // The outer ones first: a field that has fields has to be in its place before them.
    let mut fields: Vec<_> = moves.into_iter().filter_map(|(name, path)| Some((path, object.remove(&name)?))).collect();
    fields.sort_by_key(|(path, _)| path.len());
    let moved: BTreeMap<String, Path> = fields.iter().map(|(path, field)| (field.name.clone(), path.clone())).collect();
    for (path, mut field) in fields {
        forget(&mut field.schema, |name| moved.get(name) == Some(&path));
        let Some(inner) = object_at(object, &path) else {
            object.add(field);
            continue;
        };
        inner.add(field);
    }
    // Fields that exclude each other do so where they stand together now.
    for group in groups {
        let path = group.members.first().and_then(|first| moved.get(first));
        if let Some(path) = path.filter(|path| group.members.iter().all(|member| moved.get(member) == Some(*path)))
            && let Some(inner) = object_at(object, path)
        {
            inner.add_group(group);
        }
    }
    for (.., schema) in object.fields_mut() {
        forget(schema, |name| !moved.contains_key(name));
    }
}

/// Where the examples show the fields of a table.
struct Homes<'o> {
    object: &'o Object<DraftRef>,
    /// All places of a name.
    found: BTreeMap<String, Vec<Path>>,
    /// The object that is all that the examples show of the body.
    wrapper: Option<&'o str>,
}

impl Homes<'_> {
    fn explore(&mut self, shown: &[&Map<String, Value>], path: &mut Path) {
        let keys: BTreeSet<&String> = shown.iter().flat_map(|entries| entries.keys()).collect();
        let known: Vec<&String> = keys.iter().copied().filter(|key| self.object.field(key).is_some()).collect();
        // An object that is mostly about other things only happens to share a name with the table.
        let half = known.len() * 2 >= keys.len() || self.is_wrapper(path);
        let fits = known.len() == keys.len() || (known.len() > 1 && half);
        if !path.is_empty() && !fits {
            return;
        }
        for key in known {
            self.found.entry(key.clone()).or_default().push(path.clone());
            let free = self.object.field(key).is_some_and(|field| is_free(&field.schema));
            if free && !path.contains(key) {
                let values: Vec<&Value> = shown.iter().filter_map(|entries| entries.get(key)).collect();
                path.push(key.clone());
                self.explore(&all_objects(&values), path);
                path.pop();
            }
        }
    }

    /// Whether a path leads to the one object that is all that the examples show of the body.
    fn is_wrapper(&self, path: &Path) -> bool {
        matches!((path.as_slice(), self.wrapper), ([name], Some(wrapper)) if name == wrapper)
    }

    /// The one place of a field, where the examples have one, and one only for each object on the way to it. Of several
    /// the outermost is the field's own; inside of other objects fields of the same name may stand, too.
    fn home(&self, name: &str) -> Option<&Path> {
        let places = self.found.get(name)?;
        let least = places.iter().map(Vec::len).min()?;
        let mut outermost = places.iter().filter(|path| path.len() == least);
        let (Some(path), None) = (outermost.next(), outermost.next()) else { return None };
        let settled =
            |depth: usize| self.found.get(&path[depth]).is_some_and(|of| of.as_slice() == [path[..depth].to_vec()]);
        (0..path.len()).all(settled).then_some(path)
    }

    /// The fields that leave the table's own level, in its order, and the objects that they go into.
    fn moves(&self) -> Vec<(String, Path)> {
        let names = || self.object.fields().iter().map(|field| field.name.as_str());
        let homes: Vec<(&str, Option<&Path>)> = names().map(|name| (name, self.home(name))).collect();
        if homes.iter().all(|(_, home)| home.is_none_or(Vec::is_empty)) {
            return Vec::new();
        }
        // An object that is all that the examples show of the body has all of its other fields.
        let wrapper = self.wrapper;
        let base: Path = wrapper.into_iter().map(str::to_owned).collect();
        let mut moves = Vec::new();
        for (index, (name, home)) in homes.iter().enumerate() {
            let path = match home {
                Some(home) => (*home).clone(),
                None if self.found.contains_key(*name) => continue,
                // A field that no example shows is where the fields around it are.
                None => {
                    let around = |(other, home): &(&str, Option<&Path>)| {
                        home.filter(|_| wrapper.is_none_or(|wrapper| wrapper != *other)).cloned()
                    };
                    let before = homes[..index].iter().rev().find_map(around).unwrap_or_else(|| base.clone());
                    let after = homes[index..].iter().find_map(around).unwrap_or_else(|| base.clone());
                    before.into_iter().zip(after).take_while(|(a, b)| a == b).map(|(a, _)| a).collect()
                }
            };
            if !path.is_empty() {
                moves.push(((*name).to_owned(), path));
            }
        }
        moves
    }
}

/// The object that is all that the examples show of a body, where the table has no fields for it.
fn wrapper<'o>(object: &'o Object<DraftRef>, shown: &[&Map<String, Value>]) -> Option<&'o str> {
    let mut keys = shown.iter().flat_map(|entries| entries.keys());
    let first = keys.next()?;
    let field = object.field(first).filter(|field| is_free(&field.schema))?;
    keys.all(|key| key == first).then_some(field.name.as_str())
}

fn all_objects<'v>(values: &[&'v Value]) -> Vec<&'v Map<String, Value>> {
    values.iter().flat_map(|value| objects(value)).collect()
}

/// Whether a field is an object, or a list, whose fields the page has no table for.
fn is_free(schema: &DraftSchema) -> bool {
    match &schema.kind {
        Kind::Object(object) => object.fields().is_empty(),
        Kind::Array { items } => matches!(items.kind, Kind::Any) || is_free(items),
        _ => false,
    }
}

/// The object behind a path of free fields, with its mark.
fn object_at<'o>(object: &'o mut Object<DraftRef>, path: &[String]) -> Option<&'o mut Object<DraftRef>> {
    let Some((name, rest)) = path.split_first() else { return Some(object) };
    let (.., schema) = object.fields_mut().find(|(field, ..)| field == name)?;
    if rest.is_empty() && !schema.inferred.contains(&Inferred::NestedByExample) {
        schema.inferred.push(Inferred::NestedByExample);
    }
    object_at(inner_object(schema)?, rest)
}

fn inner_object(schema: &mut DraftSchema) -> Option<&mut Object<DraftRef>> {
    match &mut schema.kind {
        Kind::Array { items } => {
            if matches!(items.kind, Kind::Any) {
                items.kind = Kind::Object(Object::open());
            }
            inner_object(items)
        }
        Kind::Object(object) => Some(object),
        _ => None,
    }
}

/// Keeps no more than the words of conditions on fields that now stand in another object.
fn forget(schema: &mut DraftSchema, beside: impl Fn(&str) -> bool) {
    for condition in &mut schema.constraints.conditions {
        if condition.when.as_ref().is_some_and(|when| !beside(&when.field)) {
            condition.when = None;
        }
    }
}

//! Moves the fields of a flat table into the objects in which the page's own examples show them.
//!
//! Some tables list the fields of all levels one after the other (`ikepolicy`, `lifetime`, `units`, `name`), and only
//! an example shows which contains which. A field is moved where all examples agree on one place for it, and the object
//! is marked as inferred from examples. A field that has a table of its own, and one that the examples show where the
//! table lists it, stays; no field is added, and none is lost.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

use crate::ir::{Field, Inferred, Kind, Object, Required, Schema};

use crate::understand::draft::{DraftRef, DraftSchema};
use crate::understand::shown::objects;
use crate::understand::witnesses::Visited;

/// The names on the path to a field, outermost first.
type Path = Vec<String>;

/// Moves fields into their objects, in a body and in everything it refers to. The values are what the examples show for
/// it.
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
    let wrapper = wrapper(object, shown);
    let mut homes =
        Homes { object, found: BTreeMap::new(), lists: BTreeMap::new(), unlisted: BTreeSet::new(), wrapper };
    homes.explore(shown, &mut Vec::new());
    let moves = homes.moves();
    let lists = homes.lists;
    let groups = object.groups().to_vec();
    // The outer ones first: a field with fields has to be in its place before them.
    let mut fields: Vec<_> = moves.into_iter().filter_map(|(name, path)| Some((path, object.remove(&name)?))).collect();
    fields.sort_by_key(|(path, _)| path.len());
    let moved: BTreeMap<String, Path> = fields.iter().map(|(path, field)| (field.name.clone(), path.clone())).collect();
    for (path, mut field) in fields {
        forget(&mut field.schema, |name| moved.get(name) == Some(&path));
        make_way(object, &path, 0, &lists);
        let Some(inner) = object_at(object, &path) else {
            object.add(field);
            continue;
        };
        inner.add(field);
    }
    // Fields that exclude each other still do so if they are together in their new place.
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

/// The places where the examples show the fields of a table.
struct Homes<'o> {
    object: &'o Object<DraftRef>,
    /// All places of a name.
    found: BTreeMap<String, Vec<Path>>,
    /// Whether the value at a path is a list.
    lists: BTreeMap<Path, bool>,
    /// The objects on the path that the table does not list: `{"Lamps": {"Lamp": [...]}}`.
    unlisted: BTreeSet<Path>,
    /// The single object that the examples show as the whole body.
    wrapper: Option<&'o str>,
}

impl Homes<'_> {
    fn explore(&mut self, shown: &[&Map<String, Value>], path: &mut Path) {
        let keys: BTreeSet<&String> = shown.iter().flat_map(|entries| entries.keys()).collect();
        let known: Vec<&String> = keys.iter().copied().filter(|key| self.object.field(key).is_some()).collect();
        if let ([], Some(key), 1, [_, ..]) = (known.as_slice(), keys.first(), keys.len(), path.as_slice()) {
            self.explore_unlisted(shown, key, path);
            return;
        }
        // An object that is mostly about other things only happens to share a name with the table.
        let half = known.len() * 2 >= keys.len() || self.is_wrapper(path);
        let fits = known.len() == keys.len() || (known.len() > 1 && half);
        if !path.is_empty() && !fits {
            return;
        }
        for key in known {
            let values: Vec<&Value> = shown.iter().filter_map(|entries| entries.get(key)).collect();
            let list = is_list(&values);
            let free = self.object.field(key).is_some_and(|field| {
                // Where the table states no type, examples may show an object.
                self.is_free(&field.schema) || (matches!(field.schema.kind, Kind::Any) && list.is_some())
            });
            // Where an object belongs, a string of the same name is another field.
            if free && values.iter().all(|value| !(value.is_object() || value.is_array() || value.is_null())) {
                continue;
            }
            self.found.entry(key.clone()).or_default().push(path.clone());
            if free && !path.contains(key) {
                path.push(key.clone());
                if let Some(list) = list {
                    self.lists.entry(path.clone()).and_modify(|known| *known &= list).or_insert(list);
                }
                self.explore(&all_objects(&values), path);
                path.pop();
            }
        }
    }

    /// Looks into the only member of an object, if it contains what the table lists.
    fn explore_unlisted(&mut self, shown: &[&Map<String, Value>], key: &str, path: &mut Path) {
        let values: Vec<&Value> = shown.iter().filter_map(|entries| entries.get(key)).collect();
        let (Some(list), false) = (is_list(&values), path.iter().any(|step| step == key)) else { return };
        path.push(key.to_owned());
        let before = self.found.values().map(Vec::len).sum::<usize>();
        self.unlisted.insert(path.clone());
        self.explore(&all_objects(&values), path);
        if self.found.values().map(Vec::len).sum::<usize>() > before {
            self.lists.insert(path.clone(), list);
        } else {
            self.unlisted.remove(path);
        }
        path.pop();
    }

    /// Whether a field is an object, or a list, without fields, or only with fields that the table lists twice.
    fn is_free(&self, schema: &DraftSchema) -> bool {
        is_free(schema)
            || fields_in(schema).is_some_and(|inner| {
                inner.fields().iter().all(|field| {
                    self.object.field(&field.name).is_some()
                        && field.schema.inferred.contains(&Inferred::NestedByExample)
                })
            })
    }

    /// Whether a path is that of the single object that the examples show as the whole body.
    fn is_wrapper(&self, path: &Path) -> bool {
        matches!((path.as_slice(), self.wrapper), ([name], Some(wrapper)) if name == wrapper)
    }

    /// The only place of a field, if the examples have exactly one, and only one for each object on its path. Of
    /// several places, the outermost is the field's own; other objects may contain fields of the same name.
    fn home(&self, name: &str) -> Option<&Path> {
        let places = self.found.get(name)?;
        let least = places.iter().map(Vec::len).min()?;
        let mut outermost = places.iter().filter(|path| path.len() == least);
        let (Some(path), None) = (outermost.next(), outermost.next()) else { return None };
        let settled = |depth: usize| {
            self.unlisted.contains(&path[..=depth])
                || self.found.get(&path[depth]).is_some_and(|of| of.as_slice() == [path[..depth].to_vec()])
        };
        (0..path.len()).all(settled).then_some(path)
    }

    /// The fields that leave the table's own level, in its order, and the objects into which they go.
    fn moves(&self) -> Vec<(String, Path)> {
        let names = || self.object.fields().iter().map(|field| field.name.as_str());
        let homes: Vec<(&str, Option<&Path>)> = names().map(|name| (name, self.home(name))).collect();
        if homes.iter().all(|(_, home)| home.is_none_or(Vec::is_empty)) {
            return Vec::new();
        }
        // A single object that is the whole body contains all of its other fields.
        let wrapper = self.wrapper;
        let base: Path = wrapper.into_iter().map(str::to_owned).collect();
        let objects: BTreeSet<&str> =
            homes.iter().filter_map(|(_, home)| home.and_then(|home| home.last())).map(String::as_str).collect();
        let mut moves = Vec::new();
        for (index, (name, home)) in homes.iter().enumerate() {
            let path = match home {
                Some(home) => (*home).clone(),
                None if self.found.contains_key(*name) => continue,
                // A field that no example shows goes where the fields around it are. An object is followed by its own
                // fields.
                None => {
                    let around = |(other, home): &(&str, Option<&Path>)| {
                        home.filter(|_| wrapper.is_none_or(|wrapper| wrapper != *other)).cloned()
                    };
                    let open = |(other, home): &(&str, Option<&Path>)| {
                        let mut path = around(&(*other, *home))?;
                        if objects.contains(other) {
                            path.push((*other).to_owned());
                        }
                        Some(path)
                    };
                    let before = homes[..index].iter().rev().find_map(open).unwrap_or_else(|| base.clone());
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

/// The single object that the examples show as the whole body, if the table has no fields for it.
fn wrapper<'o>(object: &'o Object<DraftRef>, shown: &[&Map<String, Value>]) -> Option<&'o str> {
    let mut keys = shown.iter().flat_map(|entries| entries.keys());
    let first = keys.next()?;
    let field = object.field(first).filter(|field| is_free(&field.schema))?;
    keys.all(|key| key == first).then_some(field.name.as_str())
}

/// Creates the objects on a path that the table does not list, or states no type for, as examples show them.
fn make_way(object: &mut Object<DraftRef>, path: &[String], depth: usize, lists: &BTreeMap<Path, bool>) {
    let (Some(name), Some(&list)) = (path.get(depth), path.get(..=depth).and_then(|way| lists.get(way))) else {
        return;
    };
    let shown = || {
        let inner = Kind::Object(Object::open());
        if list { Kind::array(Schema::of(inner)) } else { inner }
    };
    if object.field(name).is_none() {
        let schema = Schema { inferred: vec![Inferred::ExamplesAlone], ..Schema::of(shown()) };
        object.add(Field { name: name.clone(), required: Required::Unstated, schema });
    }
    let Some(schema) = object.schema_mut(name) else { return };
    if matches!(schema.kind, Kind::Any) {
        schema.kind = shown();
    }
    // A word for lists, where all examples show an object with the fields that the table lists.
    if !list && matches!(schema.kind, Kind::Array { .. }) && is_free(schema) {
        schema.kind = shown();
        schema.inferred.push(Inferred::ObjectAgainstList);
    }
    if let Some(inner) = inner_object(schema) {
        make_way(inner, path, depth + 1, lists);
    }
}

/// Whether values are lists of objects; `None` where they are not all alike, or contain no objects.
fn is_list(values: &[&Value]) -> Option<bool> {
    let mut shown = values.iter().filter(|value| !value.is_null()).peekable();
    let list = shown.peek()?.is_array();
    let has_objects = values.iter().any(|value| objects(value).next().is_some());
    (has_objects && shown.all(|value| if list { value.is_array() } else { value.is_object() })).then_some(list)
}

fn all_objects<'v>(values: &[&'v Value]) -> Vec<&'v Map<String, Value>> {
    values.iter().flat_map(|value| objects(value)).collect()
}

/// Whether a field is an object, or a list, for whose fields the page has no table.
fn is_free(schema: &DraftSchema) -> bool {
    match &schema.kind {
        Kind::Object(object) => object.fields().is_empty(),
        Kind::Array { items } => matches!(items.kind, Kind::Any) || is_free(items),
        _ => false,
    }
}

/// The object that a schema is or contains in its list.
fn fields_in(schema: &DraftSchema) -> Option<&Object<DraftRef>> {
    match &schema.kind {
        Kind::Object(object) => Some(object),
        Kind::Array { items } => fields_in(items),
        _ => None,
    }
}

/// The object at a path of free fields, with its mark.
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

/// Reduces conditions on fields that are now in another object to their words.
fn forget(schema: &mut DraftSchema, beside: impl Fn(&str) -> bool) {
    for condition in &mut schema.constraints.conditions {
        if condition.when.as_ref().is_some_and(|when| !beside(&when.field)) {
            condition.when = None;
        }
    }
}

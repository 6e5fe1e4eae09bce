//! Makes instances of types: the smallest that one contract accepts, which also meets the other contract's demands
//! where possible.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use super::{Pair, Sides, Step};
use crate::diff::sets::View;
use crate::ir::{Kind, Object, Required, When, validate};

/// How deep required members may be nested: a structure that requires itself has no instance.
const DEEPEST: usize = 24;
/// The longest list that is made.
const LONGEST: u64 = 2_000;

impl<'a> Sides<'a> {
    /// Some different values of a type. Those that the other contract also accepts come first.
    pub(super) fn several(&self, pair: Pair<'a>, most: usize, depth: usize) -> Vec<Value> {
        if depth > DEEPEST || most == 0 || self.spend(1).is_none() {
            return Vec::new();
        }
        let mut found = Found { sides: self, pair, most, both: Vec::new(), one: Vec::new() };
        let resolved = self.takes.resolve(pair.takes);
        match &resolved.kind {
            Kind::Object(object) if !object.is_open() => {
                found.add(self.object(pair, Vec::new(), None, 0, 0, depth));
                for field in object.fields().iter().filter(|_| most > 1) {
                    let step = Step::Field { old: field.name.clone(), new: field.name.clone() };
                    let Some(inner) = self.inner(pair, &step) else { continue };
                    for value in self.several(inner, most, depth + 1) {
                        if found.is_full() {
                            return found.values();
                        }
                        found.add(self.object(pair, vec![(field.name.clone(), value)], None, 0, 0, depth));
                    }
                }
            }
            Kind::Map { .. } => {
                for least in 0..=most {
                    found.add(self.map(pair, &[], None, least, depth).map(|(map, _)| map));
                }
            }
            Kind::Array { .. } => {
                found.add(self.list(pair, Vec::new(), depth));
                if let Some(items) = self.inner(pair, &Step::Items).filter(|_| most > 1) {
                    for value in self.several(items, most, depth + 1) {
                        found.add(self.list(pair, vec![value], depth));
                    }
                }
            }
            Kind::Union { members } => {
                for member in members {
                    for value in self.several(Pair { takes: member, refuses: pair.refuses }, most, depth + 1) {
                        found.add(Some(value));
                    }
                }
            }
            _ => {
                let view = self.view(pair.takes);
                view.likely().into_iter().for_each(|value| found.add(Some(value)));
                if !found.is_full() {
                    let other = pair.refuses.map_or_else(View::any, |other| View::of(self.refuses, other));
                    for value in view.edges(&other) {
                        if found.is_full() {
                            break;
                        }
                        found.add(Some(value));
                    }
                }
                if most > 1 {
                    more_of(&view, &mut found);
                }
            }
        }
        found.values()
    }

    /// A list with these elements, and with others where it must have more.
    pub(super) fn list(&self, pair: Pair<'a>, fixed: Vec<Value>, depth: usize) -> Option<Value> {
        let view = self.view(pair.takes);
        let least = least(&view);
        if least > LONGEST {
            return None;
        }
        let least = usize::try_from(least).ok()?;
        let mut list = fixed;
        if list.len() < least {
            let items = self.inner(pair, &Step::Items)?;
            let unique = view.demands.iter().any(|it| it.unique.as_ref().is_some_and(|flag| flag.value));
            let others = self.several(items, if unique { least + 1 } else { 1 }, depth + 1);
            let mut others = others.iter().cycle().take(if unique { others.len() } else { least });
            while list.len() < least {
                let next = others.next()?;
                if !unique || !list.iter().any(|known| validate::equal(known, next)) {
                    list.push(next.clone());
                }
            }
        }
        Some(Value::Array(list))
    }

    /// A map with these entries, and others up to a number. Entries without a key get one. Gives the keys, too.
    pub(super) fn map(
        &self,
        pair: Pair<'a>,
        fixed: &[(Option<String>, Value)],
        without: Option<&str>,
        size: usize,
        depth: usize,
    ) -> Option<(Value, Vec<String>)> {
        let resolved = self.takes.resolve(pair.takes);
        let size = usize::try_from(least(&self.view(pair.takes)).min(LONGEST)).ok()?.max(size).max(fixed.len());
        let taken = |name: &str| without == Some(name) || fixed.iter().any(|(key, _)| key.as_deref() == Some(name));
        let mut free = match &resolved.kind {
            Kind::Map { keys, .. } => {
                let view = View::keys(keys);
                let mut all = view.likely();
                all.extend(view.edges(&View::any()));
                all.extend((0..=size).map(|n| json!(format!("key{n}"))));
                let mut seen = BTreeSet::new();
                all.retain(|key| {
                    let Value::String(text) = key else { return false };
                    !text.is_empty() && view.accepts(key) && !taken(text) && seen.insert(text.clone())
                });
                // A simple name is easier to read than the first or last allowed one.
                all.sort_by_key(|key| key.as_str().is_none_or(|text| !text.starts_with("key")));
                all
            }
            _ => (0..=size)
                .map(|n| json!(format!("key{n}")))
                .filter(|key| key.as_str().is_none_or(|it| !taken(it)))
                .collect(),
        }
        .into_iter();
        let mut members = Map::new();
        let mut names = Vec::new();
        for (key, value) in fixed.iter().cloned() {
            let key = match key {
                Some(key) => key,
                None => free.next()?.as_str()?.to_owned(),
            };
            names.push(key.clone());
            members.insert(key, value);
        }
        if members.len() < size {
            let value = match self.inner(pair, &Step::Entry) {
                Some(values) => self.several(values, 1, depth + 1).into_iter().next()?,
                None => json!("a"),
            };
            while members.len() < size {
                members.insert(free.next()?.as_str()?.to_owned(), value.clone());
            }
        }
        Some((Value::Object(members), names))
    }

    /// An object with these members, without another, and of a minimum size. What the contracts require besides is
    /// added.
    pub(super) fn object(
        &self,
        pair: Pair<'a>,
        with: Vec<(String, Value)>,
        without: Option<&str>,
        size: usize,
        turn: usize,
        depth: usize,
    ) -> Option<Value> {
        let Kind::Object(object) = &self.takes.resolve(pair.takes).kind else { return None };
        if object.is_open() {
            let fixed: Vec<_> = with.into_iter().map(|(name, value)| (Some(name), value)).collect();
            return Some(self.map(pair, &fixed, without, size, depth)?.0);
        }
        let size = usize::try_from(least(&self.view(pair.takes))).ok()?.max(size);
        let other = pair.refuses.and_then(|schema| match &self.refuses.resolve(schema).kind {
            Kind::Object(other) => Some(other),
            _ => None,
        });
        [other, None].into_iter().take(if other.is_some() { 2 } else { 1 }).find_map(|other| {
            let mut made = Made {
                sides: self,
                pair,
                object,
                other,
                forced: with.iter().map(|(name, _)| name.clone()).collect(),
                banned: without.into_iter().map(str::to_owned).collect(),
                skipped: BTreeSet::new(),
                turn,
                depth,
            };
            let value = made.complete(with.clone(), size)?;
            self.takes(pair.takes, &value).then_some(value)
        })
    }
}

/// More numbers and texts of a type.
fn more_of(view: &View<'_>, found: &mut Found<'_, '_>) {
    let stated = || view.demands.iter();
    let from = stated().find_map(|it| it.range.as_ref()?.value.min()?.value.as_i64()).unwrap_or(0);
    let step = stated().find_map(|it| it.multiple_of.as_ref()?.value.as_i64()).filter(|it| *it > 0).unwrap_or(1);
    let first = from.div_euclid(step).saturating_mul(step);
    let width = stated().find_map(|it| it.length.as_ref()?.value.count.min()).unwrap_or(0).min(LONGEST);
    let width = usize::try_from(width).unwrap_or(0);
    for turn in 0..=i64::try_from(found.most).unwrap_or(0) {
        let number = first.saturating_add(turn.saturating_mul(step));
        for value in [
            json!(number),
            json!(number.to_string()),
            json!(format!("{turn:a>width$}")),
            json!(format!("a{turn}")),
            json!(format!("{turn:0>8}-0000-0000-0000-000000000000")),
        ] {
            if found.is_full() {
                return;
            }
            found.add(Some(value));
        }
    }
}

/// The minimum number of elements or members.
fn least(view: &View<'_>) -> u64 {
    view.demands.iter().filter_map(|it| it.count.as_ref()?.value.min()).max().unwrap_or(0)
}

/// Values that were found: those that both contracts accept, and those that one accepts.
struct Found<'s, 'a> {
    sides: &'s Sides<'a>,
    pair: Pair<'a>,
    most: usize,
    both: Vec<Value>,
    one: Vec<Value>,
}

impl Found<'_, '_> {
    fn add(&mut self, value: Option<Value>) {
        let Some(value) = value else { return };
        let is_known = self.both.iter().chain(&self.one).any(|known| validate::equal(known, &value));
        if is_known || self.is_full() || !self.sides.takes(self.pair.takes, &value) {
            return;
        }
        let refuses = self.pair.refuses;
        if refuses.is_none_or(|schema| self.sides.may_accept(self.sides.refuses, schema, &value)) {
            self.both.push(value);
        } else if self.one.len() < self.most {
            self.one.push(value);
        }
    }

    fn is_full(&self) -> bool {
        self.both.len() >= self.most
    }

    fn values(self) -> Vec<Value> {
        let mut all = self.both;
        all.extend(self.one);
        all.truncate(self.most);
        all
    }
}

/// An object under construction.
struct Made<'s, 'a> {
    sides: &'s Sides<'a>,
    pair: Pair<'a>,
    object: &'a Object,
    /// The object of the other contract, where its demands should be met, too.
    other: Option<&'a Object>,
    /// The members that it must have.
    forced: BTreeSet<String>,
    /// The members that it must not have.
    banned: BTreeSet<String>,
    /// Members that the other contract requires and that can't be given.
    skipped: BTreeSet<String>,
    turn: usize,
    depth: usize,
}

impl Made<'_, '_> {
    /// Adds missing members and removes members that exclude each other, until nothing is left to do.
    fn complete(&mut self, with: Vec<(String, Value)>, size: usize) -> Option<Value> {
        let mut value = Value::Object(with.into_iter().collect());
        // Each field is added and removed at most once, and each may get another value in between.
        for _ in 0..self.object.fields().len() * 3 + 8 {
            self.sides.spend(1 + self.object.fields().len())?;
            if let Some(given) = validate::excluded(self.object, &value) {
                let free = |name: &&&str| !self.forced.contains(**name) && !self.is_required(name);
                let name = (*given.iter().rev().find(free)?).to_owned();
                value.as_object_mut()?.shift_remove(&name);
                self.banned.insert(name);
                continue;
            }
            let absent = validate::absent(self.object, &value);
            if !absent.is_empty() {
                for (name, when) in absent {
                    if self.banned.contains(name) {
                        self.avoid(name, when?, &mut value)?;
                        // Another field may have become required.
                        break;
                    }
                    let inner = self.value(name)?;
                    value.as_object_mut()?.insert(name.to_owned(), inner);
                }
                continue;
            }
            let demanded = self.demanded(&value);
            if !demanded.is_empty() {
                for name in demanded {
                    match self.value(&name).filter(|_| !self.excludes(&name, &value)) {
                        Some(inner) => drop(value.as_object_mut()?.insert(name, inner)),
                        None => drop(self.skipped.insert(name)),
                    }
                }
                continue;
            }
            if value.as_object()?.len() >= size {
                return Some(value);
            }
            self.fill(&mut value, size)?;
        }
        None
    }

    /// Adds optional fields, up to a size.
    fn fill(&self, value: &mut Value, size: usize) -> Option<()> {
        let before = value.as_object()?.len();
        for name in self.object.fields().iter().map(|field| field.name.as_str()) {
            let given = value.as_object()?;
            if given.len() >= size {
                break;
            }
            if given.contains_key(name) || self.banned.contains(name) || self.excludes(name, value) {
                continue;
            }
            if let Some(inner) = self.value(name) {
                value.as_object_mut()?.insert(name.to_owned(), inner);
            }
        }
        (value.as_object()?.len() > before).then_some(())
    }

    fn is_required(&self, name: &str) -> bool {
        self.object.field(name).is_some_and(|field| field.required == Required::Always)
    }

    /// Whether a field excludes one that the object has.
    fn excludes(&self, name: &str, value: &Value) -> bool {
        if self.object.groups().is_empty() {
            return false;
        }
        let mut with = value.clone();
        if let Some(members) = with.as_object_mut() {
            members.insert(name.to_owned(), Value::Null);
        }
        validate::excluded(self.object, &with).is_some()
    }

    /// The fields that the other contract requires and that this object has.
    fn demanded(&self, value: &Value) -> Vec<String> {
        let Some(other) = self.other else { return Vec::new() };
        let missing = validate::absent(other, value).into_iter().map(|(name, _)| name);
        let here = missing.filter(|name| self.object.field(name).is_some());
        here.filter(|name| !self.banned.contains(*name) && !self.skipped.contains(*name)).map(str::to_owned).collect()
    }

    /// Changes or removes the values that make an unwanted field required.
    fn avoid(&mut self, name: &str, when: &When, value: &mut Value) -> Option<()> {
        let field = when.field.as_str();
        if self.forced.contains(field) {
            return None;
        }
        let members = value.as_object_mut()?;
        if !self.is_required(field) {
            members.shift_remove(field);
            self.banned.insert(field.to_owned());
            return Some(());
        }
        let step = Step::Field { old: field.to_owned(), new: field.to_owned() };
        let inner = self.sides.inner(self.pair, &step)?;
        let mut others = self.sides.several(inner, 12, self.depth + 1);
        others.extend(["", "a"].map(Value::from).into_iter().filter(|it| self.sides.takes(inner.takes, it)));
        let conditions = &self.object.field(name)?.schema.constraints.conditions;
        let whens = || conditions.iter().filter(|it| it.required).filter_map(|it| it.when.as_ref());
        let free = |value: &Value| !whens().any(|when| when.field == field && when.matches(value));
        members.insert(field.to_owned(), others.into_iter().find(free)?);
        Some(())
    }

    /// A value of a field.
    fn value(&self, name: &str) -> Option<Value> {
        let step = Step::Field { old: name.to_owned(), new: name.to_owned() };
        let inner = self.sides.inner(self.pair, &step)?;
        // At the top level, other values are tried if the first lead to no result.
        let turn = if self.depth == 0 { self.turn } else { 0 };
        let values = self.sides.several(inner, turn + 1, self.depth + 1);
        values.get(turn).or(values.last()).cloned()
    }
}

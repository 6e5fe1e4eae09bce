//! Finds whole values as witnesses: a body, or the parameters of one location, that one contract accepts and the other
//! refuses.
//!
//! The difference between two types is found without their surroundings ([`super::sets`]). This module builds the
//! surroundings: what the accepting contract requires, with values that the refusing contract also accepts where
//! possible, so that the difference is the only reason for the refusal. A value is reported only if one contract is
//! known to accept all of it and the other is known to refuse it. If this crate can't decide (for example a pattern
//! with a lookahead), the value is not reported.
//!
//! If no value is found, nothing follows: one may exist.

mod instances;

use std::cell::Cell;

use serde_json::Value;

use crate::ir::validate::{self, accepts_where};
use crate::ir::{Api, Constraints, Kind, Schema};

use super::sets::View;
use super::texts;

/// A step into a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Step {
    /// Into a field, by its name in each contract.
    Field {
        /// The name in the old contract.
        old: String,
        /// The name in the new contract.
        new: String,
    },
    /// Into an element of a list.
    Items,
    /// Into an entry of a map, whatever its key.
    Entry,
}

/// What a value must contain at its place.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Wanted {
    /// Anything.
    Any,
    /// This value, or one of the same size if it contains something.
    Value(Value),
    /// An object or map that has the members `with` and lacks the member `without`. A member without a value may have
    /// any value.
    Members {
        /// The members that it has.
        with: Vec<(String, Option<Value>)>,
        /// The member that it lacks.
        without: Option<String>,
    },
}

impl Wanted {
    /// An object with a member of this name.
    pub(super) fn member(name: &str) -> Self {
        Self::Members { with: vec![(name.to_owned(), None)], without: None }
    }

    /// An object without a member of this name.
    pub(super) fn without(name: &str) -> Self {
        Self::Members { with: Vec::new(), without: Some(name.to_owned()) }
    }
}

/// A witness, with the place of the difference in it.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Witness {
    pub(super) value: Value,
    /// A JSON pointer.
    pub(super) at: String,
}

/// The two contracts, and how they validate the values of one part of an operation.
pub(super) struct Sides<'a> {
    /// The contract that must accept the value.
    pub(super) takes: &'a Api,
    /// The contract that must refuse the value.
    pub(super) refuses: &'a Api,
    /// Whether the accepting contract is the old one.
    pub(super) takes_old: bool,
    /// Whether undocumented members are refused. They are in requests; readers of responses ignore them.
    pub(super) strict: bool,
    /// How many steps are left, one per type or field. Recursive structures have infinitely many instances.
    pub(super) left: Cell<usize>,
}

/// One type in both contracts, as far as the second contract has it.
#[derive(Clone, Copy)]
pub(super) struct Pair<'a> {
    pub(super) takes: &'a Schema,
    pub(super) refuses: Option<&'a Schema>,
}

/// How many values are tried for the surroundings of a difference.
const TRIES: usize = 4;
/// How many values are tried for a difference.
const MOST: usize = 24;

impl<'a> Sides<'a> {
    /// Takes steps from those that are left; `false` where too few are left.
    fn spend(&self, steps: usize) -> Option<()> {
        let left = self.left.get().checked_sub(steps);
        self.left.set(left.unwrap_or_default());
        left.map(drop)
    }

    /// Finds a whole value that one contract accepts and the other refuses, and that contains what is wanted at the
    /// place.
    pub(super) fn witness(&self, root: Pair<'a>, steps: &[Step], wanted: &[Wanted]) -> Option<Witness> {
        wanted.iter().take(MOST).find_map(|wanted| {
            (0..TRIES).find_map(|turn| {
                let all = self.place(root, steps, wanted, turn);
                all.into_iter().find(|found| self.parts(root, steps, found))
            })
        })
    }

    /// Whether one contract accepts all of a value, and the other refuses it, at the place of the difference as well.
    fn parts(&self, root: Pair<'a>, steps: &[Step], found: &Witness) -> bool {
        let refused = |schema: &Schema, value: &Value| !self.may_accept(self.refuses, schema, value);
        let there = steps.iter().try_fold(root, |pair, step| self.inner(pair, step)).and_then(|pair| pair.refuses);
        let at_place = match (there, found.value.pointer(&found.at)) {
            (Some(schema), Some(value)) => refused(schema, value),
            _ => true,
        };
        at_place && self.takes(root.takes, &found.value) && root.refuses.is_none_or(|root| refused(root, &found.value))
    }

    /// Whether the accepting contract is known to accept this value.
    pub(super) fn takes(&self, schema: &Schema, value: &Value) -> bool {
        accepts_where(self.takes, schema, value, &|stated, kind, value| self.more(false, stated, kind, value))
    }

    /// Whether a contract accepts a value, as far as that can be determined.
    pub(super) fn may_accept(&self, api: &Api, schema: &Schema, value: &Value) -> bool {
        accepts_where(api, schema, value, &|stated, kind, value| self.more(true, stated, kind, value))
    }

    /// Checks what contracts require besides the IR's demands. `doubt` is the result where it can't be decided.
    fn more(&self, doubt: bool, stated: &Schema, resolved: &Schema, value: &Value) -> bool {
        let readable = |stated: &Constraints| stated.patterns.iter().all(|it| it.value.portable().is_some());
        match (&resolved.kind, value) {
            (Kind::Object(object), Value::Object(members)) if self.strict && !object.is_open() => {
                members.keys().all(|name| object.field(name).is_some())
            }
            (Kind::Map { keys, .. }, Value::Object(members)) => doubt || members.is_empty() || readable(keys),
            (kind, Value::String(text)) => {
                let form = match kind {
                    Kind::String { format: Some(format) } => format.asserted(),
                    _ => None,
                };
                form.is_none_or(|form| texts::is_of(form, text).unwrap_or(doubt))
                    && (doubt || readable(&stated.constraints) && readable(&resolved.constraints))
            }
            _ => true,
        }
    }

    /// The type that a step leads to.
    fn inner(&self, pair: Pair<'a>, step: &Step) -> Option<Pair<'a>> {
        let names = match step {
            Step::Field { old, new } if self.takes_old => Some((old, new)),
            Step::Field { old, new } => Some((new, old)),
            _ => None,
        };
        let takes = within(self.takes, pair.takes, step, names.map(|(name, _)| name.as_str()))?;
        let refuses = pair.refuses.and_then(|it| within(self.refuses, it, step, names.map(|(_, name)| name.as_str())));
        Some(Pair { takes, refuses })
    }

    fn name<'s>(&self, step: &'s Step) -> Option<&'s str> {
        match step {
            Step::Field { old, .. } if self.takes_old => Some(old),
            Step::Field { new, .. } => Some(new),
            _ => None,
        }
    }

    /// Values that the first contract accepts, with what is wanted at the place.
    fn place(&self, pair: Pair<'a>, steps: &[Step], wanted: &Wanted, turn: usize) -> Vec<Witness> {
        let Some((step, rest)) = steps.split_first() else {
            let values = match wanted {
                Wanted::Any => self.several(pair, turn + 1, 0).into_iter().skip(turn).collect(),
                Wanted::Value(value) => self.alike(pair, value, turn),
                Wanted::Members { with, without } => {
                    self.with_members(pair, with, without.as_deref(), turn).into_iter().collect()
                }
            };
            return values.into_iter().map(|value| Witness { value, at: String::new() }).collect();
        };
        let Some(inner) = self.inner(pair, step) else { return Vec::new() };
        let inside = self.place(inner, rest, wanted, turn).into_iter();
        let around = inside.filter_map(|Witness { value, at }| {
            let (value, key) = match (&self.takes.resolve(pair.takes).kind, self.name(step)) {
                (Kind::Object(_), Some(name)) => {
                    (self.object(pair, vec![(name.to_owned(), value)], None, 0, turn, 0)?, name.to_owned())
                }
                (Kind::Map { .. }, name) => {
                    let (map, keys) = self.map(pair, &[(name.map(str::to_owned), value)], None, 0, 0)?;
                    (map, keys.into_iter().next()?)
                }
                _ => (self.list(pair, vec![value], 0)?, "0".to_owned()),
            };
            Some(Witness { value, at: format!("/{}{at}", key.replace('~', "~0").replace('/', "~1")) })
        });
        around.collect()
    }

    /// An object or map with some members and without another.
    fn with_members(
        &self,
        pair: Pair<'a>,
        with: &[(String, Option<Value>)],
        without: Option<&str>,
        turn: usize,
    ) -> Option<Value> {
        let mut members = Vec::new();
        for (name, value) in with {
            let step = Step::Field { old: name.clone(), new: name.clone() };
            let value = match (value, self.inner(pair, &step)) {
                (Some(value), _) => value.clone(),
                (None, Some(inner)) => {
                    let values = self.several(inner, turn + 1, 0);
                    values.get(turn).or(values.last())?.clone()
                }
                (None, None) => Value::from("a"),
            };
            members.push((name.clone(), value));
        }
        match &self.takes.resolve(pair.takes).kind {
            Kind::Map { .. } => {
                let members: Vec<_> = members.into_iter().map(|(name, value)| (Some(name), value)).collect();
                Some(self.map(pair, &members, without, 0, 0)?.0)
            }
            _ => self.object(pair, members, without, 0, turn, 0),
        }
    }

    /// A value to use in place of one that was found without its contents.
    fn alike(&self, pair: Pair<'a>, value: &Value, turn: usize) -> Vec<Value> {
        let inner = |step: Step| self.inner(pair, &step);
        match (&self.takes.resolve(pair.takes).kind, value) {
            (Kind::Array { .. }, Value::Array(elements)) => {
                let Some(items) = inner(Step::Items) else { return Vec::new() };
                let alone = if validate::is_unique(elements) { elements.len() } else { 1 };
                let mut list = self.several(items, alone, 0);
                if list.len() < alone {
                    return Vec::new();
                }
                if let (1, Some(first)) = (alone, list.first().cloned()) {
                    list.resize(elements.len(), first);
                }
                vec![Value::Array(list)]
            }
            (Kind::Map { .. }, Value::Object(members)) => {
                self.map(pair, &[], None, members.len(), 0).into_iter().map(|(map, _)| map).collect()
            }
            (Kind::Object(object), Value::Object(members)) if !object.is_open() => {
                self.object(pair, Vec::new(), None, members.len(), turn, 0).into_iter().collect()
            }
            (Kind::Union { members }, _) => {
                let inside = members.iter().flat_map(|member| {
                    let member = Pair { takes: member, refuses: pair.refuses };
                    let mut values = self.alike(member, value, turn);
                    values.extend(self.several(member, turn + 1, 0));
                    values
                });
                std::iter::once(value.clone()).chain(inside).collect()
            }
            _ => vec![value.clone()],
        }
    }

    fn view(&self, schema: &'a Schema) -> View<'a> {
        View::of(self.takes, schema)
    }
}

/// The type that a step leads to in one contract.
fn within<'a>(api: &'a Api, schema: &'a Schema, step: &Step, name: Option<&str>) -> Option<&'a Schema> {
    match (&api.resolve(schema).kind, step, name) {
        (Kind::Object(object), Step::Field { .. }, Some(name)) => Some(&object.field(name)?.schema),
        (Kind::Map { values, .. }, Step::Field { .. } | Step::Entry, _) => Some(values),
        (Kind::Array { items }, Step::Items, _) => Some(items),
        _ => None,
    }
}

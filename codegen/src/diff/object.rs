//! The fields of two objects side by side: which are there, which must be given, and which exclude each other.

use serde_json::{Map, Value, json};

use super::sets::{Found, View};
use super::walk::{Side, Told, Walk};
use super::{Change, Verdict};
use crate::ir::{Api, Condition, ExclusiveGroup, Field, Kind, Required, Schema};

/// The fields of an object, and what its other entries are.
struct Entries<'a> {
    fields: &'a [Field],
    groups: &'a [ExclusiveGroup],
    rest: Rest<'a>,
}

/// Entries without a name of their own.
#[derive(Clone, Copy)]
enum Rest<'a> {
    /// None is documented.
    None,
    /// Any.
    Free,
    /// Values of a type.
    Of(&'a Schema),
}

impl<'a> Entries<'a> {
    fn of(kind: &'a Kind) -> Self {
        match kind {
            Kind::Object(object) => {
                let rest = if object.is_open() { Rest::Free } else { Rest::None };
                Self { fields: object.fields(), groups: object.groups(), rest }
            }
            Kind::Map { values, .. } => Self { fields: &[], groups: &[], rest: Rest::Of(values) },
            _ => Self { fields: &[], groups: &[], rest: Rest::Free },
        }
    }

    fn field(&self, name: &str) -> Option<&'a Field> {
        self.fields.iter().find(|field| field.name == name)
    }

    /// The first two members of a group that are taken together here. A group stands for its pairs: that of three excludes
    /// what three groups of two do, and one of a single field nothing.
    fn together<'g>(&self, group: &'g ExclusiveGroup) -> Option<[&'g String; 2]> {
        let excluded =
            |pair: &[&String; 2]| self.groups.iter().any(|known| pair.iter().all(|it| known.members.contains(it)));
        let members = group.members.iter().enumerate();
        let mut pairs =
            members.flat_map(|(index, first)| group.members[index + 1..].iter().map(move |second| [first, second]));
        pairs.find(|pair| !excluded(pair))
    }
}

impl<'a> Walk<'a> {
    /// Compares two objects or maps.
    pub(super) fn objects(&mut self, path: &str, old: &'a Schema, new: &'a Schema) {
        let before = Entries::of(&self.old.resolve(old).kind);
        let after = Entries::of(&self.new.resolve(new).kind);
        self.fields(path, &before, &after);
        self.groups(path, &before, &after);
        let rest = format!("{path}{}*", if path.is_empty() { "" } else { "." });
        match (before.rest, after.rest) {
            (Rest::Of(before), Rest::Of(after)) => self.schema(&rest, before, after),
            (Rest::Free, Rest::Free) | (Rest::None, _)
                if self.side == Side::Read || !matches!(after.rest, Rest::Of(_)) => {}
            (before, after) => self.rest(&rest, before, after),
        }
    }

    /// Entries of any name that are documented in one contract only, or freer in one.
    fn rest(&mut self, path: &str, before: Rest<'a>, after: Rest<'a>) {
        let view = |api: &'a Api, rest: Rest<'a>| match rest {
            Rest::Of(schema) => Some(View::of(api, schema)),
            Rest::Free => Some(View::any()),
            Rest::None => None,
        };
        let (was, is) = (view(self.old, before), view(self.new, after));
        let entry = |value: Value| json!({ "key": value });
        let (change, gone) = match (&was, &is) {
            (Some(was), Some(is)) => match was.without(is) {
                Found::Witness(value) => (Change::Narrowed, Found::Witness(entry(value))),
                other => (Change::Widened, other),
            },
            (Some(was), None) => {
                (Change::Narrowed, was.sample().map_or(Found::Unknown, |it| Found::Witness(entry(it))))
            }
            (None, _) => (Change::Widened, Found::None),
        };
        let come = match (&was, &is) {
            (Some(was), Some(is)) => match is.without(was) {
                Found::Witness(value) => Found::Witness(entry(value)),
                other => other,
            },
            // A reader passes over entries that it does not know.
            _ => Found::None,
        };
        let (verdict, witness) = self.verdict(&gone, &come);
        let words = |rest: Rest<'_>| match rest {
            Rest::None => "none but the fields".to_owned(),
            Rest::Free => "any".to_owned(),
            Rest::Of(schema) => schema.kind.name().to_owned(),
        };
        let message = format!("entries of any name: {} → {}", words(before), words(after));
        self.tell(path, Told { change, message, verdict, witness, old: None, new: None });
    }

    fn fields(&mut self, path: &str, before: &Entries<'a>, after: &Entries<'a>) {
        let inner = |name: &str| if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") };
        let renamed = renamed(self.old, self.new, before, after);
        for old in before.fields {
            let new = after
                .field(&old.name)
                .or_else(|| renamed.iter().find(|(was, _)| was.name == old.name).map(|(_, is)| *is));
            match new {
                Some(new) => {
                    if new.name != old.name {
                        self.rename(path, before, old, new);
                    }
                    self.pair(&inner(&new.name), old, new);
                }
                None => self.removed(&inner(&old.name), old, after.rest),
            }
        }
        for new in after.fields {
            let known = before.field(&new.name).is_some() || renamed.iter().any(|(_, is)| is.name == new.name);
            if !known {
                self.added(&inner(&new.name), new, before.rest);
            }
        }
    }

    fn removed(&mut self, path: &str, old: &'a Field, rest: Rest<'a>) {
        let shown = View::of(self.old, &old.schema).sample().unwrap_or(Value::Null);
        let (verdict, witness) = match (self.side, rest) {
            (Side::Sent, Rest::None) => (Verdict::Breaks, Some(object(&old.name, shown))),
            (Side::Read, Rest::None) => match old.required {
                Required::Always => (Verdict::Breaks, Some(json!({}))),
                // The page never said that it may be left out: a reader may have relied on it.
                Required::Unstated | Required::Conditional => (Verdict::Unknown, None),
                Required::Optional => (Verdict::Safe, None),
            },
            _ => (Verdict::Safe, None),
        };
        let message = format!("{}{}", required(old.required), kind_name(self.old, &old.schema));
        let told =
            Told { change: Change::Removed, message, verdict, witness, old: old.schema.origin.as_ref(), new: None };
        self.tell(path, told);
        if let Rest::Of(values) = rest {
            self.schema(path, &old.schema, values);
        }
    }

    fn added(&mut self, path: &str, new: &'a Field, rest: Rest<'a>) {
        let (verdict, witness) = match (self.side, new.required) {
            (Side::Sent, Required::Always) => (Verdict::Breaks, Some(json!({}))),
            (Side::Sent, Required::Conditional) => demanded(&[], &new.schema.constraints.conditions),
            _ => (Verdict::Safe, None),
        };
        let message = format!("{}{}", required(new.required), kind_name(self.new, &new.schema));
        let told =
            Told { change: Change::Added, message, verdict, witness, old: None, new: new.schema.origin.as_ref() };
        self.tell(path, told);
        if let Rest::Of(values) = rest {
            self.schema(path, values, &new.schema);
        }
    }

    /// A field under another name: for values, one is gone and one has come.
    fn rename(&mut self, path: &str, before: &Entries<'a>, old: &'a Field, new: &'a Field) {
        let (verdict, witness) = match self.side {
            Side::Sent => {
                let shown = View::of(self.old, &old.schema).sample().unwrap_or(Value::Null);
                (Verdict::Breaks, Some(object(&old.name, shown)))
            }
            Side::Read if matches!(before.rest, Rest::None) => match old.required {
                Required::Always => {
                    let shown = View::of(self.new, &new.schema).sample().unwrap_or(Value::Null);
                    (Verdict::Breaks, Some(object(&new.name, shown)))
                }
                Required::Optional => (Verdict::Safe, None),
                Required::Unstated | Required::Conditional => (Verdict::Unknown, None),
            },
            Side::Read => (Verdict::Safe, None),
        };
        let message = format!("{} → {}", old.name, new.name);
        let full = if path.is_empty() { old.name.clone() } else { format!("{path}.{}", old.name) };
        let (was, is) = (old.schema.origin.as_ref(), new.schema.origin.as_ref());
        self.tell(&full, Told { change: Change::Renamed, message, verdict, witness, old: was, new: is });
    }

    /// A field that both have.
    fn pair(&mut self, full: &str, old: &'a Field, new: &'a Field) {
        let always = |field: &Field| field.required == Required::Always;
        let places = (old.schema.origin.as_ref(), new.schema.origin.as_ref());
        let (was, is) = (always(old), always(new));
        let words = || format!("{} → {}", requiredness(old.required), requiredness(new.required));
        if was != is {
            let missing = Found::Witness(json!({}));
            let (gone, come) = if is { (missing, Found::None) } else { (Found::None, missing) };
            let (verdict, witness) = self.verdict(&gone, &come);
            let change = if is { Change::Narrowed } else { Change::Widened };
            self.tell(full, Told { change, message: words(), verdict, witness, old: places.0, new: places.1 });
        } else if !is {
            let (before, after) = (&old.schema.constraints.conditions, &new.schema.constraints.conditions);
            let (gone, missing) = demanded(before, after);
            let (come, back) = demanded(after, before);
            if gone != Verdict::Safe || come != Verdict::Safe {
                let (verdict, witness) = match self.side {
                    Side::Sent => (gone, missing),
                    Side::Read => (come, back),
                };
                let change = match (gone, come) {
                    (Verdict::Safe, _) => Change::Widened,
                    (_, Verdict::Safe) => Change::Narrowed,
                    _ => Change::Replaced,
                };
                let message = "required under a condition".to_owned();
                self.tell(full, Told { change, message, verdict, witness, old: places.0, new: places.1 });
            }
        }
        self.schema(full, &old.schema, &new.schema);
    }

    fn groups(&mut self, path: &str, before: &Entries<'a>, after: &Entries<'a>) {
        // A group with a field that the other contract has not is told by the field.
        let known = |group: &&ExclusiveGroup, other: &Entries<'_>| {
            group.members.iter().all(|member| other.field(member).is_some())
        };
        let both = |api: &'a Api, entries: &Entries<'a>, pair: [&String; 2]| {
            let value = |name: &String| {
                let field = entries.field(name)?;
                Some((name.clone(), View::of(api, &field.schema).sample()?))
            };
            let values: Option<Map<_, _>> = pair.into_iter().map(value).collect();
            values.map_or(Found::Unknown, |values| Found::Witness(Value::Object(values)))
        };
        for group in after.groups.iter().filter(|group| known(group, before)) {
            let Some(pair) = before.together(group) else { continue };
            let (verdict, witness) = self.verdict(&both(self.old, before, pair), &Found::None);
            let message = format!("at most one of {}", group.members.join(", "));
            let told =
                Told { change: Change::Narrowed, message, verdict, witness, old: None, new: Some(&group.origin) };
            self.tell(path, told);
        }
        for group in before.groups.iter().filter(|group| known(group, after)) {
            let Some(pair) = after.together(group) else { continue };
            let (verdict, witness) = self.verdict(&Found::None, &both(self.new, after, pair));
            let message = format!("no longer at most one of {}", group.members.join(", "));
            let told = Told { change: Change::Widened, message, verdict, witness, old: Some(&group.origin), new: None };
            self.tell(path, told);
        }
    }
}

/// Fields of which only the name differs: gone here, come there, alike in all else, and the only ones so.
fn renamed<'a>(old: &Api, new: &Api, before: &Entries<'a>, after: &Entries<'a>) -> Vec<(&'a Field, &'a Field)> {
    let gone: Vec<&Field> = before.fields.iter().filter(|field| after.field(&field.name).is_none()).collect();
    let come: Vec<&Field> = after.fields.iter().filter(|field| before.field(&field.name).is_none()).collect();
    let alike = |a: &Field, b: &Field| {
        let (was, is) = (View::of(old, &a.schema), View::of(new, &b.schema));
        // An equal description says that it is the same thing; an equal type alone does not.
        a.required == b.required
            && a.schema.description.is_some()
            && a.schema.description == b.schema.description
            && was.without(&is) == Found::None
            && is.without(&was) == Found::None
    };
    let mut pairs = Vec::new();
    for &field in &gone {
        let mut fits = come.iter().filter(|other| alike(field, other));
        let (Some(other), None) = (fits.next(), fits.next()) else { continue };
        if gone.iter().filter(|rival| alike(rival, other)).count() == 1 {
            pairs.push((field, *other));
        }
    }
    pairs
}

fn object(name: &str, value: Value) -> Value {
    let mut entries = Map::new();
    entries.insert(name.to_owned(), value);
    Value::Object(entries)
}

fn kind_name(api: &Api, schema: &Schema) -> &'static str {
    api.resolve(schema).kind.name()
}

fn required(required: Required) -> &'static str {
    match required {
        Required::Always => "required ",
        Required::Conditional => "conditionally required ",
        Required::Optional | Required::Unstated => "",
    }
}

fn requiredness(required: Required) -> &'static str {
    match required {
        Required::Always => "required",
        Required::Conditional => "required under a condition",
        Required::Optional => "optional",
        Required::Unstated => "not said to be required",
    }
}

/// Whether a field must be given under a condition in the second contract under which the first did not demand it, and
/// an object that shows it.
fn demanded(first: &[Condition], second: &[Condition]) -> (Verdict, Option<Value>) {
    let mut unknown = false;
    for condition in second.iter().filter(|condition| condition.required) {
        let Some(when) = &condition.when else {
            unknown |= !first.iter().any(|known| known.required && known.words == condition.words);
            continue;
        };
        let covers = |value: Option<&Value>| {
            first.iter().filter(|known| known.required).filter_map(|known| known.when.as_ref()).any(|known| {
                known.field == when.field
                    && (known.values.is_empty() || value.is_some_and(|value| known.values.contains(value)))
            })
        };
        if when.values.is_empty() {
            if !covers(None) {
                return (Verdict::Breaks, Some(object(&when.field, json!("a"))));
            }
        } else if let Some(value) = when.values.iter().find(|value| !covers(Some(value))) {
            return (Verdict::Breaks, Some(object(&when.field, value.clone())));
        }
    }
    (if unknown { Verdict::Unknown } else { Verdict::Safe }, None)
}

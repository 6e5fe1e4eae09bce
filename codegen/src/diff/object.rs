//! Compares the fields of two objects: which fields exist, which are required, and which exclude each other.

use serde_json::Value;

use super::Change;
use super::sets::{Found, View};
use super::walk::{Effect, Place, Reported, Side, Walk};
use super::whole::Wanted;
use crate::ir::{Api, Condition, ExclusiveGroup, Field, Kind, Required, Schema};

/// The fields of an object, and what its other entries are.
struct Entries<'a> {
    fields: &'a [Field],
    groups: &'a [ExclusiveGroup],
    rest: Rest<'a>,
}

/// Entries that no field describes.
#[derive(Clone, Copy)]
enum Rest<'a> {
    /// None are documented.
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

    /// Two members of an exclusive group that this comparison looks at together. A group is compared as its pairs: a
    /// group of three excludes the same as three groups of two, and a group of one field excludes nothing.
    fn together<'g>(&self, group: &'g ExclusiveGroup) -> Vec<[&'g String; 2]> {
        let excluded =
            |pair: &[&String; 2]| self.groups.iter().any(|known| pair.iter().all(|it| known.members.contains(it)));
        let members = group.members.iter().enumerate();
        let pairs =
            members.flat_map(|(index, first)| group.members[index + 1..].iter().map(move |second| [first, second]));
        pairs.filter(|pair| !excluded(pair)).collect()
    }

    /// A name that no field has.
    fn other_name(&self, other: &Self) -> String {
        let taken = |name: &str| self.field(name).is_some() || other.field(name).is_some();
        let mut name = "key".to_owned();
        while taken(&name) {
            name.push('0');
        }
        name
    }
}

impl<'a> Walk<'a> {
    /// Compares two objects or maps.
    pub(super) fn objects(&mut self, place: &Place, old: &'a Schema, new: &'a Schema) {
        let before = Entries::of(&self.old.resolve(old).kind);
        let after = Entries::of(&self.new.resolve(new).kind);
        self.fields(place, &before, &after);
        self.groups(place, &before, &after);
        match (before.rest, after.rest) {
            (Rest::Of(before), Rest::Of(after)) => self.schema(&place.entries(), before, after),
            (Rest::Free, Rest::Free) | (Rest::None, _)
                if self.side == Side::Read || !matches!(after.rest, Rest::Of(_)) => {}
            _ => self.rest(place, &before, &after),
        }
    }

    /// Entries of any name that only one contract documents, or that one contract restricts less.
    fn rest(&mut self, place: &Place, before: &Entries<'a>, after: &Entries<'a>) {
        let view = |api: &'a Api, rest: Rest<'a>| match rest {
            Rest::Of(schema) => Some(View::of(api, schema)),
            Rest::Free => Some(View::any()),
            Rest::None => None,
        };
        let (was, is) = (view(self.old, before.rest), view(self.new, after.rest));
        let entry = |value: Value| {
            let with = vec![(before.other_name(after), Some(value))];
            Wanted::Members { with, without: None }
        };
        let (change, gone) = match (&was, &is) {
            (Some(was), Some(is)) => match was.without(is) {
                Found::Witness(value) => (Change::Narrowed, Found::Witness(value)),
                other => (Change::Widened, other),
            },
            (Some(_), None) => (Change::Narrowed, Found::Witness(Value::Null)),
            (None, _) => (Change::Widened, Found::None),
        };
        let come = match (&was, &is) {
            (Some(was), Some(is)) => is.without(was),
            // A client that reads ignores entries that it does not know.
            _ => Found::None,
        };
        let effect = match (&was, &is, before.rest) {
            (Some(_), None, Rest::Of(_)) => self.effect(&gone, &come, &place.entries(), || vec![Wanted::Any]),
            (Some(_), None, _) => self.effect(&gone, &come, place, || vec![entry(Value::from("a"))]),
            (Some(was), Some(is), _) => {
                let (takes, refuses) = self.ordered(was, is);
                self.effect(&gone, &come, place, || takes.parting(refuses).into_iter().map(entry).collect())
            }
            (None, ..) => Effect::Safe,
        };
        let words = |rest: Rest<'_>| match rest {
            Rest::None => "no entries besides the fields".to_owned(),
            Rest::Free => "any".to_owned(),
            Rest::Of(schema) => schema.kind.name().to_owned(),
        };
        let message = format!("entries of any name: {} → {}", words(before.rest), words(after.rest));
        self.report(&place.entries(), Reported { change, message, effect, old: None, new: None });
    }

    fn fields(&mut self, place: &Place, before: &Entries<'a>, after: &Entries<'a>) {
        let renamed = renamed(self.old, self.new, before, after);
        for old in before.fields {
            let new = after
                .field(&old.name)
                .or_else(|| renamed.iter().find(|(was, _)| was.name == old.name).map(|(_, is)| *is));
            match new {
                Some(new) => {
                    if new.name != old.name {
                        self.rename(place, before, old, new);
                    }
                    self.pair(place, (before, after), old, new);
                }
                None => self.removed(place, old, after.rest),
            }
        }
        for new in after.fields {
            let known = before.field(&new.name).is_some() || renamed.iter().any(|(_, is)| is.name == new.name);
            if !known {
                self.added(place, (before, after), new);
            }
        }
    }

    fn removed(&mut self, place: &Place, old: &'a Field, rest: Rest<'a>) {
        let effect = match (self.side, rest) {
            (Side::Sent, Rest::None) => Effect::Shown(place.clone(), vec![Wanted::member(&old.name)]),
            (Side::Read, _) => missing(place, old, rest),
            _ => Effect::Safe,
        };
        let message = format!("{}{}", required(old.required), kind_name(self.old, &old.schema));
        let reported =
            Reported { change: Change::Removed, message, effect, old: old.schema.origin.as_ref(), new: None };
        let there = place.field(&old.name, &old.name);
        self.report(&there, reported);
        if let Rest::Of(values) = rest {
            self.schema(&there, &old.schema, values);
        }
    }

    fn added(&mut self, place: &Place, (before, after): (&Entries<'a>, &Entries<'a>), new: &'a Field) {
        let effect = match (self.side, new.required) {
            (Side::Sent, Required::Always) => Effect::Shown(place.clone(), vec![Wanted::without(&new.name)]),
            (Side::Sent, Required::Conditional) => {
                let own = new.schema.constraints.conditions.as_slice();
                let demanded = demanded(&new.name, (self.old, before, &[]), (after, own));
                demanded.effect(place)
            }
            _ => Effect::Safe,
        };
        let message = format!("{}{}", required(new.required), kind_name(self.new, &new.schema));
        let reported = Reported { change: Change::Added, message, effect, old: None, new: new.schema.origin.as_ref() };
        let there = place.field(&new.name, &new.name);
        self.report(&there, reported);
        if let Rest::Of(values) = before.rest {
            self.schema(&there, values, &new.schema);
        }
    }

    /// A renamed field: by its values, one field was removed and another added.
    fn rename(&mut self, place: &Place, before: &Entries<'a>, old: &'a Field, new: &'a Field) {
        let effect = match self.side {
            Side::Sent => Effect::Shown(place.clone(), vec![Wanted::member(&old.name)]),
            Side::Read if matches!(before.rest, Rest::None) => missing(place, old, Rest::None),
            Side::Read => Effect::Safe,
        };
        let message = format!("{} → {}", old.name, new.name);
        let (was, is) = (old.schema.origin.as_ref(), new.schema.origin.as_ref());
        let there = place.field(&old.name, &old.name);
        self.report(&there, Reported { change: Change::Renamed, message, effect, old: was, new: is });
    }

    /// A field that both contracts have.
    fn pair(&mut self, place: &Place, (before, after): (&Entries<'a>, &Entries<'a>), old: &'a Field, new: &'a Field) {
        let full = place.field(&old.name, &new.name);
        let always = |field: &Field| field.required == Required::Always;
        let places = (old.schema.origin.as_ref(), new.schema.origin.as_ref());
        let (was, is) = (always(old), always(new));
        if was != is {
            let breaks = is == (self.side == Side::Sent);
            let (name, _) = self.ordered(&old.name, &new.name);
            let effect = if breaks { Effect::Shown(place.clone(), vec![Wanted::without(name)]) } else { Effect::Safe };
            let change = if is { Change::Narrowed } else { Change::Widened };
            let message = format!("{} → {}", requiredness(old.required), requiredness(new.required));
            self.report(&full, Reported { change, message, effect, old: places.0, new: places.1 });
        } else if !is {
            let (first, second) =
                (old.schema.constraints.conditions.as_slice(), new.schema.constraints.conditions.as_slice());
            let gone = demanded(&new.name, (self.old, before, first), (after, second));
            let come = demanded(&old.name, (self.new, after, second), (before, first));
            if !gone.is_nothing() || !come.is_nothing() {
                let change = match (gone.is_nothing(), come.is_nothing()) {
                    (true, _) => Change::Widened,
                    (_, true) => Change::Narrowed,
                    _ => Change::Replaced,
                };
                let (decisive, _) = self.ordered(gone, come);
                let message = "required under a condition".to_owned();
                let effect = decisive.effect(place);
                self.report(&full, Reported { change, message, effect, old: places.0, new: places.1 });
            }
        }
        self.schema(&full, &old.schema, &new.schema);
    }

    fn groups(&mut self, place: &Place, before: &Entries<'a>, after: &Entries<'a>) {
        // A group with a field that the other contract lacks is already reported with that field.
        let known = |group: &&ExclusiveGroup, other: &Entries<'_>| {
            group.members.iter().all(|member| other.field(member).is_some())
        };
        let shown = |pairs: Vec<[&String; 2]>| {
            let member = |name: &String| (name.clone(), None);
            let wanted = |pair: [&String; 2]| Wanted::Members { with: pair.map(member).to_vec(), without: None };
            Effect::Shown(place.clone(), pairs.into_iter().map(wanted).collect())
        };
        for group in after.groups.iter().filter(|group| known(group, before)) {
            let pairs = before.together(group);
            if pairs.is_empty() {
                continue;
            }
            let effect = if self.side == Side::Sent { shown(pairs) } else { Effect::Safe };
            let message = format!("at most one of {}", group.members.join(", "));
            let reported = Reported { change: Change::Narrowed, message, effect, old: None, new: Some(&group.origin) };
            self.report(place, reported);
        }
        for group in before.groups.iter().filter(|group| known(group, after)) {
            let pairs = after.together(group);
            if pairs.is_empty() {
                continue;
            }
            let effect = if self.side == Side::Read { shown(pairs) } else { Effect::Safe };
            let message = format!("no longer at most one of {}", group.members.join(", "));
            let reported = Reported { change: Change::Widened, message, effect, old: Some(&group.origin), new: None };
            self.report(place, reported);
        }
    }
}

/// The effect on a client that reads, at an object, when a field is no longer documented.
fn missing(place: &Place, old: &Field, rest: Rest<'_>) -> Effect {
    match (old.required, rest) {
        (Required::Always, _) => Effect::Shown(place.clone(), vec![Wanted::without(&old.name)]),
        // The page never stated that the field is optional, so a reader may have relied on it.
        (Required::Unstated | Required::Conditional, Rest::None) => {
            Effect::Unknown("the old contract does not say whether it may be left out")
        }
        _ => Effect::Safe,
    }
}

/// Pairs of fields that differ only in their name: removed here, added there, equal otherwise, and the only such pair.
fn renamed<'a>(old: &Api, new: &Api, before: &Entries<'a>, after: &Entries<'a>) -> Vec<(&'a Field, &'a Field)> {
    let gone: Vec<&Field> = before.fields.iter().filter(|field| after.field(&field.name).is_none()).collect();
    let come: Vec<&Field> = after.fields.iter().filter(|field| before.field(&field.name).is_none()).collect();
    let alike = |a: &Field, b: &Field| {
        let (was, is) = (View::of(old, &a.schema), View::of(new, &b.schema));
        // Equal descriptions show that it is the same field; equal types alone do not.
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
        Required::Unstated => "not stated to be required",
    }
}

/// What a contract requires of a field under a condition.
enum Demanded {
    /// Nothing that was not required before.
    Nothing,
    /// It could not be determined.
    Unknown,
    /// It is required together with these fields, and was not before.
    Beside(Vec<Wanted>),
}

impl Demanded {
    fn is_nothing(&self) -> bool {
        matches!(self, Self::Nothing)
    }

    fn effect(self, place: &Place) -> Effect {
        match self {
            Self::Nothing => Effect::Safe,
            Self::Unknown => Effect::Unknown("the condition is only known as text"),
            Self::Beside(wanted) => Effect::Shown(place.clone(), wanted),
        }
    }
}

/// Determines whether the second contract requires a field under a condition under which the first did not. Gives
/// objects that show it.
fn demanded(
    name: &str,
    (api, first, known): (&Api, &Entries<'_>, &[Condition]),
    (second, stated): (&Entries<'_>, &[Condition]),
) -> Demanded {
    let mut unknown = false;
    let mut wanted = Vec::new();
    let known = || known.iter().filter(|known| known.required);
    for condition in stated.iter().filter(|condition| condition.required) {
        let Some(when) = &condition.when else {
            unknown |= !known().any(|known| known.words == condition.words);
            continue;
        };
        // A condition refers to another field of the object. If that field is never given, the condition is never met.
        let there = first.field(&when.field);
        let is_met = there.is_some() || !matches!(first.rest, Rest::None);
        if when.field == name || second.field(&when.field).is_none() || !is_met {
            continue;
        }
        let covers = |value: Option<&Value>| {
            known().filter_map(|known| known.when.as_ref()).any(|known| {
                known.field == when.field
                    && (known.values.is_empty() || value.is_some_and(|value| known.values.contains(value)))
            })
        };
        let beside = |value: Option<&Value>| Wanted::Members {
            with: vec![(when.field.clone(), value.cloned())],
            without: Some(name.to_owned()),
        };
        if when.values.is_empty() {
            wanted.extend((!covers(None)).then(|| beside(None)));
        } else {
            let taken = |value: &&Value| there.is_none_or(|field| View::of(api, &field.schema).accepts(value));
            wanted.extend(
                when.values.iter().filter(|value| !covers(Some(value))).filter(taken).map(|it| beside(Some(it))),
            );
        }
    }
    if !wanted.is_empty() {
        return Demanded::Beside(wanted);
    }
    if unknown { Demanded::Unknown } else { Demanded::Nothing }
}

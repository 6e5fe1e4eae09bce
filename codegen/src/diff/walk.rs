//! Compares two types and everything that they contain.

use std::cell::Cell;
use std::collections::BTreeSet;

use super::sets::{Found, View};
use super::whole::{Pair, Sides, Step, Wanted, Witness};
use super::{Change, Difference, Verdict};
use crate::ir::{Api, Constraints, Kind, Schema};
use crate::limits;
use crate::source::Origin;

/// The reason where two types differ in a breaking way, but no whole value shows it.
const NOT_WHOLE: &str = "no whole value was found that shows it";
/// The reason where the search for such a value was not finished.
const TOO_MANY: &str = "there are too many differences, or too wide objects, to find a value for each";

/// The client that a value concerns.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Side {
    /// The client that sends it.
    Sent,
    /// The client that reads it.
    Read,
}

/// A comparison of two types, with its results.
pub(super) struct Walk<'a> {
    pub(super) old: &'a Api,
    pub(super) new: &'a Api,
    pub(super) operation: String,
    pub(super) part: String,
    pub(super) side: Side,
    /// The types of the whole part, in the old and the new contract, where both have one.
    pub(super) roots: Option<(&'a Schema, &'a Schema)>,
    pub(super) found: Vec<Difference>,
    /// The pairs of shared structures that were compared already: structures can be recursive.
    pub(super) seen: BTreeSet<(String, String)>,
    /// How many steps the search for witnesses may still take.
    pub(super) left: Cell<usize>,
}

/// A place in a value.
#[derive(Clone, Debug, Default)]
pub(super) struct Place {
    /// The place as `explain` names it.
    pub(super) text: String,
    pub(super) steps: Vec<Step>,
}

impl Place {
    fn with(&self, text: String, step: Step) -> Self {
        let mut steps = self.steps.clone();
        steps.push(step);
        Self { text, steps }
    }

    /// A field in this place, by its name in each contract; the text has the new name.
    pub(super) fn field(&self, old: &str, new: &str) -> Self {
        let text = if self.text.is_empty() { new.to_owned() } else { format!("{}.{new}", self.text) };
        self.with(text, Step::Field { old: old.to_owned(), new: new.to_owned() })
    }

    /// The elements of a list in this place.
    fn items(&self) -> Self {
        self.with(format!("{}[]", self.text), Step::Items)
    }

    /// The entries of a map in this place, whatever their keys.
    pub(super) fn entries(&self) -> Self {
        let dot = if self.text.is_empty() { "" } else { "." };
        self.with(format!("{}{dot}*", self.text), Step::Entry)
    }
}

/// The effect of a difference on the client of the part.
#[derive(Clone, Debug)]
pub(super) enum Effect {
    /// Nothing.
    Safe,
    /// It could not be determined, with the reason.
    Unknown(&'static str),
    /// It breaks the client. Each whole value shows this that contains one of these at the place.
    Shown(Place, Vec<Wanted>),
    /// It breaks the client in this case, which is not a value of the part.
    Case(String),
}

/// A difference to be reported.
pub(super) struct Reported<'a> {
    pub(super) change: Change,
    pub(super) message: String,
    pub(super) effect: Effect,
    pub(super) old: Option<&'a Origin>,
    pub(super) new: Option<&'a Origin>,
}

impl<'a> Walk<'a> {
    /// The two contracts. For a client that sends, the old one is first; for a client that reads, the new one.
    fn sides(&self, steps: usize) -> Sides<'a> {
        let (takes, refuses) = self.ordered(self.old, self.new);
        let sent = self.side == Side::Sent;
        Sides { takes, refuses, takes_old: sent, strict: sent, left: Cell::new(steps) }
    }

    /// A whole value that contains one of the wanted values at a place, and so shows a break.
    fn witness(&self, at: &Place, wanted: &[Wanted]) -> Option<Witness> {
        let (old, new) = self.roots?;
        let (takes, refuses) = self.ordered(old, new);
        let steps = self.left.get().min(limits::WITNESS_STEPS);
        let sides = self.sides(steps);
        let found = sides.witness(Pair { takes, refuses: Some(refuses) }, &at.steps, wanted);
        self.left.set(self.left.get() - (steps - sides.left.get()));
        found
    }

    /// The types of the accepting and the refusing contract.
    pub(super) fn ordered<T>(&self, old: T, new: T) -> (T, T) {
        match self.side {
            Side::Sent => (old, new),
            Side::Read => (new, old),
        }
    }

    pub(super) fn report(&mut self, place: &Place, reported: Reported<'_>) {
        let (mut witness, mut case, mut undetermined) = (None, None, None);
        let verdict = match reported.effect {
            Effect::Safe => Verdict::Safe,
            Effect::Unknown(why) => {
                undetermined = Some(why.to_owned());
                Verdict::Unknown
            }
            Effect::Case(words) => {
                case = Some(words);
                Verdict::Breaks
            }
            Effect::Shown(at, wanted) => {
                witness = self.witness(&at, &wanted);
                if witness.is_some() {
                    Verdict::Breaks
                } else {
                    let why = if self.left.get() == 0 { TOO_MANY } else { NOT_WHOLE };
                    undetermined = Some(why.to_owned());
                    Verdict::Unknown
                }
            }
        };
        let (sender, reader) = match self.side {
            Side::Sent => (verdict, Verdict::Safe),
            Side::Read => (Verdict::Safe, verdict),
        };
        let (witness, at) = witness.map(|found| (found.value, found.at)).unzip();
        self.found.push(Difference {
            vendor: self.new.vendor.clone(),
            service: self.new.service.clone(),
            operations: vec![self.operation.clone()],
            part: Some(self.part.clone()),
            field: (!place.text.is_empty()).then(|| place.text.clone()),
            change: reported.change,
            message: reported.message,
            sender,
            reader,
            witness,
            at,
            new_values: false,
            case,
            undetermined,
            old: reported.old.cloned(),
            new: reported.new.cloned(),
        });
    }

    /// The effect of values that only one contract has: `gone` where the old one has them and the new one does not. In
    /// requests, removed values break a client; in responses, new values do. Values are looked up only where there are
    /// some.
    pub(super) fn effect(
        &self,
        gone: &Found,
        come: &Found,
        place: &Place,
        wanted: impl FnOnce() -> Vec<Wanted>,
    ) -> Effect {
        let decisive = match self.side {
            Side::Sent => gone,
            Side::Read => come,
        };
        match decisive {
            Found::Witness(_) => Effect::Shown(place.clone(), wanted()),
            Found::None => Effect::Safe,
            Found::Unknown(why) => Effect::Unknown(why),
        }
    }

    /// Compares two types.
    pub(super) fn schema(&mut self, place: &Place, old: &'a Schema, new: &'a Schema) {
        if let (Kind::Ref { target: before }, Kind::Ref { target: after }) = (&old.kind, &new.kind)
            && !self.seen.insert((before.to_string(), after.to_string()))
        {
            self.local(place, old, new);
            return;
        }
        if !self.local(place, old, new) {
            return;
        }
        let (before, after) = (&self.old.resolve(old).kind, &self.new.resolve(new).kind);
        match (before, after) {
            (Kind::Array { items: before }, Kind::Array { items: after }) => {
                self.schema(&place.items(), before, after);
            }
            (Kind::Object(_) | Kind::Map { .. }, Kind::Object(_) | Kind::Map { .. }) => {
                self.objects(place, old, new);
            }
            _ => {}
        }
    }

    /// Compares two types without their contents. Gives whether the contents can be compared.
    fn local(&mut self, place: &Place, old: &'a Schema, new: &'a Schema) -> bool {
        let (before, after) = (View::of(self.old, old), View::of(self.new, new));
        let (gone, come) = (before.without(&after), after.without(&before));
        let change = match (&gone, &come) {
            (Found::None, Found::None) => None,
            // What is certain is reported: where it can't be determined whether values were added, removed values are
            // reported.
            (Found::Witness(_), Found::None | Found::Unknown(_)) | (Found::Unknown(_), Found::None) => {
                Some(Change::Narrowed)
            }
            (Found::None | Found::Unknown(_), Found::Witness(_)) | (Found::None, Found::Unknown(_)) => {
                Some(Change::Widened)
            }
            _ => Some(Change::Replaced),
        };
        let places = (stated(old, &before), stated(new, &after));
        if let Some(change) = change {
            let wanted = || {
                let (takes, refuses) = self.ordered(&before, &after);
                takes.parting(refuses).into_iter().map(Wanted::Value).collect()
            };
            let effect = self.effect(&gone, &come, place, wanted);
            let message = words(&before, &after);
            self.report(place, Reported { change, message, effect, old: places.0, new: places.1 });
            let is_read = self.side == Side::Read && before.is_listed() && after.is_listed();
            if let Some(reported) = self.found.last_mut().filter(|reported| is_read && reported.breaks()) {
                let others = |view: &View<'_>| {
                    let mut all = demands(view);
                    all.retain(|(name, _)| *name != "values");
                    all
                };
                reported.new_values = others(&before) == others(&after);
            }
        } else if let Some(message) = remarks(&before, &after) {
            let reported =
                Reported { change: Change::Reworded, message, effect: Effect::Safe, old: places.0, new: places.1 };
            self.report(place, reported);
        }
        if let (Kind::Map { keys: before, .. }, Kind::Map { keys: after, .. }) = (before.kind, after.kind) {
            self.keys(place, before, after, places);
        }
        let inside = |kind: &Kind| match kind {
            Kind::Array { .. } => 1,
            Kind::Object(_) | Kind::Map { .. } => 2,
            _ => 0,
        };
        inside(before.kind) != 0 && inside(before.kind) == inside(after.kind)
    }

    fn keys(
        &mut self,
        place: &Place,
        old: &'a Constraints,
        new: &'a Constraints,
        places: (Option<&Origin>, Option<&Origin>),
    ) {
        let (before, after) = (View::keys(old), View::keys(new));
        let (gone, come) = (before.without(&after), after.without(&before));
        if gone == Found::None && come == Found::None {
            return;
        }
        let change = match (&gone, &come) {
            (_, Found::None) => Change::Narrowed,
            (Found::None, _) => Change::Widened,
            _ => Change::Replaced,
        };
        let wanted = || {
            let (takes, refuses) = self.ordered(&before, &after);
            takes.parting(refuses).iter().filter_map(|key| Some(Wanted::member(key.as_str()?))).collect()
        };
        let effect = self.effect(&gone, &come, place, wanted);
        let message = format!("keys: {}", words(&before, &after));
        self.report(place, Reported { change, message, effect, old: places.0, new: places.1 });
    }
}

/// The origin of a value: its row, or otherwise a demand on it.
fn stated<'a>(schema: &'a Schema, view: &View<'a>) -> Option<&'a Origin> {
    let corrected = schema.constraints.corrections.last().map(|correction| &correction.origin);
    corrected
        .or(schema.origin.as_ref())
        .or_else(|| view.demands.iter().find_map(|it| Some(it.demands().first()?.origin)))
}

/// The demands that change which values are accepted, by name, in words.
fn demands(view: &View<'_>) -> Vec<(&'static str, String)> {
    let mut all = vec![("type", kind(view.kind))];
    for stated in &view.demands {
        for demand in stated.demands() {
            if !REMARKS.contains(&demand.what) && !CORRECTED.contains(&demand.what) {
                all.push((demand.what, demand.value));
            }
        }
    }
    all
}

/// The statements about a value that do not change which values are accepted.
const REMARKS: [&str; 5] = ["default", "unit", "deprecated", "read-only", "reserved"];
/// These are compared elsewhere, or only report a fixup.
const CORRECTED: [&str; 4] =
    ["corrected", "required under a condition", "under a condition", "range of the number in the text"];

fn kind(kind: &Kind) -> String {
    match kind {
        Kind::Object(_) | Kind::Map { .. } => "object".to_owned(),
        Kind::Array { .. } => "array".to_owned(),
        kind => crate::fixup::Type::of(kind).to_string(),
    }
}

/// What to report where no demand accounts for the difference.
const UNSAID: &str = "values";

/// The difference in words, old and new.
fn words(old: &View<'_>, new: &View<'_>) -> String {
    let (before, after) = (demands(old), demands(new));
    let mut names: Vec<&str> = Vec::new();
    for (name, _) in before.iter().chain(&after) {
        if !names.contains(name) {
            names.push(name);
        }
    }
    let of = |all: &[(&'static str, String)], name: &str| {
        let values: Vec<&str> = all.iter().filter(|(known, _)| *known == name).map(|(_, v)| v.as_str()).collect();
        if values.is_empty() { "none".to_owned() } else { values.join(" and ") }
    };
    let changed = names.into_iter().filter_map(|name| {
        let (was, is) = (of(&before, name), of(&after, name));
        (was != is).then(|| format!("{name} {was} → {is}"))
    });
    let text = changed.collect::<Vec<_>>().join("; ");
    if text.is_empty() { UNSAID.to_owned() } else { text }
}

/// Statements that differ and do not change which values are accepted.
fn remarks(old: &View<'_>, new: &View<'_>) -> Option<String> {
    let of = |view: &View<'_>, name: &str| {
        let found = view.demands.iter().flat_map(|stated| stated.demands()).find(|demand| demand.what == name);
        found.map_or_else(|| "none".to_owned(), |demand| demand.value)
    };
    let changed = REMARKS.into_iter().filter_map(|name| {
        let (was, is) = (of(old, name), of(new, name));
        (was != is).then(|| format!("{name} {was} → {is}"))
    });
    // A demand can change without changing the accepted values, if it only repeats another demand.
    let same = Some(words(old, new)).filter(|words| words != UNSAID);
    let text = same.into_iter().chain(changed).collect::<Vec<_>>().join("; ");
    (!text.is_empty()).then_some(text)
}

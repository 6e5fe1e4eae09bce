//! Two types side by side, down through what is inside them.

use std::collections::BTreeSet;

use serde_json::Value;

use super::sets::{Found, View};
use super::{Change, Difference, Verdict};
use crate::ir::{Api, Constraints, Kind, Schema};
use crate::source::Origin;

/// Which client a value concerns.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Side {
    /// It is sent by the client.
    Sent,
    /// It is read by the client.
    Read,
}

/// A comparison of two types, and what it found.
pub(super) struct Walk<'a> {
    pub(super) old: &'a Api,
    pub(super) new: &'a Api,
    pub(super) operation: String,
    pub(super) part: String,
    pub(super) side: Side,
    pub(super) found: Vec<Difference>,
    /// The pairs of shared structures that were compared: they may hold themselves.
    pub(super) seen: BTreeSet<(String, String)>,
}

/// What is to be told of a difference.
pub(super) struct Told<'a> {
    pub(super) change: Change,
    pub(super) message: String,
    pub(super) verdict: Verdict,
    pub(super) witness: Option<Value>,
    pub(super) old: Option<&'a Origin>,
    pub(super) new: Option<&'a Origin>,
}

impl<'a> Walk<'a> {
    pub(super) fn tell(&mut self, path: &str, told: Told<'_>) {
        let (sender, reader) = match self.side {
            Side::Sent => (told.verdict, Verdict::Safe),
            Side::Read => (Verdict::Safe, told.verdict),
        };
        self.found.push(Difference {
            vendor: self.new.vendor.clone(),
            service: self.new.service.clone(),
            operations: vec![self.operation.clone()],
            part: Some(self.part.clone()),
            field: (!path.is_empty()).then(|| path.to_owned()),
            change: told.change,
            message: told.message,
            sender,
            reader,
            witness: told.witness,
            old: told.old.cloned(),
            new: told.new.cloned(),
        });
    }

    /// What a value that is in one contract only does to the client: `gone` where the old one has it and the new one has
    /// not. Sent, it breaks when it is gone; read, when it is new.
    pub(super) fn verdict(&self, gone: &Found, come: &Found) -> (Verdict, Option<Value>) {
        let decisive = match self.side {
            Side::Sent => gone,
            Side::Read => come,
        };
        match decisive {
            Found::Witness(value) => (Verdict::Breaks, Some(value.clone())),
            Found::None => (Verdict::Safe, None),
            Found::Unknown => (Verdict::Unknown, None),
        }
    }

    /// Compares two types.
    pub(super) fn schema(&mut self, path: &str, old: &'a Schema, new: &'a Schema) {
        if let (Kind::Ref { target: before }, Kind::Ref { target: after }) = (&old.kind, &new.kind)
            && !self.seen.insert((before.to_string(), after.to_string()))
        {
            self.local(path, old, new);
            return;
        }
        if !self.local(path, old, new) {
            return;
        }
        let (before, after) = (&self.old.resolve(old).kind, &self.new.resolve(new).kind);
        match (before, after) {
            (Kind::Array { items: before }, Kind::Array { items: after }) => {
                self.schema(&format!("{path}[]"), before, after);
            }
            (Kind::Object(_) | Kind::Map { .. }, Kind::Object(_) | Kind::Map { .. }) => {
                self.objects(path, old, new);
            }
            _ => {}
        }
    }

    /// Compares two types without what is inside them; whether it makes sense to look inside.
    fn local(&mut self, path: &str, old: &Schema, new: &Schema) -> bool {
        let (before, after) = (View::of(self.old, old), View::of(self.new, new));
        let (gone, come) = (before.without(&after), after.without(&before));
        let change = match (&gone, &come) {
            (Found::None, Found::None) => None,
            // What is known counts: where it can't be told whether values have come, those that are gone are told.
            (Found::Witness(_), Found::None | Found::Unknown) | (Found::Unknown, Found::None) => Some(Change::Narrowed),
            (Found::None | Found::Unknown, Found::Witness(_)) | (Found::None, Found::Unknown) => Some(Change::Widened),
            _ => Some(Change::Replaced),
        };
        let places = (place(old, &before), place(new, &after));
        if let Some(change) = change {
            let (verdict, witness) = self.verdict(&gone, &come);
            let message = words(&before, &after);
            self.tell(path, Told { change, message, verdict, witness, old: places.0, new: places.1 });
        } else if let Some(message) = remarks(&before, &after) {
            let told = Told {
                change: Change::Reworded,
                message,
                verdict: Verdict::Safe,
                witness: None,
                old: places.0,
                new: places.1,
            };
            self.tell(path, told);
        }
        if let (Kind::Map { keys: before, .. }, Kind::Map { keys: after, .. }) = (before.kind, after.kind) {
            self.keys(path, before, after, places);
        }
        let inside = |kind: &Kind| match kind {
            Kind::Array { .. } => 1,
            Kind::Object(_) | Kind::Map { .. } => 2,
            _ => 0,
        };
        inside(before.kind) != 0 && inside(before.kind) == inside(after.kind)
    }

    fn keys(&mut self, path: &str, old: &Constraints, new: &Constraints, places: (Option<&Origin>, Option<&Origin>)) {
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
        let (verdict, witness) = self.verdict(&gone, &come);
        let message = format!("keys: {}", words(&before, &after));
        self.tell(path, Told { change, message, verdict, witness, old: places.0, new: places.1 });
    }
}

/// Where a value is stated: its row, or else what is demanded of it.
fn place<'a>(schema: &'a Schema, view: &View<'a>) -> Option<&'a Origin> {
    let corrected = schema.constraints.corrections.last().map(|correction| &correction.origin);
    corrected
        .or(schema.origin.as_ref())
        .or_else(|| view.demands.iter().find_map(|it| Some(it.demands().first()?.origin)))
}

/// The demands that make a difference to values, each by its name, in words.
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

/// What is said of a value without changing which values there are.
const REMARKS: [&str; 5] = ["default", "unit", "deprecated", "read-only", "reserved"];
/// What is compared elsewhere, or only tells of a correction.
const CORRECTED: [&str; 4] =
    ["corrected", "required under a condition", "under a condition", "range of the number in the text"];

fn kind(kind: &Kind) -> String {
    match kind {
        Kind::Object(_) | Kind::Map { .. } => "object".to_owned(),
        Kind::Array { .. } => "array".to_owned(),
        kind => crate::fixup::Type::of(kind).to_string(),
    }
}

/// What stands for a difference that no demand tells.
const UNSAID: &str = "values";

/// What differs, as it was and as it is.
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

/// Remarks that differ.
fn remarks(old: &View<'_>, new: &View<'_>) -> Option<String> {
    let of = |view: &View<'_>, name: &str| {
        let found = view.demands.iter().flat_map(|stated| stated.demands()).find(|demand| demand.what == name);
        found.map_or_else(|| "none".to_owned(), |demand| demand.value)
    };
    let changed = REMARKS.into_iter().filter_map(|name| {
        let (was, is) = (of(old, name), of(new, name));
        (was != is).then(|| format!("{name} {was} → {is}"))
    });
    // A demand can change without changing the values that there are: one that says what another says already.
    let same = Some(words(old, new)).filter(|words| words != UNSAID);
    let text = same.into_iter().chain(changed).collect::<Vec<_>>().join("; ");
    (!text.is_empty()).then_some(text)
}

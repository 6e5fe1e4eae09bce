//! What changed between two editions of a contract, and whom it breaks.
//!
//! A client that sends is broken where the old contract let it send something that the new one does not: a value of the old
//! set that is none of the new one's. A client that reads is broken where it can receive something that the old contract did
//! not tell it of: a value of the new set that is none of the old one's. Each break comes with such a value, a witness
//! ([`sets`]), whole as it is sent or received ([`whole`]); there is no list of kinds of changes that break.
//!
//! Two readings of the sets, each the careful one for its side: a service need not take fields that are not documented, and
//! a reader passes over fields that it does not know.
//!
//! This module compares contracts. It reads no files and decides nothing about what a break means for a release.

mod bodies;
pub mod json_schema;
mod object;
pub mod openapi;
mod operation;
mod render;
mod schema_object;
mod sets;
mod signs;
mod texts;
mod walk;
mod whole;

use serde::Serialize;
use serde_json::Value;

use crate::ir::{Api, Schema};
use crate::source::Origin;
use crate::text::count;

/// Whether a text is of the form that its schema states, where the form can be told; what is no text has every form.
pub(crate) fn has_form(api: &Api, schema: &Schema, value: &Value) -> bool {
    sets::View::of(api, schema).has_form(value)
}

/// A value of a schema, what is inside it left aside, where one was found.
pub(crate) fn sample(api: &Api, schema: &Schema) -> Option<Value> {
    sets::View::of(api, schema).sample()
}

/// What kind of change it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Change {
    /// It is new.
    Added,
    /// It is gone.
    Removed,
    /// Values that were there are gone.
    Narrowed,
    /// There are values that were not there.
    Widened,
    /// Some values are gone, and others are new.
    Replaced,
    /// It has another name.
    Renamed,
    /// It says something else that changes no value: a default, a unit, that it is deprecated.
    Reworded,
}

impl Change {
    /// Its name in JSON and for people.
    pub fn name(self) -> &'static str {
        match self {
            Self::Added => "added",
            Self::Removed => "removed",
            Self::Narrowed => "narrowed",
            Self::Widened => "widened",
            Self::Replaced => "replaced",
            Self::Renamed => "renamed",
            Self::Reworded => "reworded",
        }
    }
}

/// What a change does to a client.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// Nothing.
    #[default]
    Safe,
    /// It can't be told from the contracts.
    Unknown,
    /// It breaks it.
    Breaks,
}

impl Verdict {
    /// Its name in JSON and for people.
    pub fn name(self) -> &'static str {
        match self {
            Self::Safe => "safe",
            Self::Unknown => "unknown",
            Self::Breaks => "breaks",
        }
    }
}

/// One difference between two contracts.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Difference {
    /// The vendor's name.
    pub vendor: String,
    /// The service's name.
    pub service: String,
    /// The operations it is in, by id; none where it is about the service.
    pub operations: Vec<String>,
    /// The place in the operation, as `explain` names it: `query`, `request body`, `response 200`.
    #[serde(rename = "in", skip_serializing_if = "Option::is_none")]
    pub part: Option<String>,
    /// The field there, as `explain` names it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub field: Option<String>,
    /// What kind of change it is.
    pub change: Change,
    /// What was and what is, in words.
    pub message: String,
    /// What it does to a client that sends.
    pub sender: Verdict,
    /// What it does to a client that reads.
    pub reader: Verdict,
    /// A whole value of the part that shows a break: a body, or an object of the parameters there by their names, that
    /// could be sent and no longer can, or that can be received and could not. It is one of the first operation's.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub witness: Option<Value>,
    /// Where in the witness the difference is: a JSON pointer. It leads to the object where a member is missing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub at: Option<String>,
    /// What breaks where that is no value of the part: a request line, an address, a media type, no body.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub case: Option<String>,
    /// Whether it breaks a client that reads by nothing but values that are new in a list of them.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub new_values: bool,
    /// Why a verdict is [`Verdict::Unknown`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub undetermined: Option<String>,
    /// Where the old contract says so.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub old: Option<Origin>,
    /// Where the new contract says so.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub new: Option<Origin>,
}

impl Difference {
    /// Whether it breaks a client.
    pub fn breaks(&self) -> bool {
        self.sender == Verdict::Breaks || self.reader == Verdict::Breaks
    }
}

/// All differences between two editions.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Differences {
    /// The differences, by vendor, service, operation and place.
    pub differences: Vec<Difference>,
}

impl Differences {
    /// How many of them break a client.
    pub fn breaks(&self) -> usize {
        self.differences.iter().filter(|difference| difference.breaks()).count()
    }

    /// Takes values that are only new in a list of a response for no break: clients that read are to expect values that they
    /// do not know. What is new stays a difference.
    pub fn allow_new_values(&mut self) {
        for difference in self.differences.iter_mut().filter(|it| it.new_values) {
            difference.reader = Verdict::Safe;
            (difference.witness, difference.at) = (None, None);
        }
    }
}

/// How much of contracts is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Scope {
    /// All that a page can say.
    All,
    /// Operations by their bodies: one without any can't be told from one that is not there.
    Bodies,
}

/// Compares two editions of contracts, by vendor and service.
pub fn compare(old: &[Api], new: &[Api]) -> Differences {
    within(old, new, Scope::All)
}

/// Compares the bodies of two editions of contracts, where one of them is known by these alone ([`json_schema`]). All else
/// is passed over, whichever edition has it: methods and paths tell which operations are one, and no more.
pub fn compare_bodies(old: &[Api], new: &[Api]) -> Differences {
    let alone = |apis: &[Api]| -> Vec<Api> { apis.iter().map(bodies::alone).collect() };
    within(&alone(old), &alone(new), Scope::Bodies)
}

fn within(old: &[Api], new: &[Api], scope: Scope) -> Differences {
    let mut all: Vec<Difference> = Vec::new();
    let same = |a: &Api, b: &Api| a.vendor == b.vendor && a.service == b.service;
    for before in old {
        match new.iter().find(|after| same(before, after)) {
            Some(after) => all.extend(operation::services(before, after, scope)),
            None => all.push(service(before, Change::Removed)),
        }
    }
    for after in new.iter().filter(|after| !old.iter().any(|before| same(before, after))) {
        all.push(service(after, Change::Added));
    }
    let mut shared: Vec<Difference> = Vec::new();
    for difference in all {
        // What shared structures say differs in each operation that uses them: it is told once.
        let known = shared.iter_mut().find(|known| is_shared(known, &difference));
        match known {
            Some(known) => {
                let more = difference.operations.into_iter().filter(|id| !known.operations.contains(id));
                known.operations.extend(more.collect::<Vec<_>>());
            }
            None => shared.push(difference),
        }
    }
    Differences { differences: shared }
}

/// Whether two differences of two operations are one of a structure that they share: the same statement at the same places,
/// of a field of the same name.
fn is_shared(known: &Difference, other: &Difference) -> bool {
    let name = |difference: &Difference| {
        let field = difference.field.as_deref().unwrap_or("");
        field.rsplit('.').next().unwrap_or("").to_owned()
    };
    // What is around the difference in a whole value is each operation's own.
    let plain = |difference: &Difference| Difference {
        operations: Vec::new(),
        field: None,
        witness: None,
        at: None,
        ..difference.clone()
    };
    (other.old.is_some() || other.new.is_some())
        && !other.operations.iter().any(|id| known.operations.contains(id))
        && name(known) == name(other)
        && plain(known) == plain(other)
}

fn service(api: &Api, change: Change) -> Difference {
    let gone = change == Change::Removed && !api.operations.is_empty();
    Difference {
        vendor: api.vendor.clone(),
        service: api.service.clone(),
        operations: Vec::new(),
        part: None,
        field: None,
        change,
        message: format!("the service with {}", count(api.operations.len(), "operation")),
        sender: if gone { Verdict::Breaks } else { Verdict::Safe },
        reader: Verdict::Safe,
        witness: None,
        at: None,
        new_values: false,
        case: api.operations.first().filter(|_| gone).map(|it| format!("{} {}", it.method, it.path)),
        undetermined: None,
        old: api.operations.first().filter(|_| change == Change::Removed).map(|it| it.origin.clone()),
        new: api.operations.first().filter(|_| change == Change::Added).map(|it| it.origin.clone()),
    }
}

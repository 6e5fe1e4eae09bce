//! Compares two editions of a contract: what changed, and which clients it breaks.
//!
//! A client that sends is broken if the old contract accepted a value that the new one refuses. A client that reads is
//! broken if it can receive a value that the old contract did not document. Each break comes with such a value, its
//! witness ([`sets`]), complete as it is sent or received ([`whole`]). There is no list of breaking kinds of changes.
//!
//! The sets are read in two ways, in each case the careful one: a service need not accept undocumented fields, and a
//! reader ignores fields that it does not know.
//!
//! This module compares contracts. It reads no files, and does not decide what a break means for a release.

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

/// Whether a text has the format that its schema states; `None` where that can't be determined. A value that is not a
/// text has every format.
pub(crate) fn has_form(api: &Api, schema: &Schema, value: &Value) -> bool {
    sets::View::of(api, schema).has_form(value)
}

/// A value of a schema, ignoring what it contains; `None` where none was found.
pub(crate) fn sample(api: &Api, schema: &Schema) -> Option<Value> {
    sets::View::of(api, schema).sample()
}

/// The kind of a change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Change {
    /// It is new.
    Added,
    /// It is gone.
    Removed,
    /// Values were removed.
    Narrowed,
    /// Values were added.
    Widened,
    /// Some values were removed, and others added.
    Replaced,
    /// The name changed.
    Renamed,
    /// Something changed that affects no value: a default, a unit, a deprecation.
    Reworded,
}

impl Change {
    /// The name in JSON and for people.
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

/// The effect of a change on a client.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// Nothing.
    #[default]
    Safe,
    /// The contracts don't determine it.
    Unknown,
    /// It breaks the client.
    Breaks,
}

impl Verdict {
    /// The name in JSON and for people.
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
    /// The ids of the operations that it affects; none where it is about the service.
    pub operations: Vec<String>,
    /// The place in the operation, as `explain` names it: `query`, `request body`, `response 200`.
    #[serde(rename = "in", skip_serializing_if = "Option::is_none")]
    pub part: Option<String>,
    /// The field there, as `explain` names it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub field: Option<String>,
    /// The kind of the change.
    pub change: Change,
    /// The old and the new state, in words.
    pub message: String,
    /// The effect on a client that sends.
    pub sender: Verdict,
    /// The effect on a client that reads.
    pub reader: Verdict,
    /// A whole value of the part that shows a break: a body, or an object of the parameters of a location by name. A
    /// client could send it and no longer can, or could not receive it and now can. It belongs to the first operation.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub witness: Option<Value>,
    /// A JSON pointer to the difference in the witness. It points to the object if a member is missing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub at: Option<String>,
    /// The breaking case where it is not a value of the part: a request line, an address, a media type, a missing body.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub case: Option<String>,
    /// Whether it breaks a client that reads only through new values in a list of values.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub new_values: bool,
    /// The reason for [`Verdict::Unknown`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub undetermined: Option<String>,
    /// The origin in the old contract.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub old: Option<Origin>,
    /// The origin in the new contract.
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
    /// The number of differences that break a client.
    pub fn breaks(&self) -> usize {
        self.differences.iter().filter(|difference| difference.breaks()).count()
    }

    /// Treats new values in a response's list of values as not breaking: clients that read must expect values that they
    /// do not know. The difference is still reported.
    pub fn allow_new_values(&mut self) {
        for difference in self.differences.iter_mut().filter(|it| it.new_values) {
            difference.reader = Verdict::Safe;
            (difference.witness, difference.at) = (None, None);
        }
    }
}

/// How much of a contract is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Scope {
    /// All that a page can say.
    All,
    /// Only the bodies of operations. An operation without bodies can't be distinguished from one that does not exist.
    Bodies,
}

/// Compares two editions of contracts, by vendor and service.
pub fn compare(old: &[Api], new: &[Api]) -> Differences {
    within(old, new, Scope::All)
}

/// Compares only the bodies of two editions of contracts, where one edition is known only by its bodies
/// ([`json_schema`]). Methods and paths only determine which operations belong together; everything else is ignored in
/// both editions.
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
        // A difference in a shared structure occurs in each operation that uses it: it is reported once.
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

/// Whether the differences of two operations come from one structure that they share: the same statement at the same
/// origins, about a field of the same name.
fn is_shared(known: &Difference, other: &Difference) -> bool {
    let name = |difference: &Difference| {
        let field = difference.field.as_deref().unwrap_or("");
        field.rsplit('.').next().unwrap_or("").to_owned()
    };
    // The values around the difference depend on the operation.
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

//! A contract in the form that checks read: lists and indexes instead of names, nothing to be looked up or allocated.
//!
//! Each operation has a [`Unit`]: its parts, and the shared structures that no earlier operation refers to. The data that
//! matches exchanges with operations is separate ([`Head`]). So a contract from a file ([`super::file`]) decodes a unit when
//! the first exchange matches its operation, and a run only pays for what it uses.

mod unit;
mod value;

use std::ops::Deref;
use std::sync::{Arc, LazyLock, OnceLock};

use refract_codegen::ir::{Method, Required, SelectorPlace};
use refract_codegen::source::Origin;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::file::Store;

pub use unit::Part;
pub(crate) use unit::{BodyPlan, OperationPlan, Parameters, ResponsePlan, Role, Row, Scope, Unit};
pub(crate) use value::{Checks, Form, Leaf, Node, ObjectShape, Shape, Slot, Values};

/// The index of something in a unit.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) struct Index {
    /// The unit, which is that of the operation of the same number.
    pub(crate) unit: u32,
    pub(crate) at: u32,
}

/// The index of a node.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct NodeId(pub(crate) Index);

/// The index of a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) struct RowId(pub(crate) Index);

/// The index of an object whose visits are counted: how often its fields could have been present.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct ObjectId(pub(crate) Index);

/// The index of a response that is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct ResponseId(pub(crate) Index);

/// The index of a [`Leaf`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct LeafId(pub(crate) u32);

/// The index of an operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct OperationId(pub(crate) usize);

/// A place on a page, as an [`Origin`] is; the page by its index.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Spot {
    pub(crate) page: u32,
    pub(crate) line: u32,
    pub(crate) column: u32,
}

/// All contracts together.
#[derive(Debug, Default)]
pub(crate) struct Program {
    pub(crate) services: Vec<ServiceHead>,
    /// All operations, by service.
    pub(crate) operations: Vec<Head>,
    /// The pages, and other files that state something.
    pub(crate) pages: Vec<Arc<str>>,
    pub(crate) leaves: Vec<Leaf>,
    /// The units, one for each operation. Those of a [`Store`] are there once they were asked for.
    pub(crate) units: Vec<OnceLock<Box<Unit>>>,
    /// The source of units that are not decoded yet.
    pub(crate) store: Option<Store>,
    /// An error in the store that its checksum did not show.
    pub(crate) damage: OnceLock<String>,
}

/// A unit that is not there, and what is in none.
static NOTHING: LazyLock<Unit> = LazyLock::new(Unit::default);
static ANYTHING: Node = Node { shape: Shape::Any, nullable: None, checks: None };
static NO_ROW: Row = Row {
    scope: 0,
    path: String::new(),
    role: Role::Whole,
    object: None,
    required: Required::Unstated,
    kind: String::new(),
    origin: None,
    values: Vec::new(),
};

/// A unit that is kept, or was decoded to be looked at once.
pub(crate) enum Held<'p> {
    Kept(&'p Unit),
    Once(Box<Unit>),
}

impl Deref for Held<'_> {
    type Target = Unit;

    fn deref(&self) -> &Unit {
        match self {
            Self::Kept(unit) => unit,
            Self::Once(unit) => unit,
        }
    }
}

impl Program {
    /// A unit. One that can't be decoded is empty, and the run fails by [`Program::damage`].
    pub(crate) fn unit(&self, number: u32) -> &Unit {
        match self.units.get(number as usize) {
            Some(unit) => unit.get_or_init(|| self.decoded(number as usize)),
            None => &NOTHING,
        }
    }

    /// All units in order, without keeping those that nobody needed so far.
    pub(crate) fn all_units(&self) -> impl Iterator<Item = (&Head, Held<'_>)> {
        self.operations.iter().zip(&self.units).enumerate().map(|(number, (head, unit))| {
            (head, unit.get().map_or_else(|| Held::Once(self.decoded(number)), |unit| Held::Kept(unit)))
        })
    }

    fn decoded(&self, number: usize) -> Box<Unit> {
        let unit = self.store.as_ref().map_or_else(|| Ok(Unit::default()), |store| store.unit(number));
        Box::new(unit.unwrap_or_else(|error| {
            // The first error is enough.
            let _ = self.damage.set(error);
            Unit::default()
        }))
    }

    pub(crate) fn plan(&self, operation: OperationId) -> &OperationPlan {
        &self.unit(number(operation.0)).plan
    }

    pub(crate) fn head(&self, operation: OperationId) -> &Head {
        &self.operations[operation.0]
    }

    pub(crate) fn node(&self, id: NodeId) -> &Node {
        self.unit(id.0.unit).nodes.get(id.0.at as usize).unwrap_or(&ANYTHING)
    }

    /// Whether `null` is valid for a node, where that is stated. What is stated of a reference or a union takes
    /// precedence over its target or members.
    pub(crate) fn takes_null(&self, id: NodeId) -> Option<bool> {
        let node = self.node(id);
        node.nullable.or_else(|| match &node.shape {
            Shape::Any => Some(true),
            Shape::Ref(target) => self.takes_null(*target),
            Shape::Union(members) if members.iter().any(|member| self.takes_null(*member) == Some(true)) => Some(true),
            _ => None,
        })
    }

    pub(crate) fn row(&self, id: RowId) -> &Row {
        self.unit(id.0.unit).rows.get(id.0.at as usize).unwrap_or(&NO_ROW)
    }

    /// The scope of a row.
    pub(crate) fn scope(&self, row: RowId) -> &Scope {
        self.unit(row.0.unit).scope(self.row(row).scope)
    }

    /// The service of what is in a unit.
    pub(crate) fn service(&self, unit: u32) -> &ServiceHead {
        static NONE: LazyLock<ServiceHead> = LazyLock::new(ServiceHead::default);
        let head = self.operations.get(unit as usize);
        head.and_then(|head| self.services.get(head.service as usize)).unwrap_or(&NONE)
    }

    /// The page of a place.
    pub(crate) fn page(&self, spot: Spot) -> &Arc<str> {
        static NONE: LazyLock<Arc<str>> = LazyLock::new(|| "".into());
        self.pages.get(spot.page as usize).unwrap_or_else(|| &NONE)
    }

    /// A place in the form of reports.
    pub(crate) fn origin(&self, spot: Spot) -> Origin {
        Origin { page: Arc::clone(self.page(spot)), line: spot.line, column: spot.column }
    }

    /// Whether a text is one that a leaf accepts.
    pub(crate) fn accepts(&self, leaf: LeafId, text: &str) -> bool {
        let Some(leaf) = self.leaves.get(leaf.0 as usize) else { return true };
        match leaf.validator() {
            Ok(validator) => validator.is_valid(&Value::String(text.to_owned())),
            Err(message) => {
                let _ = self.damage.set(message);
                true
            }
        }
    }
}

/// An index as it is kept.
pub(crate) fn number(index: usize) -> u32 {
    u32::try_from(index).unwrap_or_else(|_| unreachable!("contracts have fewer than four billion rows"))
}

/// A service.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct ServiceHead {
    pub(crate) vendor: String,
    pub(crate) service: String,
    /// The names of what identifies the sender of a request, by place.
    pub(crate) credentials: Vec<(SelectorPlace, String)>,
}

/// The data of an operation that matches exchanges with it.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Head {
    /// The index of its service.
    pub(crate) service: u32,
    pub(crate) id: String,
    pub(crate) method: Method,
    /// The path template.
    pub(crate) path: String,
    pub(crate) origin: Spot,
    pub(crate) deprecated: Option<Spot>,
    pub(crate) constants: Vec<Constant>,
    /// The hosts that its page names, as [`crate::route`] compares them.
    pub(crate) hosts: Vec<String>,
    /// The paths of the page's examples, where the template has no fixed segment.
    pub(crate) shown: Vec<String>,
    /// The number of rows of its unit in reports.
    pub(crate) rows: u32,
}

/// A constant of the request that selects an operation.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Constant {
    pub(crate) place: SelectorPlace,
    pub(crate) name: String,
    /// `None` where the presence of the name alone selects.
    pub(crate) value: Option<String>,
}

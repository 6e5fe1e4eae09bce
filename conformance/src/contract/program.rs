//! A contract in the form that checks read: lists and indexes instead of names, nothing to be looked up or allocated.
//!
//! Each operation has a [`Unit`]: its parts, and the shared structures that no earlier operation refers to. The data that
//! matches exchanges with operations is separate ([`Head`]). So a contract from a file ([`super::file`]) decodes a unit when
//! the first exchange matches its operation, and a run only pays for what it uses.

use std::ops::Deref;
use std::sync::{Arc, LazyLock, OnceLock};

use jsonschema::Validator;
use refract_codegen::ir::{Count, Failure, IntegerWidth, Length, Method, Range, Required, SelectorPlace, Status, When};
use refract_codegen::source::Origin;
use serde::{Deserialize, Serialize};
use serde_json::{Number, Value};

use super::file::Store;
use super::json_text;
use crate::names::Names;

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
static NO_SCOPE: Scope = Scope { name: String::new(), part: Part::Structure, origin: None };

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

/// The parts of an operation, and the structures that it is the first to refer to.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct Unit {
    pub(crate) nodes: Vec<Node>,
    pub(crate) rows: Vec<Row>,
    pub(crate) scopes: Vec<Scope>,
    pub(crate) plan: OperationPlan,
}

impl Unit {
    pub(crate) fn scope(&self, number: u32) -> &Scope {
        self.scopes.get(number as usize).unwrap_or(&NO_SCOPE)
    }

    /// The rows that reports list, by scope: the rows of a page, without whole bodies.
    pub(crate) fn reported(&self) -> impl Iterator<Item = (u32, &Row)> {
        let mut reported: Vec<(u32, &Row)> = (0..).zip(&self.rows).filter(|(_, row)| row.role != Role::Whole).collect();
        reported.sort_by_key(|(_, row)| row.scope);
        reported.into_iter()
    }

    /// Derives what the file leaves out.
    pub(super) fn complete(&mut self) {
        for node in &mut self.nodes {
            if let Shape::Object(object) = &mut node.shape {
                object.complete();
            }
        }
        let plan = &mut self.plan;
        for parameters in [&mut plan.path, &mut plan.query, &mut plan.headers] {
            parameters.shape.complete();
        }
        plan.responses.iter_mut().for_each(|(_, response)| response.headers.shape.complete());
    }
}

/// The owner of rows: a shared structure in one direction, or a part of an operation.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Scope {
    /// As in [`crate::finding::Place`].
    pub(crate) name: String,
    /// The part of the operation whose unit it is in, or a shared structure.
    pub(crate) part: Part,
    /// Where the page has it.
    pub(crate) origin: Option<Spot>,
}

/// The part of an exchange that rows are about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Part {
    /// The variables of a path template.
    Path,
    /// Query parameters.
    Query,
    /// Headers of requests.
    Header,
    /// A request's body.
    Request,
    /// Headers of responses.
    ResponseHeader,
    /// A response's body.
    Response,
    /// A structure that several bodies share.
    Structure,
}

impl Part {
    /// Whether its rows are parameters, not fields of a body.
    pub fn has_parameters(self) -> bool {
        matches!(self, Self::Path | Self::Query | Self::Header)
    }
}

/// What a row represents.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Role {
    /// A row of a table: a field, parameter or header.
    Field,
    /// The elements of an array or the values of a map that a row describes.
    Element,
    /// A body or structure as a whole.
    Whole,
}

/// A row of a page, or something that is counted like one.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Row {
    /// The index of its scope in the unit.
    pub(crate) scope: u32,
    /// The path from the scope: `servers[].id`.
    pub(crate) path: String,
    pub(crate) role: Role,
    /// The object it is a field of, by its index in the unit.
    pub(crate) object: Option<u32>,
    pub(crate) required: Required,
    /// The kind of value that the page states, in words.
    pub(crate) kind: String,
    pub(crate) origin: Option<Spot>,
    /// The listed values, as reports show them.
    pub(crate) values: Vec<String>,
}

impl Row {
    /// The name of the field.
    pub(crate) fn name(&self) -> &str {
        // The path of a field is that of its object, a full stop, and its name, which may itself contain one: the part
        // after the last one still distinguishes secrets from others.
        self.path.rsplit('.').next().unwrap_or_default()
    }
}

/// The constraints of a value.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Node {
    pub(crate) shape: Shape,
    /// Whether `null` is valid, where the page states it.
    pub(crate) nullable: Option<bool>,
    pub(crate) checks: Option<Box<Checks>>,
}

/// A value's kind.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) enum Shape {
    Any,
    Boolean,
    Integer {
        width: IntegerWidth,
        as_string: bool,
    },
    Number,
    String,
    Array {
        items: NodeId,
        row: RowId,
    },
    Map {
        keys: Option<Box<Checks>>,
        values: NodeId,
        row: RowId,
    },
    Object(Box<ObjectShape>),
    /// A union of several kinds.
    Union(Vec<NodeId>),
    /// An object of which nothing is known.
    Free,
    /// A shared structure, which may be compiled after the reference to it.
    Ref(NodeId),
}

/// The fields of an object.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct ObjectShape {
    pub(crate) id: ObjectId,
    /// The row that describes the object: of a shared structure its own, not that of a field which refers to it. `None`
    /// for parameters.
    pub(crate) row: Option<RowId>,
    pub(crate) slots: Vec<Slot>,
    /// The slots' names.
    #[serde(skip)]
    pub(crate) names: Names,
    pub(crate) groups: Vec<(Vec<u32>, Spot)>,
    /// Whether the absence of any slot matters.
    pub(crate) demands: bool,
}

impl ObjectShape {
    /// Derives what the file leaves out.
    pub(super) fn complete(&mut self) {
        self.names = self.slots.iter().map(|slot| &*slot.name).collect();
    }

    /// The slot of a name. `guess` is its most likely index: most texts keep the order of the previous one.
    pub(crate) fn find(&self, name: &str, guess: usize) -> Option<usize> {
        if self.slots.get(guess).is_some_and(|slot| &*slot.name == name) {
            return Some(guess);
        }
        self.names.find(name)
    }
}

/// A field of an object, or a parameter.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Slot {
    pub(crate) name: Box<str>,
    pub(crate) node: NodeId,
    pub(crate) row: RowId,
    pub(crate) required: bool,
    /// Where the page declares it deprecated.
    pub(crate) deprecated: Option<Spot>,
    /// Where the page declares it read-only, in requests.
    pub(crate) read_only: Option<Spot>,
    /// Conditions under which it is required.
    #[serde(with = "json_text")]
    pub(crate) conditions: Vec<(When, Spot)>,
}

/// Constraints beyond the kind.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct Checks {
    #[serde(with = "json_text")]
    pub(crate) range: Option<(Range, Spot)>,
    /// The range of the number in a string.
    #[serde(with = "json_text")]
    pub(crate) content_range: Option<(Range, Spot)>,
    #[serde(with = "json_text")]
    pub(crate) multiple_of: Option<(Number, Spot)>,
    #[serde(with = "json_text")]
    pub(crate) length: Option<(Length, Spot)>,
    #[serde(with = "json_text")]
    pub(crate) count: Option<(Count, Spot)>,
    pub(crate) unique: Option<Spot>,
    pub(crate) patterns: Vec<(LeafId, String, Spot)>,
    pub(crate) format: Option<Form>,
    pub(crate) values: Option<Values>,
}

/// A list of values.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Values {
    /// Strings, sorted, with their index in the list.
    pub(crate) texts: Vec<(Box<str>, u32)>,
    /// The others.
    #[serde(with = "json_text")]
    pub(crate) others: Vec<(Value, u32)>,
    pub(crate) open: bool,
    pub(crate) origin: Spot,
}

/// A documented format of strings.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) enum Form {
    /// A format that JSON Schema defines.
    Known(String, LeafId),
    /// Base64.
    Base64,
    /// A date or time in the page's own letters.
    Template(String),
}

/// A check of a string by the JSON Schema validator, which implements expressions and formats.
#[derive(Debug)]
pub(crate) struct Leaf {
    /// The schema, as text.
    pub(crate) schema: String,
    /// The validator, once it is needed, or why there is none.
    validator: OnceLock<Result<Validator, String>>,
}

impl Leaf {
    pub(crate) fn new(schema: String) -> Self {
        Self { schema, validator: OnceLock::new() }
    }

    /// The validator.
    pub(crate) fn validator(&self) -> Result<&Validator, String> {
        let made = self.validator.get_or_init(|| {
            let schema: Value = serde_json::from_str(&self.schema).map_err(|error| error.to_string())?;
            jsonschema::options().should_validate_formats(true).build(&schema).map_err(|error| error.to_string())
        });
        made.as_ref().map_err(Clone::clone)
    }
}

/// An operation's parts.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct OperationPlan {
    pub(crate) path: Parameters,
    /// The variables of its path template, in order.
    pub(crate) variables: Vec<String>,
    pub(crate) query: Parameters,
    pub(crate) headers: Parameters,
    pub(crate) request: Option<BodyPlan>,
    pub(crate) responses: Vec<(Status, ResponsePlan)>,
    /// Whether the page lists statuses: one that describes success without a status lists none.
    pub(crate) lists_statuses: bool,
}

/// Parameters of one location, counted like the fields of an object.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct Parameters {
    /// The index of their scope in the unit.
    pub(crate) scope: u32,
    pub(crate) shape: ObjectShape,
}

/// The constraints of a body.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct BodyPlan {
    pub(crate) media_type: String,
    pub(crate) node: NodeId,
    pub(crate) row: RowId,
    /// Whether it has required fields.
    pub(crate) required: bool,
}

/// The documented response of a status.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct ResponsePlan {
    pub(crate) id: ResponseId,
    pub(crate) origin: Spot,
    pub(crate) headers: Parameters,
    pub(crate) body: Option<BodyPlan>,
    /// How the body identifies a failure.
    #[serde(with = "json_text")]
    pub(crate) failure: Option<Failure>,
}

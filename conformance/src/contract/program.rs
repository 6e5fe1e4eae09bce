//! A contract in the form that checks read: flat lists, indexes instead of names, nothing to be looked up or allocated.

use std::sync::Arc;

use jsonschema::Validator;
use refract_codegen::ir::{Failure, IntegerWidth, Length, Range, Required, Status, When};
use refract_codegen::source::Origin;
use serde::{Deserialize, Serialize};
use serde_json::{Number, Value};

use crate::names::Names;

/// The index of a node.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct NodeId(pub(crate) u32);

/// The index of a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct RowId(pub(crate) u32);

/// The index of an object whose visits are counted: how often its fields could have been present.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct ObjectId(pub(crate) u32);

/// The index of an operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct OperationId(pub(crate) usize);

/// All contracts together.
#[derive(Debug, Default)]
pub(crate) struct Program {
    pub(crate) nodes: Vec<Node>,
    pub(crate) rows: Vec<Row>,
    pub(crate) scopes: Vec<Scope>,
    pub(crate) operations: Vec<OperationPlan>,
    /// The number of objects that are counted.
    pub(crate) objects: u32,
    /// The number of responses that are counted.
    pub(crate) responses: u32,
}

impl Program {
    pub(crate) fn node(&self, id: NodeId) -> &Node {
        &self.nodes[id.0 as usize]
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
        &self.rows[id.0 as usize]
    }

    pub(crate) fn scope(&self, row: &Row) -> &Scope {
        &self.scopes[row.scope as usize]
    }
}

/// The owner of rows: a shared structure in one direction, or a part of an operation.
#[derive(Debug)]
pub(crate) struct Scope {
    pub(crate) api: usize,
    /// As in [`crate::finding::Place`].
    pub(crate) name: String,
    pub(crate) part: Part,
    /// The index of the operation in its service's contract; `None` for shared structures.
    pub(crate) operation: Option<usize>,
    /// Where the page has it.
    pub(crate) origin: Option<Origin>,
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
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Role {
    /// A row of a table: a field, parameter or header.
    Field,
    /// The elements of an array or the values of a map that a row describes.
    Element,
    /// A body or structure as a whole.
    Whole,
}

/// A row of a page, or something that is counted like one.
#[derive(Debug)]
pub(crate) struct Row {
    pub(crate) scope: u32,
    /// The path from the scope: `servers[].id`.
    pub(crate) path: String,
    pub(crate) role: Role,
    /// The object it is a field of.
    pub(crate) object: Option<ObjectId>,
    pub(crate) required: Required,
    /// The kind of value that the page states, in words.
    pub(crate) kind: String,
    pub(crate) origin: Option<Origin>,
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
#[derive(Debug)]
pub(crate) struct Node {
    pub(crate) shape: Shape,
    /// Whether `null` is valid, where the page states it.
    pub(crate) nullable: Option<bool>,
    pub(crate) checks: Option<Box<Checks>>,
}

/// A value's kind.
#[derive(Debug)]
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
#[derive(Debug)]
pub(crate) struct ObjectShape {
    pub(crate) id: ObjectId,
    /// The row that describes the object: of a shared structure its own, not that of a field which refers to it. `None`
    /// for parameters.
    pub(crate) row: Option<RowId>,
    pub(crate) slots: Vec<Slot>,
    /// The slots' names.
    pub(crate) names: Names,
    pub(crate) groups: Vec<(Vec<u32>, Origin)>,
    /// Whether the absence of any slot matters.
    pub(crate) demands: bool,
}

impl ObjectShape {
    /// The slot of a name. `guess` is its most likely index: most texts keep the order of the previous one.
    pub(crate) fn find(&self, name: &str, guess: usize) -> Option<usize> {
        if self.slots.get(guess).is_some_and(|slot| &*slot.name == name) {
            return Some(guess);
        }
        self.names.find(name)
    }
}

/// A field of an object, or a parameter.
#[derive(Debug)]
pub(crate) struct Slot {
    pub(crate) name: Box<str>,
    pub(crate) node: NodeId,
    pub(crate) row: RowId,
    pub(crate) required: bool,
    /// Where the page declares it deprecated.
    pub(crate) deprecated: Option<Origin>,
    /// Where the page declares it read-only, in requests.
    pub(crate) read_only: Option<Origin>,
    /// Conditions under which it is required.
    pub(crate) conditions: Vec<(When, Origin)>,
}

/// Constraints beyond the kind.
#[derive(Debug, Default)]
pub(crate) struct Checks {
    pub(crate) range: Option<(Range, Origin)>,
    /// The range of the number in a string.
    pub(crate) content_range: Option<(Range, Origin)>,
    pub(crate) multiple_of: Option<(Number, Origin)>,
    pub(crate) length: Option<(Length, Origin)>,
    pub(crate) count: Option<(refract_codegen::ir::Count, Origin)>,
    pub(crate) unique: Option<Origin>,
    pub(crate) patterns: Vec<(Arc<Leaf>, String, Origin)>,
    pub(crate) format: Option<Form>,
    pub(crate) values: Option<Values>,
}

/// A list of values.
#[derive(Debug)]
pub(crate) struct Values {
    /// Strings, sorted, with their index in the list.
    pub(crate) texts: Vec<(Box<str>, u32)>,
    /// The others.
    pub(crate) others: Vec<(Value, u32)>,
    pub(crate) open: bool,
    pub(crate) origin: Origin,
}

/// A documented format of strings.
#[derive(Debug)]
pub(crate) enum Form {
    /// A format that JSON Schema defines.
    Known(String, Arc<Leaf>),
    /// Base64.
    Base64,
    /// A date or time in the page's own letters.
    Template(String),
}

/// A check of a string by the JSON Schema validator, which implements expressions and formats.
#[derive(Debug)]
pub(crate) struct Leaf(pub(crate) Validator);

impl Leaf {
    pub(crate) fn accepts(&self, text: &str) -> bool {
        self.0.is_valid(&Value::String(text.to_owned()))
    }
}

/// An operation's parts.
#[derive(Debug)]
pub(crate) struct OperationPlan {
    pub(crate) api: usize,
    /// Its index in the service's contract.
    pub(crate) index: usize,
    pub(crate) path: Parameters,
    /// The variables of its path template, in order.
    pub(crate) variables: Vec<String>,
    pub(crate) query: Parameters,
    pub(crate) headers: Parameters,
    pub(crate) request: Option<BodyPlan>,
    pub(crate) responses: Vec<(Status, ResponsePlan)>,
}

/// Parameters of one location, counted like the fields of an object.
#[derive(Debug)]
pub(crate) struct Parameters {
    pub(crate) scope: u32,
    pub(crate) shape: ObjectShape,
}

/// The constraints of a body.
#[derive(Debug)]
pub(crate) struct BodyPlan {
    pub(crate) media_type: String,
    pub(crate) node: NodeId,
    pub(crate) row: RowId,
    /// Whether it has required fields.
    pub(crate) required: bool,
}

/// The documented response of a status.
#[derive(Debug)]
pub(crate) struct ResponsePlan {
    /// Its index among all responses.
    pub(crate) id: u32,
    pub(crate) headers: Parameters,
    pub(crate) body: Option<BodyPlan>,
    /// How the body identifies a failure.
    pub(crate) failure: Option<Failure>,
}

//! An operation in a program: its rows by scope, and the plan of what is checked in which part of an exchange.
//!
//! Plain values, as the compiled file has them. Nothing here checks an exchange.

use refract_codegen::ir::{Failure, Required, Status};
use serde::{Deserialize, Serialize};

use super::value::{Node, ObjectShape, Shape};
use super::{NodeId, ResponseId, RowId, Spot};
use crate::contract::json_text;

static NO_SCOPE: Scope = Scope { name: String::new(), part: Part::Structure, origin: None };

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
    pub(in crate::contract) fn complete(&mut self) {
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

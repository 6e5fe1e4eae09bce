//! How the fields of a body agree with those that an operation documents.
//!
//! Names and the broad kind of their values (object, array, scalar) are compared, nothing else: whether a value conforms
//! is not asked here.

use std::borrow::Cow;

use super::Checker;
use crate::contract::program::{BodyPlan, NodeId, ObjectShape, Shape};
use crate::json::Json;

/// How many nested envelopes are examined.
const DEEPEST: usize = 3;

/// How a body agrees with an operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Agreement {
    /// Nothing: there is no body, or the page lists no fields.
    Silent,
    /// Most of its fields are documented.
    Most,
    /// Some of its fields are.
    Some,
    /// There is one name, which is documented, and nothing below it that could decide.
    Name,
    /// An envelope has the documented name, and nothing in it is documented.
    Envelope,
    /// None of its fields is, or it is an array where the page has an object.
    None,
}

impl<'c> Checker<'c> {
    /// How a body agrees with an operation.
    pub(super) fn agreement(&self, plan: Option<&BodyPlan>, value: Option<&Json<'_>>) -> Agreement {
        match (plan, value) {
            (Some(plan), Some(value)) => self.agrees(plan.node, value, 0),
            _ => Agreement::Silent,
        }
    }

    fn agrees(&self, node: NodeId, value: &Json<'_>, depth: usize) -> Agreement {
        let shape = self.shape(node);
        match (shape, value) {
            (Shape::Object(shape), Json::Object(members)) => {
                if members.is_empty() || shape.slots.is_empty() {
                    return Agreement::Silent;
                }
                let find = |name: &str, value: &Json<'_>| {
                    let slot = &shape.slots[shape.find(name, 0)?];
                    self.is_alike(slot.node, value).then_some(slot)
                };
                let known = members.iter().filter(|(name, value)| find(name, value).is_some()).count();
                if known == 0 {
                    return self.shifted(shape, members, depth);
                }
                // An envelope is weak evidence; its content counts.
                if let [(name, value)] | [(name, value), _] = members.as_slice()
                    && let Some(slot) = find(name, value)
                    && matches!(value, Json::Object(_) | Json::Array(_))
                    && depth < DEEPEST
                {
                    match self.agrees(slot.node, value, depth + 1) {
                        Agreement::Silent if members.len() == 1 => return Agreement::Name,
                        Agreement::Silent => {}
                        Agreement::None => return Agreement::Envelope,
                        Agreement::Name => return Agreement::Most,
                        inside => return inside,
                    }
                }
                match (members.len(), known) {
                    (1, _) => Agreement::Name,
                    (all, known) if known * 2 >= all => Agreement::Most,
                    _ => Agreement::Some,
                }
            }
            (Shape::Array { items, .. }, Json::Array(values)) => match values.first() {
                Some(first @ (Json::Object(_) | Json::Array(_))) => self.agrees(*items, first, depth),
                Some(value) if !self.is_alike(*items, value) => Agreement::None,
                _ => Agreement::Silent,
            },
            (Shape::Union(members), value) => match self.member(members, value) {
                Some(member) if depth < DEEPEST => self.agrees(member, value, depth + 1),
                Some(_) => Agreement::Silent,
                None => Agreement::None,
            },
            _ if !self.is_alike(node, value) => Agreement::None,
            _ => Agreement::Silent,
        }
    }

    /// The agreement of an object without any documented field at its place: the page may have an envelope that the
    /// recorded object lacks, or the other way round. Pages are wrong about envelopes more often than about fields.
    fn shifted(&self, shape: &ObjectShape, members: &[(Cow<'_, str>, Json<'_>)], depth: usize) -> Agreement {
        if depth >= DEEPEST {
            return Agreement::None;
        }
        let unwrapped = match members {
            [(_, value @ (Json::Object(_) | Json::Array(_)))] => {
                let inside = if let Json::Array(items) = value { items.first() } else { Some(value) };
                inside.and_then(|inside| match inside {
                    Json::Object(inside) => Some(self.known(shape, inside)),
                    _ => None,
                })
            }
            _ => None,
        };
        let wrapped = || match shape.slots.as_slice() {
            [only] => match self.shape(only.node) {
                Shape::Object(inner) => Some(self.known(inner, members)),
                _ => None,
            },
            _ => None,
        };
        unwrapped.filter(|found| *found == Agreement::Most).or_else(wrapped).unwrap_or(Agreement::None)
    }

    /// How many of an object's fields are documented.
    fn known(&self, shape: &ObjectShape, members: &[(Cow<'_, str>, Json<'_>)]) -> Agreement {
        let known = |(name, value): &&(Cow<'_, str>, Json<'_>)| {
            shape.find(name, 0).is_some_and(|index| self.is_alike(shape.slots[index].node, value))
        };
        match members.iter().filter(known).count() {
            known if known >= 2 && known * 2 >= members.len() => Agreement::Most,
            _ => Agreement::None,
        }
    }

    /// A node's shape, or that of the structure to which it refers.
    pub(super) fn shape(&self, node: NodeId) -> &'c Shape {
        let mut node = self.contract.program.node(node);
        while let Shape::Ref(target) = &node.shape {
            node = self.contract.program.node(*target);
        }
        &node.shape
    }

    /// Whether a value is an object, an array or a scalar where the page has one.
    fn is_alike(&self, node: NodeId, value: &Json<'_>) -> bool {
        match (self.shape(node), value) {
            (Shape::Any, _) | (_, Json::Null) => true,
            (Shape::Union(members), value) => members.iter().any(|member| self.is_alike(*member, value)),
            (Shape::Object(_) | Shape::Free | Shape::Map { .. }, value) => matches!(value, Json::Object(_)),
            (Shape::Array { .. }, value) => matches!(value, Json::Array(_)),
            (_, value) => !matches!(value, Json::Object(_) | Json::Array(_)),
        }
    }
}

//! Which of several kinds of values one is. A look at the value itself and at the names of its members decides: what is
//! inside is held against the one that is chosen.

use std::cmp::Reverse;

use refract_codegen::ir::holds::is_integer;

use super::Checker;
use crate::contract::program::{NodeId, Shape};
use crate::json::Json;

impl Checker<'_> {
    /// The member of a union that a value is of: the first of its kind, and of objects the one that has most of its fields.
    /// None where no member is of its kind.
    pub(super) fn member(&self, members: &[NodeId], value: &Json<'_>) -> Option<NodeId> {
        let fitting = members.iter().copied().filter(|member| self.is_of_kind(*member, value));
        // Of several that are equal, the last one of a reversed list is the first one.
        fitting.rev().max_by_key(|member| self.likeness(*member, value))
    }

    /// Whether a value is of the kind of a node.
    pub(super) fn is_of_kind(&self, node: NodeId, value: &Json<'_>) -> bool {
        match (self.shape(node), value) {
            (Shape::Any, _)
            | (Shape::Object(_) | Shape::Free | Shape::Map { .. }, Json::Object(_))
            | (Shape::Boolean, Json::Bool(_))
            | (Shape::Number, Json::Number(_))
            | (Shape::String | Shape::Integer { as_string: true, .. }, Json::String(_)) => true,
            (Shape::Integer { as_string: false, .. }, Json::Number(number)) => is_integer(number),
            (Shape::Array { items, .. }, Json::Array(values)) => {
                values.first().is_none_or(|first| self.is_of_kind(*items, first))
            }
            (Shape::Union(members), value) => members.iter().any(|member| self.is_of_kind(*member, value)),
            _ => false,
        }
    }

    /// How many of an object's members a node documents, and how few that it requires are not there.
    fn likeness(&self, node: NodeId, value: &Json<'_>) -> (usize, Reverse<usize>) {
        let (Shape::Object(shape), Json::Object(members)) = (self.shape(node), value) else {
            return (0, Reverse(0));
        };
        let known = members.iter().filter(|(name, _)| shape.find(name, 0).is_some()).count();
        let has = |name: &str| members.iter().any(|(other, _)| other == name);
        let absent = shape.slots.iter().filter(|slot| slot.required && !has(&slot.name)).count();
        (known, Reverse(absent))
    }
}

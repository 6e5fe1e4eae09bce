//! Selects the member of a union to which a value belongs. A look at the value itself and at the names of its members decides;
//! its content is then validated against that member.

use std::cmp::Reverse;

use refract_codegen::ir::validate::is_integer;

use super::Checker;
use crate::contract::program::{NodeId, Shape};
use crate::json::Json;

impl Checker<'_> {
    /// The member of a union that matches a value: the first of its kind, and among objects the one that has most of
    /// its fields. `None` where no member is of its kind.
    pub(super) fn member(&self, members: &[NodeId], value: &Json<'_>) -> Option<NodeId> {
        let fitting = members.iter().copied().filter(|member| self.is_of_kind(*member, value));
        // Among equal ones, the last of the reversed list is the first.
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

    /// How many of an object's members a node documents, and how many required ones are missing.
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

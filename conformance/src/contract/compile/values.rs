//! Compiles schemas into the nodes of a unit: kinds of values, and the fields of objects.
//!
//! It never reads a value. Which parts of an exchange a schema belongs to is for the parent module.

use refract_codegen::ir::{Direction, Field, Kind, Object, Required, Schema, SchemaName, Sourced};

use super::{CompileError, Service, Site};
use crate::contract::program::{Node, NodeId, ObjectId, ObjectShape, Part, Role, RowId, Shape, Slot, number};

impl<'a> Service<'a> {
    /// Compiles a schema. `row` is the row that describes it.
    pub(super) fn node(&mut self, schema: &'a Schema, site: Site<'_>, row: RowId) -> Result<NodeId, CompileError> {
        let id = self.reserve();
        self.fill(id, schema, site, row)?;
        Ok(id)
    }

    fn reserve(&mut self) -> NodeId {
        let nodes = &mut self.compiler.unit.nodes;
        nodes.push(Node { shape: Shape::Any, nullable: None, checks: None });
        let at = number(nodes.len() - 1);
        NodeId(self.compiler.index(at))
    }

    fn fill(&mut self, id: NodeId, schema: &'a Schema, site: Site<'_>, row: RowId) -> Result<(), CompileError> {
        let shape = match &schema.kind {
            Kind::Any => Shape::Any,
            Kind::Boolean => Shape::Boolean,
            Kind::Integer { width, as_string } => Shape::Integer { width: *width, as_string: *as_string },
            Kind::Number => Shape::Number,
            Kind::String { .. } => Shape::String,
            Kind::Array { items } => {
                let (items, row) = self.element(items, site, "[]", row)?;
                Shape::Array { items, row }
            }
            Kind::Map { keys, values } => {
                let keys = self.compiler.checks(keys, None, false)?;
                let (values, row) = self.element(values, site, "{}", row)?;
                Shape::Map { keys, values, row }
            }
            Kind::Union { members } => {
                let members = members.iter().map(|member| self.node(member, site, row)).collect::<Result<_, _>>()?;
                Shape::Union(members)
            }
            Kind::Object(object) if object.is_open() => Shape::Free,
            Kind::Object(object) => Shape::Object(Box::new(self.object(object, site, row)?)),
            Kind::Ref { target } => match self.shared(target, site.direction)? {
                Some(node) => Shape::Ref(node),
                None => Shape::Any,
            },
        };
        let format = match &schema.kind {
            Kind::String { format } => format.as_ref(),
            _ => None,
        };
        let as_string = matches!(schema.kind, Kind::Integer { as_string: true, .. });
        let checks = self.compiler.checks(&schema.constraints, format, as_string)?;
        let nullable = schema.constraints.nullable.as_ref().map(|stated| stated.value);
        let node = Node { shape, nullable, checks };
        self.compiler.unit.nodes[id.0.at as usize] = node;
        Ok(())
    }

    pub(super) fn element(
        &mut self,
        schema: &'a Schema,
        site: Site<'_>,
        mark: &str,
        parent: RowId,
    ) -> Result<(NodeId, RowId), CompileError> {
        let path = format!("{}{mark}", site.path);
        let row = self.row(site.scope, path.clone(), Role::Element, None, schema, Required::Unstated);
        let rows = &mut self.compiler.unit.rows;
        if rows[row.0.at as usize].origin.is_none() {
            // A row "list of X" states what X is as well.
            rows[row.0.at as usize].origin = rows[parent.0.at as usize].origin;
        }
        let node = self.node(schema, Site { path: &path, ..site }, row)?;
        Ok((node, row))
    }

    /// The node of a shared structure, compiled at the first reference to it.
    pub(super) fn shared(
        &mut self,
        name: &'a SchemaName,
        direction: Direction,
    ) -> Result<Option<NodeId>, CompileError> {
        if let Some(&node) = self.shared.get(&(name, direction)) {
            return Ok(Some(node));
        }
        let Some(schema) = self.api.schemas.get(name) else { return Ok(None) };
        // Registered before its fields, since they may refer back to it.
        let node = self.reserve();
        self.shared.insert((name, direction), node);
        let word = match direction {
            Direction::Request => "request",
            Direction::Response => "response",
        };
        let scope = self.scope(format!("schema {name} ({word})"), Part::Structure, schema.origin.as_ref());
        let row = self.row(scope, String::new(), Role::Whole, None, schema, Required::Unstated);
        let before = std::mem::replace(&mut self.own, direction == Direction::Response && self.sent.contains(name));
        let filled = self.fill(node, schema, Site { scope, path: "", direction }, row);
        self.own = before;
        filled?;
        Ok(Some(node))
    }

    pub(super) fn object(
        &mut self,
        object: &'a Object,
        site: Site<'_>,
        row: RowId,
    ) -> Result<ObjectShape, CompileError> {
        let fields: Vec<&'a Field> = object.fields().iter().collect();
        let mut shape = self.slots(&fields, site)?;
        shape.row = Some(row);
        for group in object.groups() {
            let members = group.members.iter().filter_map(|name| shape.find(name, 0)).map(number).collect();
            shape.groups.push((members, self.compiler.spot(&group.origin)));
        }
        shape.demands |= !shape.groups.is_empty();
        Ok(shape)
    }

    pub(super) fn slots(&mut self, fields: &[&'a Field], site: Site<'_>) -> Result<ObjectShape, CompileError> {
        let object = self.compiler.objects;
        self.compiler.objects += 1;
        let mut slots = Vec::with_capacity(fields.len());
        for field in fields {
            let path = if site.path.is_empty() { field.name.clone() } else { format!("{}.{}", site.path, field.name) };
            let row = self.row(site.scope, path.clone(), Role::Field, Some(object), &field.schema, field.required);
            let node = self.node(&field.schema, Site { path: &path, ..site }, row)?;
            let stated = &field.schema.constraints;
            let mut place = |flag: &Option<Box<Sourced<bool>>>| {
                flag.as_ref().filter(|flag| flag.value).map(|flag| self.compiler.spot(&flag.origin))
            };
            let (deprecated, read_only) = (place(&stated.deprecated), place(&stated.read_only));
            let conditions = stated
                .conditions
                .iter()
                .filter(|condition| condition.required)
                .filter_map(|condition| Some((condition.when.clone()?, self.compiler.spot(&condition.origin))))
                .collect();
            slots.push(Slot {
                name: field.name.as_str().into(),
                node,
                row,
                required: field.required == Required::Always && !self.own,
                deprecated,
                read_only: read_only.filter(|_| site.direction == Direction::Request),
                conditions,
            });
        }
        let demands = slots.iter().any(|slot| slot.required || !slot.conditions.is_empty());
        let id = ObjectId(self.compiler.index(object));
        let mut shape = ObjectShape { id, slots, demands, ..ObjectShape::default() };
        shape.complete();
        Ok(shape)
    }
}

//! Compiles IRs into a [`Program`].
//!
//! A shared structure is compiled once per direction: requests and responses are different parts of the contract, and
//! evidence for one says nothing about the other. [`values`] compiles
//! schemas, and [`checks`] the constraints of a value beyond its kind.

mod checks;
mod values;

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::{Arc, OnceLock};

use refract_codegen::ir::{
    Api, Body, Direction, Field, IntegerWidth, Kind, Location, Operation, Required, Schema, SchemaName, Status,
};
use refract_codegen::source::Origin;

use crate::route::{Template, Url, host_pattern};

use super::Source;
use super::program::{
    BodyPlan, Constant, Head, Index, LeafId, NodeId, OperationPlan, Parameters, Part, Program, ResponseId,
    ResponsePlan, Role, Row, RowId, Scope, ServiceHead, Spot, Unit, number,
};

/// Why a contract cannot be compiled: a defect of the contract, not of any exchange.
#[derive(Debug, thiserror::Error)]
#[error("{origin}: the expression `{pattern}` can't be compiled: {message}")]
#[non_exhaustive]
pub struct CompileError {
    /// Where the page states it.
    pub origin: Origin,
    /// The expression.
    pub pattern: String,
    /// The validator's message.
    pub message: String,
}

pub(super) fn compile(sources: &[Source]) -> Result<Program, CompileError> {
    let mut compiler = Compiler::default();
    for (index, Source { api, symmetric }) in sources.iter().enumerate() {
        let credentials = api.credentials.iter().map(|it| (it.place, it.name.clone())).collect();
        let (vendor, service) = (api.vendor.clone(), api.service.clone());
        compiler.program.services.push(ServiceHead { vendor, service, credentials });
        let sent = if *symmetric { BTreeSet::new() } else { sent(api) };
        let mut service = Service { compiler: &mut compiler, api, shared: BTreeMap::new(), sent, own: false };
        for operation in &api.operations {
            let plan = service.operation(operation)?;
            service.compiler.finish(number(index), operation, plan);
        }
    }
    Ok(compiler.program)
}

#[derive(Default)]
struct Compiler {
    program: Program,
    /// The unit of the operation that is being compiled.
    unit: Unit,
    /// How many objects and responses are counted in the unit.
    objects: u32,
    responses: u32,
    /// Validators by their schema: the same format is stated on many pages.
    leaves: HashMap<String, LeafId>,
    pages: HashMap<Arc<str>, u32>,
}

impl Compiler {
    /// The index of something in the unit.
    fn index(&self, at: u32) -> Index {
        Index { unit: number(self.program.operations.len()), at }
    }

    /// Adds the unit of an operation and its head.
    fn finish(&mut self, service: u32, operation: &Operation, plan: OperationPlan) {
        let mut unit = std::mem::take(&mut self.unit);
        (self.objects, self.responses) = (0, 0);
        unit.plan = plan;
        let head = self.head(service, operation, &unit);
        self.program.operations.push(head);
        self.program.units.push(OnceLock::from(Box::new(unit)));
    }

    fn head(&mut self, service: u32, operation: &Operation, unit: &Unit) -> Head {
        let constants = operation.selectors.iter().map(|selector| Constant {
            place: selector.place,
            name: selector.name.clone(),
            value: selector.value.clone(),
        });
        let lines = || operation.examples.iter().filter_map(|example| example.request_line.as_deref());
        let urls = lines().filter_map(|line| line.split_whitespace().find(|part| part.contains("://")));
        let mut hosts: Vec<String> =
            operation.server.as_deref().into_iter().chain(urls).filter_map(host_pattern).collect();
        hosts.sort_unstable();
        hosts.dedup();
        let shown =
            lines().filter_map(|line| line.split_whitespace().nth(1)).map(|url| Url::parse(url).path.to_owned());
        let is_loose = Template::parse(&operation.path).is_loose();
        Head {
            service,
            id: operation.id.to_string(),
            method: operation.method,
            path: operation.path.clone(),
            origin: self.spot(&operation.origin),
            deprecated: self.spot_of(operation.deprecated.as_ref()),
            constants: constants.collect(),
            hosts,
            shown: shown.filter(|_| is_loose).collect(),
            rows: number(unit.reported().count()),
        }
    }

    fn spot(&mut self, origin: &Origin) -> Spot {
        let page = *self.pages.entry(Arc::clone(&origin.page)).or_insert_with(|| {
            self.program.pages.push(Arc::clone(&origin.page));
            number(self.program.pages.len() - 1)
        });
        Spot { page, line: origin.line, column: origin.column }
    }

    fn spot_of(&mut self, origin: Option<&Origin>) -> Option<Spot> {
        origin.map(|origin| self.spot(origin))
    }
}

struct Service<'a> {
    compiler: &'a mut Compiler,
    api: &'a Api,
    shared: BTreeMap<(&'a SchemaName, Direction), NodeId>,
    /// The shared structures of requests, whose constraints do not apply to responses.
    sent: BTreeSet<&'a SchemaName>,
    /// Set while a response's structure is compiled that belongs to a request's table: what a client has to send says
    /// nothing about what it receives.
    own: bool,
}

/// The shared structures of requests.
fn sent(api: &Api) -> BTreeSet<&SchemaName> {
    let mut found = BTreeSet::new();
    let mut open: Vec<&Schema> =
        api.operations.iter().filter_map(|it| it.request.as_ref()).map(|it| &it.schema).collect();
    while let Some(schema) = open.pop() {
        match &schema.kind {
            Kind::Ref { target } if found.insert(target) => {
                open.extend(api.schemas.get(target));
            }
            Kind::Array { items } => open.push(items),
            Kind::Map { values, .. } => open.push(values),
            Kind::Union { members } => open.extend(members),
            Kind::Object(object) => open.extend(object.fields().iter().map(|field| &field.schema)),
            _ => {}
        }
    }
    found
}

/// The place of a schema that is being compiled.
#[derive(Clone, Copy)]
struct Site<'s> {
    scope: u32,
    path: &'s str,
    direction: Direction,
}

impl<'a> Service<'a> {
    fn operation(&mut self, operation: &'a Operation) -> Result<OperationPlan, CompileError> {
        let id = &operation.id;
        let at = |location: Location| operation.parameters.iter().filter(move |p| p.location == location);
        let mut parameters = |location: Location| {
            let part = match location {
                Location::Path => Part::Path,
                Location::Query => Part::Query,
                Location::Header => Part::Header,
            };
            let name = format!("operation {id}: {}", location.name());
            let scope = self.scope(name, part, Some(&operation.origin));
            let fields: Vec<&'a Field> = at(location).map(|parameter| &parameter.field).collect();
            self.parameters(scope, &fields, Direction::Request, location == Location::Header)
        };
        let (path, query, headers) =
            (parameters(Location::Path)?, parameters(Location::Query)?, parameters(Location::Header)?);
        let request = match &operation.request {
            Some(body) => Some(self.body(body, format!("operation {id}: request"), Direction::Request)?),
            None => None,
        };
        let mut responses = Vec::new();
        for (status, response) in &operation.responses {
            let name = |part: &str| format!("operation {id}: {part}response {status}");
            let scope = self.scope(name("headers of "), Part::ResponseHeader, Some(&response.origin));
            let fields: Vec<&'a Field> = response.headers.iter().collect();
            let headers = self.parameters(scope, &fields, Direction::Response, true)?;
            let body = match &response.body {
                Some(body) => Some(self.body(body, name(""), Direction::Response)?),
                None => None,
            };
            let id = ResponseId(self.compiler.index(self.compiler.responses));
            self.compiler.responses += 1;
            let origin = self.compiler.spot(&response.origin);
            responses.push((*status, ResponsePlan { id, origin, headers, body, failure: response.failure.clone() }));
        }
        // A status before its class.
        responses.sort_by_key(|(status, _)| (matches!(status, Status::Class(_)), *status));
        let variables = Template::parse(&operation.path).variables;
        let lists_statuses = operation.responses.values().any(|response| response.inferred.is_none());
        Ok(OperationPlan { path, variables, query, headers, request, responses, lists_statuses })
    }

    fn scope(&mut self, name: String, part: Part, origin: Option<&Origin>) -> u32 {
        let origin = self.compiler.spot_of(origin);
        let scopes = &mut self.compiler.unit.scopes;
        scopes.push(Scope { name, part, origin });
        number(scopes.len() - 1)
    }

    fn parameters(
        &mut self,
        scope: u32,
        fields: &[&'a Field],
        direction: Direction,
        headers: bool,
    ) -> Result<Parameters, CompileError> {
        let site = Site { scope, path: "", direction };
        let mut shape = self.slots(fields, site)?;
        if headers {
            // Header names are compared without case.
            for slot in &mut shape.slots {
                slot.name = slot.name.to_lowercase().into();
            }
            shape.complete();
        }
        Ok(Parameters { scope, shape })
    }

    fn body(&mut self, body: &'a Body, name: String, direction: Direction) -> Result<BodyPlan, CompileError> {
        let part = match direction {
            Direction::Request => Part::Request,
            Direction::Response => Part::Response,
        };
        let scope = self.scope(name, part, body.schema.origin.as_ref());
        let row = self.row(scope, String::new(), Role::Whole, None, &body.schema, Required::Unstated);
        let node = self.node(&body.schema, Site { scope, path: "", direction }, row)?;
        let required = match &self.api.resolve(&body.schema).kind {
            Kind::Object(object) => object.fields().iter().any(|field| field.required == Required::Always),
            Kind::Array { .. } => true,
            _ => false,
        };
        Ok(BodyPlan { media_type: essence(&body.media_type), node, row, required })
    }

    fn row(
        &mut self,
        scope: u32,
        path: String,
        role: Role,
        object: Option<u32>,
        schema: &Schema,
        required: Required,
    ) -> RowId {
        let values = schema.constraints.enumeration.as_ref().map(|list| {
            let show = |value: &serde_json::Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
            list.value.values().iter().map(|value| show(&value.value)).collect()
        });
        let origin = self.compiler.spot_of(schema.origin.as_ref());
        let (kind, values) = (label(schema), values.unwrap_or_default());
        let rows = &mut self.compiler.unit.rows;
        rows.push(Row { scope, path, role, object, required, kind, origin, values });
        let at = number(rows.len() - 1);
        RowId(self.compiler.index(at))
    }
}

/// A media type without its parameters, in lower case.
pub(crate) fn essence(media_type: &str) -> String {
    media_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
}

/// A kind in words.
pub(crate) fn label(schema: &Schema) -> String {
    match &schema.kind {
        Kind::Integer { as_string: true, .. } => "integer as a string".into(),
        Kind::Integer { width: IntegerWidth::Bits32, .. } => "integer (32 bits)".into(),
        Kind::Integer { width: IntegerWidth::Bits64, .. } => "integer (64 bits)".into(),
        Kind::Array { items } => format!("array of {}", label(items)),
        Kind::Map { values, .. } => format!("map of {}", label(values)),
        Kind::Union { members } => members.iter().map(label).collect::<Vec<_>>().join(" or "),
        Kind::Ref { target } => format!("object {target}"),
        Kind::String { format: Some(format) } => match &format.template {
            Some(template) => format!("string ({template})"),
            None => format!("string ({})", format.name),
        },
        kind => kind.name().to_owned(),
    }
}

//! A service's contract with its schemas ready to validate with.

use jsonschema::Validator;
use refract_codegen::emit::schema_object::{self, Style};
use refract_codegen::ir::{Api, Direction, Operation, Status};
use refract_codegen::source::Origin;
use serde_json::{Map, Value, json};

use crate::finding::Finding;

/// Why a contract can't be held against anything.
#[derive(Debug, thiserror::Error)]
pub enum ContractError {
    /// The contract has no operation with this id.
    #[error("the service `{service}` has no operation `{operation}`")]
    Operation {
        /// The service's name.
        service: String,
        /// The id that was asked for.
        operation: String,
    },
    /// A schema can't be compiled: a defect of the contract, not of the value.
    #[error("the schema of `{operation}` can't be compiled: {message}")]
    Schema {
        /// The operation's id.
        operation: String,
        /// What the validator says.
        message: String,
    },
}

/// A service's contract.
#[derive(Debug)]
pub struct Contract {
    api: Api,
    /// All shared structures as schema objects.
    definitions: Map<String, Value>,
}

impl Contract {
    /// The contract of a service.
    pub fn new(api: Api) -> Self {
        let style = style();
        let definitions = api
            .schemas
            .iter()
            .map(|(name, schema)| (name.to_string(), schema_object::schema(&api, schema, &style)))
            .collect();
        Self { api, definitions }
    }

    /// The IR it was made of.
    pub fn api(&self) -> &Api {
        &self.api
    }

    /// Holds a body against the schema for its operation, direction and, for responses, status.
    ///
    /// No findings where the contract says nothing of such a body.
    ///
    /// # Errors
    /// [`ContractError`] where there is no such operation, or its schema can't be compiled.
    pub fn check_body(
        &self,
        operation: &str,
        direction: Direction,
        status: Option<Status>,
        body: &Value,
    ) -> Result<Vec<Finding>, ContractError> {
        let operation = self.api.operation(operation).ok_or_else(|| ContractError::Operation {
            service: self.api.service.clone(),
            operation: operation.to_owned(),
        })?;
        let Some((schema, origin)) = self.schema(operation, direction, status) else {
            return Ok(Vec::new());
        };
        let validator = self.validator(operation, schema)?;
        let mut findings: Vec<Finding> = validator
            .iter_errors(body)
            .map(|error| Finding {
                pointer: error.instance_path().to_string(),
                message: error.to_string(),
                demand: error.schema_path().to_string(),
                origin: origin.clone(),
            })
            .collect();
        findings.sort();
        Ok(findings)
    }

    /// The schema of a body, and where its page states it.
    fn schema(
        &self,
        operation: &Operation,
        direction: Direction,
        status: Option<Status>,
    ) -> Option<(Value, Option<Origin>)> {
        let body = match direction {
            Direction::Request => operation.request.as_ref(),
            Direction::Response => {
                let found = match status {
                    Some(status) => {
                        operation.responses.get(&status).or_else(|| operation.responses.get(&class(status)))
                    }
                    // An example without a status shows success.
                    None => operation
                        .responses
                        .iter()
                        .find(|(status, response)| status.is_success() && response.body.is_some())
                        .map(|(_, response)| response),
                };
                found.and_then(|response| response.body.as_ref())
            }
        }?;
        Some((schema_object::schema(&self.api, &body.schema, &style()), body.schema.origin.clone()))
    }

    fn validator(&self, operation: &Operation, schema: Value) -> Result<Validator, ContractError> {
        let Value::Object(mut schema) = schema else { unreachable!("a schema object is an object") };
        schema.insert("$schema".into(), json!("https://json-schema.org/draft/2020-12/schema"));
        schema.insert("$defs".into(), Value::Object(self.definitions.clone()));
        jsonschema::validator_for(&Value::Object(schema))
            .map_err(|error| ContractError::Schema { operation: operation.id.to_string(), message: error.to_string() })
    }
}

fn style() -> Style<'static> {
    Style { reference: "#/$defs/", origins: false, digits: true, ..Style::default() }
}

/// The class of a status: `2XX` of `200`.
fn class(status: Status) -> Status {
    match status {
        Status::Code(code) => Status::Class(u8::try_from(code / 100).unwrap_or(0)),
        class @ Status::Class(_) => class,
    }
}

//! Failures that are sent with a status of success, as RPC services do: a field of the body identifies them.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::schema::{Kind, Object, Schema};
use super::{Api, Required};
use crate::source::Origin;

/// How a body with a status of success identifies a failure.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Failure {
    /// The field at the top of the body that identifies it.
    pub field: String,
    /// Its value in a success.
    pub success: Value,
    /// The fields of the body that a failure has, in its order, including that field. The constraints of the others
    /// apply to a success only.
    pub fields: Vec<String>,
    /// Where the vendor's file states it.
    pub origin: Origin,
}

impl Failure {
    /// Whether a body is a failure: it has the field, with another value. A string is compared by what it parses as,
    /// since pages write `"0"` for `0` as well.
    pub fn matches_body(&self, body: &Value) -> bool {
        body.get(&self.field).is_some_and(|value| plain(value) != self.success_text())
    }

    /// The value of a success as a string.
    pub fn success_text(&self) -> String {
        plain(&self.success)
    }

    /// The schema of a failure's body: those fields of a success that a failure has.
    pub fn schema(&self, api: &Api, body: &Schema) -> Schema {
        let mut failure = Object::open();
        if let Kind::Object(object) = &api.resolve(body).kind {
            for field in object.fields().iter().filter(|field| self.fields.contains(&field.name)) {
                let mut field = field.clone();
                if field.name == self.field {
                    field.required = Required::Always;
                }
                failure.add(field);
            }
        }
        Schema { origin: Some(self.origin.clone()), ..Schema::of(Kind::Object(failure)) }
    }
}

fn plain(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

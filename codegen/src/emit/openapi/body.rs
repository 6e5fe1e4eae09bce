//! Bodies: their media types, and one schema, or a branch per page where several pages share an operation.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::names::Slot;
use super::{Writer, alternatives, selectors};
use crate::emit::schema_object::{self, origin};
use crate::ir::{Body, Example, Failure, Kind, Operation, Required, Schema};

impl Writer<'_> {
    /// The content of a body.
    pub(super) fn content(
        &self,
        slot: Slot,
        bodies: &[(&Operation, &Body)],
        examples: &[&Example],
        pages: usize,
    ) -> Value {
        let mut media: BTreeMap<&str, Vec<(&Operation, &Body)>> = BTreeMap::new();
        for (operation, body) in bodies {
            media.entry(&body.media_type).or_default().push((operation, body));
        }
        let mut out = Map::new();
        for (media_type, found) in media {
            let schema = if pages == 1 {
                self.body(slot, found[0].0, &found[0].1.schema)
            } else if let [(operation, body)] = found.as_slice() {
                self.branch(slot, operation, &body.schema)
            } else {
                let branches: Vec<Value> =
                    found.iter().map(|(operation, body)| self.branch(slot, operation, &body.schema)).collect();
                let schemas: Vec<&Schema> = found.iter().map(|(_, body)| &body.schema).collect();
                json!({ if alternatives::part(self.api, &schemas, examples) { "oneOf" } else { "anyOf" }: branches })
            };
            let mut entry = Map::new();
            entry.insert("schema".into(), schema);
            self.examples(slot, &found, examples, &mut entry);
            out.insert(media_type.to_owned(), Value::Object(entry));
        }
        Value::Object(out)
    }

    fn body(&self, slot: Slot, operation: &Operation, schema: &Schema) -> Value {
        let schema = match self.names.of(operation, slot) {
            Some(name) => json!({ "$ref": format!("{}{name}", self.style.reference) }),
            None => schema_object::schema(self.api, schema, &self.style),
        };
        let response = slot.and_then(|status| operation.responses.get(&status));
        if let Some((failure, body)) = response.and_then(|it| Some((it.failure.as_ref()?, it.body.as_ref()?))) {
            return self.or_failure(schema, failure, &body.schema);
        }
        // The body of a request may contain the constants that select the operation.
        let chosen = slot.is_none().then(|| selectors::in_body(self.api, operation, Some(schema.clone()))).flatten();
        chosen.unwrap_or(schema)
    }

    /// The body of a success, or of a failure: the field that marks failures has the constant, or another value. A body
    /// without that field is a success.
    fn or_failure(&self, success: Value, failure: &Failure, body: &Schema) -> Value {
        let marker = match &self.api.resolve(body).kind {
            Kind::Object(object) => object.field(&failure.field),
            _ => None,
        };
        let Some(marker) = marker else { return success };
        let constant = match self.api.resolve(&marker.schema).kind {
            Kind::String { .. } | Kind::Integer { as_string: true, .. } => json!(failure.success_text()),
            _ => failure.success.clone(),
        };
        let marker_is = |value: &Value| json!({ &failure.field: { "enum": [value] } });
        let mut failed = schema_object::schema(self.api, &failure.schema(self.api, body), &self.style);
        if let Value::Object(failed) = &mut failed {
            failed.insert("title".into(), json!("Failure"));
            failed.insert("not".into(), json!({ "required": [failure.field], "properties": marker_is(&constant) }));
        }
        let success = json!({ "allOf": [success, { "type": "object", "properties": marker_is(&constant) }] });
        json!({ "oneOf": [success, failed] })
    }

    fn branch(&self, slot: Slot, operation: &Operation, schema: &Schema) -> Value {
        let mut branch = self.body(slot, operation, schema);
        if let Value::Object(branch) = &mut branch {
            branch.insert("title".into(), json!(operation.summary));
            branch.insert("x-origin".into(), origin(&operation.origin));
        }
        branch
    }

    /// Whether every value must be an object with a certain field.
    pub(super) fn demands_a_field(&self, schema: &Schema) -> bool {
        match &self.api.resolve(schema).kind {
            Kind::Object(object) => object.fields().iter().any(|field| field.required == Required::Always),
            _ => false,
        }
    }
}

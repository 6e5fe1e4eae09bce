//! Examples of bodies. An example that the document's schema refuses contradicts the table of its page: `refract check` reports
//! it, and linters report it as an error of the document. Such examples are texts under `x-examples`, and so are those that
//! tools would read as a part of the document.

use std::borrow::Cow;

use serde_json::{Map, Value, json};

use super::names::Slot;
use super::{Writer, selectors};
use crate::emit::schema_object::origin;
use crate::ir::{Body, Example, ExampleContent, Kind, Object, Operation, validate};

impl Writer<'_> {
    /// Adds the examples in JSON, each with its number in the page's order.
    pub(super) fn examples(
        &self,
        slot: Slot,
        bodies: &[(&Operation, &Body)],
        all: &[&Example],
        out: &mut Map<String, Value>,
    ) {
        let (mut shown, mut others) = (Map::new(), Vec::new());
        let json = all.iter().filter_map(|example| match &example.content {
            ExampleContent::Json(value) => Some((example, value)),
            _ => None,
        });
        for (index, (example, value)) in json.enumerate() {
            let accepted = bodies.iter().any(|(operation, body)| self.accepts(slot, operation, body, value));
            let is_shown = accepted && !reads_as_format(value);
            let mut entry = Map::new();
            if let Some(title) = &example.title {
                entry.insert("summary".into(), json!(title));
            }
            entry.insert("value".into(), if is_shown { value.clone() } else { json!(value.to_string()) });
            entry.insert("x-origin".into(), origin(&example.origin));
            if is_shown {
                shown.insert(format!("example-{}", index + 1), Value::Object(entry));
            } else {
                others.push(Value::Object(entry));
            }
        }
        if !shown.is_empty() {
            out.insert("examples".into(), Value::Object(shown));
        }
        if !others.is_empty() {
            out.insert("x-examples".into(), Value::Array(others));
        }
    }

    /// Whether the schema that the document has for a body of an operation accepts a value.
    fn accepts(&self, slot: Slot, operation: &Operation, body: &Body, value: &Value) -> bool {
        let response = slot.and_then(|status| operation.responses.get(&status));
        let failure =
            response.and_then(|response| response.failure.as_ref()).filter(|failure| failure.matches_body(value));
        let schema = match failure {
            Some(failure) => Cow::Owned(failure.schema(self.api, &body.schema)),
            None => Cow::Borrowed(&body.schema),
        };
        let chosen = slot.is_some() || selectors::are_in_body(self.api, operation, value);
        chosen
            && validate::accepts_where(self.api, &schema, value, &|stated, resolved, value: &Value| {
                let unknown = |object: &Object| {
                    let mut names = value.as_object().into_iter().flat_map(Map::keys);
                    !object.is_open() && names.any(|name| object.field(name).is_none())
                };
                let refused = matches!(&resolved.kind, Kind::Object(object) if self.style.strict && unknown(object));
                !refused
                    && crate::diff::has_form(self.api, stated, value)
                    && !is_other_than_base64(&resolved.kind, value)
            })
    }
}

/// Whether a text whose format is Base64 is something else: a placeholder, as a rule. JSON Schema doesn't know the format;
/// linters of `OpenAPI` do.
fn is_other_than_base64(kind: &Kind, value: &Value) -> bool {
    let (Kind::String { format: Some(format) }, Value::String(text)) = (kind, value) else { return false };
    let content = text.trim_end_matches('=');
    let is_sign = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/');
    let is_base64 = text.len().is_multiple_of(4) && text.len() - content.len() <= 2 && content.bytes().all(is_sign);
    format.name == "byte" && !is_base64
}

/// Whether tools would read a part of an example as part of the document: as a reference, which they try to follow, or as a
/// schema with an example or a default.
fn reads_as_format(value: &Value) -> bool {
    match value {
        Value::Object(map) => {
            let has_any = |keys: &[&str]| keys.iter().any(|key| map.contains_key(*key));
            let is_schema = has_any(&["enum", "type", "format", "properties", "items"]);
            has_any(&["$ref"]) || is_schema && has_any(&["example", "default"]) || map.values().any(reads_as_format)
        }
        Value::Array(elements) => elements.iter().any(reads_as_format),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ir::Format;

    #[test]
    fn placeholders_are_not_base64() {
        let byte = Kind::String { format: Some(Format::new("byte")) };
        for text in ["", "aGk=", "aA==", "AB+/"] {
            assert!(!is_other_than_base64(&byte, &json!(text)), "{text}");
        }
        for text in ["xxx", "****", "a===", "aGk=\n", "=aGk"] {
            assert!(is_other_than_base64(&byte, &json!(text)), "{text}");
        }
        assert!(!is_other_than_base64(&Kind::string(), &json!("xxx")));
        assert!(!is_other_than_base64(&byte, &json!(1)));
    }
}

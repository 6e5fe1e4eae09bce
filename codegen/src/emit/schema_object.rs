//! Writes the IR's schemas as JSON Schema 2020-12 objects, which `OpenAPI` 3.1 also uses.
//!
//! What JSON Schema has no keyword for is written with the keywords of [`super::vocabulary`], all of which are
//! annotations. A keyword that two demands need (for example two patterns) is written once per demand, under `allOf`.

mod demands;

use serde_json::{Map, Value, json};

use super::markdown;
use crate::ir::{
    Api, Condition, Correction, Enumeration, Inferred, IntegerWidth, Kind, Object, Required, Schema, When, validate,
};
use crate::source::Origin;

/// Options for schema objects.
#[derive(Clone, Debug)]
pub struct Style<'a> {
    /// The prefix of a structure's name in a `$ref`.
    pub reference: &'a str,
    /// Whether origins are written, as `x-origin`.
    pub origins: bool,
    /// Whether an integer that is carried as a string also gets a pattern of digits.
    pub digits: bool,
    /// Whether that pattern, which no page states, is written under `then`, separate from the patterns of pages.
    pub apart: bool,
    /// Whether a field that is required under a condition is required in the schema, if the condition could be read.
    pub conditions: bool,
    /// Whether descriptions are `CommonMark` instead of plain text.
    pub markdown: bool,
    /// Whether unknown fields are refused.
    pub strict: bool,
}

impl Default for Style<'_> {
    fn default() -> Self {
        Self {
            reference: "#/components/schemas/",
            origins: true,
            digits: false,
            apart: false,
            conditions: false,
            markdown: false,
            strict: false,
        }
    }
}

/// The pattern of an integer that is carried as a string.
pub(crate) const DIGITS: &str = "^-?[0-9]+$";

/// A position in the form of `x-origin`.
pub fn origin(origin: &Origin) -> Value {
    json!({ "page": &*origin.page, "line": origin.line, "column": origin.column })
}

/// Fixups in the form of `x-fixups`.
pub(super) fn corrections<'a>(all: impl IntoIterator<Item = &'a Correction>) -> Vec<Value> {
    all.into_iter().map(|it| json!({ "what": it.what, "why": it.why, "origin": origin(&it.origin) })).collect()
}

/// A schema as a schema object.
pub fn schema(api: &Api, schema: &Schema, style: &Style<'_>) -> Value {
    let mut draft = Draft::default();
    let null = schema.constraints.nullable.as_ref().is_some_and(|flag| flag.value);
    kind(api, schema, null, style, &mut draft);
    // Where a value is stated not to be `null` although its type would accept it: a value of any type, or one behind a
    // reference.
    let refused = schema.constraints.nullable.as_ref().is_some_and(|flag| !flag.value);
    if refused && validate::null(api, &Schema { kind: schema.kind.clone(), ..Schema::any() }) {
        draft.put("not", json!({ "enum": [null] }));
    }
    demands::write(api, schema, &mut draft);
    if let Some(list) = &schema.constraints.enumeration {
        enumeration(&list.value, null, &mut draft);
    }
    demands::annotate(schema, style, &mut draft);
    if let Some(description) = &schema.description {
        draft.put(
            "description",
            if style.markdown { json!(markdown::of(description, &schema.links)) } else { json!(description) },
        );
    }
    if let Some(from) = Inferred::sentences(&schema.inferred) {
        draft.put("x-inferred", json!(from));
    }
    if let (true, Some(place)) = (style.origins, &schema.origin) {
        draft.put("x-origin", origin(place));
    }
    draft.into_value()
}

/// A schema object that is being written.
#[derive(Default)]
struct Draft {
    out: Map<String, Value>,
    /// The entries of `allOf`, for keywords that are used already.
    all: Vec<Value>,
}

impl Draft {
    fn put(&mut self, key: &str, value: Value) {
        self.out.insert(key.to_owned(), value);
    }

    /// Adds a demand: among the others if its keyword is free, and otherwise under `allOf`.
    fn demand(&mut self, key: &str, value: Value) {
        if self.out.contains_key(key) {
            self.all.push(json!({ key: value }));
        } else {
            self.put(key, value);
        }
    }

    fn into_value(mut self) -> Value {
        if !self.all.is_empty() {
            self.out.insert("allOf".into(), Value::Array(self.all));
        }
        Value::Object(self.out)
    }
}

fn kind(api: &Api, schema_: &Schema, null: bool, style: &Style<'_>, draft: &mut Draft) {
    let named = |name: &str| if null { json!([name, "null"]) } else { json!(name) };
    match &schema_.kind {
        Kind::Any => {}
        Kind::Boolean => draft.put("type", named("boolean")),
        Kind::Integer { width, as_string } => {
            draft.put("type", named(if *as_string { "string" } else { "integer" }));
            // The width as the page names it, without its bounds. Bounds would be demands, which the page does not
            // state, and many JSON readers round the bounds of 64 bits.
            match width {
                IntegerWidth::Bits32 => draft.put("format", json!("int32")),
                IntegerWidth::Bits64 => draft.put("format", json!("int64")),
                IntegerWidth::Unstated => {}
            }
            match (*as_string && style.digits, style.apart) {
                (false, _) => {}
                (true, false) => draft.put("pattern", json!(DIGITS)),
                (true, true) => {
                    draft.put("if", json!({ "type": "string" }));
                    draft.put("then", json!({ "pattern": DIGITS }));
                }
            }
        }
        Kind::Number => draft.put("type", named("number")),
        Kind::String { format } => {
            draft.put("type", named("string"));
            if let Some(format) = format {
                // `date-time` means RFC 3339; a template of another form is an annotation.
                if format.name != "date-time" || format.is_rfc_3339() {
                    let known = format.is_standard();
                    draft.put(if known { "format" } else { "x-format" }, json!(format.name));
                }
                if let Some(template) = &format.template {
                    draft.put("x-format-template", json!(template));
                }
            }
        }
        Kind::Array { items } => {
            draft.put("type", named("array"));
            draft.put("items", schema(api, items, style));
        }
        Kind::Map { keys, values } => {
            draft.put("type", named("object"));
            if !keys.is_empty() {
                let keys = Schema { constraints: keys.clone(), ..Schema::of(Kind::string()) };
                draft.put("propertyNames", schema(api, &keys, &Style { origins: false, ..style.clone() }));
            }
            draft.put("additionalProperties", schema(api, values, style));
        }
        Kind::Union { members } => {
            let mut any: Vec<Value> = members.iter().map(|member| schema(api, member, style)).collect();
            if null {
                any.push(json!({ "type": "null" }));
            }
            draft.put("anyOf", Value::Array(any));
        }
        Kind::Object(inner) => {
            draft.put("type", named("object"));
            object(api, inner, null, style, draft);
        }
        Kind::Ref { target } => {
            let reference = json!(format!("{}{target}", style.reference));
            if null {
                draft.put("anyOf", json!([{ "$ref": reference }, { "type": "null" }]));
            } else {
                draft.put("$ref", reference);
            }
        }
    }
}

fn object(api: &Api, object: &Object, null: bool, style: &Style<'_>, draft: &mut Draft) {
    if object.is_open() {
        draft.put("additionalProperties", json!(true));
        return;
    }
    let properties: Map<String, Value> =
        object.fields().iter().map(|field| (field.name.clone(), schema(api, &field.schema, style))).collect();
    draft.put("properties", Value::Object(properties));
    let required: Vec<&str> = object
        .fields()
        .iter()
        .filter(|field| field.required == Required::Always)
        .map(|field| field.name.as_str())
        .collect();
    if !required.is_empty() {
        draft.put("required", json!(required));
    }
    if style.strict {
        draft.put("additionalProperties", json!(false));
    }
    // At most one of a group: no two of its members together.
    for group in object.groups() {
        for (index, first) in group.members.iter().enumerate() {
            for second in &group.members[index + 1..] {
                let mut both = given(&[first, second]);
                if null {
                    // A value that is not an object has no members, and these keywords would not refuse it.
                    both["type"] = json!("object");
                }
                draft.all.push(json!({ "not": both }));
            }
        }
    }
    if style.conditions {
        draft.all.extend(conditions(object));
    }
}

/// Requires fields. They are also listed among the properties: strict validators treat a required field without a
/// property as a typing error.
fn given(fields: &[&str]) -> Value {
    let properties: Map<String, Value> = fields.iter().map(|field| ((*field).to_owned(), json!({}))).collect();
    json!({ "properties": properties, "required": fields })
}

/// Requires fields under conditions whose field and values could both be read. Other conditions remain annotations.
fn conditions(object: &Object) -> Vec<Value> {
    let mut all = Vec::new();
    for field in object.fields().iter().filter(|field| field.required != Required::Always) {
        let demanded = field.schema.constraints.conditions.iter().filter(|condition| condition.required);
        for Condition { when, .. } in demanded {
            let Some(When { field: other, values }) = when else { continue };
            if object.field(other).is_none() || *other == field.name {
                continue;
            }
            let condition_schema = match values.as_slice() {
                // Given and not empty.
                [] => json!({ "not": { "enum": [null, "", [], {}] } }),
                values => json!({ "enum": values }),
            };
            let rule = json!({
                "if": { "properties": { other: condition_schema }, "required": [other] },
                "then": given(&[&field.name]),
            });
            if !all.contains(&rule) {
                all.push(rule);
            }
        }
    }
    all
}

/// A closed list is an `enum`; an open one also allows every other value of the type. `null` is listed where it is a
/// value.
fn enumeration(list: &Enumeration, null: bool, draft: &mut Draft) {
    let mut values: Vec<Value> = list.values().iter().map(|value| value.value.clone()).collect();
    let meanings: Map<String, Value> = list
        .values()
        .iter()
        .filter_map(|value| {
            let key = value.value.as_str().map_or_else(|| value.value.to_string(), str::to_owned);
            value.meaning.as_ref().map(|meaning| (key, json!(meaning)))
        })
        .collect();
    if list.is_open() {
        // The type in JSON: digits in a string are a string, and where no type is stated every value is allowed.
        let other = draft.out.get("type").map_or_else(|| json!({}), |name| json!({ "type": name }));
        draft.demand("anyOf", json!([{ "enum": values }, other]));
    } else {
        if null && !values.contains(&Value::Null) {
            values.push(Value::Null);
        }
        draft.put("enum", Value::Array(values));
    }
    if !meanings.is_empty() {
        draft.put("x-enum-meanings", Value::Object(meanings));
    }
    let deprecated = list.values().iter().filter(|value| value.deprecated).map(|value| value.value.clone());
    let deprecated: Vec<Value> = deprecated.collect();
    if !deprecated.is_empty() {
        draft.put("x-enum-deprecated", Value::Array(deprecated));
    }
}

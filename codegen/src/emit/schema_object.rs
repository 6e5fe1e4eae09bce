//! The IR's schemas as JSON Schema 2020-12 objects, which are also `OpenAPI` 3.1's.
//!
//! What JSON Schema has no keyword for stands under the words of [`super::vocabulary`], all of which are annotations. A
//! keyword that two demands need (two patterns, say) is written once a demand, under `allOf`.

mod demands;

use serde_json::{Map, Value, json};

use super::markdown;
use crate::ir::{
    Api, Condition, Correction, Enumeration, Inferred, IntegerWidth, Kind, Object, Required, Schema, When, holds,
};
use crate::source::Origin;

/// How schema objects are written.
#[derive(Clone, Debug)]
pub struct Style<'a> {
    /// What stands before a structure's name in a `$ref`.
    pub reference: &'a str,
    /// Whether places are kept under `x-origin`.
    pub origins: bool,
    /// Whether an integer that is carried as a string is also held to a pattern of digits.
    pub digits: bool,
    /// Whether that pattern, which no page words, stands under `then`, apart from the patterns of pages.
    pub apart: bool,
    /// Whether a field that is required under a condition that could be read is demanded under it.
    pub conditions: bool,
    /// Whether descriptions are `CommonMark`, and not the text alone.
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

/// What an integer that is carried as a string looks like.
pub(crate) const DIGITS: &str = "^-?[0-9]+$";

/// A place as `x-origin` holds it.
pub fn origin(origin: &Origin) -> Value {
    json!({ "page": &*origin.page, "line": origin.line, "column": origin.column })
}

/// Corrections as `x-fixups` holds them.
pub(super) fn corrections<'a>(all: impl IntoIterator<Item = &'a Correction>) -> Vec<Value> {
    all.into_iter().map(|it| json!({ "what": it.what, "why": it.why, "origin": origin(&it.origin) })).collect()
}

/// A schema as a schema object.
pub fn schema(api: &Api, schema: &Schema, style: &Style<'_>) -> Value {
    let mut draft = Draft::default();
    let null = schema.constraints.nullable.as_ref().is_some_and(|flag| flag.value);
    kind(api, schema, null, style, &mut draft);
    // Where a value is said not to be `null` and its type would take it: one of any kind, or what a reference leads to.
    let refused = schema.constraints.nullable.as_ref().is_some_and(|flag| !flag.value);
    if refused && holds::null(api, &Schema { kind: schema.kind.clone(), ..Schema::any() }) {
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
    /// What stands under `allOf`, as its keyword is taken.
    all: Vec<Value>,
}

impl Draft {
    fn put(&mut self, key: &str, value: Value) {
        self.out.insert(key.to_owned(), value);
    }

    /// A demand: beside the others where its keyword is free, and else under `allOf`.
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
            // The width as the page names it, and no bounds of it: those are demands, which the page does not word, and the
            // ends of 64 bits are numbers that many readers of JSON round.
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
                    // What is no object has no members, and would not be refused for them.
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

/// That fields are given. They are named among the properties, too: strict validators take a required field that they are
/// not shown for a typing error.
fn given(fields: &[&str]) -> Value {
    let properties: Map<String, Value> = fields.iter().map(|field| ((*field).to_owned(), json!({}))).collect();
    json!({ "properties": properties, "required": fields })
}

/// What must be given under a condition whose field and values could both be read. Others stay annotations.
fn conditions(object: &Object) -> Vec<Value> {
    let mut all = Vec::new();
    for field in object.fields().iter().filter(|field| field.required != Required::Always) {
        let demanded = field.schema.constraints.conditions.iter().filter(|condition| condition.required);
        for Condition { when, .. } in demanded {
            let Some(When { field: other, values }) = when else { continue };
            if object.field(other).is_none() || *other == field.name {
                continue;
            }
            let holds = match values.as_slice() {
                // Given and not empty.
                [] => json!({ "not": { "enum": [null, "", [], {}] } }),
                values => json!({ "enum": values }),
            };
            let rule = json!({
                "if": { "properties": { other: holds }, "required": [other] },
                "then": given(&[&field.name]),
            });
            if !all.contains(&rule) {
                all.push(rule);
            }
        }
    }
    all
}

/// A closed list is an `enum`; an open one allows every other value of the type, too. `null` is among the values where
/// it is one.
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
        // The type as it is written: digits in a string are a string, and where none is stated every value is allowed.
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
}

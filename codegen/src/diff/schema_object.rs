//! Reads schema objects of JSON Schemas and `OpenAPI` documents as types of the IR, for comparison.
//!
//! What has no equivalent in the IR is read as any value, with a note. This module knows nothing of the document around
//! a schema.

use serde::Deserialize;
use serde_json::{Map, Value};

use crate::emit::schema_object::DIGITS;
use crate::ir::sound::endless_unions;
use crate::ir::{
    Api, Bound, Condition, Constraints, Count, EnumValue, Enumeration, ExclusiveGroup, Field, Format, IntegerWidth,
    Kind, Length, LengthUnit, Object, Pattern, PatternFrom, Range, Required, Schema, SchemaName, Sourced, When,
};
use crate::source::Origin;

/// The structure that a reference refers to, if it has a name.
pub(super) type Named<'a> = &'a dyn Fn(&str) -> Option<SchemaName>;

/// Reads schema objects, and collects notes on what could not be taken over.
pub(super) struct Reader<'a> {
    /// The file, used as the origin where the schema names none.
    pub(super) place: Origin,
    /// The form that is read, used in place of the rule by which a page was read.
    pub(super) rule: &'static str,
    pub(super) named: Named<'a>,
    /// What could not be taken over, with JSON pointers.
    pub(super) notes: Vec<String>,
}

impl Reader<'_> {
    #[allow(clippy::unnecessary_box_returns, reason = "constraints hold boxes")]
    pub(super) fn sourced<T>(&self, value: &Value, stated: T) -> Box<Sourced<T>> {
        let place = origin(value).unwrap_or_else(|| self.place.clone());
        Box::new(Sourced { value: stated, origin: place, rule: self.rule.to_owned() })
    }

    pub(super) fn schema(&mut self, value: &Value, at: &str) -> Schema {
        let Some(map) = value.as_object() else { return Schema::any() };
        if map.contains_key("oneOf") {
            self.notes.push(format!("{at}: `oneOf` is compared as `anyOf`"));
        }
        for key in ["not", "patternProperties", "prefixItems", "contains", "const", "dependentRequired"] {
            if map.contains_key(key) {
                self.notes.push(format!("{at}: `{key}` is not compared"));
            }
        }
        let mut schema = Schema::of(self.kind(map, at));
        schema.origin = origin(value);
        schema.description = text(value, "description");
        schema.constraints = self.constraints(map, value, at);
        schema
    }

    fn kind(&mut self, map: &Map<String, Value>, at: &str) -> Kind {
        if let Some(reference) = map.get("$ref").and_then(Value::as_str) {
            return self.reference(reference, at);
        }
        let format = map.get("format").or(map.get("x-format")).and_then(Value::as_str);
        let width = match format {
            Some("int32") => IntegerWidth::Bits32,
            Some("int64") => IntegerWidth::Bits64,
            _ => IntegerWidth::Unstated,
        };
        let named = match map.get("type") {
            Some(Value::String(name)) => Some(name.as_str()),
            Some(Value::Array(names)) => {
                let names: Vec<&str> = names.iter().filter_map(Value::as_str).filter(|name| *name != "null").collect();
                if names.len() > 1 {
                    let of = |name: &&str| {
                        let mut member = map.clone();
                        member.insert("type".into(), Value::from(*name));
                        Schema::of(self.kind(&member, at))
                    };
                    let members = names.iter().map(of).collect();
                    return Kind::Union { members };
                }
                names.first().copied()
            }
            _ => None,
        };
        match named {
            Some("boolean") => Kind::Boolean,
            Some("integer") => Kind::Integer { width, as_string: false },
            Some("number") => Kind::Number,
            Some("string") if width != IntegerWidth::Unstated || digits(map) => {
                Kind::Integer { width, as_string: true }
            }
            Some("string") => {
                let template = map.get("x-format-template").and_then(Value::as_str).map(str::to_owned);
                // A template of a date's form replaces the format of RFC 3339.
                let format = format.or(template.is_some().then_some("date-time"));
                Kind::String { format: format.map(|name| Format { template, ..Format::new(name) }) }
            }
            Some("array") => {
                let items =
                    map.get("items").map_or_else(Schema::any, |items| self.schema(items, &format!("{at}/items")));
                Kind::array(items)
            }
            Some("object") => self.object(map, at),
            _ if map.contains_key("properties") => self.object(map, at),
            _ => self.combined(map, at),
        }
    }

    /// A schema that has no type itself: one wrapped in `allOf`, or a list of known values next to a type.
    fn combined(&mut self, map: &Map<String, Value>, at: &str) -> Kind {
        let typed = |value: &Value| value.get("$ref").is_some() || value.get("type").is_some_and(|name| name != "null");
        for key in ["allOf", "anyOf"] {
            let mut parts = items(map.get(key)).iter().filter(|part| typed(part));
            if let (Some(part), None) = (parts.next(), parts.next())
                && let Some(part) = part.as_object()
            {
                return self.kind(part, &format!("{at}/{key}"));
            }
        }
        for key in ["anyOf", "oneOf"] {
            let parts: Vec<&Value> = items(map.get(key)).iter().filter(|part| !is_null(part)).collect();
            if parts.len() > 1 && !map.contains_key("allOf") && parts.iter().all(|part| is_shaped(part)) {
                let members =
                    parts.iter().enumerate().map(|(index, part)| self.schema(part, &format!("{at}/{key}/{index}")));
                return Kind::Union { members: members.collect() };
            }
        }
        if ["allOf", "anyOf", "oneOf"].iter().any(|key| map.contains_key(*key)) {
            self.notes.push(format!("{at}: several schemas in one are read as any value"));
        }
        Kind::Any
    }

    fn reference(&mut self, reference: &str, at: &str) -> Kind {
        if let Some(target) = (self.named)(reference) {
            return Kind::Ref { target };
        }
        self.notes.push(format!("{at}: the reference `{reference}` is read as any value"));
        Kind::Any
    }

    fn object(&mut self, map: &Map<String, Value>, at: &str) -> Kind {
        let required: Vec<&str> = items(map.get("required")).iter().filter_map(Value::as_str).collect();
        let mut fields: Vec<Field> = Vec::new();
        for (name, schema) in members(map.get("properties")) {
            let required = if required.contains(&name.as_str()) { Required::Always } else { Required::Unstated };
            let schema = self.schema(schema, &format!("{at}/properties/{name}"));
            fields.push(Field { name: name.clone(), required, schema });
        }
        if fields.is_empty() && !map.contains_key("properties") {
            return match map.get("additionalProperties") {
                Some(values @ Value::Object(_)) => {
                    let keys = map.get("propertyNames").and_then(Value::as_object);
                    let keys = keys.map(|keys| self.constraints(keys, &Value::Null, at)).unwrap_or_default();
                    Kind::Map { keys, values: Box::new(self.schema(values, &format!("{at}/additionalProperties"))) }
                }
                _ => Kind::Object(Object::open()),
            };
        }
        let (mut object, _) = Object::new(fields);
        for part in items(map.get("allOf")) {
            let members: Vec<String> =
                items(part.pointer("/not/required")).iter().filter_map(Value::as_str).map(str::to_owned).collect();
            object.add_group(ExclusiveGroup { members, origin: self.place.clone() });
        }
        Kind::Object(object)
    }

    fn constraints(&mut self, map: &Map<String, Value>, value: &Value, at: &str) -> Constraints {
        let mut stated = Constraints::default();
        let bound = |inclusive: &str, exclusive: &str| {
            let number = |key: &str| map.get(key).and_then(Value::as_number).cloned();
            // 3.0 has a flag next to the bound.
            let flag = map.get(exclusive) == Some(&Value::Bool(true));
            number(exclusive)
                .map(|value| Bound { value, exclusive: true })
                .or_else(|| number(inclusive).map(|value| Bound { value, exclusive: flag }))
        };
        stated.range = Range::new(bound("minimum", "exclusiveMinimum"), bound("maximum", "exclusiveMaximum"))
            .or_else(|| Range::new(bound("x-minimum", "x-exclusiveMinimum"), bound("x-maximum", "x-exclusiveMaximum")))
            .map(|range| self.sourced(value, range));
        let count = |min: &str, max: &str| {
            Count::new(map.get(min).and_then(Value::as_u64), map.get(max).and_then(Value::as_u64))
        };
        let bytes = map.get("x-length-unit").is_some_and(|unit| unit == "bytes");
        let unit = if bytes { LengthUnit::Bytes } else { LengthUnit::Characters };
        let least = if bytes { "x-min-bytes" } else { "minLength" };
        stated.length = count(least, "maxLength").map(|count| self.sourced(value, Length { count, unit }));
        stated.count = count("minItems", "maxItems")
            .or_else(|| count("minProperties", "maxProperties"))
            .map(|count| self.sourced(value, count));
        let flag = |key: &str| map.get(key).and_then(Value::as_bool);
        stated.unique = flag("uniqueItems").map(|unique| self.sourced(value, unique));
        stated.deprecated = flag("deprecated").map(|it| self.sourced(value, it));
        stated.reserved = flag("x-reserved").map(|it| self.sourced(value, it));
        stated.read_only = flag("readOnly").map(|it| self.sourced(value, it));
        let null = |names: &Value| items(Some(names)).iter().any(|name| name == "null");
        let branch = items(map.get("anyOf")).iter().any(|part| part.get("type").is_some_and(|name| name == "null"));
        let nullable = flag("nullable").unwrap_or(false) || map.get("type").is_some_and(null) || branch;
        stated.nullable = nullable.then(|| self.sourced(value, true));
        stated.multiple_of = map.get("multipleOf").and_then(Value::as_number).map(|it| self.sourced(value, it.clone()));
        stated.default = map.get("default").or(map.get("x-default")).map(|it| self.sourced(value, it.clone()));
        stated.unit = map.get("x-unit").and_then(Value::as_str).map(|it| self.sourced(value, it.to_owned()));
        // The pattern of digits in a string belongs to the type itself.
        for pattern in patterns(map).filter(|pattern| *pattern != DIGITS) {
            // A pattern without anchors matches anywhere in the text.
            let ecma = Pattern::within(pattern).unwrap_or_else(|| format!("[\\s\\S]*(?:{pattern})[\\s\\S]*"));
            let from = map.get("x-pattern-from").and_then(|from| PatternFrom::deserialize(from).ok());
            stated.patterns.push(*self.sourced(value, Pattern { ecma, written: None, from }));
        }
        let open = items(map.get("anyOf")).iter().find_map(|part| part.get("enum"));
        if let Some(values) = map.get("enum").or(open) {
            let listed = items(Some(values)).iter().filter(|value| !value.is_null());
            let deprecated = items(map.get("x-enum-deprecated"));
            let listed = listed
                .map(|value| EnumValue { deprecated: deprecated.contains(value), ..EnumValue::of(value.clone()) });
            stated.enumeration = Enumeration::new(listed, !map.contains_key("enum")).map(|it| self.sourced(value, it));
        }
        for condition in items(map.get("x-conditions")) {
            stated.conditions.push(self.condition(condition));
        }
        if map.contains_key("if") && !digits(map) {
            self.notes.push(format!("{at}: conditions are not compared"));
        }
        stated
    }

    /// A condition as Refract's own exports write it.
    fn condition(&self, value: &Value) -> Condition {
        let when = value.get("when").and_then(|when| {
            let field = text(when, "field")?;
            Some(When { field, values: items(when.get("values")).to_vec() })
        });
        Condition {
            when,
            required: value.get("required") == Some(&Value::Bool(true)),
            words: text(value, "words").unwrap_or_default(),
            origin: self.place.clone(),
            rule: self.rule.to_owned(),
        }
    }

    /// Replaces a reference to a missing structure by any value.
    pub(super) fn settle(&mut self, schema: &mut Schema, known: &[SchemaName]) {
        if let Kind::Ref { target } = &schema.kind
            && !known.contains(target)
        {
            self.notes.push(format!("the reference to `{target}` can't be resolved"));
            schema.kind = Kind::Any;
        }
    }
}
/// The patterns that a text must match.
fn patterns(map: &Map<String, Value>) -> impl Iterator<Item = &str> {
    let parts = items(map.get("allOf")).iter().filter_map(|part| part.get("pattern"));
    map.get("pattern").into_iter().chain(parts).filter_map(Value::as_str)
}

/// Whether a text is an integer in digits, and no page states that as a pattern.
fn digits(map: &Map<String, Value>) -> bool {
    let apart = map.get("then").and_then(|then| then.get("pattern")).and_then(Value::as_str);
    patterns(map).chain(apart).any(|pattern| pattern == DIGITS)
}

pub(super) fn text(value: &Value, key: &str) -> Option<String> {
    value.get(key).and_then(Value::as_str).map(str::to_owned)
}

/// A position as Refract's own exports write it.
pub(super) fn origin(value: &Value) -> Option<Origin> {
    let place = value.get("x-origin")?;
    let place = place.as_array().and_then(|all| all.first()).unwrap_or(place);
    let number = |key: &str| place.get(key).and_then(Value::as_u64).and_then(|n| u32::try_from(n).ok());
    let page = place.get("page")?.as_str()?;
    Some(Origin { page: page.into(), line: number("line")?, column: number("column")? })
}

pub(super) fn members(value: Option<&Value>) -> impl Iterator<Item = (&String, &Value)> {
    value.and_then(Value::as_object).into_iter().flatten()
}

pub(super) fn items(value: Option<&Value>) -> &[Value] {
    value.and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

/// The last name of a JSON pointer.
pub(super) fn unescape(name: &str) -> SchemaName {
    SchemaName::new(name.replace("~1", "/").replace("~0", "~"))
}

/// Reads shared structures that are unions of themselves as any value, with a note: no value can be validated against
/// them.
pub(super) fn end_unions(api: &mut Api, place: &str, notes: &mut Vec<String>) {
    for name in endless_unions(api) {
        notes.push(format!("{place}{name}: a union of itself is read as any value"));
        api.schemas.insert(name, Schema::any());
    }
}

/// Whether a schema allows `null` and nothing else.
fn is_null(schema: &Value) -> bool {
    schema.get("type").is_some_and(|name| name == "null")
}

/// Whether a schema states a type for its values.
fn is_shaped(schema: &Value) -> bool {
    ["$ref", "type", "properties"].iter().any(|key| schema.get(*key).is_some())
}

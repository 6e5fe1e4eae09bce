//! Ways to break an instance: each breaks one statement of its schema at one place, and leaves everything else as it is.
//!
//! What stands behind a reference is not broken: a shared structure is held against its schema by itself.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::maker::{Maker, matches};

/// What both are to say of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Expected {
    /// The schema refuses it, and so does the type, when it is read or when it is validated.
    Refused,
    /// Both accept it, and it comes back as it went in.
    Accepted,
    /// JSON Schema has no word for it or only annotates it; the type refuses it.
    RefusedByType,
}

/// One way to break an instance.
#[derive(Debug)]
pub(crate) struct Break {
    /// Which statement is broken.
    pub(crate) rule: &'static str,
    /// Where it stands in the schema.
    pub(crate) schema: String,
    /// Where in the instance: a JSON pointer.
    pub(crate) pointer: String,
    /// What is put there; nothing to take it out.
    pub(crate) value: Option<Value>,
    /// What both are to say.
    pub(crate) expected: Expected,
}

/// All ways to break an instance that were not tried on the same statement before.
pub(crate) fn of<'a>(
    root: &'a Value,
    instance: &Value,
    maker: &mut Maker<'a>,
    tried: &mut BTreeSet<(&'static str, String)>,
) -> Vec<Break> {
    let mut walk = Walk { maker, tried, found: Vec::new() };
    // The document itself may be a reference.
    let schema = super::resolved(root, root);
    walk.node(schema, instance, String::new(), String::new());
    walk.found
}

/// The instance with one place broken; nothing where the place is not there.
pub(crate) fn apply(instance: &Value, broken: &Break) -> Option<Value> {
    let mut out = instance.clone();
    let Some((parent, key)) = broken.pointer.rsplit_once('/') else { return broken.value.clone() };
    let key = key.replace("~1", "/").replace("~0", "~");
    match (out.pointer_mut(parent)?, &broken.value) {
        (Value::Object(map), Some(value)) => drop(map.insert(key, value.clone())),
        (Value::Object(map), None) => drop(map.remove(&key)?),
        (Value::Array(elements), Some(value)) => *elements.get_mut(key.parse::<usize>().ok()?)? = value.clone(),
        _ => return None,
    }
    Some(out)
}

struct Walk<'a, 'm> {
    maker: &'m mut Maker<'a>,
    tried: &'m mut BTreeSet<(&'static str, String)>,
    found: Vec<Break>,
}

impl<'a> Walk<'a, '_> {
    fn add(&mut self, rule: &'static str, schema: &str, pointer: &str, value: Option<Value>, expected: Expected) {
        if self.tried.insert((rule, schema.to_owned())) {
            let (schema, pointer) = (schema.to_owned(), pointer.to_owned());
            self.found.push(Break { rule, schema, pointer, value, expected });
        }
    }

    fn node(&mut self, schema: &'a Value, value: &Value, at: String, pointer: String) {
        if schema.get("$ref").is_some() {
            return;
        }
        let kinds: Vec<&str> = match &schema["type"] {
            Value::Array(kinds) => kinds.iter().filter_map(Value::as_str).collect(),
            kind => kind.as_str().into_iter().collect(),
        };
        if !kinds.is_empty() {
            self.kinds(&kinds, &at, &pointer);
        }
        if let Some(values) = schema["enum"].as_array() {
            let other = match values.first() {
                Some(Value::Number(_)) => json!(987_654_321),
                Some(Value::Bool(value)) => json!(!value),
                _ => json!("§ unlisted §"),
            };
            if !values.contains(&other) {
                self.add("values", &at, &pointer, Some(other), Expected::Refused);
            }
        } else if schema.get("anyOf").is_some() && kinds.contains(&"string") && schema["format"] != "int64" {
            // An unlisted value that fits the other demands.
            let plain = ["pattern", "allOf", "minLength", "maxLength"].iter().all(|demand| schema.get(demand).is_none());
            if plain {
                self.add("unlisted value of an open list", &at, &pointer, Some(json!("§ un\tlisted")), Expected::Accepted);
            }
        }
        let listed = schema.get("enum").is_some();
        match value {
            Value::Number(_) if !listed => self.number(schema, &kinds, &at, &pointer),
            Value::String(text) if !listed && kinds.contains(&"string") => self.text(schema, text, &at, &pointer),
            Value::Array(elements) => self.array(schema, elements, &at, &pointer),
            Value::Object(map) => self.object(schema, map, &at, &pointer),
            _ => {}
        }
    }

    /// Values of other kinds.
    fn kinds(&mut self, kinds: &[&str], at: &str, pointer: &str) {
        let number = kinds.contains(&"number");
        let others = [
            ("null", "null", Value::Null),
            ("a boolean", "boolean", json!(true)),
            ("a string", "string", json!("§")),
            ("a list", "array", json!([])),
            ("an object", "object", json!({})),
        ];
        for (rule, kind, value) in others {
            if !kinds.contains(&kind) {
                self.add(rule, at, pointer, Some(value), Expected::Refused);
            }
        }
        if !number {
            self.add("a fraction", at, pointer, Some(json!(0.5)), Expected::Refused);
            if !kinds.contains(&"integer") {
                self.add("an integer", at, pointer, Some(json!(7)), Expected::Refused);
            }
        }
    }

    fn number(&mut self, schema: &Value, kinds: &[&str], at: &str, pointer: &str) {
        let integer = kinds.contains(&"integer");
        let step = schema["multipleOf"].as_f64().unwrap_or(1.0);
        let near = |bound: &Value, by: f64| match bound.as_i64() {
            #[allow(clippy::cast_possible_truncation, reason = "steps are small")]
            Some(bound) if by.fract() == 0.0 => bound.checked_add(by as i64).map(|value| json!(value)),
            _ => bound.as_f64().map(|bound| json!(bound + by)),
        };
        let ends = [
            ("minimum", -step),
            ("exclusiveMinimum", 0.0),
            ("maximum", step),
            ("exclusiveMaximum", 0.0),
        ];
        for (rule, by) in ends {
            if let Some(value) = schema.get(rule).and_then(|bound| near(bound, by)) {
                self.add(rule, at, pointer, Some(value), Expected::Refused);
            }
        }
        if integer && schema.get("maximum").is_none() && schema.get("exclusiveMaximum").is_none() {
            let beyond = if schema["format"] == "int32" { json!(1_i64 << 31) } else { json!(1_u64 << 63) };
            if schema.get("multipleOf").is_none() {
                self.add("beyond the integer's width", at, pointer, Some(beyond), Expected::RefusedByType);
            }
        }
        let bounded = ["multipleOf", "exclusiveMinimum", "exclusiveMaximum"].iter().any(|key| schema.get(key).is_some());
        if let (true, false, Some(whole)) = (integer, bounded, schema["minimum"].as_f64().or(schema["maximum"].as_f64()).or(Some(1.0))) {
            // JSON Schema's integers are numbers without a fraction, however they are written.
            self.add("an integer written as 1.0", at, pointer, Some(json!(whole)), Expected::Accepted);
        }
        if let Some(multiple) = schema["multipleOf"].as_f64() {
            let least = schema["minimum"].as_f64().unwrap_or(0.0);
            if multiple > 1.0 {
                let value = (least / multiple).ceil() * multiple + 1.0;
                #[allow(clippy::cast_possible_truncation, reason = "a whole number")]
                self.add("multipleOf", at, pointer, Some(json!(value as i64)), Expected::Refused);
            }
        }
    }

    fn text(&mut self, schema: &Value, text: &str, at: &str, pointer: &str) {
        let is_digits = schema["format"] == "int64";
        if is_digits {
            for (rule, value) in [("digits: a sign", "+1"), ("digits: a fraction", "1.5"), ("digits: none", "")] {
                self.add(rule, at, pointer, Some(json!(value)), Expected::Refused);
            }
            let beyond = Some(json!("99999999999999999999"));
            self.add("digits beyond 64 bits", at, pointer, beyond, Expected::RefusedByType);
            if let Some(least) = schema["x-minimum"].as_i64().and_then(|least| least.checked_sub(1)) {
                let value = Some(json!(least.to_string()));
                self.add("digits below the range", at, pointer, value, Expected::RefusedByType);
            }
            if let Some(most) = schema["x-maximum"].as_i64().and_then(|most| most.checked_add(1)) {
                let value = Some(json!(most.to_string()));
                self.add("digits above the range", at, pointer, value, Expected::RefusedByType);
            }
            return;
        }
        if let Some(least) = schema["minLength"].as_u64().filter(|least| *least > 0) {
            let less: String = text.chars().take(usize::try_from(least - 1).unwrap_or(0)).collect();
            self.add("minLength", at, pointer, Some(json!(less)), Expected::Refused);
        }
        if let Some(most) = schema["maxLength"].as_u64().filter(|most| *most < 1_000_000) {
            let more = "a".repeat(usize::try_from(most + 1).unwrap_or(0));
            self.add("maxLength", at, pointer, Some(json!(more)), Expected::Refused);
        }
        let all = schema["allOf"].as_array().into_iter().flatten().filter_map(|one| one["pattern"].as_str());
        let patterns: Vec<&str> = schema["pattern"].as_str().into_iter().chain(all).collect();
        let candidates = [format!("{text}§"), "§ § §".to_owned(), "\n".to_owned(), String::new(), format!("§{text}")];
        if let Some(broken) =
            candidates.iter().find(|candidate| patterns.iter().any(|pattern| !matches(pattern, candidate)))
        {
            self.add("pattern", at, pointer, Some(json!(broken)), Expected::Refused);
        }
    }

    fn array(&mut self, schema: &'a Value, elements: &[Value], at: &str, pointer: &str) {
        let count = elements.len() as u64;
        if let Some(least) = schema["minItems"].as_u64().filter(|least| *least > 0 && *least <= count) {
            let less = elements[..usize::try_from(least - 1).unwrap_or(0)].to_vec();
            self.add("minItems", at, pointer, Some(Value::Array(less)), Expected::Refused);
        }
        if let (Some(most), Some(first)) = (schema["maxItems"].as_u64().filter(|most| *most < 10_000), elements.first())
            && schema["uniqueItems"] != true
        {
            let more = vec![first.clone(); usize::try_from(most + 1).unwrap_or(0)];
            self.add("maxItems", at, pointer, Some(Value::Array(more)), Expected::Refused);
        }
        if let (true, Some(first)) = (schema["uniqueItems"] == true, elements.first())
            && schema["maxItems"].as_u64().is_none_or(|most| most > count)
        {
            let twice = elements.iter().chain([first]).cloned().collect();
            self.add("uniqueItems", at, pointer, Some(Value::Array(twice)), Expected::Refused);
        }
        for (index, element) in elements.iter().enumerate() {
            self.node(&schema["items"], element, format!("{at}/items"), format!("{pointer}/{index}"));
        }
    }

    fn object(&mut self, schema: &'a Value, map: &serde_json::Map<String, Value>, at: &str, pointer: &str) {
        let step = |key: &str| key.replace('~', "~0").replace('/', "~1");
        for name in schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str) {
            let name = step(name);
            self.add("required", &format!("{at}/{name}"), &format!("{pointer}/{name}"), None, Expected::Refused);
        }
        for [first, second] in super::exclusive(schema) {
            let (given, other) = match (map.contains_key(first), map.contains_key(second)) {
                (true, false) => (first, second),
                (false, true) => (second, first),
                _ => continue,
            };
            if let Some(value) = self.maker.of(&schema["properties"][other], 4) {
                let at = format!("{at}/{given} {other}");
                self.add("exclusive", &at, &format!("{pointer}/{}", step(other)), Some(value), Expected::Refused);
            }
        }
        self.conditions(schema, map, at, pointer);
        let listed = schema["properties"].is_object();
        if !listed && let Some(most) = schema["maxProperties"].as_u64().filter(|most| *most < 10_000)
            && let Some(value) = map.values().next()
            && schema.get("propertyNames").is_none()
        {
            let more: serde_json::Map<String, Value> = (0..=most).map(|n| (format!("key{n}"), value.clone())).collect();
            self.add("maxProperties", at, pointer, Some(Value::Object(more)), Expected::Refused);
        }
        if schema["minProperties"].as_u64().is_some_and(|least| least > 0) && schema.get("required").is_none() {
            self.add("minProperties", at, pointer, Some(json!({})), Expected::Refused);
        }
        for (key, value) in map {
            let (inner, at) = if listed {
                (&schema["properties"][key], format!("{at}/{}", step(key)))
            } else {
                (&schema["additionalProperties"], format!("{at}/*"))
            };
            self.node(inner, value, at, format!("{pointer}/{}", step(key)));
        }
        if let (false, Some(keys), Some(value)) = (listed, schema.get("propertyNames"), map.values().next()) {
            for key in ["", "§ § §", "\n"] {
                if !jsonschema::is_valid(keys, &json!(key)) {
                    let mut more = map.clone();
                    more.insert(key.to_owned(), value.clone());
                    self.add("propertyNames", at, pointer, Some(Value::Object(more)), Expected::Refused);
                }
            }
        }
    }

    /// Under a condition, what must be given under it is not.
    fn conditions(&mut self, schema: &'a Value, map: &serde_json::Map<String, Value>, at: &str, pointer: &str) {
        for condition in super::conditions(schema) {
            let field = &schema["properties"][condition.other];
            let made = (0..20).find_map(|_| self.maker.of(field, 4).filter(|value| condition.holds(value)));
            let Some(value) = made.or_else(|| condition.values().first().cloned()) else { continue };
            let mut broken = map.clone();
            broken.insert(condition.other.to_owned(), value);
            broken.remove(condition.wanted);
            for pair in super::exclusive(schema).iter().filter(|pair| pair.contains(&condition.other)) {
                pair.iter().filter(|name| **name != condition.other).for_each(|name| drop(broken.remove(*name)));
            }
            let at = format!("{at}/{} {}", condition.other, condition.wanted);
            self.add("required under a condition", &at, pointer, Some(Value::Object(broken)), Expected::Refused);
        }
    }
}

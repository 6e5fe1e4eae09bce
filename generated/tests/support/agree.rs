//! Whether types and schemas agree: instances made of a schema, whole and broken in one place, get the same verdict from
//! both, and a whole one comes back as it went in.

use serde_json::{Map, Value, json};

/// Reads, checks and writes a value by a type.
pub(crate) type Run = fn(&Value) -> Result<Value, String>;

/// What came of it.
#[derive(Debug, Default)]
pub(crate) struct Tally {
    pub(crate) whole: usize,
    pub(crate) broken: usize,
    pub(crate) refused: usize,
    pub(crate) without: usize,
    pub(crate) problems: Vec<String>,
}

/// Holds a type against its schema. `root` is a whole document, in which all references lead.
pub(crate) fn agree(name: &str, root: &Value, run: Run, rounds: u64, tally: &mut Tally) {
    let validator = match jsonschema::validator_for(root) {
        Ok(validator) => validator,
        Err(error) => return tally.problems.push(format!("{name}: the schema can't be compiled: {error}")),
    };
    let mut found = false;
    for round in 0..rounds {
        let mut maker = Maker { root, dice: Dice::new(name, round) };
        let Some(instance) = maker.instance(root, 0).filter(|instance| validator.is_valid(instance)) else {
            continue;
        };
        found = true;
        tally.whole += 1;
        match run(&instance) {
            Ok(back) if equal(&back, &instance) => {}
            Ok(back) => tally.problems.push(format!("{name}: {instance} comes back as {back}")),
            Err(error) => tally.problems.push(format!("{name}: {instance} is refused: {error}")),
        }
        for _ in 0..4 {
            let mut broken = instance.clone();
            breaks(&mut broken, &mut maker.dice);
            let (schema, types) = (validator.is_valid(&broken), run(&broken));
            tally.broken += 1;
            tally.refused += usize::from(!schema);
            if schema != types.is_ok() {
                let (schema, types) = (if schema { "accepts" } else { "refuses" }, types.err().unwrap_or("accepts".into()));
                tally.problems.push(format!("{name}: {broken}: the schema {schema}, the type: {types}"));
            }
        }
    }
    tally.without += usize::from(!found);
}

/// Equal as JSON Schema has it: `1` is `1.0`.
pub(crate) fn equal(a: &Value, b: &Value) -> bool {
    match (a, b) {
        (Value::Number(a), Value::Number(b)) => a == b || a.as_f64() == b.as_f64(),
        (Value::Array(a), Value::Array(b)) => a.len() == b.len() && a.iter().zip(b).all(|(a, b)| equal(a, b)),
        (Value::Object(a), Value::Object(b)) => {
            a.len() == b.len() && a.iter().all(|(key, value)| b.get(key).is_some_and(|other| equal(value, other)))
        }
        _ => a == b,
    }
}

/// Numbers by chance, the same in every run.
struct Dice(u64);

impl Dice {
    fn new(name: &str, round: u64) -> Self {
        let seed = name.bytes().fold(0xcbf2_9ce4_8422_2325, |hash: u64, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3));
        Self((seed ^ round.wrapping_mul(0x9e37_79b9_7f4a_7c15)) | 1)
    }

    fn below(&mut self, end: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) % end.max(1)
    }
}

/// Changes one place of a value.
fn breaks(value: &mut Value, dice: &mut Dice) {
    let places = count(value);
    let mut place = dice.below(places);
    let Some(target) = nth(value, &mut place) else { return };
    if let Value::Object(map) = target {
        let keys: Vec<String> = map.keys().cloned().collect();
        if !keys.is_empty() && dice.below(2) == 0 {
            let index = usize::try_from(dice.below(keys.len() as u64)).unwrap_or(0);
            map.remove(&keys[index]);
            return;
        }
    }
    let choices = [
        Value::Null,
        json!(true),
        json!(2_000_000_000),
        json!(-7),
        json!(0.5),
        json!(""),
        json!("§ unlisted §"),
        json!("x".repeat(300)),
        json!([]),
        json!({}),
        json!({ "§": 1 }),
    ];
    let index = usize::try_from(dice.below(choices.len() as u64)).unwrap_or(0);
    *target = choices[index].clone();
}

fn count(value: &Value) -> u64 {
    1 + match value {
        Value::Array(elements) => elements.iter().map(count).sum(),
        Value::Object(map) => map.values().map(count).sum(),
        _ => 0,
    }
}

fn nth<'a>(value: &'a mut Value, place: &mut u64) -> Option<&'a mut Value> {
    if *place == 0 {
        return Some(value);
    }
    *place -= 1;
    match value {
        Value::Array(elements) => elements.iter_mut().find_map(|element| nth(element, place)),
        Value::Object(map) => map.values_mut().find_map(|element| nth(element, place)),
        _ => None,
    }
}

/// Makes instances of schemas.
struct Maker<'a> {
    root: &'a Value,
    dice: Dice,
}

impl Maker<'_> {
    fn instance(&mut self, schema: &Value, depth: usize) -> Option<Value> {
        const DEEPEST: usize = 12;
        if depth > DEEPEST {
            return None;
        }
        if let Some(target) = schema["$ref"].as_str() {
            let target = self.root.pointer(target.strip_prefix('#')?)?.clone();
            return self.instance(&target, depth + 1);
        }
        if let Some(values) = schema["enum"].as_array() {
            return values.get(usize::try_from(self.dice.below(values.len() as u64)).ok()?).cloned();
        }
        if let Some(ways) = schema["anyOf"].as_array() {
            let way = ways.get(usize::try_from(self.dice.below(ways.len() as u64)).ok()?)?.clone();
            return self.instance(&way, depth + 1);
        }
        let kind = match &schema["type"] {
            Value::Array(kinds) => kinds.get(usize::try_from(self.dice.below(kinds.len() as u64)).ok()?)?.clone(),
            kind => kind.clone(),
        };
        Some(match kind.as_str() {
            Some("boolean") => json!(self.dice.below(2) == 0),
            Some("integer") => self.integer(schema),
            Some("number") => self.integer(schema),
            Some("string") => self.text(schema)?,
            Some("array") => {
                let least = schema["minItems"].as_u64().unwrap_or(0);
                let most = schema["maxItems"].as_u64().unwrap_or(u64::MAX).min(least + 2);
                let length = least + self.dice.below(most.saturating_sub(least) + 1);
                let mut elements = Vec::new();
                for _ in 0..length {
                    match self.instance(&schema["items"], depth + 1) {
                        Some(element) => elements.push(element),
                        None if least == 0 => break,
                        None => return None,
                    }
                }
                Value::Array(elements)
            }
            Some("object") => self.object(schema, depth)?,
            Some("null") => Value::Null,
            _ => json!("anything"),
        })
    }

    fn integer(&mut self, schema: &Value) -> Value {
        let least = schema["minimum"].as_i64().or(schema["exclusiveMinimum"].as_i64().map(|n| n + 1));
        let most = schema["maximum"].as_i64().or(schema["exclusiveMaximum"].as_i64().map(|n| n - 1));
        let least = least.unwrap_or_else(|| most.unwrap_or(100).min(0));
        let most = most.unwrap_or(least.saturating_add(1000)).min(least.saturating_add(1000)).max(least);
        let span = u64::try_from(most - least).unwrap_or(0);
        json!(least + i64::try_from(self.dice.below(span + 1)).unwrap_or(0))
    }

    fn text(&mut self, schema: &Value) -> Option<Value> {
        if schema["format"] == "int64" {
            let least = schema["x-minimum"].as_i64().unwrap_or(0);
            return Some(json!(least.to_string()));
        }
        let least = schema["minLength"].as_u64().unwrap_or(0);
        let most = schema["maxLength"].as_u64().unwrap_or(u64::MAX).min(least + 12);
        let length = least + self.dice.below(most.saturating_sub(least) + 1);
        let letters = if schema.get("pattern").is_some() || schema.get("allOf").is_some() { "abcdefghij" } else { "ab Z9-_é名" };
        let letters: Vec<char> = letters.chars().collect();
        let text: String = (0..length)
            .map(|_| letters[usize::try_from(self.dice.below(letters.len() as u64)).unwrap_or(0)])
            .collect();
        Some(json!(text))
    }

    fn object(&mut self, schema: &Value, depth: usize) -> Option<Value> {
        let mut map = Map::new();
        let required = schema["required"].as_array().cloned().unwrap_or_default();
        for (name, field) in schema["properties"].as_object().into_iter().flatten() {
            let must = required.iter().any(|known| known == name);
            // Deep down only what must be there, so that what holds itself ends.
            let wanted = must || (depth < 6 && self.dice.below(3) > 0);
            if wanted {
                match self.instance(field, depth + 1) {
                    Some(value) => drop(map.insert(name.clone(), value)),
                    None if must => return None,
                    None => {}
                }
            }
        }
        for pair in schema["allOf"].as_array().into_iter().flatten() {
            let excluded = pair["not"]["required"].as_array().cloned().unwrap_or_default();
            let together = !excluded.is_empty() && excluded.iter().all(|name| name.as_str().is_some_and(|name| map.contains_key(name)));
            if let (true, Some(name)) = (together, excluded.last().and_then(Value::as_str)) {
                map.remove(name);
            }
        }
        if schema["additionalProperties"].is_object() {
            let least = schema["minProperties"].as_u64().unwrap_or(0);
            for index in 0..least + self.dice.below(2) {
                let key = char::from(b'a' + u8::try_from(index % 26).unwrap_or(0)).to_string();
                if let Some(value) = self.instance(&schema["additionalProperties"], depth + 1) {
                    map.insert(key, value);
                }
            }
        }
        Some(Value::Object(map))
    }
}

/// A body's schema with the shared structures of its service in it, so that all references lead inside.
pub(crate) fn document(body: &Value, bundle: &Value) -> Value {
    fn inside(value: &mut Value) {
        match value {
            Value::Object(map) => {
                if let Some(Value::String(target)) = map.get_mut("$ref")
                    && let Some(at) = target.find('#')
                {
                    *target = target.split_off(at);
                }
                map.values_mut().for_each(inside);
            }
            Value::Array(elements) => elements.iter_mut().for_each(inside),
            _ => {}
        }
    }
    let mut root = body.clone();
    inside(&mut root);
    if let Some(map) = root.as_object_mut() {
        map.remove("$id");
        map.insert("$defs".to_owned(), bundle["$defs"].clone());
    }
    root
}

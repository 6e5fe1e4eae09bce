//! Instances of schemas, by chance that is the same in every run: a smallest one first, one with everything in it, then any.

use proptest::strategy::{Strategy as _, ValueTree as _};
use proptest::string::string_regex;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use serde_json::{Map, Value, json};

/// How deep references and fields are followed where they need not be.
const DEEP: usize = 6;
/// How deep they are followed at all.
const DEEPEST: usize = 24;
/// How many values an instance has at most, but for those that must be there.
const MOST: usize = 1500;

/// Makes instances.
pub(crate) struct Maker<'a> {
    root: &'a Value,
    dice: Dice,
    round: u64,
    made: usize,
}

impl<'a> Maker<'a> {
    pub(crate) fn new(root: &'a Value, name: &str, round: u64) -> Self {
        Self { root, dice: Dice::new(name, round), round, made: 0 }
    }

    /// An instance of the document's schema, which may not hold against all of it.
    pub(crate) fn instance(&mut self) -> Option<Value> {
        self.made = 0;
        self.of(self.root, 0)
    }

    /// A number below another.
    pub(crate) fn below(&mut self, end: usize) -> usize {
        usize::try_from(self.dice.below(end as u64)).unwrap_or(0)
    }

    /// An instance of a schema in the document.
    pub(crate) fn of(&mut self, schema: &'a Value, depth: usize) -> Option<Value> {
        self.made += 1;
        if depth > DEEPEST {
            return None;
        }
        let schema = super::resolved(self.root, schema);
        if let Some(values) = schema["enum"].as_array() {
            return values.get(self.below(values.len())).cloned();
        }
        if let Some(ways) = schema["anyOf"].as_array() {
            return match &ways[self.below(ways.len())] {
                // An open list's other values are all of the type; a structure or `null` is one of them.
                way if way.get("enum").is_none() && schema.get("type").is_some() => self.kind(schema, depth),
                way => self.of(way, depth + 1),
            };
        }
        self.kind(schema, depth)
    }

    fn kind(&mut self, schema: &'a Value, depth: usize) -> Option<Value> {
        let kind = match &schema["type"] {
            Value::Array(kinds) => &kinds[self.below(kinds.len())],
            kind => kind,
        };
        Some(match kind.as_str() {
            Some("boolean") => json!(self.dice.below(2) == 0),
            Some("integer" | "number") => self.number(schema),
            Some("string") => json!(self.text(schema)),
            Some("array") => self.array(schema, depth)?,
            Some("object") => self.object(schema, depth)?,
            Some("null") => Value::Null,
            _ => json!("anything"),
        })
    }

    fn number(&mut self, schema: &Value) -> Value {
        if schema["type"] == "number" && !schema["minimum"].is_i64() && !schema["maximum"].is_i64() {
            let least = schema["minimum"].as_f64().or(schema["exclusiveMinimum"].as_f64().map(|n| n + 0.5));
            let most = schema["maximum"].as_f64().or(schema["exclusiveMaximum"].as_f64().map(|n| n - 0.5));
            return match (least, most) {
                (Some(least), Some(most)) => json!(f64::midpoint(least, most)),
                (Some(one), None) | (None, Some(one)) => json!(one),
                (None, None) => json!(0.25),
            };
        }
        let least = schema["minimum"].as_i64().or(schema["exclusiveMinimum"].as_i64().map(|n| n + 1));
        let most = schema["maximum"].as_i64().or(schema["exclusiveMaximum"].as_i64().map(|n| n - 1));
        let least = least.unwrap_or_else(|| most.unwrap_or(100).min(0));
        let most = most.unwrap_or(least.saturating_add(1000)).min(least.saturating_add(1000)).max(least);
        let span = u64::try_from(most - least).unwrap_or(0);
        let value = least + i64::try_from(self.dice.below(span + 1)).unwrap_or(0);
        match schema["multipleOf"].as_i64() {
            Some(step) if step > 0 => {
                let down = value - value.rem_euclid(step);
                json!(if down < least { down + step } else { down })
            }
            _ => json!(value),
        }
    }

    fn text(&mut self, schema: &Value) -> String {
        if schema["format"] == "int64" {
            return schema["x-minimum"].as_i64().unwrap_or(0).to_string();
        }
        let least = ["minLength", "x-min-bytes"].iter().filter_map(|least| schema[least].as_u64()).max();
        let least = usize::try_from(least.unwrap_or(0)).unwrap_or(0);
        let most = usize::try_from(schema["maxLength"].as_u64().unwrap_or(u64::MAX)).unwrap_or(usize::MAX);
        // Types count bytes where pages do, which schemas can't.
        let bytes = schema["x-length-unit"] == "bytes";
        let fits = |text: &String| (least..=most).contains(&if bytes { text.len() } else { text.chars().count() });
        let all = schema["allOf"].as_array().into_iter().flatten().filter_map(|one| one["pattern"].as_str());
        let patterns: Vec<&str> = schema["pattern"].as_str().into_iter().chain(all).collect();
        if let Some(text) = patterns.first().and_then(|first| {
            let fine = |text: &String| {
                fits(text) && patterns.iter().all(|other| *other == *first || matches(other, text))
            };
            self.matching(first, fine)
        }) {
            return text;
        }
        let letters: Vec<char> = if bytes || !patterns.is_empty() { "abcdefghij" } else { "ab Z9-_é名" }.chars().collect();
        let length = least + self.below(most.min(least + 12) - least.min(most) + 1);
        (0..length.min(100_000)).map(|_| letters[self.below(letters.len())]).collect()
    }

    /// A text that a pattern matches, where one is found.
    fn matching(&mut self, pattern: &str, fits: impl Fn(&String) -> bool) -> Option<String> {
        let strategy = string_regex(&without_anchors(pattern)).ok()?;
        let seed: Vec<u8> = (0..32).map(|_| u8::try_from(self.dice.below(256)).unwrap_or(0)).collect();
        let mut runner = TestRunner::new_with_rng(Config::default(), TestRng::from_seed(RngAlgorithm::ChaCha, &seed));
        (0..60)
            .filter_map(|_| strategy.new_tree(&mut runner).ok())
            .map(|tree| tree.current())
            .find(|text| fits(text) && matches(pattern, text))
    }

    fn array(&mut self, schema: &'a Value, depth: usize) -> Option<Value> {
        let least = usize::try_from(schema["minItems"].as_u64().unwrap_or(0)).unwrap_or(0);
        let most = usize::try_from(schema["maxItems"].as_u64().unwrap_or(u64::MAX)).unwrap_or(usize::MAX);
        let least_wanted = if self.round == 1 && depth < DEEP { least.max(1) } else { least };
        let more = if self.round == 0 || self.made > MOST { 0 } else { self.below(3) };
        let length = (least_wanted + more).min(most).min(2_000);
        let mut elements = Vec::new();
        for _ in 0..length {
            match self.of(&schema["items"], depth + 1) {
                Some(element) if schema["uniqueItems"] == true && elements.contains(&element) => {}
                Some(element) => elements.push(element),
                None if least == 0 => break,
                None => return None,
            }
        }
        Some(Value::Array(elements))
    }

    fn object(&mut self, schema: &'a Value, depth: usize) -> Option<Value> {
        let mut map = Map::new();
        let required = schema["required"].as_array().map(Vec::as_slice).unwrap_or_default();
        let least = usize::try_from(schema["minProperties"].as_u64().unwrap_or(0)).unwrap_or(0);
        let most = usize::try_from(schema["maxProperties"].as_u64().unwrap_or(u64::MAX)).unwrap_or(usize::MAX);
        for (name, field) in schema["properties"].as_object().into_iter().flatten() {
            let must = required.iter().any(|known| known == name);
            // Deep down only what must be there, so that what holds itself ends.
            let may = depth < DEEP && self.made < MOST && map.len() < most;
            let chance = match self.round {
                0 => map.len() < least,
                1 => true,
                _ => self.dice.below(3) > 0,
            };
            if must || (may && chance) {
                match self.of(field, depth + 1) {
                    Some(value) => drop(map.insert(name.clone(), value)),
                    None if must => return None,
                    None => {}
                }
            }
        }
        self.settle(schema, &mut map, required, depth);
        if schema["additionalProperties"].is_object() {
            let more = if self.round == 0 || self.made > MOST { 0 } else { 1 + self.below(2) };
            for _ in 0..(least + more).min(most) {
                let key = self.text(&schema["propertyNames"]);
                if let Some(value) = self.of(&schema["additionalProperties"], depth + 1) {
                    map.insert(key, value);
                }
            }
        }
        Some(Value::Object(map))
    }
}

impl<'a> Maker<'a> {
    /// Takes out what excludes another field, and adds what must be given under a condition, until all holds; or, seldom,
    /// gives up.
    fn settle(&mut self, schema: &'a Value, map: &mut Map<String, Value>, required: &[Value], depth: usize) {
        for _ in 0..6 {
            for excluded in super::exclusive(schema) {
                if excluded.iter().all(|name| map.contains_key(*name)) {
                    map.remove(excluded[self.below(2)]);
                }
            }
            let conditions = super::conditions(schema);
            let Some(open) = conditions.iter().find(|condition| {
                !map.contains_key(condition.wanted) && map.get(condition.other).is_some_and(|value| condition.holds(value))
            }) else {
                return;
            };
            let may_go = !required.iter().any(|name| name == open.other);
            let wanted = if may_go && self.round == 0 { None } else { self.of(&schema["properties"][open.wanted], depth + 1) };
            match wanted {
                Some(value) => drop(map.insert(open.wanted.to_owned(), value)),
                None if may_go => drop(map.remove(open.other)),
                None => return,
            }
        }
    }
}

/// Whether a text matches a pattern, as the schema's validator has it.
pub(crate) fn matches(pattern: &str, text: &str) -> bool {
    jsonschema::is_valid(&json!({ "pattern": pattern }), &json!(text))
}

/// A pattern without its anchors, which texts are not made of.
fn without_anchors(pattern: &str) -> String {
    let mut out = String::new();
    let mut chars = pattern.chars();
    let mut in_class = false;
    while let Some(c) = chars.next() {
        match c {
            '\\' => {
                out.push(c);
                match chars.next() {
                    // ECMA 262's `\uXXXX`.
                    Some('u') => {
                        let code: String = chars.by_ref().take(4).collect();
                        out.push_str(&format!("x{{{code}}}"));
                    }
                    Some('/') => {
                        out.pop();
                        out.push('/');
                    }
                    next => out.extend(next),
                }
                continue;
            }
            '[' if in_class => out.push_str("\\["),
            '[' => {
                in_class = true;
                out.push(c);
                let rest = chars.clone().next();
                if rest == Some('^') {
                    out.extend(chars.next());
                }
            }
            ']' => {
                in_class = false;
                out.push(c);
            }
            '&' | '~' if in_class => out.extend(['\\', c]),
            '^' | '$' if !in_class => {}
            _ => out.push(c),
        }
    }
    out
}

/// Numbers by chance, the same in every run.
struct Dice(u64);

impl Dice {
    fn new(name: &str, round: u64) -> Self {
        let seed = name
            .bytes()
            .fold(0xcbf2_9ce4_8422_2325, |hash: u64, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3));
        Self((seed ^ round.wrapping_mul(0x9e37_79b9_7f4a_7c15)) | 1)
    }

    fn below(&mut self, end: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) % end.max(1)
    }
}

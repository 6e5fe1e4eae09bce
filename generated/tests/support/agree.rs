//! Whether types and schemas agree: instances made of a schema, whole and broken in one stated way, get the same verdict
//! from both, and a whole one comes back as it went in.

mod breaks;
mod maker;

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use breaks::Expected;
use maker::Maker;

/// What a type makes of a value.
pub(crate) enum Verdict {
    /// It can't be read.
    Refused(String),
    /// It can be read, and does not hold against the page. With what it is written as.
    Invalid(String, Value),
    /// It is what the page says. With what it is written as.
    Valid(Value),
}

/// Reads, checks and writes a value by a type.
pub(crate) type Run = fn(&Value) -> Verdict;

/// What came of one way to break an instance.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Count {
    pub(crate) made: usize,
    pub(crate) by_schema: usize,
    pub(crate) by_type: usize,
}

/// What came of it all.
#[derive(Debug, Default)]
pub(crate) struct Tally {
    pub(crate) types: usize,
    /// Instances as the schema has them, with and without fields that the page does not know.
    pub(crate) whole: usize,
    /// Instances broken in one way, by the way.
    pub(crate) broken: BTreeMap<&'static str, Count>,
    /// Schemas of which no instance was found.
    pub(crate) without: Vec<String>,
    /// Where the two disagree, by kind.
    pub(crate) problems: BTreeMap<String, Vec<String>>,
}

impl Tally {
    fn problem(&mut self, kind: &str, text: String) {
        self.problems.entry(kind.to_owned()).or_default().push(text);
    }

    /// How many instances were broken.
    pub(crate) fn broken(&self) -> usize {
        self.broken.values().map(|count| count.made).sum()
    }

    /// All disagreements, a line each.
    pub(crate) fn lines(&self) -> String {
        let lines = self.problems.iter().flat_map(|(kind, texts)| texts.iter().map(move |text| format!("{kind}: {text}")));
        lines.collect::<Vec<_>>().join("\n")
    }
}

/// Holds a type against its schema. `root` is a whole document, in which all references lead.
pub(crate) fn agree(name: &str, root: &Value, run: Run, rounds: u64, tally: &mut Tally) {
    tally.types += 1;
    let validator = match jsonschema::validator_for(root) {
        Ok(validator) => validator,
        Err(error) => return tally.problem("the schema can't be compiled", format!("{name}: {error}")),
    };
    let mut found = false;
    let mut tried = BTreeSet::new();
    for round in 0..rounds {
        let mut maker = Maker::new(root, name, round);
        let Some(instance) = (0..8).find_map(|_| maker.instance().filter(|instance| validator.is_valid(instance))) else {
            continue;
        };
        found = true;
        whole(name, root, run, &instance, tally);
        for broken in breaks::of(root, &instance, &mut maker, &mut tried) {
            let Some(value) = breaks::apply(&instance, &broken) else { continue };
            let schema = validator.is_valid(&value);
            if broken.rule == "pattern" && schema {
                // What was tried fits the pattern.
                tried.remove(&(broken.rule, broken.schema.clone()));
                continue;
            }
            let verdict = run(&value);
            let count = tally.broken.entry(broken.rule).or_default();
            count.made += 1;
            count.by_schema += usize::from(!schema);
            count.by_type += usize::from(!matches!(verdict, Verdict::Valid(_)));
            let verdict_of_schema = |schema: bool| if schema { "the schema accepts it" } else { "the schema refuses it" };
            let place = format!("{name}: {} at `{}`: {}", broken.rule, broken.pointer, short(&value));
            match (broken.expected, schema, verdict) {
                (Expected::Refused, false, Verdict::Refused(_))
                | (Expected::RefusedByType, true, Verdict::Refused(_) | Verdict::Invalid(..)) => {}
                // A value that is read although it is not valid is kept unchanged.
                (Expected::Refused, false, Verdict::Invalid(_, back)) | (Expected::Accepted, true, Verdict::Valid(back)) => {
                    if !equal(&back, &value) {
                        tally.problem("comes back as another value", format!("{place} comes back as {}", short(&back)));
                    }
                }
                (_, schema, Verdict::Valid(_)) => {
                    tally.problem(&format!("{}: {}, the type accepts it", broken.rule, verdict_of_schema(schema)), place);
                }
                (_, schema, Verdict::Refused(why) | Verdict::Invalid(why, _)) => {
                    let kind = format!("{}: {}, the type refuses it", broken.rule, verdict_of_schema(schema));
                    tally.problem(&kind, format!("{place}: {why}"));
                }
            }
        }
    }
    if !found {
        tally.without.push(name.to_owned());
    }
}

/// An instance as it is, and with fields that the page does not know in all its objects, which are read over.
fn whole(name: &str, root: &Value, run: Run, instance: &Value, tally: &mut Tally) {
    for given in [instance.clone(), with_unknown(root, root, instance)] {
        tally.whole += 1;
        let short = short(&given);
        match run(&given) {
            Verdict::Valid(back) if equal(&back, instance) => {}
            Verdict::Valid(back) => tally.problem("comes back as another value", format!("{name}: {short} as {back}")),
            Verdict::Refused(why) => tally.problem("can't be read", format!("{name}: {short}: {why}")),
            Verdict::Invalid(why, _) => tally.problem("does not hold", format!("{name}: {short}: {why}")),
        }
    }
}

/// A schema that is no reference.
pub(crate) fn resolved<'a>(root: &'a Value, schema: &'a Value) -> &'a Value {
    let mut schema = schema;
    // A reference to a reference to … would be a defect of the schema; it ends here all the same.
    for _ in 0..8 {
        match schema["$ref"].as_str().and_then(|target| root.pointer(target.strip_prefix('#')?)) {
            Some(target) => schema = target,
            None => break,
        }
    }
    schema
}

/// What must be given under a condition.
pub(crate) struct Condition<'a> {
    /// The field that the condition is on.
    pub(crate) other: &'a str,
    /// What its value must be.
    holds: &'a Value,
    /// The field that must be given under it.
    pub(crate) wanted: &'a str,
}

impl Condition<'_> {
    /// Whether a value of the other field is such that the condition holds.
    pub(crate) fn holds(&self, value: &Value) -> bool {
        let among = |list: &Value| list.as_array().is_some_and(|values| values.iter().any(|known| equal(known, value)));
        if self.holds.get("enum").is_some() { among(&self.holds["enum"]) } else { !among(&self.holds["not"]["enum"]) }
    }

    /// The values under which it holds; none where it holds as soon as the field is given and not empty.
    pub(crate) fn values(&self) -> &[Value] {
        self.holds["enum"].as_array().map(Vec::as_slice).unwrap_or_default()
    }
}

/// What an object's schema demands under conditions.
pub(crate) fn conditions(schema: &Value) -> Vec<Condition<'_>> {
    let all = schema["allOf"].as_array().into_iter().flatten();
    all.filter_map(|rule| {
        let other = rule["if"]["required"][0].as_str()?;
        let wanted = rule["then"]["required"][0].as_str()?;
        Some(Condition { other, holds: &rule["if"]["properties"][other], wanted })
    })
    .collect()
}

/// The pairs of fields that an object's schema does not let be given together.
pub(crate) fn exclusive(schema: &Value) -> Vec<[&str; 2]> {
    let all = schema["allOf"].as_array().into_iter().flatten();
    all.filter_map(|rule| match rule["not"]["required"].as_array()?.as_slice() {
        [first, second] => Some([first.as_str()?, second.as_str()?]),
        _ => None,
    })
    .collect()
}

/// Adds a field that no page knows to each object whose fields are listed.
fn with_unknown(root: &Value, schema: &Value, value: &Value) -> Value {
    fields(root, schema, value, &mut |map, listed| {
        if listed {
            map.insert("§".to_owned(), json!({ "a": [1, null] }));
        }
    })
}

/// A value without the fields that its schema does not list.
#[allow(dead_code, reason = "for examples, which only the corpus has")]
pub(crate) fn known(root: &Value, schema: &Value, value: &Value) -> Value {
    match (resolved(root, schema), value) {
        (schema, Value::Object(map)) if schema["properties"].is_object() => map
            .iter()
            .filter_map(|(key, value)| Some((key.clone(), known(root, schema["properties"].get(key)?, value))))
            .collect(),
        (schema, Value::Object(map)) => {
            map.iter().map(|(key, value)| (key.clone(), known(root, &schema["additionalProperties"], value))).collect()
        }
        (schema, Value::Array(elements)) => {
            elements.iter().map(|element| known(root, &schema["items"], element)).collect()
        }
        _ => value.clone(),
    }
}

fn fields(
    root: &Value,
    schema: &Value,
    value: &Value,
    change: &mut impl FnMut(&mut serde_json::Map<String, Value>, bool),
) -> Value {
    let schema = resolved(root, schema);
    match value {
        Value::Object(map) => {
            let listed = schema["properties"].is_object();
            let of = |key: &str| if listed { &schema["properties"][key] } else { &schema["additionalProperties"] };
            let mut map: serde_json::Map<String, Value> =
                map.iter().map(|(key, value)| (key.clone(), fields(root, of(key), value, change))).collect();
            // Where entries are counted, one more is one more.
            change(&mut map, listed && schema.get("maxProperties").is_none());
            Value::Object(map)
        }
        Value::Array(elements) => {
            elements.iter().map(|element| fields(root, &schema["items"], element, change)).collect()
        }
        _ => value.clone(),
    }
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

/// The beginning of a value.
fn short(value: &Value) -> String {
    value.to_string().chars().take(300).collect()
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

//! Runs the examples of phrases: text in, JSON Schema keywords out. For the tests of vocabulary files, ours and users'.

use serde_json::{Map, Value, json};

use super::meaning;
use crate::document::{FlatText, Mark, MarkKind};
use crate::ir::{Constraints, IntegerWidth, Kind, LengthUnit, Object, Schema};
use crate::source::{Origin, Span};
use crate::understand::draft::DraftSchema;
use crate::vocabulary::phrases::Phrases;

/// The name of the field that examples describe.
const OWN: &str = "own";

/// The constraints that a text states for a field of a type, as JSON Schema keywords, and `bytes` where a length counts
/// them; those of elements, keys and values have the prefixes `item_`, `key_` and `value_`.
pub fn demands(text: &str, type_: &str, phrases: &Phrases) -> Map<String, Value> {
    let flat = flat(text);
    let mut schema: DraftSchema = Schema::of(kind(type_));
    let origin = |_: std::ops::Range<usize>| Origin { page: "example".into(), line: 1, column: 1 };
    let outcome = meaning::apply(super::statements(&flat, phrases), &mut schema, OWN, &[], &origin);
    let mut out = Map::new();
    keywords(&schema.constraints, "", matches!(schema.kind, Kind::Map { .. } | Kind::Object(_)), &mut out);
    match &schema.kind {
        Kind::String { format: Some(format) } => match &format.template {
            Some(template) => drop(out.insert("format-template".into(), json!(template))),
            None => drop(out.insert("format".into(), json!(format.name))),
        },
        Kind::Array { items } => keywords(&items.constraints, "item_", false, &mut out),
        Kind::Map { keys, values } => {
            keywords(keys, "key_", false, &mut out);
            keywords(&values.constraints, "value_", false, &mut out);
        }
        _ => {}
    }
    if let Some(group) = outcome.groups.first() {
        out.insert("exclusive".into(), json!(group.members));
    }
    let required = schema.constraints.conditions.iter().filter(|condition| condition.required).count();
    if required > 0 {
        out.insert("conditional".into(), json!(required));
    }
    out
}

fn keywords(stated: &Constraints, prefix: &str, entries: bool, out: &mut Map<String, Value>) {
    let mut put = |name: &str, value: Value| drop(out.insert(format!("{prefix}{name}"), value));
    if let Some(range) = &stated.range {
        for (bound, inclusive, exclusive) in
            [(range.value.min(), "minimum", "exclusiveMinimum"), (range.value.max(), "maximum", "exclusiveMaximum")]
        {
            if let Some(bound) = bound {
                put(if bound.exclusive { exclusive } else { inclusive }, Value::Number(bound.value.clone()));
            }
        }
    }
    let mut counted = |count: crate::ir::Count, min: &str, max: &str| {
        count.min().into_iter().for_each(|n| put(min, json!(n)));
        count.max().into_iter().for_each(|n| put(max, json!(n)));
    };
    if let Some(length) = &stated.length {
        counted(length.value.count, "minLength", "maxLength");
    }
    if let Some(count) = &stated.count {
        let (min, max) = if entries { ("minProperties", "maxProperties") } else { ("minItems", "maxItems") };
        counted(count.value, min, max);
    }
    let mut put = |name: &str, value: Value| drop(out.insert(format!("{prefix}{name}"), value));
    if stated.length.as_ref().is_some_and(|length| length.value.unit == LengthUnit::Bytes) {
        put("bytes", json!(true));
    }
    if let Some(pattern) = stated.patterns.first() {
        put("pattern", json!(pattern.value.anchored()));
    }
    if let Some(list) = &stated.enumeration {
        put("enum", list.value.values().iter().map(|value| value.value.clone()).collect());
        if list.value.is_open() {
            put("open", json!(true));
        }
        let deprecated = list.value.values().iter().filter(|value| value.deprecated).map(|value| value.value.clone());
        let deprecated: Vec<Value> = deprecated.collect();
        if !deprecated.is_empty() {
            put("enum-deprecated", Value::Array(deprecated));
        }
    }
    if let Some(default) = &stated.default {
        put("default", default.value.clone());
    }
    if let Some(unit) = &stated.unit {
        put("unit", json!(unit.value));
    }
    if let Some(multiple) = &stated.multiple_of {
        put("multipleOf", Value::Number(multiple.value.clone()));
    }
    for (flag, name) in [
        (&stated.unique, "uniqueItems"),
        (&stated.read_only, "readOnly"),
        (&stated.deprecated, "deprecated"),
        (&stated.reserved, "reserved"),
        (&stated.nullable, "nullable"),
    ] {
        if let Some(flag) = flag {
            put(name, json!(flag.value));
        }
    }
}

/// A type by the name that examples give it.
fn kind<R>(name: &str) -> Kind<R> {
    if let Some(element) = name.strip_prefix("array of ") {
        return Kind::array(Schema::of(kind(element.trim_end_matches('s'))));
    }
    match name {
        "string" => Kind::string(),
        "integer" => Kind::integer(),
        "int64" => Kind::Integer { width: IntegerWidth::Bits64, as_string: true },
        "number" => Kind::Number,
        "boolean" => Kind::Boolean,
        "array" => Kind::array(Schema::of(Kind::Object(Object::open()))),
        "map" => Kind::map(Schema::of(Kind::string())),
        "object" => Kind::Object(Object::open()),
        _ => Kind::Any,
    }
}

/// A text in which `**bold**`, `` `code` `` and lines after `- ` are marked.
pub(super) fn flat(text: &str) -> FlatText {
    let mut flat = FlatText::default();
    for (index, line) in text.lines().enumerate() {
        if index > 0 {
            flat.push_run("\n", Span::default());
        }
        let item = line.strip_prefix("- ");
        if item.is_some() {
            flat.push_run(FlatText::BULLET, Span::default());
        }
        let start = flat.text.len();
        let mark = flat.marks.len();
        let mut rest = item.unwrap_or(line);
        while let Some(at) = rest.find(['*', '`']) {
            let (fence, kind) =
                if rest[at..].starts_with("**") { ("**", MarkKind::Strong) } else { ("`", MarkKind::Code) };
            let Some(inner) = rest[at..].strip_prefix(fence) else {
                break;
            };
            let Some(close) = inner.find(fence) else { break };
            flat.push_run(&rest[..at], Span::default());
            let begin = flat.text.len();
            flat.push_run(&inner[..close], Span::default());
            flat.marks.push(Mark { range: begin..flat.text.len(), kind });
            rest = &inner[close + fence.len()..];
        }
        flat.push_run(rest, Span::default());
        if item.is_some() {
            flat.marks.insert(mark, Mark { range: start..flat.text.len(), kind: MarkKind::Item });
        }
    }
    flat
}

/// What is wrong with the examples of phrases: an example with another result than it states, a phrase that reads none
/// of its examples, and one without a near miss. `wanted` selects phrases by their rule.
pub fn failures(phrases: &Phrases, wanted: &dyn Fn(&str) -> bool) -> Vec<(String, String)> {
    let mut failures = Vec::new();
    for phrase in phrases.all.iter().filter(|phrase| wanted(&phrase.rule)) {
        let mut report = |what: String| failures.push((phrase.rule.clone(), what));
        let (mut read, mut missed) = (false, false);
        for example in &phrase.file.examples {
            let statements = super::statements(&flat(&example.text), phrases);
            let is_read = statements.iter().any(|statement| statement.rule == phrase.rule);
            read |= is_read || phrase.file.says == crate::vocabulary::phrases::Says::Nothing;
            missed |= !is_read;
            let found = demands(&example.text, &example.type_, phrases);
            if found != example.gives {
                let (found, gives) = (Value::Object(found), Value::Object(example.gives.clone()));
                report(format!("{:?} of {} gives {found} and not {gives}", example.text, example.type_));
            }
        }
        if !read {
            report("none of its examples is read by it".to_owned());
        }
        if !missed {
            report("it has no near miss: add a similar example that it must not match".to_owned());
        }
    }
    failures
}

#[cfg(test)]
mod tests {
    use crate::vocabulary::Library;

    /// Every phrase of every language does what its own examples say.
    #[test]
    fn phrases_match_their_examples() {
        let mut failures = Vec::new();
        let mut seen = std::collections::BTreeSet::new();
        let library = Library::embedded();
        let few = |phrase: &&crate::vocabulary::phrases::Phrase| phrase.file.examples.len() < 2;
        for vocabulary in library.vendors().filter_map(|entry| library.vendor(&entry.name)) {
            let short = vocabulary.phrases.all.iter().filter(few);
            failures.extend(short.map(|phrase| (phrase.rule.clone(), "it has fewer than two examples".to_owned())));
            let fresh = std::mem::take(&mut seen);
            failures.extend(super::failures(&vocabulary.phrases, &|rule| !fresh.contains(rule)));
            seen = fresh;
            seen.extend(vocabulary.phrases.all.iter().map(|phrase| phrase.rule.clone()));
        }
        let failures: Vec<String> = failures.iter().map(|(rule, what)| format!("{rule}: {what}")).collect();
        assert!(failures.is_empty(), "{} examples fail:\n{}", failures.len(), failures.join("\n"));
    }
}

//! Hand-made labels of pages, compared with the IR field by field.
//!
//! A label states for each field of an operation its type, whether it is required and its demands, as JSON Schema
//! keywords. A field path joins names with `.`, an element adds `[]`. What was found and what was invented is counted.
//!
//! Besides JSON Schema's keywords a label has `patternFromWords`: the expression for a row's words (`only letters,
//! digits and hyphens`), written by a person who read them. The export marks such patterns with `x-pattern-from:
//! words`. They are counted like all others: one that no label has is invented, since misread words refuse good values.

use std::collections::BTreeMap;
use std::fmt;
use std::path::Path;

use refract_codegen::ir::{Api, Constraints, Kind, Operation, PatternFrom, Required, Schema};
use serde::Deserialize;
use serde_json::{Map, Value, json};

/// A file of labels.
#[derive(Deserialize)]
pub(crate) struct File {
    pub(crate) operations: Vec<Label>,
}

#[derive(Deserialize)]
pub(crate) struct Label {
    pub(crate) page: String,
    method: String,
    path: String,
    #[serde(default)]
    parameters: Vec<Parameter>,
    #[serde(default)]
    request: BTreeMap<String, Facts>,
    #[serde(default)]
    response: BTreeMap<String, Facts>,
    #[serde(default)]
    responses: BTreeMap<String, BTreeMap<String, Facts>>,
    #[serde(default)]
    ambiguous: Vec<String>,
}

#[derive(Deserialize)]
struct Parameter {
    r#in: String,
    name: String,
    #[serde(flatten)]
    facts: Facts,
}

#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
struct Facts {
    r#type: String,
    #[serde(default)]
    required: bool,
    #[serde(default)]
    constraints: Map<String, Value>,
}

/// Labels of a file.
pub(crate) fn load(path: &Path) -> File {
    let text = std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// What a comparison found.
#[derive(Default)]
pub(crate) struct Score {
    pub(crate) operations: usize,
    pub(crate) fields: usize,
    pub(crate) constraints_stated: usize,
    pub(crate) constraints_found: usize,
    pub(crate) constraints_invented: usize,
    /// All that differs, a line each.
    pub(crate) misses: Vec<String>,
}

impl Score {
    /// The share of stated constraints that were found, in percent.
    pub(crate) fn found(&self) -> f64 {
        percent(self.constraints_found, self.constraints_stated)
    }

    /// The share of constraints that are stated, in percent.
    pub(crate) fn right(&self) -> f64 {
        percent(self.constraints_found, self.constraints_found + self.constraints_invented)
    }

    /// The misses that are not about constraints.
    pub(crate) fn structural(&self) -> Vec<&String> {
        self.misses.iter().filter(|miss| !miss.contains("constraint ")).collect()
    }
}

#[allow(clippy::cast_precision_loss, reason = "small numbers")]
fn percent(part: usize, whole: usize) -> f64 {
    if whole == 0 { 100.0 } else { 100.0 * part as f64 / whole as f64 }
}

impl fmt::Display for Score {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "{} operations, {} fields; constraints: {} stated, {:.1} % found, {:.1} % right",
            self.operations,
            self.fields,
            self.constraints_stated,
            self.found(),
            self.right()
        )?;
        self.misses.iter().try_for_each(|miss| writeln!(f, "  {miss}"))
    }
}

/// Holds contracts against labels. An operation is the one of its page, method and path.
pub(crate) fn score(labels: &File, apis: &[Api]) -> Score {
    let mut score = Score::default();
    for label in &labels.operations {
        let found = apis.iter().flat_map(|api| api.operations.iter().map(move |operation| (api, operation))).find(
            |(_, operation)| {
                operation.origin.page.ends_with(&label.page)
                    && operation.method.as_str() == label.method.to_uppercase()
                    && shape(&operation.path) == shape(&label.path)
            },
        );
        match found {
            Some((api, operation)) => one(label, api, operation, &mut score),
            None => score.misses.push(format!("{}: {} {} is missing", label.page, label.method, label.path)),
        }
    }
    score
}

fn one(label: &Label, api: &Api, operation: &Operation, score: &mut Score) {
    score.operations += 1;
    let parameters = |name: &dyn Fn(&str, &str) -> String| -> BTreeMap<String, Facts> {
        operation
            .parameters
            .iter()
            .map(|p| {
                let facts = facts(api, &p.field.schema, p.field.required == Required::Always);
                (name(p.location.name(), &p.field.name), facts)
            })
            .collect()
    };
    let key = |place: &str, name: &str| format!("{place} {name}");
    let wanted = label.parameters.iter().map(|p| (key(&p.r#in, &p.name), p.facts.clone())).collect();
    compare("parameter", label, &wanted, &parameters(&key), score, true);

    let mut found = BTreeMap::new();
    if let Some(body) = &operation.request {
        flatten(api, &body.schema, "", 0, &mut found);
    }
    compare("request", label, &label.request, &found, score, true);

    let mut found = BTreeMap::new();
    let mut failures: BTreeMap<String, BTreeMap<String, Facts>> = BTreeMap::new();
    for (status, response) in &operation.responses {
        let Some(body) = &response.body else { continue };
        if status.is_success() {
            flatten(api, &body.schema, "", 0, &mut found);
        } else {
            flatten(api, &body.schema, "", 0, failures.entry(status.to_string()).or_default());
        }
    }
    compare("response", label, &label.response, &found, score, false);
    if label.responses.keys().any(|status| !status.starts_with('2')) {
        for (status, wanted) in label.responses.iter().filter(|(status, _)| !status.starts_with('2')) {
            let found = failures.remove(status).unwrap_or_default();
            compare(&format!("response {status}"), label, wanted, &found, score, false);
        }
    }
}

fn compare(
    part: &str,
    label: &Label,
    wanted: &BTreeMap<String, Facts>,
    found: &BTreeMap<String, Facts>,
    score: &mut Score,
    requiredness: bool,
) {
    let at = |path: &str| format!("{}: {part} {path}", label.page.rsplit('/').next().unwrap_or(""));
    for (path, facts) in wanted {
        score.fields += 1;
        let Some(have) = found.get(path) else {
            score.misses.push(format!("{}: missing", at(path)));
            continue;
        };
        if !same_type(&facts.r#type, &have.r#type) {
            score.misses.push(format!("{}: type {} and not {}", at(path), have.r#type, facts.r#type));
        }
        if requiredness && facts.required != have.required {
            score.misses.push(format!("{}: required {} and not {}", at(path), have.required, facts.required));
        }
        let bare = path.rsplit(' ').next().unwrap_or(path);
        if label.ambiguous.iter().any(|name| name == bare || name == path) {
            continue;
        }
        for (keyword, value) in &facts.constraints {
            if is_empty_keyword(keyword, value) {
                continue;
            }
            score.constraints_stated += 1;
            let same = if keyword.ends_with(FROM_WORDS) { same_meaning } else { same_value };
            match have.constraints.get(keyword) {
                Some(other) if same(value, other) => score.constraints_found += 1,
                other => score.misses.push(format!("{}: constraint {keyword} {other:?} and not {value}", at(path))),
            }
        }
        for (keyword, value) in &have.constraints {
            if !facts.constraints.contains_key(keyword) && !is_empty_keyword(keyword, value) {
                score.constraints_invented += 1;
                score.misses.push(format!("{}: constraint {keyword} {value} is invented", at(path)));
            }
        }
    }
    for path in found.keys().filter(|path| !wanted.contains_key(*path)) {
        score.misses.push(format!("{}: is not a field of the page", at(path)));
    }
}

fn flatten(api: &Api, schema: &Schema, prefix: &str, depth: usize, out: &mut BTreeMap<String, Facts>) {
    if depth > 10 {
        return;
    }
    match &api.resolve(schema).kind {
        Kind::Array { items } if prefix.is_empty() || prefix.ends_with("[].") => {
            flatten(api, items, &format!("{prefix}[]."), depth + 1, out);
        }
        Kind::Object(object) => {
            for field in object.fields() {
                let path = format!("{prefix}{}", field.name);
                out.entry(path.clone())
                    .or_insert_with(|| facts(api, &field.schema, field.required == Required::Always));
                let (mut inner, mut path) = (api.resolve(&field.schema), path);
                while let Kind::Array { items } = &inner.kind {
                    inner = api.resolve(items);
                    path.push_str("[]");
                }
                flatten(api, inner, &format!("{path}."), depth + 1, out);
            }
        }
        _ => {}
    }
}

fn facts(api: &Api, schema: &Schema, required: bool) -> Facts {
    let resolved = api.resolve(schema);
    let kind = match &resolved.kind {
        Kind::Any | Kind::Union { .. } => "any",
        Kind::Boolean => "boolean",
        Kind::Integer { as_string: true, .. } | Kind::String { .. } => "string",
        Kind::Integer { .. } => "integer",
        Kind::Number => "number",
        Kind::Array { .. } => "array",
        Kind::Map { .. } | Kind::Object(_) | Kind::Ref { .. } => "object",
    };
    let mut constraints = Map::new();
    let entries = kind == "object";
    keywords(&schema.constraints, "", entries, &mut constraints);
    match &resolved.kind {
        Kind::Array { items } => keywords(&items.constraints, "item_", false, &mut constraints),
        Kind::Map { keys, values } => {
            keywords(keys, "key_", false, &mut constraints);
            keywords(&values.constraints, "value_", false, &mut constraints);
        }
        _ => {}
    }
    Facts { r#type: kind.to_owned(), required, constraints }
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
    if let Some(length) = &stated.length {
        length.value.count.min().into_iter().for_each(|n| put("minLength", json!(n)));
        length.value.count.max().into_iter().for_each(|n| put("maxLength", json!(n)));
    }
    if let Some(count) = &stated.count {
        let (min, max) = if entries { ("minProperties", "maxProperties") } else { ("minItems", "maxItems") };
        count.value.min().into_iter().for_each(|n| put(min, json!(n)));
        count.value.max().into_iter().for_each(|n| put(max, json!(n)));
    }
    // An expression that a page prints and one for its words (`only letters and digits`) are two statements: the first
    // is compared by its spelling, the second by its meaning. Neither may be invented.
    for pattern in &stated.patterns {
        let keyword = match pattern.value.from {
            None => "pattern",
            Some(PatternFrom::Words) => FROM_WORDS,
            Some(PatternFrom::Template) => "patternFromTemplate",
        };
        put(keyword, json!(pattern.value.ecma));
    }
    if let Some(list) = &stated.enumeration {
        put("enum", list.value.values().iter().map(|value| value.value.clone()).collect());
    }
    if let Some(default) = &stated.default {
        put("default", default.value.clone());
    }
}

/// The keyword of a label for an expression that words amount to.
const FROM_WORDS: &str = "patternFromWords";

/// Whether two expressions of characters take the same texts: those of one character and of two, of all that is on a
/// keyboard and of some that is not.
fn same_meaning(a: &Value, b: &Value) -> bool {
    let compiled = |value: &Value| {
        let text = value.as_str().unwrap_or_default().trim_start_matches('^').trim_end_matches('$');
        regex::Regex::new(&format!("^(?:{text})$")).unwrap_or_else(|error| panic!("{value}: {error}"))
    };
    let (a, b) = (compiled(a), compiled(b));
    let characters: Vec<char> = (' '..='~').chain(['中', '\u{9fff}', 'é', 'я', '\n']).collect();
    let same = |text: String| a.is_match(&text) == b.is_match(&text);
    characters.iter().all(|&first| {
        let between = ["a", "0"].iter().all(|end| same(format!("{end}{first}{end}")));
        between && same(first.to_string()) && characters.iter().all(|&last| same([first, last].iter().collect()))
    })
}

/// A least length of 0, which no value can break.
fn is_empty_keyword(keyword: &str, value: &Value) -> bool {
    let bare = keyword.trim_start_matches("key_").trim_start_matches("value_").trim_start_matches("item_");
    matches!(bare, "minLength" | "minItems" | "minProperties") && *value == json!(0)
}

fn same_type(a: &str, b: &str) -> bool {
    let number = |t| t == "integer" || t == "number";
    a == b || a == "any" || b == "any" || (number(a) && number(b))
}

fn same_value(a: &Value, b: &Value) -> bool {
    let plain = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    match (a, b) {
        (Value::Array(a), Value::Array(b)) => {
            let sorted = |list: &[Value]| {
                let mut list: Vec<String> = list.iter().map(plain).collect();
                list.sort();
                list
            };
            sorted(a) == sorted(b)
        }
        (Value::String(a), Value::String(b)) => {
            let bare = |text: &str| {
                let grouped = text.strip_prefix("^(?:").and_then(|text| text.strip_suffix(")$"));
                grouped.unwrap_or_else(|| text.trim_matches(['^', '$'])).replace('\\', "")
            };
            bare(a) == bare(b)
        }
        _ => match (plain(a).parse::<f64>(), plain(b).parse::<f64>()) {
            (Ok(a), Ok(b)) => (a - b).abs() < f64::EPSILON,
            _ => plain(a).eq_ignore_ascii_case(&plain(b)),
        },
    }
}

fn shape(path: &str) -> String {
    let mut out = String::new();
    let mut inside = false;
    for c in path.chars() {
        match c {
            '{' => inside = true,
            '}' => {
                inside = false;
                out.push_str("{}");
            }
            c if !inside => out.push(c),
            _ => {}
        }
    }
    out.trim_end_matches('/').to_lowercase()
}

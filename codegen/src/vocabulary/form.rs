//! Finds every place where a file does not have the form that its published schema describes.
//!
//! serde stops at the first mistake. People want to see all of them, with the keys that they may have meant, so a file
//! that serde refuses is compared with its schema. This module only knows the parts of JSON Schema that the schemas of
//! [`super::schemas`] use.

use serde_json::Value;
use toml::de::DeValue;

use crate::choice::nearest;

use super::problem::Problem;
use super::tree::{File, Node};

/// What is wrong with the form of a file.
pub(super) fn problems(file: &File<'_>, schema: &Value) -> Vec<Problem> {
    let root = toml::Spanned::new(0..0, DeValue::Table(file.tree.clone()));
    let mut walk = Walk { file, schema, problems: Vec::new() };
    walk.node(&root, schema, "", None);
    walk.problems
}

struct Walk<'f, 't> {
    file: &'f File<'t>,
    schema: &'f Value,
    problems: Vec<Problem>,
}

impl Walk<'_, '_> {
    fn node(&mut self, node: &Node<'_>, form: &Value, path: &str, id: Option<&str>) {
        if let Some(name) = form["$ref"].as_str().and_then(|at| at.strip_prefix("#/$defs/")) {
            let schema = self.schema;
            self.node(node, &schema["$defs"][name], path, id);
        }
        if let Some(branches) = form["anyOf"].as_array() {
            self.any_of(node, branches, path, id);
        }
        if self.is_other_kind(node, form, path, id) {
            return;
        }
        self.choice(node, form, path, id);
        match node.get_ref() {
            DeValue::Table(_) => self.table(node, form, path, id),
            DeValue::Array(items) if form["items"].is_object() => {
                for (number, item) in items.iter().enumerate() {
                    self.node(item, &form["items"], &format!("{path}[{}]", number + 1), id);
                }
            }
            _ => {}
        }
    }

    /// The branch for the value's type is the intended one.
    fn any_of(&mut self, node: &Node<'_>, branches: &[Value], path: &str, id: Option<&str>) {
        let before = self.problems.len();
        let mut fewest: Option<Vec<Problem>> = None;
        for branch in branches {
            self.node(node, branch, path, id);
            let found = self.problems.split_off(before);
            let kind = |problem: &Problem| problem.key == path && problem.message.starts_with("is ");
            let weight = |problems: &[Problem]| (problems.iter().any(kind), problems.len());
            if fewest.as_ref().is_none_or(|known| weight(&found) < weight(known)) {
                fewest = Some(found);
            }
        }
        self.problems.extend(fewest.unwrap_or_default());
    }

    fn is_other_kind(&mut self, node: &Node<'_>, form: &Value, path: &str, id: Option<&str>) -> bool {
        let wanted: Vec<&str> = match &form["type"] {
            Value::String(one) => vec![one],
            Value::Array(several) => several.iter().filter_map(Value::as_str).collect(),
            _ => return false,
        };
        let found = match node.get_ref() {
            DeValue::String(_) => "string",
            DeValue::Integer(_) => "integer",
            DeValue::Float(_) => "number",
            DeValue::Boolean(_) => "boolean",
            DeValue::Datetime(_) => "date",
            DeValue::Array(_) => "array",
            DeValue::Table(_) => "object",
        };
        if wanted.contains(&found) || (found == "integer" && wanted.contains(&"number")) {
            return false;
        }
        let wanted: Vec<&str> = wanted.iter().filter(|kind| **kind != "null").map(|kind| in_words(kind)).collect();
        self.report(node, path, id, format!("is {}, and not {}", in_words(found), wanted.join(" or ")), None);
        true
    }

    fn choice(&mut self, node: &Node<'_>, form: &Value, path: &str, id: Option<&str>) {
        let Some(text) = node.get_ref().as_str() else { return };
        let constants = form["oneOf"].as_array().into_iter().flatten().map(|choice| &choice["const"]);
        let listed =
            form["oneOf"].as_array().into_iter().flatten().filter_map(|choice| choice["enum"].as_array()).flatten();
        let known: Vec<&str> = form["enum"]
            .as_array()
            .into_iter()
            .flatten()
            .chain(constants)
            .chain(listed)
            .filter_map(Value::as_str)
            .collect();
        if known.is_empty() || known.contains(&text) {
            return;
        }
        let help = match nearest(text, known.iter().copied()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("one of {}", list(&known)),
        };
        self.report(node, path, id, format!("`{text}` is not one of the possible values"), Some(help));
    }

    fn table(&mut self, node: &Node<'_>, form: &Value, path: &str, id: Option<&str>) {
        let DeValue::Table(table) = node.get_ref() else { return };
        let own = table.get("id").and_then(|id| id.get_ref().as_str());
        let id = own.or(id);
        let properties = form["properties"].as_object();
        for (key, value) in table {
            let name = key.get_ref().as_ref();
            let below = if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") };
            if let Some(form) = properties.and_then(|known| known.get(name)) {
                self.node(value, form, &below, id);
            } else if form["additionalProperties"].is_object() {
                self.node(value, &form["additionalProperties"], &below, id);
            } else if form["additionalProperties"] == false {
                let known: Vec<&str> = properties.into_iter().flatten().map(|(key, _)| key.as_str()).collect();
                let help = match nearest(name, known.iter().copied()) {
                    Some(near) => format!("did you mean `{near}`?"),
                    None => format!("the keys are {}", list(&known)),
                };
                let mut problem = self.file.problem(key.span().start, &below, "there is no such key");
                problem.id = id.map(str::to_owned);
                problem.help = Some(help);
                self.problems.push(problem);
            }
        }
        for key in form["required"].as_array().into_iter().flatten().filter_map(Value::as_str) {
            if !table.contains_key(key) {
                self.report(node, path, id, format!("the key `{key}` is missing"), None);
            }
        }
    }

    fn report(&mut self, node: &Node<'_>, path: &str, id: Option<&str>, message: String, help: Option<String>) {
        let mut problem = self.file.problem(node.span().start, path, message);
        problem.id = id.map(str::to_owned);
        problem.help = help;
        self.problems.push(problem);
    }
}

/// A list of texts in a sentence.
pub(super) fn list(all: &[&str]) -> String {
    all.iter().map(|one| format!("`{one}`")).collect::<Vec<_>>().join(", ")
}

fn in_words(kind: &str) -> &str {
    match kind {
        "string" => "a text",
        "integer" => "a whole number",
        "number" => "a number",
        "boolean" => "`true` or `false`",
        "array" => "a list",
        "object" => "a table",
        other => other,
    }
}

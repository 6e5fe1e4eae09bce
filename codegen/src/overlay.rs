//! `OpenAPI` Overlay 1.0 documents: changes to exported documents by those who export them.
//!
//! [`crate::fixup`] corrects errors of a page in the contract, so that all artefacts agree. An overlay is for what no
//! page states and one consumer wants: a title, a server, an extension, an operation left out. It changes only
//! `OpenAPI` documents, after they are made, and an action that matches nothing is an error.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::Value;
use serde_json_path::JsonPath;

/// An overlay whose form was checked.
#[derive(Clone, Debug)]
pub struct Overlay {
    name: String,
    extends: Option<String>,
    actions: Vec<Action>,
}

#[derive(Clone, Debug)]
struct Action {
    target: JsonPath,
    written: String,
    change: Change,
}

#[derive(Clone, Debug)]
enum Change {
    Update(Value),
    Remove,
}

/// The reason why an overlay can't be read or applied.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum OverlayError {
    /// It is neither JSON nor YAML, or has another form.
    #[error("{name}: no overlay: {message}")]
    Form {
        /// The overlay's name.
        name: String,
        /// What is wrong.
        message: String,
    },
    /// It has another version.
    #[error("{name}: the overlay has version `{version}`; only 1.0 can be read")]
    Version {
        /// The overlay's name.
        name: String,
        /// The version.
        version: String,
    },
    /// An action can't be understood.
    #[error("{name}: action {number}: {message}")]
    Action {
        /// The overlay's name.
        name: String,
        /// The number of the action, from 1.
        number: usize,
        /// What is wrong.
        message: String,
    },
    /// It is for a document that does not exist.
    #[error("{name}: it extends `{extends}`, which is none of the documents: {documents}")]
    Extends {
        /// The overlay's name.
        name: String,
        /// The document that it is for.
        extends: String,
        /// The existing documents.
        documents: String,
    },
}

/// The form of an overlay; its own extensions (`x-…`) are ignored.
#[derive(Deserialize)]
struct Form {
    overlay: String,
    info: Value,
    extends: Option<String>,
    actions: Vec<serde_json::Map<String, Value>>,
}

impl Overlay {
    /// Reads an overlay, in JSON or YAML. `name` is its name in errors.
    ///
    /// # Errors
    /// [`OverlayError`] where it does not have version 1.0, or an action lacks a target, has a target that is not a
    /// JSON Path (RFC 9535), or has neither an update nor a removal.
    pub fn parse(name: &str, text: &str) -> Result<Self, OverlayError> {
        let name = name.to_owned();
        // The YAML parser also reads JSON, but the messages of the JSON parser are better for JSON.
        let parsed: Result<Form, String> = if text.trim_start().starts_with('{') {
            serde_json::from_str(text).map_err(|error| error.to_string())
        } else {
            yaml_serde::from_str(text).map_err(|error| error.to_string())
        };
        let form = parsed.map_err(|message| OverlayError::Form { name: name.clone(), message })?;
        if form.overlay != "1.0" && !form.overlay.starts_with("1.0.") {
            return Err(OverlayError::Version { name, version: form.overlay });
        }
        if form.info.get("title").is_none() || form.info.get("version").is_none() {
            return Err(OverlayError::Form { name, message: "its `info` needs `title` and `version`".to_owned() });
        }
        if form.actions.is_empty() {
            return Err(OverlayError::Form { name, message: "it has no actions".to_owned() });
        }
        let actions = form.actions.iter().enumerate().map(|(index, action)| {
            action_of(action).map_err(|message| OverlayError::Action { name: name.clone(), number: index + 1, message })
        });
        let actions = actions.collect::<Result<_, _>>()?;
        Ok(Self { name, extends: form.extends, actions })
    }

    /// Applies the actions, in their order, to all documents, or to the one that the overlay extends.
    ///
    /// # Errors
    /// [`OverlayError`] where the document to extend does not exist, an action matches nothing in any document, or an
    /// action changes what can't be changed. The documents then stay unchanged.
    pub fn apply(&self, documents: &mut BTreeMap<String, Value>) -> Result<(), OverlayError> {
        let wanted: Vec<String> = documents.keys().filter(|path| self.is_for(path)).cloned().collect();
        if let (Some(extends), true) = (&self.extends, wanted.is_empty()) {
            let documents = documents.keys().cloned().collect::<Vec<_>>().join(", ");
            return Err(OverlayError::Extends { name: self.name.clone(), extends: extends.clone(), documents });
        }
        let mut changed = documents.clone();
        for (index, action) in self.actions.iter().enumerate() {
            let fail = |message: String| OverlayError::Action { name: self.name.clone(), number: index + 1, message };
            let mut matched = false;
            for path in &wanted {
                if let Some(document) = changed.get_mut(path) {
                    matched |= action.apply(document).map_err(fail)?;
                }
            }
            if !matched {
                return Err(fail(format!("`{}` matches nothing", action.written)));
            }
        }
        *documents = changed;
        Ok(())
    }

    /// Whether a document is the one that is extended: its path ends with the value of `extends`, apart from `.` and
    /// `..`.
    fn is_for(&self, path: &str) -> bool {
        let Some(extends) = &self.extends else { return true };
        let wanted: Vec<&str> = extends.split('/').filter(|part| !matches!(*part, "" | "." | "..")).collect();
        let found: Vec<&str> = path.split('/').collect();
        // The folders of a URL are not those of the export: the shorter of the two must be the end of the other.
        let common = wanted.len().min(found.len());
        wanted[wanted.len() - common..] == found[found.len() - common..]
    }
}

fn action_of(action: &serde_json::Map<String, Value>) -> Result<Action, String> {
    if let Some(key) = action
        .keys()
        .find(|key| !matches!(key.as_str(), "target" | "description" | "update" | "remove") && !key.starts_with("x-"))
    {
        return Err(format!("version 1.0 does not have `{key}`"));
    }
    let written = action.get("target").and_then(Value::as_str).ok_or("it has no `target`")?.to_owned();
    let target = JsonPath::parse(&written).map_err(|error| format!("`{written}` is not a valid JSON Path: {error}"))?;
    let change = match (action.get("remove"), action.get("update")) {
        // What is to be removed need not be updated before.
        (Some(Value::Bool(true)), _) => Change::Remove,
        (None | Some(Value::Bool(false)), Some(update)) => Change::Update(update.clone()),
        (None | Some(Value::Bool(false)), None) => return Err("it has neither `update` nor `remove: true`".to_owned()),
        (Some(_), _) => return Err("`remove` is true or false".to_owned()),
    };
    Ok(Action { target, written, change })
}

impl Action {
    /// Changes what the target selects. Gives whether it selects anything.
    fn apply(&self, document: &mut Value) -> Result<bool, String> {
        let selected = self.target.query_located(document);
        let mut pointers: Vec<String> = selected.iter().map(|node| node.location().to_json_pointer()).collect();
        pointers.dedup();
        match &self.change {
            Change::Update(update) => {
                for pointer in &pointers {
                    if let Some(value) = document.pointer_mut(pointer) {
                        self.update(value, update)?;
                    }
                }
            }
            Change::Remove => {
                if pointers.iter().any(String::is_empty) {
                    return Err("the whole document can't be removed".to_owned());
                }
                // The last element of a list first, so that the positions of the others don't change.
                for pointer in pointers.iter().rev() {
                    remove(document, pointer);
                }
            }
        }
        Ok(!pointers.is_empty())
    }

    fn update(&self, value: &mut Value, update: &Value) -> Result<(), String> {
        match (&mut *value, update) {
            (Value::Object(_), Value::Object(_)) => merge(value, update),
            (Value::Object(_), _) => {
                return Err(format!("`{}` selects an object, but the update is not an object", self.written));
            }
            (Value::Array(elements), update) => elements.push(update.clone()),
            _ => {
                return Err(format!(
                    "`{}` selects neither an object nor a list: select what contains it, and update that",
                    self.written
                ));
            }
        }
        Ok(())
    }
}

/// Merges objects key by key, appends lists to lists, and replaces everything else.
fn merge(value: &mut Value, update: &Value) {
    match (value, update) {
        (Value::Object(entries), Value::Object(updates)) => {
            for (key, update) in updates {
                match entries.get_mut(key) {
                    Some(known) => merge(known, update),
                    None => drop(entries.insert(key.clone(), update.clone())),
                }
            }
        }
        (Value::Array(elements), Value::Array(updates)) => elements.extend(updates.iter().cloned()),
        (value, update) => *value = update.clone(),
    }
}

fn remove(document: &mut Value, pointer: &str) {
    let Some((parent, key)) = pointer.rsplit_once('/') else { return };
    match document.pointer_mut(parent) {
        Some(Value::Object(entries)) => drop(entries.shift_remove(&key.replace("~1", "/").replace("~0", "~"))),
        Some(Value::Array(elements)) => {
            if let Ok(index) = key.parse::<usize>()
                && index < elements.len()
            {
                elements.remove(index);
            }
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn documents() -> BTreeMap<String, Value> {
        let document = json!({
            "openapi": "3.1.0",
            "info": { "title": "t", "version": "0" },
            "servers": [{ "url": "https://a" }, { "url": "https://b" }],
            "paths": { "/a": { "get": { "operationId": "a", "tags": ["x"] }, "delete": { "operationId": "b", "deprecated": true } } },
        });
        BTreeMap::from([("acme/one.json".to_owned(), document.clone()), ("acme/two.json".to_owned(), document)])
    }

    fn overlay(actions: &str) -> String {
        format!("overlay: 1.0.0\ninfo: {{ title: t, version: '1' }}\nactions:\n{actions}")
    }

    fn applied(text: &str) -> Value {
        let mut all = documents();
        Overlay::parse("o.yaml", text).unwrap().apply(&mut all).unwrap();
        all["acme/one.json"].clone()
    }

    #[test]
    fn objects_are_merged_lists_appended_and_nodes_removed() {
        let merged = applied(&overlay("- target: $.info\n  update: { title: new, x-a: { b: 1 } }\n"));
        assert_eq!(merged["info"], json!({ "title": "new", "version": "0", "x-a": { "b": 1 } }));
        let listed = applied(&overlay("- target: $.paths.*.get\n  update: { tags: [y] }\n"));
        assert_eq!(listed["paths"]["/a"]["get"]["tags"], json!(["x", "y"]));
        let appended = applied(&overlay("- target: $.servers\n  update: { url: 'https://c' }\n"));
        assert_eq!(appended["servers"].as_array().unwrap().len(), 3);
        let removed = applied(&overlay(
            "- target: $.paths.*[?@.deprecated == true]\n  remove: true\n- target: $.servers[*]\n  remove: true\n",
        ));
        assert_eq!(removed["paths"]["/a"].as_object().unwrap().len(), 1);
        assert_eq!(removed["servers"], json!([]));
        // In order: an action can select what an earlier one added.
        let chained =
            applied(&overlay("- target: $.info\n  update: { x-a: {} }\n- target: $.info['x-a']\n  update: { b: 1 }\n"));
        assert_eq!(chained["info"]["x-a"], json!({ "b": 1 }));
    }

    #[test]
    fn it_extends_one_document_or_all() {
        let text = overlay("- target: $.info\n  update: { title: new }\n");
        let mut all = documents();
        let one = format!("extends: ../openapi/acme/two.json\n{text}");
        Overlay::parse("o.yaml", &one).unwrap().apply(&mut all).unwrap();
        assert_eq!(
            (&all["acme/one.json"]["info"]["title"], &all["acme/two.json"]["info"]["title"]),
            (&json!("t"), &json!("new"))
        );
        let none = format!("extends: acme/three.json\n{text}");
        let error = Overlay::parse("o.yaml", &none).unwrap().apply(&mut all).unwrap_err();
        assert!(error.to_string().contains("acme/one.json, acme/two.json"), "{error}");
    }

    #[test]
    fn what_can_not_be_done_is_reported_and_changes_nothing() {
        for (actions, expected) in [
            ("- target: $.info.summary\n  remove: true\n", "action 1: `$.info.summary` matches nothing"),
            (
                "- target: $.info\n  update: { title: new }\n- target: $.nothing\n  update: {}\n",
                "action 2: `$.nothing` matches",
            ),
            ("- target: $.info.title\n  update: new\n", "neither an object nor a list"),
            ("- target: $.info\n  update: new\n", "selects an object"),
            ("- target: $\n  remove: true\n", "the whole document"),
        ] {
            let mut all = documents();
            let error = Overlay::parse("o.yaml", &overlay(actions)).unwrap().apply(&mut all).unwrap_err();
            assert!(error.to_string().contains(expected), "{error}");
            assert_eq!(all, documents(), "{actions}");
        }
        for (text, expected) in [
            ("{", "no overlay"),
            ("a: [", "no overlay"),
            ("overlay: 1.1.0\ninfo: {}\nactions: []\n", "version `1.1.0`"),
            ("overlay: 1.0.0\ninfo: {}\nactions: []\n", "`title` and `version`"),
            (&overlay("  []\n"), "no actions"),
            (&overlay("- update: {}\n"), "no `target`"),
            (&overlay("- target: info\n  update: {}\n"), "not a valid JSON Path"),
            (&overlay("- target: $.info\n"), "neither `update` nor"),
            (&overlay("- target: $.info\n  copy: $.x\n"), "version 1.0 does not have `copy`"),
        ] {
            let error = Overlay::parse("o.yaml", text).unwrap_err();
            assert!(error.to_string().contains(expected), "{text}: {error}");
        }
    }
}

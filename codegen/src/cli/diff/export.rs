//! Reads an export on disk as contracts to compare: its IR if it has one, otherwise its `OpenAPI` documents, otherwise
//! its JSON Schemas.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail};
use serde_json::Value;

use crate::diff::{json_schema, openapi};
use crate::ir::{Api, json};

/// The contracts of an export.
pub(super) struct Export {
    pub(super) apis: Vec<Api>,
    /// Whether only bodies are known.
    pub(super) bodies: bool,
}

/// The extensions of JSON and YAML files.
type Files = BTreeMap<PathBuf, Value>;

/// The forms that can be compared, as messages name them.
pub(super) const ACCEPTED: &str = "an export's IR, OpenAPI 3.0 or 3.1 documents, or JSON Schemas that Refract exported";

/// Reads an export; `None` where there is none.
///
/// # Errors
/// Where an export can't be compared, or a file that was named directly is not an export.
pub(super) fn read(path: &Path) -> anyhow::Result<Option<Export>> {
    let single = path.is_file();
    let mut files = load(path)?;
    if single && let Some(value) = files.get(path) {
        // The schemas of a service are in several files, each of which is a part.
        if json_schema::is_export(value) {
            let beside = beside(path, json_schema::is_body(value));
            files.extend(load(&beside)?.into_iter().filter(|(_, value)| json_schema::is_export(value)));
        }
    }
    let (mut intermediate, mut documents, mut schemas) = (Vec::new(), Vec::new(), Vec::new());
    for (file, value) in &files {
        let name = file.display().to_string();
        if value.get("openapi").is_some() {
            documents.push(document(&files, file, value)?);
        } else if value.get("format").is_some() && value.get("operations").is_some() {
            let text = std::fs::read_to_string(file).with_context(|| format!("{name} can't be read"))?;
            intermediate.push(json::from_json(&text).with_context(|| format!("{name} can't be compared"))?);
        } else if json_schema::is_export(value) {
            schemas.push((name, value.clone()));
        }
    }
    if !intermediate.is_empty() {
        return Ok(Some(Export { apis: intermediate, bodies: false }));
    }
    if !documents.is_empty() {
        return Ok(Some(Export { apis: documents, bodies: false }));
    }
    if !schemas.is_empty() {
        let (apis, notes) = json_schema::read(&schemas)?;
        print_notes(&notes);
        return Ok(Some(Export { apis, bodies: true }));
    }
    if single && files.contains_key(path) {
        bail!("{}: neither a page nor an export that can be compared: {ACCEPTED}", path.display());
    }
    Ok(None)
}

/// Finds the other parts of a service: the bundle for the schema of a body, the bodies for a bundle.
fn beside(path: &Path, is_body: bool) -> PathBuf {
    let folder = path.parent().unwrap_or(Path::new(""));
    if !is_body {
        return path.with_extension("");
    }
    let extension = path.extension().and_then(|extension| extension.to_str()).unwrap_or_default();
    folder
        .with_extension("")
        .with_file_name(format!("{}.{extension}", folder.file_name().unwrap_or_default().to_string_lossy()))
}

/// Reads a document as a contract. A document in several files has its paths in other files.
fn document(files: &Files, file: &Path, value: &Value) -> anyhow::Result<Api> {
    let name = file.display().to_string();
    let mut whole = value.clone();
    for item in whole.get_mut("paths").and_then(Value::as_object_mut).into_iter().flatten().map(|(_, item)| item) {
        let Some(reference) = item.get("$ref").and_then(Value::as_str) else { continue };
        let part = file.with_file_name(reference);
        let found = files.get(&part).with_context(|| {
            format!("{name} refers to `{reference}`, which does not exist: name the folder that contains both")
        })?;
        *item = found.clone();
        homeward(item, &file.file_name().unwrap_or_default().to_string_lossy());
    }
    let (api, notes) = openapi::read(&whole, &name).with_context(|| format!("{name} can't be compared"))?;
    print_notes(&notes.iter().map(|note| format!("{name}: {note}")).collect::<Vec<_>>());
    Ok(api)
}

/// Turns references into a document of the given name into references within it.
fn homeward(value: &mut Value, document: &str) {
    match value {
        Value::Object(map) => {
            if let Some(Value::String(reference)) = map.get_mut("$ref")
                && let Some((file, pointer)) = reference.split_once('#')
                && file.rsplit('/').next() == Some(document)
            {
                *reference = format!("#{pointer}");
            }
            map.values_mut().for_each(|inner| homeward(inner, document));
        }
        Value::Array(elements) => elements.iter_mut().for_each(|element| homeward(element, document)),
        _ => {}
    }
}

/// Prints what is not compared.
fn print_notes(notes: &[String]) {
    for note in notes {
        anstream::eprintln!("{note}");
    }
}

/// The JSON and YAML files below a path. Others are ignored: pages are read elsewhere.
fn load(path: &Path) -> anyhow::Result<Files> {
    let mut files = Files::new();
    for entry in walkdir::WalkDir::new(path).sort_by_file_name().into_iter().filter_map(Result::ok) {
        let file = entry.into_path();
        let yaml = match file.extension().and_then(|extension| extension.to_str()) {
            Some("json") => false,
            Some("yaml" | "yml") => true,
            _ => continue,
        };
        if !file.is_file() {
            continue;
        }
        let text = std::fs::read_to_string(&file).with_context(|| format!("{} can't be read", file.display()))?;
        let value = if yaml { yaml_serde::from_str(&text).ok() } else { serde_json::from_str(&text).ok() };
        files.extend(value.map(|value| (file, value)));
    }
    Ok(files)
}

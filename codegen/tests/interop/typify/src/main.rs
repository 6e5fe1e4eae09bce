//! Hands exported JSON Schemas to typify, each with what it refers to, and prints how many it takes, refuses and panics over.
//!
//! usage: refract-interop-typify FOLDER, the `json-schema` folder of an export in one file a service. Ends with 1 where it
//! panics over any.

use std::collections::BTreeSet;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};

use serde_json::{Map, Value, json};
use typify_impl::{TypeSpace, TypeSpaceSettings};

fn main() {
    let folder = std::env::args_os().nth(1).map(PathBuf::from).expect("a folder of exported schemas");
    let (mut taken, mut refused, mut panicked) = (0, 0, BTreeSet::new());
    std::panic::set_hook(Box::new(|_| {}));
    for file in files(&folder) {
        let text = std::fs::read_to_string(&file).expect("a file");
        let schema: Value = serde_json::from_str(&text).expect("JSON");
        let Some(definitions) = schema["$defs"].as_object() else { continue };
        let definitions: Map<String, Value> = definitions.iter().map(|(name, it)| (name.clone(), inside(it))).collect();
        for name in definitions.keys() {
            match catch_unwind(AssertUnwindSafe(|| types(&reached(&definitions, name)))) {
                Ok(Ok(())) => taken += 1,
                Ok(Err(why)) => {
                    refused += 1;
                    eprintln!("{}: {name}: {}", file.display(), why.lines().next().unwrap_or_default());
                }
                Err(_) => drop(panicked.insert(format!("{}: {name}", file.display()))),
            }
        }
    }
    println!("{taken} taken, {refused} refused, {} panicked over", panicked.len());
    panicked.iter().for_each(|name| eprintln!("panicked over {name}"));
    std::process::exit(i32::from(!panicked.is_empty()));
}

/// The files below a folder, sorted.
fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            found.extend(files(&path));
        } else {
            found.push(path);
        }
    }
    found.sort();
    found
}

fn types(definitions: &Map<String, Value>) -> Result<(), String> {
    let mut space = TypeSpace::new(&TypeSpaceSettings::default());
    let mut parsed = Vec::new();
    for (name, value) in definitions {
        let schema = serde_json::from_value(value.clone()).map_err(|error| error.to_string())?;
        // Names with dots are taken for one another, once they are identifiers.
        parsed.push((identifier(name), schema));
    }
    space.add_ref_types(parsed).map_err(|error| error.to_string())?;
    space.to_stream();
    Ok(())
}

fn identifier(name: &str) -> String {
    name.replace(['.', '-'], "_")
}

/// A schema with its references as those of draft 7, which typify knows, and without what names it.
fn inside(value: &Value) -> Value {
    match value {
        Value::Object(map) => {
            let kept = map.iter().filter(|(key, inner)| !(matches!(key.as_str(), "$schema" | "$id" | "title") && inner.is_string()));
            let changed = kept.map(|(key, inner)| {
                let target = inner.as_str().and_then(|target| target.rsplit_once("$defs/")).filter(|_| key == "$ref");
                let inner = target.map_or_else(|| inside(inner), |(_, name)| json!(format!("#/definitions/{}", identifier(name))));
                (key.clone(), inner)
            });
            Value::Object(changed.collect())
        }
        Value::Array(elements) => elements.iter().map(inside).collect(),
        other => other.clone(),
    }
}

/// A definition and all that it refers to.
fn reached(all: &Map<String, Value>, name: &str) -> Map<String, Value> {
    fn targets(value: &Value, found: &mut Vec<String>) {
        match value {
            Value::Object(map) => {
                found.extend(map.get("$ref").and_then(Value::as_str).and_then(|it| Some(it.rsplit_once('/')?.1.to_owned())));
                map.values().for_each(|value| targets(value, found));
            }
            Value::Array(elements) => elements.iter().for_each(|value| targets(value, found)),
            _ => {}
        }
    }
    let mut reached = Map::new();
    let mut open = vec![name.to_owned()];
    while let Some(name) = open.pop() {
        let found = all.iter().find(|(known, _)| identifier(known) == identifier(&name));
        if let Some((name, value)) = found
            && reached.insert(name.clone(), value.clone()).is_none()
        {
            targets(value, &mut open);
        }
    }
    reached
}

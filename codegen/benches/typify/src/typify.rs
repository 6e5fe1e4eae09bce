//! Runs typify on a contract's JSON Schemas: once per service, over the bundle and the bodies that refer to it.
//!
//! A schema that typify refuses, or over which it panics, would end that run. Each is found by a run of its own over the
//! schema and what it refers to, is counted, and is left out together with what refers to it.

use std::collections::{BTreeMap, BTreeSet};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::{Duration, Instant};

use refract_codegen::emit::Artefacts;
use refract_codegen::emit::rust::names;
use refract_codegen::ir::Api;
use schemars::schema::Schema;
use serde_json::{Map, Value};
use typify_impl::{TypeSpace, TypeSpaceSettings};

/// A crate, and what it took.
pub struct Made {
    pub files: Artefacts,
    pub schemas: usize,
    pub refused: usize,
    pub panicked: usize,
    pub time: Duration,
}

enum Verdict {
    Taken,
    Refused(String),
    Panicked(String),
}

/// How many schemas there are: shared structures and bodies.
pub fn count(apis: &[Api], files: &Artefacts) -> usize {
    apis.iter().map(|api| definitions(api, files).len()).sum()
}

/// Runs typify over all services.
pub fn generate(apis: &[Api], files: &Artefacts) -> Made {
    let mut made = Made { files: Artefacts::new(), schemas: 0, refused: 0, panicked: 0, time: Duration::ZERO };
    std::panic::set_hook(Box::new(|_| {}));
    let mut modules = String::new();
    let mut features = String::new();
    for api in apis {
        let all = definitions(api, files);
        made.schemas += all.len();
        let mut bad = BTreeSet::new();
        let mut reasons: BTreeMap<String, usize> = BTreeMap::new();
        for name in all.keys() {
            let alone = reached(&all, name);
            match verdict(&alone) {
                Verdict::Taken => {}
                Verdict::Refused(why) => {
                    made.refused += 1;
                    *reasons.entry(why).or_default() += 1;
                    bad.insert(name.clone());
                }
                Verdict::Panicked(why) => {
                    made.panicked += 1;
                    *reasons.entry(why).or_default() += 1;
                    bad.insert(name.clone());
                }
            }
        }
        for (why, times) in reasons {
            eprintln!("{} {}: {times} × {why}", api.vendor, api.service);
        }
        // What refers to a schema that is not taken was not taken, either.
        let kept: Map<String, Value> =
            all.iter().filter(|(name, _)| !bad.contains(*name)).map(|(name, value)| (name.clone(), value.clone())).collect();
        let start = Instant::now();
        let text = catch_unwind(AssertUnwindSafe(|| source(&kept)));
        made.time += start.elapsed();
        let module = names::module(&api.service);
        let text = match text {
            Ok(Ok(text)) => text,
            Ok(Err(why)) => {
                eprintln!("{} {}: the whole service: {why}", api.vendor, api.service);
                "compile_error!(\"typify refuses the service\");\n".to_owned()
            }
            Err(_) => {
                eprintln!("{} {}: the whole service: panicked", api.vendor, api.service);
                "compile_error!(\"typify panics over the service\");\n".to_owned()
            }
        };
        let feature = module.replace('_', "-");
        modules.push_str(&format!("#[cfg(feature = \"{feature}\")]\npub mod {module};\n"));
        features.push_str(&format!("{feature} = []\n"));
        made.files.insert(format!("src/{module}.rs"), text);
    }
    let _ = std::panic::take_hook();
    made.files.insert("src/lib.rs".to_owned(), modules);
    made.files.insert(
        "Cargo.toml".to_owned(),
        format!(
            "[package]\nname = \"by-typify\"\nversion = \"0.1.0\"\nedition = \"2021\"\n\n[features]\n{features}\n[dependencies]\n\
             chrono = {{ version = \"0.4\", features = [\"serde\"] }}\nregress = \"0.12\"\nserde = {{ version = \"1\", features = [\"derive\"] }}\n\
             serde_json = \"1\"\nuuid = {{ version = \"1\", features = [\"serde\"] }}\n\n[workspace]\n"
        ),
    );
    made
}

/// The shared structures of a service and its bodies, by name, as definitions of one document.
fn definitions(api: &Api, files: &Artefacts) -> Map<String, Value> {
    let folder = format!("{}/{}", api.vendor, api.service);
    let parsed = |text: &String| serde_json::from_str::<Value>(text).expect("JSON");
    let bundle = parsed(&files[&format!("{folder}.json")]);
    let mut all = bundle["$defs"].as_object().cloned().unwrap_or_default();
    for (path, text) in files.iter().filter(|(path, _)| path.starts_with(&format!("{folder}/"))) {
        let mut body = parsed(text);
        inside(&mut body);
        if let Some(map) = body.as_object_mut() {
            for key in ["$schema", "$id", "title"] {
                map.remove(key);
            }
        }
        let name = path.rsplit_once('/').map_or(path.as_str(), |(_, file)| file).trim_end_matches(".json");
        // Names with dots are taken for one another, once they are identifiers.
        all.insert(name.replace(['.', '-'], "_"), body);
    }
    all.values_mut().for_each(inside);
    all
}

/// References into the bundle as references into the document.
fn inside(value: &mut Value) {
    match value {
        Value::Object(map) => {
            if let Some(Value::String(target)) = map.get_mut("$ref")
                && let Some((_, name)) = target.rsplit_once("$defs/")
            {
                *target = format!("#/definitions/{name}");
            }
            map.values_mut().for_each(inside);
        }
        Value::Array(elements) => elements.iter_mut().for_each(inside),
        _ => {}
    }
}

/// A definition and all that it refers to.
fn reached(all: &Map<String, Value>, name: &str) -> Map<String, Value> {
    fn targets(value: &Value, found: &mut Vec<String>) {
        match value {
            Value::Object(map) => {
                if let Some(name) = map.get("$ref").and_then(Value::as_str).and_then(|target| target.rsplit_once('/')) {
                    found.push(name.1.to_owned());
                }
                map.values().for_each(|value| targets(value, found));
            }
            Value::Array(elements) => elements.iter().for_each(|value| targets(value, found)),
            _ => {}
        }
    }
    let mut reached = Map::new();
    let mut open = vec![name.to_owned()];
    while let Some(name) = open.pop() {
        if let Some(value) = all.get(&name)
            && reached.insert(name, value.clone()).is_none()
        {
            targets(value, &mut open);
        }
    }
    reached
}

fn verdict(definitions: &Map<String, Value>) -> Verdict {
    match catch_unwind(AssertUnwindSafe(|| space(definitions).map(|space| space.to_stream().is_empty()))) {
        Ok(Ok(_)) => Verdict::Taken,
        Ok(Err(why)) => Verdict::Refused(why),
        Err(panic) => {
            let text = panic.downcast_ref::<String>().cloned();
            let text = text.or_else(|| panic.downcast_ref::<&str>().map(|text| (*text).to_owned()));
            Verdict::Panicked(format!("panic: {}", first_line(&text.unwrap_or_default())))
        }
    }
}

fn space(definitions: &Map<String, Value>) -> Result<TypeSpace, String> {
    let mut space = TypeSpace::new(&TypeSpaceSettings::default());
    let mut parsed: Vec<(String, Schema)> = Vec::new();
    for (name, value) in definitions {
        let schema = serde_json::from_value(value.clone()).map_err(|error| first_line(&error.to_string()))?;
        parsed.push((name.clone(), schema));
    }
    space.add_ref_types(parsed).map_err(|error| first_line(&error.to_string()))?;
    Ok(space)
}

fn source(definitions: &Map<String, Value>) -> Result<String, String> {
    let tokens = space(definitions)?.to_stream();
    let file = syn::parse_file(&tokens.to_string()).map_err(|error| format!("its Rust can't be read: {error}"))?;
    Ok(prettyplease::unparse(&file))
}

fn first_line(text: &str) -> String {
    text.lines().next().unwrap_or_default().chars().take(100).collect()
}

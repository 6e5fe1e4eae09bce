//! Applies fixups to operations: adds, removes, renames, deprecates or moves them.

use super::change::{Report, correction};
use super::load::Places;
use super::{Action, Fixup, Outcome};
use crate::ir::{Api, Operation, OperationId};

/// The keys that apply to an operation.
pub(super) const KEYS: [&str; 6] = ["name", "deprecated", "description", "summary", "method", "path"];

/// Adds an operation. Its parameters and bodies are entries of their own.
pub(super) fn add(api: &mut Api, fixup: &Fixup, places: &Places, id: &str) -> Outcome {
    if let Some(known) = api.operation(id) {
        return Outcome::redundant("action", &known.origin);
    }
    if !is_id(id) {
        return Outcome::invalid(
            places.key("operation"),
            format!(
                "`{id}` is not a valid id for an operation: use lower-case letters, digits and `_`, a letter \
            first"
            ),
        );
    }
    let (Some(method), Some(path)) = (fixup.method, fixup.path.clone()) else {
        return Outcome::invalid(places.key("action"), "an operation that is added needs `method` and `path`");
    };
    if let Some(wrong) = places.others(&KEYS) {
        return Outcome::invalid(places.key(wrong), format!("`{wrong}` does not apply to an operation"));
    }
    let same = api.operations.iter().find(|known| known.method == method && known.path == path);
    if let Some(known) = same {
        return Outcome::redundant("path", &known.origin);
    }
    api.operations.push(Operation {
        id: OperationId::new(id),
        name: None,
        method,
        path,
        selectors: Vec::new(),
        server: None,
        summary: fixup.summary.clone().unwrap_or_else(|| id.to_owned()),
        description: fixup.description.clone(),
        links: Vec::new(),
        deprecated: fixup.deprecated.filter(|&flag| flag).map(|_| places.key("deprecated")),
        incomplete: Vec::new(),
        parameters: Vec::new(),
        request: None,
        responses: std::collections::BTreeMap::new(),
        examples: Vec::new(),
        corrections: vec![correction(fixup, places, "action", "add")],
        origin: places.entry.clone(),
        editions: Vec::new(),
    });
    Outcome::done("action")
}

/// Changes or removes an operation.
pub(super) fn change(api: &mut Api, fixup: &Fixup, places: &Places, index: usize) -> Outcome {
    if fixup.action == Action::Remove {
        api.operations.remove(index);
        return Outcome::done("action");
    }
    if let Some(wrong) = places.others(&KEYS) {
        return Outcome::invalid(
            places.key(wrong),
            format!("`{wrong}` does not apply to an operation: set `in` and `field`"),
        );
    }
    let mut report = Report::default();
    if let Some(name) = &fixup.name
        && (!is_id(name) || api.operation(name).is_some())
    {
        let why = if is_id(name) { "is taken" } else { "is not a valid id: use lower-case letters, digits and `_`" };
        report.problem(places.key("name"), format!("the id `{name}` {why}"));
        return Outcome::of(report);
    }
    let operation = &mut api.operations[index];
    let stated_at = operation.origin.clone();
    let mut changes: Vec<&'static str> = Vec::new();
    let mut differs = |key: &'static str, differs: bool| {
        if report.note(key, differs, Some(&stated_at)) {
            changes.push(key);
        }
        differs
    };
    if let Some(name) = &fixup.name
        && differs("name", operation.id.as_str() != name)
    {
        operation.id = OperationId::new(name);
        operation.name = None;
    }
    if let Some(wanted) = fixup.deprecated
        && differs("deprecated", operation.deprecated.is_some() != wanted)
    {
        operation.deprecated = wanted.then(|| places.key("deprecated"));
    }
    if let Some(text) = &fixup.description
        && differs("description", operation.description.as_ref() != Some(text))
    {
        operation.description = Some(text.clone());
        operation.links.clear();
    }
    if let Some(text) = &fixup.summary
        && differs("summary", operation.summary != *text)
    {
        operation.summary.clone_from(text);
    }
    if let Some(method) = fixup.method
        && differs("method", operation.method != method)
    {
        operation.method = method;
    }
    if let Some(path) = &fixup.path
        && differs("path", operation.path != *path)
    {
        operation.path.clone_from(path);
    }
    operation.corrections.extend(changes.into_iter().map(|key| correction(fixup, places, key, key)));
    Outcome::of(report)
}

fn is_id(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_lowercase())
        && text.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
}

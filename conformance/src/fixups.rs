//! Suggests fixups that the evidence of a run supports: entries of a `fixups.toml`, for a person to review.
//!
//! An entry states what was seen, and changes nothing by itself. There is none if the evidence does not show what would
//! be right (values of two types, a redacted value).

use std::collections::BTreeMap;

use refract_codegen::fixup::{Action, Fixup, FixupFile, Part, Type};
use refract_codegen::ir::IntegerWidth;
use refract_codegen::text;
use serde_json::Value;

use crate::contract::Contract;
use crate::evidence::RowEvidence;
use crate::finding::{Code, Group, Place};
use crate::json::JsonKind;
use crate::run::Tally;

/// How many recordings an entry names.
const SHOWN: usize = 3;

/// The fixups that a run supports, one file per service: by vendor and service.
pub fn propose(contract: &Contract, tally: &Tally) -> BTreeMap<(String, String), FixupFile> {
    let mut rows: BTreeMap<Place, RowEvidence> = BTreeMap::new();
    for mut scope in tally.scopes(contract) {
        for row in std::mem::take(&mut scope.rows) {
            rows.insert(scope.place(&row), row);
        }
    }
    let mut files: BTreeMap<(String, String), FixupFile> = BTreeMap::new();
    for (code, place, group) in tally.findings.iter() {
        let Some(mut fixup) = target(place) else { continue };
        // Responses that refuse a request do not follow the page's tables.
        if group.refused == group.count {
            continue;
        }
        if !change(&mut fixup, code, group, rows.get(place)) {
            continue;
        }
        fixup.evidence = group
            .samples
            .iter()
            .take(SHOWN)
            .map(|sample| {
                format!("{}:{} {}: {}", sample.recorded.file, sample.recorded.line, sample.pointer, sample.actual)
            })
            .collect();
        let key = (place.vendor.clone(), place.service.clone());
        let file = files.entry(key).or_insert_with(|| FixupFile {
            vendor: Some(place.vendor.clone()),
            service: Some(place.service.clone()),
            ..FixupFile::default()
        });
        file.fixups.push(fixup);
    }
    files
}

/// The entry for a place, without changes so far; `None` for places that no entry can name.
fn target(place: &Place) -> Option<Fixup> {
    // A redacted name can't be used.
    if place.service.is_empty() || place.path.contains("[redacted") {
        return None;
    }
    let field = Some(place.path.replace("{}", ".*").trim_start_matches('.').to_owned()).filter(|path| !path.is_empty());
    if let Some(structure) = place.scope.strip_prefix("schema ") {
        let (name, _) = structure.rsplit_once(" (")?;
        return Some(Fixup { structure: Some(name.to_owned()), field: Some(field?), ..Fixup::default() });
    }
    let (operation, part) = place.scope.strip_prefix("operation ")?.split_once(": ")?;
    let part: Part = match part.strip_prefix("headers of ") {
        Some(response) => format!("{response}, header").parse().ok()?,
        None if part == "request" => Part::Request,
        None => part.parse().ok()?,
    };
    Some(Fixup { operation: Some(operation.to_owned()), part: Some(part), field, ..Fixup::default() })
}

/// Adds what to change, and why. Gives whether there is anything.
fn change(fixup: &mut Fixup, code: Code, group: &Group, row: Option<&RowEvidence>) -> bool {
    let count = group.count;
    let seen = row.map_or(0, |row| row.seen);
    match code {
        Code::MissingField | Code::MissingParameter | Code::MissingHeader => {
            let Some(possible) = row.and_then(|row| row.possible) else { return false };
            fixup.required = Some(false);
            fixup.why = format!("Required by the page; absent in {count} of {possible} recorded.");
        }
        Code::UnexpectedNull => {
            fixup.nullable = Some(true);
            fixup.why = format!("The page states a type only; null in {count} of {seen} recorded.");
        }
        Code::EnumDrift => {
            // A shortened or redacted text is not a value.
            let whole = |text: &&String| !text.contains("[redacted") && !text.ends_with('…');
            let numbers = row.is_some_and(|row| row.kind.starts_with("integer") || row.kind == "number");
            fixup.add_values = group
                .actual
                .kept
                .keys()
                .filter(whole)
                .filter_map(
                    |text| if numbers { serde_json::from_str(text).ok() } else { Some(Value::from(text.as_str())) },
                )
                .collect();
            fixup.why = format!("Not among the values of the page; seen in {count} of {seen} recorded.");
            return !fixup.add_values.is_empty();
        }
        Code::UndocumentedField => {
            let Some(kind) = only_kind(group) else { return false };
            fixup.action = Action::Add;
            fixup.type_ = Some(kind);
            fixup.why = format!("No row of the page names it; recorded {}.", text::count(count, "time"));
        }
        Code::WrongType => {
            // The page was right in some cases, so it can't be completely wrong.
            let (Some(kind), Some(row)) = (only_kind(group), row) else { return false };
            if count < row.seen - row.null {
                return false;
            }
            fixup.type_ = Some(match (kind, row.kind.strip_prefix("object ")) {
                (Type::Array(_), Some(name)) => Type::Array(Box::new(Type::Structure(name.to_owned()))),
                (kind, _) => kind,
            });
            fixup.why = format!("The page says {}; all {count} recorded have another type.", row.kind);
        }
        _ => return false,
    }
    fixup.field.is_some()
}

/// The type of the recorded values, where all have the same.
fn only_kind(group: &Group) -> Option<Type> {
    let mut kinds = group.actual.kept.keys();
    let (kind, None, false) = (kinds.next()?, kinds.next(), group.actual.more) else { return None };
    let kind = JsonKind::ALL.into_iter().find(|known| known.name() == kind)?;
    Some(match kind {
        JsonKind::Null => return None,
        JsonKind::Boolean => Type::Boolean,
        JsonKind::Integer => Type::Integer { width: IntegerWidth::Unstated, as_string: false },
        JsonKind::Number => Type::Number,
        JsonKind::String => Type::String(None),
        JsonKind::Array => Type::Array(Box::new(Type::Any)),
        JsonKind::Object => Type::Object,
    })
}

//! Reads a fixups file, with the position of every entry and key in it.

use std::collections::BTreeMap;
use std::sync::Arc;

use toml::de::{DeTable, DeValue};

use super::{Action, Fixup, FixupFile};
use crate::diagnostic::{Code, Diagnostic};
use crate::source::Origin;

/// A fixups file with positions.
#[derive(Clone, Debug)]
pub struct Loaded {
    /// The file's name, in the same form as the names of pages.
    pub name: Arc<str>,
    /// Its content.
    pub file: FixupFile,
    /// The position of each entry.
    pub(super) places: Vec<Places>,
}

/// The positions of an entry and its keys.
#[derive(Clone, Debug)]
pub(super) struct Places {
    pub(super) entry: Origin,
    keys: BTreeMap<String, Origin>,
}

impl Places {
    /// The position of a key, or of the entry if it lacks the key.
    pub(super) fn key(&self, key: &str) -> Origin {
        self.keys.get(key).unwrap_or(&self.entry).clone()
    }

    /// The position of a key, if the entry has it.
    pub(super) fn has<'a>(&self, key: &'a str) -> Option<&'a str> {
        self.keys.contains_key(key).then_some(key)
    }

    /// A key that changes something and is not among those given.
    pub(super) fn others(&self, known: &[&str]) -> Option<&str> {
        self.keys.keys().map(String::as_str).find(|key| !TARGET.contains(key) && !known.contains(key))
    }
}

impl Loaded {
    /// Reads the text of a fixups file.
    ///
    /// # Errors
    /// A diagnostic with line and column where it is not TOML, has unknown keys, or an entry names no target or no
    /// reason.
    pub fn parse(name: &str, text: &str) -> Result<Self, Vec<Diagnostic>> {
        let place = |at: usize| origin(name, text, at);
        let invalid = |error: &toml::de::Error| {
            let at = error.span().map_or(0, |span| span.start);
            let message = error.message().lines().collect::<Vec<_>>().join(" ");
            vec![Diagnostic::at(Code::FixupInvalid, place(at), message).help(HELP)]
        };
        let file: FixupFile = toml::from_str(text).map_err(|error| invalid(&error))?;
        let tree = DeTable::parse(text).map_err(|error| invalid(&error))?;
        let mut places = Vec::new();
        if let Some(DeValue::Array(entries)) = tree.get_ref().get("fixup").map(toml::Spanned::get_ref) {
            for entry in entries {
                let keys = match entry.get_ref() {
                    DeValue::Table(table) => {
                        table.iter().map(|(key, _)| (key.get_ref().to_string(), place(key.span().start))).collect()
                    }
                    _ => BTreeMap::new(),
                };
                places.push(Places { entry: place(entry.span().start), keys });
            }
        }
        let problems: Vec<Diagnostic> =
            file.fixups.iter().zip(&places).flat_map(|(fixup, places)| form(fixup, places)).collect();
        if problems.is_empty() { Ok(Self { name: name.into(), file, places }) } else { Err(problems) }
    }
}

const HELP: &str = "`refract schema fixups` describes the form of the file";

/// What is wrong with an entry, whatever contract it is for.
fn form(fixup: &Fixup, places: &Places) -> Vec<Diagnostic> {
    let mut problems = Vec::new();
    let mut wrong = |key: &str, message: &str| {
        problems.push(Diagnostic::at(Code::FixupInvalid, places.key(key), message).help(HELP));
    };
    if fixup.why.trim().is_empty() {
        wrong("why", "the entry has no reason: set `why`");
    }
    if fixup.link.is_none() && fixup.evidence.is_empty() {
        wrong("why", "the entry has no evidence: set `link` or `evidence`");
    }
    match (&fixup.operation, &fixup.structure) {
        (None, None) => wrong("action", "the entry names no target: give `operation` or `structure`"),
        (Some(_), Some(_)) => wrong("structure", "an entry has one target: `operation` or `structure`"),
        (None, Some(_)) if fixup.part.is_some() => wrong("in", "a structure has no places: leave `in` out"),
        _ => {}
    }
    let changes = places.keys.keys().filter(|key| !TARGET.contains(&key.as_str())).count();
    match fixup.action {
        Action::Change if changes == 0 => wrong("operation", "the entry changes nothing"),
        Action::Remove if changes > 0 => {
            wrong("action", "an entry that removes can't change: leave the other keys out");
        }
        _ => {}
    }
    problems
}

/// The keys that name the target and the reason, and change nothing.
const TARGET: [&str; 8] = ["operation", "structure", "in", "field", "action", "why", "link", "evidence"];

/// The place of a byte.
fn origin(name: &str, text: &str, at: usize) -> Origin {
    let before = text.get(..at).unwrap_or(text);
    let line = before.bytes().filter(|&byte| byte == b'\n').count() + 1;
    let column = before.rsplit('\n').next().unwrap_or("").chars().count() + 1;
    let number = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    Origin { page: name.into(), line: number(line), column: number(column) }
}

//! Baselines: files of known findings that `--update-baseline` makes and people review.
//!
//! Listed findings do not fail a run. Listed findings that no longer occur do, so that the list stays correct. An entry
//! names the place in the contract, which stays the same when pages move. For findings that can grow (a list of values,
//! types or statuses), it also lists what was found there.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use refract_codegen::ParseError;
use serde::{Deserialize, Serialize};

use crate::finding::{Code, Finding, Group, Groups, Place, Recorded, Safe, Severity};

const HEAD: &str = "\
# Known findings of the conformance suite. `refract conform --update-baseline` writes this file and keeps every `reason`.
# A finding that is listed here does not fail a run. One that is listed and no longer occurs does.
";

/// One known finding.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Entry {
    /// The code of the finding.
    pub code: Code,
    /// The place in the contract.
    #[serde(default)]
    pub place: Place,
    /// The values that were found there, for findings that can grow.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub actual: Vec<String>,
    /// Whether more values than these were found.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub more: bool,
    /// Why it is accepted, in the words of a person.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub reason: String,
}

/// Known findings.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Baseline {
    entries: BTreeMap<(Code, Place), Entry>,
}

#[derive(Default, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(crate) struct File {
    /// The findings that do not fail a run. A listed finding that no longer occurs fails it.
    #[serde(default)]
    known: Vec<Entry>,
}

/// The reason why a baseline can't be used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum BaselineError {
    /// The file can't be read.
    #[error("{path}: cannot be read: {source}; `--update-baseline` creates it")]
    Read {
        /// Which.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// The file is not a baseline.
    #[error("{path}: {message}")]
    Form {
        /// Which.
        path: PathBuf,
        /// What is wrong, with line and column.
        message: String,
    },
}

impl Baseline {
    /// Reads a file.
    ///
    /// # Errors
    /// [`BaselineError`] where it can't be read, or does not have the right form.
    pub fn read(path: &Path) -> Result<Self, BaselineError> {
        let text =
            std::fs::read_to_string(path).map_err(|source| BaselineError::Read { path: path.to_owned(), source })?;
        Self::parse(&text).map_err(|error| BaselineError::Form { path: path.to_owned(), message: error.to_string() })
    }

    /// Reads a text.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn parse(text: &str) -> Result<Self, ParseError> {
        let file: File = toml::from_str(text).map_err(|error| ParseError::new(error.to_string()))?;
        let mut entries = BTreeMap::new();
        for entry in file.known {
            let (code, place) = (entry.code, entry.place.clone());
            if entries.insert((code, place.clone()), entry).is_some() {
                return Err(ParseError::new(format!("{} at {place} is listed twice", code.name())));
            }
        }
        Ok(Self { entries })
    }

    /// The baseline with all findings of a run, except notes and findings that are switched off. Reasons are kept.
    #[must_use]
    pub fn updated(&self, findings: &Groups) -> Self {
        let mut entries = BTreeMap::new();
        for (code, place, group) in findings.iter().filter(|(code, _, group)| can_be_known(*code, group)) {
            let reason = self.entries.get(&(code, place.clone())).map(|entry| entry.reason.clone());
            let actual = if code.lists_actual() { group.actual.kept.keys().cloned().collect() } else { Vec::new() };
            let more = code.lists_actual() && group.actual.more;
            let entry = Entry { code, place: place.clone(), actual, more, reason: reason.unwrap_or_default() };
            entries.insert((code, place.clone()), entry);
        }
        Self { entries }
    }

    /// The text of the file.
    pub fn to_text(&self) -> String {
        let file = File { known: self.entries.values().cloned().collect() };
        let list = toml::to_string(&file).unwrap_or_else(|error| unreachable!("entries are plain: {error}"));
        format!("{HEAD}\n{list}")
    }

    /// The number of findings that it lists.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether it lists no findings.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// Marks known findings, and adds a finding for each entry that no longer occurs. `file` is the name of the
    /// baseline.
    pub fn apply(&self, file: &str, severity: Severity, findings: &mut Groups) {
        for (code, place, group) in findings.iter_mut() {
            group.known = self.entries.get(&(code, place.clone())).is_some_and(|entry| entry.covers(group));
        }
        let recorded = Recorded { file: file.to_owned(), ..Recorded::default() };
        for entry in self.entries.values() {
            let Some(what) = entry.stale(findings.get(entry.code, &entry.place)) else { continue };
            let finding = Finding {
                code: Code::BaselineStale,
                severity,
                // Two entries about one place are two findings.
                place: Place { scope: format!("{}: {}", entry.place.scope, entry.code.name()), ..entry.place.clone() },
                field: Safe::default(),
                part: String::new(),
                refused: false,
                pointer: Safe::default(),
                expected: format!("{} at {}", entry.code.name(), entry.place),
                actual: Safe::assert(what),
                origin: None,
            };
            findings.add(finding, "", &recorded);
        }
    }
}

impl Entry {
    fn covers(&self, group: &Group) -> bool {
        let all = || group.actual.kept.keys().all(|actual| self.actual.contains(actual));
        !self.code.lists_actual() || self.more || (!group.actual.more && all())
    }

    /// The parts of an entry that no longer occur.
    fn stale(&self, found: Option<&Group>) -> Option<String> {
        let Some(found) = found else { return Some("it no longer occurs".into()) };
        if !self.code.lists_actual() || found.actual.more || self.more {
            return None;
        }
        let gone: Vec<&str> =
            self.actual.iter().filter(|actual| !found.actual.kept.contains_key(*actual)).map(String::as_str).collect();
        (!gone.is_empty()).then(|| format!("{} no longer occurs", gone.join(", ")))
    }
}

/// Whether a finding can be listed. Findings about a run without results, or about a wrong list, can't.
fn can_be_known(code: Code, group: &Group) -> bool {
    group.severity >= Severity::Warning
        && !matches!(code, Code::NothingRead | Code::NothingMatched | Code::BaselineStale)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn finding(code: Code, path: &str, actual: &str) -> Finding {
        Finding {
            code,
            severity: code.severity(),
            place: Place { scope: "schema A (response)".into(), path: path.into(), ..Place::default() },
            field: Safe::default(),
            part: String::new(),
            refused: false,
            pointer: Safe::default(),
            expected: String::new(),
            actual: Safe::assert(actual),
            origin: None,
        }
    }

    fn groups(findings: &[(Code, &str, &str)]) -> Groups {
        let mut groups = Groups::new(1);
        for (code, path, actual) in findings {
            groups.add(finding(*code, path, actual), "", &Recorded::default());
        }
        groups
    }

    /// The findings that remain after a baseline was applied.
    fn left(baseline: &Baseline, findings: &[(Code, &str, &str)]) -> Vec<(Code, String)> {
        let mut groups = groups(findings);
        baseline.apply("b.toml", Severity::Error, &mut groups);
        let new = groups.iter().filter(|(_, _, group)| !group.known);
        new.map(|(code, place, _)| (code, place.path.clone())).collect()
    }

    #[test]
    fn listed_findings_are_known_and_gone_ones_are_reported() {
        let found =
            [(Code::MissingField, "id", "absent"), (Code::EnumDrift, "state", "NEW"), (Code::DeprecatedUsed, "x", "")];
        let baseline = Baseline::default().updated(&groups(&found));
        assert_eq!(baseline.len(), 2, "notes are not listed");
        assert_eq!(Baseline::parse(&baseline.to_text()).unwrap(), baseline);
        assert_eq!(left(&baseline, &found), [(Code::DeprecatedUsed, "x".into())]);

        let gone = left(&baseline, &found[1..2]);
        assert_eq!(gone, [(Code::BaselineStale, "id".into())]);
        // A list of two values does not hide a third, and does not outlive one of the two.
        let other = left(&baseline, &[found[0], (Code::EnumDrift, "state", "OTHER")]);
        assert_eq!(other, [(Code::EnumDrift, "state".into()), (Code::BaselineStale, "state".into())]);
    }

    #[test]
    fn reasons_are_kept_and_duplicates_refused() {
        let found = [(Code::MissingField, "id", "absent")];
        let text = Baseline::default().updated(&groups(&found)).to_text() + "reason = \"ticket 7\"\n";
        // The reason must precede the table of the place.
        let text = text.replace("reason = \"ticket 7\"\n", "").replace("code = ", "reason = \"ticket 7\"\ncode = ");
        let baseline = Baseline::parse(&text).unwrap().updated(&groups(&found));
        assert!(baseline.to_text().contains("reason = \"ticket 7\""), "{}", baseline.to_text());
        let twice = format!("{0}{0}", "[[known]]\ncode = \"wrong-type\"\n");
        assert!(Baseline::parse(&twice).unwrap_err().to_string().contains("listed twice"));
        assert!(Baseline::parse("[[known]]\ncode = \"no-such\"\n").unwrap_err().to_string().contains("no-such"));
    }
}

//! Known findings of `refract check` and known differences of `refract diff`: a file that `--update-baseline` writes and people
//! review.
//!
//! Listed findings are not shown and do not fail a run. Listed findings that no longer occur do fail it, so that the
//! list stays correct. An entry names a page and the message, but no line, so that it stays valid when lines move. It
//! also has a severity: a finding that has become worse is new.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use anyhow::Context as _;
use regex::Regex;
use serde::{Deserialize, Serialize};

use super::Global;
use crate::diagnostic::{self, Diagnostic};
use crate::diff::{Difference, Verdict};
use crate::text::count;
use crate::write;

const HEAD: &str = "\
# Known findings. `--update-baseline` writes this file and keeps every `reason`. A finding that is listed here is not shown and
# does not fail a run. One that is listed and no longer occurs does, and so does one that is worse than its `severity` says.
";

/// The baseline file, and whether to write it.
#[derive(Debug, Default, clap::Args)]
pub(super) struct Baseline {
    /// The file of known findings: these are counted, and neither shown nor a reason to fail
    #[arg(long, value_name = "FILE")]
    baseline: Option<PathBuf>,
    /// Write what is found to the file of known findings; creates it if needed
    #[arg(long, requires = "baseline")]
    update_baseline: bool,
}

/// One known finding, or several equal ones.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    #[serde(flatten)]
    key: Key,
    /// The known severity: a worse finding is new. Where it is missing, the finding is known at any severity.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    severity: Option<Grade>,
    /// How many there are.
    #[serde(default = "one", skip_serializing_if = "is_one")]
    count: usize,
    /// Why it is accepted, in the words of a person.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    reason: String,
}

fn one() -> usize {
    1
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "as serde asks for it")]
fn is_one(count: &usize) -> bool {
    *count == 1
}

/// The severity of a finding of `check`, or of a difference of `diff`, in one order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Grade {
    /// A difference that breaks nothing.
    Safe,
    /// A finding that is a note.
    Note,
    /// A difference that may break a client.
    Undetermined,
    /// A finding about something unclear.
    Warning,
    /// A difference that breaks a client.
    Breaking,
    /// A finding about something that was lost.
    Error,
}

impl Grade {
    fn name(self) -> &'static str {
        match self {
            Self::Safe => "safe",
            Self::Note => "note",
            Self::Undetermined => "undetermined",
            Self::Warning => "warning",
            Self::Breaking => "breaking",
            Self::Error => "error",
        }
    }
}

/// The parts by which a finding is recognised in the next run.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(super) struct Key {
    /// The code of a finding, or the kind of a change.
    code: String,
    /// The page, or the place in the contract.
    place: String,
    /// The message, without the lines of pages.
    message: String,
}

#[derive(Default, Serialize, Deserialize)]
struct File {
    #[serde(default)]
    known: Vec<Entry>,
}

/// A finding that can be recognised by a key.
pub(super) trait Keyed {
    fn key(&self) -> Key;
    /// The severity.
    fn grade(&self) -> Grade;
}

impl Keyed for Diagnostic {
    fn key(&self) -> Key {
        let (code, place) = (self.code.name().to_owned(), self.origin.page.to_string());
        Key { code, place, message: without_lines(&self.message) }
    }

    fn grade(&self) -> Grade {
        match self.severity {
            diagnostic::Severity::Note => Grade::Note,
            diagnostic::Severity::Warning => Grade::Warning,
            diagnostic::Severity::Error => Grade::Error,
        }
    }
}

impl Keyed for Difference {
    fn key(&self) -> Key {
        let service = format!("{}/{}", self.vendor, self.service);
        let operations = self.operations.join(", ");
        let place = [Some(&service), Some(&operations), self.part.as_ref(), self.field.as_ref()];
        let place: Vec<&str> = place.into_iter().flatten().map(String::as_str).filter(|it| !it.is_empty()).collect();
        // The kind of a change as in JSON.
        let code = serde_json::to_value(self.change).ok().and_then(|it| it.as_str().map(str::to_owned));
        Key { code: code.unwrap_or_default(), place: place.join(" "), message: without_lines(&self.message) }
    }

    fn grade(&self) -> Grade {
        match self.sender.max(self.reader) {
            Verdict::Safe => Grade::Safe,
            Verdict::Unknown => Grade::Undetermined,
            Verdict::Breaks => Grade::Breaking,
        }
    }
}

/// A message without the lines and columns of the pages that it names.
fn without_lines(message: &str) -> String {
    static PLACES: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r"(\.[0-9A-Za-z]+):\d+(?::\d+)?").expect("a sound expression"));
    PLACES.replace_all(message, "$1").into_owned()
}

/// The result of applying a baseline to findings.
#[derive(Debug, Default)]
pub(super) struct Sorted {
    /// How many findings are known.
    pub(super) known: usize,
    /// Whether there are entries that no longer occur.
    pub(super) stale: bool,
}

impl Baseline {
    /// Removes known findings from a list, or writes all findings to the file. Prints entries that no longer occur to
    /// standard error.
    ///
    /// # Errors
    /// Where the file can't be read or written, or is not a baseline.
    pub(super) fn sort<F: Keyed>(&self, findings: &mut Vec<F>, global: &Global) -> anyhow::Result<Sorted> {
        let Some(file) = &self.baseline else { return Ok(Sorted::default()) };
        let mut entries = self.read(file)?;
        if self.update_baseline {
            let created = if file.is_file() { "updated" } else { "created" };
            let found = counted(findings);
            let text = text(&found, &entries)?;
            write::file(file, text.as_bytes()).with_context(|| format!("{}: cannot be written", file.display()))?;
            if !global.quiet {
                let known = count(found.values().map(|it| it.0).sum::<usize>(), "known finding");
                anstream::eprintln!("{}: {created} with {known}", file.display());
            }
            return Ok(Sorted { known: std::mem::take(findings).len(), stale: false });
        }
        let before = findings.len();
        findings.retain(|finding| match entries.get_mut(&finding.key()) {
            Some(entry) if entry.count > 0 => {
                entry.count -= 1;
                let worse = entry.severity.filter(|known| finding.grade() > *known);
                if let Some(known) = worse {
                    let (file, Key { code, place, message }) = (file.display(), &entry.key);
                    let (known, now) = (known.name(), finding.grade().name());
                    anstream::eprintln!("{file}: known as {known}, and {now} now: {place}: {message}[{code}]");
                }
                worse.is_some()
            }
            _ => true,
        });
        let stale: Vec<&Entry> = entries.values().filter(|entry| entry.count > 0).collect();
        for Entry { key, count: number, .. } in &stale {
            let often = if *number > 1 { format!(" ({number} of them)") } else { String::new() };
            anstream::eprintln!(
                "{}: no longer found{often}: {}: {}[{}]; remove the entry, or run with `--update-baseline`",
                file.display(),
                key.place,
                key.message,
                key.code
            );
        }
        Ok(Sorted { known: before - findings.len(), stale: !stale.is_empty() })
    }

    fn read(&self, file: &Path) -> anyhow::Result<BTreeMap<Key, Entry>> {
        if !file.is_file() && self.update_baseline {
            return Ok(BTreeMap::new());
        }
        let text = std::fs::read_to_string(file)
            .with_context(|| format!("{}: cannot be read; `--update-baseline` creates it", file.display()))?;
        let read: File = toml::from_str(&text)
            .with_context(|| format!("{}: is not a baseline of `refract check` or `refract diff`", file.display()))?;
        let mut entries = BTreeMap::new();
        for entry in read.known {
            let key = entry.key.clone();
            if entries.insert(key.clone(), entry).is_some() {
                let file = file.display();
                anyhow::bail!(
                    "{file}: {}[{}] of {} is listed twice; one entry with `count` stands for several findings",
                    key.message,
                    key.code,
                    key.place
                );
            }
        }
        Ok(entries)
    }
}

/// How many findings each key stands for, and the worst severity among them.
fn counted<F: Keyed>(findings: &[F]) -> BTreeMap<Key, (usize, Grade)> {
    let mut counted = BTreeMap::new();
    for finding in findings {
        let (count, worst) = counted.entry(finding.key()).or_insert((0, finding.grade()));
        *count += 1;
        *worst = finding.grade().max(*worst);
    }
    counted
}

/// The text of the file. Reasons that people wrote are kept.
fn text(found: &BTreeMap<Key, (usize, Grade)>, before: &BTreeMap<Key, Entry>) -> anyhow::Result<String> {
    let entry = |(key, (count, grade)): (&Key, &(usize, Grade))| Entry {
        reason: before.get(key).map(|entry| entry.reason.clone()).unwrap_or_default(),
        key: key.clone(),
        severity: Some(*grade),
        count: *count,
    };
    Ok(format!("{HEAD}\n{}", toml::to_string(&File { known: found.iter().map(entry).collect() })?))
}

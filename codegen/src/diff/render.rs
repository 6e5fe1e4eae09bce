//! Writes differences as text: for people, for machines, and for a change log.

use std::fmt::Write;

use serde_json::Value;

use super::{Difference, Differences, Verdict};
use crate::source::Origin;
use crate::text::count;

impl Differences {
    /// JSON, indented by two spaces, with a line break at the end.
    ///
    /// # Panics
    /// Never: all its parts can be written as JSON.
    pub fn to_json(&self) -> String {
        let value = serde_json::json!({ "breaks": self.breaks(), "differences": self.differences });
        let mut text = format!("{value:#}");
        text.push('\n');
        text
    }

    /// Text for people: one line per difference, by service and operation.
    pub fn to_text(&self) -> String {
        let mut out = String::new();
        let mut head = String::new();
        for difference in &self.differences {
            let next = heading(difference);
            if next != head {
                if !head.is_empty() {
                    out.push('\n');
                }
                let _ = writeln!(out, "{next}");
                head = next;
            }
            let _ = writeln!(out, "  {:8} {}{}", difference.change.name(), place(difference), difference.message);
            if let Some(words) = verdict(difference) {
                let _ = writeln!(out, "    {words}");
            }
            if let Some(origins) = origins(difference) {
                let _ = writeln!(out, "    {origins}");
            }
        }
        if !out.is_empty() {
            out.push('\n');
        }
        let _ = writeln!(out, "{}", self.summary());
        out
    }

    /// Markdown: one table per service.
    pub fn to_markdown(&self) -> String {
        let mut out = String::new();
        let mut head = String::new();
        for difference in &self.differences {
            let next = format!("{} {}", difference.vendor, difference.service);
            if next != head {
                let _ = writeln!(out, "{}## {next}\n", if head.is_empty() { "" } else { "\n" });
                let _ = writeln!(out, "| operation | where | change | what | sender | reader | witness | old | new |");
                let _ = writeln!(out, "|---|---|---|---|---|---|---|---|---|");
                head = next;
            }
            let origin =
                |origin: Option<&Origin>| origin.map_or(String::new(), |it| format!("{}:{}", it.page, it.line));
            let shown = shown(difference).map_or(String::new(), |text| code(&text));
            let cells = [
                difference.operations.join(", "),
                cell(place(difference).trim_end_matches(": ")),
                difference.change.name().to_owned(),
                cell(&difference.message),
                difference.sender.name().to_owned(),
                difference.reader.name().to_owned(),
                shown,
                cell(&origin(difference.old.as_ref())),
                cell(&origin(difference.new.as_ref())),
            ];
            let _ = writeln!(out, "| {} |", cells.join(" | "));
        }
        if !out.is_empty() {
            out.push('\n');
        }
        let _ = writeln!(out, "{}", self.summary());
        out
    }

    fn summary(&self) -> String {
        let all = self.differences.len();
        if all == 0 {
            return "no difference".to_owned();
        }
        let unknown = self
            .differences
            .iter()
            .filter(|it| !it.breaks() && (it.sender == Verdict::Unknown || it.reader == Verdict::Unknown))
            .count();
        format!("{}: {} breaking, {unknown} undetermined", count(all, "difference"), self.breaks())
    }
}

fn heading(difference: &Difference) -> String {
    let service = format!("{} {}", difference.vendor, difference.service);
    match difference.operations.as_slice() {
        [] => service,
        operations => format!("{service}, {}", operations.join(", ")),
    }
}

fn place(difference: &Difference) -> String {
    match (&difference.part, &difference.field) {
        (Some(part), Some(field)) => format!("{part} {field}: "),
        (Some(part), None) => format!("{part}: "),
        _ => String::new(),
    }
}

/// The effect and the client that it concerns, with the witness.
fn verdict(difference: &Difference) -> Option<String> {
    let mut parts = Vec::new();
    for (who, verdict, what) in [
        ("sends", difference.sender, "which is no longer accepted"),
        ("reads", difference.reader, "which is unexpected"),
    ] {
        match verdict {
            Verdict::Safe => {}
            Verdict::Unknown => parts.push(match &difference.undetermined {
                Some(why) => format!("may break a client that {who}: undetermined, {why}"),
                None => format!("may break a client that {who}: undetermined"),
            }),
            Verdict::Breaks => {
                parts.push(match shown(difference) {
                    Some(shown) => format!("breaks a client that {who}, for example {shown}, {what}"),
                    None => format!("breaks a client that {who}"),
                });
            }
        }
    }
    (!parts.is_empty()).then(|| parts.join("; "))
}

fn origins(difference: &Difference) -> Option<String> {
    match (&difference.old, &difference.new) {
        (Some(old), Some(new)) => Some(format!("{old} → {new}")),
        (Some(old), None) => Some(format!("as it was at {old}")),
        (None, Some(new)) => Some(format!("new at {new}")),
        (None, None) => None,
    }
}

/// The witness, or the case, short enough for one line. What surrounds the difference in a long value is left out.
fn shown(difference: &Difference) -> Option<String> {
    let Some(witness) = &difference.witness else { return difference.case.clone() };
    let whole = witness.to_string();
    let at = difference.at.as_deref().unwrap_or_default();
    if whole.chars().count() <= LONGEST || at.is_empty() {
        return Some(brief(&whole));
    }
    let steps: Vec<String> = at.split('/').skip(1).map(|step| step.replace("~1", "/").replace("~0", "~")).collect();
    Some(along(witness, &steps))
}

/// A value reduced to the path to a place in it, with `…` for everything next to the path.
fn along(value: &Value, steps: &[String]) -> String {
    let Some((step, rest)) = steps.split_first() else { return brief(&value.to_string()) };
    let more = |count: usize| if count > 1 { ",…" } else { "" };
    match value {
        Value::Object(members) => match members.get(step) {
            Some(inner) => format!("{{{}:{}{}}}", Value::from(step.as_str()), along(inner, rest), more(members.len())),
            None => brief(&value.to_string()),
        },
        Value::Array(elements) => match step.parse::<usize>().ok().and_then(|at| elements.get(at)) {
            Some(inner) => format!("[{}{}]", along(inner, rest), more(elements.len())),
            None => brief(&value.to_string()),
        },
        other => brief(&other.to_string()),
    }
}

/// How many characters of a value are shown.
const LONGEST: usize = 80;

/// A value shortened to one line. What is left out is counted.
fn brief(text: &str) -> String {
    let length = text.chars().count();
    if length <= LONGEST {
        return text.to_owned();
    }
    let start: String = text.chars().take(LONGEST / 2).collect();
    format!("{start}… ({length} characters)")
}

fn cell(text: &str) -> String {
    text.replace('\\', "\\\\").replace('|', "\\|").replace('\n', " ").replace('<', "&lt;")
}

fn code(text: &str) -> String {
    format!("`` {} ``", text.replace('|', "\\|").replace('`', "'"))
}

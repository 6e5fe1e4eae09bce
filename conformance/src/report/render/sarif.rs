//! SARIF 2.1.0, in the form that code scanning services read.
//!
//! GitHub shows the first 5,000 results of a run, and refuses more than 25,000 results, texts of more than 1,024
//! characters, and results without a place. The most important results are written, and a note states how many are left
//! out.

use std::collections::BTreeSet;
use std::io;

use refract_codegen::diagnostic::render::uri;
use refract_codegen::source::Origin;
use refract_codegen::text::count;
use serde_json::{Value, json};

use super::{Shown, beyond, shown};
use crate::finding::{Code, Severity};
use crate::report::Report;

/// How many results are written.
const RESULTS: usize = 5_000;
/// The maximum number of characters of a text.
const TEXT: usize = 1_024;

pub(super) fn render(report: &Report, out: &mut dyn io::Write) -> io::Result<()> {
    let groups = shown(report);
    let left = groups.len().saturating_sub(RESULTS);
    let groups = &groups[..groups.len().min(RESULTS)];
    let codes: BTreeSet<Code> = groups.iter().map(|it| it.code).collect();
    let rules: Vec<Value> = codes.iter().map(|code| rule(*code)).collect();
    let results: Vec<Value> = groups
        .iter()
        .map(|it| {
            let number = codes.iter().position(|code| *code == it.code).unwrap_or_default();
            result(it, number, report)
        })
        .collect();
    let mut notes = beyond(report);
    if left > 0 {
        notes.push(format!("{} left out: GitHub shows {RESULTS} at most", count(left, "finding")));
    }
    let notifications: Vec<Value> =
        notes.iter().map(|text| json!({ "level": "note", "message": { "text": short(text) } })).collect();
    let log = json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "refract conform",
                "version": env!("CARGO_PKG_VERSION"),
                "rules": rules,
            } },
            "columnKind": "unicodeCodePoints",
            "invocations": [{ "executionSuccessful": true, "toolExecutionNotifications": notifications }],
            "results": results,
        }],
    });
    serde_json::to_writer_pretty(&mut *out, &log)?;
    writeln!(out)
}

fn rule(code: Code) -> Value {
    let text = code.explanation().lines().map(str::trim).collect::<Vec<_>>().join("\n");
    json!({
        "id": code.name(),
        "shortDescription": { "text": short(&code.summary()) },
        "fullDescription": { "text": short(text.trim()) },
        "help": { "text": short(text.trim()) },
        "defaultConfiguration": { "level": level(code.severity()) },
    })
}

fn result(it: &Shown<'_>, rule: usize, report: &Report) -> Value {
    let related: Vec<Value> = it
        .samples()
        .zip(1_u32..)
        .map(|(sample, id)| {
            let mut location = place(&sample.recorded.file, sample.recorded.line, 1);
            location["id"] = id.into();
            location["message"] = json!({ "text": short(&format!("{} {}", sample.pointer, sample.actual)) });
            location
        })
        .collect();
    let location = match (&it.group.origin, it.samples().next()) {
        (Some(Origin { page, line, column }), _) => place(page, u64::from(*line), u64::from(*column)),
        (None, Some(sample)) => place(&sample.recorded.file, sample.recorded.line, 1),
        // Findings about the run as a whole have no place, but a result must have one.
        _ => place(report.files.keys().next().map_or("refract.toml", String::as_str), 1, 1),
    };
    let mut result = json!({
        "ruleId": it.code.name(),
        "ruleIndex": rule,
        "level": level(it.group.severity),
        "message": { "text": short(&it.message()) },
        "locations": [location],
        "occurrenceCount": it.group.count.max(1),
        // Identifies the same finding in the next run, even if the page has moved.
        "partialFingerprints": { "primaryLocationLineHash": fingerprint(&format!("{} {}", it.code.name(), it.place)) },
        "baselineState": if it.group.known { "unchanged" } else { "new" },
    });
    if !related.is_empty() {
        result["relatedLocations"] = Value::Array(related);
    }
    if it.group.known {
        result["suppressions"] = json!([{ "kind": "external", "justification": "listed in the baseline" }]);
    }
    result
}

fn place(file: &str, line: u64, column: u64) -> Value {
    json!({ "physicalLocation": {
        "artifactLocation": { "uri": uri(file) },
        "region": { "startLine": line.max(1), "startColumn": column.max(1) },
    }})
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note | Severity::Off => "note",
    }
}

/// A text, shortened if necessary.
fn short(text: &str) -> String {
    if text.chars().count() <= TEXT {
        return text.to_owned();
    }
    text.chars().take(TEXT - 1).chain(['…']).collect()
}

/// The 64-bit FNV-1a hash: the same on every machine.
fn fingerprint(text: &str) -> String {
    let hash =
        text.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, b| (hash ^ u64::from(b)).wrapping_mul(0x0100_0000_01b3));
    format!("{hash:016x}")
}

//! SARIF 2.1.0, in the form that code scanning services read.

use std::collections::BTreeSet;
use std::io;

use serde_json::{Value, json};

use crate::diagnostic::{Diagnostic, Severity};

pub(super) fn render(diagnostics: &[Diagnostic], out: &mut dyn io::Write) -> io::Result<()> {
    let codes: BTreeSet<_> = diagnostics.iter().map(|diagnostic| diagnostic.code).collect();
    let rules: Vec<Value> = codes
        .iter()
        .map(|code| {
            let text = code.explanation();
            let first = text.split("\n\n").next().unwrap_or(text).replace('\n', " ");
            json!({
                "id": code.name(),
                "shortDescription": { "text": first.trim() },
                "fullDescription": { "text": text.trim() },
                "defaultConfiguration": { "level": level(code.severity()) },
            })
        })
        .collect();
    let results: Vec<Value> = diagnostics
        .iter()
        .map(|diagnostic| {
            let place = |origin: &crate::source::Origin| {
                json!({ "physicalLocation": {
                    "artifactLocation": { "uri": uri(&origin.page) },
                    "region": { "startLine": origin.line, "startColumn": origin.column },
                }})
            };
            let related: Vec<Value> = diagnostic
                .related
                .iter()
                .map(|related| {
                    let mut location = place(&related.origin);
                    location["message"] = json!({ "text": related.message });
                    location
                })
                .collect();
            let mut result = json!({
                "ruleId": diagnostic.code.name(),
                "level": level(diagnostic.severity),
                "message": { "text": diagnostic.message },
                "locations": [place(&diagnostic.origin)],
            });
            if !related.is_empty() {
                result["relatedLocations"] = Value::Array(related);
            }
            result
        })
        .collect();
    let log = json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": { "name": "refract", "version": env!("CARGO_PKG_VERSION"), "rules": rules } },
            "columnKind": "unicodeCodePoints",
            "results": results,
        }],
    });
    serde_json::to_writer_pretty(&mut *out, &log)?;
    writeln!(out)
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "note",
    }
}

/// A path as a relative URI reference.
pub fn uri(path: &str) -> String {
    path.bytes()
        .map(|b| {
            if b.is_ascii_alphanumeric() || b"/-_.~".contains(&b) {
                char::from(b).to_string()
            } else {
                format!("%{b:02X}")
            }
        })
        .collect()
}

//! `JUnit` XML: a test case per page, failed where the page has warnings or errors.

use std::collections::BTreeMap;
use std::io;

use crate::diagnostic::{Diagnostic, Severity};
use crate::text::count;

pub(super) fn render(diagnostics: &[Diagnostic], out: &mut dyn io::Write) -> io::Result<()> {
    let mut pages: BTreeMap<&str, Vec<&Diagnostic>> = BTreeMap::new();
    for diagnostic in diagnostics {
        pages.entry(&diagnostic.origin.page).or_default().push(diagnostic);
    }
    let failing = |found: &[&Diagnostic]| found.iter().any(|diagnostic| diagnostic.severity > Severity::Note);
    let failures = pages.values().filter(|found| failing(found)).count();
    writeln!(out, r#"<?xml version="1.0" encoding="UTF-8"?>"#)?;
    writeln!(out, r#"<testsuites><testsuite name="refract check" tests="{}" failures="{failures}">"#, pages.len())?;
    for (page, found) in &pages {
        writeln!(out, r#"  <testcase classname="refract" name="{}">"#, escape(page))?;
        if failing(found) {
            writeln!(out, r#"    <failure message="{}">"#, count(found.len(), "finding"))?;
            for diagnostic in found {
                writeln!(
                    out,
                    "{}:{} [{}] {}",
                    diagnostic.origin.line,
                    diagnostic.origin.column,
                    diagnostic.code.name(),
                    escape(&diagnostic.message)
                )?;
            }
            writeln!(out, "    </failure>")?;
        }
        writeln!(out, "  </testcase>")?;
    }
    writeln!(out, "</testsuite></testsuites>")
}

/// Text with the characters that XML 1.0 allows.
fn escape(text: &str) -> String {
    text.chars()
        .filter(|&c| (c >= ' ' && !matches!(c, '\u{fffe}' | '\u{ffff}')) || c == '\n' || c == '\t')
        .map(|c| match c {
            '&' => "&amp;".to_owned(),
            '<' => "&lt;".to_owned(),
            '>' => "&gt;".to_owned(),
            '"' => "&quot;".to_owned(),
            c => c.to_string(),
        })
        .collect()
}

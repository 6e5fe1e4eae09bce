//! Workflow commands of GitHub Actions: annotations at the lines of a change.

use std::io;

use crate::diagnostic::{Diagnostic, Severity};
use crate::source::Origin;

pub(super) fn render(diagnostics: &[Diagnostic], out: &mut dyn io::Write) -> io::Result<()> {
    for diagnostic in diagnostics {
        let level = match diagnostic.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Note => "notice",
        };
        let message = &diagnostic.message;
        writeln!(out, "{}", command(level, Some(&diagnostic.origin), diagnostic.code.name(), message))?;
    }
    Ok(())
}

/// A workflow command that annotates a line of a page, or the run where there is no line.
pub fn command(level: &str, origin: Option<&Origin>, title: &str, message: &str) -> String {
    let place = match origin {
        Some(origin) => format!("file={},line={},col={},", property(&origin.page), origin.line, origin.column),
        None => String::new(),
    };
    format!("::{level} {place}title={}::{}", property(title), data(message))
}

fn data(text: &str) -> String {
    let shown = |c: char| if c.is_control() && !matches!(c, '\r' | '\n' | '\t') { '\u{fffd}' } else { c };
    text.chars().map(shown).collect::<String>().replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

//! Workflow commands of GitHub Actions: annotations at the lines of a change.

use std::io;

use crate::diagnostic::{Diagnostic, Severity};

pub(super) fn render(diagnostics: &[Diagnostic], out: &mut dyn io::Write) -> io::Result<()> {
    for diagnostic in diagnostics {
        let level = match diagnostic.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Note => "notice",
        };
        let origin = &diagnostic.origin;
        writeln!(
            out,
            "::{level} file={},line={},col={},title={}::{}",
            property(&origin.page),
            origin.line,
            origin.column,
            property(diagnostic.code.name()),
            data(&diagnostic.message),
        )?;
    }
    Ok(())
}

fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

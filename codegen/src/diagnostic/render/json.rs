//! One JSON array, an object a diagnostic: the data as it is.

use std::io;

use crate::diagnostic::Diagnostic;

pub(super) fn render(diagnostics: &[Diagnostic], out: &mut dyn io::Write) -> io::Result<()> {
    serde_json::to_writer_pretty(&mut *out, diagnostics)?;
    writeln!(out)
}

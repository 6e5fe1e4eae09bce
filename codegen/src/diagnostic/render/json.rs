//! One JSON array with an object per diagnostic, without any changes.

use std::io;

use crate::diagnostic::Diagnostic;

pub(super) fn render(diagnostics: &[Diagnostic], out: &mut dyn io::Write) -> io::Result<()> {
    serde_json::to_writer_pretty(&mut *out, diagnostics)?;
    writeln!(out)
}

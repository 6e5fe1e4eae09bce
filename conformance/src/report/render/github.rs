//! Workflow commands of GitHub Actions: annotations at the lines of pages.

use std::io;

use refract_codegen::diagnostic::render::command;

use super::{beyond, known_and_new, shown, sums};
use crate::finding::Severity;
use crate::report::Report;

pub(super) fn render(report: &Report, out: &mut dyn io::Write) -> io::Result<()> {
    for it in shown(report).into_iter().filter(|it| !it.group.known) {
        let level = match it.group.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Note | Severity::Off => "notice",
        };
        let mut message = format!("{} ({})", it.message(), it.times());
        if let Some(sample) = it.samples().next() {
            message += &format!("\nfirst in {}:{} {}", sample.recorded.file, sample.recorded.line, sample.pointer);
        }
        writeln!(out, "{}", command(level, it.group.origin.as_ref(), it.code.name(), &message))?;
    }
    for line in beyond(report) {
        writeln!(out, "{}", command("notice", None, "refract conform", &line))?;
    }
    if let Some(line) = known_and_new(report) {
        writeln!(out, "{line}")?;
    }
    // Every line that begins like a command is read as one, so other texts must not begin that way.
    writeln!(out, "{}", sums(report))
}

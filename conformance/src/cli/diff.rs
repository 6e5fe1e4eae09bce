//! `refract conform diff`: what is new, gone or more frequent between two reports.

use std::path::Path;

use anyhow::Context as _;
use refract_codegen::cli::{CLEAN, FINDINGS, Global};

use super::Diff;
use super::judge::write;
use super::project::Project;
use crate::Report;
use crate::input::open;
use crate::report::compare::Comparison;

/// The format of the differences.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub(super) enum Shape {
    /// Text for people.
    Human,
    /// JSON.
    Json,
}

pub(super) fn run(global: &Global, diff: &Diff) -> anyhow::Result<u8> {
    let fail_on = Project::new(global)?.fail_on(diff.fail_on);
    let comparison = Comparison::of(&read(&diff.old)?, &read(&diff.new)?);
    let text = match diff.format {
        Shape::Human => comparison.to_text(),
        Shape::Json => comparison.to_json(),
    };
    write(diff.output.as_deref().unwrap_or(Path::new("-")), text.as_bytes())?;
    Ok(if comparison.fails(fail_on) { FINDINGS } else { CLEAN })
}

/// Reads the only report of a file.
fn read(path: &Path) -> anyhow::Result<Report> {
    let reader = open::unpacked(path).with_context(|| format!("{}: cannot be read", path.display()))?;
    let mut reports = Report::read(reader);
    let report = reports.next().with_context(|| format!("{}: contains no report", path.display()))?;
    let report = report.with_context(|| path.display().to_string())?;
    anyhow::ensure!(
        reports.next().is_none(),
        "{}: contains several reports; `refract conform merge` makes one of them",
        path.display()
    );
    Ok(report)
}

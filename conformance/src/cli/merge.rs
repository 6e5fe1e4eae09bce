//! `refract conform merge`: merges the reports of parts into the report of the whole.
//!
//! Only one part is in memory at a time, so that a thousand parts need no more memory than the whole report and the
//! largest part. Parts do not list operations and rows that they did not see: these are read from the contract at the
//! end, once.

use std::path::PathBuf;

use anyhow::Context as _;
use refract_codegen::cli::Global;
use refract_codegen::text::count;

use crate::Report;
use crate::input::open;

use super::project::Project;
use super::{Given, Judge, judge};

pub(super) fn run(
    global: &Global,
    reports: &[PathBuf],
    expect: Option<usize>,
    given: &Given,
    judge: &Judge,
) -> anyhow::Result<u8> {
    let project = Project::new(global)?;
    let options = project.options(judge)?;
    judge::targets(judge)?;
    let mut whole: Option<Report> = None;
    let mut parts = 0;
    for path in open::reports(reports)? {
        let reader = open::unpacked(&path).with_context(|| format!("{}: can't be read", path.display()))?;
        let mut own = 0;
        for part in Report::read(reader) {
            let mut part = part.with_context(|| path.display().to_string())?;
            own += 1;
            // A merged part counts as all its parts.
            parts += part.parts.len().max(1);
            match &mut whole {
                None => {
                    part.unsettle();
                    whole = Some(part);
                }
                Some(whole) => {
                    whole
                        .merge(&part)
                        .with_context(|| format!("{}: can't be merged with the others", path.display()))?;
                }
            }
        }
        anyhow::ensure!(own > 0, "{}: contains no report", path.display());
    }
    let mut report = whole.context("there are no reports: give files or folders")?;
    if let Some(expect) = expect {
        anyhow::ensure!(parts == expect, "expected {}, found {parts}", count(expect, "part"));
    }
    let mut pages = Vec::new();
    if !judge.part {
        report.place()?;
        if report.seen.is_some() || !given.is_empty() {
            let contract =
                project.contract(global, given, &[]).context("rows that no part saw come from the contract")?;
            report.restore(&contract)?;
            contract.sound().context("the compiled contract")?;
            if !given.sources.specs.is_empty() {
                pages = contract.pages();
            }
        }
    }
    judge::run(global, judge, &project, &options, report, pages)
}

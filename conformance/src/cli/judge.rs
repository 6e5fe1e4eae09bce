//! Completes a report: adds findings about the whole run, applies the baseline, writes the report, and gives the exit
//! code.

use std::io::Write;
use std::path::Path;

use anyhow::Context as _;
use refract_codegen::cli::{CLEAN, FINDINGS, Global, Output};
use refract_codegen::text::count;

use crate::report::Coverage;
use crate::report::pages::Pages;
use crate::report::render::{Format, View, render};
use crate::{Baseline, Options, Report};

use super::Judge;
use super::project::Project;

/// Where and how a report is written.
pub(super) struct Targets<'j> {
    screen: Option<Format>,
    files: Vec<(Format, &'j Path)>,
}

impl Targets<'_> {
    /// Whether all of them are JSON.
    pub(super) fn are_json(&self) -> bool {
        self.screen.iter().chain(self.files.iter().map(|(format, _)| format)).all(|format| *format == Format::Json)
    }
}

/// The destination of the report.
pub(super) fn targets(judge: &Judge) -> anyhow::Result<Targets<'_>> {
    let mut targets = Targets { screen: Some(judge.format.unwrap_or_default()), files: Vec::new() };
    for output in &judge.output {
        let stated = output.split_once('=').and_then(|(format, file)| Some((format.parse::<Format>().ok()?, file)));
        let (format, file) = match (stated, judge.format) {
            (Some(stated), _) => stated,
            (None, Some(format)) => {
                targets.screen = None;
                (format, output.as_str())
            }
            (None, None) => {
                let format = Format::of_file(output);
                (
                    format.with_context(|| {
                        format!("{output}: the file name does not show the format; give `--format`")
                    })?,
                    output.as_str(),
                )
            }
        };
        targets.files.push((format, Path::new(file)));
    }
    Ok(targets)
}

/// Completes and writes a report, and gives the exit code. `own` are the pages that were read for it.
pub(super) fn run(
    global: &Global,
    judge: &Judge,
    project: &Project,
    options: &Options,
    mut report: Report,
    own: Vec<String>,
) -> anyhow::Result<u8> {
    let targets = targets(judge)?;
    if judge.part {
        // Parts that were merged are included in its own numbers.
        if report.parts.is_empty() {
            report.identify();
        }
    } else {
        report.settle(options);
    }
    if let Some((file, named)) = project.baseline(judge) {
        known(global, judge, options, (&file, named), &mut report)?;
    } else if judge.update_baseline {
        anyhow::bail!("`--update-baseline` needs a file: `--baseline FILE`, or `baseline` under `[conform]`");
    }
    let fail_on = project.fail_on(judge.fail_on);
    let mut view = View { colour: false, fail_on, pages: Pages::new(own, project.roots(judge)) };
    for (format, file) in &targets.files {
        let mut text = Vec::new();
        render(&report, *format, &mut view, &mut text)?;
        if file.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("gz")) {
            text = packed(&text)?;
        }
        write(file, &text)?;
    }
    if let Some(format) = targets.screen {
        view.colour = global.colour(&std::io::stdout());
        let mut out = std::io::BufWriter::new(Output::lock());
        render(&report, format, &mut view, &mut out).and_then(|()| out.flush())?;
    }
    // A part only has to be written: the result is decided when all parts are merged.
    if judge.part {
        return Ok(CLEAN);
    }
    let covered = covers(judge, &report);
    Ok(if report.fails(fail_on) || !covered { FINDINGS } else { CLEAN })
}

/// Whether the required coverage was reached. Prints what was not.
fn covers(judge: &Judge, report: &Report) -> bool {
    let total = Coverage::total(&report.coverage);
    let mut enough = true;
    for (what, asked) in &judge.require_coverage {
        let ratio =
            total.ratios().into_iter().find(|(name, _)| name == what).map(|(_, ratio)| ratio).unwrap_or_default();
        let short = ratio.percent().is_some_and(|percent| percent < *asked);
        if short {
            let (exercised, all) = (ratio.exercised, ratio.all);
            anstream::eprintln!("coverage of {what}: {exercised} of {all} exercised, and {asked} % required");
        }
        enough &= !short;
    }
    enough
}

/// Compares the findings with the baseline, or writes them to the baseline.
///
/// A file that `refract.toml` names may not exist yet: then no finding is known. A file that a flag names must exist.
fn known(
    global: &Global,
    judge: &Judge,
    options: &Options,
    (file, named): (&Path, bool),
    report: &mut Report,
) -> anyhow::Result<()> {
    let exists = file.is_file();
    if !exists && !judge.update_baseline {
        anyhow::ensure!(!named, "{}: there is no such baseline; `--update-baseline` creates it", file.display());
        if !global.quiet {
            anstream::eprintln!("{}: no baseline yet; `--update-baseline` creates it", file.display());
        }
        return Ok(());
    }
    let mut baseline = if exists { Baseline::read(file)? } else { Baseline::default() };
    if judge.update_baseline {
        if let Some(code) = report.counts.shows_nothing() {
            anyhow::bail!("{}: not updated: {}", file.display(), code.summary());
        }
        baseline = baseline.updated(&report.findings);
        write(file, baseline.to_text().as_bytes())?;
        if !global.quiet {
            let made = if exists { "updated" } else { "created" };
            anstream::eprintln!("{}: {made} with {}", file.display(), count(baseline.len(), "known finding"));
        }
    }
    let name = file.display().to_string().replace('\\', "/");
    report.apply_baseline(&baseline, &name, options);
    Ok(())
}

/// A text packed with gzip, without a timestamp: equal reports give equal files.
fn packed(text: &[u8]) -> std::io::Result<Vec<u8>> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    encoder.write_all(text)?;
    encoder.finish()
}

/// Writes a file completely or not at all; `-` is standard output.
pub(super) fn write(file: &Path, bytes: &[u8]) -> anyhow::Result<()> {
    if file == Path::new("-") {
        let mut out = Output::lock();
        return Ok(out.write_all(bytes).and_then(|()| out.flush())?);
    }
    refract_codegen::write::file(file, bytes).with_context(|| format!("{}: cannot be written", file.display()))
}

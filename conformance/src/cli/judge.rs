//! What is made of a report: it is settled, held against what is known, written, and turned into an exit code.

use std::io::{IsTerminal, Write};
use std::path::Path;

use anyhow::Context as _;
use refract_conformance::report::Coverage;
use refract_conformance::report::pages::Pages;
use refract_conformance::report::render::{Format, View, render};
use refract_conformance::{Baseline, Options, Report};

use super::project::Project;
use super::{CLEAN, Colour, FINDINGS, Judge};

/// Where a report is written, and how.
pub(super) struct Targets<'j> {
    screen: Option<Format>,
    files: Vec<(Format, &'j Path)>,
}

/// Where the report is to be written.
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
                    format.with_context(|| format!("{output}: the name tells no format: give `--format`"))?,
                    output.as_str(),
                )
            }
        };
        targets.files.push((format, Path::new(file)));
    }
    Ok(targets)
}

/// Judges a report: the exit code. `own` are the pages that were read for it.
pub(super) fn run(
    judge: &Judge,
    project: &Project,
    options: &Options,
    mut report: Report,
    own: Vec<String>,
) -> anyhow::Result<u8> {
    let targets = targets(judge)?;
    if judge.part {
        // What parts were merged into it are its own already.
        if report.parts.is_empty() {
            report.identify();
        }
    } else {
        report.settle(options);
    }
    if let Some(file) = project.baseline(judge) {
        known(judge, options, &file, &mut report)?;
    } else if judge.update_baseline {
        anyhow::bail!("`--update-baseline` needs a file: `--baseline FILE`, or `baseline` under `[conform]`");
    }
    let fail_on = project.fail_on(judge);
    let mut view = View { colour: false, fail_on, pages: Pages::new(own, project.roots(judge)) };
    for (format, file) in &targets.files {
        let mut text = Vec::new();
        render(&report, *format, &mut view, &mut text)?;
        write(file, &text)?;
    }
    if let Some(format) = targets.screen {
        view.colour = match judge.color {
            Colour::Auto => std::io::stdout().is_terminal() && std::env::var_os("NO_COLOR").is_none(),
            Colour::Always => true,
            Colour::Never => false,
        };
        let mut out = std::io::BufWriter::new(std::io::stdout().lock());
        let shown = render(&report, format, &mut view, &mut out).and_then(|()| out.flush());
        // A reader that has seen enough changes nothing about the verdict.
        shown.or_else(|error| if error.kind() == std::io::ErrorKind::BrokenPipe { Ok(()) } else { Err(error) })?;
    }
    // A part has done its job when it is written: the whole is judged when it is there.
    if judge.part {
        return Ok(CLEAN);
    }
    let covered = covers(judge, &report);
    Ok(if report.fails(fail_on) || !covered { FINDINGS } else { CLEAN })
}

/// Whether as much of the contract was exercised as is asked for. What is short is said.
fn covers(judge: &Judge, report: &Report) -> bool {
    let total = Coverage::total(&report.coverage);
    let mut enough = true;
    for (what, asked) in &judge.require_coverage {
        let ratio =
            total.ratios().into_iter().find(|(name, _)| name == what).map(|(_, ratio)| ratio).unwrap_or_default();
        let short = ratio.percent().is_some_and(|percent| percent < *asked);
        if short {
            let (exercised, all) = (ratio.exercised, ratio.all);
            anstream::eprintln!("coverage: {exercised} of {all} {what} were exercised, and {asked} % are asked for");
        }
        enough &= !short;
    }
    enough
}

/// Holds what was found against what is known, or writes it down as known.
fn known(judge: &Judge, options: &Options, file: &Path, report: &mut Report) -> anyhow::Result<()> {
    let exists = file.is_file();
    if !exists && !judge.update_baseline {
        anyhow::bail!("{}: there is no such baseline: `--update-baseline` writes it", file.display());
    }
    let mut baseline = if exists { Baseline::read(file)? } else { Baseline::default() };
    if judge.update_baseline {
        if let Some(code) = report.counts.shows_nothing() {
            anyhow::bail!("{}: the baseline is left as it is: {}", file.display(), code.summary());
        }
        baseline = baseline.updated(&report.findings);
        write(file, baseline.to_text().as_bytes())?;
        if !judge.quiet {
            let made = if exists { "" } else { "made, with " };
            anstream::eprintln!("{}: {made}{} known findings", file.display(), baseline.len());
        }
    }
    let name = file.display().to_string().replace('\\', "/");
    report.hold_against(&baseline, &name, options);
    Ok(())
}

/// Writes a file as a whole or not at all; `-` is standard output.
pub(super) fn write(file: &Path, bytes: &[u8]) -> anyhow::Result<()> {
    if file == Path::new("-") {
        let mut out = std::io::stdout().lock();
        return Ok(out.write_all(bytes).and_then(|()| out.flush())?);
    }
    refract_codegen::write::file(file, bytes).with_context(|| format!("{}: can't be written", file.display()))
}

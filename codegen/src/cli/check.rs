//! `refract check`: reports what is unclear or contradictory on pages, and what became of each table row.

use std::io::Write;
use std::path::PathBuf;

use crate::diagnostic::render::Format;
use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::pipeline::Outcome;
use crate::read::Entry;

use super::context::{self, Context, count};
use super::known::Baseline;
use super::{CLEAN, FAILED, FINDINGS, Global, Known, Output};

/// Which findings are shown, and in which format.
pub(super) struct Shown<'b> {
    pub(super) format: Format,
    pub(super) notes: bool,
    pub(super) baseline: &'b Baseline,
}

pub(super) fn run(global: &Global, shown: &Shown<'_>, known: &Known, paths: &[PathBuf]) -> anyhow::Result<u8> {
    let &Shown { format, notes, baseline } = shown;
    let context = Context::new(global)?;
    let Some(files) = context::files_or_specs(paths, &context, known, global)? else {
        return Ok(FAILED);
    };
    let mut outcome = context.run(&files, known, global);
    let (mut findings, rest): (Vec<Diagnostic>, Vec<Diagnostic>) =
        std::mem::take(&mut outcome.diagnostics).into_iter().partition(|it| it.severity > Severity::Note);
    let sorted = baseline.sort(&mut findings, global)?;
    let new = findings.len();
    outcome.diagnostics = findings.into_iter().chain(rest).collect();
    Diagnostic::sort(&mut outcome.diagnostics);
    let shown: Vec<Diagnostic> = outcome
        .diagnostics
        .iter()
        .filter(|diagnostic| notes || diagnostic.severity > Severity::Note)
        .cloned()
        .collect();
    let mut out = std::io::BufWriter::new(Output::lock());
    context::show(&shown, format, global, &mut out, global.colour(&std::io::stdout()))?;
    if matches!(format, Format::Concise | Format::Human) {
        ledger(&outcome, &mut out)?;
        if sorted.known > 0 {
            writeln!(out, "findings: {} known, {new} new", sorted.known)?;
        }
    }
    out.flush()?;
    let unbalanced: Vec<&String> =
        outcome.ledgers.iter().filter(|(_, ledger)| !ledger.balances()).map(|(page, _)| page).collect();
    if let Some(page) = unbalanced.first() {
        anyhow::bail!("the ledger of {page} does not balance; this is a bug in Refract");
    }
    let findings = new > 0 || sorted.stale;
    if outcome.operations() == 0 {
        anstream::eprintln!(
            "none of {} documents an operation that could be read",
            count(context::pages(&files), "page")
        );
        return Ok(FINDINGS);
    }
    Ok(if findings { FINDINGS } else { CLEAN })
}

/// The sum of the ledgers of all pages.
fn ledger(outcome: &Outcome, out: &mut dyn Write) -> std::io::Result<()> {
    let ledger = outcome.ledger();
    writeln!(
        out,
        "\n{} with {} of {}",
        count(outcome.ledgers.len(), "page"),
        count(outcome.operations(), "operation"),
        count(outcome.apis.len(), "service"),
    )?;
    writeln!(out, "{} in tables:", count(ledger.rows(), "row"))?;
    for (entry, rows) in ledger.entries() {
        let what = match entry {
            Entry::Field => "field".to_owned(),
            Entry::Skipped(reason) => format!("skipped: {}", reason.name()),
            Entry::Diagnosed(code) => format!("diagnostic: {}", code.name()),
        };
        writeln!(out, "{rows:>9}  {what}")?;
    }
    let sum = ledger.sum();
    writeln!(out, "{sum:>9}  {}", if ledger.balances() { "in all, as many as there are rows" } else { "in all" })?;
    if ledger.parameter_rows > 0 {
        #[allow(clippy::cast_precision_loss, reason = "a percentage for people")]
        let share = 100.0 * ledger.parameter_rows_read as f64 / ledger.parameter_rows as f64;
        writeln!(
            out,
            "{} of {} of parameters, on pages with operations, were read ({share:.2} %)",
            ledger.parameter_rows_read,
            count(ledger.parameter_rows, "row"),
        )?;
    }
    let lines = outcome.diagnostics.iter().filter(|it| it.code == Code::RequestLineUnread).count();
    if lines > 0 {
        writeln!(out, "{} without an operation (request-line-unread)", count(lines, "request line"))?;
    }
    let incomplete = outcome
        .apis
        .iter()
        .flat_map(|api| &api.operations)
        .filter(|operation| !operation.incomplete.is_empty())
        .count();
    if incomplete > 0 {
        writeln!(out, "{} with sections that could not be read (section-unread)", count(incomplete, "operation"))?;
    }
    let (errors, warnings) = (outcome.count(Severity::Error), outcome.count(Severity::Warning));
    let notes = outcome.count(Severity::Note);
    writeln!(out, "{}, {}, {}", count(errors, "error"), count(warnings, "warning"), count(notes, "note"))
}

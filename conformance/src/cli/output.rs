//! What came of a run, for people.

use std::io::Write;

use refract_conformance::{Contract, Severity, Tally};

use super::Cli;

pub(super) fn show(cli: &Cli, contract: &Contract, tally: &Tally) -> anyhow::Result<()> {
    let _ = (cli, contract);
    let mut out = anstream::stdout().lock();
    let mut groups: Vec<_> = tally.findings.iter().filter(|(_, _, group)| group.severity > Severity::Off).collect();
    groups.sort_by_key(|(code, place, group)| (std::cmp::Reverse(group.severity), *code, *place));
    for (code, place, group) in groups {
        let known = if group.known { ", known" } else { "" };
        writeln!(out, "{}[{}]: {place} ({}{known})", group.severity.name(), code.name(), group.count)?;
        if let Some(origin) = &group.origin {
            writeln!(out, "  page: {origin}")?;
        }
        for sample in &group.samples {
            let (whence, pointer) = (&sample.whence, &sample.pointer);
            let expected =
                if sample.expected.is_empty() { String::new() } else { format!(", not {}", sample.expected) };
            writeln!(out, "  {}:{} {pointer}: {}{expected}", whence.file, whence.line, sample.actual)?;
        }
    }
    let counts = &tally.counts;
    writeln!(
        out,
        "{} exchanges read, {} routed: {} conform, {} drift, {} fail; {} unrouted, {} ignored, {} broken",
        counts.read(),
        counts.routed(),
        counts.conforms,
        counts.drifts,
        counts.fails,
        counts.unrouted,
        counts.ignored,
        counts.broken
    )?;
    Ok(())
}

//! For a terminal: what was found, with the page's line quoted, then sums and coverage.

use std::io;

use annotate_snippets::{AnnotationKind, Element, Level, Renderer, Snippet};
use refract_codegen::diagnostic::render::{Quoted, quote};

use super::{Shown, beyond, shown, sums};
use crate::finding::Severity;
use crate::report::pages::Pages;
use crate::report::{Coverage, Report};

pub(super) fn render(report: &Report, colour: bool, pages: &mut Pages, out: &mut dyn io::Write) -> io::Result<()> {
    let renderer = if colour { Renderer::styled() } else { Renderer::plain() };
    let (known, new): (Vec<_>, Vec<_>) = shown(report).into_iter().partition(|it| it.group.known);
    for it in &new {
        writeln!(out, "{}\n", renderer.render(&[group(it, pages)]))?;
    }
    for line in beyond(report) {
        writeln!(out, "{line}")?;
    }
    // What is known is not told again, but that it is still there is.
    if !known.is_empty() {
        writeln!(out, "findings: {} known, {} new", known.len(), new.len())?;
    }
    let total = Coverage::total(&report.coverage);
    let ratios = total.ratios().into_iter().filter(|(_, ratio)| ratio.all > 0);
    let ratios: Vec<String> =
        ratios.map(|(name, ratio)| format!("{} of {} {name}", ratio.exercised, ratio.all)).collect();
    if !ratios.is_empty() {
        writeln!(out, "exercised: {}", ratios.join(", "))?;
    }
    writeln!(out, "{}", sums(report))
}

fn group(it: &Shown<'_>, pages: &mut Pages) -> annotate_snippets::Group<'static> {
    let level = match it.group.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Note | Severity::Off => Level::NOTE,
    };
    let title = format!("{} ({})", plain(&it.message()), it.times());
    let mut group = level.primary_title(title).id(it.code.name()).elements(Vec::<Element<'static>>::new());
    if let Some(origin) = &it.group.origin {
        match pages.line(origin) {
            Some(line) => {
                let Quoted { text, marked } = quote(&plain(line), origin.column, 1);
                let snippet = Snippet::source(text).line_start(origin.line as usize).path(origin.page.to_string());
                group = group.element(snippet.annotation(AnnotationKind::Primary.span(marked)));
            }
            None => group = group.element(Level::NOTE.no_name().message(format!("page: {origin} (not found here)"))),
        }
    }
    for sample in &it.group.samples {
        let whence = &sample.whence;
        let mut line = format!("{}:{}", whence.file, whence.line);
        for (before, said) in
            [(" ", sample.pointer.as_str()), (": ", sample.actual.as_str()), (" in ", sample.operation.as_str())]
        {
            if !said.is_empty() {
                line += before;
                line += said;
            }
        }
        group = group.element(Level::NOTE.no_name().message(plain(&line)));
    }
    group
}

/// A text without what would steer a terminal.
fn plain(text: &str) -> String {
    text.chars().map(|c| if c.is_control() && c != '\t' { ' ' } else { c }).collect()
}

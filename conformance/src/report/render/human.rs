//! For a terminal: the findings with the quoted lines of pages, then sums and coverage.

use std::io;

use annotate_snippets::{AnnotationKind, Element, Level, Renderer, Snippet};
use refract_codegen::diagnostic::render::{Quoted, placed, quote, renderer};

use super::{Shown, beyond, known_and_new, plain, shown, sums};
use crate::finding::Severity;
use crate::report::pages::Pages;
use crate::report::{Coverage, Report};

pub(super) fn render(report: &Report, colour: bool, pages: &mut Pages, out: &mut dyn io::Write) -> io::Result<()> {
    let renderer = renderer(colour);
    // Known findings are counted and not shown again.
    for it in shown(report).iter().filter(|it| !it.group.known) {
        writeln!(out, "{}\n", finding(it, &renderer, pages))?;
    }
    for line in beyond(report) {
        writeln!(out, "{line}")?;
    }
    if let Some(line) = known_and_new(report) {
        writeln!(out, "{line}")?;
    }
    let total = Coverage::total(&report.coverage);
    let ratios = total.ratios().into_iter().filter(|(_, ratio)| ratio.all > 0);
    let ratios: Vec<String> =
        ratios.map(|(name, ratio)| format!("{name} {} of {}", ratio.exercised, ratio.all)).collect();
    if !ratios.is_empty() {
        writeln!(out, "exercised: {}", ratios.join(", "))?;
    }
    writeln!(out, "{}", sums(report))
}

fn finding(it: &Shown<'_>, renderer: &Renderer, pages: &mut Pages) -> String {
    let level = match it.group.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Note | Severity::Off => Level::NOTE,
    };
    let title = format!("{} ({})", plain(&it.message()), it.times());
    let mut group = level.primary_title(title).id(it.code.name()).elements(Vec::<Element<'static>>::new());
    let mut quoted = None;
    if let Some(origin) = &it.group.origin {
        match pages.line(origin) {
            Some(line) => {
                let quote = quote(&plain(line), origin.column, 1);
                let Quoted { text, marked } = quote.clone();
                let snippet = Snippet::source(text).line_start(origin.line as usize).path(origin.page.to_string());
                group = group.element(snippet.annotation(AnnotationKind::Primary.span(marked)));
                quoted = Some((origin, quote));
            }
            None => group = group.element(Level::NOTE.no_name().message(format!("page: {origin} (not found here)"))),
        }
    }
    for sample in it.samples() {
        let recorded = &sample.recorded;
        let mut line = format!("{}:{}", recorded.file, recorded.line);
        for (before, detail) in
            [(" ", sample.pointer.as_str()), (": ", sample.actual.as_str()), (" in ", sample.operation.as_str())]
        {
            if !detail.is_empty() {
                line += before;
                line += detail;
            }
        }
        group = group.element(Level::NOTE.no_name().message(plain(&line)));
    }
    let text = renderer.render(&[group]);
    match quoted {
        Some((origin, quoted)) => placed(text, origin, &quoted),
        None => text,
    }
}

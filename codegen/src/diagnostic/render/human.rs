//! For people: a line each, or with the page's own line quoted.

use std::collections::BTreeMap;
use std::io;

use annotate_snippets::{AnnotationKind, Level, Renderer, Snippet};

use crate::diagnostic::{Diagnostic, Severity};

/// Lines longer than this are cut around the place: grid tables have lines of thousands of columns.
const WIDTH: usize = 120;

/// One line.
pub(super) fn line(diagnostic: &Diagnostic, colour: bool, out: &mut dyn io::Write) -> io::Result<()> {
    let (name, code) = match diagnostic.severity {
        Severity::Error => ("error", "\u{1b}[1;31m"),
        Severity::Warning => ("warning", "\u{1b}[1;33m"),
        Severity::Note => ("note", "\u{1b}[1;36m"),
    };
    let (start, end) = if colour { (code, "\u{1b}[0m") } else { ("", "") };
    write!(out, "{}: {start}{name}[{}]{end}: {}", diagnostic.origin, diagnostic.code.name(), diagnostic.message)?;
    for related in &diagnostic.related {
        write!(out, " ({}: {})", related.message, related.origin)?;
    }
    writeln!(out)
}

/// Each with the line that it is about.
pub(super) fn render(
    diagnostics: &[Diagnostic],
    colour: bool,
    page: &dyn Fn(&str) -> Option<String>,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    let renderer = if colour { Renderer::styled() } else { Renderer::plain() };
    let mut pages: BTreeMap<&str, Option<String>> = BTreeMap::new();
    for diagnostic in diagnostics {
        let name: &str = &diagnostic.origin.page;
        if !pages.contains_key(name) {
            // One page at a time is held: diagnostics come sorted by page.
            pages.clear();
            pages.insert(name, page(name));
        }
        let text = pages[name].as_deref();
        let line_of = |text: &str| text.lines().nth(diagnostic.origin.line.checked_sub(1)? as usize).map(str::to_owned);
        let stated = text.and_then(line_of);
        let Some(quoted) = stated.map(|stated| quote(&stated, diagnostic.origin.column, diagnostic.width)) else {
            line(diagnostic, colour, out)?;
            if let Some(help) = &diagnostic.help {
                writeln!(out, "  = help: {help}")?;
            }
            continue;
        };
        let level = match diagnostic.severity {
            Severity::Error => Level::ERROR,
            Severity::Warning => Level::WARNING,
            Severity::Note => Level::NOTE,
        };
        let snippet = Snippet::source(&quoted.text)
            .line_start(diagnostic.origin.line as usize)
            .path(name)
            .annotation(AnnotationKind::Primary.span(quoted.marked));
        let mut group = level.primary_title(&diagnostic.message).id(diagnostic.code.name()).element(snippet);
        let related: Vec<String> =
            diagnostic.related.iter().map(|related| format!("{}: {}", related.message, related.origin)).collect();
        for message in &related {
            group = group.element(Level::NOTE.message(message));
        }
        if let Some(help) = &diagnostic.help {
            group = group.element(Level::HELP.message(help));
        }
        writeln!(out, "{}\n", renderer.render(&[group]))?;
    }
    Ok(())
}

/// A line of a page as it is shown: cut where it is long.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Quoted {
    /// The part of the line around the place.
    pub text: String,
    /// The bytes of the place in it.
    pub marked: std::ops::Range<usize>,
}

/// A line, cut around a place that starts in `column` (from 1) and is `width` characters wide.
pub fn quote(line: &str, column: u32, width: u32) -> Quoted {
    let chars: Vec<char> = line.chars().collect();
    let start = (column.max(1) as usize - 1).min(chars.len());
    let end = (start + (width.max(1) as usize)).min(chars.len()).max(start);
    let from = if end > WIDTH { start.saturating_sub(WIDTH / 3) } else { 0 };
    let to = (from + WIDTH).min(chars.len());
    let part = |range: std::ops::Range<usize>| chars[range].iter().collect::<String>();
    let before = if from > 0 { "… " } else { "" };
    let after = if to < chars.len() { " …" } else { "" };
    let head = format!("{before}{}", part(from..start));
    let marked = part(start..end.min(to));
    let tail = format!("{}{after}", part(end.min(to)..to));
    let range = head.len()..head.len() + marked.len();
    Quoted { text: format!("{head}{marked}{tail}"), marked: range }
}

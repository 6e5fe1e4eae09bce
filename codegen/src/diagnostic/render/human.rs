//! For people: one line each, or with the page's own line quoted.

use std::collections::BTreeMap;
use std::io;

use annotate_snippets::{AnnotationKind, Level, Renderer, Snippet};
use unicode_width::UnicodeWidthChar;

use crate::diagnostic::{Diagnostic, Severity};
use crate::source::Origin;

/// Lines with more columns than this are cut around the place: grid tables have lines of thousands of columns.
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

/// Each with the line to which it refers.
pub(super) fn render(
    diagnostics: &[Diagnostic],
    colour: bool,
    page: &dyn Fn(&str) -> Option<String>,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    let renderer = renderer(colour);
    let mut pages: BTreeMap<&str, Option<String>> = BTreeMap::new();
    for diagnostic in diagnostics {
        let name: &str = &diagnostic.origin.page;
        if !pages.contains_key(name) {
            // One page at a time is in memory: diagnostics are sorted by page.
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
            .annotation(AnnotationKind::Primary.span(quoted.marked.clone()));
        let mut group = level.primary_title(&diagnostic.message).id(diagnostic.code.name()).element(snippet);
        let related: Vec<String> =
            diagnostic.related.iter().map(|related| format!("{}: {}", related.message, related.origin)).collect();
        for message in &related {
            group = group.element(Level::NOTE.message(message));
        }
        if let Some(help) = &diagnostic.help {
            group = group.element(Level::HELP.message(help));
        }
        writeln!(out, "{}\n", placed(renderer.render(&[group]), &diagnostic.origin, &quoted))?;
    }
    Ok(())
}

/// Replaces the column in a quoted line by the column on the page. Colours are around the arrow, and none are inside
/// the place.
pub fn placed(rendered: String, origin: &Origin, quoted: &Quoted) -> String {
    let shown = quoted.text[..quoted.marked.start].chars().count() + 1;
    let (page, line, column) = (&origin.page, origin.line, origin.column);
    let Some(arrow) = rendered.find("--> ").filter(|_| shown != column as usize) else { return rendered };
    let (title, rest) = rendered.split_at(arrow);
    title.to_owned() + &rest.replacen(&format!("{page}:{line}:{shown}"), &format!("{page}:{line}:{column}"), 1)
}

/// A line of a page as it is shown: cut where it is long.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Quoted {
    /// The part of the line around the place.
    pub text: String,
    /// The bytes of the place in it.
    pub marked: std::ops::Range<usize>,
}

/// A line, cut around a place that begins in `column` (from 1) and is `width` characters wide. Widths are measured in
/// columns of a terminal; a Chinese character takes two.
pub fn quote(line: &str, column: u32, width: u32) -> Quoted {
    let chars: Vec<char> = line.chars().collect();
    let start = (column.max(1) as usize - 1).min(chars.len());
    let end = (start + (width.max(1) as usize)).min(chars.len()).max(start);
    // A line that fits stays whole.
    let mut room = if columns(&chars) > WIDTH { WIDTH } else { 3 * WIDTH };
    // The place first, then a third of the line before it, then what follows, and what is left before it.
    let marked = fitting(chars[start..end].iter(), room * 2 / 3);
    room -= columns(&chars[start..start + marked]);
    let before = fitting(chars[..start].iter().rev(), room.min(WIDTH / 3));
    room -= columns(&chars[start - before..start]);
    let to = start + marked + fitting(chars[start + marked..].iter(), room);
    room -= columns(&chars[start + marked..to]);
    let from = start - before - fitting(chars[..start - before].iter().rev(), room);
    let part = |range: std::ops::Range<usize>| chars[range].iter().collect::<String>();
    let cut = |is_cut: bool, mark: &'static str| if is_cut { mark } else { "" };
    let head = format!("{}{}", cut(from > 0, "… "), part(from..start));
    let place = part(start..start + marked);
    let tail = format!("{}{}", part(start + marked..to), cut(to < chars.len(), " …"));
    let marked = head.len()..head.len() + place.len();
    Quoted { text: format!("{head}{place}{tail}"), marked }
}

/// How many of the characters fit into a number of columns.
fn fitting<'c>(chars: impl Iterator<Item = &'c char>, room: usize) -> usize {
    let mut taken = 0;
    chars
        .take_while(|&&c| {
            taken += columns(&[c]);
            taken <= room
        })
        .count()
}

/// How many columns of a terminal characters take.
fn columns(chars: &[char]) -> usize {
    const TAB: usize = 4;
    chars.iter().map(|&c| if c == '\t' { TAB } else { c.width().unwrap_or(1) }).sum()
}

/// A renderer of snippets that [`quote()`] has cut already: it cuts nothing itself.
pub fn renderer(colour: bool) -> Renderer {
    let renderer = if colour { Renderer::styled() } else { Renderer::plain() };
    renderer.term_width(4 * WIDTH)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Code;

    fn shown(line: &str, column: u32, width: u32) -> (String, String) {
        let Quoted { text, marked } = quote(line, column, width);
        (text[marked].to_owned(), text.clone())
    }

    #[test]
    fn the_place_is_marked_however_long_the_line_and_wide_its_characters() {
        let (place, text) = shown("| id | String |", 8, 6);
        assert_eq!((place.as_str(), text.as_str()), ("String", "| id | String |"));
        for (filler, word) in [("x", "here"), ("名", "这里"), ("я ", "тут"), ("\t", "tab"), ("e\u{301}", "e\u{301}")]
        {
            for (before, after) in [(0, 900), (900, 0), (900, 900), (3, 3), (70, 2)] {
                let line = format!("{}{word}{}", filler.repeat(before), filler.repeat(after));
                let column = u32::try_from(before * filler.chars().count() + 1).unwrap_or_default();
                let width = u32::try_from(word.chars().count()).unwrap_or_default();
                let (place, text) = shown(&line, column, width);
                assert_eq!(place, word, "{line}");
                let shown = columns(&text.chars().collect::<Vec<_>>());
                assert!(shown <= WIDTH + 4, "{shown} columns: {text}");
                assert!(shown + 2 > WIDTH.min(columns(&line.chars().collect::<Vec<_>>())), "{shown} columns: {text}");
            }
        }
        // A place that is longer than a line is cut, too.
        let (place, text) = shown(&"名".repeat(500), 100, 300);
        assert!(place.chars().count() > 30 && text.ends_with(" …"), "{text}");
        assert_eq!(shown("", 7, 3), (String::new(), String::new()));
    }

    /// Where a line is cut, too, with colours and without.
    #[test]
    fn a_place_is_named_by_its_column_on_the_page() {
        let origin = Origin { page: "a.md".into(), line: 1, column: 601 };
        let diagnostic = Diagnostic::at(Code::TypeUnknown, origin, "no word of the vocabulary").width(2);
        for colour in [false, true] {
            let mut out = Vec::new();
            let page = |_: &str| Some("名".repeat(900));
            render(std::slice::from_ref(&diagnostic), colour, &page, &mut out).unwrap();
            let text = String::from_utf8(out).unwrap();
            assert!(text.contains("a.md:1:601") && text.matches("a.md:1:").count() == 1, "{text}");
        }
    }
}

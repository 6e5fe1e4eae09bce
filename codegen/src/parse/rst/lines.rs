//! Lines of a page with their offsets, and functions that split them by indentation.
//!
//! All of RST's structure is indentation. A block's content is a list of [`Line`]s without the block's margin, so that
//! a list in a cell of a table in a list is parsed by the same code as one at the top.

use unicode_width::UnicodeWidthStr;

use crate::source::Span;

/// A line, or the part of it inside a block.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Line<'a> {
    /// The text without the line's end.
    pub(super) text: &'a str,
    /// The offset of its first byte in the page.
    pub(super) offset: usize,
}

/// Lines of one block.
pub(super) type Lines<'a> = [Line<'a>];

impl Line<'_> {
    pub(super) fn is_blank(&self) -> bool {
        self.text.trim().is_empty()
    }

    /// The bytes of white space before the text.
    pub(super) fn indent(&self) -> usize {
        self.text.len() - self.text.trim_start_matches([' ', '\t']).len()
    }

    /// The width of the text on a screen, in columns.
    pub(super) fn width(&self) -> usize {
        self.text.trim_end().width()
    }

    pub(super) fn span(&self) -> Span {
        Span::new(self.offset, self.offset + self.text.len())
    }

    /// The part of the line at a range of its bytes.
    pub(super) fn part(&self, range: std::ops::Range<usize>) -> Self {
        Line { text: &self.text[range.clone()], offset: self.offset + range.start }
    }

    /// The line without white space at both ends.
    pub(super) fn trim(&self) -> Self {
        let start = self.text.len() - self.text.trim_start().len();
        self.part(start..start.max(self.text.trim_end().len()))
    }

    /// The line without up to `width` bytes of its indentation.
    pub(super) fn strip_indent(&self, width: usize) -> Self {
        let take = self.indent().min(width);
        Line { text: &self.text[take..], offset: self.offset + take }
    }
}

/// The lines of a text.
pub(super) fn split(text: &str) -> Vec<Line<'_>> {
    let mut offset = 0;
    text.split_inclusive('\n')
        .map(|line| {
            let start = offset;
            offset += line.len();
            let (line, start) = match line.strip_prefix('\u{feff}') {
                Some(rest) if start == 0 => (rest, '\u{feff}'.len_utf8()),
                _ => (line, start),
            };
            Line { text: line.trim_end_matches(['\n', '\r']), offset: start }
        })
        .collect()
}

/// How many of the first lines are indented by at least `width` or blank, without trailing blank lines.
pub(super) fn indented(lines: &Lines<'_>, width: usize) -> usize {
    let count = lines.iter().take_while(|line| line.is_blank() || line.indent() >= width).count();
    count - lines[..count].iter().rev().take_while(|line| line.is_blank()).count()
}

/// The lines without their common indentation.
pub(super) fn dedent<'a>(lines: &Lines<'a>) -> Vec<Line<'a>> {
    let margin = lines.iter().filter(|line| !line.is_blank()).map(Line::indent).min().unwrap_or(0);
    lines.iter().map(|line| line.strip_indent(margin)).collect()
}

/// The content of a directive without the options (`:name: value`) at its top.
pub(super) fn without_options<'b, 'a>(content: &'b Lines<'a>) -> &'b Lines<'a> {
    let options = content
        .iter()
        .take_while(|line| {
            line.text.strip_prefix(':').is_some_and(|rest| {
                rest.split_once(':').is_some_and(|(name, _)| !name.is_empty() && !name.contains([' ', '`']))
                    && !rest.contains(":`")
            })
        })
        .count();
    &content[options..]
}

/// The bytes from the first line to the last one that is not blank.
pub(super) fn span(lines: &Lines<'_>) -> Span {
    let mut solid = lines.iter().filter(|line| !line.is_blank());
    let Some(first) = solid.next() else {
        return Span::default();
    };
    let last = solid.next_back().unwrap_or(first);
    Span::new(first.offset + first.indent(), last.offset + last.text.trim_end().len())
}

//! Finds, line by line, what `CommonMark`'s block structure would misinterpret, before it is applied.
//!
//! Tables of other syntaxes are replaced in a copy of the text by a placeholder and spaces, byte for byte, so that
//! every offset stays valid. A fence that is never closed ends before the next heading.

use super::pipe_table;
use crate::limits;
use crate::parse::html;
use crate::source::Span;

/// A table that is hidden from the Markdown parser.
#[derive(Debug)]
pub(super) struct Masked {
    /// Its bytes, including its closing mark.
    pub(super) span: Span,
    pub(super) syntax: TableSyntax,
    /// Whether its end was found.
    pub(super) complete: bool,
}

#[derive(Debug)]
pub(super) enum TableSyntax {
    /// `<table>` to `</table>`.
    Html(html::TableTokens),
    /// Yandex Flavored Markdown: `#|` to `|#`; or a pipe table with a row that continues over several lines.
    Yfm,
}

/// A page's text with its foreign tables hidden.
pub(super) struct Mask {
    /// The text, as long as the page's, with spaces in place of the tables.
    pub(super) text: String,
    /// The tables in order.
    pub(super) tables: Vec<Masked>,
    /// The fenced code blocks.
    pub(super) fences: Vec<Span>,
    /// The opening lines of fences that are never closed.
    pub(super) unclosed_fences: Vec<Span>,
    /// The offsets at which the page is split into parts.
    cuts: Vec<usize>,
}

impl Mask {
    /// Marks the start of a table in a masked text: one byte, no longer than the shortest opening mark of a table.
    /// Where a page contains this control character itself, there is no table at its offset, so that it stays text.
    pub(super) const PLACEHOLDER: char = '\u{1a}';

    /// A mask that hides nothing.
    pub(super) fn none() -> Self {
        Self {
            text: String::new(),
            tables: Vec::new(),
            fences: Vec::new(),
            unclosed_fences: Vec::new(),
            cuts: Vec::new(),
        }
    }

    /// Finds and hides the foreign tables of a text.
    pub(super) fn of(text: &str) -> Self {
        let mut cuts = Vec::new();
        let mut unclosed_fences = Vec::new();
        let fences = loop {
            match fences(text, &cuts) {
                // The rest of the text is searched for each of them, so their number is limited.
                Err(Unclosed { rest, .. }) if cuts.len() >= limits::UNCLOSED_FENCES => break rest,
                Ok(fences) => break fences,
                Err(Unclosed { fence, cut, .. }) => {
                    unclosed_fences.push(fence);
                    cuts.push(cut);
                    cuts.sort_unstable();
                }
            }
        };
        let tables = tables(text, &fences);
        let mut masked = text.as_bytes().to_vec();
        for table in &tables {
            let range = table.span.range();
            for byte in &mut masked[range.clone()] {
                if *byte != b'\n' && *byte != b'\r' {
                    *byte = b' ';
                }
            }
            masked[range.start] = Self::PLACEHOLDER as u8;
        }
        let text = String::from_utf8(masked).unwrap_or_else(|_| text.to_owned());
        Self { text, tables, fences, unclosed_fences, cuts }
    }

    /// The parts of the text that are parsed one by one.
    pub(super) fn segments(&self) -> Vec<Span> {
        // A byte order mark would hide the front matter and the title.
        let mut start = if self.text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
        let mut segments = Vec::new();
        for &cut in self.cuts.iter().chain(std::iter::once(&self.text.len())) {
            segments.push(Span::new(start, cut));
            start = cut;
        }
        segments
    }

    /// The table that begins at an offset.
    pub(super) fn table_at(&self, offset: usize) -> Option<&Masked> {
        let index = self.tables.binary_search_by_key(&offset, |table| table.span.start as usize).ok()?;
        self.tables.get(index)
    }

    /// Whether a hidden table begins inside a span.
    pub(super) fn contains_table(&self, span: Span) -> bool {
        let first = self.tables.partition_point(|table| table.span.start < span.start);
        self.tables.get(first).is_some_and(|table| table.span.start < span.end)
    }
}

/// A fence without an end.
struct Unclosed {
    fence: Span,
    /// The offset at which it is assumed to end.
    cut: usize,
    /// The fences if it is assumed to extend to the end instead.
    rest: Vec<Span>,
}

/// The bytes of all fenced code blocks.
///
/// With an odd number of fences, one was never closed. It is assumed to be the first that contains a heading: headings
/// at the margin are rare in code, and sections without headings are rare in pages.
fn fences(text: &str, cuts: &[usize]) -> Result<Vec<Span>, Unclosed> {
    struct Open {
        line: Span,
        mark: u8,
        length: usize,
        heading: Option<usize>,
    }
    let mut closed: Vec<Span> = Vec::new();
    let mut suspect: Option<(Span, usize)> = None;
    let mut open: Option<Open> = None;
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let start = at;
        at += line.len();
        if cuts.binary_search(&start).is_ok() {
            open = None;
        }
        let body = fence_text(line, open.is_none());
        let mark = body.bytes().next().unwrap_or(b' ');
        let length = if matches!(mark, b'`' | b'~') { body.bytes().take_while(|&b| b == mark).count() } else { 0 };
        match &mut open {
            None if length >= 3 && !(mark == b'`' && body[length..].contains('`')) => {
                open =
                    Some(Open { line: Span::new(start, start + line.trim_end().len()), mark, length, heading: None });
            }
            Some(fence) if mark == fence.mark && length >= fence.length && body[length..].trim().is_empty() => {
                let fence_line = fence.line;
                let cut = fence.heading;
                closed.push(Span::new(fence_line.start as usize, at));
                open = None;
                if let (Some(cut), None) = (cut, &suspect) {
                    suspect = Some((fence_line, cut));
                }
            }
            Some(fence) if fence.heading.is_none() && is_heading(line) => fence.heading = Some(start),
            _ => {}
        }
    }
    match open {
        None => Ok(closed),
        Some(fence) => {
            closed.push(Span::new(fence.line.start as usize, text.len()));
            match suspect.or(fence.heading.map(|cut| (fence.line, cut))) {
                Some((fence, cut)) => Err(Unclosed { fence, cut, rest: closed }),
                None => Ok(closed),
            }
        }
    }
}

/// A line without what may precede a fence: spaces, quote marks and, where a fence may open, list markers.
fn fence_text(line: &str, may_open: bool) -> &str {
    let mut text = line.trim_start_matches([' ', '\t', '>']);
    if may_open {
        while let Some(rest) = text.strip_prefix(['-', '*', '+']) {
            match rest.strip_prefix([' ', '\t']) {
                Some(rest) => text = rest.trim_start_matches([' ', '\t']),
                None => break,
            }
        }
    }
    text
}

/// Whether a line is a heading at the margin, of the second level or below: a single `#` is a comment in much code.
fn is_heading(line: &str) -> bool {
    let level = line.bytes().take_while(|&b| b == b'#').count();
    (2..=6).contains(&level) && line[level..].starts_with(' ')
}

fn tables(text: &str, fences: &[Span]) -> Vec<Masked> {
    let mut tables: Vec<Masked> = Vec::new();
    let mut left = limits::KEPT_TOKENS;
    let mut at = 0;
    let mut skip_to = 0;
    let mut looked_to = 0;
    for line in text.split_inclusive('\n') {
        let start = at;
        at += line.len();
        if start < skip_to || in_any(fences, start) {
            continue;
        }
        if line.trim() == "#|" {
            let begin = start + (line.len() - line.trim_start().len());
            let end = yfm_end(text, at);
            let span = Span::new(begin, end.unwrap_or(text.len()));
            skip_to = span.end as usize;
            tables.push(Masked { span, syntax: TableSyntax::Yfm, complete: end.is_some() });
        } else if line.trim_start().starts_with('|') {
            let begin = start + (line.len() - line.trim_start().len());
            // A pipe table is examined only once, whatever the result.
            let found = if start < looked_to { None } else { pipe_table::with_long_rows(text, start) };
            looked_to = found.map_or(looked_to, |(end, _)| end);
            if let Some((end, true)) = found.filter(|_| begin - start < 4) {
                skip_to = end;
                tables.push(Masked { span: Span::new(begin, end), syntax: TableSyntax::Yfm, complete: true });
            }
        } else if let Some(column) = find_table_tag(line) {
            let table = html::table(&text[start + column..], left);
            left -= table.kept();
            let span = Span::new(start + column, start + column + table.end);
            skip_to = span.end as usize;
            tables.push(Masked { span, complete: table.complete, syntax: TableSyntax::Html(table) });
        }
    }
    tables
}

/// The offset after the line that ends a YFM table.
fn yfm_end(text: &str, from: usize) -> Option<usize> {
    let mut at = from;
    for line in text[from..].split_inclusive('\n') {
        at += line.len();
        if line.trim() == "|#" {
            return Some(at - (line.len() - line.trim_end().len()));
        }
    }
    None
}

/// The offset of `<table` in a line that has only tags, list markers and spaces before it.
fn find_table_tag(line: &str) -> Option<usize> {
    let column = line.match_indices('<').map(|(at, _)| at).find(|&at| {
        let tag = &line[at + 1..];
        tag.get(..5).is_some_and(|name| name.eq_ignore_ascii_case("table"))
            && tag[5..].starts_with(|c: char| c == '>' || c.is_whitespace())
    })?;
    let mut before = line[..column].trim_start_matches([' ', '\t', '>', '-', '*']);
    while let Some(rest) = before.strip_prefix('<').and_then(|tag| tag.split_once('>')) {
        before = rest.1.trim_start();
    }
    before.is_empty().then_some(column)
}

fn in_any(spans: &[Span], offset: usize) -> bool {
    let index = spans.partition_point(|span| span.end as usize <= offset);
    spans.get(index).is_some_and(|span| span.start as usize <= offset)
}

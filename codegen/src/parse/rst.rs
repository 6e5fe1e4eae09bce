//! reStructuredText, as far as API reference pages use it.
//!
//! Sections, field lists at the top, targets, directives (`table`, `list-table`, `code-block`, admonitions), grid and
//! simple tables, lists, literal blocks, definition lists and block quotes. The last two are not nested: the indented
//! blocks follow the line above them, because indentation is layout without meaning on these pages. Not supported:
//! docutils' error reporting, footnotes, and roles other than those with text or a reference.

mod directives;
mod inline;
mod lines;
mod table;

use super::bounds::Bounds;
use crate::diagnostic::Diagnostic;
use crate::document::{Block, BlockKind, Code, Document, Inlines, Item, MetadataField};
use crate::limits;
use crate::source::{Source, Span};
use lines::{Line, Lines};

/// Reads a page.
pub(super) fn parse(source: &Source) -> (Document, Vec<Diagnostic>) {
    let lines = lines::split(source.text());
    let bounds = Bounds::new(source);
    let mut reader = Reader {
        source,
        bounds: &bounds,
        depth: 0,
        no_grid_before: 0,
        title_styles: Vec::new(),
        diagnostics: Vec::new(),
    };
    let (metadata, body) = field_list(&lines);
    let blocks = reader.blocks(&lines[body..], true);
    let mut diagnostics = reader.diagnostics;
    diagnostics.extend(bounds.into_diagnostics());
    (Document { blocks, metadata, front_matter: None }, diagnostics)
}

struct Reader<'a> {
    source: &'a Source,
    bounds: &'a Bounds<'a>,
    /// How many lists, cells and directives are open.
    depth: usize,
    /// The lines before this offset are known to be no grid table, although they look like one.
    no_grid_before: usize,
    /// The styles of section titles in the order in which they first appear: the index is the level minus one.
    title_styles: Vec<(char, bool)>,
    diagnostics: Vec<Diagnostic>,
}

/// The field list at the top of a page, and the number of lines it takes.
fn field_list(lines: &Lines<'_>) -> (Vec<MetadataField>, usize) {
    let mut fields = Vec::new();
    let mut taken = 0;
    for (index, line) in lines.iter().enumerate() {
        let text = line.text.trim_start_matches('\u{feff}');
        if line.is_blank() {
            continue;
        }
        let Some((name, value)) = text.strip_prefix(':').and_then(|rest| rest.split_once(": ")) else {
            break;
        };
        if name.is_empty() || name.contains(['`', ' ']) {
            break;
        }
        fields.push(MetadataField { name: name.into(), value: value.trim().into(), span: line.span() });
        taken = index + 1;
    }
    (fields, taken)
}

impl<'a> Reader<'a> {
    /// Parses lines with a common margin into blocks. Section titles are recognised only at the `top`.
    fn blocks(&mut self, lines: &Lines<'a>, top: bool) -> Vec<Block> {
        if self.depth >= limits::BLOCK_DEPTH {
            let text: Vec<_> = lines.iter().filter(|line| !line.is_blank()).copied().collect();
            let Some(first) = text.first() else { return Vec::new() };
            self.bounds.blocks_too_deep(first.span());
            let kind = BlockKind::Paragraph(inline::parse(&text, self.bounds));
            return vec![Block::new(lines::span(lines), kind)];
        }
        self.depth += 1;
        let blocks = self.blocks_in(lines, top);
        self.depth -= 1;
        blocks
    }

    fn blocks_in(&mut self, lines: &Lines<'a>, top: bool) -> Vec<Block> {
        let mut blocks: Vec<Block> = Vec::new();
        // The targets that name the next block.
        let mut anchors: Vec<String> = Vec::new();
        let mut at = 0;
        while at < lines.len() {
            if lines[at].is_blank() {
                at += 1;
                continue;
            }
            let before = blocks.len();
            let title = if top { self.title(&lines[at..], &mut blocks) } else { 0 };
            at += if title > 0 { title } else { self.block(&lines[at..], &mut blocks, &mut anchors) };
            if blocks.len() > before {
                blocks[before].anchors.append(&mut anchors);
            }
        }
        // A target at the very end of a list item or cell names what comes after it; it is kept on an empty paragraph.
        if !anchors.is_empty() {
            let end = lines.last().map_or(0, |line| line.offset + line.text.len());
            blocks.push(Block { span: Span::at(end), anchors, kind: BlockKind::Paragraph(Inlines::default()) });
        }
        blocks
    }

    /// Parses one block at the first of the lines, which is not blank. Returns the number of lines it takes, at least
    /// one.
    fn block(&mut self, lines: &Lines<'a>, blocks: &mut Vec<Block>, anchors: &mut Vec<String>) -> usize {
        let first = &lines[0];
        let text = first.text;
        if first.indent() > 0 {
            // A block quote: its blocks are not nested.
            let count = lines::indented(lines, 1);
            blocks.extend(self.blocks(&lines::dedent(&lines[..count]), false));
            return count;
        }
        if text == ".." || text.starts_with(".. ") {
            return self.explicit(lines, blocks, anchors);
        }
        if (text.starts_with("+-") || text.starts_with("+="))
            && let Some((table, count)) = table::grid(self, lines)
        {
            blocks.push(Block::new(lines::span(&lines[..count]), BlockKind::Table(table)));
            return count;
        }
        if table::is_simple_border(text)
            && let Some((table, count)) = table::simple(self, lines)
        {
            blocks.push(Block::new(lines::span(&lines[..count]), BlockKind::Table(table)));
            return count;
        }
        if let Some((ordered, _)) = list_marker(text) {
            return self.list(lines, ordered, blocks);
        }
        paragraph(lines, blocks, self.bounds)
    }

    fn list(&mut self, lines: &Lines<'a>, ordered: bool, blocks: &mut Vec<Block>) -> usize {
        let mut items = Vec::new();
        let mut at = 0;
        while at < lines.len() {
            let first = &lines[at];
            let Some((kind, width)) = list_marker(first.text) else {
                break;
            };
            if kind != ordered || first.indent() > 0 {
                break;
            }
            let count = 1 + lines::indented(&lines[at + 1..], 1);
            // The item's text follows the marker, and its other blocks are below that text.
            let mut content = vec![first.part(width.min(first.text.len())..first.text.len())];
            content.extend(lines[at + 1..at + count].iter().map(|line| line.strip_indent(width)));
            let span = lines::span(&lines[at..at + count]);
            items.push(Item { span, anchors: Vec::new(), blocks: self.blocks(&content, false) });
            at += count;
            // Blank lines between items belong to the list.
            let blank = lines[at..].iter().take_while(|line| line.is_blank()).count();
            if lines.get(at + blank).is_some_and(|line| list_marker(line.text).is_some_and(|(kind, _)| kind == ordered))
            {
                at += blank;
            }
        }
        blocks.push(Block::new(lines::span(&lines[..at]), BlockKind::List { ordered, items }));
        at
    }

    /// A section title: adds its heading and returns the number of lines it takes, or 0.
    fn title(&mut self, lines: &Lines<'a>, blocks: &mut Vec<Block>) -> usize {
        let (style, text) = match lines {
            [over, text, under, ..] if is_adornment(over.text) && over.text == under.text && !text.is_blank() => {
                ((over.text.chars().next().unwrap_or('='), true), text)
            }
            [text, under, ..]
                if is_adornment(under.text)
                    && !text.is_blank()
                    && text.indent() == 0
                    && !is_adornment(text.text)
                    && under.text.trim_end().chars().count() >= text.width().min(4) =>
            {
                ((under.text.chars().next().unwrap_or('='), false), text)
            }
            _ => return 0,
        };
        let level = self.title_styles.iter().position(|&known| known == style).unwrap_or_else(|| {
            self.title_styles.push(style);
            self.title_styles.len() - 1
        });
        let count = if style.1 { 3 } else { 2 };
        let text = inline::parse(&[text.trim()], self.bounds);
        let level = u8::try_from(level + 1).unwrap_or(u8::MAX);
        blocks.push(Block::new(lines::span(&lines[..count]), BlockKind::Heading { level, text }));
        count
    }
}

/// Parses lines from outside a page, such as the description of a parameter in a YAML file, into blocks without titles.
/// `offset` is that of the first byte of `text`.
pub(crate) fn fragment(text: &str, offset: usize) -> Vec<Block> {
    let lines: Vec<Line<'_>> =
        lines::split(text).into_iter().map(|line| Line { offset: line.offset + offset, ..line }).collect();
    let source = Source::from_text("", "");
    let bounds = Bounds::new(&source);
    let mut reader = Reader {
        source: &source,
        bounds: &bounds,
        depth: 0,
        no_grid_before: 0,
        title_styles: Vec::new(),
        diagnostics: Vec::new(),
    };
    reader.blocks(&lines::dedent(&lines), false)
}

/// A paragraph, with the literal block that `::` announces, or with the definition indented below its term.
fn paragraph<'a>(lines: &Lines<'a>, blocks: &mut Vec<Block>, bounds: &Bounds<'_>) -> usize {
    let count = lines
        .iter()
        .enumerate()
        .take_while(|(index, line)| !line.is_blank() && line.indent() == 0 && (*index == 0 || !starts_block(line.text)))
        .count()
        .max(1);
    let mut text: Vec<Line<'a>> = lines[..count].to_vec();
    let last = text.last_mut().expect("a paragraph has a line");
    let literal = last.text.trim_end().ends_with("::");
    if literal {
        // `text::` is read as `text:`, and a `::` alone as nothing.
        let trimmed = last.text.trim_end();
        let keep = if trimmed == "::" || trimmed.ends_with(" ::") { trimmed.len() - 2 } else { trimmed.len() - 1 };
        *last = last.part(0..trimmed[..keep].trim_end().len());
    }
    if !text.iter().all(Line::is_blank) {
        blocks.push(Block::new(lines::span(&lines[..count]), BlockKind::Paragraph(inline::parse(&text, bounds))));
    }
    if !literal {
        return count;
    }
    let blank = lines[count..].iter().take_while(|line| line.is_blank()).count();
    let body = lines::indented(&lines[count + blank..], 1);
    if body == 0 {
        return count;
    }
    let content = &lines[count + blank..count + blank + body];
    blocks.push(Block::new(lines::span(content), BlockKind::Code(code(None, &lines::dedent(content)))));
    count + blank + body
}

/// A label in the form in which links compare it: without backticks, escapes and case, with single spaces.
fn label(name: &str) -> String {
    let name = name.trim().trim_matches('`').replace('\\', "").to_lowercase();
    name.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn code(language: Option<String>, content: &Lines<'_>) -> Code {
    let blank = content.iter().take_while(|line| line.is_blank()).count();
    let mut lines: Vec<_> =
        content[blank..].iter().map(|line| (line.offset, line.text.trim_end().to_owned())).collect();
    while lines.last().is_some_and(|(_, line)| line.is_empty()) {
        lines.pop();
    }
    Code { language, lines }
}

/// Whether a line after a paragraph's line begins another block even without a blank line between them.
fn starts_block(text: &str) -> bool {
    text.starts_with(".. ") || text.starts_with("+-") || table::is_simple_border(text)
}

/// Whether a line is the underline of a title: at least two of one punctuation character.
fn is_adornment(text: &str) -> bool {
    let text = text.trim_end();
    let mut chars = text.chars();
    let Some(first) = chars.next() else { return false };
    first.is_ascii_punctuation() && text.len() >= 2 && chars.all(|c| c == first)
}

/// The marker of a list item: whether it is ordered, and the width of marker and space.
fn list_marker(text: &str) -> Option<(bool, usize)> {
    let bytes = text.as_bytes();
    let first = *bytes.first()?;
    if matches!(first, b'-' | b'*' | b'+') || text.starts_with('•') {
        let marker = text.chars().next().map_or(1, char::len_utf8);
        return match bytes.get(marker) {
            None => Some((false, marker)),
            Some(b' ') => Some((false, marker + text[marker..].len() - text[marker..].trim_start().len())),
            Some(_) => None,
        };
    }
    let open = usize::from(first == b'(');
    let digits = text[open..].bytes().take_while(u8::is_ascii_alphanumeric).count();
    let name = &text[open..open + digits];
    let enumerator = text[open..].starts_with('#')
        || (!name.is_empty() && name.len() <= 3 && name.bytes().all(|b| b.is_ascii_digit()))
        || (name.len() == 1);
    let end = open + digits.max(usize::from(text[open..].starts_with('#')));
    let closer = *bytes.get(end)?;
    let closed = if open == 1 { closer == b')' } else { matches!(closer, b'.' | b')') };
    (enumerator && closed && bytes.get(end + 1) == Some(&b' '))
        .then(|| (true, end + 1 + text[end + 1..].len() - text[end + 1..].trim_start().len()))
}

//! Markdown, including the tables of other syntaxes that documentation uses in it.
//!
//! 1. [`site_links`] replaces the targets of links that a site's generator would fill in by paths.
//! 2. [`mask`] finds what `CommonMark`'s block structure would misinterpret: HTML tables (a blank line would end them,
//!    an indentation would turn them into code), YFM tables, and fences that are never closed.
//! 3. pulldown-cmark parses the page with those tables blanked out, each with a placeholder at its start.
//! 4. At a placeholder, the table's own parser parses it from the *source*, and the result takes the placeholder's
//!    place.
//!
//! Pipe tables are found by pulldown-cmark but split into cells here, because it drops text from rows with too many
//! bars.

mod components;
mod inline;
mod mask;
mod metadata;
mod pipe_table;
mod site_links;
mod terms;
mod yfm_table;

use std::borrow::Cow;

use pulldown_cmark::{CodeBlockKind, Event, HeadingLevel, MetadataBlockKind, Options, Parser, Tag, TagEnd};

use super::bounds::Bounds;
use super::builder::{Builder, Container};
use super::html;
use crate::diagnostic::{Code, Diagnostic};
use crate::document::{Block, BlockKind, Document, Element, MetadataField};
use crate::source::{Source, Span};
use components::Piece;
use inline::inline_fragment;
use mask::{Mask, Masked};

/// Parses a page, with MDX components if `mdx` is set.
pub(super) fn parse(source: &Source, mdx: bool) -> (Document, Vec<Diagnostic>) {
    let text = site_links::filled(source.text());
    let mask = Mask::of(&text);
    let mut diagnostics = Vec::new();
    for fence in &mask.unclosed_fences {
        diagnostics.push(Diagnostic::new(
            Code::FenceUnclosed,
            source,
            *fence,
            "the code block is never closed; it is assumed to end before the next heading",
        ));
    }
    for table in mask.tables.iter().filter(|table| !table.complete) {
        diagnostics.push(Diagnostic::new(
            Code::TableCut,
            source,
            Span::new(table.span.start as usize, table.span.start as usize + 2),
            "the table is never closed",
        ));
    }
    let bounds = Bounds::new(source);
    let mut reader =
        Reader { text: &text, mask: &mask, bounds: &bounds, metadata: Vec::new(), front_matter: None, cell: false };
    let mut blocks = Vec::new();
    for segment in mask.segments() {
        if mdx {
            blocks.extend(reader.with_components(&mask.text, segment));
        } else {
            blocks.extend(reader.blocks(&mask.text, segment));
        }
    }
    let document = Document { blocks, metadata: reader.metadata, front_matter: reader.front_matter };
    diagnostics.extend(bounds.into_diagnostics());
    (document, diagnostics)
}

/// The blocks of a part of a page, such as a cell of a table.
fn fragment(text: &str, span: Span, bounds: &Bounds<'_>) -> Vec<Block> {
    let mask = Mask::none();
    Reader { text, mask: &mask, bounds, metadata: Vec::new(), front_matter: None, cell: true }.blocks(text, span)
}

/// Opens or closes containers: lists, their items, and quotes. Returns false where an event is about something else.
fn container(builder: &mut Builder<'_>, event: &Event<'_>, span: Span) -> bool {
    match event {
        Event::Start(Tag::List(start)) => builder.open(Container::List { ordered: start.is_some() }, span),
        Event::End(TagEnd::List(ordered)) => builder.close(Container::List { ordered: *ordered }, span),
        Event::Start(Tag::DefinitionList) => builder.open(Container::List { ordered: false }, span),
        Event::End(TagEnd::DefinitionList) => {
            builder.close(Container::List { ordered: false }, span);
            builder.list_of_definitions();
        }
        Event::Start(Tag::Item | Tag::DefinitionListTitle) => builder.open(Container::Item, span),
        Event::End(TagEnd::Item) => builder.close(Container::Item, span),
        Event::Start(Tag::BlockQuote(_)) => builder.open(Container::Aside, span),
        Event::End(TagEnd::BlockQuote(_)) => builder.close(Container::Aside, span),
        _ => return false,
    }
    true
}

struct Reader<'a> {
    text: &'a str,
    mask: &'a Mask,
    bounds: &'a Bounds<'a>,
    metadata: Vec<MetadataField>,
    front_matter: Option<Span>,
    /// Whether the text is a cell of a table.
    cell: bool,
}

impl Reader<'_> {
    /// The blocks of a part of the (masked) text that may contain components.
    fn with_components(&mut self, masked: &str, part: Span) -> Vec<Block> {
        let mut open: Vec<(Element, Span, Vec<Block>)> = Vec::new();
        let mut blocks: Vec<Block> = Vec::new();
        let close = |open: &mut Vec<(Element, Span, Vec<Block>)>, blocks: &mut Vec<Block>, end: Span| {
            if let Some((element, start, outer)) = open.pop() {
                let inner = std::mem::replace(blocks, outer);
                let element = Element { blocks: inner, ..element };
                blocks.push(Block::new(start.to(end), BlockKind::Element(element)));
            }
        };
        for piece in components::pieces(masked, part, &self.mask.fences) {
            match piece {
                Piece::Text(span) => blocks.extend(self.blocks(masked, span)),
                Piece::Whole(element, inner, span) => {
                    let element = Element { blocks: inline_fragment(masked, inner, self.bounds), ..element };
                    blocks.push(Block::new(span, BlockKind::Element(element)));
                }
                Piece::Open(element, span) => open.push((element, span, std::mem::take(&mut blocks))),
                Piece::Close(span) => close(&mut open, &mut blocks, span),
            }
        }
        // What is never closed ends with the page.
        while !open.is_empty() {
            close(&mut open, &mut blocks, Span::at(part.end as usize));
        }
        blocks
    }

    /// The blocks of a part of the (masked) text.
    fn blocks(&mut self, masked: &str, part: Span) -> Vec<Block> {
        let mut options = Options::ENABLE_TABLES | Options::ENABLE_HEADING_ATTRIBUTES;
        // Front matter is at the top, after a byte order mark at most; such lines elsewhere are rules.
        let fronts = Options::ENABLE_YAML_STYLE_METADATA_BLOCKS | Options::ENABLE_PLUSES_DELIMITED_METADATA_BLOCKS;
        options.set(fronts, part.start as usize <= '\u{feff}'.len_utf8());
        let mut builder = if self.cell { Builder::of_cell(self.bounds) } else { Builder::new(self.bounds) };
        let base = part.start as usize;
        let slice = &masked[part.range()];
        // Definition lists are enabled only for pages that have such lines.
        let definitions = has_definitions(slice);
        let slice = if definitions { terms::shown(slice) } else { Cow::Borrowed(slice) };
        let termed = matches!(slice, Cow::Owned(_));
        options.set(Options::ENABLE_DEFINITION_LIST, definitions);
        let mut events = Parser::new_ext(&slice, options).into_offset_iter();
        while let Some((event, range)) = events.next() {
            let span = Span::new(base + range.start, base + range.end);
            match event {
                Event::Start(Tag::Table(_)) => {
                    events.by_ref().find(|(event, _)| matches!(event, Event::End(TagEnd::Table)));
                    let table = pipe_table::read(self.text, span, self.bounds);
                    builder.block(span, BlockKind::Table(table));
                }
                Event::Start(Tag::MetadataBlock(style)) => {
                    // One text, or one per line where lines end in CRLF.
                    let texts = events.by_ref().take_while(|(event, _)| matches!(event, Event::Text(_)));
                    let spans = texts.map(|(_, range)| Span::new(base + range.start, base + range.end));
                    if let Some(span) = spans.reduce(Span::to) {
                        let yaml = style == MetadataBlockKind::YamlStyle;
                        self.metadata = metadata::fields(self.text, span, if yaml { ':' } else { '=' });
                        self.front_matter = Some(span).filter(|_| yaml);
                    }
                }
                Event::Start(Tag::Heading { id, .. }) => {
                    builder.end_paragraph();
                    builder.one_line(true);
                    if let Some(id) = id {
                        builder.anchor(&id);
                    }
                }
                Event::End(TagEnd::Heading(level)) => {
                    builder.one_line(false);
                    builder.end_heading(heading_level(level), trimmed(self.text, span));
                }
                Event::Start(Tag::Paragraph | Tag::DefinitionListDefinition)
                | Event::End(TagEnd::Paragraph | TagEnd::DefinitionListTitle | TagEnd::DefinitionListDefinition) => {
                    builder.end_paragraph();
                }
                Event::Start(Tag::CodeBlock(kind)) => {
                    let indented = matches!(kind, CodeBlockKind::Indented);
                    if indented && self.mask.contains_table(span) {
                        // Not code, but a table that is indented too far for its list.
                        events.by_ref().find(|(event, _)| matches!(event, Event::End(TagEnd::CodeBlock)));
                        self.indented_table(&mut builder, masked, span);
                        continue;
                    }
                    let language = match &kind {
                        CodeBlockKind::Fenced(info) => info.split_whitespace().next(),
                        CodeBlockKind::Indented => None,
                    };
                    builder.open_literal(language, span);
                }
                Event::End(TagEnd::CodeBlock) => builder.close_literal(span),
                event @ (Event::Start(_) | Event::End(_)) if container(&mut builder, &event, span) => {}
                Event::Text(text) if termed && text.contains(terms::COLON) => {
                    builder.text(&text.replace(terms::COLON, ":"), span);
                }
                Event::Text(text) if text.contains(Mask::PLACEHOLDER) => self.placeholder(&mut builder, &text, span),
                // A block of HTML arrives line by line.
                Event::Html(_) => html::feed(&mut builder, &slice[range], span.start as usize),
                event => inline::event(&mut builder, event, &slice[range], span),
            }
        }
        builder.finish()
    }

    /// Adds text that contains placeholders of tables.
    fn placeholder(&self, builder: &mut Builder<'_>, text: &str, span: Span) {
        let mut at = span.start as usize;
        for (index, part) in text.split(Mask::PLACEHOLDER).enumerate() {
            if index > 0 {
                if let Some(table) = self.mask.table_at(at) {
                    // Where fences are broken, a table can be inside what Markdown takes for code: the code is split
                    // around it.
                    let code = builder.in_literal();
                    builder.close_literal(Span::at(at));
                    builder.end_paragraph();
                    self.table(builder, table);
                    if code {
                        builder.open_literal(None, Span::at(table.span.end as usize));
                    }
                }
                at += Mask::PLACEHOLDER.len_utf8();
            }
            builder.text(part, Span::new(at, at + part.len()));
            at += part.len();
        }
    }

    fn indented_table(&self, builder: &mut Builder<'_>, masked: &str, span: Span) {
        let mut at = span.start as usize;
        for line in masked[span.range()].split_inclusive('\n') {
            let text = line.trim();
            let start = at + (line.len() - line.trim_start().len());
            if text.contains(Mask::PLACEHOLDER) {
                self.placeholder(builder, text, Span::new(start, start + text.len()));
            } else if !text.is_empty() {
                builder.end_paragraph();
                for block in inline_fragment(masked, Span::new(start, start + text.len()), self.bounds) {
                    block.anchors.iter().for_each(|anchor| builder.anchor(anchor));
                    if !matches!(&block.kind, BlockKind::Paragraph(text) if text.is_empty()) {
                        builder.block(block.span, block.kind);
                    }
                }
            }
            at += line.len();
        }
        builder.end_paragraph();
    }

    fn table(&self, builder: &mut Builder<'_>, table: &Masked) {
        match &table.syntax {
            mask::TableSyntax::Html(tokens) => {
                html::feed_table(builder, tokens, &self.text[table.span.range()], table.span.start as usize);
                builder.close(Container::Table, Span::at(table.span.end as usize));
            }
            mask::TableSyntax::Yfm => {
                let mut inner = yfm_table::read(self.text, table.span, self.bounds);
                inner.complete = table.complete;
                builder.block(table.span, BlockKind::Table(inner));
            }
        }
    }
}

/// Whether a line of a text begins a definition, as in `: what the term above means`.
fn has_definitions(text: &str) -> bool {
    text.lines().any(|line| line.strip_prefix(':').is_some_and(|rest| rest.starts_with([' ', '\t'])))
}

fn heading_level(level: HeadingLevel) -> u8 {
    match level {
        HeadingLevel::H1 => 1,
        HeadingLevel::H2 => 2,
        HeadingLevel::H3 => 3,
        HeadingLevel::H4 => 4,
        HeadingLevel::H5 => 5,
        HeadingLevel::H6 => 6,
    }
}

/// A span without trailing white space.
fn trimmed(text: &str, span: Span) -> Span {
    let part = &text[span.range()];
    Span::new(span.start as usize, span.start as usize + part.trim_end().len())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::{Table, walk};

    fn document(text: &str) -> (Document, Vec<Diagnostic>) {
        parse(&Source::from_text("t.md", text), false)
    }

    fn tables(document: &Document) -> Vec<&Table> {
        let mut tables = Vec::new();
        walk(&document.blocks, &mut |block| {
            if let BlockKind::Table(table) = &block.kind {
                tables.push(table);
            }
        });
        tables
    }

    #[test]
    fn an_indented_html_table_with_blank_lines_is_one_table() {
        let text = "-   item\n\n    **表 1**  caption\n\n    <a name=\"t1\"></a>\n    <table><tr><th>a</th></tr>\n\n\
                    \n    <tr><td>b</td></tr></table>\n\n-   next\n";
        let (document, diagnostics) = document(text);
        assert!(diagnostics.is_empty());
        let BlockKind::List { items, .. } = &document.blocks[0].kind else { panic!("{document:?}") };
        assert_eq!(items.len(), 2);
        assert_eq!(items[0].blocks[2].anchors, ["t1"]);
        assert_eq!(tables(&document)[0].rows.len(), 1);
    }

    #[test]
    fn bars_too_many_stay_in_the_last_cell() {
        let (document, _) = document("|a|b|\n|---|---|\n|**x**|one|two \\| `c|d`|\n|y|<p>1</p><ul><li>z</li></ul>|\n");
        let rows: Vec<Vec<String>> = tables(&document)[0]
            .rows
            .iter()
            .map(|row| row.cells.iter().map(crate::document::Cell::text).collect())
            .collect();
        assert_eq!(rows, [["x", "one|two | c|d"], ["y", "1 • z"]]);
    }

    #[test]
    fn a_fence_that_is_never_closed_ends_before_the_next_heading() {
        let (document, diagnostics) = document("# t\n\n```\n{\n\n## next\n\n```\n{}\n```\n");
        assert_eq!(diagnostics.len(), 1);
        let headings = document.blocks.iter().filter(|b| matches!(b.kind, BlockKind::Heading { .. })).count();
        assert_eq!(headings, 2);
    }

    #[test]
    fn a_yfm_table_keeps_blocks_in_cells() {
        let text = "#|\n||Field | Description ||\n|| a[] | **string**\n\nText `x|y`.\n\n- `A`: b ||\n|| c | d ||\n|#\n";
        let (document, _) = document(text);
        let table = tables(&document)[0];
        assert_eq!(table.header.len(), 1);
        assert_eq!(table.rows.len(), 2);
        assert_eq!(table.rows[0].cells[1].text(), "string Text x|y. • A: b");
        assert_eq!(table.rows[1].cells[1].text(), "d");
    }

    #[test]
    fn a_cut_table_is_reported() {
        for text in ["<table><tr><td>a</td></tr>\n", "#|\n||a|b||\n|| c | d"] {
            let (document, diagnostics) = document(text);
            assert_eq!(diagnostics.len(), 1, "{text}");
            assert_eq!(tables(&document).len(), 1, "{text}");
        }
    }

    #[test]
    fn front_matter_is_metadata() {
        let (document, _) = document("---\neditable: false\nplay:\n  - a: b\nsourcePath: en/x.md\n---\n\n# T {#t}\n");
        let names: Vec<_> = document.metadata.iter().map(|field| field.name.as_str()).collect();
        assert_eq!(names, ["editable", "play", "sourcePath"]);
        assert_eq!(document.blocks[0].anchors, ["t"]);
    }

    #[test]
    fn front_matter_of_toml_is_metadata_too() {
        let (document, _) = document("+++\ntitle = \"A = lamp\"\nweight = 3\n[extra]\nroom = 1\n+++\n\n# T {#t}\n");
        let fields: Vec<_> = document.metadata.iter().map(|field| (field.name.as_str(), &*field.value)).collect();
        assert_eq!(fields, [("title", "A = lamp"), ("weight", "3")]);
        assert_eq!(document.front_matter, None);
        assert_eq!(document.blocks[0].anchors, ["t"]);
    }
}

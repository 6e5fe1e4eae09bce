//! Pass 3: what only looks different becomes the same.
//!
//! Everything behind this pass reads headings, paragraphs, lists, code blocks and tables. Here all other forms become
//! such, in the order of the page:
//!
//! 1. [`elements`]: directives and components, by what the vendor's file says that each is. [`parameters`] makes tables of
//!    parameters out of files of parameters, [`statuses`] of lists of statuses, [`csv_table`] of comma-separated values, and
//!    [`files`] brings in samples and texts from other files. [`inline`] takes out those that stand in lines.
//!    [`http_domain`] reads the requests of Sphinx's HTTP domain.
//! 2. [`cell_lists`]: lines of cells that are the items of a list. [`lists`]: bulleted lists and definition lists of
//!    parameters, [`headings`]: fields under headings, and [`columns`]: tables whose columns are told by their place or
//!    stand in their prose. [`entries`] takes such texts apart. [`depths`]: names with marks of depth (`» id`).
//!
//! What comes from another file keeps its place there: its text is laid behind the page's own ([`Source::include`]). No
//! element is left when this pass is done. Nothing here decides what a row means, or which operation it is of.

mod cell_lists;
mod columns;
mod csv_table;
mod depths;
mod elements;
mod entries;
mod files;
mod headings;
mod http_domain;
mod inline;
mod lists;
mod parameters;
mod statuses;

use crate::diagnostic::Diagnostic;
use crate::document::{Block, BlockKind, Document, Inline, Inlines, Item};
use crate::includes::Includes;
use crate::source::{Source, Span};
use crate::vocabulary::{Topic, Vocabulary};

/// Gives a page's tree the forms that are read. The files that it names are laid behind the page.
pub fn shape(
    source: &mut Source,
    mut document: Document,
    vocabulary: &Vocabulary,
    includes: &Includes,
) -> (Document, Vec<Diagnostic>) {
    inline::take_out(&mut document.blocks, &vocabulary.vendor.elements);
    let mut shaper = Shaper { source, vocabulary, includes, diagnostics: Vec::new(), depth: 0, in_cell: false };
    shaper.blocks(&mut document.blocks);
    (document, shaper.diagnostics)
}

/// How deep files may include each other.
const DEPTH: usize = 8;

struct Shaper<'a> {
    source: &'a mut Source,
    vocabulary: &'a Vocabulary,
    includes: &'a Includes,
    diagnostics: Vec<Diagnostic>,
    /// How many files lead to the one that is being read.
    depth: usize,
    /// Whether the blocks are those of a cell.
    in_cell: bool,
}

impl Shaper<'_> {
    fn blocks(&mut self, blocks: &mut Vec<Block>) {
        let mut led_in = false;
        for block in blocks.iter_mut() {
            let was_led_in = std::mem::replace(&mut led_in, self.leads_in(&block.kind));
            match &mut block.kind {
                BlockKind::List { ordered: false, items } => {
                    // A list of parameters is taken apart before its inner lists are.
                    if let Some(table) = self.bullets(items, was_led_in, block.span) {
                        block.kind = table;
                    } else {
                        self.items(items);
                    }
                }
                BlockKind::List { items, .. } => self.items(items),
                BlockKind::Definitions(items) => {
                    self.items(items);
                    block.kind = self.definitions(std::mem::take(items), block.span);
                }
                BlockKind::Aside(inner) => self.blocks(inner),
                BlockKind::Element(element) => self.blocks(&mut element.blocks),
                BlockKind::Table(table) => {
                    let rows = table.header.iter_mut().chain(&mut table.rows);
                    rows.flat_map(|row| &mut row.cells).for_each(|cell| self.in_cell(&mut cell.blocks));
                    self.columns(table, block.span);
                    self.depths(table);
                }
                BlockKind::Heading { .. } | BlockKind::Paragraph(_) | BlockKind::Code(_) | BlockKind::Endpoint(_) => {}
            }
        }
        if blocks.iter().any(|block| matches!(block.kind, BlockKind::Element(_))) {
            *blocks = self.without_elements(std::mem::take(blocks));
        }
        if !self.vocabulary.patterns.field_lines.is_empty() && !self.in_cell {
            *blocks = self.headings(blocks);
        }
    }

    /// Whether a heading or line says that parameters, or fields of a body, come next, and nothing else.
    fn leads_in(&self, block: &BlockKind) -> bool {
        let (BlockKind::Heading { text, .. } | BlockKind::Paragraph(text)) = block else { return false };
        if self.vocabulary.patterns.bullets.is_empty() {
            return false;
        }
        let title = self.vocabulary.title(&text.text());
        let facets = &title.facets;
        title.rest.trim().is_empty()
            && (facets.topic == Some(Topic::Parameters) || (facets.topic.is_none() && facets.place.is_some()))
    }

    fn items(&mut self, items: &mut [Item]) {
        for item in items {
            self.blocks(&mut item.blocks);
        }
    }

    /// The blocks of a cell: what it lists is about its own row.
    fn in_cell(&mut self, blocks: &mut Vec<Block>) {
        cell_lists::split(blocks);
        let outer = std::mem::replace(&mut self.in_cell, true);
        self.blocks(blocks);
        self.in_cell = outer;
    }
}

/// A text that stands at one place.
fn text(text: &str, span: Span) -> Inlines {
    Inlines(vec![Inline::Text { text: text.to_owned(), span }])
}

//! Pass 3: normalise what differs only in its form.
//!
//! The later passes read headings, paragraphs, lists, code blocks and tables. This pass turns all other forms into
//! these, in the order of the page:
//!
//! 1. [`elements`]: directives and components, by what the vendor's file declares each to be. [`parameters`] makes
//!    tables of parameters from files of parameters, [`statuses`] from lists of statuses, [`csv_table`] from
//!    comma-separated values, and [`files`] inserts samples and texts from other files. [`inline`] removes components
//!    inside lines. [`http_domain`] reads the requests of Sphinx's HTTP domain.
//! 2. [`cell_lists`]: lines of cells that are the items of a list. [`lists`]: bulleted lists and definition lists of
//!    parameters, [`headings`]: fields under headings, and [`columns`]: tables whose columns are known by position or
//!    are part of their prose. [`entries`] splits such texts into columns. [`depths`]: names with depth marks (`» id`).
//!
//! What comes from another file keeps its place there: its text is appended to the page's own ([`Source::include`]). No
//! element is left after this pass. Nothing here decides what a row means, or which operation it belongs to.

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

/// Normalises a page's tree. The files that it names are appended to the page.
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
    /// How many files include the one that is being read.
    depth: usize,
    /// Whether the blocks are in a cell.
    in_cell: bool,
}

impl Shaper<'_> {
    fn blocks(&mut self, blocks: &mut Vec<Block>) {
        let mut led_in = false;
        for block in blocks.iter_mut() {
            let was_led_in = std::mem::replace(&mut led_in, self.leads_in(&block.kind));
            match &mut block.kind {
                BlockKind::List { ordered: false, items } => {
                    // A list of parameters is converted before its inner lists are.
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

    /// Whether a heading or line announces parameters, or fields of a body, and nothing else.
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

    /// Handles the blocks of a cell: a list in it is about its own row.
    fn in_cell(&mut self, blocks: &mut Vec<Block>) {
        cell_lists::split(blocks);
        let outer = std::mem::replace(&mut self.in_cell, true);
        self.blocks(blocks);
        self.in_cell = outer;
    }
}

/// A text with one place for all of it.
fn text(text: &str, span: Span) -> Inlines {
    Inlines(vec![Inline::Text { text: text.to_owned(), span }])
}

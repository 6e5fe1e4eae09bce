//! Pass 3: what only looks different becomes the same.
//!
//! Everything behind this pass reads headings, paragraphs, lists, code blocks and tables. Here all other forms become
//! such, in the order of the page:
//!
//! 1. [`elements`]: directives and components, by what the vendor's file says that each is. [`parameters`] makes tables of
//!    parameters out of files of parameters, [`statuses`] of lists of statuses, [`csv_table`] of
//!    comma-separated values, and [`files`] brings in samples and texts
//!    from other files.
//!
//! What comes from another file keeps its place there: its text is laid behind the page's own ([`Source::include`]). No
//! element is left when this pass is done. Nothing here decides what a row means, or which operation it is of.

mod csv_table;
mod elements;
mod files;
mod parameters;
mod statuses;

use crate::diagnostic::Diagnostic;
use crate::document::{Block, BlockKind, Document, Inline, Inlines};
use crate::includes::Includes;
use crate::source::{Source, Span};
use crate::vocabulary::Vocabulary;

/// Gives a page's tree the forms that are read. The files that it names are laid behind the page.
pub fn shape(
    source: &mut Source,
    mut document: Document,
    vocabulary: &Vocabulary,
    includes: &Includes,
) -> (Document, Vec<Diagnostic>) {
    let mut shaper = Shaper { source, vocabulary, includes, diagnostics: Vec::new(), depth: 0 };
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
}

impl Shaper<'_> {
    fn blocks(&mut self, blocks: &mut Vec<Block>) {
        for block in blocks.iter_mut() {
            match &mut block.kind {
                BlockKind::List { items, .. } => items.iter_mut().for_each(|item| self.blocks(&mut item.blocks)),
                BlockKind::Aside(inner) => self.blocks(inner),
                BlockKind::Element(element) => self.blocks(&mut element.blocks),
                BlockKind::Table(table) => {
                    let rows = table.header.iter_mut().chain(&mut table.rows);
                    rows.flat_map(|row| &mut row.cells).for_each(|cell| self.blocks(&mut cell.blocks));
                }
                BlockKind::Heading { .. } | BlockKind::Paragraph(_) | BlockKind::Code(_) | BlockKind::Endpoint(_) => {}
            }
        }
        if blocks.iter().any(|block| matches!(block.kind, BlockKind::Element(_))) {
            *blocks = self.without_elements(std::mem::take(blocks));
        }
    }
}

/// A text that stands at one place.
fn text(text: &str, span: Span) -> Inlines {
    Inlines(vec![Inline::Text { text: text.to_owned(), span }])
}

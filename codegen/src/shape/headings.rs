//! Fields under headings become tables.
//!
//! A heading names a field where the lines below it (`Type: String`) fit the vendor's patterns and one of them states a
//! type. Neighbouring headings of one level are the rows of one table in the place of the first of them; the fields
//! below a field's heading are rows after it.

use crate::document::{Block, BlockKind, Inline, Inlines, Row};
use crate::source::Span;

use super::Shaper;
use super::entries::{self, Entry};

impl Shaper<'_> {
    /// Replaces fields under headings by tables.
    pub(super) fn headings(&self, blocks: &[Block]) -> Vec<Block> {
        let mut out = Vec::with_capacity(blocks.len());
        let mut rows: Vec<(Row, Vec<String>)> = Vec::new();
        // The level of the first heading of the current table.
        let mut outermost = 0;
        let mut at = 0;
        while at < blocks.len() {
            let next = blocks[at + 1..].iter().position(is_heading).map_or(blocks.len(), |found| at + 1 + found);
            let field = match &blocks[at].kind {
                BlockKind::Heading { level, text } => {
                    self.field(text, &blocks[at + 1..next]).map(|entry| (*level, entry))
                }
                _ => None,
            };
            if let Some((level, (entry, more))) = field {
                if rows.is_empty() {
                    outermost = level;
                } else if level < outermost {
                    self.flush(&mut rows, &mut out);
                    outermost = level;
                }
                let span = blocks[at].span.to(blocks[next - 1].span);
                rows.push((entry.row(span, more), blocks[at].anchors.clone()));
                at = next;
            } else {
                self.flush(&mut rows, &mut out);
                out.push(blocks[at].clone());
                at += 1;
            }
        }
        self.flush(&mut rows, &mut out);
        out
    }

    fn flush(&self, rows: &mut Vec<(Row, Vec<String>)>, out: &mut Vec<Block>) {
        let Some(span) = rows.iter().map(|(row, _)| row.span).reduce(Span::to) else { return };
        let mut all = Vec::new();
        for (mut row, anchors) in rows.drain(..) {
            if let Some(first) = row.cells.first_mut().and_then(|cell| cell.blocks.first_mut()) {
                first.anchors = anchors;
            }
            all.push(row);
        }
        let table = entries::table(all, self.vocabulary.layout_titles(), span);
        out.push(Block::new(span, BlockKind::Table(table)));
    }

    /// The field that a heading names, with the blocks of its section that are only description.
    fn field(&self, name: &Inlines, section: &[Block]) -> Option<(Entry, Vec<Block>)> {
        let mut entry = Entry::default();
        let mut more = Vec::new();
        for block in section {
            let BlockKind::Paragraph(text) = &block.kind else {
                more.push(block.clone());
                continue;
            };
            let mut left = false;
            // Whether the last labelled line was read: lines without a label continue it.
            let mut goes_on = false;
            for line in lines(text) {
                // Its label marks it as a type, whatever its words are.
                let read = entries::read(&line, &self.vocabulary.patterns.field_lines, self.vocabulary, &|_| true);
                if let Some(found) = read {
                    goes_on = true;
                    for column in entries::COLUMNS {
                        found.get(column).cloned().into_iter().for_each(|text| entry.set(column, text));
                    }
                    continue;
                }
                left = true;
                goes_on &= !matches!(line.0.first(), Some(Inline::Strong(_)));
                if goes_on && let Some(span) = entries::span(&line) {
                    more.push(Block::new(span, BlockKind::Paragraph(line)));
                }
            }
            if left && entry.get("type").is_none() {
                return None;
            }
        }
        entry.get("type")?;
        Some((entry.named(name.clone()), more))
    }
}

fn is_heading(block: &Block) -> bool {
    matches!(block.kind, BlockKind::Heading { .. })
}

/// The lines of a paragraph, split at its breaks.
fn lines(text: &Inlines) -> Vec<Inlines> {
    let flat = entries::plain(text);
    let mut at = 0;
    flat.split('\n')
        .map(|line| {
            let range = at..at + line.len();
            at += line.len() + 1;
            entries::cut(text, entries::trimmed(&flat, range))
        })
        .filter(|line| !line.is_empty())
        .collect()
}

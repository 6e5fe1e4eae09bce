//! Lists of parameters become tables: bulleted lists, and definition lists.
//!
//! A list is one of parameters where each of its items fits a pattern of the vendor's file; one that fits in part is said,
//! and stays a list. A list below an item that is one of parameters itself has the fields of that item: their names get
//! its name and a dot in front.

use crate::diagnostic::Code;
use crate::document::{Block, BlockKind, Inline, Inlines, Item, Row};
use crate::source::Span;
use crate::vocabulary::Pattern;

use super::Shaper;
use super::entries::{self, Entry};

/// The columns by which a list of parameters is told from other names with explanations.
const TELLING: [&str; 2] = ["type", "required"];

impl Shaper<'_> {
    /// The table of a bulleted list of parameters.
    pub(super) fn bullets(&mut self, items: &[Item], span: Span) -> Option<BlockKind> {
        let patterns = &self.vocabulary.patterns.bullets;
        if patterns.is_empty() || self.in_cell {
            return None;
        }
        let fits = |item: &&Item| self.bullet(item).is_some();
        let count = items.iter().filter(fits).count();
        if count < items.len() {
            // One or two sentences in the form of a parameter are no list of parameters.
            if count > 1 && count * 2 > items.len() {
                let odd = items.iter().find(|item| !fits(item)).map_or(span, |item| item.span);
                self.note(
                    Code::RowUnread,
                    odd,
                    "not in the form of the other parameters of the list, which is not read",
                );
            }
            return None;
        }
        // Names with explanations are also what a list of values or of reasons has. Where the vendor's patterns tell types or
        // requiredness, a list that has none of them is no list of parameters.
        let tells = |pattern: &Pattern| pattern.group_names().any(|group| TELLING.contains(&group));
        let states = |entry: &Entry| TELLING.iter().any(|column| entry.get(column).is_some());
        if self.vocabulary.patterns.bullets.iter().any(tells)
            && !items.iter().filter_map(|item| self.bullet(item)).any(|entry| states(&entry))
        {
            return None;
        }
        let mut rows = Vec::new();
        for item in items {
            self.bullet_rows(item, "", &mut rows);
        }
        Some(BlockKind::Table(entries::table(rows, self.vocabulary.layout_titles(), span)))
    }

    fn bullet(&self, item: &Item) -> Option<Entry> {
        let Block { kind: BlockKind::Paragraph(text), .. } = item.blocks.first()? else { return None };
        entries::read(text, &self.vocabulary.patterns.bullets, self.vocabulary)
            .filter(|entry| entry.get("name").is_some())
    }

    fn bullet_rows(&self, item: &Item, above: &str, rows: &mut Vec<Row>) {
        let Some(mut entry) = self.bullet(item) else { return };
        let mut more = Vec::new();
        let mut fields: Vec<&Item> = Vec::new();
        for block in &item.blocks[1..] {
            match &block.kind {
                BlockKind::List { items, .. } if items.iter().all(|item| self.bullet(item).is_some()) => {
                    fields.extend(items);
                }
                _ => more.push(block.clone()),
            }
        }
        let own = entry.get("name").cloned().unwrap_or_default();
        let below = format!("{above}{}.", entries::plain(&own));
        if !above.is_empty() {
            // The field stands where its own name does.
            let start = entries::span(&own).unwrap_or(item.span).start as usize;
            let above = Inline::Text { text: above.to_owned(), span: Span::at(start) };
            entry = entry.named(Inlines(std::iter::once(above).chain(own.0).collect()));
        }
        rows.push(entry.row(item.span, more));
        for field in fields {
            self.bullet_rows(field, &below, rows);
        }
    }

    /// What a definition list is: a table, where the vendor's terms are names of parameters; or else a list.
    pub(super) fn definitions(&mut self, items: Vec<Item>, span: Span) -> BlockKind {
        if !self.vocabulary.vendor.layout.definitions {
            return BlockKind::List { ordered: false, items };
        }
        let rows = items
            .into_iter()
            .map(|item| {
                let Item { span, mut blocks, .. } = item;
                let term = match blocks.first().map(|block| &block.kind) {
                    Some(BlockKind::Paragraph(term)) => term.clone(),
                    _ => Inlines::default(),
                };
                let mut body = blocks.split_off(1.min(blocks.len()));
                let mut entry = match body.first().map(|block| &block.kind) {
                    Some(BlockKind::Paragraph(text)) => {
                        let entry = self.description(text);
                        body.remove(0);
                        entry
                    }
                    _ => Entry::default(),
                };
                entry.set("name", term);
                entry.row(span, body)
            })
            .collect();
        BlockKind::Table(entries::table(rows, self.vocabulary.layout_titles(), span))
    }

    /// What a description that begins with type and requiredness says, or all of it as a description.
    pub(super) fn description(&self, text: &Inlines) -> Entry {
        entries::read(text, &self.vocabulary.patterns.descriptions, self.vocabulary).unwrap_or_else(|| {
            let mut entry = Entry::default();
            entry.set("description", text.clone());
            entry
        })
    }
}

//! Lists of parameters become tables: bulleted lists, and definition lists.
//!
//! A list is one of parameters where most of its items fit a pattern of the vendor's file; each item that does not is
//! reported. A nested list below an item of parameters has the fields of that item: their names are prefixed with its
//! name and a dot.

use std::cell::LazyCell;

use crate::diagnostic::Code;
use crate::document::{Block, BlockKind, Inline, Inlines, Item, Row};
use crate::source::Span;
use crate::vocabulary::{Pattern, type_expr};

use super::Shaper;
use super::entries::{self, Entry};

/// The columns that distinguish a list of parameters from other names with explanations.
const TELLING: [&str; 2] = ["type", "required"];

impl Shaper<'_> {
    /// The table of a bulleted list of parameters. A list that a title introduces as one does not need types.
    pub(super) fn bullets(&mut self, items: &[Item], led_in: bool, span: Span) -> Option<BlockKind> {
        let patterns = &self.vocabulary.patterns.bullets;
        if patterns.is_empty() || self.in_cell {
            return None;
        }
        if !self.are_parameters(items, led_in) {
            return None;
        }
        let mut rows = Vec::new();
        self.list_rows(items, "", &mut rows);
        Some(BlockKind::Table(entries::table(rows, self.vocabulary.layout_titles(), span)))
    }

    /// Whether a list is one of parameters. One or two sentences that look like a parameter do not make it one, and
    /// neither do names with explanations, as in lists of values and reasons. Where the vendor's patterns have types or
    /// requiredness, at least one item has to state them, or a title has to introduce the list.
    fn are_parameters(&self, items: &[Item], led_in: bool) -> bool {
        let fitting: Vec<Entry> = items.iter().filter_map(|item| self.bullet(item)).collect();
        let odd = items.len() - fitting.len();
        if fitting.is_empty() || (odd > 0 && (fitting.len() < 2 || fitting.len() <= odd)) {
            return false;
        }
        let has_group = |pattern: &Pattern| pattern.group_names().any(|group| TELLING.contains(&group));
        let states = |entry: &Entry| TELLING.iter().any(|column| entry.get(column).is_some());
        (led_in && odd == 0) || !self.vocabulary.patterns.bullets.iter().any(has_group) || fitting.iter().any(states)
    }

    /// The rows of a list of parameters. An item in another form is reported.
    fn list_rows(&mut self, items: &[Item], above: &str, rows: &mut Vec<Row>) {
        for item in items {
            if let Some(entry) = self.bullet(item) {
                self.bullet_rows(entry, item, above, rows);
            } else {
                let message = "not in the form of the other parameters of the list: it is not read";
                self.note(Code::RowUnread, item.span, message);
            }
        }
    }

    /// The entry of an item, if it has the form of a parameter. An item with nested fields may have the name of their
    /// structure as its type.
    fn bullet(&self, item: &Item) -> Option<Entry> {
        let Block { kind: BlockKind::Paragraph(text), .. } = item.blocks.first()? else { return None };
        let patterns = &self.vocabulary.patterns.bullets;
        // Determined once, not for each pattern: with nested items the work would double at each level.
        let has_fields = LazyCell::new(|| {
            item.blocks[1..].iter().any(|block| match &block.kind {
                BlockKind::List { items, .. } => self.are_parameters(items, false),
                _ => false,
            })
        });
        let is_type = |text: &str| self.is_type(text) || (type_expr::is_identifier(text) && *has_fields);
        entries::read(text, patterns, self.vocabulary, &is_type).filter(|entry| entry.get("name").is_some())
    }

    fn bullet_rows(&mut self, mut entry: Entry, item: &Item, above: &str, rows: &mut Vec<Row>) {
        let mut more = Vec::new();
        let mut fields: Vec<&[Item]> = Vec::new();
        for block in &item.blocks[1..] {
            match &block.kind {
                BlockKind::List { items, .. } if self.are_parameters(items, false) => fields.push(items),
                _ => more.push(block.clone()),
            }
        }
        let own = entry.get("name").cloned().unwrap_or_default();
        let below = format!("{above}{}.", entries::plain(&own));
        if !above.is_empty() {
            // The place of the field is that of its own name.
            let start = entries::span(&own).unwrap_or(item.span).start as usize;
            let above = Inline::Text { text: above.to_owned(), span: Span::at(start) };
            entry = entry.named(Inlines(std::iter::once(above).chain(own.0).collect()));
        }
        rows.push(entry.row(item.span, more));
        for items in fields {
            self.list_rows(items, &below, rows);
        }
    }

    /// A definition list becomes a table where the vendor's file declares terms to be names of parameters, or else a
    /// list.
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

    /// Whether a text is a type in words of the vocabulary.
    fn is_type(&self, text: &str) -> bool {
        type_expr::is_known(text, self.vocabulary)
    }

    /// The entry of a description that begins with type and requiredness, or else a mere description.
    pub(super) fn description(&self, text: &Inlines) -> Entry {
        let is_type = |text: &str| self.is_type(text);
        entries::read(text, &self.vocabulary.patterns.descriptions, self.vocabulary, &is_type).unwrap_or_else(|| {
            let mut entry = Entry::default();
            entry.set("description", text.clone());
            entry
        })
    }
}

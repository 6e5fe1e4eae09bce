//! Pages that are lists of other pages: list items that are a link and nothing else.
//!
//! The purpose of the list does not matter here; a hidden table of contents adds nothing to the visible list.

use crate::document::{Block, BlockKind, Document, Item, LinkTarget};

/// The pages that the page lists; empty where it has tables or code, which make it more than a list.
pub(super) fn read(document: &Document) -> Vec<LinkTarget> {
    let mut pages = Vec::new();
    for block in &document.blocks {
        match &block.kind {
            BlockKind::List { items, .. } => items.iter().for_each(|item| links(item, &mut pages)),
            BlockKind::Table(_) | BlockKind::Code(_) => return Vec::new(),
            _ => {}
        }
    }
    pages
}

fn links(item: &Item, pages: &mut Vec<LinkTarget>) {
    for Block { kind, .. } in &item.blocks {
        match kind {
            BlockKind::Paragraph(text) => {
                let flat = text.flat();
                let linked: Vec<_> = flat.links().collect();
                if let [(target, range)] = linked.as_slice()
                    && flat.text[range.clone()].trim() == flat.text.trim()
                {
                    pages.push((*target).clone());
                }
            }
            BlockKind::List { items, .. } => items.iter().for_each(|item| links(item, pages)),
            _ => {}
        }
    }
}

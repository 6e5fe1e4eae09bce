//! The sections of a page: a tree over its headings.
//!
//! A section extends from its heading to the next one that is not below it. The page as a whole, including what comes
//! before all headings, is the section without a heading. Nothing here looks at a heading's words except to make its
//! slug.

use std::collections::BTreeMap;

use crate::document::{Block, BlockKind};

/// A section, by the indexes of the page's blocks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Section {
    /// The block of its heading; `None` for the page as a whole.
    pub(super) heading: Option<usize>,
    /// The enclosing section.
    pub(super) parent: Option<usize>,
    /// The first block: the heading, where there is one.
    pub(super) start: usize,
    /// The index after the last block.
    pub(super) end: usize,
    /// Its depth below the page.
    pub(super) depth: usize,
}

/// All sections of a page, ordered by their starts. The first is the page.
pub(super) fn of(blocks: &[Block]) -> Vec<Section> {
    let mut sections = vec![Section { heading: None, parent: None, start: 0, end: blocks.len(), depth: 0 }];
    let mut open: Vec<(u8, usize)> = Vec::new();
    for (index, block) in blocks.iter().enumerate() {
        let BlockKind::Heading { level, .. } = block.kind else { continue };
        while let Some(&(above, section)) = open.last()
            && above >= level
        {
            sections[section].end = index;
            open.pop();
        }
        let parent = open.last().map_or(0, |&(_, section)| section);
        let depth = sections[parent].depth + 1;
        open.push((level, sections.len()));
        sections.push(Section { heading: Some(index), parent: Some(parent), start: index, end: blocks.len(), depth });
    }
    sections
}

/// The innermost section of each block.
pub(super) fn innermost(sections: &[Section], blocks: usize) -> Vec<usize> {
    let mut inner = vec![0; blocks];
    for (index, section) in sections.iter().enumerate().skip(1) {
        inner[section.start..section.end].fill(index);
    }
    inner
}

/// Gives every heading the slug that GitHub gives it, so that links to it resolve: lower case, without punctuation,
/// with `-` for spaces, and with a number after the second of equal ones.
pub(super) fn add_slugs(blocks: &mut [Block]) {
    let mut taken: BTreeMap<String, usize> = BTreeMap::new();
    for block in blocks {
        let BlockKind::Heading { text, .. } = &block.kind else { continue };
        let slug = slug(&text.text());
        let count = taken.entry(slug.clone()).or_default();
        let slug = if *count == 0 { slug } else { format!("{slug}-{count}") };
        *count += 1;
        if !slug.is_empty() && !block.anchors.contains(&slug) {
            block.anchors.push(slug);
        }
    }
}

/// A heading's slug.
fn slug(text: &str) -> String {
    text.chars()
        .filter(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_'))
        .flat_map(char::to_lowercase)
        .map(|c| if c == ' ' { '-' } else { c })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slugs_are_those_of_github() {
        for (heading, expected) in [
            ("Bulb and Cord", "bulb-and-cord"),
            ("What's new?", "whats-new"),
            ("GET /lamps/{id}", "get-lampsid"),
            ("Лампа 1", "лампа-1"),
            ("a - b", "a---b"),
            ("snake_case", "snake_case"),
        ] {
            assert_eq!(slug(heading), expected, "{heading}");
        }
    }
}

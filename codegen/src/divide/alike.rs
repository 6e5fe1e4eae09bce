//! Request lines of one section that each have tables of their own.
//!
//! A section can hold several operations in a row: a line, its tables, the next line, its tables. Where the tables
//! after each line have the same titles, each line has its own, and the section is split in front of the lines, each
//! with the paragraph that introduces it. Nothing is split where a line has no tables or different ones, or where a
//! part of an operation contains a section: then the owners of the tables cannot be determined.

use super::RequestLine;
use super::sections::Section;
use crate::document::{Block, BlockKind, Cell};

/// The sections after such splits; `None` where there is none. `parts` says for each section whether its title names a
/// part of an operation.
pub(super) fn cut(
    sections: &[Section],
    blocks: &[Block],
    lines: &[Vec<RequestLine>],
    parts: &[bool],
) -> Option<Vec<Section>> {
    // Where the first subsection of each section begins, and whether one of its subsections is a part.
    let mut first: Vec<Option<usize>> = vec![None; sections.len()];
    let mut has_parts = parts.to_vec();
    for (index, section) in sections.iter().enumerate() {
        if let Some(parent) = section.parent {
            first[parent].get_or_insert(section.start);
            has_parts[parent] |= parts[index];
        }
    }
    let cuts: Vec<Vec<usize>> = sections
        .iter()
        .enumerate()
        .map(|(index, section)| {
            let end = first[index].unwrap_or(section.end);
            if has_parts[index] { Vec::new() } else { cuts(section, end, blocks, lines) }
        })
        .collect();
    if cuts.iter().all(Vec::is_empty) {
        return None;
    }
    let mut out: Vec<Section> = Vec::new();
    let mut moved: Vec<usize> = Vec::new();
    for (index, section) in sections.iter().enumerate() {
        let at = out.len();
        moved.push(at);
        out.push(Section { parent: section.parent.map(|parent| moved[parent]), ..section.clone() });
        let ends = cuts[index].iter().skip(1).copied().chain([first[index].unwrap_or(section.end)]);
        let depth = section.depth + 1;
        let own = |(&start, end)| Section { heading: None, parent: Some(at), start, end, depth };
        out.extend(cuts[index].iter().zip(ends).map(own));
    }
    Some(out)
}

/// The blocks with which the operations of a section begin, among its own blocks before `end`; `None` where it is not
/// split.
fn cuts(section: &Section, end: usize, blocks: &[Block], lines: &[Vec<RequestLine>]) -> Vec<usize> {
    let inside = section.start + usize::from(section.heading.is_some())..end;
    let of_lines: Vec<usize> = inside.clone().filter(|&block| !lines[block].is_empty()).collect();
    if of_lines.len() < 2 || section.heading.is_none() || !are_several(&of_lines, lines) {
        return Vec::new();
    }
    let ends = of_lines.iter().skip(1).copied().chain([end]);
    let mut titles = of_lines.iter().zip(ends).map(|(&line, end)| titles(&blocks[line + 1..end]));
    let first = titles.next().unwrap_or_default();
    if first.is_empty() || titles.any(|other| other != first) {
        return Vec::new();
    }
    let led_in = |&line: &usize| {
        let above = line.checked_sub(1).filter(|&above| inside.contains(&above) && lines[above].is_empty());
        above.filter(|&above| matches!(blocks[above].kind, BlockKind::Paragraph(_))).unwrap_or(line)
    };
    // What comes before the first line belongs to the first.
    std::iter::once(inside.start).chain(of_lines.iter().skip(1).map(led_in)).collect()
}

/// Whether no two of the lines are the same operation.
fn are_several(of_lines: &[usize], lines: &[Vec<RequestLine>]) -> bool {
    let mut named: Vec<_> =
        of_lines.iter().flat_map(|&block| &lines[block]).map(|line| (line.method, line.url.path.as_str())).collect();
    let count = named.len();
    named.sort_unstable();
    named.dedup();
    named.len() == count
}

/// The titles of the tables among some blocks.
fn titles(blocks: &[Block]) -> Vec<Vec<String>> {
    let tables = blocks.iter().filter_map(|block| match &block.kind {
        BlockKind::Table(table) => table.header.last(),
        _ => None,
    });
    tables.map(|row| row.cells.iter().map(Cell::text).collect()).collect()
}

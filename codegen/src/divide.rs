//! Pass 4: divide a page into units, each of which is read as if it were a page.
//!
//! 1. [`request_lines`] finds methods with their paths, in the forms that the vendor's file names.
//! 2. An endpoint owns the smallest section around it that contains no other endpoint. A section whose title names a
//!    part of an operation ("HTTP request") owns nothing by itself. Adjacent request lines are several operations of
//!    one section.
//! 3. [`alike`] splits sections in which each of several request lines has tables of its own. [`parts`] decides which
//!    operation a part belongs to that follows an operation's section instead of being inside it.
//! 4. Each such section becomes a unit, with the tables of parameters that come before all sections of its own. The
//!    rest of the page, above all its structures, becomes the last unit.
//!
//! A page with one operation and no section for it is one unit, unchanged. Nothing here reads tables or interprets
//! sentences.

mod alike;
mod parts;
mod request_lines;
mod sections;

use std::collections::HashMap;

use crate::diagnostic::{Code, Diagnostic};
use crate::document::{Block, BlockKind, Document};
use crate::parse::Syntax;
use crate::source::{Source, Span};
use crate::vocabulary::{Facets, Topic, Vocabulary};

pub use request_lines::{RequestLine, in_any_form as lines_in_any_form};
use sections::Section;

/// A part of a page that is read as if it were a page of its own.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Unit {
    /// Its tree, with the unit's own heading as its title.
    pub document: Document,
    /// Whether the page has other units.
    pub divided: bool,
    /// The methods and paths that the unit is about, as far as dividing found them.
    pub request_lines: Vec<RequestLine>,
    /// The blocks that this unit shares with other units, which are the ones that count them.
    pub borrowed: Vec<Span>,
    /// The blocks of parts of operations whose operation cannot be determined.
    pub unclaimed: Vec<Span>,
    /// The diagnostics of dividing.
    pub diagnostics: Vec<Diagnostic>,
}

/// Divides a page into units, at least one.
pub fn divide(source: &Source, mut document: Document, vocabulary: &Vocabulary) -> Vec<Unit> {
    if vocabulary.syntax(source) != Syntax::Rst {
        sections::add_slugs(&mut document.blocks);
    }
    let page = Page::of(document, vocabulary);
    let owners = page.owners();
    let whole = owners.iter().all(|owner| owner.section == 0);
    if whole || (owners.len() == 1 && !vocabulary.vendor.request_lines.own_sections) {
        let mut lines: Vec<RequestLine> = page.lines.iter().flatten().cloned().collect();
        if !page.in_free_form {
            lines.clear();
        }
        let unit = Unit { document: page.document, request_lines: lines, ..Unit::default() };
        return vec![unit];
    }
    page.units(source, &owners)
}

/// An endpoint's section, with the blocks in it that are request lines.
struct Owner {
    section: usize,
    lines: Vec<usize>,
}

/// A page while it is being divided.
struct Page {
    document: Document,
    sections: Vec<Section>,
    /// The innermost section of each block.
    inner: Vec<usize>,
    /// The sections right below each section.
    children: Vec<Vec<usize>>,
    /// The number of request lines among the blocks before each block.
    before: Vec<usize>,
    /// Whether each section's title names a part of an operation and nothing else.
    parts: Vec<bool>,
    /// Whether each section contributes nothing to a contract.
    asides: Vec<bool>,
    /// Whether each section is a part that belongs to a single operation: its request, its response or its example.
    of_one: Vec<bool>,
    /// The request lines of each block.
    lines: Vec<Vec<RequestLine>>,
    /// Whether a request line is outside the sections for request lines.
    in_free_form: bool,
    /// Whether constants of the request select operations, so that lines with the same path are different operations.
    has_selectors: bool,
}

impl Page {
    fn of(document: Document, vocabulary: &Vocabulary) -> Self {
        let blocks = &document.blocks;
        let mut sections = sections::of(blocks);
        let mut inner = sections::innermost(&sections, blocks.len());
        let (mut parts, mut facets) = titles(&sections, blocks, vocabulary);
        let mut in_free_form = false;
        let mut lines = Vec::with_capacity(blocks.len());
        for (block, &section) in blocks.iter().zip(&inner) {
            let found = request_lines::of_block(block, &facets[section], vocabulary);
            in_free_form |= !found.is_empty() && !request_lines::is_for_lines(&facets[section]);
            lines.push(found);
        }
        if let Some(cut) = alike::cut(&sections, blocks, &lines, &parts) {
            sections = cut;
            inner = sections::innermost(&sections, blocks.len());
            (parts, facets) = titles(&sections, blocks, vocabulary);
        }
        let is_of_one = |facets: &Facets| {
            facets.side.is_some()
                || facets.place.is_some()
                || matches!(facets.topic, Some(Topic::Example | Topic::Parameters))
        };
        let of_one = parts.iter().zip(&facets).map(|(part, facets)| *part && is_of_one(facets)).collect();
        let asides = facets.iter().map(|facets| facets.topic == Some(Topic::Aside)).collect();
        let mut children = vec![Vec::new(); sections.len()];
        for (index, section) in sections.iter().enumerate() {
            if let Some(parent) = section.parent {
                children[parent].push(index);
            }
        }
        let mut before = vec![0];
        let mut count = 0;
        for found in &lines {
            count += usize::from(!found.is_empty());
            before.push(count);
        }
        let has_selectors = !vocabulary.patterns.selectors.is_empty();
        Self { document, sections, inner, children, before, parts, asides, of_one, lines, in_free_form, has_selectors }
    }

    /// How many request lines a section contains.
    fn lines_in(&self, section: usize) -> usize {
        let Section { start, end, .. } = self.sections[section];
        self.before[end] - self.before[start]
    }

    /// The sections that endpoints own, in order.
    fn owners(&self) -> Vec<Owner> {
        let mut owners: Vec<Owner> = Vec::new();
        let mut of_section: HashMap<usize, usize> = HashMap::new();
        for block in (0..self.lines.len()).filter(|&block| !self.lines[block].is_empty()) {
            let section = self.owned(self.inner[block]);
            match of_section.get(&section).map(|&owner| &mut owners[owner]) {
                // The same operation with values in its query is an example of it.
                Some(owner) if self.repeats(block, &owner.lines) => {}
                Some(owner) => owner.lines.push(block),
                None => {
                    of_section.insert(section, owners.len());
                    owners.push(Owner { section, lines: vec![block] });
                }
            }
        }
        owners
    }

    /// Whether all request lines of a block are of operations that earlier blocks name as well.
    fn repeats(&self, block: usize, before: &[usize]) -> bool {
        if self.has_selectors {
            return false;
        }
        let named = || before.iter().flat_map(|&block| &self.lines[block]);
        let same = |a: &RequestLine, b: &RequestLine| a.method == b.method && a.url.path == b.url.path;
        self.lines[block].iter().all(|line| named().any(|earlier| same(line, earlier)))
    }

    /// The section that an endpoint in this section owns.
    fn owned(&self, innermost: usize) -> usize {
        let mut section = innermost;
        while let Some(parent) = self.sections[section].parent {
            if self.lines_in(parent) > self.lines_in(section) {
                break;
            }
            let has_parts = self.children[parent].iter().any(|&child| child > section && self.parts[child]);
            let alone = parent != 0 && self.children[parent].len() == 1;
            if !(self.parts[section] || has_parts || alone) {
                break;
            }
            section = parent;
        }
        section
    }

    /// Reports an endpoint without a section of its own that shares tables with another: which table belongs to which
    /// cannot be determined.
    fn without_section(
        &self,
        source: &Source,
        owners: &[Owner],
        owning: &[Option<usize>],
        index: usize,
    ) -> Option<Diagnostic> {
        let owner = &owners[index];
        let apart = owner.lines.windows(2).find(|pair| {
            let between = pair[0] + 1..pair[1];
            between.clone().any(|block| {
                matches!(self.document.blocks[block].kind, BlockKind::Table(_))
                    && owning[self.inner[block]] == Some(index)
            })
        });
        // A title such as "HTTP request" heads a part of an operation; the rest of the operation is beside it.
        let is_part = || self.parts[owner.section] && owners.len() > 1;
        let beside = || &owners[if index == 0 { 1 } else { index - 1 }];
        let (first, second) = match apart {
            Some(pair) => (pair[0], pair[1]),
            None if is_part() => (beside().lines[0], owner.lines[0]),
            None => return None,
        };
        let at = |block: usize| self.lines[block].first().map_or(Span::default(), |line| line.span);
        let message = "the operation has no section of its own: cannot determine which tables are its own";
        let help =
            "give each operation a heading of its own, or define in the vendor's file where its request lines are";
        Some(
            Diagnostic::new(Code::EndpointsShare, source, at(second), message)
                .related(source.origin(at(first)), "the operation that it shares its section with")
                .help(help),
        )
    }

    /// The units of the endpoints' sections, and one for the rest of the page.
    fn units(&self, source: &Source, owners: &[Owner]) -> Vec<Unit> {
        let blocks = &self.document.blocks;
        let owning = self.owning(owners);
        let owner_of = |block: usize| owning[self.inner[block]];
        let mut own: Vec<Vec<usize>> = vec![Vec::new(); owners.len()];
        for block in 0..blocks.len() {
            if let Some(owner) = owner_of(block) {
                own[owner].push(block);
            }
        }
        let shared = self.shared(&owning);
        let mut borrowed = vec![false; blocks.len()];
        let mut units = Vec::new();
        for (index, owner) in owners.iter().enumerate() {
            let section = &self.sections[owner.section];
            let mut above: Vec<usize> = Vec::new();
            let mut around = section.parent;
            while let Some(parent) = around {
                above.splice(0..0, shared[parent].iter().copied());
                around = self.sections[parent].parent;
            }
            let (title, rest) = own[index].split_at(usize::from(section.heading.is_some()).min(own[index].len()));
            let heading = |block: &usize| matches!(blocks[*block].kind, BlockKind::Heading { .. });
            // Parts go after what comes right below the title and belongs to none of them.
            let lead = rest.iter().position(heading).unwrap_or(rest.len());
            let parts = above.iter().position(heading).unwrap_or(above.len());
            let order = [title, &above[..parts], &rest[..lead], &above[parts..], &rest[lead..]];
            let moved = order.into_iter().flatten().map(|&block| self.moved(block, section.depth)).collect();
            let counted: Vec<usize> =
                above.into_iter().filter(|&block| std::mem::replace(&mut borrowed[block], true)).collect();
            units.push(Unit {
                document: Document { blocks: moved, metadata: self.document.metadata.clone(), front_matter: None },
                divided: true,
                request_lines: owner.lines.iter().flat_map(|&block| self.lines[block].iter().cloned()).collect(),
                borrowed: counted.into_iter().map(|block| blocks[block].span).collect(),
                unclaimed: Vec::new(),
                diagnostics: self.without_section(source, owners, &owning, index).into_iter().collect(),
            });
        }
        let rest = (0..blocks.len()).filter(|&block| owner_of(block).is_none() && !borrowed[block]);
        let rest: Vec<Block> = rest.map(|block| blocks[block].clone()).collect();
        let metadata = self.document.metadata.clone();
        let document = Document { blocks: rest, metadata, front_matter: None };
        let unclaimed = self.unclaimed(&owning);
        let diagnostics = unclaimed.iter().map(|part| self.is_unclaimed(source, owners, *part)).collect();
        let spans =
            self.blocks_in(unclaimed.iter().map(|part| part.section)).map(|block| self.document.blocks[block].span);
        units.push(Unit { document, divided: true, unclaimed: spans.collect(), diagnostics, ..Unit::default() });
        units
    }

    /// A block as it is in a unit whose section has this depth: a heading's level is its depth in the unit.
    fn moved(&self, block: usize, depth: usize) -> Block {
        let section = self.inner[block];
        let mut block = self.document.blocks[block].clone();
        if let BlockKind::Heading { level, .. } = &mut block.kind {
            let inside = self.sections[section].depth.saturating_sub(depth) + 1;
            *level = u8::try_from(inside.max(1)).unwrap_or(u8::MAX);
        }
        block
    }

    /// For each section, the blocks that all endpoints in it share: its own tables, and parts of operations in it, as
    /// far as they come before the first endpoint.
    fn shared(&self, owning: &[Option<usize>]) -> Vec<Vec<usize>> {
        let mut shared = vec![Vec::new(); self.sections.len()];
        // Whether an endpoint's section has begun in each section.
        let mut begun = vec![false; self.sections.len()];
        for block in 0..self.document.blocks.len() {
            let section = self.inner[block];
            if owning[section].is_some() {
                let mut around = Some(section);
                while let Some(outer) = around.filter(|&outer| !std::mem::replace(&mut begun[outer], true)) {
                    around = self.sections[outer].parent;
                }
                continue;
            }
            let part = self.sections[section].parent.filter(|_| self.parts[section] && !self.asides[section]);
            let is_table = matches!(self.document.blocks[block].kind, BlockKind::Table(_));
            match part {
                Some(parent) if !begun[parent] => shared[parent].push(block),
                None if !begun[section] && is_table => shared[section].push(block),
                _ => {}
            }
        }
        shared
    }
}

/// For each section, whether its title names a part of an operation and nothing else, and the facets of the title.
fn titles(sections: &[Section], blocks: &[Block], vocabulary: &Vocabulary) -> (Vec<bool>, Vec<Facets>) {
    let titles = sections.iter().map(|section| {
        let Some(BlockKind::Heading { text, .. }) = section.heading.map(|heading| &blocks[heading].kind) else {
            return (false, Facets::default());
        };
        let title = vocabulary.title(&text.text());
        (!title.facets.is_empty() && title.rest.trim().is_empty(), title.facets)
    });
    titles.unzip()
}

//! Decides which operation a part belongs to that follows an endpoint's section at the same level: `## Get a lamp`,
//! then `## Query parameters`.
//!
//! Where a page does so for one endpoint after the other, each part belongs to the endpoint before it: the author chose
//! the wrong level. If only the last of several endpoints has such a part, the part may belong to all of them, and
//! nothing decides: it is reported and belongs to no operation. Parts before the first endpoint belong to all, and are
//! not handled in this module.

use std::collections::BTreeSet;

use super::{Owner, Page};
use crate::diagnostic::{Code, Diagnostic};
use crate::source::{Source, Span};

/// A part of an operation whose operation cannot be determined.
#[derive(Clone, Copy, Debug)]
pub(super) struct Unclaimed {
    pub(super) section: usize,
    /// The endpoint before it, the last of several.
    before: usize,
}

impl Page {
    /// The endpoint that each section belongs to: its own, the one right before it, or that of the enclosing section.
    pub(super) fn owning(&self, owners: &[Owner]) -> Vec<Option<usize>> {
        let mut owning = vec![None; self.sections.len()];
        for (index, owner) in owners.iter().enumerate() {
            owning[owner.section] = Some(index);
        }
        let follow: Vec<bool> =
            (0..self.sections.len()).map(|section| self.parts_follow_endpoints(section, &owning)).collect();
        // The last endpoint in each section so far, by its section or by a part that follows it.
        let mut last = vec![None; self.sections.len()];
        // A section comes after the section that contains it.
        for section in 1..self.sections.len() {
            let Some(parent) = self.sections[section].parent else { continue };
            let follows = self.of_one[section] && follow[parent];
            if owning[section].is_none() && !follows {
                last[parent] = None;
            }
            let before = last[parent].filter(|_| follows);
            owning[section] =
                owning[section].inspect(|&owner| last[parent] = Some(owner)).or(before).or(owning[parent]);
        }
        owning
    }

    /// Whether each part after an endpoint of this section belongs to that endpoint: the section has one endpoint, or
    /// an endpoint that others follow also has such a part.
    fn parts_follow_endpoints(&self, section: usize, owning: &[Option<usize>]) -> bool {
        let (mut endpoints, mut behind, mut followed) = (0, false, false);
        for &child in &self.children[section] {
            match (owning[child], self.of_one[child]) {
                (Some(_), _) if followed => return true,
                (Some(_), _) => (endpoints, behind) = (endpoints + 1, true),
                (None, true) => followed |= behind,
                (None, false) => behind = false,
            }
        }
        endpoints == 1
    }

    /// The parts right after an endpoint's section that belong to no endpoint.
    pub(super) fn unclaimed(&self, owning: &[Option<usize>]) -> Vec<Unclaimed> {
        let mut found = Vec::new();
        for children in &self.children {
            let mut before = None;
            for &section in children {
                match (owning[section], before) {
                    (Some(owner), _) => before = Some(owner),
                    (None, Some(before)) if self.of_one[section] => found.push(Unclaimed { section, before }),
                    (None, _) => before = None,
                }
            }
        }
        found
    }

    /// The diagnostic that the owner of a part cannot be determined.
    pub(super) fn is_unclaimed(&self, source: &Source, owners: &[Owner], part: Unclaimed) -> Diagnostic {
        let span = |block: Option<usize>| block.map_or(Span::default(), |block| self.document.blocks[block].span);
        let message =
            "this part follows several operations and is not read: cannot determine which of them it belongs to";
        let help = "put it before the first if it belongs to all, or one level deeper if it belongs to the last";
        let last = owners[part.before].lines.first().copied();
        Diagnostic::new(Code::SectionUnread, source, span(self.sections[part.section].heading), message)
            .related(source.origin(span(last)), "the last of them")
            .help(help)
    }

    /// The blocks of the given sections and of all sections in them.
    pub(super) fn blocks_in(&self, sections: impl Iterator<Item = usize>) -> impl Iterator<Item = usize> {
        let mut inside: BTreeSet<usize> = sections.collect();
        // A section comes after the section that contains it.
        for (section, of) in self.sections.iter().enumerate() {
            if of.parent.is_some_and(|parent| inside.contains(&parent)) {
                inside.insert(section);
            }
        }
        self.inner.iter().enumerate().filter(move |(_, section)| inside.contains(section)).map(|(block, _)| block)
    }
}

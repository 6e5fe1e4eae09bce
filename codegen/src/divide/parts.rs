//! Whose a part of an operation is that stands behind an endpoint's section, at its level: `## Get a lamp`, then
//! `## Query parameters`.
//!
//! Where a page does so for one endpoint after the other, each part is of the one before it: whoever wrote it took the
//! wrong level. Behind the last of several alone, a part may be of all, and nothing tells; it is said, and is no
//! operation's. Parts in front of the first endpoint are of all, and no matter of this module.

use std::collections::BTreeSet;

use super::{Owner, Page};
use crate::diagnostic::{Code, Diagnostic};
use crate::source::{Source, Span};

/// A part of an operation of which it can't be told whose it is.
#[derive(Clone, Copy, Debug)]
pub(super) struct Unclaimed {
    pub(super) section: usize,
    /// The endpoint before it, the last of several.
    before: usize,
}

impl Page {
    /// The endpoint that each section belongs to: its own, the one right before it, or that of the section around it.
    pub(super) fn owning(&self, owners: &[Owner]) -> Vec<Option<usize>> {
        let mut owning = vec![None; self.sections.len()];
        for (index, owner) in owners.iter().enumerate() {
            owning[owner.section] = Some(index);
        }
        let follow: Vec<bool> =
            (0..self.sections.len()).map(|section| self.parts_follow_endpoints(section, &owning)).collect();
        // The endpoint whose section, or part behind it, was the last one in each section.
        let mut last = vec![None; self.sections.len()];
        // A section stands behind the one around it.
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

    /// Whether the parts behind the endpoints of a section are each of the one before: it has one endpoint, or one that
    /// others follow has such a part, too.
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

    /// The parts right behind an endpoint's section that no endpoint owns.
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

    /// That nothing tells whose a part is.
    pub(super) fn is_unclaimed(&self, source: &Source, owners: &[Owner], part: Unclaimed) -> Diagnostic {
        let span = |block: Option<usize>| block.map_or(Span::default(), |block| self.document.blocks[block].span);
        let told = "this part stands behind several operations: whose it is can't be told, and it is not read";
        let help = "put it in front of the first where it is of all, and one level deeper where it is of the last";
        let last = owners[part.before].lines.first().copied();
        Diagnostic::new(Code::SectionUnread, source, span(self.sections[part.section].heading), told)
            .related(source.origin(span(last)), "the last of them")
            .help(help)
    }

    /// The blocks of some sections and of all that stand in them.
    pub(super) fn blocks_in(&self, sections: impl Iterator<Item = usize>) -> impl Iterator<Item = usize> {
        let mut inside: BTreeSet<usize> = sections.collect();
        // A section stands behind the one around it.
        for (section, of) in self.sections.iter().enumerate() {
            if of.parent.is_some_and(|parent| inside.contains(&parent)) {
                inside.insert(section);
            }
        }
        self.inner.iter().enumerate().filter(move |(_, section)| inside.contains(section)).map(|(block, _)| block)
    }
}

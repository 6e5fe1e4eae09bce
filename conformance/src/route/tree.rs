//! Documented paths as a tree of segments.

use super::template::{Piece, Segment, fits};
use super::{Candidate, Fit};
use crate::contract::program::OperationId;

/// Longer paths match no operation.
pub(super) const LONGEST: usize = 30;

#[derive(Debug, Default)]
pub(super) struct Tree {
    nodes: Vec<Node>,
}

#[derive(Debug, Default)]
struct Node {
    /// Fixed segments, sorted.
    fixed: Vec<(String, usize)>,
    mixed: Vec<(Vec<Piece>, usize)>,
    variable: Option<usize>,
    /// Operations whose path ends here, with the number of their segments before the tree's root.
    operations: Vec<(OperationId, usize)>,
}

impl Tree {
    pub(super) fn insert(&mut self, segments: &[Segment], operation: OperationId, start: usize) {
        if self.nodes.is_empty() {
            self.nodes.push(Node::default());
        }
        let mut at = 0;
        for segment in segments {
            let new = self.nodes.len();
            let node = &mut self.nodes[at];
            at = match segment {
                Segment::Fixed(text) => match node.fixed.binary_search_by(|(known, _)| known.cmp(text)) {
                    Ok(index) => node.fixed[index].1,
                    Err(index) => {
                        node.fixed.insert(index, (text.clone(), new));
                        new
                    }
                },
                Segment::Mixed(pieces) => {
                    if let Some((_, index)) = node.mixed.iter().find(|(known, _)| known == pieces) {
                        *index
                    } else {
                        node.mixed.push((pieces.clone(), new));
                        new
                    }
                }
                Segment::Variable => *node.variable.get_or_insert(new),
            };
            if at == new {
                self.nodes.push(Node::default());
            }
        }
        self.nodes[at].operations.push((operation, start));
    }

    /// Gives back the memory that lists reserved for more insertions.
    pub(super) fn shrink(&mut self) {
        for node in &mut self.nodes {
            node.fixed.shrink_to_fit();
            node.mixed.shrink_to_fit();
            node.operations.shrink_to_fit();
        }
        self.nodes.shrink_to_fit();
    }

    /// All operations that satisfy `wanted` and whose path fits, with `prefix` put before the segments.
    pub(super) fn find<'u>(
        &self,
        segments: &[&'u str],
        prefix: &str,
        wanted: &mut dyn FnMut(OperationId) -> bool,
    ) -> Vec<Candidate<'u>> {
        let mut search = Search { tree: self, wanted, captures: Vec::new(), found: Vec::new() };
        if self.nodes.is_empty() || segments.len() > LONGEST {
            return search.found;
        }
        if prefix.is_empty() {
            search.visit(0, segments, 0, 0);
            return search.found;
        }
        // A prefix leads to nodes of its own.
        let mut starts = vec![0];
        let mut length = 0;
        for part in prefix.split('/').filter(|part| !part.is_empty()) {
            length += 1;
            starts = starts
                .into_iter()
                .flat_map(|at| {
                    let node: &Node = &self.nodes[at];
                    let fixed = node.fixed.binary_search_by(|(known, _)| known.as_str().cmp(part)).ok();
                    fixed.map(|index| node.fixed[index].1).into_iter().chain(node.variable)
                })
                .collect();
        }
        for at in starts {
            search.visit(at, segments, 0, length);
        }
        search.found
    }
}

/// The search for one URL.
struct Search<'s, 'u> {
    tree: &'s Tree,
    wanted: &'s mut dyn FnMut(OperationId) -> bool,
    /// The values of the variables on the current path.
    captures: Vec<&'u str>,
    found: Vec<Candidate<'u>>,
}

impl<'u> Search<'_, 'u> {
    fn visit(&mut self, at: usize, rest: &[&'u str], rank: u64, prefix: usize) {
        let node = &self.tree.nodes[at];
        let Some((&first, rest)) = rest.split_first() else {
            for &(operation, before) in &node.operations {
                if (self.wanted)(operation) {
                    let captures = self.captures.clone();
                    self.found.push(Candidate { operation, fit: Fit::Whole, rank, captures, start: prefix + before });
                }
            }
            return;
        };
        // Two bits per segment, the first segments highest: the order of numbers is the order of specificity.
        let rank = rank << 2;
        let decoded = super::super::check::decode(first);
        if let Ok(index) = node.fixed.binary_search_by(|(known, _)| known.as_str().cmp(&decoded)) {
            self.visit(node.fixed[index].1, rest, rank | 3, prefix);
        }
        for (pieces, next) in &node.mixed {
            let before = self.captures.len();
            if fits(pieces, first, &mut self.captures) {
                self.visit(*next, rest, rank | 2, prefix);
            }
            self.captures.truncate(before);
        }
        if let Some(next) = node.variable {
            self.captures.push(first);
            self.visit(next, rest, rank | 1, prefix);
            self.captures.pop();
        }
    }
}

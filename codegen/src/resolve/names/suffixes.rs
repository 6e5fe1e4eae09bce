//! Suffixes that tell structures of one label apart: out of their own content, so that a page that is added moves no name.
//!
//! A suffix is a hash, and a hash decides nothing: structures that part have different names, whatever their hashes are.

use std::collections::BTreeSet;

use crate::text::hash;

/// How far down what a structure refers to is part of its suffix. The deepest nesting seen on a page is 7.
const DEPTH: usize = 12;
/// How far down it is looked where that is not far enough.
const DEEPEST: usize = 1024;

/// The suffixes of structures, which are given as [`super::equal::classes`] has them.
pub(super) struct Suffixes<'a> {
    own: Vec<u64>,
    refs: &'a [Vec<usize>],
    /// The hashes of all structures, [`DEPTH`] and then ever twice as deep.
    hashes: Vec<Vec<u64>>,
}

impl<'a> Suffixes<'a> {
    pub(super) fn new(own: &[String], refs: &'a [Vec<usize>]) -> Self {
        Self { own: own.iter().map(|text| hash(text.as_bytes())).collect(), refs, hashes: Vec::new() }
    }

    /// The names of different structures of one label, no two of them alike: those whose hashes are the same as far down as
    /// they are looked at first get a suffix out of what lies deeper, then a longer one, and at last a number.
    pub(super) fn names(&mut self, label: &str, structures: &[usize]) -> Vec<String> {
        let mut names: Vec<Option<String>> = vec![None; structures.len()];
        let mut taken = BTreeSet::new();
        let mut depth = DEPTH;
        for step in 0.. {
            let open: Vec<usize> = (0..structures.len()).filter(|&at| names[at].is_none()).collect();
            if open.is_empty() || depth > DEEPEST {
                break;
            }
            let hashes = self.at(step);
            for digits in [6, 16] {
                let name = |at: usize| {
                    let suffix = format!("{:016x}", hashes[structures[at]]);
                    format!("{label}_{}", &suffix[..digits])
                };
                let mut count: std::collections::BTreeMap<String, usize> = std::collections::BTreeMap::new();
                for &at in &open {
                    *count.entry(name(at)).or_default() += 1;
                }
                for &at in &open {
                    let name = name(at);
                    if names[at].is_none() && count[&name] == 1 && taken.insert(name.clone()) {
                        names[at] = Some(name);
                    }
                }
            }
            depth *= 2;
        }
        let mut numbers = 2..;
        names
            .into_iter()
            .map(|name| {
                name.unwrap_or_else(|| {
                    let mut numbered = String::new();
                    while numbered.is_empty() || !taken.insert(numbered.clone()) {
                        numbered = format!("{label}_{}", numbers.next().unwrap_or_default());
                    }
                    numbered
                })
            })
            .collect()
    }

    /// The hashes of a step. Each round lets a difference travel one reference further; their number depends on nothing
    /// else that the service has.
    fn at(&mut self, step: usize) -> &[u64] {
        while self.hashes.len() <= step {
            let rounds = if self.hashes.is_empty() { DEPTH } else { DEPTH << (self.hashes.len() - 1) };
            let mut hashes = self.hashes.last().unwrap_or(&self.own).clone();
            for _ in 0..rounds {
                hashes = (0..hashes.len())
                    .map(|at| {
                        let mut bytes = self.own[at].to_le_bytes().to_vec();
                        self.refs[at].iter().for_each(|&target| bytes.extend(hashes[target].to_le_bytes()));
                        hash(&bytes)
                    })
                    .collect();
            }
            self.hashes.push(hashes);
        }
        &self.hashes[step]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(own: &[&str], refs: &[Vec<usize>], structures: &[usize]) -> Vec<String> {
        let own: Vec<String> = own.iter().map(|&text| text.to_owned()).collect();
        Suffixes::new(&own, refs).names("Label", structures)
    }

    #[test]
    fn differences_below_the_depth_have_names_of_their_own() {
        // Two chains whose ends differ; and the suffix of one that parts early is what it always was.
        let own: Vec<String> = (0..40).map(|at| if at == 39 { "b".to_owned() } else { "a".to_owned() }).collect();
        let refs: Vec<Vec<usize>> =
            (0..40).map(|at| if at == 19 || at == 39 { Vec::new() } else { vec![at + 1] }).collect();
        let given = Suffixes::new(&own, &refs).names("Label", &[0, 20]);
        assert_ne!(given[0], given[1]);
        assert!(given.iter().all(|name| name.len() == "Label_".len() + 6), "{given:?}");
        let early = Suffixes::new(&own, &refs).names("Label", &[18, 38]);
        let alone = Suffixes::new(&own[38..], &[vec![1], Vec::new()]).names("Label", &[0]);
        assert_eq!(early[1], alone[0]);
    }

    #[test]
    fn structures_whose_hashes_are_the_same_are_numbered() {
        // Not to be told apart by content: no hash helps.
        let given = names(&["a", "a", "b"], &[vec![], vec![], vec![]], &[0, 1, 2]);
        assert_eq!(given.iter().collect::<BTreeSet<_>>().len(), 3, "{given:?}");
        assert_eq!(&given[..2], ["Label_2", "Label_3"]);
        assert!(given[2].len() == "Label_".len() + 6);
    }
}

//! Finds equal structures, including everything that they refer to at any depth.
//!
//! A structure consists of its own content and of references; structures can be recursive. Two structures are equal if
//! no difference can be reached from them. This is decided by splitting classes, never by a hash: structures with equal
//! content begin in one class, and a class is split whenever references of its members lead to different classes. The
//! larger part keeps the number of the class, so that only structures that refer to the smaller part are checked again:
//! the cost grows with the number of references, times the logarithm of the number of structures at worst.

use std::collections::{BTreeMap, BTreeSet};

/// The class of each of `own.len()` structures; equal structures have the same class. `own` is the content of each,
/// `refs` are the targets of its references, in order.
pub(super) fn classes<T: Ord>(own: &[T], refs: &[Vec<usize>]) -> Vec<usize> {
    let mut numbers: BTreeMap<&T, usize> = BTreeMap::new();
    let mut class: Vec<usize> = own
        .iter()
        .map(|own| {
            let next = numbers.len();
            *numbers.entry(own).or_insert(next)
        })
        .collect();
    let mut members: Vec<BTreeSet<usize>> = vec![BTreeSet::new(); numbers.len()];
    for (index, &class) in class.iter().enumerate() {
        members[class].insert(index);
    }
    let mut leading: Vec<Vec<usize>> = vec![Vec::new(); own.len()];
    for (from, targets) in refs.iter().enumerate() {
        for &target in targets {
            leading[target].push(from);
        }
    }
    let mut open: BTreeSet<usize> = (0..own.len()).collect();
    while !open.is_empty() {
        let mut touched: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for index in std::mem::take(&mut open) {
            touched.entry(class[index]).or_default().push(index);
        }
        // All are checked before any is moved, since a move changes the result of others.
        let parted: Vec<(usize, Vec<Vec<usize>>)> =
            touched.into_iter().map(|(old, some)| (old, parts(&some, refs, &class))).collect();
        for (old, mut parts) in parted {
            // Structures without a reference into the split class form a part of their own: nothing changed for them.
            let touched: BTreeSet<usize> = parts.iter().flatten().copied().collect();
            parts.push(members[old].difference(&touched).copied().collect());
            let largest = (0..parts.len()).max_by_key(|&at| parts[at].len());
            for (_, part) in parts.into_iter().enumerate().filter(|(at, part)| Some(*at) != largest && !part.is_empty())
            {
                for &index in &part {
                    members[old].remove(&index);
                    class[index] = members.len();
                    open.extend(&leading[index]);
                }
                members.push(part.into_iter().collect());
            }
        }
    }
    class
}

/// Members of one class, grouped by the classes that their references lead to.
fn parts(some: &[usize], refs: &[Vec<usize>], class: &[usize]) -> Vec<Vec<usize>> {
    let mut parts: BTreeMap<Vec<usize>, Vec<usize>> = BTreeMap::new();
    for &index in some {
        let leads = refs[index].iter().map(|&target| class[target]).collect();
        parts.entry(leads).or_default().push(index);
    }
    parts.into_values().collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::classes;

    /// Equality by its definition: the same steps from both never lead to a difference.
    fn equal(own: &[u8], refs: &[Vec<usize>], a: usize, b: usize) -> bool {
        let mut seen = std::collections::BTreeSet::new();
        let mut open = vec![(a, b)];
        while let Some((a, b)) = open.pop() {
            if !seen.insert((a, b)) {
                continue;
            }
            if own[a] != own[b] || refs[a].len() != refs[b].len() {
                return false;
            }
            open.extend(refs[a].iter().copied().zip(refs[b].iter().copied()));
        }
        true
    }

    #[test]
    fn a_difference_at_any_depth_makes_two_types() {
        // Two chains of 1000 structures that differ at their ends.
        let own: Vec<u8> = (0..2000).map(|at| u8::from(at == 1999)).collect();
        let refs: Vec<Vec<usize>> =
            (0..2000).map(|at| if at == 999 || at == 1999 { Vec::new() } else { vec![at + 1] }).collect();
        let class = classes(&own, &refs);
        assert!((0..1000).all(|at| class[at] != class[at + 1000]));
    }

    proptest! {
        #[test]
        fn classes_are_the_equal_ones(
            graph in proptest::collection::vec((0_u8..2, proptest::collection::vec(0_usize..12, 0..3)), 12),
        ) {
            let (own, refs): (Vec<u8>, Vec<Vec<usize>>) = graph.into_iter().unzip();
            let class = classes(&own, &refs);
            for a in 0..own.len() {
                for b in 0..own.len() {
                    prop_assert_eq!(class[a] == class[b], equal(&own, &refs, a, b), "{} {}", a, b);
                }
            }
        }
    }
}

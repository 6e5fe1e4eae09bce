//! Annotated parts of a text, found by place.
//!
//! A text may have as many of them as it has words, and is queried for each: they are kept in buckets by place, so that
//! a query looks only at nearby parts.

use std::collections::BTreeMap;
use std::ops::Range;

/// The width of a bucket in bytes of the text.
const WIDTH: usize = 128;

/// Parts of a text, each with an annotation.
#[derive(Debug)]
pub(super) struct Parts<T> {
    parts: Vec<(Range<usize>, T)>,
    /// The indexes of the parts that overlap each bucket.
    near: BTreeMap<usize, Vec<usize>>,
}

impl<T> Default for Parts<T> {
    fn default() -> Self {
        Self { parts: Vec::new(), near: BTreeMap::new() }
    }
}

impl<T> Parts<T> {
    pub(super) fn add(&mut self, range: Range<usize>, what: T) {
        for bucket in buckets(&range) {
            self.near.entry(bucket).or_default().push(self.parts.len());
        }
        self.parts.push((range, what));
    }

    /// Whether one of the parts that may overlap a range satisfies `is`. A long part may be tested more than once.
    pub(super) fn any(&self, range: &Range<usize>, is: impl Fn(&Range<usize>, &T) -> bool) -> bool {
        let from = range.start / WIDTH;
        let to = range.end.max(range.start) / WIDTH;
        let near = self.near.range(from..=to).flat_map(|(_, parts)| parts);
        near.map(|&index| &self.parts[index]).any(|(range, what)| {
            crate::steps::count(1);
            is(range, what)
        })
    }
}

fn buckets(range: &Range<usize>) -> std::ops::RangeInclusive<usize> {
    range.start / WIDTH..=range.end.max(range.start) / WIDTH
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_found_by_what_they_meet() {
        let mut parts = Parts::default();
        parts.add(10..20, 'a');
        parts.add(100..900, 'b');
        let meets = |range: Range<usize>, what: char| {
            parts.any(&range, |part, known| *known == what && part.start < range.end && range.start < part.end)
        };
        assert!(meets(15..16, 'a') && meets(0..11, 'a') && !meets(20..30, 'a'));
        assert!(meets(500..501, 'b') && meets(899..2000, 'b') && !meets(900..2000, 'b') && !meets(0..100, 'b'));
    }
}

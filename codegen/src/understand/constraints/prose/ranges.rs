//! Parts of a text as ranges: merging adjacent ones, and testing whether one of them contains a place. What they are
//! parts of is not known here.

use std::ops::Range;

/// The ranges in order, with adjacent and overlapping ones merged.
pub(super) fn joined(mut ranges: Vec<Range<usize>>) -> Vec<Range<usize>> {
    ranges.retain(|range| !range.is_empty());
    ranges.sort_by_key(|range| (range.start, range.end));
    let mut out: Vec<Range<usize>> = Vec::with_capacity(ranges.len());
    for range in ranges {
        match out.last_mut() {
            Some(last) if range.start <= last.end => last.end = last.end.max(range.end),
            _ => out.push(range),
        }
    }
    out
}

/// Whether one of the ranges, which are in order and disjoint, contains a place.
pub(super) fn contain(ranges: &[Range<usize>], at: usize) -> bool {
    let behind = ranges.partition_point(|range| range.start <= at);
    behind.checked_sub(1).is_some_and(|index| at < ranges[index].end)
}

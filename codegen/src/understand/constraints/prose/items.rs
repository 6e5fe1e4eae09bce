//! The items of lists in a description, and its lines: which of them contains a place.
//!
//! Every statement of a description needs this, and a description may consist only of items or of a single line, so no
//! query searches the whole text. The meaning of items and lines is not known here.

use std::cell::OnceCell;
use std::ops::Range;

use crate::document::{FlatText, MarkKind};
use crate::steps;

/// The items of a description's lists, ordered by their starts. Items are nested and never overlap.
#[derive(Debug)]
pub(in crate::understand::constraints) struct Items {
    all: Vec<Item>,
    /// The texts of all items, without leading spaces, sorted.
    texts: Vec<String>,
    /// The end of the first item that has a label, and the start of the last one.
    labelled: OnceCell<Option<(usize, usize)>>,
}

#[derive(Debug)]
struct Item {
    range: Range<usize>,
    /// The enclosing item.
    parent: Option<usize>,
}

impl Items {
    pub(in crate::understand::constraints) fn new(flat: &FlatText) -> Self {
        let mut items: Vec<Item> = Vec::new();
        let ranges = flat.marks.iter().filter(|mark| mark.kind == MarkKind::Item).map(|mark| mark.range.clone());
        for range in ranges {
            let mut parent = items.len().checked_sub(1);
            while let Some(around) = parent.filter(|&around| items[around].range.end <= range.start) {
                parent = items[around].parent;
            }
            items.push(Item { range, parent });
        }
        let mut texts: Vec<String> =
            items.iter().map(|item| flat.text[item.range.clone()].trim_start().to_owned()).collect();
        texts.sort_unstable();
        Self { all: items, texts, labelled: OnceCell::new() }
    }

    /// The items that contain a byte of the flat text, the innermost one first.
    pub(in crate::understand::constraints) fn around(&self, place: usize) -> impl Iterator<Item = &Range<usize>> {
        let last = self.all.partition_point(|item| item.range.start <= place).checked_sub(1);
        std::iter::successors(last, |&at| self.all[at].parent)
            .map(|at| &self.all[at].range)
            .inspect(|_| steps::count(1))
            .filter(move |range| range.contains(&place))
    }

    /// Whether an item other than this one has a label. `is_labelled` must always return the same for a range.
    pub(in crate::understand::constraints) fn other_is_labelled(
        &self,
        own: &Range<usize>,
        is_labelled: impl Fn(&Range<usize>) -> bool,
    ) -> bool {
        let labelled = self.labelled.get_or_init(|| {
            let ranges = || self.all.iter().map(|item| &item.range).filter(|range| is_labelled(range));
            ranges().map(|range| range.end).min().zip(ranges().map(|range| range.start).max())
        });
        labelled.is_some_and(|(end, start)| end <= own.start || start >= own.end)
    }

    /// Whether an item begins with a text.
    pub(in crate::understand::constraints) fn begins(&self, text: &str) -> bool {
        let at = self.texts.partition_point(|item| item.as_str() < text);
        self.texts.get(at).is_some_and(|item| item.starts_with(text))
    }
}

/// The starts of a text's lines.
#[derive(Debug)]
pub(in crate::understand::constraints) struct Lines(Vec<usize>);

impl Lines {
    pub(in crate::understand::constraints) fn new(text: &str) -> Self {
        Self(text.match_indices('\n').map(|(end, _)| end + 1).collect())
    }

    /// The start of the line that contains a byte; a line that begins at the byte contains it.
    pub(in crate::understand::constraints) fn start(&self, at: usize) -> usize {
        let behind = self.0.partition_point(|&start| start <= at);
        behind.checked_sub(1).map_or(0, |line| self.0[line])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::Mark;

    fn items() -> Items {
        let text = "x • a: • b • c d".to_owned();
        let mark = |range| Mark { range, kind: MarkKind::Item };
        let at = |part: &str| text.find(part).expect("it is there");
        let marks = vec![
            mark(at("• a")..at("• c") + "• c".len()),
            mark(at("• b")..at("• b") + "• b".len()),
            mark(at("• c")..at("• c") + "• c".len()),
        ];
        let mut flat = FlatText::default();
        (flat.text, flat.marks) = (text, marks);
        Items::new(&flat)
    }

    #[test]
    fn the_items_around_a_place_are_listed_from_the_inside() {
        let items = items();
        let around = |place| items.around(place).cloned().collect::<Vec<_>>();
        let [outer, first, second] = [0, 1, 2].map(|at| items.all[at].range.clone());
        assert!(around(0).is_empty());
        assert_eq!(around(outer.start), std::slice::from_ref(&outer));
        assert_eq!(around(first.start), [first.clone(), outer.clone()]);
        assert_eq!(around(first.end), std::slice::from_ref(&outer));
        assert_eq!(around(second.start + 1), [second.clone(), outer.clone()]);
        assert!(around(second.end).is_empty());
    }

    #[test]
    fn an_item_is_known_by_what_it_begins_with() {
        assert!(items().begins("• b") && items().begins("• a: "));
        assert!(!items().begins("• d") && !items().begins("b"));
    }

    #[test]
    fn another_item_with_a_label_stands_beside_and_not_around() {
        let items = items();
        let [outer, first, second] = [0, 1, 2].map(|at| items.all[at].range.clone());
        assert!(items.other_is_labelled(&first, |range| *range == second));
        let items = self::items();
        assert!(items.other_is_labelled(&second, |range| *range == first));
        let items = self::items();
        assert!(!items.other_is_labelled(&first, |range| *range == first || *range == outer));
    }

    #[test]
    fn a_line_begins_behind_the_end_of_the_one_before() {
        let lines = Lines::new("ab\n\ncd");
        assert_eq!([0, 2, 3, 4, 6].map(|at| lines.start(at)), [0, 0, 3, 4, 4]);
    }
}

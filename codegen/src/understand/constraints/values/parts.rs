//! Lists that explain the parts of one value: `rds.pg.m1.ha` with `rds: the product, pg: the engine, …`.

use super::List;
use crate::document::FlatText;

/// Whether a word before the list consists of all its values, in their order. Of two values of one letter (`Y/N`), only
/// a word that contains more shows that they are parts: `v1.X.Y`.
pub(in crate::understand::constraints) fn are_parts(flat: &FlatText, at: usize, list: &List) -> bool {
    let distinctive = list.values.iter().all(|value| value.text.len() > 1) || list.values.len() > 2;
    let signs = |word: &str| word.chars().filter(char::is_ascii_alphanumeric).count();
    let own: usize = list.values.iter().map(|value| signs(&value.text)).sum();
    let is_distinctive = |word: &str| distinctive || signs(word) > own && !word.contains('/');
    list.values.len() > 1
        && flat.text[..at]
            .split(|c: char| c.is_whitespace() || !c.is_ascii())
            .any(|word| is_distinctive(word) && consists(word, list))
}

fn consists(word: &str, list: &List) -> bool {
    let mut rest = word;
    list.values.iter().all(|value| match whole(rest, &value.text) {
        Some(end) => {
            rest = &rest[end..];
            true
        }
        None => false,
    })
}

/// The end of the first segment of a dotted or hyphenated word, if that is the value.
fn whole(word: &str, value: &str) -> Option<usize> {
    let edge = |c: Option<char>| c.is_none_or(|c| !c.is_ascii_alphanumeric());
    word.match_indices(value).map(|(start, found)| (start, start + found.len())).find_map(|(start, end)| {
        (edge(word[..start].chars().next_back()) && edge(word[end..].chars().next())).then_some(end)
    })
}

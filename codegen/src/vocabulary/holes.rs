//! What stands for links in a text that patterns and templates are matched against: characters of the private use area, one
//! for each link, so that a link is one character whatever it reads.
//!
//! It knows numbers of links and no link.

/// The first of them.
const FIRST: u32 = 0xe000;

/// A class of a regular expression with all of them.
pub(super) const CLASS: &str = r"[\x{e000}-\x{f8ff}]";

/// What stands for the link of a number; nothing where there are more links than characters.
pub(super) fn of_link(number: usize) -> Option<char> {
    let hole = u32::try_from(number).ok().and_then(|number| char::from_u32(FIRST.checked_add(number)?))?;
    is_link(hole).then_some(hole)
}

/// The number of the link that a character stands for.
pub(super) fn number_of(hole: char) -> Option<usize> {
    is_link(hole).then(|| usize::try_from(u32::from(hole) - FIRST).ok())?
}

/// Whether a character stands for a link.
pub(super) fn is_link(c: char) -> bool {
    matches!(c, '\u{e000}'..='\u{f8ff}')
}

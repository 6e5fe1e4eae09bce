//! Placeholders for links in texts that are matched against patterns and templates: one character of the private use
//! area per link, so that each link is one character, whatever its text.
//!
//! This module knows the numbers of links, but not the links.

/// The first placeholder.
const FIRST: u32 = 0xe000;

/// A character class of a regular expression with all placeholders.
pub(super) const CLASS: &str = r"[\x{e000}-\x{f8ff}]";

/// The placeholder for the link with a number; `None` where there are more links than placeholders.
pub(super) fn of_link(number: usize) -> Option<char> {
    let hole = u32::try_from(number).ok().and_then(|number| char::from_u32(FIRST.checked_add(number)?))?;
    is_link(hole).then_some(hole)
}

/// The number of the link for a placeholder.
pub(super) fn number_of(hole: char) -> Option<usize> {
    is_link(hole).then(|| usize::try_from(u32::from(hole) - FIRST).ok())?
}

/// Whether a character is a placeholder for a link.
pub(super) fn is_link(c: char) -> bool {
    matches!(c, '\u{e000}'..='\u{f8ff}')
}

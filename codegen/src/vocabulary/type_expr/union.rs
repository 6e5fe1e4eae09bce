//! Types of which a value has any: `integer or string`, `string|array<string>`.
//!
//! What stands between them is the language's data. A text whose parts are not all types is none; one that can be taken
//! apart in two ways (`array of integers or strings`) is told as not known.

use super::{Template, TypeExpr, known_inside};
use crate::text::brackets;
use crate::vocabulary::Vocabulary;
use crate::vocabulary::language::TypeWords;

/// Reads a text that has several types with the language's words between them.
pub(super) fn read(
    text: &str,
    folded: &[char],
    original: &[char],
    vocabulary: &Vocabulary,
    depth: usize,
) -> Option<TypeExpr> {
    let words = &vocabulary.types;
    let parts = brackets::split(folded, &words.unions);
    let [_, rest @ ..] = parts.as_slice() else { return None };
    if rest.is_empty() {
        return None;
    }
    let mut members = Vec::new();
    for part in &parts {
        let part: String = original[part.clone()].iter().collect();
        match known_inside(&part, vocabulary, depth + 1, false)? {
            member if members.contains(&member) => {}
            member => members.push(member),
        }
    }
    let last = parts.len() - 1;
    let loose = parts.iter().enumerate().any(|(at, part)| {
        let part = &folded[part.clone()];
        at < last && is_open(part, words, End::Right) || at > 0 && is_open(part, words, End::Left)
    });
    if loose {
        return Some(TypeExpr::Unknown(text.to_owned()));
    }
    if members.len() == 1 { members.pop() } else { Some(TypeExpr::Union(members)) }
}

/// What a text says of which a row can lead to one structure only: words that are not known where several are named.
pub(super) fn one_structure(read: TypeExpr, text: &str) -> TypeExpr {
    let TypeExpr::Union(members) = &read else { return read };
    let mut names = members.iter().filter_map(TypeExpr::name);
    let first = names.next();
    if names.any(|name| Some(name) != first) { TypeExpr::Unknown(text.trim().to_owned()) } else { read }
}

#[derive(Clone, Copy)]
enum End {
    Left,
    Right,
}

/// Whether a part is a list or a map whose words leave it open what else belongs to its elements: `array of X`.
fn is_open(part: &[char], words: &TypeWords, end: End) -> bool {
    let blanks = |part: &[char]| part.iter().take_while(|c| c.is_whitespace()).count();
    let part = &part[blanks(part)..];
    let part = &part[..part.len() - part.iter().rev().take_while(|c| c.is_whitespace()).count()];
    let open = |template: &Template| {
        let [first, .., last] = template.as_slice() else { return false };
        match end {
            End::Right => last.is_empty() && first.contains(&' ') && part.starts_with(first),
            End::Left => first.is_empty() && last.contains(&' ') && part.ends_with(last),
        }
    };
    words.arrays.iter().chain(&words.maps).any(open)
}

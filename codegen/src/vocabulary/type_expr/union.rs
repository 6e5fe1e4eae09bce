//! Reads types of which a value may have any: `integer or string`, `string|array<string>`.
//!
//! The separators are data of the language. If some part of a text is not a type, the text is not a union. A text that
//! can be divided in two ways (`array of integers or strings`) is reported as unknown.

use super::{Template, TypeExpr, known_inside};
use crate::text::brackets;
use crate::vocabulary::Vocabulary;
use crate::vocabulary::language::TypeWords;

/// Reads a text that has several types, separated by the language's words.
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

/// The part of a text that a row can't use, since a row can refer to one structure only: unknown words where it names
/// several.
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

/// Whether a part is a list or map whose words do not show where its elements end: `array of X`.
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

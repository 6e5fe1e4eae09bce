//! The type of a row: in a cell of its own, or at the start of the prose.
//!
//! Words and templates are the vocabulary's; what a type means for a schema is decided elsewhere.

use crate::document::{FlatText, LinkTarget, MarkKind};
use crate::read::RawRow;
use crate::source::Span;
use crate::vocabulary::Vocabulary;
use crate::vocabulary::language::Word;
use crate::vocabulary::type_expr::{self, TypeExpr};

/// The content of a type: its words, the text in parentheses after it, its link, and the prose without all of it.
pub(super) type TypeCell = (Option<TypeExpr>, Option<String>, Option<(LinkTarget, Span)>, FlatText);

/// The type, and the prose without it if it begins with the type.
pub(super) fn read(row: &RawRow, vocabulary: &Vocabulary) -> TypeCell {
    // Where the prose begins with types, a cell without one says nothing.
    let in_front = vocabulary.vendor.nesting.type_first;
    if let Some(cell) = row.type_.as_ref().filter(|cell| !(in_front && cell.text.trim().is_empty())) {
        let link = cell.links().next().map(|(target, range)| (target.clone(), cell.span(range)));
        let text = cell.one_line();
        // A paragraph below the type is about it.
        let first = cell.text.lines().next().unwrap_or("").trim();
        let alone = first != text && type_expr::is_known(first, vocabulary);
        let whole = type_expr::is_known(&text, vocabulary) || !alone;
        let type_ = (!text.is_empty()).then(|| type_expr::parse(if whole { &text } else { first }, vocabulary));
        let type_ = match type_ {
            // Its links are names, whatever their text is.
            Some(read) if link.is_some() && whole && is_open(&read) => {
                let ranges: Vec<_> = cell.links().map(|(_, range)| range).collect();
                Some(type_expr::parse_linked(&cell.text, &ranges, vocabulary))
            }
            // The prose may say what kind of object it is.
            Some(TypeExpr::Word(Word::Object)) => type_expr::map_within(&row.description.text, vocabulary).or(type_),
            other => other,
        };
        return (type_, None, link, row.description.clone());
    }
    if !in_front {
        return (None, None, None, row.description.clone());
    }
    let prose = &row.description;
    let Some(mark) = prose.marks.iter().find(|mark| mark.kind == MarkKind::Strong && mark.range.start == 0) else {
        return (None, None, None, prose.clone());
    };
    let end = mark.range.end;
    let text = prose.text[..end].trim().to_owned();
    let link =
        prose.links().find(|(_, range)| range.end <= end).map(|(target, range)| (target.clone(), prose.span(range)));
    let mut rest = end;
    let mut format = None;
    let behind = prose.text[end..].trim_start_matches(' ');
    if behind.starts_with('(')
        && let Some(close) = closing(behind)
    {
        format = Some(behind[1..close].trim().to_owned());
        rest = prose.text.len() - behind.len() + close + 1;
    }
    let type_ = match (&link, &format) {
        (Some(_), _) => TypeExpr::Named(text),
        (None, inner) => match inner.as_ref().map(|inner| type_expr::parse(inner, vocabulary)) {
            Some(map @ TypeExpr::Map(_)) => map,
            _ => type_expr::parse(&text, vocabulary),
        },
    };
    (Some(type_), format, link, prose.slice(rest..prose.text.len()).trim())
}

/// A type without its `null` alternative, and whether it had one.
pub(super) fn without_null(type_: Option<TypeExpr>) -> (Option<TypeExpr>, bool) {
    let null = TypeExpr::Word(Word::Null);
    match type_ {
        Some(TypeExpr::Union(mut members)) if members.contains(&null) => {
            members.retain(|member| *member != null);
            (if members.len() == 1 { members.pop() } else { Some(TypeExpr::Union(members)) }, true)
        }
        other => (other, false),
    }
}

/// Whether some words of a type are unknown.
fn is_open(type_: &TypeExpr) -> bool {
    match type_ {
        TypeExpr::Array(inner) | TypeExpr::Map(inner) => is_open(inner),
        TypeExpr::Union(members) => members.iter().any(is_open),
        TypeExpr::Unknown(_) | TypeExpr::Named(_) => true,
        TypeExpr::Word(_) | TypeExpr::Scalar(_) | TypeExpr::Keyed | TypeExpr::Partial(_) | TypeExpr::Linked(_) => false,
    }
}

/// The number in parentheses after a type's word.
pub(super) fn sized(type_: &str) -> Option<u64> {
    let (word, rest) = type_.split_once(['(', '（'])?;
    let digits = rest.trim_end().strip_suffix([')', '）'])?.trim();
    word.trim().chars().all(char::is_alphabetic).then(|| digits.parse().ok())?
}

/// The position of the parenthesis that closes the first one.
fn closing(text: &str) -> Option<usize> {
    let mut depth = 0;
    for (at, c) in text.char_indices() {
        match c {
            '(' => depth += 1,
            ')' => {
                depth -= 1;
                if depth == 0 {
                    return Some(at);
                }
            }
            _ => {}
        }
    }
    None
}

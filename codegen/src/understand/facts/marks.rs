//! Marks on names and types: `name?`, `?type`, `name [1]`. The vendor's file defines their meaning; the words in
//! shortcodes (`{{<required>}}`) are those of the language's file.
//!
//! A mark is never part of a name. An undefined mark is removed and reported.

use std::borrow::Cow;

use crate::document::FlatText;
use crate::ir::Required;
use crate::read::RawRow;
use crate::source::Span;
use crate::text::{is_sign, shortcode, shortcode_name};
use crate::vocabulary::vendor::MarkRules;
use crate::vocabulary::{Pattern, RequiredWord, Vocabulary};

/// What the marks of a row state.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Marked {
    /// Whether the field is required.
    pub(super) required: Option<Required>,
    /// The mark that makes the value nullable.
    pub(super) nullable: Option<Span>,
    /// An undefined mark on the name.
    pub(super) unknown: Option<(String, Span)>,
}

/// The row without its marks.
pub(super) fn take_off<'r>(row: &'r RawRow, vocabulary: &Vocabulary) -> (Cow<'r, RawRow>, Marked) {
    let rules = &vocabulary.vendor.marks;
    let mut marked = Marked::default();
    let name = bare(&row.name, &rules.names, vocabulary, &mut marked);
    let name = without_unknown(name.as_ref().unwrap_or(&row.name), vocabulary, &mut marked).or(name);
    let type_ = row.type_.as_ref().and_then(|cell| bare(cell, &rules.types, vocabulary, &mut marked));
    if name.is_none() && type_.is_none() {
        return (Cow::Borrowed(row), marked);
    }
    let mut row = row.clone();
    row.name = name.unwrap_or(row.name);
    row.type_ = type_.or(row.type_);
    (Cow::Owned(row), marked)
}

/// A cell without its defined marks; `None` where it has none.
fn bare(cell: &FlatText, rules: &MarkRules, vocabulary: &Vocabulary, marked: &mut Marked) -> Option<FlatText> {
    let mut found: Option<FlatText> = None;
    loop {
        let flat = found.as_ref().unwrap_or(cell).trim();
        let text = flat.text.as_str();
        let footnote = |pattern: &Pattern| pattern.find(text).map(|mark| mark.start()).filter(|&at| at > 0);
        if let Some(end) = vocabulary.patterns.footnotes.iter().find_map(footnote) {
            found = Some(flat.slice(0..end));
            continue;
        }
        let meaning = [
            (&rules.optional, Some(Required::Optional)),
            (&rules.required, Some(Required::Always)),
            (&rules.nullable, None),
        ];
        let mark = meaning
            .iter()
            .find_map(|(forms, meaning)| Some((forms.iter().find_map(|form| inside(text, form))?, meaning)));
        let mark = mark.map(|(inner, meaning)| (inner, *meaning)).or_else(|| called(text, vocabulary));
        let Some((inner, meaning)) = mark else { return found };
        match meaning {
            Some(required) => marked.required = Some(required),
            None => marked.nullable = Some(flat.span(0..text.len())),
        }
        found = Some(flat.slice(inner));
    }
}

/// The text beside a shortcode whose name is a word of the language for requiredness, or for `null`, and what that
/// states: `{{<nullable>}} String`.
fn called(text: &str, vocabulary: &Vocabulary) -> Option<(std::ops::Range<usize>, Option<Required>)> {
    let call = shortcode(text)?;
    let inner = if call.start == 0 { call.end..text.len() } else { 0..call.start };
    let name = shortcode_name(&text[call.clone()]).filter(|_| call.start == 0 || call.end == text.len())?;
    let meaning = match vocabulary.required(name) {
        RequiredWord::Yes => Some(Required::Always),
        RequiredWord::No => Some(Required::Optional),
        _ if vocabulary.is_nullable_mark(name) => None,
        _ => return None,
    };
    (!text[inner.clone()].trim().is_empty()).then_some((inner, meaning))
}

/// The text in place of the `{}` of a form.
fn inside(text: &str, form: &str) -> Option<std::ops::Range<usize>> {
    let (before, after) = form.split_once("{}")?;
    let rest = text.strip_prefix(before)?.strip_suffix(after)?;
    (form.len() > 2 && !rest.trim().is_empty()).then(|| before.len()..before.len() + rest.len())
}

/// A name without an undefined mark: a question mark or star at an end, a number in brackets or a shortcode after it, a
/// symbol of no script before it (`» id`, `└─ id`).
fn without_unknown(name: &FlatText, vocabulary: &Vocabulary, marked: &mut Marked) -> Option<FlatText> {
    const MARKS: [char; 2] = ['?', '*'];
    let flat = name.trim();
    let text = flat.text.as_str();
    // Bold text that is not closed properly keeps its stars, and a single star is a name for anything.
    if vocabulary.is_none(text) || text.starts_with("**") || text.ends_with("**") {
        return None;
    }
    let front = match text.trim_start_matches(MARKS) {
        rest if rest.len() < text.len() => text.len() - rest.len(),
        _ => text.len() - text.trim_start_matches(|c| is_sign(c) || c == '-' && text.starts_with(is_sign)).len(),
    };
    let numbered = text.rfind('[').filter(|&at| {
        let number = text[at + 1..].strip_suffix(']');
        let is_index = |number: &str| vocabulary.patterns.index.as_ref().is_some_and(|index| index.is_match(number));
        at > 0
            && number.is_some_and(|number| {
                !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit()) && !is_index(number)
            })
    });
    // `{{% new %}}`, which a site's generator fills in.
    let shortcode = shortcode(text).filter(|call| call.start > 0 && text.ends_with("}}"));
    let shortcode = shortcode.map(|call| text[..call.start].trim_end().len());
    let end = numbered.or(shortcode).unwrap_or_else(|| text.trim_end_matches(MARKS).len());
    if (front == 0 && end == text.len()) || text[front.min(end)..end].trim().is_empty() {
        return None;
    }
    let mark = if end < text.len() { end..text.len() } else { 0..front };
    marked.unknown = Some((text[mark.clone()].to_owned(), flat.span(mark)));
    Some(flat.slice(front..end).trim())
}

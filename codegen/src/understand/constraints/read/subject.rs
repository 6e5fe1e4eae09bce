//! The name that is the subject of a statement: the marked name before it, or the one at the start of its line.
//!
//! Only names are found here; another pass knows whether one is the field's own.

use crate::document::{Mark, MarkKind};
use crate::understand::constraints::prose::Prose;
use crate::vocabulary::phrases::Phrases;

/// The maximum length of the text between a name and its statement: `must be an integer`.
const BETWEEN: usize = 24;

/// The name that is the subject of a statement: marked text before it with only words in between (`**a** ranges from
/// …`), or the beginning of its line (`**a**: … The value can be …`). `at` is the match's place in the folded text,
/// `start` in the flat one.
pub(super) fn of(
    prose: &Prose<'_>,
    phrases: &Phrases,
    at: usize,
    start: usize,
    default: Option<&str>,
) -> Option<String> {
    let flat = prose.flat;
    let sentence = prose.place(prose.sentence(at).start);
    let line = prose.line(start);
    let lead = |mark: &Mark| flat.text[line..mark.range.start].trim_matches(['•', ' ']);
    let is_subject = |mark: &&Mark| {
        matches!(mark.kind, MarkKind::Strong | MarkKind::Code)
            && mark.range.end <= start
            && is_name(&flat.text[mark.range.clone()])
    };
    let names = |from: usize| flat.marks_from(from).iter().take_while(|mark| mark.range.start < start);
    let words = |text: &str| text.chars().count() <= BETWEEN && text.chars().all(|c| phrases.is_of_word(c) || c == ' ');
    let before = names(sentence.max(line)).filter(is_subject).max_by_key(|mark| mark.range.end);
    // `a or **b** (default)`: the text before a default is another value.
    if let (Some(mark), None) = (before, default)
        && flat.text.get(mark.range.end..start).is_some_and(words)
    {
        return Some(flat.text[mark.range.clone()].to_owned());
    }
    // Only a name at the very beginning is one: the others are not looked at.
    let label = names(line).take_while(|mark| lead(mark).is_empty()).find(is_subject)?;
    let colon = flat.text[label.range.end..start].trim_start().starts_with([':', '：']);
    let value = default.is_some_and(|default| default == &flat.text[label.range.clone()]);
    (colon && !value).then(|| flat.text[label.range.clone()].to_owned())
}

/// The name right before a statement, without a space in between, in a text of another script: `repository长度最大256`.
pub(super) fn glued(prose: &Prose<'_>, phrases: &Phrases, start: usize) -> Option<String> {
    let text = &prose.flat.text;
    let of_name = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let name = &text[text[..start].trim_end_matches(of_name).len()..start];
    let behind = text[start..].chars().next()?;
    let whole = name.len() > 2 && name.starts_with(|c: char| c.is_ascii_lowercase());
    (whole && phrases.is_of_word(behind) && !of_name(behind)).then(|| name.to_owned())
}

/// The letter that stands for a number in a row's name and begins a statement, in a text of another script:
/// `N的取值范围：1~20` for `Ids.N`.
pub(super) fn letter(prose: &Prose<'_>, phrases: &Phrases, at: usize, start: usize) -> Option<String> {
    let sentence = prose.place(prose.sentence(at).start);
    let before = prose.flat.text.get(sentence..start)?;
    let line = before.rfind('\n').map_or(0, |end| end + 1);
    let mut words = before[line..].trim_start().chars();
    let letter = words.next().filter(char::is_ascii_alphabetic)?;
    let words = words.as_str();
    let apart = !words.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '_');
    let short = words.chars().count() <= 4 && words.chars().all(|c| !c.is_ascii() && phrases.is_of_word(c) || c == ' ');
    // The statement may begin with the word about the letter.
    let behind = prose.flat.text[start..].starts_with(|c: char| !c.is_ascii());
    (apart && short && behind).then(|| letter.to_string())
}

/// Whether a marked text is written like the name of a field, not like a word that labels a part of a text.
fn is_name(text: &str) -> bool {
    let mut chars = text.chars();
    let capital = chars.next().is_some_and(|c| c.is_ascii_uppercase());
    let inner = text.contains('_') || (capital && chars.clone().all(|c| c.is_ascii_uppercase()) && text.len() > 1);
    text.starts_with(|c: char| c.is_ascii_alphabetic())
        && text.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '-'))
        && (!capital || inner)
}

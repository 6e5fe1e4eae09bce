//! The condition and the case to which a place of a description belongs: by its sentence, by the earlier sentences of
//! its line, and by a line above that is only a condition.
//!
//! The words of conditions are the language's. What a condition demands is not understood here: its words are kept.

use std::ops::Range;

use crate::limits;
use crate::steps;
use crate::text::{fold_prose_str, head};
use crate::understand::constraints::prose::{LABEL, LABEL_BYTES, Prose};
use crate::vocabulary::phrases::{Phrases, Says};
use crate::vocabulary::{Captures, Match};

/// Whether a match applies only under a condition in its own sentence; for a list that no sentence introduces, under
/// several conditions before it. `place` is the start of the match's words.
pub(super) fn applies_in_a_case(
    prose: &Prose<'_>,
    phrases: &Phrases,
    says: Says,
    found: &Captures<'_>,
    place: usize,
) -> bool {
    let whole = found.whole();
    if stands_alone(found) {
        return conditions_before(prose, phrases, whole.start()) > 1;
    }
    is_conditional(prose, phrases, &prose.sentence(place), &whole.range())
        || (says != Says::Default && is_of_absence(prose, phrases, place))
}

/// Whether a match is a list after the end of a sentence, which that sentence does not introduce.
pub(super) fn stands_alone(found: &Captures<'_>) -> bool {
    let text = found.whole().as_str();
    found.name("bullets").is_some() && text.starts_with(['.', '。', '\n', '•'])
}

/// Where the line of a statement begins with a label of something else (`Windows: 2 to 15 characters`), the end of the
/// label nearest to the statement.
pub(super) fn label_of(prose: &Prose<'_>, start: usize) -> Option<usize> {
    const ENDS: [char; 2] = [':', '：'];
    let line = prose.line(start);
    // In a line without an end, a distant label does not apply.
    if start - line > limits::SENTENCE {
        return None;
    }
    let before = &prose.flat.text[line..start];
    steps::count(before.len());
    let (label, between) = before.split_once(ENDS)?;
    let is_label = !label.is_empty()
        && label.chars().count() <= LABEL
        && !between.contains(['。', '；', ';'])
        && !between.contains(". ");
    before.rfind(ENDS).filter(|_| is_label).map(|end| line + end)
}

/// Whether a statement follows the label of an item while other items have labels as well, so that it is only about
/// that case: `• mongos: the value ranges from …`. The heads of a structured description are not such labels.
pub(super) fn is_of_item(prose: &Prose<'_>, phrases: &Phrases, start: usize, default: Option<&str>) -> bool {
    let text = &prose.flat.text;
    let label = |text: &str| -> bool {
        let line = head(text, LABEL_BYTES).lines().next().unwrap_or("");
        let Some((label, _)) = line.split_once([':', '：']) else { return false };
        let label = fold_prose_str(label.trim());
        let length = label.chars().count();
        (1..=40).contains(&length) && !phrases.parts.contains(&label)
    };
    let Some(own) = prose.items.around(start).find(|item| item.start < start) else { return false };
    // A default that is one of the items is the field's default.
    if !label(&text[own.start..start]) || default.is_some_and(|default| prose.items.begins(default)) {
        return false;
    }
    prose.items.other_is_labelled(own, |item| label(&text[item.clone()]))
}

/// Whether the words right before a default, in a sentence after others, are the label of a case: `Images that others
/// share: none. Images of your own: The default value is …`.
pub(super) fn is_default_of_label(prose: &Prose<'_>, phrases: &Phrases, at: usize) -> bool {
    let sentence = prose.sentence(at);
    let Some((label, between)) = prose.folded[sentence.start..at].rsplit_once(':') else { return false };
    sentence.start > 0
        && label.split_whitespace().count() > 2
        && label.chars().all(|c| phrases.is_of_word(c) || c == ' ')
        && between.split_whitespace().count() < 2
}

/// Whether a place is in the words of a condition: after a word that begins one, without a comma in between.
pub(super) fn is_condition(prose: &Prose<'_>, phrases: &Phrases, at: usize) -> bool {
    let sentence = prose.sentence(at);
    let before = &prose.folded[sentence.start..at];
    let begins = |found: Match<'_>| !before[found.start()..].contains([',', '，', ':', '：']);
    let mut words = phrases.conditional.iter().chain(&phrases.conditional_lead);
    words.any(|pattern| pattern.find_iter(before).any(begins)) || is_of_absence(prose, phrases, at)
}

/// The start of the sentence, before the one at a place, whose condition introduces the case of the rest of its line;
/// or the previous line that is only a condition: `Key (when the action is create)`.
pub(super) fn case_of(prose: &Prose<'_>, phrases: &Phrases, at: usize) -> Option<usize> {
    let line = prose.folded_line(at);
    let own = prose.sentence(at).start.max(line);
    let is_case =
        |sentence: &Range<usize>| !prose.is_excluded(sentence.start) && mentions_case(prose, phrases, sentence);
    if let Some(start) = prose.first_case(line, own, is_case) {
        return Some(start);
    }
    let before = prose.folded[..line].trim_end_matches(['\n', ' ']);
    let head = prose.folded_line(before.len())..before.len();
    let heads = before.ends_with([')', ':']) && !prose.in_item(at) && prose.sentence(head.start).end >= head.end;
    (heads && mentions_case(prose, phrases, &head)).then_some(head.start)
}

/// Whether a sentence as a whole applies only under a condition.
fn mentions_case(prose: &Prose<'_>, phrases: &Phrases, sentence: &Range<usize>) -> bool {
    is_conditional(prose, phrases, sentence, &(sentence.end..sentence.end))
}

/// How many sentences before a place apply only under a condition. Two of them distinguish cases.
fn conditions_before(prose: &Prose<'_>, phrases: &Phrases, at: usize) -> usize {
    prose.sentences(0..at).filter(|sentence| sentence.end <= at && mentions_case(prose, phrases, sentence)).count()
}

/// Whether a place is in the words about a value that is not given: `If it is not set or greater than 9, …`.
fn is_of_absence(prose: &Prose<'_>, phrases: &Phrases, at: usize) -> bool {
    let sentence = prose.sentence(at);
    let text = &prose.folded[sentence.clone()];
    let mut clauses = phrases.unconditional.iter().flat_map(|pattern| pattern.find_iter(text));
    clauses.any(|found| sentence.start + found.start() < at && at < sentence.start + found.end())
}

/// Whether the text at a range of the folded text applies only under a condition in its own sentence.
pub(super) fn is_about_a_case(prose: &Prose<'_>, phrases: &Phrases, range: &Range<usize>) -> bool {
    is_conditional(prose, phrases, &prose.sentence(range.start), range) || is_of_absence(prose, phrases, range.start)
}

/// Whether what a sentence states at a range applies only under a condition.
fn is_conditional(prose: &Prose<'_>, phrases: &Phrases, sentence: &Range<usize>, range: &Range<usize>) -> bool {
    let text = &prose.folded[sentence.clone()];
    let harmless: Vec<Range<usize>> =
        phrases.unconditional.iter().flat_map(|pattern| pattern.find_iter(text).map(|found| found.range())).collect();
    let counts =
        |found: &Match<'_>| !harmless.iter().any(|range| range.start <= found.start() && found.start() < range.end);
    let inside = |found: &Match<'_>| {
        let at = sentence.start + found.start();
        // A phrase that contains the word itself knows its effect.
        let own = range.start <= at && at < range.end;
        // `Range: 0-240 If it is 0, …`, `A (default): When …`: about another sentence.
        let place = prose.place(at);
        let before = prose.flat.text[..place].trim_end_matches(' ');
        let apart = prose.begins_anew(place) && before.ends_with(|c: char| c.is_alphanumeric() || c == ':');
        !own && (at < range.end || !apart)
    };
    phrases.conditional.iter().any(|pattern| pattern.find_iter(text).any(|found| counts(&found) && inside(&found)))
        || phrases.conditional_lead.iter().any(|pattern| {
            pattern
                .find_iter(text)
                .any(|found| counts(&found) && inside(&found) && sentence.start + found.start() < range.start)
        })
}

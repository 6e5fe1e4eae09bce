//! A description prepared for matching: folded, split into sentences, with positions in the original.

pub(super) mod items;
mod ranges;

use std::cell::{OnceCell, RefCell};
use std::collections::BTreeMap;

use crate::document::{FlatText, MarkKind};
use crate::limits;
use crate::steps;
use crate::text::{fold_prose, fold_prose_str, head, is_han};
use crate::understand::constraints::prose::items::{Items, Lines};
use crate::understand::constraints::prose::ranges::{contain, joined};
use crate::vocabulary::Pattern;
use crate::vocabulary::phrases::Phrases;

/// The maximum length of a line's label, in characters.
pub(super) const LABEL: usize = 24;

/// How far into a line its label may extend, including what is trimmed and folded.
pub(super) const LABEL_BYTES: usize = 512;

/// A description in the form that phrases match.
pub(super) struct Prose<'f> {
    /// The text as the page has it.
    pub(super) flat: &'f FlatText,
    /// Folded, with single spaces, and none beside Chinese characters.
    pub(super) folded: String,
    /// For each byte of `folded`, the byte of `flat.text`.
    places: Vec<u32>,
    /// The starts of lines in `flat.text`, and in `folded`.
    lines: (Lines, Lines),
    /// The items of its lists.
    pub(super) items: Items,
    /// The labels of its lines: the first, and the first that differs from it.
    labels: OnceCell<[Option<String>; 2]>,
    /// Abbreviations, whose full stop does not end a sentence.
    abbreviations: &'f [String],
    /// Parts of `folded` that show examples or code.
    examples: Vec<std::ops::Range<usize>>,
    /// Parts of `folded` that give advice.
    advice: Vec<std::ops::Range<usize>>,
    /// For each line, by its first byte, how far it was searched for a sentence that introduces a case, and the first
    /// such sentence: every statement of a line needs it.
    cases: RefCell<BTreeMap<usize, (usize, Option<usize>)>>,
}

impl<'f> Prose<'f> {
    pub(super) fn new(flat: &'f FlatText, phrases: &'f Phrases) -> Self {
        let mut prose = Self::without_examples(flat, &phrases.abbreviations);
        let mut examples = Vec::new();
        for mark in &flat.marks {
            if mark.kind == MarkKind::CodeBlock {
                examples.push(prose.folded_range(mark.range.clone()));
            }
        }
        examples.extend(prose.example_parts(phrases));
        for pattern in &phrases.examples {
            for found in pattern.find_iter(&prose.folded) {
                let end = prose.sentence(found.start()).end.max(found.end());
                examples.push(found.start()..prose.items_behind(end));
            }
        }
        let advised = phrases.advice.iter().flat_map(|pattern| pattern.find_iter(&prose.folded));
        // Advice that ends with a colon includes the list below it.
        let whole = |part: std::ops::Range<usize>| part.start..prose.items_behind(part.end);
        prose.advice = joined(advised.map(|found| whole(prose.advice(found.start()))).collect());
        prose.examples = joined(examples);
        prose
    }

    /// The text before examples and advice are found.
    fn without_examples(flat: &'f FlatText, abbreviations: &'f [String]) -> Self {
        let (folded, places) = fold(&flat.text);
        Self {
            flat,
            lines: (Lines::new(&flat.text), Lines::new(&folded)),
            items: Items::new(flat),
            labels: OnceCell::new(),
            folded,
            places,
            abbreviations,
            examples: Vec::new(),
            advice: Vec::new(),
            cases: RefCell::default(),
        }
    }

    /// The parts of a structured description that show examples: from the line that heads them to the next such line.
    fn example_parts(&self, phrases: &Phrases) -> Vec<std::ops::Range<usize>> {
        let mut parts = Vec::new();
        let mut open: Option<usize> = None;
        let mut at = 0;
        for line in self.folded.split_inclusive('\n') {
            let head = line.trim().trim_end_matches(':').trim_end();
            let example = phrases.example_parts.iter().any(|part| part == head);
            if example || phrases.parts.iter().any(|part| part == head) {
                parts.extend(open.take().map(|start| start..at));
                open = example.then_some(at);
            }
            at += line.len();
        }
        parts.extend(open.map(|start| start..self.folded.len()));
        parts
    }

    /// The end of the list that follows a line which ends at a byte with a colon; that byte where there is no list.
    fn items_behind(&self, end: usize) -> usize {
        if !self.folded[..end].ends_with(':') {
            return end;
        }
        let items = self.folded[end..].split_inclusive('\n').scan(true, |first, line| {
            let item = std::mem::take(first) && line.trim().is_empty() || line.trim_start().starts_with('•');
            item.then_some(line.len())
        });
        end + items.sum::<usize>()
    }

    /// The byte of the flat text for a byte of the folded one.
    pub(super) fn place(&self, at: usize) -> usize {
        self.places.get(at).map_or(self.flat.text.len(), |&place| place as usize)
    }

    /// The range of the flat text for a range of the folded one.
    pub(super) fn range(&self, range: std::ops::Range<usize>) -> std::ops::Range<usize> {
        let start = self.place(range.start);
        let end = if range.end > range.start {
            let last = self.place(range.end - 1);
            last + self.flat.text[last..].chars().next().map_or(0, char::len_utf8)
        } else {
            start
        };
        start..end.max(start)
    }

    /// The range of the folded text for a range of the flat one.
    pub(super) fn folded_range(&self, range: std::ops::Range<usize>) -> std::ops::Range<usize> {
        let at = |place: usize| self.places.partition_point(|&p| (p as usize) < place);
        at(range.start)..at(range.end)
    }

    /// Whether a place states no constraints: it is an example, code, or advice.
    pub(super) fn is_excluded(&self, at: usize) -> bool {
        self.is_example(at) || contain(&self.advice, at)
    }

    /// Whether a place is an example or code.
    pub(super) fn is_example(&self, at: usize) -> bool {
        contain(&self.examples, at)
    }

    /// The sentence around a byte of the folded text; if it has no end, the text near the byte.
    pub(super) fn sentence(&self, at: usize) -> std::ops::Range<usize> {
        let text = &self.folded;
        let first = head(text, at.saturating_sub(limits::SENTENCE)).len();
        let last = head(text, at.saturating_add(limits::SENTENCE)).len();
        let start = text[first..at]
            .char_indices()
            .rev()
            .find(|&(i, c)| self.ends_sentence(first + i, c))
            .map_or(first, |(i, c)| first + i + c.len_utf8());
        let end = text[at..last]
            .char_indices()
            .find(|&(i, c)| self.ends_sentence(at + i, c))
            .map_or(last, |(i, c)| at + i + if c == '\n' { 0 } else { c.len_utf8() });
        steps::count(end.saturating_sub(start));
        start..end.max(start)
    }

    /// Whether a character ends a sentence.
    fn ends_sentence(&self, at: usize, c: char) -> bool {
        match c {
            '\n' | '。' | ';' | '!' | '?' => true,
            '.' => {
                let (before, behind) = (&self.folded[..at], self.folded[at + 1..].chars().next());
                behind.is_none_or(|c| c.is_whitespace() || is_han(c))
                    && before.chars().next_back().is_some_and(|c| !c.is_whitespace())
                    && !self.abbreviations.iter().any(|short| before.ends_with(short.as_str()))
            }
            _ => false,
        }
    }

    /// Whether the word at a place of the flat text begins a sentence without punctuation before it, recognised by its
    /// capital letter: `Range: 0-240 If it is 0, …`. The caller has to check what comes before it.
    pub(super) fn begins_anew(&self, place: usize) -> bool {
        let (before, word) = self.flat.text.split_at(place);
        word.starts_with(char::is_uppercase) && before.ends_with(' ')
    }

    /// The part of the sentence around a byte to which a word of advice there applies: not the text before the
    /// preceding comma, and in parentheses only their content.
    fn advice(&self, at: usize) -> std::ops::Range<usize> {
        let sentence = self.sentence(at);
        let before = &self.folded[sentence.start..at];
        let open = before.rfind('(').filter(|&open| !before[open..].contains(')'));
        if let Some((open, close)) = open.zip(self.folded[at..sentence.end].find(')')) {
            return sentence.start + open..at + close;
        }
        let clause = before.rfind([',', '，']).map_or(sentence.start, |comma| sentence.start + comma);
        clause..sentence.end
    }

    /// The sentences that begin in a range, without the spaces and line ends between them.
    pub(super) fn sentences(&self, range: std::ops::Range<usize>) -> impl Iterator<Item = std::ops::Range<usize>> {
        let mut start = range.start;
        std::iter::from_fn(move || {
            start += self.folded[start..].len() - self.folded[start..].trim_start_matches([' ', '\n']).len();
            // It contains the character with which it begins, which does not end a line.
            let sentence = (start < range.end).then(|| self.sentence(start))?;
            start = sentence.end;
            Some(sentence)
        })
    }

    /// The start of the first sentence that introduces a case, among those that begin between the start of a line and a
    /// byte of it.
    pub(super) fn first_case(
        &self,
        line: usize,
        end: usize,
        is_case: impl Fn(&std::ops::Range<usize>) -> bool,
    ) -> Option<usize> {
        let mut cases = self.cases.borrow_mut();
        let (looked, first) = cases.entry(line).or_insert((line, None));
        if first.is_none() && *looked < end {
            for sentence in self.sentences(*looked..end) {
                *looked = sentence.end;
                if is_case(&sentence) {
                    *first = Some(sentence.start);
                    break;
                }
            }
        }
        first.filter(|&start| start < end)
    }

    /// The sentence as the page writes it; or the line, where a match begins with the end of the previous sentence.
    pub(super) fn words(&self, at: usize) -> String {
        let spelled = |range: std::ops::Range<usize>| {
            let text = self.flat.text[self.range(range)].trim();
            text.trim_start_matches(FlatText::BULLET.trim_end())
                .trim()
                .trim_start_matches(['。', '.', '；', ';'])
                .to_owned()
        };
        let words = spelled(self.sentence(at));
        if !words.is_empty() {
            return words;
        }
        let behind =
            at + self.folded[at..].chars().take_while(|c| !c.is_alphanumeric()).map(char::len_utf8).sum::<usize>();
        spelled(self.sentence(behind.min(self.folded.len())))
    }

    /// The text from a byte to the end of the sentence around another.
    pub(super) fn words_from(&self, start: usize, at: usize) -> String {
        let text = self.flat.text[self.range(start..self.sentence(at).end)].trim();
        text.trim_start_matches(FlatText::BULLET.trim_end()).trim().to_owned()
    }

    /// The text from the start of the sentence around a byte to a byte of the flat text, on one line.
    pub(super) fn words_to(&self, at: usize, end: usize) -> String {
        let start = self.place(self.sentence(at).start);
        let text = self.flat.text[start..end.max(start)].trim();
        let text = text.trim_start_matches(FlatText::BULLET.trim_end()).trim();
        text.split('\n').map(str::trim).filter(|line| !line.is_empty()).collect::<Vec<_>>().join(" ")
    }

    /// Whether the text says that values may be spelled differently. Such a remark in an item of a list is part of that
    /// item's meaning.
    pub(super) fn allows_other_spellings(&self, phrases: &Phrases) -> bool {
        let found = |pattern: &Pattern| pattern.find_iter(&self.folded).any(|found| !self.in_item(found.start()));
        phrases.other_spellings.iter().any(found)
    }

    /// Whether an item of a list begins at a place of the folded text, at its bullet or after it.
    pub(super) fn begins_item(&self, at: usize) -> bool {
        let text = &self.flat.text[self.place(at)..];
        self.item_begins_at(self.place(at) + text.len() - text.trim_start_matches(['•', ' ']).len())
    }

    /// Whether an item of a list begins at a place of the flat text.
    pub(super) fn item_begins_at(&self, place: usize) -> bool {
        self.flat.marks_at(place).any(|mark| mark.kind == MarkKind::Item)
    }

    /// Whether a place is about a part or a case that its item or its line names before it, as other items do: `name:
    /// only letters`.
    pub(super) fn is_of_part(&self, at: usize, phrases: &Phrases) -> bool {
        let place = self.place(at);
        let text = &self.flat.text;
        // `• Range: only letters`: the head of a structured description is not a part of the value.
        let labelled = |item: &std::ops::Range<usize>| {
            let lead = head(&text[item.start..place], limits::SENTENCE);
            lead.split_once([':', '：']).is_some_and(|(head, behind)| {
                behind.contains([':', '：']) || !phrases.parts.contains(&fold_prose_str(head.trim_matches(['•', ' '])))
            })
        };
        if self.items.around(place).any(labelled) {
            return true;
        }
        let Some(own) = label_of_line(&text[self.line(place)..place], phrases) else { return false };
        let labels = self.labels.get_or_init(|| {
            let mut all = text.lines().filter_map(|line| label_of_line(line, phrases));
            let first = all.next();
            let other = all.find(|label| Some(label) != first.as_ref());
            [first, other]
        });
        labels.iter().flatten().any(|other| *other != own)
    }

    /// Whether a place is in an item of a list.
    pub(super) fn in_item(&self, at: usize) -> bool {
        self.items.around(self.place(at)).next().is_some()
    }

    /// The start of the line that contains a place of the flat text.
    pub(super) fn line(&self, place: usize) -> usize {
        self.lines.0.start(place)
    }

    /// The start of the line that contains a place of the folded text.
    pub(super) fn folded_line(&self, at: usize) -> usize {
        self.lines.1.start(at)
    }
}

/// The label of a line, before a colon: a few words, and not a head of a structured description.
fn label_of_line(line: &str, phrases: &Phrases) -> Option<String> {
    // Most lines have none: a colon far from the start does not end a label.
    let (label, _) = head(line, LABEL_BYTES).split_once([':', '：'])?;
    let label = fold_prose_str(label.trim_matches(['•', ' ']));
    let names = (1..=LABEL).contains(&label.chars().count()) && !label.contains(['，', ',', '。', '(']);
    (names && !phrases.parts.contains(&label)).then_some(label)
}

/// The folded text and, for each of its bytes, the original byte.
fn fold(text: &str) -> (String, Vec<u32>) {
    let mut out = String::with_capacity(text.len());
    let mut places = Vec::with_capacity(text.len());
    let mut last: Option<char> = None;
    let mut chars = text.char_indices().peekable();
    while let Some((at, original)) = chars.next() {
        let c = fold_prose(original);
        if c == ' ' || original == '\u{200b}' {
            let next = chars.peek().map(|&(_, c)| c);
            let beside = |c: Option<char>| {
                c.is_none_or(|c| {
                    c.is_whitespace() || is_han(c) || matches!(c, '，' | '。' | '、' | '：' | '；' | '（' | '）')
                })
            };
            // The space after a bullet stays: it is part of the bullet.
            if last != Some('•') && (beside(next) || beside(last)) {
                continue;
            }
        }
        let start = out.len();
        out.push(c);
        places.extend(std::iter::repeat_n(u32::try_from(at).unwrap_or(u32::MAX), out.len() - start));
        last = Some(original);
    }
    (out, places)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folding_leads_back() {
        let mut flat = FlatText::default();
        flat.push_run("取值范围： 1 ～ 100。Next. End 1.5", crate::source::Span::default());
        let prose = Prose::without_examples(&flat, &[]);
        assert_eq!(prose.folded, "取值范围:1 ~ 100。next. end 1.5");
        let at = prose.folded.find("100").unwrap();
        assert_eq!(&flat.text[prose.range(at..at + 3)], "100");
        assert_eq!(prose.words(at), "取值范围： 1 ～ 100。");
        assert_eq!(prose.words(prose.folded.find("end").unwrap()), "End 1.5");
    }
}

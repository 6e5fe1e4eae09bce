//! The language of phrases: how sentences state what is demanded of a value, as data.
//!
//! A phrase is a regular expression over folded text with placeholders for what it captures, what it says, and examples
//! that a test runs. It is written and tested by someone who knows the language and not Rust; the language files tell
//! how. Matching is linear in the text; one pass over it tells which phrases are worth trying ([`index`]), and only those
//! are written out ([`writing`]) and compiled ([`super::pattern`]).

mod file;
mod index;
mod writing;

use std::sync::Arc;

use index::Index;
use writing::Holes;

pub use file::{Part, PhraseExample, PhraseFile, Prose, Says, Scope};
pub(super) use writing::{outline, with_macros};

use super::VocabularyError;
use super::pattern::Pattern;
use super::texts::ProsePattern;

/// A phrase made ready to match.
#[derive(Debug)]
pub struct Phrase {
    /// The language's code and the phrase's name, as `explain` and the IR show it.
    pub rule: String,
    /// What it says and of what.
    pub file: PhraseFile,
    /// What it matches.
    pub pattern: Pattern,
    /// See [`PhraseFile::behind`].
    pub behind: Option<Pattern>,
}

/// The prose of all of a vendor's languages, made ready to match.
#[derive(Debug)]
pub struct Phrases {
    /// All phrases, in order.
    pub all: Vec<Phrase>,
    index: Index,
    /// The letters of each language: see [`Prose::letters`].
    letters: Vec<Letters>,
    /// What stands between values, longest first.
    pub separators: Vec<String>,
    /// See [`Prose::alternatives`].
    pub alternatives: Vec<String>,
    /// What stands between a value and its meaning, longest first.
    pub meaning_marks: Vec<String>,
    /// What says that a list goes on.
    pub open_marks: Vec<String>,
    /// What is no value.
    pub stop_words: Vec<String>,
    /// Units, longest first.
    pub units: Vec<String>,
    /// See [`Prose::same_units`].
    pub same_units: Vec<Vec<String>>,
    /// See [`Prose::character_units`].
    pub character_units: Vec<String>,
    /// See [`Prose::byte_units`].
    pub byte_units: Vec<String>,
    /// See [`Prose::through_words`].
    pub through_words: Vec<String>,
    /// See [`Prose::abbreviations`].
    pub abbreviations: Vec<String>,
    /// See [`Prose::other_spellings`].
    pub other_spellings: Vec<Pattern>,
    /// See [`Prose::item_leads`].
    pub item_leads: Vec<Pattern>,
    /// See [`Prose::case_meanings`].
    pub case_meanings: Vec<Pattern>,
    /// See [`Prose::failure_rows`].
    pub failure_rows: Vec<Pattern>,
    /// See [`Prose::empty_words`].
    pub empty_words: Vec<String>,
    /// See [`Prose::null_words`].
    pub null_words: Vec<String>,
    /// See [`Prose::unlimited_words`].
    pub unlimited_words: Vec<String>,
    /// See [`Prose::parts`].
    pub parts: Vec<String>,
    /// See [`Prose::example_parts`].
    pub example_parts: Vec<String>,
    /// See [`Prose::characters`]; folded, the longest name first.
    pub characters: Vec<(String, String)>,
    /// See [`Prose::character_fillers`].
    pub character_fillers: Vec<String>,
    /// See [`Prose::clause_words`].
    pub clause_words: Vec<String>,
    /// See [`Prose::conditional`].
    pub conditional: Vec<Pattern>,
    /// See [`Prose::conditional_lead`].
    pub conditional_lead: Vec<Pattern>,
    /// See [`Prose::unconditional`].
    pub unconditional: Vec<Pattern>,
    /// See [`Prose::examples`].
    pub examples: Vec<Pattern>,
    /// See [`Prose::advice`].
    pub advice: Vec<Pattern>,
}

/// The letters of a language's words.
#[derive(Debug)]
struct Letters(Vec<(char, char)>);

impl Letters {
    /// Letters as a file has them: ranges and single ones.
    fn of(text: &str) -> Self {
        let mut ranges = Vec::new();
        let mut rest = text.chars();
        while let Some(from) = rest.next() {
            let mut ahead = rest.clone();
            let to = ahead.next().filter(|&c| c == '-').and_then(|_| ahead.next());
            if to.is_some() {
                rest = ahead;
            }
            ranges.push((from, to.unwrap_or(from)));
        }
        Self(ranges)
    }

    fn has(&self, c: char) -> bool {
        let lower = super::super::text::fold_char(c);
        self.0.iter().any(|&(from, to)| from <= lower && lower <= to)
    }
}

impl Phrases {
    /// The phrases of several languages: (file name, code, prose).
    ///
    /// # Errors
    /// [`VocabularyError::Pattern`] for the first pattern that is no regular expression.
    pub fn merge(languages: &[(&str, &str, &Prose)]) -> Result<Self, VocabularyError> {
        let mut units: Vec<String> = Vec::new();
        let mut merged = Self {
            all: Vec::new(),
            index: Index::default(),
            letters: languages.iter().map(|(_, _, prose)| Letters::of(&prose.letters)).collect(),
            separators: Vec::new(),
            alternatives: Vec::new(),
            meaning_marks: Vec::new(),
            open_marks: Vec::new(),
            stop_words: Vec::new(),
            units: Vec::new(),
            same_units: Vec::new(),
            character_units: Vec::new(),
            byte_units: Vec::new(),
            through_words: Vec::new(),
            abbreviations: Vec::new(),
            other_spellings: Vec::new(),
            item_leads: Vec::new(),
            case_meanings: Vec::new(),
            failure_rows: Vec::new(),
            null_words: Vec::new(),
            unlimited_words: Vec::new(),
            empty_words: Vec::new(),
            parts: Vec::new(),
            example_parts: Vec::new(),
            characters: Vec::new(),
            character_fillers: Vec::new(),
            clause_words: Vec::new(),
            conditional: Vec::new(),
            conditional_lead: Vec::new(),
            unconditional: Vec::new(),
            examples: Vec::new(),
            advice: Vec::new(),
        };
        let add = |to: &mut Vec<String>, from: &[String]| {
            for word in from {
                let word = super::super::text::fold_prose_str(word);
                if !to.contains(&word) {
                    to.push(word);
                }
            }
        };
        for (_, _, prose) in languages {
            add(&mut units, &prose.units);
            merged.same_units.extend(prose.same_units.iter().cloned());
            add(&mut merged.character_units, &prose.character_units);
            add(&mut merged.byte_units, &prose.byte_units);
            add(&mut merged.through_words, &prose.through_words);
            add(&mut merged.abbreviations, &prose.abbreviations);
            add(&mut merged.separators, &prose.separators);
            add(&mut merged.alternatives, &prose.alternatives);
            add(&mut merged.meaning_marks, &prose.meaning_marks);
            add(&mut merged.open_marks, &prose.open_marks);
            add(&mut merged.stop_words, &prose.stop_words);
            add(&mut merged.null_words, &prose.null_words);
            add(&mut merged.unlimited_words, &prose.unlimited_words);
            add(&mut merged.empty_words, &prose.empty_words);
            add(&mut merged.parts, &prose.parts);
            add(&mut merged.example_parts, &prose.example_parts);
            add(&mut merged.character_fillers, &prose.character_fillers);
            add(&mut merged.clause_words, &prose.clause_words);
            let named = |(name, class): (&String, &String)| (super::super::text::fold_prose_str(name), class.clone());
            merged.characters.extend(prose.characters.iter().map(named));
        }
        let longest = |list: &mut Vec<String>| list.sort_by(|a, b| b.len().cmp(&a.len()).then_with(|| a.cmp(b)));
        longest(&mut units);
        longest(&mut merged.separators);
        longest(&mut merged.meaning_marks);
        longest(&mut merged.character_fillers);
        merged.characters.sort_by(|(a, _), (b, _)| b.len().cmp(&a.len()).then_with(|| a.cmp(b)));
        merged.characters.dedup_by(|(a, _), (b, _)| a == b);
        for (file, code, prose) in languages {
            let holes = Arc::new(Holes::new(&prose.macros, &units));
            let pattern = |before: &str, pattern: &ProsePattern, after: &str| {
                holes.pattern(before, pattern, after).map_err(|source| VocabularyError::Pattern {
                    file: (*file).to_owned(),
                    pattern: pattern.to_string(),
                    source: Box::new(source),
                })
            };
            let own = |all: &[ProsePattern]| -> Result<Vec<Pattern>, VocabularyError> {
                all.iter().map(|it| pattern("", it, "")).collect()
            };
            merged.other_spellings.extend(own(&prose.other_spellings)?);
            merged.item_leads.extend(own(&prose.item_leads)?);
            merged.case_meanings.extend(own(&prose.case_meanings)?);
            merged.failure_rows.extend(own(&prose.failure_rows)?);
            merged.conditional.extend(own(&prose.conditional)?);
            merged.conditional_lead.extend(own(&prose.conditional_lead)?);
            merged.unconditional.extend(own(&prose.unconditional)?);
            merged.examples.extend(own(&prose.examples)?);
            merged.advice.extend(own(&prose.advice)?);
            for phrase in &prose.phrases {
                merged.all.push(Phrase {
                    rule: format!("{code}/{}", phrase.id),
                    pattern: pattern("", &phrase.pattern, "")?,
                    behind: phrase.behind.iter().map(|it| pattern("^ ?(?:", it, ")")).next().transpose()?,
                    file: phrase.clone(),
                });
            }
        }
        merged.units = units;
        merged.index = Index::new(merged.all.iter().map(|phrase| &phrase.pattern))?;
        Ok(merged)
    }

    /// Whether a character is a letter of a language's words.
    pub fn is_of_word(&self, c: char) -> bool {
        self.letters.iter().any(|letters| letters.has(c))
    }

    /// Whether a character is a letter of a language's words in which nothing is written that goes over a wire: names and
    /// values are ASCII.
    pub fn is_native(&self, c: char) -> bool {
        !c.is_ascii() && self.is_of_word(c)
    }

    /// Whether a word has no letter of a script in which the text around it has some.
    pub fn is_foreign(&self, word: &str, around: &str) -> bool {
        let has = |letters: &Letters, text: &str| text.chars().any(|c| letters.has(c));
        self.letters.iter().any(|letters| !has(letters, word) && has(letters, around))
    }

    /// The phrases that may occur in a folded text, in order.
    pub fn occurring<'p>(&'p self, folded: &str) -> impl Iterator<Item = &'p Phrase> {
        self.index.candidates(folded).into_iter().map(|place| &self.all[place])
    }

    /// All patterns.
    #[cfg(test)]
    pub(super) fn patterns(&self) -> impl Iterator<Item = &Pattern> {
        let of_phrases = self.all.iter().flat_map(|phrase| phrase.behind.iter().chain([&phrase.pattern]));
        let lists = [&self.item_leads, &self.case_meanings, &self.failure_rows, &self.conditional];
        let others = [&self.conditional_lead, &self.unconditional, &self.examples, &self.advice, &self.other_spellings];
        of_phrases.chain(lists.into_iter().chain(others).flatten())
    }
}

//! The language of phrases: how sentences state the demands on a value, as data.
//!
//! A phrase is a regular expression over folded text with placeholders for what it captures, what it states, and
//! examples that a test runs. Its author needs to know the language, but not Rust; the language files have the rules.
//! Matching is linear in the text. One pass over the text finds the phrases that are worth trying ([`index`]), and only
//! those are expanded ([`writing`]) and compiled ([`super::pattern`]).

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
use crate::text::{fold_char, fold_prose_str};

/// A phrase, ready to match.
#[derive(Debug)]
pub struct Phrase {
    /// The language's code and the phrase's name, as shown by `explain` and in the IR.
    pub rule: String,
    /// What it states, and what it applies to.
    pub file: Arc<PhraseFile>,
    /// What it matches.
    pub pattern: Pattern,
    /// See [`PhraseFile::behind`].
    pub behind: Option<Pattern>,
}

/// The prose of all languages of a vendor, ready to match.
#[derive(Debug, Default)]
pub struct Phrases {
    /// All phrases, in order.
    pub all: Vec<Phrase>,
    index: Index,
    /// The letters of each language: see [`Prose::letters`].
    letters: Vec<Letters>,
    /// Separators between values, longest first.
    pub separators: Vec<String>,
    /// See [`Prose::alternatives`].
    pub alternatives: Vec<String>,
    /// Separators between a value and its meaning, longest first.
    pub meaning_marks: Vec<String>,
    /// Words that state that a list goes on.
    pub open_marks: Vec<String>,
    /// Words that are not a value.
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
    /// See [`Prose::placeholders`].
    pub placeholders: Vec<Pattern>,
}

/// The letters of a language's words.
#[derive(Debug)]
struct Letters(Vec<(char, char)>);

impl Letters {
    /// The letters of a file: ranges and single letters.
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
        let lower = fold_char(c);
        self.0.iter().any(|&(from, to)| from <= lower && lower <= to)
    }
}

impl Phrases {
    /// The phrases of several languages: (file name, code, prose).
    ///
    /// # Errors
    /// [`VocabularyError::Pattern`] for the first pattern that is not a regular expression.
    pub fn merge(languages: &[(&str, &str, &Prose)]) -> Result<Self, VocabularyError> {
        let mut merged = Self::default();
        for (_, _, prose) in languages {
            merged.add_words(prose);
        }
        merged.sort_words();
        for (file, code, prose) in languages {
            merged.add_patterns(file, code, prose)?;
        }
        merged.index = Index::new(merged.all.iter().map(|phrase| &phrase.pattern))?;
        Ok(merged)
    }

    /// Adds the lists of words of a language's file, folded.
    fn add_words(&mut self, prose: &Prose) {
        let add = |to: &mut Vec<String>, from: &[String]| {
            for word in from {
                let word = fold_prose_str(word);
                if !to.contains(&word) {
                    to.push(word);
                }
            }
        };
        self.letters.push(Letters::of(&prose.letters));
        self.same_units.extend(prose.same_units.iter().cloned());
        add(&mut self.units, &prose.units);
        add(&mut self.character_units, &prose.character_units);
        add(&mut self.byte_units, &prose.byte_units);
        add(&mut self.through_words, &prose.through_words);
        add(&mut self.abbreviations, &prose.abbreviations);
        add(&mut self.separators, &prose.separators);
        add(&mut self.alternatives, &prose.alternatives);
        add(&mut self.meaning_marks, &prose.meaning_marks);
        add(&mut self.open_marks, &prose.open_marks);
        add(&mut self.stop_words, &prose.stop_words);
        add(&mut self.null_words, &prose.null_words);
        add(&mut self.unlimited_words, &prose.unlimited_words);
        add(&mut self.empty_words, &prose.empty_words);
        add(&mut self.parts, &prose.parts);
        add(&mut self.example_parts, &prose.example_parts);
        add(&mut self.character_fillers, &prose.character_fillers);
        add(&mut self.clause_words, &prose.clause_words);
        let named = |(name, class): (&String, &String)| (fold_prose_str(name), class.clone());
        self.characters.extend(prose.characters.iter().map(named));
    }

    /// Sorts texts so that the longest is tried first.
    fn sort_words(&mut self) {
        let longest = |a: &String, b: &String| b.len().cmp(&a.len()).then_with(|| a.cmp(b));
        for list in [&mut self.units, &mut self.separators, &mut self.meaning_marks, &mut self.character_fillers] {
            list.sort_by(longest);
        }
        self.characters.sort_by(|(a, _), (b, _)| longest(a, b));
        self.characters.dedup_by(|(a, _), (b, _)| a == b);
    }

    /// Adds the expressions of a language's file. All languages' words must be known by then, since an expression may
    /// refer to any unit.
    fn add_patterns(&mut self, file: &str, code: &str, prose: &Prose) -> Result<(), VocabularyError> {
        let holes = Arc::new(Holes::new(&prose.macros, &self.units));
        let pattern = |before: &str, pattern: &ProsePattern, after: &str| {
            holes.pattern(before, pattern, after).map_err(|source| VocabularyError::Pattern {
                file: file.to_owned(),
                pattern: pattern.to_string(),
                source: Box::new(source),
            })
        };
        let own = |all: &[ProsePattern]| -> Result<Vec<Pattern>, VocabularyError> {
            all.iter().map(|it| pattern("", it, "")).collect()
        };
        self.other_spellings.extend(own(&prose.other_spellings)?);
        self.item_leads.extend(own(&prose.item_leads)?);
        self.case_meanings.extend(own(&prose.case_meanings)?);
        self.failure_rows.extend(own(&prose.failure_rows)?);
        self.conditional.extend(own(&prose.conditional)?);
        self.conditional_lead.extend(own(&prose.conditional_lead)?);
        self.unconditional.extend(own(&prose.unconditional)?);
        self.examples.extend(own(&prose.examples)?);
        self.advice.extend(own(&prose.advice)?);
        self.placeholders.extend(own(&prose.placeholders)?);
        for phrase in &prose.phrases {
            self.all.push(Phrase {
                rule: format!("{code}/{}", phrase.id),
                pattern: pattern("", &phrase.pattern, "")?,
                behind: phrase.behind.iter().map(|it| pattern("^ ?(?:", it, ")")).next().transpose()?,
                file: Arc::clone(phrase),
            });
        }
        Ok(())
    }

    /// Whether a character is a letter of a language's words.
    pub fn is_of_word(&self, c: char) -> bool {
        self.letters.iter().any(|letters| letters.has(c))
    }

    /// Whether a character is a letter of a language whose letters don't occur in names and values, which are ASCII.
    pub fn is_native(&self, c: char) -> bool {
        !c.is_ascii() && self.is_of_word(c)
    }

    /// Whether a word has no letter of a script in which the text around it has some.
    pub fn is_foreign(&self, word: &str, around: &str) -> bool {
        let has = |letters: &Letters, text: &str| text.chars().any(|c| letters.has(c));
        self.letters.iter().any(|letters| !has(letters, word) && has(letters, around))
    }

    /// Whether a part of a text stands for something else: the text is a form of values and no value.
    pub fn has_placeholder(&self, text: &str) -> bool {
        let folded = fold_prose_str(text);
        self.placeholders.iter().any(|pattern| pattern.is_match(&folded))
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
        of_phrases.chain(lists.into_iter().chain(others).flatten()).chain(&self.placeholders)
    }
}

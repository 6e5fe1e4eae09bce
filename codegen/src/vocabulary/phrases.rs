//! The language of phrases: how sentences state what is demanded of a value, as data.
//!
//! A phrase is a regular expression over folded text with placeholders for what it captures, what it says, and examples
//! that a test runs. It is written and tested by someone who knows the language and not Rust; the language files tell
//! how. Matching is linear in the text; one pass over it tells which phrases are worth trying ([`index`]), and only those
//! are compiled ([`pattern`]).

mod file;
mod index;
mod pattern;

use std::collections::BTreeMap;

use index::Index;

pub use file::{Part, PhraseExample, PhraseFile, Prose, Says, Scope};
pub use pattern::Pattern;

use super::VocabularyError;
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

/// A number: a power, with an exponent, or with thousands commas, a sign, decimals.
const NUMBER: &str = r"[-+]?[0-9]+\^[0-9]+|[-+]?[0-9]+(?:\.[0-9]+)?e[-+]?[0-9]+|[-+]?[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?|[-+]?[0-9]+(?:\.[0-9]+)?";

/// A template of a time of day, or of a date and time in digits alone. It is written the same in all languages.
const TIME: &str = "yyyymmdd(?:hh(?:mm(?:ss)?)?)?|hh(?:24)?:mm(?::ss)?";

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
        let unit = units.iter().map(|unit| regex::escape(unit)).collect::<Vec<_>>().join("|");
        for (file, code, prose) in languages {
            let own = |all: &[ProsePattern]| -> Result<Vec<Pattern>, VocabularyError> {
                all.iter().map(|pattern| compile(file, pattern, prose, &unit)).collect()
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
                    pattern: compile(file, &phrase.pattern, prose, &unit)?,
                    behind: match &phrase.behind {
                        Some(behind) => Some(compile_between(file, behind, ("^ ?(?:", ")"), prose, &unit)?),
                        None => None,
                    },
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
}

/// A pattern of a file, with what a text must hold for it.
fn compile(file: &str, pattern: &ProsePattern, prose: &Prose, units: &str) -> Result<Pattern, VocabularyError> {
    compile_between(file, pattern, ("", ""), prose, units)
}

/// A pattern of a file between other parts of one.
fn compile_between(
    file: &str,
    pattern: &ProsePattern,
    (before, after): (&str, &str),
    prose: &Prose,
    units: &str,
) -> Result<Pattern, VocabularyError> {
    let written: &str = pattern;
    let whole = format!("{before}{written}{after}");
    Pattern::new(plain(&expand(&whole, &prose.macros, units, NUMBER)), &outline(&whole, &prose.macros)).map_err(
        |source| VocabularyError::Pattern {
            file: file.to_owned(),
            pattern: written.to_owned(),
            source: Box::new(source),
        },
    )
}

/// A pattern written out, with its long alternatives cut short: which units there are tells nothing of which texts to try,
/// and there are many.
pub(super) fn outline(pattern: &str, macros: &BTreeMap<String, ProsePattern>) -> String {
    plain(&expand(pattern, macros, "[a-z]", "[0-9]"))
}

/// A pattern whose classes know the letters of the folded scripts only: those of all scripts would make it many times as
/// large, and a word's edge that knows them would keep the fast engine from running. A word's edge is one of Latin words.
fn plain(pattern: &str) -> String {
    let mut out = String::with_capacity(pattern.len());
    let mut in_class = false;
    let mut chars = pattern.chars();
    while let Some(c) = chars.next() {
        match c {
            '\\' => match chars.next() {
                Some('d') => out.push_str(if in_class { "0-9" } else { "[0-9]" }),
                Some('w') => out.push_str(if in_class { "a-z0-9_а-яё" } else { "[a-z0-9_а-яё]" }),
                Some('s') => out.push_str(if in_class { r" \n" } else { r"[ \n]" }),
                Some('b') if !in_class => out.push_str(r"(?-u:\b)"),
                Some(other) => {
                    out.push('\\');
                    out.push(other);
                }
                None => out.push('\\'),
            },
            '[' if !in_class => {
                in_class = true;
                out.push(c);
            }
            ']' if in_class => {
                in_class = false;
                out.push(c);
            }
            c => out.push(c),
        }
    }
    out
}

/// A pattern with its macros written out.
pub(super) fn with_macros(pattern: &str, macros: &BTreeMap<String, ProsePattern>) -> String {
    let mut text = pattern.to_owned();
    // Macros may hold macros and placeholders.
    for _ in 0..4 {
        for (name, value) in macros {
            text = text.replace(&format!("{{{name}}}"), value);
        }
    }
    text
}

/// A pattern with its placeholders and macros written out.
fn expand(pattern: &str, macros: &BTreeMap<String, ProsePattern>, units: &str, number: &str) -> String {
    let mut text = with_macros(pattern, macros);
    let units = if units.is_empty() { "(?:$^)".to_owned() } else { format!("(?:{units})") };
    for name in ["min", "max", "above", "below", "n", "also"] {
        // `6x3600=21,600`: what the factors amount to is the number.
        let factors = r"(?:[0-9]+(?:[x×*][0-9]+)+=)?";
        let number = format!(r#"["']?{factors}(?P<{name}>{number}|∞)["']?(?: ?(?P<{name}_unit>{units}))?"#);
        text = text.replace(&format!("{{{name}}}"), &number);
    }
    for name in ["value", "list", "lines", "paragraphs", "coded", "regex", "set"] {
        text = text.replace(&format!("{{{name}}}"), &format!("(?P<{name}>)"));
    }
    let text = text.replace("{time-template}", &format!(r#"["']?(?P<template>{TIME})["']?"#));
    // The blank of a bullet stays when a text is folded.
    let text = text.replace("{own}", r#"["']?(?P<own>[a-z_][\w.-]*\w|[a-z])["']?"#);
    text.replace("{bullets}", "\n?(?P<bullets>)• ")
        .replace("{token}", r#"["']?(?P<token>[a-z0-9_.+-]+)["']?"#)
        .replace("{field}", r#"["']?(?P<field>[a-z_][\w.:-]*\w|[a-z])["']?"#)
        .replace("{unit}", &format!("(?P<unit>{units})"))
}

//! The language of phrases: how sentences state what is demanded of a value, as data.
//!
//! A phrase is a regular expression over folded text with placeholders for what it captures, what it says, and examples
//! that a test runs. It is written and tested by someone who knows the language and not Rust; the language files tell
//! how. Matching is linear in the text, and one pass of a [`RegexSet`] tells which phrases are worth trying.

mod file;

use regex::{Regex, RegexSet, RegexSetBuilder};

pub use file::{PhraseExample, PhraseFile, Prose, Says, Scope};

use super::VocabularyError;

/// A phrase made ready to match.
#[derive(Debug)]
pub struct Phrase {
    /// The language's code and the phrase's name, as `explain` and the IR show it.
    pub rule: String,
    /// What it says and of what.
    pub file: PhraseFile,
    /// The compiled pattern.
    pub pattern: Regex,
}

/// The prose of all of a vendor's languages, made ready to match.
#[derive(Debug)]
pub struct Phrases {
    /// All phrases, in order.
    pub all: Vec<Phrase>,
    set: RegexSet,
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
    pub other_spellings: Vec<Regex>,
    /// See [`Prose::item_leads`].
    pub item_leads: Vec<Regex>,
    /// See [`Prose::case_meanings`].
    pub case_meanings: Vec<Regex>,
    /// See [`Prose::failure_rows`].
    pub failure_rows: Vec<Regex>,
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
    /// See [`Prose::conditional`].
    pub conditional: Vec<Regex>,
    /// See [`Prose::conditional_lead`].
    pub conditional_lead: Vec<Regex>,
    /// See [`Prose::unconditional`].
    pub unconditional: Vec<Regex>,
    /// See [`Prose::examples`].
    pub examples: Vec<Regex>,
    /// See [`Prose::advice`].
    pub advice: Vec<Regex>,
}

/// The bytes of a text up to which all phrases are looked for together.
const TOGETHER: usize = 4096;

/// How large all phrases together may be once compiled, in bytes.
const SET_SIZE: usize = 64 << 20;

/// A number: a power, or with thousands commas, a sign, decimals.
const NUMBER: &str = r"[-+]?[0-9]+\^[0-9]+|[-+]?[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?|[-+]?[0-9]+(?:\.[0-9]+)?";

impl Phrases {
    /// The phrases of several languages: (file name, code, prose).
    ///
    /// # Errors
    /// [`VocabularyError::Pattern`] for the first pattern that is no regular expression.
    pub fn merge(languages: &[(&str, &str, &Prose)]) -> Result<Self, VocabularyError> {
        let mut units: Vec<String> = Vec::new();
        let mut merged = Self {
            all: Vec::new(),
            set: RegexSet::empty(),
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
        }
        let longest = |list: &mut Vec<String>| list.sort_by(|a, b| b.len().cmp(&a.len()).then_with(|| a.cmp(b)));
        longest(&mut units);
        longest(&mut merged.separators);
        longest(&mut merged.meaning_marks);
        let unit = units.iter().map(|unit| regex::escape(unit)).collect::<Vec<_>>().join("|");
        for (file, code, prose) in languages {
            let own = |all: &[String]| -> Result<Vec<Regex>, VocabularyError> {
                all.iter().map(|pattern| compile(file, &expand(pattern, prose, &unit))).collect()
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
                    pattern: compile(file, &expand(&phrase.pattern, prose, &unit))?,
                    file: phrase.clone(),
                });
            }
        }
        merged.units = units;
        let set =
            RegexSetBuilder::new(merged.all.iter().map(|phrase| phrase.pattern.as_str())).size_limit(SET_SIZE).build();
        merged.set = set.map_err(|source| VocabularyError::Pattern {
            file: "all phrases".into(),
            pattern: String::new(),
            source: Box::new(source),
        })?;
        Ok(merged)
    }

    /// The phrases that occur in a folded text, in order.
    pub fn occurring<'p>(&'p self, folded: &str) -> impl Iterator<Item = &'p Phrase> {
        // The automaton of all phrases together is fast on the few words of a cell and outgrows its memory on a long text
        // of many forms, where one phrase after the other is faster by far.
        let occurring: Vec<&Phrase> = if folded.len() <= TOGETHER {
            self.set.matches(folded).into_iter().map(|index| &self.all[index]).collect()
        } else {
            self.all.iter().filter(|phrase| phrase.pattern.is_match(folded)).collect()
        };
        occurring.into_iter()
    }
}

fn compile(file: &str, pattern: &str) -> Result<Regex, VocabularyError> {
    Regex::new(&plain(pattern)).map_err(|source| VocabularyError::Pattern {
        file: file.to_owned(),
        pattern: pattern.to_owned(),
        source: Box::new(source),
    })
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

/// A pattern with its placeholders and macros written out.
fn expand(pattern: &str, prose: &Prose, units: &str) -> String {
    let mut text = pattern.to_owned();
    // Macros may hold macros and placeholders.
    for _ in 0..4 {
        for (name, value) in &prose.macros {
            text = text.replace(&format!("{{{name}}}"), value);
        }
    }
    let units = if units.is_empty() { "(?:$^)".to_owned() } else { format!("(?:{units})") };
    for name in ["min", "max", "above", "below", "n", "also"] {
        let number = format!(r#"["']?(?P<{name}>{NUMBER}|∞)["']?(?: ?(?P<{name}_unit>{units}))?"#);
        text = text.replace(&format!("{{{name}}}"), &number);
    }
    for name in ["value", "list", "lines", "paragraphs", "coded", "regex"] {
        text = text.replace(&format!("{{{name}}}"), &format!("(?P<{name}>)"));
    }
    // The blank of a bullet stays when a text is folded.
    let text = text.replace("{own}", r#"["']?(?P<own>[a-z_][\w.-]*\w|[a-z])["']?"#);
    text.replace("{bullets}", "\n?(?P<bullets>)• ")
        .replace("{token}", r#"["']?(?P<token>[a-z0-9_.+-]+)["']?"#)
        .replace("{field}", r#"["']?(?P<field>[a-z_][\w.:-]*\w|[a-z])["']?"#)
        .replace("{unit}", &format!("(?P<unit>{units})"))
}

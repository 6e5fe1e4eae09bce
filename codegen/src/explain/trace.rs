//! Shows what was tried on a row: the words that its cells may contain, and every phrase on its prose, whether it
//! matched or not.
//!
//! It uses the same passes as [`explain`](super), and reads nothing else.

use std::collections::BTreeMap;
use std::fmt;

use crate::diagnostic::Diagnostic;
use crate::discover::Overrides;
use crate::includes::Includes;
use crate::pipeline;
use crate::read;
use crate::source::Source;
use crate::text::fold_label;
use crate::understand::constraints::{self, Fate, Tried};
use crate::understand::{SeenRow, seen_rows};
use crate::vocabulary::language::has_phrase;
use crate::vocabulary::{Library, PHRASES};

/// The keys of a language whose words are searched for, by what is read with them.
const KEYS: [(&str, &[&str]); 5] = [
    ("table", &["titles"]),
    ("column", &["columns"]),
    ("type", &["types", "type-forms", "scalars"]),
    ("required", &["required", "none"]),
    ("location", &["titles.places"]),
];

/// What was tried on the rows of a line.
#[derive(Debug)]
pub struct Trace {
    /// The page's name.
    pub page: String,
    /// The vendor whose file is used to read it.
    pub vendor: String,
    /// The rows on the line.
    pub rows: Vec<TracedRow>,
}

/// What was tried on a row.
#[derive(Debug)]
pub struct TracedRow {
    /// Its first and last line, from 1.
    pub lines: (u32, u32),
    /// The caption of its table, the unknown titles of columns, and the cells in which words are searched for.
    pub texts: Vec<TracedText>,
    /// The phrases whose patterns match its prose, and what became of each.
    pub fits: Vec<Tried>,
    /// The phrases whose patterns match nowhere in it, by file.
    pub others: BTreeMap<String, Vec<String>>,
}

/// A text in which words are searched for.
#[derive(Debug)]
pub struct TracedText {
    /// The kind of text: `type`, `required`, `table`.
    pub what: &'static str,
    /// The text.
    pub text: String,
    /// The words of the vocabulary in it: key, word and file.
    pub found: Vec<(String, String, String)>,
    /// How many words were searched for, and under which keys.
    pub looked_for: (usize, &'static [&'static str]),
}

/// All words and phrases in force for a vendor's pages, as `key, word, file`.
struct InForce {
    words: Vec<(String, String, String)>,
    /// The file of a phrase, by its id.
    phrases: BTreeMap<String, String>,
}

/// Traces a line of a page, counted from 1.
///
/// # Errors
/// A diagnostic where the page's vendor can't be determined.
pub fn trace(
    source: &mut Source,
    library: &Library,
    overrides: &Overrides,
    includes: &Includes,
    line: u32,
) -> Result<Trace, Box<Diagnostic>> {
    let page = pipeline::page(source, library, overrides, includes)?;
    let (units, _) = pipeline::units(source, &page.vocabulary, includes);
    let source = &*source;
    let vendor = page.vocabulary.vendor.name.clone();
    let in_force = InForce::of(library, &vendor);
    let mut rows = Vec::new();
    for unit in &units {
        let raw = read::read(source, unit, &page.vocabulary);
        for seen in seen_rows(source, &raw, &page.vocabulary) {
            let lines = super::row::lines(source, seen.span);
            if (lines.0..=lines.1).contains(&line) {
                let tried = constraints::tried(&seen.description, &page.vocabulary.phrases);
                let all = page.vocabulary.phrases.all.iter().map(|phrase| phrase.rule.as_str());
                rows.push(in_force.row(lines, &seen, tried, all));
            }
        }
    }
    Ok(Trace { page: source.page().to_string(), vendor, rows })
}

impl InForce {
    fn of(library: &Library, vendor: &str) -> Self {
        let mut all = Self { words: Vec::new(), phrases: BTreeMap::new() };
        for (key, files) in library.words(vendor) {
            for (file, words) in files {
                for word in words {
                    if key == PHRASES {
                        all.phrases.insert(word, file.clone());
                    } else {
                        all.words.push((key.clone(), word, file.clone()));
                    }
                }
            }
        }
        all
    }

    fn row<'p>(
        &self,
        lines: (u32, u32),
        seen: &SeenRow,
        fits: Vec<Tried>,
        phrases: impl Iterator<Item = &'p str>,
    ) -> TracedRow {
        let titles = seen.others.iter().map(|title| ("column", title.clone()));
        let texts = seen.table.iter().map(|caption| ("table", caption.clone()));
        let all = texts.chain(titles).chain(seen.cells.iter().cloned());
        let texts = all.filter_map(|(what, text)| self.text(what, text)).collect();
        let mut others: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for rule in phrases.filter(|rule| !fits.iter().any(|tried| tried.rule == **rule)) {
            let file = self.phrases.get(rule).cloned().unwrap_or_default();
            others.entry(file).or_default().push(rule.to_owned());
        }
        TracedRow { lines, texts, fits, others }
    }

    /// The words in a text; `None` for one in which no words are searched for.
    fn text(&self, what: &'static str, text: String) -> Option<TracedText> {
        let (_, keys) = KEYS.iter().find(|(name, _)| *name == what)?;
        let folded = fold_label(&text);
        let under = |key: &str| {
            keys.iter()
                .any(|prefix| key.strip_prefix(prefix).is_some_and(|rest| rest.is_empty() || rest.starts_with('.')))
        };
        let tried: Vec<_> = self.words.iter().filter(|(key, ..)| under(key)).collect();
        let mut found: Vec<_> = tried
            .iter()
            .filter(|(key, word, _)| {
                // A word for a kind of text is in the key: `scalars.moment.type`.
                let named = key.strip_prefix("scalars.").and_then(|rest| rest.split('.').next());
                let word = fold_label(named.unwrap_or(word));
                !word.is_empty() && has_phrase(&folded, &word)
            })
            .map(|&found| found.clone())
            .collect();
        // The longest first: it takes precedence.
        found.sort_by_key(|(_, word, _)| std::cmp::Reverse(word.len()));
        Some(TracedText { what, text, found, looked_for: (tried.len(), keys) })
    }
}

impl fmt::Display for Trace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{} is read as a page of {}", self.page, self.vendor)?;
        if self.rows.is_empty() {
            writeln!(f, "\nthere is no row of a table of parameters here")?;
        }
        self.rows.iter().try_for_each(|row| write!(f, "\n{row}"))
    }
}

impl fmt::Display for TracedRow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.lines {
            (first, last) if first == last => writeln!(f, "line {first}")?,
            (first, last) => writeln!(f, "lines {first} to {last}")?,
        }
        writeln!(f, "  words")?;
        for text in &self.texts {
            write!(f, "{text}")?;
        }
        let missed: usize = self.others.values().map(Vec::len).sum();
        let tried = missed + self.fits.iter().map(|tried| &tried.rule).collect::<std::collections::BTreeSet<_>>().len();
        writeln!(f, "  phrases: {tried} tried on the description")?;
        for Tried { rule, words, fate } in &self.fits {
            writeln!(f, "    {rule:28} `{words}`: {}", fate.words())?;
        }
        for (file, ids) in &self.others {
            writeln!(f, "    match nowhere, from {file}: {}", ids.join(", "))?;
        }
        Ok(())
    }
}

impl fmt::Display for TracedText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = self.text.split_whitespace().collect::<Vec<_>>().join(" ");
        writeln!(f, "    {:12} `{text}`", self.what)?;
        for (key, word, file) in &self.found {
            writeln!(f, "    {:12}   has `{word}` of `{key}` ({file})", "")?;
        }
        let (number, keys) = self.looked_for;
        if self.found.is_empty() {
            let keys: Vec<String> = keys.iter().map(|key| format!("`{key}`")).collect();
            writeln!(f, "    {:12}   contains no word of {} ({number} searched for)", "", keys.join(", "))?;
        }
        Ok(())
    }
}

impl Fate {
    /// What became of a phrase, in words.
    fn words(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::PassedOver => "skipped, and read by no other phrase",
            Self::Excluded => "not read: it is in an example or in advice",
            Self::Taken => "not read: a phrase with more weight or a list has read these words",
            Self::Empty => "not read: it captures no number, value or name",
        }
    }
}

//! A pattern of a language's file: what a text must hold for it to match, known at once, and the expression, which is
//! compiled when a text holds all of that for the first time.
//!
//! What a text must hold comes from the pattern's form alone: a conjunction of [`Clause`]s, each a choice of literals.
//! That is a necessary condition and never a sufficient one, so nothing is lost by it.

use std::sync::OnceLock;

use regex::{Regex, RegexBuilder};
use regex_syntax::hir::{Hir, HirKind};

use crate::steps;

/// Literals of which a text must hold one.
pub(super) type Clause = Vec<Box<str>>;

/// A pattern that is compiled when it is first needed.
#[derive(Debug)]
pub struct Pattern {
    /// The expression, with its macros and placeholders written out.
    text: String,
    needs: Vec<Clause>,
    compiled: OnceLock<Option<Regex>>,
}

/// How large one pattern may be once it is compiled, in bytes: as large as it likes, since they come from files that the
/// user trusts.
const SIZE: usize = usize::MAX;

impl Pattern {
    /// A pattern: `text` is the expression, `outline` the same with its long alternatives cut short, from which is read
    /// what a text must hold.
    ///
    /// # Errors
    /// Why it is no regular expression.
    pub(super) fn new(text: String, outline: &str) -> Result<Self, regex::Error> {
        let hir = regex_syntax::parse(outline).map_err(|source| regex::Error::Syntax(source.to_string()))?;
        Ok(Self { text, needs: needs(&hir), compiled: OnceLock::new() })
    }

    /// What a text must hold: one literal of each.
    pub(super) fn needs(&self) -> &[Clause] {
        &self.needs
    }

    /// The expression, compiled.
    ///
    /// Nothing only where the written-out pattern is none though its outline is, which a test rules out for our files.
    pub fn regex(&self) -> Option<&Regex> {
        let build = || RegexBuilder::new(&self.text).size_limit(SIZE).build().ok();
        self.compiled.get_or_init(build).as_ref()
    }

    /// The expression, where a text holds what it must for a match.
    pub fn within(&self, text: &str) -> Option<&Regex> {
        steps::count(text.len());
        let holds = self.needs.iter().all(|clause| clause.iter().any(|literal| text.contains(literal.as_ref())));
        if holds { self.regex() } else { None }
    }

    /// Whether a text has a match.
    pub fn is_match(&self, text: &str) -> bool {
        self.within(text).is_some_and(|regex| regex.is_match(text))
    }

    /// The first match in a text.
    pub fn find<'t>(&self, text: &'t str) -> Option<regex::Match<'t>> {
        self.within(text)?.find(text)
    }

    /// The matches in a text.
    pub fn find_iter<'t>(&'t self, text: &'t str) -> impl Iterator<Item = regex::Match<'t>> {
        self.within(text).into_iter().flat_map(move |regex| regex.find_iter(text))
    }
}

/// The choices of literals that any match of an expression has.
fn needs(hir: &Hir) -> Vec<Clause> {
    let mut clauses = match hir.kind() {
        HirKind::Empty | HirKind::Look(_) | HirKind::Class(_) => Vec::new(),
        HirKind::Literal(literal) => match std::str::from_utf8(&literal.0) {
            Ok(text) => vec![vec![text.into()]],
            Err(_) => Vec::new(),
        },
        HirKind::Repetition(repetition) if repetition.min == 0 => Vec::new(),
        HirKind::Repetition(repetition) => needs(&repetition.sub),
        HirKind::Capture(capture) => needs(&capture.sub),
        HirKind::Concat(parts) => parts.iter().flat_map(needs).collect(),
        HirKind::Alternation(branches) => {
            let best: Option<Vec<Clause>> =
                branches.iter().map(|branch| needs(branch).into_iter().max_by_key(strength)).collect();
            best.map(|best| vec![best.into_iter().flatten().collect()]).unwrap_or_default()
        }
    };
    clauses.retain(|clause| strength(clause) > 1);
    clauses
}

/// How much a clause tells: the length of its shortest literal.
fn strength(clause: &Clause) -> usize {
    clause.iter().map(|literal| literal.len()).min().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vocabulary::Library;

    fn clauses(pattern: &str) -> Vec<String> {
        let pattern = Pattern::new(pattern.to_owned(), pattern).unwrap();
        pattern.needs().iter().map(|clause| clause.join("|")).collect()
    }

    #[test]
    fn what_a_text_must_hold() {
        assert_eq!(clauses("max(?:imum)? length: ?[0-9]+"), ["max", " length:"]);
        assert_eq!(clauses("(?:abc|cde) of"), ["abc|cde", " of"]);
        assert_eq!(clauses("(?:abc|[0-9]+)x?"), Vec::<String>::new());
        assert_eq!(clauses("(?P<only>only)+ [a-z]*"), ["only"]);
    }

    #[test]
    fn a_text_without_it_has_no_match() {
        let pattern = Pattern::new("length of [0-9]+".into(), "length of [0-9]+").unwrap();
        assert!(pattern.within("a length").is_none() && pattern.compiled.get().is_none());
        assert!(pattern.is_match("the length of 12"));
    }

    /// The outline that is read at once and the expression that is compiled when it is needed are of one form.
    #[test]
    fn all_patterns_of_our_files_compile() {
        let library = Library::embedded();
        for entry in library.vendors() {
            let vocabulary = library.vendor(&entry.name).unwrap();
            let phrases = &vocabulary.phrases;
            let others = [&phrases.item_leads, &phrases.case_meanings, &phrases.failure_rows, &phrases.conditional]
                .into_iter()
                .chain([&phrases.conditional_lead, &phrases.unconditional, &phrases.examples, &phrases.advice])
                .chain([&phrases.other_spellings])
                .flatten();
            for pattern in phrases.all.iter().map(|phrase| &phrase.pattern).chain(others) {
                assert!(pattern.regex().is_some(), "{}", pattern.text);
            }
        }
    }
}

//! A pattern of a vocabulary file, compiled when a text holds what the pattern needs for the first time.
//!
//! Most patterns never meet a text that they could match, and compiling one costs as much as reading a page. So what a
//! text must hold is read from the pattern's form alone: a conjunction of [`Clause`]s, each a choice of literals. That is a
//! necessary condition and never a sufficient one, so nothing is lost by it. Whether a text is a pattern at all is for
//! [`super::check`] to say, when files are loaded; nothing here reports a mistake of a file.

mod engine;
mod needs;

use std::sync::{LazyLock, OnceLock};

use memchr::memmem::find;
use regex_syntax::ast;

use engine::{Engine, Engines};
use needs::needs;

use super::texts::Expression;
use crate::steps;

pub use engine::{Captures, Match};
pub(super) use needs::Clause;

/// What writes a pattern out.
type Writing = Box<dyn FnOnce() -> String + Send + Sync>;

/// A pattern that is compiled when it is first needed.
#[derive(Debug)]
pub struct Pattern {
    /// The expression, with its macros and placeholders written out.
    text: LazyLock<String, Writing>,
    /// What a text must hold: one literal of each.
    needs: OnceLock<Vec<Clause>>,
    engines: Engines,
}

impl From<&Expression> for Pattern {
    fn from(expression: &Expression) -> Self {
        Self::new(expression.to_string())
    }
}

impl Pattern {
    /// A pattern of an expression that was checked, or is part of the code.
    pub(crate) fn new(text: String) -> Self {
        Self { text: LazyLock::new(Box::new(move || text)), needs: OnceLock::new(), engines: Engines::default() }
    }

    /// An expression between other parts of one. Each may be sound and the whole not be (`(?x)a #` before `)`), so that its
    /// form is read at once.
    ///
    /// # Errors
    /// Why it is no regular expression.
    pub(super) fn between(before: &str, expression: &str, after: &str) -> Result<Self, regex::Error> {
        let text = format!("{before}{expression}{after}");
        Self::outlined(&text.clone(), move || text)
    }

    /// A pattern that is written out when it is first compiled. What a text must hold is read from `outline`, the same
    /// expression with parts left out that say nothing of it.
    ///
    /// # Errors
    /// Why the outline is no regular expression.
    pub(super) fn outlined(
        outline: &str,
        write: impl FnOnce() -> String + Send + Sync + 'static,
    ) -> Result<Self, regex::Error> {
        let form = ast::parse::Parser::new().parse(outline).map_err(|why| regex::Error::Syntax(why.to_string()))?;
        Ok(Self {
            text: LazyLock::new(Box::new(write)),
            needs: OnceLock::from(needs(&form)),
            engines: Engines::default(),
        })
    }

    /// What a text must hold: one literal of each.
    pub(super) fn needs(&self) -> &[Clause] {
        self.needs.get_or_init(|| match ast::parse::Parser::new().parse(&self.text) {
            Ok(form) => needs(&form),
            Err(_) => Vec::new(),
        })
    }

    /// Whether it is a regular expression. Where it is none, that is found when the file is loaded.
    #[cfg(test)]
    fn compiles(&self) -> bool {
        self.engines.fast(&self.text).is_some()
    }

    /// What searches a text, where the text holds what it must for a match.
    fn within(&self, text: &str) -> Option<Engine<'_>> {
        steps::count(text.len());
        let fulfilled =
            |clause: &Clause| clause.iter().any(|literal| find(text.as_bytes(), literal.as_bytes()).is_some());
        if self.needs().iter().all(fulfilled) { self.engines.for_text(&self.text, text.len()) } else { None }
    }

    /// Whether a text has a match.
    pub fn is_match(&self, text: &str) -> bool {
        self.within(text).is_some_and(|engine| engine.is_match(text))
    }

    /// The first match in a text.
    pub fn find<'t>(&self, text: &'t str) -> Option<Match<'t>> {
        self.within(text)?.find(text)
    }

    /// The matches in a text.
    pub fn find_iter<'t>(&'t self, text: &'t str) -> impl Iterator<Item = Match<'t>> {
        self.within(text).into_iter().flat_map(move |engine| engine.find_iter(text))
    }

    /// The first match in a text, with its groups.
    pub fn captures<'t>(&self, text: &'t str) -> Option<Captures<'t>> {
        self.within(text)?.captures(text)
    }

    /// The matches in a text, with their groups.
    pub fn captures_iter<'t>(&'t self, text: &'t str) -> impl Iterator<Item = Captures<'t>> {
        self.within(text).into_iter().flat_map(move |engine| engine.captures_iter(text))
    }

    /// The matches, with their groups, in a text that is known to hold what the pattern needs, as
    /// [`super::phrases::Phrases::occurring`] determines.
    pub fn search<'t>(&'t self, text: &'t str) -> impl Iterator<Item = Captures<'t>> {
        let engine = self.engines.for_text(&self.text, text.len());
        engine.into_iter().flat_map(move |engine| engine.captures_iter(text))
    }

    /// The names of its groups.
    pub fn group_names(&self) -> impl Iterator<Item = &str> {
        self.engines.for_text(&self.text, 0).into_iter().flat_map(Engine::group_names)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use regex::Regex;

    use super::*;
    use crate::vocabulary::Library;

    fn clauses(pattern: &str) -> Vec<String> {
        Pattern::new(pattern.to_owned()).needs().iter().map(|clause| clause.join("|")).collect()
    }

    #[test]
    fn what_a_text_must_contain() {
        assert_eq!(clauses("max(?:imum)? length: ?[0-9]+"), ["max", " length:", "0|1|2|3|4|5|6|7|8|9"]);
        assert_eq!(clauses("(?:abc|cde) of"), ["abc|cde", " of"]);
        assert_eq!(clauses("(?:abc|[^0-9]+)x?"), Vec::<String>::new());
        assert_eq!(clauses("(?:abc|[.,;-]+)x?"), ["abc|.|,|;|-"]);
        assert_eq!(clauses("(?P<only>only)+ [a-z]*"), ["only"]);
        assert_eq!(clauses(r"^a(?:b\.)c{2} de{0,3}"), ["ab.", " d"]);
        // What all branches need is needed; a letter or a blank says nothing, and a class says what it lists.
        assert_eq!(clauses(r"(?:\[[0-9]|[0-9]\))[a-z ]*[ab]"), ["[|)", "0|1|2|3|4|5|6|7|8|9"]);
        assert_eq!(clauses(r"[\[(]?a[:：]"), [":|："]);
        // What can be any character stands between two literals.
        assert_eq!(clauses(r"ab.cd[ef]gh\dij"), ["ab", "cd", "gh", "ij"]);
    }

    #[test]
    fn flags_that_change_letters_leave_nothing() {
        assert_eq!(clauses("(?i)length of"), Vec::<String>::new());
        assert_eq!(clauses("(?i:length|size) of"), [" of"]);
        assert_eq!(clauses("(?x)length # of"), Vec::<String>::new());
        assert_eq!(clauses(r"(?-u:\b)length"), ["length"]);
    }

    #[test]
    fn what_is_no_whole_between_others_is_an_error() {
        assert!(Pattern::between(r"\s*(?:", "[*]", ")$").is_ok_and(|pattern| pattern.is_match("name *")));
        assert!(Pattern::between(r"\s*(?:", "(?x)[*] #", ")$").is_err());
    }

    #[test]
    fn a_text_without_it_has_no_match() {
        let pattern = Pattern::new("length of [0-9]+".to_owned());
        assert!(pattern.within("a length").is_none() && !pattern.engines.is_made());
        assert!(pattern.is_match("the length of 12"));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(4096))]

        /// What a pattern needs is in every text that it matches.
        #[test]
        fn no_match_is_lost(
            pattern in r"(\(\?i\))?(ab|a|\(\?:ab\|ba\)|\(\?:ab\|\(\?i\)ba\|bb\)|\(\?:ab\(\?i\)\|bb\)|\(\?i:ab\)|\(ab\|\)|[ab]\?|\(ab\)[?*+]|\(ab\)\{0,2\}|\(ba\)\{2\}|\.){1,4}",
            text in "[abAB]{0,9}",
        ) {
            let regex = Regex::new(&pattern).unwrap();
            prop_assert_eq!(Pattern::new(pattern.clone()).is_match(&text), regex.is_match(&text));
        }
    }

    /// The outline that is read at once and the expression that is compiled when it is needed are of one form.
    #[test]
    fn all_patterns_of_our_files_compile() {
        let library = Library::embedded();
        for entry in library.vendors() {
            let vocabulary = library.vendor(&entry.name).unwrap();
            for pattern in vocabulary.phrases.patterns() {
                assert!(pattern.compiles(), "{}", *pattern.text);
                let form = ast::parse::Parser::new().parse(&pattern.text).unwrap();
                let whole: String = needs(&form).into_iter().flatten().collect::<Vec<_>>().join("\n");
                for literal in pattern.needs().iter().flatten() {
                    assert!(whole.contains(literal.as_ref()), "{literal} of {}", *pattern.text);
                }
            }
        }
    }
}

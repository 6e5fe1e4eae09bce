//! What searches for a pattern: a small engine that is made in no time, and a fast one for patterns that are used much.
//!
//! To make the fast one costs as much as to search several kilobytes with the small one, and most patterns never search as
//! many: a run over one page would spend its time on making engines. Which of the two searches changes no result, so
//! that an expression in which they could differ is for the fast one alone.

use std::ops::Range;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicUsize, Ordering};

use regex::{Regex, RegexBuilder};

/// How many bytes the small engine searches before the fast one takes its place. To make that costs about as much as to
/// search twice as many.
const TRIED: usize = 4 << 10;

/// How large one pattern may be once it is compiled, in bytes: as large as it likes, since they come from files that the
/// user trusts.
const SIZE: usize = usize::MAX;

/// The engines of one expression, each made when it is first needed.
#[derive(Debug, Default)]
pub(super) struct Engines {
    small: OnceLock<Option<regex_lite::Regex>>,
    fast: OnceLock<Option<Regex>>,
    /// How many bytes were searched so far.
    searched: AtomicUsize,
}

/// An engine, ready to search.
#[derive(Clone, Copy)]
pub(super) enum Engine<'p> {
    Small(&'p regex_lite::Regex),
    Fast(&'p Regex),
}

impl Engines {
    /// The engine for a text of so many bytes. Nothing only where the text is no regular expression.
    pub(super) fn for_text(&self, expression: &str, len: usize) -> Option<Engine<'_>> {
        if let Some(Some(fast)) = self.fast.get() {
            return Some(Engine::Fast(fast));
        }
        // The text itself counts: one of a hostile page may be as long as all others.
        if self.searched.fetch_add(len, Ordering::Relaxed).saturating_add(len) <= TRIED
            && let Some(small) = self.small.get_or_init(|| small(expression))
        {
            return Some(Engine::Small(small));
        }
        self.fast(expression).map(Engine::Fast)
    }

    /// Whether any engine was made.
    #[cfg(test)]
    pub(super) fn is_made(&self) -> bool {
        self.small.get().is_some() || self.fast.get().is_some()
    }

    /// The fast engine.
    pub(super) fn fast(&self, expression: &str) -> Option<&Regex> {
        let build = || RegexBuilder::new(expression).size_limit(SIZE).build().ok();
        self.fast.get_or_init(build).as_ref()
    }
}

/// An edge of an ASCII word, as an expression for the fast engine writes it. It is the only edge that the small one has.
const EDGE: &str = r"(?-u:\b)";

/// The small engine of an expression; nothing where it has no such expressions, or reads them otherwise.
fn small(expression: &str) -> Option<regex_lite::Regex> {
    is_read_alike(expression).then(|| {
        let expression = expression.replace(EDGE, r"\b");
        regex_lite::RegexBuilder::new(&expression).size_limit(SIZE).build().ok()
    })?
}

/// Whether both engines read an expression alike: it has no class or edge that knows the letters of all scripts, and no
/// flags. What else the small engine lacks is an error there.
fn is_read_alike(expression: &str) -> bool {
    let expression = expression.replace(EDGE, "");
    let mut chars = expression.chars();
    while let Some(c) = chars.next() {
        let rest = chars.as_str();
        match c {
            '\\' => {
                if matches!(chars.next(), Some('w' | 'W' | 'd' | 'D' | 's' | 'S' | 'b' | 'B')) {
                    return false;
                }
            }
            '(' if rest.starts_with('?') && !["?:", "?P<", "?<"].iter().any(|group| rest.starts_with(group)) => {
                return false;
            }
            _ => {}
        }
    }
    true
}

/// The same engine for one search. What a search needs is kept with the engine that searched; for a pattern that is rarely
/// used it would only lie there.
fn unpooled(regex: &regex_lite::Regex) -> regex_lite::Regex {
    regex.clone()
}

impl<'p> Engine<'p> {
    pub(super) fn is_match(self, text: &str) -> bool {
        match self {
            Self::Small(regex) => unpooled(regex).is_match(text),
            Self::Fast(regex) => regex.is_match(text),
        }
    }

    pub(super) fn find(self, text: &str) -> Option<Match<'_>> {
        let range = match self {
            Self::Small(regex) => unpooled(regex).find(text)?.range(),
            Self::Fast(regex) => regex.find(text)?.range(),
        };
        Some(Match { text, range })
    }

    pub(super) fn find_iter<'t>(self, text: &'t str) -> impl Iterator<Item = Match<'t>> + use<'p, 't> {
        let (small, fast) = self.parts();
        let small = small.into_iter().flat_map(|regex| unpooled(regex).find_iter(text).collect::<Vec<_>>());
        let small = small.map(|found| found.range());
        let fast = fast.into_iter().flat_map(|regex| regex.find_iter(text)).map(|found| found.range());
        small.chain(fast).map(|range| Match { text, range })
    }

    pub(super) fn captures(self, text: &str) -> Option<Captures<'_>> {
        match self {
            Self::Small(regex) => {
                unpooled(regex).captures(text).map(|found| Captures { text, groups: Groups::Small(found) })
            }
            Self::Fast(regex) => regex.captures(text).map(|found| Captures { text, groups: Groups::Fast(found) }),
        }
    }

    pub(super) fn captures_iter<'t>(self, text: &'t str) -> impl Iterator<Item = Captures<'t>> + use<'p, 't> {
        let (small, fast) = self.parts();
        let small = small.into_iter().flat_map(|regex| unpooled(regex).captures_iter(text).collect::<Vec<_>>());
        let small = small.map(Groups::Small);
        let fast = fast.into_iter().flat_map(|regex| regex.captures_iter(text)).map(Groups::Fast);
        small.chain(fast).map(|groups| Captures { text, groups })
    }

    pub(super) fn group_names(self) -> impl Iterator<Item = &'p str> {
        let (small, fast) = self.parts();
        let small = small.into_iter().flat_map(|regex| regex.capture_names().flatten());
        small.chain(fast.into_iter().flat_map(|regex| regex.capture_names().flatten()))
    }

    /// The engine in its place of two, so that both can be iterated over as one.
    fn parts(self) -> (Option<&'p regex_lite::Regex>, Option<&'p Regex>) {
        match self {
            Self::Small(regex) => (Some(regex), None),
            Self::Fast(regex) => (None, Some(regex)),
        }
    }
}

/// A place of a text that a pattern matches, or a group of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Match<'t> {
    text: &'t str,
    range: Range<usize>,
}

impl<'t> Match<'t> {
    /// The words of the place.
    pub fn as_str(&self) -> &'t str {
        &self.text[self.range.clone()]
    }

    /// Where it begins, in bytes of the text.
    pub fn start(&self) -> usize {
        self.range.start
    }

    /// Where it ends, in bytes of the text.
    pub fn end(&self) -> usize {
        self.range.end
    }

    /// Where it is, in bytes of the text.
    pub fn range(&self) -> Range<usize> {
        self.range.clone()
    }
}

/// A match with its groups.
#[derive(Debug)]
pub struct Captures<'t> {
    text: &'t str,
    groups: Groups<'t>,
}

/// The groups as each engine gives them.
#[derive(Debug)]
enum Groups<'t> {
    Small(regex_lite::Captures<'t>),
    Fast(regex::Captures<'t>),
}

impl<'t> Captures<'t> {
    /// The whole match.
    pub fn whole(&self) -> Match<'t> {
        self.get(0).unwrap_or(Match { text: self.text, range: 0..0 })
    }

    /// The group with a number; nothing where the expression has none or the match leaves it out. 0 is the whole match.
    pub fn get(&self, number: usize) -> Option<Match<'t>> {
        let range = match &self.groups {
            Groups::Small(groups) => groups.get(number)?.range(),
            Groups::Fast(groups) => groups.get(number)?.range(),
        };
        Some(Match { text: self.text, range })
    }

    /// The group with a name; nothing where the expression has none or the match leaves it out.
    pub fn name(&self, name: &str) -> Option<Match<'t>> {
        let range = match &self.groups {
            Groups::Small(groups) => groups.name(name)?.range(),
            Groups::Fast(groups) => groups.name(name)?.range(),
        };
        Some(Match { text: self.text, range })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::text::fold_prose_str;
    use crate::vocabulary::Library;
    use crate::vocabulary::phrases::Phrase;

    /// What an engine finds: the places of each match's groups.
    fn found(engine: Engine<'_>, text: &str) -> Vec<Vec<Option<Range<usize>>>> {
        let names: Vec<&str> = engine.group_names().collect();
        let groups = |found: &Captures<'_>| {
            let named = names.iter().map(|name| found.name(name).map(|group| group.range()));
            std::iter::once(Some(found.whole().range())).chain(named).collect()
        };
        engine.captures_iter(text).map(|found| groups(&found)).collect()
    }

    /// An expression in both engines; nothing where it is for the fast one alone.
    fn both(expression: &str) -> Option<(regex_lite::Regex, Regex)> {
        let small = small(expression)?;
        let fast = Engines::default().fast(expression).cloned();
        Some((small, fast.expect("an expression of the small engine is one of the fast one")))
    }

    #[test]
    fn an_expression_that_reads_otherwise_is_for_the_fast_engine() {
        for expression in [r"a\w", r"\bа", r"\d+", r"(?i)a", "(?i:a)", r"\p{L}", "[a-z&&[^b]]", r"a\s?"] {
            assert!(small(expression).is_none(), "{expression}");
        }
        for expression in ["[a-zа-яё]+", r"(?-u:\b)a(?P<n>[0-9]+)?", r"a\\w", r"\(?a|b\)", "(?:а|б){2,3}"] {
            assert!(small(expression).is_some(), "{expression}");
        }
    }

    #[test]
    fn the_fast_engine_takes_over() {
        let engines = Engines::default();
        let is_small = |engines: &Engines, len| matches!(engines.for_text("a", len), Some(Engine::Small(_)));
        assert!(is_small(&engines, TRIED / 2) && is_small(&engines, TRIED / 2));
        assert!(!is_small(&engines, 1) && !is_small(&engines, 1));
        // One long text is not searched by the small one at all.
        assert!(!is_small(&Engines::default(), TRIED + 1));
        assert!(Engines::default().for_text("(", 0).is_none());
    }

    /// Each phrase of our files, on the examples of all phrases.
    #[test]
    fn both_engines_find_the_same_in_our_examples() {
        let library = Library::embedded();
        let vocabulary = library.vendor("huawei").unwrap();
        let phrases = &vocabulary.phrases.all;
        let examples =
            |phrase: &Phrase| phrase.file.examples.iter().map(|it| fold_prose_str(&it.text)).collect::<Vec<_>>();
        let texts: Vec<String> = phrases.iter().flat_map(examples).collect();
        let mut compared = 0;
        for phrase in phrases {
            let Some((small, fast)) = both(&phrase.pattern.text) else { continue };
            for text in texts.iter().filter(|text| phrase.pattern.within(text).is_some()) {
                assert_eq!(
                    found(Engine::Small(&small), text),
                    found(Engine::Fast(&fast), text),
                    "{} in {text}",
                    phrase.rule
                );
                compared += 1;
            }
        }
        assert!(compared > phrases.len(), "{compared}");
    }

    proptest! {
        /// An expression that both engines take means the same to both.
        #[test]
        fn both_engines_find_the_same(
            expression in r"(a|б|[aб-г]|\.|\[\^a\]|\(\?-u:\\b\)|\(\?P<n>a\|аб\)|\(\?:a\|\)|\^|\$)([*+?]|[*+]\?|\{1,2\})?(a|б|[aб]| |\(a\|б\)\?){0,3}",
            text in "[aбв \n]{0,12}",
        ) {
            if let Some((small, fast)) = both(&expression) {
                prop_assert_eq!(found(Engine::Small(&small), &text), found(Engine::Fast(&fast), &text));
            }
        }
    }
}

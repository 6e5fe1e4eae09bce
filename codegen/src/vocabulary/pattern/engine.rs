//! What searches for a pattern: a small engine that is cheap to make, and a fast one for patterns that are used much.
//!
//! To make the fast one costs several times what the small one costs, and most patterns search a few kilobytes in all. A
//! run over one page would spend its time on making engines. Both are of one family and read an expression alike, so that
//! the choice changes no result.

use std::cell::RefCell;
use std::ops::Range;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicUsize, Ordering};

use regex::{Regex, RegexBuilder};
use regex_automata::PatternID;
use regex_automata::nfa::thompson::backtrack::{self, BoundedBacktracker};
use regex_automata::nfa::thompson::{self, Compiler};
use regex_automata::util::captures::Captures as Slots;

/// How many bytes the small engine searches before the fast one takes its place. To make that costs about as much as to
/// search as many.
const TRIED: usize = 8 << 10;

/// How much memory one search with the small engine may take, in bytes. It grows with the text and with the pattern; what
/// does not fit is for the fast engine.
const VISITED: usize = 256 << 10;

/// How large one pattern may be once it is compiled, in bytes: as large as it likes, since they come from files that the
/// user trusts.
const SIZE: usize = usize::MAX;

thread_local! {
    /// Makes the small engines. What it needs for that is made once.
    static COMPILER: Compiler = compiler();
    /// What the small engines of a thread need to search, for one at a time.
    static CACHE: RefCell<Option<backtrack::Cache>> = const { RefCell::new(None) };
}

/// The engines of one expression, each made when it is first needed.
#[derive(Debug, Default)]
pub(super) struct Engines {
    small: OnceLock<Option<BoundedBacktracker>>,
    fast: OnceLock<Option<Regex>>,
    /// How many bytes were searched so far.
    searched: AtomicUsize,
}

/// An engine, ready to search.
#[derive(Clone, Copy)]
pub(super) enum Engine<'p> {
    /// It takes texts of a bounded length, which [`Engines::for_text`] sees to.
    Small(&'p BoundedBacktracker),
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
            && len <= small.max_haystack_len()
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

/// What makes small engines of expressions.
fn compiler() -> Compiler {
    let mut compiler = Compiler::new();
    compiler.configure(thompson::Config::new().nfa_size_limit(None));
    compiler
}

/// The small engine of an expression; nothing where the text is none.
fn small(expression: &str) -> Option<BoundedBacktracker> {
    let nfa = COMPILER.with(|compiler| compiler.build(expression).ok())?;
    let config = backtrack::Config::new().visited_capacity(VISITED);
    BoundedBacktracker::builder().configure(config).build_from_nfa(nfa).ok()
}

/// Searches with a small engine.
fn search<R>(regex: &BoundedBacktracker, search: impl FnOnce(&mut backtrack::Cache) -> R) -> R {
    CACHE.with_borrow_mut(|kept| match kept {
        Some(cache) => {
            cache.reset(regex);
            search(cache)
        }
        None => search(kept.insert(regex.create_cache())),
    })
}

impl<'p> Engine<'p> {
    pub(super) fn is_match(self, text: &str) -> bool {
        match self {
            Self::Small(regex) => search(regex, |cache| regex.try_is_match(cache, text)).unwrap_or(false),
            Self::Fast(regex) => regex.is_match(text),
        }
    }

    pub(super) fn find(self, text: &str) -> Option<Match<'_>> {
        let range = match self {
            Self::Small(regex) => search(regex, |cache| regex.try_find(cache, text)).ok()??.range(),
            Self::Fast(regex) => regex.find(text)?.range(),
        };
        Some(Match { text, range })
    }

    pub(super) fn find_iter<'t>(self, text: &'t str) -> impl Iterator<Item = Match<'t>> + use<'p, 't> {
        let (small, fast) = self.parts();
        let all = move |regex: &BoundedBacktracker| {
            search(regex, |cache| regex.try_find_iter(cache, text).flatten().collect::<Vec<_>>())
        };
        let small = small.into_iter().flat_map(all).map(|found| found.range());
        let fast = fast.into_iter().flat_map(|regex| regex.find_iter(text)).map(|found| found.range());
        small.chain(fast).map(|range| Match { text, range })
    }

    pub(super) fn captures(self, text: &str) -> Option<Captures<'_>> {
        let groups = match self {
            Self::Small(regex) => {
                let mut slots = regex.create_captures();
                search(regex, |cache| regex.try_captures(cache, text, &mut slots)).ok()?;
                slots.is_match().then_some(Groups::Small(slots))?
            }
            Self::Fast(regex) => Groups::Fast(regex.captures(text)?),
        };
        Some(Captures { text, groups })
    }

    pub(super) fn captures_iter<'t>(self, text: &'t str) -> impl Iterator<Item = Captures<'t>> + use<'p, 't> {
        let (small, fast) = self.parts();
        let all = move |regex: &BoundedBacktracker| {
            search(regex, |cache| regex.try_captures_iter(cache, text).flatten().collect::<Vec<_>>())
        };
        let small = small.into_iter().flat_map(all).map(Groups::Small);
        let fast = fast.into_iter().flat_map(|regex| regex.captures_iter(text)).map(Groups::Fast);
        small.chain(fast).map(|groups| Captures { text, groups })
    }

    pub(super) fn group_names(self) -> impl Iterator<Item = &'p str> {
        let (small, fast) = self.parts();
        let names = |regex: &'p BoundedBacktracker| regex.get_nfa().group_info().pattern_names(PatternID::ZERO);
        let small = small.into_iter().flat_map(names).flatten();
        small.chain(fast.into_iter().flat_map(|regex| regex.capture_names().flatten()))
    }

    /// The engine in its place of two, so that both can be iterated over as one.
    fn parts(self) -> (Option<&'p BoundedBacktracker>, Option<&'p Regex>) {
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
    Small(Slots),
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
            Groups::Small(slots) => slots.get_group(number)?.range(),
            Groups::Fast(groups) => groups.get(number)?.range(),
        };
        Some(Match { text: self.text, range })
    }

    /// The words of the group with a number; none where the expression has no such group or the match leaves it out.
    pub fn text(&self, number: usize) -> &'t str {
        self.get(number).map_or("", |group| &self.text[group.range()])
    }

    /// The group with a name; nothing where the expression has none or the match leaves it out.
    pub fn name(&self, name: &str) -> Option<Match<'t>> {
        let range = match &self.groups {
            Groups::Small(slots) => slots.get_group_by_name(name)?.range(),
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

    /// An expression in both engines.
    fn both(expression: &str) -> (BoundedBacktracker, Regex) {
        let fast = Engines::default().fast(expression).cloned();
        (small(expression).expect("an expression of ours"), fast.expect("an expression of ours"))
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
            let (small, fast) = both(&phrase.pattern.text);
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
        /// An expression means the same to both engines.
        #[test]
        fn both_engines_find_the_same(
            expression in r"(\(\?i\))?(a|б|[aб-г]|\\w|\\b|\.|\[\^a\]|\(\?-u:\\b\)|\(\?P<n>a\|аб\)|\(\?:a\|\)|\^|\$)([*+?]|[*+]\?|\{1,2\})?(a|б|[aб]| |\(a\|б\)\?){0,3}",
            text in "[aбв \n]{0,12}",
        ) {
            let (small, fast) = both(&expression);
            prop_assert_eq!(found(Engine::Small(&small), &text), found(Engine::Fast(&fast), &text));
        }
    }
}

//! Sets of characters in words: `letters, digits, underscores (_), and hyphens (-)`.
//!
//! 1. [`named`] reads one at a place of a text.
//! 2. [`pattern`] makes a pattern from everything that a text states of its characters.
//!
//! No name of a character is known here: the language's file has them.

mod named;

use crate::ir::{Pattern, PatternFrom};
use crate::vocabulary::phrases::Part;

pub(super) use named::set;

/// A set of characters: disjoint ranges in order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CharacterSet(Vec<(char, char)>);

impl CharacterSet {
    fn add(&mut self, from: char, to: char) {
        self.0.push((from, to));
        self.0.sort_unstable();
        let mut merged: Vec<(char, char)> = Vec::new();
        for &(from, to) in &self.0 {
            match merged.last_mut() {
                Some(last) if u32::from(from) <= u32::from(last.1) + 1 => last.1 = last.1.max(to),
                _ => merged.push((from, to)),
            }
        }
        self.0 = merged;
    }

    /// Adds a class of a language's file: characters and ranges (`A-Za-z_`).
    fn add_class(&mut self, class: &str) {
        let mut chars = class.chars().peekable();
        while let Some(from) = chars.next() {
            let mut rest = chars.clone();
            match (rest.next(), rest.next()) {
                (Some('-'), Some(to)) if from < to => {
                    self.add(from, to);
                    chars = rest;
                }
                _ => self.add(from, from),
            }
        }
    }

    /// The union of this set and another.
    fn with(mut self, other: &Self) -> Self {
        other.0.iter().for_each(|&(from, to)| self.add(from, to));
        self
    }

    /// This set without the characters of another.
    fn without(&self, other: &Self) -> Self {
        let mut rest = Self::default();
        for &(first, to) in &self.0 {
            let mut from = Some(first);
            for &(start, end) in &other.0 {
                let Some(at) = from.filter(|&at| end >= at && start <= to) else { continue };
                if start > at {
                    rest.0.extend(before(start).map(|before| (at, before)));
                }
                from = after(end).filter(|&next| next <= to);
            }
            rest.0.extend(from.map(|from| (from, to)));
        }
        rest
    }

    /// Whether it contains only letters and digits.
    fn is_of_words(&self) -> bool {
        self.0.iter().all(|(from, to)| from.is_alphanumeric() && to.is_alphanumeric())
    }

    /// The class of a regular expression.
    fn class(&self, negated: bool) -> String {
        let mut out = String::from(if negated { "[^" } else { "[" });
        for &(from, to) in &self.0 {
            // Symbols that only happen to be neighbours are more readable one by one.
            if !from.is_alphanumeric() && u32::from(to) - u32::from(from) < 3 {
                (from..=to).for_each(|c| push(&mut out, c));
                continue;
            }
            push(&mut out, from);
            if from < to {
                if after(from) != Some(to) {
                    out.push('-');
                }
                push(&mut out, to);
            }
        }
        out.push(']');
        out
    }
}

/// The characters at an end of a text: those of the set, or all others.
#[derive(Clone)]
struct End {
    set: CharacterSet,
    negated: bool,
}

impl End {
    fn class(&self) -> String {
        self.set.class(self.negated)
    }

    fn is_empty(&self) -> bool {
        !self.negated && self.set.0.is_empty()
    }

    /// The characters that may be at both ends.
    fn and(&self, other: &Self) -> Self {
        match (self.negated, other.negated) {
            (true, true) => Self { set: self.set.clone().with(&other.set), negated: true },
            (true, false) => Self { set: other.set.without(&self.set), negated: false },
            (false, true) => Self { set: self.set.without(&other.set), negated: false },
            (false, false) => Self { set: self.set.without(&self.set.without(&other.set)), negated: false },
        }
    }
}

fn before(c: char) -> Option<char> {
    char::from_u32(u32::from(c) - 1)
}

fn after(c: char) -> Option<char> {
    char::from_u32(u32::from(c) + 1)
}

/// A character in a class of ECMA 262 with the `u` flag, as an ASCII escape where four digits suffice.
fn push(out: &mut String, c: char) {
    match c {
        '\\' | ']' | '[' | '^' | '-' => out.extend(['\\', c]),
        c if c.is_ascii() || c > '\u{ffff}' => out.push(c),
        c => out.push_str(&format!("\\u{:04x}", u32::from(c))),
    }
}

/// Any character. A dot would exclude line ends, about which the words say nothing.
const ANY: &str = r"[\s\S]";

/// The pattern of a text from the sets stated for its characters; `None` where they leave no character.
pub(super) fn pattern(statements: &[(Part, CharacterSet)]) -> Option<Pattern> {
    let all = |wanted: &[Part]| -> Option<CharacterSet> {
        let mut sets = statements.iter().filter(|(part, _)| wanted.contains(part)).map(|(_, set)| set);
        let first = sets.next()?.clone();
        Some(sets.fold(first, CharacterSet::with))
    };
    let (allowed, refused) = (all(&[Part::All]), all(&[Part::None]));
    // `must start with a letter. It can contain digits and hyphens`: the first characters are allowed later as well.
    let allowed = match (allowed, all(&[Part::First, Part::Ends])) {
        (Some(allowed), Some(first)) if first.is_of_words() && first.without(&allowed).0 == first.0 => {
            Some(allowed.with(&first))
        }
        (allowed, _) => allowed,
    };
    let body = match (&allowed, &refused) {
        (Some(allowed), Some(refused)) => allowed.without(refused).class(false),
        (Some(allowed), None) => allowed.class(false),
        (None, Some(refused)) => refused.class(true),
        (None, None) => ANY.into(),
    };
    let end = |is: &[Part], not: &[Part]| -> Option<End> {
        match (all(is), all(not), &allowed) {
            (Some(set), Some(not), _) => Some(End { set: set.without(&not), negated: false }),
            (Some(set), None, _) => Some(End { set, negated: false }),
            (None, Some(not), Some(allowed)) => Some(End { set: allowed.without(&not), negated: false }),
            (None, Some(not), None) => {
                Some(End { set: refused.as_ref().map_or(not.clone(), |refused| not.with(refused)), negated: true })
            }
            (None, None, _) => None,
        }
    };
    let first = end(&[Part::First, Part::Ends], &[Part::NotFirst, Part::NotEnds]);
    let last = end(&[Part::Last, Part::Ends], &[Part::NotLast, Part::NotEnds]);
    if body == "[]" || [&first, &last].into_iter().flatten().any(End::is_empty) {
        return None;
    }
    let ecma = match (first, last) {
        (Some(first), Some(last)) => {
            // A single character is both ends.
            let both = first.and(&last);
            let (first, last) = (first.class(), last.class());
            if both.class() == first {
                format!("{first}(?:{body}*{last})?")
            } else if both.is_empty() {
                format!("{first}{body}*{last}")
            } else {
                format!("(?:{}|{first}{body}*{last})", both.class())
            }
        }
        (Some(first), None) => format!("{}{body}*", first.class()),
        (None, Some(last)) => format!("{body}*{}", last.class()),
        (None, None) if body == ANY => return None,
        (None, None) => format!("{body}*"),
    };
    Some(Pattern { ecma, written: None, from: Some(PatternFrom::Words) })
}

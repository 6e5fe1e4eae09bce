//! A bounded cache of answers about short texts: titles of columns and sections recur on nearly every page.
//!
//! An answer depends on the text alone, so a cached one equals a new one. The number of answers and the length of their texts
//! are bounded; beyond the bounds, answers are computed each time.

use std::collections::HashMap;
use std::hash::{BuildHasher, RandomState};
use std::sync::{Mutex, PoisonError};

/// The number of parts, each with a lock of its own, so that threads seldom wait for each other.
const PARTS: usize = 16;

/// How many answers a part keeps.
const ANSWERS: usize = 512;

/// The longest text whose answer is kept, in bytes.
const LENGTH: usize = 160;

/// Answers by their texts.
#[derive(Debug)]
pub(super) struct Kept<V> {
    hashes: RandomState,
    parts: [Mutex<HashMap<Box<str>, V>>; PARTS],
}

impl<V> Default for Kept<V> {
    fn default() -> Self {
        Self { hashes: RandomState::new(), parts: std::array::from_fn(|_| Mutex::default()) }
    }
}

impl<V: Clone> Kept<V> {
    /// The answer about a text: a kept one, or what `answer` makes.
    pub(super) fn get(&self, text: &str, answer: impl FnOnce() -> V) -> V {
        if text.len() > LENGTH {
            return answer();
        }
        let part = usize::try_from(self.hashes.hash_one(text) % PARTS as u64).unwrap_or_default();
        let part = || self.parts[part].lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = part().get(text) {
            return known.clone();
        }
        // The lock is not held while the answer is made.
        let made = answer();
        let mut part = part();
        if part.len() < ANSWERS {
            part.insert(text.into(), made.clone());
        }
        made
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_is_made_once_for_a_short_text() {
        let kept = Kept::default();
        assert_eq!(kept.get("a", || 1), 1);
        assert_eq!(kept.get("a", || 2), 1);
        assert_eq!(kept.get("b", || 2), 2);
        let long = "a".repeat(LENGTH + 1);
        assert_eq!([kept.get(&long, || 1), kept.get(&long, || 2)], [1, 2]);
    }

    #[test]
    fn the_number_of_answers_is_bounded() {
        let kept = Kept::default();
        for number in 0..2 * PARTS * ANSWERS {
            assert_eq!(kept.get(&number.to_string(), || number), number);
        }
        let number: usize = kept.parts.iter().map(|part| part.lock().unwrap().len()).sum();
        assert!(number <= PARTS * ANSWERS, "{number}");
    }
}

//! A cache of answers that threads share, for questions that recur on many pages.
//!
//! An answer depends on its key alone, so a cached one equals a new one. The number of answers is bounded; beyond the bound,
//! answers are computed each time. Nothing is ever removed: a cache belongs to one run.

use std::hash::{BuildHasher, Hash, RandomState};
use std::sync::{Mutex, PoisonError};

use indexmap::{Equivalent, IndexMap};

use crate::limits;

/// The number of parts, each with a lock of its own, so that threads seldom wait for each other.
const PARTS: usize = 16;

/// Answers by their keys.
#[derive(Debug)]
pub(crate) struct Kept<K, V> {
    hashes: RandomState,
    parts: [Mutex<IndexMap<K, V>>; PARTS],
    /// The most answers of a part.
    most: usize,
}

impl<K, V> Kept<K, V> {
    /// A cache for at most about so many answers.
    pub(crate) fn new(most: usize) -> Self {
        Self { hashes: RandomState::new(), parts: std::array::from_fn(|_| Mutex::default()), most: most / PARTS }
    }
}

impl<K: Hash + Eq, V: Clone> Kept<K, V> {
    /// The answer for a borrowed key: a cached one, or else that of `answer`, which is cached under `key`.
    pub(crate) fn get<Q: Hash + Equivalent<K> + ?Sized>(
        &self,
        lookup: &Q,
        key: impl FnOnce() -> K,
        answer: impl FnOnce() -> V,
    ) -> V {
        let part = usize::try_from(self.hashes.hash_one(lookup) % PARTS as u64).unwrap_or_default();
        let part = || self.parts[part].lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = part().get(lookup) {
            return known.clone();
        }
        // The lock is not held while the answer is computed; two threads may then compute the same one once each.
        let made = answer();
        let mut part = part();
        if part.len() < self.most {
            part.insert(key(), made.clone());
        }
        made
    }
}

impl<V: Clone> Kept<Box<str>, V> {
    /// The answer for a text. Texts longer than [`limits::KEPT_TITLE`] seldom recur; their answers are not cached.
    pub(crate) fn of_text(&self, text: &str, answer: impl FnOnce() -> V) -> V {
        if text.len() > limits::KEPT_TITLE {
            return answer();
        }
        self.get(text, || text.into(), answer)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_for_a_short_text_is_computed_once() {
        let kept = Kept::new(1_000);
        assert_eq!(kept.of_text("a", || 1), 1);
        assert_eq!(kept.of_text("a", || 2), 1);
        assert_eq!(kept.of_text("b", || 2), 2);
        let long = "a".repeat(limits::KEPT_TITLE + 1);
        assert_eq!([kept.of_text(&long, || 1), kept.of_text(&long, || 2)], [1, 2]);
    }

    #[test]
    fn the_number_of_answers_is_bounded() {
        let kept = Kept::new(1_000);
        for number in 0..2_000_usize {
            assert_eq!(kept.of_text(&number.to_string(), || number), number);
        }
        let number: usize = kept.parts.iter().map(|part| part.lock().unwrap().len()).sum();
        assert!((500..=1_000).contains(&number), "{number}");
    }
}

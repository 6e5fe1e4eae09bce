//! Counts the steps of what could cost more than its input's length, so that a test can tell.
//!
//! Time tells little on a machine that does other things. A step is a byte or an element that a loop looks at; loops that
//! stand in other loops count. One addition for each such loop: nothing next to what the loop does.

use std::cell::Cell;

thread_local! {
    static TAKEN: Cell<u64> = const { Cell::new(0) };
}

/// Counts steps on this thread.
pub(crate) fn count(steps: usize) {
    TAKEN.with(|taken| taken.set(taken.get().wrapping_add(steps as u64)));
}

/// The steps that this thread took so far.
pub fn taken() -> u64 {
    TAKEN.with(Cell::get)
}

//! Counts the steps of loops that could cost more than the length of their input, so that a test can check them.
//!
//! Time is not a reliable measure on a busy machine. A step is a byte or an element that a loop looks at; nested loops
//! count separately. Each such loop costs one addition, which is negligible beside its work.

use std::cell::Cell;

thread_local! {
    static TAKEN: Cell<u64> = const { Cell::new(0) };
}

/// Counts steps on this thread.
pub(crate) fn count(steps: usize) {
    TAKEN.with(|taken| taken.set(taken.get().wrapping_add(steps as u64)));
}

/// The steps counted on this thread so far.
pub fn taken() -> u64 {
    TAKEN.with(Cell::get)
}

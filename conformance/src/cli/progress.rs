//! A line on the terminal that counts exchanges, shown only when a run takes long.

use std::io::IsTerminal;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;

/// Runs `work` and shows meanwhile how many exchanges it has done.
pub(super) fn with<T>(quiet: bool, work: impl FnOnce(&AtomicU64) -> T) -> T {
    let done = AtomicU64::new(0);
    if quiet || !std::io::stderr().is_terminal() {
        return work(&done);
    }
    let ended = AtomicBool::new(false);
    std::thread::scope(|scope| {
        let shower = scope.spawn(|| {
            let mut shown = false;
            loop {
                std::thread::park_timeout(Duration::from_millis(500));
                if ended.load(Ordering::Acquire) {
                    break;
                }
                eprint!("\r{} exchanges checked", done.load(Ordering::Relaxed));
                shown = true;
            }
            if shown {
                eprint!("\r\u{1b}[K");
            }
        });
        let result = work(&done);
        ended.store(true, Ordering::Release);
        shower.thread().unpark();
        result
    })
}

//! The progress of a long run, on a terminal only: a bar, the rate and the time left.
//!
//! Short runs show nothing, and nothing stays on the screen at the end. Results are never written here.

use std::io::IsTerminal;
use std::sync::OnceLock;
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressState, ProgressStyle};

use super::Global;

/// A run shorter than this shows no progress.
const PATIENCE: Duration = Duration::from_millis(500);

/// A bar on standard error.
#[derive(Debug)]
pub struct Progress {
    bar: ProgressBar,
    started: Instant,
    visible: bool,
    shown: OnceLock<()>,
}

impl Progress {
    /// A bar for a number of steps; `what` names them: `pages`. It stays hidden unless standard error is a terminal and
    /// the run is not quiet.
    pub fn of_steps(steps: u64, what: &str, global: &Global) -> Self {
        Self::new(steps, &format!("{{bar:30}} {{human_pos}} of {{human_len}} {what}, {{rate}}, {{eta}} left"), global)
    }

    /// A bar for a number of bytes, which also counts items (`exchanges`).
    pub fn of_bytes(bytes: u64, global: &Global) -> Self {
        Self::new(bytes, "{bar:30} {bytes} of {total_bytes}, {msg}, {binary_bytes_per_sec}, {eta} left", global)
    }

    /// A spinner, for work of unknown length.
    pub fn of_unknown(global: &Global) -> Self {
        Self::new(0, "{spinner} {msg}, {elapsed}", global)
    }

    fn new(length: u64, template: &str, global: &Global) -> Self {
        let bar = ProgressBar::with_draw_target(Some(length), ProgressDrawTarget::hidden());
        let rate = |state: &ProgressState, out: &mut dyn std::fmt::Write| {
            // Failing to write a rate is not worth an error.
            let _ = write!(out, "{:.0}/s", state.per_sec());
        };
        let style = ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar());
        bar.set_style(style.with_key("rate", rate));
        let visible = !global.quiet && std::io::stderr().is_terminal();
        Self { bar, started: Instant::now(), visible, shown: OnceLock::new() }
    }

    /// Whether it is visible.
    pub fn visible(&self) -> bool {
        self.visible
    }

    /// Counts one more step.
    pub fn step(&self) {
        self.bar.inc(1);
        self.show();
    }

    /// Sets the number of steps that are done, with a message.
    pub fn at(&self, done: u64, message: String) {
        self.bar.set_position(done);
        self.bar.set_message(message);
        self.show();
    }

    fn show(&self) {
        if self.visible && self.started.elapsed() >= PATIENCE {
            self.shown.get_or_init(|| self.bar.set_draw_target(ProgressDrawTarget::stderr()));
        }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}

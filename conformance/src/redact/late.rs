//! Expressions that are compiled when the first text needs them: most take milliseconds and hundreds of kilobytes, and a short
//! run needs none.

use std::sync::{Arc, OnceLock};

use regex::{Regex, RegexSet};

/// An expression. Copies share it.
#[derive(Clone, Debug)]
pub(super) struct Late(Arc<(String, OnceLock<Regex>)>);

impl Late {
    pub(super) fn new(pattern: String) -> Self {
        Self(Arc::new((pattern, OnceLock::new())))
    }

    /// Compiles it now.
    ///
    /// # Errors
    /// Why it is no expression.
    pub(super) fn check(&self) -> Result<(), regex::Error> {
        let regex = Regex::new(self.pattern())?;
        // Another thread may have been faster.
        let _ = self.0.1.set(regex);
        Ok(())
    }

    pub(super) fn pattern(&self) -> &str {
        &self.0.0
    }

    /// The expression, which [`check`](Self::check) or a test of the data files found to be one.
    pub(super) fn get(&self) -> &Regex {
        let (pattern, regex) = &*self.0;
        regex.get_or_init(|| Regex::new(pattern).unwrap_or_else(|error| unreachable!("{pattern}: {error}")))
    }
}

/// Several expressions as one set, which gives those that a text matches. Copies share it.
#[derive(Clone, Debug, Default)]
pub(super) struct LateSet(Arc<OnceLock<RegexSet>>);

impl LateSet {
    /// Compiles it now.
    ///
    /// # Errors
    /// Why they can't be one.
    pub(super) fn check<'p>(&self, patterns: impl Iterator<Item = &'p str>) -> Result<(), regex::Error> {
        let _ = self.0.set(RegexSet::new(patterns)?);
        Ok(())
    }

    /// The set of these, which are the same each time.
    pub(super) fn get<'p>(&self, patterns: impl Iterator<Item = &'p str>) -> &RegexSet {
        self.0.get_or_init(|| RegexSet::new(patterns).unwrap_or_else(|error| unreachable!("{error}")))
    }
}

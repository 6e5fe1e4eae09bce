//! `[conform]` in `refract.toml`: what is validated against what, and how.
//!
//! Unknown keys are refused, so that a typing error can't pass as a setting. Paths are relative to the folder of the
//! file.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::Deserialize;

use crate::exchange::LogForm;
use crate::finding::{Code, Severity};
use crate::input::Limits;
use crate::options::{Ignored, Options, Samples};
use crate::redact::{Redactor, RuleError, Rules};
use crate::route::{Match, Rule};

/// The keys of `[conform]`.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct Conform {
    /// The pages that form the contract; by default those of `[generate]`, if `ir` is not given either.
    pub specs: Vec<PathBuf>,
    /// Exported IRs that form the contract.
    pub ir: Vec<PathBuf>,
    /// `OpenAPI` documents that form the contract.
    pub openapi: Vec<PathBuf>,
    /// A contract that `refract conform compile` wrote, in place of all these.
    pub contract: Option<PathBuf>,
    /// The recordings to validate.
    pub recordings: Vec<PathBuf>,
    /// The file of known findings.
    pub baseline: Option<PathBuf>,
    /// The minimum severity of findings that fail a run.
    pub fail_on: Option<Severity>,
    /// How recorded paths are compared with documented ones.
    #[serde(rename = "match")]
    pub matching: Option<Match>,
    /// How many occurrences of a finding a report shows.
    pub samples: Option<usize>,
    /// Whether a report shows values of fields for which the page lists none.
    pub show_values: bool,
    /// Severities that differ from the codes' own.
    pub severity: BTreeMap<Code, Severity>,
    /// Rules for hosts and paths. The first one that applies is used.
    pub routes: Vec<Rule>,
    /// Forms of logs, besides the known ones. The first one that matches a record is used.
    pub logs: Vec<LogForm>,
    /// Headers that pages need not document.
    pub headers: Headers,
    /// Rules for secrets, besides the built-in ones.
    pub redact: Rules,
    /// Limits on what is read.
    pub limits: Bounds,
}

/// Headers that pages need not document.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct Headers {
    /// Their names, ignoring case; one that ends in `*` stands for all names with this prefix.
    pub ignore: Vec<String>,
}

/// Limits on what is read, in bytes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct Bounds {
    /// The maximum size of a record.
    pub record: Option<usize>,
    /// The maximum size of a body after decompression.
    pub body: Option<usize>,
}

/// The reason why a configuration can't be used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ConformError {
    /// The file can't be read.
    #[error("{path}: can't be read: {source}")]
    Read {
        /// Which.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// `[conform]` has an unknown key or value.
    #[error("{path}: {source}")]
    Form {
        /// Which.
        path: PathBuf,
        /// What is wrong, with line and column.
        source: Box<toml::de::Error>,
    },
    /// A rule of redaction can't be used.
    #[error("{path}: [conform.redact]: {source}")]
    Rule {
        /// Which.
        path: PathBuf,
        /// Why.
        source: RuleError,
    },
}

impl Conform {
    /// Reads `[conform]` of a configuration file.
    ///
    /// # Errors
    /// [`ConformError`] where the file can't be read, or `[conform]` does not have the right form.
    pub fn read(path: &Path) -> Result<Self, ConformError> {
        // The other parts are read and checked elsewhere.
        #[derive(Deserialize)]
        struct File {
            #[serde(default)]
            conform: Conform,
        }
        let text =
            std::fs::read_to_string(path).map_err(|source| ConformError::Read { path: path.to_owned(), source })?;
        let file: File = toml::from_str(&text)
            .map_err(|source| ConformError::Form { path: path.to_owned(), source: Box::new(source) })?;
        Ok(file.conform)
    }

    /// The options in the file. `path` is the file, for errors.
    ///
    /// # Errors
    /// [`ConformError`] where a rule of redaction can't be used.
    pub fn options(&self, path: &Path) -> Result<Options, ConformError> {
        let limits = Limits::default();
        let redactor =
            Redactor::new(&self.redact).map_err(|source| ConformError::Rule { path: path.to_owned(), source })?;
        Ok(Options {
            severity: self.severity.clone(),
            matching: self.matching.unwrap_or_default(),
            rules: self.routes.clone(),
            logs: self.logs.clone(),
            headers: Ignored::new(&self.headers.ignore),
            redactor,
            limits: Limits {
                record: self.limits.record.unwrap_or(limits.record),
                body: self.limits.body.unwrap_or(limits.body),
            },
            samples: self.samples.map(Samples).unwrap_or_default(),
            show_values: self.show_values,
            suggest_routes: false,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everything_has_a_place_and_typing_errors_are_reported() {
        let text = r#"
            specs = ["specs"]
            match = "suffix"
            fail-on = "warning"
            samples = 2
            show-values = true
            limits = { record = 1000 }
            severity = { undocumented-header = "off" }
            headers = { ignore = ["x-own-*"] }
            redact = { names = ["kennwort"] }
            [[routes]]
            host = "*.example.com"
            prefix = "/v1"
        "#;
        let conform: Conform = toml::from_str(text).unwrap();
        let options = conform.options(Path::new("refract.toml")).unwrap();
        assert_eq!(options.severity(Code::UndocumentedHeader), Severity::Off);
        assert_eq!(options.severity(Code::WrongType), Severity::Error);
        assert!(options.headers.contains("x-own-thing") && options.headers.contains("etag"));
        assert!(options.redactor.is_secret("Kenn-Wort"));
        assert_eq!((options.limits.record, options.samples, options.show_values), (1000, Samples(2), true));
        for wrong in
            ["spec = []", "severity = { nothing = \"off\" }", "severity = { wrong-type = \"of\" }", "match = \"x\""]
        {
            assert!(toml::from_str::<Conform>(wrong).is_err(), "{wrong}");
        }
    }
}

//! How exchanges are checked, resolved from configuration and flags.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::exchange::LogForm;
use crate::finding::{Code, Severity};
use crate::input::Limits;
use crate::names::Names;
use crate::redact::Redactor;
use crate::route::{Match, Rule};

/// How exchanges are checked.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// Severities that differ from the codes' own.
    pub severity: BTreeMap<Code, Severity>,
    /// How recorded paths are compared with documented ones.
    pub matching: Match,
    /// Rules for hosts and paths.
    pub rules: Vec<Rule>,
    /// Forms of logs, besides the built-in ones.
    pub logs: Vec<LogForm>,
    /// Headers that pages need not document.
    pub headers: Ignored,
    /// Redacts secrets.
    pub redactor: Redactor,
    /// Limits on what is read.
    pub limits: Limits,
    /// How many occurrences of a finding are kept.
    pub samples: Samples,
    /// Whether a report shows values of fields for which the page lists none. People may have typed them.
    pub show_values: bool,
    /// Whether a run counts, by host, how paths match, for [`suggest`](crate::route::suggest::suggest).
    pub suggest_routes: bool,
}

/// How many occurrences of a finding are kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Samples(pub usize);

impl Default for Samples {
    fn default() -> Self {
        Self(5)
    }
}

impl Options {
    /// Treats `null` where no page allows it as an error, unless a severity is set for that code.
    pub fn refuse_null(&mut self) {
        self.severity.entry(Code::UnexpectedNull).or_insert(Severity::Error);
    }

    /// The severity of a `null` in place of a value that must be there: there is nothing that a client could read it as, and
    /// generated Rust refuses it. A severity for the code itself takes precedence.
    pub(crate) fn severity_of_null(&self, code: Code) -> Severity {
        self.severity.get(&code).copied().unwrap_or(Severity::Error)
    }

    /// The severity of a code.
    pub fn severity(&self, code: Code) -> Severity {
        self.severity.get(&code).copied().unwrap_or_else(|| code.severity())
    }
}

/// Headers that are not reported as undocumented, and those whose values are media types.
#[derive(Clone, Debug)]
pub struct Ignored {
    names: Names,
    starts: Vec<String>,
    media_types: Names,
}

impl Default for Ignored {
    fn default() -> Self {
        Self::new(&[])
    }
}

impl Ignored {
    /// The built-in list, with additions.
    pub fn new(more: &[String]) -> Self {
        #[derive(Deserialize)]
        #[serde(rename_all = "kebab-case")]
        struct File {
            ignore: Vec<String>,
            media_types: Vec<String>,
        }
        let own: File = toml::from_str(include_str!("../data/headers.toml"))
            .unwrap_or_else(|error| unreachable!("data/headers.toml: {error}"));
        let (mut names, mut starts) = (Vec::new(), Vec::new());
        for name in own.ignore.iter().chain(more) {
            let name = name.to_ascii_lowercase();
            match name.strip_suffix('*') {
                Some(start) => starts.push(start.to_owned()),
                None => names.push(name),
            }
        }
        Self {
            names: names.into_iter().collect(),
            starts,
            media_types: own.media_types.iter().map(String::as_str).collect(),
        }
    }

    /// Whether the values of a header with this name, in lower case, are media types.
    pub(crate) fn has_media_types(&self, name: &str) -> bool {
        self.media_types.find(name).is_some()
    }

    /// Whether a header with this name, in lower case, is ignored.
    pub fn contains(&self, name: &str) -> bool {
        self.names.find(name).is_some() || self.starts.iter().any(|start| name.starts_with(start.as_str()))
    }
}

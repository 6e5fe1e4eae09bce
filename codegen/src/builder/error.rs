//! Why nothing was built, as a build script prints it.
//!
//! It only words errors. It never decides whether something is one.

use std::path::PathBuf;

use crate::diagnostic::Diagnostic;
use crate::vocabulary::VocabularyError;
use crate::write;

/// The reason why nothing was built. Its `Debug` output is its message, one line per finding, since a build script's
/// `main` shows that when it returns an error.
#[derive(thiserror::Error)]
#[non_exhaustive]
pub enum BuildError {
    /// No page was named.
    #[error("no page was named: call `Builder::page` with the files or folders to read")]
    NoPages,
    /// Pages can't be read, or have errors; each line names the place.
    #[error("{}", lines(.0))]
    Pages(Vec<Diagnostic>),
    /// The pages document no operation.
    #[error("none of {0} pages documents an operation that could be read")]
    NoOperations(usize),
    /// An option for an item is not valid Rust.
    #[error("`{text}` for `{path}` is not Rust: {message}")]
    Syntax {
        /// The path of the item.
        path: String,
        /// The option's text.
        text: String,
        /// What is wrong with it.
        message: String,
    },
    /// Options have paths that match no item: a typing error, or an item that the pages no longer have. Each with the
    /// method that it was given to.
    #[error("{}", unused(.0))]
    Unused(Vec<(&'static str, String)>),
    /// A vocabulary file can't be read.
    #[error("{path}: can't be read: {source}")]
    Read {
        /// Which.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// A vocabulary file can't be used.
    #[error(transparent)]
    Vocabulary(#[from] VocabularyError),
    /// The environment names no `OUT_DIR`.
    #[error("there is no `OUT_DIR`: call the builder from a build script, or name a folder with `Builder::out_dir`")]
    NoOutDir,
    /// The file can't be written.
    #[error(transparent)]
    Write(#[from] write::WriteError),
}

impl std::fmt::Debug for BuildError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        std::fmt::Display::fmt(self, f)
    }
}

/// `file:line:column: message`, one line per finding.
fn lines(diagnostics: &[Diagnostic]) -> String {
    let lines: Vec<String> = diagnostics
        .iter()
        .map(|found| {
            let help = found.help.as_ref().map(|help| format!(" ({help})")).unwrap_or_default();
            let origin = &found.origin;
            format!("{}:{}:{}: {}: {}{help}", origin.page, origin.line, origin.column, found.code.name(), found.message)
        })
        .collect();
    lines.join("\n")
}

/// One line for each path that matches nothing.
fn unused(paths: &[(&'static str, String)]) -> String {
    let line = |(method, path): &(&'static str, String)| {
        format!(
            "`{path}`, given to `Builder::{method}`, matches nothing in the generated code: a path ends in the name of a type, or in \
             a type and a field's name in the API, as `Type.field`"
        )
    };
    paths.iter().map(line).collect::<Vec<_>>().join("\n")
}

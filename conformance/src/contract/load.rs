//! Contracts from where they are: pages, exported IRs, or what `refract.toml` names.

use std::path::{Path, PathBuf};

use refract_codegen::config::{Config, ConfigError};
use refract_codegen::diagnostic::{Diagnostic, Severity};
use refract_codegen::discover::{self, Overrides};
use refract_codegen::ir::{Api, json};
use refract_codegen::pipeline;

use super::{CompileError, Contract};

/// Why there is no contract.
#[derive(Debug, thiserror::Error)]
pub enum LoadError {
    /// Pages can't be found.
    #[error("{0}")]
    Pages(String),
    /// An IR can't be read.
    #[error("{path}: {message}")]
    Ir {
        /// Which file.
        path: PathBuf,
        /// Why.
        message: String,
    },
    /// The configuration can't be used.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// A contract can't be compiled.
    #[error(transparent)]
    Compile(#[from] CompileError),
    /// There is no operation to hold anything against.
    #[error("{0} documents no operation: nothing can be held against it")]
    Nothing(String),
}

/// Contracts, and what there was to say about their pages.
#[derive(Debug)]
pub struct Loaded {
    /// The contracts.
    pub contract: Contract,
    /// What reading the pages found: nothing for exported IRs.
    pub diagnostics: Vec<Diagnostic>,
}

/// Contracts out of pages. `config` and its `folder` tell what is known of them; `strip` is taken off their names.
///
/// # Errors
/// [`LoadError`] where there are no pages, or none of them documents an operation.
pub fn pages(paths: &[PathBuf], strip: &Path, config: &Config, folder: &Path) -> Result<Loaded, LoadError> {
    let files = discover::files(paths, strip).map_err(|problems| {
        let lines: Vec<String> =
            problems.iter().map(|problem| format!("{}: {}", problem.origin.page, problem.message)).collect();
        LoadError::Pages(lines.join("\n"))
    })?;
    let library = config.library(folder)?;
    let flags = Overrides::default();
    let outcome = pipeline::run(&files, &library, &|page| config.overrides(page, &flags), &|| {});
    if outcome.operations() == 0 {
        return Err(LoadError::Nothing(list(paths)));
    }
    let contract = Contract::new(outcome.apis)?;
    let diagnostics =
        outcome.diagnostics.into_iter().filter(|diagnostic| diagnostic.severity == Severity::Error).collect();
    Ok(Loaded { contract, diagnostics })
}

/// Contracts out of exported IRs: files, or folders of them.
///
/// # Errors
/// [`LoadError`] where a file is no IR, or none of them has an operation.
pub fn irs(paths: &[PathBuf]) -> Result<Loaded, LoadError> {
    let mut apis: Vec<Api> = Vec::new();
    for path in paths {
        let wrong = |message: String| LoadError::Ir { path: path.clone(), message };
        let kind = std::fs::metadata(path).map_err(|error| wrong(format!("can't be read: {error}")))?;
        if !kind.is_dir() {
            apis.push(ir(path)?);
            continue;
        }
        for entry in walkdir::WalkDir::new(path).sort_by_file_name() {
            let entry = entry.map_err(|error| wrong(error.to_string()))?;
            if entry.path().extension().is_some_and(|extension| extension == "json") {
                apis.push(ir(entry.path())?);
            }
        }
    }
    if apis.iter().all(|api| api.operations.is_empty()) {
        return Err(LoadError::Nothing(list(paths)));
    }
    Ok(Loaded { contract: Contract::new(apis)?, diagnostics: Vec::new() })
}

fn ir(path: &Path) -> Result<Api, LoadError> {
    let wrong = |message: String| LoadError::Ir { path: path.to_owned(), message };
    let text = std::fs::read_to_string(path).map_err(|error| wrong(format!("can't be read: {error}")))?;
    json::from_json(&text).map_err(|error| wrong(error.to_string()))
}

fn list(paths: &[PathBuf]) -> String {
    paths.iter().map(|path| path.display().to_string()).collect::<Vec<_>>().join(", ")
}

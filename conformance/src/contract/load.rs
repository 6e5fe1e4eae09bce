//! Loads contracts from their sources: pages, exported IRs, `OpenAPI` documents, or what `refract.toml` names.

use std::fs::File;
use std::io::{Cursor, Read as _};
use std::path::{Path, PathBuf};

use refract_codegen::config::{Config, ConfigError};
use refract_codegen::diagnostic::{Diagnostic, Severity};
use refract_codegen::discover::{self, Overrides};
use refract_codegen::emit::catalogue::{self, Catalogue};
use refract_codegen::ir::{Api, json};
use refract_codegen::pipeline::{self, Outcome};

pub use super::file::FileError;
use super::{CompileError, Contract, Source, file, openapi};

/// Why there is no contract.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum LoadError {
    /// Pages cannot be found.
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
    /// An `OpenAPI` document can't be read.
    #[error("{path}: {message}")]
    OpenApi {
        /// Which file.
        path: PathBuf,
        /// Why.
        message: String,
    },
    /// A compiled contract can't be used.
    #[error("{path}: {error}")]
    Contract {
        /// Which file.
        path: PathBuf,
        /// Why.
        error: FileError,
    },
    /// A compiled contract can't be read.
    #[error("{path}: can't be read: {source}")]
    Open {
        /// Which file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// The configuration can't be used.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// A contract can't be compiled.
    #[error(transparent)]
    Compile(#[from] CompileError),
    /// A service is given twice.
    #[error("the contract of {0} is given twice: by pages and an IR, or by two IRs")]
    Twice(String),
    /// There is no operation to validate anything against.
    #[error("{0} documents no operation, so nothing can be validated against it")]
    Nothing(String),
}

/// Contracts, with the diagnostics of their pages.
#[derive(Debug)]
#[non_exhaustive]
pub struct Loaded {
    /// The contracts.
    pub contract: Contract,
    /// The diagnostics of reading the pages: none for exported IRs.
    pub diagnostics: Vec<Diagnostic>,
    /// The parts of `OpenAPI` documents that cannot be represented and accept any value: file and JSON pointer, and a
    /// description.
    pub notes: Vec<String>,
}

/// The sources of contracts.
#[derive(Clone, Copy, Debug)]
pub struct Sources<'s> {
    /// Pages, or folders of pages.
    pub specs: &'s [PathBuf],
    /// Exported IRs, or folders of them.
    pub ir: &'s [PathBuf],
    /// `OpenAPI` documents.
    pub openapi: &'s [PathBuf],
    /// The folder to which the names of pages are relative.
    pub strip: &'s Path,
    /// Settings for the pages, and their vocabulary.
    pub config: &'s Config,
    /// The folder of the configuration.
    pub folder: &'s Path,
}

/// Loads contracts from pages, IRs and `OpenAPI` documents.
///
/// # Errors
/// [`LoadError`] where there are no pages, a file is not an IR, or no source contains an operation.
pub fn load(sources: Sources<'_>) -> Result<Loaded, LoadError> {
    load_with(sources, &|_| {})
}

/// The same, for callers that show progress: `page` is called once for each page that has been read, from any thread,
/// with the number of all pages.
///
/// # Errors
/// As [`load`].
pub fn load_with(sources: Sources<'_>, page: &(dyn Fn(usize) + Sync)) -> Result<Loaded, LoadError> {
    let mut apis: Vec<Api> = Vec::new();
    let mut diagnostics = Vec::new();
    if !sources.specs.is_empty() {
        let outcome = read(sources, page)?;
        apis = outcome.apis;
        diagnostics = outcome.diagnostics;
        diagnostics.retain(|diagnostic| diagnostic.severity == Severity::Error);
    }
    for path in sources.ir {
        irs(path, &mut apis)?;
    }
    let mut notes = Vec::new();
    let mut contracts: Vec<Source> = apis.into_iter().map(|api| Source { api, symmetric: false }).collect();
    for path in sources.openapi {
        let (source, more) = openapi::read(path)?;
        contracts.push(source);
        notes.extend(more);
    }
    if contracts.iter().all(|it| it.api.operations.is_empty()) {
        let given = sources.specs.iter().chain(sources.ir).chain(sources.openapi);
        let all: Vec<String> = given.map(|path| path.display().to_string()).collect();
        return Err(LoadError::Nothing(all.join(", ")));
    }
    let mut names: Vec<(&str, &str)> = contracts.iter().map(|it| (&*it.api.vendor, &*it.api.service)).collect();
    names.sort_unstable();
    if let Some(twice) = names.windows(2).find(|pair| pair[0] == pair[1]) {
        let (vendor, service) = twice[0];
        return Err(LoadError::Twice(format!("{vendor}/{service}")));
    }
    Ok(Loaded { contract: Contract::of(contracts)?, diagnostics, notes })
}

/// Loads contracts from pages. `config` and its `folder` provide their settings; their names are paths relative to
/// `strip`.
///
/// # Errors
/// [`LoadError`] where there are no pages, or none of them documents an operation.
pub fn pages(paths: &[PathBuf], strip: &Path, config: &Config, folder: &Path) -> Result<Loaded, LoadError> {
    load(Sources { specs: paths, ir: &[], openapi: &[], strip, config, folder })
}

/// Opens a contract that was compiled before.
///
/// # Errors
/// [`LoadError::Open`] where the file can't be read, and [`LoadError::Contract`] where it is not whole, not of this version of
/// Refract, or something else.
pub fn open(path: &Path) -> Result<Loaded, LoadError> {
    let opened = (|| {
        let mut source = File::open(path)?;
        if source.metadata()?.is_file() {
            return file::open(source);
        }
        // A pipe can be read only once.
        let mut bytes = Vec::new();
        source.read_to_end(&mut bytes)?;
        file::open(Cursor::new(bytes))
    })();
    opened
        .map_err(|source| LoadError::Open { path: path.to_owned(), source })?
        .map_err(|error| LoadError::Contract { path: path.to_owned(), error })
}

impl Loaded {
    /// The bytes of a file that [`open`] opens.
    ///
    /// # Errors
    /// [`LoadError::Contract`] where the contract can't be encoded.
    pub fn compiled(&self) -> Result<Vec<u8>, LoadError> {
        file::compiled(self)
    }
}

fn read(sources: Sources<'_>, page: &(dyn Fn(usize) + Sync)) -> Result<Outcome, LoadError> {
    let library = sources.config.library(sources.folder)?;
    let extensions = library.page_extensions(None);
    let files = discover::files_with(sources.specs, sources.strip, &extensions)
        .map_err(|error| LoadError::Pages(error.to_string()))?;
    let flags = Overrides::default();
    let all = files.iter().filter(|file| !file.is_fixups()).count();
    Ok(pipeline::run(&files, &library, &|page| sources.config.overrides(page, &flags), &|| page(all)))
}

/// Exported IRs: a file, a folder of them, or a whole export, whose catalogue distinguishes them from its other files.
fn irs(path: &Path, apis: &mut Vec<Api>) -> Result<(), LoadError> {
    let wrong = |message: String| LoadError::Ir { path: path.to_owned(), message };
    let kind = std::fs::metadata(path).map_err(|error| wrong(format!("can't be read: {error}")))?;
    if !kind.is_dir() {
        apis.push(ir(path)?);
        return Ok(());
    }
    let catalogue = path.join(catalogue::FILE);
    if catalogue.is_file() {
        let text = std::fs::read_to_string(&catalogue).map_err(|error| wrong(format!("can't be read: {error}")))?;
        // Its files are in one folder per kind.
        let exported = Catalogue::files_of(&text);
        let files: Vec<&String> = exported.iter().filter(|file| file.starts_with("ir/")).collect();
        if files.is_empty() {
            return Err(wrong("the export contains no IR: make one with `refract export --emit ir`".into()));
        }
        return files.into_iter().try_for_each(|file| {
            apis.push(ir(&path.join(file))?);
            Ok(())
        });
    }
    for entry in walkdir::WalkDir::new(path).sort_by_file_name() {
        let entry = entry.map_err(|error| wrong(error.to_string()))?;
        if entry.path().extension().is_some_and(|extension| extension == "json") {
            apis.push(ir(entry.path())?);
        }
    }
    Ok(())
}

fn ir(path: &Path) -> Result<Api, LoadError> {
    let wrong = |message: String| LoadError::Ir { path: path.to_owned(), message };
    let text = std::fs::read_to_string(path).map_err(|error| wrong(format!("can't be read: {error}")))?;
    json::from_json(&text).map_err(|error| match serde_json::from_str::<serde_json::Value>(&text) {
        Ok(value) if value.get("openapi").is_some() => {
            wrong("is an OpenAPI document and not an IR: give it with `--openapi`".into())
        }
        _ => wrong(format!("is not an IR that can be read: {error}")),
    })
}

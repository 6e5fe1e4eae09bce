//! Combines flags and `refract.toml`: contracts, recordings, known findings.

use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use refract_codegen::cli::{self, Global, Progress};
use refract_codegen::config::{self, Config};
use refract_codegen::text::count;

use crate::config::Conform;
use crate::contract::load::{self, Loaded, Sources};
use crate::{Code, Contract, Options, Severity};

use super::Judge;

/// The result of combining flags and configuration.
pub(super) struct Project {
    config: Config,
    conform: Conform,
    /// The folder of the configuration file; the current one where there is none.
    folder: PathBuf,
    file: PathBuf,
    found: bool,
}

impl Project {
    /// Reads the configuration: the named file, or `refract.toml` in the current folder or the nearest one above.
    pub(super) fn new(global: &Global) -> anyhow::Result<Self> {
        let Some(file) = cli::configuration(global)? else {
            let (config, conform) = (Config::default(), Conform::default());
            return Ok(Self { config, conform, folder: ".".into(), file: config::FILE.into(), found: false });
        };
        let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        Ok(Self {
            config: Config::read(&file)?,
            conform: Conform::read(&file)?,
            folder: folder.to_owned(),
            found: true,
            file,
        })
    }

    /// How exchanges are checked, and the severities of findings.
    ///
    /// `strict-null` of `[generate]` applies to Rust and to recordings; a severity that is set for the code takes
    /// precedence.
    pub(super) fn options(&self, judge: &Judge) -> anyhow::Result<Options> {
        let mut options = self.conform.options(&self.file)?;
        if self.config.generate.strict_null {
            options.refuse_null();
        }
        if judge.strict_null {
            options.severity.insert(Code::UnexpectedNull, Severity::Error);
        }
        options.severity.extend(judge.severity.iter().copied());
        Ok(options)
    }

    /// Paths of the file, relative to the current folder.
    fn below(&self, paths: &[PathBuf]) -> Vec<PathBuf> {
        if self.folder == Path::new(".") {
            return paths.to_vec();
        }
        paths.iter().map(|path| self.folder.join(path)).collect()
    }

    /// The contracts.
    pub(super) fn contract(
        &self,
        global: &Global,
        given: &super::Given,
        named: &[PathBuf],
    ) -> anyhow::Result<Contract> {
        let configured = || self.conform.contract.as_ref().filter(|_| given.is_empty() && named.is_empty());
        let Some(file) = &given.contract else {
            return match configured() {
                Some(file) => self.opened(global, &self.folder.join(file)),
                None => Ok(self.sources(global, given, named)?.contract),
            };
        };
        self.opened(global, file)
    }

    /// A contract that was compiled before.
    fn opened(&self, global: &Global, file: &Path) -> anyhow::Result<Contract> {
        let conform = &self.conform;
        let alone = conform.specs.is_empty() && conform.ir.is_empty() && conform.openapi.is_empty();
        anyhow::ensure!(
            conform.contract.is_none() || alone,
            "{}: `contract` under `[conform]` stands alone: compile `specs`, `ir` and `openapi` into it, or leave it out",
            self.file.display()
        );
        let loaded = load::open(file)?;
        if !global.quiet {
            unheld(&loaded.notes);
        }
        Ok(loaded.contract)
    }

    /// The contracts from pages, IRs and documents.
    pub(super) fn sources(&self, global: &Global, given: &super::Given, named: &[PathBuf]) -> anyhow::Result<Loaded> {
        let (conform, given) = (&self.conform, &given.sources);
        let (specs, ir, openapi) = if !given.is_empty() {
            (given.specs.iter().chain(named).cloned().collect(), given.ir.clone(), given.openapi.clone())
        } else if !named.is_empty() {
            (named.to_vec(), Vec::new(), Vec::new())
        } else if !conform.specs.is_empty() || !conform.ir.is_empty() || !conform.openapi.is_empty() {
            (self.below(&conform.specs), self.below(&conform.ir), self.below(&conform.openapi))
        } else if self.found {
            (self.below(std::slice::from_ref(&self.config.generate.specs)), Vec::new(), Vec::new())
        } else {
            anyhow::bail!(
                "there is no contract: give pages with `--specs`, an exported IR with `--ir`, an OpenAPI document with \
                 `--openapi` or a compiled contract with `--contract`, or write a {} that names one",
                config::FILE,
            );
        };
        let (config, folder) = (&self.config, &*self.folder);
        let sources = Sources { specs: &specs, ir: &ir, openapi: &openapi, strip: folder, config, folder };
        let loaded = {
            // The number of pages is known after the first one was read.
            let progress = OnceLock::new();
            let page = |all| progress.get_or_init(|| Progress::of_steps(all as u64, "pages", global)).step();
            load::load_with(sources, &page)?
        };
        if !global.quiet {
            unheld(&loaded.notes);
        }
        let mut skipped: Vec<&str> = loaded.diagnostics.iter().map(|it| &*it.origin.page).collect();
        skipped.sort_unstable();
        skipped.dedup();
        if !skipped.is_empty() && !global.quiet {
            anstream::eprintln!("{} skipped because of errors; run `refract check`", count(skipped.len(), "page"));
        }
        Ok(loaded)
    }

    /// The recordings.
    pub(super) fn recordings(&self, cli: &super::Conform) -> Vec<PathBuf> {
        if cli.recordings.is_empty() && cli.examples.is_none() {
            self.below(&self.conform.recordings)
        } else {
            cli.recordings.clone()
        }
    }

    /// The file of known findings, and whether a flag names it; `None` for a part of a run.
    pub(super) fn baseline(&self, judge: &Judge) -> Option<(PathBuf, bool)> {
        if judge.part {
            return None;
        }
        let configured = || self.conform.baseline.as_ref().map(|file| (self.folder.join(file), false));
        judge.baseline.clone().map(|file| (file, true)).or_else(configured)
    }

    /// The minimum severity of findings that fail a run.
    pub(super) fn fail_on(&self, flag: Option<Severity>) -> Severity {
        flag.or(self.conform.fail_on).unwrap_or(Severity::Error)
    }

    /// Whether the contracts are read from pages instead of exported IRs.
    pub(super) fn reads_pages(&self, cli: &super::Conform) -> bool {
        let given = &cli.given;
        let stated = !given.sources.specs.is_empty() || cli.examples.is_some();
        given.sources.ir.is_empty()
            && given.sources.openapi.is_empty()
            && given.contract.is_none()
            && (stated || self.conform.ir.is_empty() && self.conform.contract.is_none())
    }

    /// The folders that names of pages may be relative to.
    pub(super) fn roots(&self, judge: &Judge) -> Vec<PathBuf> {
        judge.pages.iter().cloned().chain([PathBuf::from("."), self.folder.clone()]).collect()
    }
}

/// Prints which parts of documents accept any value.
fn unheld(notes: &[String]) {
    const SHOWN: usize = 5;
    if notes.is_empty() {
        return;
    }
    let parts = count(notes.len(), "part");
    anstream::eprintln!("{parts} of the OpenAPI documents can't be checked, and any value is accepted there:");
    for note in notes.iter().take(SHOWN) {
        anstream::eprintln!("  {note}");
    }
    if notes.len() > SHOWN {
        anstream::eprintln!("  and {} more", notes.len() - SHOWN);
    }
}

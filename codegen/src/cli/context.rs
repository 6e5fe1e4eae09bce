//! What the commands share: the configuration, a run over pages with progress, and output of its results.

use std::collections::BTreeSet;
use std::io::Write;
use std::path::{Path, PathBuf};

use crate::config::{self, Config};
use crate::diagnostic::render::{Format, render};
use crate::diagnostic::{Diagnostic, Severity};
use crate::discover::{self, PageFile};
use crate::emit::Artefacts;
use crate::emit::catalogue::{self, Catalogue};
use crate::pipeline::{self, Outcome};
use crate::segment::Segment;
pub(super) use crate::text::count;
use anyhow::Context as _;

use crate::vocabulary::Library;
use crate::write::{self, Written};

use super::{Global, Known, Output, Progress};

/// The project's configuration and vocabulary.
pub(super) struct Context {
    pub(super) config: Config,
    /// The folder of the configuration file; empty for the current folder, so that paths in messages stay short.
    pub(super) folder: PathBuf,
    pub(super) library: Library,
    /// Whether there is a configuration file.
    pub(super) found: bool,
}

impl Context {
    /// Reads the configuration: the named file, or `refract.toml` in the current folder or the nearest one above.
    pub(super) fn new(global: &Global) -> anyhow::Result<Self> {
        let (config, folder, found) = match &configuration(global)? {
            Some(file) => (Config::read(file)?, file.parent().unwrap_or(Path::new("")).to_owned(), true),
            None => (Config::default(), PathBuf::new(), false),
        };
        let library = config.library(&folder)?;
        Ok(Self { config, folder, library, found })
    }

    /// The only page that was named.
    pub(super) fn page_file(&self, file: &Path) -> PageFile {
        PageFile::single(file, &self.folder)
    }

    /// Further extensions of pages: those of the named vendor, or of all vendors.
    pub(super) fn extensions(&self, known: &Known) -> BTreeSet<String> {
        self.library.page_extensions(known.vendor.as_ref().map(Segment::as_str))
    }

    /// Runs the passes over pages.
    pub(super) fn run(&self, files: &[PageFile], known: &Known, global: &Global) -> Outcome {
        let flags = known.overrides();
        let progress = Progress::of_steps(pages(files) as u64, "pages", global);
        pipeline::run(files, &self.library, &|page| self.config.overrides(page, &flags), &|| progress.step())
    }
}

/// The configuration file: the named one, or `refract.toml` in the current folder or the nearest one above.
///
/// # Errors
/// Where the current directory can't be determined.
pub fn configuration(global: &Global) -> anyhow::Result<Option<PathBuf>> {
    Ok(match &global.config {
        Some(file) => Some(file.clone()),
        None => nearest(&std::env::current_dir().context("cannot determine the current directory")?),
    })
}

fn nearest(from: &Path) -> Option<PathBuf> {
    // Relative if it is below the current folder, so that the names of pages stay short.
    let here = Path::new(config::FILE);
    if here.is_file() {
        return Some(here.to_owned());
    }
    from.ancestors().skip(1).map(|folder| folder.join(config::FILE)).find(|file| file.is_file())
}

/// The files to read where no pages are named: those that `refract.toml` names.
///
/// # Errors
/// Where there is no `refract.toml`.
pub(super) fn files_or_specs(
    paths: &[PathBuf],
    context: &Context,
    known: &Known,
    global: &Global,
) -> anyhow::Result<Option<Vec<PageFile>>> {
    if !paths.is_empty() {
        return files(paths, context, known, global);
    }
    anyhow::ensure!(context.found, "give pages, or write a refract.toml that names them: `refract init`");
    files_below(&[context.folder.join(&context.config.generate.specs)], &context.folder, context, known, global)
}

/// The files to read. Where there are none, prints the reason.
pub(super) fn files(
    paths: &[PathBuf],
    context: &Context,
    known: &Known,
    global: &Global,
) -> anyhow::Result<Option<Vec<PageFile>>> {
    files_below(paths, &context.folder, context, known, global)
}

/// The same, with names that are relative to `base`.
pub(super) fn files_below(
    paths: &[PathBuf],
    base: &Path,
    context: &Context,
    known: &Known,
    global: &Global,
) -> anyhow::Result<Option<Vec<PageFile>>> {
    match discover::files_with(paths, base, &context.extensions(known)) {
        Ok(files) => Ok(Some(files)),
        Err(error) => {
            show(&error.diagnostics, Format::Human, global, &mut std::io::stderr(), global.colour(&std::io::stderr()))?;
            Ok(None)
        }
    }
}

/// Prints diagnostics.
pub(super) fn show(
    diagnostics: &[Diagnostic],
    format: Format,
    global: &Global,
    out: &mut dyn Write,
    colour: bool,
) -> anyhow::Result<()> {
    // Pages are named relative to the project's folder.
    let folder = configuration(global)?.and_then(|file| file.parent().map(Path::to_owned)).unwrap_or_default();
    let page = |name: &str| std::fs::read_to_string(folder.join(name)).ok();
    render(diagnostics, format, colour, &page, out)?;
    Ok(())
}

/// Writes a command's result to standard output.
///
/// # Errors
/// Where it can't be written, unless the reader stopped reading: see [`Output`].
pub fn print(text: &str) -> anyhow::Result<()> {
    let mut out = Output::lock();
    out.write_all(text.as_bytes())?;
    Ok(out.flush()?)
}

/// Writes artefacts. If that fails, prints what to do.
pub(super) fn write(artefacts: &Artefacts, out: &Path, stale: &BTreeSet<String>) -> anyhow::Result<Written> {
    write::write(artefacts, out, stale).map_err(|error| {
        let done = if error.begun { "only a part was written; run it again" } else { "nothing was written" };
        anyhow::anyhow!("{done}: {error}\nhelp: {}", error.help())
    })
}

/// The files that an earlier run wrote to a folder, according to its catalogue.
pub(super) fn stale(out: &Path) -> BTreeSet<String> {
    std::fs::read_to_string(out.join(catalogue::FILE)).map(|text| Catalogue::files_of(&text)).unwrap_or_default()
}

/// An error in one line: what failed and why, each part once.
pub fn message(error: &anyhow::Error) -> String {
    let mut message = String::new();
    for cause in error.chain().map(ToString::to_string) {
        // Many errors include the message of their cause.
        if !message.contains(cause.trim()) {
            if !message.is_empty() {
                message += ": ";
            }
            message += cause.trim_end();
        }
    }
    message
}

/// The errors among diagnostics.
pub(super) fn errors(diagnostics: &[Diagnostic]) -> Vec<Diagnostic> {
    diagnostics.iter().filter(|diagnostic| diagnostic.severity == Severity::Error).cloned().collect()
}

/// The number of files that are pages.
pub(super) fn pages(files: &[PageFile]) -> usize {
    files.iter().filter(|file| !file.is_fixups()).count()
}

/// Parses `FILE:LINE`, with or without a column, as findings print it.
pub(super) fn place(target: &str) -> Option<(PathBuf, u32)> {
    let (before, last) = target.rsplit_once(':')?;
    let last: u32 = last.parse().ok()?;
    if let Some((file, line)) = before.rsplit_once(':')
        && let Ok(line) = line.parse()
        && !Path::new(before).exists()
    {
        return Some((file.into(), line));
    }
    Some((before.into(), last))
}

//! What the commands share: configuration, a run over pages with progress, and showing what came of it.

use std::collections::BTreeSet;
use std::io::{IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use anyhow::Context as _;
use refract_codegen::config::{self, Config};
use refract_codegen::diagnostic::render::{Format, render};
use refract_codegen::diagnostic::{Diagnostic, Severity};
use refract_codegen::discover::{self, PageFile};
use refract_codegen::emit::Artefacts;
use refract_codegen::emit::catalogue::{self, Catalogue};
use refract_codegen::pipeline::{self, Outcome};
use refract_codegen::segment::Segment;
pub(super) use refract_codegen::text::count;
use refract_codegen::vocabulary::Library;
use refract_codegen::write::{self, Written};

use super::{Colour, Global, Known};

/// The project's configuration and vocabulary.
pub(super) struct Context {
    pub(super) config: Config,
    /// The folder of the configuration file, empty for the current one, so that paths in messages stay short.
    pub(super) folder: PathBuf,
    pub(super) library: Library,
    /// Whether there is a configuration file.
    pub(super) found: bool,
}

impl Context {
    /// Reads the configuration: the file that is named, or `refract.toml` here or in the nearest folder above.
    pub(super) fn new(global: &Global) -> anyhow::Result<Self> {
        let (config, folder, found) = match &configuration(global)? {
            Some(file) => (Config::read(file)?, file.parent().unwrap_or(Path::new("")).to_owned(), true),
            None => (Config::default(), PathBuf::new(), false),
        };
        let library = config.library(&folder)?;
        Ok(Self { config, folder, library, found })
    }

    /// The further extensions of pages: those of the vendor that is named, or of all.
    pub(super) fn extensions(&self, known: &Known) -> BTreeSet<String> {
        self.library.page_extensions(known.vendor.as_ref().map(Segment::as_str))
    }

    /// Runs the passes over pages.
    pub(super) fn run(&self, files: &[PageFile], known: &Known, global: &Global) -> Outcome {
        let flags = known.overrides();
        let progress = Progress::new(pages(files), global);
        let outcome =
            pipeline::run(files, &self.library, &|page| self.config.overrides(page, &flags), &|| progress.step());
        progress.done();
        outcome
    }
}

/// The configuration file: the one that is named, or `refract.toml` here or in the nearest folder above.
fn configuration(global: &Global) -> anyhow::Result<Option<PathBuf>> {
    Ok(match &global.config {
        Some(file) => Some(file.clone()),
        None => nearest(&std::env::current_dir().context("the current folder can't be told")?),
    })
}

fn nearest(from: &Path) -> Option<PathBuf> {
    // Relative where it lies here, so that pages keep short names.
    let here = Path::new(config::FILE);
    if here.is_file() {
        return Some(here.to_owned());
    }
    from.ancestors().skip(1).map(|folder| folder.join(config::FILE)).find(|file| file.is_file())
}

/// The files to read where none are named: the pages of `refract.toml`.
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
    anyhow::ensure!(context.found, "name pages, or write a refract.toml that does: `refract init`");
    files_below(&[context.folder.join(&context.config.generate.specs)], &context.folder, context, known, global)
}

/// The files to read; where there are none, why, shown already.
pub(super) fn files(
    paths: &[PathBuf],
    context: &Context,
    known: &Known,
    global: &Global,
) -> anyhow::Result<Option<Vec<PageFile>>> {
    files_below(paths, &context.folder, context, known, global)
}

/// The same, with names that are the ways from `base`.
pub(super) fn files_below(
    paths: &[PathBuf],
    base: &Path,
    context: &Context,
    known: &Known,
    global: &Global,
) -> anyhow::Result<Option<Vec<PageFile>>> {
    match discover::files_with(paths, base, &context.extensions(known)) {
        Ok(files) => Ok(Some(files)),
        Err(problems) => {
            show(&problems, Format::Human, global, &mut std::io::stderr(), colour(global, &std::io::stderr()))?;
            Ok(None)
        }
    }
}

/// Shows diagnostics.
pub(super) fn show(
    diagnostics: &[Diagnostic],
    format: Format,
    global: &Global,
    out: &mut dyn Write,
    colour: bool,
) -> anyhow::Result<()> {
    // Pages are named by their ways from the project's folder.
    let folder = configuration(global)?.and_then(|file| file.parent().map(Path::to_owned)).unwrap_or_default();
    let page = |name: &str| std::fs::read_to_string(folder.join(name)).ok();
    render(diagnostics, format, colour, &page, out)?;
    Ok(())
}

/// Writes a command's result to standard output.
///
/// # Errors
/// Where it can't be written: a reader that went away is among these, and no panic as with `print!`.
pub(super) fn print(text: &str) -> anyhow::Result<()> {
    let mut out = std::io::stdout().lock();
    out.write_all(text.as_bytes())?;
    Ok(out.flush()?)
}

/// Writes artefacts, and says what to do where that fails.
pub(super) fn write(artefacts: &Artefacts, out: &Path, stale: &BTreeSet<String>) -> anyhow::Result<Written> {
    write::write(artefacts, out, stale).map_err(|error| {
        let done = if error.begun { "only a part was written; run it again" } else { "nothing was written" };
        anyhow::anyhow!("{done}: {error}\nhelp: {}", error.help())
    })
}

/// The files that an earlier run wrote to a folder, as its catalogue tells.
pub(super) fn stale(out: &Path) -> BTreeSet<String> {
    std::fs::read_to_string(out.join(catalogue::FILE)).map(|text| Catalogue::files_of(&text)).unwrap_or_default()
}

/// Whether colours are wanted on a stream.
pub(super) fn colour(global: &Global, stream: &impl IsTerminal) -> bool {
    match global.color {
        Colour::Always => true,
        Colour::Never => false,
        Colour::Auto => stream.is_terminal() && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty()),
    }
}

/// The errors among diagnostics.
pub(super) fn errors(diagnostics: &[Diagnostic]) -> Vec<Diagnostic> {
    diagnostics.iter().filter(|diagnostic| diagnostic.severity == Severity::Error).cloned().collect()
}

/// How many of the files are pages.
pub(super) fn pages(files: &[PageFile]) -> usize {
    files.iter().filter(|file| !file.is_fixups()).count()
}

/// `FILE:LINE`, with a column behind it or not, as findings print it.
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

/// A page that is named alone.
pub(super) fn page_file(file: &Path) -> PageFile {
    PageFile { name: file.to_string_lossy().replace('\\', "/"), ..PageFile::single(file, Path::new("")) }
}

/// A line on the terminal that counts pages, shown only when a run takes long.
struct Progress {
    total: usize,
    read: AtomicUsize,
    started: Instant,
    shown: AtomicUsize,
    visible: bool,
}

impl Progress {
    fn new(total: usize, global: &Global) -> Self {
        let visible = !global.quiet && std::io::stderr().is_terminal();
        Self { total, read: AtomicUsize::new(0), started: Instant::now(), shown: AtomicUsize::new(0), visible }
    }

    fn step(&self) {
        let read = self.read.fetch_add(1, Ordering::Relaxed) + 1;
        if !self.visible || self.started.elapsed() < Duration::from_millis(500) {
            return;
        }
        // A line a hundredth of the way, whichever thread gets there.
        let part = read * 100 / self.total.max(1);
        if self.shown.fetch_max(part, Ordering::Relaxed) < part {
            eprint!("\r{read} of {} read", count(self.total, "page"));
        }
    }

    fn done(&self) {
        if self.visible && self.shown.load(Ordering::Relaxed) > 0 {
            eprint!("\r\u{1b}[K");
        }
    }
}

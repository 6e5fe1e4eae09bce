//! `refract conform`: contracts, recordings, known findings, and what comes of them.

use std::path::{Path, PathBuf};

use anyhow::Context as _;
use refract_codegen::config::{self, Config};
use refract_conformance::config::Conform;
use refract_conformance::contract::load::{self, Sources};
use refract_conformance::{Baseline, Code, Contract, Options, Plan, Samples, Severity, Tally, examples, fixups};

use super::{CLEAN, Cli, FINDINGS, output, progress};

/// What flags and configuration come to.
struct Project {
    config: Config,
    conform: Conform,
    /// The folder of the configuration file; the current one where there is none.
    folder: PathBuf,
    file: PathBuf,
    found: bool,
}

pub(super) fn run(cli: &Cli) -> anyhow::Result<u8> {
    let project = Project::new(cli)?;
    let options = project.options(cli)?;
    let contract = project.contract(cli)?;
    let recordings = project.recordings(cli);
    if recordings.is_empty() && cli.examples.is_none() {
        anyhow::bail!("there are no recordings: name files or folders, or set `recordings` under `[conform]`");
    }
    let mut tally = progress::with(cli.quiet, |done| {
        let plan = Plan { threads: cli.threads, form: cli.form, done: Some(done) };
        refract_conformance::run(&contract, &options, &recordings, plan)
    })?;
    if cli.examples.is_some() {
        tally.merge(&refract_conformance::run::batches(&contract, &options, examples::batches(&contract)));
    }
    if let Some(folder) = &cli.propose_fixups {
        propose(cli, folder, &contract, &tally)?;
    }
    if !cli.part {
        tally.settle(&options);
    }
    let baseline = project.baseline(cli);
    if let Some(file) = baseline {
        known(cli, &options, &file, &mut tally)?;
    } else if cli.update_baseline {
        anyhow::bail!("`--update-baseline` needs a file: `--baseline FILE`, or `baseline` under `[conform]`");
    }
    output::show(cli, &contract, &tally)?;
    let fail_on = cli.fail_on.or(project.conform.fail_on).unwrap_or(Severity::Error);
    Ok(if tally.findings.worst() >= fail_on.max(Severity::Note) { FINDINGS } else { CLEAN })
}

/// Writes the corrections that the evidence speaks for.
fn propose(cli: &Cli, folder: &Path, contract: &Contract, tally: &Tally) -> anyhow::Result<()> {
    std::fs::create_dir_all(folder).with_context(|| format!("{}: can't be made", folder.display()))?;
    for ((vendor, service), file) in fixups::propose(contract, tally) {
        let path = folder.join(format!("{vendor}.{service}.fixups.toml"));
        let text = file.to_toml().with_context(|| format!("{}: can't be written as TOML", path.display()))?;
        write(&path, &format!("{PROPOSED}\n{text}"))?;
        if !cli.quiet {
            anstream::eprintln!("{}: {} proposed", path.display(), file.fixups.len());
        }
    }
    Ok(())
}

const PROPOSED: &str = "\
# Corrections that recorded traffic speaks for. Accept an entry by moving it to the `fixups.toml` beside the service's pages.
";

/// Holds what was found against what is known, or writes it down as known.
fn known(cli: &Cli, options: &Options, file: &Path, tally: &mut Tally) -> anyhow::Result<()> {
    let exists = file.is_file();
    let mut baseline = if exists || !cli.update_baseline { Baseline::read(file)? } else { Baseline::default() };
    if cli.update_baseline {
        if let Some(code) = tally.counts.shows_nothing() {
            anyhow::bail!("{}: the baseline is left as it is: {}", file.display(), code.summary());
        }
        baseline = baseline.updated(&tally.findings);
        write(file, &baseline.to_text())?;
        if !cli.quiet {
            anstream::eprintln!("{}: {} known findings", file.display(), baseline.len());
        }
    }
    let name = file.display().to_string().replace('\\', "/");
    baseline.apply(&name, options.severity(Code::BaselineStale), &mut tally.findings);
    Ok(())
}

/// Writes a file as a whole or not at all.
pub(super) fn write(file: &Path, text: &str) -> anyhow::Result<()> {
    let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let name = file.file_name().with_context(|| format!("{}: is no file", file.display()))?;
    let beside = folder.join(format!(".{}.{}.new", name.to_string_lossy(), std::process::id()));
    std::fs::write(&beside, text)
        .and_then(|()| std::fs::rename(&beside, file))
        .inspect_err(|_| drop(std::fs::remove_file(&beside)))
        .with_context(|| format!("{}: can't be written", file.display()))
}

impl Project {
    /// Reads the configuration: the file that is named, or `refract.toml` here or in the nearest folder above.
    fn new(cli: &Cli) -> anyhow::Result<Self> {
        let file = match &cli.config {
            Some(file) => Some(file.clone()),
            None => nearest(&std::env::current_dir().context("the current folder can't be told")?),
        };
        let Some(file) = file else {
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

    fn options(&self, cli: &Cli) -> anyhow::Result<Options> {
        let mut options = self.conform.options(&self.file)?;
        options.severity.extend(cli.severity.iter().copied());
        if let Some(matching) = cli.matching {
            options.matching = matching;
        }
        if let Some(samples) = cli.samples {
            options.samples = Samples(samples);
        }
        Ok(options)
    }

    /// Paths of the file, relative to the current folder.
    fn below(&self, paths: &[PathBuf]) -> Vec<PathBuf> {
        if self.folder == Path::new(".") {
            return paths.to_vec();
        }
        paths.iter().map(|path| self.folder.join(path)).collect()
    }

    fn contract(&self, cli: &Cli) -> anyhow::Result<Contract> {
        let named = cli.examples.as_deref().unwrap_or_default();
        let (specs, ir) = if !cli.specs.is_empty() || !cli.ir.is_empty() {
            (cli.specs.iter().chain(named).cloned().collect(), cli.ir.clone())
        } else if !named.is_empty() {
            (named.to_vec(), Vec::new())
        } else if !self.conform.specs.is_empty() || !self.conform.ir.is_empty() {
            (self.below(&self.conform.specs), self.below(&self.conform.ir))
        } else if self.found {
            (self.below(std::slice::from_ref(&self.config.generate.specs)), Vec::new())
        } else {
            anyhow::bail!(
                "there is nothing to hold recordings against: name pages with `--specs`, exported IRs with `--ir`, or \
                 write a {} that does",
                config::FILE,
            );
        };
        let strip = Path::new("");
        let loaded = load::load(Sources { specs: &specs, ir: &ir, strip, config: &self.config, folder: &self.folder })?;
        let broken = loaded.diagnostics.len();
        if broken > 0 && !cli.quiet {
            let errors = if broken == 1 { "is 1 error".to_owned() } else { format!("are {broken} errors") };
            anstream::eprintln!("there {errors} in the pages, which promise nothing there: `refract check` tells");
        }
        Ok(loaded.contract)
    }

    fn recordings(&self, cli: &Cli) -> Vec<PathBuf> {
        if cli.recordings.is_empty() && cli.examples.is_none() {
            self.below(&self.conform.recordings)
        } else {
            cli.recordings.clone()
        }
    }

    fn baseline(&self, cli: &Cli) -> Option<PathBuf> {
        if cli.part {
            return None;
        }
        let configured = || self.conform.baseline.as_ref().map(|file| self.folder.join(file));
        cli.baseline.clone().or_else(configured)
    }
}

fn nearest(from: &Path) -> Option<PathBuf> {
    // Relative where it lies here, so that pages keep short names.
    let here = Path::new(config::FILE);
    if here.is_file() {
        return Some(here.to_owned());
    }
    from.ancestors().skip(1).map(|folder| folder.join(config::FILE)).find(|file| file.is_file())
}

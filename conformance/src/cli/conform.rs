//! `refract conform`: validates recordings against contracts, and reports the findings.

use std::path::{Path, PathBuf};

use anyhow::Context as _;
use refract_codegen::cli::{Global, Progress};
use refract_codegen::text::count;
use refract_codegen::{choice, config};

use crate::input::open;
use crate::route::suggest;
use crate::run::Reached;
use crate::{Contract, Plan, Report, Samples, Tally, examples, fixups};

use super::judge::{self, write};
use super::project::Project;

pub(super) fn run(global: &Global, cli: &super::Conform) -> anyhow::Result<u8> {
    let judge = &cli.judge;
    let project = Project::new(global)?;
    let mut options = project.options(judge)?;
    if let Some(matching) = cli.matching {
        options.matching = matching;
    }
    if let Some(samples) = cli.samples {
        options.samples = Samples(samples);
    }
    options.show_values |= cli.show_values;
    options.suggest_routes = cli.suggest_routes.is_some();
    // Options that would be refused at the end are refused now, before hours of work.
    judge::targets(judge)?;
    let recordings = project.recordings(cli);
    // A misspelled command is read as the name of a recording.
    if let Some(first) = recordings.first().filter(|path| !path.exists())
        && let Some(name) = choice::nearest(&first.to_string_lossy(), super::commands().iter().map(String::as_str))
    {
        anyhow::bail!("{}: there is no such recording; did you mean the command `{name}`?", first.display());
    }
    if recordings.is_empty() && cli.examples.is_none() {
        anyhow::bail!(
            "there are no recordings: give files or folders, or set `recordings` under `[conform]` in {}",
            config::FILE
        );
    }
    let stream = recordings.first().is_some_and(|path| path.as_os_str() == "-") && recordings.len() == 1;
    anyhow::ensure!(
        cli.piece.is_none() || stream,
        "`--piece` is for standard input: give `-`, and no other recordings"
    );
    let examples = cli.examples.as_deref().unwrap_or_default();
    let mut contract = project.contract(global, &cli.given, examples)?;
    if cli.examples.is_none() {
        contract.forget_apis();
    }
    let mut tally = {
        let progress = progress(global, &recordings);
        let reached = |bytes: u64, exchanges: u64| progress.at(bytes, count(exchanges, "exchange"));
        let plan = Plan {
            threads: global.threads,
            name: cli.name.as_deref(),
            piece: cli.piece,
            form: cli.form,
            progress: progress.visible().then_some(Reached(&reached)),
        };
        crate::run(&contract, &options, &recordings, plan)?
    };
    if cli.examples.is_some() {
        tally.merge(&crate::run::batches(&contract, &options, examples::batches(&contract)));
    }
    if let Some(folder) = &cli.propose_fixups {
        propose(global, folder, &contract, &tally)?;
    }
    if let Some(file) = &cli.suggest_routes {
        let suggested = suggest::suggest(&contract, &tally);
        write(file, suggest::to_toml(&suggested).as_bytes())?;
        if !global.quiet {
            anstream::eprintln!("{}: {} suggested", file.display(), count(suggested.len(), "rule"));
        }
    }
    // Of a part, only what it saw is written, unless a person wants to see it.
    let thin = judge.part && judge::targets(judge)?.are_json();
    let report = if thin { Report::thin(&contract, &tally) } else { Report::new(&contract, &tally) };
    contract.sound().context("the compiled contract")?;
    drop(tally);
    // Pages of specs are where their names point; those of an IR are below some folder, or missing.
    let own = if project.reads_pages(cli) { contract.pages() } else { Vec::new() };
    judge::run(global, judge, &project, &options, report, own)
}

/// The progress of a run: how much of the files was read, or the number of exchanges if they include a stream.
fn progress(global: &Global, recordings: &[PathBuf]) -> Progress {
    let files = open::files(recordings).unwrap_or_default();
    let bytes: Option<u64> = files.iter().map(|file| Some(std::fs::metadata(file).ok()?.len())).sum();
    bytes.map_or_else(|| Progress::of_unknown(global), |bytes| Progress::of_bytes(bytes, global))
}

/// Writes the fixups that the evidence supports.
fn propose(global: &Global, folder: &Path, contract: &Contract, tally: &Tally) -> anyhow::Result<()> {
    std::fs::create_dir_all(folder).with_context(|| format!("{}: can't be made", folder.display()))?;
    for ((vendor, service), file) in fixups::propose(contract, tally) {
        let path = folder.join(format!("{vendor}.{service}.fixups.toml"));
        let text = file.to_toml().with_context(|| format!("{}: can't be written as TOML", path.display()))?;
        write(&path, format!("{PROPOSED}\n{text}").as_bytes())?;
        if !global.quiet {
            anstream::eprintln!("{}: {} proposed", path.display(), count(file.fixups.len(), "fixup"));
        }
    }
    Ok(())
}

const PROPOSED: &str = "\
# Fixups that recorded traffic supports. Accept an entry by moving it to the `fixups.toml` next to the service's pages.
";

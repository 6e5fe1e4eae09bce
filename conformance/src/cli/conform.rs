//! `refract conform`: contracts, recordings, known findings, and what comes of them.

use std::path::Path;

use anyhow::Context as _;
use refract_codegen::text::count;
use refract_conformance::route::suggest;
use refract_conformance::{Contract, Plan, Report, Samples, Tally, examples, fixups};

use super::judge::{self, write};
use super::project::Project;
use super::{Judge, progress};

pub(super) fn run(cli: &super::Conform) -> anyhow::Result<u8> {
    let judge = &cli.judge;
    let project = Project::new(judge)?;
    let mut options = project.options(judge)?;
    if let Some(matching) = cli.matching {
        options.matching = matching;
    }
    if let Some(samples) = cli.samples {
        options.samples = Samples(samples);
    }
    options.show_values |= cli.show_values;
    options.suggest_routes = cli.suggest_routes.is_some();
    // What would be refused at the end is refused before hours of work.
    judge::targets(judge)?;
    let contract = project.contract(cli)?;
    let recordings = project.recordings(cli);
    if recordings.is_empty() && cli.examples.is_none() {
        anyhow::bail!(
            "there are no recordings: name files or folders, or set `recordings` under `[conform]`; what follows `--specs` \
             or `--ir` is theirs up to the next flag, so name recordings first"
        );
    }
    let mut tally = progress::with(judge.quiet, |done| {
        let plan = Plan { threads: cli.threads, name: cli.name.as_deref(), form: cli.form, done: Some(done) };
        refract_conformance::run(&contract, &options, &recordings, plan)
    })?;
    if cli.examples.is_some() {
        tally.merge(&refract_conformance::run::batches(&contract, &options, examples::batches(&contract)));
    }
    if let Some(folder) = &cli.propose_fixups {
        propose(judge, folder, &contract, &tally)?;
    }
    if let Some(file) = &cli.suggest_routes {
        let suggested = suggest::suggest(&contract, &tally);
        write(file, suggest::to_toml(&suggested).as_bytes())?;
        if !judge.quiet {
            anstream::eprintln!("{}: {} suggested", file.display(), count(suggested.len(), "rule"));
        }
    }
    let report = Report::new(&contract, &tally);
    drop(tally);
    // Pages of specs lie where their names say; those of an IR, below some folder if at all.
    let own = if project.reads_pages(cli) { contract.pages() } else { Vec::new() };
    judge::run(judge, &project, &options, report, own)
}

/// Writes the corrections that the evidence speaks for.
fn propose(judge: &Judge, folder: &Path, contract: &Contract, tally: &Tally) -> anyhow::Result<()> {
    std::fs::create_dir_all(folder).with_context(|| format!("{}: can't be made", folder.display()))?;
    for ((vendor, service), file) in fixups::propose(contract, tally) {
        let path = folder.join(format!("{vendor}.{service}.fixups.toml"));
        let text = file.to_toml().with_context(|| format!("{}: can't be written as TOML", path.display()))?;
        write(&path, format!("{PROPOSED}\n{text}").as_bytes())?;
        if !judge.quiet {
            anstream::eprintln!("{}: {} proposed", path.display(), file.fixups.len());
        }
    }
    Ok(())
}

const PROPOSED: &str = "\
# Corrections that recorded traffic speaks for. Accept an entry by moving it to the `fixups.toml` beside the service's pages.
";

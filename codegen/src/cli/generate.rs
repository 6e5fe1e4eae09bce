//! `refract generate`: writes the generated folder from the project's pages.

use std::fmt::Write;

use anyhow::Context as _;

use crate::diagnostic::render::Format;
use crate::emit::catalogue::{self, Catalogue};
use crate::emit::{self, Artefacts, Emit};
use crate::write;

use super::context::{self, Context, count};
use super::{CLEAN, FAILED, FINDINGS, Global, Known};

/// The folder of each kind of artefact inside the generated folder.
fn folder(kind: Emit) -> &'static str {
    match kind {
        Emit::Rust => "src",
        Emit::JsonSchema => "schemas",
        Emit::OpenApi => "openapi",
        Emit::Ir => "ir",
    }
}

pub(super) fn run(global: &Global, check: bool, kinds: &[Emit]) -> anyhow::Result<u8> {
    let context = Context::new(global)?;
    if !context.found {
        anyhow::bail!(
            "there is no refract.toml in this folder or above: write one with `refract init`, or give it with `--config`"
        );
    }
    let settings = &context.config.generate;
    let kinds: Vec<Emit> = if kinds.is_empty() {
        settings.emit.iter().map(|name| name.parse().map_err(anyhow::Error::msg)).collect::<Result<_, _>>()?
    } else {
        kinds.to_vec()
    };
    let specs = context.folder.join(&settings.specs);
    let out = context.folder.join(&settings.out);
    let Some(files) = context::files_below(&[specs], &context.folder, &context, &Known::default(), global)? else {
        return Ok(FAILED);
    };
    let outcome = context.run(&files, &Known::default(), global);
    let errors = context::errors(&outcome.diagnostics);
    if !errors.is_empty() || outcome.operations() == 0 {
        let colour = global.colour(&std::io::stderr());
        context::show(&errors, Format::Human, global, &mut std::io::stderr(), colour)?;
        if outcome.operations() == 0 {
            anstream::eprintln!("none of {} documents an operation", count(context::pages(&files), "page"));
        }
        anstream::eprintln!("nothing was written");
        return Ok(FINDINGS);
    }
    let options = settings.options();
    let mut artefacts = Artefacts::new();
    for kind in &kinds {
        for (path, text) in emit::emit(&outcome.apis, *kind, &options) {
            artefacts.insert(format!("{}/{path}", folder(*kind)), text);
        }
    }
    let catalogue = Catalogue::new(&outcome, &options, &artefacts);
    artefacts.insert(catalogue::FILE.to_owned(), catalogue.to_json());
    let stale = context::stale(&out);
    if check {
        let written = write::compare(&artefacts, &out, &stale).context("the generated folder can't be compared")?;
        if written.is_clean() {
            return Ok(CLEAN);
        }
        let mut text = String::new();
        for path in &written.changed {
            let file = out.join(path);
            match std::fs::read_to_string(&file) {
                Ok(found) => {
                    writeln!(text, "{}: not what the pages give", file.display())?;
                    difference(&mut text, &found, &artefacts[path])?;
                }
                Err(_) => writeln!(text, "{}: missing", file.display())?,
            }
        }
        for path in &written.removed {
            writeln!(text, "{}: no page gives this file any more", out.join(path).display())?;
        }
        context::print(&text)?;
        anstream::eprintln!("run `refract generate` and commit the result");
        return Ok(FINDINGS);
    }
    let written = context::write(&artefacts, &out, &stale)?;
    if !global.quiet {
        anstream::eprintln!(
            "{} with {} of {}: {} written, {} removed, {} unchanged",
            count(context::pages(&files), "page"),
            count(outcome.operations(), "operation"),
            count(outcome.apis.len(), "service"),
            count(written.changed.len(), "file"),
            written.removed.len(),
            written.unchanged,
        );
    }
    Ok(CLEAN)
}

/// The first lines in which a file differs from its expected text.
fn difference(text: &mut String, found: &str, wanted: &str) -> std::fmt::Result {
    const LINES: usize = 20;
    let diff = similar::TextDiff::from_lines(found, wanted);
    let unified = diff.unified_diff().context_radius(1).to_string();
    unified.lines().take(LINES).try_for_each(|line| writeln!(text, "  {line}"))
}

//! `refract export`: writes artefacts of any pages.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use serde_json::Value;

use crate::diagnostic::render::Format;
use crate::emit::catalogue::{self, Catalogue};
use crate::emit::{self, Artefacts, Emit, Options, openapi, rust};
use crate::ir::Api;
use crate::overlay::Overlay;

use super::context::{self, Context, count};
use super::{CLEAN, FAILED, FINDINGS, Global, Known, Look};

pub(super) fn run(
    global: &Global,
    kinds: &[Emit],
    out: &Path,
    overlays: &[PathBuf],
    look: &Look,
    known: &Known,
    paths: &[PathBuf],
) -> anyhow::Result<u8> {
    let context = Context::new(global)?;
    if !overlays.is_empty() && !kinds.contains(&Emit::OpenApi) {
        anyhow::bail!("an overlay changes OpenAPI documents: add `openapi` to `--emit`");
    }
    let overlays = overlays.iter().map(|file| read(file)).collect::<anyhow::Result<Vec<Overlay>>>()?;
    let Some(files) = context::files_or_specs(paths, &context, known, global)? else {
        return Ok(FAILED);
    };
    let outcome = context.run(&files, known, global);
    let errors = context::errors(&outcome.diagnostics);
    let colour = global.colour(&std::io::stderr());
    context::show(&errors, Format::Human, global, &mut std::io::stderr(), colour)?;
    if outcome.operations() == 0 {
        anstream::eprintln!(
            "none of {} documents an operation that could be read; nothing was written\n\
             help: `refract check --notes` with the same pages reports what each of them lacks",
            count(context::pages(&files), "page")
        );
        return Ok(FINDINGS);
    }
    let mut options = look.over(context.config.generate.options());
    options.rust.layout = rust::Layout::Crates;
    let mut artefacts = Artefacts::new();
    for kind in kinds {
        let made = if *kind == Emit::OpenApi && !overlays.is_empty() {
            documents(&outcome.apis, &overlays, &options)?
        } else {
            emit::emit(&outcome.apis, *kind, &options)
        };
        for (path, text) in made {
            artefacts.insert(format!("{}/{path}", kind.name()), text);
        }
    }
    let catalogue = Catalogue::new(&outcome, &options, &artefacts);
    artefacts.insert(catalogue::FILE.to_owned(), catalogue.to_json());
    let written = context::write(&artefacts, out, &context::stale(out))?;
    if !global.quiet {
        anstream::eprintln!(
            "{} with {} of {}: {} written to {}",
            count(context::pages(&files), "page"),
            count(outcome.operations(), "operation"),
            count(outcome.apis.len(), "service"),
            count(written.changed.len(), "file"),
            out.display(),
        );
    }
    Ok(if errors.is_empty() { CLEAN } else { FINDINGS })
}

fn read(file: &Path) -> anyhow::Result<Overlay> {
    let text = std::fs::read_to_string(file).with_context(|| format!("{}: can't be read", file.display()))?;
    Ok(Overlay::parse(&file.display().to_string(), &text)?)
}

/// The files of documents, with overlays applied. If one can't be applied, nothing was written yet.
fn documents(apis: &[Api], overlays: &[Overlay], options: &Options) -> anyhow::Result<Artefacts> {
    let document = |api| (openapi::path(api, options), openapi::document(api, options));
    let mut documents: BTreeMap<String, Value> = apis.iter().map(document).collect();
    for overlay in overlays {
        overlay.apply(&mut documents)?;
    }
    Ok(documents.into_iter().flat_map(|(path, document)| openapi::files(&path, document, options)).collect())
}

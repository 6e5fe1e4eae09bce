//! `refract export`: artefacts of any pages.

use std::path::{Path, PathBuf};

use refract_codegen::diagnostic::render::Format;
use refract_codegen::emit::catalogue::{self, Catalogue};
use refract_codegen::emit::{self, Artefacts, Emit, Options, rust};

use super::context::{self, Context, count};
use super::{CLEAN, FAILED, FINDINGS, Global, Known};

pub(super) fn run(global: &Global, kinds: &[Emit], out: &Path, known: &Known, paths: &[PathBuf]) -> anyhow::Result<u8> {
    let context = Context::new(global)?;
    let Some(files) = context::files(paths, global)? else {
        return Ok(FAILED);
    };
    let outcome = context.run(&files, known, global);
    let errors = context::errors(&outcome.diagnostics);
    let colour = context::colour(global, &std::io::stderr());
    context::show(&errors, Format::Human, global, &mut std::io::stderr(), colour)?;
    if outcome.operations() == 0 {
        anstream::eprintln!(
            "refract: none of {} documents an operation that could be read; nothing was written\n\
             help: `refract check --notes` with the same pages says of each what it lacks",
            count(context::pages(&files), "page")
        );
        return Ok(FINDINGS);
    }
    let mut options = Options { schema_base: context.config.generate.schema_base.clone(), ..Options::default() };
    options.rust.layout = rust::Layout::Crates;
    let mut artefacts = Artefacts::new();
    for kind in kinds {
        for (path, text) in emit::emit(&outcome.apis, *kind, &options) {
            artefacts.insert(format!("{}/{path}", kind.name()), text);
        }
    }
    let catalogue = Catalogue::new(&outcome.apis, &outcome.ledger(), &artefacts);
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

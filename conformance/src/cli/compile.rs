//! `refract conform compile`: the contract as one file, for runs that must start quickly.

use std::path::{Path, PathBuf};

use refract_codegen::cli::{CLEAN, Global};
use refract_codegen::text::count;

use super::judge::write;
use super::project::Project;
use super::{Given, Sources};

pub(super) fn run(global: &Global, pages: &[PathBuf], sources: &Sources, output: &Path) -> anyhow::Result<u8> {
    let project = Project::new(global)?;
    let specs = sources.specs.iter().chain(pages).cloned().collect();
    let sources = Sources { specs, ir: sources.ir.clone(), openapi: sources.openapi.clone() };
    let loaded = project.sources(global, &Given { sources, contract: None }, &[])?;
    let bytes = loaded.compiled()?;
    write(output, &bytes)?;
    if !global.quiet {
        let (operations, services) = (loaded.contract.operations(), loaded.contract.services().count());
        anstream::eprintln!(
            "{}: {} of {}, {} kB",
            output.display(),
            count(operations, "operation"),
            count(services, "service"),
            bytes.len().div_ceil(1000)
        );
    }
    Ok(CLEAN)
}

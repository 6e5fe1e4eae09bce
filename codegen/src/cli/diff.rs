//! `refract diff`: reports what changed between two editions, and which clients it breaks.

mod export;

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context as _, bail};

use crate::diagnostic::render::Format;
use crate::{diff, discover};

use super::context::{self, Context};
use super::known::Baseline;
use super::{CLEAN, FINDINGS, Global, Known};
use export::Export;

/// The format of the differences.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub(super) enum Shape {
    /// Text for people.
    Human,
    /// JSON.
    Json,
    /// Tables in Markdown.
    Markdown,
}

/// Which differences break, and the format.
pub(super) struct Shown<'b> {
    pub(super) shape: Shape,
    /// Whether new values in a response break no client.
    pub(super) allow_new_values: bool,
    pub(super) baseline: &'b Baseline,
}

pub(super) fn run(global: &Global, [old, new]: [&str; 2], shown: &Shown<'_>, known: &Known) -> anyhow::Result<u8> {
    let &Shown { shape, allow_new_values, baseline } = shown;
    let context = Context::new(global)?;
    let (old, new) = (edition(&context, global, old, known)?, edition(&context, global, new, known)?);
    let mut differences = if old.bodies || new.bodies {
        if !global.quiet {
            anstream::eprintln!(
                "JSON Schemas contain bodies only: parameters, headers, addresses, media types, and operations and \
                 statuses without a body are not compared"
            );
        }
        diff::compare_bodies(&old.apis, &new.apis)
    } else {
        diff::compare(&old.apis, &new.apis)
    };
    if allow_new_values {
        differences.allow_new_values();
    }
    let sorted = baseline.sort(&mut differences.differences, global)?;
    let text = match shape {
        Shape::Human => differences.to_text(),
        Shape::Json => differences.to_json(),
        Shape::Markdown => differences.to_markdown(),
    };
    context::print(&text)?;
    if sorted.known > 0 && shape != Shape::Json {
        context::print(&format!("{} known, {} new\n", sorted.known, differences.differences.len()))?;
    }
    Ok(if differences.breaks() > 0 || sorted.stale { FINDINGS } else { CLEAN })
}

/// Reads the contracts of one side: an export, pages, or a revision.
fn edition(context: &Context, global: &Global, target: &str, known: &Known) -> anyhow::Result<Export> {
    let path = Path::new(target);
    if path.exists() {
        return on_disk(context, global, path, Path::new(""), known);
    }
    let (revision, inside) = match target.split_once(':') {
        Some((revision, inside)) => (revision, PathBuf::from(inside)),
        None if context.found => (target, context.config.generate.specs.clone()),
        None => (target, PathBuf::new()),
    };
    let folder = checkout(revision, &inside).with_context(|| {
        format!(
            "`{target}` is neither a file nor a folder, and can't be read as a git revision (`REVISION` or \
             `REVISION:FOLDER`)"
        )
    })?;
    on_disk(context, global, &folder.path().join(&inside), folder.path(), known)
}

/// Copies the files of a folder in a revision to a temporary folder, which is deleted when it is dropped.
fn checkout(revision: &str, inside: &Path) -> anyhow::Result<tempfile::TempDir> {
    if inside.as_os_str().is_empty() {
        bail!("name its folder with the pages or the export: `{revision}:FOLDER`");
    }
    let git = |arguments: &[&str]| -> anyhow::Result<Vec<u8>> {
        let output = Command::new("git").args(arguments).stdin(Stdio::null()).output().context("git can't be run")?;
        if !output.status.success() {
            bail!("git: {}", String::from_utf8_lossy(&output.stderr).trim());
        }
        Ok(output.stdout)
    };
    // git would read an option in place of a revision as an option.
    git(&["rev-parse", "--verify", "--quiet", "--end-of-options", &format!("{revision}^{{commit}}")])
        .with_context(|| format!("there is no revision `{revision}`"))?;
    let prefix = String::from_utf8(git(&["rev-parse", "--show-prefix"])?)?;
    let wanted = format!("{}{}", prefix.trim(), inside.display());
    let wanted = wanted.trim_start_matches("./").trim_end_matches('/');
    let listed = git(&["ls-tree", "-r", "-z", "--full-tree", "--name-only", revision, "--", wanted])?;
    let names: Vec<&str> = listed
        .split(|&byte| byte == 0)
        .filter_map(|name| std::str::from_utf8(name).ok())
        .filter(|name| !name.is_empty())
        .collect();
    if names.is_empty() {
        bail!("the revision `{revision}` has no `{wanted}`");
    }
    let folder = tempfile::tempdir().context("a folder for the revision can't be made")?;
    for name in names {
        let below = name.strip_prefix(prefix.trim()).unwrap_or(name);
        let path = folder.path().join(below);
        if let Some(parent) = path.parent() {
            std::fs::create_dir_all(parent)?;
        }
        std::fs::write(&path, git(&["cat-file", "blob", &format!("{revision}:{name}")])?)?;
    }
    Ok(folder)
}

fn on_disk(context: &Context, global: &Global, path: &Path, strip: &Path, known: &Known) -> anyhow::Result<Export> {
    if let Some(export) = export::read(path)? {
        return Ok(export);
    }
    let strip = if strip.as_os_str().is_empty() { context.folder.as_path() } else { strip };
    let files = match discover::files_with(&[path.to_owned()], strip, &context.extensions(known)) {
        Ok(files) => files,
        Err(error) => bail!(
            "{}: neither pages nor an export that can be compared ({}): {}",
            path.display(),
            export::ACCEPTED,
            error.diagnostics[0].message
        ),
    };
    let outcome = context.run(&files, known, global);
    let errors = context::errors(&outcome.diagnostics);
    if !errors.is_empty() {
        let colour = global.colour(&std::io::stderr());
        context::show(&errors, Format::Human, global, &mut std::io::stderr(), colour)?;
        std::io::stderr().flush()?;
        // Pages with errors give an incomplete contract, and what is missing in it would look removed.
        bail!("{}: the pages have errors; correct these first", path.display());
    }
    Ok(Export { apis: outcome.apis, bodies: false })
}

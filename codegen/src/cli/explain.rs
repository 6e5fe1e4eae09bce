//! `refract explain`: what a finding's code means, and why the contract says what it says of a row or a field.

use std::fmt::Write;
use std::path::{Path, PathBuf};

use refract_codegen::diagnostic::render::Format;
use refract_codegen::diagnostic::{Code, Severity};
use refract_codegen::discover::{self, PageFile};
use refract_codegen::explain;
use refract_codegen::includes::Includes;
use refract_codegen::ir::{Api, Operation};

use super::context::{self, Context};
use super::{CLEAN, FAILED, FINDINGS, Global, Known};

pub(super) fn run(
    global: &Global,
    target: Option<&str>,
    field: Option<&str>,
    pages: &[PathBuf],
    known: &Known,
) -> anyhow::Result<u8> {
    match (target, field) {
        (None, _) => codes(),
        (Some(target), Some(field)) => operation(global, target, field, pages, known),
        (Some(target), None) => {
            if let Some(code) = Code::from_name(target) {
                return one_code(code);
            }
            if Path::new(target).is_file() {
                return page(global, Path::new(target), pages, known);
            }
            let Some((file, line)) = context::place(target) else {
                anyhow::bail!(
                    "`{target}` is no code of a finding (`refract explain` lists them), no page, and no place on one \
                     (`FILE:LINE`); for an operation, name a field, too"
                )
            };
            row(&Context::new(global)?, global, &context::page_file(&file), line, known)
        }
    }
}

fn severity(code: Code) -> &'static str {
    match code.severity() {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "note",
    }
}

fn codes() -> anyhow::Result<u8> {
    let mut text = String::new();
    for &code in Code::ALL {
        let first = code.explanation().split("\n\n").next().unwrap_or("").replace('\n', " ");
        writeln!(text, "{:28} {:8} {}", code.name(), severity(code), first.trim())?;
    }
    context::print(&text)?;
    Ok(CLEAN)
}

fn one_code(code: Code) -> anyhow::Result<u8> {
    let mut text = format!("{} ({})\n\n", code.name(), severity(code));
    for paragraph in code.explanation().split("\n\n") {
        writeln!(text, "{}\n", paragraph.split_whitespace().collect::<Vec<_>>().join(" "))?;
    }
    context::print(&text)?;
    Ok(CLEAN)
}

/// What was read on a page. Links are followed to the pages named besides it.
fn page(global: &Global, file: &Path, others: &[PathBuf], known: &Known) -> anyhow::Result<u8> {
    let context = Context::new(global)?;
    let wanted = context::page_file(file);
    let paths: Vec<PathBuf> = others.iter().cloned().chain([file.to_owned()]).collect();
    let Some(files) = context::files(&paths, &context, known, global)? else {
        return Ok(FAILED);
    };
    let outcome = context.run(&files, known, global);
    let mut text = String::new();
    for api in &outcome.apis {
        explain::contract(&mut text, api, &wanted.name)?;
    }
    context::print(&text)?;
    let of_page: Vec<_> =
        outcome.diagnostics.iter().filter(|finding| *finding.origin.page == *wanted.name).cloned().collect();
    let stdout = std::io::stdout();
    let colour = context::colour(global, &stdout);
    context::show(&of_page, Format::Concise, global, &mut stdout.lock(), colour)?;
    Ok(if text.is_empty() { FINDINGS } else { CLEAN })
}

fn row(context: &Context, global: &Global, page: &PageFile, line: u32, known: &Known) -> anyhow::Result<u8> {
    let name = page.name.clone();
    let flags = known.overrides();
    let explained = discover::load(page).and_then(|mut source| {
        let includes = Includes::of(std::slice::from_ref(page));
        let overrides = context.config.overrides(&name, &flags);
        explain::line(&mut source, &context.library, &overrides, &includes, line)
    });
    match explained {
        Ok(explanation) => {
            context::print(&explanation.to_string())?;
            Ok(if explanation.rows.is_empty() && explanation.findings.is_empty() { FINDINGS } else { CLEAN })
        }
        Err(problem) => {
            let stderr = std::io::stderr();
            let colour = context::colour(global, &stderr);
            context::show(&[*problem], Format::Human, global, &mut stderr.lock(), colour)?;
            Ok(FAILED)
        }
    }
}

fn operation(global: &Global, id: &str, field: &str, pages: &[PathBuf], known: &Known) -> anyhow::Result<u8> {
    let context = Context::new(global)?;
    let (paths, strip) = if pages.is_empty() {
        if !context.found {
            anyhow::bail!("there is no refract.toml here that tells where the pages are: name them with `--pages`");
        }
        (vec![context.folder.join(&context.config.generate.specs)], context.folder.as_path())
    } else {
        (pages.to_vec(), context.folder.as_path())
    };
    let Some(files) = context::files_below(&paths, strip, &context, known, global)? else {
        return Ok(FAILED);
    };
    let outcome = context.run(&files, known, global);
    let all: Vec<(&Api, &Operation)> =
        outcome.apis.iter().flat_map(|api| api.operations.iter().map(move |operation| (api, operation))).collect();
    let found: Vec<&(&Api, &Operation)> =
        all.iter().filter(|(_, operation)| plain(operation.id.as_str()) == plain(id)).collect();
    if found.is_empty() {
        let mut near: Vec<&str> = all.iter().map(|(_, operation)| operation.id.as_str()).collect();
        near.sort_by_key(|known| (std::cmp::Reverse(common(known, id)), known.len()));
        near.dedup();
        near.truncate(5);
        anyhow::bail!("no operation has the id `{id}`; near it are: {}", near.join(", "));
    }
    let mut any = false;
    for (api, operation) in found {
        for place in explain::fields(api, operation, field) {
            let gap = if any { "\n" } else { "" };
            any = true;
            let (method, path, service) = (operation.method, &operation.path, &api.service);
            context::print(&format!("{gap}{method} {path} ({service}), {}: {}\n", place.part, place.path))?;
            let file = files.iter().find(|file| *file.name == *place.origin.page);
            if let Some(file) = file {
                row(&context, global, file, place.origin.line, known)?;
            }
        }
    }
    if !any {
        anyhow::bail!("the operation `{id}` has no field `{field}`");
    }
    Ok(CLEAN)
}

/// An id however it is spelled: `createVersion` is `create_version`.
fn plain(id: &str) -> String {
    id.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// How many words two ids have in common.
fn common(a: &str, b: &str) -> usize {
    b.split('_').filter(|word| a.split('_').any(|other| other == *word)).count()
}

//! `refract explain`: what a finding's code means, and why the contract has a row or a field as it is.

use std::path::{Path, PathBuf};

use crate::diagnostic::render::Format;
use crate::diagnostic::{Code, Severity};
use crate::discover::{self, PageFile};
use crate::includes::Includes;
use crate::ir::{Api, Operation};
use crate::{choice, explain};

use super::context::{self, Context};
use super::{CLEAN, Explained, Extension, FAILED, FINDINGS, Global, Known, Output};

pub(super) fn run(
    global: &Global,
    codes: &[Explained],
    target: Option<&str>,
    field: Option<&str>,
    pages: &[PathBuf],
    known: &Known,
) -> anyhow::Result<u8> {
    match (target, field) {
        (None, _) => explain_codes(codes, None),
        (Some(target), Some(field)) => operation(global, target, field, pages, known),
        (Some(target), None) => {
            if codes.iter().any(|code| code.name == target) {
                return explain_codes(codes, Some(target));
            }
            if Path::new(target).is_file() {
                return page(global, Path::new(target), pages, known);
            }
            let Some((file, line)) = context::place(target) else {
                let names = codes.iter().map(|code| code.name);
                let near = choice::nearest(target, names).map(|name| format!("did you mean `{name}`? "));
                anyhow::bail!(
                    "`{target}` is neither the code of a finding, nor a page, nor a line of one (`FILE:LINE`). \
                     {}`refract explain` lists all codes; for an operation, give a field, too",
                    near.unwrap_or_default()
                )
            };
            let context = Context::new(global)?;
            row(&context, global, &context.page_file(&file), line, known)
        }
    }
}

/// The codes of all commands, in the order of the passes that report them.
pub(super) fn codes(extensions: &[Extension]) -> Vec<Explained> {
    let own = Code::ALL.iter().map(|code| Explained {
        name: code.name(),
        severity: match code.severity() {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Note => "note",
        },
        text: code.explanation(),
    });
    own.chain(extensions.iter().flat_map(|extension| (extension.codes)())).collect()
}

/// Prints what a code means, or one line for each code.
///
/// # Errors
/// Where the code does not exist.
pub fn explain_codes(codes: &[Explained], name: Option<&str>) -> anyhow::Result<u8> {
    let mut text = String::new();
    let Some(name) = name else {
        for code in codes {
            let line = format!("{:28} {:8} {}", code.name, code.severity, code.summary());
            // Scripts get one line per code; people get a list.
            match columns() {
                Some(width) => text += &wrapped(&line, width, &" ".repeat(38)),
                None => text += &line,
            }
            text.push('\n');
        }
        text.push_str("\n`refract explain CODE` says what to do, with an example.\n");
        return context::print(&text).map(|()| CLEAN);
    };
    let width = columns().unwrap_or(WIDTH).min(WIDTH);
    // Two commands may use the same name for a code.
    let texts: Vec<String> = codes.iter().filter(|code| code.name == name).map(|code| code.to_text(width)).collect();
    if texts.is_empty() {
        let near = choice::nearest(name, codes.iter().map(|code| code.name));
        let near = near.map(|name| format!("; did you mean `{name}`?")).unwrap_or_default();
        anyhow::bail!("there is no code `{name}`{near}");
    }
    context::print(&texts.join("\n")).map(|()| CLEAN)
}

/// The maximum width of texts, the same as that of help.
const WIDTH: usize = 100;

/// The width of the terminal; `None` where standard output is not a terminal.
fn columns() -> Option<usize> {
    terminal_size::terminal_size_of(std::io::stdout()).map(|(width, _)| usize::from(width.0))
}

/// Breaks a text into lines of a width, and indents all but the first. Words are never cut: they may be codes.
fn wrapped(text: &str, width: usize, indent: &str) -> String {
    let options = textwrap::Options::new(width)
        .subsequent_indent(indent)
        .break_words(false)
        .word_separator(textwrap::WordSeparator::AsciiSpace)
        .word_splitter(textwrap::WordSplitter::NoHyphenation);
    textwrap::fill(text, options)
}

impl Explained {
    /// The first paragraph, on one line.
    fn summary(&self) -> String {
        let first = self.text.split("\n\n").next().unwrap_or_default();
        first.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    /// The code, its severity, its paragraphs in lines of a width, and its example unchanged.
    fn to_text(self, width: usize) -> String {
        let mut text = format!("{} ({})\n", self.name, self.severity);
        let mut parts = self.text.split("```");
        while let Some(prose) = parts.next() {
            for paragraph in prose.split("\n\n").map(str::split_whitespace) {
                let paragraph = paragraph.collect::<Vec<_>>().join(" ");
                if !paragraph.is_empty() {
                    text += &format!("\n{}\n", wrapped(&paragraph, width, ""));
                }
            }
            if let Some(block) = parts.next() {
                text.push('\n');
                // The first line belongs to the fence.
                for line in block.lines().skip(1) {
                    text += format!("  {}", line.strip_prefix(' ').unwrap_or(line)).trim_end();
                    text.push('\n');
                }
            }
        }
        text
    }
}

/// Reads a page. Links are followed to the pages that are named besides it.
fn page(global: &Global, file: &Path, others: &[PathBuf], known: &Known) -> anyhow::Result<u8> {
    let context = Context::new(global)?;
    let wanted = context.page_file(file);
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
    let colour = global.colour(&std::io::stdout());
    context::show(&of_page, Format::Concise, global, &mut Output::lock(), colour)?;
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
            let colour = global.colour(&stderr);
            context::show(&[*problem], Format::Human, global, &mut stderr.lock(), colour)?;
            Ok(FAILED)
        }
    }
}

fn operation(global: &Global, id: &str, field: &str, pages: &[PathBuf], known: &Known) -> anyhow::Result<u8> {
    let context = Context::new(global)?;
    let (paths, strip) = if pages.is_empty() {
        if !context.found {
            anyhow::bail!("there is no refract.toml that names the pages: give them with `--pages`");
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
        anyhow::bail!("no operation has the id `{id}`; similar ids are: {}", near.join(", "));
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

/// The form in which ids are compared: `createVersion` is `create_version`.
fn plain(id: &str) -> String {
    id.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// The number of words that two ids have in common.
fn common(a: &str, b: &str) -> usize {
    b.split('_').filter(|word| a.split('_').any(|other| other == *word)).count()
}

//! `refract vocabulary`: checks vocabulary files, lists the words in force for a page, and shows what was tried on a
//! row.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use anyhow::Context as _;

use crate::includes::Includes;
use crate::understand::constraints::examples;
use crate::vocabulary::{Library, VocabularyError, library, statements};
use crate::{config, discover, explain};

use super::context::{self, Context, count};
use super::{CLEAN, FINDINGS, Global, Known};

const CHECK: &str = "\
Examples:
  refract vocabulary check vocabulary/acme.toml
                                            its form, its patterns, and its phrases' own examples
  refract vocabulary check vocabulary/de vocabulary/acme.toml
                                            a language in a folder, and a vendor that speaks it

Exit codes: 0 nothing is wrong; 1 something is; 2 a file can't be read.";

const LIST: &str = "\
Examples:
  refract vocabulary list                   the vendors and languages at hand
  refract vocabulary list docs/create.md    whose page it is, and the words in force for it, by file

Exit codes: 0 listed; 2 the page can't be read, or nobody knows whose it is.";

const TRACE: &str = "\
Examples:
  refract vocabulary trace docs/create.md:68
                                            which words are in the cells of the row on line 68, from which file, and
                                            which phrases fit its description, and what became of each

Exit codes: 0 there is a row; 1 there is none; 2 the page can't be read, or nobody knows whose it is.";

/// What to do with vocabulary.
#[derive(Debug, clap::Subcommand)]
pub(super) enum Task {
    /// Check files of vendors and languages: their form, their patterns, and their phrases' own examples
    #[command(after_help = CHECK)]
    Check {
        /// Files, or folders whose files are each a part of one language
        #[arg(required = true, value_name = "FILE")]
        files: Vec<PathBuf>,
    },
    /// List the vendors and languages at hand, or the words in force for a page and where they come from
    #[command(after_help = LIST)]
    List {
        #[command(flatten)]
        known: Known,
        /// A page
        #[arg(value_name = "PAGE")]
        page: Option<PathBuf>,
    },
    /// Show which words and phrases were tried on a row, and what became of each; `explain` shows what was read
    #[command(after_help = TRACE)]
    Trace {
        #[command(flatten)]
        known: Known,
        /// A line of a page
        #[arg(value_name = "PAGE:LINE")]
        place: String,
    },
}

pub(super) fn run(global: &Global, task: &Task) -> anyhow::Result<u8> {
    match task {
        Task::Check { files } => check(files),
        Task::List { page: None, .. } => list_all(&Context::new(global)?),
        Task::List { known, page: Some(page) } => list(&Context::new(global)?, known, page),
        Task::Trace { known, place } => trace(&Context::new(global)?, known, place),
    }
}

fn check(files: &[PathBuf]) -> anyhow::Result<u8> {
    let (mut languages, mut vendors) = (Vec::new(), Vec::new());
    for file in files {
        for file in
            config::toml_files(Path::new(""), file).with_context(|| format!("{} can't be read", file.display()))?
        {
            let name = file.display().to_string().replace('\\', "/");
            let text = std::fs::read_to_string(&file).with_context(|| format!("{name} can't be read"))?;
            let of = if library::is_language(&text) { &mut languages } else { &mut vendors };
            of.push((name, text));
        }
    }
    // A language is tested with a vendor that uses only this language.
    let codes: BTreeSet<String> = languages.iter().filter_map(|(_, text)| text_of(text, "code")).collect();
    let all: Vec<(String, String)> = vendors
        .iter()
        .cloned()
        .chain(codes.iter().map(|code| {
            (format!("a vendor with pages in {code}"), format!("name = \"only-{code}\"\nlanguages = [\"{code}\"]\n"))
        }))
        .collect();
    let library = match Library::with(&languages, &all) {
        Ok(library) => library,
        Err(error) => {
            let number = if let VocabularyError::Problems(problems) = &error { problems.len() } else { 1 };
            context::print(&format!("{error}\n\n{}\n", count(number, "mistake")))?;
            return Ok(FINDINGS);
        }
    };
    let names = vendors.iter().filter_map(|(_, text)| text_of(text, "name")).map(|name| (name.clone(), name));
    let spoken = codes.iter().map(|code| (format!("only-{code}"), code.clone()));
    let mut text = String::new();
    let (mut phrases, mut failures) = (0, 0);
    let mut seen = BTreeSet::new();
    // Only the phrases of these files, without those that they extend.
    let stated: BTreeSet<String> = languages.iter().chain(&vendors).flat_map(|(_, text)| phrase_ids(text)).collect();
    for (vendor, prefix) in names.chain(spoken) {
        let Some(vocabulary) = library.vendor(&vendor) else { continue };
        let own = |rule: &str| rule.strip_prefix(&prefix).is_some_and(|rest| rest.starts_with('/'));
        phrases += vocabulary.phrases.all.iter().filter(|phrase| own(&phrase.rule)).count();
        phrases += vocabulary.statements.iter().filter(|statement| own(&statement.rule)).count();
        let failed = examples::failures(&vocabulary.phrases, &own);
        for (rule, what) in failed.into_iter().chain(statements::failures(&vocabulary.statements, &own)) {
            let id = rule.rsplit('/').next().unwrap_or_default();
            if stated.contains(id) && seen.insert((rule.clone(), what.clone())) {
                failures += 1;
                writeln!(text, "{rule}: {what}")?;
            }
        }
    }
    let files = count(languages.len() + vendors.len(), "file");
    writeln!(text, "{files}, {} in force: {}", count(phrases, "phrase"), count(failures, "failure"))?;
    context::print(&text)?;
    Ok(if failures == 0 { CLEAN } else { FINDINGS })
}

/// The text of a key at the top of a file.
fn text_of(text: &str, key: &str) -> Option<String> {
    let table: toml::Table = toml::from_str(text).ok()?;
    table.get(key)?.as_str().map(str::to_owned)
}

/// The names of the phrases and statements of a file.
fn phrase_ids(text: &str) -> Vec<String> {
    let table: toml::Table = toml::from_str(text).unwrap_or_default();
    let words = table.get("words").and_then(toml::Value::as_table).unwrap_or(&table);
    let phrases = words.get("prose").and_then(|prose| prose.get("phrases")).and_then(toml::Value::as_array);
    let statements = words.get("statements").and_then(toml::Value::as_array);
    let id = |phrase: &toml::Value| phrase.get("id")?.as_str().map(str::to_owned);
    phrases.into_iter().chain(statements).flatten().filter_map(id).collect()
}

fn list_all(context: &Context) -> anyhow::Result<u8> {
    let mut text = String::from("vendors:\n");
    for entry in context.library.vendors() {
        writeln!(text, "  {:<12} {} ({})", entry.name, entry.title, entry.file)?;
        writeln!(text, "  {:<12} languages: {}", "", entry.languages.join(", "))?;
    }
    text.push_str("languages:\n");
    for (code, name, files) in context.library.languages() {
        writeln!(text, "  {code:<12} {name}: {}", files.join(", "))?;
    }
    context::print(&text)?;
    Ok(CLEAN)
}

fn list(context: &Context, known: &Known, page: &Path) -> anyhow::Result<u8> {
    let file = context.page_file(page);
    let found = discover::load(&file).and_then(|source| {
        discover::vendor(&source, &context.library, &context.config.overrides(&file.name, &known.overrides()))
    });
    let vocabulary = match found {
        Ok(vocabulary) => vocabulary,
        Err(problem) => anyhow::bail!("{}: {}", problem.message, problem.help.unwrap_or_default()),
    };
    let mut text = format!("{} belongs to the vendor {}\n", file.name, vocabulary.vendor.name);
    for (key, words) in context.library.words(&vocabulary.vendor.name) {
        writeln!(text, "\n{key}")?;
        for (from, words) in words {
            writeln!(text, "  {from}: {}", words.join(", "))?;
        }
    }
    context::print(&text)?;
    Ok(CLEAN)
}

fn trace(context: &Context, known: &Known, place: &str) -> anyhow::Result<u8> {
    let Some((page, line)) = context::place(place) else {
        anyhow::bail!("`{place}` does not name a line of a page: use `FILE:LINE`")
    };
    let file = context.page_file(&page);
    let traced = discover::load(&file).and_then(|mut source| {
        let includes = Includes::of(std::slice::from_ref(&file));
        let overrides = context.config.overrides(&file.name, &known.overrides());
        explain::trace(&mut source, &context.library, &overrides, &includes, line)
    });
    match traced {
        Ok(trace) => {
            context::print(&trace.to_string())?;
            Ok(if trace.rows.is_empty() { FINDINGS } else { CLEAN })
        }
        Err(problem) => anyhow::bail!("{}: {}", problem.message, problem.help.unwrap_or_default()),
    }
}

//! `refract conform`: arguments here, the run in [`conform`].
//!
//! It is an [`Extension`] of the command line of `refract-codegen`, which has what all commands share: configuration, colours,
//! exit codes, errors and progress.

mod compile;
mod conform;
mod diff;
mod help;
mod judge;
mod merge;
mod project;

use std::path::PathBuf;

use clap::{ArgMatches, Args, CommandFactory, FromArgMatches, Parser, Subcommand};
use refract_codegen::ParseError;
use refract_codegen::choice::nearest;
use refract_codegen::cli::{Explained, Extension, Global, explain_codes};

use crate::input::sniff::FileForm;
use crate::report::render::Format;
use crate::route::Match;
use crate::{Code, Severity};

#[derive(Debug, Parser)]
#[command(name = "conform", version, about = help::ABOUT, long_about = help::LONG, after_help = help::AFTER)]
#[command(args_conflicts_with_subcommands = true, disable_help_subcommand = true)]
struct Cli {
    #[command(subcommand)]
    command: Option<Command>,
    #[command(flatten)]
    conform: Conform,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Compile the contract into one file, which opens in milliseconds
    #[command(after_help = help::COMPILE)]
    Compile {
        /// Take the contract from these pages, as --specs does
        #[arg(value_name = "PAGES")]
        pages: Vec<PathBuf>,
        #[command(flatten)]
        sources: Sources,
        /// The file, which is replaced if there is one
        #[arg(long, short, value_name = "FILE")]
        output: PathBuf,
    },
    /// Compare two reports: which findings are new, gone or more frequent
    #[command(after_help = help::DIFF)]
    Diff(Diff),
    /// Merge the reports of parts into the report of the whole, in any order
    #[command(after_help = help::MERGE)]
    Merge {
        /// Reports in JSON, packed or not, one or several a file, or folders of them; `-` is standard input
        #[arg(value_name = "REPORT", required = true)]
        reports: Vec<PathBuf>,
        /// How many parts there have to be
        #[arg(long, value_name = "N")]
        expect: Option<usize>,
        #[command(flatten)]
        given: Given,
        #[command(flatten)]
        judge: Judge,
    },
}

/// Which reports are compared, and how.
#[derive(Debug, Args)]
struct Diff {
    /// The old report, from `--format json`, compressed or not
    #[arg(value_name = "OLD")]
    old: PathBuf,
    /// The new report
    #[arg(value_name = "NEW")]
    new: PathBuf,
    /// The format of the differences
    #[arg(long, value_name = "FORMAT", default_value = "human")]
    format: diff::Shape,
    /// Write them to a file instead of standard output
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Fail on new findings of this severity or a greater one; `off` never fails [default: error]
    #[arg(long, value_name = "SEVERITY")]
    fail_on: Option<Severity>,
}

/// Where the contract comes from.
#[derive(Debug, Default, Args)]
#[allow(clippy::doc_markdown, reason = "doc comments are help, which shows backticks")]
struct Sources {
    /// Take the contract from these pages: a page or a folder; may be given several times [default: what refract.toml says]
    #[arg(long, value_name = "PATH")]
    specs: Vec<PathBuf>,
    /// Take the contract from this IR (`refract export --emit ir`): a file, a folder of them, or a whole export; may be given
    /// several times
    #[arg(long, value_name = "PATH")]
    ir: Vec<PathBuf>,
    /// Take the contract from this OpenAPI document (3.0 or 3.1, JSON or YAML); may be given several times
    #[arg(long, value_name = "FILE")]
    openapi: Vec<PathBuf>,
}

impl Sources {
    /// Whether no source is given.
    fn is_empty(&self) -> bool {
        self.specs.is_empty() && self.ir.is_empty() && self.openapi.is_empty()
    }
}

/// Where the contract comes from, or the contract itself.
#[derive(Debug, Default, Args)]
struct Given {
    #[command(flatten)]
    sources: Sources,
    /// Take the contract from this file, which `refract conform compile` wrote
    #[arg(long, value_name = "FILE", conflicts_with_all = ["specs", "ir", "openapi"])]
    contract: Option<PathBuf>,
}

impl Given {
    /// Whether nothing is given.
    fn is_empty(&self) -> bool {
        self.sources.is_empty() && self.contract.is_none()
    }
}

/// What is validated against what.
#[derive(Debug, Args)]
#[allow(clippy::doc_markdown, reason = "doc comments are help, which shows backticks")]
struct Conform {
    /// Recordings, or folders of them; `-` is standard input [default: those of refract.toml]
    #[arg(value_name = "RECORDINGS")]
    recordings: Vec<PathBuf>,
    #[command(flatten)]
    given: Given,
    /// Validate the examples on the pages against the pages' own tables: those of this page or folder, or else those of
    /// --specs; may be given several times
    #[arg(long, value_name = "PATH", num_args = 0..=1, conflicts_with = "contract")]
    examples: Option<Vec<PathBuf>>,
    /// How recorded paths are compared with documented ones: exact, or suffix where they may lack the start
    #[arg(long = "match", value_name = "HOW")]
    matching: Option<Match>,
    /// The format of recordings whose name does not show it: ndjson, json, har, yaml
    #[arg(long, value_name = "FORM")]
    form: Option<FileForm>,
    /// Write fixups that the recordings support to this folder, one file per service, for a person to review
    #[arg(long, value_name = "DIR")]
    propose_fixups: Option<PathBuf>,
    /// Write rules for hosts and paths that the recordings support to this file, as `[[conform.routes]]` of refract.toml, for
    /// a person to review; `-` is standard output
    #[arg(long, value_name = "FILE")]
    suggest_routes: Option<PathBuf>,
    /// How many occurrences of each finding to keep [default: 5]
    #[arg(long, value_name = "N")]
    samples: Option<usize>,
    /// Show values of fields for which the page lists no values; such values may be personal data
    #[arg(long)]
    show_values: bool,
    /// Explain the code of a finding, or list all codes: as `refract explain` does
    #[arg(long, value_name = "CODE", num_args = 0..=1, default_missing_value = "all")]
    list: Option<String>,
    /// The name of standard input in the report, so that parts of a run have different names
    #[arg(long, value_name = "NAME")]
    name: Option<String>,
    /// Standard input is this piece of the stream that --name names: a merge adds the numbers of exchanges and lines of
    /// the pieces before. Pieces are numbered without a gap, from 0 or 1 on
    #[arg(long, value_name = "N", requires_all = ["name", "part"])]
    piece: Option<u64>,
    #[command(flatten)]
    judge: Judge,
}

/// Options for the report.
#[derive(Debug, Args)]
#[allow(clippy::doc_markdown, reason = "doc comments are help, which shows backticks")]
struct Judge {
    /// The format of the report: human, json, junit, sarif, github, html [default: human]
    #[arg(long, value_name = "FORMAT")]
    format: Option<Format>,
    /// Write the report to a file, in the format that --format, FORMAT=FILE or the file name determines (.json, .html,
    /// .sarif, .xml for JUnit); may be given several times
    #[arg(long, short, value_name = "[FORMAT=]FILE")]
    output: Vec<String>,
    /// A folder with the pages whose lines the report quotes, if they are not where their names point
    #[arg(long, value_name = "DIR")]
    pages: Vec<PathBuf>,
    /// Change a code's severity: off, note, warning, error
    #[arg(long, value_name = "CODE=SEVERITY", value_parser = severity)]
    severity: Vec<(Code, Severity)>,
    /// Treat `null` where no page allows it as an error, as Rust of `refract export --strict-null` does [default: what
    /// `strict-null` in refract.toml says, else a warning]
    #[arg(long)]
    strict_null: bool,
    /// Fail on findings of this severity or a greater one that the baseline does not list; `off` never fails [default: error]
    #[arg(long, value_name = "SEVERITY")]
    fail_on: Option<Severity>,
    /// The file of known findings [default: what refract.toml says]
    #[arg(long, value_name = "FILE")]
    baseline: Option<PathBuf>,
    /// Write the findings to the file of known findings; creates it if needed
    #[arg(long)]
    update_baseline: bool,
    /// Fail if less of the contract was exercised, in percent: operations, statuses, parameters, fields or values
    #[arg(long, value_name = "WHAT=PERCENT", value_delimiter = ',', value_parser = coverage)]
    require_coverage: Vec<(String, u64)>,
    /// This run is a part of a larger one: findings do not fail it, and the baseline is applied to the merged report
    #[arg(long, conflicts_with_all = ["baseline", "update_baseline"])]
    part: bool,
}

fn severity(text: &str) -> Result<(Code, Severity), ParseError> {
    let (code, severity) = text.split_once('=').ok_or_else(|| ParseError::new("expected CODE=SEVERITY"))?;
    let code = Code::named(code)?;
    Ok((code, severity.parse()?))
}

fn coverage(text: &str) -> Result<(String, u64), String> {
    let (what, percent) = text.split_once('=').ok_or("expected WHAT=PERCENT")?;
    let known = crate::report::Coverage::default().ratios().map(|(name, _)| name);
    if !known.contains(&what) {
        let near = nearest(what, known).map(|name| format!("; did you mean `{name}`?")).unwrap_or_default();
        return Err(format!("`{what}` is none of {}{near}", known.join(", ")));
    }
    let percent: u64 =
        percent.trim_end_matches('%').parse().map_err(|_| format!("`{percent}` is not a whole number"))?;
    if percent > 100 { Err(format!("{percent} % is more than 100 %")) } else { Ok((what.to_owned(), percent)) }
}

/// The command in the form that `refract` takes.
pub fn extension() -> Extension {
    Extension {
        command: Cli::command,
        examples: help::EXAMPLES,
        run,
        codes,
        forms: &[
            ("report", "A report of `refract conform --format json`", crate::report::SCHEMA),
            (
                "comparison",
                "A comparison of two reports, as `refract conform diff --format json` writes it",
                crate::report::compare::SCHEMA,
            ),
            ("exchange", "A recorded exchange, as NDJSON recordings contain it", crate::exchange::SCHEMA),
        ],
    }
}

/// The names of the commands below `refract conform`.
fn commands() -> Vec<String> {
    Cli::command().get_subcommands().map(|command| command.get_name().to_owned()).collect()
}

fn codes() -> Vec<Explained> {
    let explained =
        |code: &Code| Explained { name: code.name(), severity: code.severity().name(), text: code.explanation() };
    Code::ALL.iter().map(explained).collect()
}

fn run(global: &Global, matches: &ArgMatches) -> anyhow::Result<u8> {
    let cli = Cli::from_arg_matches(matches)?;
    if let Some(code) = &cli.conform.list {
        return explain_codes(&codes(), (code != "all").then_some(code));
    }
    match &cli.command {
        Some(Command::Diff(options)) => diff::run(global, options),
        Some(Command::Compile { pages, sources, output }) => compile::run(global, pages, sources, output),
        Some(Command::Merge { reports, expect, given, judge }) => merge::run(global, reports, *expect, given, judge),
        None => conform::run(global, &cli.conform),
    }
}

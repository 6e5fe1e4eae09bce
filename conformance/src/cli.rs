//! The command line: arguments here, the run in [`conform`].
//!
//! Exit codes: 0 clean, 1 findings, 2 the tool could not do its job. Results go to standard output, everything about the
//! run to standard error. Colours and progress appear only on a terminal.

mod conform;
mod describe;
mod judge;
mod list;
mod merge;
mod progress;
mod project;

use std::io::Write;
use std::num::NonZeroUsize;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, CommandFactory, Parser, Subcommand};
use refract_conformance::input::sniff::FileForm;
use refract_conformance::report::render::Format;
use refract_conformance::route::Match;
use refract_conformance::{Code, Severity};

/// Nothing to report.
const CLEAN: u8 = 0;
/// There are findings.
const FINDINGS: u8 = 1;
/// The tool could not do its job.
const FAILED: u8 = 2;

const LONG: &str = "\
Holds recorded exchanges against what API reference pages promise, and says where the service, or the page, is wrong. \
Reads HAR 1.2, VCR cassettes (vcrpy, ruby-vcr, go-vcr), NDJSON of exchanges and single exchanges in JSON, each packed \
with gzip or zstd or not. Offline and deterministic; secrets never reach a report.";

const AFTER: &str = "\
Examples:
  refract conform recordings/               as refract.toml says
  refract conform --specs pages/ --match suffix traffic.har cassettes/
                                            any pages, recordings whose paths lack the documented start
  refract conform --ir=api.json - < traffic.ndjson
                                            an exported IR, and a stream
  refract conform --openapi=api.yaml traffic.har
                                            an OpenAPI document in place of pages
  refract conform --suggest-routes routes.toml traffic.har
                                            rules for hosts and paths, where little is routed
  refract conform --examples specs/         the pages' own examples against their tables
  refract conform --update-baseline recordings/
                                            list what is found as known: from now on, only what is new fails
  refract conform --output report.html --output report.json recordings/
                                            a page to browse, and a report to merge or to keep
  refract conform --format github recordings/
                                            annotations in a pipeline; `junit` and `sarif` for others
  refract conform merge a.json b.json       reports of parts become the report of the whole
  refract conform --list wrong-type         what a finding's code means
  refract conform schema report             the JSON Schema of a report

Exit codes: 0 clean, 1 findings, 2 the tool could not do its job.";

const MERGE: &str = "\
The parts are held against the baseline together, and not each: make them with `--part`. Order does not matter. A merged \
report can be merged again, with `--part`. A part that is there twice is refused.

Examples:
  refract conform --part --format json --output a.json recordings/a/
  refract conform --part --format json --output b.json recordings/b/
  refract conform merge --output report.html --baseline known.toml a.json b.json
  refract conform merge --expect 200 --output whole.json parts/

Exit codes: 0 clean, 1 findings, 2 the reports can't be merged.";

#[derive(Debug, Parser)]
#[command(name = "refract-conform", bin_name = "refract conform", version, about, long_about = LONG, after_help = AFTER)]
#[command(args_conflicts_with_subcommands = true, disable_help_subcommand = true)]
struct Cli {
    #[command(subcommand)]
    command: Option<Command>,
    #[command(flatten)]
    conform: Conform,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Put the reports of parts together: the report of the whole, whatever their order
    #[command(after_help = MERGE)]
    Merge {
        /// Reports in JSON, packed or not, one or several a file, or folders of them; `-` is standard input
        #[arg(value_name = "REPORT", required = true)]
        reports: Vec<PathBuf>,
        /// How many parts there have to be
        #[arg(long, value_name = "N")]
        expect: Option<usize>,
        #[command(flatten)]
        judge: Judge,
    },
    /// Print the JSON Schema of a form that is read or written
    Schema {
        /// The form: report, as `--format json` writes it, or exchange, as NDJSON recordings hold it
        #[arg(value_name = "FORM")]
        form: Form,
    },
    /// Tell what the command line takes, for `refract completions`
    #[command(hide = true)]
    Describe,
}

/// A form with a published schema.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum Form {
    /// A report.
    Report,
    /// A recorded exchange.
    Exchange,
}

/// What is held against what.
#[derive(Debug, Args)]
struct Conform {
    /// Recordings, or folders of them; `-` is standard input [default: what refract.toml says]
    #[arg(value_name = "RECORDINGS")]
    recordings: Vec<PathBuf>,
    /// Pages that promise, or folders of them: all that follows up to the next flag, or one with `--specs=PATH` [default:
    /// what refract.toml says]
    #[arg(long, value_name = "PATH", num_args = 1..)]
    specs: Vec<PathBuf>,
    /// Exported IRs that promise (`refract export --emit ir`), or folders of them: all that follows up to the next flag, or
    /// one with `--ir=FILE`
    #[arg(long, value_name = "FILE", num_args = 1..)]
    ir: Vec<PathBuf>,
    /// `OpenAPI` documents that promise, 3.0 or 3.1, in JSON or YAML: all that follows up to the next flag
    #[arg(long, value_name = "FILE", num_args = 1..)]
    openapi: Vec<PathBuf>,
    /// Hold the examples on the pages against the pages' tables: those named here, or else those of --specs
    #[arg(long, value_name = "PATH", num_args = 0..)]
    examples: Option<Vec<PathBuf>>,
    /// How recorded paths are held against documented ones: exact, or suffix where they may lack the start
    #[arg(long = "match", value_name = "HOW")]
    matching: Option<Match>,
    /// The form of recordings whose name does not tell it: ndjson, json, har, yaml
    #[arg(long, value_name = "FORM")]
    form: Option<FileForm>,
    /// Write the corrections that the evidence speaks for to this folder, a file a service: for a person to accept or not
    #[arg(long, value_name = "DIR")]
    propose_fixups: Option<PathBuf>,
    /// Write rules for hosts and paths that the recordings speak for to this file, as `[[conform.routes]]` of refract.toml:
    /// for a person to accept or not; `-` is standard output
    #[arg(long, value_name = "FILE")]
    suggest_routes: Option<PathBuf>,
    /// How many occurrences of each finding are kept
    #[arg(long, value_name = "N")]
    samples: Option<usize>,
    /// Show values of fields for which the page lists none, as examples of what was seen: they are what people write
    #[arg(long)]
    show_values: bool,
    /// Say what a finding's code means, or list them all
    #[arg(long, value_name = "CODE", num_args = 0..=1, default_missing_value = "all")]
    list: Option<String>,
    /// What standard input is called in the report, so that parts of a run can be told apart
    #[arg(long, value_name = "NAME")]
    name: Option<String>,
    /// How many threads check [default: one a core]
    #[arg(long, value_name = "N", env = "REFRACT_THREADS")]
    threads: Option<NonZeroUsize>,
    #[command(flatten)]
    judge: Judge,
}

/// What is made of a report.
#[derive(Debug, Args)]
struct Judge {
    /// How the report is written: human, json, junit, sarif, github, html [default: human]
    #[arg(long, value_name = "FORMAT")]
    format: Option<Format>,
    /// Write the report to a file instead, in --format or, without that, as the file's name says (.json, .html, .sarif,
    /// .xml for `JUnit`); FORMAT=FILE says it of one file. May be given several times
    #[arg(long, short, value_name = "[FORMAT=]FILE")]
    output: Vec<String>,
    /// Where pages lie whose lines a report quotes, if not where their names say
    #[arg(long, value_name = "DIR")]
    pages: Vec<PathBuf>,
    /// Change a code's severity: off, note, warning, error
    #[arg(long, value_name = "CODE=SEVERITY", value_parser = severity)]
    severity: Vec<(Code, Severity)>,
    /// Fail from this severity on; `off` never fails [default: error]
    #[arg(long, value_name = "SEVERITY")]
    fail_on: Option<Severity>,
    /// The file of known findings [default: what refract.toml says]
    #[arg(long, value_name = "FILE")]
    baseline: Option<PathBuf>,
    /// Write what is found to the file of known findings
    #[arg(long)]
    update_baseline: bool,
    /// Fail where less of the contract was exercised, in percent: operations, statuses, parameters, fields or values
    #[arg(long, value_name = "WHAT=PERCENT", value_delimiter = ',', value_parser = coverage)]
    require_coverage: Vec<(String, u64)>,
    /// This run is a part of a larger one: what it finds is no failure, and the baseline is held against the merged report
    #[arg(long, conflicts_with_all = ["baseline", "update_baseline"])]
    part: bool,
    /// The configuration file [default: refract.toml in this folder or the nearest one above]
    #[arg(long, value_name = "FILE", env = "REFRACT_CONFIG")]
    config: Option<PathBuf>,
    /// When to use colours
    #[arg(long, value_name = "WHEN", default_value = "auto", env = "REFRACT_COLOR")]
    color: Colour,
    /// Say nothing about the run itself
    #[arg(long, short)]
    quiet: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum Colour {
    /// On a terminal.
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

fn severity(text: &str) -> Result<(Code, Severity), String> {
    let (code, severity) = text.split_once('=').ok_or("expected CODE=SEVERITY")?;
    let code = Code::from_name(code).ok_or_else(|| format!("`{code}` is no code: `--list` has them all"))?;
    Ok((code, severity.parse()?))
}

fn coverage(text: &str) -> Result<(String, u64), String> {
    let (what, percent) = text.split_once('=').ok_or("expected WHAT=PERCENT")?;
    let known = refract_conformance::report::Coverage::default().ratios().map(|(name, _)| name);
    if !known.contains(&what) {
        return Err(format!("`{what}` is none of {}", known.join(", ")));
    }
    let percent: u64 = percent.trim_end_matches('%').parse().map_err(|_| format!("`{percent}` is no whole number"))?;
    if percent > 100 { Err("more than all can't be asked for".into()) } else { Ok((what.to_owned(), percent)) }
}

/// Runs the binary.
pub(crate) fn main() -> ExitCode {
    // clap itself exits with 2 on a usage error and with 0 for help.
    let cli = Cli::parse();
    let done = match (&cli.command, &cli.conform.list) {
        (Some(Command::Merge { reports, expect, judge }), _) => merge::run(reports, *expect, judge),
        (Some(Command::Schema { form: Form::Report }), _) => print(refract_conformance::report::SCHEMA),
        (Some(Command::Schema { form: Form::Exchange }), _) => print(refract_conformance::exchange::SCHEMA),
        (Some(Command::Describe), _) => print(&describe::command(&Cli::command())),
        (None, Some(code)) => list::run(code),
        (None, None) => conform::run(&cli.conform),
    };
    match done {
        Ok(code) => ExitCode::from(code),
        Err(error) => {
            // A reader that has seen enough is no failure.
            let closed = |cause: &(dyn std::error::Error + 'static)| {
                cause.downcast_ref::<std::io::Error>().is_some_and(|io| io.kind() == std::io::ErrorKind::BrokenPipe)
            };
            if error.chain().any(closed) {
                return ExitCode::from(CLEAN);
            }
            anstream::eprintln!("error: {error:#}");
            ExitCode::from(FAILED)
        }
    }
}

/// Writes a text to standard output.
fn print(text: &str) -> anyhow::Result<u8> {
    anstream::stdout().lock().write_all(text.as_bytes())?;
    Ok(CLEAN)
}

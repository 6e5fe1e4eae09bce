//! The command line: arguments here, the run in [`conform`].
//!
//! Exit codes: 0 clean, 1 findings, 2 the tool could not do its job. Results go to standard output, everything about the
//! run to standard error. Colours and progress appear only on a terminal.

mod conform;
mod list;
mod output;
mod progress;

use std::num::NonZeroUsize;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Parser;
use refract_conformance::input::sniff::FileForm;
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
  refract conform --ir api.json - < traffic.ndjson
                                            an exported IR, and a stream
  refract conform --examples specs/         the pages' own examples against their tables
  refract conform --update-baseline recordings/
                                            list what is found as known: from now on, only what is new fails
  refract conform --list wrong-type         what a finding's code means

Exit codes: 0 clean, 1 findings, 2 the tool could not do its job.";

#[derive(Debug, Parser)]
#[command(name = "refract-conform", bin_name = "refract conform", version, about, long_about = LONG, after_help = AFTER)]
struct Cli {
    /// Recordings, or folders of them; `-` is standard input [default: what refract.toml says]
    #[arg(value_name = "RECORDINGS")]
    recordings: Vec<PathBuf>,
    /// Pages that promise, or folders of them [default: what refract.toml says]
    #[arg(long, value_name = "PATH", num_args = 1..)]
    specs: Vec<PathBuf>,
    /// Exported IRs that promise (`refract export --emit ir`), or folders of them
    #[arg(long, value_name = "FILE", num_args = 1..)]
    ir: Vec<PathBuf>,
    /// Hold the examples on the pages against the pages' tables: those named here, or else those of --specs
    #[arg(long, value_name = "PATH", num_args = 0..)]
    examples: Option<Vec<PathBuf>>,
    /// How recorded paths are held against documented ones: exact, or suffix where they may lack the start
    #[arg(long = "match", value_name = "HOW")]
    matching: Option<Match>,
    /// The form of recordings whose name does not tell it: ndjson, json, har, yaml
    #[arg(long, value_name = "FORM")]
    form: Option<FileForm>,
    /// Change a code's severity: off, note, warning, error
    #[arg(long, value_name = "CODE=SEVERITY", value_parser = severity)]
    severity: Vec<(Code, Severity)>,
    /// Fail from this severity on [default: error]
    #[arg(long, value_name = "SEVERITY")]
    fail_on: Option<Severity>,
    /// The file of known findings [default: what refract.toml says]
    #[arg(long, value_name = "FILE")]
    baseline: Option<PathBuf>,
    /// Write what is found to the file of known findings
    #[arg(long)]
    update_baseline: bool,
    /// Write the corrections that the evidence speaks for to this folder, a file a service: for a person to accept or not
    #[arg(long, value_name = "DIR")]
    propose_fixups: Option<PathBuf>,
    /// This run is a part of a larger one: hold the baseline against the merged report, not against this
    #[arg(long, conflicts_with_all = ["baseline", "update_baseline"])]
    part: bool,
    /// How many occurrences of each finding are kept
    #[arg(long, value_name = "N")]
    samples: Option<usize>,
    /// Say what a finding's code means, or list them all
    #[arg(long, value_name = "CODE", num_args = 0..=1, default_missing_value = "all")]
    list: Option<String>,
    /// The configuration file [default: refract.toml in this folder or the nearest one above]
    #[arg(long, value_name = "FILE", env = "REFRACT_CONFIG")]
    config: Option<PathBuf>,
    /// How many threads check [default: one a core]
    #[arg(long, value_name = "N", env = "REFRACT_THREADS")]
    threads: Option<NonZeroUsize>,
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

/// Runs the binary.
pub(crate) fn main() -> ExitCode {
    // clap itself exits with 2 on a usage error and with 0 for help.
    let cli = Cli::parse();
    let done = match &cli.list {
        Some(code) => list::run(code),
        None => conform::run(&cli),
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

//! The command line of the `refract` binary: the commands and their arguments here, options that several commands share
//! in `options`, and what each command does in one file per command below.
//!
//! Exit codes: 0 clean, 1 findings, 2 the tool could not do its job. Results go to standard output, everything about the
//! run to standard error. Colours and progress appear only on a terminal.
//!
//! It is a library, so that one binary can contain commands of several crates: [`main`] takes the additional commands
//! as [`Extension`]s. This crate does not know what these do. The module exists only with the feature `cli`, and is not
//! an interface for other programs.

mod check;
mod completions;
mod context;
mod diff;
mod explain;
mod export;
mod generate;
mod help;
mod init;
mod known;
mod man;
mod options;
mod output;
mod progress;
mod vocabulary;

use std::num::NonZeroUsize;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::builder::{PossibleValue, PossibleValuesParser};
use clap::{ArgMatches, Args, CommandFactory, FromArgMatches, Parser, Subcommand};

use crate::diagnostic::render::Format;
use crate::emit::{Emit, catalogue, vocabulary as annotations};
use crate::{config, vocabulary as words};
use options::{Known, Look};

pub use context::{configuration, message, print};
pub use explain::explain_codes;
pub use output::Output;
pub use progress::Progress;

/// The exit code of a run with nothing to report.
pub const CLEAN: u8 = 0;
/// The exit code of a run with findings.
pub const FINDINGS: u8 = 1;
/// The exit code of a run that failed to do its job.
pub const FAILED: u8 = 2;

/// A command that another crate adds to the binary.
pub struct Extension {
    /// The command, with its arguments and help.
    pub command: fn() -> clap::Command,
    /// Lines for the examples of `refract --help`.
    pub examples: &'static str,
    /// Runs the command and gives its exit code.
    pub run: fn(&Global, &ArgMatches) -> anyhow::Result<u8>,
    /// The codes of its findings, for `refract explain`.
    pub codes: fn() -> Vec<Explained>,
    /// The forms that it reads or writes, for `refract schema`: their names, descriptions and JSON Schemas.
    pub forms: &'static [(&'static str, &'static str, &'static str)],
}

/// The code of a finding, with its explanation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Explained {
    /// The code.
    pub name: &'static str,
    /// The severity, unless configured otherwise.
    pub severity: &'static str,
    /// What it means, why it is reported and what to do, as Markdown paragraphs; an example is a fenced block.
    pub text: &'static str,
}

#[derive(Debug, Parser)]
#[command(name = "refract", bin_name = "refract", version, about, long_about = help::LONG)]
#[command(propagate_version = true)]
struct Cli {
    #[command(flatten)]
    global: Global,
    #[command(subcommand)]
    command: Command,
}

/// The options of all commands.
#[derive(Debug, Args)]
pub struct Global {
    /// The configuration file [default: refract.toml in this folder or the nearest one above]
    #[arg(long, global = true, value_name = "FILE", env = "REFRACT_CONFIG")]
    pub config: Option<PathBuf>,
    /// How many threads to use [default: one per core]
    #[arg(long, global = true, value_name = "N", env = "REFRACT_THREADS")]
    pub threads: Option<NonZeroUsize>,
    /// When to use colours
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto", env = "REFRACT_COLOR")]
    pub color: Colour,
    /// Print only the result: no progress, no summary of the run
    #[arg(long, short, global = true)]
    pub quiet: bool,
}

impl Global {
    /// Whether to use colours on a stream.
    pub fn colour(&self, stream: &impl std::io::IsTerminal) -> bool {
        match self.color {
            Colour::Always => true,
            Colour::Never => false,
            Colour::Auto => stream.is_terminal() && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty()),
        }
    }
}

/// When to use colours.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Colour {
    /// On a terminal.
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

/// The forms that Refract reads or writes, with their descriptions and JSON Schemas.
const FORMS: [(&str, &str, &str); 9] = [
    ("ir", "The intermediate schema, as `--emit ir` writes it", crate::ir::json::SCHEMA),
    ("fixups", "Corrections, as `fixups.toml` holds them", crate::fixup::SCHEMA),
    ("catalogue", "The catalogue that is written with artefacts", catalogue::SCHEMA),
    ("vocabulary", "The annotations of JSON Schemas and OpenAPI documents: their meta-schema", annotations::VOCABULARY),
    ("dialect", "The dialect of JSON Schema that has these annotations", annotations::DIALECT),
    ("vendor", "A vendor's file", words::schemas::VENDOR),
    ("language", "A language's file, or a part of one", words::schemas::LANGUAGE),
    ("config", "The configuration: `refract.toml`", config::SCHEMA),
    ("baseline", "Known findings of `refract conform`: `known.toml`", config::BASELINE_SCHEMA),
];

#[derive(Debug, Subcommand)]
#[allow(clippy::doc_markdown, reason = "doc comments are help, which shows backticks")]
enum Command {
    /// Write Rust types, JSON Schemas, OpenAPI and the IR from the project's pages, as `refract.toml` says
    #[command(after_help = help::GENERATE)]
    Generate {
        /// Write nothing; fail if what is on disk is not what the pages give
        #[arg(long)]
        check: bool,
        /// The kinds of artefacts [default: what refract.toml says, else all]
        #[arg(long, value_delimiter = ',', value_name = "KIND,…")]
        emit: Vec<Emit>,
    },
    /// Write artefacts of any pages to a folder
    #[command(after_help = help::EXPORT)]
    Export {
        /// The kinds of artefacts: rust, json-schema, openapi, ir
        #[arg(long, value_delimiter = ',', value_name = "KIND,…", required = true)]
        emit: Vec<Emit>,
        /// The folder to write to; each kind gets a folder of its own in it
        #[arg(long, value_name = "DIR")]
        out: PathBuf,
        /// An OpenAPI Overlay 1.0 document, in JSON or YAML, to apply to the OpenAPI documents; may be given several times, and is applied in
        /// that order
        #[arg(long, value_name = "FILE")]
        overlay: Vec<PathBuf>,
        #[command(flatten)]
        look: Look,
        #[command(flatten)]
        known: Known,
        /// Pages, or folders of pages [default: those of refract.toml]
        #[arg(value_name = "PATH")]
        paths: Vec<PathBuf>,
    },
    /// Report what is unclear or contradictory on pages, and what each table row became
    #[command(after_help = help::CHECK)]
    Check {
        /// The format of the findings: concise, human, json, sarif, junit, github
        #[arg(long, value_name = "FORMAT", default_value = "concise")]
        format: Format,
        /// Show notes, too: what was inferred, or left out on purpose
        #[arg(long)]
        notes: bool,
        #[command(flatten)]
        baseline: known::Baseline,
        #[command(flatten)]
        known: Known,
        /// Pages, or folders of pages [default: those of refract.toml]
        #[arg(value_name = "PATH")]
        paths: Vec<PathBuf>,
    },
    /// Explain why the contract says what it says, or what the code of a finding means
    #[command(after_help = help::EXPLAIN)]
    Explain {
        /// The code of a finding, a page, a line of a page, or the id of an operation; without it, all codes are listed
        #[arg(value_name = "CODE | FILE[:LINE] | OPERATION")]
        target: Option<String>,
        /// A field of the operation: its name, or names with dots from the body or parameter down
        field: Option<String>,
        /// A page or folder in which to look for the operation, or for what a page links to; may be given several times [default:
        /// those of refract.toml]
        #[arg(long, value_name = "PATH")]
        pages: Vec<PathBuf>,
        #[command(flatten)]
        known: Known,
    },
    /// Report what changed between two editions of a contract, and whether it breaks clients
    #[command(after_help = help::DIFF)]
    Diff {
        /// The old edition: pages, an export (IR, OpenAPI or JSON Schema), or a git revision
        #[arg(value_name = "OLD")]
        old: String,
        /// The new edition
        #[arg(value_name = "NEW")]
        new: String,
        /// The format of the differences
        #[arg(long, value_name = "FORMAT", default_value = "human")]
        format: diff::Shape,
        /// Accept a new value in a list of a response as not breaking: clients should expect values they do not know
        #[arg(long)]
        allow_new_values: bool,
        #[command(flatten)]
        baseline: known::Baseline,
        #[command(flatten)]
        known: Known,
    },
    /// Print the JSON Schema of a form that Refract reads or writes
    Schema {
        /// The form
        #[arg(value_name = "FORM")]
        form: String,
    },
    /// Start a project: write a `refract.toml`, and draft the vendor file for pages of an unknown vendor
    #[command(after_help = help::INIT)]
    Init {
        /// The name of the vendor [default: the name of the pages' folder]
        #[arg(long, value_name = "NAME")]
        name: Option<String>,
        /// Add to the existing vendor file what it lacks, and change nothing else
        #[arg(long)]
        update: bool,
        /// The project's folder
        #[arg(long, default_value = ".", value_name = "DIR")]
        folder: PathBuf,
        /// Pages, or folders of pages; without any, the project starts with an empty `specs/`
        #[arg(value_name = "PAGES")]
        pages: Vec<PathBuf>,
    },
    /// Check vocabulary files, or list the words in force
    #[command(subcommand)]
    Vocabulary(vocabulary::Task),
    /// Write the completion script of a shell to standard output
    #[command(after_help = help::COMPLETIONS)]
    Completions {
        /// The shell
        shell: clap_complete::Shell,
    },
    /// Write the manual pages, one per command, to a folder
    #[command(after_help = help::MAN)]
    Man {
        /// The folder
        #[arg(long, value_name = "DIR")]
        out: PathBuf,
    },
}

/// The command line, including the commands that other crates add.
pub fn command(extensions: &[Extension]) -> clap::Command {
    let forms = FORMS.iter().chain(extensions.iter().flat_map(|it| it.forms));
    let forms: Vec<PossibleValue> = forms.map(|(name, what, _)| PossibleValue::new(*name).help(*what)).collect();
    let examples: String = extensions.iter().map(|it| it.examples).collect();
    let mut command =
        Cli::command().after_help(help::AFTER.replace("{more}", &examples)).mut_subcommand("schema", |schema| {
            schema.mut_arg("form", |form| form.value_parser(PossibleValuesParser::new(forms)))
        });
    for extension in extensions {
        command = command.subcommand((extension.command)());
    }
    command
}

/// Runs the command line: the complete `main` of a binary.
pub fn main(extensions: &[Extension]) -> ExitCode {
    // clap itself exits with 2 on a usage error and with 0 for help.
    let matches = command(extensions).get_matches();
    match run(extensions, &matches) {
        Ok(code) => ExitCode::from(code),
        Err(error) => {
            anstream::eprintln!("error: {}", message(&error));
            ExitCode::from(FAILED)
        }
    }
}

fn run(extensions: &[Extension], matches: &ArgMatches) -> anyhow::Result<u8> {
    let global = Global::from_arg_matches(matches)?;
    if let Some(threads) = global.threads {
        // An existing thread pool works as well; only the number of threads is ignored then.
        let _ = rayon::ThreadPoolBuilder::new().num_threads(threads.get()).build_global();
    }
    if let Some((name, matches)) = matches.subcommand()
        && let Some(extension) = extensions.iter().find(|it| (it.command)().get_name() == name)
    {
        return (extension.run)(&global, matches);
    }
    match Cli::from_arg_matches(matches)?.command {
        Command::Generate { check, emit } => generate::run(&global, check, &emit),
        Command::Export { emit, out, overlay, look, known, paths } => {
            export::run(&global, &emit, &out, &overlay, &look, &known, &paths)
        }
        Command::Check { format, notes, baseline, known, paths } => {
            check::run(&global, &check::Shown { format, notes, baseline: &baseline }, &known, &paths)
        }
        Command::Explain { target, field, pages, known } => {
            let codes = explain::codes(extensions);
            explain::run(&global, &codes, target.as_deref(), field.as_deref(), &pages, &known)
        }
        Command::Diff { old, new, format, allow_new_values, baseline, known } => {
            let shown = diff::Shown { shape: format, allow_new_values, baseline: &baseline };
            diff::run(&global, [&old, &new], &shown, &known)
        }
        Command::Schema { form } => {
            let mut forms = FORMS.iter().chain(extensions.iter().flat_map(|it| it.forms));
            let schema = forms.find(|(name, ..)| *name == form).map_or("", |(_, _, schema)| schema);
            context::print(schema).map(|()| CLEAN)
        }
        Command::Init { name, update, folder, pages } => {
            init::run(&global, &init::Start { folder: &folder, name: name.as_deref(), update, pages: &pages })
        }
        Command::Vocabulary(task) => vocabulary::run(&global, &task),
        Command::Completions { shell } => completions::run(shell, command(extensions)),
        Command::Man { out } => man::run(&global, command(extensions), &out),
    }
}

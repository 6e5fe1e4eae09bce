//! The command line: arguments here, a file a command below.
//!
//! Exit codes: 0 clean, 1 findings, 2 the tool could not do its job. Results go to standard output, everything about the
//! run to standard error. Colours and progress appear only on a terminal.

mod check;
mod completions;
mod conform;
mod context;
mod diff;
mod explain;
mod export;
mod generate;
mod init;
mod vocabulary;

use std::ffi::OsString;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, Parser, Subcommand};
use refract_codegen::diagnostic::render::Format;
use refract_codegen::discover::Overrides;
use refract_codegen::emit::openapi::{Selectors, Version};
use refract_codegen::emit::{Emit, Files, Notation, Options, catalogue, vocabulary as annotations};
use refract_codegen::segment::Segment;
use refract_codegen::{config, vocabulary as words};

/// Nothing to report.
const CLEAN: u8 = 0;
/// There are findings.
const FINDINGS: u8 = 1;
/// The tool could not do its job.
const FAILED: u8 = 2;

#[derive(Debug, Parser)]
#[command(name = "refract", version, about, long_about = LONG, after_help = AFTER)]
#[command(propagate_version = true, allow_external_subcommands = true)]
struct Cli {
    #[command(flatten)]
    global: Global,
    #[command(subcommand)]
    command: Command,
}

const LONG: &str = "\
Reads cloud vendors' API reference pages (Markdown with pipe, YFM or HTML tables, reStructuredText; English, Chinese, \
Russian) and writes Rust types, JSON Schemas and OpenAPI documents. Offline and deterministic: the same pages give the \
same bytes.";

const AFTER: &str = "\
Examples:
  refract generate                          write generated/ from specs/, as refract.toml says
  refract generate --check                  fail if generated/ is not what specs/ give
  refract export --emit openapi --out out pages/
                                            OpenAPI documents of any pages, one a service
  refract check pages/                      what is unclear or contradictory, and where each table row went
  refract explain table-unplaced            what a finding's code means
  refract diff HEAD~1 specs/                what changed since, and whom it breaks
  refract conform recordings/               hold recorded exchanges against the contracts (needs refract-conform)

Exit codes: 0 clean, 1 findings, 2 the tool could not do its job.";

const GENERATE: &str = "\
Examples:
  refract generate                          write what refract.toml asks for; a second run writes nothing
  refract generate --check                  write nothing, and exit with 1 if a file is changed, missing or stale
  refract generate --emit openapi           only some kinds: the files of the others are removed";

const EXPORT: &str = "\
Examples:
  refract export --emit openapi --out out pages/
                                            out/openapi/<vendor>/<service>.json
  refract export --emit rust,ir --out out a.md b.rst
                                            several kinds, each in a folder of its own
  refract export --emit json-schema --out out --vendor otc --service compute pages/
                                            of pages that do not say whose they are
  refract export --emit openapi --out out --overlay ours.yaml pages/
                                            with changes that no page says: titles, servers, extensions
  refract export --emit openapi --openapi 3.0.3 --format yaml --out out pages/
                                            for tools that stop at 3.0, in YAML
  refract export --emit json-schema --strict --schema-base https://example.com/schemas --out out pages/
                                            schemas that refuse unknown fields, with identifiers of your own

Exit codes: 0 written; 1 written without the pages that have errors, or no page has an operation and nothing was
written; 2 nothing could be written.";

const CHECK: &str = "\
Examples:
  refract check pages/                      a line a finding, and the ledger of table rows
  refract check --format human pages/       with the page's line quoted
  refract check --format sarif pages/ > findings.sarif
                                            for a code host; `junit` and `github` for pipelines, `json` for scripts

Exit codes: 0 no errors and no warnings; 1 some, or no page has an operation; 2 a path can't be read.";

const INIT: &str = "\
Examples:
  refract init                              refract.toml, and specs/ for pages of vendors that Refract knows
  refract init ../acme-docs                 reads the pages, and drafts vocabulary/acme-docs.toml, each key with what
                                            speaks for it; ends with what comes of the pages
  refract init --update ../acme-docs        adds what the file is missing, and touches nothing else

Exit codes: 0 written; 2 nothing was written.";

const COMPLETIONS: &str = "\
Examples:
  refract completions bash > ~/.local/share/bash-completion/completions/refract
  refract completions zsh > ~/.zfunc/_refract
  refract completions fish > ~/.config/fish/completions/refract.fish";

const EXPLAIN: &str = "\
Examples:
  refract explain table-unplaced            what a finding's code means
  refract explain specs/otc/create.rst      what a page promises, as a tree to read beside the page
  refract explain specs/otc/create.rst:68   the row on a line: its cells, the phrases that matched, what they made
  refract explain create_version name       the row of a field, in request and responses";

const DIFF: &str = "\
A client that sends is broken where it could send something and no longer can; one that reads, where it can receive \
something that was not to be expected. Each break comes with a value that shows it.

OLD and NEW are each one of
  pages               a folder or a file; pages with errors are not compared
  an IR export        a folder or a file
  OpenAPI 3.0 or 3.1  a folder or a file, in JSON or YAML, in one file or many; other people's documents, too, but for
                      what is named on standard error
  JSON Schemas        a folder or a file, in JSON or YAML, in one file or many, strict or not, as `refract export` writes
                      them: they hold bodies only, so that only bodies are compared, whatever the other side is
  a git revision      REVISION, for the folder of pages that refract.toml names, or REVISION:PATH for any of the above
An export of several kinds is compared by its IR, else by its OpenAPI documents. Rust exports and other people's JSON \
Schemas, which name no operation, can't be compared.

Examples:
  refract diff pages-2023/ pages-2024/      two folders of pages
  refract diff HEAD~1 specs/                the project's pages as they were, and as they are
  refract diff v1.2:specs v1.3:specs        two revisions of a folder
  refract diff --format markdown old/openapi new/openapi
                                            two exports, as tables for a change log
  refract diff --format json old/json-schema new/json-schema
                                            the bodies of two exports of JSON Schemas

Exit codes: 0 nothing breaks, 1 something does, 2 the editions can't be compared.";

#[derive(Debug, Args)]
struct Global {
    /// The configuration file [default: refract.toml in this folder or the nearest one above]
    #[arg(long, global = true, value_name = "FILE", env = "REFRACT_CONFIG")]
    config: Option<PathBuf>,
    /// How many threads read pages [default: one a core]
    #[arg(long, global = true, value_name = "N", env = "REFRACT_THREADS")]
    threads: Option<usize>,
    /// When to use colours
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto", env = "REFRACT_COLOR")]
    color: Colour,
    /// Say nothing about the run itself
    #[arg(long, short, global = true)]
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

/// What is known of the pages better than they say themselves.
#[derive(Debug, Default, Args)]
struct Known {
    /// The vendor of all pages, instead of what they say themselves
    #[arg(long, value_name = "NAME")]
    vendor: Option<Segment>,
    /// The service of all pages
    #[arg(long, value_name = "NAME")]
    service: Option<Segment>,
    /// The language of all pages
    #[arg(long, value_name = "CODE")]
    language: Option<String>,
    /// Whether answers that no table describes are inferred from the pages' examples, instead of what the vendor's file
    /// says
    #[arg(long, value_name = "BOOL", num_args = 0..=1, default_missing_value = "true")]
    infer_answers: Option<bool>,
}

impl Known {
    /// What is known, as the passes take it.
    fn overrides(&self) -> Overrides {
        Overrides {
            vendor: self.vendor.clone().map(Segment::into_string),
            service: self.service.clone().map(Segment::into_string),
            language: self.language.clone(),
            infer_answers: self.infer_answers,
        }
    }
}

/// What schemas and documents look like.
#[derive(Debug, Default, Args)]
struct Look {
    /// The version of `OpenAPI` documents: 3.1 or 3.0.3 [default: what refract.toml says, else 3.1]
    #[arg(long, value_name = "VERSION", value_parser = parse_version)]
    openapi: Option<Version>,
    /// How operations stand that share method and path and are chosen by a constant: `paths`, a path key each
    /// (`/#Action=CreateVpc`), or `merged` into one [default: what refract.toml says, else paths]
    #[arg(long, value_name = "FORM", value_parser = parse_selectors)]
    selectors: Option<Selectors>,
    /// How schemas and documents are written: json or yaml [default: what refract.toml says, else json]
    #[arg(long, value_name = "FORMAT", value_parser = parse_notation)]
    format: Option<Notation>,
    /// In how many files a service is written: one or many [default: JSON Schemas in many, `OpenAPI` in one]
    #[arg(long, value_name = "NUMBER", value_parser = parse_files)]
    files: Option<Files>,
    /// Refuse fields that no page lists, in schemas and documents
    #[arg(long)]
    strict: bool,
    /// The address below which the identifiers of JSON Schemas lie
    #[arg(long, value_name = "URL")]
    schema_base: Option<String>,
    /// Name Refract's own dialect in JSON Schemas, and write its meta-schema beside them
    #[arg(long)]
    dialect: bool,
}

impl Look {
    /// The options of the configuration, with what is said here put first.
    fn over(&self, mut options: Options) -> Options {
        options.openapi = self.openapi.unwrap_or(options.openapi);
        options.selectors = self.selectors.unwrap_or(options.selectors);
        options.notation = self.format.unwrap_or(options.notation);
        options.files = self.files.or(options.files);
        options.strict |= self.strict;
        options.dialect |= self.dialect;
        if let Some(base) = &self.schema_base {
            options.schema_base.clone_from(base);
        }
        options
    }
}

/// A form that Refract reads or writes and publishes a JSON Schema of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum Form {
    /// The intermediate schema, as `--emit ir` writes it.
    Ir,
    /// Corrections, as `fixups.toml` holds them.
    Fixups,
    /// The catalogue that lies beside artefacts.
    Catalogue,
    /// The annotations of JSON Schemas and `OpenAPI` documents: their meta-schema.
    Vocabulary,
    /// The dialect of JSON Schema that has them.
    Dialect,
    /// A vendor's file.
    Vendor,
    /// A language's file, or a part of one.
    Language,
    /// The configuration: `refract.toml`.
    Config,
    /// Known findings of the conformance suite: `known.toml`.
    Baseline,
}

impl Form {
    fn schema(self) -> &'static str {
        match self {
            Self::Ir => refract_codegen::ir::json::SCHEMA,
            Self::Fixups => refract_codegen::fixup::SCHEMA,
            Self::Catalogue => catalogue::SCHEMA,
            Self::Vocabulary => annotations::VOCABULARY,
            Self::Dialect => annotations::DIALECT,
            Self::Vendor => words::schemas::VENDOR,
            Self::Language => words::schemas::LANGUAGE,
            Self::Config => config::SCHEMA,
            Self::Baseline => config::BASELINE_SCHEMA,
        }
    }
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Write Rust types, JSON Schemas, `OpenAPI` and the IR from the project's pages, as `refract.toml` says
    #[command(after_help = GENERATE)]
    Generate {
        /// Write nothing; fail if what is on disk is not what the pages give
        #[arg(long)]
        check: bool,
        /// The kinds of artefacts [default: what refract.toml says, else all]
        #[arg(long, value_delimiter = ',', value_name = "KIND,…", value_parser = parse_emit)]
        emit: Vec<Emit>,
    },
    /// Write artefacts of any pages to a folder
    #[command(after_help = EXPORT)]
    Export {
        /// The kinds of artefacts: rust, json-schema, openapi, ir
        #[arg(long, value_delimiter = ',', value_name = "KIND,…", value_parser = parse_emit, required = true)]
        emit: Vec<Emit>,
        /// The folder to write to; each kind gets a folder of its own in it
        #[arg(long, value_name = "DIR")]
        out: PathBuf,
        /// An `OpenAPI` Overlay 1.0 document, in JSON or YAML, to apply to the `OpenAPI` documents; several in their order
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
    /// Say what is unclear or contradictory on pages, and where each table row went
    #[command(after_help = CHECK)]
    Check {
        /// How findings are written
        #[arg(long, value_name = "FORMAT", default_value = "concise", value_parser = parse_format)]
        format: Format,
        /// Show notes, too: what was inferred or left out for a reason
        #[arg(long)]
        notes: bool,
        #[command(flatten)]
        known: Known,
        /// Pages, or folders of pages [default: those of refract.toml]
        #[arg(value_name = "PATH")]
        paths: Vec<PathBuf>,
    },
    /// Tell why the contract says what it says, or what a finding's code means
    #[command(after_help = EXPLAIN)]
    Explain {
        /// A finding's code, a page, a line of a page, or an operation's id; all codes are listed without one
        #[arg(value_name = "CODE | FILE[:LINE] | OPERATION")]
        target: Option<String>,
        /// A field of the operation: its name, or names with dots from the body or parameter down
        field: Option<String>,
        /// The pages that the operation is looked for on, or that a page's links lead to [default: those of refract.toml]
        #[arg(long, value_name = "PATH", num_args = 1..)]
        pages: Vec<PathBuf>,
        #[command(flatten)]
        known: Known,
    },
    /// Say what changed between two editions of a contract, and whether it breaks a client that sends or one that reads
    #[command(after_help = DIFF)]
    Diff {
        /// The old edition: pages, an export (IR, `OpenAPI` or JSON Schema), or a git revision
        #[arg(value_name = "OLD")]
        old: String,
        /// The new edition
        #[arg(value_name = "NEW")]
        new: String,
        /// How the differences are written
        #[arg(long, value_name = "FORMAT", default_value = "human")]
        format: diff::Shape,
        #[command(flatten)]
        known: Known,
    },
    /// Print the JSON Schema of a form that Refract reads or writes
    Schema {
        /// The form
        #[arg(value_name = "FORM")]
        form: Form,
    },
    /// Start a project: a `refract.toml`, and for pages of a vendor that nobody knows a draft of its vocabulary
    #[command(after_help = INIT)]
    Init {
        /// What the vendor is called [default: the name of the pages' folder]
        #[arg(long, value_name = "NAME")]
        name: Option<String>,
        /// Add to the vendor's file that is there what it is missing, and change nothing else
        #[arg(long)]
        update: bool,
        /// The project's folder
        #[arg(long, default_value = ".", value_name = "DIR")]
        folder: PathBuf,
        /// Pages, or folders of pages; without them the project starts with an empty `specs/`
        #[arg(value_name = "PAGES")]
        pages: Vec<PathBuf>,
    },
    /// Check vocabulary files, or list the words in force
    #[command(subcommand)]
    Vocabulary(vocabulary::Task),
    /// Write a shell's completions to standard output
    #[command(after_help = COMPLETIONS)]
    Completions {
        /// The shell
        shell: clap_complete::Shell,
    },
    /// Hold recorded exchanges against the contracts: runs `refract-conform` from beside this binary or the PATH
    #[command(external_subcommand)]
    External(Vec<OsString>),
}

fn parse_emit(text: &str) -> Result<Emit, String> {
    text.parse()
}

fn parse_selectors(text: &str) -> Result<Selectors, String> {
    text.parse()
}

fn parse_version(text: &str) -> Result<Version, String> {
    text.parse()
}

fn parse_notation(text: &str) -> Result<Notation, String> {
    text.parse()
}

fn parse_files(text: &str) -> Result<Files, String> {
    text.parse()
}

fn parse_format(text: &str) -> Result<Format, String> {
    text.parse()
}

/// Runs the command line.
pub(crate) fn main() -> ExitCode {
    let cli = Cli::parse();
    if let Some(threads) = cli.global.threads {
        // A pool that is there already is as good; only the number of threads is lost then.
        let _ = rayon::ThreadPoolBuilder::new().num_threads(threads).build_global();
    }
    let outcome = match cli.command {
        Command::Generate { check, emit } => generate::run(&cli.global, check, &emit),
        Command::Export { emit, out, overlay, look, known, paths } => {
            export::run(&cli.global, &emit, &out, &overlay, &look, &known, &paths)
        }
        Command::Check { format, notes, known, paths } => check::run(&cli.global, format, notes, &known, &paths),
        Command::Explain { target, field, pages, known } => {
            explain::run(&cli.global, target.as_deref(), field.as_deref(), &pages, &known)
        }
        Command::Diff { old, new, format, known } => diff::run(&cli.global, &old, &new, format, &known),
        Command::Schema { form } => context::print(form.schema()).map(|()| CLEAN),
        Command::Init { name, update, folder, pages } => {
            init::run(&cli.global, &init::Start { folder: &folder, name: name.as_deref(), update, pages: &pages })
        }
        Command::Vocabulary(task) => vocabulary::run(&cli.global, &task),
        Command::Completions { shell } => completions::run(shell),
        Command::External(arguments) => conform::run(&arguments),
    };
    match outcome {
        Ok(code) => ExitCode::from(code),
        Err(error) => {
            // A reader that went away (`refract check | head`) is no failure of ours.
            let pipe = error
                .chain()
                .filter_map(|cause| cause.downcast_ref::<std::io::Error>())
                .any(|cause| cause.kind() == std::io::ErrorKind::BrokenPipe);
            if !pipe {
                anstream::eprintln!("refract: {error:#}");
            }
            ExitCode::from(FAILED)
        }
    }
}

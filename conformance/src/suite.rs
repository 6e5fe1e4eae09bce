//! Snapshot tests of recordings: a named test per recording.
//!
//! A test target of your own validates all recordings of a folder against contracts in a few lines:
//!
//! ```toml
//! # Cargo.toml
//! [dev-dependencies]
//! refract-conformance = "0.1"
//!
//! [[test]]
//! name = "recordings"
//! harness = false
//! ```
//!
//! ```ignore
//! // tests/recordings.rs
//! refract_conformance::suite! {
//!     specs: "pages",
//!     recordings: "recordings",
//! }
//! ```
//!
//! Paths are relative to the crate. `cargo test` runs one test per file, and `cargo insta review` shows what changed. A
//! snapshot contains the result of each exchange and every finding, without secrets and without values that change from
//! one recording to the next. A run without any recording fails, and so does a snapshot whose recording is gone.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

use libtest_mimic::{Arguments, Failed, Trial};
use refract_codegen::config::Config;

use crate::check::Checker;
use crate::config::Conform;
use crate::contract::Contract;
use crate::contract::load::{self, Sources};
use crate::input::{open, sniff};
use crate::options::Options;
use crate::redact::volatile::Volatile;
use crate::route::Match;
use crate::run::{self, Watched};

#[doc(hidden)]
pub use insta;

/// Compares a text with the snapshot of a name. [`suite!`](crate::suite!) makes it, so that snapshots belong to the
/// crate that uses it.
pub type Assert = fn(name: &str, text: &str);

/// Defines the `main` of a test target: a named test per recording. See [the module](mod@crate::suite).
///
/// Its keys are the methods of [`Suite`](crate::suite::Suite): `specs`, `ir`, `recordings`, `snapshots`, `config`,
/// `matching`, `volatile`.
#[macro_export]
macro_rules! suite {
    ($($key:ident : $value:expr),* $(,)?) => {
        fn main() -> ::std::process::ExitCode {
            let assert = |name: &str, text: &str| $crate::suite::insta::assert_snapshot!(name, text);
            $crate::suite::Suite::new(env!("CARGO_MANIFEST_DIR"), assert)$(.$key($value))*.main()
        }
    };
}

/// What is validated against what.
#[derive(Clone, Debug)]
pub struct Suite {
    folder: PathBuf,
    specs: Vec<PathBuf>,
    ir: Vec<PathBuf>,
    recordings: PathBuf,
    snapshots: PathBuf,
    config: Option<PathBuf>,
    matching: Option<Match>,
    volatile: Option<PathBuf>,
    assert: Assert,
}

/// What all tests share.
struct Shared {
    contract: Contract,
    options: Options,
    volatile: Volatile,
    snapshots: PathBuf,
    assert: Assert,
}

impl Suite {
    /// A suite of the recordings in `recordings/`, with snapshots in `tests/snapshots/recordings/`. All paths are
    /// relative to `folder`, the folder of the crate.
    pub fn new(folder: impl Into<PathBuf>, assert: Assert) -> Self {
        Self {
            folder: folder.into(),
            specs: Vec::new(),
            ir: Vec::new(),
            recordings: "recordings".into(),
            snapshots: "tests/snapshots/recordings".into(),
            config: None,
            matching: None,
            volatile: None,
            assert,
        }
    }

    /// Pages that form the contract, or a folder of them.
    #[must_use]
    pub fn specs(mut self, path: impl Into<PathBuf>) -> Self {
        self.specs.push(path.into());
        self
    }

    /// An exported IR that forms the contract, or a folder of IRs.
    #[must_use]
    pub fn ir(mut self, path: impl Into<PathBuf>) -> Self {
        self.ir.push(path.into());
        self
    }

    /// The folder of recordings.
    #[must_use]
    pub fn recordings(mut self, path: impl Into<PathBuf>) -> Self {
        self.recordings = path.into();
        self
    }

    /// The folder of snapshots.
    #[must_use]
    pub fn snapshots(mut self, path: impl Into<PathBuf>) -> Self {
        self.snapshots = path.into();
        self
    }

    /// A configuration file, whose `[conform]` describes hosts, severities, redaction and limits.
    #[must_use]
    pub fn config(mut self, path: impl Into<PathBuf>) -> Self {
        self.config = Some(path.into());
        self
    }

    /// How recorded paths are compared with documented ones.
    #[must_use]
    pub fn matching(mut self, matching: Match) -> Self {
        self.matching = Some(matching);
        self
    }

    /// A file with further rules for values that change from one recording to the next, in the form of
    /// `data/volatile.toml`.
    #[must_use]
    pub fn volatile(mut self, path: impl Into<PathBuf>) -> Self {
        self.volatile = Some(path.into());
        self
    }

    /// Runs the tests that the arguments of the process select.
    pub fn main(self) -> ExitCode {
        let arguments = Arguments::from_args();
        match self.trials() {
            Ok(trials) => libtest_mimic::run(&arguments, trials).exit_code(),
            Err(message) => {
                eprintln!("error: {message}");
                ExitCode::FAILURE
            }
        }
    }

    fn trials(self) -> Result<Vec<Trial>, String> {
        let recordings = self.folder.join(&self.recordings);
        let files = open::files(std::slice::from_ref(&recordings)).map_err(|error| error.to_string())?;
        let snapshots = self.folder.join(&self.snapshots);
        let shared = Arc::new(self.shared()?);
        let mut names = BTreeSet::new();
        let mut trials = Vec::new();
        for file in files {
            let name = file.strip_prefix(&recordings).unwrap_or(&file).display().to_string().replace('\\', "/");
            names.insert(name.replace('/', "__"));
            let shared = Arc::clone(&shared);
            trials.push(Trial::test(name.clone(), move || shared.run_one(&name, &file)));
        }
        trials.push(Trial::test("snapshots-have-recordings", move || orphans(&snapshots, &names)));
        Ok(trials)
    }

    fn shared(self) -> Result<Shared, String> {
        let below = |paths: &[PathBuf]| -> Vec<PathBuf> { paths.iter().map(|path| self.folder.join(path)).collect() };
        let (mut config, mut conform, mut folder) = (Config::default(), Conform::default(), self.folder.clone());
        let mut file = folder.join("refract.toml");
        if let Some(path) = &self.config {
            file = self.folder.join(path);
            config = Config::read(&file).map_err(|error| error.to_string())?;
            conform = Conform::read(&file).map_err(|error| error.to_string())?;
            folder = file.parent().map(Path::to_owned).unwrap_or_default();
        }
        let mut options = conform.options(&file).map_err(|error| error.to_string())?;
        if config.generate.strict_null {
            options.refuse_null();
        }
        if let Some(matching) = self.matching {
            options.matching = matching;
        }
        let (specs, ir) = (below(&self.specs), below(&self.ir));
        let sources =
            Sources { specs: &specs, ir: &ir, openapi: &[], strip: &self.folder, config: &config, folder: &folder };
        let loaded = load::load(sources).map_err(|error| error.to_string())?;
        let mut volatile = Volatile::default();
        if let Some(path) = &self.volatile {
            let path = self.folder.join(path);
            let wrong = |message: String| format!("{}: {message}", path.display());
            let text = std::fs::read_to_string(&path).map_err(|error| wrong(error.to_string()))?;
            volatile = volatile.with(&text).map_err(|error| wrong(error.to_string()))?;
        }
        let snapshots = self.folder.join(&self.snapshots);
        Ok(Shared { contract: loaded.contract, options, volatile, snapshots, assert: self.assert })
    }
}

impl Shared {
    fn run_one(&self, name: &str, file: &Path) -> Result<(), Failed> {
        // By its name in the folder: snapshots must not depend on the machine that made them.
        let reader = std::fs::File::open(file).map_err(|error| format!("{name}: {error}"))?;
        let form = sniff::by_name(file).flatten();
        let batches =
            open::read(name, Box::new(reader), form, self.options.limits).map_err(|error| error.to_string())?;
        let checker = Checker::new(&self.contract, &self.options);
        let mut text = String::new();
        let tally = run::stream(&checker, batches, &mut |watched| self.describe(&watched, &mut text));
        if tally.counts.records == 0 {
            return Err(format!("{name} contains no exchange").into());
        }
        let _ = writeln!(text, "\n{} read, {}", tally.counts.read(), tally.counts.outcome());
        let mut settings = insta::Settings::clone_current();
        settings.set_snapshot_path(&self.snapshots);
        settings.set_prepend_module_to_snapshot(false);
        settings.set_omit_expression(true);
        let assert = self.assert;
        // insta panics where a snapshot differs; the harness reports that.
        settings.bind(|| assert(&name.replace('/', "__"), &text));
        Ok(())
    }

    fn describe(&self, watched: &Watched<'_>, text: &mut String) {
        let operation = watched.operation.as_ref().map_or("no operation".to_owned(), ToString::to_string);
        let _ = writeln!(text, "{}. {operation}: {}", watched.recorded.number, watched.verdict.name());
        for finding in watched.findings {
            let pointer = self.volatile.text(finding.pointer.as_str());
            let actual = self.volatile.text(finding.actual.as_str());
            let _ = write!(text, "   {} {} {pointer}", finding.severity.name(), finding.code.name());
            if watched.operation.is_none() && !finding.place.scope.is_empty() {
                let _ = write!(text, " {}", self.volatile.text(&finding.place.scope));
            }
            for (word, text_part) in [(":", actual.as_str()), (", expected", finding.expected.as_str())] {
                if !text_part.is_empty() {
                    let _ = write!(text, "{word} {text_part}");
                }
            }
            let _ = match &finding.origin {
                Some(origin) => writeln!(text, " ({}:{})", origin.page, origin.line),
                None => writeln!(text),
            };
        }
    }
}

/// Fails where a snapshot has no recording.
fn orphans(snapshots: &Path, names: &BTreeSet<String>) -> Result<(), Failed> {
    let Ok(entries) = std::fs::read_dir(snapshots) else { return Ok(()) };
    let mut orphans = BTreeSet::new();
    for entry in entries {
        let name = entry.map_err(|error| error.to_string())?.file_name().to_string_lossy().into_owned();
        if let Some(recording) = name.strip_suffix(".snap")
            && !names.contains(recording)
        {
            orphans.insert(name);
        }
    }
    if orphans.is_empty() {
        return Ok(());
    }
    let list: Vec<String> = orphans.into_iter().collect();
    Err(format!("{}: these snapshots have no recording: {}", snapshots.display(), list.join(", ")).into())
}

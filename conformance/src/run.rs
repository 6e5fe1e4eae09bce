//! Runs recordings against contracts, on any number of threads.
//!
//! Threads take batches of records in turn, so whichever thread is free continues a file, and each thread only has one
//! batch in memory. Each thread counts for itself, and the sums are added at the end: the result does not depend on the
//! threads.

mod counts;

use std::collections::BTreeMap;
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

use crate::check::{Checker, Chosen, Found, Named, Verdict, verdict};
use crate::contract::Contract;
use crate::evidence::{self, Evidence, ScopeEvidence};
use crate::exchange::Exchange;
use crate::finding::group::{Groups, Recorded};
use crate::finding::{Finding, Place, Safe};
use crate::input::open::{self, OpenError};
use crate::input::sniff::FileForm;
use crate::input::{Batch, Batches, Problem, Record};
use crate::options::Options;
use crate::report::Piece;

pub use counts::Counts;
pub(crate) use counts::is_zero;

/// The results of a run, or of a part of one.
#[derive(Clone, Debug)]
pub struct Tally {
    /// All exchanges.
    pub counts: Counts,
    /// By file, including files without any record.
    pub files: BTreeMap<String, Counts>,
    /// What was found.
    pub findings: Groups,
    /// The pieces of streams, by name and number.
    pub pieces: BTreeMap<String, BTreeMap<u64, Piece>>,
    /// By operation, in the order of the program.
    pub(crate) operations: Vec<Counts>,
    /// What was seen of the contract.
    pub(crate) evidence: Evidence,
}

impl Tally {
    /// An empty result.
    pub fn new(contract: &Contract, options: &Options) -> Self {
        Self {
            counts: Counts::default(),
            files: BTreeMap::new(),
            pieces: BTreeMap::new(),
            findings: Groups::new(options.samples.0),
            operations: vec![Counts::default(); contract.program.operations.len()],
            evidence: Evidence::new(&contract.program),
        }
    }

    /// How often each row of the pages was seen, by scope, in the order of the contract.
    pub fn scopes(&self, contract: &Contract) -> Vec<ScopeEvidence> {
        evidence::scopes(contract, &self.evidence)
    }

    /// Notes that a file is one of several pieces of a stream: its exchanges and lines are counted from the piece's
    /// start.
    pub fn place(&mut self, file: &str, number: u64, piece: Piece) {
        for recorded in self.findings.recorded_mut().filter(|recorded| recorded.file == file) {
            recorded.piece = Some(number);
        }
        self.pieces.entry(file.to_owned()).or_default().insert(number, piece);
    }

    /// Adds another part of the run, with the same contract.
    pub fn merge(&mut self, other: &Self) {
        self.counts.merge(&other.counts);
        for (file, counts) in &other.files {
            self.files.entry(file.clone()).or_default().merge(counts);
        }
        for (name, pieces) in &other.pieces {
            self.pieces.entry(name.clone()).or_default().extend(pieces);
        }
        self.findings.merge(&other.findings);
        for (mine, theirs) in self.operations.iter_mut().zip(&other.operations) {
            mine.merge(theirs);
        }
        self.evidence.merge(&other.evidence);
    }
}

/// One exchange after its check, in the form that [`run`] passes to its observer.
#[derive(Debug)]
#[non_exhaustive]
#[doc(hidden)]
pub struct Watched<'w> {
    /// Where it was recorded.
    pub recorded: &'w Recorded,
    /// The operation that it matches.
    pub operation: Option<Named>,
    /// The result of its findings.
    pub verdict: Verdict,
    /// What does not conform.
    pub findings: &'w [Finding],
}

/// The options of a run.
#[derive(Clone, Copy, Debug, Default)]
pub struct Plan<'p> {
    /// The number of threads; by default one per core.
    pub threads: Option<NonZeroUsize>,
    /// The name of standard input in the report.
    pub name: Option<&'p str>,
    /// The number of the piece that standard input contains, if a stream is divided into several: exchanges and lines
    /// are counted from its start.
    pub piece: Option<u64>,
    /// The form of the files, where neither names nor contents show it.
    pub form: Option<FileForm>,
    /// Called with the state of the run, to show progress.
    pub progress: Option<Reached<'p>>,
}

/// Called with the number of bytes that were read from the files, before decompression, and of exchanges that were
/// checked.
#[derive(Clone, Copy)]
pub struct Reached<'p>(pub &'p (dyn Fn(u64, u64) + Sync));

impl std::fmt::Debug for Reached<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Reached(…)")
    }
}

/// Validates all exchanges of some files and folders against contracts.
///
/// What is wrong inside a file is a finding, and the run continues.
///
/// # Errors
/// [`OpenError`] where a file or folder can't be opened.
pub fn run(contract: &Contract, options: &Options, paths: &[PathBuf], plan: Plan<'_>) -> Result<Tally, OpenError> {
    let files = open::files(paths)?;
    let checker = Checker::new(contract, options);
    let threads = plan.threads.or_else(|| std::thread::available_parallelism().ok()).map_or(1, NonZeroUsize::get);
    let (bytes, exchanges) = (Arc::new(AtomicU64::new(0)), AtomicU64::new(0));
    let queue = Mutex::new(Queue::new(&files, plan, options, &bytes));
    let work = || {
        let mut tally = Tally::new(contract, options);
        loop {
            let next = queue.lock().map_or(None, |mut queue| queue.next());
            let Some(batch) = next else { return tally };
            checker.batch(&batch, &mut tally, &mut None);
            if let Some(Reached(reached)) = plan.progress {
                let records = batch.records.len() as u64;
                let checked = exchanges.fetch_add(records, Ordering::Relaxed) + records;
                reached(bytes.load(Ordering::Relaxed), checked);
            }
        }
    };
    let mut tally = if threads == 1 {
        work()
    } else {
        std::thread::scope(|scope| {
            let others: Vec<_> = (1..threads).map(|_| scope.spawn(work)).collect();
            let mut tally = work();
            for other in others {
                match other.join() {
                    Ok(part) => tally.merge(&part),
                    Err(panic) => std::panic::resume_unwind(panic),
                }
            }
            tally
        })
    };
    contract.sound().map_err(OpenError::Contract)?;
    let (failed, read) = queue.into_inner().map_or((None, None), |queue| (queue.failed, queue.read));
    if let Some(error) = failed {
        return Err(error);
    }
    if let Some(number) = plan.piece {
        let (records, lines) = read.ok_or(OpenError::Piece)?;
        let name = open::name(Path::new("-"), plan.name);
        tally.place(&name, number, Piece { records, lines });
    }
    for file in &files {
        tally.files.entry(open::name(file, plan.name)).or_default();
    }
    Ok(tally)
}

/// Validates the exchanges of a stream against contracts, one after the other. `watch` is called with each.
#[doc(hidden)]
pub fn stream(
    checker: &Checker<'_>,
    batches: impl IntoIterator<Item = Batch>,
    watch: &mut dyn FnMut(Watched<'_>),
) -> Tally {
    let mut tally = Tally::new(checker.contract, checker.options);
    let mut watch: Watch<'_> = Some(watch);
    for batch in batches {
        checker.batch(&batch, &mut tally, &mut watch);
    }
    tally
}

/// Validates the exchanges of given batches against contracts.
#[doc(hidden)]
pub fn check_batches(checker: &Checker<'_>, batches: &[Batch]) -> Tally {
    let mut tally = Tally::new(checker.contract, checker.options);
    for batch in batches {
        checker.batch(batch, &mut tally, &mut None);
    }
    tally
}

/// Validates the exchanges of batches against contracts.
#[doc(hidden)]
pub fn batches(contract: &Contract, options: &Options, batches: impl IntoIterator<Item = Batch>) -> Tally {
    stream(&Checker::new(contract, options), batches, &mut |_| ())
}

/// Called with each exchange, if set.
type Watch<'w> = Option<&'w mut dyn FnMut(Watched<'_>)>;

/// The files of a run, each opened when it is its turn.
struct Queue<'q> {
    files: std::slice::Iter<'q, PathBuf>,
    plan: Plan<'q>,
    options: &'q Options,
    /// The number of bytes that were read.
    bytes: &'q Arc<AtomicU64>,
    open: Option<Batches>,
    /// The numbers of records and lines of standard input.
    read: Option<(u64, u64)>,
    failed: Option<OpenError>,
}

impl<'q> Queue<'q> {
    fn new(files: &'q [PathBuf], plan: Plan<'q>, options: &'q Options, bytes: &'q Arc<AtomicU64>) -> Self {
        Self { files: files.iter(), plan, options, bytes, open: None, read: None, failed: None }
    }

    fn next(&mut self) -> Option<Batch> {
        while self.failed.is_none() {
            if let Some(batch) = self.open.as_mut().and_then(Iterator::next) {
                return Some(batch);
            }
            self.read = self.open.as_ref().and_then(Batches::read);
            let file: &Path = self.files.next()?;
            let bytes = self.plan.progress.is_some().then_some(self.bytes);
            match open::open_as(file, self.plan.name, self.plan.form, self.options.limits, bytes) {
                Ok(batches) => self.open = Some(batches),
                Err(error) => self.failed = Some(error),
            }
        }
        None
    }
}

impl Checker<'_> {
    /// Validates the records of a batch against the contract.
    pub(crate) fn batch(&self, batch: &Batch, tally: &mut Tally, watch: &mut Watch<'_>) {
        let mut recorded = Recorded { file: batch.file.to_string(), piece: None, number: 0, line: 0 };
        let mut counts = Counts::default();
        for record in &batch.records {
            recorded.number = record.number;
            recorded.line = record.line;
            self.record(record, &batch.data[record.bytes.clone()], &recorded, (&mut *tally, &mut counts), watch);
        }
        tally.counts.merge(&counts);
        tally.files.entry(recorded.file).or_default().merge(&counts);
    }

    fn record(
        &self,
        record: &Record,
        bytes: &[u8],
        recorded: &Recorded,
        (tally, counts): (&mut Tally, &mut Counts),
        watch: &mut Watch<'_>,
    ) {
        let read = match &record.form {
            Ok(form) => Exchange::read_with(bytes, *form, &self.options.logs),
            Err(problem) => Err(problem.clone()),
        };
        let (chosen, findings, verdict) = match read {
            Ok(exchange) => {
                let (chosen, findings, unseen) = self.validate(&exchange, &mut tally.evidence);
                let verdict = verdict(chosen, &findings, unseen);
                counts.add(verdict);
                (chosen, findings, verdict)
            }
            Err(problem) => {
                counts.records += 1;
                counts.broken += 1;
                let mut found = Found::default();
                found.kept.push(self.broken(&problem, &recorded.file));
                (Chosen::None, found, Verdict::Fails)
            }
        };
        let mut name = String::new();
        if let Chosen::Operation(id) = chosen {
            tally.operations[id.0].add(verdict);
            if !findings.is_empty() {
                name = self.named(id).to_string();
            }
        }
        let operation = match chosen {
            Chosen::Operation(id) => Some(id),
            Chosen::None | Chosen::Ignored => None,
        };
        if let Some(watch) = watch {
            watch(Watched {
                recorded,
                operation: operation.map(|id| self.named(id)),
                verdict,
                findings: &findings.kept,
            });
        }
        for finding in findings.kept {
            tally.findings.add(finding, &name, recorded);
        }
        for (code, count) in findings.beyond {
            tally.findings.add_beyond(code, count);
        }
    }

    /// The finding for a record that can't be read.
    fn broken(&self, problem: &Problem, file: &str) -> Finding {
        Finding {
            code: problem.code,
            severity: self.options.severity(problem.code),
            place: Place { scope: format!("file {file}"), ..Place::default() },
            field: Safe::default(),
            part: String::new(),
            refused: false,
            pointer: Safe::default(),
            expected: "an exchange".into(),
            actual: self.options.redactor.message(&problem.message),
            origin: None,
        }
    }
}

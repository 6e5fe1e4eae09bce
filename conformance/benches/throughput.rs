//! What a check costs, against the floor: `serde_json::from_slice` and `jsonschema::Validator::is_valid` on the same
//! bodies with the schema at hand. And what a run takes: time by threads, and memory.
//!
//! The exchanges conform, and each is of one operation: that is what nearly all traffic against one vendor is. The check
//! reads the whole record (method, URL, headers, body), routes it, holds it against the contract and counts what it has
//! seen; the floor gets the bodies as they are.
//! `cargo bench -p refract-conformance` prints times by exchange, the ratio of the two, which is to be 1.5 at most, and a
//! table of runs of the binary over 10,000 and 1,000,000 exchanges in a file, on one thread and on two.

use std::hint::black_box;
use std::io::{BufWriter, Cursor, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use criterion::{Criterion, Throughput};
use refract_codegen::config::Config;
use refract_codegen::emit::schema_object::{self, Style};
use refract_codegen::ir::{Api, ExampleContent, Status};
use refract_conformance::contract::load;
use refract_conformance::input::{Batch, open};
use refract_conformance::{Checker, Contract, Options, Tally, run};
use serde_json::{Map, Value, json};

/// A body of the pages' own examples, with all that the floor needs.
struct Subject {
    record: String,
    body: String,
    validator: jsonschema::Validator,
}

/// How often each subject comes in a round.
const TIMES: usize = 200;

/// How many rounds are timed. The best one counts: other load on the machine only makes a round slower.
const ROUNDS: usize = 101;

fn main() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let pages = root.join("specs/otc");
    let contract = load::pages(std::slice::from_ref(&pages), &root, &Config::default(), &root).expect("pages").contract;
    let subjects = subjects(&contract);
    assert!(subjects.len() > 1, "specs/ has examples that conform");
    let options = Options::default();
    let checker = Checker::new(&contract, &options);
    let lines: Vec<&str> = subjects.iter().flat_map(|subject| [subject.record.as_str(), "\n"]).collect();
    let batches = batches(&lines.concat().repeat(TIMES));
    let exchanges = (TIMES * subjects.len()) as u64;
    let tally = check(&checker, &batches);
    assert_eq!((tally.counts.records, tally.counts.conforms), (exchanges, exchanges), "all of it conforms");

    let mut criterion = Criterion::default().configure_from_args();
    let mut group = criterion.benchmark_group("exchanges");
    group.throughput(Throughput::Elements(exchanges));
    group.bench_function("floor", |b| b.iter(|| floor(&subjects)));
    group.bench_function("check", |b| b.iter(|| check(&checker, &batches)));
    group.finish();
    criterion.final_summary();

    compare(&subjects, || floor(&subjects), || drop(black_box(check(&checker, &batches))));
    runs(&pages, &subjects);
}

/// Prints what an exchange costs, and the ratio to the floor. Both are timed in turn.
fn compare(subjects: &[Subject], floor: impl Fn(), check: impl Fn()) {
    let (mut least_floor, mut least_check) = (Duration::MAX, Duration::MAX);
    for _ in 0..ROUNDS {
        least_floor = least_floor.min(time(&floor));
        least_check = least_check.min(time(&check));
    }
    let count = subjects.len();
    let mean = |of: fn(&Subject) -> usize| subjects.iter().map(of).sum::<usize>() / count;
    let micros = |round: Duration| round.as_secs_f64() * 1e6 / f64::from(u32::try_from(count * TIMES).expect("few"));
    println!(
        "an exchange ({count} different ones, on average {} bytes of a body in {} of a record), best of {ROUNDS} rounds: \
         floor {:.2} µs, check {:.2} µs",
        mean(|subject| subject.body.len()),
        mean(|subject| subject.record.len()),
        micros(least_floor),
        micros(least_check),
    );
    let ratio = least_check.as_secs_f64() / least_floor.as_secs_f64();
    println!("check / floor on one thread: {ratio:.2} (at most 1.50 wanted)");
}

/// Prints how runs of the binary scale with threads, and that their memory does not grow with what they read.
fn runs(pages: &Path, subjects: &[Subject]) {
    let folder = tempfile::tempdir().expect("a folder");
    let [few, many] = [10_000, 1_000_000].map(|exchanges| {
        let path = folder.path().join(format!("{exchanges}.ndjson"));
        let mut file = BufWriter::new(std::fs::File::create(&path).expect("a file"));
        for subject in subjects.iter().cycle().take(exchanges) {
            writeln!(file, "{}", subject.record).expect("a file");
        }
        file.flush().expect("a file");
        path
    });
    println!("threads  10,000 exchanges      1,000,000 exchanges    exchanges a second  against one thread");
    let mut one = 0.0;
    for threads in [1, 2] {
        let best = |recording: &PathBuf| {
            (0..3).map(|_| process(pages, threads, recording)).reduce(|a, b| (a.0.min(b.0), a.1.max(b.1)))
        };
        let ((short, small), (long, large)) = best(&few).zip(best(&many)).expect("three runs");
        // Starting and reading the pages is not what grows.
        let rate = 990_000.0 / (long.saturating_sub(short)).as_secs_f64();
        if threads == 1 {
            one = rate;
        }
        println!(
            "{threads:>7} {:>6.2} s {:>8} {:>10.2} s {:>8} {rate:>18.0} {:>15.2} times",
            short.as_secs_f64(),
            megabytes(small),
            long.as_secs_f64(),
            megabytes(large),
            rate / one
        );
    }
}

fn megabytes(bytes: u64) -> String {
    if bytes == 0 { "unknown".into() } else { format!("{}.{} MB", bytes / 1_000_000, bytes / 100_000 % 10) }
}

/// Runs the binary over a recording: gives its time, and its peak memory where the system reports it.
fn process(pages: &Path, threads: usize, recording: &Path) -> (Duration, u64) {
    let start = Instant::now();
    let mut child = Command::new(env!("CARGO_BIN_EXE_refract"))
        .args(["conform", "--quiet", "--threads", &threads.to_string(), "--specs"])
        .arg(pages)
        .arg("--")
        .arg(recording)
        .env_remove("REFRACT_CONFIG")
        .stdout(Stdio::null())
        .spawn()
        .expect("the binary runs");
    let mut most = 0;
    let status = loop {
        // The greatest size so far: what is missed of the last milliseconds is what the report takes.
        most = most.max(peak(child.id()).unwrap_or_default());
        if let Some(status) = child.try_wait().expect("it ends") {
            break status;
        }
        std::thread::sleep(Duration::from_millis(2));
    };
    assert!(status.success(), "all of it conforms");
    (start.elapsed(), most)
}

/// The most memory that a process has had, in bytes.
fn peak(process: u32) -> Option<u64> {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
    line.split_whitespace().nth(1)?.parse::<u64>().ok().map(|kilobytes| kilobytes * 1024)
}

fn time(work: impl Fn()) -> Duration {
    let start = Instant::now();
    work();
    start.elapsed()
}

fn batches(recording: &str) -> Vec<Batch> {
    let reader = Box::new(Cursor::new(recording.to_owned().into_bytes()));
    open::read("bench.ndjson", reader, None, Options::default().limits).expect("memory").collect()
}

fn check(checker: &Checker<'_>, batches: &[Batch]) -> Tally {
    run::check_batches(checker, batches)
}

fn floor(subjects: &[Subject]) {
    for _ in 0..TIMES {
        for subject in subjects {
            let value: Value = serde_json::from_slice(black_box(subject.body.as_bytes())).expect("JSON");
            assert!(subject.validator.is_valid(&value));
        }
    }
}

/// The examples of responses that conform, as exchanges with all that recorders write down.
fn subjects(contract: &Contract) -> Vec<Subject> {
    let options = Options::default();
    let checker = Checker::new(contract, &options);
    let mut subjects = Vec::new();
    for api in contract.apis() {
        for operation in &api.operations {
            for example in &operation.examples {
                let (ExampleContent::Json(body), Some(Status::Code(status))) = (&example.content, example.status)
                else {
                    continue;
                };
                let Some(schema) =
                    operation.responses.get(&Status::Code(status)).and_then(|response| response.body.as_ref())
                else {
                    continue;
                };
                let path = operation.path.replace(['{', '}'], "");
                let record = json!({
                    "request": {
                        "method": operation.method.as_str(),
                        "url": format!("https://service.example{path}"),
                        "headers": { "Accept": "application/json", "Content-Type": "application/json",
                            "User-Agent": "bench", "X-Auth-Token": "t" },
                    },
                    "response": {
                        "status": status,
                        "headers": { "Content-Type": "application/json", "Date": "Mon, 20 May 2024 09:30:00 GMT" },
                        "body": body,
                    },
                })
                .to_string();
                let tally = check(&checker, &batches(&record));
                if tally.counts.conforms == 1 && tally.findings.is_empty() {
                    let validator = validator(api, &schema.schema);
                    subjects.push(Subject { record, body: body.to_string(), validator });
                }
            }
        }
    }
    subjects
}

fn validator(api: &Api, schema: &refract_codegen::ir::Schema) -> jsonschema::Validator {
    let style = Style { reference: "#/$defs/", origins: false, digits: true, ..Style::default() };
    let definitions: Map<String, Value> = api
        .schemas
        .iter()
        .map(|(name, schema)| (name.to_string(), schema_object::schema(api, schema, &style)))
        .collect();
    let Value::Object(mut schema) = schema_object::schema(api, schema, &style) else { unreachable!("an object") };
    schema.insert("$defs".into(), Value::Object(definitions));
    jsonschema::validator_for(&Value::Object(schema)).expect("a schema")
}

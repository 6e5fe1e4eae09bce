//! What a check costs, against the floor: `serde_json::from_slice` and `jsonschema::Validator::is_valid` on the same
//! bodies with the schema at hand.
//!
//! The exchanges conform, and each is of one operation: that is what nearly all traffic against one vendor is. The check
//! reads the whole record (method, URL, headers, body), routes it, holds it against the contract and counts what it has
//! seen; the floor gets the bodies as they are.
//! `cargo bench -p refract-conformance` prints times by exchange and the ratio of the two, which the last line compares
//! with the limit of 1.5.

use std::hint::black_box;
use std::io::Cursor;
use std::num::NonZeroUsize;
use std::path::Path;
use std::time::{Duration, Instant};

use criterion::{Criterion, Throughput};
use refract_codegen::config::Config;
use refract_codegen::emit::schema_object::{self, Style};
use refract_codegen::ir::{Api, ExampleContent, Status};
use refract_conformance::contract::load;
use refract_conformance::input::{Batch, open};
use refract_conformance::{Checker, Contract, Options, Plan, Tally, run};
use serde_json::{Map, Value, json};

/// A body of the pages' own examples, with all that the floor needs.
struct Subject {
    record: String,
    body: String,
    validator: jsonschema::Validator,
}

fn main() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let config = Config::default();
    let contract = load::pages(&[root.join("specs/otc")], &root, &config, &root).expect("pages").contract;
    let subjects = subjects(&contract);
    assert!(subjects.len() > 1, "specs/ has examples that conform");
    let options = Options::default();
    let checker = Checker::new(&contract, &options);
    let lines: Vec<&str> = subjects.iter().flat_map(|subject| [subject.record.as_str(), "\n"]).collect();
    let recording = lines.concat().repeat(200);
    let batches = batches(&recording);
    let exchanges = 200 * subjects.len() as u64;
    let tally = check(&checker, &batches);
    assert_eq!((tally.counts.records, tally.counts.conforms), (exchanges, exchanges), "all of it conforms");

    let mut criterion = Criterion::default().configure_from_args();
    let mut group = criterion.benchmark_group("exchanges");
    group.throughput(Throughput::Elements(exchanges));
    group.bench_function("floor", |b| b.iter(|| floor(&subjects)));
    group.bench_function("check", |b| b.iter(|| check(&checker, &batches)));
    group.finish();
    criterion.final_summary();

    // In turn, so that whatever else the machine does hits both alike.
    let mut ratios: Vec<f64> = (0..21)
        .map(|_| {
            let floor = time(|| floor(&subjects));
            let check = time(|| drop(black_box(check(&checker, &batches))));
            check.as_secs_f64() / floor.as_secs_f64()
        })
        .collect();
    ratios.sort_by(f64::total_cmp);
    println!("check / floor on one thread: {:.2} (median of {}; at most 1.50 wanted)", ratios[10], ratios.len());
    threads(&contract, &options, &recording);
}

/// How a run over a file scales with threads.
fn threads(contract: &Contract, options: &Options, recording: &str) {
    let file = tempfile::Builder::new().suffix(".ndjson").tempfile().expect("a file");
    std::fs::write(file.path(), recording.repeat(20)).expect("a file");
    let paths = [file.path().to_owned()];
    let best = |threads: usize| {
        let plan = Plan { threads: NonZeroUsize::new(threads), ..Plan::default() };
        let run = || time(|| drop(black_box(run::run(contract, options, &paths, plan).expect("it runs"))));
        (0..7).map(|_| run()).min().unwrap_or_default()
    };
    let (one, two) = (best(1), best(2));
    println!(
        "a run over a file: {one:?} on one thread, {two:?} on two: {:.2} times",
        one.as_secs_f64() / two.as_secs_f64()
    );
}

fn time(work: impl FnOnce()) -> Duration {
    let start = Instant::now();
    work();
    start.elapsed()
}

fn batches(recording: &str) -> Vec<Batch> {
    let reader = Box::new(Cursor::new(recording.to_owned().into_bytes()));
    open::read("bench.ndjson", reader, None, Options::default().limits).expect("memory").collect()
}

fn check(checker: &Checker<'_>, batches: &[Batch]) -> Tally {
    run::hold(checker, batches)
}

fn floor(subjects: &[Subject]) {
    for _ in 0..200 {
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

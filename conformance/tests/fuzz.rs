//! Seconds of what cargo-fuzz does for minutes: the targets of `fuzz/` over their seeds, as they are and changed at random.
//!
//! What changes is drawn from fixed seeds, so that a run is like the one before; a target stops when its time is over.

#[path = "../../codegen/fuzz/mutate.rs"]
mod mutate;

#[path = "../fuzz/targets.rs"]
mod targets;

use std::path::Path;
use std::time::{Duration, Instant};

/// How long a target is run, and how often at most, where `REFRACT_FUZZ_SECONDS` does not ask for so many seconds.
const TIME: Duration = Duration::from_secs(3);
const RUNS: u64 = 400;

fn smoke(name: &str, target: fn(&[u8])) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz");
    let seeds = mutate::files(&folder.join("seeds").join(name));
    assert!(!seeds.is_empty(), "{name} has no seeds");
    let dictionary = mutate::dictionary(&folder.join("dictionary.txt"));
    let start = Instant::now();
    for (_, seed) in &seeds {
        target(seed);
    }
    let asked = std::env::var("REFRACT_FUZZ_SECONDS").ok().and_then(|seconds| seconds.parse().ok());
    let (time, runs) = asked.map_or((TIME, RUNS), |seconds| (Duration::from_secs(seconds), u64::MAX));
    for run in 0..runs {
        let data = mutate::changed(run, &seeds, &dictionary);
        if start.elapsed() > time {
            eprintln!("{name}: {run} inputs");
            return;
        }
        if std::panic::catch_unwind(|| target(&data)).is_err() {
            let file = std::env::temp_dir().join(format!("refract-fuzz-{name}-{run}"));
            std::fs::write(&file, &data).expect("the input can be kept");
            panic!("{name}, run {run}: the input is {}", file.display());
        }
    }
}

#[test]
fn recordings_of_any_bytes_are_told() {
    smoke("ndjson", targets::ndjson);
    smoke("har", targets::har);
    smoke("cassette", targets::cassette);
    smoke("json", targets::json);
    smoke("unknown", targets::unknown);
}

#[test]
fn reports_of_any_bytes_are_refused_or_merged() {
    smoke("merge", targets::merge);
}

#[test]
fn baselines_of_any_bytes_are_refused_or_kept() {
    smoke("baseline", targets::baseline);
}

#[test]
fn texts_of_any_bytes_lose_their_secrets() {
    smoke("redact", targets::redact);
}

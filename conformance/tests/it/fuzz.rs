//! Runs the fuzz targets for seconds, as cargo-fuzz does for minutes: the targets of `fuzz/` over their seeds,
//! unchanged and randomly changed.

#[path = "../../../codegen/fuzz/mutate.rs"]
mod mutate;

#[path = "../../fuzz/targets.rs"]
mod targets;

use std::path::Path;

fn smoke(name: &str, target: fn(&[u8])) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz");
    mutate::smoke(&folder, Path::new(env!("CARGO_TARGET_TMPDIR")), name, target);
}

#[test]
fn recordings_of_any_bytes_are_reported() {
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

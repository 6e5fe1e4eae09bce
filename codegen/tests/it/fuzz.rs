//! Runs the fuzz targets for seconds, as cargo-fuzz does for minutes: the targets of `fuzz/` over their seeds,
//! unchanged and randomly changed.

#[path = "../../fuzz/targets.rs"]
mod targets;

#[path = "../../fuzz/mutate.rs"]
mod mutate;

use std::path::Path;

fn smoke(name: &str, target: fn(&[u8])) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz");
    mutate::smoke(&folder, Path::new(env!("CARGO_TARGET_TMPDIR")), name, target);
}

#[test]
fn markdown_of_any_bytes_is_a_tree() {
    smoke("markdown", targets::markdown);
}

#[test]
fn rst_of_any_bytes_is_a_tree() {
    smoke("rst", targets::rst);
}

#[test]
fn pages_of_any_bytes_become_artefacts() {
    smoke("pages", targets::pages);
}

#[test]
fn vocabulary_files_of_any_bytes_are_refused_or_used() {
    smoke("vocabulary", targets::vocabulary);
}

#[test]
fn irs_of_any_bytes_are_refused_or_emitted() {
    smoke("ir", targets::ir);
}

#[test]
fn corrections_of_any_bytes_are_refused_or_applied() {
    smoke("fixups", targets::fixups);
}

#[test]
fn overlays_of_any_bytes_are_refused_or_applied() {
    smoke("overlay", targets::overlay);
}

#[test]
fn contracts_of_any_bytes_are_compared() {
    smoke("diff", targets::diff);
}

//! The binary: exit codes, known findings, and runs that show nothing.

mod support;

use std::path::Path;

use assert_cmd::Command;

const DRIFTS: &str = r#"{"request":{"method":"GET","url":"/v1/parcels/p-0a1b"},"response":{"status":200,"body":{"id":"p-0a1b","state":"LOST"}}}"#;
const FAILS: &str =
    r#"{"request":{"method":"GET","url":"/v1/parcels/p-0a1b"},"response":{"status":200,"body":{"id":"p-0a1b"}}}"#;
const CONFORMS: &str = r#"{"request":{"method":"GET","url":"/v1/parcels/p-0a1b"},"response":{"status":200,"body":{"id":"p-0a1b","state":"SENT"}}}"#;

/// Runs the binary in a folder: its exit code, what it found and what it said.
fn run(folder: &Path, arguments: &[&str]) -> (i32, String, String) {
    let ir = support::repository("conformance/contracts");
    let mut command = Command::new(env!("CARGO_BIN_EXE_refract-conform"));
    command.current_dir(folder).env_remove("REFRACT_CONFIG").arg(format!("--ir={}", ir.display())).args(arguments);
    let output = command.output().expect("it runs");
    let text = |bytes| String::from_utf8(bytes).expect("text");
    (output.status.code().expect("a code"), text(output.stdout), text(output.stderr))
}

fn folder(files: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    for (name, text) in files {
        std::fs::write(folder.path().join(name), text).expect("a file");
    }
    folder
}

#[test]
fn exit_codes_tell_drift_from_failure() {
    let folder = folder(&[("drifts.ndjson", DRIFTS), ("fails.ndjson", FAILS), ("conforms.ndjson", CONFORMS)]);
    let path = folder.path();
    assert_eq!(run(path, &["conforms.ndjson"]).0, 0);
    let (code, out, _) = run(path, &["drifts.ndjson"]);
    assert_eq!(code, 0, "{out}");
    assert!(out.contains("warning[enum-drift]") && out.contains("parcels.md:13"), "{out}");
    assert_eq!(run(path, &["drifts.ndjson", "--fail-on", "warning"]).0, 1);
    assert_eq!(run(path, &["drifts.ndjson", "--severity", "enum-drift=error"]).0, 1);
    assert_eq!(run(path, &["fails.ndjson"]).0, 1);
    assert_eq!(run(path, &["fails.ndjson", "--severity", "missing-field=note"]).0, 0);
    // The same, however many threads do it.
    let one = run(path, &["--threads", "1", "."]);
    assert_eq!(one, run(path, &["--threads", "3", "."]));
    assert!(one.1.contains("3 exchanges read"), "{}", one.1);
}

#[test]
fn a_run_that_shows_nothing_fails_and_says_so() {
    let elsewhere = CONFORMS.replace("/v1/parcels", "/v9/cats");
    let folder = folder(&[
        ("empty.ndjson", ""),
        ("elsewhere.ndjson", &elsewhere),
        ("short.ndjson", &CONFORMS.replace("/v1/", "/")),
    ]);
    let path = folder.path();
    for (file, code) in
        [("empty.ndjson", "nothing-read"), ("elsewhere.ndjson", "nothing-routed"), ("short.ndjson", "nothing-routed")]
    {
        let (exit, out, _) = run(path, &[file]);
        assert!(exit == 1 && out.contains(code), "{file}: {exit} {out}");
    }
    assert_eq!(run(path, &["short.ndjson", "--match", "suffix"]).0, 0);
    // A part of a run may.
    assert_eq!(run(path, &["empty.ndjson", "--part"]).0, 0);
    let (exit, _, error) = run(path, &[]);
    assert!(exit == 2 && error.contains("there are no recordings"), "{error}");
    let (exit, _, error) = run(path, &["nowhere.har"]);
    assert!(exit == 2 && error.contains("nowhere.har"), "{error}");
    assert_eq!(run(path, &["--severity", "nothing=off", "."]).0, 2);
}

#[test]
fn known_findings_do_not_fail_and_gone_ones_do() {
    let folder = folder(&[("r.ndjson", FAILS)]);
    let path = folder.path();
    let (exit, _, error) = run(path, &["--baseline", "known.toml", "r.ndjson"]);
    assert!(exit == 2 && error.contains("--update-baseline"), "{error}");
    assert_eq!(run(path, &["--baseline", "known.toml", "--update-baseline", "r.ndjson"]).0, 0);
    let known = std::fs::read_to_string(path.join("known.toml")).expect("it is written");
    assert!(known.contains("code = \"missing-field\""), "{known}");
    let (exit, out, _) = run(path, &["--baseline", "known.toml", "r.ndjson"]);
    assert!(exit == 0 && out.contains("known"), "{out}");
    std::fs::write(path.join("r.ndjson"), CONFORMS).expect("a file");
    let (exit, out, _) = run(path, &["--baseline", "known.toml", "r.ndjson"]);
    assert!(exit == 1 && out.contains("baseline-stale"), "{out}");
    // A run that shows nothing does not empty the list.
    std::fs::write(path.join("r.ndjson"), "").expect("a file");
    assert_eq!(run(path, &["--baseline", "known.toml", "--update-baseline", "r.ndjson"]).0, 2);
    assert_eq!(std::fs::read_to_string(path.join("known.toml")).expect("it is there"), known);
}

#[test]
fn configuration_is_read_and_typing_errors_are_told() {
    let folder = folder(&[
        ("refract.toml", "[conform]\nrecordings = [\"r.ndjson\"]\nfail-on = \"warning\"\n"),
        ("r.ndjson", DRIFTS),
    ]);
    assert_eq!(run(folder.path(), &[]).0, 1);
    std::fs::write(folder.path().join("refract.toml"), "[conform]\nrecording = []\n").expect("a file");
    let (exit, _, error) = run(folder.path(), &["r.ndjson"]);
    assert!(exit == 2 && error.contains("recording"), "{error}");
}

#[test]
fn codes_are_explained_and_fixups_proposed() {
    let folder = folder(&[("r.ndjson", FAILS)]);
    let path = folder.path();
    let (exit, out, _) = run(path, &["--list"]);
    assert!(exit == 0 && out.contains("wrong-type") && out.contains("baseline-stale"), "{out}");
    let (exit, out, _) = run(path, &["--list", "enum-drift"]);
    assert!(exit == 0 && out.contains("New values appear"), "{out}");
    assert_eq!(run(path, &["--list", "nothing"]).0, 2);
    assert_eq!(run(path, &["--propose-fixups", "fixups", "r.ndjson"]).0, 1);
    let proposed = std::fs::read_to_string(path.join("fixups/cases.parcels.fixups.toml")).expect("it is written");
    assert!(proposed.contains("required = false"), "{proposed}");
}

#[test]
fn examples_of_pages_are_recordings() {
    let mut command = Command::new(env!("CARGO_BIN_EXE_refract-conform"));
    let output = command.current_dir(support::repository("")).args(["--examples", "specs/"]).output().expect("it runs");
    let out = String::from_utf8(output.stdout).expect("text");
    assert!(output.status.code() == Some(0) && out.contains("exchanges read"), "{out}");
}

//! The binary: exit codes, known findings, and runs that show nothing.

use std::path::Path;

use assert_cmd::Command;
use refract_conformance::Code;

use crate::support;

const DRIFTS: &str = r#"{"request":{"method":"GET","url":"/v1/parcels/p-0a1b"},"response":{"status":200,"body":{"id":"p-0a1b","state":"LOST"}}}"#;
const FAILS: &str =
    r#"{"request":{"method":"GET","url":"/v1/parcels/p-0a1b"},"response":{"status":200,"body":{"id":"p-0a1b"}}}"#;
const CONFORMS: &str = r#"{"request":{"method":"GET","url":"/v1/parcels/p-0a1b"},"response":{"status":200,"body":{"id":"p-0a1b","state":"SENT"}}}"#;

/// `refract conform`.
fn conform() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_refract"));
    command.arg("conform");
    command
}

/// Runs `refract conform` in a folder: its exit code, its output and its messages.
fn run(folder: &Path, arguments: &[&str]) -> (i32, String, String) {
    let ir = support::repository("conformance/contracts");
    let mut command = conform();
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
fn exit_codes_distinguish_drift_from_failure() {
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
fn a_run_that_shows_nothing_fails_with_a_finding() {
    let elsewhere = CONFORMS.replace("/v1/parcels", "/v9/cats");
    let folder = folder(&[
        ("empty.ndjson", ""),
        ("elsewhere.ndjson", &elsewhere),
        ("short.ndjson", &CONFORMS.replace("/v1/", "/")),
    ]);
    let path = folder.path();
    for (file, code) in
        [("empty.ndjson", "nothing-read"), ("elsewhere.ndjson", "nothing-matched"), ("short.ndjson", "nothing-matched")]
    {
        let (exit, out, _) = run(path, &[file]);
        assert!(exit == 1 && out.contains(code), "{file}: {exit} {out}");
        // It is of the run as a whole: no file has the place.
        for format in ["human", "github", "junit", "html", "sarif"] {
            let (_, out, _) = run(path, &[file, "--format", format]);
            assert!(out.contains(code) && !out.contains(":0"), "{format}: {out}");
        }
    }
    let (_, out, _) = run(path, &["elsewhere.ndjson"]);
    assert!(out.contains("found 1 exchange, and none of a documented operation, expected at least one"), "{out}");
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
fn configuration_is_read_and_typing_errors_are_reported() {
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
fn null_is_an_error_where_rust_refuses_it_too() {
    // In a field that may be left out.
    let null = CONFORMS.replace("\"SENT\"", "\"SENT\",\"label\":null");
    let folder = folder(&[("refract.toml", "[generate]\nstrict-null = true\n"), ("r.ndjson", &null)]);
    let strict = run(folder.path(), &["r.ndjson"]);
    assert!(strict.0 == 1 && strict.1.contains("error[unexpected-null]"), "{}", strict.1);
    let off = run(folder.path(), &["r.ndjson", "--severity", "unexpected-null=note"]);
    assert_eq!(off.0, 0, "the setting for the code itself takes precedence: {}", off.1);
    std::fs::write(
        folder.path().join("refract.toml"),
        "[generate]\nstrict-null = true\n[conform]\nseverity = { unexpected-null = \"warning\" }\n",
    )
    .expect("a file");
    assert_eq!(run(folder.path(), &["r.ndjson"]).0, 0);
    std::fs::remove_file(folder.path().join("refract.toml")).expect("a file");
    let lenient = run(folder.path(), &["r.ndjson"]);
    assert!(lenient.0 == 0 && lenient.1.contains("warning[unexpected-null]"), "{}", lenient.1);
    assert_eq!(run(folder.path(), &["r.ndjson", "--strict-null"]).0, 1);
    // In place of a value that must be there Rust refuses it, strict or not.
    std::fs::write(folder.path().join("r.ndjson"), CONFORMS.replace("\"SENT\"", "null")).expect("a file");
    let required = run(folder.path(), &["r.ndjson"]);
    assert!(required.0 == 1 && required.1.contains("error[unexpected-null]"), "{}", required.1);
    assert_eq!(run(folder.path(), &["r.ndjson", "--severity", "unexpected-null=warning"]).0, 0);
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
    let mut command = conform();
    let output = command.current_dir(support::repository("")).args(["--examples", "specs/"]).output().expect("it runs");
    let out = String::from_utf8(output.stdout).expect("text");
    assert!(output.status.code() == Some(0) && out.contains("exchanges read"), "{out}");
}

#[test]
fn formats_go_to_files_and_to_the_screen() {
    let folder = folder(&[("r.ndjson", FAILS)]);
    let path = folder.path();
    let read = |name: &str| std::fs::read_to_string(path.join(name)).expect("it is written");
    let (exit, out, _) = run(path, &["-o", "r.json", "-o", "r.html", "-o", "r.sarif", "-o", "junit=r.txt", "r.ndjson"]);
    assert!(exit == 1 && out.contains("1 exchange read"), "{out}");
    assert!(read("r.json").starts_with("{\n  \"format\": 1") && read("r.html").starts_with("<!DOCTYPE html>"));
    assert!(read("r.sarif").contains("\"2.1.0\"") && read("r.txt").starts_with("<?xml"));
    // A format that is named is that of the file, and the screen stays empty.
    let (exit, out, _) = run(path, &["--format", "sarif", "--output", "named.json", "r.ndjson"]);
    assert!(exit == 1 && out.is_empty() && read("named.json") == read("r.sarif"), "{out}");
    let (_, out, _) = run(path, &["--format", "json", "r.ndjson"]);
    assert_eq!(out, read("r.json"));
    let (_, out, _) = run(path, &["--format", "github", "r.ndjson"]);
    assert!(out.starts_with("::error file=parcels.md,line=14,"), "{out}");
    for wrong in [["--format", "pdf"], ["--output", "noname"], ["--output", "no/such/folder.json"]] {
        let (exit, _, error) = run(path, &[wrong[0], wrong[1], "r.ndjson"]);
        assert!(exit == 2 && !error.is_empty(), "{wrong:?}: {error}");
    }
}

#[test]
fn lines_of_pages_are_quoted_where_they_are_found() {
    let page: Vec<String> = (1..=90).map(|n| format!("| line {n} of the page |\n")).collect();
    let folder = folder(&[("r.ndjson", FAILS)]);
    let path = folder.path();
    let (_, out, _) = run(path, &["r.ndjson"]);
    assert!(out.contains("page: parcels.md:14:1 (not found here)"), "{out}");
    std::fs::create_dir(path.join("pages")).expect("a folder");
    std::fs::write(path.join("pages/parcels.md"), page.concat()).expect("a file");
    let (_, out, _) = run(path, &["--pages", "pages", "r.ndjson"]);
    assert!(out.contains("14 | | line 14 of the page |"), "{out}");
}

#[test]
fn parts_merge_into_the_whole() {
    let folder = folder(&[("a.ndjson", DRIFTS), ("b.ndjson", FAILS), ("c.ndjson", CONFORMS), ("none.ndjson", "")]);
    let path = folder.path();
    let files = ["a.ndjson", "b.ndjson", "c.ndjson", "none.ndjson"];
    assert_eq!(run(path, &["--baseline", "known.toml", "--update-baseline", "-q", "."]).0, 0);
    let (_, whole, _) = run(path, &[&["--format", "json", "--baseline", "known.toml"][..], &files].concat());
    for (number, file) in files.iter().enumerate() {
        let name = format!("{number}.json");
        assert!(run(path, &["--part", "--format", "json", "-o", &name, file]).0 < 2);
    }
    let merge = |arguments: &[&str]| {
        let mut command = conform();
        let output = command.current_dir(path).env_remove("REFRACT_CONFIG").arg("merge").args(arguments).output();
        let output = output.expect("it runs");
        let text = |bytes| String::from_utf8(bytes).expect("text");
        (output.status.code().expect("a code"), text(output.stdout), text(output.stderr))
    };
    let ir = format!("--ir={}", support::repository("conformance/contracts").display());
    let judged = [&*ir, "--format", "json", "--baseline", "known.toml"];
    let (exit, merged, _) = merge(&[&judged[..], &["3.json", "1.json", "0.json", "2.json"]].concat());
    assert_eq!((exit, merged), (0, whole.clone()));
    // A merged report is a part, too, and what was left out is missed.
    assert!(merge(&["--part", "--format", "json", "-o", "half.json", "0.json", "3.json"]).0 < 2);
    let (exit, merged, _) = merge(&[&judged[..], &["2.json", "half.json", "1.json"]].concat());
    assert_eq!((exit, merged), (0, whole));
    let (exit, out, _) = merge(&[&ir, "--baseline", "known.toml", "half.json"]);
    assert!(exit == 1 && out.contains("baseline-stale"), "{out}");
    let (exit, out, _) = merge(&[&ir, "3.json"]);
    assert!(exit == 1 && out.contains("nothing-read"), "{out}");
    // What no part saw is in none of them.
    let (exit, _, error) = merge(&["3.json"]);
    assert!(exit == 2 && error.contains("rows that no part saw come from the contract"), "{error}");
    let elsewhere = support::repository("generated/ir/otc").display().to_string();
    let (exit, _, error) = merge(&["--ir", &elsewhere, "3.json"]);
    assert!(exit == 2 && error.contains("was made with another contract"), "{error}");
    // Not every JSON is a report, and not every report a part of this run.
    std::fs::write(path.join("other.json"), "{\"format\": 1}").expect("a file");
    let (exit, _, error) = merge(&["0.json", "other.json"]);
    assert!(exit == 2 && error.contains("other.json") && error.contains("not a report"), "{error}");
    let text = std::fs::read_to_string(path.join("1.json")).expect("text");
    let at = text.find("\"contract\":\"").expect("a contract") + "\"contract\":\"".len();
    std::fs::write(path.join("other.json"), format!("{}0000{}", &text[..at], &text[at + 4..])).expect("a file");
    let (exit, _, error) = merge(&["0.json", "other.json"]);
    assert!(exit == 2 && error.contains("other.json") && error.contains("another contract"), "{error}");
    assert_eq!(merge(&[]).0, 2);
}

#[test]
fn schemas_are_printed() {
    for (form, schema) in [
        ("report", refract_conformance::report::SCHEMA),
        ("comparison", refract_conformance::report::compare::SCHEMA),
        ("exchange", refract_conformance::exchange::SCHEMA),
    ] {
        let mut command = Command::new(env!("CARGO_BIN_EXE_refract"));
        let output = command.args(["schema", form]).output().expect("it runs");
        assert!(output.status.success() && output.stdout == schema.as_bytes(), "{form}");
    }
}

/// Runs `refract` in a folder: its exit code, its output and its messages.
fn refract(folder: &Path, arguments: &[&str]) -> (i32, String, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_refract"));
    let output = command.current_dir(folder).env_remove("REFRACT_CONFIG").args(arguments).output().expect("it runs");
    let text = |bytes| String::from_utf8(bytes).expect("text");
    (output.status.code().expect("a code"), text(output.stdout), text(output.stderr))
}

#[test]
fn one_binary_has_all_commands() {
    let folder = folder(&[("conforms.ndjson", CONFORMS), ("fails.ndjson", FAILS)]);
    let path = folder.path();
    let ir = support::repository("conformance/contracts").display().to_string();
    assert_eq!(refract(path, &["conform", "--ir", &ir, "conforms.ndjson"]).0, 0);
    // Flags that all commands have can be anywhere.
    let (exit, out, error) = refract(path, &["--color", "always", "-q", "conform", "--ir", &ir, "fails.ndjson"]);
    assert!(exit == 1 && out.contains('\u{1b}') && error.is_empty(), "{out}{error}");
    for help in [&["help", "conform"][..], &["conform", "--help"]] {
        let (exit, out, _) = refract(path, help);
        assert!(exit == 0 && out.contains("Exit codes") && out.contains("Usage: refract conform"), "{out}");
    }
    let (_, out, _) = refract(path, &["help"]);
    assert!(out.contains("\n  conform ") && out.contains("refract conform recordings/"), "{out}");
    assert!(refract(path, &["help", "conform", "merge"]).1.contains("Usage: refract conform merge"));
    for shell in ["bash", "zsh", "fish"] {
        let (exit, out, _) = refract(path, &["completions", shell]);
        for word in ["conform", "propose-fixups", "merge", "generate"] {
            assert!(exit == 0 && out.contains(word), "{shell}: {word}");
        }
    }
}

/// A misspelled command, flag, code or value is reported with what was most likely meant.
#[test]
fn misspellings_are_reported_with_what_was_meant() {
    let folder = folder(&[("r.ndjson", CONFORMS)]);
    let path = folder.path();
    for (arguments, meant) in [
        (&["confrom", "r.ndjson"][..], "conform"),
        (&["genrate"], "generate"),
        (&["conform", "--spec", "pages"], "--specs"),
        (&["conform", "--require-coverage", "operation=8"], "operations"),
        (&["conform", "--severity", "wrong-tipe=off"], "wrong-type"),
        (&["conform", "--format", "jsn"], "json"),
        (&["conform", "--fail-on", "errr"], "error"),
        (&["conform", "--list", "enum-drfit"], "enum-drift"),
        (&["conform", "merg", "a.json"], "merge"),
        (&["explain", "table-unplacd"], "table-unplaced"),
        (&["explain", "enum-drfit"], "enum-drift"),
        (&["schema", "reprot"], "report"),
        (&["check", "--format", "sarf"], "sarif"),
        (&["export", "--emit", "opanapi", "--out", "o"], "openapi"),
    ] {
        let (exit, _, error) = refract(path, arguments);
        assert!(
            exit == 2 && (error.contains(&format!("`{meant}`")) || error.contains(&format!("'{meant}'"))),
            "{arguments:?}: {error}"
        );
    }
}

/// An error is reported once, by the command and not again by its cause.
#[test]
fn no_error_is_reported_twice() {
    let folder =
        folder(&[("refract.toml", "[conform]\nrecording = []\n"), ("r.ndjson", CONFORMS), ("bad.toml", "x = ")]);
    let path = folder.path();
    for arguments in [
        &["conform", "nowhere.har"][..],
        &["conform", "r.ndjson"],
        &["--config", "nowhere.toml", "check"],
        &["--config", "bad.toml", "conform", "r.ndjson"],
        &["conform", "--config", "bad.toml", "--specs", ".", "r.ndjson"],
        &["conform", "merge", "nowhere.json"],
        &["diff", "nowhere", "r.ndjson"],
        &["vocabulary", "check", "nowhere.toml"],
    ] {
        let (exit, _, error) = refract(path, arguments);
        assert_eq!(exit, 2, "{arguments:?}: {error}");
        for message in ["No such file or directory", "unknown field", "can't be read", "TOML parse error", "is no file"]
        {
            assert!(error.matches(message).count() < 2, "{arguments:?}: {error}");
        }
    }
}

/// Each code of each command: what it means, why it is reported and what to do, with an example.
#[test]
fn every_code_is_explained_with_an_example() {
    let folder = folder(&[]);
    let (_, all, _) = refract(folder.path(), &["explain"]);
    let own = refract_codegen::diagnostic::Code::ALL.iter().map(|code| code.name());
    let names: Vec<&str> = own.chain(Code::ALL.iter().map(|code| code.name())).collect();
    let mut short = Vec::new();
    for name in names {
        assert!(all.lines().any(|line| line.starts_with(&format!("{name} "))), "{name} is not listed");
        let (exit, text, _) = refract(folder.path(), &["explain", name]);
        assert_eq!(exit, 0, "{name}");
        // One name may be that of two commands' codes.
        for text in text.split(&format!("\n{name} (")) {
            let (_, text) = text.split_once('\n').expect("a title");
            let prose: Vec<&str> = text.lines().filter(|line| !line.starts_with("  ")).collect();
            assert!(prose.iter().all(|line| line.chars().count() <= 100), "{name}: a line is wider than help");
            let prose = prose.join(" ") + " ";
            let sentences = prose.matches(". ").count() + prose.matches(": ").count().min(1);
            let example: Vec<&str> = text.lines().filter(|line| line.starts_with("  ")).collect();
            if sentences < 3 || example.is_empty() {
                short.push(format!("{name}: {sentences} sentences, {} lines of an example", example.len()));
            }
        }
    }
    assert!(short.is_empty(), "{}", short.join("\n"));
}

/// `refract conform --specs` shows the progress of reading: whoever loads pages is notified of each.
#[test]
fn each_page_that_is_read_is_reported() {
    use refract_conformance::contract::load::{Sources, load_with};
    use std::sync::atomic::{AtomicUsize, Ordering};

    let (specs, strip) = ([support::repository("specs")], support::repository(""));
    let config = refract_codegen::config::Config::default();
    let sources = Sources { specs: &specs, ir: &[], openapi: &[], strip: &strip, config: &config, folder: &strip };
    let (done, all) = (AtomicUsize::new(0), AtomicUsize::new(0));
    let page = |pages| {
        done.fetch_add(1, Ordering::Relaxed);
        all.store(pages, Ordering::Relaxed);
    };
    load_with(sources, &page).expect("contracts");
    let (done, all) = (done.into_inner(), all.into_inner());
    assert!(done == all && all > 10, "{done} of {all} pages");
}

#[test]
fn every_command_of_the_page_on_reports_runs() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path();
    let copy = |from: &str, to: &str| {
        std::fs::create_dir_all(path.join(to)).expect("a folder");
        for entry in std::fs::read_dir(support::repository("conformance").join(from)).expect("the folder") {
            let entry = entry.expect("an entry");
            std::fs::copy(entry.path(), path.join(to).join(entry.file_name())).expect("a copy");
        }
    };
    copy("contracts", "contracts");
    copy("recordings/codes", "recordings/codes");
    copy("recordings/forms", "recordings/forms");
    let text = std::fs::read_to_string(support::repository("conformance/REPORTS.md")).expect("the page");
    let commands: Vec<&str> = text.lines().filter_map(|line| line.strip_prefix("$ refract conform ")).collect();
    assert!(commands.len() > 6 && text.matches("\n$ ").count() == commands.len(), "{commands:?}");
    for command in commands {
        let mut binary = conform();
        let output = binary.current_dir(path).env_remove("REFRACT_CONFIG").args(command.split(' ')).output();
        let output = output.expect("it runs");
        // The cases have findings: that is what they are for. A part is not judged.
        let error = String::from_utf8_lossy(&output.stderr);
        // Those that are known fail nothing, and what is the same in two reports is not new.
        let fails = !["--part", "--baseline", "diff"].iter().any(|word| command.contains(word));
        let code = i32::from(fails);
        assert_eq!(output.status.code(), Some(code), "{command}: {error}");
    }
    for file in ["report.html", "report.json", "findings.sarif", "tests.xml", "whole.html", "whole.json"] {
        assert!(path.join(file).is_file(), "{file}");
    }
    let read = |name: &str| std::fs::read(path.join(name)).expect("a report");
    assert_eq!(read("whole.json"), read("report.json"), "parts make the whole");
}

/// A document like the one that the cases' contract would be exported as, in YAML.
const DOCUMENT: &str = "
openapi: 3.1.0
info: { title: acme parcels, version: '1' }
servers: [{ url: https://parcels.example/v1 }]
paths:
  /parcels/{id}:
    get:
      operationId: show_parcel
      parameters: [{ name: id, in: path, required: true, schema: { type: string } }]
      responses:
        '200':
          description: a parcel
          content:
            application/json:
              schema:
                type: object
                required: [id]
                additionalProperties: false
                properties:
                  id: { type: string }
                  state: { type: string, enum: [SENT] }
                  size: { oneOf: [{ type: string }, { type: integer }] }
";

#[test]
fn an_openapi_document_is_a_contract() {
    let folder = folder(&[("api.yaml", DOCUMENT), ("drifts.ndjson", DRIFTS), ("broken.yaml", "paths: [")]);
    let mut command = conform();
    let output = command.current_dir(&folder).args(["--openapi=api.yaml", "drifts.ndjson"]).output().expect("it runs");
    let (out, error) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.code() == Some(0) && out.contains("warning[enum-drift]"), "{out} {error}");
    assert!(error.contains("1 part of the OpenAPI documents can't be checked") && error.contains("/size"), "{error}");
    let mut command = conform();
    let output =
        command.current_dir(&folder).args(["--openapi=broken.yaml", "drifts.ndjson"]).output().expect("it runs");
    let error = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.code() == Some(2) && error.contains("broken.yaml: is not valid YAML"), "{error}");
}

#[test]
fn a_contract_is_compiled_once_and_opened_in_place_of_its_sources() {
    let folder = folder(&[("a.ndjson", DRIFTS), ("b.ndjson", FAILS), ("api.yaml", DOCUMENT), ("c.txt", "no contract")]);
    let path = folder.path();
    let ir = support::repository("conformance/contracts").display().to_string();
    let refract = |arguments: &[&str]| refract(path, &[&["conform"], arguments].concat());
    let (code, out, error) = refract(&["compile", "--ir", &ir, "--output", "api.contract"]);
    assert!(code == 0 && out.is_empty() && error.starts_with("api.contract: "), "{out} {error}");
    let runs = |source: &[&str]| refract(&[source, &["--format", "json", "a.ndjson", "b.ndjson"]].concat());
    assert_eq!(runs(&["--contract", "api.contract"]), runs(&["--ir", &ir]));
    // Parts of either merge, and either restores.
    let contract = ["--contract", "api.contract"];
    assert_eq!(refract(&["--ir", &ir, "--part", "-q", "--output", "a.json", "a.ndjson"]).0, 0);
    let part = [&contract[..], &["--part", "-q", "--output", "b.json", "b.ndjson"]].concat();
    assert_eq!(refract(&part).0, 0);
    let merged = refract(&[&["merge", "--format", "json"], &contract[..], &["a.json", "b.json"]].concat());
    assert_eq!(merged, runs(&["--ir", &ir]));
    // `refract.toml` can name it, and then nothing beside it.
    std::fs::write(path.join("refract.toml"), "[conform]\ncontract = \"api.contract\"\n").expect("a file");
    assert_eq!(runs(&[]), runs(&["--ir", &ir]));
    std::fs::write(path.join("refract.toml"), "[conform]\ncontract = \"api.contract\"\nir = [\"ir\"]\n")
        .expect("a file");
    let (code, _, error) = runs(&[]);
    assert!(code == 2 && error.contains("stands alone"), "{error}");
    std::fs::remove_file(path.join("refract.toml")).expect("a file");
    // A note on the parts of a document that can't be checked is repeated.
    assert_eq!(refract(&["compile", "--openapi", "api.yaml", "-o", "doc.contract"]).0, 0);
    let (_, _, error) = runs(&["--contract", "doc.contract"]);
    assert!(error.contains("1 part of the OpenAPI documents can't be checked"), "{error}");
    for (arguments, expected) in [
        (
            &["--contract", "c.txt", "a.ndjson"][..],
            "c.txt: is not a compiled contract: make one with `refract conform compile`",
        ),
        (&["--contract", "no.contract", "a.ndjson"], "no.contract: can't be read"),
        (&["--contract", "api.contract", "--ir", "ir", "a.ndjson"], "cannot be used with"),
        (&["--contract", "api.contract", "--examples"], "cannot be used with"),
        (&["compile", "--ir", &ir], "--output"),
        (&["compile", "--output", "x.contract"], "there is no contract"),
    ] {
        let (code, _, error) = refract(arguments);
        assert!(code == 2 && error.contains(expected), "{arguments:?}: {error}");
    }
    assert!(!path.join("x.contract").exists());
}

#[test]
fn parts_merge_from_folders_packed_and_one_after_the_other() {
    let folder = folder(&[("a.ndjson", DRIFTS), ("b.ndjson", FAILS)]);
    let path = folder.path();
    std::fs::create_dir(path.join("parts")).expect("a folder");
    for name in ["a", "b"] {
        let output = format!("parts/{name}.json{}", if name == "b" { ".gz" } else { "" });
        // A part has done its job when it is written.
        assert_eq!(run(path, &["--part", "-q", "--output", &output, &format!("{name}.ndjson")]).0, 0);
    }
    let whole = run(path, &["--format", "json", "a.ndjson", "b.ndjson"]);
    let merge = |arguments: &[&str]| {
        let ir = format!("--ir={}", support::repository("conformance/contracts").display());
        let mut command = conform();
        let command = command.current_dir(path).args(["merge", "--format", "json", &ir]).args(arguments);
        let output = command.output().expect("it runs");
        let text = |bytes| String::from_utf8(bytes).expect("text");
        (output.status.code().expect("a code"), text(output.stdout), text(output.stderr))
    };
    assert_eq!(merge(&["parts", "--expect", "2"]), (whole.0, whole.1.clone(), String::new()));
    // One that is packed, and one that is not: each is a line.
    let part = std::fs::read_to_string(path.join("parts/a.json")).expect("a part");
    assert_eq!(part.lines().count(), 1, "{part}");
    let packed = std::fs::read(path.join("parts/b.json.gz")).expect("a part");
    assert_eq!(packed[..2], [0x1f, 0x8b]);
    let other = run(path, &["--part", "-q", "--format", "json", "b.ndjson"]).1;
    let both = part + &other;
    std::fs::write(path.join("both.json"), both).expect("a file");
    assert_eq!(merge(&["both.json"]).1, whole.1);
    let (code, _, error) = merge(&["parts", "--expect", "3"]);
    assert!(code == 2 && error.contains("expected 3 parts, found 2"), "{error}");
    std::fs::create_dir(path.join("none")).expect("a folder");
    let (code, _, error) = merge(&["none", "parts"]);
    assert!(code == 2 && error.contains("the folder contains no report"), "{error}");
    let (code, _, error) = merge(&["both.json", "parts/b.json.gz"]);
    assert!(code == 2 && error.contains("would count twice"), "{error}");
}

#[test]
fn pieces_of_a_stream_are_for_standard_input_alone() {
    let folder = folder(&[("a.ndjson", DRIFTS), ("b.har", "{\"log\":{\"entries\":[]}}")]);
    let path = folder.path();
    let (code, _, error) = run(path, &["--piece", "1", "-"]);
    assert!(code == 2 && error.contains("--name") && error.contains("--part"), "{error}");
    let named = ["--part", "--name", "all", "--piece", "1"];
    let (code, _, error) = run(path, &[&named[..], &["a.ndjson"]].concat());
    assert!(code == 2 && error.contains("`--piece` is for standard input"), "{error}");
    let ir = format!("--ir={}", support::repository("conformance/contracts").display());
    let mut command = conform();
    let har = std::fs::read(path.join("b.har")).expect("a file");
    let output = command.current_dir(path).arg(ir).args(named).arg("-").write_stdin(har).output().expect("it runs");
    let error = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.code() == Some(2) && error.contains("has to be NDJSON"), "{error}");
}

#[test]
fn streams_have_names_and_coverage_can_be_asked_for() {
    let folder = folder(&[("conforms.ndjson", CONFORMS), ("known.toml", "")]);
    let path = folder.path();
    let ir = format!("--ir={}", support::repository("conformance/contracts").display());
    let mut command = conform();
    let command = command.current_dir(path).arg(ir).args(["--name", "split-7", "--format", "json", "-"]);
    let output = command.write_stdin(CONFORMS).output().expect("it runs");
    assert!(String::from_utf8_lossy(&output.stdout).contains("\"split-7\""));
    assert_eq!(run(path, &["conforms.ndjson", "--require-coverage", "operations=10"]).0, 0);
    let (code, _, error) = run(path, &["conforms.ndjson", "--require-coverage", "operations=80,fields=1"]);
    assert!(
        code == 1 && error.contains("coverage of operations: 1 of ") && error.contains(" exercised, and 80 % required"),
        "{error}"
    );
    let (code, _, error) = run(path, &["conforms.ndjson", "--require-coverage", "cats=1"]);
    assert!(code == 2 && error.contains("`cats` is none of operations"), "{error}");
}

#[test]
fn what_is_known_is_counted_and_a_baseline_that_is_not_there_is_made() {
    let folder = folder(&[("fails.ndjson", FAILS), ("drifts.ndjson", DRIFTS)]);
    let path = folder.path();
    let (code, _, error) = run(path, &["fails.ndjson", "--baseline", "known.toml"]);
    assert!(code == 2 && error.contains("`--update-baseline` creates it"), "{error}");
    let (code, out, error) = run(path, &["fails.ndjson", "--baseline", "known.toml", "--update-baseline"]);
    assert!(code == 0 && error.contains("known.toml: created with 1 known finding\n"), "{error}");
    assert!(out.contains("findings: 1 known, 0 new") && !out.contains("missing-field"), "{out}");
    // `off` never fails.
    assert_eq!(run(path, &["fails.ndjson", "--fail-on", "off"]).0, 0);
}

/// A report with these exchanges.
fn report(folder: &Path, name: &str, exchanges: &[&str]) {
    std::fs::write(folder.join("r.ndjson"), exchanges.join("\n")).expect("a recording");
    assert!(run(folder, &["--output", name, "-q", "r.ndjson"]).0 < 2);
}

#[test]
fn two_reports_are_compared() {
    let folder = folder(&[]);
    let path = folder.path();
    let other = DRIFTS.replace("LOST", "EATEN");
    report(path, "old.json", &[DRIFTS, CONFORMS, CONFORMS]);
    report(path, "longer.json", &[DRIFTS, DRIFTS, CONFORMS, CONFORMS, CONFORMS, CONFORMS]);
    report(path, "more.json", &[DRIFTS, DRIFTS, CONFORMS]);
    report(path, "value.json", &[DRIFTS, &other, CONFORMS]);
    report(path, "fails.json", &[FAILS, CONFORMS]);
    let diff = |arguments: &[&str]| refract(path, &[&["conform", "diff"], arguments].concat());
    // Twice the findings in twice the exchanges are not more frequent.
    let (exit, out, _) = diff(&["old.json", "longer.json"]);
    assert!(exit == 0 && out.contains("0 new, 0 gone, 0 more frequent, 1 unchanged"), "{out}");
    let (exit, out, _) = diff(&["old.json", "more.json"]);
    assert!(exit == 0 && out.contains("1 time in 3 exchanges before, 2 times in 3 exchanges now"), "{out}");
    let (exit, out, _) = diff(&["old.json", "value.json"]);
    assert!(
        exit == 0 && out.contains("1 new, 0 gone") && out.contains("found EATEN\n    1 time in 3 exchanges\n"),
        "{out}"
    );
    assert_eq!(diff(&["--fail-on", "warning", "old.json", "value.json"]).0, 1);
    let (exit, out, _) = diff(&["old.json", "fails.json"]);
    insta::assert_snapshot!("diff_of_reports", out);
    assert_eq!(exit, 1);
    assert_eq!(diff(&["--fail-on", "off", "old.json", "fails.json"]).0, 0);
    assert_eq!(diff(&["fails.json", "old.json"]).0, 0);
    let (exit, out, _) = diff(&["--format", "json", "old.json", "fails.json"]);
    insta::assert_snapshot!("diff_of_reports_json", out);
    assert_eq!(exit, 1);
    // Each of them is of the published form, which has no room for what it does not name.
    let schema = serde_json::from_str(refract_conformance::report::compare::SCHEMA).expect("JSON");
    let schema = jsonschema::validator_for(&schema).expect("a schema");
    let names = ["old", "longer", "more", "value", "fails"].map(|name| format!("{name}.json"));
    for (old, new) in names.iter().flat_map(|old| names.iter().map(move |new| (old, new))) {
        let (_, out, _) = diff(&["--format", "json", old, new]);
        let mut found: serde_json::Value = serde_json::from_str(&out).expect("JSON");
        assert!(schema.is_valid(&found), "{old} {new}: {out}");
        for list in ["new", "gone", "more-frequent"] {
            if let Some(first) = found[list].get_mut(0) {
                first["more"] = serde_json::json!(1);
                assert!(!schema.is_valid(&found), "{list}");
                break;
            }
        }
    }
    // A file that is not a report, or contains several, can't be compared.
    std::fs::write(path.join("none.json"), "").expect("a file");
    let (exit, _, error) = diff(&["none.json", "old.json"]);
    assert!(exit == 2 && error.contains("none.json: contains no report"), "{error}");
}

/// A baseline that `refract.toml` names need not be there yet; `--fail-on` and `JUnit` agree on what fails.
#[test]
fn a_configured_baseline_is_made_when_it_is_asked_for() {
    let folder = folder(&[("refract.toml", "[conform]\nbaseline = \"known.toml\"\n"), ("fails.ndjson", FAILS)]);
    let path = folder.path();
    let (exit, out, error) = run(path, &["fails.ndjson"]);
    assert!(exit == 1 && out.contains("missing-field"), "{out}");
    assert!(error.contains("known.toml: no baseline yet; `--update-baseline` creates it"), "{error}");
    let (exit, _, error) = run(path, &["--update-baseline", "fails.ndjson"]);
    assert!(exit == 0 && error.contains("created with 1 known finding\n"), "{error}");
    for format in ["human", "github", "junit"] {
        let (exit, out, error) = run(path, &["--format", format, "fails.ndjson"]);
        assert!(exit == 0 && error.is_empty() && out.contains("findings: 1 known, 0 new"), "{format}: {out}{error}");
        assert!(!out.contains("is absent"), "{format}: {out}");
    }
    std::fs::remove_file(path.join("known.toml")).expect("a file");
    let (exit, out, _) = run(path, &["-q", "--fail-on", "off", "--format", "junit", "fails.ndjson"]);
    assert!(exit == 0 && !out.contains("<failure"), "{out}");
}

/// A whole export is a contract: its catalogue distinguishes the IR from its other files.
#[test]
fn an_exports_own_folder_is_a_contract() {
    let folder = folder(&[("r.ndjson", "{\"request\":{\"method\":\"GET\",\"url\":\"/\"}}")]);
    let path = folder.path();
    let specs = support::repository("specs/jdcloud").display().to_string();
    assert_eq!(refract(path, &["export", "-q", "--emit", "ir,openapi", "--out", "out", &specs]).0, 0);
    assert_eq!(refract(path, &["export", "-q", "--emit", "openapi", "--out", "bare", &specs]).0, 0);
    let conform = |ir: &str| refract(path, &["conform", "--ir", ir, "r.ndjson"]);
    let (exit, whole, error) = conform("out");
    assert!(exit == 1 && whole.contains("nothing-matched"), "{whole}{error}");
    assert_eq!(conform("out/ir").1, whole);
    let (exit, _, error) = conform("bare");
    assert!(exit == 2 && error.contains("contains no IR") && error.contains("--emit ir"), "{error}");
    let (exit, _, error) = conform("bare/openapi");
    assert!(exit == 2 && error.contains("--openapi"), "{error}");
}

//! The binary as its users meet it: exit codes, messages, and what is written when something is wrong.

use crate::support;
use crate::support::binary::{folder, page, refract, snapshot};

const JD: &str = "jdcloud/function/zh/createVersion.md";

#[test]
fn an_unknown_vendor_by_flag_lists_the_known_ones() {
    let folder = folder(&[("a.md", &page(JD))]);
    let run = refract(folder.path(), &["check", "--vendor", "acme", "a.md"]);
    assert_eq!(run.code, 1);
    assert!(run.out.contains("there is no vendor `acme`"), "{}", run.out);
    let run = refract(folder.path(), &["export", "--emit", "ir", "--out", "o", "--vendor", "acme", "a.md"]);
    assert!(run.err.contains("discord, gitlab, huawei, jdcloud, openstack, otc, tencent, yandex"), "{}", run.err);
}

#[test]
fn generate_is_idempotent_and_a_failed_run_changes_nothing() {
    let folder = folder(&[("specs/a.md", &page(JD)), ("refract.toml", b"")]);
    let first = refract(folder.path(), &["generate"]);
    assert_eq!(first.code, 0, "{}", first.err);
    let second = refract(folder.path(), &["generate"]);
    assert!(second.err.contains("0 files written, 0 removed"), "{}", second.err);
    assert_eq!(refract(folder.path(), &["generate", "--check"]).code, 0);
    let before = snapshot(&folder.path().join("generated"));

    std::fs::write(folder.path().join("specs/b.md"), b"").expect("a broken page");
    let failed = refract(folder.path(), &["generate"]);
    assert_eq!(failed.code, 1);
    assert!(failed.err.contains("nothing was written"), "{}", failed.err);
    assert_eq!(snapshot(&folder.path().join("generated")), before);

    std::fs::remove_file(folder.path().join("specs/b.md")).expect("removed");
    assert_eq!(refract(folder.path(), &["generate", "--check"]).code, 0);
}

#[test]
fn rust_refuses_null_when_it_is_asked_for() {
    let folder = folder(&[("specs/a.md", &page(JD)), ("refract.toml", b"")]);
    let lenient = |file: &str| {
        let text = std::fs::read_to_string(folder.path().join(file)).expect("Rust");
        assert!(text.contains(": optional \"") || text.contains(": lenient \""), "{text}");
        text.contains(": lenient \"")
    };
    let export = |arguments: &[&str]| {
        let run = refract(folder.path(), &[&["export", "--emit", "rust", "--out", "out"], arguments].concat());
        assert_eq!(run.code, 0, "{}", run.err);
        lenient("out/rust/jdcloud/src/function.rs")
    };
    let generate = || {
        assert_eq!(refract(folder.path(), &["generate"]).code, 0);
        lenient("generated/src/jdcloud/function.rs")
    };
    assert!(export(&[]) && generate());
    assert!(!export(&["--strict-null"]));
    std::fs::write(folder.path().join("refract.toml"), "[generate]\nstrict-null = true\n").expect("a file");
    assert!(!export(&[]) && !generate());
}

#[test]
fn generate_check_finds_what_is_changed_missing_or_stale_and_writes_nothing() {
    let folder = folder(&[
        ("specs/a.md", &page(JD)),
        ("specs/b.md", &page("yandex/functions/ru/setTag.md")),
        ("refract.toml", b""),
    ]);
    assert_eq!(refract(folder.path(), &["generate"]).code, 0);
    std::fs::write(folder.path().join("generated/ir/jdcloud/function.json"), "{}").expect("an edit");
    std::fs::remove_file(folder.path().join("generated/openapi/jdcloud/function.json")).expect("a loss");
    std::fs::remove_file(folder.path().join("specs/b.md")).expect("a page less");
    let before = snapshot(&folder.path().join("generated"));
    let check = refract(folder.path(), &["generate", "--check"]);
    assert_eq!(check.code, 1);
    for (file, what) in [
        ("ir/jdcloud/function.json", "not what the pages give"),
        ("openapi/jdcloud/function.json", "missing"),
        ("ir/yandex/functions.json", "no page gives this file any more"),
    ] {
        let line = format!("generated/{file}: {what}");
        assert!(check.out.lines().any(|found| found == line), "{line}\n{}", check.out);
    }
    assert_eq!(snapshot(&folder.path().join("generated")), before);
    assert_eq!(refract(folder.path(), &["generate"]).code, 0);
    assert_eq!(refract(folder.path(), &["generate", "--check"]).code, 0);
}

#[test]
fn what_no_page_gives_any_more_is_removed() {
    let folder = folder(&[
        ("specs/a.md", &page(JD)),
        ("specs/b.md", &page("yandex/functions/ru/setTag.md")),
        ("refract.toml", b""),
    ]);
    assert_eq!(refract(folder.path(), &["generate"]).code, 0);
    assert!(folder.path().join("generated/src/yandex/functions.rs").is_file());
    std::fs::remove_file(folder.path().join("specs/b.md")).expect("removed");
    assert_eq!(refract(folder.path(), &["generate"]).code, 0);
    assert!(!folder.path().join("generated/src/yandex").exists());
    assert!(folder.path().join("generated/src/jdcloud/function.rs").is_file());
}

#[test]
fn without_configuration_generate_explains_what_to_do() {
    let folder = folder(&[]);
    let run = refract(folder.path(), &["generate"]);
    assert_eq!(run.code, 2);
    assert!(run.err.contains("refract init"), "{}", run.err);
    assert_eq!(refract(folder.path(), &["init"]).code, 0);
    assert!(folder.path().join("refract.toml").is_file() && folder.path().join("specs").is_dir());
    assert_eq!(refract(folder.path(), &["init"]).code, 2);
}

/// Pages of an unknown vendor, and pages without a method and URL, give one finding each, with a solution; none of
/// their rows counts as read. Pages without tables are notes.
#[test]
fn pages_without_any_operation_are_summed_up() {
    const TABLES: &str = "# Dim\n\n## Request parameters\n\n| Name | Type |\n|---|---|\n| level | Integer |\n\n\
                          ## Response parameters\n\n| Name | Type |\n|---|---|\n| lit | Boolean |\n";
    let tables = TABLES.as_bytes();
    let pages = [("docs/a.md", tables), ("docs/b.md", tables), ("docs/c.md", b"# About\n\nLamps are bright.\n")];
    let folder = folder(&pages);
    let mut printed = String::new();
    for arguments in [
        &["check", "--format", "human", "docs"][..],
        &["init", "--name", "acme", "docs"],
        &["check", "--format", "human", "--notes"],
        &["export", "--emit", "ir", "--out", "out"],
    ] {
        let run = refract(folder.path(), arguments);
        printed.push_str(&format!(
            "$ refract {}\n{}{}exit code {}\n\n",
            arguments.join(" "),
            run.out,
            run.err,
            run.code
        ));
    }
    insta::assert_snapshot!(printed);
}

/// The configuration finds the pages from its own folder, however their paths are given and wherever it is; with it,
/// `check` knows their vendor.
#[test]
fn a_draft_refers_to_its_pages() {
    for (start, from, specs) in [
        (".", &["init", "--name", "acme", "--folder", "own", "docs/a", "docs/b"][..], "../docs"),
        (".", &["init", "--name", "acme", "docs/a/"][..], "docs/a"),
        ("docs", &["init", "--name", "acme", "."][..], "."),
    ] {
        let folder = folder(&[("docs/a/one.md", &page(JD)), ("docs/b/two.md", &page(JD)), ("own/keep", b"")]);
        let run = refract(&folder.path().join(start), from);
        assert_eq!(run.code, 0, "{from:?}: {}{}", run.out, run.err);
        let own = folder.path().join(start).join(if from.contains(&"own") { "own" } else { "." });
        let text = std::fs::read_to_string(own.join("refract.toml")).expect("a configuration");
        let config: toml::Value = toml::from_str(&text).expect("TOML");
        assert_eq!(config["generate"]["specs"].as_str(), Some(specs), "{text}");
        let run = refract(&own, &["check"]);
        assert!(run.code < 2 && !run.err.contains("which vendor"), "{from:?}: {}{}\n{text}", run.out, run.err);
    }
}

#[test]
fn check_prints_the_ledger_and_formats_that_machines_read() {
    let folder = folder(&[("p/a.md", &page(JD))]);
    let run = refract(folder.path(), &["check", "p"]);
    assert_eq!(run.code, 0, "{}{}", run.out, run.err);
    assert!(run.out.contains("in all, as many as there are rows"), "{}", run.out);
    let finding: [(&str, &[u8]); 1] = [("p/a.md", b"")];
    let broken = support::binary::folder(&finding);
    for (format, expected) in [
        ("json", "\"code\": \"empty-page\""),
        ("sarif", "\"ruleId\": \"empty-page\""),
        ("junit", "<failure message=\"1 finding\">"),
        ("github", "::error file=p/a.md,line=1,col=1,title=empty-page::"),
        ("human", "error[empty-page]"),
        ("concise", "p/a.md:1:1: error[empty-page]: the file is empty"),
    ] {
        let run = refract(broken.path(), &["check", "--format", format, "p"]);
        assert_eq!(run.code, 1, "{format}");
        assert!(run.out.contains(expected), "{format}: {}", run.out);
        if matches!(format, "json" | "sarif") {
            serde_json::from_str::<serde_json::Value>(&run.out).unwrap_or_else(|error| panic!("{format}: {error}"));
        }
    }
}

#[test]
fn help_teaches_and_codes_are_explained() {
    let folder = folder(&[]);
    let help = refract(folder.path(), &["--help"]);
    assert!(help.out.contains("Examples:") && help.out.contains("Exit codes"), "{}", help.out);
    let all = refract(folder.path(), &["explain"]);
    assert!(all.out.contains("table-unplaced"));
    let one = refract(folder.path(), &["explain", "table-cut"]);
    assert!(one.out.contains("breaks off"), "{}", one.out);
    assert_eq!(refract(folder.path(), &["explain", "nonsense"]).code, 2);
    assert_eq!(refract(folder.path(), &["frobnicate"]).code, 2);
    let schema = refract(folder.path(), &["schema", "ir"]).out;
    assert_eq!(schema, include_str!("../../schemas/ir.v1.json"));
    for command in ["generate", "export", "check", "explain", "diff", "completions", "man"] {
        let help = refract(folder.path(), &[command, "--help"]);
        assert!(help.code == 0 && help.out.contains("Examples:\n  refract "), "{command}: {}", help.out);
    }
    for (shell, expected) in
        [("bash", "complete -F _refract"), ("zsh", "#compdef refract"), ("fish", "complete -c refract")]
    {
        let script = refract(folder.path(), &["completions", shell]);
        assert!(script.code == 0 && script.out.contains(expected), "{shell}");
    }
}

/// A reader that stops reading (`refract check | head -1`) causes no failure and no panic, and changes no exit code.
#[cfg(unix)]
#[test]
fn a_closed_pipe_keeps_the_exit_code() {
    use std::process::{Command, Stdio};
    let binary = assert_cmd::cargo::cargo_bin("refract-codegen");
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("page.md"), "# A page of nobody\n").expect("a page");
    for arguments in [["completions", "zsh"].as_slice(), &["explain"], &["schema", "ir"], &["check", "page.md"]] {
        let mut child = Command::new(&binary)
            .args(arguments)
            .current_dir(folder.path())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("it starts");
        drop(child.stdout.take());
        let output = child.wait_with_output().expect("it ends");
        let err = String::from_utf8_lossy(&output.stderr);
        assert!(!err.contains("panicked"), "{arguments:?}: {err}");
        // Who reads it changes nothing about what was found.
        let read = refract(folder.path(), arguments);
        assert_eq!(output.status.code(), Some(read.code), "{arguments:?}");
        assert_eq!(read.code, i32::from(arguments[0] == "check"), "{arguments:?}");
    }
}

/// Results have no colours in a pipe, and never with `NO_COLOR` or `--color never`.
#[test]
fn colours_are_asked_for() {
    let folder = folder(&[("p/a.md", b"")]);
    let run = |arguments: &[&str]| refract(folder.path(), arguments).out;
    assert!(!run(&["check", "p"]).contains('\u{1b}'));
    assert!(run(&["check", "--color", "always", "p"]).contains('\u{1b}'));
    assert!(!run(&["check", "--format", "human", "--color", "never", "p"]).contains('\u{1b}'));
}

#[test]
fn a_page_a_row_and_a_field_are_explained() {
    const YANDEX: &str = "yandex/functions/ru/createVersion.md";
    let folder = folder(&[("page.md", &page(YANDEX))]);
    let tree = refract(folder.path(), &["explain", "page.md"]);
    assert_eq!(tree.code, 0, "{}", tree.err);
    insta::assert_snapshot!("explain_page", tree.out);
    // A page is the same however its path is spelled.
    let whole = folder.path().join("page.md").display().to_string();
    for path in ["./page.md", whole.as_str()] {
        assert_eq!(refract(folder.path(), &["explain", path]).out, tree.out, "{path}");
    }
    let line = tree.out.lines().find(|line| line.contains("memory: ")).and_then(|line| line.rsplit_once(':'));
    let (_, line) = line.expect("the field with its line");
    let row = refract(folder.path(), &["explain", &format!("page.md:{line}")]);
    insta::assert_snapshot!("explain_row", row.out);
    let field = refract(folder.path(), &["explain", "create_version", "resources.memory", "--pages", "page.md"]);
    assert!(field.out.ends_with(&row.out), "{}", field.out);
    assert_eq!(refract(folder.path(), &["explain", "page.md:1"]).code, 1, "no description");
    let missing = refract(folder.path(), &["explain", "create", "memory", "--pages", "page.md"]);
    assert!(missing.code == 2 && missing.err.contains("create_version"), "{}", missing.err);
}

/// Findings that a baseline lists are counted and fail nothing, wherever their lines move; one that is gone fails the run.
#[test]
fn known_findings_of_a_check_do_not_fail() {
    let broken = String::from_utf8(page(JD)).expect("text").replace("|String|", "|Strnig|");
    let folder = folder(&[("p/a.md", broken.as_bytes())]);
    let check = |arguments: &[&str]| refract(folder.path(), &[&["check", "p"], arguments].concat());
    let first = check(&[]);
    assert!(first.code == 1 && first.out.contains("link-unresolved"), "{}", first.out);
    let missing = check(&["--baseline", "known.toml"]);
    assert!(missing.code == 2 && missing.err.contains("`--update-baseline` creates it"), "{}", missing.err);
    let update = check(&["--baseline", "known.toml", "--update-baseline"]);
    assert!(update.code == 0 && update.err.contains("known.toml: created with "), "{}", update.err);
    // Two lines more above everything.
    std::fs::write(folder.path().join("p/a.md"), format!("\n\n{broken}")).expect("a page");
    let known = check(&["--baseline", "known.toml"]);
    assert_eq!(known.code, 0, "{}{}", known.out, known.err);
    assert!(known.out.contains(" known, 0 new") && !known.out.contains("link-unresolved]"), "{}", known.out);
    // A reason is kept.
    let file = folder.path().join("known.toml");
    let text = std::fs::read_to_string(&file).expect("the file").replacen(
        "[[known]]\n",
        "[[known]]\nreason = \"ticket 7\"\n",
        1,
    );
    std::fs::write(&file, text).expect("the file");
    assert_eq!(check(&["--baseline", "known.toml", "--update-baseline", "-q"]).code, 0);
    assert!(std::fs::read_to_string(&file).expect("the file").contains("reason = \"ticket 7\""));
    // What is mended has to leave the list.
    std::fs::write(folder.path().join("p/a.md"), page(JD)).expect("a page");
    let stale = check(&["--baseline", "known.toml"]);
    assert!(stale.code == 1 && stale.err.contains("no longer found"), "{}", stale.err);
    // An entry that is there twice would count for one.
    let entry = "[[known]]\ncode = \"type-unknown\"\nplace = \"p/a.md\"\nmessage = \"x\"\n";
    std::fs::write(&file, entry.repeat(2)).expect("the file");
    let twice = check(&["--baseline", "known.toml"]);
    assert!(twice.code == 2 && twice.err.contains("x[type-unknown] of p/a.md is listed twice"), "{}", twice.err);
    std::fs::write(&file, "known = 7").expect("the file");
    let wrong = check(&["--baseline", "known.toml"]);
    assert!(wrong.code == 2 && wrong.err.contains("known.toml: is not a baseline"), "{}", wrong.err);
}

//! The binary as its users meet it: exit codes, messages, and what is written when something is wrong.

use std::path::{Path, PathBuf};

use assert_cmd::Command;
use tempfile::TempDir;

/// A folder of its own with files in it.
fn folder(files: &[(&str, &[u8])]) -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    for (name, bytes) in files {
        let path = folder.path().join(name);
        std::fs::create_dir_all(path.parent().expect("a parent")).expect("folders");
        std::fs::write(path, bytes).expect("a file");
    }
    folder
}

struct Run {
    code: i32,
    out: String,
    err: String,
}

/// Runs `refract` in a folder.
fn refract(folder: &Path, arguments: &[&str]) -> Run {
    let output = Command::cargo_bin("refract")
        .expect("the binary")
        .current_dir(folder)
        .args(arguments)
        .output()
        .expect("it runs");
    Run {
        code: output.status.code().expect("no signal"),
        out: String::from_utf8(output.stdout).expect("UTF-8"),
        err: String::from_utf8(output.stderr).expect("UTF-8"),
    }
}

fn specs() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../specs")
}

fn page(path: &str) -> Vec<u8> {
    std::fs::read(specs().join(path)).expect("a page of specs/")
}

const JD: &str = "jdcloud/function/zh/createVersion.md";

#[test]
fn bad_input_is_said_and_nothing_is_written() {
    let whole = page("otc/function-graph/api-ref/source/api/publishing_a_function_version.rst");
    let inside = whole.windows(11).position(|window| window == b"memory_size").expect("a row of a table");
    let cut = whole[..inside].to_vec();
    let cases: [(&str, Vec<u8>, &str); 6] = [
        ("empty.md", Vec::new(), "empty-page"),
        ("binary.md", b"# a\0b".to_vec(), "binary-file"),
        ("latin.md", b"# caf\xe9\n".to_vec(), "not-utf8"),
        ("cut.rst", cut, "table-cut"),
        ("plain.md", b"# Notes\n\nNothing of a contract.\n".to_vec(), "unknown-vendor"),
        ("stranger.md", b"# x\n\n## URI\n\nGET /v1/things\n".to_vec(), "unknown-vendor"),
    ];
    for (name, bytes, code) in cases {
        let folder = folder(&[(name, &bytes)]);
        let run = refract(folder.path(), &["export", "--emit", "openapi", "--out", "out", name]);
        assert!(run.code == 1, "{name}: exit code {}\n{}", run.code, run.err);
        assert!(run.err.contains(code) && run.err.contains(name), "{name}: {}", run.err);
        assert!(run.err.contains("help:") || code == "table-cut", "{name} says nothing of what to do: {}", run.err);
        assert!(!folder.path().join("out").exists(), "{name}: something was written");
        assert!(!run.err.contains("panicked"), "{name}: {}", run.err);
    }
}

#[test]
fn paths_that_lead_nowhere_exit_with_2() {
    let folder = folder(&[("sub/readme.txt", b"no page")]);
    for (path, says) in [("missing.md", "can't be read"), ("sub", "the folder holds no page")] {
        let run = refract(folder.path(), &["check", path]);
        assert_eq!(run.code, 2, "{path}: {}", run.err);
        assert!(run.err.contains(says) && run.err.contains(path), "{path}: {}", run.err);
    }
}

#[test]
fn a_page_without_operation_is_a_finding() {
    let folder = folder(&[("model.md", &page("huawei/functiongraph/zh-cn/FunctionGraph函数模型.md"))]);
    let run = refract(folder.path(), &["export", "--emit", "ir", "--out", "out", "model.md"]);
    assert_eq!(run.code, 1);
    assert!(run.err.contains("none of 1 page documents an operation"), "{}", run.err);
    assert!(!folder.path().join("out").exists());
}

#[test]
fn an_unknown_vendor_by_flag_lists_the_known_ones() {
    let folder = folder(&[("a.md", &page(JD))]);
    let run = refract(folder.path(), &["check", "--vendor", "acme", "a.md"]);
    assert_eq!(run.code, 1);
    assert!(run.out.contains("there is no vendor `acme`"), "{}", run.out);
    let run = refract(folder.path(), &["export", "--emit", "ir", "--out", "o", "--vendor", "acme", "a.md"]);
    assert!(run.err.contains("huawei, jdcloud, otc, yandex"), "{}", run.err);
}

#[test]
fn one_broken_page_does_not_take_the_others_along() {
    let folder = folder(&[("p/a.md", &page(JD)), ("p/b.md", b"")]);
    let run = refract(folder.path(), &["export", "--emit", "openapi", "--out", "out", "p"]);
    assert_eq!(run.code, 1);
    assert!(folder.path().join("out/openapi/jdcloud/function.json").is_file(), "{}", run.err);
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
    std::fs::write(folder.path().join("generated/ir/jdcloud/function.json"), "{}").expect("an edit");
    let check = refract(folder.path(), &["generate", "--check"]);
    assert_eq!(check.code, 1);
    assert!(check.out.contains("function.json: not what the pages give"), "{}", check.out);
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

/// The names and contents of all files below a folder.
fn snapshot(folder: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let mut files = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        for entry in std::fs::read_dir(next).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
            } else {
                files.push((path.clone(), std::fs::read(path).expect("a file")));
            }
        }
    }
    files.sort();
    files
}

#[test]
fn without_configuration_generate_says_what_to_do() {
    let folder = folder(&[]);
    let run = refract(folder.path(), &["generate"]);
    assert_eq!(run.code, 2);
    assert!(run.err.contains("refract init"), "{}", run.err);
    assert_eq!(refract(folder.path(), &["init"]).code, 0);
    assert!(folder.path().join("refract.toml").is_file() && folder.path().join("specs").is_dir());
    assert_eq!(refract(folder.path(), &["init"]).code, 2);
}

#[test]
fn check_prints_the_ledger_and_formats_that_machines_read() {
    let folder = folder(&[("p/a.md", &page(JD))]);
    let run = refract(folder.path(), &["check", "p"]);
    assert_eq!(run.code, 0, "{}{}", run.out, run.err);
    assert!(run.out.contains("in all, as many as there are rows"), "{}", run.out);
    let finding: [(&str, &[u8]); 1] = [("p/a.md", b"")];
    let broken = self::folder(&finding);
    for (format, telling) in [
        ("json", "\"code\": \"empty-page\""),
        ("sarif", "\"ruleId\": \"empty-page\""),
        ("junit", "<failure message=\"1 findings\">"),
        ("github", "::error file=p/a.md,line=1,col=1,title=empty-page::"),
        ("human", "error[empty-page]"),
        ("concise", "p/a.md:1:1: error[empty-page]: the file is empty"),
    ] {
        let run = refract(broken.path(), &["check", "--format", format, "p"]);
        assert_eq!(run.code, 1, "{format}");
        assert!(run.out.contains(telling), "{format}: {}", run.out);
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
    assert_eq!(schema, include_str!("../schemas/ir.v1.json"));
    assert!(refract(folder.path(), &["completions", "bash"]).out.contains("_refract"));
}

#[test]
fn a_page_a_row_and_a_field_are_explained() {
    const YANDEX: &str = "yandex/functions/ru/createVersion.md";
    let folder = folder(&[("page.md", &page(YANDEX))]);
    let tree = refract(folder.path(), &["explain", "page.md"]);
    assert_eq!(tree.code, 0, "{}", tree.err);
    insta::assert_snapshot!("explain_page", tree.out);
    let line = tree.out.lines().find(|line| line.contains("memory: ")).and_then(|line| line.rsplit_once(':'));
    let (_, line) = line.expect("the field with its line");
    let row = refract(folder.path(), &["explain", &format!("page.md:{line}")]);
    insta::assert_snapshot!("explain_row", row.out);
    let field = refract(folder.path(), &["explain", "create_version", "resources.memory", "--pages", "page.md"]);
    assert!(field.out.ends_with(&row.out), "{}", field.out);
    assert_eq!(refract(folder.path(), &["explain", "page.md:1"]).code, 1, "nothing to say of it");
    let missing = refract(folder.path(), &["explain", "create", "memory", "--pages", "page.md"]);
    assert!(missing.code == 2 && missing.err.contains("create_version"), "{}", missing.err);
}

//! A release's archive: packed, checked and installed by the scripts that workflow and action call.

use std::path::{Path, PathBuf};

use super::{VERSION, run, text};
use crate::support::repository;

const REFRACT: &str = env!("CARGO_BIN_EXE_refract");

fn script(name: &str) -> PathBuf {
    repository(".ci").canonicalize().expect("the scripts").join(name)
}

/// The target of this machine, as the script that installs has it.
#[cfg(unix)]
fn target(folder: &Path) -> Option<String> {
    let (_, system, _) = run(folder, "uname", &["-s"]);
    let (_, machine, _) = run(folder, "uname", &["-m"]);
    let line = format!("{}-{}) target=", system.trim(), machine.trim());
    let script = text(".ci/install");
    let rest = script.split(&line).nth(1)?;
    rest.split_whitespace().next().map(str::to_owned)
}

/// What is packed can be installed, holds all that an archive should, and is refused when a byte of it was changed.
#[cfg(unix)]
#[test]
fn what_is_packed_can_be_installed() {
    let folder = tempfile::tempdir().expect("a folder");
    let folder = folder.path();
    let Some(target) = target(folder) else {
        eprintln!("SKIPPED: there is no release for this machine");
        return;
    };
    let releases = folder.join(format!("v{VERSION}"));
    let out = releases.display().to_string();
    let (success, packed, err) = run(&repository(""), script("package"), &[REFRACT, &target, &out]);
    let archive = format!("refract-{VERSION}-{target}.tar.gz");
    assert!(success && packed.trim() == archive, "{packed}{err}");

    let (_, listed, _) = run(&releases, "tar", &["-tzf", &archive]);
    let name = archive.trim_end_matches(".tar.gz");
    for file in [
        "refract",
        "README.md",
        "CHANGELOG.md",
        "LICENSE-MIT",
        "LICENSE-APACHE",
        "man/refract.1",
        "man/refract-check.1",
        "man/refract-conform-merge.1",
        "completions/refract.bash",
        "completions/_refract",
        "completions/refract.fish",
        "completions/_refract.ps1",
    ] {
        assert!(listed.lines().any(|line| line == format!("{name}/{file}")), "{file}: {listed}");
    }

    let install = |version: &str, into: &str| {
        let mut command = std::process::Command::new(script("install"));
        command.args([version, into]).current_dir(folder);
        command.env("REFRACT_RELEASES", format!("file://{}", folder.display()));
        let output = command.output().expect("it runs");
        (output.status.success(), String::from_utf8_lossy(&output.stderr).into_owned())
    };
    let (success, err) = install(&format!("v{VERSION}"), "good");
    assert!(success, "{err}");
    let (_, version, _) = run(folder, folder.join("good/bin/refract"), &["--version"]);
    assert_eq!(version.trim(), format!("refract {VERSION}"));

    let (success, err) = install("9.9.9", "none");
    assert!(!success && err.contains("is 9.9.9 a release?"), "{err}");

    let path = releases.join(&archive);
    let mut bytes = std::fs::read(&path).expect("the archive");
    let last = bytes.len() - 1;
    bytes[last] ^= 1;
    std::fs::write(&path, bytes).expect("it is written");
    let (success, err) = install(VERSION, "bad");
    assert!(!success && !folder.join("bad").exists(), "{err}");
}

/// A tag is that of the version, or nothing is released.
#[cfg(unix)]
#[test]
fn a_tag_is_that_of_the_version() {
    let root = repository("");
    assert!(run(&root, script("version"), &[&format!("v{VERSION}")]).0);
    let (success, _, err) = run(&root, script("version"), &["v9.9.9"]);
    assert!(!success && err.contains(&format!("has to be v{VERSION}")), "{err}");
}

/// A manual page per command, and in each what `--help` says.
#[test]
fn each_command_has_a_manual_page() {
    fn names(command: &clap::Command, name: &str, all: &mut Vec<String>) {
        all.push(format!("{name}.1"));
        for below in command.get_subcommands() {
            names(below, &format!("{name}-{}", below.get_name()), all);
        }
    }
    let folder = tempfile::tempdir().expect("a folder");
    let (success, _, err) = run(folder.path(), REFRACT, &["man", "--out", "man"]);
    let mut expected = Vec::new();
    let command = refract_codegen::cli::command(&[refract_conformance::cli::extension()]);
    names(&command, "refract", &mut expected);
    expected.sort();
    let mut written: Vec<String> = std::fs::read_dir(folder.path().join("man"))
        .expect("the pages")
        .map(|entry| entry.expect("a page").file_name().into_string().expect("a name"))
        .collect();
    written.sort();
    assert_eq!(written, expected);
    assert!(success && err.contains(&format!("{} manual pages", expected.len())), "{err}");
    let page = std::fs::read_to_string(folder.path().join("man/refract-conform-merge.1")).expect("the page");
    let head: Vec<&str> = page.lines().take(12).collect();
    insta::assert_snapshot!("manual_page", head.join("\n"));
    let page = std::fs::read_to_string(folder.path().join("man/refract-check.1")).expect("the page");
    for part in ["\\-\\-update\\-baseline", "Exit codes: 0 no errors", "refract check \\-\\-format human"] {
        assert!(page.contains(part), "{part}: {page}");
    }
}

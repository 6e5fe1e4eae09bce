//! Workflows, the action, the hooks, the image and their documentation: what they name is there, and what they call parses.

use std::collections::BTreeSet;

use serde_json::Value;

use super::{VERSION, text};
use crate::support::repository;

/// The files whose commands are checked.
const FILES: [&str; 4] =
    [".github/workflows/ci.yml", ".github/workflows/release.yml", "action.yml", ".pre-commit-hooks.yaml"];

fn yaml(name: &str, text: &str) -> Value {
    yaml_serde::from_str(text).unwrap_or_else(|error| panic!("{name}: {error}"))
}

/// The texts under a key, however deep.
fn under<'v>(value: &'v Value, key: &str, found: &mut Vec<&'v str>) {
    match value {
        Value::Object(map) => {
            for (name, value) in map {
                if name == key {
                    found.extend(value.as_str());
                    found.extend(value.as_array().into_iter().flatten().filter_map(Value::as_str));
                }
                under(value, key, found);
            }
        }
        Value::Array(items) => items.iter().for_each(|item| under(item, key, found)),
        _ => {}
    }
}

/// The lines of commands in a document.
fn commands(document: &Value) -> Vec<String> {
    let mut found = Vec::new();
    for key in ["run", "entry", "script"] {
        under(document, key, &mut found);
    }
    found.iter().flat_map(|text| text.lines()).map(|line| line.trim().to_owned()).collect()
}

/// The documents on the pages that describe how others use these files.
fn documented() -> Vec<Value> {
    let page = text("docs/pipelines.md");
    let blocks = page.split("```yaml\n").skip(1).map(|rest| rest.split("```").next().expect("an end"));
    let blocks: Vec<Value> = blocks.map(|block| yaml("docs/pipelines.md", block)).collect();
    assert_eq!(blocks.len(), 3, "the action, the hooks, the image");
    blocks
}

/// Whether the command line takes these words.
fn parses(words: &str) -> Result<(), String> {
    let command = refract_codegen::cli::command(&[refract_conformance::cli::extension()]);
    let words = std::iter::once("refract").chain(words.split_whitespace());
    command.try_get_matches_from(words).map(drop).map_err(|error| error.to_string())
}

/// The arguments of `refract` in a line, whichever way it is run.
fn arguments(line: &str) -> Option<&str> {
    line.strip_prefix("refract ").or_else(|| line.strip_prefix("cargo run --release -- "))
}

#[test]
fn every_command_that_they_call_parses() {
    let mut checked = 0;
    let action = yaml("action.yml", &text("action.yml"));
    let given = action["inputs"]["args"]["default"].as_str().expect("a default");
    let documents = FILES.iter().map(|file| yaml(file, &text(file))).chain(documented());
    for line in documents.flat_map(|document| commands(&document)) {
        if let Some(words) = arguments(&line) {
            parses(&words.replace("$ARGS", given)).unwrap_or_else(|error| panic!("{line}: {error}"));
            checked += 1;
        }
    }
    let mut args = Vec::new();
    let documented = documented();
    for document in &documented {
        under(document, "args", &mut args);
    }
    for words in args {
        parses(words).unwrap_or_else(|error| panic!("{words}: {error}"));
        checked += 1;
    }
    assert!(checked >= 9, "{checked}");
    assert!(parses("check --formt github").is_err() && parses("chek").is_err());
}

/// Scripts and packages that are named are there, and so are the suite and the profile.
#[test]
fn what_they_name_is_there() {
    let manifest: toml::Value = toml::from_str(&text("Cargo.toml")).expect("TOML");
    let documents = FILES.iter().map(|file| yaml(file, &text(file)));
    let mut lines: Vec<String> = documents.flat_map(|document| commands(&document)).collect();
    lines.extend(text("Dockerfile").lines().filter_map(|line| line.strip_prefix("RUN ")).map(str::to_owned));
    let (mut scripts, mut packages, mut profiles) = (BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
    for line in &lines {
        let words: Vec<&str> = line.split_whitespace().map(|word| word.trim_matches('"')).collect();
        scripts.extend(words.iter().filter_map(|word| word.split_once(".ci/")).map(|(_, name)| name.to_owned()));
        for pair in words.windows(2) {
            match pair[0] {
                "-p" => packages.extend([pair[1].to_owned()]),
                "--profile" if words[0] == "cargo" => profiles.extend([pair[1].to_owned()]),
                _ => {}
            }
        }
        assert!(!line.contains("--test it") || line.contains(" release:: "), "{line}");
    }
    assert_eq!(scripts, ["install", "package", "run", "version"].map(str::to_owned).into());
    for script in &scripts {
        let text = text(&format!(".ci/{script}"));
        assert!(text.starts_with("#!/bin/sh\n"), "{script}");
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            let mode = repository(&format!(".ci/{script}")).metadata().expect("a script").permissions().mode();
            assert!(mode & 0o111 != 0, "{script} can't be run");
        }
    }
    assert_eq!(packages, ["refract-codegen", "refract-conformance"].map(str::to_owned).into());
    assert_eq!(profiles, ["dist"].map(str::to_owned).into());
    assert_eq!(manifest["profile"]["dist"]["strip"].as_bool(), Some(true));
    // The image takes what its first stage built, and the archive what the workflow's did.
    assert!(text("Dockerfile").contains("COPY --from=build /source/target/dist/refract "));
    assert!(lines.iter().any(|line| line.starts_with(".ci/package target/${{ matrix.target }}/dist/")));
}

/// The targets of a release are one list: those that are built, installed and documented.
#[test]
fn the_targets_are_the_same_everywhere() {
    let workflow = yaml("release.yml", &text(".github/workflows/release.yml"));
    let mut built = Vec::new();
    under(&workflow["jobs"]["binaries"]["strategy"], "target", &mut built);
    let built: BTreeSet<&str> = built.into_iter().collect();
    let script = text(".ci/install");
    let installed = script.split("target=").skip(1).filter_map(|rest| rest.split_whitespace().next());
    assert_eq!(installed.filter(|target| target.contains('-')).collect::<BTreeSet<_>>(), built);
    let readme = text("README.md");
    let is_target = |word: &&str| ["-linux-", "-windows-", "-apple-"].iter().any(|system| word.contains(system));
    let printed: BTreeSet<&str> = readme.split('`').filter(is_target).filter(|word| !word.contains(' ')).collect();
    assert_eq!(printed, built, "the README");
}

/// The version of the action, and those that the documentation pins, are this one; hooks that it names are there.
#[test]
fn versions_and_hooks_agree() {
    let action = yaml("action.yml", &text("action.yml"));
    assert_eq!(action["inputs"]["version"]["default"], VERSION);
    let page = text("docs/pipelines.md");
    for before in ["refract@v", "rev: v", "refract-rs/refract:"] {
        let pinned: Vec<&str> = page.split(before).skip(1).filter_map(|rest| rest.split_whitespace().next()).collect();
        assert!(!pinned.is_empty() && pinned.iter().all(|version| *version == VERSION), "{before}: {pinned:?}");
    }
    let ids = |document: &Value| {
        let mut found = Vec::new();
        under(document, "id", &mut found);
        found.iter().map(|id| (*id).to_owned()).collect::<BTreeSet<String>>()
    };
    let hooks = ids(&yaml("hooks", &text(".pre-commit-hooks.yaml")));
    let documented: BTreeSet<String> = documented().iter().flat_map(ids).collect();
    assert_eq!(documented, hooks);
    // The inputs that the documentation gives are those of the action.
    let inputs: BTreeSet<&String> = action["inputs"].as_object().expect("inputs").keys().collect();
    assert_eq!(inputs, ["args", "version", "working-directory"].map(str::to_owned).iter().collect());
    // The oldest Rust is that of the manifest.
    let ci = text(".github/workflows/ci.yml");
    assert!(ci.contains(&format!("toolchain: \"{}\"", env!("CARGO_PKG_RUST_VERSION"))), "{ci}");
}

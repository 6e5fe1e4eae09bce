//! The crates in the form that crates.io gets: their metadata, and the files that they contain.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use serde_json::Value;

use super::{run, text};
use crate::support::repository;

/// The crates that are published, in the order of who needs whom, and their folders.
const CRATES: [(&str, &str); 2] = [("refract-codegen", "codegen"), ("refract-conformance", "conformance")];

fn cargo(arguments: &[&str]) -> String {
    let (success, out, err) = run(&repository(""), env!("CARGO"), arguments);
    assert!(success, "cargo {}: {err}", arguments.join(" "));
    out
}

fn packages() -> Vec<Value> {
    let metadata = cargo(&["metadata", "--no-deps", "--offline", "--format-version", "1"]);
    let metadata: Value = serde_json::from_str(&metadata).expect("metadata in JSON");
    metadata["packages"].as_array().expect("packages").clone()
}

/// Those two, and no other package of the workspace, can be published, and crates.io has all that it shows.
#[test]
fn two_crates_are_published_with_their_metadata() {
    let packages = packages();
    for package in &packages {
        let name = package["name"].as_str().expect("a name");
        let published = CRATES.iter().any(|(known, _)| *known == name);
        assert_eq!(package["publish"] != serde_json::json!([]), published, "{name}");
        if !published {
            continue;
        }
        for key in ["description", "repository", "license", "readme", "rust_version"] {
            assert!(package[key].as_str().is_some_and(|text| !text.is_empty()), "{name}: {key}");
        }
        // The limits of crates.io.
        for key in ["keywords", "categories"] {
            let words = package[key].as_array().expect("a list");
            assert!((1..=5).contains(&words.len()), "{name}: {key}");
            let fits = |word: &Value| word.as_str().is_some_and(|word| word.len() <= 20 || key == "categories");
            assert!(words.iter().all(fits), "{name}: {key}");
        }
        assert_eq!(package["metadata"]["docs"]["rs"]["all-features"], true, "{name}");
    }
    assert_eq!(CRATES.iter().filter(|(name, _)| packages.iter().any(|it| it["name"] == *name)).count(), CRATES.len());
}

/// The files below a folder of a crate.
fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = walkdir::WalkDir::new(folder).into_iter().map(|entry| entry.expect("an entry"));
    entries.filter(|entry| entry.file_type().is_file()).map(walkdir::DirEntry::into_path).collect()
}

/// The files that the sources of a crate include, from the crate's folder.
fn included(folder: &Path) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for source in files(&folder.join("src")).iter().filter(|path| path.extension().is_some_and(|it| it == "rs")) {
        let text = std::fs::read_to_string(source).expect("a source file");
        for (at, call) in text.match_indices("include_str!(\"") {
            // Pages of the book are tests of the repository: the crate is built without them.
            if text[..at].ends_with("#[cfg(doctest)]\n#[doc = ") {
                continue;
            }
            let rest = &text[at + call.len()..];
            let path = source.parent().expect("a folder").join(rest.split('"').next().expect("a path"));
            let path = path.canonicalize().unwrap_or_else(|error| panic!("{}: {error}", path.display()));
            let below = path.strip_prefix(folder.canonicalize().expect("a folder")).expect("a file of the crate");
            found.insert(below.to_string_lossy().replace('\\', "/"));
        }
    }
    found
}

/// A crate holds what its sources include, README and licences; and no pages, recordings or tests.
#[test]
fn crates_contain_what_they_need_and_no_more() {
    for (name, folder) in CRATES {
        let listed = cargo(&["package", "--list", "--offline", "--allow-dirty", "-p", name]);
        let listed: BTreeSet<String> = listed.lines().map(|line| line.replace('\\', "/")).collect();
        let folder = repository(folder);
        let mut needed = included(&folder);
        assert!(needed.len() >= 9, "{name}: {needed:?}");
        // Those of the vocabulary are included by a macro, so that their names are written nowhere.
        for data in ["vocabulary", "data"].iter().map(|data| folder.join(data)).filter(|data| data.is_dir()) {
            let below = files(&data).into_iter().map(|path| path.strip_prefix(&folder).expect("a path").to_owned());
            needed.extend(below.map(|path| path.to_string_lossy().replace('\\', "/")));
        }
        needed.extend(["README.md", "LICENSE-MIT", "LICENSE-APACHE", "src/lib.rs", "src/main.rs"].map(str::to_owned));
        let missing: Vec<&String> = needed.difference(&listed).collect();
        assert!(missing.is_empty(), "{name} lacks {missing:?}");

        let known = |file: &str| {
            let folders = ["src/", "schemas/", "vocabulary/", "data/"];
            folders.iter().any(|folder| file.starts_with(folder))
                || ["README.md", "LICENSE-MIT", "LICENSE-APACHE"].contains(&file)
                || ["Cargo.toml", "Cargo.toml.orig", "Cargo.lock", ".cargo_vcs_info.json"].contains(&file)
        };
        let more: Vec<&String> = listed.iter().filter(|file| !known(file)).collect();
        assert!(more.is_empty(), "{name} has {more:?}");
    }
}

/// The licences next to each crate, as links where the system supports them, are those of the repository.
#[test]
fn licences_are_those_of_the_repository() {
    for (_, folder) in CRATES {
        for licence in ["LICENSE-MIT", "LICENSE-APACHE"] {
            assert_eq!(text(&format!("{folder}/{licence}")), text(licence), "{folder}/{licence}");
        }
    }
}

/// What `cargo publish` does up to the upload: both crates are packed, and built from what was packed.
#[test]
#[ignore = "builds both crates anew"]
fn a_dry_run_of_publishing_succeeds() {
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).join("publish");
    let mut command = std::process::Command::new(env!("CARGO"));
    command.current_dir(repository("")).env("CARGO_TARGET_DIR", &target);
    command.args(["publish", "--dry-run", "--allow-dirty"]);
    command.args(CRATES.iter().flat_map(|(name, _)| ["-p", name]));
    let output = command.output().expect("cargo runs");
    let message = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{message}");
    for (name, _) in CRATES {
        assert!(message.contains(&format!("Verifying {name} v{}", super::VERSION)), "{message}");
        // The licences in it are texts, and not links that lead out of it.
        let unpacked = target.join(format!("package/{name}-{}", super::VERSION));
        for licence in ["LICENSE-MIT", "LICENSE-APACHE"] {
            let packed = std::fs::read_to_string(unpacked.join(licence)).expect("the licence");
            assert_eq!(packed, text(licence), "{name}");
        }
    }
}

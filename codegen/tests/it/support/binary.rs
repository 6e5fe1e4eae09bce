//! The `refract` binary, run in folders of its own.

use std::path::{Path, PathBuf};

use assert_cmd::Command;
use tempfile::TempDir;

use super::repository;

/// A folder of its own with files in it.
pub(crate) fn folder(files: &[(&str, &[u8])]) -> TempDir {
    super::folder(files.iter().copied())
}

/// What came of a run.
pub(crate) struct Run {
    pub(crate) code: i32,
    pub(crate) out: String,
    pub(crate) err: String,
}

/// Runs `refract` in a folder.
pub(crate) fn refract(folder: &Path, arguments: &[&str]) -> Run {
    let output = Command::cargo_bin("refract-codegen")
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

/// A page of `specs/`.
pub(crate) fn page(path: &str) -> Vec<u8> {
    std::fs::read(repository("specs").join(path)).expect("a page of specs/")
}

/// The names and contents of all files below a folder, and the names of its folders.
pub(crate) fn snapshot(folder: &Path) -> Vec<(PathBuf, Option<Vec<u8>>)> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        for entry in std::fs::read_dir(next).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() && !path.is_symlink() {
                folders.push(path.clone());
                found.push((path, None));
            } else {
                found.push((path.clone(), std::fs::read(path).ok()));
            }
        }
    }
    found.sort();
    found
}

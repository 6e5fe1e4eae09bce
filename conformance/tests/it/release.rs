//! What is released: crates, archives, and the files that pipelines and other repositories call.
//!
//! Workflows themselves run elsewhere. What they call is run here: commands are parsed by the command line, scripts run, and
//! files, packages, profiles and targets that they name have to be there.

mod archives;
mod crates;
mod interface;
mod pipelines;

use std::path::Path;

use crate::support::repository;

/// A file of the repository.
fn text(path: &str) -> String {
    std::fs::read_to_string(repository(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// The version of the workspace.
const VERSION: &str = env!("CARGO_PKG_VERSION");

/// Runs a command in a folder: whether it succeeded, its output, and its messages.
fn run(folder: &Path, program: impl AsRef<std::ffi::OsStr>, arguments: &[&str]) -> (bool, String, String) {
    let mut command = std::process::Command::new(program);
    let output = command.args(arguments).current_dir(folder).output().expect("it runs");
    let text = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).into_owned();
    (output.status.success(), text(output.stdout), text(output.stderr))
}

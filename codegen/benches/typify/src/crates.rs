//! Crates on disk: written, counted, and checked by Cargo with time and peak memory.

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use refract_codegen::emit::Artefacts;
use wait4::Wait4;

/// What `cargo check` says.
#[derive(Default)]
pub struct Checked {
    pub services: usize,
    pub compiled: usize,
    pub time: Duration,
    pub peak_kilobytes: u64,
}

/// Writes the files of a crate.
pub fn write(folder: &Path, files: &Artefacts) {
    for (path, text) in files {
        let path = folder.join(path);
        std::fs::create_dir_all(path.parent().expect("a parent")).expect("the folder can be made");
        std::fs::write(&path, text).expect("the file can be written");
    }
}

/// How many structs and enums a file defines, without those in its inner modules, which are helpers.
pub fn types(text: &str) -> usize {
    let Ok(file) = syn::parse_file(text) else { return 0 };
    file.items.iter().filter(|item| matches!(item, syn::Item::Struct(_) | syn::Item::Enum(_))).count()
}

/// Checks a crate: with all services that compile by themselves.
pub fn check(folder: &Path, services: &[String], target: &Path) -> Checked {
    let features = |modules: &[&String]| {
        modules.iter().map(|module| module.replace('_', "-")).collect::<Vec<_>>().join(",")
    };
    let mut good: Vec<&String> = services.iter().collect();
    if cargo(folder, target, &features(&good)).is_none() {
        good.retain(|service| cargo(folder, target, &features(&[service])).is_some());
        // A first run builds what the crate depends on.
        cargo(folder, target, &features(&good));
    }
    let touched = std::fs::File::options().append(true).open(folder.join("src/lib.rs"));
    touched.and_then(|file| file.set_modified(std::time::SystemTime::now())).expect("the file can be touched");
    let (time, peak_kilobytes) = cargo(folder, target, &features(&good)).unwrap_or_default();
    Checked { services: services.len(), compiled: good.len(), time, peak_kilobytes }
}

/// Time and peak memory of the compiler; nothing where the crate does not compile.
fn cargo(folder: &Path, target: &Path, features: &str) -> Option<(Duration, u64)> {
    let start = Instant::now();
    let child = Command::new("cargo")
        .args(["check", "--quiet", "--no-default-features", "--features", features])
        .current_dir(folder)
        .env("CARGO_TARGET_DIR", target)
        .env("CARGO_INCREMENTAL", "0")
        .stderr(Stdio::null())
        .spawn()
        .expect("cargo runs");
    let done = child.wait4().expect("cargo ends");
    done.status.success().then(|| (start.elapsed(), done.rusage.maxrss / 1024))
}

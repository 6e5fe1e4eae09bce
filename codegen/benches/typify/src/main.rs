//! Compares the Rust that Refract and typify make from the same contract: types, lines, time to generate, and time and
//! peak memory of `cargo check`, in one table.
//!
//! ```console
//! $ cargo run --release --manifest-path codegen/benches/typify/Cargo.toml -- OUT PAGES/vendor…
//! ```
//!
//! Each folder of pages is read once; both sides start from what was read. Both write a crate with a module a service, and
//! both are formatted by prettyplease. Crates and their dependencies are built once before `cargo check` is measured, without
//! incremental compilation, and only the crate itself is checked again.

mod crates;
mod typify;

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use refract_codegen::discover::{self, Overrides};
use refract_codegen::emit::rust::Layout;
use refract_codegen::emit::{Emit, Options, emit};
use refract_codegen::pipeline;
use refract_codegen::vocabulary::Library;

use crates::Checked;

/// One side's figures.
struct Row {
    name: &'static str,
    schemas: usize,
    refused: usize,
    panicked: usize,
    types: usize,
    lines: usize,
    generated: Duration,
    checked: Checked,
}

fn main() {
    let mut arguments = std::env::args_os().skip(1).map(PathBuf::from);
    let (Some(out), folders) = (arguments.next(), arguments.collect::<Vec<_>>()) else {
        eprintln!("name a folder to write to and folders of pages, one a vendor");
        std::process::exit(2);
    };
    if folders.is_empty() {
        eprintln!("name one or more folders of pages, one a vendor");
        std::process::exit(2);
    }
    std::fs::create_dir_all(&out).expect("the folder can be made");
    let out = out.canonicalize().expect("the folder is there");
    println!("| vendor | | schemas | refused | panicked | types | lines | generate | services that compile | `cargo check` | peak |");
    println!("|---|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|");
    for folder in folders {
        for (vendor, row) in vendor(&folder, &out) {
            let checked = &row.checked;
            println!(
                "| {vendor} | {} | {} | {} | {} | {} | {} | {:.2} s | {} of {} | {:.1} s | {} MB |",
                row.name,
                row.schemas,
                row.refused,
                row.panicked,
                row.types,
                row.lines,
                row.generated.as_secs_f64(),
                checked.compiled,
                checked.services,
                checked.time.as_secs_f64(),
                checked.peak_kilobytes / 1024,
            );
        }
    }
}

/// Both rows of a vendor.
fn vendor(folder: &Path, out: &Path) -> Vec<(String, Row)> {
    let files = discover::files(&[folder.to_owned()], Path::new("")).expect("there are pages");
    let outcome = pipeline::run(&files, &Library::embedded(), &|_| Overrides::default(), &|| {});
    let Some(vendor) = outcome.apis.first().map(|api| api.vendor.clone()) else { return Vec::new() };
    let mut options = Options::default();
    let schemas = emit(&outcome.apis, Emit::JsonSchema, &options);

    options.rust.layout = Layout::Crates;
    let start = Instant::now();
    let rust = emit(&outcome.apis, Emit::Rust, &options);
    let generated = start.elapsed();
    let target = out.join("target");
    let base = out.join("refract").join(&vendor);
    crates::write(&base, &rust);
    let sources: Vec<&String> =
        rust.iter().filter(|(path, _)| path.ends_with(".rs") && !path.ends_with("/support.rs")).map(|(_, text)| text).collect();
    let services: Vec<String> = outcome.apis.iter().map(|api| refract_codegen::emit::rust::names::module(&api.service)).collect();
    let own = Row {
        name: "refract",
        schemas: typify::count(&outcome.apis, &schemas),
        refused: 0,
        panicked: 0,
        types: sources.iter().map(|text| crates::types(text)).sum(),
        lines: rust.values().map(|text| text.lines().count()).sum(),
        generated,
        checked: crates::check(&base.join(&vendor), &services, &target),
    };

    let made = typify::generate(&outcome.apis, &schemas);
    let base = out.join("typify").join(&vendor);
    crates::write(&base, &made.files);
    let other = Row {
        name: "typify 0.8.0",
        schemas: made.schemas,
        refused: made.refused,
        panicked: made.panicked,
        types: made.files.values().map(|text| crates::types(text)).sum(),
        lines: made.files.values().map(|text| text.lines().count()).sum(),
        generated: made.time,
        checked: crates::check(&base, &services, &target),
    };
    vec![(vendor.clone(), own), (vendor, other)]
}

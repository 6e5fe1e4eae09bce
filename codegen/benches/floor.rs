//! The cost of an export compared with its lower bound: `cargo bench -p refract-codegen --bench floor`.
//!
//! The lower bound is one pass of bare tokenizers over the same pages (`CommonMark` events for all, and HTML tokens for
//! pages of a vendor whose tables are HTML), and writing the exported documents from memory once more. The export is a
//! run of the binary on one thread, so that its wall time is its CPU time; the minimum of several runs is used on both
//! sides.
//!
//! The pages are those of the corpus next to the repository; without it the bench prints that it was SKIPPED.

#![allow(clippy::cast_precision_loss, reason = "a count of bytes as megabytes")]

use std::hint::black_box;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Instant;

use html5gum::Tokenizer;
use pulldown_cmark::{Options, Parser};
use serde_json::Value;

/// The vendors, and whether their tables are HTML.
const VENDORS: [(&str, bool); 4] = [("jdcloud", false), ("huawei", true), ("otc", false), ("yandex", false)];

/// How many runs of each there are.
const RUNS: usize = 3;

fn main() {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/corpus");
    if !corpus.is_dir() {
        eprintln!("SKIPPED: the corpus is not next to the repository");
        return;
    }
    let out = tempfile::tempdir().expect("a temporary folder can be made");
    println!("vendor    pages      MB  tokens ms  writing ms  export ms  times the floor");
    for (vendor, html) in VENDORS {
        let pages = texts(&corpus.join(vendor), &["md", "rst"]);
        let megabytes = pages.iter().map(String::len).sum::<usize>() as f64 / 1e6;
        let tokens = least(|| pages.iter().map(|page| tokens(page, html)).sum::<usize>());
        let exported = out.path().join(vendor);
        let export = least(|| export(&corpus.join(vendor), &exported));
        let documents: Vec<Value> = texts(&exported.join("openapi"), &["json"])
            .iter()
            .map(|text| serde_json::from_str(text).expect("an exported document is JSON"))
            .collect();
        let write = |document| serde_json::to_vec_pretty(document).expect("a value can be written").len();
        let writing = least(|| documents.iter().map(write).sum::<usize>());
        println!(
            "{vendor:<9} {:>5} {megabytes:>7.1} {:>10.0} {:>11.0} {:>10.0} {:>16.1}",
            pages.len(),
            tokens * 1e3,
            writing * 1e3,
            export * 1e3,
            export / (tokens + writing),
        );
    }
}

/// The texts of all files with some extensions under a folder.
fn texts(folder: &Path, extensions: &[&str]) -> Vec<String> {
    let files = walkdir::WalkDir::new(folder).sort_by_file_name().into_iter().filter_map(Result::ok);
    let wanted = files.map(walkdir::DirEntry::into_path).filter(|path: &PathBuf| {
        path.extension().is_some_and(|extension| extensions.iter().any(|wanted| extension == *wanted))
    });
    wanted.filter_map(|path| std::fs::read_to_string(path).ok()).collect()
}

/// The least time that some runs take, in seconds.
fn least<R>(mut run: impl FnMut() -> R) -> f64 {
    let once = |_| {
        let start = Instant::now();
        black_box(run());
        start.elapsed().as_secs_f64()
    };
    (0..RUNS).map(once).fold(f64::MAX, f64::min)
}

/// How many tokens a page has.
fn tokens(page: &str, html: bool) -> usize {
    let events = Parser::new_ext(page, Options::ENABLE_TABLES).count();
    events + if html { Tokenizer::new(page).flatten().count() } else { 0 }
}

/// Exports a folder of pages with the binary.
fn export(pages: &Path, out: &Path) {
    let status = Command::new(env!("CARGO_BIN_EXE_refract-codegen"))
        .args(["export", "--emit", "openapi", "--threads", "1", "--out"])
        .args([out, pages])
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status();
    // Findings in the pages have an exit code of their own.
    assert!(status.is_ok_and(|status| status.code().is_some()), "the binary exits");
}

//! How the time of a page grows with the page: `cargo bench -p refract-codegen --bench scaling`.
//!
//! Prints a table: each construct at some size and at eight times that size. A factor of 12 is the most that there should
//! be. The test `linear` counts steps at smaller sizes.

#[path = "../tests/it/support/scaled.rs"]
mod scaled;

use std::hint::black_box;
use std::time::{Duration, Instant};

use refract_codegen::discover::Overrides;
use refract_codegen::includes::Includes;
use refract_codegen::source::Source;
use refract_codegen::vocabulary::Library;
use refract_codegen::{pipeline, resolve};
use scaled::{ALL, Scaled};

/// The shortest of three runs.
fn time(library: &Library, page: &Scaled, many: usize) -> Duration {
    let source = Source::from_text(format!("pages/x.{}", page.extension), (page.make)(many));
    let overrides = Overrides { vendor: Some(page.vendor.to_owned()), ..Overrides::default() };
    let run = || {
        let start = Instant::now();
        let read = pipeline::page(&mut source.clone(), library, &overrides, &Includes::default());
        black_box(read.map(|drafts| resolve::resolve(drafts.drafts, &drafts.vocabulary)).is_ok());
        start.elapsed()
    };
    (0..3).map(|_| run()).min().unwrap_or_default()
}

fn main() {
    let library = Library::embedded();
    println!("{:<24} {:>12} {:>12} {:>7}", "construct", "1,000", "8,000", "factor");
    for page in &ALL {
        let (once, eight) = (time(&library, page, 1_000), time(&library, page, 8_000));
        let factor = eight.as_secs_f64() / once.as_secs_f64();
        println!("{:<24} {once:>12.2?} {eight:>12.2?} {factor:>7.1}", page.name);
    }
}

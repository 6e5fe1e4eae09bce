//! What a page costs grows as the page does: eight times as much of anything takes eight times the steps, give or take
//! half. Steps are counted and not timed; `cargo bench -p refract-codegen --bench scaling` prints times.

use refract_codegen::discover::Overrides;
use refract_codegen::includes::Includes;
use refract_codegen::source::Source;
use refract_codegen::{pipeline, resolve, steps};

use crate::support::library;
use crate::support::scaled::{ALL, Scaled};

/// The steps for a page with a number of repeated parts, on this thread.
fn steps_of(page: &Scaled, many: usize) -> u64 {
    let mut source = Source::from_text(format!("pages/x.{}", page.extension), (page.make)(many));
    let overrides = Overrides { vendor: Some(page.vendor.to_owned()), ..Overrides::default() };
    let before = steps::taken();
    let drafts = pipeline::page(&mut source, library(), &overrides, &Includes::default()).expect("the vendor is known");
    resolve::resolve(drafts.drafts, &drafts.vocabulary);
    steps::taken() - before
}

#[test]
fn eight_times_as_much_takes_eight_times_the_steps() {
    let mut over = Vec::new();
    for page in &ALL {
        let (once, eight) = (steps_of(page, 150), steps_of(page, 1_200));
        eprintln!("{}: {once} {eight}", page.name);
        assert!(eight > 0, "nothing counts the steps of {}", page.name);
        if eight > once.max(1_000) * 12 {
            over.push((page.name, once, eight));
        }
    }
    assert!(over.is_empty(), "{over:?}");
}

//! The results for one page, and the diagnostics for all pages of `specs/`, for review. `generated.rs` tests whether
//! `generated/` is current; here a change of a pass shows in one short file per kind of output.

use refract_codegen::diagnostic::render::{Format, render};
use refract_codegen::emit::{Emit, Options, emit};

use crate::support::{read, repository};

const PAGE: &str = "specs/jdcloud/function/zh/createVersion.md";

#[test]
fn one_page_in_every_form() {
    let outcome = read(&[repository(PAGE)], &repository(""));
    for kind in [Emit::Ir, Emit::Rust, Emit::JsonSchema] {
        let files = emit(&outcome.apis, kind, &Options::default());
        // The page's own file: what all pages share is the same everywhere.
        let (path, text) = files.iter().find(|(path, _)| path.starts_with("jdcloud/function")).expect("a file");
        insta::with_settings!({ description => path.as_str(), omit_expression => true }, {
            insta::assert_snapshot!(format!("page_{}", kind.name()), text);
        });
    }
}

#[test]
fn all_diagnostics_of_specs() {
    let outcome = read(&[repository("specs")], &repository(""));
    for (page, ledger) in &outcome.ledgers {
        assert!(ledger.balances(), "{page}: {ledger:?}");
    }
    let mut report = Vec::new();
    render(&outcome.diagnostics, Format::Concise, false, &|_| None, &mut report).expect("a report");
    let report = String::from_utf8(report).expect("text");
    insta::with_settings!({ omit_expression => true }, { insta::assert_snapshot!("diagnostics", report) });
}

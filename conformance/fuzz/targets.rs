//! The fuzz targets: each function takes any bytes, and panics where an invariant is violated.
//!
//! cargo-fuzz runs them for minutes (`fuzz_targets/`), and `tests/it/fuzz.rs` for seconds, with the same seeds.

#![allow(dead_code, reason = "each fuzz target uses one of them")]

use std::io::Cursor;
use std::path::Path;
use std::sync::LazyLock;

use refract_codegen::config::Config;
use refract_conformance::contract::load::{self, Sources};
use refract_conformance::input::open;
use refract_conformance::report::render::{Format, View, render};
use refract_conformance::{Baseline, Checker, Contract, Options, Report, fixups, run};

static CONTRACT: LazyLock<Contract> = LazyLock::new(|| {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"));
    // The crate's folder, or that of `fuzz` in it.
    let here = if folder.join("contracts").is_dir() { folder } else { folder.parent().unwrap_or(folder) };
    let ir = [here.join("contracts")];
    let config = Config::default();
    let sources = Sources { specs: &[], ir: &ir, openapi: &[], strip: here, config: &config, folder: here };
    load::load(sources).unwrap_or_else(|error| panic!("{error}")).contract
});

static OPTIONS: LazyLock<Options> = LazyLock::new(Options::default);

fn recording(name: &str, data: &[u8]) {
    let reader = Box::new(Cursor::new(data.to_vec()));
    let Ok(batches) = open::read(name, reader, None, OPTIONS.limits) else { return };
    let checker = Checker::new(&CONTRACT, &OPTIONS);
    let tally = run::stream(&checker, batches, &mut |_| ());
    let counts = tally.counts;
    assert!(counts.broken <= counts.records && counts.routed() <= counts.read(), "{counts:?}");
    fixups::propose(&CONTRACT, &tally);
    let mut report = Report::new(&CONTRACT, &tally);
    report.settle(&OPTIONS);
    let text = serde_json::to_vec(&report).unwrap_or_else(|error| panic!("{error}"));
    let back = Report::from_json(&text).unwrap_or_else(|error| panic!("a report of our own: {error}"));
    assert!(back == report, "a report of our own comes back as another one");
    rendered(&report);
}

fn rendered(report: &Report) {
    for (format, name) in Format::ALL {
        let mut out = Vec::new();
        render(report, format, &mut View::default(), &mut out).unwrap_or_else(|error| panic!("{name}: {error}"));
        assert!(std::str::from_utf8(&out).is_ok(), "{name} is no text");
    }
}

/// A recording in NDJSON.
pub(crate) fn ndjson(data: &[u8]) {
    recording("r.ndjson", data);
}

/// A recording in HAR.
pub(crate) fn har(data: &[u8]) {
    recording("r.har", data);
}

/// A cassette.
pub(crate) fn cassette(data: &[u8]) {
    recording("r.yaml", data);
}

/// A recording in JSON.
pub(crate) fn json(data: &[u8]) {
    recording("r.json", data);
}

/// A recording whose name does not show its format, packed or not.
pub(crate) fn unknown(data: &[u8]) {
    recording("r", data);
}

/// Two reports that are put together.
pub(crate) fn merge(data: &[u8]) {
    let mut reports = Report::read(data).map_while(Result::ok);
    let Some(mut whole) = reports.next() else { return };
    for part in reports.take(4) {
        let before = whole.clone();
        if whole.merge(&part).is_err() {
            assert!(whole == before, "a report that can't be merged changed the other");
        }
    }
    whole.settle(&OPTIONS);
    rendered(&whole);
}

/// A file of known findings.
pub(crate) fn baseline(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    let Ok(known) = Baseline::parse(text) else { return };
    assert!(
        Baseline::parse(&known.to_text()).as_ref() == Ok(&known),
        "a baseline of our own comes back as another one"
    );
}

/// A text from which secrets are taken: what is left has none, and is not long.
pub(crate) fn redact(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    let once = OPTIONS.redactor.text(text);
    assert!(once.as_str().chars().count() <= 121, "{once}");
    // Few enough characters before it that it is in what is shown.
    let before: String = text.chars().take(60).collect();
    let secret = format!("{before}\npassword=\"hunter2\"");
    assert!(!OPTIONS.redactor.text(&secret).as_str().contains("hunter2"), "{before:?}");
}

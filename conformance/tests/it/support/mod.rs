//! What the suites share: contracts of this repository's pages, and the material next to the repository.

use std::path::{Path, PathBuf};

use refract_codegen::config::Config;
use refract_conformance::contract::load;
use refract_conformance::input::{Batch, Form, Record};
use refract_conformance::report::pages::Pages;
use refract_conformance::report::render::{Format, View, render};
use refract_conformance::{Contract, Report};

/// A folder of this repository.
pub(crate) fn repository(part: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(part)
}

/// The contracts of the pages in `specs/`.
pub(crate) fn specs() -> Contract {
    pages(&repository("specs"), &repository(""))
}

/// The contracts of pages.
pub(crate) fn pages(path: &Path, strip: &Path) -> Contract {
    load::pages(&[path.to_owned()], strip, &Config::default(), strip).unwrap_or_else(|error| panic!("{error}")).contract
}

/// The folder of material that is not part of the repository; `None`, and a printed line, where it is absent.
pub(crate) fn shared(part: &str) -> Option<PathBuf> {
    let path = repository("../shared").join(part);
    if path.exists() {
        return Some(path);
    }
    // Straight to the stream: the harness swallows what a passing test prints.
    use std::io::Write;
    let name = std::thread::current().name().unwrap_or("a test").to_owned();
    let _ = writeln!(std::io::stderr(), "SKIPPED: {name} needs ../shared/{part}, which is not here");
    None
}

/// The contract of the cases in `recordings/`.
pub(crate) fn cases() -> Contract {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"));
    let ir = [folder.join("contracts")];
    let sources =
        load::Sources { specs: &[], ir: &ir, openapi: &[], strip: folder, config: &Config::default(), folder };
    load::load(sources).unwrap_or_else(|error| panic!("{error}")).contract
}

/// The contract of an IR that a test makes.
pub(crate) fn made(ir: &serde_json::Value) -> Contract {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("made.json");
    std::fs::write(&file, ir.to_string()).expect("it is written");
    let (config, path) = (Config::default(), folder.path());
    let sources = load::Sources { specs: &[], ir: &[file], openapi: &[], strip: path, config: &config, folder: path };
    load::load(sources).unwrap_or_else(|error| panic!("{error}")).contract
}

/// All formats of a report, as one would read them, with their names.
pub(crate) fn rendered(report: &Report) -> Vec<(&'static str, String)> {
    let text = |format| {
        let mut out = Vec::new();
        let pages = Pages::new([], vec![repository("conformance")]);
        render(report, format, &mut View { pages, ..View::default() }, &mut out).expect("it is written");
        String::from_utf8(out).expect("text")
    };
    Format::ALL.iter().map(|(format, name)| (*name, text(*format))).collect()
}

/// The exchanges of NDJSON lines, a batch each, numbered as in one file.
pub(crate) fn lines(text: &str) -> Vec<Batch> {
    let one = |(number, line): (u64, &str)| Batch {
        file: "all.ndjson".into(),
        data: line.as_bytes().to_vec(),
        records: vec![Record { bytes: 0..line.len(), number, line: number, form: Ok(Form::Exchange) }],
    };
    (1..).zip(text.lines()).map(one).collect()
}

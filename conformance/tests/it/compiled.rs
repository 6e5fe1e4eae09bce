//! Compiled contracts: a run gives the same report as one with the sources, and a file that was changed is refused.

use std::path::Path;

use refract_conformance::contract::file::{FileError, opened};
use refract_conformance::contract::load::{self, LoadError, Loaded, Sources};
use refract_conformance::input::Batch;
use refract_conformance::{Contract, Match, Options, Plan, Report, Tally, examples, run};

use crate::support;

/// What comes out of a file that the contract is compiled into.
fn again(loaded: &Loaded) -> Loaded {
    opened(loaded.compiled().expect("bytes")).unwrap_or_else(|error| panic!("{error}"))
}

fn loaded(specs: &Path, strip: &Path) -> Loaded {
    let config = refract_codegen::config::Config::default();
    load::pages(&[specs.to_owned()], strip, &config, strip).unwrap_or_else(|error| panic!("{error}"))
}

fn settled(contract: &Contract, tally: &Tally, options: &Options) -> Report {
    let mut report = Report::new(contract, tally);
    report.settle(options);
    report
}

/// Compares reports in all formats, and parts.
fn same(sources: &Contract, compiled: &Contract, options: &Options, tallies: [&Tally; 2]) {
    let (one, other) = (settled(sources, tallies[0], options), settled(compiled, tallies[1], options));
    for ((name, one), (_, other)) in support::rendered(&one).into_iter().zip(support::rendered(&other)) {
        assert!(one == other, "{name}: the compiled contract has another report");
    }
    // Parts: what was seen alone, or all of it first.
    let part = |contract: &Contract, tally: &Tally| {
        let mut thin = Report::thin(contract, tally);
        let mut full = Report::new(contract, tally);
        assert!(thin == full.thinned(), "a part that was made thin is another one");
        thin.identify();
        full.identify();
        assert_eq!(thin.parts, full.parts);
        thin
    };
    let (mut one_part, other_part) = (part(sources, tallies[0]), part(compiled, tallies[1]));
    assert!(one_part == other_part, "the compiled contract has another part");
    // A part is the same whatever it was made with, so that it is not counted twice; others merge.
    assert!(one_part.clone().merge(&other_part).is_err());
    let mut empty = Report::thin(compiled, &Tally::new(compiled, options));
    empty.identify();
    one_part.merge(&empty).unwrap_or_else(|error| panic!("{error}"));
    for contract in [sources, compiled] {
        let mut whole = one_part.clone();
        whole.restore(contract).unwrap_or_else(|error| panic!("{error}"));
        whole.settle(options);
        assert!(whole == one, "the parts' report is that of the whole");
    }
}

/// The examples of pages with other values in their bodies.
fn changed(contract: &Contract) -> Vec<Batch> {
    let mut all = examples::batches(contract);
    for batch in &mut all {
        let mut data = Vec::new();
        for record in &mut batch.records {
            let text = &batch.data[record.bytes.clone()];
            let mut exchange: serde_json::Value = serde_json::from_slice(text).expect("JSON");
            for body in ["/request/body", "/response/body"] {
                let Some(members) = exchange.pointer_mut(body).and_then(serde_json::Value::as_object_mut) else {
                    continue;
                };
                members.values_mut().for_each(|value| *value = serde_json::json!([[{}]]));
                members.insert("undocumented".into(), true.into());
            }
            let start = data.len();
            data.extend_from_slice(exchange.to_string().as_bytes());
            record.bytes = start..data.len();
        }
        batch.data = data;
    }
    all
}

#[test]
fn reports_are_those_from_the_pages() {
    let specs = loaded(&support::repository("specs"), &support::repository(""));
    let compiled = again(&specs).contract;
    let options = Options { matching: Match::Suffix, ..Options::default() };
    let recorded = || examples::batches(&specs.contract).into_iter().chain(changed(&specs.contract));
    let tallies = [&specs.contract, &compiled].map(|contract| run::batches(contract, &options, recorded()));
    assert!(tallies[0].counts.conforms > 10 && tallies[0].counts.fails > 5, "{:?}", tallies[0].counts);
    same(&specs.contract, &compiled, &options, [&tallies[0], &tallies[1]]);
    assert_eq!(specs.contract.pages(), compiled.pages());
    assert!(specs.contract.services().eq(compiled.services()));
}

#[test]
fn every_finding_is_that_of_the_ir() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"));
    let (ir, config) = ([folder.join("contracts")], refract_codegen::config::Config::default());
    let sources = Sources { specs: &[], ir: &ir, openapi: &[], strip: folder, config: &config, folder };
    let sources = load::load(sources).unwrap_or_else(|error| panic!("{error}"));
    let compiled = again(&sources).contract;
    let options = Options { suggest_routes: true, ..Options::default() };
    let recordings = [folder.join("recordings")];
    let tallies = [&sources.contract, &compiled]
        .map(|contract| run(contract, &options, &recordings, Plan::default()).expect("recordings"));
    let codes: std::collections::BTreeSet<_> = tallies[0].findings.iter().map(|(code, ..)| code).collect();
    assert!(codes.len() > 25, "{codes:?}");
    same(&sources.contract, &compiled, &options, [&tallies[0], &tallies[1]]);
}

/// Real pages and traffic, as far as they are beside the repository.
#[test]
fn reports_of_the_corpus_are_those_from_the_pages() {
    let (Some(corpus), Some(recordings)) = (support::shared("corpus/otc"), support::shared("recordings")) else {
        return;
    };
    for service in ["elastic-cloud-server", "identity-access-management"] {
        let sources = loaded(&corpus.join(service), &corpus);
        let compiled = again(&sources).contract;
        let options = Options { matching: Match::Suffix, ..Options::default() };
        let files = ["otc.ndjson", "otc-more.ndjson", "otc-foreign.ndjson"].map(|file| recordings.join(file));
        let tallies = [&sources.contract, &compiled]
            .map(|contract| run(contract, &options, &files, Plan::default()).expect("recordings"));
        assert!(tallies[0].counts.routed() > 10, "{service}: {:?}", tallies[0].counts);
        same(&sources.contract, &compiled, &options, [&tallies[0], &tallies[1]]);
    }
}

#[test]
fn an_openapi_document_keeps_what_it_leaves_open() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("api.yaml");
    let document = "{\"openapi\":\"3.1.0\",\"info\":{\"title\":\"t\",\"version\":\"1\"},\"paths\":{\"/a\":{\"get\":{\
        \"responses\":{\"200\":{\"description\":\"d\",\"content\":{\"application/json\":{\"schema\":{\
        \"type\":\"object\",\"properties\":{\"size\":{\"not\":{\"type\":\"string\"}}}}}}}}}}}}";
    std::fs::write(&file, document).expect("a file");
    let (openapi, config, here) = ([file], refract_codegen::config::Config::default(), folder.path());
    let sources = Sources { specs: &[], ir: &[], openapi: &openapi, strip: here, config: &config, folder: here };
    let sources = load::load(sources).unwrap_or_else(|error| panic!("{error}"));
    assert!(!sources.notes.is_empty());
    assert_eq!(again(&sources).notes, sources.notes);
}

/// The bytes of a small contract.
fn bytes() -> Vec<u8> {
    loaded(&support::repository("specs/jdcloud"), &support::repository("")).compiled().expect("bytes")
}

#[test]
fn equal_contracts_are_equal_files() {
    assert!(bytes() == bytes());
}

#[test]
fn a_file_that_is_not_what_was_written_is_refused() {
    let whole = bytes();
    assert!(opened(whole.clone()).is_ok());
    let refused = |bytes: &[u8]| opened(bytes.to_vec()).expect_err("it is refused");
    // Wherever it is cut, and whatever stands behind it.
    for end in (0..80).chain([whole.len() / 2, whole.len() - 1]) {
        match (end, refused(&whole[..end])) {
            (0..16, FileError::Form { .. }) | (16.., FileError::Length { .. }) => {}
            (_, error) => panic!("{end}: {error}"),
        }
    }
    assert!(matches!(refused(&[&whole[..], b"\n"].concat()), FileError::Length { .. }));
    // Wherever a bit is another one.
    let places = (0..whole.len()).step_by(whole.len() / 400).chain(0..80);
    for at in places {
        let mut damaged = whole.clone();
        damaged[at] ^= 4;
        let error = refused(&damaged);
        let expected = match at {
            0..16 => matches!(error, FileError::Form { .. }),
            16..26 => matches!(error, FileError::Version { .. } | FileError::Length { .. }),
            26..34 => matches!(error, FileError::Length { .. }),
            _ => error == FileError::Checksum,
        };
        assert!(expected, "{at}: {error}");
    }
    let mut other = whole.clone();
    other[16] = 77;
    let error = refused(&other).to_string();
    let known =
        format!("was compiled by Refract {v} (format 77), and this is Refract {v}", v = env!("CARGO_PKG_VERSION"));
    assert!(error.starts_with(&known) && error.ends_with("compile it again"), "{error}");
    let error = refused(b"{\"format\": 1}").to_string();
    assert!(error.contains("refract conform compile") && error.contains("`--ir`"), "{error}");
}

/// Damage that the checksum does not show, because the checksum was made after it, ends the run.
#[test]
fn a_run_on_what_cant_be_decoded_fails() {
    let specs = loaded(&support::repository("specs/otc"), &support::repository(""));
    let whole = specs.compiled().expect("bytes");
    let start = whole.len() - usize::try_from(u64::from_le_bytes(whole[26..34].try_into().expect("8"))).expect("small");
    let damaged = |from: usize| {
        let mut damaged = whole.clone();
        damaged[from..].fill(0xff);
        let mut checksum = flate2::Crc::new();
        checksum.update(&damaged[start..]);
        damaged[start - 4..start].copy_from_slice(&checksum.sum().to_le_bytes());
        opened(damaged)
    };
    // What cannot be decoded at the front is found at once; operations stand at the end.
    assert!(matches!(damaged(start), Err(FileError::Content(_))));
    let mut places = (start..whole.len()).step_by(100);
    let compiled = places.find_map(|from| damaged(from).ok()).expect("it opens").contract;
    let error = failure(&specs, &compiled);
    assert!(error.starts_with("the compiled contract can't be decoded"), "{error}");
}

/// Why a run of the examples of pages on a compiled contract fails.
fn failure(specs: &Loaded, compiled: &Contract) -> String {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("examples.ndjson");
    let data: Vec<Batch> = examples::batches(&specs.contract);
    let lines = data.iter().flat_map(|batch| batch.records.iter().map(|record| &batch.data[record.bytes.clone()]));
    std::fs::write(&path, lines.collect::<Vec<_>>().join(&b'\n')).expect("a file");
    run(compiled, &Options::default(), &[path], Plan::default()).expect_err("it fails").to_string()
}

/// Operations are read from the file while the run goes on: a file that somebody writes to meanwhile ends the run.
#[test]
fn a_run_on_a_file_that_changes_fails() {
    let specs = loaded(&support::repository("specs/otc"), &support::repository(""));
    let mut bytes = specs.compiled().expect("bytes");
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("api.contract");
    std::fs::write(&path, &bytes).expect("a file");
    let compiled = load::open(&path).expect("it opens").contract;
    // Operations stand at the end.
    let half = bytes.len() / 2;
    bytes[half..].fill(0);
    std::fs::write(&path, &bytes).expect("a file");
    let error = failure(&specs, &compiled);
    assert!(error.contains("checksum of operation"), "{error}");
}

#[test]
fn a_file_that_is_not_there_is_named() {
    let error = load::open(Path::new("no.contract")).expect_err("there is none");
    assert!(
        matches!(&error, LoadError::Open { .. }) && error.to_string().starts_with("no.contract: can't be read"),
        "{error}"
    );
}

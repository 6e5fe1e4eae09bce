//! Every code of a finding has a recording with such a finding, followed by near misses without it.

use std::path::Path;

use refract_conformance::input::open;
use refract_conformance::{Checker, Code, Contract, Options, run};

use crate::support;

/// What no exchange can have: it is found in a run as a whole.
const OF_RUNS: [Code; 3] = [Code::NothingRead, Code::NothingMatched, Code::BaselineStale];

/// The codes of each exchange of a file.
fn codes(contract: &Contract, file: &Path) -> Vec<Vec<Code>> {
    let options = Options::default();
    let checker = Checker::new(contract, &options);
    let batches = open::open(file, None, options.limits).unwrap_or_else(|error| panic!("{error}"));
    let mut codes = Vec::new();
    run::stream(&checker, batches, &mut |watched| {
        codes.push(watched.findings.iter().map(|finding| finding.code).collect());
    });
    codes
}

#[test]
fn every_code_has_a_case_and_a_near_miss() {
    let contract = support::cases();
    let folder = support::repository("conformance/recordings/codes");
    for &code in Code::ALL.iter().filter(|code| !OF_RUNS.contains(code)) {
        let found = codes(&contract, &folder.join(format!("{}.ndjson", code.name())));
        let (first, near) = found.split_first().expect("a case");
        assert!(!near.is_empty(), "{}: no near miss", code.name());
        // Nothing but the code: a case that breaks more shows less.
        assert_eq!(*first, [code], "{}", code.name());
        for codes in near {
            assert!(codes.is_empty(), "{}: the near miss has {codes:?}", code.name());
        }
    }
}

#[test]
fn recordings_fit_the_published_schema() {
    let schema = serde_json::from_str(refract_conformance::exchange::SCHEMA).expect("JSON");
    jsonschema::meta::validate(&schema).unwrap_or_else(|error| panic!("{error}"));
    let validator = jsonschema::validator_for(&schema).expect("a schema");
    for folder in ["codes", "forms"] {
        for entry in std::fs::read_dir(support::repository("conformance/recordings").join(folder)).expect("the folder")
        {
            let path = entry.expect("an entry").path();
            // Logs end in `.jsonl`: each has the form of its own gateway.
            if path.extension().is_none_or(|extension| extension != "ndjson") {
                continue;
            }
            for line in std::fs::read_to_string(&path).expect("text").lines() {
                let Ok(value) = serde_json::from_str(line) else { continue };
                assert!(validator.is_valid(&value), "{}: {line}", path.display());
            }
        }
    }
    // What is refused here is refused by the reader, and the other way round.
    for (text, is_one) in [
        (r#"{"request":{"method":"GET","url":"/x"}}"#, true),
        (r#"{"response":{"status":200},"operation":"x"}"#, true),
        (r#"{"response":{"status":200}}"#, false),
        (r#"{"response":{"status":"200"},"operation":"x"}"#, false),
        (r#"{"request":{"method":"GET","url":"/x","headers":[["a","b"]],"query":{"a":["1",2]}}}"#, true),
        (r#"{"request":{"method":"GET","url":"/x","headers":"a"}}"#, false),
        (r#"{"request":{"method":1,"url":"/x"}}"#, false),
        ("[]", false),
    ] {
        let value = serde_json::from_str(text).expect("JSON");
        assert_eq!(validator.is_valid(&value), is_one, "{text}");
        let read = refract_conformance::Exchange::read(text.as_bytes(), refract_conformance::Form::Exchange);
        assert_eq!(read.is_ok(), is_one, "{text}: {read:?}");
    }
}

#[test]
fn every_form_gives_the_same() {
    let contract = support::cases();
    let folder = support::repository("conformance/recordings/forms");
    let wanted = [vec![Code::ConditionUnmet, Code::EnumDrift], vec![]];
    let mut forms = 0;
    for entry in std::fs::read_dir(&folder).expect("the folder") {
        let path = entry.expect("an entry").path();
        let wanted = if path.ends_with("one.json") { &wanted[..1] } else { &wanted[..] };
        assert_eq!(codes(&contract, &path), wanted, "{}", path.display());
        forms += 1;
    }
    assert_eq!(forms, 16);
}

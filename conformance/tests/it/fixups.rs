//! What a run proposes can be applied, and then the run has no such finding any more.

use refract_codegen::fixup::{FixupFile, Loaded, apply};
use refract_conformance::input::open;
use refract_conformance::{Checker, Contract, Options, Samples, Tally, fixups, run};

use crate::support;

fn verify(contract: &Contract) -> Tally {
    let options = Options::default();
    let checker = Checker::new(contract, &options);
    let mut tally = Tally::new(contract, &options);
    for code in ["missing-field", "unexpected-null", "enum-drift", "undocumented-field", "missing-header"] {
        let file = support::repository("conformance/recordings/codes").join(format!("{code}.ndjson"));
        let text = std::fs::read(file).expect("a recording");
        let name = format!("{code}.ndjson");
        let batches = open::read(&name, Box::new(std::io::Cursor::new(text)), None, options.limits).expect("memory");
        tally.merge(&run::stream(&checker, batches, &mut |_| ()));
    }
    tally
}

#[test]
fn what_is_proposed_can_be_applied() {
    let contract = support::cases();
    let tally = verify(&contract);
    let proposed = fixups::propose(&contract, &tally);
    let file = &proposed[&("cases".to_owned(), "parcels".to_owned())];
    let text = file.to_toml().expect("TOML");
    insta::assert_snapshot!("proposed", text);
    assert_eq!(toml::from_str::<FixupFile>(&text).expect("it is read back"), *file);

    let mut apis = contract.apis().to_vec();
    let loaded = Loaded::parse("fixups.toml", &text).unwrap_or_else(|problems| panic!("{problems:?}"));
    let diagnostics = apply(&mut apis, &[loaded]);
    let printed: Vec<String> = diagnostics.iter().map(|diagnostic| format!("{diagnostic:?}")).collect();
    assert!(printed.is_empty(), "{printed:#?}");
    let tally = verify(&Contract::new(apis).expect("a contract"));
    let left: Vec<String> = tally.findings.iter().map(|(code, place, _)| format!("{} {place}", code.name())).collect();
    assert_eq!(left, Vec::<String>::new());
}

/// Suggestions depend on what was seen, and not on how much of it is shown.
#[test]
fn no_fixup_is_proposed_from_refusals() {
    let contract = support::cases();
    let line = |status: u16| {
        format!(
            r#"{{"request":{{"method":"GET","url":"/v1/parcels/p-0a1b"}},"response":{{"status":{status},"body":{{"code":"x","id":"p-0a1b","state":"SENT","hint":"y"}}}}}}"#
        )
    };
    for samples in [0, 1, 5] {
        let options = Options { samples: Samples(samples), ..Options::default() };
        let checker = Checker::new(&contract, &options);
        let proposed = |lines: &[String]| {
            let tally = run::check_batches(&checker, &support::lines(&lines.join("\n")));
            assert!(!tally.findings.is_empty());
            fixups::propose(&contract, &tally).values().flat_map(|file| file.fixups.clone()).collect::<Vec<_>>()
        };
        assert_eq!(proposed(&[line(404), line(404)]), [], "{samples}");
        let fields: Vec<_> = proposed(&[line(404), line(200)]).into_iter().filter_map(|fixup| fixup.field).collect();
        assert_eq!(fields, ["code", "hint"], "{samples}");
    }
}

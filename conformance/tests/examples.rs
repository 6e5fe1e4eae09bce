//! Holds every example on the pages of `specs/` against the page: one snapshot a service.

mod support;

use std::collections::BTreeMap;

use refract_conformance::{Checker, Options, examples, run};

#[test]
fn examples_of_specs() {
    let contract = support::specs();
    let options = Options::default();
    let checker = Checker::new(&contract, &options);
    let mut reports: BTreeMap<String, String> =
        contract.apis().iter().map(|api| (format!("{}-{}", api.vendor, api.service), String::new())).collect();
    assert!(!reports.is_empty(), "specs/ documents services");
    run::stream(&checker, examples::batches(&contract), &mut |watched| {
        let operation = watched.operation.expect("an example names its operation");
        let report = reports.get_mut(&format!("{}-{}", operation.vendor, operation.service)).expect("it is there");
        let (id, whence) = (operation.id, watched.whence);
        *report += &format!("{id} at {}:{}: {}\n", whence.file, whence.line, watched.verdict.name());
        for finding in watched.findings {
            let (code, pointer) = (finding.code.name(), &finding.pointer);
            *report += &format!("  {code} {pointer}: {}, not {}\n", finding.actual, finding.expected);
        }
    });
    for (name, mut report) in reports {
        if report.is_empty() {
            "no examples on the pages\n".clone_into(&mut report);
        }
        insta::with_settings!({ prepend_module_to_snapshot => false, omit_expression => true }, {
            insta::assert_snapshot!(format!("examples-{name}"), report);
        });
    }
}

//! Holds every example on the pages of `specs/` against the page: one snapshot a service.

mod support;

use std::collections::BTreeMap;

use refract_codegen::ir::Status;
use refract_conformance::contract::Part;
use refract_conformance::{Checker, Options, Report, examples, run};

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

/// Examples exercise what they show: the query of a request line, and a class of statuses by a status of it.
#[test]
fn examples_exercise_queries_and_classes_of_statuses() {
    let contract = support::specs();
    let options = Options::default();
    let report = Report::new(&contract, &run::batches(&contract, &options, examples::batches(&contract)));
    let rows = report.evidence.iter().filter(|scope| scope.part == Part::Query).flat_map(|scope| &scope.rows);
    let seen: Vec<&str> = rows.filter(|row| row.seen > 0).map(|row| row.path.as_str()).collect();
    assert!(seen.contains(&"maxitems"), "{seen:?}");
    let classes = report.operations.iter().flat_map(|operation| &operation.statuses);
    let classes: Vec<_> = classes.filter(|status| status.status == Status::Class(2)).collect();
    assert!(classes.iter().any(|status| status.seen > 0), "{classes:?}");
}

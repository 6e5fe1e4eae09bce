//! Validates every example on the pages of `specs/` against its page: one snapshot per service.

use std::collections::BTreeMap;

use refract_codegen::ir::Status;
use refract_conformance::contract::{Contract, Part};
use refract_conformance::{Checker, Options, Report, examples, run};

use crate::support;

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
        let (id, recorded) = (operation.id, watched.recorded);
        *report += &format!("{id} at {}:{}: {}\n", recorded.file, recorded.line, watched.verdict.name());
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

/// The report of a contract's own examples.
fn report(contract: &Contract) -> Report {
    let options = Options::default();
    Report::new(contract, &run::batches(contract, &options, examples::batches(contract)))
}

#[test]
fn examples_exercise_the_queries_of_their_request_lines() {
    let report = report(&support::specs());
    let rows = report.evidence.iter().filter(|scope| scope.part == Part::Query).flat_map(|scope| &scope.rows);
    let seen: Vec<&str> = rows.filter(|row| row.seen > 0).map(|row| row.path.as_str()).collect();
    assert!(seen.contains(&"maxitems"), "{seen:?}");
}

/// A page whose example shows no status: it exercises the success class.
const WITHOUT_STATUS: &str = ".. _page:

Querying a Job
==============

URI
---

GET /v1/jobs/first

Response
--------

.. table:: **Table 1** Response parameters

   ====== ====== ===========
   Name   Type   Description
   ====== ====== ===========
   job_id String Job ID.
   ====== ====== ===========

Example Response
----------------

.. code-block:: text

   {\"job_id\": \"1\"}
";

#[test]
fn examples_exercise_classes_of_statuses() {
    let folder = tempfile::tempdir().expect("a folder");
    let pages = folder.path().join("api-ref/source");
    std::fs::create_dir_all(&pages).expect("folders");
    std::fs::write(pages.join("page.rst"), WITHOUT_STATUS).expect("a page");
    let report = report(&support::pages(folder.path(), folder.path()));
    let classes = report.operations.iter().flat_map(|operation| &operation.statuses);
    let seen: Vec<_> = classes.map(|status| (status.status, status.seen)).collect();
    assert_eq!(seen, [(Status::Class(2), 1)]);
}

//! Every example on the pages of `specs/` against the schema that the pages give: one snapshot a service.

use std::path::Path;

use refract_codegen::discover::{self, Overrides};
use refract_codegen::ir::{Api, Direction, ExampleContent};
use refract_codegen::pipeline;
use refract_codegen::vocabulary::Library;
use refract_conformance::Contract;

fn apis() -> Vec<Api> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the workspace");
    let files = discover::files(&[root.join("specs")], root).expect("specs/ has pages");
    let outcome = pipeline::run(&files, &Library::embedded(), &|_| Overrides::default(), &|| {});
    assert!(outcome.operations() > 0, "specs/ documents operations");
    outcome.apis
}

#[test]
fn examples_of_specs() {
    for api in apis() {
        let name = format!("{}-{}", api.vendor, api.service);
        let contract = Contract::new(api);
        let mut report = String::new();
        for operation in &contract.api().operations {
            for example in &operation.examples {
                let ExampleContent::Json(body) = &example.content else {
                    continue;
                };
                let side = match example.direction {
                    Direction::Request => "request".to_owned(),
                    Direction::Response => {
                        example.status.map_or("response".into(), |status| format!("response {status}"))
                    }
                };
                let findings = contract
                    .check_body(operation.id.as_str(), example.direction, example.status, body)
                    .unwrap_or_else(|error| panic!("{error}"));
                report += &format!("{}: {side} at {}: ", operation.id, example.origin);
                if findings.is_empty() {
                    report += "conforms\n";
                } else {
                    report += "does not conform\n";
                    for finding in &findings {
                        report += &format!("  {}: {}\n", finding.pointer, finding.message);
                    }
                }
            }
        }
        if report.is_empty() {
            "no examples on the pages\n".clone_into(&mut report);
        }
        insta::with_settings!({ prepend_module_to_snapshot => false, omit_expression => true }, {
            insta::assert_snapshot!(format!("examples-{name}"), report);
        });
    }
}

//! A body that the page shows in several tables: parts of one, or the same in several cases.

use refract_codegen::ir::{Kind, Required};

use crate::support::read_text;

/// A table of name, type and whether it is mandatory, below its caption.
fn table(caption: &str, rows: &str) -> String {
    format!(
        ".. table:: {caption}\n
   ===== ====== ========= ===========
   Name  Type   Mandatory Description
   ===== ====== ========= ===========
{rows}   ===== ====== ========= ===========\n\n"
    )
}

/// A page whose request body has two tables, and the requiredness that is read.
fn required(second: &str) -> String {
    let first = table(
        "**Table 1** Parameters (new jobs)",
        "   name  String Yes       Name.\n   image String Yes       Image.\n   size  String No        Size.\n",
    );
    let page = format!(
        ".. _page:\n\nCreating a Job\n==============\n\nURI\n---\n\nPOST /v1/jobs\n\nRequest\n-------\n\n{first}{}",
        table("**Table 2** Parameters (copies)", second)
    );
    let outcome = read_text("api-ref/source/page.rst", &page);
    let [api] = outcome.apis.as_slice() else { panic!("{:?}", outcome.diagnostics) };
    let body = &api.operations[0].request.as_ref().expect("a body").schema;
    let Kind::Object(object) = &api.resolve(body).kind else { panic!("{body:?}") };
    let mut lines: Vec<String> = object
        .fields()
        .iter()
        .map(|field| {
            let required = match field.required {
                Required::Always => "always",
                Required::Optional => "not",
                Required::Conditional => "in some cases",
                Required::Unstated => "unstated",
            };
            format!("{}: {required}", field.name)
        })
        .collect();
    lines.extend(api.resolve(body).inferred.iter().map(ToString::to_string));
    lines.join("\n")
}

#[test]
fn what_one_case_requires_is_not_required_in_all() {
    insta::assert_snapshot!(required("   name  String Yes       Name.\n   from  String Yes       Source.\n"));
}

#[test]
fn tables_of_other_fields_go_on_with_the_body() {
    insta::assert_snapshot!(required("   from  String Yes       Source.\n"));
}

/// The parameters of a page with two tables of parameters, below these captions.
fn parameters(captions: [&str; 2]) -> Vec<(String, Required)> {
    let [first, second] = captions;
    let page = format!(
        ".. _page:\n\nListing Jobs\n============\n\nURI\n---\n\nGET /v1/jobs\n\n{}Request\n-------\n\n{}",
        table(first, "   name  String Yes       Name.\n   image String Yes       Image.\n"),
        table(second, "   name  String No        Name.\n   from  String No        Source.\n"),
    );
    let outcome = read_text("api-ref/source/page.rst", &page);
    let [api] = outcome.apis.as_slice() else { panic!("{:?}", outcome.diagnostics) };
    assert!(!outcome.diagnostics.iter().any(|it| it.message.contains("twice")), "{:?}", outcome.diagnostics);
    let parameters = api.operations[0].parameters.iter();
    parameters.map(|parameter| (parameter.field.name.clone(), parameter.field.required)).collect()
}

#[test]
fn a_parameter_of_two_tables_is_one_and_required_in_some_cases() {
    let expected = [("name", Required::Conditional), ("image", Required::Always), ("from", Required::Optional)]
        .map(|(name, required)| (name.to_owned(), required));
    for captions in [
        ["**Table 1** Query parameters", "**Table 2** Query parameters"],
        ["**Table 1** Query parameters", "**Table 2** Parameters"],
        ["**Table 1** Parameter description", "**Table 2** Request parameters"],
    ] {
        assert_eq!(parameters(captions), expected, "{captions:?}");
    }
}

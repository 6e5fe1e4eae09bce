//! Limits that hold in some cases only: what stays words, what the schema demands, and what holds always all the same.

mod support;

use std::fmt::Write as _;

use refract_codegen::emit::{self, Emit, Options};
use refract_codegen::ir::{Api, Kind, Object};
use support::read_text;

/// The contract of a page whose body has these rows: name, type and description.
fn api(rows: &[(&str, &str, &str)]) -> Api {
    let line = "   ====== ======= ========= ===========\n";
    let rows: String = rows.iter().fold(String::new(), |mut rows, (name, type_, description)| {
        writeln!(rows, "   {name:6} {type_:7} No        {description}").expect("a text");
        rows
    });
    let page = format!(
        ".. _page:\n\nCreating a Job\n==============\n\nURI\n---\n\nPOST /v1/jobs\n\nRequest\n-------\n\n\
         .. table:: **Table 1** Parameters\n\n{line}   Name   Type    Mandatory Description\n{line}{rows}{line}"
    );
    let outcome = read_text("api-ref/source/page.rst", &page);
    let [api] = outcome.apis.as_slice() else { panic!("{:?}", outcome.diagnostics) };
    api.clone()
}

fn body(api: &Api) -> &Object {
    let body = &api.operations[0].request.as_ref().expect("a body").schema;
    let Kind::Object(object) = &api.resolve(body).kind else { panic!("{body:?}") };
    object
}

/// What is demanded of a number that is described so: always, and in some cases.
fn demanded(description: &str) -> String {
    let api = api(&[("mode", "String", "Mode."), ("size", "Integer", description)]);
    let stated = &body(&api).field("size").expect("the field").schema.constraints;
    let mut lines: Vec<String> =
        stated.demands().into_iter().map(|demand| format!("{}: {}", demand.what, demand.value)).collect();
    lines.sort();
    lines.join("\n")
}

/// The rules of the schema for what must be given when.
fn rules(rows: &[(&str, &str, &str)]) -> String {
    let api = api(rows);
    let files = emit::emit(std::slice::from_ref(&api), Emit::JsonSchema, &Options::default());
    let rules = files.values().filter_map(|text| serde_json::from_str::<serde_json::Value>(text).ok());
    let rules: Vec<serde_json::Value> = rules.filter_map(|file| file.get("allOf").cloned()).collect();
    serde_json::to_string_pretty(&rules).expect("JSON")
}

#[test]
fn two_cases_of_one_sentence_hold_neither_always() {
    insta::assert_snapshot!(demanded(
        "The value ranges from 20 to 1000 for a, and the value ranges from 20 to 3000 for b."
    ));
}

#[test]
fn a_case_that_the_limit_does_not_allow_takes_it_back() {
    insta::assert_snapshot!(demanded(
        "The value ranges from 1 to 65535. When mode is icmp, it is the code, and the value ranges from 0 to 255."
    ));
}

#[test]
fn a_case_within_the_limit_leaves_it() {
    insta::assert_snapshot!(demanded(
        "The value ranges from 1 to 128. When mode is a, several are made, and the value ranges from 1 to 59."
    ));
}

#[test]
fn the_words_of_a_condition_are_no_limit() {
    insta::assert_snapshot!(demanded(
        "The value ranges from 1 to 500. If this parameter is not set or greater than 500, 500 is used."
    ));
}

#[test]
fn a_default_outside_of_the_range_takes_it_back_wherever_it_stands() {
    for text in [
        "The value ranges from 1 to 5. The default value is 9.",
        "The default value is 9. The value ranges from 1 to 5.",
    ] {
        assert_eq!(demanded(text), "default: 9", "{text}");
    }
    let inside = demanded("The value ranges from 1 to 5. The default value is 5.");
    assert!(inside.contains("default: 5") && inside.contains("range: "), "{inside}");
}

#[test]
fn a_line_that_is_nothing_but_a_condition_heads_a_case() {
    let text = |rows: &[(&str, &str, &str)]| {
        let api = api(rows);
        let stated = &body(&api).field("key").expect("the field").schema.constraints;
        stated
            .demands()
            .iter()
            .map(|demand| format!("{}: {}", demand.what, demand.value))
            .collect::<Vec<_>>()
            .join("\n")
    };
    let description = "Key (when mode is set to a)\n\n                            It contains a maximum of 36 characters.\n\n                            \
                       Key (when mode is set to b)\n\n                            It contains a maximum of 127 characters.";
    insta::assert_snapshot!(text(&[("key", "String", description)]));
}

#[test]
fn values_of_conditions_have_their_fields_types() {
    insta::assert_snapshot!(rules(&[
        ("on", "Boolean", "Switch."),
        ("level", "Integer", "Level."),
        ("mode", "String", "Mode."),
        ("a", "String", "This parameter is mandatory if **on** is **true**."),
        ("b", "String", "This parameter is mandatory if **level** is **2**."),
        ("c", "String", "This parameter is mandatory if **mode** is **2**."),
        ("d", "String", "This parameter is mandatory if **level** is **high**."),
    ]));
}

/// What is demanded of a text that is described so.
fn demanded_text(description: &str) -> String {
    let api = api(&[("mode", "String", "Mode."), ("size", "String", description)]);
    let stated = &body(&api).field("size").expect("the field").schema.constraints;
    stated.demands().iter().map(|demand| format!("{}: {}", demand.what, demand.value)).collect::<Vec<_>>().join("\n")
}

#[test]
fn values_of_a_case_leave_those_that_have_them_and_take_back_others() {
    let within = "The value can be **a**, **b**, or **c**. When mode is x, the value can be **a** or **b**.";
    let beyond = "The value can be **a**, **b**, or **c**. When mode is x, the value can be **a** or **d**.";
    assert!(demanded_text(within).contains("values: "), "{}", demanded_text(within));
    assert!(!demanded_text(beyond).contains("values: "), "{}", demanded_text(beyond));
}

/// Outside of a body no schema can say that of two parameters one is given at most: it stays a condition in words.
#[test]
fn of_two_parameters_that_exclude_each_other_both_say_so() {
    let line = "   ====== ======= ========= ===========\n";
    let page = format!(
        ".. _page:\n\nListing Jobs\n============\n\nURI\n---\n\nGET /v1/jobs\n\n\
         .. table:: **Table 1** Query parameters\n\n{line}   Name   Type    Mandatory Description\n{line}\
         \x20  size   Integer No        It includes only one of the fields ``size``, ``mode``.\n   mode   String  No        Mode.\n{line}"
    );
    let outcome = read_text("api-ref/source/page.rst", &page);
    let [api] = outcome.apis.as_slice() else { panic!("{:?}", outcome.diagnostics) };
    let words = api.operations[0].parameters.iter().map(|parameter| {
        let conditions = parameter.field.schema.constraints.conditions.iter();
        conditions.map(|condition| condition.words.as_str()).collect::<Vec<_>>()
    });
    let both = words.collect::<Vec<_>>();
    assert_eq!(both, [["only one of size, mode may be given"], ["only one of size, mode may be given"]]);
}

#[test]
fn steps_of_nothing_and_numbers_in_a_unit_that_a_text_lacks_demand_nothing() {
    let stepped = demanded("The value ranges from 20 to 90, with a step of 10.");
    assert!(stepped.contains("multiple of: 10"), "{stepped}");
    let nothing = demanded("The value ranges from 20 to 90, with a step of 0.");
    assert!(nothing.contains("range: ") && !nothing.contains("multiple"), "{nothing}");
    assert_eq!(demanded_text("The time. The interval must not be less than 1 hour."), "");
}

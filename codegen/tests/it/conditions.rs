//! What descriptions demand: lists of values, and limits that apply in some cases only; what stays text, what the
//! schema demands, and what applies in every case.

use std::fmt::Write as _;

use refract_codegen::emit::{self, Emit, Options};
use refract_codegen::ir::{Api, Kind, Object};
use refract_codegen::pipeline::Outcome;

use crate::support::read_text;

/// The contract of a page whose body has these rows: name, type and description.
fn api(rows: &[(&str, &str, &str)]) -> Api {
    let outcome = outcome(rows);
    let [api] = outcome.apis.as_slice() else { panic!("{:?}", outcome.diagnostics) };
    api.clone()
}

/// What is read of a page whose body has these rows.
fn outcome(rows: &[(&str, &str, &str)]) -> Outcome {
    let line = "   ====== ======= ========= ===========\n";
    let rows: String = rows.iter().fold(String::new(), |mut rows, (name, type_, description)| {
        writeln!(rows, "   {name:6} {type_:7} No        {description}").expect("a text");
        rows
    });
    let page = format!(
        ".. _page:\n\nCreating a Job\n==============\n\nURI\n---\n\nPOST /v1/jobs\n\nRequest\n-------\n\n\
         .. table:: **Table 1** Parameters\n\n{line}   Name   Type    Mandatory Description\n{line}{rows}{line}"
    );
    read_text("api-ref/source/page.rst", &page)
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
fn two_cases_of_one_sentence_apply_only_in_their_cases() {
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
fn a_default_outside_of_the_range_removes_the_range_in_any_order() {
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

/// Outside a body, no schema can express that at most one of two parameters is given: it stays a condition in words.
#[test]
fn of_two_parameters_that_exclude_each_other_both_state_it() {
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

/// The values of a text whose description has these lines, in order, with `…` after a list that may have more.
fn values(lines: &[&str]) -> String {
    let cell = lines.join("\n                            ");
    let api = api(&[("mode", "String", "Mode."), ("size", "String", &cell)]);
    let stated = &body(&api).field("size").expect("the field").schema.constraints;
    let Some(list) = &stated.enumeration else { return String::new() };
    let texts = list.value.values().iter().map(|value| value.value.as_str().unwrap_or("?"));
    texts.chain(list.value.is_open().then_some("…")).collect::<Vec<_>>().join(" ")
}

#[test]
fn a_list_that_explains_the_parts_of_a_value_lists_no_values() {
    let listed = |text: &str, items: &[&str]| {
        let lead = format!("{text} The options are as follows:");
        let items = items.iter().map(|name| format!("- **{name}**: what it is"));
        let lines: Vec<String> = [lead, String::new()].into_iter().chain(items).collect();
        values(&lines.iter().map(String::as_str).collect::<Vec<_>>())
    };
    assert_eq!(listed("A kind.", &["rds", "pg"]), "rds pg");
    assert_eq!(listed("A kind like ``rds.pg``.", &["rds", "pg"]), "");
    assert_eq!(listed("A kind like ``rds``.", &["rds"]), "rds");
    // Single letters occur in many words: two of them are not evidence, three are.
    assert_eq!(listed("A kind like ``a.b``.", &["a", "b"]), "a b");
    assert_eq!(listed("A kind like ``a.b.c``.", &["a", "b", "c"]), "");
}

#[test]
fn items_of_an_inner_list_are_no_values_of_the_outer_one() {
    let inner = ["- **a**: one", "", "  - **c**: three", "  - **d**: four", "", "- **b**: two"];
    assert_eq!(values(&[&["The options are as follows:", ""], &inner[..]].concat()), "a b");
    // Words in an item lead to the list below it, and not to the next items.
    let outer = ["A size.", "", "- The options are as follows:", "", "  - **a**: one", "  - **b**: two", ""];
    assert_eq!(values(&[&outer[..], &["- **c**: no option"]].concat()), "a b");
}

/// What an item at the end of a list of values states, if it is not a value in letters.
#[test]
fn a_sentence_behind_values_leaves_their_list_open_and_a_label_takes_it_back() {
    let behind = |last: &str| values(&["The options are as follows:", "", "- **a**: one", "- **b**: two", last]);
    assert_eq!(behind("- **c**: three"), "a b c");
    assert_eq!(behind("- What it is is up to you"), "a b …");
    // With a colon in front it is one more value, in words.
    assert_eq!(behind("- It is up to you: x"), "");
    assert_eq!(behind("- What else it may be, of all there is: whatever you like"), "a b …");
    let thirty = "- What else it may be out there: x y z";
    assert_eq!(thirty.trim_start_matches("- ").split(':').next().map(str::len), Some(29));
    assert_eq!(behind(thirty), "");
    assert_eq!(behind(&thirty.replace("out there", "out there.")), "a b …");
}

#[test]
fn a_form_whose_meaning_explains_a_part_of_it_is_no_value() {
    let first = |item: &str| values(&["The options are as follows:", "", item, "- **2:file**: two"]);
    assert_eq!(first("- **1:dir**: where dir is one"), "2:file …");
    // Short parts, and parts that are not names, may occur by chance.
    assert_eq!(first("- **1:ab**: where ab is one"), "1:ab 2:file");
    assert_eq!(first("- **1:ab?**: where ab? is one"), "1:ab? 2:file");
}

#[test]
fn a_word_for_nothing_behind_the_values_leaves_their_list_closed() {
    assert_eq!(values(&["The value can be **a**, **b**, or an empty string."]), "a b");
    assert_eq!(values(&["The value can be **a**, **b**, or something else."]), "a b …");
}

/// The page's markup may ask for more escapes than the expression has.
#[test]
fn of_an_expression_that_is_stated_twice_the_plainer_one_is_meant() {
    let stated = |first: &str, second: &str| {
        demanded_text(&format!("The regular expression is ``{first}``. The regular expression is ``{second}``."))
    };
    assert_eq!(stated("^[a-z.]+$", r"^[a-z\.]+$"), "pattern: [a-z.]+");
    assert_eq!(stated(r"^[a-z\.]+$", "^[a-z.]+$"), "pattern: [a-z.]+");
    assert_eq!(stated("^[a-y]+$", "^[a-z]+$"), "pattern: [a-y]+\npattern: [a-z]+");
}

#[test]
fn a_second_default_is_reported_and_a_repeated_one_is_not() {
    let printed = |second: u8| {
        let text = format!("A size. The default value is 1. The default value is {second}.");
        let outcome = outcome(&[("size", "Integer", &text)]);
        outcome.diagnostics.into_iter().map(|found| found.message).collect::<Vec<_>>().join("\n")
    };
    assert_eq!(printed(1), "");
    assert!(printed(2).starts_with("another default is stated at "), "{}", printed(2));
}

#[test]
fn a_limit_below_a_condition_applies_only_in_that_case_on_any_line() {
    let gap = "\n\n                            ";
    let text =
        ["It contains a maximum of 127 characters.", "Key (when mode is a)", "It contains a maximum of 36 characters."];
    let demanded = demanded_text(&text.join(gap));
    assert!(demanded.contains("length: at most 127 characters"), "{demanded}");
    assert!(demanded.contains("under a condition: Key (when mode is a)"), "{demanded}");
}

/// Words about the case without a value end where the words of a condition begin.
#[test]
fn a_condition_right_behind_words_for_no_value_is_one() {
    let stated = |text: &str| {
        let page = format!(
            "# createJob\n\n## 请求方式\nPOST\n\n## 请求地址\nhttps://jobs.jdcloud-api.com/v1/jobs\n\n## 请求参数\n\
             |名称|类型|是否必需|默认值|描述|\n|---|---|---|---|---|\n|**size**|Integer|False| |{text}|\n\n## 返回参数\n无\n"
        );
        let outcome = read_text("jobs/createJob.md", &page);
        let stated = &body(&outcome.apis[0]).field("size").expect("the field").schema.constraints;
        stated.demands().iter().map(|demand| demand.what.to_string()).collect::<Vec<_>>().join(" ")
    };
    assert_eq!(stated("大小，为空时取值范围为1-5"), "range");
    assert_eq!(stated("大小，为空时若已启用则取值范围为1-5"), "under a condition");
}

#[test]
fn a_field_that_is_empty_may_not_be_given_either() {
    let required = |when: &str| rules(&[("group", "String", "Group."), ("name", "String", when)]);
    // No value means that the other field is not given.
    assert_eq!(required("Name. This parameter is required when **group** is empty."), "[]");
    assert_ne!(required("Name. This parameter is required when **group** is **new**."), "[]");
}

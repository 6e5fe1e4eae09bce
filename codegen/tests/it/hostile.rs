//! Pages that try to exhaust a run's time, memory or stack: each reaches a bound, is reported at its line, and does not
//! affect the page next to it.

use std::fmt::Write as _;

use refract_codegen::diagnostic::{Code, Severity};
use refract_codegen::pipeline::Outcome;
use refract_codegen::source::Source;
use refract_codegen::{limits, parse};

use crate::support::read_pages;

/// A page of an operation, with something in front of its response.
fn page(rows: &str, more: &str) -> String {
    format!(
        "# createThing\n\n## 描述\nText\n\n## 请求方式\nPOST\n\n## 请求地址\nhttps://thing.jdcloud-api.com/v1/regions/{{regionId}}/things\n\n\
         |名称|类型|是否必需|默认值|描述|\n|---|---|---|---|---|\n|**regionId**|String|True| |ID|\n\n\
         ## 请求参数\n|名称|类型|是否必需|默认值|描述|\n|---|---|---|---|---|\n{rows}\n\n{more}\n\n\
         ## 返回参数\n|名称|类型|描述|\n|---|---|---|\n|**requestId**|String|x|\n"
    )
}

/// A structure that leads to others.
fn structure(name: &str, fields: &[String]) -> String {
    let mut text = format!(
        "### <div id=\"{}\">{name}</div>\n|名称|类型|是否必需|默认值|描述|\n|---|---|---|---|---|\n",
        name.to_lowercase()
    );
    for (index, to) in fields.iter().enumerate() {
        writeln!(text, "|f{index}|[{to}](#{})|True| |d|", to.to_lowercase()).expect("memory");
    }
    text + "\n"
}

/// Reads a page together with a good one, on a thread with the stack that threads of a pool have.
fn beside_good(text: &str) -> Outcome {
    let good = page("|name|String|True| |x|", "").replace("createThing", "createOther").replace("things", "others");
    let text = text.to_owned();
    let run = move || {
        let outcome = read_pages(&[("a/good.md", &good), ("a/made.md", &text)]);
        let alone = read_pages(&[("a/good.md", &good)]);
        let operation = alone.apis[0].operations[0].clone();
        let same = outcome.apis.iter().flat_map(|api| &api.operations).any(|other| *other == operation);
        assert!(same, "the good page's operation changed");
        outcome
    };
    std::thread::Builder::new().stack_size(2 << 20).spawn(run).expect("a thread").join().expect("no panic")
}

/// The lines and severities of the bounds that a page met.
fn bounds_met(outcome: &Outcome) -> Vec<(u32, Severity)> {
    let met = outcome.diagnostics.iter().filter(|diagnostic| diagnostic.code == Code::LimitExceeded);
    met.map(|diagnostic| (diagnostic.origin.line, diagnostic.severity)).collect()
}

fn operations(outcome: &Outcome) -> usize {
    outcome.operations()
}

#[test]
fn blocks_that_stand_too_deep_are_read_as_text() {
    for more in [
        "- ".repeat(5000) + "a",
        "> ".repeat(5000) + "a",
        (0..200).map(|depth| "  ".repeat(depth) + "- a\n").collect(),
        "<div>".repeat(5000),
        "x\n\n<table><tr><td>".to_owned() + &"<ul><li>".repeat(5000) + "a</td></tr></table>",
        "<table><tr><td>".repeat(5000) + "a" + &"</td></tr></table>".repeat(5000),
    ] {
        let outcome = beside_good(&page("|name|String|True| |x|", &more));
        let met = bounds_met(&outcome);
        assert!(matches!(met.as_slice(), [(from, Severity::Warning)] if *from >= 19), "{met:?} of {more:.40}");
        assert_eq!(operations(&outcome), 2, "{more:.40}");
    }
}

#[test]
fn marks_that_stand_too_deep_are_left_out() {
    for (name, text) in [
        ("t.md", "<b><i>".repeat(5000) + "a"),
        ("t.md", "<table><tr><td>".to_owned() + &"<a href=x>".repeat(5000) + "a</td></tr></table>"),
        ("t.md", "[a".repeat(500) + &"](b)".repeat(500)),
    ] {
        let (document, _) = parse::parse(&Source::from_text(name, text));
        assert!(!document.blocks.is_empty());
    }
}

#[test]
fn rst_that_is_nested_too_deep_is_read_as_text() {
    let deep_directives: String = (0..500).map(|depth| "   ".repeat(depth) + ".. note::\n\n").collect();
    for text in ["- ".repeat(5000) + "a\n", (0..500).map(|d| " ".repeat(d) + "a\n\n").collect(), deep_directives] {
        let (_, diagnostics) = parse::parse(&Source::from_text("t.rst", text.clone() + "\nEnd\n===\n"));
        let met: Vec<_> = diagnostics.iter().filter(|one| one.code == Code::LimitExceeded).collect();
        assert_eq!(met.len(), 1, "{text:.40} {diagnostics:?}");
    }
}

#[test]
fn cells_that_cover_each_other_end_the_table_and_not_the_memory() {
    let mut nested = "a".to_owned();
    for _ in 0..4 {
        nested = format!("<table><tr><td colspan=1000>{nested}</td></tr></table>");
    }
    let rows = "<tr><td rowspan=1000 colspan=1000>a</td></tr>".repeat(2000);
    for more in [
        nested,
        format!("<table>{rows}</table>"),
        format!("<table><tr><td colspan=1000>a</td></tr>{}</table>", "<tr><td>a</td></tr>".repeat(2000)),
        format!("|{}\n|{}\n{}", "a|".repeat(900), "---|".repeat(900), "|b|\n".repeat(2000)),
    ] {
        let outcome = beside_good(&page("|name|String|True| |x|", &more));
        assert!(bounds_met(&outcome).iter().any(|(_, severity)| *severity == Severity::Error), "{more:.60}");
        assert_eq!(operations(&outcome), 1, "a page that lost rows gives no operation: {more:.60}");
    }
}

#[test]
fn too_many_columns_are_reported() {
    let more = format!("|{}\n|{}\n", "a|".repeat(1500), "---|".repeat(1500));
    assert_eq!(bounds_met(&beside_good(&page("", &more))), [(21, Severity::Error)]);
}

#[test]
fn structures_that_lead_to_each_other_on_many_ways_are_walked_once() {
    // Each leads twice to the next: 2^60 ways.
    let twice: String =
        (0..60).map(|index| structure(&format!("T{index}"), &vec![format!("T{}", index + 1); 2])).collect();
    let all: Vec<String> = (0..30).map(|index| format!("T{index}")).collect();
    let each: String = all.iter().map(|name| structure(name, &all)).collect();
    for more in [twice, each] {
        assert_eq!(operations(&beside_good(&page("|a|[T0](#t0)|True| |x|", &more))), 2);
    }
}

#[test]
fn a_chain_of_structures_is_no_deep_stack() {
    let chain: String = (0..3000).map(|index| structure(&format!("T{index}"), &[format!("T{}", index + 1)])).collect();
    assert_eq!(operations(&beside_good(&page("|a|[T0](#t0)|True| |x|", &chain))), 2);
}

#[test]
fn a_page_of_too_many_bytes_is_refused() {
    let error = Source::from_bytes("t.md", vec![b'a'; limits::PAGE_BYTES + 1]).expect_err("too large");
    assert_eq!(error, refract_codegen::source::SourceError::TooLarge);
}

#[test]
fn marks_without_an_end_are_looked_for_once() {
    // Each of these took the square of its length.
    for open in [":ref:`a <", "`a ", "**a ", "*a ", "``a ", "|a ", ":a"] {
        let (document, _) = parse::parse(&Source::from_text("t.rst", open.repeat(100_000)));
        assert!(!document.blocks.is_empty());
    }
}

#[test]
fn types_that_stand_too_deep_are_not_read() {
    for type_ in [
        "Array of ".repeat(20_000) + "String",
        "List<".repeat(400) + "String" + &">".repeat(400),
        "[]".repeat(9) + "String",
    ] {
        let row = format!("|deep|{type_}|True| |x|\n|name|String|True| |x|");
        let outcome = beside_good(&page(&row, ""));
        assert!(outcome.diagnostics.iter().any(|one| one.code == Code::TypeUnknown), "{type_:.40}");
    }
}

#[test]
fn a_description_that_states_too_much_is_reported_and_demands_nothing() {
    let stating = |many: usize| {
        let items = (0..many).map(|i| format!("<br>- a{i}：取值范围 1-{}", i + 2)).collect::<Vec<_>>().concat();
        beside_good(&page(&format!("|name|String|True| |长度为4。{items}|\n|size|Integer|True| |取值范围：1-5|"), ""))
    };
    assert_eq!(bounds_met(&stating(limits::STATEMENTS / 2)), []);
    let outcome = stating(limits::STATEMENTS + 1);
    assert_eq!(bounds_met(&outcome), [(19, Severity::Warning)]);
    assert_eq!(operations(&outcome), 2);
}

/// A page whose names are paths, and a field with a path of this many names.
fn dotted(names: usize) -> String {
    let name = vec!["a"; names].join(".");
    format!(
        "# Thing API, REST: Thing.Create\n\n## HTTP request\n\n```\nPOST https://things.api.cloud.yandex.net/things/v1/things\n```\n\n\
         ## Body parameters\n\n#|\n||Field | Description ||\n|| {name} | **string**\n\nText. ||\n|| name | **string**\n\nText. ||\n|#\n\n\
         ## Response\n\n**HTTP Code: 200 - OK**\n"
    )
}

#[test]
fn fields_that_are_too_deep_are_reported_and_others_can_be_read_back() {
    for (names, bounds) in [(limits::FIELD_DEPTH + 1, 1), (20_000, 1), (limits::FIELD_DEPTH, 0)] {
        let outcome = read_pages(&[("a/thing.md", &dotted(names))]);
        assert_eq!(bounds_met(&outcome).len(), bounds, "{names}: {:?}", outcome.diagnostics);
        assert_eq!(operations(&outcome), 1 - bounds, "a page that lost a field gives no operation: {names}");
        for api in &outcome.apis {
            let text = refract_codegen::ir::json::to_json(api);
            assert_eq!(refract_codegen::ir::json::from_json(&text).ok().as_ref(), Some(api), "{names}");
        }
    }
}

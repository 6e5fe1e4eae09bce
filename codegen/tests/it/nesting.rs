//! The place of a field where no link states it: flat tables whose nesting the examples show, captions that are words
//! for outcomes, and links that lead to another field's table.

use std::fmt::Write as _;

use refract_codegen::ir::{Api, Inferred, Kind, Schema};

use crate::support::{self, read_pages};

/// A table of name, type and whether it is mandatory, with its caption and the text before it.
fn table(caption: &str, rows: &[(&str, &str, &str)]) -> String {
    let border = ["=".repeat(24), "=".repeat(60), "=".repeat(9), "=".repeat(12)].join(" ");
    let line = |a: &str, b: &str, c: &str| format!("   {a:24} {b:60} {c:9} Words.\n");
    let mut text = format!(
        ".. table:: {caption}\n\n   {border}\n   {:24} {:60} {:9} Description\n   {border}\n",
        "Name", "Type", "Mandatory"
    );
    for (name, type_, mandatory) in rows {
        text.push_str(&line(name, type_, mandatory));
    }
    text + &format!("   {border}\n\n")
}

fn example(direction: &str, body: &str) -> String {
    format!("Example {direction}\n--------------------\n\n.. code-block::\n\n   {body}\n\n")
}

/// Reads a page of a request and prints the fields of its body, then those of its responses, then the findings.
fn printed(request: &str, rest: &str) -> String {
    let page = format!(
        ".. _page:\n\nCreating a Policy\n=================\n\nURI\n---\n\nPOST /v1/policies\n\nRequest\n-------\n\n{request}{rest}"
    );
    let outcome = read_pages(&[("api-ref/source/page.rst", &page)]);
    let mut text = String::new();
    for api in &outcome.apis {
        for operation in &api.operations {
            text.push_str("request\n");
            if let Some(body) = &operation.request {
                fields(api, &body.schema, 1, &mut text);
            }
            for (status, response) in &operation.responses {
                writeln!(text, "{status}").expect("memory");
                if let Some(body) = &response.body {
                    fields(api, &body.schema, 1, &mut text);
                }
            }
        }
    }
    for diagnostic in &outcome.diagnostics {
        writeln!(text, "{}[{}]: {}", diagnostic.origin, diagnostic.code.name(), diagnostic.message).expect("memory");
    }
    text
}

fn fields(api: &Api, schema: &Schema, depth: usize, text: &mut String) {
    if depth > 3 {
        return;
    }
    match &api.resolve(schema).kind {
        Kind::Array { items } => fields(api, items, depth, text),
        Kind::Object(object) => {
            for field in object.fields() {
                let kind = field.schema.kind.name();
                let inferred =
                    Inferred::sentences(&field.schema.inferred).map(|how| format!("  ({how})")).unwrap_or_default();
                writeln!(text, "{}{}: {kind}{inferred}", "  ".repeat(depth), field.name).expect("memory");
                fields(api, &field.schema, depth + 1, text);
            }
            for group in object.groups() {
                writeln!(text, "{}only one of {}", "  ".repeat(depth), group.members.join(", ")).expect("memory");
            }
        }
        _ => {}
    }
}

const FLAT: &[(&str, &str, &str)] = &[
    ("name", "String", "Yes"),
    ("comment", "String", "No"),
    ("lifetime", "Object", "No"),
    ("units", "String", "Yes"),
    ("value", "Integer", "No"),
    ("rules", "List", "No"),
    ("port", "Integer", "No"),
    ("policy", "Object", "Yes"),
];

#[test]
fn a_flat_table_is_nested_as_its_example_shows() {
    let flat = table("**Table 1** Request parameters", FLAT);
    let shown = r#"{"policy": {"name": "a", "lifetime": {"units": "s", "value": 1}, "rules": [{"port": 80}]}}"#;
    // `comment` is in no example: it is where the fields around it are.
    insta::assert_snapshot!(printed(&flat, &example("Request", shown)));
}

#[test]
fn fields_that_exclude_each_other_do_so_where_they_are_put() {
    let flat = table("**Table 1** Request parameters", FLAT);
    let flat = flat.replacen("Words.", "Includes only one of the fields ``units``, ``value``.", 1);
    let shown = r#"{"policy": {"name": "a", "lifetime": {"units": "s", "value": 1}}}"#;
    let printed = printed(&flat, &example("Request", shown));
    assert!(printed.contains("\n      value: integer\n      only one of units, value\n"), "{printed}");
}

#[test]
fn a_flat_table_whose_example_is_flat_stays() {
    let flat = table("**Table 1** Request parameters", FLAT);
    let beside = r#"{"name": "a", "policy": {"name": "b", "id": 1, "zone": "c"}, "units": "s", "value": 1}"#;
    let printed = printed(&flat, &example("Request", beside));
    assert!(!printed.contains("inferred") && !printed.contains('('), "{printed}");
}

#[test]
fn a_field_that_the_example_shows_in_two_objects_stays() {
    let rows =
        [("source", "Object", "Yes"), ("target", "Object", "Yes"), ("id", "String", "Yes"), ("zone", "String", "No")];
    let shown = r#"{"source": {"id": "a", "zone": "b"}, "target": {"id": "c"}}"#;
    insta::assert_snapshot!(printed(&table("**Table 1** Request parameters", &rows), &example("Request", shown)));
}

#[test]
fn a_caption_that_is_a_word_for_an_outcome_may_name_a_field() {
    let response = [
        table("**Table 2** Response parameters", &[("success", "List", "Yes"), ("failure", "List", "Yes")]),
        table("**Table 3** **success** parameters (creation)", &[("id", "String", "Yes")]),
        table("**Table 4** **success** parameters (deletion)", &[("name", "String", "Yes")]),
        table("**Table 5** **failure** parameters", &[("error_code", "String", "Yes")]),
    ];
    insta::assert_snapshot!(printed("None\n\n", &format!("Response\n--------\n\n{}", response.concat())));
}

#[test]
fn a_caption_that_repeats_a_description_is_about_a_row_of_its_own_side() {
    let request = table("**Table 1** Request parameters", &[("lid", "Object", "Yes")]).replace("Words.", "Its lid.");
    let response = [
        table("**Table 2** Response parameters", &[("id", "String", "Yes")]),
        table("**Table 3** Its lid", &[("width", "String", "Yes")]),
    ];
    let text = printed(&request, &format!("Response\n--------\n\n{}", response.concat()));
    let (sent, _) = text.split_once("\n200").or_else(|| text.split_once("\n2XX")).expect("a response");
    assert!(sent.contains("lid") && !sent.contains("width"), "{text}");
}

#[test]
fn a_caption_weighs_more_than_a_link_to_the_table_of_another_field() {
    let link = "Object. See :ref:`Table 2 <size>`.";
    let request = [
        table("**Table 1** Request parameters", &[("memory", link, "Yes"), ("memory_per_core", link, "Yes")]),
        ".. _size:\n\n".to_owned(),
        table("**Table 2** memory field description", &[("max", "Integer", "Yes")]),
        table("**Table 3** memory_per_core field description", &[("most", "Double", "Yes")]),
    ];
    insta::assert_snapshot!(printed(&request.concat(), ""));
}

#[test]
fn a_root_to_which_its_own_field_refers_is_the_body() {
    let again = "List. See :ref:`Table 2 <job>`.";
    let response = format!(
        "Response\n--------\n\n.. _job:\n\n{}",
        table("**Table 2** Response parameters", &[("id", "String", "Yes"), ("jobs", again, "No")])
    );
    insta::assert_snapshot!(printed("None\n\n", &response));
}

#[test]
fn tables_below_a_table_without_a_place_are_reported_and_counted() {
    let request = [
        table("**Table 1** Request parameters", &[("name", "String", "Yes")]),
        table("**Table 2** plan field description", &[("steps", "Object. See :ref:`Table 3 <steps>`.", "Yes")]),
        ".. _steps:\n\n".to_owned(),
        table("**Table 3** steps field description", &[("kind", "String", "Yes")]),
    ];
    insta::assert_snapshot!(printed(&request.concat(), ""));
}

#[test]
fn a_field_that_a_caption_names_and_an_example_shows_is_one() {
    let request = [
        table("**Table 1** Request parameters", &[("name", "String", "Yes")]),
        table("**Table 2** plan field description", &[("steps", "Integer", "Yes"), ("pause", "Integer", "No")]),
    ];
    let shown = r#"{"name": "a", "plan": [{"steps": 1}]}"#;
    insta::assert_snapshot!(printed(&request.concat(), &example("Request", shown)));
}

#[test]
fn an_example_with_other_members_names_no_field() {
    let request = [
        table("**Table 1** Request parameters", &[("name", "String", "Yes")]),
        table("**Table 2** plan field description", &[("steps", "Integer", "Yes")]),
    ];
    let printed =
        printed(&request.concat(), &example("Request", r#"{"name": "a", "plan": {"cost": 1, "unit": "EUR"}}"#));
    assert!(printed.contains("table-unplaced") && !printed.contains("  plan:"), "{printed}");
}

#[test]
fn a_table_behind_a_wrong_link_belongs_to_the_row_that_it_names() {
    // The request's row links to the table of the response's row of the same name, which has no link.
    let link = "Object. See :ref:`Table 4 <other>`.";
    let request = format!(
        "{}{}",
        table("**Table 1** Request parameters", &[("lid", link, "Yes")]),
        table("**Table 2** Data structure of the lid field", &[("width", "String", "Yes")])
    );
    let response = format!(
        "Response\n--------\n\n{}.. _other:\n\n{}",
        table("**Table 3** Response parameters", &[("lid", "Object", "Yes")]),
        table("**Table 4** Data structure of the lid field", &[("height", "String", "Yes")])
    );
    let printed = printed(&request, &response);
    let place = |name: &str| printed.lines().position(|line| line.trim_start().starts_with(name)).unwrap_or(usize::MAX);
    assert!(place("width") < place("2XX") && place("2XX") < place("height"), "{printed}");
    assert!(place("height") != usize::MAX && !printed.contains("several cases"), "{printed}");
}

/// A request line, the names and types of a flat table of the response, and an example of it.
type Answered<'a> = (&'a str, &'a [(&'a str, &'a str)], &'a str);

/// A page of several operations, each with what comes back.
fn of_operations(operations: &[Answered<'_>]) -> String {
    let mut page = "# Lamps\n\n".to_owned();
    for (line, rows, example) in operations {
        write!(
            page,
            "## On {line}\n\n`{line}`\n\n### Response parameters\n\n| Name | Type | Description |\n|---|---|---|\n"
        )
        .expect("memory");
        for (name, type_) in *rows {
            writeln!(page, "| {name} | {type_} | Words. |").expect("memory");
        }
        if !example.is_empty() {
            write!(page, "\nResponse example:\n\n```json\n{example}\n```\n").expect("memory");
        }
        page.push('\n');
    }
    let vendor = "[request-lines]\nforms = [\"paragraph\"]\nown-sections = true\n[nesting]\ndotted-names = true\n";
    support::printed::printed(vendor, &[("lamps.md", &page)])
}

#[test]
fn a_name_of_two_levels_has_a_row_for_each() {
    let rows = [("links", "Object"), ("lamps", "Array"), ("id", "String"), ("links", "Object"), ("name", "String")];
    let example = r#"{"links": {"next": null}, "lamps": [{"id": "1", "links": {"self": "/1"}, "name": "a"}]}"#;
    insta::assert_snapshot!(of_operations(&[("GET /lamps", &rows, example)]));
    // The inner one first.
    let rows = [("id", "String"), ("links", "String"), ("name", "String"), ("lamps", "Array"), ("links", "Object")];
    let text = of_operations(&[("GET /lamps", &rows, example)]);
    assert!(text.contains("\n    links: object") && text.contains("\n        links: string"), "{text}");
    // Nothing shows which is which.
    let flat = of_operations(&[("GET /lamps", &rows, "")]);
    assert!(flat.contains("field-twice"), "{flat}");
}

#[test]
fn another_operation_of_the_page_shows_the_nesting_of_fields() {
    let rows = [("lamp", "Object"), ("id", "String"), ("name", "String")];
    let shown = r#"{"lamp": {"id": "1", "name": "a"}}"#;
    insta::assert_snapshot!(of_operations(&[("POST /lamps", &rows, ""), ("GET /lamps/{id}", &rows, shown)]));
    // What shows less than half of the fields is about something else.
    let other =
        of_operations(&[("POST /lamps", &rows, ""), ("GET /rooms", &[], r#"{"lamp": {"place": "x", "size": 1}}"#)]);
    assert!(!other.contains("lamp: object (inferred) at lamps.md:12"), "{other}");
}

#[test]
fn objects_that_the_table_does_not_list_or_type_are_as_shown() {
    let rows = [("count", "Integer"), ("Lamps", "List"), ("LampId", "String"), ("Parts", ""), ("Part", "String")];
    let shown = r#"{"count": 1, "Lamps": {"Lamp": [{"LampId": "1", "Parts": [{"Part": "a"}]}]}}"#;
    insta::assert_snapshot!(of_operations(&[("GET /lamps", &rows, shown)]));
}

#[test]
fn a_text_of_the_same_name_is_not_the_object() {
    let rows = [("auth", "Object"), ("password", "Object"), ("user", "Object"), ("id", "String"), ("name", "String")];
    let shown = r#"{"auth": {"password": {"user": {"name": "a", "password": "b"}}}}"#;
    insta::assert_snapshot!(of_operations(&[("POST /lamps", &rows, shown)]));
}

#[test]
fn a_caption_of_a_dotted_path_is_about_the_row_at_its_end() {
    let request = [
        table("**Table 1** Request parameters", &[("lid", "Object", "Yes"), ("spout", "Object", "Yes")]),
        table("**Table 2** Data structure of the lid field", &[("hinge", "Object", "Yes")]),
        table("**Table 3** Data structure of the spout field", &[("hinge", "Object", "Yes")]),
        table("**Table 4** Data structure of the spout.hinge field", &[("size", "String", "Yes")]),
    ];
    assert_eq!(
        printed(&request.concat(), ""),
        "request\n  lid: object\n    hinge: object\n  spout: object\n    hinge: object\n      size: string\n"
    );
}

/// Reads a page of one operation whose body has these rows, with the table of another structure below.
fn beside(rows: &[(&str, &str)], rest: &str) -> String {
    let rows: Vec<String> = rows.iter().map(|(name, type_)| format!("| {name} | {type_} | Words. |")).collect();
    let rows = rows.join("\n");
    let heads = "| Name | Type | Description |\n|---|---|---|\n";
    let page = format!(
        "# Lamps\n\n## Make a lamp\n\n`POST /lamps`\n\n### Body parameters\n\n{heads}{rows}\n\n{rest}\n\n{heads}| size | String | Words. |\n"
    );
    let vendor = "[request-lines]\nforms = [\"paragraph\"]\nown-sections = true\n[nesting]\ndotted-names = true\n";
    support::printed::printed(vendor, &[("lamps.md", &page)])
}

#[test]
fn a_row_whose_fields_its_own_table_lists_needs_no_other_table() {
    let object = |name| (name, "Object");
    let rows =
        [object("lid"), object("lid.hinge"), ("lid.hinge.width", "String"), object("spout"), object("spout.hinge")];
    let text = beside(&rows, "**Table 2** Parameters of hinge");
    let (lid, spout) = text.split_once("    spout: object").expect("both");
    assert!(!lid.contains("size: string") && spout.contains("\n        size: string"), "{text}");
}

#[test]
fn a_link_to_the_page_itself_stays_on_it_and_others_do_not() {
    let rows = [("own", "[Object](lamps.md#parts)"), ("other", "[Object](rooms.md#parts)")];
    let text = beside(&rows, "<a id=\"parts\"></a>\n\n**Table 2** Parts");
    let (own, other) = text.split_once("    other: object").expect("both");
    assert!(own.contains("\n      size: string") && !other.contains("size: string"), "{text}");
    assert!(other.contains("the target of the link `rooms.md#parts` was not found"), "{text}");
}

//! Where a row of a request goes: path, query, header, the body or the whole of it; and what a lost link leaves of a type.

use std::fmt::Write as _;

use refract_codegen::ir::{Api, Kind, Schema};

use crate::support::read_text;

/// A table with these heads and rows.
fn table(caption: &str, heads: &[&str], rows: &[&[&str]]) -> String {
    let widths: Vec<usize> = (0..heads.len())
        .map(|column| rows.iter().map(|row| row[column].len()).chain([heads[column].len()]).max().unwrap_or(0))
        .collect();
    let line = |cells: &[&str]| {
        let cells: Vec<String> = cells.iter().zip(&widths).map(|(cell, width)| format!("{cell:width$}")).collect();
        format!("   {}\n", cells.join(" ").trim_end())
    };
    let rule = format!("   {}\n", widths.iter().map(|&width| "=".repeat(width)).collect::<Vec<_>>().join(" "));
    let mut out = format!(".. table:: **{caption}**\n\n{rule}{}{rule}", line(heads));
    for row in rows {
        out.push_str(&line(row));
    }
    out + &rule + "\n"
}

/// What is read of an operation with this request line, and these parts below it.
fn printed(endpoint: &str, uri: &str, request: &str) -> String {
    let page = format!(
        ".. _page:\n\nManaging Jobs\n=============\n\nURI\n---\n\n{endpoint}\n\n{uri}Request\n-------\n\n{request}"
    );
    let outcome = read_text("api-ref/source/page.rst", &page);
    let [api] = outcome.apis.as_slice() else { panic!("{:?}", outcome.diagnostics) };
    let operation = &api.operations[0];
    let mut out = format!("{} {}\n", operation.method, operation.path);
    for parameter in &operation.parameters {
        let field = &parameter.field;
        writeln!(out, "{:?} {}: {}, {:?}", parameter.location, field.name, kind(api, &field.schema), field.required)
            .expect("a text");
    }
    if let Some(body) = &operation.request {
        writeln!(out, "body: {}", kind(api, &body.schema)).expect("a text");
    }
    for diagnostic in &outcome.diagnostics {
        writeln!(out, "{}", diagnostic.message).expect("a text");
    }
    out
}

fn kind(api: &Api, schema: &Schema) -> String {
    match &api.resolve(schema).kind {
        Kind::Array { items } => format!("[{}]", kind(api, items)),
        Kind::Object(object) => {
            let fields: Vec<String> = object
                .fields()
                .iter()
                .map(|field| format!("{}: {} {:?}", field.name, kind(api, &field.schema), field.required))
                .collect();
            format!("{{{}}}", fields.join(", "))
        }
        other => other.name().to_owned(),
    }
}

const HEADS: [&str; 4] = ["Parameter", "Mandatory", "Type", "Description"];

#[test]
fn a_row_about_the_elements_makes_the_body_a_list() {
    let root = table(
        "Table 1 Request parameters",
        &HEADS,
        &[&["Array elements", "Yes", "Array of objects", "The jobs. For details, see :ref:`Table 2 <page__t2>`."]],
    );
    let inner = table("Table 2 Array elements", &HEADS, &[&["name", "Yes", "String", "Name."]]);
    insta::assert_snapshot!(printed("POST /v1/jobs", "", &format!("{root}.. _page__t2:\n\n{inner}")));
}

#[test]
fn an_object_in_the_table_of_the_uri_is_the_bodys() {
    let uri = table("Table 1 Parameters", &HEADS, &[&["job", "Yes", "Object", "See :ref:`Table 2 <page__t2>`."]]);
    let inner = table("Table 2 job parameters", &HEADS, &[&["name", "Yes", "String", "Name."]]);
    insta::assert_snapshot!(printed("POST /v1/jobs", &uri, &format!(".. _page__t2:\n\n{inner}")));
}

#[test]
fn what_the_request_line_has_in_its_query_is_no_header() {
    let rows = table(
        "Table 1 Request parameters",
        &HEADS,
        &[&["x-marker", "No", "String", "Where to go on."], &["X-Auth-Token", "Yes", "String", "Token."]],
    );
    insta::assert_snapshot!(printed("GET /v1/jobs?x-marker={marker}", "", &rows));
}

#[test]
fn a_query_parameter_may_have_the_name_of_a_path_variable() {
    let path = table("Table 1 Path parameters", &HEADS, &[&["project_id", "Yes", "String", "Project."]]);
    let query = table("Table 2 Query parameters", &HEADS, &[&["project_id", "No", "Array of strings", "Projects."]]);
    insta::assert_snapshot!(printed("GET /v1/{project_id}/jobs", &format!("{path}{query}"), ""));
}

#[test]
fn a_lost_link_leaves_the_word_for_text() {
    let rows = table(
        "Table 1 Request parameters",
        &HEADS,
        &[&["status", "No", "String", "Status. For its values, see :ref:`Table 1 <elsewhere__t1>`."]],
    );
    insta::assert_snapshot!(printed("POST /v1/jobs", "", &rows));
}

#[test]
fn a_column_of_requiredness_in_other_words_and_a_list_with_a_blank() {
    let heads = ["Parameter", "Mandatory or Not", "Type", "Description"];
    let rows = table(
        "Table 1 Request parameters",
        &heads,
        &[&["name", "Yes", "String", "Name."], &["tags", "No", "List <dict>", "Tags."]],
    );
    insta::assert_snapshot!(printed("POST /v1/jobs", "", &rows));
}

#[test]
fn a_row_about_the_host_is_no_parameter() {
    let rows = table(
        "Table 1 Path parameters",
        &HEADS,
        &[&["endpoint", "Yes", "String", "Host."], &["id", "Yes", "String", "Job."]],
    );
    insta::assert_snapshot!(printed("GET https://{endpoint}/v1/jobs/{id}", &rows, ""));
}

#[test]
fn what_is_listed_for_the_path_and_not_in_it_keeps_its_requiredness() {
    let rows = table(
        "Table 1** Path **Parameters",
        &["Name", "Mandatory", "Type"],
        &[&["id", "Yes", "String"], &["from", "Yes", "Integer"], &["size", "No", "Integer"]],
    );
    insta::assert_snapshot!(printed("GET /v1/jobs/{id}?from={from}", &rows, "None\n"));
}

#[test]
fn the_tables_of_the_uri_have_the_body_that_the_example_sends() {
    let rows = table(
        "Table 1** URI **parameters",
        &["Name", "Mandatory", "Type"],
        &[&["id", "Yes", "String"], &["server", "Yes", "String"], &["port", "No", "Integer"]],
    );
    let example =
        "None\n\nExample Request\n---------------\n\n.. code-block::\n\n   [{\"server\": \"a\", \"port\": 1}]\n";
    insta::assert_snapshot!(printed("POST /v1/jobs/{id}/members", &rows, example));
    // Without the example they are parameters of the query.
    insta::assert_snapshot!("beside_the_uri", printed("POST /v1/jobs/{id}/members", &rows, "None\n"));
}

#[test]
fn an_example_of_the_url_is_no_operation_of_its_own() {
    let example =
        "   .. note::\n\n      An example of a URI is as follows:\n\n      GET /v1/3ac26c59/jobs/type?from=1\n\n";
    let printed = printed("-  URI format\n\n   GET /v1/{project_id}/jobs", example, "None\n");
    assert!(printed.starts_with("GET /v1/{project_id}/jobs\n") && !printed.contains("3ac26c59"), "{printed}");
}

#[test]
fn paths_of_two_versions_are_two_operations() {
    let page = ".. _page:\n\nQuerying Jobs\n=============\n\nURI\n---\n\nGET /{version}/jobs\n\nGET /v2.0/jobs\n\nGET /{version}/4711\n";
    let outcome = read_text("api-ref/source/page.rst", page);
    let mut paths: Vec<&str> = outcome.apis[0].operations.iter().map(|operation| operation.path.as_str()).collect();
    paths.sort_unstable();
    assert_eq!(paths, ["/v2.0/jobs", "/{version}/4711", "/{version}/jobs"]);
}

#[test]
fn a_group_continues_on_rows_without_its_name() {
    let rows = table(
        "Table 1** Request **parameters",
        &["Name", "Sub-Parameter", "Mandatory", "Type"],
        &[&["logs", "enabled", "Yes", "Boolean"], &["\\", "group", "No", "String"], &["name", "N/A", "No", "String"]],
    );
    insta::assert_snapshot!(printed("POST /v1/jobs", "", &rows));
}

#[test]
fn lists_of_what_is_not_known_and_types_with_a_paragraph_below() {
    let rows = "\
.. table:: **Table 1** Request parameters

   +---------+-----------------------------------+
   | Name    | Type                              |
   +=========+===================================+
   | matches | Match condition structure array   |
   +---------+-----------------------------------+
   | hosts   | List                              |
   |         |                                   |
   |         | For details, see the table below. |
   +---------+-----------------------------------+
   | labels  | Dict(str:str)                     |
   +---------+-----------------------------------+
";
    insta::assert_snapshot!(printed("POST /v1/jobs", "", rows));
}

#[test]
fn a_type_in_two_paragraphs_is_read_whole_where_its_first_is_not_known() {
    let rows = "\
.. table:: **Table 1** Request parameters

   +---------+-----------------------------------+
   | Name    | Type                              |
   +=========+===================================+
   | matches | Blue                              |
   |         |                                   |
   |         | whale                             |
   +---------+-----------------------------------+
   | labels  | String                            |
   +---------+-----------------------------------+
";
    let printed = printed("POST /v1/jobs", "", rows);
    assert!(printed.contains("the type of `matches` is not known: `Blue whale`"), "{printed}");
}

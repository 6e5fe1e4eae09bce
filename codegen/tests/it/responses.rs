//! What is returned with which status, where a page states it in another way than by a table under a status.

use refract_codegen::diagnostic::Diagnostic;
use refract_codegen::ir::{Api, Direction, Kind, Operation, Schema};

use crate::support::read_pages;

/// A page of the vendor with the converter: a title, an endpoint, and what follows.
fn page(label: &str, title: &str, endpoint: &str, rest: &str) -> String {
    let line = "=".repeat(title.len());
    format!(".. _{label}:\n\n{title}\n{line}\n\nURI\n---\n\n{endpoint}\n\n{rest}")
}

/// A page without an operation.
fn plain(label: &str, title: &str, rest: &str) -> String {
    format!(".. _{label}:\n\n{title}\n{}\n\n{rest}", "=".repeat(title.len()))
}

/// Reads pages, and prints the responses, the statuses of examples and the diagnostics.
fn printed(pages: &[(&str, String)]) -> String {
    let pages: Vec<(&str, &str)> = pages.iter().map(|(name, text)| (*name, text.as_str())).collect();
    let outcome = read_pages(&pages);
    let mut lines: Vec<String> = Vec::new();
    for api in &outcome.apis {
        for operation in &api.operations {
            lines.push(format!("{} {}", operation.method, operation.path));
            if let Some(body) = &operation.request {
                lines.push(format!("  request: {}", fields(api, &body.schema)));
            }
            responses(api, operation, &mut lines);
        }
    }
    lines.extend(outcome.diagnostics.iter().map(|Diagnostic { origin, message, .. }| format!("{origin}: {message}")));
    lines.join("\n")
}

fn responses(api: &Api, operation: &Operation, lines: &mut Vec<String>) {
    if let Some(origin) = &operation.deprecated {
        lines.push(format!("  deprecated, says {origin}"));
    }
    for (status, response) in &operation.responses {
        let body = response.body.as_ref().map_or("no body".to_owned(), |body| fields(api, &body.schema));
        let inferred = response.inferred.as_ref().map(|from| format!(" ({from})")).unwrap_or_default();
        lines.push(format!("  {status}: {body}{inferred}"));
    }
    for example in operation.examples.iter().filter(|example| example.direction == Direction::Response) {
        let status = example.status.map_or("success".to_owned(), |status| status.to_string());
        lines.push(format!("  example of {status}"));
    }
}

fn fields(api: &Api, schema: &Schema) -> String {
    match &api.resolve(schema).kind {
        Kind::Object(object) => object.fields().iter().map(|field| field.name.as_str()).collect::<Vec<_>>().join(", "),
        kind => kind.name().to_owned(),
    }
}

const TABLE: &str = ".. table:: **Table 1** Response parameters\n
   ====== ====== ===========
   Name   Type   Description
   ====== ====== ===========
   job_id String Job ID.
   ====== ====== ===========\n";

/// A page of the forms of failures, one for each version.
fn failures() -> String {
    let form = |name: &str| {
        format!(
            "**Abnormal response description**\n\n.. table:: **Table 1** Abnormal response description\n
   ============ ====== ===========
   Name         Type   Description
   ============ ====== ===========
   {name:12} String Error code.
   ============ ====== ===========\n"
        )
    };
    format!("v3 APIs\n-------\n\n{}\nv1 APIs\n-------\n\n{}", form("error_code"), form("errCode"))
}

#[test]
fn failures_of_another_page_are_those_of_the_version_in_the_path() {
    let rest = format!(
        "Response\n--------\n\n-  Normal response\n\n{}\n-  Abnormal response\n
   For details, see :ref:`Abnormal Results <failures>`.\n",
        TABLE.replace('\n', "\n   ")
    );
    insta::assert_snapshot!(printed(&[
        ("api-ref/source/failures.rst", plain("failures", "Abnormal Results", &failures())),
        ("api-ref/source/v1.rst", page("one", "Creating a Job", "POST /rds/v1/{project_id}/jobs", &rest)),
        ("api-ref/source/v3.rst", page("three", "Creating a Task", "POST /v3/{project_id}/jobs", &rest)),
        ("api-ref/source/none.rst", page("none", "Querying Versions", "GET /versions", &rest)),
    ]));
}

#[test]
fn a_response_that_is_called_empty_is_one_without_body() {
    let empty = "Response\n--------\n\nNone\n";
    let header = "Response\n--------\n\nResponse header: None\n";
    let labelled = "Response\n--------\n\n**Status code: 204**\n\nNone\n";
    insta::assert_snapshot!(printed(&[
        ("api-ref/source/empty.rst", page("empty", "Deleting a Job", "DELETE /v1/jobs/all", empty)),
        ("api-ref/source/header.rst", page("header", "Stopping a Job", "POST /v1/jobs/stop", header)),
        ("api-ref/source/label.rst", page("label", "Locking a Job", "POST /v1/jobs/lock", labelled)),
    ]));
}

#[test]
fn a_table_of_headers_lists_headers_and_no_fields_of_the_body() {
    let headers = TABLE.replace("Response parameters", "Response header parameters").replace("job_id", "X-Job ");
    let body = TABLE.replace("**Table 1** Response parameters", "**Table 2** Response body parameters");
    let rest = format!("Response\n--------\n\n{headers}\n{body}");
    let text = page("x", "Creating a Job", "POST /v1/jobs", &rest);
    let outcome = read_pages(&[("api-ref/source/x.rst", &text)]);
    let response = outcome.apis[0].operations[0].responses.values().next().expect("a response");
    let names: Vec<&str> = response.headers.iter().map(|field| field.name.as_str()).collect();
    assert_eq!(names, ["X-Job"]);
    let body = response.body.as_ref().map(|body| fields(&outcome.apis[0], &body.schema));
    assert_eq!(body.as_deref(), Some("job_id"));
}

/// The response's table is of those statuses of success that have a body.
#[test]
fn a_table_of_fields_is_not_what_comes_back_with_204() {
    let statuses = |codes: [&str; 2]| {
        let [one, two] = codes;
        format!(
            "Response\n--------\n\n{TABLE}\nStatus Codes\n------------\n\n.. table:: **Table 2** Status codes\n
   =========== ===========
   Status Code Description
   =========== ===========
   {one}         Done.
   {two}         Done.
   =========== ===========\n"
        )
    };
    let printed = printed(&[
        ("api-ref/source/one.rst", page("one", "Stopping a Job", "POST /v1/jobs/stop", &statuses(["202", "204"]))),
        ("api-ref/source/two.rst", page("two", "Moving a Job", "POST /v1/jobs/move", &statuses(["200", "201"]))),
    ]);
    for line in ["  202: job_id", "  204: no body", "  200: job_id", "  201: job_id"] {
        assert!(printed.lines().any(|known| known == line), "{line}\n{printed}");
    }
}

#[test]
fn an_example_shows_the_status_where_the_page_lists_none() {
    let example = |status: &str, body: &str| {
        format!(".. code-block:: text\n\n   HTTP/1.1 {status}\n   {}\n", body.replace('\n', "\n   "))
    };
    let one = format!(
        "Response\n--------\n\n{TABLE}\nExample Response\n----------------\n\n{}\n{}",
        example("202 Accepted", "{\"job_id\": \"1\"}"),
        example("400 Bad Request", "{\"error\": \"no\"}")
    );
    let two = format!(
        "Response\n--------\n\n{TABLE}\nExample Response\n----------------\n\n{}\n{}",
        example("200 OK", "{\"job_id\": \"1\"}"),
        example("202 Accepted", "{\"job_id\": \"1\"}")
    );
    insta::assert_snapshot!(printed(&[
        ("api-ref/source/one.rst", page("one", "Creating a Job", "POST /v1/jobs", &one)),
        ("api-ref/source/two.rst", page("two", "Starting a Job", "POST /v1/jobs/start", &two)),
    ]));
}

#[test]
fn an_example_of_a_failure_is_no_example_of_success() {
    let table = TABLE.replace("   ====== ====== ===========\n\n", "");
    let rest = format!(
        "Response\n--------\n\n-  Normal response\n\n{}\n-  Abnormal response\n
   .. table:: **Table 2** Response parameters\n
      ========== ====== ===========
      Name       Type   Description
      ========== ====== ===========
      error_code String Error code.
      ========== ====== ===========\n
Example Response\n----------------\n
.. code-block:: text\n\n   {{\"job_id\": \"1\"}}\n
or\n
.. code-block:: text\n\n   {{\"error_code\": \"no\"}}\n
or\n
.. code-block:: text\n\n   {{\"job_id\": \"2\", \"error_code\": \"none\"}}\n",
        table.replace('\n', "\n   ")
    );
    insta::assert_snapshot!(printed(&[(
        "api-ref/source/one.rst",
        page("one", "Creating a Job", "POST /v1/jobs", &rest)
    )]));
}

#[test]
fn a_list_of_pages_marks_all_of_them_as_deprecated() {
    let list = |label: &str, title: &str, link: &str| plain(label, title, &format!("-  :ref:`More <{link}>`\n"));
    let empty = "Response\n--------\n\nNone\n";
    insta::assert_snapshot!(printed(&[
        ("api-ref/source/index.rst", list("top", "Out-of-Date APIs", "jobs")),
        ("api-ref/source/jobs/index.rst", list("jobs", "Jobs", "deleting")),
        ("api-ref/source/jobs/deleting.rst", page("deleting", "Deleting a Job", "DELETE /v1/jobs", empty)),
        ("api-ref/source/jobs/creating.rst", page("creating", "Creating a Job", "POST /v1/jobs", empty)),
    ]));
}

#[test]
fn a_link_to_a_table_elsewhere_is_a_body() {
    let rest = "Request\n-------\n\n:ref:`Table 3 <structures__t3>` lists the request parameters.\n\n\
                Response\n--------\n\nFor the response parameters, see :ref:`Table 4 <structures__t4>`.\n\n\
                Status Code\n-----------\n\n**200**: OK\n";
    let table = |number: u8, name: &str| {
        format!(
            ".. _structures__t{number}:\n\n.. table:: **Table {number}** Fields of {name}\n\n   ====== ====== ===========\n   \
             Name   Type   Description\n   ====== ====== ===========\n   {name:6} String Words.\n   ====== ====== ===========\n\n"
        )
    };
    let structures = plain("structures", "Data Structures", &format!("{}{}", table(3, "sent"), table(4, "got")));
    insta::assert_snapshot!(printed(&[
        ("api-ref/source/create.rst", page("create", "Creating a Job", "POST /v1/jobs", rest)),
        ("api-ref/source/delete.rst", page("delete", "Deleting a Job", "DELETE /v1/jobs/{id}", rest)),
        ("api-ref/source/structures.rst", structures),
    ]));
}

#[test]
fn a_table_that_is_on_none_of_the_pages_is_reported() {
    let rest = "Request\n-------\n\n:ref:`Table 3 <structures__t3>` lists the request parameters.\n";
    insta::assert_snapshot!(printed(&[(
        "api-ref/source/create.rst",
        page("create", "Creating a Job", "POST /v1/jobs", rest)
    )]));
}

#[test]
fn statuses_in_paragraphs() {
    let behind = format!("Response\n--------\n\n{TABLE}\nStatus Code\n-----------\n\nStatus Code: 202.\n");
    let above = format!("Response\n--------\n\nReturned status code 201: successful creation\n\n{TABLE}\n");
    insta::assert_snapshot!(printed(&[
        ("api-ref/source/behind.rst", page("behind", "Creating a Job", "POST /v1/jobs", &behind)),
        ("api-ref/source/above.rst", page("above", "Creating a Task", "POST /v1/tasks", &above)),
    ]));
}

#[test]
fn a_success_is_recognised_by_the_response() {
    let rest = format!(
        "Response\n--------\n\n{TABLE}\nExample Request\n---------------\n\n.. code-block:: text\n\n   GET https://host/v1/jobs\n\n\
Example Response\n----------------\n\n**Status code: 200**\n\nThe request succeeded.\n\n.. code-block::\n\n   {{\"job_id\": \"1\"}}\n"
    );
    insta::assert_snapshot!(printed(&[(
        "api-ref/source/page.rst",
        page("page", "Querying Jobs", "GET /v1/jobs", &rest)
    )]));
}

#[test]
fn a_status_line_and_the_body_below_it_are_one_example() {
    let rest = format!(
        "Response\n--------\n\n{TABLE}\nExample Response\n----------------\n\n.. code-block:: text\n\n   STATUS CODE 200\n\n\
.. code-block::\n\n   {{\"job_id\": \"1\"}}\n"
    );
    insta::assert_snapshot!(printed(&[(
        "api-ref/source/page.rst",
        page("page", "Querying Jobs", "GET /v1/jobs", &rest)
    )]));
}

#[test]
fn an_example_without_a_body_takes_none_of_another_status() {
    let rest = "Response\n--------\n\nNone\n\nExample Response\n----------------\n\n**Status code: 204**\n\n.. code-block:: text\n\n   HTTP/1.1 204 No Content\n\n\
**Status code: 400**\n\n.. code-block::\n\n   {\"error_code\": \"1\"}\n";
    insta::assert_snapshot!(printed(&[(
        "api-ref/source/page.rst",
        page("page", "Deleting a Job", "DELETE /v1/jobs/all", rest)
    )]));
}

#[test]
fn a_url_in_a_block_is_no_example_where_the_url_is_known() {
    let block = ".. code-block:: text\n\n   POST /v1/jobs";
    let outcome = read_pages(&[(
        "api-ref/source/page.rst",
        &page("page", "Creating a Job", block, "Request\n-------\n\nNone\n"),
    )]);
    assert_eq!(outcome.apis[0].operations[0].path, "/v1/jobs");
    assert!(outcome.apis[0].operations[0].examples.is_empty(), "{:?}", outcome.apis[0].operations[0].examples);
}

#[test]
fn a_paragraph_marks_an_operation_as_deprecated() {
    let noted =
        "Function\n--------\n\n.. note::\n\n   This API is out-of-date and may not be maintained in the future.\n";
    let other = "Function\n--------\n\nDeletes jobs whose API has been deprecated.\n";
    insta::assert_snapshot!(printed(&[
        ("api-ref/source/noted.rst", page("noted", "Creating a Job", "POST /v1/jobs", noted)),
        ("api-ref/source/other.rst", page("other", "Deleting a Job", "DELETE /v1/jobs", other)),
    ]));
}

#[test]
fn a_response_may_have_the_table_of_the_request() {
    let page = "# 创建卷\n\n## URI\n\nPOST /v1/volumes\n\n## 请求消息\n\n**表 1**  请求参数\n\n<a name=\"table1\"></a>\n\n\
|参数|是否必选|参数类型|描述|\n|---|---|---|---|\n|name|是|String|名称。|\n\n## 响应消息\n\n响应参数如[表1](#table1)所示。\n";
    insta::assert_snapshot!(printed(&[("volumes/cn.zh-cn/API参考/page.md", page.to_owned())]));
}

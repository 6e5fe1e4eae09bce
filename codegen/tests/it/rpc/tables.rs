//! Tables of RPC pages: names with paths and indexes, captions and sentences that lead from one table to another, and what
//! examples show of both.

use super::{page, printed, response};
use crate::support::read_text;

#[test]
fn lines_lead_to_structures() {
    let rows = |line: &str| {
        format!(
            "| data | Object | The answer. |\n\n{line}\n\n| Parameter Name | Type | Description |\n|---|---|---|\n| name | String | A name. |"
        )
    };
    for line in [
        "Parameter data is composed of the following parameters:",
        "The data parameter is constructed as follows:",
        "The data field is:",
        "**data array:**",
        "其中，data的参数构成如下：",
        "其中， data 参数的构成如下：",
        "其中，data表示的是灯的信息，其结构如下。若为空，表示没有。",
        "其中，data 的字段为：",
        "**data数组结构：**",
    ] {
        let found = response(&rows(line), "{\"code\": 0, \"data\": {\"name\": \"a\"}}");
        assert!(
            found.contains("\n      data: DescribeLampsData") && found.contains("\n        name: string"),
            "{line}:\n{found}"
        );
    }
}

#[test]
fn an_example_wins_over_a_bare_word_for_lists() {
    let rows = "| data | Array | The answer. |\nParameter data is composed of the following parameters:\n\n\
                | Parameter Name | Type | Description |\n|---|---|---|\n| lampId | String | The lamp. |\n| parts | Array | Parts. |";
    insta::assert_snapshot!(
        "object_against_list",
        response(rows, "{\"code\": 0, \"data\": {\"lampId\": \"a\", \"parts\": [{\"x\": 1}]}}")
    );
    // One list is sufficient evidence for the word, and so is an example that shows nothing.
    for example in ["{\"code\": 0, \"data\": [{\"lampId\": \"a\"}]}", "{\"code\": 0, \"data\": []}", "{\"code\": 1}"] {
        let found = response(rows, example);
        assert!(found.contains("data: array of object"), "{example}:\n{found}");
    }
}

#[test]
fn names_that_repeat_the_row_are_cut() {
    let table = |caption: &str, prefix: &str| {
        format!(
            "| data.n | Array | The lamps. |\n| data.n.parts.n | Array | Their parts. |\n\n{caption}\n\n\
             | Parameter Name | Type | Description |\n|---|---|---|\n| {prefix}id | String | The id. |\n\
             | {prefix}sizes.n | Int | The sizes. |"
        )
    };
    for (caption, prefix) in [
        ("**Details of `data.n.parts.n`**", "parts.n."),
        ("**Details of `data.n.parts.n`**", "data.n.parts.n."),
        ("Details of the pieces", "parts.n."),
        ("**parts array:**", "parts.n."),
    ] {
        let found = response(&table(caption, prefix), "{\"code\": 0}");
        assert!(found.contains("\n        parts: array of object"), "{caption} {prefix}:\n{found}");
        assert!(found.contains("\n          id: string"), "{caption} {prefix}:\n{found}");
        assert!(found.contains("\n          sizes: array of integer"), "{caption} {prefix}:\n{found}");
    }
}

/// A URL may go on in lines, and a document that nothing leads in is an answer.
#[test]
fn examples_without_a_word_are_recognised_by_their_form() {
    let rows = "| lampId | Yes | String | The lamp. |";
    let text = page("SetLamps", rows, "| data | Array | What is lit. |", "{\"code\": 0, \"data\": {\"id\": 1}}")
        .replace("Input\n", "")
        .replace("Output\n", "So it is lit, where code is 0:\n")
        .replace("index.php?Action=SetLamps", "index.php?\n&lampId=l-1");
    let found = printed(&read_text("tencent/lamps.md", &text));
    for line in ["example request: text:", "example response: json:", "data: object"] {
        assert!(found.contains(line), "{line}: {found}");
    }
}

/// `data.n.ids.n` in a table of its own is of the elements of `ids`, and names are whole paths or begin at any row above.
#[test]
fn a_table_of_an_index_describes_the_elements() {
    let head = "| Parameter Name | Type | Description |\n|---|---|---|\n";
    for prefix in ["data.n.", "data.data.n."] {
        let rows = format!(
            "| data | Object | The answer. |\n\nStructure of data\n\n{head}| data.total | Int | How many. |\n\
             | data.data | Array | The lamps. |\n\nStructure of data.data\n\n{head}| {prefix}id | String | The id. |\n\
             | {prefix}ids | Array | Parts. |\n\nStructure of {prefix}ids\n\n{head}| {prefix}ids.n | String | A part. |"
        );
        let found = response(&rows, "{\"code\": 0}");
        let lines: Vec<&str> =
            found.lines().map(|line| line.rsplit_once("  ").map_or(line, |(line, _)| line)).collect();
        let wanted = ["        data: array of object", "          id: string", "          ids: array of string"];
        assert!(lines.windows(3).any(|three| three == wanted), "{found}");
    }
}

#[test]
fn whole_paths_are_at_the_root_if_no_row_has_their_first_segment() {
    let request = "| lampId | Yes | String | The lamp. |\n\nParameter paramList is composed of the following parameters:\n\n\
                   | Parameter Name | Required | Type | Description |\n|---|---|---|---|\n| paramList.n.name | No | String | Name. |";
    let outcome = read_text("tencent/lamps.md", &page("SetLamps", request, "| id | String | The id. |", "{}"));
    insta::assert_snapshot!("whole_paths", printed(&outcome));
}

#[test]
fn a_caption_and_an_example_are_more_than_what_is_left_over() {
    let rows = "| ids | Array | The lamps. |\n\nParameter data is composed of the following parameters:\n\n\
                | Parameter Name | Type | Description |\n|---|---|---|\n| lampId | String | The lamp. |";
    insta::assert_snapshot!(
        "caption_and_example",
        response(rows, "{\"code\": 0, \"ids\": [\"a\"], \"data\": {\"lampId\": \"a\"}}")
    );
}

#[test]
fn tables_of_one_name_are_about_what_precedes_them() {
    let fields = "\n\n| Parameter Name | Type | Description |\n|---|---|---|\n";
    let line = |name: &str| format!("\n\nParameter {name} is composed of the following parameters:{fields}");
    let rows = format!(
        "| hall | Object | The hall. |\n| yard | Object | The yard. |{}| v5.6 | Object | Version. |{}| 20 | Object | Kind. |\n\
         | 20.watt | Int | Watt. |{}| v5.6 | Object | Version. |{}| size | String | Size. |",
        line("hall"),
        line("v5.6"),
        line("yard"),
        line("v5.6"),
    );
    insta::assert_snapshot!(
        "tables_of_one_name",
        response(
            &rows,
            "{\"code\": 0, \"hall\": {\"v5.6\": {\"20\": {\"watt\": 1}}}, \"yard\": {\"v5.6\": {\"size\": \"a\"}}}"
        )
    );
}

#[test]
fn a_list_and_its_elements_in_rows_of_their_own_are_one_field() {
    let request = "| address | Yes | Array | Addresses. |\n| address.n | Yes | String | An address. |";
    let outcome = read_text("tencent/lamps.md", &page("SetLamps", request, "| id | String | The id. |", "{}"));
    insta::assert_snapshot!("list_and_elements", printed(&outcome));
}

#[test]
fn a_caption_counts_more_than_a_plain_type() {
    let rows = "| roList | Int | The list. |\nParameter roList is composed of the following parameters:\n\n\
                | Parameter Name | Type | Description |\n|---|---|---|\n| lampId | String | The lamp. |";
    insta::assert_snapshot!("caption_over_type", response(rows, "{\"code\": 0}"));
    // How many there are, the examples show.
    let shown = response(rows, "{\"code\": 0, \"roList\": [{\"lampId\": \"a\"}]}");
    assert!(shown.contains("roList: array of object"), "{shown}");
    let shown = response(rows, "{\"code\": 0, \"roList\": {\"lampId\": \"a\"}}");
    assert!(shown.contains("roList: DescribeLampsRoList"), "{shown}");
}

/// A parameter of a query has no fields, and a type with more than one word is not a typing error: the table is
/// reported instead.
#[test]
fn a_caption_does_not_count_more_than_a_type_that_can_be_meant() {
    let table = |name: &str| {
        format!(
            "Parameter {name} is composed of the following parameters:\n\n| Parameter Name | Type | Description |\n\
             |---|---|---|\n| watt | Int | Its power. |"
        )
    };
    let request = format!("| lamp | Yes | String | The lamp, as JSON. |\n{}", table("lamp"));
    let response = format!("| tags | Array of String | Its tags. |\n\n{}", table("tags"));
    let outcome = read_text("tencent/lamps.md", &page("SetLamps", &request, &response, "{\"code\": 0}"));
    insta::assert_snapshot!("caption_under_type", printed(&outcome));
}

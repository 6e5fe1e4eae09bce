//! Pages of RPC services: one URL for all operations, the operation chosen by a constant, lists in names with an index,
//! structures led in by a sentence, and what a vendor's file says of all of them.

use refract_codegen::discover::{self, Overrides};
use refract_codegen::emit::Options;
use refract_codegen::emit::openapi::{self, Selectors};
use refract_codegen::explain;
use refract_codegen::ir::{Api, json};
use refract_codegen::pipeline::{self, Outcome};
use refract_codegen::vocabulary::Library;

use crate::support;
use crate::support::{library, read_text, shared};

/// A vendor that states the operation in the title and the row of the constant.
const ACME: &str = r#"
name = "acme"
title = "Acme"
languages = ["zh", "en"]
query-arrays = "numbered-from-0"

[detect]
text = ['acme']

[service]
urls = ['^https?://(?P<service>\w+)\.acme']

[operation]

[endpoint]
method = "GET"
url = "https://api.acme.example/"

[[selectors]]
in = "query"
name = "Action"
titles = [' - (?P<value>\w+)$']
rows = ['`(?P<value>\w+)`']

[[parameters]]
in = "query"
name = "Region"
type = "String"

[[parameters]]
in = "query"
name = "PublicKey"
credential = true

[[parameters]]
in = "query"
name = "Signature"
credential = true

[failure]
field = "RetCode"
success = 0
fields = ["Action", "Message"]

[nesting]
dotted-names = true
index = '^[nN]$|^\d+$'
"#;

/// Reads pages with a vendor's file of the test's own.
fn with(vendor: &str, pages: &[(&str, &str)]) -> Outcome {
    let library = Library::with(&[], &[("acme.toml".to_owned(), vendor.to_owned())]);
    let library = library.unwrap_or_else(|error| panic!("{error}"));
    let folder = tempfile::tempdir().expect("a folder");
    for (name, text) in pages {
        std::fs::write(folder.path().join(name), text).expect("a file");
    }
    let files = discover::files(&[folder.path().to_owned()], folder.path()).unwrap_or_else(|found| panic!("{found:?}"));
    let known = Overrides { vendor: Some("acme".into()), ..Overrides::default() };
    pipeline::run(&files, &library, &|_| known.clone(), &|| {})
}

/// What pages promise, with what is said of them.
fn told(outcome: &Outcome) -> String {
    let mut text = String::new();
    for api in &outcome.apis {
        for page in &api.pages {
            explain::contract(&mut text, api, &page.path).expect("memory");
        }
        for credential in &api.credentials {
            text +=
                &format!("{} {} is a credential  :{}\n", credential.place.name(), credential.name, credential.origin);
        }
    }
    for found in &outcome.diagnostics {
        text += &format!("{}: {}: {}\n", found.origin, found.code.name(), found.message);
    }
    let (fields, rows) = (outcome.ledger().fields(), outcome.ledger().rows());
    text += &format!("{fields} of {rows} rows are fields\n");
    text.lines().map(str::trim_end).filter(|line| !line.is_empty()).collect::<Vec<_>>().join("\n")
}

fn only(outcome: &Outcome) -> &Api {
    let [api] = outcome.apis.as_slice() else { panic!("{:?}", outcome.diagnostics) };
    api
}

/// A page in the form of the vendor that Refract comes with.
fn page(action: &str, request: &str, response: &str, example: &str) -> String {
    format!(
        "## 1. API Description\n\nThis API ({action}) is about lamps.\nDomain for API request: lamps.api.qcloud.com\n\n\
         ## 2. Input Parameters\n\n| Parameter Name | Required | Type | Description |\n|---|---|---|---|\n{request}\n\n\
         ## 3. Output Parameters\n\n| Parameter Name | Type | Description |\n|---|---|---|\n| code | Int | 0: Succeeded |\n\
         {response}\n\n## 4. Example\n\nInput\n```\nhttps://lamps.api.qcloud.com/v2/index.php?Action={action}\n```\n\n\
         Output\n```\n{example}\n```\n"
    )
}

/// What the response of such a page promises, and what is said of it.
fn response(rows: &str, example: &str) -> String {
    let outcome =
        read_text("tencent/lamps.md", &page("DescribeLamps", "| lampId | Yes | String | The lamp. |", rows, example));
    let text = told(&outcome);
    let from = text.find("response 2XX").unwrap_or_else(|| panic!("{text}"));
    text[from..].to_owned()
}

#[test]
fn the_cases_are_read_right() {
    let Some(folder) = shared("cases/rpc") else { return };
    for name in [
        "1-no-endpoint",
        "2a-shared-path",
        "2b-shared-path",
        "3-index-in-names",
        "4-error-in-success",
        "5-prose-values",
    ] {
        let file = format!("{name}.md");
        let text = std::fs::read_to_string(folder.join(&file)).expect("a page");
        insta::assert_snapshot!(name, told(&with(ACME, &[(&file, &text)])));
    }
}

#[test]
fn operations_of_one_url_stay_apart() {
    let page = |action: &str, type_: &str| {
        format!(
            "# Words - {action}\n\n## URI\n\nGET https://api.acme.example/?Action={action}\n\n### Request Parameters\n\n\
             | Name | Type | Required | Description |\n|---|---|---|---|\n| Action | String | Yes | `{action}` |\n\
             | Limit | {type_} | Yes | How much. |\n"
        )
    };
    let (light, dim) = (page("LightLamp", "Int"), page("DimLamp", "String"));
    let outcome = with(ACME, &[("a.md", &light), ("b.md", &dim)]);
    let api = only(&outcome);
    let ids: Vec<&str> = api.operations.iter().map(|operation| operation.id.as_str()).collect();
    assert_eq!(ids, ["dim_lamp", "light_lamp"]);
    assert_eq!(&json::from_json(&json::to_json(api)).expect("the IR"), api, "selectors are read back");
    let keys = |selectors: Selectors| {
        let document = openapi::document(api, &Options { selectors, ..Options::default() });
        let paths = document["paths"].as_object().expect("paths").keys().cloned().collect::<Vec<_>>();
        (paths, document)
    };
    let (apart, document) = keys(Selectors::Paths);
    assert_eq!(apart, ["/#Action=DimLamp", "/#Action=LightLamp"]);
    assert_eq!(document["paths"]["/#Action=DimLamp"]["get"]["parameters"][0]["schema"]["enum"][0], "DimLamp");
    assert_eq!(keys(Selectors::Merged).0, ["/"]);
}

#[test]
fn a_constant_of_all_operations_names_none() {
    let version = "[[selectors]]\nin = \"query\"\nname = \"Abi\"\nvalue = \"7\"\n\n[[selectors]]\n";
    let page = "# Words - LightLamp\n\n## URI\n\nGET https://api.acme.example/?Action=LightLamp\n\n### Request Parameters\n\n\
                | Name | Type | Required | Description |\n|---|---|---|---|\n| Limit | Int | Yes | How much. |\n";
    let outcome = with(&ACME.replacen("[[selectors]]\n", version, 1), &[("a.md", page)]);
    let operation = &only(&outcome).operations[0];
    let selectors: Vec<&str> = operation.selectors.iter().map(|selector| selector.name.as_str()).collect();
    assert_eq!((operation.id.as_str(), selectors), ("light_lamp", vec!["Abi", "Action"]));
}

#[test]
fn a_selector_of_the_body_is_sent_and_no_field() {
    let vendor = ACME.replacen("in = \"query\"\nname = \"Action\"", "in = \"body\"\nname = \"Action\"", 1).replacen(
        "method = \"GET\"",
        "method = \"POST\"",
        1,
    );
    assert_ne!(vendor, ACME);
    let text = "# Words - LightLamp\n\n## Request Parameters\n\n| Name | Type | Required | Description |\n|---|---|---|---|\n\
                | Action | String | Yes | `LightLamp` |\n| LampId | String | Yes | The lamp. |\n";
    let outcome = with(&vendor, &[("a.md", text)]);
    let document = openapi::document(only(&outcome), &Options::default());
    let operation = &document["paths"]["/#Action=LightLamp"]["post"];
    insta::assert_snapshot!(
        "selector_of_the_body",
        format!("{}\n{}", told(&outcome), serde_json::to_string_pretty(&operation["requestBody"]).expect("JSON"))
    );
}

#[test]
fn credentials_are_schemes_and_no_parameters() {
    let text = "# Words - LightLamp\n\n## Request Parameters\n\n| Name | Type | Required | Description |\n|---|---|---|---|\n\
                | LampId | String | Yes | The lamp. |\n| Signature | String | Yes | Signed. |\n";
    let outcome = with(ACME, &[("a.md", text)]);
    let document = openapi::document(only(&outcome), &Options::default());
    let operation = &document["paths"]["/#Action=LightLamp"]["get"];
    let names: Vec<&str> = operation["parameters"]
        .as_array()
        .expect("parameters")
        .iter()
        .filter_map(|parameter| parameter["name"].as_str())
        .collect();
    assert_eq!(names, ["Action", "LampId", "Region"]);
    assert_eq!(operation["security"], serde_json::json!([{"PublicKey": [], "Signature": []}]));
    let scheme = &document["components"]["securitySchemes"]["Signature"];
    assert_eq!(scheme["in"], "query");
    assert_eq!(scheme["x-origin"]["page"], "acme.toml", "the vendor's file says so: {scheme}");
}

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
    // One list is enough for the word to stand, and so is an example that shows nothing.
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
fn examples_without_a_word_are_told_by_what_they_are() {
    let rows = "| lampId | Yes | String | The lamp. |";
    let text = page("SetLamps", rows, "| data | Array | What is lit. |", "{\"code\": 0, \"data\": {\"id\": 1}}")
        .replace("Input\n", "")
        .replace("Output\n", "So it is lit, where code is 0:\n")
        .replace("index.php?Action=SetLamps", "index.php?\n&lampId=l-1");
    let found = told(&read_text("tencent/lamps.md", &text));
    for line in ["example request: text:", "example response: json:", "data: object"] {
        assert!(found.contains(line), "{line}: {found}");
    }
}

/// `data.n.ids.n` in a table of its own is of the elements of `ids`, and names are whole paths or begin at any row above.
#[test]
fn a_table_of_an_index_tells_of_the_elements() {
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
fn whole_paths_of_which_no_row_has_the_first_are_at_the_root() {
    let request = "| lampId | Yes | String | The lamp. |\n\nParameter paramList is composed of the following parameters:\n\n\
                   | Parameter Name | Required | Type | Description |\n|---|---|---|---|\n| paramList.n.name | No | String | Name. |";
    let outcome = read_text("tencent/lamps.md", &page("SetLamps", request, "| id | String | The id. |", "{}"));
    insta::assert_snapshot!("whole_paths", told(&outcome));
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
fn tables_of_one_name_are_about_what_was_told_before_them() {
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
    insta::assert_snapshot!("list_and_elements", told(&outcome));
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

/// What is sent in a query has no fields, and a type that says more than a word is no slip: the table is told instead.
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
    insta::assert_snapshot!("caption_under_type", told(&outcome));
}

/// Two operations of one URL in a section: neither is swallowed, and the same line again is no third.
#[test]
fn operations_of_one_url_in_a_section_are_several() {
    let line = |action: &str| format!("```\nGET https://lamp.acme.example/?Action={action}\n```\n\n");
    let acme = format!("{ACME}\n[request-lines]\nforms = [\"code\"]\nown-sections = true\n");
    let page = format!("# Lamps\n\n## Switch\n\n{}{}", line("LightLamp"), line("DimLamp") + &line("LightLamp"));
    // The same constant under another method or path is another operation.
    let page = page + "```\nPOST https://lamp.acme.example/?Action=LightLamp\n```\n";
    let outcome = with(&acme, &[("lamp.md", &page)]);
    let operations: Vec<&str> = only(&outcome).operations.iter().map(|operation| operation.id.as_str()).collect();
    assert_eq!(operations, ["dim_lamp", "light_lamp_get", "light_lamp_post"], "{}", told(&outcome));
}

#[test]
fn editions_of_a_page_are_one_operation() {
    let en =
        page("DescribeLamps", "| lampId | Yes | String | The lamp. |", "| id | String | The id. |", "{\"code\": 0}");
    let zh = "## 1. 接口描述\n\n本接口(DescribeLamps)用于查询灯。\n接口请求域名：lamps.api.qcloud.com\n\n## 2. 输入参数\n\n\
              | 参数名称 | 必选 | 类型 | 描述 |\n|---|---|---|---|\n| lampId | 否 | Int | 灯。 |\n\n## 3. 输出参数\n\n\
              | 参数名称 | 类型 | 描述 |\n|---|---|---|\n| code | Int | 0：成功 |\n| id | String | 编号。 |\n";
    let outcome = support::read_pages(&[("tencent/lamps.md", zh), ("tencent/lamps_en.md", &en)]);
    let [operation] = only(&outcome).operations.as_slice() else { panic!("{}", told(&outcome)) };
    assert_eq!(operation.editions.len(), 1);
    let contradictions: Vec<&str> = outcome
        .diagnostics
        .iter()
        .filter(|found| found.code.name() == "edition-contradiction")
        .map(|found| found.message.as_str())
        .collect();
    insta::assert_snapshot!("editions", contradictions.join("\n"));
}

#[test]
fn conventions_have_their_own_lines() {
    let outcome =
        read_text("tencent/lamps.md", &page("SetLamps", "| a | No | String | A. |", "| id | String | The id. |", "{}"));
    let operation = &only(&outcome).operations[0];
    let line = |origin: &refract_codegen::source::Origin| {
        let text = library().vendor("tencent").expect("it is there").patterns.selectors[0].origin.clone();
        assert_eq!(&text, origin);
        origin.line
    };
    assert!(line(operation.selectors[0].convention.as_ref().expect("a convention")) > 20);
}

/// A page whose answer has fields of a success only, and an example.
fn answered(example: &str) -> Outcome {
    answered_with(example, &[])
}

/// The same with further files beside the page.
fn answered_with(example: &str, beside: &[(&str, &str)]) -> Outcome {
    let text = format!(
        "# Words - ShowLamp\n\n## Request Parameters\n\n| Name | Type | Required | Description |\n|---|---|---|---|\n\
         | LampId | String | Yes | The lamp. |\n\n## Response Parameters\n\n| Name | Type | Required | Description |\n\
         |---|---|---|---|\n| RetCode | Int | Yes | 0 for success. |\n| Message | String | No | What is wrong. |\n\
         | Watt | Int | Yes | The power. |\n\n## Example\n\nResponse\n\n```json\n{example}\n```\n"
    );
    with(ACME, &[&[("a.md", text.as_str())], beside].concat())
}

#[test]
fn a_failure_under_a_status_of_success_has_a_form_of_its_own() {
    let outcome = answered("{\"RetCode\": 8039, \"Message\": \"no such lamp\"}");
    let api = only(&outcome);
    let document = openapi::document(api, &Options::default());
    let content = &document["paths"]["/#Action=ShowLamp"]["get"]["responses"]["2XX"]["content"]["application/json"];
    let schema = serde_json::to_string_pretty(&content["schema"]).expect("JSON");
    insta::assert_snapshot!("failure", format!("{}\n{schema}", told(&outcome)));
    assert_eq!(&json::from_json(&json::to_json(api)).expect("the IR"), api, "it is read back");
    // The names that corrections change are those of the failure, too; without the field that tells there is none.
    let corrected = |change: &str| {
        let why = "why = \"seen otherwise\"\nlink = \"https://example.com/1\"\n";
        let field = "operation = \"show_lamp\"\nin = \"response 2XX\"\nfield = \"RetCode\"\n";
        let outcome = answered_with("{}", &[("fixups.toml", &format!("[[fixup]]\n{field}{change}\n{why}"))]);
        told(&outcome).lines().find(|line| line.contains("a failure unless")).unwrap_or("none").trim().to_owned()
    };
    assert_eq!(corrected("name = \"Code\""), "a failure unless Code is 0; it has Code, Message  acme.toml:41:9");
    assert_eq!(corrected("action = \"remove\""), "none");
    // What is demanded of a success still is.
    let said = |example: &str| -> Vec<String> {
        answered(example).diagnostics.iter().map(|found| found.message.clone()).collect()
    };
    assert_eq!(said("{\"RetCode\": 0}"), ["Watt: missing, and required by the table"]);
    assert_eq!(said("{\"RetCode\": \"1\", \"Message\": 2}").len(), 2, "a failure's own fields are held to their types");
    assert_eq!(said("{\"RetCode\": 0, \"Watt\": 5}"), Vec::<String>::new());
}

#[test]
fn parameters_go_where_the_vendor_file_says() {
    let vendor = |place: &str| {
        let endpoint = format!("method = \"POST\"\nparameters-in = \"{place}\"\nurl = ");
        ACME.replace("method = \"GET\"\nurl = ", &endpoint)
    };
    let page = "# Light - LightLamp\n\n## Request parameters\n\n| Name | Type | Required | Description |\n|---|---|---|---|\n\
                | Action | String | Yes | `LightLamp` |\n| LampId | String | Yes | Which. |\n\
                | Filter.1.Key | String | No | The first. |\n| Filter.2.Key | String | No | The second. |\n";
    let text = told(&with(&vendor("query"), &[("lamp.md", page)]));
    assert!(
        text.contains("query LampId: string !") && !text.contains("body") && !text.contains("field-twice"),
        "{text}"
    );
    assert!(!text.contains("Action: string"), "{text}");
    let text = told(&with(&vendor("form"), &[("lamp.md", page)]));
    assert!(text.contains("body application/x-www-form-urlencoded: object"), "{text}");
    let text = told(&with(&vendor("body"), &[("lamp.md", page)]));
    assert!(text.contains("body application/json: object") && !text.contains("Action: string"), "{text}");
}

/// Pages of a site generator: the title in the front matter, bold lines for titles, a link to the bold line of a structure,
/// and rows whose last cell stands below them.
#[test]
fn a_title_in_the_front_matter_and_cells_below_their_rows() {
    let page = "---\ntitle: \"List lamps - ListLamps\"\ndraft: false\n---\n\nLists lamps.\n\n**Request Parameters**\n\n\
                | Parameter name | Type | Description | Required |\n| --- | --- | --- | --- |\n\
                | lamps.n | String | Which lamps | No |\n\n**Response Elements**\n\n\
                | Name | Type | Description |\n| --- | --- | --- |\n\
                | lamp_set | Array | The lamps, see [Response Item](#response-item) |\n\n**Response Item**\n\n\
                | Name | Type | Description |\n| --- | --- | --- |\n| bulbs | Array |\n\nThe bulbs, each like:\n\n\
                ```\n| a bar in code |\n{\"watt\": 5}\n```\n\nOnly where asked for.\n\n |\n| colour | Dict | \n\nIts colour:\n\n\
                ```\n{\"red\": 1}\n```\n\n |\n| room | String | Where it hangs |\n";
    insta::assert_snapshot!(told(&with(ACME, &[("lamp.md", page)])));
}

#[test]
fn a_url_alone_shows_the_constant() {
    let page = "# Lists lamps\n\n## Request parameters\n\n| Name | Type | Description |\n|---|---|---|\n\
                | Room | String | Where. |\n\n## Example\n\n```\nhttps://api.acme.example/?Action=ListLamps\n&Room=r\n```\n";
    insta::assert_snapshot!(told(&with(ACME, &[("lamp.md", page)])));
}

/// Operations of one path that the body tells apart: by a member with one value, by the one member there is, and by a
/// member further down.
#[test]
fn the_table_of_the_body_tells_operations_apart() {
    let vendor = r#"
name = "acme"
title = "Acme"
languages = ["en"]

[detect]
text = ['acme']

[operation]

[[body-selectors]]
paths = ['/action$']

[[body-selectors]]
paths = ['/keys$']
member = "/auth/methods"
"#;
    let page = |title: &str, path: &str, rows: &str, rest: &str| {
        format!(
            "# {title}\n\n## URI\n\nPOST https://lamps.acme.example{path}\n\n## Request Parameters\n\n\
             | Name | Type | Mandatory | Description |\n|---|---|---|---|\n{rows}\n\n{rest}"
        )
    };
    let auth = "| auth | auth object | Yes | Who asks. |";
    let methods = |row: &str| {
        format!(
            "**auth**\n\n| Name | Type | Mandatory | Description |\n|---|---|---|---|\n\
             | methods | Array of strings | Yes | {row} |\n| hint | String | No | A hint. |\n"
        )
    };
    let pages = [
        ("start.md", page("Starts a lamp", "/lamps/action", "| os-start | Null | Yes | Starts it. |", "")),
        (
            "dim.md",
            page(
                "Dims a lamp",
                "/lamps/action",
                "| dim | Object | Yes | How far. |\n| note | String | No | Why. |",
                "",
            ),
        ),
        (
            "tag.md",
            page(
                "Tags",
                "/tags/action",
                "| action | String | Yes | Set this parameter to **create**. |\n| tags | Array of strings | Yes | The tags. |",
                "",
            ),
        ),
        (
            "untag.md",
            page(
                "Takes tags away",
                "/tags/action",
                "| action | String | Yes | Set this parameter to **delete**. |\n| tags | Array of strings | Yes | The tags. |",
                "",
            ),
        ),
        // What it is given chooses nothing: one operation does both.
        (
            "switch.md",
            page(
                "Switches a room",
                "/rooms/action",
                "| action | String | Yes | The options are as follows:<br>- **on**<br>- **off** |",
                "",
            ),
        ),
        // A list with one value is sent as a list.
        (
            "lights.md",
            page(
                "Lists lights",
                "/lights/action",
                "| kinds | Array of strings | Yes | Set this parameter to **red**. |\n| limit | Integer | No | How many. |",
                "",
            ),
        ),
        (
            "find.md",
            page(
                "Finds lamps",
                "/finds/action",
                "| by | String | Yes | A name. |\n| limit | Integer | No | How many. |",
                "",
            ),
        ),
        ("word.md", page("A key by a word", "/keys", auth, &methods("Set this parameter to **word**."))),
        ("token.md", page("A key by a token", "/keys", auth, &methods("Set this parameter to **token**."))),
        (
            "both.md",
            page("A key by both", "/keys", auth, &methods("The options are as follows:<br>- **word**<br>- **token**")),
        ),
    ];
    let pages: Vec<(&str, &str)> = pages.iter().map(|(name, text)| (*name, text.as_str())).collect();
    let outcome = with(vendor, &pages);
    let api = only(&outcome);
    let document = openapi::document(api, &Options::default());
    let selected = api.operations.iter().map(|operation| {
        let selectors: Vec<String> = operation.selectors.iter().map(ToString::to_string).collect();
        format!("{} {} {}", operation.path, operation.id.as_str(), selectors.join("&"))
    });
    let paths = document["paths"].as_object().expect("paths").keys().cloned();
    insta::assert_snapshot!(selected.chain(paths).collect::<Vec<_>>().join("\n"));
    insta::assert_snapshot!(told(&outcome));
}

//! Pages of RPC services: one URL for all operations, the operation selected by a constant, lists in names with an
//! index, structures introduced by a sentence, and what a vendor file states about all of them.

mod body_selectors;
mod tables;

use refract_codegen::discover::{self, Overrides};
use refract_codegen::emit::Options;
use refract_codegen::emit::openapi::{self, Selectors};
use refract_codegen::explain;
use refract_codegen::ir::{Api, json};
use refract_codegen::pipeline::{self, Outcome};
use refract_codegen::vocabulary::Library;

use crate::support::{self, library, read_text, shared};

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

/// The contract of pages, with the diagnostics.
fn printed(outcome: &Outcome) -> String {
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

/// The response of such a page, with the diagnostics.
fn response(rows: &str, example: &str) -> String {
    let outcome =
        read_text("tencent/lamps.md", &page("DescribeLamps", "| lampId | Yes | String | The lamp. |", rows, example));
    let text = printed(&outcome);
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
        insta::assert_snapshot!(name, printed(&with(ACME, &[(&file, &text)])));
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
        format!("{}\n{}", printed(&outcome), serde_json::to_string_pretty(&operation["requestBody"]).expect("JSON"))
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
    assert_eq!(scheme["x-origin"]["page"], "acme.toml", "the vendor file states it: {scheme}");
}

/// Two operations of one URL in a section: neither is lost, and a repeated line is not a third one.
#[test]
fn operations_of_one_url_in_a_section_are_several() {
    let line = |action: &str| format!("```\nGET https://lamp.acme.example/?Action={action}\n```\n\n");
    let acme = format!("{ACME}\n[request-lines]\nforms = [\"code\"]\nown-sections = true\n");
    let page = format!("# Lamps\n\n## Switch\n\n{}{}", line("LightLamp"), line("DimLamp") + &line("LightLamp"));
    // The same constant under another method or path is another operation.
    let page = page + "```\nPOST https://lamp.acme.example/?Action=LightLamp\n```\n";
    let outcome = with(&acme, &[("lamp.md", &page)]);
    let operations: Vec<&str> = only(&outcome).operations.iter().map(|operation| operation.id.as_str()).collect();
    assert_eq!(operations, ["dim_lamp", "light_lamp_get", "light_lamp_post"], "{}", printed(&outcome));
}

#[test]
fn editions_of_a_page_are_one_operation() {
    let en =
        page("DescribeLamps", "| lampId | Yes | String | The lamp. |", "| id | String | The id. |", "{\"code\": 0}");
    let zh = "## 1. 接口描述\n\n本接口(DescribeLamps)用于查询灯。\n接口请求域名：lamps.api.qcloud.com\n\n## 2. 输入参数\n\n\
              | 参数名称 | 必选 | 类型 | 描述 |\n|---|---|---|---|\n| lampId | 否 | Int | 灯。 |\n\n## 3. 输出参数\n\n\
              | 参数名称 | 类型 | 描述 |\n|---|---|---|\n| code | Int | 0：成功 |\n| id | String | 编号。 |\n";
    let outcome = support::read_pages(&[("tencent/lamps.md", zh), ("tencent/lamps_en.md", &en)]);
    let [operation] = only(&outcome).operations.as_slice() else { panic!("{}", printed(&outcome)) };
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

/// A page whose response has fields that only a success has, and an example.
fn answered(example: &str) -> Outcome {
    answered_with(example, &[])
}

/// The same with further files next to the page.
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
    insta::assert_snapshot!("failure", format!("{}\n{schema}", printed(&outcome)));
    assert_eq!(&json::from_json(&json::to_json(api)).expect("the IR"), api, "it is read back");
    // Names that fixups change are also changed in the failure; without the field that marks failures there is none.
    let corrected = |change: &str| {
        let why = "why = \"seen otherwise\"\nlink = \"https://example.com/1\"\n";
        let field = "operation = \"show_lamp\"\nin = \"response 2XX\"\nfield = \"RetCode\"\n";
        let outcome = answered_with("{}", &[("fixups.toml", &format!("[[fixup]]\n{field}{change}\n{why}"))]);
        printed(&outcome).lines().find(|line| line.contains("a failure unless")).unwrap_or("none").trim().to_owned()
    };
    assert_eq!(corrected("name = \"Code\""), "a failure unless Code is 0; it has Code, Message  acme.toml:41:9");
    assert_eq!(corrected("action = \"remove\""), "none");
    // What is demanded of a success still is.
    let message = |example: &str| -> Vec<String> {
        answered(example).diagnostics.iter().map(|found| found.message.clone()).collect()
    };
    assert_eq!(message("{\"RetCode\": 0}"), ["Watt: missing, and required by the table"]);
    assert_eq!(
        message("{\"RetCode\": \"1\", \"Message\": 2}").len(),
        2,
        "the fields of a failure are checked for their \
    types"
    );
    assert_eq!(message("{\"RetCode\": 0, \"Watt\": 5}"), Vec::<String>::new());
}

#[test]
fn parameters_go_where_the_vendor_file_states() {
    let vendor = |place: &str| {
        let endpoint = format!("method = \"POST\"\nparameters-in = \"{place}\"\nurl = ");
        ACME.replace("method = \"GET\"\nurl = ", &endpoint)
    };
    let page = "# Light - LightLamp\n\n## Request parameters\n\n| Name | Type | Required | Description |\n|---|---|---|---|\n\
                | Action | String | Yes | `LightLamp` |\n| LampId | String | Yes | Which. |\n\
                | Filter.1.Key | String | No | The first. |\n| Filter.2.Key | String | No | The second. |\n";
    let text = printed(&with(&vendor("query"), &[("lamp.md", page)]));
    assert!(
        text.contains("query LampId: string !") && !text.contains("body") && !text.contains("field-twice"),
        "{text}"
    );
    assert!(!text.contains("Action: string"), "{text}");
    let text = printed(&with(&vendor("form"), &[("lamp.md", page)]));
    assert!(text.contains("body application/x-www-form-urlencoded: object"), "{text}");
    let text = printed(&with(&vendor("body"), &[("lamp.md", page)]));
    assert!(text.contains("body application/json: object") && !text.contains("Action: string"), "{text}");
}

/// Pages of a site generator: the title in the front matter, bold lines for titles, a link to the bold line of a
/// structure, and rows whose last cell is below them.
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
    insta::assert_snapshot!(printed(&with(ACME, &[("lamp.md", page)])));
}

#[test]
fn a_url_alone_shows_the_constant() {
    let page = "# Lists lamps\n\n## Request parameters\n\n| Name | Type | Description |\n|---|---|---|\n\
                | Room | String | Where. |\n\n## Example\n\n```\nhttps://api.acme.example/?Action=ListLamps\n&Room=r\n```\n";
    insta::assert_snapshot!(printed(&with(ACME, &[("lamp.md", page)])));
}

//! Operations of one method and path that a member of the body chooses.

use refract_codegen::emit::{Options, openapi};

use super::{only, printed, with};

/// Operations of one path that the body distinguishes: by a member with one value, by the only member, and by a nested
/// member.
#[test]
fn the_table_of_the_body_distinguishes_operations() {
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
    insta::assert_snapshot!(printed(&outcome));
}

//! What a draft of a vendor's file has, by the form of the pages: each is read by its draft, with nothing added.

use refract_codegen::discover;
use refract_codegen::propose;

/// The draft for pages, without what could not be determined, and the result of reading the pages with it.
fn drafted(files: &[(&str, &str)]) -> String {
    let folder = tempfile::tempdir().expect("a folder");
    for (name, text) in files {
        std::fs::write(folder.path().join(name), text).expect("a page");
    }
    let pages = discover::files(&[folder.path().to_owned()], folder.path()).unwrap_or_else(|them| panic!("{them:?}"));
    let proposal = propose::propose("lamps", &pages).unwrap_or_else(|error| panic!("{error}"));
    let keys = proposal.vendor.split("\n# Headings without").next().unwrap_or_default().to_owned();
    let figures = proposal.figures;
    format!("{keys}\n{} operations, {} of {} rows are fields\n", figures.operations, figures.fields, figures.rows)
}

#[test]
fn request_lines_in_code_with_colons_and_lists_of_parameters() {
    let page = |what: &str| {
        format!(
            "# Lamps {what}\n\n## List lamps\n\n```\nGET /rooms/:room_id/{what}\n```\n\nParameters:\n\n- `room_id` (required) - \
             The room\n- `limit` (optional) - How many\n\n```json\n[{{\"id\": 1}}]\n```\n\n## Remove a lamp\n\n```\n\
             DELETE /rooms/:room_id/{what}/:id\n```\n\nParameters:\n\n- `room_id` (required) - The room\n- `id` (required) - Which\n"
        )
    };
    let pages = ["bulbs", "tubes", "candles"].map(page);
    insta::assert_snapshot!(drafted(&[("a.md", &pages[0]), ("b.md", &pages[1]), ("c.md", &pages[2])]));
}

#[test]
fn one_url_and_a_constant_that_chooses_the_operation() {
    let page = |name: &str, host: &str| {
        format!(
            "# {name} of lamps\n\nThis interface ({name}) is about lamps.\n\n## Request parameters\n\n\
             | Parameter | Type | Required | Description |\n|---|---|---|---|\n| lampIds.n | String | Yes | Which lamps. |\n\n\
             ## Example\n\n```\nhttps://{host}.example.com/v2/index.php?Action={name}&lampIds.0=a\n```\n"
        )
    };
    let pages = [page("CreateLamp", "lamp"), page("RemoveLamp", "lamp"), page("ListRooms", "room")];
    insta::assert_snapshot!(drafted(&[("a.md", &pages[0]), ("b.md", &pages[1]), ("c.md", &pages[2])]));
}

/// Pages that state the constant in the row of its name or in their title, or only show it.
#[test]
fn a_constant_in_titles_and_rows() {
    let page = |title: &str, row: &str, name: &str| {
        format!(
            "# {title}\n\nIt calls LightLamp afterwards.\n\n## Request parameters\n\n\
             | Parameter | Type | Required | Description |\n|---|---|---|---|\n{row}\
             | Lamps.N.Id | String | Yes | Which lamp. |\n\n## Response parameters\n\n\
             | Parameter | Type | Description |\n|---|---|---|\n| Count | Integer | How many. |\n\n\
             ## Example\n\n```\nhttps://api.example.com?Command={name}\n&Region=there\n&Lamps.1.Id=a\n```\n"
        )
    };
    let names = ["CreateLamp", "RemoveLamp", "ListRooms"];
    let in_titles = names.map(|name| page(&format!("About lamps - {name}"), "", name));
    let row = |name: &str| format!("| Command | String | Yes | The operation. Set it to `{name}`. |\n");
    let in_rows = names.map(|name| page("About lamps", &row(name), name));
    let shown = names.map(|name| page("About lamps", "", name));
    for (form, pages) in [("titles", in_titles), ("rows", in_rows), ("shown", shown)] {
        let draft = drafted(&[("a.md", &pages[0]), ("b.md", &pages[1]), ("c.md", &pages[2])]);
        insta::assert_snapshot!(format!("a_constant_in_{form}"), draft);
    }
}

#[test]
fn a_constant_in_a_header() {
    let page = |name: &str| {
        format!(
            "# {name}\n\n## Input parameters\n\n| Parameter | Required | Type | Description |\n|---|---|---|---|\n\
             | Lamps.N | No | Array of String | Which. |\n\n## Example\n\n### Input example\n\n```\nPOST / HTTP/1.1\n\
             Host: lamps.example.com\nX-Acme-Call: {name}\n\n{{\"Lamps\": [\"a\"]}}\n```\n"
        )
    };
    let pages = ["CreateLamp", "RemoveLamp", "ListRooms"].map(page);
    insta::assert_snapshot!(drafted(&[("a.md", &pages[0]), ("b.md", &pages[1]), ("c.md", &pages[2])]));
}

#[test]
fn marks_of_depth_and_an_index_are_certain() {
    let page = |what: &str| {
        format!(
            "# List {what}\n\n## Request line\n\n`GET /{what}`\n\n## Response parameters\n\n\
             | Parameter | Type | Description |\n|---|---|---|\n| items | Array | All. |\n| » id | String | Which. |\n\
             | » parts | Object | Its parts. |\n| »» size | Integer | How large. |\n| Tags.N | String | Tags. |\n"
        )
    };
    let pages = ["bulbs", "tubes", "candles"].map(page);
    insta::assert_snapshot!(drafted(&[("a.md", &pages[0]), ("b.md", &pages[1]), ("c.md", &pages[2])]));
}

#[test]
fn definitions_with_types_in_front_and_fields_under_headings() {
    let methods = |what: &str| {
        format!(
            "# {what}\n\n## Show {what}\n\n```http\nGET /{what}/:id HTTP/1.1\n```\n\n### Query parameters\n\n\
             limit\n: Integer. How many.\n\nshade[colour]\n: String. Which colour.\n\nshade[size]\n: Integer. Which size.\n\n\
             ### Response\n\n#### `id`\n\n**Type:** String\\\n**Description:** Which one.\n\n#### `watt`\n\n**Type:** Integer\n"
        )
    };
    let pages = ["bulbs", "tubes"].map(methods);
    insta::assert_snapshot!(drafted(&[("a.md", &pages[0]), ("b.md", &pages[1])]));
}

#[test]
fn lists_of_parameters_with_their_defaults() {
    let page = |what: &str| {
        format!(
            "# {what}\n\n## Make {what}\n\n| Method | Path |\n|---|---|\n| `POST` | `/{what}/:name` |\n\n### Parameters\n\n\
             - `name` `(string: <required>)` – What it is called.\n- `watt` `(int: 40)` - How bright.\n- `note` `(string: \"\")` - Any.\n"
        )
    };
    let pages = ["bulbs", "tubes"].map(page);
    insta::assert_snapshot!(drafted(&[("a.md", &pages[0]), ("b.md", &pages[1])]));
}

//! Forms that are used in place of tables: directives with files next to the page, components, lists, definitions,
//! fields under headings, columns known by position; and responses that only examples show. Each page is read with a
//! vendor file of a few lines, and each snapshot contains the origins, in whatever file they are.

use std::fmt::Write as _;

use crate::support;
use crate::support::printed::printed;

const DIRECTIVES: &str = r#"
[pages]
extensions = { inc = "rst" }
[nesting]
dotted-names = true
[elements]
call = { is = "endpoint" }
note_for_us = { is = "drop" }
results = { is = "statuses", status = "Status code", description = "Description" }
[elements.fields]
is = "parameters"
name = "Name"
columns = { type = "Type", required = "Mandatory", description = "Description", since = "Since" }
place = "in"
places = { path = "Path parameters", query = "Query parameters", body = "Body parameters", header = "Header parameters" }
versions = { from = "since", until = "until", read = "first", places = ["body"] }
"#;

const FIELDS: &str = r#"lamp_id:
  in: path
  type: string
  required: true
  description: Which lamp.
bright:
  in: query
  type: boolean
  required: false
  description: |
    Whether only ``bright`` lamps
    are meant.
lamp:
  in: body
  type: object
  required: true
  description: "The lamp."
colour:
  in: body
  type: string
  required: true
  description: >
    Its colour,
    in words.
glow:
  in: body
  type: string
  required: false
  since: 2.5
  description: How it glows.
"#;

#[test]
fn parameters_statuses_and_samples_come_from_files_beside_the_page() {
    let page = "=====\nLamps\n=====\n\n.. note_for_us:: later\n\nShow a lamp\n===========\n\n.. call:: GET /lamps/{lamp_id}\n\
                \nShows a lamp.\n\n.. results:: success codes.yaml\n\n   - 200\n   - 202: queued\n\nRequest\n-------\n\n\
                .. fields:: ../fields.yaml\n\n   - lamp_id: lamp_id\n   - bright: bright\n\nResponse\n--------\n\n\
                .. fields:: ../fields.yaml\n\n   - lamp: lamp\n   - tint:colour: colour\n   - glow: glow\n\
                \n**Example**\n\n.. literalinclude:: /samples/lamp.json\n   :language: json\n\n\
                Delete a lamp\n=============\n\n.. call:: DELETE /lamps/{lamp_id}\n\n\
                Normal response codes: 204\n\nError response codes: forbidden(403), notFound(404)\n\nRequest\n-------\n\n\
                .. fields:: ../fields.yaml\n\n   - lamp_id: lamp_id\n";
    insta::assert_snapshot!(printed(
        DIRECTIVES,
        &[
            ("source/lamps.inc", page),
            ("fields.yaml", FIELDS),
            ("source/codes.yaml", "200:\n  default: All went well.\n202:\n  queued: It will be done.\n"),
            ("samples/lamp.json", "{\"lamp\": {\"tint:colour\": \"red\"}}\n"),
        ]
    ));
}

#[test]
fn what_is_missing_is_reported_where_it_is_named() {
    let page = "Lamps\n=====\n\n.. call:: GET /lamps\n\nResponse\n--------\n\n.. fields:: fields.yaml\n\n   - lamp: lamp\n\
                \x20  - size: size_of_lamp\n   - odd\n\n**Example**\n\n.. literalinclude:: ../../secret.json\n\n\
                .. literalinclude:: none.json\n";
    let files = |page| [("lamps.rst", page), ("fields.yaml", FIELDS)];
    insta::assert_snapshot!(printed(DIRECTIVES, &files(page)));
    let lost = page.replace("fields.yaml", "gone.yaml");
    insta::assert_snapshot!(printed(DIRECTIVES, &files(lost.as_str())));
}

#[test]
fn values_apart_by_commas_are_a_table() {
    let page = "Lamps\n=====\n\n.. call:: POST /lamps\n\nRequest body parameters\n-----------------------\n\n\
                .. csv-table:: Parameters\n   :header: Name, Type, Mandatory, Description\n\n\
                \x20  ``colour``, string, yes, \"red, or blue\"\n   size, integer, no,\n";
    insta::assert_snapshot!(printed(DIRECTIVES, &[("lamps.rst", page)]));
}

#[test]
fn a_line_of_a_component_ends_with_its_line() {
    let vendor = "[elements]\nCall = { is = \"endpoint\", method = \"verb\" }\nMark = { is = \"anchor\", attribute = \"id\" }\n\
                  Hint = { is = \"note\" }\nBox = { is = \"content\" }\nMore = { is = \"drop\" }\n";
    let page = "import {Call} from './call'\n\n# Lamps\n\n## Switch a lamp\n\n\
                <Call verb=\"post\">/rooms/[\\{room_id\\}](/rooms#room)/lamps</Call>\n<Hint>\nCareful.\n</Hint>\n\
                <Mark id=\"switch-lamp-body\" />\n### Body parameters\n\n<Box title=\"open\">\n\
                | Name | Type | Description |\n|---|---|---|\n| colour | string | Its colour. |\n</Box>\n\n\
                <More>\n| Name | Type | Description |\n|---|---|---|\n| not | string | For others. |\n</More>\n\n\
                <Odd>Left as it is.</Odd>\n";
    insta::assert_snapshot!(printed(vendor, &[("lamps.mdx", page)]));
}

const CREATE: &str = "# Create a lamp\n\n## HTTP request\n\n```\nPOST /lamps\n```\n\n";

const LAYOUT: &str = r"
[nesting]
dotted-names = true
[layout]
bullets = ['(?s)^(?P<name>[a-z_]+)(?: \((?:(?P<type>[^,()]+), )?(?P<required>required|optional)\))?(?: - |: )(?P<description>.+)$']
definitions = true
descriptions = ['(?s)^(?:(?P<required>required)\. )?(?P<type>[A-Z][a-z]+(?: of [A-Z][a-z]+)?)\. *(?P<description>.*)$']
field-lines = ['^Type: (?P<type>.+)$', '^Description: (?P<description>.+)$']
positions = [['Name', 'Type', 'Description']]
";

#[test]
fn lists_of_parameters_are_tables() {
    let page = format!(
        "{CREATE}## Body parameters\n\n- `colour` (string, required): What *colour* it has.\n- shade (object, optional): Its \
         shade.\n  - `width` (integer, required): How wide.\n  - depth (integer, optional) - How deep.\n\n\
         Behind it.\n\n- `red`: a colour\n- not one of them\n- `blue`: another\n"
    );
    insta::assert_snapshot!(printed(LAYOUT, &[("lamp.md", &page)]));
}

#[test]
fn definitions_and_prose_have_types_and_requiredness_in_front() {
    let page = format!(
        "{CREATE}## Body parameters\n\ncolour\n: required. String. What colour it has.\n\nsizes\n: Array of Integer. How \
         large.\n\n    A second paragraph.\n\nplace\n: Somewhere. It is told later.\n\n## Response parameters\n\n\
         | Name | Description |\n|---|---|\n| id | String. Which it is. |\n| seen | When. Nobody knows. |\n"
    );
    insta::assert_snapshot!(printed(LAYOUT, &[("lamp.md", &page)]));
}

#[test]
fn headings_with_types_below_are_fields() {
    let page = format!(
        "{CREATE}## Response parameters\n\n### `colour` {{#colour}}\n\n**Description:** What colour it has.\\\n**Type:** String\n\n\
         ### size\n\nType: Integer\n\nMore of it.\n\n### Remarks\n\nNo field.\n"
    );
    insta::assert_snapshot!(printed(LAYOUT, &[("lamp.md", &page)]));
}

#[test]
fn columns_without_titles_are_known_by_their_position() {
    let page = "Create a lamp\n=============\n\nURI\n---\n\nPOST /lamps\n\nBody parameters\n---------------\n\n\
                ====== ====== ===========\ncolour String Its colour.\nsize   Long   How large.\n====== ====== ===========\n";
    insta::assert_snapshot!(printed(LAYOUT, &[("lamp.rst", page)]));
}

#[test]
fn answers_that_only_examples_show_are_inferred_and_demand_nothing() {
    let page = "# Show a lamp\n\n## HTTP request\n\n```\nGET /lamps\n```\n\n## Response\n\nExample response:\n\n```json\n\
                {\"id\": 1, \"name\": null, \"parts\": [{\"size\": 1}, {\"size\": 2.5, \"kind\": \"a\"}]}\n```\n\n\
                Example response:\n\n```json\n{\"id\": 2, \"name\": \"b\", \"lit\": true}\n```\n";
    insta::assert_snapshot!(printed("", &[("lamp.md", page)]));
    let off = printed("[examples]\ninfer-answers = false\n", &[("lamp.md", page)]);
    assert!(!off.contains("(inferred)"), "{off}");
    let described = page.replace(
        "## Response\n",
        "## Response\n\n| Parameter | Type | Description |\n|---|---|---|\n| id | Integer | Which. |\n| parts | Array | Its parts. |\n",
    );
    insta::assert_snapshot!(printed("", &[("lamp.md", &described)]));
    // What the table states about a list's elements applies.
    let typed = printed("", &[("lamp.md", &described.replace("| Array |", "| Array of strings |"))]);
    assert!(typed.contains("    parts: array of at lamp.md:14:3") && typed.contains("      []: string\n"), "{typed}");
}

const MARKS: &str = r#"
[request-lines]
own-sections = true
variable-names = { "." = "_" }
[elements]
Call = { is = "endpoint", method = "verb" }
[marks]
names = { optional = ["{}?"], required = ["{}*"] }
types = { nullable = ["?{}", "{} or null"] }
footnotes = ['\[\d+\]']
unmarked = "required"
[words.type-forms]
scalar = ["{name} {}"]
"#;

const MARKED: &str = "# Rooms\n\nOf rooms.\n\n## Switch a lamp\n\n<Call verb=\"POST\">/rooms/[\\{room.id\\}](/docs/room#room)/lamps</Call>\n\n\
                      ### Body parameters\n\n| Field | Type | Description | Default |\n|---|---|---|---|\n\
                      | name | string | Its name. | |\n| colour? | ?string | Its colour. | |\n| tags? \\[1\\] | array of strings | Marks. | |\n\
                      | place | string or null | Where. | |\n| level* | integer | How bright. | |\n| dim | boolean | Whether. | false |\n\
                      | shade | [shade of lamps](#shade-of-a-lamp) object | Its shade. | |\n\
                      | kinds | array of [kind of lamp](#lamp-kinds) strings | Its kinds. | |\n\
                      | odd | [what it is](#nowhere) | Not told. | |\n\n\
                      \\[1\\] At most five.\n\n## Shade of a lamp\n\nIt has one.\n\n### Shade structure\n\n\
                      | Field | Type | Description |\n|---|---|---|\n| width | integer | How wide. |\n\n### Shade parts\n\n\
                      | Field | Type | Description |\n|---|---|---|\n| part | integer | Which. |\n";

/// Unions: words, lists, a structure with its own table, and texts that can be read in two ways.
#[test]
fn several_types_are_a_union_where_each_of_them_is_known() {
    let page = "# Create a lamp\n\n## HTTP request\n\n```\nPOST /lamps\n```\n\n## Body parameters\n\n\
                | Parameter | Mandatory | Type | Description |\n|---|---|---|---|\n\
                | level | Yes | integer/string | How bright, from 1 to 9. |\n\
                | mode | No | string or null | How. |\n\
                | colours | No | String or array of strings | Its colours. |\n\
                | shade | No | string \\| [shade](#shade-table) object | Its shade. See [Table 2](#shade-table). |\n\
                | same | No | string or Text | One type twice. |\n\
                | either | No | array of integers or strings | Two readings. |\n\
                | both | No | Lamp object or Shade object | Two structures. |\n\
                | odd | No | string or hue | Half of it is known. |\n\n\
                <a id=\"shade-table\"></a>\n**Table 2** shade\n\n\
                | Parameter | Mandatory | Type | Description |\n|---|---|---|---|\n\
                | width | Yes | integer | How wide. |\n";
    insta::assert_snapshot!(printed("", &[("lamp.md", page)]));
}

#[test]
fn marks_on_names_and_types_mean_what_the_vendor_file_states() {
    insta::assert_snapshot!(printed(MARKS, &[("lamps.mdx", MARKED)]));
}

#[test]
fn an_unknown_mark_is_reported_and_never_a_part_of_a_name() {
    let vendor = "[elements]\nCall = { is = \"endpoint\", method = \"verb\" }\n";
    let printed = printed(vendor, &[("lamps.mdx", MARKED)]);
    for mark in ["mark `?` of `colour`", "mark `[1]` of `tags?`", "mark `*` of `level`"] {
        assert!(printed.contains(mark), "{mark}: {printed}");
    }
    assert!(!printed.contains(" colour?:") && !printed.contains("tags? [") && !printed.contains("level*"), "{printed}");
}

const ENDPOINTS: &str = r#"
[request-lines]
variables = [":{}"]
own-sections = true
[elements]
Badge = { is = "drop" }
[nesting]
dotted-names = true
[layout]
bullets = [
  '^(?P<name>[A-Za-z]\w*) \((?P<type>[^:()]+): <(?P<required>required|optional)>\)\s*(?:-\s*(?P<description>(?s:.+)))?$',
  '^(?P<name>[A-Za-z]\w*) \((?P<type>[^:()]+)(?:: (?P<default>[^()]*))?\)\s*(?:-\s*(?P<description>(?s:.+)))?$',
  '^(?P<name>[A-Za-z]\w*) - (?P<description>(?s:.+))$',
]
[words.columns]
uri = ["path"]
"#;

#[test]
fn a_table_of_methods_and_paths_begins_an_operation() {
    let page = "---\nlayout: api\n---\n\n# Lamps\n\nThe `/lamps` endpoints.\n\n## Make a lamp\n\nMakes one.\n\n\
                | Method | Path     | Gives |\n|---|---|---|\n| `PUT`  | `/lamps` | `application/json` |\n\n\
                | Waits | Who may |\n|---|---|\n| `NO` | `lamps:write` |\n\n### Query parameters\n\n\
                - `room` `(string: \"\")` <Badge inline /> - Where it\n  hangs.\n\n### Body parameters\n\n\
                - `Name` `(string: <required>)` - What it is called.\n\n- `Parts` `(Parts: <optional>)` - What it has.\n\n  \
                - `Watt` `(int: 5)` - How strong.\n\n  - `Tags` `(array<string>: nil)` - Words. One of:\n\n    - `new` - Not\n      \
                used.\n    - `old` - Used.\n\n- and whatever else you like\n\n## Look at a lamp\n\n\
                | Method | Path         |\n|---|---|\n| `GET`  | `/lamps/:id` |\n| `LIST` | `/lamps/:id` |\n\n\
                ### Path parameters\n\n- `id` - Which.\n\n## How lamps are told <Badge inline />\n\nBy their ids.\n";
    insta::assert_snapshot!(printed(ENDPOINTS, &[("lamps.mdx", page)]));
}

#[test]
fn a_row_of_bars_may_go_on_over_lines() {
    let page = format!(
        "{CREATE}## Body parameters\n\n|Name|Type|Mandatory|Description|\n|--|--|--|--|\n|colour|String|Yes|Its colour.\n\n |\n\
         |state|String|No|How it is. One of:\n\n -   `ON`\n-   `OFF`\n\n |\n|size|Integer|No|How large. |\n|unclosed|String|No|Ends here\n\n\
         ## Response parameters\n\n|Name|Type|Description|\n|--|--|--|\n|id|String|Which it is.|\n|plain|String|Without a bar\n\
         |last|String|With one.|\n\nBehind it |\n"
    );
    insta::assert_snapshot!(printed("", &[("lamp.md", &page)]));
}

#[test]
fn requests_that_only_examples_show_are_inferred_and_demand_nothing() {
    let vendor = "[request-lines]\nforms = [\"paragraph\"]\nvariables = [\":{}\"]\nown-sections = true\n";
    let page = "# Lamps\n\n## Make a lamp\n\n`POST /lamps`\n\n**Example request**:\n\n```http\nPOST /lamps HTTP/1.1\n\
                Content-Type: application/json\n\n{\"colour\": \"red\", \"watt\": 5}\n```\n\n\
                ## Move a lamp\n\n`PUT /lamps/:id`\n\n**Example request**:\n\n```http\nPUT /lamps/1 HTTP/1.1\n\n{\"id\": 1}\n```\n\n\
                ## Drop a lamp\n\n`DELETE /lamps/:id`\n\n**Example request**:\n\n```http\nDELETE /lamps/1 HTTP/1.1\n\n{\"why\": \"old\"}\n```\n";
    insta::assert_snapshot!(printed(vendor, &[("lamps.md", page)]));
    let off = printed(&format!("{vendor}[examples]\ninfer-requests = false\n"), &[("lamps.md", page)]);
    assert!(!off.contains("  request"), "{off}");
}

#[test]
fn a_text_that_an_example_of_a_request_shows_is_no_body() {
    let vendor = "[request-lines]\nforms = [\"paragraph\"]\nvariables = [\":{}\"]\nown-sections = true\n";
    let page = "# Lamps\n\n## Name a lamp\n\n`POST /lamps/:id`\n\n**Example request**:\n\n```http\nPOST /lamps/1 HTTP/1.1\n\
                Content-Type: application/json\n\n\"red\"\n```\n";
    let text = printed(vendor, &[("lamps.md", page)]);
    assert!(text.contains("POST /lamps/{id}") && !text.contains("  request"), "{text}");
}

#[test]
fn a_form_is_sent_as_the_page_states() {
    let rows = "| Parameter | Type | Description |\n|---|---|---|\n| colour | String | Its colour. |\n";
    for (words, sent) in [
        ("A form.", "multipart/form-data"),
        ("`Content-Type: application/x-www-form-urlencoded`", "application/x-www-form-urlencoded"),
        ("`multipart/form-data` or `application/x-www-form-urlencoded`", "multipart/form-data"),
    ] {
        let page = format!("{CREATE}{words}\n\n## Form data\n\n{rows}");
        let text = printed("", &[("lamp.md", &page)]);
        assert!(text.contains(&format!("request as {sent}:")), "{text}");
    }
}

#[test]
fn lines_of_a_cell_with_marks_are_a_list() {
    let page = format!(
        "{CREATE}## Body parameters\n\n| Parameter | Type | Description |\n|---|---|---|\n\
         | colour | String | Its colour. Valid values:<br>- `red`<br>- `blue`<br>Or none. |\n\
         | place | String | Where it hangs.<br>- `wall`: on a nail<br>- `floor`: on a foot |\n\
         | room | String | Which room.<br>- OldHouse: not for all<br>- NewHouse: for all |\n"
    );
    let text = explained("lamp.md", &page);
    assert!(text.contains("colour: string") && text.contains("values: \"red\", \"blue\"\n"), "{text}");
    assert!(text.contains("values: \"wall\", \"floor\"\n"), "{text}");
    // Names in mixed case have remarks after them, and are not codes.
    assert_eq!(text.matches("values:").count(), 2, "{text}");
}

#[test]
fn a_column_for_the_place_decides_where_parameters_go() {
    let page = format!(
        "{CREATE}## Parameters\n\n| Name | Location | Type | Description |\n|---|---|---|---|\n| room | query | String | Which. |\n\
         | X-Trace | header | String | For us. |\n| colour | body | String | Its colour. |\n"
    );
    let text = explained("lamp.md", &page);
    for line in ["query room: string", "header X-Trace: string", "body application/json: object", "  colour: string"] {
        assert!(text.contains(line), "{line} in {text}");
    }
}

#[test]
fn the_http_domain_is_known() {
    let page = "Lamps\n=====\n\n.. http:get:: /lamps/(int:id)\n\n   Shows a lamp.\n\n   **Example response**:\n\n   .. sourcecode:: http\n\n\
                \x20     HTTP/1.1 200 OK\n      Content-Type: application/json\n\n      {\"colour\": \"red\", \"watt\": 5}\n\n\
                \x20  :param id: Which lamp.\n   :query boolean bright: Whether it must be\n      lit. Default is ``false``.\n\
                \x20  :>json string colour: Its colour.\n   :>json int watt: How strong.\n   :reqheader X-Trace: For us.\n\
                \x20  :statuscode 200: All went well.\n   :statuscode 404: There is none.\n   :odd thing: Not known.\n\n\
                .. http:post:: /lamps\n\n   Makes a lamp.\n\n   :<json string colour: Its colour.\n   :status 201: It is made.\n\n\
                Rooms\n=====\n\n.. http:delete:: /rooms/(name)\n\n   Removes a room.\n\n   :param name: Which.\n";
    insta::assert_snapshot!(printed("", &[("lamps.rst", page)]));
}

#[test]
fn a_sentence_decides_the_location_of_a_parameter() {
    let rows = "| Name | Type | Description |\n|---|---|---|\n| room | string | Which. This is specified as a query parameter. |\n\
                | colour | string | Not the one that is a query parameter. |\n";
    let read = |title: &str| explained("lamp.md", &format!("{CREATE}## {title}\n\n{rows}"));
    let text = read("Request parameters");
    assert!(text.contains("query room: string") && text.contains("    colour: string"), "{text}");
    // A title for the location applies to all of them.
    let text = read("Body parameters");
    assert!(text.contains("    room: string") && text.contains("    colour: string"), "{text}");
}

const PARAGRAPHS: &str = "[request-lines]\nforms = [\"paragraph\"]\nown-sections = true\n";

/// A part at the level of operations, with a table.
fn part(title: &str, name: &str) -> String {
    format!("## {title}\n\n| Parameter | Type | Description |\n|---|---|---|\n| {name} | String | Words. |\n\n")
}

#[test]
fn parts_at_the_level_of_operations_are_of_the_one_before() {
    let page = format!(
        "# Lamps\n\n## Get\n\n`GET /lamps`\n\n{}{}## Drop\n\n`DELETE /lamps`\n\n{}",
        part("Query parameters", "room"),
        part("Response parameters", "colour"),
        part("Query parameters", "why"),
    );
    let text = printed(PARAGRAPHS, &[("lamps.md", &page)]);
    insta::assert_snapshot!(text);
    let alone = format!("# Lamps\n\n## Get\n\n`GET /lamps`\n\n{}", part("Query parameters", "room"));
    let text = printed(PARAGRAPHS, &[("lamps.md", &alone)]);
    assert!(text.contains("query room") && text.ends_with("1 of 1 rows are fields\n"), "{text}");
}

#[test]
fn parts_after_the_last_of_several_operations_are_reported_and_not_read() {
    let page = format!(
        "# Lamps\n\n## Get\n\n`GET /lamps`\n\n## Drop\n\n`DELETE /lamps`\n\n{}{}## See also\n\nOthers.\n\n{}",
        part("Query parameters", "room"),
        part("Response parameters", "colour"),
        part("Query parameters", "why"),
    );
    insta::assert_snapshot!(printed(PARAGRAPHS, &[("lamps.md", &page)]));
}

#[test]
fn request_lines_of_one_section_with_tables_alike_are_operations() {
    let operation = |line: &str, lead: &str, titles: &str, name: &str| {
        let cells = titles.matches('|').count() - 1;
        format!(
            "{lead}\n\n`{line}`\n\nParameters:\n\n{titles}\n{}|\n| {name} | String |{}\n\n",
            "|---".repeat(cells),
            " Words. |".repeat(cells - 2)
        )
    };
    let (whole, short) = ("| Parameter | Type | Description |", "| Parameter | Type |");
    let page = |titles: &str| {
        let lists = operation("GET /lamps", "Lists one's lamps.", whole, "room");
        let all = operation("GET /lamps/all", "Lists all lamps.", titles, "colour");
        format!(
            "# Lamps\n\n## List lamps\n\n{lists}{all}## Drop\n\n`DELETE /lamps`\n\n{}",
            part("Query parameters", "why")
        )
    };
    insta::assert_snapshot!(printed(PARAGRAPHS, &[("lamps.md", &page(whole))]));
    let text = printed(PARAGRAPHS, &[("lamps.md", &page(short))]);
    assert!(text.contains("cannot determine which tables are its own") && !text.contains("/lamps/all"), "{text}");
}

/// Items in items whose types are names: each is read once, and not once for each pattern that it matches.
#[test]
fn lists_in_lists_are_looked_into_once() {
    let mut items = String::new();
    for depth in 0..30 {
        writeln!(items, "{}- a{depth} (Part: <optional>) - Words.", "  ".repeat(depth)).expect("memory");
    }
    let text = printed(ENDPOINTS, &[("lamps.md", &format!("{CREATE}## Body parameters\n\n{items}"))]);
    assert!(text.contains("rows are fields"), "{text}");
}

/// The contract of a page with one operation, as `refract explain` shows it.
fn explained(name: &str, page: &str) -> String {
    support::printed::explained("", &[(name, page)])
}

#[test]
fn marks_of_depth_lead_into_the_row_above() {
    let marked = |marks: &str| format!("[nesting]\ndotted-names = true\ndepth-marks = {marks}\n");
    let page = |rows: &str| {
        format!(
            "{CREATE}## Response parameters\n\n|Name|Type|Description|\n|--|--|--|\n|id|String|Which it is.|\n\
             |lamps|Array|The lamps.|\n{rows}|room|String|Where.|\n"
        )
    };
    let counted = page("|» watt|Integer|How bright.|\n| » parts|Object|Its parts.|\n|»» socket|String|The socket.|\n");
    let moved = page(
        "|  └─ watt|Integer|How bright.|\n|  └─ parts|Object|Its parts.|\n|    └─ **socket**|String|The socket.|\n",
    );
    let read = printed(&marked("[\"»\"]"), &[("lamp.md", &counted)]);
    insta::assert_snapshot!(read);
    let other = printed(&marked("[\"└─\"]"), &[("lamp.md", &moved)]);
    // The places differ by a column.
    let message = |text: &str| {
        text.lines().map(|line| line.split(" at lamp.md").next().unwrap_or(line).to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(message(&other), message(&read));
    insta::assert_snapshot!("marks_of_depth_without_data_are_reported", printed("", &[("lamp.md", &counted)]));
}

#[test]
fn a_table_without_the_line_below_its_titles_is_one() {
    let page = |line: &str| {
        format!(
            "{CREATE}## Body parameters\n\n|Name|Type|Mandatory|Description|\n{line}|colour|String|Yes|Its colour.|\n\
             |state|String|No|How it is. One of:\n\n -   `ON`\n-   `OFF`\n\n |\n|size|Integer|No|How large.|\n\n\
             |one| |two|\nis no table.\n"
        )
    };
    let message = |line: &str| {
        let text = printed("", &[("lamp.md", &page(line))]);
        text.lines().map(|line| line.split(" at lamp.md").next().unwrap_or(line).to_owned()).collect::<Vec<_>>()
    };
    let without = message("");
    assert!(without.iter().any(|line| line.contains("3 of 3 rows are fields")), "{without:?}");
    assert_eq!(without, message("|--|--|--|--|\n"));
}

/// Below a heading that is known to be of request lines, too.
#[test]
fn variables_get_braces_in_every_form_of_request_line() {
    let page = |line: &str| {
        format!(
            "# Show a lamp\n\n## HTTP request\n\n{line}\n\n## Parameters\n\n| Attribute | Type | Required | Description |\n\
             |---|---|---|---|\n| `shop_id` | integer | yes | Which shop. |\n| `id` | string | yes | Which lamp. |\n"
        )
    };
    for line in [
        "```\nGET /shops/:shop_id/lamps/:id\n```",
        "GET /shops/:shop_id/lamps/:id",
        "Method: GET\n\nPath: /shops/:shop_id/lamps/:id",
    ] {
        let read = printed("[request-lines]\nvariables = [\":{}\"]\n", &[("lamp.md", &page(line))]);
        assert!(read.starts_with("GET /shops/{shop_id}/lamps/{id} "), "{line}: {read}");
        assert!(read.contains("path shop_id!: integer") && read.contains("path id!: string"), "{line}: {read}");
    }
}

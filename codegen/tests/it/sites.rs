//! Pages as generators of sites have them: calls of the generator in titles, types and links; statuses as headings;
//! structures with a heading a field on pages of their own; names with brackets.

use crate::support::printed::printed;

/// The keys that a vendor file needs for such pages.
const SITE: &str = r#"
[request-lines]
forms = ["code"]
variables = [":{}"]
own-sections = true
[nesting]
dotted-names = true
bracketed-names = true
type-first = true
[layout]
definitions = true
descriptions = ['^(?:(?P<required>\{\{<required>\}\}) )?(?P<type>[A-Z][\w ]*?)\. (?P<description>(?s:.*))$']
field-lines = ['^Description: (?P<description>.+)$', '^Type: (?P<type>.+)$']
[marks]
types = { nullable = ["{} or null"] }
[words]
titles = { structure = ["entity"] }
types = { object = ["hash"] }
"#;

const METHODS: &str = r#"---
title: lamps
---

## Hang up a lamp {{%new%}} {#hang}

```http
POST /api/lamps/:room_id/:id HTTP/1.1
```

**Returns:** [Lamp]({{< relref "entities/lamp" >}})\
**Scope:** `write:lamps`

### Request

#### Path parameters

:id
: {{<required>}} String. Which lamp.

:room_id
: {{<required>}} Integer. Which room.

#### Form data parameters

names[]
: {{<required>}} Array of String. What it is called.

shade[colour]
: String. Its colour.

shade[sizes][]
: Integer. Its sizes.

### Response

#### 200: OK {#200}

```json
{"id": "1", "shade": {"colour": "red"}}
```

#### 404: Not found {#404}

No such room.

```json
{"error": "no room"}
```

#### 422, 429

```json
{"error": "no lamp", "wait": 3}
```
"#;

const LAMP: &str = r#"---
title: Lamp
---

## Attributes

### `id` {#id}

**Description:** Which lamp.\
**Type:** String (cast from a number)\
**History:**\
1.0 - added

### `room` {{%optional%}} {#room}

**Description:** Where it hangs.\
**Type:** {{<nullable>}} [Room]({{< relref "entities/Room" >}}) or null

### `mode` {#mode}

**Description:** How it shines.\
**Type:** String\
`on` = It shines.\
`off` = It does not.

### `shade` {#shade}

**Type:** Hash

#### `shade[colour]` {#shade-colour}

**Type:** String

### `bulbs` {#bulbs}

**Type:** Array of [Bulb](#Bulb)

## Bulb entity {#Bulb}

### Attributes

#### `watt` {{%new%}} {#watt}

**Type:** Integer
"#;

const ROOM: &str = "---\ntitle: Room\n---\n\n## Attributes\n\n### `name` {#name}\n\n**Type:** String\n";

#[test]
fn a_site_with_methods_and_entities() {
    insta::assert_snapshot!(printed(
        SITE,
        &[("methods/lamps.md", METHODS), ("entities/lamp.md", LAMP), ("entities/room.md", ROOM)]
    ));
}

/// A page with a heading for each status, at two levels, and with a line in bold.
fn with_statuses(good: &str, bad: &str) -> String {
    let table = |name: &str| format!("| Name | Type |\n|---|---|\n| {name} | String |\n");
    format!(
        "# Show a lamp\n\n## HTTP request\n\n```\nGET /lamps/{{id}}\n```\n\n## Path parameters\n\n{}\n## Response\n\n{good}\n\n{}\n{bad}\n\n{}",
        table("id"),
        table("colour"),
        table("error")
    )
}

#[test]
fn statuses_stand_in_titles_in_many_forms() {
    let read = |good: &str, bad: &str| {
        let printed = printed("", &[("lamp.md", &with_statuses(good, bad))]);
        let responses = printed.lines().filter(|line| !line.contains("path id"));
        responses.map(str::trim).collect::<Vec<_>>().join("\n")
    };
    let expected = read("### 200", "### 404");
    assert!(expected.contains("200") && expected.contains("404"), "{expected}");
    for (good, bad) in [
        ("### 200 OK", "### 404 Not Found"),
        ("### 200: OK", "### 404: not found"),
        ("### Status: 200 OK", "### Status: 404 Not Found"),
        ("### Response (200)", "### Response (404)"),
        ("### HTTP 200", "### HTTP 404"),
        ("### HTTP/1.1 200 OK", "### HTTP/1.1 404 Not Found"),
        ("### Success (200)", "### Error (404)"),
        ("**200 OK**", "**404 Not Found**"),
    ] {
        let without = |text: &str| {
            // The status' title is its description.
            let kept = text.lines().map(|line| match (line.find(" \""), line.find("\":")) {
                (Some(from), Some(to)) => format!("{}{}", &line[..from], &line[to + 1..]),
                _ => line.to_owned(),
            });
            kept.collect::<Vec<_>>().join("\n")
        };
        assert_eq!(without(&read(good, bad)), without(&expected), "{good}");
    }
    // Not a status: a number among words, and statuses of success and failure at once.
    let other = read("### The 200 lamps of room 404", "### 200, 404");
    assert!(!other.contains("404:") && !other.contains("200:"), "{other}");
}

#[test]
fn a_line_before_a_table_names_its_structure() {
    let page = "# Lamps\n\n## Show a lamp\n\n```\nGET /lamps/{id}\n```\n\nTakes the following parameters:\n\n| Name | Type |\n|---|---|\n\
                | id | String |\n\nIf successful, returns [`200 OK`](codes.md) and the following response attributes:\n\n\
                | Name | Type |\n|---|---|\n| colour | String |\n\nWhat lamps are for:\n\n| Name | Type |\n|---|---|\n| x | String |\n";
    insta::assert_snapshot!(printed("[request-lines]\nforms = [\"code\"]\n", &[("lamps.md", page)]));
}

#[test]
fn labels_of_two_words_head_tables_and_lists_of_statuses() {
    let page = "# Lamps\n\n## List lamps\n\n```\nGET /lamps\n```\n\nSupported attributes:\n\n| Name | Type |\n|---|---|\n\
                | limit | Integer |\n\nReturns the following status codes:\n\n- `200 OK`: All went well.\n- `404 Not Found`: No lamps.\n\n\
                ## Remove a lamp\n\n```\nDELETE /lamps/{id}\n```\n\nSupported attributes:\n\n| Name | Type |\n|---|---|\n\
                | id | String |\n\nIf successful, returns [`204 No Content`](codes.md).\n";
    insta::assert_snapshot!(printed(
        "[request-lines]\nforms = [\"code\"]\nown-sections = true\n",
        &[("lamps.md", page)]
    ));
}

/// A structure that has the fields of another one, and one more that has those of both.
#[test]
fn a_structure_has_the_fields_of_those_that_it_extends() {
    let page = "# Lamps\n\n## Show a street lamp\n\n```http\nGET /lamps/:id\n```\n\n\
                Returns a [lit lamp](lit.md#lit-lamp-object) object.\n\n\
                ## Lamp Object\n\n| Field | Type | Description |\n|---|---|---|\n| id | string | Which. |\n| watt | integer | Its power. |\n\n\
                ## Street lamp Object\n\nIn addition to the fields above, a street lamp has:\n\n\
                | Field | Type | Description |\n|---|---|---|\n| street | string | Where. |\n| watt | string | In words. |\n";
    let lit = "# Lit lamps\n\n## Lit lamp Object\n\nHas all fields of a [street lamp](lamps.md#street-lamp-object), and:\n\n\
               | Field | Type | Description |\n|---|---|---|\n| since | string | When. |\n\n\
               ## Wick Object\n\n| Field | Type | Description |\n|---|---|---|\n| length | integer | How long. |\n";
    insta::assert_snapshot!(printed(SITE, &[("lamps.md", page), ("lit.md", lit)]));
}

/// A ring of structures is followed once, and a chain that would give structures too many fields is reported.
#[test]
fn structures_that_extend_each_other_are_bounded() {
    let section = |at: usize, next: usize| {
        format!(
            "## L{at} Object\n\nHas all fields of a [lamp](#l{next}-object), and:\n\n\
             | Field | Type | Description |\n|---|---|---|\n| f{at} | string | Words. |\n\n"
        )
    };
    let page = |count: usize| {
        let sections: String = (0..count).map(|at| section(at, (at + 1) % count)).collect();
        format!(
            "# Lamps\n\n## Show a lamp\n\n```http\nGET /lamps\n```\n\nReturns a [lamp](#l0-object) object.\n\n{sections}"
        )
    };
    let ring = printed(SITE, &[("lamps.md", &page(3))]);
    let fields: Vec<&str> = ring.lines().filter_map(|line| line.trim().split_once(": string")).map(|it| it.0).collect();
    assert_eq!(fields, ["f0", "f1", "f2"], "{ring}");
    let long = printed(SITE, &[("lamps.md", &page(200))]);
    assert!(long.contains("limit-exceeded: structures inherit more than 10000 fields"), "{long}");
}

/// "The fields above" are those of a structure, and not what a request has.
#[test]
fn a_structure_takes_nothing_from_a_request_above_it() {
    let lamp = "In addition to the fields above, it has:\n\n\
                | Field | Type | Description |\n|---|---|---|\n| street | string | Where. |\n";
    let watt = "| Field | Type | Description |\n|---|---|---|\n| watt | integer | How far. |\n\n";
    let operation = format!(
        "# Dim a lamp\n\n```http\nPOST /lamps\n```\n\nReturns a [lamp](#lamp-object) object.\n\n\
         ## Request Parameters\n\n{watt}## Lamp Object\n\n{lamp}"
    );
    insta::assert_snapshot!(printed(&SITE.replace("own-sections = true\n", ""), &[("lamps.md", &operation)]));
    let methods =
        "# Lamps\n\n## Show a lamp\n\n```http\nGET /lamps\n```\n\nReturns a [lamp](lamp.md#lit-object) object.\n";
    let entity = format!("---\ntitle: Lamp\n---\n\n## Attributes\n\n{watt}## Lit Object\n\n{lamp}");
    let text = printed(SITE, &[("lamps.md", methods), ("lamp.md", &entity)]);
    assert!(text.contains("    watt: integer (inferred)"), "{text}");
}

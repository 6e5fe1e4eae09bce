//! Where one operation of a page ends and the next begins, and what is reported about parts of a page that belong to no
//! operation.

use crate::support::printed::printed;

const LINES: &str = "[request-lines]\nforms = [\"code\", \"paragraph\"]\nown-sections = true\n";

const LIMIT: &str =
    "| Name | Type | Required | Description |\n|---|---|---|---|\n| limit | Integer | No | How many. |\n";
const TITLE: &str =
    "| Name | Type | Required | Description |\n|---|---|---|---|\n| title | String | Yes | Its title. |\n";

/// Two operations that share a section: which table belongs to which can only be guessed, and a guess is never a
/// contract.
#[test]
fn operations_that_share_a_section_are_an_error_with_both_lines() {
    let page = |behind: &str| {
        format!("# Lamps\n\n## Lamps of a room\n\n```\nGET /lamps\n```\n\n{LIMIT}\n```\nPOST /lamps\n```\n\n{behind}")
    };
    insta::assert_snapshot!(printed(LINES, &[("lamp.md", &page("It takes them, too.\n"))]));
    // With similar tables after both lines, each line has its own.
    let text = printed(LINES, &[("lamp.md", &page(TITLE))]);
    assert!(text.contains("GET /lamps") && text.contains("POST /lamps") && text.contains("2 of 2 rows"), "{text}");
}

/// The same line again, with values in its query, is an example of the operation.
#[test]
fn a_request_line_that_is_repeated_is_an_example() {
    let page = format!("# Lamps\n\n## List lamps\n\n```\nGET /lamps\n```\n\n{LIMIT}\n```\nGET /lamps?limit=4\n```\n");
    insta::assert_snapshot!(printed(LINES, &[("lamp.md", &page)]));
}

/// A part with content that no form of the vendor's reads: the operation exists, and states what it lacks.
#[test]
fn a_part_without_any_read_content_makes_its_operation_incomplete() {
    let page = "# Lamps\n\n## List lamps\n\n```\nGET /lamps\n```\n\nParameters:\n\n- limit, an integer. How many.\n- page, an integer. Which page.\n\n\
                ## Remove a lamp\n\n```\nDELETE /lamps/{id}\n```\n\nParameters:\n\n- None\n\n### Response\n\nNothing comes back.\n";
    insta::assert_snapshot!(printed(LINES, &[("lamp.md", page)]));
}

/// A method with its path in a form that the vendor's file does not name.
#[test]
fn a_request_line_without_an_operation_is_reported() {
    let page = format!(
        "# Lamps\n\n## List lamps\n\n### HTTP request\n\nGET /lamps/{{id}}\n\n### Query parameters\n\n{LIMIT}\n## PUT /lamps/{{id}}/colour\n\n\
         Colours a lamp.\n\n## Example\n\n```\nPOST /else/where\n```\n\n## Behind it\n\n```\nGET /lamps/4\n```\n\n```\nPATCH /lamps/4\n```\n\n\
         ```\nGET /v2/lamps/4\n```\n\n```\nGET /{{thing}}/{{id}}\n```\n"
    );
    insta::assert_snapshot!(printed("", &[("lamp.md", &page)]));
}

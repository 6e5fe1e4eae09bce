//! What sentences, links and marks state about operations and fields, besides the columns of tables.

use crate::support::printed::printed;

const VENDOR: &str = r#"
[request-lines]
own-sections = true
variable-names = { "." = "_" }
[elements]
Call = { is = "endpoint", method = "verb" }
Hint = { is = "note" }
[marks]
names = { optional = ["{}?"] }
types = { nullable = ["?{}"] }
unmarked = "required"
[words.scalars]
lampid = { type = "string", pattern = '^l\d+$' }
moment = { type = "string", format = "date-time" }
[words.type-forms]
scalar = ["{name} {}"]
scalar-plurals = { lampids = "lampid" }
"#;

const STRUCTURES: &str = "# Lamps\n\n## Lamp object\n\n### Lamp structure\n\n| Field | Type | Description |\n|---|---|---|\n\
                          | id | lampid | Which. |\n| seen? | ?moment | When. |\n| kind | [kind of lamp](#lamp-kinds) | What it is. |\n\
                          | mood? | one of [moods](/docs/lamps#moods) | How it is. |\n| parts? | [parts](#lamp-parts) | Which it has. |\n\
                          | tags | array of [tag](#tags) strings | Its tags. |\n| odd? | integer or string | Either. |\n| room? | partial [room](#room-object) object | Where. |\n\n\
                          ### Lamp kinds\n\n| Name | Value | Description |\n|---|---|---|\n| HANGING | 0 | hangs |\n| STANDING | 1 | stands |\n\n\
                          ### Moods\n\n| Mood | Description |\n|---|---|\n| warm | yellow |\n| cold | blue |\n\n\
                          ### Lamp parts\n\n| Part | Value |\n|---|---|\n| CORD | `1 << 0` |\n| BULB | `1 << 1` |\n\n\
                          ## Room object\n\n| Field | Type | Description |\n|---|---|---|\n| id | lampid | Which. |\n| floor | integer | How high. |\n\n";

/// An operation with its section.
fn operation(title: &str, verb: &str, path: &str, rest: &str) -> String {
    format!("## {title}\n\n<Call verb=\"{verb}\">{path}</Call>\n\n{rest}\n\n")
}

const BODY: &str = "### Body parameters\n\n| Field | Type | Description |\n|---|---|---|\n| name | string | Its name. |\n\
                    | colour | string | Its colour. |";

fn operations() -> Vec<String> {
    vec![
        operation(
            "List lamps",
            "GET",
            "/lamps",
            "Returns a list of all of a house's [lamp](/docs/lamps#lamp-object) objects.",
        ),
        operation(
            "Make a lamp",
            "POST",
            "/lamps",
            &format!(
                "Makes one. Returns a 201 with the new [lamp](/docs/lamps#lamp-object) as the body, or 204 No Content if it \
                 was there.\n\n<Hint>\nAll parameters to this endpoint are optional and nullable except for `name`.\n</Hint>\n\n{BODY}"
            ),
        ),
        operation(
            "Put lamps",
            "PUT",
            "/lamps",
            &format!("It takes a JSON array of parameters. Returns nothing.\n\n{BODY}"),
        ),
        operation(
            "Show a room",
            "GET",
            "/rooms/\\{room.id\\}",
            "Returns a partial [room](/docs/lamps#room-object) object, or nothing that is told.",
        ),
        operation(
            "Show my room",
            "GET",
            "/rooms/mine",
            "Functions the same as [Show a room](/docs/lamps#show-a-room).",
        ),
    ]
}

#[test]
fn sentences_state_what_is_returned_and_what_is_optional() {
    let page = STRUCTURES.to_owned() + &operations().concat();
    insta::assert_snapshot!(printed(VENDOR, &[("docs/lamps.mdx", &page)]));
}

/// What an operation itself states takes precedence; the rest is that of the other one, except for what is named as
/// different.
#[test]
fn what_is_the_same_as_another_operation_is_that_of_the_other() {
    let first = operation(
        "Make a lamp",
        "POST",
        "/rooms/\\{room.id\\}/lamps",
        &format!(
            "Returns the new [lamp](#lamp-object) object.\n\n### Query parameters\n\n| Field | Type | Description |\n|---|---|---|\n\
             | lit? | boolean | Whether it is lit. |\n\n{BODY}"
        ),
    );
    let second = operation("Make my lamp", "POST", "/lamps/mine", "Same as above, except that it has no `colour`.");
    let lost = operation("Make no lamp", "GET", "/lamps/none", "Works the same as [Unmake a lamp](#unmake-a-lamp).");
    let page = STRUCTURES.to_owned() + &first + &second + &lost;
    insta::assert_snapshot!(printed(VENDOR, &[("docs/lamps.mdx", &page)]));
}

/// A chain is followed to its end, wherever its operations are; differences can be named in any spelling.
#[test]
fn what_is_the_same_as_something_that_is_the_same_is_that_of_the_last() {
    let body = BODY.replace("colour", "lampColour");
    let last =
        operation("Make a lamp", "POST", "/lamps", &format!("Returns the new [lamp](#lamp-object) object.\n\n{body}"));
    let same =
        |title: &str, path: &str, as_: &str| operation(title, "POST", path, &format!("Functions the same as {as_}."));
    let first = same("Copy a lamp", "/lamps/copy", "[Make my lamp](#make-my-lamp)");
    let second = same("Make my lamp", "/lamps/mine", "[Make a lamp](#make-a-lamp), except that it has no `lampColour`");
    let page = STRUCTURES.to_owned() + &first + &second + &last;
    insta::assert_snapshot!(printed(VENDOR, &[("docs/lamps.mdx", &page)]));
}

/// What is not a response: words about other things, and a response of another operation that does not exist.
#[test]
fn what_sentences_do_not_state_is_not_invented() {
    let page = operation(
        "Turn a lamp",
        "POST",
        "/lamps/turn",
        "Returns the id of the [lamp](#lamp-object). Fires a [lamp](#lamp-object) event. It does not return a \
         [lamp](#lamp-object).\n\nWorks the same as [Turn a room](#turn-a-room).",
    );
    insta::assert_snapshot!(printed(VENDOR, &[("docs/lamps.mdx", &(STRUCTURES.to_owned() + &page))]));
}

/// The operations of a contract, each without its places, in an order of their own.
fn contract(files: &[(&str, &str)]) -> Vec<String> {
    let printed = printed(VENDOR, files);
    let mut operations: Vec<String> = Vec::new();
    for line in printed.lines().filter(|line| !line.starts_with("docs/") && !line.ends_with("rows are fields")) {
        let words: Vec<&str> = line.split(' ').collect();
        let is_place = |index: usize| index > 0 && words[index - 1] == "at" && words[index].contains(".mdx:");
        let kept =
            (0..words.len()).filter(|&index| !is_place(index) && (index + 1 == words.len() || !is_place(index + 1)));
        let line = kept.map(|index| words[index]).collect::<Vec<_>>().join(" ");
        match operations.last_mut().filter(|_| line.starts_with(' ')) {
            Some(operation) => operation.extend(["\n", &line]),
            None => operations.push(line),
        }
    }
    operations.sort();
    operations
}

/// Dividing is stable: the same operations on one page or on a page each give the same contract.
#[test]
fn operations_on_one_page_or_on_a_page_each_are_the_same() {
    let one = STRUCTURES.to_owned() + &operations().concat();
    let together = contract(&[("docs/lamps.mdx", &one)]);
    assert_eq!(together.len(), operations().len(), "{together:#?}");
    let mut alone = operations();
    // The page that links name has the operation that they lead to.
    let first = STRUCTURES.to_owned() + &alone.remove(3);
    let names: Vec<String> = (0..alone.len()).map(|number| format!("docs/lamp-{number}.mdx")).collect();
    let mut files = vec![("docs/lamps.mdx", first.as_str())];
    files.extend(names.iter().zip(&alone).map(|(name, text)| (name.as_str(), text.as_str())));
    pretty(&together, &contract(&files));
    // The order of the sections does not matter either, except for names.
    let mut turned = operations();
    turned.reverse();
    pretty(&together, &contract(&[("docs/lamps.mdx", &(turned.concat() + "\n" + STRUCTURES))]));
}

fn pretty(a: &[String], b: &[String]) {
    assert_eq!(a.join("\n"), b.join("\n"));
}

/// Which fields a part has, its examples show: those of the operation that answers with it.
#[test]
fn a_part_has_the_fields_that_examples_show() {
    let rest = "Returns a partial [room](/docs/lamps#room-object) object.\n\n### Example response\n\n```json\n{\"floor\": 2}\n```";
    let page = STRUCTURES.to_owned() + &operation("Show a room", "GET", "/rooms/\\{room.id\\}", rest);
    insta::assert_snapshot!(printed(VENDOR, &[("docs/lamps.mdx", &page)]));
}

#[test]
fn what_an_operation_lists_itself_is_not_taken_over_again() {
    let query = |rows: &str| format!("### Query parameters\n\n| Field | Type | Description |\n|---|---|---|\n{rows}");
    let lit = "| lit? | boolean | Whether it is lit. |\n";
    let first = query(&format!("{lit}| dim? | boolean | Whether it is dim. |\n"));
    let second = format!("Same as above.\n\n{}", query(&lit.replace("it is", "mine is")));
    let page =
        operation("Make a lamp", "POST", "/lamps", &first) + &operation("Make my lamp", "POST", "/lamps/mine", &second);
    let text = printed(VENDOR, &[("docs/lamps.mdx", &page)]);
    let (_, mine) = text.split_once("POST /lamps/mine").expect("the second");
    let names: Vec<&str> = mine.lines().filter_map(|line| line.trim().split(" at ").next()).skip(1).take(2).collect();
    assert_eq!(names, ["query lit?: boolean", "query dim?: boolean (inferred)"], "{text}");
    assert_eq!(mine.matches("query ").count(), 2, "{text}");
}

//! What a field's own row does not say: another language's edition, a page that lists values, the front matter.

use refract_codegen::diagnostic::{Code, Diagnostic};
use refract_codegen::ir::{Api, Kind, Operation, Schema};
use refract_codegen::pipeline::Outcome;

use crate::support::printed::explained;
use crate::support::{read, read_pages, read_text, repository};

/// A diagnostic as one line.
fn printed(diagnostic: &Diagnostic) -> String {
    let related: Vec<String> = diagnostic.related.iter().map(|related| format!(" <{}>", related.origin)).collect();
    format!("{}: {}{}", diagnostic.origin, diagnostic.message, related.concat())
}

fn only(outcome: &Outcome) -> (&Api, &Operation) {
    let [api] = outcome.apis.as_slice() else { panic!("{:?}", outcome.diagnostics) };
    let [operation] = api.operations.as_slice() else { panic!("{:?}", api.operations) };
    (api, operation)
}

/// The field of a request's body.
fn body_field<'a>(api: &'a Api, operation: &'a Operation, name: &str) -> &'a Schema {
    let body = &operation.request.as_ref().expect("a body").schema;
    let Kind::Object(object) = &api.resolve(body).kind else { panic!("{body:?}") };
    &object.field(name).unwrap_or_else(|| panic!("no field `{name}`")).schema
}

#[test]
fn two_editions_are_one_operation_and_their_differences_are_diagnostics() {
    let text = |name: &str| std::fs::read_to_string(repository("specs/jdcloud/function").join(name)).expect("a page");
    let (zh, en) = (text("zh/createVersion.md"), text("en/createVersion.md"));
    let changed = en.replacen("|**description**|String|False|", "|**description**|Integer|True|", 1).replacen(
        "|**functionName**|",
        "|**nameOfFunction**|",
        1,
    );
    assert_ne!(en, changed);
    let pages = [("zh/createVersion.md", zh.as_str()), ("en/createVersion.md", changed.as_str())];
    let outcome = read_pages(&pages);
    let (_, operation) = only(&outcome);
    assert_eq!(&*operation.origin.page, "zh/createVersion.md", "the vendor's first language counts");
    let printed: Vec<String> = outcome
        .diagnostics
        .iter()
        .filter(|diagnostic| diagnostic.code == Code::EditionContradiction)
        .map(printed)
        .collect();
    insta::assert_snapshot!("editions", printed.join("\n"));
    // Given the other way round, the same edition counts.
    let turned = read_pages(&[pages[1], pages[0]]);
    assert_eq!(turned.apis, outcome.apis);
}

#[test]
fn the_editions_of_this_repository_agree() {
    let specs = repository("specs");
    let outcome = read(std::slice::from_ref(&specs), &specs);
    let printed: Vec<_> =
        outcome.diagnostics.iter().filter(|diagnostic| diagnostic.code == Code::EditionContradiction).collect();
    assert!(printed.is_empty(), "{printed:?}");
    // There is something to agree about.
    let editions = outcome.ledgers.keys().filter(|page| page.starts_with("jdcloud/function/")).count();
    let operations: usize =
        outcome.apis.iter().filter(|api| api.vendor == "jdcloud").map(|api| api.operations.len()).sum();
    assert!(editions > operations, "{editions} pages, {operations} operations");
}

const INSTANCES: &str = "# listInstances\n\n## 描述\n列出实例\n\n## 请求方式\nPOST\n\n## 请求地址\nhttps://db.jdcloud-api.com/v1/instances\n\n\
    ## 请求参数\n|名称|类型|是否必需|默认值|描述|\n|---|---|---|---|---|\n\
    |**engine**|String|False| |引擎，参见[枚举](../Enums/Enums.md)|\n\
    |**modes**|Integer[]|False| |模式，参见[枚举](../Enums/Enums.md)|\n\
    |**state**|String|False| |取值：on、off，另见[枚举](../Enums/Enums.md)|\n\
    |**kind**|String|False| |类别，参见[枚举](../Enums/Enums.md)|\n\n## 返回参数\n无\n";
const ENUMS: &str = "# 枚举\n\n## engine 引擎\n\n|取值|说明|\n|-|-|\n|Maria|第一种|\n|SQL Server|第二种|\n\n\
    ## modes\n\n|取值|说明|\n|-|-|\n|1|一|\n|2|二|\n\n## state\n\n|取值|说明|\n|-|-|\n|up|上|\n";

#[test]
fn values_that_another_page_lists_are_those_of_the_field_of_that_name() {
    let outcome = read_pages(&[("jdcloud/Instances/listInstances.md", INSTANCES), ("jdcloud/Enums/Enums.md", ENUMS)]);
    let (api, operation) = only(&outcome);
    let values = |schema: &Schema| {
        schema.constraints.enumeration.as_ref().map(|list| {
            let values: Vec<String> = list.value.values().iter().map(|value| value.value.to_string()).collect();
            format!("{} by {} at {}", values.join(", "), list.rule, list.origin)
        })
    };
    let engine = body_field(api, operation, "engine");
    assert_eq!(
        values(engine).as_deref(),
        Some(r#""Maria", "SQL Server" by value-pages at jdcloud/Enums/Enums.md:5:1"#)
    );
    assert_eq!(
        engine.constraints.enumeration.as_ref().expect("values").value.values()[0].meaning.as_deref(),
        Some("第一种")
    );
    let Kind::Array { items } = &body_field(api, operation, "modes").kind else { panic!("modes is a list") };
    assert_eq!(values(items).as_deref(), Some("1, 2 by value-pages at jdcloud/Enums/Enums.md:12:1"));
    // What the row itself states takes precedence, and nothing is guessed for a field without a list of its name.
    let state = body_field(api, operation, "state").constraints.enumeration.as_ref().expect("values");
    assert_ne!(state.rule, "value-pages");
    assert_eq!(values(body_field(api, operation, "kind")), None);
    let printed: Vec<String> =
        outcome.diagnostics.iter().map(printed).filter(|printed| printed.contains("`kind`")).collect();
    assert_eq!(printed.len(), 1, "{printed:?}");
}

#[test]
fn values_of_one_name_of_a_cell_are_not_those_of_the_others() {
    let page = INSTANCES.replace("|**engine**|", "|**engine**、**spare**|");
    assert_ne!(page, INSTANCES);
    let outcome = read_pages(&[("jdcloud/Instances/listInstances.md", &page), ("jdcloud/Enums/Enums.md", ENUMS)]);
    let (api, operation) = only(&outcome);
    assert!(body_field(api, operation, "engine").constraints.enumeration.is_some());
    assert!(body_field(api, operation, "spare").constraints.enumeration.is_none(), "the page lists values of `engine`");
}

#[test]
fn values_on_a_page_that_is_not_given_are_not_known() {
    let outcome = read_pages(&[("jdcloud/Instances/listInstances.md", INSTANCES)]);
    let (api, operation) = only(&outcome);
    assert_eq!(body_field(api, operation, "engine").constraints.enumeration, None);
}

const FORM: &str = "---\neditable: false\napiPlayground:\n  - url: https://net.{{ api-host }}/net/v1/routes\n    method: post\n    path: null\n    \
    query: null\n    body:\n      type: object\n      properties:\n        name:\n          type: string\n          pattern: '|[a-z]{1,61}'\n        \
    labels:\n          type: string\n          pattern: '[a-z]*'\n        count:\n          type: integer\n          pattern: '[0-9]+'\n        \
    title:\n          type: string\n          pattern: 'x(?P<never'\n---\n\n# Net API, REST: Route.Create\n\nMakes a route.\n\n## HTTP request\n\n```\n\
    POST https://net.{{ api-host }}/net/v1/routes\n```\n\n## Body parameters {#net.v1.CreateRouteRequest}\n\n```json\n{\n  \"name\": \"string\",\n  \
    \"labels\": \"object\",\n  \"count\": \"string\",\n  \"title\": \"string\"\n}\n```\n\n#|\n||Field | Description ||\n|| name | **string**\n\nIts name. ||\n\
    || labels | **object** (map<**string**, **string**>)\n\nIts labels. ||\n|| count | **string** (int64)\n\nIts count. ||\n|| title | **string**\n\nIts title. ||\n|#\n";

#[test]
fn the_front_matter_gives_the_regular_expression_of_a_text_and_nothing_else() {
    let outcome = read_text("net/create.md", FORM);
    let (api, operation) = only(&outcome);
    let name = &body_field(api, operation, "name").constraints.patterns;
    assert_eq!(name.len(), 1);
    assert_eq!((name[0].value.ecma.as_str(), name[0].rule.as_str()), ("|[a-z]{1,61}", "metadata-schema"));
    assert_eq!(name[0].origin.to_string(), "net/create.md:13:20");
    // A map's rule may be for its keys or its values, and a number's is its type's own.
    for field in ["labels", "count", "title"] {
        assert!(body_field(api, operation, field).constraints.patterns.is_empty(), "{field}");
    }
    let printed: Vec<Code> = outcome.diagnostics.iter().map(|diagnostic| diagnostic.code).collect();
    assert_eq!(printed, [Code::PatternUnusable]);
}

#[test]
fn a_bar_that_is_escaped_for_the_table_is_a_bar() {
    let page = FORM.replace("Its name. ||", "Its name. Value must match the regular expression `\\|[A-Z]{2}`. ||");
    let outcome = read_text("net/create.md", &page);
    let (api, operation) = only(&outcome);
    let name = &body_field(api, operation, "name").constraints.patterns;
    assert_eq!(name.iter().map(|pattern| pattern.value.ecma.as_str()).collect::<Vec<_>>(), ["|[A-Z]{2}"]);
    assert!(
        outcome.diagnostics.iter().any(|printed| printed.code == Code::ConstraintContradiction),
        "the front matter differs"
    );
}

/// Fields whose descriptions link to lists of values, by the text of the link.
const LINKED: &str = "# Switch a lamp\n\n```\nPOST /lamps\n```\n\n## Request parameters\n\n\
    | Name | Type | Description |\n|---|---|---|\n\
    | type | integer | The [type of lamp](#lamp-types) |\n\
    | sub_type | integer | see [its kind](#lamp-types) |\n\
    | types | array of integers | [Types](#lamp-types) to switch |\n\
    | mood | string | Its [mood](#moods) |\n\
    | shade_mood | string | [mood hash](#mood-formats) |\n\
    | type_count | integer | Number of [types](#lamp-types) |\n\
    | owner | integer | Needed for the [type](#lamp-types) `1` |\n\
    | old_type | string | The [type](#lamp-types) in words |\n\
    | level_type | integer | The level; for a [type](#lamp-types) that has one |\n\n\
    ## Lamp types\n\n| Name | Value | Description |\n|---|---|---|\n| CEILING | 0 | hangs |\n| FLOOR | 1 | stands |\n\n\
    ## Moods\n\n| Value | Description |\n|---|---|\n| warm | yellow |\n| cold | blue |\n\n\
    ## Mood formats\n\n| Value | Description |\n|---|---|\n| JPEG | a picture |\n| PNG | another |\n";

#[test]
fn a_link_with_the_fields_own_name_gives_its_values() {
    let vendor = "[request-lines]\nforms = [\"code\"]\nown-sections = true\n";
    insta::assert_snapshot!("namesakes", explained(vendor, &[("lamps.md", LINKED)]));
}

/// The names of the fields of `lamp`, whose type links to another page, on a page that has a table of that name; the
/// second page has these rows, or is not given.
fn linked(type_: &str, rows: Option<&str>) -> (Vec<String>, usize) {
    let head = "|名称|类型|描述|\n|---|---|---|\n";
    let page = format!(
        "# listLamps\n\n## 请求方式\nGET\n\n## 请求地址\nhttps://lamps.jdcloud-api.com/v1/lamps\n\n\
         ## 返回参数\n{head}|**lamp**|{type_}|Words.|\n\n\
         ### Lamp\n{head}|**id**|String|Words.|\n|**colour**|String|Words.|\n"
    );
    let other = rows.map(|rows| format!("# Lamps\n\n### Lamp\n{head}{rows}"));
    let mut pages = vec![("jdcloud/lamps/listLamps.md", page.as_str())];
    pages.extend(other.as_deref().map(|other| ("jdcloud/lamps/lamps.md", other)));
    let outcome = read_pages(&pages);
    let (api, operation) = only(&outcome);
    let body = operation.responses.values().find_map(|response| response.body.as_ref()).expect("a body");
    let Kind::Object(body) = &api.resolve(&body.schema).kind else { panic!("{body:?}") };
    let lamp = api.resolve(&body.field("lamp").expect("it is listed").schema);
    let Kind::Object(lamp) = &lamp.kind else { panic!("{lamp:?}") };
    let contradictions = outcome.diagnostics.iter().filter(|found| found.code == Code::TypeContradiction).count();
    (lamp.fields().iter().map(|field| field.name.clone()).collect(), contradictions)
}

#[test]
fn a_link_to_another_page_beats_a_table_of_the_name() {
    let (id, size) = ("|**id**|String|Words.|\n", "|**size**|Integer|Words.|\n");
    let both = format!("{id}{size}");
    for (type_, rows, expected) in [
        ("[Lamp](lamps.md#lamp)", Some(both.as_str()), (vec!["id", "size"], 1)),
        // The page describes the same structure again, with more fields.
        ("[Lamp](lamps.md#lamp)", Some(id), (vec!["id", "colour"], 0)),
        // The link has no target.
        ("[Lamp](lamps.md#lamp)", None, (vec!["id", "colour"], 0)),
        ("[Lamp](#lamp)", Some(both.as_str()), (vec!["id", "colour"], 0)),
        ("Lamp", Some(both.as_str()), (vec!["id", "colour"], 0)),
    ] {
        let (fields, contradictions) = linked(type_, rows);
        assert_eq!((fields.iter().map(String::as_str).collect(), contradictions), expected, "{type_} {rows:?}");
    }
}

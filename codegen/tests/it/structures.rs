//! Structures of a page: a whole body without any description, fields, conditions and exclusive groups of dotted rows
//! in their own object, and which of a page's rows count as read.

use refract_codegen::discover::{self, Overrides};
use refract_codegen::emit::{self, Emit, Options};
use refract_codegen::explain;
use refract_codegen::includes::Includes;
use refract_codegen::ir::{Kind, Required};
use refract_codegen::pipeline::{self, Outcome};
use refract_codegen::source::Source;

use crate::support::{library, read_pages, read_text};

/// The contract of a page, without the lines of its origins.
fn printed(outcome: &Outcome) -> String {
    let mut text = String::new();
    for api in &outcome.apis {
        for page in &api.pages {
            explain::contract(&mut text, api, &page.path).expect("memory");
        }
    }
    text.lines().map(str::trim_end).filter(|line| !line.is_empty()).collect::<Vec<_>>().join("\n")
}

/// The request body of a page whose only row describes all of it.
fn whole(type_: &str) -> String {
    let page = format!(
        "# createKettle\n\n## 请求方式\nPOST\n\n## 请求地址\nhttps://kettles.jdcloud-api.com/v1/kettles\n\n\
         ## 请求参数\n|名称|类型|是否必需|默认值|描述|\n|---|---|---|---|---|\n|-|{type_}|True| |Words.|\n\n\
         ## 返回参数\n|名称|类型|描述|\n|---|---|---|\n|**[items]**|{type_}|Words.|\n"
    );
    let outcome = read_text("kettles/createKettle.md", &page);
    let text = printed(&outcome);
    let bodies: Vec<&str> =
        text.lines().filter_map(|line| line.trim().strip_prefix("body application/json: ")).collect();
    let places = bodies.iter().map(|line| line.split("  :").next().unwrap_or(line).trim());
    places.collect::<Vec<_>>().join(", ")
}

#[test]
fn a_whole_body_keeps_the_type_of_its_row() {
    for (type_, expected) in [
        ("Any", "any, any"),
        ("Object", "object, object"),
        ("String", "string, string"),
        ("Array", "array of any, array of any"),
    ] {
        assert_eq!(whole(type_), expected, "{type_}");
    }
}

/// The result for a page whose body has this row, and one more.
fn with_row(cells: &str) -> Outcome {
    let page = format!(
        "# createKettle\n\n## 请求方式\nPOST\n\n## 请求地址\nhttps://kettles.jdcloud-api.com/v1/kettles\n\n\
         ## 请求参数\n|名称|类型|是否必需|默认值|描述|\n|---|---|---|---|---|\n|{cells}| |Words.|\n|**lid**|Boolean|False| |Words.|\n\n\
         ## 返回参数\n无\n"
    );
    read_text("kettles/createKettle.md", &page)
}

/// The fields of the row: name, type, requiredness.
fn row(cells: &str) -> Vec<(String, &'static str, Required)> {
    let outcome = with_row(cells);
    let [api] = outcome.apis.as_slice() else { panic!("{:?}", outcome.diagnostics) };
    let body = &api.operations[0].request.as_ref().expect("a body").schema;
    let Kind::Object(object) = &api.resolve(body).kind else { panic!("{body:?}") };
    let fields = object.fields().iter().filter(|field| field.name != "lid");
    fields.map(|field| (field.name.clone(), field.schema.kind.name(), field.required)).collect()
}

#[test]
fn of_several_names_of_one_cell_none_is_always_required() {
    let field = |name: &str, required| (name.to_owned(), "string", required);
    assert_eq!(row("**hob**|String|True"), [field("hob", Required::Always)]);
    assert_eq!(
        row("**hob**、**stand**|String|True"),
        [field("hob", Required::Conditional), field("stand", Required::Conditional)]
    );
    assert_eq!(
        row("**hob**、**stand**|String|False"),
        [field("hob", Required::Optional), field("stand", Required::Optional)]
    );
}

#[test]
fn a_row_counts_once_however_many_names_it_has() {
    let ledger = with_row("**hob**、**stand**、**cord**|String|True").ledger();
    assert_eq!((ledger.rows(), ledger.fields()), (2, 2));
}

#[test]
fn servers_stand_in_the_order_of_their_addresses() {
    let page = |name: &str, host: &str| {
        format!(
            "# {name}\n\n## 请求方式\nPOST\n\n## 请求地址\nhttps://kettles.{host}.jdcloud-api.com/v1/{name}\n\n## 返回参数\n无\n"
        )
    };
    let (first, second) = (page("boil", "zone"), page("cool", "area"));
    let outcome = read_pages(&[("kettles/boil.md", &first), ("kettles/cool.md", &second)]);
    let servers: Vec<Vec<&str>> =
        outcome.apis.iter().map(|api| api.servers.iter().map(|server| server.url.as_str()).collect()).collect();
    assert_eq!(servers, [["https://kettles.area.jdcloud-api.com", "https://kettles.zone.jdcloud-api.com"]]);
}

#[test]
fn type_and_requiredness_in_each_others_cells_are_put_right() {
    assert_eq!(row("**hob**|True|String"), [("hob".to_owned(), "string", Required::Always)]);
    assert_eq!(row("**hob**|False|Integer"), [("hob".to_owned(), "integer", Required::Optional)]);
}

/// A page whose body has these dotted rows, with a skeleton that shows no groups.
fn dotted(rows: &[(&str, &str)]) -> Outcome {
    let rows: Vec<String> = rows.iter().map(|(name, text)| format!("{name} | {text}")).collect();
    let rows = rows.join("\n");
    read_text(
        "en/kettles/api-ref/Kettle/create.md",
        &format!(
            "---\neditable: false\n---\n# Method create\nMakes a kettle.\n\n## HTTP request {{#https-request}}\n```\n\
             POST https://kettles.api.cloud.yandex.net/kettles/v1/kettles\n```\n\n## Body parameters {{#body_params}}\n\n\
             Field | Description\n--- | ---\n{rows}\n\n## Response {{#responses}}\n**HTTP Code: 200 - OK**\n\n\
             Field | Description\n--- | ---\nid | **string**<br>The id.\n"
        ),
    )
}

/// The demands and groups below the body.
fn demands(rows: &[(&str, &str)]) -> String {
    let text = printed(&dotted(rows));
    let found = text.lines().map(str::trim);
    let found = found.filter(|line| line.starts_with("required under") || line.starts_with("at most one of"));
    found.collect::<Vec<_>>().join("\n")
}

const LID: (&str, &str) = ("lid", "**object**<br>The lid.");
const LID_MODE: (&str, &str) = ("lid.mode", "**string**<br>The mode.");
const SPOUT: (&str, &str) = ("spout", "**object**<br>The spout.");
const SPOUT_MODE: (&str, &str) = ("spout.mode", "**string**<br>The mode.");
const WIDTH: &str = "**string**<br>The width. This parameter is mandatory when **mode** is set to **fast**.";

#[test]
fn a_condition_is_about_a_field_of_its_own_object() {
    // Another object has the field that the sentence names: it stays words.
    insta::assert_snapshot!(
        demands(&[LID, LID_MODE, SPOUT, ("spout.width", WIDTH)]),
        @"required under a condition: This parameter is mandatory when mode is set to fast."
    );
    insta::assert_snapshot!(
        demands(&[LID, LID_MODE, SPOUT, SPOUT_MODE, ("spout.width", WIDTH)]),
        @r#"required under a condition: This parameter is mandatory when mode is set to fast. (when `mode` is "fast")"#
    );
}

#[test]
fn an_exclusive_group_is_in_the_object_of_its_rows() {
    let width = ("spout.width", "**string**<br>The width. `spout` includes only one of the fields `mode`, `width`.");
    insta::assert_snapshot!(demands(&[LID, SPOUT, SPOUT_MODE, width]), @"at most one of: mode, width");
    // Of a table without objects it is the body's.
    let width = ("width", "**string**<br>The width. `spout` includes only one of the fields `mode`, `width`.");
    let mode = ("mode", "**string**<br>The mode.");
    insta::assert_snapshot!(demands(&[mode, width]), @"at most one of: mode, width");
    // A member in another object makes no group.
    let width = ("spout.width", "**string**<br>The width. `spout` includes only one of the fields `mode`, `width`.");
    insta::assert_snapshot!(demands(&[LID, LID_MODE, SPOUT, width]), @"");
}

#[test]
fn a_parent_without_a_type_is_an_object_and_reported() {
    let text = printed(&dotted(&[("lid", "The lid."), LID_MODE]));
    insta::assert_snapshot!(text.lines().filter(|line| line.contains("inferred")).collect::<String>().trim(),
        @"inferred: its fields are listed, its type is not stated");
}

#[test]
fn a_row_that_is_in_no_contract_does_not_count_as_read() {
    let table = |caption: &str, rows: &str| {
        format!(
            ".. table:: {caption}\n\n   ===== ====== ========= ===========\n   Name  Type   Mandatory Description\n   \
             ===== ====== ========= ===========\n{rows}   ===== ====== ========= ===========\n\n"
        )
    };
    let rows = "   lid   String Yes       Lid.\n   spout String Yes       Spout.\n";
    let page = |second: &str| {
        format!(
            ".. _page:\n\nCreating a Kettle\n=================\n\nURI\n---\n\nPOST /v1/kettles\n\nRequest\n-------\n\n{}{}",
            table("**Table 1** Request parameters", rows),
            table(second, "   width String Yes       Width.\n")
        )
    };
    let counts = |second: &str| {
        let ledger = read_text("api-ref/source/page.rst", &page(second)).ledger();
        assert!(ledger.balances());
        (ledger.parameter_rows, ledger.parameter_rows_read, ledger.fields())
    };
    assert_eq!(counts("**Table 2** Data structure of the handle field"), (3, 2, 2));
    // A caption that names a field of the page takes precedence over its type, with a finding and a note in the IR.
    let lid = "**Table 2** Data structure of the lid field";
    assert_eq!(counts(lid), (3, 3, 3));
    let outcome = read_text("api-ref/source/page.rst", &page(lid));
    let message = "the type of `lid` is a plain value, but the caption of a table of fields names it";
    assert!(outcome.diagnostics.iter().any(|found| found.message == message), "{:?}", outcome.diagnostics);
}

#[test]
fn the_place_of_a_table_is_explained() {
    let page = ".. _page:\n\nCreating a Kettle\n=================\n\nURI\n---\n\nPOST \
    /v1/kettles\n\nRequest\n-------\n\n\
                .. table:: **Table 1** Request parameters\n\n   ===== ====== ========= ===========\n   \
                Name  Type   Mandatory Description\n   ===== ====== ========= ===========\n   \
                lid   Object Yes       Lid.\n   ===== ====== ========= ===========\n\n\
                .. table:: **Table 2** Data structure of the lid field\n\n   ===== ====== ========= ===========\n   \
                Name  Type   Mandatory Description\n   ===== ====== ========= ===========\n   \
                width String Yes       Width.\n   ===== ====== ========= ===========\n";
    let source = Source::from_text("api-ref/source/page.rst", page);
    let explained = |line| {
        let found = explain::line(&mut source.clone(), library(), &Overrides::default(), &Includes::default(), line)
            .expect("a page of a vendor");
        found.rows.iter().flat_map(|row| row.placed.clone()).collect::<Vec<_>>().join("\n")
    };
    let line =
        |text: &str| u32::try_from(page.lines().position(|line| line.contains(text)).expect("the row")).unwrap() + 1;
    insta::assert_snapshot!(explained(line("Lid.")), @"a root of the request, by its surroundings");
    insta::assert_snapshot!(
        explained(line("Width.")),
        @"the fields of `lid` (line 19), by the name in caption, label or heading"
    );
}

/// `object/array` is a type of its own: its meaning is determined wherever the field is, also inside a union.
#[test]
fn what_a_description_calls_a_list_is_one_below_several_types_too() {
    let page = "# 创建灯\n\n## 1. 接口描述\n\n本接口 (CreateLamp) 用于创建灯。\n\n接口请求域名：lamps.api.qcloud.com\n\n\
                ## 2. 输入参数\n\n| 参数名称 | 必选 | 类型 | 描述 |\n|---|---|---|---|\n| name | 否 | String | 名称 |\n\n\
                ## 3. 输出参数\n\n| 参数名称 | 类型 | 描述 |\n|---|---|---|\n| lid | Object 或 String | 盖 |\n\
                | lid.parts | object/array | 部件列表 |\n| lid.shade | object/array | 罩 |\n| tags | object/array | 标签数组 |\n";
    let text = printed(&read_text("tencent/CreateLamp.md", page));
    let fields: Vec<&str> = text.lines().map(|line| line.split("  :").next().unwrap_or(line).trim()).collect();
    for field in ["lid: object or string", "parts: array of object", "shade: object", "tags: array of object"] {
        assert!(fields.contains(&field), "{field} is none of {fields:?}");
    }
}

/// An operation whose body leads through a chain of structures, each with its own table, to a field of a type.
fn chain(name: &str, depth: usize, last: &str) -> String {
    let heads = "|名称|类型|是否必需|默认值|描述|\n|---|---|---|---|---|\n";
    let row = |n: usize, type_: &str| format!("{heads}|**part{n}**|{type_}|True| |Words.|\n");
    let next = |n: usize| if n < depth { format!("Part{n}") } else { last.to_owned() };
    let tables: Vec<String> = (0..depth).map(|n| format!("\n### Part{n}\n{}", row(n + 1, &next(n + 1)))).collect();
    let tables = tables.concat();
    format!(
        "# {name}\n\n## 请求方式\nPOST\n\n## 请求地址\nhttps://kettles.jdcloud-api.com/v1/{name}\n\n## 请求参数\n{}{tables}\n## 返回参数\n无\n",
        row(0, "Part0")
    )
}

/// However deep two structures differ, neither replaces the other: in the contract, and in Rust, where equal ones are
/// merged.
#[test]
fn structures_that_differ_in_their_last_field_are_two() {
    const DEPTH: usize = 15;
    let lasts = |first: &str, second: &str| {
        let (first, second) = (chain("makeKettle", DEPTH, first), chain("mendKettle", DEPTH, second));
        let outcome = read_pages(&[("kettles/makeKettle.md", &first), ("kettles/mendKettle.md", &second)]);
        let [api] = outcome.apis.as_slice() else { panic!("{:?}", outcome.diagnostics) };
        let of_operations = api.operations.iter().map(|operation| {
            let mut schema = api.resolve(&operation.request.as_ref().expect("a body").schema);
            while let Kind::Object(object) = &schema.kind {
                schema = api.resolve(&object.fields()[0].schema);
            }
            schema.kind.name()
        });
        let rust = emit::emit(&outcome.apis, Emit::Rust, &Options::default());
        let lines: Vec<&str> = rust.values().flat_map(|text| text.lines()).map(str::trim).collect();
        // How many types have each field of the chain.
        let has = |n: usize| lines.iter().filter(|line| line.starts_with(&format!("pub part{n}:"))).count();
        (of_operations.collect::<Vec<_>>().join(" "), (1..=DEPTH).map(has).collect::<Vec<_>>())
    };
    assert_eq!(lasts("Integer", "String"), ("integer string".to_owned(), vec![2; DEPTH]));
    assert_eq!(lasts("String", "String"), ("string string".to_owned(), vec![1; DEPTH]));
}

/// Words of a language are not values, and names in another script are: the classes of letters distinguish them.
#[test]
fn values_in_another_script_than_the_sentence_are_values_in_any_case_of_letters() {
    let values = |text: &str| {
        let rows = [("mode", format!("**string**<br>{text}"))];
        let rows: Vec<(&str, &str)> = rows.iter().map(|(name, text)| (*name, text.as_str())).collect();
        let outcome = dotted(&rows);
        let body = outcome.apis[0].operations[0].request.clone().expect("a body").schema;
        let Kind::Object(object) = outcome.apis[0].resolve(&body).kind.clone() else { panic!("{body:?}") };
        let list = object.field("mode").expect("the field").schema.constraints.enumeration.clone();
        let texts = list.iter().flat_map(|list| list.value.values()).map(|value| value.value.to_string());
        texts.collect::<Vec<_>>().join(" ")
    };
    for (text, expected) in [
        ("Режим. Значение должно быть равно fast или slow.", r#""fast" "slow""#),
        ("Режим. Значение должно быть равно FAST или SLOW.", r#""FAST" "SLOW""#),
        ("Режим. Значение должно быть равно высоте или ширине.", ""),
        ("The mode. The value must be fast or slow.", ""),
    ] {
        assert_eq!(values(text), expected, "{text}");
    }
}

/// Structures of events, which no operation uses, are in the contract by choice alone, and rename nothing.
#[test]
fn structures_without_an_operation_are_kept_by_choice() {
    let operation = "# createKettle\n\n## 请求方式\nPOST\n\n## 请求地址\nhttps://kettles.jdcloud-api.com/v1/kettles\n\n\
                     ## 请求参数\n|名称|类型|是否必需|默认值|描述|\n|---|---|---|---|---|\n|**kettle**|Kettle|True| |Words.|\n\n\
                     ### Kettle\n|名称|类型|是否必需|默认值|描述|\n|---|---|---|---|---|\n|**name**|String|True| |Words.|\n";
    let events = "# Events\n\n### Boiled\n|名称|类型|描述|\n|---|---|---|\n|**kettle**|Seen|Words.|\n\n\
                  ### Seen\n|名称|类型|描述|\n|---|---|---|\n|**at**|Integer|Words.|\n";
    let schemas = |all_structures: bool| -> Vec<String> {
        let folder = tempfile::tempdir().expect("a folder");
        for (name, text) in [("createKettle.md", operation), ("events.md", events)] {
            std::fs::write(folder.path().join(name), text).expect("a file");
        }
        let files = discover::files(&[folder.path().to_owned()], folder.path()).expect("files");
        let known = Overrides {
            vendor: Some("jdcloud".into()),
            service: Some("kettles".into()),
            all_structures,
            ..Overrides::default()
        };
        let outcome = pipeline::run(&files, library(), &|_| known.clone(), &|| {});
        let [api] = outcome.apis.as_slice() else { panic!("{:?}", outcome.diagnostics) };
        api.schemas.keys().map(ToString::to_string).collect()
    };
    assert_eq!(schemas(false), ["CreateKettleKettle"]);
    assert_eq!(schemas(true), ["Boiled", "CreateKettleKettle", "Seen"]);
}

/// The `rooms` of a page whose table of them has one row, as its type reads; `shown` is the page's example.
fn rooms(row: &str, shown: &str) -> String {
    let page = format!(
        "# listKettles\n\n## 请求方式\nGET\n\n## 请求地址\nhttps://kettles.jdcloud-api.com/v1/kettles\n\n\
         ## 返回参数\n|名称|类型|描述|\n|---|---|---|\n|**rooms**|Rooms|Words.|\n\n\
         ### Rooms\n|名称|类型|描述|\n|---|---|---|\n|{row}|Words.|\n\n\
         ### Kettle\n|名称|类型|描述|\n|---|---|---|\n|**lid**|Boolean|Words.|\n\n\
         ## 返回示例\n```\n{shown}\n```\n"
    );
    let outcome = read_text("kettles/listKettles.md", &page);
    let [api] = outcome.apis.as_slice() else { panic!("{:?}", outcome.diagnostics) };
    let body = api.operations[0].responses.values().find_map(|response| response.body.as_ref()).expect("a body");
    let Kind::Object(body) = &api.resolve(&body.schema).kind else { panic!("{body:?}") };
    let rooms = api.resolve(&body.field("rooms").expect("it is listed").schema);
    match &rooms.kind {
        Kind::Map { values, .. } => {
            let list =
                matches!(&values.kind, Kind::Array { items } if matches!(api.resolve(items).kind, Kind::Object(_)));
            assert!(list, "{values:?}");
            rooms.inferred.iter().map(|inferred| inferred.name().unwrap_or("words")).collect()
        }
        Kind::Object(object) => object.fields().iter().map(|field| field.name.as_str()).collect(),
        other => panic!("{other:?}"),
    }
}

#[test]
fn one_row_that_names_no_field_stands_for_keys() {
    for (row, shown, expected) in [
        ("**Room of the kettle**|Kettle[]", "{}", "keys-spoken-of"),
        ("**Room of the kettle**|Kettle[]", r#"{"rooms": {"Room of the kettle": [{"lid": true}]}}"#, "keys-spoken-of"),
        ("**水壶所在的房间**|Kettle[]", r#"{"rooms": {"hall": [{"lid": true}]}}"#, "keys-spoken-of"),
        // What is shown has another shape.
        ("**Room of the kettle**|Kettle[]", r#"{"rooms": {"hall": "big"}}"#, "Room of the kettle"),
        // A name like any other, where other keys of the same shape are shown.
        ("**room**|Kettle[]", r#"{"rooms": {"hall": [{"lid": true}], "attic": []}}"#, "keys-by-example"),
        ("**room**|Kettle[]", r#"{"rooms": {"room": [{"lid": true}]}}"#, "room"),
        ("**room**|Kettle[]", r#"{"rooms": {"hall": [{"lid": true}], "room": []}}"#, "room"),
        ("**room**|Kettle[]", r#"{"rooms": {"hall": [{"lid": true}], "count": 1}}"#, "room"),
        ("**room**|Kettle[]", "{}", "room"),
        // It may be misspelt.
        ("**room**|String", r#"{"rooms": {"roam": "big"}}"#, "room"),
    ] {
        assert_eq!(rooms(row, shown), expected, "{row} {shown}");
    }
}

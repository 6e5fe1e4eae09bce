//! What several pages share: structures, which are one type only where they are equal, and methods and paths, of which
//! a document has one operation. Every example is valid against a document if it is valid against any page that shares
//! its operation.

use std::collections::BTreeMap;

use refract_codegen::diagnostic::Code;
use refract_codegen::emit::openapi::document;
use refract_codegen::emit::schema_object::{self, Style};
use refract_codegen::emit::{Emit, Options, emit};
use refract_codegen::ir::{Api, Body, Direction, ExampleContent, Kind, Operation, Schema, Status};
use serde_json::{Value, json};

use crate::support::{read, read_pages, shared};

/// A page whose structures refer to each other, `levels` deep, the last with one field of a type.
fn chain(name: &str, levels: usize, last: &str) -> String {
    let head = "|名称|类型|是否必需|描述|\n|---|---|---|---|\n";
    let mut page = format!(
        "# {name}\n\n## 请求方式\nPOST\n\n## 请求地址\nhttps://box.jdcloud-api.com/v1/{name}\n\n## 请求参数\n{head}|**box**|Box0|True|外层|\n\n"
    );
    for level in 0..=levels {
        let (field, type_) = if level == levels {
            ("leaf".to_owned(), last.to_owned())
        } else {
            (format!("box{level}"), format!("Box{}", level + 1))
        };
        page.push_str(&format!("### Box{level}\n{head}|**{field}**|{type_}|True|内层|\n\n"));
    }
    page + "## 返回参数\n|名称|类型|描述|\n|---|---|---|\n|**requestId**|String|编号|\n"
}

/// The end of an operation's request.
fn leaf<'a>(api: &'a Api, operation: &'a Operation) -> &'static str {
    let mut schema: &Schema = &operation.request.as_ref().expect("a body").schema;
    loop {
        match &api.resolve(schema).kind {
            Kind::Object(object) => schema = &object.fields()[0].schema,
            kind => return kind.name(),
        }
    }
}

#[test]
fn structures_that_differ_however_deep_are_two() {
    for levels in [1, 11, 12, 13, 14, 30] {
        let outcome = read_pages(&[
            ("a.md", &chain("createA", levels, "Integer")),
            ("b.md", &chain("createB", levels, "String")),
        ]);
        let [api] = outcome.apis.as_slice() else { panic!("{:?}", outcome.diagnostics) };
        let leaves: Vec<&str> = api.operations.iter().map(|operation| leaf(api, operation)).collect();
        assert_eq!(leaves, ["integer", "string"], "{levels} levels");
        // The types of Rust are made from the same structures.
        let rust: String = emit(&outcome.apis, Emit::Rust, &Options::default()).into_values().collect();
        assert!(rust.contains("leaf: i64") && rust.contains("leaf: String"), "{levels} levels");
    }
}

#[test]
fn structures_that_are_equal_are_one_type() {
    let outcome = read_pages(&[("a.md", &chain("createA", 20, "Integer")), ("b.md", &chain("createB", 20, "Integer"))]);
    // The contract has each page's own, whatever the other says.
    assert_eq!(outcome.apis[0].schemas.len(), 42);
    // In Rust the code is there once, and the names of both lead to it.
    let rust: String = emit(&outcome.apis, Emit::Rust, &Options::default()).into_values().collect();
    let count = |text: &str| rust.matches(text).count();
    assert_eq!((count("pub struct CreateABox"), count("pub type CreateBBox")), (21, 21));
    assert_eq!((count("pub type CreateABox"), count("pub struct CreateBBox")), (0, 0));
}

/// A page of an action on a resource, with its body and an example.
fn action(title: &str, query: &str, rows: &str, example: &str) -> String {
    format!(
        "# {title}\n\n## 请求方式\nPOST\n\n## 请求地址\nhttps://box.jdcloud-api.com/v1/boxes/{{boxId}}/action\n\n\
         |名称|类型|是否必需|描述|\n|---|---|---|---|\n|**boxId**|String|True|编号|\n\n\
         ## 请求参数\n|名称|类型|是否必需|描述|\n|---|---|---|---|\n{query}{rows}\n\n## 请求示例\nPOST\n```\nhttps://box.jdcloud-api.com/v1/boxes/1/action\n{example}\n```\n"
    )
}

fn request(document: &Value) -> &Value {
    let item = document["paths"].as_object().expect("paths").values().next().expect("a path");
    &item["post"]["requestBody"]["content"]["application/json"]["schema"]
}

#[test]
fn bodies_exclude_each_other_only_where_no_value_fits_two() {
    let open = action("openBox", "", "|**open**|Boolean|True|打开|", r#"{"open": true}"#);
    let close = action("closeBox", "", "|**close**|Boolean|True|关上|", r#"{"close": true}"#);
    let paint = action("paintBox", "", "|**colour**|String|False|颜色|", r#"{"colour": "red"}"#);
    let of = |pages: &[(&str, &str)]| {
        let outcome = read_pages(pages);
        let [api] = outcome.apis.as_slice() else { panic!("{:?}", outcome.diagnostics) };
        let document = document(api, &Options::default());
        let (held, _) = verify(api, &document);
        assert!(held > 0);
        request(&document).as_object().expect("alternatives").keys().next().expect("one").clone()
    };
    assert_eq!(of(&[("open.md", &open), ("close.md", &close)]), "oneOf");
    assert_eq!(of(&[("open.md", &open), ("paint.md", &paint)]), "anyOf");
    assert_eq!(of(&[("open.md", &open), ("again.md", &open.replace("openBox", "openBoxAgain"))]), "anyOf");
}

#[test]
fn parameters_take_what_any_page_takes() {
    let with = |title: &str, type_: &str| {
        action(title, "", &format!("|**{title}**|Boolean|True|做|"), &format!("{{\"{title}\": true}}"))
            .replace("|**boxId**|String|", &format!("|**boxId**|{type_}|"))
    };
    let outcome = read_pages(&[("open.md", &with("open", "String")), ("close.md", &with("close", "Integer"))]);
    let [api] = outcome.apis.as_slice() else { panic!("{:?}", outcome.diagnostics) };
    let document = document(api, &Options::default());
    let item = document["paths"].as_object().expect("paths").values().next().expect("a path");
    let parameter = &item["post"]["parameters"][0];
    assert_eq!(parameter["schema"], json!({ "anyOf": [{ "type": "integer" }, { "type": "string" }] }), "{parameter}");
    let printed: Vec<_> =
        outcome.diagnostics.iter().filter(|diagnostic| diagnostic.code == Code::ParameterContradiction).collect();
    let [printed] = printed.as_slice() else { panic!("{:?}", outcome.diagnostics) };
    let pages = (&*printed.origin.page, &*printed.related[0].origin.page);
    assert_eq!(pages, ("open.md", "close.md"), "{}", printed.message);

    let same = read_pages(&[("open.md", &with("open", "String")), ("close.md", &with("close", "String"))]);
    assert!(same.diagnostics.iter().all(|diagnostic| diagnostic.code != Code::ParameterContradiction));
}

/// A schema with the components that it refers to.
fn validator(schema: &Value, components: &Value) -> jsonschema::Validator {
    let mut root = schema.as_object().expect("a schema").clone();
    root.insert("components".into(), components.clone());
    jsonschema::validator_for(&Value::Object(root)).expect("a schema")
}

/// A path template without the names of its variables.
fn shape(path: &str) -> String {
    let parts = path.split('{').enumerate();
    parts.map(|(at, part)| if at == 0 { part } else { part.split_once('}').map_or("", |(_, rest)| rest) }).collect()
}

/// Validates the examples of pages that share method and path against the document and against their own pages. Gives
/// their number, and the number that only another page's table accepts, and therefore the document.
fn verify(api: &Api, document: &Value) -> (usize, usize) {
    let mut groups: BTreeMap<(String, &str), Vec<&Operation>> = BTreeMap::new();
    for operation in &api.operations {
        groups.entry((shape(&operation.path), operation.method.as_str())).or_default().push(operation);
    }
    let components = &document["components"];
    let style = Style { digits: true, apart: true, conditions: true, ..Style::default() };
    let (mut held, mut only_others) = (0, 0);
    for ((shape_, method), operations) in groups.into_iter().filter(|(_, operations)| operations.len() > 1) {
        let item = document["paths"].as_object().expect("paths").iter().find(|(path, _)| shape(path) == shape_);
        let shown = &item.expect("the path").1[method.to_lowercase()];
        for operation in &operations {
            for example in &operation.examples {
                let ExampleContent::Json(value) = &example.content else { continue };
                let status = match (example.direction, example.status) {
                    (Direction::Request, _) => None,
                    (Direction::Response, Some(status)) => Some(status),
                    (Direction::Response, None) => continue,
                };
                let Some(Body { media_type, schema }) = body(operation, status) else { continue };
                let content = match status {
                    None => &shown["requestBody"],
                    Some(status) => &shown["responses"][status.to_string()],
                };
                let whole = validator(&content["content"][media_type]["schema"], components).is_valid(value);
                let takes = |schema: &Schema| {
                    validator(&schema_object::schema(api, schema, &style), components).is_valid(value)
                };
                let mut all = operations.iter().filter_map(|operation| body(operation, status));
                let (own, any) = (takes(schema), all.any(|body| takes(&body.schema)));
                held += 1;
                only_others += usize::from(any && !own);
                assert_eq!(whole, any, "{}: its own page says {own}: {value}", example.origin);
            }
        }
    }
    (held, only_others)
}

fn body(operation: &Operation, status: Option<Status>) -> Option<&Body> {
    match status {
        None => operation.request.as_ref(),
        Some(status) => operation.responses.get(&status)?.body.as_ref(),
    }
}

#[test]
#[ignore = "reads all pages"]
fn every_example_of_the_corpus_is_valid_as_on_its_pages() {
    let Some(corpus) = shared("corpus") else { return };
    for vendor in ["huawei", "otc", "jdcloud", "yandex"] {
        let (mut held, mut only_others) = (0, 0);
        for api in read(&[corpus.join(vendor)], &corpus).apis {
            let (some, others) = verify(&api, &document(&api, &Options::default()));
            held += some;
            only_others += others;
        }
        println!("{vendor}: {held} examples of shared paths, {only_others} of them taken by another page's table only");
    }
}

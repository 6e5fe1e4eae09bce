//! A user's crate, outside the workspace: a `build.rs` makes Rust from pages with difficult names and words, and the
//! crate's own tests use it. Cargo builds it like any other crate.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use refract_codegen::Builder;
use refract_codegen::emit::rust::{Gate, Layout};
use refract_codegen::emit::{Emit, Options, emit};
use refract_codegen::ir::Api;
use serde_json::{Value, json};

use crate::support::{self, repository};

const MANIFEST: &str = r#"[package]
name = "@NAME"
version = "0.1.0"
edition = "2024"

[features]
jiff = ["dep:jiff"]

[dependencies]
http = "1"
jiff = { version = "0.2", default-features = false, features = ["alloc"], optional = true }
refract-generated = { path = "@ROOT/generated" }
regex-lite = "0.1"
serde = "1"
serde_json = "1"

[build-dependencies]
refract-codegen = { path = "@ROOT/codegen", default-features = false }

[profile.dev]
debug = 0

[workspace]
"#;

const BUILD: &str = r##"
use refract_codegen::Builder;
use refract_codegen::emit::rust::Modules;

fn main() -> Result<(), refract_codegen::BuildError> {
    Builder::new()
        .page("pages")
        .page("lamps")
        .http(true)
        .jiff(std::env::var_os("CARGO_FEATURE_JIFF").is_some())
        .modules(Modules::Service)
        .strict_null(true)
        .separate_files(true)
        .derive("CreateNicNic", "Eq")
        .type_attribute("CreateNicNic", "#[doc(alias = \"port\")]")
        .field_attribute("CreateNicNic.router:external", "#[doc(alias = \"outside\")]")
        .rename("CreateNicNic.router:external", "external")
        .replace("CreateNicNic.owner", "crate::Owner")
        .replace("CreateNicZone", "crate::Zone")
        .build()
}
"##;

/// Names and words that a generator trips over: keywords, digits first, colons, Chinese, HTML, brackets, code fences.
const PAGE: &str = r#"# createNic


## 描述
Creates <b>one</b> `nic` [see](nowhere) ```not code``` & more */ "quoted"

## 请求方式
POST

## 请求地址
https://net.jdcloud-api.com/v1/regions/{regionId}/nics:{type}

|名称|类型|是否必需|默认值|描述|
|---|---|---|---|---|
|**regionId**|String|True| |地域|
|**type**|String|True| |A keyword|
|**ids**|String[]|False| |Which <i>ones</i>|
|**self**|String|False| |Another keyword|
|**filters**|Filter[]|False| |过滤条件|

### Filter
|名称|类型|是否必需|默认值|描述|
|---|---|---|---|---|
|**name**|String|True| |字段|
|**values**|String[]|True| |值|

## 请求参数
|名称|类型|是否必需|默认值|描述|
|---|---|---|---|---|
|**nic**|Nic|True| |[brackets] and <script>|
|**2fa**|Boolean|False| |Digits first|
|**名称**|String|False| |A Chinese name|
|**crate**|Integer|False| |A keyword that can't be raw|
|**rule**|Rule|False| |Fields that ask for others|

### Nic
|名称|类型|是否必需|默认值|描述|
|---|---|---|---|---|
|**router:external**|Boolean|False| |`unclosed code|
|**OS-DCF:diskConfig**|String|False| |*stars* _lines_ # hash|
|**owner**|String|False| |A type of our own|
|**zone**|Zone|False| |A structure of our own|
|**note**|String|False| |null is told from nothing|
|**code**|String|False| |A pattern|
|**created**|String|False| |创建时间，格式为yyyy-MM-dd HH:mm:ss|
|**updated**|String|False| |更新时间，格式为yyyy-mm-ddThh:mm:ssZ。其中，T指某个时间的开始；Z指时区偏移量，例如显示为+0800。|
|**starts**|String|False| |开始时间，格式为YYYY-MM-DDThh:mmZ|
|**ends**|String|False| |结束时间，格式为YYYY-MM-DD hh:mm:ss+xx:xx|

### Rule
|名称|类型|是否必需|默认值|描述|
|---|---|---|---|---|
|**kind**|String|False| |Of texts|
|**byKind**|String|False| |当kind为fixed时必选|
|**tags**|String[]|False| |Of lists|
|**byTags**|String|False| |tags非空时必选|
|**filter**|Filter|False| |Of structures|
|**byFilter**|String|False| |当filter非空时必选|
|**remark**|String|False| |Of what may be null|
|**byRemark**|String|False| |当remark为long时必选|

### Zone
|名称|类型|是否必需|默认值|描述|
|---|---|---|---|---|
|**name**|String|True| |Name|

## 返回参数
|名称|类型|描述|
|---|---|---|
|**requestId**|String|编号|

## 返回码
|返回码|描述|
|---|---|
|**200**|OK|
"#;

/// A page of an RPC service, whose failures have a success status.
const RPC: &str = "## 1. API Description\n\nThis API (DescribeLamp) is about lamps.\nDomain for API request: lamps.api.qcloud.com\n\n\
    ## 2. Input Parameters\n\n| Parameter Name | Required | Type | Description |\n|---|---|---|---|\n| lampId | Yes | String | Which. |\n\n\
    ## 3. Output Parameters\n\n| Parameter Name | Type | Description |\n|---|---|---|\n| code | Int | 0: Succeeded |\n\
    | message | String | What went wrong. |\n| watt | Int | The power. |\n\n## 4. Example\n\nOutput\n```\n{\"code\": 0, \"watt\": 5}\n```\n";

const FIXUPS: &str = r#"[[fixup]]
structure = "CreateNicNic"
field = "note"
nullable = true
why = "The service says null where there is none."
evidence = ["what was observed"]

[[fixup]]
structure = "CreateNicRule"
field = "remark"
nullable = true
why = "The service says null where there is none."
evidence = ["what was observed"]

[[fixup]]
structure = "CreateNicNic"
field = "code"
pattern = '\p{L}+'
why = "Letters of all scripts, of which the generated crate's engine knows nothing."
evidence = ["what was observed"]
"#;

const LIB: &str = r##"//! What a user of the generated code writes.
#![deny(warnings)]

/// What the build script made.
pub mod api {
    include!(concat!(env!("OUT_DIR"), "/refract.rs"));
}

/// The same in a private module in which nothing is used.
mod private {
    #![warn(unreachable_pub)]
    include!("unused.rs");
}

#[doc = include_str!("@ROOT/generated/README.md")]
pub mod readme {}

use api::support::{Checker, Validate};

/// What is made of conditions on values of all kinds.
pub mod conditions {
    include!("conditions.rs");
}

/// A type of our own for a field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Owner(pub String);

impl From<&str> for Owner {
    fn from(name: &str) -> Self {
        Self(name.to_owned())
    }
}

impl serde::Serialize for Owner {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

impl<'de> serde::Deserialize<'de> for Owner {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        serde::Deserialize::deserialize(deserializer).map(Self)
    }
}

/// A type of our own for a structure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Zone(pub serde_json::Map<String, serde_json::Value>);

impl Validate for Zone {
    fn check(&self, at: &mut Checker) {
        at.demand(!self.0.is_empty(), "count", "at least 1");
    }
}

impl serde::Serialize for Zone {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}

impl<'de> serde::Deserialize<'de> for Zone {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        serde::Deserialize::deserialize(deserializer).map(Self)
    }
}

#[cfg(test)]
mod tests {
    use super::api::net::create_nic::{Filter, Nic, Rule};
    use super::api::net::{CreateNic, create_nic};
    use super::api::support::Operation as _;
    use serde_json::{from_value, json, to_value};

    #[test]
    fn null_and_an_absent_field_are_distinguished() {
        let read = |value| from_value::<Nic>(value).unwrap();
        assert_eq!(read(json!({})).note, None);
        assert_eq!(read(json!({ "note": null })).note, Some(None));
        assert_eq!(read(json!({ "note": "x" })).note, Some(Some("x".into())));
        for value in [json!({}), json!({ "note": null }), json!({ "note": "x" })] {
            assert_eq!(to_value(read(value.clone())).unwrap(), value);
        }
        assert!(from_value::<Nic>(json!({ "code": null })).is_err(), "null where the page does not allow it");
        assert_eq!(to_value(Nic::default().with_note(None)).unwrap(), json!({ "note": null }));
    }

    #[test]
    fn names_of_all_kinds_keep_their_names_on_the_wire() {
        let nic = Nic::default().with_external(true).with_os_dcf_disk_config("AUTO").with_owner("me");
        let body = create_nic::Request::new(nic).with_field_2fa(true).with_crate(1).with_u540d_u79f0("n");
        let wire = json!({
            "nic": { "router:external": true, "OS-DCF:diskConfig": "AUTO", "owner": "me" },
            "2fa": true, "crate": 1, "名称": "n"
        });
        assert_eq!(to_value(&body).unwrap(), wire);
        assert_eq!(from_value::<create_nic::Request>(wire).unwrap(), body);
    }

    #[test]
    fn lists_stand_in_the_query_as_the_vendor_writes_them() {
        let body = create_nic::Request::new(Nic::default());
        let call = CreateNic::new("r", "a/b", body)
            .with_ids(["x y".to_owned(), "z".to_owned()])
            .with_self("me")
            .with_filters([Filter::new("name", ["a".to_owned(), "b".to_owned()])]);
        assert_eq!(
            call.target().unwrap(),
            "/v1/regions/r/nics:a%2Fb?ids.1=x%20y&ids.2=z&self=me\
             &filters.1.name=name&filters.1.values.1=a&filters.1.values.2=b"
        );
        let request = call.request("https://net.example.com/").unwrap();
        assert_eq!(request.method(), "POST");
        assert_eq!(request.body(), br#"{"nic":{}}"#);
    }

    #[test]
    fn constants_of_the_body_are_sent_with_what_the_caller_fills_in() {
        use crate::conditions::demo::service::{DimLamps, StartLamp, dim_lamps, start_lamp};
        use crate::conditions::support::Operation;
        let dim = DimLamps::new(dim_lamps::Request::new(["a b".to_owned(), "c".to_owned()]).with_room("ä&"));
        let sent = dim.payload().unwrap().unwrap();
        assert_eq!(sent.media_type, "application/x-www-form-urlencoded");
        assert_eq!(sent.bytes.to_string(), "Action=DimLamps&Lamps.1=a%20b&Lamps.2=c&Room=%C3%A4%26");
        let start = StartLamp::new(start_lamp::Request::default());
        assert_eq!(start.payload().unwrap().unwrap().bytes.to_string(), r#"{"os-start":null}"#);
        let start = StartLamp::new(start_lamp::Request::default().with_os_start(json!({ "hard": true })));
        assert_eq!(start.payload().unwrap().unwrap().bytes.to_string(), r#"{"os-start":{"hard":true}}"#);
    }

    #[test]
    fn response_headers_have_types() {
        use crate::conditions::demo::service::StartLampHeaders;
        let mut headers = http::HeaderMap::new();
        for (name, value) in [("x-lamp-id", "007"), ("X-Watts", "60"), ("x-lit", "true"), ("x-secret", "s3cret")] {
            headers.insert(http::HeaderName::try_from(name).unwrap(), http::HeaderValue::from_static(value));
        }
        let read = StartLampHeaders::read(|name| headers.get(name)).unwrap();
        assert_eq!((read.x_lamp_id.as_deref(), read.x_watts, read.x_lit), (Some("007"), Some(60), Some(true)));
        assert_eq!((&read.x_since, read.x_secret.as_deref()), (&None, Some("s3cret")));
        assert!(!format!("{read:?}").contains("s3cret"), "{read:?}");
        // Any client's headers will do.
        let since = StartLampHeaders::read(|name| (name == "X-Since").then_some("2026-01-02T03:04:05Z")).unwrap();
        assert_eq!(since.x_since.unwrap().as_str(), "2026-01-02T03:04:05Z");
        let error = StartLampHeaders::read(|name| (name == "X-Watts").then_some("many")).unwrap_err();
        assert_eq!(error.to_string(), "the header `X-Watts` does not match the page: it is not of the type i64");
        let error = StartLampHeaders::read(|name| (name == "X-Lamp-Id").then_some(b"\xff")).unwrap_err();
        assert_eq!((error.name, error.message.as_str()), ("X-Lamp-Id", "it is not a text"));
    }

    #[test]
    fn a_client_authorizes_what_an_operation_asks() {
        use super::api::support::{Authorize, AuthorizeError};

        struct Signed;

        impl Authorize for Signed {
            fn authorize(&self, request: &mut http::Request<Vec<u8>>) -> Result<(), AuthorizeError> {
                if request.uri().path().contains("/none/") {
                    return Err("no key for this region".into());
                }
                let signed = format!("{} {} {}", request.method(), request.uri(), request.body().len());
                request.headers_mut().insert("x-signature", http::HeaderValue::try_from(signed)?);
                Ok(())
            }
        }

        let call = |region: &str| CreateNic::new(region, "t", create_nic::Request::new(Nic::default()));
        let request = call("r").authorized("https://net.example.com", &Signed).unwrap();
        let signed = "POST https://net.example.com/v1/regions/r/nics:t 10";
        assert_eq!(request.headers()["x-signature"], signed);
        let printed = format!("{request:?}");
        assert!(!printed.contains(signed) && printed.contains("application/json"), "{printed}");
        // A client chooses at run time, too.
        let signed: &dyn Authorize = &Signed;
        let error = call("none").authorized("https://net.example.com", signed).unwrap_err();
        assert_eq!(error.to_string(), "the request can't be authorized: no key for this region");
    }

    #[test]
    fn types_of_ones_own_are_checked_by_themselves() {
        let nic: Nic = from_value(json!({ "zone": {} })).unwrap();
        assert_eq!(nic.validate().unwrap_err().to_string(), "/zone: count: at least 1");
        let call = CreateNic::new("r", "t", create_nic::Request::new(nic));
        assert_eq!(call.validate().unwrap_err().to_string(), "/body/nic/zone: count: at least 1");
    }

    #[test]
    fn what_is_required_under_a_condition_is_demanded_under_it() {
        let missing = |value| {
            let rule: Rule = from_value(value).unwrap();
            let found = rule.validate().err().into_iter().flat_map(|all| all.iter().cloned().collect::<Vec<_>>());
            found.map(|it| format!("{} {}", it.path, it.rule)).collect::<Vec<_>>().join(", ")
        };
        let filter = json!({ "name": "a", "values": [] });
        for (other, value, another, wanted) in [
            ("kind", json!("fixed"), json!("free"), "byKind"),
            ("tags", json!(["a"]), json!([]), "byTags"),
            ("remark", json!("long"), json!(null), "byRemark"),
        ] {
            assert_eq!(missing(json!({ other: value })), format!("/{wanted} required"));
            assert_eq!(missing(json!({ other: value, wanted: "given" })), "");
            assert_eq!(missing(json!({ other: another })), "");
        }
        assert_eq!(missing(json!({ "filter": filter })), "/byFilter required");
        assert_eq!(missing(json!({})), "");
    }

    #[test]
    fn a_failure_under_a_status_of_success_has_a_type_of_its_own() {
        use super::api::lamps::{DescribeLamp, DescribeLampResponses, describe_lamp};
        let failure = json!({ "code": 4000, "message": "no lamp" });
        let response = DescribeLamp::read(200, failure.to_string().as_bytes()).unwrap();
        assert_eq!((response.status(), response.is_success()), (200, false));
        assert_eq!(response.to_string(), r#"status 200: {"code":4000,"message":"no lamp"}"#);
        let Err(DescribeLampResponses::Failure2xx(200, error)) = response.into_result() else { panic!("a failure") };
        // The form of a failure is that of the vendor's pages, with the fields that the operation's page types.
        let describe_lamp::Failure { code, message, .. } = error;
        assert_eq!((code, message.as_deref()), (4000, Some("no lamp")));
        let response = DescribeLamp::read(200, br#"{ "code": 0, "watt": 5 }"#).unwrap();
        assert!(response.is_success());
        assert_eq!(response.into_result().unwrap().watt, Some(5));
        let error = DescribeLamp::read(200, br#"{ "code": 0, "watt": "none" }"#).unwrap_err();
        assert_eq!(error.pointer, "/watt", "a success that is not what the page says");
        let error = DescribeLamp::read(200, br#"{ "code": 4000, "message": [] }"#).unwrap_err();
        assert_eq!(error.pointer, "/message", "a failure that is not what the page says");
    }

    #[test]
    fn conditions_on_values_of_all_kinds() {
        use super::conditions::demo::service::Rule;
        let cases: serde_json::Value = serde_json::from_str(include_str!("cases.json")).unwrap();
        for case in cases.as_array().unwrap() {
            let (value, missing) = (&case[0], case[1].as_str().unwrap());
            let rule: Rule = from_value(value.clone()).unwrap_or_else(|error| panic!("{value}: {error}"));
            let found: Vec<String> =
                rule.validate().err().iter().flatten().map(|it| format!("{} {}", it.path, it.rule)).collect();
            let wanted: Vec<String> = missing.split_whitespace().map(|name| format!("/{name} required")).collect();
            assert_eq!(found, wanted, "{value}");
        }
    }

    #[cfg(feature = "jiff")]
    #[test]
    fn dates_are_read_as_the_page_writes_them() {
        let nic: Nic = from_value(json!({ "created": "2026-01-02 03:04:05" })).unwrap();
        let created = nic.created.unwrap().civil().unwrap();
        assert_eq!(created, jiff::civil::date(2026, 1, 2).at(3, 4, 5, 0));
        assert_eq!(to_value(Nic::default().with_created(created)).unwrap(), json!({ "created": "2026-01-02 03:04:05" }));
        let nic: Nic = from_value(json!({
            "updated": "2026-01-02T03:04:05+0800", "starts": "2026-01-02T03:04Z", "ends": "2026-01-02 03:04:05-01:30"
        }))
        .unwrap();
        let instant = |text: &str| text.parse::<jiff::Timestamp>().unwrap();
        assert_eq!(nic.updated.unwrap().timestamp().unwrap(), instant("2026-01-01T19:04:05Z"));
        assert_eq!(nic.starts.unwrap().timestamp().unwrap(), instant("2026-01-02T03:04:00Z"));
        assert_eq!(nic.ends.unwrap().timestamp().unwrap(), instant("2026-01-02T04:34:05Z"));
        let at = instant("2026-01-02T03:04:00Z");
        assert_eq!(
            to_value(Nic::default().with_updated(at).with_starts(at).with_ends(at)).unwrap(),
            json!({
                "updated": "2026-01-02T03:04:00+0000", "starts": "2026-01-02T03:04Z", "ends": "2026-01-02 03:04:00+00:00"
            })
        );
    }
}
"##;

/// A field that a condition is on: its name, its schema, the values under which another must be given, and values of it with
/// whether the condition holds.
type Condition = (&'static str, Value, Value, Vec<(Value, bool)>);

/// Conditions on values of all kinds.
fn conditions() -> Vec<Condition> {
    let nullable = |kind: &str| {
        let stated = json!({ "value": true, "origin": "p.md:1:1", "rule": "r" });
        json!({ "kind": kind, "constraints": { "nullable": stated } })
    };
    let text = || json!({ "kind": "string" });
    vec![
        ("flag", json!({ "kind": "boolean" }), json!([true]), vec![(json!(true), true), (json!(false), false)]),
        ("off", json!({ "kind": "boolean" }), json!([false]), vec![(json!(true), false), (json!(false), true)]),
        ("any_flag", json!({ "kind": "boolean" }), json!([]), vec![(json!(false), true)]),
        (
            "short",
            json!({ "kind": "integer", "width": "bits32" }),
            json!([2]),
            vec![(json!(2), true), (json!(3), false)],
        ),
        (
            "wide",
            json!({ "kind": "integer", "width": "bits64" }),
            json!([2, 3]),
            vec![(json!(3), true), (json!(4), false)],
        ),
        (
            "digits",
            json!({ "kind": "integer", "width": "bits64", "as_string": true }),
            json!(["5"]),
            vec![(json!("5"), true), (json!("6"), false)],
        ),
        (
            "ratio",
            json!({ "kind": "number" }),
            json!([0.5, 1]),
            vec![(json!(0.5), true), (json!(1.0), true), (json!(2), false)],
        ),
        (
            "anything",
            json!({ "kind": "any" }),
            json!([]),
            vec![(json!("x"), true), (json!([]), false), (json!(0), true)],
        ),
        (
            "some",
            json!({ "kind": "any" }),
            json!(["x", 1]),
            vec![(json!("x"), true), (json!(1), true), (json!(2), false)],
        ),
        (
            "free",
            json!({ "kind": "object", "fields": [], "open": true }),
            json!([]),
            vec![(json!({}), false), (json!({ "a": 1 }), true)],
        ),
        (
            "map",
            json!({ "kind": "map", "values": text() }),
            json!([]),
            vec![(json!({}), false), (json!({ "a": "b" }), true)],
        ),
        ("level", nullable("integer"), json!([1]), vec![(json!(1), true), (json!(null), false)]),
        ("note", nullable("string"), json!([null]), vec![(json!("x"), false), (json!(null), true)]),
        ("left", text(), json!(["a"]), vec![(json!("a"), true), (json!("b"), false)]),
        ("right", text(), json!([]), vec![(json!("a"), true), (json!(""), false)]),
        ("mode", text(), json!([1]), vec![(json!("1"), false)]),
    ]
}

/// Operations that a constant of the body selects: in a form, and by a member whose presence selects.
fn lamps() -> Value {
    let origin = "p.md:1:1";
    let operation = |id: &str, path: &str, selector: Value, media_type: &str, fields: Value| {
        let mut selector = selector;
        selector["in"] = json!("body");
        selector["origin"] = json!(origin);
        json!({
            "id": id, "method": "POST", "path": path, "summary": id, "origin": origin, "parameters": [], "responses": {},
            "selectors": [selector],
            "request": { "media_type": media_type, "schema": { "kind": "object", "fields": fields, "open": false } },
        })
    };
    let text = json!({ "kind": "string" });
    let header = |name: &str, schema: Value| json!({ "name": name, "required": "unstated", "schema": schema });
    let mut start = operation(
        "start_lamp",
        "/lamps/action",
        json!({ "name": "os-start" }),
        "application/json",
        json!([
            { "name": "os-start", "required": "unstated", "schema": { "kind": "any" } },
        ]),
    );
    start["responses"] = json!({
        "200": { "origin": origin, "headers": [
            header("X-Lamp-Id", text.clone()),
            header("X-Watts", json!({ "kind": "integer", "width": "unstated" })),
            header("X-Lit", json!({ "kind": "boolean" })),
            header("X-Since", json!({ "kind": "string", "format": { "name": "date-time" } })),
            header("X-Secret", text.clone()),
        ] },
        "404": { "origin": origin, "headers": [header("x-lamp-id", text.clone())] },
    });
    json!([
        start,
        operation(
            "dim_lamps",
            "/lamps",
            json!({ "name": "Action", "value": "DimLamps" }),
            "application/x-www-form-urlencoded",
            json!([
                { "name": "Lamps", "required": "always", "schema": { "kind": "array", "items": text } },
                { "name": "Room", "required": "optional", "schema": text },
            ])
        ),
    ])
}

/// A contract of one structure with them all, as Rust; and its values, each with what is missing.
fn conditions_in_rust() -> (String, Value) {
    let mut fields = Vec::new();
    let mut cases = vec![json!([{}, ""])];
    for (name, mut schema, values, given) in conditions() {
        let wanted = format!("by_{name}");
        if schema["kind"] == "integer" && schema["width"].is_null() {
            schema["width"] = json!("unstated");
        }
        fields.push(json!({ "name": name, "required": "optional", "schema": schema }));
        let when = json!({ "field": name, "values": values });
        let condition =
            json!({ "when": when, "required": true, "words": "so it is", "origin": "p.md:2:1", "rule": "r" });
        let schema = json!({ "kind": "string", "constraints": { "conditions": [condition] } });
        fields.push(json!({ "name": wanted, "required": "conditional", "schema": schema }));
        for (value, holds) in given {
            cases.push(json!([{ name: value, wanted.clone(): "given" }, ""]));
            cases.push(json!([{ name: value }, if holds { wanted.as_str() } else { "" }]));
        }
    }
    let groups = json!([
        { "members": ["left", "right"], "origin": "p.md:3:1" },
        { "members": ["by_left", "by_flag"], "origin": "p.md:4:1" },
    ]);
    let rule = json!({ "kind": "object", "fields": fields, "groups": groups, "open": false });
    let whole = json!({ "kind": "integer", "width": "unstated", "as_string": false });
    let code = json!({ "kind": "union", "members": [whole, { "kind": "string" }] });
    let api: Api = serde_json::from_value(json!({
        "format": 1, "vendor": "demo", "service": "service", "servers": [], "credentials": [{ "name": "X-Secret", "origin": "v.toml:1:1" }], "operations": lamps(), "schemas": { "Rule": rule, "Code": code },
        "query_arrays": "numbered", "pages": [],
    }))
    .expect("an IR");
    let mut options = Options::default();
    options.rust.layout = Layout::Inline;
    (options.rust.http, options.rust.jiff) = (Gate::Off, Gate::Off);
    let mut files = emit(&[api], Emit::Rust, &options);
    let (_, text) = files.pop_first().expect("one file");
    (text, Value::Array(cases))
}

/// Writes the crate anew, and keeps what Cargo built.
fn write(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("downstream").join(name);
    let _ = std::fs::remove_dir_all(&folder);
    let root = repository("").canonicalize().expect("the repository");
    let root = root.to_str().expect("a path in UTF-8");
    let files = [
        ("Cargo.toml", MANIFEST),
        ("build.rs", BUILD),
        ("src/lib.rs", LIB),
        ("pages/createNic.md", PAGE),
        ("lamps/DescribeLamp.md", RPC),
        ("pages/fixups.toml", FIXUPS),
    ];
    support::write(&folder, files.map(|(path, text)| (path, text.replace("@ROOT", root).replace("@NAME", name))));
    let (text, cases) = conditions_in_rust();
    std::fs::write(folder.join("src/unused.rs"), &text).expect("a file");
    std::fs::write(folder.join("src/conditions.rs"), text).expect("a file");
    std::fs::write(folder.join("src/cases.json"), cases.to_string()).expect("a file");
    std::fs::copy(repository("Cargo.lock"), folder.join("Cargo.lock")).expect("a lock file");
    folder
}

fn cargo(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO"))
        .current_dir(folder)
        .env("CARGO_TARGET_DIR", folder.parent().expect("a parent").join("target"))
        .env("CARGO_INCREMENTAL", "0")
        .env_remove("OUT_DIR")
        .args(arguments)
        .output()
        .expect("cargo runs")
}

#[test]
fn a_crate_of_a_users_builds_and_its_tests_pass() {
    let folder = write("downstream");
    for arguments in [&["test", "--quiet"][..], &["test", "--quiet", "--lib", "--features", "jiff"]] {
        let run = cargo(&folder, arguments);
        let (out, err) = (String::from_utf8_lossy(&run.stdout), String::from_utf8_lossy(&run.stderr));
        assert!(run.status.success(), "{out}\n{err}");
        assert!(!err.contains("warning"), "{err}");
    }
    // Whatever the page says, rustdoc has no warnings.
    let run = cargo(&folder, &["doc", "--quiet", "--no-deps"]);
    assert!(run.status.success() && run.stderr.is_empty(), "{}", String::from_utf8_lossy(&run.stderr));
    // The README of `generated/`, an example a test.
    let run = cargo(&folder, &["test", "--quiet", "--doc"]);
    let examples =
        std::fs::read_to_string(repository("generated/README.md")).expect("a README").matches("```rust").count();
    let out = String::from_utf8_lossy(&run.stdout);
    assert!(out.contains(&format!("{examples} passed")), "{examples} examples: {out}");
    // Demands that can't be checked are marked as such.
    let find = |dir: &Path| -> Vec<PathBuf> {
        let entries = std::fs::read_dir(dir).into_iter().flatten().filter_map(Result::ok).map(|entry| entry.path());
        entries.map(|path| path.join("out/refract.net.rs")).filter(|path| path.exists()).collect()
    };
    let made = find(&folder.parent().expect("a parent").join("target/debug/build"));
    let text = std::fs::read_to_string(made.first().expect("the file that the build script wrote")).expect("a file");
    assert!(text.contains("* Pattern: `\\p{L}+` (`validate()` does not check it"), "{text}");
}

#[test]
fn a_build_error_names_file_and_line() {
    let folder = write("downstream-broken");
    let fixups = format!(
        "{FIXUPS}\n[[fixup]]\nstructure = \"CreateNicNic\"\nfield = \"nothing\"\nrequired = true\nwhy = \"Gone.\"\nevidence = [\"x\"]\n"
    );
    std::fs::write(folder.join("pages/fixups.toml"), fixups).expect("a file");
    let run = cargo(&folder, &["check", "--quiet"]);
    let err = String::from_utf8_lossy(&run.stderr);
    assert!(!run.status.success(), "{err}");
    assert!(err.contains("pages/fixups.toml:24:"), "{err}");
    assert!(err.contains("the structure `CreateNicNic` has no field `nothing`"), "{err}");
    assert!(!err.contains("Diagnostic {"), "{err}");
}

/// A path that matches nothing is a typing error, or an item that was removed: it is an error, and nothing is written.
#[test]
fn a_path_that_matches_nothing_is_an_error() {
    let pages = repository("specs/jdcloud/function");
    let builder = || Builder::new().page(&pages).vendor("jdcloud");
    assert!(builder().derive(".", "Eq").rename("CreateFunctionRequest.memory", "megabytes").source().is_ok());
    let wrong = builder()
        .derive("CreateFunctionRequest", "Eq")
        .derive("CreateFunctionReqest", "Hash")
        .type_attribute(".jdcloud.functions", "#[doc(hidden)]")
        .field_attribute("CreateFunctionRequest.memori", "#[doc(hidden)]")
        .rename("CreateFunctionRequest.Memory", "memory")
        .replace("CreateFunctionRequest.nothing", "String");
    let Err(error) = wrong.source() else { panic!("a path that matches nothing was taken") };
    let lines: Vec<String> = error.to_string().lines().map(str::to_owned).collect();
    let starts = [
        "`CreateFunctionReqest`, given to `Builder::derive`, matches nothing",
        "`.jdcloud.functions`, given to `Builder::type_attribute`, matches nothing",
        "`CreateFunctionRequest.memori`, given to `Builder::field_attribute`, matches nothing",
        "`CreateFunctionRequest.nothing`, given to `Builder::replace`, matches nothing",
        "`CreateFunctionRequest.Memory`, given to `Builder::rename`, matches nothing",
    ];
    assert_eq!(lines.len(), starts.len(), "{error}");
    for (line, start) in lines.iter().zip(starts) {
        assert!(line.starts_with(start), "{line}");
    }
}

/// The blocks of code below a heading of the README, by language.
fn blocks(heading: &str) -> Vec<(String, String)> {
    let readme = std::fs::read_to_string(repository("README.md")).expect("the README");
    let section = readme.split(&format!("\n## {heading}\n")).nth(1).expect("the section");
    let section = section.split("\n## ").next().unwrap_or_default();
    let blocks = section.split("\n```").skip(1).step_by(2);
    blocks.filter_map(|block| block.split_once('\n')).map(|(it, text)| (it.to_owned(), text.to_owned())).collect()
}

/// A crate that is made only from what the README says about build scripts.
#[test]
fn the_readmes_lines_for_a_build_script_are_enough() {
    let blocks = blocks("In a build script");
    let [(toml, dependencies), (rust, build), (_, lib)] = blocks.as_slice() else { panic!("{blocks:?}") };
    assert_eq!((toml.as_str(), rust.as_str()), ("toml", "rust"));
    let root = repository("").canonicalize().expect("the repository");
    let clone = "\"../refract/codegen\"";
    assert!(dependencies.contains(clone), "{dependencies}");
    let dependencies = dependencies.replace(clone, &format!("{:?}", root.join("codegen")));
    let package = "[package]\nname = \"readme-lines\"\nversion = \"0.1.0\"\nedition = \"2024\"\n";
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("downstream/readme-lines");
    let _ = std::fs::remove_dir_all(&folder);
    let files = [
        ("Cargo.toml", format!("{package}\n{dependencies}\n[profile.dev]\ndebug = 0\n\n[workspace]\n")),
        ("build.rs", build.clone()),
        ("src/lib.rs", lib.clone()),
        // A field with a pattern, so that each of the lines is used.
        ("pages/createNic.md", PAGE.to_owned()),
        ("pages/fixups.toml", FIXUPS.replace(r"'\p{L}+'", "'[a-z]+'")),
    ];
    support::write(&folder, files);
    std::fs::copy(repository("Cargo.lock"), folder.join("Cargo.lock")).expect("a lock file");
    let run = cargo(&folder, &["check", "--quiet"]);
    let err = String::from_utf8_lossy(&run.stderr);
    assert!(run.status.success() && err.is_empty(), "{err}");
    // Each of the lines is needed.
    for line in dependencies.lines().filter(|line| line.contains(" = \"")) {
        let name = line.split(' ').next().unwrap_or_default();
        let manifest = std::fs::read_to_string(folder.join("Cargo.toml")).expect("the manifest");
        std::fs::write(folder.join("Cargo.toml"), manifest.replace(line, "")).expect("a file");
        let run = cargo(&folder, &["check", "--quiet"]);
        let err = String::from_utf8_lossy(&run.stderr);
        assert!(!run.status.success() && err.contains(&name.replace('-', "_")), "without {name}: {err}");
        std::fs::write(folder.join("Cargo.toml"), manifest).expect("a file");
    }
}

/// The example with reqwest, which is not a member of the workspace: its dependencies have to be fetched.
#[test]
#[ignore = "fetches and builds an HTTP client"]
fn the_example_with_reqwest_runs() {
    let folder = repository("codegen/examples/reqwest-client");
    let run = Command::new(env!("CARGO"))
        .current_dir(&folder)
        .env("CARGO_TARGET_DIR", Path::new(env!("CARGO_TARGET_TMPDIR")).join("downstream/target"))
        .env("CARGO_INCREMENTAL", "0")
        .env_remove("OUT_DIR")
        .args(["test", "--quiet", "--locked"])
        .output()
        .expect("cargo runs");
    let (out, err) = (String::from_utf8_lossy(&run.stdout), String::from_utf8_lossy(&run.stderr));
    assert!(run.status.success() && out.contains("1 passed") && !err.contains("warning"), "{out}\n{err}");
}

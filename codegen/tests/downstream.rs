//! A crate of a user's, outside of the workspace: a `build.rs` makes Rust of pages with hard names and hard words, and the
//! crate's own tests use what was made. Cargo builds it as it builds anyone's.

mod support;

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use support::repository;

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
        .http(true)
        .jiff(std::env::var_os("CARGO_FEATURE_JIFF").is_some())
        .modules(Modules::Service)
        .separate_files(true)
        .derive("Nic", "Eq")
        .type_attribute("Nic", "#[doc(alias = \"port\")]")
        .field_attribute("Nic.router:external", "#[doc(alias = \"outside\")]")
        .rename("Nic.router:external", "external")
        .replace("Nic.owner", "crate::Owner")
        .replace("Zone", "crate::Zone")
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

const FIXUPS: &str = r#"[[fixup]]
structure = "Nic"
field = "note"
nullable = true
why = "The service says null where there is none."
evidence = ["what was observed"]

[[fixup]]
structure = "Nic"
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

#[doc = include_str!("@ROOT/generated/README.md")]
pub mod readme {}

use api::support::{Checker, Validate};

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
    use super::api::net::{CreateNic, Filter, Nic, create_nic};
    use super::api::support::Operation as _;
    use serde_json::{from_value, json, to_value};

    #[test]
    fn null_is_told_from_nothing() {
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
        let body = create_nic::Request::new(nic).with_n2fa(true).with_crate(1).with_u540d_u79f0("n");
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
    fn types_of_ones_own_are_checked_by_themselves() {
        let nic: Nic = from_value(json!({ "zone": {} })).unwrap();
        assert_eq!(nic.validate().unwrap_err().to_string(), "/zone: count: at least 1");
        let call = CreateNic::new("r", "t", create_nic::Request::new(nic));
        assert_eq!(call.validate().unwrap_err().to_string(), "/body/nic/zone: count: at least 1");
    }

    #[cfg(feature = "jiff")]
    #[test]
    fn dates_are_read_as_the_page_writes_them() {
        let nic: Nic = from_value(json!({ "created": "2026-01-02 03:04:05" })).unwrap();
        let created = nic.created.unwrap().civil().unwrap();
        assert_eq!(created, jiff::civil::date(2026, 1, 2).at(3, 4, 5, 0));
        assert_eq!(to_value(Nic::default().with_created(created)).unwrap(), json!({ "created": "2026-01-02 03:04:05" }));
    }
}
"##;

/// Writes the crate, anew but for what Cargo built.
fn write(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("downstream").join(name);
    let root = repository("").canonicalize().expect("the repository");
    let root = root.to_str().expect("a path in UTF-8");
    for (path, text) in [
        ("Cargo.toml", MANIFEST),
        ("build.rs", BUILD),
        ("src/lib.rs", LIB),
        ("pages/createNic.md", PAGE),
        ("pages/fixups.toml", FIXUPS),
    ] {
        let path = folder.join(path);
        std::fs::create_dir_all(path.parent().expect("a parent")).expect("folders");
        std::fs::write(path, text.replace("@ROOT", root).replace("@NAME", name)).expect("a file");
    }
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
    // Whatever the page says, rustdoc has nothing to say of it.
    let run = cargo(&folder, &["doc", "--quiet", "--no-deps"]);
    assert!(run.status.success() && run.stderr.is_empty(), "{}", String::from_utf8_lossy(&run.stderr));
    // The README of `generated/`, an example a test.
    let run = cargo(&folder, &["test", "--quiet", "--doc"]);
    let examples =
        std::fs::read_to_string(repository("generated/README.md")).expect("a README").matches("```rust").count();
    let out = String::from_utf8_lossy(&run.stdout);
    assert!(out.contains(&format!("{examples} passed")), "{examples} examples: {out}");
    // What can't be checked is said where it is stated.
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
        "{FIXUPS}\n[[fixup]]\nstructure = \"Nic\"\nfield = \"nothing\"\nrequired = true\nwhy = \"Gone.\"\nevidence = [\"x\"]\n"
    );
    std::fs::write(folder.join("pages/fixups.toml"), fixups).expect("a file");
    let run = cargo(&folder, &["check", "--quiet"]);
    let err = String::from_utf8_lossy(&run.stderr);
    assert!(!run.status.success(), "{err}");
    assert!(err.contains("pages/fixups.toml:17:"), "{err}");
    assert!(err.contains("the structure `Nic` has no field `nothing`"), "{err}");
    assert!(!err.contains("Diagnostic {"), "{err}");
}

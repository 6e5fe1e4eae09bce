//! Fixups: each kind on a contract, and each possible mistake.

use refract_codegen::diagnostic::{Code, Diagnostic, Severity};
use refract_codegen::emit::Options;
use refract_codegen::fixup::{Fixup, FixupFile, Part, SCHEMA, Type};
use refract_codegen::ir::{Api, Kind, OperationId, Required, Schema, Status};
use refract_codegen::pipeline::Outcome;
use serde_json::json;

use crate::support;

/// Reads the pages of one service of `specs/`, with fixups next to them.
fn corrected(fixups: &str) -> Outcome {
    let folder = tempfile::tempdir().expect("a folder");
    let pages = folder.path().join("pages/zh");
    std::fs::create_dir_all(&pages).expect("folders");
    for entry in std::fs::read_dir(support::repository("specs/jdcloud/function/zh")).expect("pages") {
        let path = entry.expect("an entry").path();
        std::fs::copy(&path, pages.join(path.file_name().expect("a name"))).expect("a copy");
    }
    std::fs::write(folder.path().join("pages/fixups.toml"), fixups).expect("a file");
    support::read(&[folder.path().to_owned()], folder.path())
}

const REASON: &str = "why = \"seen otherwise\"\nlink = \"https://example.com/1\"\n";

/// One entry.
fn entry(text: &str) -> String {
    format!("[[fixup]]\n{}\n{REASON}", text.trim())
}

fn errors(outcome: &Outcome) -> Vec<&Diagnostic> {
    outcome.diagnostics.iter().filter(|diagnostic| diagnostic.severity == Severity::Error).collect()
}

/// The contract with entries that must all apply.
fn applied(entries: &str) -> Api {
    let outcome = corrected(entries);
    assert!(errors(&outcome).is_empty(), "{:?}", errors(&outcome));
    assert_eq!(outcome.apis.len(), 1);
    outcome.apis.into_iter().next().expect("one service")
}

/// A value of an operation, by place and path.
fn find<'a>(api: &'a Api, operation: &str, part: Part, path: &str) -> Option<(Option<Required>, &'a Schema)> {
    let operation = api.operation(operation)?;
    let mut path: Vec<&str> = path.split('.').filter(|name| !name.is_empty()).collect();
    let (mut required, mut schema) = match part {
        Part::Parameter(location) => {
            let name = path.remove(0);
            let found = operation.parameters.iter().find(|it| it.location == location && it.field.name == name)?;
            (Some(found.field.required), &found.field.schema)
        }
        Part::Request => (None, &operation.request.as_ref()?.schema),
        Part::Response(status) => (None, &operation.responses.get(&status)?.body.as_ref()?.schema),
        Part::ResponseHeader(status) => {
            let name = path.remove(0);
            let found = operation.responses.get(&status)?.headers.iter().find(|it| it.name == name)?;
            (Some(found.required), &found.schema)
        }
    };
    for name in path {
        match &api.resolve(schema).kind {
            Kind::Object(object) => {
                let field = object.field(name)?;
                (required, schema) = (Some(field.required), &field.schema);
            }
            _ => return None,
        }
    }
    Some((required, schema))
}

const OK: Part = Part::Response(Status::Code(200));

#[test]
fn a_type_is_changed_with_the_place_and_the_reason() {
    let api = applied(&entry(
        "operation = \"create_function\"\nin = \"body\"\nfield = \"memory\"\ntype = \"int64 in string\"",
    ));
    let (_, memory) = find(&api, "create_function", Part::Request, "memory").expect("the field");
    assert_eq!(Type::of(&memory.kind), "int64 in string".parse().expect("a type"));
    let correction = &memory.constraints.corrections[0];
    assert_eq!((correction.what.as_str(), correction.why.as_str()), ("type", "seen otherwise"));
    assert_eq!(correction.origin.to_string(), "pages/fixups.toml:5:1");
    // The row of the page stays where the field comes from.
    assert!(memory.origin.as_ref().expect("a place").page.ends_with("createFunction.md"));
}

#[test]
fn requiredness_is_changed_both_ways() {
    let api = applied(
        &[
            entry("operation = \"create_function\"\nin = \"body\"\nfield = \"memory\"\nrequired = false"),
            entry("operation = \"create_version\"\nin = \"body\"\nfield = \"description\"\nrequired = true"),
            entry("operation = \"get_version\"\nin = \"response 200\"\nfield = \"requestId\"\nrequired = true"),
        ]
        .concat(),
    );
    let required = |operation, part, path| find(&api, operation, part, path).expect("the field").0;
    assert_eq!(required("create_function", Part::Request, "memory"), Some(Required::Optional));
    assert_eq!(required("create_version", Part::Request, "description"), Some(Required::Always));
    assert_eq!(required("get_version", OK, "requestId"), Some(Required::Always));
    assert_ne!(required("create_version", OK, "requestId"), Some(Required::Always), "another operation's field");
}

#[test]
fn demands_are_stated_replaced_and_dropped() {
    let api = applied(
        &[
            entry("operation = \"create_function\"\nin = \"body\"\nfield = \"memory\"\nminimum = 128\nexclusive-maximum = 4096\nmultiple-of = 64\ndefault = 128"),
            entry("operation = \"create_function\"\nin = \"body\"\nfield = \"memory\"\nmaximum = 3008\nunit = \"MB\""),
            entry("operation = \"create_function\"\nin = \"body\"\nfield = \"memory\"\ndrop = [\"minimum\", \"default\"]"),
            entry("operation = \"create_function\"\nin = \"body\"\nfield = \"name\"\nmin-length = 1\nmax-length = 64\nlength-unit = \"bytes\"\npattern = \"[a-z]+\"\nnullable = true\ndeprecated = true\nread-only = true\ndescription = \"The name.\""),
            entry("operation = \"create_version\"\nin = \"body\"\nfield = \"description\"\nvalues = [\"a\", \"b\"]\nopen = true"),
            entry("operation = \"create_version\"\nin = \"body\"\nfield = \"description\"\nadd-values = [\"c\"]\nopen = false"),
        ]
        .concat(),
    );
    let (_, memory) = find(&api, "create_function", Part::Request, "memory").expect("the field");
    let range = memory.constraints.range.as_ref().expect("a range");
    assert_eq!(json!(range.value), json!({"max": {"value": 3008}}));
    assert_eq!(range.rule, "fixup");
    assert!(range.origin.page.ends_with("fixups.toml"));
    assert!(memory.constraints.default.is_none() && memory.constraints.multiple_of.is_some());
    let (_, name) = find(&api, "create_function", Part::Request, "name").expect("the field");
    let stated = &name.constraints;
    assert_eq!(
        json!(stated.length.as_ref().expect("a length").value),
        json!({"count": {"min": 1, "max": 64}, "unit": "bytes"})
    );
    assert_eq!(stated.patterns.iter().map(|it| it.value.ecma.as_str()).collect::<Vec<_>>(), ["[a-z]+"]);
    for flag in [&stated.nullable, &stated.deprecated, &stated.read_only] {
        assert!(flag.as_ref().is_some_and(|flag| flag.value));
    }
    assert_eq!(name.description.as_deref(), Some("The name."));
    let (_, description) = find(&api, "create_version", Part::Request, "description").expect("the field");
    let list = &description.constraints.enumeration.as_ref().expect("values").value;
    assert!(!list.is_open());
    assert_eq!(list.values().iter().map(|it| &it.value).collect::<Vec<_>>(), ["a", "b", "c"]);
}

#[test]
fn what_does_not_apply_to_a_new_type_is_reported() {
    let outcome = corrected(
        &[
            entry("operation = \"create_function\"\nin = \"body\"\nfield = \"memory\"\nmaximum = 3008"),
            entry("operation = \"create_function\"\nin = \"body\"\nfield = \"memory\"\ntype = \"string\""),
        ]
        .concat(),
    );
    assert!(errors(&outcome).is_empty());
    let note = outcome.diagnostics.iter().find(|it| it.origin.page.ends_with("fixups.toml")).expect("a note");
    assert_eq!(note.code, Code::ConstraintUnused);
    assert!(note.message.contains("`range`"), "{}", note.message);
}

#[test]
fn fields_parameters_and_headers_are_renamed_added_and_removed() {
    let api = applied(
        &[
            entry("operation = \"create_function\"\nin = \"body\"\nfield = \"memory\"\nname = \"memorySize\""),
            entry("operation = \"get_version\"\nin = \"path\"\nfield = \"versionName\"\nname = \"version\""),
            entry("operation = \"get_version\"\nin = \"query\"\nfield = \"verbose\"\naction = \"add\"\ntype = \"boolean\""),
            entry("operation = \"get_version\"\nin = \"response 200, header\"\nfield = \"ETag\"\naction = \"add\"\ntype = \"string\"\nrequired = true"),
            entry("operation = \"create_version\"\nin = \"body\"\nfield = \"dryRun\"\naction = \"add\"\ntype = \"boolean\"\ndefault = false"),
            entry("operation = \"create_version\"\nin = \"body\"\nfield = \"description\"\naction = \"remove\""),
            entry("operation = \"create_function\"\nin = \"path\"\nfield = \"regionId\"\naction = \"remove\""),
        ]
        .concat(),
    );
    assert!(find(&api, "create_function", Part::Request, "memory").is_none());
    let (_, renamed) = find(&api, "create_function", Part::Request, "memorySize").expect("renamed");
    assert_eq!(renamed.constraints.corrections[0].what, "name (was memory)");
    assert!(api.operation("get_version").expect("it").path.ends_with("/versions/{version}"));
    let part = |text: &str| text.parse::<Part>().expect("a place");
    assert!(find(&api, "get_version", part("path"), "version").is_some());
    assert!(find(&api, "get_version", part("query"), "verbose").is_some());
    let (required, etag) = find(&api, "get_version", part("response 200, header"), "ETag").expect("the header");
    assert_eq!(required, Some(Required::Always));
    assert!(etag.origin.as_ref().expect("a place").page.ends_with("fixups.toml"));
    let (_, dry) = find(&api, "create_version", Part::Request, "dryRun").expect("added");
    assert_eq!(dry.constraints.default.as_ref().expect("a default").value, json!(false));
    assert!(find(&api, "create_version", Part::Request, "description").is_none());
    assert!(find(&api, "create_function", part("path"), "regionId").is_none());
    let removed: Vec<&str> =
        api.operation("create_version").expect("it").corrections.iter().map(|it| it.what.as_str()).collect();
    assert_eq!(removed, ["remove request body: description"]);
}

#[test]
fn operations_and_responses_are_added_changed_and_removed() {
    let api = applied(
        &[
            entry("operation = \"delete_version\"\naction = \"add\"\nmethod = \"DELETE\"\npath = \"/v1/regions/{regionId}/functions/{functionName}/versions/{versionName}\"\nsummary = \"Deletes a version\""),
            entry("operation = \"delete_version\"\nin = \"path\"\nfield = \"regionId\"\naction = \"add\"\ntype = \"string\"\nrequired = true"),
            entry("operation = \"delete_version\"\nin = \"response 204\"\naction = \"add\"\ndescription = \"Gone.\""),
            entry("operation = \"delete_version\"\nin = \"response 404\"\naction = \"add\"\ntype = \"object\""),
            entry("operation = \"delete_version\"\nin = \"response 404\"\nfield = \"error\"\naction = \"add\"\ntype = \"map of string\""),
            entry("operation = \"get_version\"\ndeprecated = true\nname = \"read_version\""),
            entry("operation = \"create_version\"\naction = \"remove\""),
        ]
        .concat(),
    );
    let ids: Vec<&str> = api.operations.iter().map(|operation| operation.id.as_str()).collect();
    assert_eq!(ids, ["create_function", "delete_version", "read_version"]);
    let added = api.operation("delete_version").expect("added");
    assert!(added.origin.page.ends_with("fixups.toml"));
    assert_eq!(added.responses.len(), 2);
    assert!(find(&api, "delete_version", "response 404".parse().expect("a place"), "error").is_some());
    assert!(
        api.operation("read_version").expect("renamed").deprecated.as_ref().expect("a place").page.ends_with(".toml")
    );
}

#[test]
fn a_shared_structure_is_parted_for_one_operation_and_changed_for_all_by_name() {
    let one = applied(&entry("operation = \"get_version\"\nfield = \"result.data.memory\"\ntype = \"string\""));
    let kind = |api: &Api, operation| find(api, operation, OK, "result.data.memory").expect("the field").1.kind.name();
    assert_eq!((kind(&one, "get_version"), kind(&one, "create_version")), ("string", "integer"));
    let names: Vec<&str> = one.schemas.keys().map(refract_codegen::ir::SchemaName::as_str).collect();
    let of_operation: Vec<&str> = names.into_iter().filter(|name| name.starts_with("GetVersion")).collect();
    assert_eq!(of_operation, ["GetVersionCode", "GetVersionEnv", "GetVersionFunction", "GetVersionResult"]);

    // A structure is its operation's own: by name, too, a correction is of that operation alone.
    let named = applied(&entry("structure = \"GetVersionFunction\"\nfield = \"memory\"\ntype = \"string\""));
    assert_eq!((kind(&named, "get_version"), kind(&named, "create_version")), ("string", "integer"));
    assert_eq!(named.schemas.len(), one.schemas.len());

    // Two corrections of one operation part it once, and one of each operation leaves none of the old ones.
    let both = applied(
        &["create_function", "create_version", "get_version"]
            .map(|id| {
                entry(&format!(
                    "operation = \"{id}\"\nin = \"response 200\"\nfield = \"result.data.memory\"\ntype = \"string\""
                )) + &entry(&format!(
                    "operation = \"{id}\"\nin = \"response 200\"\nfield = \"result.data.name\"\nrequired = true"
                ))
            })
            .concat(),
    );
    assert!(!both.schemas.keys().any(|name| name.as_str().contains('\0')));
    assert_eq!(kind(&both, "create_function"), "string");
    let emitted = refract_codegen::emit::openapi::document(&both, &Options::default()).to_string();
    assert!(!emitted.contains("\\u0000"));
}

#[test]
fn one_that_matches_nothing_or_changes_nothing_is_an_error_at_its_place() {
    let memory = "operation = \"create_function\"\nin = \"body\"\nfield = \"memory\"\n";
    let cases: [(&str, Code, u32, &str); 18] = [
        (
            "operation = \"make_coffee\"\nfield = \"a\"\ntype = \"string\"",
            Code::FixupStale,
            2,
            "no operation is `make_coffee`",
        ),
        (
            "operation = \"create_function\"\nin = \"body\"\nfield = \"milk\"\ntype = \"string\"",
            Code::FixupStale,
            4,
            "has no field `milk` in request body",
        ),
        (
            "operation = \"create_function\"\nin = \"response 404\"\nfield = \"x\"\naction = \"add\"\ntype = \"string\"",
            Code::FixupStale,
            3,
            "has no response 404",
        ),
        (
            "operation = \"create_function\"\nin = \"body\"\nfield = \"milk\"\naction = \"remove\"",
            Code::FixupStale,
            4,
            "has no field `milk`",
        ),
        ("structure = \"Milk\"\nfield = \"x\"\ntype = \"string\"", Code::FixupStale, 2, "no structure `Milk`"),
        (
            "structure = \"GetVersionFunction\"\nfield = \"milk\"\ntype = \"string\"",
            Code::FixupStale,
            3,
            "has no field `milk`",
        ),
        (
            &format!("{memory}type = \"integer\""),
            Code::FixupUseless,
            5,
            "the page now states the same: `type` of memory",
        ),
        (&format!("{memory}type = \"string\"\nrequired = true"), Code::FixupUseless, 6, "`required` of memory"),
        (&format!("{memory}drop = [\"pattern\"]"), Code::FixupUseless, 5, "there is no `pattern` of memory to drop"),
        (
            "operation = \"create_function\"\nin = \"body\"\nfield = \"memory\"\naction = \"add\"\ntype = \"integer\"",
            Code::FixupUseless,
            5,
            "the page now states the same",
        ),
        (
            "operation = \"create_function\"\nin = \"body\"\nfield = \"ram\"\nname = \"memory\"",
            Code::FixupUseless,
            5,
            "`name` of ram",
        ),
        (
            "operation = \"get_version\"\naction = \"add\"\nmethod = \"GET\"\npath = \"/x\"",
            Code::FixupUseless,
            3,
            "the page now states the same",
        ),
        (&format!("{memory}type = \"text\""), Code::FixupInvalid, 5, "`text` is not a type"),
        (&format!("{memory}max-length = 3"), Code::FixupInvalid, 5, "does not apply to the type integer"),
        (&format!("{memory}minimum = 5\nmaximum = 4"), Code::FixupInvalid, 6, "no number is left"),
        (&format!("{memory}colour = 4"), Code::FixupInvalid, 5, "unknown field `colour`"),
        (&format!("{memory}method = \"GET\""), Code::FixupInvalid, 5, "does not apply to a field"),
        (
            "operation = \"create_function\"\nin = \"tea\"\nfield = \"a\"\ntype = \"string\"",
            Code::FixupInvalid,
            3,
            "not a place in an operation",
        ),
    ];
    let untouched = serde_json::to_value(&applied("# Nothing yet.\n").operations).expect("JSON");
    for (text, code, line, wanted) in cases {
        let outcome = corrected(&entry(text));
        let found = errors(&outcome);
        let [one] = found.as_slice() else { panic!("{text}: {found:?}") };
        assert_eq!((one.code, one.origin.line), (code, line), "{text}: {}", one.message);
        assert!(one.message.contains(wanted) && &*one.origin.page == "pages/fixups.toml", "{text}: {one:?}");
        assert!(one.help.is_some() || code == Code::FixupInvalid, "{text}");
        if !text.contains("required = true") {
            assert_eq!(serde_json::to_value(&outcome.apis[0].operations).expect("JSON"), untouched, "{text}");
        }
    }
}

#[test]
fn an_entry_has_a_target_and_a_reason() {
    for (text, wanted) in [
        ("[[fixup]]\noperation = \"x\"\ntype = \"any\"\nlink = \"y\"\n", "has no reason"),
        ("[[fixup]]\noperation = \"x\"\ntype = \"any\"\nwhy = \"y\"\n", "has no evidence"),
        (&entry("type = \"any\""), "names no target"),
        (&entry("operation = \"x\"\nfield = \"y\""), "changes nothing"),
        ("vendor = \"acme\"\nservice = \"x\"\n", "none of the services of these pages"),
        ("[[fixup]\n", ""),
    ] {
        let outcome = corrected(text);
        let found = errors(&outcome);
        assert!(found.iter().any(|it| it.message.contains(wanted)), "{text}: {found:?}");
        assert!(found.iter().all(|it| &*it.origin.page == "pages/fixups.toml"));
    }
}

/// An entry with every key that there is.
fn full() -> Fixup {
    let text = "
        operation = 'o'\nin = 'response 2XX, header'\nfield = 'a[].b'\naction = 'add'\ntype = 'array of string(uuid)'
        required = true\nname = 'c'\nnullable = true\ndeprecated = false\nread-only = true\ndescription = 'd'
        minimum = 1\nexclusive-minimum = 0.5\nmaximum = 9\nexclusive-maximum = 10\nmultiple-of = 2\nunit = 's'
        min-length = 1\nmax-length = 2\nlength-unit = 'bytes'\npattern = 'a+'\nmin-count = 0\nmax-count = 3\nunique = true
        values = ['a', 1, true]\nadd-values = ['b']\nopen = true\ndefault = { a = 1 }\ndrop = ['conditions']
        method = 'GET'\npath = '/x'\nsummary = 's'\nmedia-type = 'text/plain'\nwhy = 'w'\nlink = 'l'\nevidence = ['e']
    ";
    toml::from_str(text).expect("an entry")
}

#[test]
fn what_is_written_is_read_and_fits_the_published_schema() {
    let mut small = Fixup::of_field(&OperationId::new("get_version"), OK, "result.data.memory", "absent in 14 of 20");
    small.required = Some(false);
    small.evidence = vec!["recordings/a.har: 14 of 20".into()];
    let file = FixupFile { vendor: Some("v".into()), service: None, fixups: vec![full(), small] };
    let text = file.to_toml().expect("TOML");
    insta::assert_snapshot!(text);
    let read: FixupFile = toml::from_str(&text).expect("the same form");
    assert_eq!(read, file);

    let schema: serde_json::Value = serde_json::from_str(SCHEMA).expect("JSON");
    let validator = jsonschema::validator_for(&schema).expect("a schema");
    let value = serde_json::to_value(&file).expect("JSON");
    assert!(
        validator.is_valid(&value),
        "{:?}",
        validator.iter_errors(&value).map(|e| e.to_string()).collect::<Vec<_>>()
    );
    let shipped = std::fs::read_to_string(support::repository("specs/huawei/functiongraph/fixups.toml")).expect("it");
    let shipped: serde_json::Value = toml::from_str(&shipped).expect("TOML");
    assert!(validator.is_valid(&shipped));
    // Every key of the form is described, and none that is not there.
    let keys = |value: &serde_json::Value| -> Vec<String> {
        let mut keys: Vec<String> = value.as_object().expect("an object").keys().cloned().collect();
        keys.sort();
        keys
    };
    let mut written = keys(&value["fixup"][0]);
    written.push("structure".into());
    written.sort();
    assert_eq!(keys(&schema["$defs"]["fixup"]["properties"]), written);
    for wrong in [
        json!({"fixup": [{"operation": "a", "link": "b"}]}),
        json!({"fixup": [{"operation": "a", "why": "b", "link": "c", "in": "tea"}]}),
    ] {
        assert!(!validator.is_valid(&wrong), "{wrong}");
    }
}

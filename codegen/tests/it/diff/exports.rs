//! Exports that are read back for a comparison describe the same contract from which they were made.
//!
//! ```console
//! $ cargo test --release -p refract-codegen --test it diff:: -- --ignored
//! ```

use refract_codegen::diff::{Change, Differences, Verdict, compare, compare_bodies, json_schema, openapi};
use refract_codegen::emit::json_schema::STANDARD;
use refract_codegen::emit::{self, Conditions, Emit, Files, Options, Origins};
use refract_codegen::ir::{self, Api};
use serde_json::{Value, json};

use crate::support::{read, repository, shared};

fn files(apis: &[Api], kind: Emit, options: &Options) -> Vec<(String, Value)> {
    let files = emit::emit(apis, kind, options);
    files.into_iter().map(|(path, text)| (path, serde_json::from_str(&text).expect("JSON"))).collect()
}

fn specs() -> Vec<Api> {
    read(&[repository("specs")], &repository("")).apis
}

/// Compares the JSON Schemas of contracts, in every layout, with the contracts.
fn schemas_are_equivalent(apis: &[Api]) {
    let shapes = [
        Options::default(),
        Options { files: Some(Files::One), strict: true, ..Options::default() },
        Options { origins: Origins::Compact, conditions: Conditions::Off, ..Options::default() },
        Options { origins: Origins::Compact, files: Some(Files::One), ..Options::default() },
        Options { dialect: true, schema_base: "https://example.com/a%20b/".into(), ..Options::default() },
    ];
    for options in shapes {
        let (back, notes) = json_schema::read(&files(apis, Emit::JsonSchema, &options)).expect("an export");
        assert_eq!(notes, Vec::<String>::new());
        assert_eq!(back.len(), apis.len());
        for (old, new) in [(apis, &back[..]), (&back[..], apis)] {
            let found = compare_bodies(old, new);
            assert_eq!(found, Differences::default(), "{}", found.to_text());
        }
    }
}

#[test]
fn json_schemas_describe_bodies_like_the_contract() {
    schemas_are_equivalent(&specs());
}

#[test]
#[ignore = "reads thousands of pages"]
fn json_schemas_of_the_corpus_describe_bodies_like_the_contracts() {
    let Some(corpus) = shared("corpus") else { return };
    schemas_are_equivalent(&read(std::slice::from_ref(&corpus), &corpus).apis);
}

#[test]
fn documents_match_the_contract() {
    let apis = specs();
    let places = [Origins::Full, Origins::Compact, Origins::Off];
    let all = places.iter().flat_map(|origins| ["3.1", "3.0.3"].map(|version| (openapi_version(version), *origins)));
    for (version, origins) in all {
        let options = Options { openapi: version, origins, ..Options::default() };
        let back: Vec<Api> = files(&apis, Emit::OpenApi, &options)
            .iter()
            .map(|(name, document)| openapi::read(document, name).expect("a document").0)
            .collect();
        let found = compare(&apis, &back);
        assert_eq!(found.breaks(), 0, "{}", found.to_text());
        // Ids, vendor and service do not hang on places; nor do places on how they are written.
        for (own, back) in apis.iter().zip(&back) {
            assert_eq!((&own.vendor, &own.service), (&back.vendor, &back.service));
            for operation in &back.operations {
                let page = own.pages.iter().any(|page| page.path == *operation.origin.page);
                assert_eq!(page, origins != Origins::Off, "{}", operation.origin.page);
            }
        }
    }
}

/// The format forbids a path with one variable in two places, and pages have such paths.
#[test]
fn a_variable_in_two_places_of_a_path_is_one_when_read_back() {
    let origin = "jars.md:1:1";
    let parameter = json!({ "in": "path", "name": "id", "required": "always", "schema": { "kind": "string" } });
    let api = json!({ "format": 1, "vendor": "acme", "service": "jars", "servers": [], "pages": [], "schemas": {},
        "operations": [{ "id": "show_lid", "summary": "lid", "method": "GET", "path": "/{id}/jars/{id}",
            "origin": origin, "parameters": [parameter], "responses": { "204": { "origin": origin } } }] });
    let apis = [ir::json::from_json(&api.to_string()).expect("an IR")];
    let exported = files(&apis, Emit::OpenApi, &Options::default());
    let [(name, document)] = exported.as_slice() else { panic!("{exported:#?}") };
    let parameters = &document["paths"]["/{id}/jars/{id_2}"]["get"]["parameters"];
    assert_eq!((&parameters[0]["name"], &parameters[1]["name"]), (&json!("id"), &json!("id_2")), "{document:#}");
    let back = openapi::read(document, name).expect("a document").0;
    assert_eq!(back.operations[0].path, "/{id}/jars/{id}");
    assert_eq!(back.operations[0].parameters.len(), 1);
    assert_eq!(compare(&apis, &[back]).differences, []);
}

fn openapi_version(text: &str) -> emit::openapi::Version {
    text.parse().expect("a version")
}

/// If only bodies are known, the result says so: it can't be determined whether an operation or a status is gone, or
/// only its body.
#[test]
fn for_bodies_alone_no_more_is_reported_than_they_show() {
    let body = |name: &str, title: &str| {
        let id = format!("https://example.com/acme/things/{name}.json");
        let schema = json!({ "$schema": STANDARD, "$id": id, "title": title, "type": "object", "properties": {} });
        (name.to_owned(), schema)
    };
    let apis = |parts: &[(&str, &str)]| {
        let files: Vec<_> = parts.iter().map(|(name, title)| body(name, title)).collect();
        json_schema::read(&files).expect("an export").0
    };
    let request = ("make.request", "Request of POST /things");
    let success = ("make.response.200", "Response 200 of POST /things");
    let failure = ("make.response.404", "Response 404 of POST /things");
    let other = ("show.response.404", "Response 404 of GET /things/{id}");
    let printed = |old: &[(&str, &str)], new: &[(&str, &str)]| {
        let found = compare_bodies(&apis(old), &apis(new)).differences;
        let [one] = found.as_slice() else { panic!("{found:#?}") };
        (one.change, one.message.clone(), one.sender, one.reader)
    };
    let all = [request, success, failure, other];
    let gone = "all bodies of POST /things".to_owned();
    assert_eq!(printed(&all, &[other]), (Change::Removed, gone.clone(), Verdict::Breaks, Verdict::Safe));
    assert_eq!(printed(&[other], &all), (Change::Added, gone, Verdict::Safe, Verdict::Safe));
    // Errors alone do not show that the operation was ever more.
    let gone = "all bodies of GET /things/{id}".to_owned();
    assert_eq!(printed(&all, &[request, success, failure]), (Change::Removed, gone, Verdict::Unknown, Verdict::Safe));
    let gone = "the body of 404".to_owned();
    assert_eq!(
        printed(&all, &[request, success, other]),
        (Change::Removed, gone.clone(), Verdict::Safe, Verdict::Unknown)
    );
    assert_eq!(printed(&[request, success, other], &all), (Change::Added, gone, Verdict::Safe, Verdict::Safe));
    assert_eq!(printed(&all, &[success, failure, other]).2, Verdict::Breaks);
    // Two editions in one folder can't be compared.
    let mixed = [body(request.0, request.1), body(success.0, "Response 200 of PUT /things")];
    assert!(json_schema::read(&mixed).expect_err("two paths").to_string().contains("PUT /things"));
}

//! `refract diff` over pages, exports and git revisions.

use std::path::Path;

use assert_cmd::Command;

use crate::support;

fn run(folder: &Path, program: &str, arguments: &[&str]) -> (Option<i32>, String, String) {
    let mut command = if program == "refract" {
        Command::cargo_bin("refract-codegen").expect("the binary")
    } else {
        Command::new(program)
    };
    let output = command.current_dir(folder).args(arguments).output().expect("it runs");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("UTF-8");
    (output.status.code(), text(output.stdout), text(output.stderr))
}

fn refract(folder: &Path, arguments: &[&str]) -> (Option<i32>, String, String) {
    run(folder, "refract", arguments)
}

/// A folder with two editions of a page; the second requires a field that was optional in the first.
fn editions() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    let page = support::repository("specs/jdcloud/function/zh/createVersion.md");
    let text = std::fs::read_to_string(page).expect("a page");
    let changed = text.replacen("|**description**|String|False|", "|**description**|String|True|", 1);
    assert_ne!(text, changed);
    for (name, text) in [("old", text), ("new", changed)] {
        std::fs::create_dir_all(folder.path().join(name)).expect("folders");
        std::fs::write(folder.path().join(name).join("createVersion.md"), text).expect("a page");
    }
    folder
}

#[test]
fn two_folders_of_pages() {
    let folder = editions();
    let (code, out, err) = refract(folder.path(), &["diff", "old", "new"]);
    assert_eq!(code, Some(1), "{err}");
    insta::assert_snapshot!("diff_pages", out);
    let (code, out, _) = refract(folder.path(), &["diff", "new", "old"]);
    assert_eq!(code, Some(0), "{out}");
    assert!(out.contains("widened"), "{out}");
    assert_eq!(refract(folder.path(), &["diff", "old", "old"]), (Some(0), "no difference\n".into(), String::new()));
    let (code, json, _) = refract(folder.path(), &["diff", "--format", "json", "old", "new"]);
    assert_eq!(code, Some(1));
    let json: serde_json::Value = serde_json::from_str(&json).expect("JSON");
    assert_eq!(json["differences"][0]["sender"], "breaks");
    assert_eq!(
        json["differences"][0]["old"].as_str().expect("a place").split(':').next(),
        Some("old/createVersion.md")
    );
}

#[test]
fn exports_match_their_pages() {
    let folder = editions();
    for name in ["old", "new"] {
        let arguments = ["export", "--emit", "ir,openapi", "--out", &format!("out/{name}"), name];
        assert_eq!(refract(folder.path(), &arguments).0, Some(0));
    }
    let (_, pages, _) = refract(folder.path(), &["diff", "old", "new"]);
    for kind in ["", "/ir", "/openapi", "/ir/jdcloud/function.json"] {
        let sides = [format!("out/old{kind}"), format!("out/new{kind}")];
        let (code, out, err) = refract(folder.path(), &["diff", &sides[0], &sides[1]]);
        assert_eq!(code, Some(1), "{kind}: {err}");
        // OpenAPI does not distinguish "may be left out" from "not stated".
        assert_eq!(out.replace("not stated to be required", "optional"), pages, "{kind}");
    }
}

/// In every layout, JSON Schemas describe bodies like their pages, and the output states that they describe nothing
/// else.
#[test]
fn exported_json_schemas_describe_bodies_like_their_pages() {
    let folder = editions();
    let shapes: [(&str, &[&str]); 4] = [
        ("many", &[]),
        ("one", &["--files", "one", "--dialect"]),
        ("yaml", &["--format", "yaml"]),
        ("strict", &["--strict", "--schema-base", "https://example.com/a/"]),
    ];
    for (shape, flags) in shapes {
        for name in ["old", "new"] {
            let out = format!("{shape}/{name}");
            let arguments = ["export", "--emit", "json-schema", "--out", &out, name];
            let all: Vec<&str> = arguments.iter().chain(flags).copied().collect();
            assert_eq!(refract(folder.path(), &all).0, Some(0));
        }
    }
    let (code, first, err) = refract(folder.path(), &["diff", "many/old", "many/new"]);
    assert_eq!(code, Some(1), "{err}");
    insta::assert_snapshot!("diff_json_schemas", format!("{err}{first}"));
    let body = "json-schema/jdcloud/function/create_version.request.json";
    let bundle = "json-schema/jdcloud/function.json";
    for (old, new) in [
        ("one/old".to_owned(), "one/new".to_owned()),
        ("yaml/old".to_owned(), "strict/new".to_owned()),
        // A file stands for the service that it describes, wherever the other files are.
        (format!("many/old/{body}"), format!("many/new/{body}")),
        (format!("many/old/{bundle}"), format!("many/new/{bundle}")),
        (format!("one/old/{bundle}"), format!("one/new/{bundle}")),
        // Next to an edition that describes more, bodies are compared.
        ("old".to_owned(), "many/new".to_owned()),
    ] {
        let (code, out, err) = refract(folder.path(), &["diff", &old, &new]);
        assert_eq!(code, Some(1), "{old}: {err}");
        assert_eq!(out.replace("optional", "not stated to be required"), first, "{old}");
        assert!(err.contains("bodies only"), "{err}");
    }
    let (code, out, _) = refract(folder.path(), &["diff", "new", "many/new"]);
    assert_eq!((code, out.as_str()), (Some(0), "no difference\n"));
    assert_eq!(refract(folder.path(), &["--quiet", "diff", "many/new", "many/new"]).2, "");
}

/// Other shapes of documents are the same documents.
#[test]
fn documents_in_many_files_and_in_yaml() {
    let folder = editions();
    for name in ["old", "new"] {
        let out = format!("out/{name}");
        let arguments = ["export", "--emit", "openapi", "--files", "many", "--format", "yaml", "--out", &out, name];
        assert_eq!(refract(folder.path(), &arguments).0, Some(0));
    }
    let (code, out, err) = refract(folder.path(), &["diff", "out/old", "out/new"]);
    assert_eq!(code, Some(1), "{err}");
    let (_, pages, _) = refract(folder.path(), &["diff", "old", "new"]);
    assert_eq!(out.replace("not stated to be required", "optional"), pages);
    let alone = "out/old/openapi/jdcloud/function.yaml";
    let (code, _, err) = refract(folder.path(), &["diff", alone, "out/new"]);
    assert!(code == Some(2) && err.contains("name the folder"), "{err}");
}

#[test]
fn git_revisions() {
    let folder = editions();
    let git = |arguments: &[&str]| {
        let identity = ["-c", "user.name=a", "-c", "user.email=a@example.com", "-c", "commit.gpgsign=false"];
        let all: Vec<&str> = identity.iter().chain(arguments).copied().collect();
        let (code, out, err) = run(folder.path(), "git", &all);
        assert_eq!(code, Some(0), "git {arguments:?}: {out}{err}");
    };
    let specs = folder.path().join("specs");
    std::fs::rename(folder.path().join("old"), &specs).expect("moved");
    std::fs::write(folder.path().join("refract.toml"), "").expect("a file");
    git(&["init", "-q"]);
    git(&["add", "."]);
    git(&["commit", "-q", "-m", "old"]);
    std::fs::copy(folder.path().join("new/createVersion.md"), specs.join("createVersion.md")).expect("copied");
    let (code, out, err) = refract(folder.path(), &["diff", "HEAD", "specs"]);
    assert_eq!(code, Some(1), "{err}");
    // Pages keep their names, whatever folder they were put in to be read.
    assert!(out.contains("specs/createVersion.md:21:4 → specs/createVersion.md:21:4"), "{out}");
    git(&["commit", "-q", "-a", "-m", "new"]);
    assert_eq!(refract(folder.path(), &["diff", "HEAD~1", "HEAD"]).1, out);
    assert_eq!(refract(folder.path(), &["diff", "HEAD~1:specs", "HEAD:specs"]).1, out);
    assert_eq!(refract(folder.path(), &["diff", "HEAD:new", "HEAD:specs"]).0, Some(0));
    for (wrong, wanted) in
        [("nonsense", "no revision `nonsense`"), ("HEAD:nowhere", "has no `nowhere`"), ("--help~1", "")]
    {
        let (code, _, err) = refract(folder.path(), &["diff", "--", wrong, "specs"]);
        assert_eq!(code, Some(2), "{wrong}: {err}");
        assert!(err.contains(wanted) && !err.contains("panicked"), "{wrong}: {err}");
    }
}

#[test]
fn what_can_not_be_compared_is_reported() {
    let folder = editions();
    std::fs::write(folder.path().join("new/empty.md"), "").expect("a page");
    let (code, out, err) = refract(folder.path(), &["diff", "old", "new"]);
    assert_eq!((code, out.as_str()), (Some(2), ""), "{err}");
    assert!(err.contains("empty-page") && err.contains("the pages have errors"), "{err}");
    std::fs::write(folder.path().join("two.json"), "{\"openapi\": \"2.0\"}").expect("a file");
    let (code, _, err) = refract(folder.path(), &["diff", "old", "two.json"]);
    assert!(code == Some(2) && err.contains("OpenAPI `2.0`"), "{err}");
    let (code, _, err) = refract(folder.path(), &["diff", "old", "missing"]);
    assert!(code == Some(2) && err.contains("`missing` is neither a file nor a folder"), "{err}");
    // JSON Schemas that are not part of an export, or a part without the rest.
    let other =
        "{\"$schema\": \"https://json-schema.org/draft/2020-12/schema\", \"$id\": \"https://example.com/a.json\"}";
    std::fs::write(folder.path().join("other.json"), other).expect("a file");
    let (code, _, err) = refract(folder.path(), &["diff", "old", "other.json"]);
    assert!(code == Some(2) && err.contains("neither a page nor an export"), "{err}");
    let arguments = ["export", "--emit", "json-schema", "--out", "out", "old"];
    assert_eq!(refract(folder.path(), &arguments).0, Some(0));
    let lost = serde_json::json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": "https://example.com/a/things/make.request.json",
        "title": "Request of POST /things",
        "$ref": "../things.json#/$defs/Thing",
    });
    std::fs::write(folder.path().join("lost.json"), lost.to_string()).expect("a file");
    let (code, _, err) = refract(folder.path(), &["diff", "lost.json", "out"]);
    assert!(code == Some(2) && err.contains("`../things.json#/$defs/Thing`, which does not exist"), "{err}");
    std::fs::create_dir(folder.path().join("twice")).expect("a folder");
    for name in ["a", "b"] {
        let bundle = folder.path().join("out/json-schema/jdcloud/function.json");
        std::fs::copy(bundle, folder.path().join(format!("twice/{name}.json"))).expect("copied");
    }
    let (code, _, err) = refract(folder.path(), &["diff", "twice", "out"]);
    assert!(code == Some(2) && err.contains("both describe `jdcloud function`"), "{err}");
}

/// Changes that a baseline lists are accepted: they are counted, and break nothing.
#[test]
fn accepted_changes_do_not_fail() {
    let folder = editions();
    let diff = |arguments: &[&str]| refract(folder.path(), &[&["diff", "old", "new"], arguments].concat());
    assert_eq!(diff(&[]).0, Some(1));
    let (code, _, err) = diff(&["--baseline", "accepted.toml", "--update-baseline"]);
    assert!(code == Some(0) && err.contains("accepted.toml: created with 1 known finding\n"), "{err}");
    let (code, out, err) = diff(&["--baseline", "accepted.toml"]);
    assert!(code == Some(0) && out == "no difference\n1 known, 0 new\n", "{out}{err}");
    // What is worse than it is known to be is new.
    let file = folder.path().join("accepted.toml");
    let text = std::fs::read_to_string(&file).expect("the file");
    assert!(text.contains("severity = \"breaking\"\n"), "{text}");
    let write = |severity: &str| {
        std::fs::write(&file, text.replace("severity = \"breaking\"\n", severity)).expect("the file");
    };
    write("severity = \"undetermined\"\n");
    let (code, out, err) = diff(&["--baseline", "accepted.toml"]);
    assert!(
        code == Some(1) && out.contains("1 breaking") && err.contains("known as undetermined, and breaking now"),
        "{err}"
    );
    assert!(!err.contains("no longer found"), "{err}");
    // An entry of a file from an earlier version does not mention it.
    write("");
    assert_eq!(diff(&["--baseline", "accepted.toml"]).0, Some(0));
    write("severity = \"bad\"\n");
    let (code, _, err) = diff(&["--baseline", "accepted.toml"]);
    assert!(code == Some(2) && err.contains("unknown variant `bad`"), "{err}");
    write("severity = \"breaking\"\n");
    // Accepted changes that did not occur are reported.
    let (code, _, err) = refract(folder.path(), &["diff", "old", "old", "--baseline", "accepted.toml"]);
    assert!(code == Some(1) && err.contains("no longer found"), "{err}");
}

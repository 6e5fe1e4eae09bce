//! `refract export --overlay`: what an overlay changes, and what it can't.

use assert_cmd::Command;

use crate::support;

#[test]
fn an_overlay_changes_the_document_or_nothing_is_written() {
    let folder = tempfile::tempdir().expect("a folder");
    let page = support::repository("specs/jdcloud/function/zh/createVersion.md");
    std::fs::copy(page, folder.path().join("createVersion.md")).expect("a page");
    let good =
        "overlay: 1.0.0\ninfo: {title: ours, version: '1'}\nactions:\n- target: $.info\n  update: {title: Functions}\n";
    std::fs::write(folder.path().join("good.yaml"), good).expect("a file");
    std::fs::write(folder.path().join("stale.yaml"), format!("{good}- target: $.webhooks\n  remove: true\n"))
        .expect("a file");
    let export = |arguments: &[&str]| {
        let mut command = Command::cargo_bin("refract-codegen").expect("the binary");
        command.current_dir(folder.path()).arg("export").args(arguments).arg("createVersion.md");
        let output = command.output().expect("it runs");
        (output.status.code(), String::from_utf8(output.stderr).expect("UTF-8"))
    };
    let (code, err) = export(&["--emit", "openapi", "--out", "out", "--overlay", "stale.yaml"]);
    assert_eq!(code, Some(2), "{err}");
    assert!(err.contains("stale.yaml: action 2: `$.webhooks` matches nothing"), "{err}");
    assert!(!folder.path().join("out").exists());
    let (code, err) = export(&["--emit", "ir", "--out", "out", "--overlay", "good.yaml"]);
    assert!(code == Some(2) && err.contains("add `openapi` to `--emit`"), "{err}");

    assert_eq!(export(&["--emit", "openapi", "--out", "plain"]).0, Some(0));
    assert_eq!(export(&["--emit", "openapi", "--out", "out", "--overlay", "good.yaml"]).0, Some(0));
    let read = |name: &str| {
        let path = folder.path().join(name).join("openapi/jdcloud/function.json");
        std::fs::read_to_string(path).expect("a document")
    };
    // The title, and not a byte more.
    assert_eq!(read("out"), read("plain").replacen("\"jdcloud function\"", "\"Functions\"", 1));
}

//! A problem with the input or the output folder is reported with what to do, exits with 1 or 2, and changes nothing.

use std::path::Path;

use crate::support::binary::{Run, folder, page, refract, snapshot};

const JD: &str = "jdcloud/function/zh/createVersion.md";
const OTC: &str = "otc/function-graph/api-ref/source/api/publishing_a_function_version.rst";

/// Runs a command that must fail with `code`, say all of `wanted` and change nothing in the folder.
fn fails(folder: &Path, arguments: &[&str], code: i32, wanted: &[&str]) -> Run {
    let before = snapshot(folder);
    let run = refract(folder, arguments);
    let message = format!("{}{}", run.out, run.err);
    assert_eq!(run.code, code, "{arguments:?}: {message}");
    for words in wanted {
        assert!(message.contains(words), "{arguments:?} does not say `{words}`: {message}");
    }
    assert!(!message.contains("panicked"), "{arguments:?}: {message}");
    assert_eq!(snapshot(folder), before, "{arguments:?}: something was written");
    run
}

fn export(path: &str) -> [&str; 6] {
    ["export", "--emit", "openapi", "--out", "out", path]
}

#[test]
fn pages_that_cannot_be_used() {
    let whole = page(OTC);
    let inside = whole.windows(11).position(|window| window == b"memory_size").expect("a row of a table");
    let markdown = String::from_utf8(page("huawei/functiongraph/zh-cn/发布函数版本.md")).expect("UTF-8");
    let html = markdown.rfind("</table>").expect("a table");
    let cases: [(&str, &[u8], &str); 8] = [
        ("empty.md", b"", "empty-page"),
        ("blank.rst", b"\xef\xbb\xbf \n\n", "empty-page"),
        ("binary.md", b"# a\0b", "binary-file"),
        ("latin.md", b"# caf\xe9\n", "not-utf8"),
        ("cut.rst", &whole[..inside], "table-cut"),
        ("cut.md", &markdown.as_bytes()[..html], "table-cut"),
        ("plain.md", b"# Notes\n\nNothing of a contract.\n", "unknown-vendor"),
        ("stranger.md", b"# x\n\n## URI\n\nGET /v1/things\n", "unknown-vendor"),
    ];
    for (name, bytes, code) in cases {
        let folder = folder(&[(name, bytes)]);
        let run = fails(folder.path(), &export(name), 1, &[code, name, "nothing was written"]);
        assert!(run.err.contains("help:"), "{name} does not say what to do: {}", run.err);
        // The same from a folder, and from `check`.
        fails(folder.path(), &export("."), 1, &[code, name]);
        fails(folder.path(), &["check", name], 1, &[code, name]);
    }
}

#[test]
fn paths_that_lead_nowhere() {
    let folder = folder(&[("sub/readme.txt", b"no page")]);
    for (path, wanted) in [("missing.md", "can't be read"), ("sub", "the folder contains no page")] {
        for arguments in [export(path).as_slice(), &["check", path]] {
            fails(folder.path(), arguments, 2, &[wanted, path, "help:"]);
        }
    }
}

#[test]
fn a_page_without_operation() {
    let folder = folder(&[("model.md", &page("huawei/functiongraph/zh-cn/FunctionGraph函数模型.md"))]);
    fails(folder.path(), &export("model.md"), 1, &["none of 1 page documents an operation", "help:"]);
    fails(folder.path(), &["check", "model.md"], 1, &["none of 1 page documents an operation"]);
}

#[test]
fn an_unknown_vendor() {
    let folder = folder(&[("a.md", &page(JD))]);
    let mut arguments = export("a.md").to_vec();
    arguments.extend(["--vendor", "acme"]);
    fails(
        folder.path(),
        &arguments,
        1,
        &["there is no vendor `acme`", "discord, gitlab, huawei, jdcloud, openstack, otc, tencent, yandex", "help:"],
    );
    fails(folder.path(), &["check", "--vendor", "acme", "a.md"], 1, &["there is no vendor `acme`"]);
}

#[test]
fn configurations_that_cannot_be_used() {
    let cases: [(&[u8], &str); 3] = [
        (b"[generate]\nspec = \"specs\"\n", "unknown field `spec`"),
        (b"[generate]\nemit = [\"cobol\"]\n", "`cobol` is none of rust, json-schema, openapi, ir"),
        (b"[vocabulary]\nvendors = [\"missing.toml\"]\n", "missing.toml: can't be read"),
    ];
    for (text, wanted) in cases {
        let folder = folder(&[("specs/a.md", &page(JD)), ("refract.toml", text)]);
        fails(folder.path(), &["generate"], 2, &[wanted]);
    }
    let none = folder(&[]);
    fails(none.path(), &["generate", "--config", "other.toml"], 2, &["other.toml: can't be read"]);
}

#[cfg(unix)]
#[test]
fn links() {
    use std::os::unix::fs::symlink;
    let folder = folder(&[("pages/a.md", &page(JD)), ("elsewhere/b.md", &page("jdcloud/function/zh/getVersion.md"))]);
    let at = |name: &str| folder.path().join(name);
    // The target of a link is a page.
    symlink(at("elsewhere/b.md"), at("pages/b.md")).expect("a link");
    let run = refract(folder.path(), &["check", "pages"]);
    assert!(run.out.contains("2 pages with 2 operations"), "{}{}", run.out, run.err);
    // A dangling link is not a page, and links that editors leave behind do not matter.
    symlink(at("nowhere"), at("pages/.#lock")).expect("a link");
    assert_eq!(refract(folder.path(), &["check", "pages"]).code, run.code);
    symlink(at("nowhere.md"), at("pages/c.md")).expect("a link");
    fails(folder.path(), &export("pages"), 2, &["pages/c.md", "can't be read", "help:"]);
    std::fs::remove_file(at("pages/c.md")).expect("removed");
    // One that leads in a circle.
    symlink(at("pages"), at("pages/loop")).expect("a link");
    fails(folder.path(), &export("pages"), 2, &["pages/loop", "leads back to", "help: remove the link"]);
    symlink(at("pages/x.md"), at("pages/y.md")).expect("a link");
    symlink(at("pages/y.md"), at("pages/x.md")).expect("a link");
    fails(folder.path(), &export("pages/x.md"), 2, &["pages/x.md", "can't be read", "help:"]);
}

/// A file that opens and can't be read: the memory of the process itself, where nothing is mapped.
#[cfg(target_os = "linux")]
#[test]
fn a_file_that_cannot_be_read() {
    let folder = folder(&[("p/a.md", &page(JD))]);
    std::os::unix::fs::symlink("/proc/self/mem", folder.path().join("p/memory.md")).expect("a link");
    fails(folder.path(), &export("p/memory.md"), 1, &["unreadable-file", "memory.md", "help:", "nothing was written"]);
}

#[test]
fn output_folders_that_cannot_be_written() {
    let folder = folder(&[("a.md", &page(JD)), ("file", b"in the way"), ("half/openapi/jdcloud", b"in the way")]);
    let to = |out: &'static str| ["export", "--emit", "openapi,ir", "--out", out, "a.md"];
    let wanted = ["nothing was written", "help: a file exists where a folder is needed"];
    fails(folder.path(), &to("file"), 2, &wanted);
    // Folders that the run created are removed again.
    fails(folder.path(), &to("half"), 2, &wanted);
    #[cfg(target_os = "linux")]
    fails(
        folder.path(),
        &to("/proc/out"),
        2,
        &["nothing was written", "help: write to a folder that you may write to"],
    );
}

/// A folder that may not be written to; the superuser may write to all.
#[cfg(unix)]
#[test]
fn a_read_only_output_folder() {
    use std::os::unix::fs::PermissionsExt;
    let folder = folder(&[("a.md", &page(JD)), ("out/keep", b"")]);
    let out = folder.path().join("out");
    std::fs::set_permissions(&out, std::fs::Permissions::from_mode(0o555)).expect("permissions");
    if std::fs::write(out.join("probe"), "").is_ok() {
        use std::io::Write;
        let _ = writeln!(std::io::stderr(), "SKIPPED: a_read_only_output_folder needs a user who is not the superuser");
    } else {
        fails(folder.path(), &export("a.md"), 2, &["nothing was written", "help: write to a folder that you may"]);
    }
    std::fs::set_permissions(&out, std::fs::Permissions::from_mode(0o755)).expect("permissions");
}

#[test]
fn one_broken_page_does_not_take_the_others_along() {
    let folder = folder(&[("p/a.md", &page(JD)), ("p/b.md", b"")]);
    let run = refract(folder.path(), &export("p"));
    assert_eq!(run.code, 1);
    assert!(folder.path().join("out/openapi/jdcloud/function.json").is_file(), "{}", run.err);
}

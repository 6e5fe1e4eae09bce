//! The book (`docs/`) and the README: commands run, what they print is what the page shows, files that
//! a page shows can be used as they are, and links lead somewhere.
//!
//! `REFRACT_UPDATE=1 cargo test -p refract-conformance --test it book::` writes what commands print now to the pages.

mod console;
mod links;

use std::path::PathBuf;
use std::sync::OnceLock;

use console::{Begins, Console};

use crate::support::repository;

/// The page that all others of the book go on from, unless [`begins`] says something else.
const START: &str = "docs/start.md";

/// All pages whose commands run, by their paths from the repository.
fn pages() -> Vec<String> {
    let mut pages: Vec<String> = book().iter().map(|page| format!("docs/{page}")).collect();
    pages.push("README.md".to_owned());
    pages
}

/// The pages of the book, by their ways from `docs/`.
fn book() -> Vec<String> {
    let root = repository("docs");
    let mut pages = Vec::new();
    let mut folders = vec![root.clone()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "md") {
                let below = path.strip_prefix(&root).expect("below docs/").to_string_lossy().replace('\\', "/");
                pages.push(below);
            }
        }
    }
    pages.sort();
    pages
}

/// The content of the folder with which a page begins.
fn begins(page: &str) -> Begins {
    const OTC: &str = "specs/otc/function-graph/api-ref/source/api/publishing_a_function_version.rst";
    const VERSIONS: &str = "conformance/examples/downstream/recordings/versions.ndjson";
    let copies = |copies: &[(&'static str, &'static str)]| Begins::Copies(copies.to_vec());
    match page {
        START => Begins::Empty,
        "docs/exports.md" => copies(&[(OTC, "pages/create.rst")]),
        // Pages of a known vendor are used in place of an unknown one's, without the known vendor's file.
        "docs/your-own-service.md" => copies(&[
            ("specs/jdcloud/function/zh/createFunction.md", "acme/create.md"),
            ("specs/jdcloud/function/zh/createVersion.md", "acme/alias.md"),
            ("specs/jdcloud/function/zh/getVersion.md", "acme/version.md"),
        ]),
        "README.md" => copies(&[
            (OTC, "pages/create.rst"),
            ("specs/jdcloud/function/zh/createVersion.md", "specs/createVersion.md"),
            ("specs/jdcloud/function/zh/getVersion.md", "specs/getVersion.md"),
            (VERSIONS, "recordings/versions.ndjson"),
            (VERSIONS, "cassettes/versions.ndjson"),
            ("conformance/recordings/forms", "forms"),
        ]),
        _ => Begins::BehindStart,
    }
}

/// What is run in such a folder before the page's own commands, where the page takes something for granted.
fn before(page: &str) -> &'static [&'static str] {
    match page {
        "README.md" => &[
            "refract init",
            "git init -q && git add specs && git commit -q -m old",
            "sed -i.bak '/description/s/False/True/' specs/createVersion.md",
            "rm specs/*.bak && git commit -q -a -m new",
            "refract export --quiet --emit openapi --out before pages",
            "cp before/openapi/otc/*.json api.yaml",
            "cp forms/*.har traffic.har",
            "refract conform --quiet --fail-on off --output json=old.json recordings",
            "cp old.json new.json",
            "refract conform --quiet --part --output json=a.json recordings",
            "refract conform --quiet --part --output json=b.json cassettes",
        ],
        _ => &[],
    }
}

/// Runs every command of a page, and gives the page as it should be.
fn run(page: &str) -> Result<String, String> {
    static STARTED: OnceLock<Console> = OnceLock::new();
    let console = Console::new();
    match begins(page) {
        Begins::Empty => {}
        Begins::Copies(copies) => copies.iter().for_each(|(from, to)| console.copy(&repository(from), to)),
        Begins::BehindStart => console.copy(STARTED.get_or_init(started).folder(), ""),
    }
    for command in before(page) {
        console.prepare(command);
    }
    console.page(&text(page)).map_err(|problem| format!("{page}: {problem}"))
}

/// The files that the chapter "start" leaves behind.
fn started() -> Console {
    let console = Console::new();
    console.page(&text(START)).unwrap_or_else(|problem| panic!("{START}: {problem}"));
    console
}

fn text(page: &str) -> String {
    std::fs::read_to_string(repository(page)).unwrap_or_else(|error| panic!("{page}: {error}"))
}

/// Whether to write pages anew.
fn renews() -> bool {
    std::env::var_os("REFRACT_UPDATE").is_some_and(|value| value == "1")
}

#[test]
fn every_command_runs_and_prints_what_its_page_shows() {
    let mut problems = Vec::new();
    for page in pages() {
        match run(&page) {
            Err(problem) => problems.push(problem),
            Ok(now) if now == text(&page) => {}
            Ok(now) if renews() => std::fs::write(repository(&page), now).expect("the page is written"),
            Ok(now) => problems.push(format!("{page}: {}", console::difference(&text(&page), &now))),
        }
    }
    assert!(
        problems.is_empty(),
        "{}\n\nREFRACT_UPDATE=1 cargo test -p refract-conformance --test it book:: writes what is printed now",
        problems.join("\n\n")
    );
}

/// A command without an example can't be learned.
#[test]
fn the_book_has_an_example_of_every_command() {
    let all: Vec<String> = book().iter().flat_map(|page| console::commands(&text(&format!("docs/{page}")))).collect();
    let mut missing = Vec::new();
    for command in console::every_command() {
        let begins = |line: &String| line.contains(&format!("{command} ")) || line.ends_with(&command);
        if !all.iter().any(begins) {
            missing.push(command);
        }
    }
    assert!(missing.is_empty(), "no page of docs/ has an example of {}", missing.join(", "));
}

/// Files that the book shows, and that an example of the repository has, too, are the same: those are compiled and tested.
#[test]
fn files_of_the_book_are_those_of_the_examples() {
    let mut found = Vec::new();
    for page in book() {
        for (name, shown) in console::files(&text(&format!("docs/{page}"))) {
            let example: PathBuf = repository("codegen/examples/lamps").join(&name);
            if let Ok(known) = std::fs::read_to_string(&example) {
                assert_eq!(known, shown, "docs/{page} shows another {name} than codegen/examples/lamps has");
                found.push(name);
            }
        }
    }
    for name in ["lamps/create-lamp.md", "lamps/get-lamp.md", "build.rs", "src/main.rs"] {
        assert!(found.iter().any(|it| it == name), "the book does not show {name}: {found:?}");
    }
}

/// Where `mdbook` is at hand, it makes the book of these pages without a warning.
#[test]
fn mdbook_takes_it() {
    let made = tempfile::tempdir().expect("a folder");
    let build =
        std::process::Command::new("mdbook").arg("build").arg("-d").arg(made.path()).arg(repository("docs")).output();
    if let Ok(output) = build {
        let printed = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success() && !printed.contains("WARN"), "{printed}");
        assert!(made.path().join("start.html").is_file(), "{printed}");
    } else {
        use std::io::Write;
        let _ = writeln!(std::io::stderr(), "SKIPPED: mdbook_takes_it needs `mdbook`, which is not on the path");
    }
}

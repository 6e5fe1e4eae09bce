//! The page and the types that the README shows are those of the repository, and the page on a service of one's own leads to
//! a contract. All commands of README and book run in the suite `book` of the crate that has all of them, `refract-conformance`.

use crate::support::binary::{folder, page, refract};
use crate::support::repository;

fn readme() -> String {
    std::fs::read_to_string(repository("README.md")).expect("the README")
}

/// The commands of a page's console blocks, without their comments.
fn commands(page: &str) -> Vec<String> {
    let lines = page.lines().filter_map(|line| line.strip_prefix("$ "));
    lines.map(|line| line.split(" # ").next().unwrap_or(line).trim().to_owned()).collect()
}

/// The page about a service of your own, from pages to a contract. Pages of a known vendor are used in place of an
/// unknown one's, without the known vendor's file.
#[test]
fn the_commands_of_a_service_of_ones_own_run() {
    const PAGES: [&str; 3] = ["createFunction.md", "createVersion.md", "getVersion.md"];
    let text = std::fs::read_to_string(repository("docs/your-own-service.md")).expect("a page");
    let pages = PAGES.map(|name| page(&format!("jdcloud/function/zh/{name}")));
    let [first, second, third] = &pages;
    let folder = folder(&[("acme/create.md", first), ("acme/alias.md", second), ("acme/version.md", third)]);
    for command in commands(&text) {
        let arguments: Vec<&str> = command.split_whitespace().skip(1).collect();
        let outcome = refract(folder.path(), &arguments);
        assert!(outcome.code < 2, "{command}: {}", outcome.err);
        assert!(!outcome.out.is_empty() || folder.path().join("contract").is_dir(), "{command} gives nothing");
    }
    let draft = std::fs::read_to_string(folder.path().join("vocabulary/acme.toml")).expect("the draft");
    assert!(draft.contains("With this draft: 3 operations"), "{draft}");
    assert!(folder.path().join("contract/openapi/acme").is_dir());
    // What a file has, an update leaves as it is.
    let outcome = refract(folder.path(), &["init", "--update", "--name", "acme", "acme/"]);
    assert!(
        outcome.code == 0 && outcome.out.contains("already contains everything that the pages show"),
        "{}{}",
        outcome.out,
        outcome.err
    );
    assert_eq!(std::fs::read_to_string(folder.path().join("vocabulary/acme.toml")).expect("the draft"), draft);
    // The words of the page's own examples are a sound file.
    let mut words = "name = \"acme\"\n".to_owned();
    for block in text.split("```toml\n").skip(1).filter_map(|rest| rest.split("```").next()) {
        if block.contains("words.") {
            words.push_str(block);
        }
    }
    std::fs::write(folder.path().join("words.toml"), &words).expect("a file");
    let outcome = refract(folder.path(), &["vocabulary", "check", "words.toml"]);
    assert_eq!(outcome.code, 0, "{}{}", outcome.out, outcome.err);
}

/// The lines of the page and of the types that the README shows are those of `specs/` and `generated/`.
#[test]
fn what_the_readme_shows_is_there() {
    let readme = readme();
    for (language, file) in
        [("markdown", "specs/jdcloud/function/zh/createFunction.md"), ("rust", "generated/src/jdcloud/function.rs")]
    {
        let text = std::fs::read_to_string(repository(file)).expect("the file");
        let block: Vec<&str> = readme
            .lines()
            .skip_while(|line| *line != format!("```{language}"))
            .skip(1)
            .take_while(|line| *line != "```")
            .collect();
        assert!(block.len() > 5, "the README shows no {language}");
        for line in block.iter().filter(|line| !line.contains('…')) {
            assert!(text.lines().any(|known| known.trim_end() == *line), "{file} has no line `{line}`");
        }
    }
}

//! The commands of the README and of the pages below `docs/` run, and the page and the types it shows are those of the repository.

mod support;

use support::binary::{folder, page, refract};
use support::repository;

fn readme() -> String {
    std::fs::read_to_string(repository("README.md")).expect("the README")
}

/// The commands of the README's console blocks, without their comments.
fn commands(readme: &str) -> Vec<String> {
    let lines = readme.lines().filter_map(|line| line.strip_prefix("$ "));
    lines.map(|line| line.split(" # ").next().unwrap_or(line).trim().to_owned()).collect()
}

#[test]
fn every_documented_command_runs() {
    const PAGE: &str = "otc/function-graph/api-ref/source/api/publishing_a_function_version.rst";
    let readme = readme();
    let mut commands = commands(&readme);
    commands.extend(self::commands(&std::fs::read_to_string(repository("docs/exports.md")).expect("a page")));
    let folder = folder(&[("pages/create.rst", &page(PAGE))]);
    let mut run = 0;
    for command in &commands {
        let words: Vec<&str> = command.split_whitespace().collect();
        match words.as_slice() {
            // The repository's own two: `tests/generated.rs` runs the first, and this is part of the second. What the
            // conformance suite can do, it tests itself. Revisions need a repository: `tests/diff_command.rs` has one.
            ["cargo", "run", "--release", "--", "generate"]
            | ["cargo", "test", "--workspace"]
            | ["refract", "conform", ..]
            | ["refract", "diff", "HEAD~1", ..] => {}
            ["refract", arguments @ ..] => {
                run += 1;
                let outcome = refract(folder.path(), arguments);
                // Findings are no failure of the command.
                assert!(outcome.code < 2, "{command}: {}", outcome.err);
                assert!(!outcome.out.is_empty() || folder.path().join("out").is_dir(), "{command} gives nothing");
            }
            _ => panic!("`{command}` stands in the README and is not tested: add it here"),
        }
    }
    assert!(run >= 5, "{commands:?}");
    for kind in ["openapi", "json-schema", "rust", "ir"] {
        assert!(folder.path().join("out").join(kind).is_dir(), "{kind}");
    }
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

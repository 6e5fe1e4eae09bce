//! The public interface of both crates, as their documentation shows it: a snapshot, so that no change of it goes unseen.
//!
//! It is read from the pages that `cargo doc` writes, since those are what a stable compiler gives: items with their fields
//! and variants, and their own methods. Hidden items and implementations of traits are not in it.

use std::path::Path;

use super::run;
use crate::support::repository;

/// The text of markup, without what only folds parts away.
fn plain(markup: &str) -> String {
    let mut text = String::new();
    let mut rest = markup;
    while let Some((before, tag)) = rest.split_once('<') {
        text.push_str(before);
        let (tag, after) = tag.split_once('>').expect("a tag ends");
        rest = if tag.starts_with("summary") {
            after.split_once("</summary>").map_or("", |(_, after)| after)
        } else {
            after
        };
    }
    text.push_str(rest);
    let entities = [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&nbsp;", " "), ("&amp;", "&")];
    entities.iter().fold(text, |text, (entity, plain)| text.replace(entity, plain))
}

/// The text between two others, for each occurrence.
fn between<'t>(text: &'t str, start: &str, end: &str) -> Vec<&'t str> {
    text.split(start).skip(1).filter_map(|rest| rest.split(end).next()).collect()
}

/// An item and its methods, a line a statement.
fn item(page: &str) -> String {
    let mut lines = Vec::new();
    for declaration in between(page, "<pre class=\"rust item-decl\">", "</pre>") {
        // Values of constants are whole schemas, and have tests of their own.
        let text = plain(declaration).replace("#[non_exhaustive]pub", "#[non_exhaustive]\npub");
        let text = if text.starts_with("pub const") { text.split(" = ").next().unwrap_or_default() } else { &text };
        lines.extend(text.lines().map(|line| line.trim_end().to_owned()).filter(|line| !line.is_empty()));
    }
    // What follows belongs to traits.
    let own = page.split("id=\"trait-implementations\"").next().unwrap_or(page);
    for method in between(own, "class=\"method\">", "</section>") {
        for header in between(method, "<h4 class=\"code-header\">", "</h4>") {
            lines.push(format!("    {}", plain(header).split_whitespace().collect::<Vec<_>>().join(" ")));
        }
    }
    lines.join("\n")
}

#[test]
#[ignore = "documents both crates"]
fn the_public_interface_is_what_it_was() {
    // The workspace's own, where most is there already.
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).parent().expect("the target folder");
    let folder = target.display().to_string();
    let crates = ["-p", "refract-codegen", "-p", "refract-conformance"];
    let arguments = [&["doc", "--no-deps", "--lib", "--all-features", "--target-dir", &folder], &crates[..]].concat();
    let (success, _, err) = run(&repository(""), env!("CARGO"), &arguments);
    assert!(success, "{err}");
    for name in ["refract_codegen", "refract_conformance"] {
        let pages = target.join("doc").join(name);
        let all = std::fs::read_to_string(pages.join("all.html")).expect("the list of all items");
        let list = all.split("id=\"main-content\"").nth(1).expect("the list");
        let mut items: Vec<(String, String)> = between(list, "<a href=\"", "\"")
            .into_iter()
            .filter(|path| Path::new(path).extension().is_some_and(|it| it == "html") && !path.contains(':'))
            .map(|path| {
                let page = std::fs::read_to_string(pages.join(path)).unwrap_or_else(|error| panic!("{path}: {error}"));
                let (module, file) = path.rsplit_once('/').map_or(("", path), |(module, file)| (module, file));
                let title = file.trim_end_matches(".html").replacen('.', " ", 1);
                (format!("{}: {title}", module.replace('/', "::")), item(&page))
            })
            .collect();
        items.sort();
        assert!(items.len() > 40, "{name}: {}", items.len());
        let text: Vec<String> = items.iter().map(|(title, item)| format!("# {title}\n{item}\n")).collect();
        insta::assert_snapshot!(name, text.join("\n"));
    }
}

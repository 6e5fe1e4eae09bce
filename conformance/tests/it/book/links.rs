//! The book's table of contents, and the links of all pages of the repository that people read.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Component, Path, PathBuf};

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

use super::{book, text};
use crate::support::repository;

/// Pages outside the book whose links are followed, too.
const OTHERS: [&str; 6] =
    ["README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "SECURITY.md", "generated/README.md", "conformance/REPORTS.md"];

/// A page's links, and the anchors of its headings.
#[derive(Default)]
struct Page {
    links: Vec<String>,
    anchors: BTreeSet<String>,
}

fn read(page: &str) -> Page {
    let text = text(page);
    let mut found = Page::default();
    let mut heading: Option<String> = None;
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for event in Parser::new_ext(&text, Options::ENABLE_TABLES) {
        match event {
            Event::Start(Tag::Link { dest_url, .. }) => found.links.push(dest_url.into_string()),
            Event::Start(Tag::Heading { .. }) => heading = Some(String::new()),
            Event::Text(part) | Event::Code(part) => {
                if let Some(heading) = &mut heading {
                    heading.push_str(&part);
                }
            }
            Event::End(TagEnd::Heading(_)) => {
                let anchor = anchor(&heading.take().unwrap_or_default());
                let count = counts.entry(anchor.clone()).or_default();
                found.anchors.insert(if *count == 0 { anchor } else { format!("{anchor}-{count}") });
                *count += 1;
            }
            _ => {}
        }
    }
    found
}

/// The anchor of a heading, as mdBook and code hosts make it.
fn anchor(heading: &str) -> String {
    let kept = heading.trim().chars().filter(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_'));
    kept.collect::<String>().to_lowercase().replace(' ', "-")
}

/// The path from the repository to the target of a page's link.
fn target(page: &str, link: &str) -> String {
    let mut way = PathBuf::new();
    for part in Path::new(page).parent().expect("a folder").join(link).components() {
        match part {
            Component::ParentDir => assert!(way.pop(), "{page}: {link} leaves the repository"),
            Component::CurDir => {}
            other => way.push(other),
        }
    }
    way.to_string_lossy().replace('\\', "/")
}

#[test]
fn every_link_has_a_target() {
    let mut pages: Vec<String> = book().iter().map(|page| format!("docs/{page}")).collect();
    pages.extend(OTHERS.map(str::to_owned));
    let mut problems = Vec::new();
    for page in &pages {
        for link in read(page).links {
            if link.starts_with("https://") {
                continue;
            }
            let (file, anchor) = link.split_once('#').unwrap_or((&link, ""));
            let to = if file.is_empty() { page.clone() } else { target(page, file) };
            if !repository(&to).exists() {
                problems.push(format!("{page}: {link}: there is no {to}"));
            } else if !anchor.is_empty()
                && Path::new(&to).extension().is_some_and(|it| it == "md")
                && !read(&to).anchors.contains(anchor)
            {
                problems.push(format!("{page}: {link}: {to} has no such heading"));
            }
        }
    }
    assert!(problems.is_empty(), "{}", problems.join("\n"));
}

#[test]
fn the_table_of_contents_has_each_page_once() {
    let mut listed = read("docs/SUMMARY.md").links;
    let pages: Vec<String> = book().into_iter().filter(|page| page != "SUMMARY.md").collect();
    listed.sort();
    assert_eq!(listed, pages);
}

/// Pages of the book are also read on a code host: a link to a file outside `docs/` does not work in a book.
#[test]
fn links_out_of_the_book_are_addresses() {
    let inside = |page: &str, link: &str| {
        link.starts_with("https://") || link.starts_with('#') || target(page, link).starts_with("docs/")
    };
    for page in book().iter().map(|page| format!("docs/{page}")) {
        for link in read(&page).links {
            assert!(inside(&page, &link), "{page}: {link} leaves the book: name the file in a sentence, as `code`");
        }
    }
}

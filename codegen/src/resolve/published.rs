//! Makes URLs of the targets of links in descriptions, with the `[published]` table of the vendor file. A link without a known
//! URL is left out, and its text stays.

use std::collections::BTreeMap;

use super::links::{Pages, join};
use crate::ir::Link;
use crate::vocabulary::vendor::Published;
use crate::vocabulary::{Pattern, Vocabulary};

/// Makes URLs of the targets of links.
pub(super) fn settle(pages: &mut Pages, vocabulary: &Vocabulary) {
    let site = Site::of(&vocabulary.vendor.published);
    let labels = pages.label_pages();
    for draft in &mut pages.drafts {
        let page = draft.page.clone();
        let settle = |links: &mut Vec<Link>| {
            links.retain_mut(|link| match site.url(&page, &link.target, &labels) {
                Some(url) => {
                    link.target = url;
                    true
                }
                None => false,
            });
        };
        draft.operations.iter_mut().for_each(|operation| settle(&mut operation.links));
        draft.walk_schemas_mut(&mut |schema| settle(&mut schema.links));
    }
}

struct Site<'a> {
    root: &'a str,
    /// A pattern for paths of pages, and the URL of a page that it matches.
    pages: Option<(Pattern, &'a str)>,
}

impl<'a> Site<'a> {
    fn of(published: &'a Published) -> Self {
        let pages = published.pages.as_ref().zip(published.url.as_deref());
        Self {
            root: published.site.trim_end_matches('/'),
            pages: pages.map(|(expression, url)| (Pattern::from(expression), url)),
        }
    }

    /// The URL that a target leads to from a page.
    fn url(&self, page: &str, target: &str, labels: &BTreeMap<String, (String, bool)>) -> Option<String> {
        if let Some(label) = target.strip_prefix(Link::LABEL) {
            let (page, is_part) = labels.get(label)?;
            let url = self.page(page)?;
            return Some(if *is_part { format!("{url}#{}", id(label)) } else { url });
        }
        let scheme = target.split_once(':').map(|(scheme, _)| scheme.to_ascii_lowercase());
        match scheme.as_deref() {
            Some("http" | "https" | "mailto") => return Some(target.to_owned()),
            Some(scheme) if scheme.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.')) => {
                return None;
            }
            _ => {}
        }
        if let Some(rest) = target.strip_prefix("//") {
            return Some(format!("https://{rest}"));
        }
        if target.starts_with('/') {
            return (!self.root.is_empty()).then(|| format!("{}{target}", self.root));
        }
        let (path, fragment) = target.split_once('#').map_or((target, None), |(path, fragment)| (path, Some(fragment)));
        let url = if path.is_empty() { self.page(page) } else { self.page(&join(page, path)) }?;
        Some(fragment.map_or_else(|| url.clone(), |fragment| format!("{url}#{fragment}")))
    }

    /// The URL of a page.
    fn page(&self, path: &str) -> Option<String> {
        let (pattern, url) = self.pages.as_ref()?;
        let found = pattern.captures(path)?;
        let mut out = String::from(self.root);
        let mut rest = *url;
        while let Some((before, behind)) = rest.split_once('{') {
            let (name, behind) = behind.split_once('}')?;
            out += before;
            out += found.name(name)?.as_str();
            rest = behind;
        }
        Some(out + rest)
    }
}

/// The identifier that docutils gives a label in HTML.
fn id(label: &str) -> String {
    let lower = label.to_lowercase();
    let words: Vec<&str> = lower.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty()).collect();
    words.join("-").trim_start_matches(|c: char| c.is_ascii_digit() || c == '-').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn site() -> Published {
        Published {
            site: "https://docs.example/".into(),
            pages: Some(r"(?:^|/)(?P<service>[a-z]+)/source/(?P<page>.+)\.md$".into()),
            url: Some("/{service}/{page}.html".into()),
        }
    }

    #[test]
    fn targets_become_urls_or_nothing() {
        let site = site();
        let site = Site::of(&site);
        let labels = BTreeMap::from([
            ("lamp".to_owned(), ("x/lamps/source/a/lamp.md".to_owned(), false)),
            ("lamp__table1".to_owned(), ("x/lamps/source/a/lamp.md".to_owned(), true)),
        ]);
        let url = |target: &str| site.url("x/lamps/source/a/b.md", target, &labels);
        let is = |target: &str, expected: &str| assert_eq!(url(target).as_deref(), Some(expected), "{target}");
        is("https://a.example/b#c", "https://a.example/b#c");
        is("mailto:a@example.com", "mailto:a@example.com");
        is("//a.example/b", "https://a.example/b");
        is("/b/c#d", "https://docs.example/b/c#d");
        is("../c.md#d", "https://docs.example/lamps/c.html#d");
        is("#d", "https://docs.example/lamps/a/b.html#d");
        is("\u{0}label:lamp", "https://docs.example/lamps/a/lamp.html");
        is("\u{0}label:lamp__table1", "https://docs.example/lamps/a/lamp.html#lamp-table1");
        for target in ["javascript:alert(1)", "picture.png", "../../../c.md", "\u{0}label:room"] {
            assert_eq!(url(target), None, "{target}");
        }
        let nowhere = Published::default();
        for target in ["/b", "c.md", "#d", "\u{0}label:lamp"] {
            assert_eq!(Site::of(&nowhere).url("b.md", target, &labels), None, "{target}");
        }
    }
}

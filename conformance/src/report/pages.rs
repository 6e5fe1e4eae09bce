//! The lines of pages that reports quote.
//!
//! A report names pages and lines and does not contain their text. Where it is shown, the page may be in the same
//! place, elsewhere, or missing: then the report names the line and quotes nothing.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Component, Path, PathBuf};

use refract_codegen::source::Origin;

/// The locations of pages.
#[derive(Debug, Default)]
pub struct Pages {
    /// Pages that were read for this report, by their names.
    own: BTreeSet<String>,
    /// Folders to which the names of other pages are relative.
    roots: Vec<PathBuf>,
    /// Pages that were searched for, with their lines.
    read: BTreeMap<String, Option<Vec<String>>>,
}

impl Pages {
    /// `own` are pages that were read to make the report: they are where their names point. All others are searched for
    /// below `roots`, and never outside them: a report from someone else can name any file.
    pub fn new(own: impl IntoIterator<Item = String>, roots: Vec<PathBuf>) -> Self {
        Self { own: own.into_iter().collect(), roots, read: BTreeMap::new() }
    }

    /// The line of an origin, where its page is found and has that line.
    pub fn line(&mut self, origin: &Origin) -> Option<&str> {
        let page = &*origin.page;
        if !self.read.contains_key(page) {
            let lines = self.find(page).map(|text| text.lines().map(str::to_owned).collect());
            self.read.insert(page.to_owned(), lines);
        }
        let lines = self.read.get(page)?.as_ref()?;
        lines.get(usize::try_from(origin.line.checked_sub(1)?).ok()?).map(String::as_str)
    }

    fn find(&self, page: &str) -> Option<String> {
        if self.own.contains(page) {
            return std::fs::read_to_string(page).ok();
        }
        let path = Path::new(page);
        let below = path.components().all(|part| matches!(part, Component::Normal(_) | Component::CurDir));
        if !below {
            return None;
        }
        self.roots.iter().find_map(|root| std::fs::read_to_string(root.join(path)).ok())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_found_below_the_roots_and_nowhere_else() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().join("root");
        std::fs::create_dir_all(root.join("a")).unwrap();
        std::fs::write(root.join("a/p.md"), "one\ntwo\n").unwrap();
        std::fs::write(folder.path().join("secret.md"), "no\n").unwrap();
        let outside = folder.path().join("secret.md").display().to_string();
        let at = |page: &str, line| Origin { page: page.into(), line, column: 1 };
        let mut pages = Pages::new([], vec![root.clone()]);
        assert_eq!(pages.line(&at("a/p.md", 2)), Some("two"));
        for (page, line) in [("a/p.md", 0), ("a/p.md", 3), ("gone.md", 1), ("../secret.md", 1), (&outside, 1)] {
            assert_eq!(pages.line(&at(page, line)), None, "{page}:{line}");
        }
        assert_eq!(Pages::new([outside.clone()], Vec::new()).line(&at(&outside, 1)), Some("no"));
    }
}

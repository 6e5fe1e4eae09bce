//! Files that pages include, or take parameters and samples from.
//!
//! A page names them by a path. Each is read once per run, however many pages name it. No page can make Refract read a
//! file outside the folders that the run was given, by any path or link: a page must not decide which files of the
//! machine end up in an artefact. Nothing here knows what the files contain.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Component, Path, PathBuf};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use crate::discover::PageFile;
use crate::source::{File, Source, SourceError};
use crate::yaml::{self, Node, Unreadable};

/// The files of a run that are not pages.
#[derive(Debug, Default)]
pub struct Includes {
    /// The folders that were given, in canonical form.
    roots: BTreeSet<PathBuf>,
    files: Mutex<BTreeMap<PathBuf, Slot>>,
}

/// A file, once it has been requested.
type Slot = Arc<OnceLock<Result<Arc<Included>, Refused>>>;

/// A file that pages name, and its YAML once that has been requested.
#[derive(Debug)]
pub struct Included {
    /// Its name and text.
    pub file: Arc<File>,
    yaml: OnceLock<Result<Node, Unreadable>>,
}

impl Included {
    fn new(file: Arc<File>) -> Arc<Self> {
        Arc::new(Self { file, yaml: OnceLock::new() })
    }

    /// The file as YAML. Spans are offsets in this file.
    pub(crate) fn yaml(&self) -> Result<&Node, &Unreadable> {
        self.yaml.get_or_init(|| yaml::read(self.file.text(), 0)).as_ref()
    }
}

/// Why a file that a page names is not available.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Refused {
    /// It does not exist.
    #[error("there is no file `{0}`")]
    Missing(String),
    /// It is outside the folders that were given.
    #[error("`{0}` is outside the folders that are read")]
    Outside(String),
    /// It cannot be read from disk.
    #[error("`{0}` can't be read: {1}")]
    Unreadable(String, String),
    /// It is not text.
    #[error("`{0}` is not text")]
    NoText(String),
    /// The page itself did not come from a file.
    #[error("`{0}` can't be found: the page was not read from a folder")]
    Nowhere(String),
}

impl Refused {
    /// What the user can do about it.
    pub fn help(&self) -> &'static str {
        match self {
            Self::Missing(_) => "fetch the file to where the page looks for it, or correct the page",
            Self::Outside(_) => "name the folder that contains both the page and the file",
            Self::Unreadable(..) => "check that it is a file and that you may read it",
            Self::NoText(_) => "the file must be text in UTF-8",
            Self::Nowhere(_) => "read the page from disk, from within the folder that contains the file",
        }
    }
}

impl Includes {
    /// What the given pages may include: all files in the folders in which the pages were found.
    pub fn of(files: &[PageFile]) -> Self {
        let roots: BTreeSet<&PathBuf> = files.iter().map(|file| &file.root).collect();
        let roots = roots.into_iter().filter_map(|root| root.canonicalize().ok()).collect();
        Self { roots, files: Mutex::default() }
    }

    /// The file that a page names. A path that begins with `/` is relative to the page's folder or a folder above it,
    /// the nearest first: Sphinx means the folder of its configuration, which need not be among the pages.
    ///
    /// # Errors
    /// [`Refused`] where there is no such file, or it may not be read.
    pub fn find(&self, page: &Source, path: &str) -> Result<Arc<Included>, Refused> {
        let refused = |make: fn(String) -> Refused| make(path.to_owned());
        let Some(on_disk) = page.path() else { return Err(refused(Refused::Nowhere)) };
        let folder = on_disk.parent().unwrap_or(Path::new(""));
        let name = page.page().rsplit_once('/').map_or("", |(folder, _)| folder);
        let Some(rest) = path.strip_prefix('/') else {
            return self.read(&folder.join(path), &joined(name, path), path);
        };
        let mut tried = Refused::Missing(path.to_owned());
        let mut name = Some(name);
        for above in folder.ancestors() {
            let below = name.map_or_else(|| above.join(rest).to_string_lossy().into_owned(), |name| joined(name, rest));
            match self.read(&above.join(rest), &below, path) {
                Err(Refused::Missing(_)) => {}
                // Nothing further up may be read.
                Err(outside @ Refused::Outside(_)) => {
                    tried = outside;
                    break;
                }
                other => return other,
            }
            name =
                name.filter(|name| !name.is_empty()).map(|name| name.rsplit_once('/').map_or("", |(above, _)| above));
        }
        Err(tried)
    }

    fn read(&self, path: &Path, name: &str, written: &str) -> Result<Arc<Included>, Refused> {
        let Ok(canonical) = path.canonicalize() else { return Err(Refused::Missing(written.to_owned())) };
        if !self.roots.iter().any(|root| canonical.starts_with(root)) {
            return Err(Refused::Outside(written.to_owned()));
        }
        let slot = {
            let mut files = self.files.lock().unwrap_or_else(PoisonError::into_inner);
            Arc::clone(files.entry(canonical.clone()).or_default())
        };
        slot.get_or_init(|| {
            let bytes = std::fs::read(&canonical)
                .map_err(|error| Refused::Unreadable(written.to_owned(), error.to_string()))?;
            match Source::from_bytes(name, bytes) {
                Ok(source) => Ok(Included::new(source.into_file())),
                Err(SourceError::Empty) => Ok(Included::new(Arc::new(File::new(name, "")))),
                Err(_) => Err(Refused::NoText(written.to_owned())),
            }
        })
        .clone()
    }
}

/// A path below a folder, with `..` resolved as far as the folder reaches.
fn joined(folder: &str, path: &str) -> String {
    let mut parts: Vec<String> = folder.split('/').filter(|part| !part.is_empty()).map(str::to_owned).collect();
    for component in Path::new(path).components() {
        match component {
            Component::ParentDir if parts.last().is_some_and(|last| last != "..") => {
                parts.pop();
            }
            Component::ParentDir => parts.push("..".to_owned()),
            Component::Normal(part) => parts.push(part.to_string_lossy().into_owned()),
            Component::CurDir | Component::RootDir | Component::Prefix(_) => {}
        }
    }
    let root = if folder.starts_with('/') { "/" } else { "" };
    format!("{root}{}", parts.join("/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_those_of_pages() {
        assert_eq!(joined("api/source", "../../doc/./a.json"), "doc/a.json");
        assert_eq!(joined("api", "../../../a.json"), "../../a.json");
        assert_eq!(joined("", "a.json"), "a.json");
        assert_eq!(joined("/srv/pages", "../a.json"), "/srv/a.json");
    }

    #[test]
    fn nothing_is_read_outside_of_the_folders_given() {
        let folder = tempfile::tempdir().expect("a folder");
        let at = |path: &str| folder.path().join(path);
        std::fs::create_dir_all(at("given/pages")).expect("a folder");
        std::fs::write(at("secret.json"), "{}").expect("a file");
        std::fs::write(at("given/sample.json"), "{}").expect("a file");
        #[cfg(unix)]
        std::os::unix::fs::symlink(at("secret.json"), at("given/pages/link.json")).expect("a link");
        let file = PageFile { path: at("given/pages/a.rst"), name: "pages/a.rst".into(), root: at("given") };
        let includes = Includes::of(std::slice::from_ref(&file));
        let page = Source::from_text("pages/a.rst", "a").read_from(file.path);
        let found = |path: &str| includes.find(&page, path).map(|found| found.file.name().to_string());
        assert_eq!(found("../sample.json"), Ok("sample.json".into()));
        assert_eq!(found("/sample.json"), Ok("sample.json".into()));
        assert_eq!(found("../../secret.json"), Err(Refused::Outside("../../secret.json".into())));
        #[cfg(unix)]
        assert_eq!(found("link.json"), Err(Refused::Outside("link.json".into())));
        assert_eq!(found("none.json"), Err(Refused::Missing("none.json".into())));
        let in_memory = includes.find(&Source::from_text("a", "a"), "x");
        assert_eq!(in_memory.err(), Some(Refused::Nowhere("x".into())));
    }
}

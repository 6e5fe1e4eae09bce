//! Pass 1: find the files that are pages, and determine the vendor of each.
//!
//! The text decides wherever it can: a page that is copied elsewhere under another name stays the same page. Flags and
//! configuration override what is detected. This module reads files and never interprets their content;
//! [`identity`](crate::identity) decides service and language after the page was read.

use std::collections::BTreeSet;
use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use walkdir::WalkDir;

use crate::diagnostic::{Code, Diagnostic};
use crate::parse::Syntax;
use crate::segment::Segment;
use crate::source::{Source, SourceError};
use crate::vocabulary::{Entry, Library, Vocabulary};

/// What overrides detection.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Overrides {
    /// The vendor's name.
    pub vendor: Option<String>,
    /// The service's name.
    pub service: Option<String>,
    /// The language's code.
    pub language: Option<String>,
    /// Whether to infer bodies that no table describes from examples.
    pub infer_answers: Option<bool>,
    /// Whether the contract includes structures that no operation uses, such as those of events.
    pub all_structures: bool,
}

/// A file that may hold a page, or fixups ([`crate::fixup`]).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct PageFile {
    /// Its path on disk.
    pub path: PathBuf,
    /// The name it is reported by: its path relative to the project's folder, or to the current one, with `/` between
    /// folders. It is the same however the path was spelled.
    pub name: String,
    /// The folder in which it was found. Files that pages include may lie anywhere in it, and nowhere else. For a file
    /// that was named directly, the folder that contains it.
    pub root: PathBuf,
}

impl PageFile {
    /// A file that was named directly. Its name is its path relative to `base`; an empty `base` is the current folder.
    pub fn single(path: &Path, base: &Path) -> Self {
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        Self { path: path.to_owned(), name: name(path, base), root: folder.to_owned() }
    }

    /// Whether it holds fixups: its extension is TOML's, which no page has.
    pub fn is_fixups(&self) -> bool {
        self.path.extension().is_some_and(|extension| extension == "toml")
    }
}

/// Why there are no pages to read: a diagnostic for each path that can't be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}", lines(diagnostics))]
#[non_exhaustive]
pub struct DiscoverError {
    /// What is wrong with each.
    pub diagnostics: Vec<Diagnostic>,
}

/// `page: message`, a line a diagnostic.
fn lines(diagnostics: &[Diagnostic]) -> String {
    let lines: Vec<String> = diagnostics.iter().map(|it| format!("{}: {}", it.origin.page, it.message)).collect();
    lines.join("\n")
}

/// The pages among the given files and folders, sorted by name. A file that is named directly is taken whatever its
/// extension; in folders, only files with the extensions of pages and files of fixups are. Links are followed.
///
/// Names are paths relative to `base`; an empty `base` is the current folder.
///
/// # Errors
/// [`DiscoverError`] with a diagnostic for each path that does not exist, can't be read, or is a folder without a page.
pub fn files(paths: &[PathBuf], base: &Path) -> Result<Vec<PageFile>, DiscoverError> {
    files_with(paths, base, &BTreeSet::new())
}

/// Like [`files`], with further extensions of pages, which vendors' files define ([`Library::page_extensions`]).
///
/// # Errors
/// See [`files`].
pub fn files_with(
    paths: &[PathBuf],
    base: &Path,
    extensions: &BTreeSet<String>,
) -> Result<Vec<PageFile>, DiscoverError> {
    let is_page = |path: &Path| is_page(path, extensions);
    let mut files = Vec::new();
    let mut problems = Vec::new();
    for path in paths {
        let before = files.len();
        for entry in WalkDir::new(path).follow_links(true).sort_by_file_name() {
            match entry {
                Ok(entry) if entry.file_type().is_file() => {
                    if entry.depth() == 0 || is_page(entry.path()) || is_fixups(entry.path()) {
                        let file = PageFile::single(entry.path(), base);
                        let root = if entry.depth() == 0 { file.root.clone() } else { path.clone() };
                        files.push(PageFile { root, ..file });
                    }
                }
                Ok(_) => {}
                Err(error) => problems.extend(walk_problem(&error, path, base, &is_page)),
            }
        }
        if files[before..].iter().all(PageFile::is_fixups) && problems.is_empty() && path.is_dir() {
            let known = Syntax::EXTENSIONS.iter().copied().chain(extensions.iter().map(String::as_str));
            let extensions = known.collect::<Vec<_>>().join(", .");
            problems.push(
                Diagnostic::page(Code::UnreadableFile, &name(path, base), "the folder contains no page").help(format!(
                    "pages are files with the extensions .{extensions}; name a file to read it whatever its extension"
                )),
            );
        }
    }
    if !problems.is_empty() {
        return Err(DiscoverError { diagnostics: problems });
    }
    files.sort_by(|a, b| a.name.cmp(&b.name));
    // `./page.md` and `page.md` are one page.
    files.dedup_by(|a, b| a.name == b.name);
    Ok(files)
}

/// Files of fixups are found by their name only: other TOML in a folder of pages belongs to someone else.
fn is_fixups(path: &Path) -> bool {
    path.file_name().is_some_and(|name| name == crate::fixup::FILE)
}

/// Why a folder could not be searched completely.
fn walk_problem(
    error: &walkdir::Error,
    path: &Path,
    base: &Path,
    is_page: &dyn Fn(&Path) -> bool,
) -> Option<Diagnostic> {
    let at = error.path().unwrap_or(path);
    let problem = |message: String| Diagnostic::page(Code::UnreadableFile, &name(at, base), message);
    if let Some(ancestor) = error.loop_ancestor() {
        let message = format!("the link leads back to `{}`, which contains it", name(ancestor, base));
        return Some(problem(message).help("remove the link, or name the folders with pages one by one"));
    }
    // A dangling link whose name is not that of a page: editors leave such links behind.
    if error.depth() > 0 && !is_page(at) && at.is_symlink() {
        return None;
    }
    let message = error.io_error().map_or_else(|| error.to_string(), ToString::to_string);
    Some(problem(format!("can't be read: {message}")).help("check that the path exists and that you may read it"))
}

fn is_page(path: &Path, further: &BTreeSet<String>) -> bool {
    let extension = path.extension().map(|extension| extension.to_string_lossy().to_ascii_lowercase());
    extension.is_some_and(|extension| Syntax::EXTENSIONS.contains(&extension.as_str()) || further.contains(&extension))
}

/// The name of a file: its path relative to `base`, however it was spelled.
fn name(path: &Path, base: &Path) -> String {
    let way = way(path, base).unwrap_or_else(|| path.to_owned());
    way.to_string_lossy().replace('\\', "/")
}

/// A path relative to a folder; `None` where the two do not even share a root.
fn way(path: &Path, base: &Path) -> Option<PathBuf> {
    let (path, base) = (folded(path)?, folded(base)?);
    let common = path.components().zip(base.components()).take_while(|(a, b)| a == b).count();
    if common == 0 {
        return None;
    }
    let up = base.components().count() - common;
    let mut way: PathBuf = std::iter::repeat_n("..", up).collect();
    way.extend(path.components().skip(common));
    Some(way)
}

/// The absolute path, without `.` and `..`. Links are kept: a name shows where a file was asked for.
fn folded(path: &Path) -> Option<PathBuf> {
    let mut folded = PathBuf::new();
    for component in std::path::absolute(Path::new(".").join(path)).ok()?.components() {
        match component {
            std::path::Component::ParentDir => drop(folded.pop()),
            other => folded.push(other),
        }
    }
    Some(folded)
}

/// Reads a file as a page.
///
/// # Errors
/// A diagnostic where the file can't be read or is not text.
#[doc(hidden)]
pub fn load(file: &PageFile) -> Result<Source, Box<Diagnostic>> {
    let bytes = read_bounded(&file.path).map_err(|error| {
        let message = format!("can't be read: {error}");
        let help = "check that it is a file and that you may read it";
        Box::new(Diagnostic::page(Code::UnreadableFile, &file.name, message).help(help))
    })?;
    Source::from_bytes(file.name.as_str(), bytes)
        .map(|source| source.read_from(&file.path))
        .map_err(|error| Box::new(refusal(&file.name, &error)))
}

/// The bytes of a file. One that is too large for a page is cut to one byte above the limit.
fn read_bounded(path: &Path) -> std::io::Result<Vec<u8>> {
    let file = std::fs::File::open(path)?;
    let mut bytes = Vec::new();
    let most = u64::try_from(crate::limits::PAGE_BYTES).unwrap_or(u64::MAX);
    file.take(most.saturating_add(1)).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// The diagnostic for a file that is not a page, at the place that shows it.
fn refusal(name: &str, error: &SourceError) -> Diagnostic {
    let place = |line: usize, at: usize| format!("line {line}, byte {at}");
    match *error {
        SourceError::Binary { at, line } => {
            Diagnostic::page(Code::BinaryFile, name, format!("binary data: a NUL byte at {}", place(line, at)))
                .help("name only pages, or the folders that contain them")
        }
        SourceError::NotUtf8 { at, line } => {
            Diagnostic::page(Code::NotUtf8, name, format!("not UTF-8: the first wrong byte is at {}", place(line, at)))
                .help("convert it first, for example with `iconv -f GB18030 -t UTF-8`")
        }
        SourceError::Empty => Diagnostic::page(Code::EmptyPage, name, "the file is empty")
            .help("fetch the page again, or remove the file"),
        SourceError::TooLarge => {
            let most = crate::limits::PAGE_BYTES;
            Diagnostic::page(
                Code::LimitExceeded,
                name,
                format!("the file has more than the {most} bytes that a page may have"),
            )
            .help("name only pages, or the folders that contain them; split a page that is so large")
        }
    }
}

/// The vendor of a page: the override, or the vendor whose patterns fit the text best. Among those that fit equally,
/// the one that fits the path.
///
/// # Errors
/// A diagnostic where no vendor's pattern fits, or where no vendor has the override's name.
#[doc(hidden)]
pub fn vendor(source: &Source, library: &Library, overrides: &Overrides) -> Result<Arc<Vocabulary>, Box<Diagnostic>> {
    let known = || library.vendors().map(|entry| entry.name.as_str()).collect::<Vec<_>>().join(", ");
    if let Some(name) = &overrides.vendor {
        return library.vendor(name).cloned().ok_or_else(|| {
            Box::new(
                Diagnostic::page(Code::UnknownVendor, source.page(), format!("there is no vendor `{name}`"))
                    .help(format!("the vendors are: {}; add one with a file named in `refract.toml`", known())),
            )
        });
    }
    let fit = |entry: &Entry| {
        let text = entry.detect_text.iter().filter(|pattern| pattern.is_match(source.text())).count();
        let page = entry.detect_pages.iter().filter(|pattern| pattern.is_match(source.page())).count();
        (text, page)
    };
    let none = || {
        Box::new(
            Diagnostic::page(Code::UnknownVendor, source.page(), UNKNOWN).help(format!(
                "`refract init PAGES` drafts a file for a vendor that is not known; one that is, `--vendor` or `[pages]` in \
                 refract.toml names: {}",
                known()
            )),
        )
    };
    let mut fits: Vec<_> = library.vendors().map(|entry| (fit(entry), entry)).collect();
    fits.sort_by(|(a, first), (b, second)| b.cmp(a).then_with(|| first.name.cmp(&second.name)));
    match fits.as_slice() {
        [(best, entry), rest @ ..] if *best > (0, 0) && rest.first().is_none_or(|(next, _)| next < best) => {
            library.vendor(&entry.name).cloned().ok_or_else(none)
        }
        _ => Err(none()),
    }
}

/// Merges the findings about pages of unknown vendors into one, where there are several.
pub(crate) fn sum_up_unknown(diagnostics: &mut Vec<Diagnostic>, pages: usize) {
    let is_unknown = |found: &Diagnostic| found.code == Code::UnknownVendor && found.message == UNKNOWN;
    let number = diagnostics.iter().filter(|found| is_unknown(found)).count();
    if number < 2 {
        return;
    }
    let mut first = true;
    diagnostics.retain(|found| !is_unknown(found) || std::mem::take(&mut first));
    if let Some(found) = diagnostics.iter_mut().find(|found| is_unknown(found)) {
        found.message = format!("cannot determine the vendor of {number} of {pages} pages; this is the first of them");
    }
}

/// The message for a page of an unknown vendor.
const UNKNOWN: &str = "cannot determine the vendor of the page";

/// A name for files and modules: lower case, with `-` for what is neither letter nor digit.
#[doc(hidden)]
pub fn slug(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars() {
        if c.is_alphanumeric() {
            out.extend(c.to_lowercase());
        } else if !out.is_empty() && !out.ends_with('-') {
            out.push('-');
        }
    }
    let out = out.trim_end_matches('-').chars().take(60).collect::<String>();
    match Segment::new(if out.is_empty() { "pages" } else { &out }) {
        Ok(name) => name.into_string(),
        // Names that some system reserves for a device.
        Err(_) => format!("{out}-pages"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_does_not_depend_on_how_the_path_is_spelled() {
        let here = std::env::current_dir().expect("a folder");
        let spelled = |path: &str| name(Path::new(path), Path::new(""));
        for path in ["pages/a.md", "./pages/a.md", "pages/./b/../a.md", "pages//a.md"] {
            assert_eq!(spelled(path), "pages/a.md");
            assert_eq!(spelled(&here.join(path).to_string_lossy()), "pages/a.md");
        }
        let folder = here.file_name().expect("a name").to_string_lossy();
        assert_eq!(spelled(&format!("../{folder}/pages/a.md")), "pages/a.md");
        assert_eq!(spelled("../a.md"), "../a.md");
        assert_eq!(name(Path::new("pages/a.md"), Path::new("pages")), "a.md");
        assert_eq!(name(Path::new("pages/a.md"), &here.join("project")), "../pages/a.md");
    }
}

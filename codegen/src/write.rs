//! Pass 11: writes artefacts to disk. Only this module writes.
//!
//! A run writes all or nothing: every file is first written next to its final place under a temporary name, and only
//! when all of them exist are they moved over the old ones. Files that an earlier run wrote and this one does not are
//! removed. The [catalogue](crate::emit::catalogue) of the earlier run lists them, so that files of other origin are
//! never touched.
//!
//! Nothing is ever written outside the requested folder: not through a path with `..`, and not through a link inside
//! the folder that leads out of it. Temporary files of a run that was killed are removed by the next run that writes in
//! the same place.

use std::collections::BTreeSet;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::time::Duration;

use crate::emit::Artefacts;

/// What a run changed, or would change.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Written {
    /// Files that are new or changed.
    pub changed: Vec<String>,
    /// Files that are removed.
    pub removed: Vec<String>,
    /// How many files are unchanged.
    pub unchanged: usize,
}

impl Written {
    /// Whether nothing had to change.
    pub fn is_clean(&self) -> bool {
        self.changed.is_empty() && self.removed.is_empty()
    }
}

/// The reason why artefacts could not be written.
#[derive(Debug, thiserror::Error)]
#[error("{path}: {source}")]
#[non_exhaustive]
pub struct WriteError {
    /// The file or folder.
    pub path: PathBuf,
    /// What went wrong.
    pub source: io::Error,
    /// Whether files had already been moved to their places. Otherwise nothing was changed.
    pub begun: bool,
}

impl WriteError {
    fn new(path: &Path, source: io::Error) -> Self {
        Self { path: path.to_owned(), source, begun: false }
    }

    fn begun(path: &Path, source: io::Error) -> Self {
        Self { begun: true, ..Self::new(path, source) }
    }

    fn outside(path: &Path) -> Self {
        Self::new(path, io::Error::new(io::ErrorKind::InvalidInput, "it leads out of the output folder"))
    }

    /// What the user can do about it.
    pub fn help(&self) -> &'static str {
        match self.source.kind() {
            io::ErrorKind::AlreadyExists | io::ErrorKind::NotADirectory | io::ErrorKind::IsADirectory => {
                "a file exists where a folder is needed, or a folder where a file is needed: remove it, or write \
                 elsewhere"
            }
            io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem | io::ErrorKind::NotFound => {
                "write to a folder that you may write to"
            }
            io::ErrorKind::InvalidInput => "give the vendor, service or operation another name, or remove the link",
            _ => "check the disk, or write elsewhere",
        }
    }
}

/// Compares artefacts with the files on disk and changes nothing. `stale` are the files that an earlier run wrote.
///
/// # Errors
/// [`WriteError`] where a file that exists can't be read, or a path leads out of the folder.
pub fn compare(artefacts: &Artefacts, out: &Path, stale: &BTreeSet<String>) -> Result<Written, WriteError> {
    let mut written = Written::default();
    sound(artefacts, out)?;
    for (path, text) in artefacts {
        match read(&out.join(path))? {
            Some(old) if old == text.as_bytes() => written.unchanged += 1,
            _ => written.changed.push(path.clone()),
        }
    }
    for path in stale {
        if !artefacts.contains_key(path) && is_inside(path) && out.join(path).is_file() {
            written.removed.push(path.clone());
        }
    }
    Ok(written)
}

/// Writes artefacts below a folder. A file that is already correct is not touched.
///
/// # Errors
/// [`WriteError`] where a file can't be written. All files are written under temporary names before the first one is
/// moved, so that an error leaves everything unchanged. The only exception is a move that fails, which the error
/// reports.
pub fn write(artefacts: &Artefacts, out: &Path, stale: &BTreeSet<String>) -> Result<Written, WriteError> {
    let written = compare(artefacts, out, stale)?;
    let mut staged: Vec<(PathBuf, PathBuf)> = Vec::new();
    let mut folders: Vec<PathBuf> = Vec::new();
    let outcome = written.changed.iter().try_for_each(|path| {
        let target = out.join(path);
        let folder = target.parent().unwrap_or(out).to_owned();
        make_folder(&folder, &mut folders)?;
        let target = inside(out, &target)?;
        if target.is_dir() {
            return Err(WriteError::new(&target, io::ErrorKind::IsADirectory.into()));
        }
        let beside = beside(&target);
        staged.push((beside.clone(), target.clone()));
        stage(&beside, &target, artefacts[path].as_bytes()).map_err(|source| WriteError::new(&beside, source))
    });
    if let Err(error) = outcome {
        // The error to report is the one that led here.
        for (beside, _) in &staged {
            let _ = std::fs::remove_file(beside);
        }
        for folder in folders.iter().rev() {
            let _ = std::fs::remove_dir(folder);
        }
        return Err(error);
    }
    for (index, (beside, target)) in staged.iter().enumerate() {
        if let Err(source) = std::fs::rename(beside, target) {
            for (beside, _) in &staged[index..] {
                let _ = std::fs::remove_file(beside);
            }
            return Err(WriteError::begun(target, source));
        }
    }
    for path in &written.removed {
        let target = out.join(path);
        std::fs::remove_file(&target).map_err(|source| WriteError::begun(&target, source))?;
        // Folders that are empty now are removed; a folder with other files remains, which is why errors are ignored.
        let mut folder = target.parent();
        while let Some(empty) = folder.filter(|folder| *folder != out) {
            if std::fs::remove_dir(empty).is_err() {
                break;
            }
            folder = empty.parent();
        }
    }
    Ok(written)
}

fn read(path: &Path) -> Result<Option<Vec<u8>>, WriteError> {
    match std::fs::read(path) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(error) if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => Ok(None),
        // Writing it reports this, with what to do.
        Err(error) if error.kind() == io::ErrorKind::IsADirectory => Ok(None),
        Err(source) => Err(WriteError::new(path, source)),
    }
}

/// Writes one file completely or not at all. Links are followed, so that their target is written; the mode of an
/// existing file is kept. A file that is not regular, such as a device or a pipe, is written directly.
///
/// # Errors
/// Where the file can't be written.
#[doc(hidden)]
pub fn file(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let target = std::fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    match std::fs::metadata(&target) {
        Ok(found) if found.is_dir() => return Err(io::ErrorKind::IsADirectory.into()),
        Ok(found) if !found.is_file() => {
            return std::fs::OpenOptions::new().write(true).open(&target)?.write_all(bytes);
        }
        _ if path.is_symlink() && !target.exists() => {
            return Err(io::Error::new(io::ErrorKind::NotFound, "it is a link to a file that does not exist"));
        }
        _ => {}
    }
    let beside = beside(&target);
    stage(&beside, &target, bytes)
        .and_then(|()| std::fs::rename(&beside, &target))
        .inspect_err(|_| drop(std::fs::remove_file(&beside)))
}

/// The temporary file for another one: in the same folder, with a name that only this run uses.
fn beside(target: &Path) -> PathBuf {
    let name = target.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    target.with_file_name(format!("{}{}", staged_prefix(&name), std::process::id()))
}

fn staged_prefix(name: &str) -> String {
    format!(".{name}.refract-")
}

/// A temporary file older than this belongs to no current run. Between writing the first file and moving the last one
/// there are only seconds.
const ABANDONED: Duration = Duration::from_secs(600);

/// Writes the temporary file for `target`, with the mode of the existing file, and removes temporary files for the same
/// target from runs that were killed.
fn stage(beside: &Path, target: &Path, bytes: &[u8]) -> io::Result<()> {
    let name = target.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let prefix = staged_prefix(&name);
    let folder = target.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    // An error here prevents nothing: a folder that can't be listed has none to remove.
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let old = || entry.metadata().ok()?.modified().ok()?.elapsed().ok();
        if entry.file_name().to_string_lossy().starts_with(&prefix) && old().is_some_and(|age| age > ABANDONED) {
            let _ = std::fs::remove_file(entry.path());
        }
    }
    // A link that somebody created here is not followed: the name is free, or writing fails.
    let _ = std::fs::remove_file(beside);
    std::fs::OpenOptions::new().write(true).create_new(true).open(beside)?.write_all(bytes)?;
    match std::fs::metadata(target) {
        Ok(found) => std::fs::set_permissions(beside, found.permissions()),
        Err(_) => Ok(()),
    }
}

/// Creates a folder with its parents, and records which are new, outer before inner, so that a failed run can remove
/// them. A folder that another run creates at the same time is accepted.
fn make_folder(folder: &Path, made: &mut Vec<PathBuf>) -> Result<(), WriteError> {
    let new: Vec<&Path> = folder.ancestors().take_while(|folder| !folder.exists()).collect();
    for folder in new.into_iter().rev().filter(|folder| !folder.as_os_str().is_empty()) {
        match std::fs::create_dir(folder) {
            Ok(()) => made.push(folder.to_owned()),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists && folder.is_dir() => {}
            Err(source) => return Err(WriteError::new(folder, source)),
        }
    }
    Ok(())
}

/// The path of a file once all links are followed.
fn inside(out: &Path, target: &Path) -> Result<PathBuf, WriteError> {
    let real = |path: &Path| std::fs::canonicalize(path).map_err(|source| WriteError::new(path, source));
    let root = if out.as_os_str().is_empty() { Path::new(".") } else { out };
    let folder = target.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let name = target.file_name().unwrap_or_default();
    let lies = if target.is_symlink() { real(target)? } else { real(folder)?.join(name) };
    if lies.starts_with(real(root)?) { Ok(lies) } else { Err(WriteError::outside(target)) }
}

/// Refuses paths that lead out of the folder, and paths that differ only in case.
fn sound(artefacts: &Artefacts, out: &Path) -> Result<(), WriteError> {
    let mut folded = BTreeSet::new();
    for path in artefacts.keys() {
        if !is_inside(path) || path.contains('\\') {
            return Err(WriteError::outside(&out.join(path)));
        }
        if !folded.insert(path.to_lowercase()) {
            let why = "it differs from another file only in case, and many systems treat both as one";
            return Err(WriteError::new(&out.join(path), io::Error::new(io::ErrorKind::InvalidInput, why)));
        }
    }
    Ok(())
}

/// Whether a path in a catalogue stays inside the catalogue's folder. A catalogue can be edited by hand.
fn is_inside(path: &str) -> bool {
    !path.is_empty() && Path::new(path).components().all(|part| matches!(part, std::path::Component::Normal(_)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn artefacts(files: &[(&str, &str)]) -> Artefacts {
        files.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned())).collect()
    }

    #[test]
    fn a_second_run_writes_nothing_and_stale_files_go() {
        let folder = tempfile::tempdir().unwrap();
        let first = artefacts(&[("a/x.txt", "1"), ("a/y.txt", "2")]);
        let none = BTreeSet::new();
        assert_eq!(write(&first, folder.path(), &none).unwrap().changed.len(), 2);
        assert!(write(&first, folder.path(), &none).unwrap().is_clean());
        std::fs::write(folder.path().join("a/mine.txt"), "mine").unwrap();
        let stale: BTreeSet<String> = ["a/x.txt", "a/y.txt", "../escape"].map(str::to_owned).into();
        let second = artefacts(&[("b/x.txt", "1")]);
        let written = write(&second, folder.path(), &stale).unwrap();
        assert_eq!(
            (written.changed, written.removed),
            (vec!["b/x.txt".into()], vec!["a/x.txt".into(), "a/y.txt".into()])
        );
        assert!(folder.path().join("a/mine.txt").exists());
    }

    #[test]
    fn a_run_that_fails_changes_nothing() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("a.txt"), "old").unwrap();
        std::fs::write(folder.path().join("b"), "a file where a folder is needed").unwrap();
        std::fs::create_dir(folder.path().join("d")).unwrap();
        for wrong in ["b/c.txt", "d"] {
            let all = artefacts(&[("a.txt", "new"), ("a/new/folder/e.txt", "x"), (wrong, "x")]);
            let error = write(&all, folder.path(), &BTreeSet::new()).unwrap_err();
            assert!(error.help().contains("a file exists where a folder is needed"), "{error}");
            assert_eq!(std::fs::read_to_string(folder.path().join("a.txt")).unwrap(), "old");
            assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 3, "{wrong}");
        }
    }

    #[test]
    fn nothing_is_written_outside_of_the_folder() {
        let folder = tempfile::tempdir().unwrap();
        let out = folder.path().join("out");
        std::fs::create_dir(&out).unwrap();
        let absolute = folder.path().join("x.txt").display().to_string();
        for path in ["../x.txt", "a/../../x.txt", "./x.txt", "..", "", "a\\..\\x.txt", &absolute] {
            let error = write(&artefacts(&[("fine.txt", "1"), (path, "2")]), &out, &BTreeSet::new()).unwrap_err();
            assert!(error.to_string().contains("it leads out of the output folder"), "{path}: {error}");
        }
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
        assert_eq!(std::fs::read_dir(&out).unwrap().count(), 0);
        let error = write(&artefacts(&[("a/X.txt", "1"), ("a/x.txt", "2")]), &out, &BTreeSet::new()).unwrap_err();
        assert!(error.to_string().contains("only in case"), "{error}");
    }

    #[cfg(unix)]
    #[test]
    fn links_are_followed_inside_and_refused_outside_and_modes_are_kept() {
        use std::os::unix::fs::{PermissionsExt, symlink};
        let folder = tempfile::tempdir().unwrap();
        let out = folder.path().join("out");
        std::fs::create_dir_all(out.join("real")).unwrap();
        std::fs::create_dir(folder.path().join("elsewhere")).unwrap();
        symlink(folder.path().join("elsewhere"), out.join("away")).unwrap();
        symlink(out.join("real"), out.join("near")).unwrap();
        let error = write(&artefacts(&[("away/x.txt", "1")]), &out, &BTreeSet::new()).unwrap_err();
        assert!(error.to_string().contains("it leads out of the output folder"), "{error}");
        assert_eq!(std::fs::read_dir(folder.path().join("elsewhere")).unwrap().count(), 0);
        write(&artefacts(&[("near/x.txt", "1")]), &out, &BTreeSet::new()).unwrap();
        let file = out.join("real/x.txt");
        std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o600)).unwrap();
        write(&artefacts(&[("near/x.txt", "2")]), &out, &BTreeSet::new()).unwrap();
        assert_eq!(std::fs::read_to_string(&file).unwrap(), "2");
        assert_eq!(std::fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
    }

    #[cfg(unix)]
    #[test]
    fn one_file_is_written_through_links_and_straight_into_devices() {
        use std::os::unix::fs::symlink;
        let folder = tempfile::tempdir().unwrap();
        let (real, link) = (folder.path().join("real"), folder.path().join("link"));
        std::fs::write(&real, "old").unwrap();
        symlink(&real, &link).unwrap();
        file(&link, b"new").unwrap();
        assert!(link.is_symlink() && std::fs::read_to_string(&real).unwrap() == "new");
        file(Path::new("/dev/null"), b"gone").unwrap();
        assert!(!std::fs::metadata("/dev/null").unwrap().is_file());
        symlink(folder.path().join("nowhere"), folder.path().join("broken")).unwrap();
        assert!(file(&folder.path().join("broken"), b"x").unwrap_err().to_string().contains("does not exist"));
    }

    #[test]
    fn what_a_killed_run_left_is_removed_and_what_a_running_one_has_stays() {
        let folder = tempfile::tempdir().unwrap();
        let left = folder.path().join(".x.txt.refract-1");
        let mine = folder.path().join(".x.txt.refract-2");
        std::fs::write(&mine, "of a run that goes on").unwrap();
        std::fs::write(&left, "of a run that was killed").unwrap();
        let long_ago = std::time::SystemTime::now() - ABANDONED * 2;
        std::fs::File::options().write(true).open(&left).unwrap().set_modified(long_ago).unwrap();
        write(&artefacts(&[("x.txt", "1")]), folder.path(), &BTreeSet::new()).unwrap();
        assert!(!left.exists() && mine.exists() && folder.path().join("x.txt").exists());
    }
}

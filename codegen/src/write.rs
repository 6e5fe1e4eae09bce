//! Pass 11: artefacts go to disk. The only place that writes.
//!
//! A run writes all or nothing: every file is first written beside its place under a name of its own, and only when all
//! of them are there are they moved over the old ones. What an earlier run wrote and this one does not is removed; what
//! that was, the [catalogue](crate::emit::catalogue) of the earlier run tells, so that files of other origin are never
//! touched.

use std::collections::BTreeSet;
use std::io;
use std::path::{Path, PathBuf};

use crate::emit::Artefacts;

/// What a run did, or would do.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Written {
    /// Files that are new or changed.
    pub changed: Vec<String>,
    /// Files that are removed.
    pub removed: Vec<String>,
    /// How many files are as they were.
    pub unchanged: usize,
}

impl Written {
    /// Whether everything was as it should be.
    pub fn is_clean(&self) -> bool {
        self.changed.is_empty() && self.removed.is_empty()
    }
}

/// Why artefacts could not be written.
#[derive(Debug, thiserror::Error)]
#[error("{path}: {source}")]
pub struct WriteError {
    /// The file or folder.
    pub path: PathBuf,
    /// What went wrong.
    pub source: io::Error,
    /// Whether files were already being put in their places. Nothing was changed otherwise.
    pub begun: bool,
}

impl WriteError {
    fn new(path: &Path, source: io::Error) -> Self {
        Self { path: path.to_owned(), source, begun: false }
    }

    fn begun(path: &Path, source: io::Error) -> Self {
        Self { begun: true, ..Self::new(path, source) }
    }

    /// What the reader may do about it.
    pub fn help(&self) -> &'static str {
        match self.source.kind() {
            io::ErrorKind::AlreadyExists | io::ErrorKind::NotADirectory | io::ErrorKind::IsADirectory => {
                "a file stands where a folder is needed, or a folder where a file is: remove it, or write elsewhere"
            }
            io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem | io::ErrorKind::NotFound => {
                "write to a folder that you may write to"
            }
            _ => "see to the disk, or write elsewhere",
        }
    }
}

/// Compares artefacts with what is on disk and changes nothing. `stale` are the files that an earlier run wrote.
///
/// # Errors
/// [`WriteError`] where a file that exists can't be read.
pub fn compare(artefacts: &Artefacts, out: &Path, stale: &BTreeSet<String>) -> Result<Written, WriteError> {
    let mut written = Written::default();
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

/// Writes artefacts below a folder. A file that is as it should be is not touched.
///
/// # Errors
/// [`WriteError`] where a file can't be written. All files are written beside their places before the first one is moved,
/// so that this leaves everything as it was; only a move that fails, of which the error tells, does not.
pub fn write(artefacts: &Artefacts, out: &Path, stale: &BTreeSet<String>) -> Result<Written, WriteError> {
    let written = compare(artefacts, out, stale)?;
    let mut staged: Vec<(PathBuf, PathBuf)> = Vec::new();
    let mut folders: Vec<PathBuf> = Vec::new();
    let outcome = written.changed.iter().try_for_each(|path| {
        let target = out.join(path);
        let folder = target.parent().unwrap_or(out).to_owned();
        // Outer before inner, so that a run that fails can take them away again.
        let new: Vec<&Path> = folder.ancestors().take_while(|folder| !folder.exists()).collect();
        for folder in new.into_iter().rev().filter(|folder| !folder.as_os_str().is_empty()) {
            std::fs::create_dir(folder).map_err(|source| WriteError::new(folder, source))?;
            folders.push(folder.to_owned());
        }
        if target.is_dir() {
            return Err(WriteError::new(&target, io::ErrorKind::IsADirectory.into()));
        }
        let name = target.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let beside = folder.join(format!(".{name}.refract-{}", std::process::id()));
        staged.push((beside.clone(), target));
        std::fs::write(&beside, &artefacts[path]).map_err(|source| WriteError::new(&beside, source))
    });
    if let Err(error) = outcome {
        // The error that led here is the one to tell.
        for (beside, _) in &staged {
            let _ = std::fs::remove_file(beside);
        }
        for folder in folders.iter().rev() {
            let _ = std::fs::remove_dir(folder);
        }
        return Err(error);
    }
    for (beside, target) in &staged {
        std::fs::rename(beside, target).map_err(|source| WriteError::begun(target, source))?;
    }
    for path in &written.removed {
        let target = out.join(path);
        std::fs::remove_file(&target).map_err(|source| WriteError::begun(&target, source))?;
        // Folders that are empty now; one that is not stays, which is what the error says.
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
        // Writing it says so, with what to do.
        Err(error) if error.kind() == io::ErrorKind::IsADirectory => Ok(None),
        Err(source) => Err(WriteError::new(path, source)),
    }
}

/// Whether a path of a catalogue stays below the folder it is in. A catalogue can be edited by hand.
fn is_inside(path: &str) -> bool {
    Path::new(path).components().all(|part| matches!(part, std::path::Component::Normal(_)))
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
            assert!(error.help().contains("a file stands where a folder is needed"), "{error}");
            assert_eq!(std::fs::read_to_string(folder.path().join("a.txt")).unwrap(), "old");
            assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 3, "{wrong}");
        }
    }
}

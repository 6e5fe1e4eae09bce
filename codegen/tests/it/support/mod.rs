//! What the suites share: reading pages from memory, the material next to the repository, and comparing an IR with
//! labels.

pub(crate) mod binary;
pub(crate) mod ir;
pub(crate) mod labels;
pub(crate) mod layout;
pub(crate) mod printed;
pub(crate) mod rust_cases;
pub(crate) mod scaled;

use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use refract_codegen::discover::{self, Overrides};
use refract_codegen::ir::Api;
use refract_codegen::pipeline::{self, Outcome};
use refract_codegen::vocabulary::Library;
use tempfile::TempDir;

/// The folder of material that is not part of the repository; `None`, and a printed line, where it is absent.
pub(crate) fn shared(part: &str) -> Option<PathBuf> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared").join(part);
    if path.exists() {
        return Some(path);
    }
    // Straight to the stream: the harness swallows what a passing test prints.
    use std::io::Write;
    let _ = writeln!(std::io::stderr(), "SKIPPED: {} needs ../shared/{part}, which is not here", test_name());
    None
}

fn test_name() -> String {
    std::thread::current().name().unwrap_or("a test").to_owned()
}

/// Reads pages of files and folders.
pub(crate) fn read(paths: &[PathBuf], strip: &Path) -> Outcome {
    let files = discover::files(paths, strip).unwrap_or_else(|problems| panic!("{problems:?}"));
    pipeline::run(&files, library(), &|_| Overrides::default(), &|| {})
}

/// The vocabulary that Refract comes with, made once a process.
pub(crate) fn library() -> &'static Library {
    static LIBRARY: OnceLock<Library> = OnceLock::new();
    LIBRARY.get_or_init(Library::embedded)
}

/// Reads one page of text under a name.
pub(crate) fn read_text(name: &str, text: &str) -> Outcome {
    read_pages(&[(name, text)])
}

/// Reads pages of text, each under a name.
pub(crate) fn read_pages(pages: &[(&str, &str)]) -> Outcome {
    let folder = folder(pages.iter().copied());
    let paths: Vec<PathBuf> = pages.iter().map(|(name, _)| folder.path().join(name)).collect();
    read(&paths, folder.path())
}

/// A folder of its own with files in it.
pub(crate) fn folder(files: impl IntoIterator<Item = (impl AsRef<Path>, impl AsRef<[u8]>)>) -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    write(folder.path(), files);
    folder
}

/// Writes files below a folder.
pub(crate) fn write(folder: &Path, files: impl IntoIterator<Item = (impl AsRef<Path>, impl AsRef<[u8]>)>) {
    for (name, bytes) in files {
        let path = folder.join(name);
        std::fs::create_dir_all(path.parent().expect("a parent")).expect("folders");
        std::fs::write(path, bytes).expect("a file");
    }
}

/// A contract without what depends on positions, to compare the contracts of two spellings of a page.
pub(crate) fn without_places(apis: &[Api]) -> serde_json::Value {
    fn strip(value: &mut serde_json::Value) {
        match value {
            serde_json::Value::Object(map) => {
                for key in ["origin", "pages", "deprecated", "service"] {
                    map.remove(key);
                }
                map.values_mut().for_each(strip);
            }
            serde_json::Value::Array(items) => items.iter_mut().for_each(strip),
            _ => {}
        }
    }
    let mut value = serde_json::to_value(apis).expect("the IR serialises");
    strip(&mut value);
    value
}

/// A folder of this repository.
pub(crate) fn repository(part: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(part)
}

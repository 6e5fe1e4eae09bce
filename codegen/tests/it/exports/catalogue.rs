//! Compares the catalogue with the files that it lists, and the bytes of several runs with each other. With all pages
//! next to the repository, too:
//!
//! ```console
//! $ cargo test --release -p refract-codegen --test it exports:: -- --ignored --nocapture
//! ```

use std::io::Write as _;
use std::path::{Path, PathBuf};

use refract_codegen::emit::catalogue::{self, Catalogue};
use serde_json::{Map, Value};

use super::objects;

use crate::support::binary::{refract, snapshot};
use crate::support::{repository, shared};

/// The catalogue's counts are those of the files, and it is in its published form.
#[test]
fn the_catalogue_counts_what_is_in_the_files() {
    let (services, _) = counted(&repository(""), "specs");
    assert_eq!(services, 4);
}

#[test]
#[ignore = "reads thousands of pages"]
fn the_catalogue_of_the_corpus_counts_what_is_in_the_files() {
    let Some(corpus) = shared("corpus") else { return };
    let (services, files) = counted(corpus.parent().expect("a parent"), "corpus");
    print_line(&format!("the catalogue's counts of {services} services are those of {files} files"));
    assert!(services > 4);
}

fn print_line(line: &str) {
    // Straight to the stream: the harness swallows what a passing test prints.
    let _ = writeln!(std::io::stderr(), "{line}");
}

/// Exports pages, and compares the catalogue with the files. Gives the numbers of services and files.
fn counted(folder: &Path, pages: &str) -> (usize, usize) {
    let out = tempfile::tempdir().expect("a folder");
    let target = out.path().to_str().expect("UTF-8");
    let run = refract(folder, &["--quiet", "export", "--emit", "json-schema,openapi,ir", "--out", target, pages]);
    // Pages with errors give 1.
    assert!(run.code <= 1, "{}", run.err);
    let schema: Value = serde_json::from_str(catalogue::SCHEMA).expect("JSON");
    let text = std::fs::read_to_string(out.path().join(catalogue::FILE)).expect("a catalogue");
    let value: Value = serde_json::from_str(&text).expect("JSON");
    let validator = jsonschema::validator_for(&schema).expect("a schema");
    assert!(validator.iter_errors(&value).next().is_none(), "{:?}", validator.iter_errors(&value).next());
    let found: Catalogue = serde_json::from_value(value).expect("a catalogue");
    assert_eq!(found.to_json(), text);
    count(&found, out.path());
    let missing: Value = serde_json::from_str(&text.replacen("\"rows\"", "\"lines\"", 1)).expect("JSON");
    assert!(!validator.is_valid(&missing));
    (found.services.len(), found.files.len())
}

fn count(found: &Catalogue, out: &Path) {
    let json = |path: PathBuf| -> Value {
        let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        serde_json::from_str(&text).expect("JSON")
    };
    let size = |value: &Value| value.as_object().map_or_else(|| value.as_array().map_or(0, Vec::len), Map::len);
    assert!(!found.services.is_empty());
    let mut rows = 0;
    for service in &found.services {
        let name = format!("{}/{}.json", service.vendor, service.service);
        let (bundle, document, ir) = (
            json(out.join("json-schema").join(&name)),
            json(out.join("openapi").join(&name)),
            json(out.join("ir").join(&name)),
        );
        assert_eq!(service.schemas, size(&bundle["$defs"]), "{name}");
        assert_eq!(service.schemas, size(&ir["schemas"]), "{name}");
        assert_eq!(service.operations, size(&ir["operations"]), "{name}");
        let folder = out.join("json-schema").join(&service.vendor).join(&service.service);
        assert_eq!(service.bodies, std::fs::read_dir(folder).expect("a folder").count(), "{name}");
        let (mut operations, mut parameters, mut examples) = (0, 0, 0);
        objects(&document["paths"], &mut |map| {
            if map.contains_key("operationId") {
                operations += map["x-origin"].as_array().map_or(1, Vec::len);
            }
        });
        for operation in ir["operations"].as_array().expect("operations") {
            // Editions in other languages are listed next to the authoritative one.
            operations -= operation.get("editions").map_or(0, size);
            parameters += size(&operation["parameters"]);
            examples += operation.get("examples").map_or(0, size);
        }
        assert_eq!(
            (service.operations, service.parameters, service.examples),
            (operations, parameters, examples),
            "{name}"
        );
        assert_eq!(service.pages.len(), size(&ir["pages"]), "{name}");
        rows += service.pages.iter().map(|page| page.ledger.rows).sum::<usize>();
    }
    rows += found.other_pages.iter().map(|page| page.ledger.rows).sum::<usize>();
    assert_eq!(found.ledger.rows, rows);
    let ledger = found.ledger;
    assert_eq!(ledger.rows, ledger.fields + ledger.skipped + ledger.diagnosed);
    let mut listed: Vec<PathBuf> = found.files.iter().map(|file| out.join(&file.path)).collect();
    listed.push(out.join(catalogue::FILE));
    listed.sort();
    let there: Vec<PathBuf> =
        snapshot(out).into_iter().filter(|(_, bytes)| bytes.is_some()).map(|(path, _)| path).collect();
    assert_eq!(listed, there);
}

/// Two exports of one input are equal byte for byte, in every shape and on any number of threads.
#[test]
fn the_same_pages_give_the_same_bytes() {
    let shapes: [&[&str]; 4] = [
        &[],
        &["--format", "yaml", "--files", "one", "--strict"],
        &["--openapi", "3.0.3", "--files", "many"],
        &["--dialect", "--schema-base", "https://example.com/x"],
    ];
    for shape in shapes {
        let mut first = None;
        for threads in ["1", "2", "8"] {
            let files = exported(&repository(""), "specs", shape, threads);
            assert!(files.len() > 20, "{}", files.len());
            assert!(*first.get_or_insert_with(|| files.clone()) == files, "{shape:?} on {threads} threads");
        }
    }
}

/// All files and folders of an export by their paths in it.
type Tree = Vec<(PathBuf, Option<Vec<u8>>)>;

/// Exports pages in all kinds.
fn exported(folder: &Path, pages: &str, shape: &[&str], threads: &str) -> Tree {
    let out = tempfile::tempdir().expect("a folder");
    let mut arguments =
        vec!["--quiet", "--threads", threads, "export", "--emit", "json-schema,openapi,ir,rust", "--out"];
    arguments.push(out.path().to_str().expect("UTF-8"));
    arguments.extend(shape);
    arguments.push(pages);
    let run = refract(folder, &arguments);
    assert!(run.code <= 1, "{}", run.err);
    snapshot(out.path())
        .into_iter()
        .map(|(path, bytes)| (path.strip_prefix(out.path()).expect("below").to_owned(), bytes))
        .collect()
}

#[test]
#[ignore = "reads thousands of pages, six times"]
fn the_corpus_gives_the_same_bytes() {
    let Some(corpus) = shared("corpus") else { return };
    let folder = corpus.parent().expect("a parent");
    let mut first: Option<Tree> = None;
    for threads in ["1", "2", "8", "1", "2", "8"] {
        let files = exported(folder, "corpus", &[], threads);
        let bytes: usize = files.iter().filter_map(|(_, bytes)| bytes.as_ref()).map(Vec::len).sum();
        print_line(&format!("on {threads} threads: {} files and folders, {bytes} bytes", files.len()));
        let first = first.get_or_insert_with(|| files.clone());
        let others: Vec<&PathBuf> =
            first.iter().zip(&files).filter(|(one, other)| one != other).map(|(one, _)| &one.0).collect();
        assert!(*first == files, "{threads} threads give others: {others:?}");
    }
}

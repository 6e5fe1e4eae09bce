//! Names are stable: a removed page, an added page or an added field changes nothing that other pages document.
//!
//! "Elsewhere" means: an operation that has no statement of the changed page in it before or after, including all
//! structures that it uses, and whose method and path no such operation has. Its part of the IR and of the `OpenAPI`
//! document and its JSON Schemas stay the same, byte for byte.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use proptest::prelude::RngExt as _;
use proptest::test_runner::{RngAlgorithm, TestRng};
use refract_codegen::discover::{self, Overrides, PageFile};
use refract_codegen::emit::{Emit, Options, emit};
use refract_codegen::ir::Api;
use refract_codegen::pipeline::{self, Outcome};
use serde_json::Value;

use crate::support::{library, read, repository, shared};

/// What an operation is in all that is exported of it.
#[derive(Debug, PartialEq, Eq)]
struct Part {
    /// The IR, the document and the schemas, with the structures that they use.
    exported: Vec<String>,
    /// The pages that it states the origins of.
    pages: BTreeSet<String>,
    /// The structures.
    structures: BTreeSet<String>,
    /// Method and path; a document has one operation for both.
    route: String,
}

/// The parts of all operations, by service and id.
fn parts(apis: &[Api]) -> BTreeMap<String, Part> {
    let mut parts = BTreeMap::new();
    let options = Options::default();
    let documents = json(emit(apis, Emit::OpenApi, &options));
    let schemas = emit(apis, Emit::JsonSchema, &options);
    for api in apis {
        let service = format!("{}/{}", api.vendor, api.service);
        let ir = serde_json::to_value(api).expect("the IR serialises");
        let document = documents.iter().find(|(path, _)| path.contains(&service)).map(|(_, value)| value);
        for operation in &ir["operations"].as_array().cloned().unwrap_or_default() {
            let id = operation["id"].as_str().expect("an id");
            let name = operation["name"].as_str().unwrap_or(id);
            let mut found = Closure::default();
            found.add(operation, &ir["schemas"]);
            let structures = found.structures.keys().cloned().collect();
            let mut exported = vec![operation.to_string(), format!("{:?}", found.structures)];
            if let Some(document) = document {
                let described = document["paths"].as_object().into_iter().flat_map(|paths| paths.values());
                let described = described.filter_map(Value::as_object).flat_map(|path| path.values());
                for described in described.filter(|it| it["operationId"] == *name) {
                    // A document says once at its head what all of its operations share, and groups them by folders.
                    let mut described = described.clone();
                    described
                        .as_object_mut()
                        .expect("an operation")
                        .retain(|key, _| !["servers", "tags"].contains(&key.as_str()));
                    let mut closure = Closure::default();
                    closure.add(&described, &document["components"]["schemas"]);
                    found.pages.append(&mut closure.pages);
                    exported.extend([described.to_string(), format!("{:?}", closure.structures)]);
                }
            }
            let own = schemas.iter().filter(|(path, _)| path.contains(&format!("{service}/{id}.")));
            exported.extend(own.map(|(path, text)| format!("{path} {text}")));
            let route = format!("{} {}", operation["method"], operation["path"]);
            let part = Part { exported, pages: found.pages, structures, route };
            assert!(parts.insert(format!("{service} {id}"), part).is_none(), "{service} has {id} twice");
        }
    }
    parts
}

fn json(files: BTreeMap<String, String>) -> BTreeMap<String, Value> {
    let read = |text: &str| serde_json::from_str(text).unwrap_or_default();
    files.into_iter().map(|(path, text)| (path, read(&text))).collect()
}

/// What a value refers to, down through everything.
#[derive(Default)]
struct Closure {
    structures: BTreeMap<String, String>,
    pages: BTreeSet<String>,
}

impl Closure {
    fn add(&mut self, value: &Value, named: &Value) {
        match value {
            Value::Object(map) => {
                for (key, value) in map {
                    match (key.as_str(), value) {
                        ("target" | "$ref", Value::String(name)) => {
                            let name = name.rsplit('/').next().unwrap_or(name);
                            if let Some(structure) = named.get(name)
                                && self.structures.insert(name.to_owned(), structure.to_string()).is_none()
                            {
                                self.add(structure, named);
                            }
                        }
                        _ => self.add(value, named),
                    }
                }
            }
            Value::Array(values) => values.iter().for_each(|value| self.add(value, named)),
            // Origins, wherever they are: a page, a line and a column.
            Value::String(text) => self.pages.extend(text.rsplitn(3, ':').nth(2).map(str::to_owned)),
            _ => {}
        }
    }
}

/// What changes came to.
#[derive(Debug, Default)]
struct Tally {
    changes: BTreeMap<&'static str, usize>,
    kept: usize,
    moved: Vec<String>,
}

impl Tally {
    fn add(&mut self, other: Self) {
        for (kind, count) in other.changes {
            *self.changes.entry(kind).or_default() += count;
        }
        self.kept += other.kept;
        self.moved.extend(other.moved);
    }

    /// Holds what is elsewhere against what it was.
    fn verify(&mut self, change: &str, page: &str, before: &BTreeMap<String, Part>, after: &BTreeMap<String, Part>) {
        // A link in a description leads to the page that has its label.
        let stem = page.rsplit('/').next().and_then(|file| file.split('.').next()).unwrap_or(page);
        let target = format!("/{stem}");
        let depends = |part: &&Part| part.pages.contains(page) || part.exported.iter().any(|it| it.contains(&target));
        let of_page = before.values().chain(after.values()).filter(depends);
        let routes: BTreeSet<&str> = of_page.map(|part| part.route.as_str()).collect();
        for (operation, was) in before.iter().filter(|(_, part)| !routes.contains(part.route.as_str())) {
            match after.get(operation) {
                Some(is) if is == was => self.kept += 1,
                Some(is) => {
                    let names: Vec<_> = was.structures.symmetric_difference(&is.structures).collect();
                    let apart = was.exported.iter().zip(&is.exported).find(|(was, is)| was != is);
                    let apart = apart.map_or_else(String::new, |(was, is)| difference(was, is));
                    self.moved.push(format!("{change} {page}: {operation} is another; names: {names:?}; {apart}"));
                }
                None => self.moved.push(format!("{change} {page}: {operation} is gone")),
            }
        }
    }

    /// Compares the names of a page that has one more field with the names before.
    fn check_own(&mut self, page: &str, before: &BTreeMap<String, Part>, after: &BTreeMap<String, Part>) {
        for (operation, was) in before.iter().filter(|(_, part)| part.pages.contains(page)) {
            let lost: Option<Vec<_>> =
                after.get(operation).map(|is| was.structures.difference(&is.structures).collect());
            match lost {
                Some(lost) if lost.is_empty() => {}
                Some(lost) => self.moved.push(format!("a field more on {page}: {operation} lost {lost:?}")),
                None => self.moved.push(format!("a field more on {page}: {operation} is gone")),
            }
        }
    }
}

/// Where two texts part.
fn difference(was: &str, is: &str) -> String {
    let at = was.char_indices().zip(is.chars()).find(|((_, was), is)| was != is).map_or(was.len(), |((at, _), _)| at);
    let part =
        |text: &str| text.chars().skip(was[..at].chars().count().saturating_sub(60)).take(160).collect::<String>();
    format!("{:?} was {:?}", part(is), part(was))
}

fn run(files: &[PageFile]) -> Outcome {
    pipeline::run(files, library(), &|_| Overrides::default(), &|| {})
}

/// A page with one field more: a row of a table again, with another name.
fn with_a_field(text: &str, pick: usize) -> Option<String> {
    let lines: Vec<&str> = text.lines().collect();
    let is_rule = |line: &str| line.starts_with('|') && line.contains("---");
    let rows: Vec<usize> = (1..lines.len())
        .filter(|&at| lines[at].starts_with('|') && !is_rule(lines[at]))
        .filter(|&at| lines[..at].iter().rev().take_while(|line| line.starts_with('|')).any(|line| is_rule(line)))
        .collect();
    if rows.is_empty() {
        return None;
    }
    let at = rows[pick % rows.len()];
    let row = lines[at];
    let begin = row.find(|c: char| c.is_ascii_alphabetic())?;
    let end = row[begin..].find(|c: char| !c.is_ascii_alphanumeric() && c != '_').map_or(row.len(), |to| begin + to);
    let more = format!("{}{}ToBeAdded{}", &row[..begin], &row[begin..end], &row[end..]);
    let lines = lines[..=at].iter().copied().chain([more.as_str()]).chain(lines[at + 1..].iter().copied());
    Some(lines.collect::<Vec<_>>().join("\n") + "\n")
}

/// The pages of a service, and what they gave before any change.
struct Service {
    files: Vec<PageFile>,
    before: BTreeMap<String, Part>,
}

/// Changes the services that `paths` hold, `count` times.
fn change(paths: &[PathBuf], strip: &Path, count: usize, seed: u8) -> Tally {
    let files = discover::files(paths, strip).unwrap_or_else(|problems| panic!("{problems:?}"));
    let is_of = |file: &PageFile, api: &Api| api.pages.iter().any(|page| page.path == file.name);
    let of = |api: &Api| -> Vec<PageFile> { files.iter().filter(|file| is_of(file, api)).cloned().collect() };
    let services: Vec<Service> = read(paths, strip)
        .apis
        .iter()
        .map(|api| Service { files: of(api), before: parts(&run(&of(api)).apis) })
        .collect();
    let mut rng = TestRng::from_seed(RngAlgorithm::ChaCha, &[seed; 32]);
    let mut draw = |below: usize| rng.random_range(0..below);
    let mut tally = Tally::default();
    let folder = tempfile::tempdir().expect("a folder");
    let changed = folder.path().join("page");
    while tally.changes.values().sum::<usize>() < count {
        let service = &services[draw(services.len())];
        let at = draw(service.files.len());
        let page = &service.files[at];
        let kind = ["out", "in", "field"][draw(3)];
        let mut files = service.files.clone();
        let mut name = page.name.clone();
        match kind {
            "out" => drop(files.remove(at)),
            "in" => {
                // A page of any service of the vendor's, under a name that no page has.
                let other = &services[draw(services.len())].files;
                let other = &other[draw(other.len())];
                let (front, end) = page.name.rsplit_once('.').expect("an extension");
                if !other.name.ends_with(end) {
                    continue;
                }
                name = format!("{front}-{}.{end}", "added-".repeat(12));
                files.push(PageFile { path: other.path.clone(), name: name.clone(), root: other.root.clone() });
            }
            _ => {
                let text = std::fs::read_to_string(&page.path).expect("a page");
                let Some(text) = with_a_field(&text, draw(1 << 20)) else { continue };
                std::fs::write(&changed, text).expect("a file");
                files[at].path.clone_from(&changed);
            }
        }
        let after = parts(&run(&files).apis);
        tally.verify(kind, &name, &service.before, &after);
        if kind == "field" {
            tally.check_own(&name, &service.before, &after);
        }
        *tally.changes.entry(kind).or_default() += 1;
    }
    tally
}

fn check(tally: &Tally) {
    println!("{:?}: {} operations elsewhere stay as they were", tally.changes, tally.kept);
    assert!(tally.changes.len() == 3 && tally.kept > 100, "too little was changed: {tally:?}");
    assert!(tally.moved.is_empty(), "{} moved:\n{}", tally.moved.len(), tally.moved.join("\n"));
}

#[test]
fn changes_leave_everything_elsewhere_as_it_was() {
    check(&change(&[repository("specs")], &repository(""), 200, 22));
}

/// The same over each vendor of the corpus. `REFRACT_CHANGES` is how many changes are made to each, and `REFRACT_SEED`
/// draws others.
#[test]
#[ignore = "reads services of the corpus hundreds of times: many minutes"]
fn changes_to_the_corpus_leave_everything_elsewhere_as_it_was() {
    let Some(corpus) = shared("corpus") else { return };
    let number = |name: &str, usual: usize| -> usize {
        std::env::var(name)
            .map_or(usual, |text| text.parse().unwrap_or_else(|_| panic!("{name}: `{text}` is no number")))
    };
    let (changes, seed) = (number("REFRACT_CHANGES", 50), u8::try_from(number("REFRACT_SEED", 22)).expect("a byte"));
    let mut all = Tally::default();
    for vendor in ["yandex", "jdcloud", "otc", "huawei"] {
        let tally = change(&[corpus.join(vendor)], &corpus, changes, seed);
        println!("{vendor}: {:?}, {} operations stay, {} move", tally.changes, tally.kept, tally.moved.len());
        all.add(tally);
    }
    check(&all);
}

/// Everything that is exported of a folder of pages, which are named from `base`.
fn exported(folder: &Path, base: &Path) -> Vec<BTreeMap<String, String>> {
    let apis = read(&[folder.to_owned()], base).apis;
    assert!(!apis.is_empty(), "{}", folder.display());
    [Emit::Ir, Emit::OpenApi, Emit::JsonSchema, Emit::Rust].map(|it| emit(&apis, it, &Options::default())).into()
}

#[test]
fn spellings_of_a_folder_change_nothing() {
    let here = std::env::current_dir().expect("a folder");
    let plain = exported(Path::new("../specs/jdcloud"), Path::new(""));
    for spelled in [PathBuf::from("./../specs/./../specs/jdcloud/"), here.join("../specs/jdcloud")] {
        assert!(exported(&spelled, Path::new("")) == plain, "{}", spelled.display());
    }
    // The location of a project does not matter either.
    let project = tempfile::tempdir().expect("a folder");
    let pages = repository("specs/jdcloud");
    for entry in walkdir::WalkDir::new(&pages).into_iter().filter_map(Result::ok) {
        let below = entry.path().strip_prefix(&pages).expect("below");
        let to = project.path().join("specs/jdcloud").join(below);
        if entry.file_type().is_dir() {
            std::fs::create_dir_all(to).expect("a folder");
        } else {
            std::fs::copy(entry.path(), to).expect("a file");
        }
    }
    let elsewhere = exported(&project.path().join("specs/jdcloud"), project.path());
    assert!(elsewhere == exported(&pages, &repository("")), "the pages of a project that was moved");
}

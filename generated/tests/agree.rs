//! Types and schemas agree, for every body of `specs/`: instances made of a schema are read, pass `validate()` and come back
//! equal; of instances with one place changed both say the same. `codegen/tests/it/rust_corpus.rs` does so for any pages.

#[path = "support/agree.rs"]
mod agree;

use std::collections::BTreeSet;
use std::path::Path;

use agree::{Run, Tally, Verdict};
use serde_json::Value;

/// A body's schema file, and its type.
macro_rules! bodies {
    ($($service:literal $module:path { $($operation:ident: $($type_:ident $file:literal),+;)* })*) => {
        vec![$($($((
            concat!($service, "/", stringify!($operation), ".", $file, ".json"),
            {
                use $module as module;
                fn run(value: &Value) -> Verdict {
                    let text = value.to_string();
                    let (read, nulls) = refract_generated::support::noting_nulls(|| serde_json::from_str(&text));
                    let read: module::$operation::$type_ = match (read, nulls.as_slice()) {
                        (Ok(read), []) => read,
                        // What is read with a note is not what the page says.
                        (Ok(_), [null, ..]) => return Verdict::Refused(null.to_string()),
                        (Err(error), _) => return Verdict::Refused(error.to_string()),
                    };
                    let back = serde_json::to_value(&read).expect("what was read can be written");
                    match read.validate() {
                        Ok(()) => Verdict::Valid(back),
                        Err(violations) => Verdict::Invalid(violations.to_string(), back),
                    }
                }
                run as Run
            },
        ),)+)*)*]
    };
}

fn bodies() -> Vec<(&'static str, Run)> {
    bodies! {
        "huawei/functiongraph" refract_generated::huawei::functiongraph {
            get_v2_project_id_fgs_functions: Response "response.200";
            post_v2_fgs_functions_aliases: Request "request", Response "response.200";
            post_v2_fgs_functions_versions: Request "request", Response "response.200";
        }
        "jdcloud/function" refract_generated::jdcloud::function {
            create_function: Request "request", Response "response.200";
            create_version: Request "request", Response "response.200";
            get_version: Response "response.200";
        }
        "otc/function-graph" refract_generated::otc::function_graph {
            deleting_alias_function_version_v2: Response401 "response.401", Response403 "response.403",
                Response404 "response.404", Response500 "response.500";
            publishing_a_function_version_v2: Request "request", Response "response.200", Response400 "response.400",
                Response401 "response.401", Response403 "response.403", Response404 "response.404",
                Response500 "response.500";
            querying_versions_aliases_function_v2: Response401 "response.401", Response403 "response.403",
                Response404 "response.404", Response500 "response.500", Response503 "response.503";
        }
        "yandex/functions" refract_generated::yandex::functions {
            create_version: Request "request", Response "response.200";
            function_update: Request "request", Response "response.200";
            list_versions: Response "response.200";
            set_tag: Request "request", Response "response.200";
        }
    }
}

/// Bodies that are no structure, and so have no type of their own.
const LISTS: &[&str] = &["otc/function-graph/querying_versions_aliases_function_v2.response.200.json"];

fn schemas() -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("schemas")
}

fn parsed(path: &Path) -> Value {
    let text = std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

#[test]
fn every_body_is_held_against_its_schema() {
    let mut tally = Tally::default();
    for (file, run) in bodies() {
        let path = schemas().join(file);
        let root = agree::document(&parsed(&path), &parsed(&path.parent().expect("a folder").with_extension("json")));
        agree::agree(file, &root, run, 40, &mut tally);
    }
    assert!(tally.problems.is_empty(), "{}", tally.lines());
    assert!(tally.without.is_empty(), "schemas without an instance: {:?}", tally.without);
    assert!(tally.whole > 1000 && tally.broken() > 1000, "{tally:?}");
    // Each way to break an instance broke one.
    for rule in ["required", "null", "a string", "an integer", "maxLength", "pattern", "exclusive", "values"] {
        assert!(tally.broken.contains_key(rule), "nothing breaks `{rule}`: {:?}", tally.broken);
    }
}

#[test]
fn no_body_is_left_out() {
    let mut files = BTreeSet::new();
    let folders = |path: &Path| -> Vec<std::path::PathBuf> {
        let mut found: Vec<_> =
            std::fs::read_dir(path).expect("a folder").map(|entry| entry.expect("an entry").path()).collect();
        found.sort();
        found
    };
    for service in folders(&schemas()).iter().flat_map(|vendor| folders(vendor)).filter(|path| path.is_dir()) {
        for file in folders(&service) {
            files.insert(file.strip_prefix(schemas()).expect("below").to_string_lossy().into_owned());
        }
    }
    let held: BTreeSet<String> =
        bodies().iter().map(|(file, _)| *file).chain(LISTS.iter().copied()).map(str::to_owned).collect();
    assert_eq!(held, files);
}

//! What must not matter: a page's name, the order of its rows and columns, and where its lines break.

use std::path::Path;

use refract_codegen::discover;
use serde_json::Value;

use crate::support::layout::{self, Change};
use crate::support::{read_text, repository, shared, without_places};

/// A page has the same contract under another name and in every layout.
fn verify(name: &str, text: &str) -> Vec<String> {
    let documented = |name: &str, text: &str| without_places(&read_text(name, text).apis);
    let original = documented(name, text);
    let mut broken = Vec::new();
    let extension = name.rsplit('.').next().expect("an extension");
    let renamed = documented(&format!("elsewhere/some page.{extension}"), text);
    broken.extend(difference(&original, &renamed).map(|what| format!("{name} under another name: {what}")));
    let crlf = documented(name, &text.replace('\n', "\r\n"));
    broken.extend(difference(&original, &crlf).map(|what| format!("{name} with CRLF: {what}")));
    let original = sorted(original);
    for change in layout::ALL {
        let changed = sorted(documented(name, &layout::change(name, text, change)));
        broken.extend(difference(&original, &changed).map(|what| format!("{name} with other {change:?}: {what}")));
    }
    broken
}

fn check_folder(folder: &Path, every: usize) {
    let files = discover::files(&[folder.to_owned()], folder).expect("there are pages");
    let files: Vec<_> = files.into_iter().step_by(every).collect();
    let pages: Vec<(String, String)> =
        files.iter().map(|file| (file.name.clone(), std::fs::read_to_string(&file.path).expect("a page"))).collect();
    let broken: Vec<String> = pages.iter().flat_map(|(name, text)| verify(name, text)).collect();
    assert!(broken.is_empty(), "{}", broken.join("\n"));
    // A change that changes nothing would show nothing.
    for change in layout::ALL {
        let changed = pages.iter().filter(|(name, text)| layout::change(name, text, change) != *text).count();
        assert!(changed * 3 >= pages.len(), "{change:?} changes {changed} of {} pages", pages.len());
    }
}

#[test]
fn the_layout_of_the_pages_of_this_repository_does_not_matter() {
    check_folder(&repository("specs"), 1);
}

#[test]
fn the_layout_of_the_seeds_does_not_matter() {
    if let Some(seeds) = shared("seeds") {
        check_folder(&seeds, 1);
    }
}

/// A sample of the corpus: `cargo test --release -p refract-codegen --test it layout:: -- --ignored`. It need not
/// pass for every page: if rows or columns with different meanings have one name, only their order distinguishes them.
#[test]
#[ignore = "a survey: reads each page of the sample six times"]
fn the_layout_of_a_sample_of_the_corpus_does_not_matter() {
    if let Some(corpus) = shared("corpus") {
        check_folder(&corpus, 20);
    }
}

/// The changes themselves, on a table of each syntax.
#[test]
fn a_change_changes_its_own_part() {
    let pipes = "a | b\n--- | ---\n1 | 2\n3 \\| 4 | 5\n";
    assert_eq!(layout::change("x.md", pipes, Change::Rows), "a | b\n--- | ---\n3 \\| 4 | 5\n1 | 2\n");
    assert_eq!(layout::change("x.md", pipes, Change::Columns), " b|a \n ---|--- \n 2|1 \n 5|3 \\| 4 \n");
    let grid =
        "+---+-----+\n| a | b   |\n+===+=====+\n| 1 | 2   |\n|   | two |\n+---+-----+\n| 3 | 4   |\n+---+-----+\n";
    let rows =
        "+---+-----+\n| a | b   |\n+===+=====+\n| 3 | 4   |\n+---+-----+\n| 1 | 2   |\n|   | two |\n+---+-----+\n";
    assert_eq!(layout::change("x.rst", grid, Change::Rows), rows);
    let simple = "= == =\na b  c\n= == =\n1 22 3\n4 5  6\n= == =\n";
    assert_eq!(layout::change("x.rst", simple, Change::Columns), "= = ==\na c b\n= = ==\n1 3 22\n4 6 5\n= = ==\n");
    let prose = "one two three four\n";
    assert_eq!(layout::change("x.md", prose, Change::Wrap), "one two three\nfour\n");
    let html = "<table><tbody><tr><td>1</td><td>2</td></tr><tr><td>3</td><td>4</td></tr></tbody></table>\n";
    assert!(layout::change("x.md", html, Change::Rows).contains("<tr><td>3</td><td>4</td></tr>\n<tr><td>1</td>"));
}

/// The first place where two contracts differ.
fn difference(a: &Value, b: &Value) -> Option<String> {
    fn walk(a: &Value, b: &Value, at: &str) -> Option<String> {
        match (a, b) {
            (Value::Object(x), Value::Object(y)) => {
                let keys: std::collections::BTreeSet<&String> = x.keys().chain(y.keys()).collect();
                keys.into_iter().find_map(|key| {
                    let none = Value::Null;
                    walk(x.get(key).unwrap_or(&none), y.get(key).unwrap_or(&none), &format!("{at}/{key}"))
                })
            }
            (Value::Array(x), Value::Array(y)) if x.len() == y.len() => {
                x.iter().zip(y).enumerate().find_map(|(index, (a, b))| {
                    let name = a.get("name").or_else(|| a.get("id")).and_then(Value::as_str);
                    let step = name.map_or_else(|| index.to_string(), str::to_owned);
                    walk(a, b, &format!("{at}/{step}"))
                })
            }
            _ if a == b => None,
            _ => Some(format!("{at}: {a} and not {b}")),
        }
    }
    walk(a, b, "")
}

/// Fields and parameters sorted by name, as a set.
fn sorted(mut value: Value) -> Value {
    fn sort(value: &mut Value) {
        match value {
            Value::Array(items) => {
                items.iter_mut().for_each(sort);
                if items.iter().all(|item| item.get("name").is_some()) {
                    items.sort_by_key(|item| item["name"].to_string());
                }
            }
            Value::Object(map) => map.values_mut().for_each(sort),
            _ => {}
        }
    }
    sort(&mut value);
    value
}

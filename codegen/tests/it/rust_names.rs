//! A page that is added to a service changes no name that another operation's module offers.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use refract_codegen::diagnostic::Code;
use refract_codegen::emit::{Emit, Options, emit};
use refract_codegen::ir::{Api, json};
use serde_json::json;

use crate::support::{read, repository, rust_cases, shared};

/// What each operation's module offers, and the items that are named after the operation, by service and operation.
fn offered(pages: &[PathBuf]) -> BTreeMap<String, BTreeSet<String>> {
    offered_by(&read(pages, &repository("")).apis)
}

fn offered_by(apis: &[Api]) -> BTreeMap<String, BTreeSet<String>> {
    let mut found: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for (path, text) in emit(apis, Emit::Rust, &Options::default()) {
        let file = syn::parse_file(&text).unwrap_or_else(|error| panic!("{path}: {error}"));
        if path == "support.rs" {
            continue;
        }
        for item in file.items {
            let syn::Item::Mod(module) = item else { continue };
            if module.content.is_none() {
                continue;
            }
            let names = found.entry(format!("{path} {}", module.ident)).or_default();
            names.extend(rust_cases::reexported(module).into_keys());
        }
    }
    found
}

fn pages() -> Vec<PathBuf> {
    let mut pages: Vec<PathBuf> = walkdir::WalkDir::new(repository("specs"))
        .into_iter()
        .filter_map(Result::ok)
        .filter(|entry| entry.path().extension().is_some_and(|end| end == "md" || end == "rst"))
        .map(walkdir::DirEntry::into_path)
        .collect();
    pages.sort();
    pages
}

#[test]
fn a_page_more_changes_no_name_of_another_operation() {
    let all = pages();
    let with_all = offered(&all);
    assert!(with_all.values().map(BTreeSet::len).sum::<usize>() > 30, "{with_all:?}");
    for left_out in all.iter().filter(|page| read(&[(*page).clone()], &repository("")).operations() > 0) {
        let rest: Vec<PathBuf> = all.iter().filter(|page| *page != left_out).cloned().collect();
        for (operation, names) in offered(&rest) {
            // A page that comes may bring structures that others link to; what was there keeps its name.
            let missing: Vec<&String> = names.difference(&with_all[&operation]).collect();
            assert!(missing.is_empty(), "{operation}: {missing:?} are gone with {}", left_out.display());
        }
    }
}

#[test]
fn a_structure_of_the_same_name_changes_no_name_either() {
    let page = repository("specs/jdcloud/function/zh/createFunction.md");
    let folder = tempfile::tempdir().expect("a folder");
    let copy = folder.path().join("jdcloud/function/zh/copyFunction.md");
    std::fs::create_dir_all(copy.parent().expect("a parent")).expect("folders");
    let text = std::fs::read_to_string(&page).expect("the page");
    let text = text.replace("createFunction", "copyFunction").replace("onlineCode", "offlineCode");
    std::fs::write(&copy, text.replace("{regionId}/functions", "{regionId}/copies")).expect("a page");
    let before = offered(std::slice::from_ref(&page));
    let after = offered(&[page, copy]);
    assert_eq!(after.len(), 2, "{after:?}");
    for (operation, names) in before {
        assert_eq!(names, after[&operation], "{operation}");
    }
}

/// Names with words after them are cut, and two long ids can be cut to the same name.
#[test]
fn operations_of_long_ids_have_items_of_their_own() {
    let operation = |id: &str| {
        json!({
            "id": id, "summary": id, "method": "GET", "path": format!("/{id}"), "parameters": [],
            "responses": { "204": { "origin": "lamps.md:1:1" } }, "origin": "lamps.md:1:1",
        })
    };
    let ids = ["listing_lamps_bulbous_and_shades_of_a_room_v2", "listing_lamps_bulbs_and_shades_of_a_room_v2"];
    let contract = json!({
        "format": 1, "vendor": "acme", "service": "lamps", "servers": [], "schemas": {}, "pages": [],
        "operations": ids.map(operation),
    });
    let api = json::from_json(&contract.to_string()).expect("an IR");
    for (path, text) in emit(&[api], Emit::Rust, &Options::default()) {
        let file = syn::parse_file(&text).unwrap_or_else(|error| panic!("{path}: {error}"));
        let names = file.items.iter().filter_map(|item| match item {
            syn::Item::Struct(item) => Some(item.ident.to_string()),
            syn::Item::Enum(item) => Some(item.ident.to_string()),
            _ => None,
        });
        let mut seen = BTreeSet::new();
        for name in names {
            assert!(seen.insert(name.clone()), "{path} has `{name}` twice");
        }
    }
}

/// The same for a sample of the corpus' pages: some pages of each service are left out, beginning with one that
/// `REFRACT_SEED` selects; `REFRACT_SAMPLE` is their number per service. An operation whose id another page also claims
/// gets a longer one, which a diagnostic reports; those are counted.
#[test]
#[ignore = "reads each service of the corpus several times: minutes"]
fn a_page_more_changes_no_name_over_the_corpus() {
    let number = |name: &str, usual: usize| -> usize {
        std::env::var(name)
            .map_or(usual, |text| text.parse().unwrap_or_else(|_| panic!("{name}: `{text}` is no number")))
    };
    let (seed, sample) = (number("REFRACT_SEED", 0), number("REFRACT_SAMPLE", 5).max(1));
    let Some(corpus) = shared("corpus") else { return };
    let vendors = std::env::var("REFRACT_VENDORS").unwrap_or("yandex,jdcloud,otc,huawei".into());
    let (mut left_out, mut kept, mut longer, mut changed) = (0, 0, 0, Vec::new());
    for vendor in vendors.split(',') {
        for api in read(&[corpus.join(vendor)], &corpus).apis {
            let all: Vec<PathBuf> = api.pages.iter().map(|page| corpus.join(&page.path)).collect();
            let whole = read(&all, &corpus);
            let with_all = offered_by(&whole.apis);
            let claimed = |page: &PathBuf| {
                let page = page.strip_prefix(&corpus).expect("below").to_string_lossy().into_owned();
                whole
                    .diagnostics
                    .iter()
                    .any(|found| found.code == Code::OperationIdTaken && *found.origin.page == *page)
            };
            let step = all.len() / sample + 1;
            for page in all.iter().skip(seed % step).step_by(step) {
                let rest: Vec<PathBuf> = all.iter().filter(|other| *other != page).cloned().collect();
                left_out += 1;
                for (operation, names) in offered_by(&read(&rest, &corpus).apis) {
                    match with_all.get(&operation) {
                        Some(all) if names.is_subset(all) => kept += 1,
                        None if claimed(page) => longer += 1,
                        Some(all) => {
                            changed.push(format!(
                                "{operation} without {}: {:?}",
                                page.display(),
                                names.difference(all)
                            ));
                        }
                        None => changed.push(format!("{operation} is gone with {}", page.display())),
                    }
                }
            }
        }
    }
    println!(
        "seed {seed}: {left_out} pages left out: {kept} operations keep their names, {longer} get longer ids, {} others",
        changed.len()
    );
    assert!(changed.is_empty(), "{}", changed.join("\n"));
}

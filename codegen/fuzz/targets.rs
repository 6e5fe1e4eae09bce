//! The fuzz targets: each function takes any bytes, and panics where an invariant is violated.
//!
//! cargo-fuzz runs them for minutes (`fuzz_targets/`), and `tests/it/fuzz.rs` for seconds, with the same seeds.

#![allow(dead_code, reason = "each fuzz target uses one of them")]

use std::collections::BTreeMap;
use std::sync::LazyLock;

use refract_codegen::discover::Overrides;
use refract_codegen::emit::{Emit, Options, emit};
use refract_codegen::fixup::{self, Loaded};
use refract_codegen::includes::Includes;
use refract_codegen::ir::{Api, json};
use refract_codegen::overlay::Overlay;
use refract_codegen::source::Source;
use refract_codegen::vocabulary::Library;
use refract_codegen::{check, diff, parse, pipeline, resolve};
use serde_json::Value;

static LIBRARY: LazyLock<Library> = LazyLock::new(Library::embedded);

/// The vendors that pages are read by: the first byte chooses.
const VENDORS: [(&str, &str); 8] = [
    ("jdcloud", "md"),
    ("huawei", "md"),
    ("yandex", "md"),
    ("otc", "rst"),
    ("tencent", "md"),
    ("openstack", "rst"),
    ("gitlab", "md"),
    ("discord", "mdx"),
];

/// A contract to apply corrections to, and to compare others with.
const IR: &str = include_str!("seeds/ir/things.json");

fn text(data: &[u8]) -> Option<&str> {
    std::str::from_utf8(data).ok()
}

fn things() -> Vec<Api> {
    vec![json::from_json(IR).unwrap_or_else(|error| panic!("seeds/ir/things.json: {error}"))]
}

/// A page of Markdown as a tree.
pub(crate) fn markdown(data: &[u8]) {
    tree("page.md", data);
}

/// A page of reStructuredText as a tree.
pub(crate) fn rst(data: &[u8]) {
    tree("page.rst", data);
}

fn tree(name: &str, data: &[u8]) {
    let Ok(source) = Source::from_bytes(name, data.to_vec()) else { return };
    let (document, _) = parse::parse(&source);
    for block in &document.blocks {
        let (start, end) = (block.span.start as usize, block.span.end as usize);
        assert!(start <= end && end <= source.text().len(), "a block has the bytes {:?}", block.span);
    }
}

/// A page through all passes to all artefacts, each of which is read back.
pub(crate) fn pages(data: &[u8]) {
    let Some((&first, rest)) = data.split_first() else { return };
    let (vendor, extension) = VENDORS[usize::from(first) % VENDORS.len()];
    assert!(LIBRARY.vendor(vendor).is_some(), "{vendor} has no vocabulary");
    let Ok(mut source) = Source::from_bytes(format!("pages/thing/page.{extension}"), rest.to_vec()) else { return };
    let overrides = Overrides { vendor: Some(vendor.to_owned()), ..Overrides::default() };
    let Ok(page) = pipeline::page(&mut source, &LIBRARY, &overrides, &Includes::default()) else { return };
    for draft in &page.drafts {
        assert!(draft.ledger.balances(), "{:?}", draft.ledger);
    }
    let (apis, _) = resolve::resolve(page.drafts, &page.vocabulary);
    emitted(&apis);
}

/// All artefacts of contracts, each read back.
fn emitted(apis: &[Api]) {
    for api in apis {
        check::check(api);
        let back = json::from_json(&json::to_json(api)).unwrap_or_else(|error| panic!("an IR of our own: {error}"));
        assert!(back == *api, "an IR of our own comes back as another one");
    }
    for kind in Emit::ALL {
        for (path, text) in emit(apis, kind, &Options::default()) {
            match path.rsplit('.').next() {
                Some("json") => drop(serde_json::from_str::<Value>(&text).unwrap_or_else(|e| panic!("{path}: {e}"))),
                Some("yaml") => drop(yaml_serde::from_str::<Value>(&text).unwrap_or_else(|e| panic!("{path}: {e}"))),
                Some("rs") => drop(syn::parse_file(&text).unwrap_or_else(|e| panic!("{path}: {e}"))),
                _ => {}
            }
        }
    }
}

/// A file of a vendor, and of a language.
pub(crate) fn vocabulary(data: &[u8]) {
    let Some(text) = text(data) else { return };
    let file = || vec![("made.toml".to_owned(), text.to_owned())];
    let _ = Library::with(&[], &file());
    let _ = Library::with(&file(), &[]);
}

/// An exported IR: what is read is written again the same, and makes artefacts.
pub(crate) fn ir(data: &[u8]) {
    let Some(Ok(api)) = text(data).map(json::from_json) else { return };
    emitted(&[api]);
}

/// Corrections, applied to a contract.
pub(crate) fn fixups(data: &[u8]) {
    let Some(Ok(loaded)) = text(data).map(|text| Loaded::parse("fixups.toml", text)) else { return };
    let mut apis = things();
    fixup::apply(&mut apis, &[loaded]);
    emitted(&apis);
}

/// An overlay, applied to a document.
pub(crate) fn overlay(data: &[u8]) {
    let Some(Ok(overlay)) = text(data).map(|text| Overlay::parse("overlay.yaml", text)) else { return };
    let document = refract_codegen::emit::openapi::document(&things()[0], &Options::default());
    let _ = overlay.apply(&mut BTreeMap::from([("things.json".to_owned(), document)]));
}

/// Two contracts, which differ in what the bytes say; a NUL byte parts them.
pub(crate) fn diff(data: &[u8]) {
    let Some(text) = text(data) else { return };
    let (old, new) = text.split_once('\0').unwrap_or((IR, text));
    let (Ok(old), Ok(new)) = (json::from_json(old), json::from_json(new)) else { return };
    let (old, new) = ([old], [new]);
    let found = diff::compare(&old, &new);
    found.to_json();
    found.to_text();
    assert_eq!(diff::compare(&new, &new).breaks(), 0, "a contract breaks with itself");
    diff::compare_bodies(&old, &new);
}

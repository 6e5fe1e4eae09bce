//! A client of each document below the folder that `REFRACT_OPENAPI` names.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

fn documents(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            documents(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "json") {
            found.push(path);
        }
    }
}

fn main() {
    println!("cargo:rerun-if-env-changed=REFRACT_OPENAPI");
    let folder = PathBuf::from(std::env::var_os("REFRACT_OPENAPI").expect("REFRACT_OPENAPI names a folder"));
    println!("cargo:rerun-if-changed={}", folder.display());
    let mut found = Vec::new();
    documents(&folder, &mut found);
    found.sort();
    assert!(!found.is_empty(), "{} holds no documents", folder.display());
    let out = PathBuf::from(std::env::var_os("OUT_DIR").expect("a build script"));
    let mut all = String::new();
    for (number, file) in found.iter().enumerate() {
        let text = std::fs::read_to_string(file).expect("a document");
        let document: openapiv3::OpenAPI =
            serde_json::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
        let tokens = progenitor::Generator::default()
            .generate_tokens(&document)
            .unwrap_or_else(|error| panic!("{}: {error}", file.display()));
        let tree = syn::parse2(tokens).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
        let made = out.join(format!("client_{number}.rs"));
        std::fs::write(&made, prettyplease::unparse(&tree)).expect("a file");
        writeln!(all, "pub mod client_{number} {{ include!({made:?}); }}").expect("a text");
        println!("cargo:warning=made a client of {}", file.display());
    }
    std::fs::write(out.join("all.rs"), all).expect("a file");
}

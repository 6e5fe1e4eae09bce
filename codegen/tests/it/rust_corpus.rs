//! Generated Rust for any pages: each vendor's crate compiles without a warning, its types and the schemas of the same
//! contract agree, and unusual names and texts compile as well. All of these build crates, which takes minutes, and so
//! run only on request:
//!
//! ```console
//! $ cargo test -p refract-codegen --test it rust_corpus:: -- --ignored --nocapture
//! $ REFRACT_VENDORS=yandex,jdcloud cargo test …
//! ```

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use proptest::prelude::*;
use proptest::sample::select;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use refract_codegen::emit::rust::{Layout, names};
use refract_codegen::emit::{Artefacts, Emit, Options, emit};
use refract_codegen::ir::Api;
use serde_json::{Value, json};

use crate::support::{read, read_pages, repository, rust_cases, shared, write};

/// How often each type is tried.
const ROUNDS: usize = 8;

fn vendors() -> Vec<String> {
    let named = std::env::var("REFRACT_VENDORS").unwrap_or("yandex,jdcloud,otc,huawei".into());
    named.split(',').map(str::to_owned).collect()
}

/// A folder for a vendor's crates, and the folder that all of them are built in.
fn folders(what: &str, vendor: &str) -> (PathBuf, PathBuf) {
    let base = Path::new(env!("CARGO_TARGET_TMPDIR")).join("rust_corpus");
    let folder = base.join(what).join(vendor);
    let _ = std::fs::remove_dir_all(&folder);
    (folder, base.join("target"))
}

fn cargo(folder: &Path, target: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO"))
        .current_dir(folder)
        .env("CARGO_TARGET_DIR", target)
        .env("RUSTDOCFLAGS", "-D warnings")
        // Each crate is built once: what is kept for the next time only fills the disk.
        .env("CARGO_INCREMENTAL", "0")
        .args(arguments)
        .output()
        .expect("cargo runs")
}

fn rust(apis: &[Api]) -> Artefacts {
    let mut options = Options::default();
    options.rust.layout = Layout::Crates;
    emit(apis, Emit::Rust, &options)
}

#[test]
#[ignore = "builds a crate a vendor: minutes"]
fn every_vendors_crate_compiles_without_a_warning() {
    let Some(corpus) = shared("corpus") else { return };
    for vendor in vendors() {
        let (folder, target) = folders("compile", &vendor);
        let apis = read(&[corpus.join(&vendor)], &corpus).apis;
        write(&folder, &rust(&apis));
        let folder = folder.join(names::module(&vendor));
        let mut runs: Vec<Vec<String>> = vec![
            ["clippy", "--all-features", "--", "-D", "warnings"].map(str::to_owned).to_vec(),
            ["doc", "--no-deps", "--all-features"].map(str::to_owned).to_vec(),
        ];
        // A service alone, without the others.
        runs.extend(apis.iter().map(|api| {
            let feature = names::module(&api.service).replace('_', "-");
            ["check", "--no-default-features", "--features", &feature].map(str::to_owned).to_vec()
        }));
        for run in runs {
            let arguments: Vec<&str> = run.iter().map(String::as_str).collect();
            let done = cargo(&folder, &target, &arguments);
            let message = String::from_utf8_lossy(&done.stderr);
            assert!(done.status.success() && !message.contains("warning"), "{vendor}: {run:?}: {message}");
        }
        println!("{vendor}: no warning of clippy or rustdoc, and {} services by themselves", apis.len());
    }
}

#[test]
#[ignore = "builds a crate a vendor: minutes"]
fn types_and_schemas_agree() {
    let Some(corpus) = shared("corpus") else { return };
    let mut failed = Vec::new();
    for vendor in vendors() {
        let (folder, target) = folders("agree", &vendor);
        let apis = read(&[corpus.join(&vendor)], &corpus).apis;
        write(&folder, &driver(&vendor, &apis));
        std::fs::copy(repository("Cargo.lock"), folder.join("Cargo.lock")).expect("a lock file");
        let run = cargo(&folder, &target, &["run", "--quiet"]);
        println!("{vendor}: {}", String::from_utf8_lossy(&run.stdout));
        if !run.status.success() {
            failed.push(format!("{vendor}: {}", String::from_utf8_lossy(&run.stderr)));
        }
    }
    assert!(failed.is_empty(), "{}", failed.join("\n"));
}

/// What can break a language inside a name or a text: keywords of all editions and the names of the prelude, characters
/// that end a text or a comment, operators, letters that look alike, characters that change the writing direction,
/// controls, separators.
const PIECES: [&str; 72] = [
    "abstract", "as", "async", "await", "become", "box", "break", "crate", "do", "dyn", "final", "fn", "gen", "macro",
    "move", "priv", "raw", "ref", "safe", "self", "Self", "static", "super", "try", "type", "typeof", "union",
    "unsized", "use", "virtual", "yield", "_", "__", "r#type", "'static", "Result", "Option", "Box", "String", "Vec",
    "Some", "None", "Ok", "Default", "bool", "u64", "str", "main", "std", "serde", "support", "0", "1st", "名称",
    "имя", "é", "e\u{301}", "К", "K", "ﬁ", "🦀", "\u{200d}", "\u{202e}", "\u{2066}", "\u{feff}", "\u{7}", "\u{2028}",
    "*/", "/*", "\"#", "{}", "\\",
];

/// How many made pages there are, and rows in each.
const MADE: (usize, usize) = (6, 80);

#[test]
#[ignore = "builds a crate: a minute"]
fn made_names_and_texts_compile() {
    let piece =
        || prop_oneof![4 => select(PIECES.to_vec()).prop_map(str::to_owned), 1 => "\\PC{1,3}", 1 => "[a-z_.$@-]{1,4}"];
    let name = proptest::collection::vec(piece(), 1..4).prop_map(|pieces| pieces.concat().replace('|', "\\|"));
    let mut runner = TestRunner::deterministic();
    let mut next = || name.new_tree(&mut runner).expect("a name").current();
    let mut pages = Vec::new();
    for number in 0..MADE.0 {
        let (mut rows, mut structures) = (String::new(), String::new());
        for row in 0..MADE.1 {
            let (made, of, text, value) = (next(), next(), next(), next());
            // Each piece alone, too.
            let name = PIECES.get(number * MADE.1 + row).map_or(made, |&piece| piece.to_owned());
            let structured = row % 4 == 0;
            let type_ = if structured { format!("[{of}](#s{row})") } else { "String".to_owned() };
            let _ = writeln!(rows, "|{name}|{type_}|False| |{text} 可选值：`{value}`、`a`、`{text}`|");
            if structured {
                let _ =
                    writeln!(structures, "### <div id=\"s{row}\">{of}</div>\n{COLUMNS}|{name}|String|True| |{text}|\n");
            }
        }
        pages.push((format!("a/made{number}.md"), made_page(&next(), number, &rows, &structures)));
    }
    let pages: Vec<(&str, &str)> = pages.iter().map(|(name, text)| (&**name, &**text)).collect();
    let outcome = read_pages(&pages);
    assert_eq!(outcome.operations(), MADE.0, "{:?}", outcome.diagnostics);
    let (folder, target) = folders("compile", "made");
    write(&folder, &rust(&outcome.apis));
    let done = cargo(&folder.join("jdcloud"), &target, &["check", "--all-features"]);
    let message = String::from_utf8_lossy(&done.stderr);
    assert!(done.status.success() && !message.contains("warning"), "{message}");
    let ledger = outcome.ledger();
    assert!(ledger.fields() > MADE.0 * MADE.1, "{ledger:?}");
}

const COLUMNS: &str = "|名称|类型|是否必需|默认值|描述|\n|---|---|---|---|---|\n";

/// A page of an operation.
fn made_page(title: &str, number: usize, rows: &str, structures: &str) -> String {
    format!(
        "# {title}\n\n## 描述\n{title}\n\n## 请求方式\nPOST\n\n## 请求地址\nhttps://thing.jdcloud-api.com/v1/things{number}\n\n\
         ## 请求参数\n{COLUMNS}{rows}\n{structures}\n## 返回参数\n|名称|类型|描述|\n|---|---|---|\n|**requestId**|String|x|\n"
    )
}

/// A vendor's crate, and a crate that holds its types against schemas and examples.
fn driver(vendor: &str, apis: &[Api]) -> Artefacts {
    let mut files = Artefacts::new();
    let rust = rust(apis);
    let schemas = emit(apis, Emit::JsonSchema, &Options::default());
    let krate = names::module(vendor);
    let mut tables = String::new();
    let mut services = BTreeMap::new();
    let (mut types, mut left) = (0, Vec::new());
    for api in apis {
        let module = names::module(&api.service);
        let found = rust_cases::of(api, &rust[&format!("{krate}/src/{module}.rs")], &schemas);
        types += found.types;
        left.extend(found.left.into_iter().map(|name| format!("{module}::{name}")));
        let mut cases = BTreeMap::new();
        let _ = writeln!(
            tables,
            "mod {module} {{\n    #![allow(unused_imports)]\n    use {krate}::{{support, {module}::*}};"
        );
        let _ = writeln!(tables, "    pub(crate) const CASES: &[(&str, crate::agree::Run)] = &[");
        for case in found.pairs {
            let reader = if case.own { "own" } else { "body" };
            let _ = writeln!(tables, "        ({:?}, crate::{reader}::<{}>),", case.name, case.type_);
            let examples: Vec<Value> =
                case.examples.into_iter().map(|(place, value)| json!({ "place": place, "value": value })).collect();
            cases.insert(case.name, json!({ "schema": case.schema, "own": case.own, "examples": examples }));
        }
        tables.push_str("    ];\n}\n");
        services.insert(module, json!({ "$defs": rust_cases::defs(api, &schemas), "cases": cases }));
    }
    for (path, text) in rust {
        // The crate is a member of the driver's workspace.
        let text = text.split("\n# The crate belongs").next().unwrap_or(&text).to_owned();
        files.insert(path, text);
    }
    let list: Vec<String> = services.keys().map(|module| format!("({module:?}, {module}::CASES)")).collect();
    let main = include_str!("support/driver.rs.in")
        .replace("@KRATE", &krate)
        .replace("@AGREE", &repository("generated/tests/support/agree.rs").display().to_string())
        .replace("@ROUNDS", &ROUNDS.to_string())
        .replace("@TYPES", &types.to_string())
        .replace("@LEFT", &format!("{left:?}"))
        .replace("@TABLES", &tables)
        .replace("@SERVICES", &list.join(", "));
    files.insert("src/main.rs".to_owned(), main);
    files.insert("cases.json".to_owned(), json!(services).to_string());
    files.insert(
        "Cargo.toml".to_owned(),
        format!(
            "[package]\nname = \"agree-{krate}\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\n[workspace]\nmembers = [\"{krate}\"]\n\n\
             [profile.dev]\ndebug = 0\n[profile.dev.package.\"*\"]\nopt-level = 2\n\n[dependencies]\n{krate} = {{ path = \"{krate}\", package = \"{}\" }}\n\
             jsonschema = {{ version = \"=0.60.2\", default-features = false }}\nproptest = \"1.12.0\"\nserde = \"1\"\n\
             serde_json = {{ version = \"1\", features = [\"float_roundtrip\", \"preserve_order\"] }}\n",
            krate.replace('_', "-"),
        ),
    );
    files
}

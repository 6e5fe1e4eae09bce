//! Tests exports with other people's tools. The tools are pinned in `interop/package.json`, `interop/requirements.txt`
//! and `interop/progenitor/Cargo.toml`, and are not part of the repository: `codegen/tests/interop/install.sh` fetches
//! them. A test without its tools prints that it was SKIPPED.
//!
//! ```console
//! $ codegen/tests/interop/install.sh
//! $ cargo test --release -p refract-codegen --test it interop:: -- --include-ignored --nocapture
//! ```

use std::collections::BTreeMap;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use jsonschema::Registry;
use refract_codegen::emit::{self, Artefacts, Conditions, Emit, Files, Notation, Options, openapi};
use refract_codegen::ir::Api;
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::support::{self, read, repository, shared};

/// A file of the tools; `None`, and a printed line, where it is absent.
fn tool(path: &str) -> Option<PathBuf> {
    let found = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/interop").join(path);
    if found.exists() {
        return Some(found);
    }
    print_line(&format!("SKIPPED: {} needs tests/interop/{path}: run codegen/tests/interop/install.sh", name()));
    None
}

fn print_line(line: &str) {
    // Straight to the stream: the harness swallows what a passing test prints.
    let _ = writeln!(std::io::stderr(), "{line}");
}

fn name() -> String {
    std::thread::current().name().unwrap_or("a test").to_owned()
}

fn schema_file(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("schemas").join(name)
}

/// Runs a command, which must succeed.
fn run(command: &mut Command) -> Output {
    let output = command.output().unwrap_or_else(|error| panic!("{command:?}: {error}"));
    let text = |bytes: &[u8]| -> String {
        let text = String::from_utf8_lossy(bytes);
        text.chars().take(8000).collect()
    };
    assert!(output.status.success(), "{command:?}\n{}\n{}", text(&output.stdout), text(&output.stderr));
    output
}

fn specs() -> Vec<Api> {
    read(&[repository("specs")], &repository("")).apis
}

/// The contracts of all pages next to the repository.
fn corpus() -> Option<Vec<Api>> {
    let corpus = shared("corpus")?;
    Some(read(std::slice::from_ref(&corpus), &corpus).apis)
}

fn export(apis: &[Api], kind: Emit, options: &Options) -> TempDir {
    support::folder(emit::emit(apis, kind, options))
}

/// The documents below a folder, without the parts of those that are split.
fn documents(folder: &Path) -> Vec<PathBuf> {
    let mut found: Vec<PathBuf> = walkdir(folder);
    found.retain(|path| !path.iter().any(|part| part == "paths"));
    found
}

fn walkdir(folder: &Path) -> Vec<PathBuf> {
    let mut found: Vec<PathBuf> = support::binary::snapshot(folder)
        .into_iter()
        .filter(|(_, bytes)| bytes.is_some())
        .map(|(path, _)| path)
        .collect();
    found.sort();
    found
}

// JSON Schema.

/// The result of a validator for each value in `examples`: by the schema's `$id` and the value's number.
type Verdicts = BTreeMap<(String, usize), bool>;

fn verdicts(output: &Output) -> Verdicts {
    let text = String::from_utf8(output.stdout.clone()).expect("UTF-8");
    let lines = text.lines().map(|line| {
        let parts: Vec<&str> = line.split('\t').collect();
        let [id, number, verdict] = parts.as_slice() else { panic!("`{line}` is no verdict") };
        ((((*id).to_owned()), number.parse().expect("a number")), verdict.parse().expect("a verdict"))
    });
    lines.collect()
}

/// The verdicts of the `jsonschema` crate. Nothing is fetched, and every schema must be one and compile.
fn crates(files: &Artefacts) -> Verdicts {
    let mut registry = Registry::new();
    let mut bodies = Vec::new();
    for text in files.values() {
        let schema: Value = serde_json::from_str(text).expect("JSON");
        let id = schema["$id"].as_str().expect("an `$id`").to_owned();
        if id.ends_with("/v1.json") {
            registry = registry.add(id, schema).expect("a meta-schema");
            continue;
        }
        if schema["$schema"] == json!(emit::json_schema::STANDARD) {
            jsonschema::meta::validate(&schema).unwrap_or_else(|error| panic!("{id}: {error}"));
        }
        let inner =
            schema["$defs"].as_object().into_iter().flat_map(|all| all.values()).filter(|it| it["$id"].is_string());
        bodies.extend(std::iter::once(&schema).chain(inner).cloned());
        registry = registry.add(id, schema).expect("a schema");
    }
    let registry = registry.prepare().expect("references resolve");
    let mut verdicts = Verdicts::new();
    for body in bodies {
        let id = body["$id"].as_str().expect("an `$id`");
        let validator = jsonschema::options().with_registry(&registry).build(&json!({ "$ref": id }));
        let validator = validator.unwrap_or_else(|error| panic!("{id}: {error}"));
        for (index, value) in body["examples"].as_array().into_iter().flatten().enumerate() {
            verdicts.insert((id.to_owned(), index), validator.is_valid(value));
        }
    }
    verdicts
}

/// Holds all schemas against their meta-schema and all examples against their schemas, in three validators.
fn validators_agree(apis: &[Api], options: &Options) {
    let (Some(_), Some(python)) = (tool("node_modules"), tool("venv/bin/python")) else { return };
    let files = emit::emit(apis, Emit::JsonSchema, options);
    let folder = support::folder(&files);
    let (vocabulary, dialect) = (schema_file("vocabulary.v1.json"), schema_file("dialect.v1.json"));
    let own = || options.dialect.then_some(&dialect);
    let script = |name: &str| Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/interop").join(name);
    let ajv = run(Command::new("node").arg(script("validate.mjs")).arg(folder.path()).arg(&vocabulary).args(own()));
    let python = run(Command::new(python)
        .arg(script("validate.py"))
        .arg(folder.path())
        .args(own().map(|_| &vocabulary))
        .args(own()));
    let own = crates(&files);
    let valid = own.values().filter(|valid| **valid).count();
    print_line(&format!(
        "{}: {} schemas; of {} examples, {valid} are valid, by three validators",
        name(),
        files.len(),
        own.len()
    ));
    assert!(own == verdicts(&ajv), "ajv has other verdicts");
    assert!(own == verdicts(&python), "Python's jsonschema has other verdicts");
    assert!(!own.is_empty());
}

#[test]
fn schemas_get_one_verdict_from_three_validators() {
    let apis = specs();
    validators_agree(&apis, &Options::default());
    validators_agree(&apis, &Options { strict: true, files: Some(Files::One), ..Options::default() });
    validators_agree(&apis, &Options { dialect: true, ..Options::default() });
}

#[test]
#[ignore = "reads thousands of pages"]
fn schemas_of_the_corpus_get_one_verdict_from_three_validators() {
    let Some(apis) = corpus() else { return };
    validators_agree(&apis, &Options::default());
    validators_agree(&apis, &Options { strict: true, files: Some(Files::One), ..Options::default() });
    validators_agree(&apis, &Options { dialect: true, ..Options::default() });
}

// `OpenAPI`.

/// Spectral's own rules.
const RULESET: &str = "extends: [\"spectral:oas\"]\n";

/// Spectral's errors.
fn spectral_errors(output: &Output) -> Vec<Value> {
    let text = String::from_utf8_lossy(&output.stdout);
    let mut found: Vec<Value> = serde_json::from_str(text.get(text.find('[').unwrap_or(0)..).unwrap_or("[]").trim())
        .unwrap_or_else(|error| panic!("{error}: {text} {}", String::from_utf8_lossy(&output.stderr)));
    found.retain(|problem| problem["severity"] == 0);
    found
}

fn documents_are_valid(apis: &[Api], options: &Options) {
    let (Some(redocly), Some(spectral), Some(python)) = (
        tool("node_modules/.bin/redocly"),
        tool("node_modules/.bin/spectral"),
        tool("venv/bin/openapi-spec-validator"),
    ) else {
        return;
    };
    let folder = export(apis, Emit::OpenApi, options);
    let documents = documents(folder.path());
    assert_eq!(documents.len(), apis.len());
    run(Command::new(python).args(&documents));
    // Redocly's own choice of rules. It takes a slash at the end of a path for an error; pages have such paths, and a path
    // without the slash is another one.
    let mut lint = Command::new(redocly);
    lint.current_dir(folder.path()).env("REDOCLY_TELEMETRY", "off").env("REDOCLY_SUPPRESS_UPDATE_NOTICE", "true");
    lint.args(["lint", "--extends", "recommended", "--max-problems", "100000", "--format", "json"]).args(&documents);
    let output = lint.output().expect("redocly runs");
    let text = String::from_utf8(output.stdout).expect("UTF-8");
    let (mut reports, mut warnings, mut slashes) = (0, BTreeMap::new(), 0_usize);
    // One report per document, one after the other.
    for report in serde_json::Deserializer::from_str(&text).into_iter::<Value>() {
        reports += 1;
        for problem in report.expect("JSON")["problems"].as_array().expect("problems") {
            let rule = problem["ruleId"].as_str().expect("a rule").to_owned();
            match (problem["severity"].as_str(), rule.as_str()) {
                (_, "no-path-trailing-slash") => slashes += 1,
                (Some("warn"), _) => *warnings.entry(rule).or_insert(0) += 1,
                _ => panic!("redocly: {problem:#}"),
            }
        }
    }
    assert_eq!(reports, documents.len(), "{}", String::from_utf8_lossy(&output.stderr));
    let slashed = |api: &Api| {
        let all: std::collections::BTreeSet<&str> = api.operations.iter().map(|it| it.path.as_str()).collect();
        all.into_iter().filter(|path| path.len() > 1 && path.ends_with('/')).count()
    };
    assert!(
        slashes <= apis.iter().map(slashed).sum::<usize>(),
        "{slashes} paths with a slash at the end that no page has"
    );
    let ruleset = folder.path().join("spectral.yaml");
    std::fs::write(&ruleset, RULESET).expect("a ruleset");
    let output = Command::new(spectral)
        .args([
            "lint",
            "--quiet",
            "--format",
            "json",
            "--fail-severity",
            "error",
            "--display-only-failures",
            "--ruleset",
        ])
        .arg(&ruleset)
        .args(&documents)
        .output()
        .expect("spectral runs");
    let errors = spectral_errors(&output);
    assert!(errors.is_empty(), "{} errors of spectral, the first: {:#}", errors.len(), errors[0]);
    print_line(&format!(
        "{}: {} documents without an error; warnings of redocly: {warnings:?}",
        name(),
        documents.len()
    ));
}

/// The shapes that documents come in.
fn shapes() -> [Options; 4] {
    [
        Options::default(),
        Options { openapi: openapi::Version::V3_0, ..Options::default() },
        Options { files: Some(Files::Many), ..Options::default() },
        Options { notation: Notation::Yaml, strict: true, ..Options::default() },
    ]
}

#[test]
fn documents_pass_validator_and_linter() {
    let apis = specs();
    for options in shapes() {
        documents_are_valid(&apis, &options);
    }
}

#[test]
#[ignore = "reads thousands of pages"]
fn documents_of_the_corpus_pass_validator_and_linter() {
    let Some(apis) = corpus() else { return };
    for options in shapes() {
        documents_are_valid(&apis, &options);
    }
}

#[test]
#[ignore = "reads thousands of pages"]
fn documents_of_the_families_pass_validator_and_linter() {
    for family in ["discord", "gitlab", "nova", "tencent"] {
        let Some(pages) = shared(&format!("families/{family}")) else { return };
        documents_are_valid(&read(std::slice::from_ref(&pages), &pages).apis, &Options::default());
    }
}

/// Readers of YAML 1.1 and 1.2 find in the YAML form what is in the JSON form.
#[test]
#[ignore = "reads thousands of pages"]
fn readers_of_yaml_agree() {
    let (Some(_), Some(python), Some(apis)) = (tool("node_modules"), tool("venv/bin/python"), corpus()) else { return };
    let yaml = export(&apis, Emit::OpenApi, &Options { notation: Notation::Yaml, ..Options::default() });
    let json = export(&apis, Emit::OpenApi, &Options::default());
    for command in [&mut Command::new(python), &mut Command::new("node")] {
        let python = command.get_program() != "node";
        let script = if python { "same.py" } else { "same.mjs" };
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/interop").join(script);
        let output = run(command.arg(script).arg(json.path()).arg(yaml.path()));
        print_line(&format!("{}: {}", name(), String::from_utf8_lossy(&output.stdout).trim()));
    }
}

/// The name of a document's module: its vendor and service.
fn module(document: &Path) -> String {
    let parts: Vec<String> = document.iter().map(|part| part.to_string_lossy().into_owned()).collect();
    let [.., vendor, file] = parts.as_slice() else { panic!("{}", document.display()) };
    format!("{vendor}_{}", file.trim_end_matches(".json")).replace('-', "_")
}

fn typescript_compiles(apis: &[Api], options: &Options) {
    let (Some(generator), Some(compiler)) =
        (tool("node_modules/.bin/openapi-typescript"), tool("node_modules/.bin/tsc"))
    else {
        return;
    };
    let folder = export(apis, Emit::OpenApi, options);
    let documents = documents(folder.path());
    let mut made = Vec::new();
    for document in &documents {
        let target = folder.path().join(format!("{}.ts", module(document)));
        run(Command::new(&generator).arg(document).arg("--output").arg(&target));
        made.push(target);
    }
    let strict = ["--noEmit", "--strict", "--target", "es2022", "--module", "esnext"];
    run(Command::new(compiler).current_dir(folder.path()).args(strict).args(&made));
    print_line(&format!("{}: TypeScript of {} documents compiles", name(), made.len()));
}

#[test]
fn typescript_of_documents_compiles() {
    typescript_compiles(&specs(), &Options::default());
}

#[test]
#[ignore = "reads thousands of pages, and takes minutes"]
fn typescript_of_the_corpus_compiles() {
    let Some(apis) = corpus() else { return };
    typescript_compiles(&apis, &Options::default());
    typescript_compiles(&apis, &Options { openapi: openapi::Version::V3_0, ..Options::default() });
}

fn python_imports(apis: &[Api], options: &Options) {
    let (Some(generator), Some(python)) = (tool("venv/bin/datamodel-codegen"), tool("venv/bin/python")) else { return };
    let folder = export(apis, Emit::OpenApi, options);
    let documents = documents(folder.path());
    for document in &documents {
        let module = module(document);
        run(Command::new(&generator)
            .args(["--input-file-type", "openapi", "--output-model-type", "pydantic_v2.BaseModel", "--input"])
            .arg(document)
            .arg("--output")
            .arg(folder.path().join(format!("{module}.py"))));
        run(Command::new(&python).current_dir(folder.path()).args(["-c", &format!("import {module}")]));
    }
    print_line(&format!("{}: Python of {} documents can be imported", name(), documents.len()));
}

#[test]
fn python_of_documents_can_be_imported() {
    python_imports(&specs(), &Options::default());
}

#[test]
#[ignore = "reads thousands of pages, and takes minutes"]
fn python_of_the_corpus_can_be_imported() {
    let Some(apis) = corpus() else { return };
    python_imports(&apis, &Options::default());
    python_imports(&apis, &Options { openapi: openapi::Version::V3_0, ..Options::default() });
}

/// Compiles the Rust clients that progenitor makes from exported documents.
fn progenitor_clients(apis: &[Api]) {
    let options = Options { openapi: openapi::Version::V3_0, ..Options::default() };
    let folder = export(apis, Emit::OpenApi, &options);
    let crate_ = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/interop/progenitor");
    run(Command::new(env!("CARGO"))
        .current_dir(crate_)
        .env("REFRACT_OPENAPI", folder.path())
        .env("CARGO_TARGET_DIR", Path::new(env!("CARGO_TARGET_TMPDIR")).join("progenitor"))
        .arg("build"));
    print_line(&format!("{}: clients of {} documents compile", name(), documents(folder.path()).len()));
}

#[test]
#[ignore = "fetches and builds progenitor: minutes"]
fn rust_clients_of_progenitor_compile() {
    progenitor_clients(&specs());
}

/// Operations that a parameter chooses have paths of their own in documents: a function each.
#[test]
#[ignore = "fetches and builds progenitor: minutes"]
fn rust_clients_of_rpc_services_compile() {
    let Some(pages) = shared("families/tencent/api/计算与网络/私有网络") else { return };
    progenitor_clients(&read(std::slice::from_ref(&pages), &pages).apis);
}

/// typify panics over `if` and `then`; schemas that demand nothing under a condition it takes.
#[test]
#[ignore = "fetches and builds typify, and reads thousands of pages"]
fn typify_panics_over_no_schema_without_conditions() {
    let Some(apis) = corpus() else { return };
    let crate_ = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/interop/typify");
    let taken = |conditions| {
        let options = Options { conditions, files: Some(Files::One), ..Options::default() };
        let folder = export(&apis, Emit::JsonSchema, &options);
        let mut command = Command::new(env!("CARGO"));
        command.current_dir(&crate_).env("CARGO_TARGET_DIR", Path::new(env!("CARGO_TARGET_TMPDIR")).join("typify"));
        let output = command.args(["run", "--quiet", "--"]).arg(folder.path()).output().expect("cargo runs");
        print_line(&format!("{}: {conditions:?}: {}", name(), String::from_utf8_lossy(&output.stdout).trim()));
        output.status.success()
    };
    assert!(taken(Conditions::Off));
    // It can fail: once typify knows these words, the option has no reason.
    assert!(!taken(Conditions::Keep), "typify takes conditions");
}

/// A page of documentation opens in a browser without an error.
#[test]
fn a_rendered_page_opens_without_an_error() {
    let browser = std::env::var_os("CHROMIUM").map_or_else(|| PathBuf::from("/usr/bin/chromium"), PathBuf::from);
    if !browser.exists() {
        return print_line(&format!("SKIPPED: {} needs Chromium: name it with CHROMIUM", name()));
    }
    let Some(redocly) = tool("node_modules/.bin/redocly") else { return };
    let folder = export(&specs(), Emit::OpenApi, &Options::default());
    for document in documents(folder.path()) {
        let page = document.with_extension("html");
        let mut build = Command::new(&redocly);
        build.current_dir(folder.path()).env("REDOCLY_TELEMETRY", "off").env("REDOCLY_SUPPRESS_UPDATE_NOTICE", "true");
        run(build.arg("build-docs").arg(&document).arg("--inlineBundle").arg("--output").arg(&page));
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/interop/render.mjs");
        let output = run(Command::new("node").arg(script).arg(&browser).arg(&page));
        print_line(&format!("{}: {}", name(), String::from_utf8_lossy(&output.stdout).trim()));
    }
}

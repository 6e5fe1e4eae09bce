//! `docs/at-scale.md`: its recipes are run unchanged, and the report of the parts is that of one run, byte for byte.
//!
//! The tools of a recipe (GNU parallel, `xargs`, Spark) may not be installed: then the test prints that it was SKIPPED.

use std::fmt::Write as _;
use std::path::Path;
use std::process::Command;

use crate::support;

/// How often the recordings are repeated.
const TIMES: usize = 200;

/// The blocks of code in a language that a page has, by what they contain.
fn recipe(language: &str, containing: &str) -> String {
    let page = std::fs::read_to_string(support::repository("docs/at-scale.md")).expect("the page");
    let fence = format!("```{language}\n");
    let blocks = page.split(&fence).skip(1).filter_map(|rest| rest.split_once("```\n")).map(|(block, _)| block);
    let mut found = blocks.filter(|block| block.contains(containing));
    let block = found.next().unwrap_or_else(|| panic!("a block with {containing}"));
    assert!(found.next().is_none(), "one block with {containing}");
    block.to_owned()
}

/// A folder with an exported IR, the contract that is compiled of it, and recordings: files, and one stream of them all.
fn project() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    let write = |name: &str, text: &str| {
        let path = folder.path().join(name);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        std::fs::write(path, text).expect("a file");
    };
    let contract = std::fs::read_to_string(support::repository("conformance/contracts/parcels.json")).expect("an IR");
    write("ir/parcels.json", &contract);
    let mut stream = String::new();
    for time in 0..TIMES {
        let mut file = String::new();
        for entry in ["enum-drift", "missing-field", "wrong-type", "undocumented-field", "broken-record"] {
            let path = support::repository(&format!("conformance/recordings/codes/{entry}.ndjson"));
            let lines = std::fs::read_to_string(path).expect("text");
            // An identifier that is in one of them alone: samples are the first of all, whoever found them.
            let _ = writeln!(file, "{}", lines.trim_end().replace("p-0a1b2c3d", &format!("p-{time:08x}")));
        }
        write(&format!("recordings/{:02}/{time}.ndjson", time % 7), &file);
        stream += &file;
        if time % 50 == 0 {
            // An empty line is counted, and is not a record.
            stream += "\n";
        }
    }
    write("traffic.ndjson", &stream);
    let compile = ["conform", "compile", "--quiet", "--ir", "ir", "--output", "api.contract"];
    let (success, output) = run(folder.path(), "refract", &compile);
    assert!(success, "{output}");
    folder
}

/// The path with the binary first, for recipes that call `refract`.
fn path() -> std::ffi::OsString {
    let binary = Path::new(env!("CARGO_BIN_EXE_refract")).parent().expect("a folder").to_owned();
    let rest = std::env::var_os("PATH").unwrap_or_default();
    std::env::join_paths(std::iter::once(binary).chain(std::env::split_paths(&rest))).expect("a path")
}

/// Runs a command in a folder: whether it succeeded, and what it printed.
fn run(folder: &Path, program: &str, arguments: &[&str]) -> (bool, String) {
    let mut command = Command::new(program);
    command.current_dir(folder).args(arguments).env("PATH", path()).env_remove("REFRACT_CONFIG");
    // Each recipe's parts share two cores with the other tests.
    let output = command.env("REFRACT_THREADS", "1").output();
    output.map_or((false, format!("{program} is not there")), |output| {
        (output.status.success(), String::from_utf8_lossy(&output.stderr).into_owned())
    })
}

/// The report of one run over the whole.
fn whole(folder: &Path, recordings: &[&str]) -> Vec<u8> {
    let once = ["conform", "--quiet", "--ir", "ir", "--fail-on", "off", "--output", "json=once.json"];
    let (well, message) = run(folder, "refract", &[&once[..], recordings].concat());
    assert!(well, "{message}");
    std::fs::read(folder.join("once.json")).expect("a report")
}

fn skipped(what: &str) {
    use std::io::Write as _;
    // Straight to the stream: the harness swallows what a passing test prints.
    let _ = writeln!(std::io::stderr(), "SKIPPED: the recipe of docs/at-scale.md for {what}, which is not installed");
}

/// Runs a recipe of the shell and compares. The merged report has errors, so the last command exits with 1.
fn shell(containing: &str, recordings: &[&str]) {
    let recipe = recipe("sh", containing);
    let folder = project();
    let small = recipe.replace("--block 256M", "--block 50k");
    let small = small.replace("merge --contract", "merge --fail-on off --contract");
    let (well, message) = run(folder.path(), "sh", &["-ec", &small]);
    assert!(well, "{message}");
    let parts = std::fs::read_dir(folder.path().join("parts")).expect("parts").count();
    assert!(parts > 3, "{parts} parts");
    let merged = std::fs::read(folder.path().join("report.json")).expect("a report");
    assert!(merged == whole(folder.path(), recordings), "the merged report is that of one run");
}

#[test]
fn xargs() {
    if run(Path::new("."), "sh", &["-c", "echo | xargs -n 1 -P 2 true"]).0 {
        shell("xargs", &["recordings"]);
    } else {
        skipped("xargs");
    }
}

#[test]
fn gnu_parallel() {
    // Others of this name take other flags.
    if run(Path::new("."), "sh", &["-c", "parallel --version | grep -q 'GNU parallel'"]).0 {
        shell("parallel -n 64", &["recordings"]);
        shell("--pipe-part", &["traffic.ndjson"]);
    } else {
        skipped("GNU parallel");
    }
}

/// Pieces as `parallel` makes them, without it.
#[test]
fn pieces_of_one_recording() {
    let folder = project();
    let script = "
        mkdir parts; split -l 150 -d traffic.ndjson cut.
        number=0
        for cut in cut.*; do
            number=$((number + 1))
            refract conform --quiet --ir ir --part --form ndjson --name traffic.ndjson --piece $number \\
                --format json --output parts/$number.json.gz - < $cut
        done
        refract conform merge --quiet --ir ir --expect $number --fail-on off --output json=report.json parts > /dev/null";
    let (well, message) = run(folder.path(), "sh", &["-ec", script]);
    assert!(well, "{message}");
    let merged = std::fs::read(folder.path().join("report.json")).expect("a report");
    assert!(merged == whole(folder.path(), &["traffic.ndjson"]), "the merged report is that of one run");
    // A missing piece is reported.
    std::fs::remove_file(folder.path().join("parts/3.json.gz")).expect("a part");
    let (well, message) = run(folder.path(), "refract", &["conform", "merge", "--quiet", "--ir", "ir", "parts"]);
    assert!(!well && message.contains("piece 3 of `traffic.ndjson` is missing"), "{message}");
}

#[test]
fn spark() {
    if !run(Path::new("."), "python3", &["-c", "import pyspark"]).0 || !run(Path::new("."), "java", &["-version"]).0 {
        skipped("Spark (`pip install pyspark`, and Java)");
        return;
    }
    let folder = project();
    let script = recipe("python", "treeReduce");
    let of = |script: &str, file: &str, arguments: &[&str]| {
        // As for `spark-submit`: two workers on this machine, and small parts.
        let script =
            script.replace(".appName", ".master(\"local[2]\").appName").replace("traffic, use", "traffic, 6, use");
        std::fs::write(folder.path().join(file), script).expect("a script");
        let (well, message) = run(folder.path(), "python3", &[&[file][..], arguments].concat());
        assert!(well, "{}", message.lines().rev().take(30).collect::<Vec<_>>().join("\n"));
        std::fs::read(folder.path().join("report.json")).expect("a report")
    };
    let contract = folder.path().join("api.contract").display().to_string();
    let merged = of(&script, "lines.py", &[&contract, "traffic.ndjson", "traffic.ndjson", "report.json"]);
    assert!(merged == whole(folder.path(), &["traffic.ndjson"]), "lines: the merged report is that of one run");
    // Files, a part each: the second recipe takes the place of two definitions of the first.
    let files = recipe("python", "binaryFiles");
    let (own_part, own_parts) = files.split_once("\n\n\n").expect("a function, and what calls it");
    let (before, rest) = script.split_once("def part(").expect("a function");
    let (_, rest) = rest.split_once("\n\n\n").expect("another function");
    let line = rest.lines().find(|line| line.starts_with("parts = ")).expect("the parts");
    let script = format!("{before}{own_part}\n\n\n{}", rest.replace(line, own_parts.trim_end()));
    let script = script.replace("/traffic/", "/few/");
    std::fs::create_dir(folder.path().join("few")).expect("a folder");
    for form in ["browser.har", "own.ndjson", "vcrpy.yaml", "packed.ndjson.gz", "kong.jsonl"] {
        let from = support::repository("conformance/recordings/forms").join(form);
        std::fs::copy(from, folder.path().join("few").join(form)).expect("a recording");
    }
    let merged = of(&script, "files.py", &[&contract, "few", "-", "report.json"]);
    // In one run files are called by their ways.
    let mut once = Command::new(env!("CARGO_BIN_EXE_refract"));
    let once = once.current_dir(folder.path().join("few")).env_remove("REFRACT_CONFIG");
    let once = once.args(["conform", "--quiet", "--ir", "../ir", "--fail-on", "off", "--output", "../once.json"]);
    let names = ["browser.har", "kong.jsonl", "own.ndjson", "packed.ndjson.gz", "vcrpy.yaml"];
    assert!(once.args(names).output().expect("it runs").status.success());
    let once = std::fs::read(folder.path().join("once.json")).expect("a report");
    assert!(merged == once, "files: the merged report is that of one run");
}

//! `docs/figures.md`: how much of real pages is read correctly, and how fast. The heavy run here writes the page's tables.
//!
//! The reference data is next to the repository: what the vendors' own SDKs state, and labels made by hand. Only the
//! scripts that score an export read it: a contract is made from pages only.
//!
//! `cargo test --release -p refract-codegen --test it figures:: -- --ignored` writes them. `REFRACT_BINARY` names a
//! `refract` that is already built; without it, and without `--release`, the speed is not changed.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

use crate::support::{repository, shared};

const PAGE: &str = "docs/figures.md";

/// Reference data about operations: the vendor, its pages, its file, the folder of exported documents, and flags of the
/// script.
const OPERATIONS: [(&str, &str, &str, &str, &[&str]); 8] = [
    ("JD Cloud", "corpus/jdcloud", "truth/jdcloud.json", "jdcloud", &[]),
    ("Huawei Cloud", "corpus/huawei", "truth/huawei.json", "huawei", &[]),
    ("Open Telekom Cloud", "corpus/otc", "truth/otc.json", "otc", &[]),
    ("Yandex Cloud", "corpus/yandex", "truth/yandex.json", "yandex", &[]),
    ("Discord", "families/discord/pages", "families/discord/truth.json", "discord", &["--depth", "1"]),
    ("GitLab", "families/gitlab/doc", "families/gitlab/truth.json", "gitlab", &["--lists-aside"]),
    ("OpenStack", "families/nova", "families/nova/truth.json", "openstack", &[]),
    ("Tencent Cloud", "families/tencent/api", "families/tencent/labels.json", "tencent", &[]),
];

/// Reference data about single rows: the vendor, their pages, their labels.
const ROWS: [(&str, &str, &str); 3] = [
    ("JD Cloud", "more/jdcloud", "expect/rows/jdcloud.jsonl"),
    ("Huawei Cloud", "more/huawei", "expect/rows/huawei.jsonl"),
    ("Open Telekom Cloud", "more/otc", "expect/rows/otc.jsonl"),
];

/// How often an export is timed. The least counts.
const RUNS: usize = 3;

#[test]
#[ignore = "heavy; writes docs/figures.md"]
fn the_page_of_figures_is_written() {
    let Some(scripts) = shared("score") else { return };
    let mut page = std::fs::read_to_string(repository(PAGE)).expect("the page");
    let out = tempfile::tempdir().expect("a folder");
    let timed = std::env::var_os("REFRACT_BINARY").is_some() || !cfg!(debug_assertions);

    let mut table =
        "| pages of | operations | fields found | fields right | types | requiredness |\n|---|--:|--:|--:|--:|--:|\n"
            .to_owned();
    let mut speed = "| pages of | pages | MB | seconds | pages per second |\n|---|--:|--:|--:|--:|\n".to_owned();
    for (title, pages, truth, vendor, flags) in OPERATIONS {
        let (Some(pages), Some(truth)) = (shared(pages), shared(truth)) else { return };
        let folder = out.path().join(vendor);
        let runs = if timed { RUNS } else { 1 };
        let seconds = (0..runs).map(|_| export(&pages, &folder)).fold(f64::MAX, f64::min);
        let documents = folder.join("openapi").join(vendor);
        let score = score(&scripts.join("score.py"), &truth, &documents, flags);
        writeln!(table, "| {title} | {} |", operations(&score)).expect("text");
        writeln!(speed, "| {title} | {} |", throughput(&pages, seconds)).expect("text");
    }
    page = put(&page, "operations", &table);

    let mut table =
        "| pages of | rows | demands found | demands right | rows without a mistake |\n|---|--:|--:|--:|--:|\n"
            .to_owned();
    for (title, pages, labels) in ROWS {
        let (Some(pages), Some(labels)) = (shared(pages), shared(labels)) else { return };
        let folder = out.path().join("rows").join(title);
        export(&pages, &folder);
        let score = score(&scripts.join("rows.py"), &labels, &folder.join("openapi"), &[]);
        let percent = |key: &str| score[key].as_f64().unwrap_or_else(|| panic!("rows.py gives no {key}: {score}"));
        let rows = score["rows"].as_u64().expect("a count");
        writeln!(
            table,
            "| {title} | {rows} | {:.1} % | {:.1} % | {:.1} % |",
            percent("found"),
            percent("right"),
            percent("rows_whole")
        )
        .expect("text");
    }
    page = put(&page, "rows", &table);

    if timed {
        page = put(&page, "speed", &speed);
    } else {
        eprintln!(
            "SKIPPED: the speed of a debug build is meaningless: run it with --release, or name a \
        REFRACT_BINARY"
        );
    }
    std::fs::write(repository(PAGE), page).expect("the page is written");
}

/// The page has a place for each table, and each says when it was written and by which command.
#[test]
fn the_page_of_figures_has_dates() {
    let page = std::fs::read_to_string(repository(PAGE)).expect("the page");
    for name in ["operations", "rows", "speed"] {
        let (from, to) = between(&page, name);
        let text = &page[from..to];
        let dated = text.lines().any(|line| line.starts_with("Written on 2") && line.contains(" of Refract "));
        assert!(dated && text.matches("\n| ").count() > 3, "{PAGE} has no dated table `{name}`: {text}");
    }
    assert!(put("<!-- a -->\nold\n<!-- end of a -->\n", "a", "| new |\n").contains("\n| new |\n"));
}

/// Exports `OpenAPI` documents on one thread: the seconds of processor time that it took.
fn export(pages: &Path, out: &Path) -> f64 {
    let binary = std::env::var_os("REFRACT_BINARY")
        .map_or_else(|| assert_cmd::cargo::cargo_bin("refract-codegen"), PathBuf::from);
    // `times` reports what the shell's children used, so other load on the machine is not included.
    let output = Command::new("sh")
        .args([
            "-c",
            r#""$0" export --quiet --threads 1 --emit openapi --out "$1" "$2" 2>/dev/null; [ $? -lt 2 ] && times"#,
        ])
        .args([binary.as_os_str(), out.as_os_str(), pages.as_os_str()])
        .env_remove("REFRACT_CONFIG")
        .output()
        .expect("sh runs");
    let text = String::from_utf8(output.stdout).expect("text");
    let children = text.lines().nth(1).unwrap_or_else(|| panic!("{} can't be exported", pages.display()));
    children.split_whitespace().map(seconds).sum()
}

/// `0m1.250s` in seconds.
fn seconds(text: &str) -> f64 {
    let (minutes, seconds) = text.trim_end_matches('s').split_once('m').expect("minutes and seconds");
    minutes.parse::<f64>().expect("minutes") * 60.0 + seconds.parse::<f64>().expect("seconds")
}

/// The result of a script for exported documents.
fn score(script: &Path, yardstick: &Path, documents: &Path, flags: &[&str]) -> Value {
    let result = tempfile::NamedTempFile::new().expect("a file");
    let output = Command::new("python3")
        .arg(script)
        .args([yardstick, documents])
        .args(flags)
        .args(["--misses", "0", "--json"])
        .arg(result.path())
        .output()
        .expect("python3 runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_str(&std::fs::read_to_string(result.path()).expect("its figures")).expect("JSON")
}

/// The cells of a row: paired operations, and fields that are found, right, of the right type and requiredness.
fn operations(score: &Value) -> String {
    let all = &score["all"];
    let count = |key: &str| all[key].as_f64().unwrap_or(0.0);
    let percent = |part: f64, of: f64| if of == 0.0 { "–".to_owned() } else { format!("{:.1} %", 100.0 * part / of) };
    let right = count("tp");
    format!(
        "{} of {} | {} | {} | {} | {}",
        score["paired"],
        score["truth"],
        percent(right, right + count("fn")),
        percent(right, right + count("fp")),
        percent(count("type"), right),
        percent(count("req"), count("req_n")),
    )
}

/// The cells of a row: how much there was to read, and how fast that went.
#[allow(clippy::cast_precision_loss, reason = "counts of pages and bytes")]
fn throughput(pages: &Path, seconds: f64) -> String {
    let files = walkdir::WalkDir::new(pages).into_iter().filter_map(Result::ok);
    let sizes: Vec<u64> = files
        .filter(|file| {
            file.path().extension().is_some_and(|it| ["md", "mdx", "rst", "inc"].iter().any(|known| it == *known))
        })
        .filter_map(|file| Some(file.metadata().ok()?.len()))
        .collect();
    let megabytes = sizes.iter().sum::<u64>() as f64 / 1e6;
    format!("{} | {megabytes:.1} | {seconds:.2} | {:.0}", sizes.len(), sizes.len() as f64 / seconds)
}

/// The page with a table in its place, and when it was made.
fn put(page: &str, name: &str, table: &str) -> String {
    let (from, to) = between(page, name);
    let mut fresh = page.to_owned();
    fresh.replace_range(from..to, &format!("\n{table}\n{}\n\n", made()));
    fresh
}

/// The date and the subject of a table.
fn made() -> String {
    let line = |program: &str, arguments: &[&str]| {
        let output = Command::new(program).args(arguments).current_dir(repository("")).output().ok();
        let text = output.and_then(|output| String::from_utf8(output.stdout).ok()).unwrap_or_default();
        text.trim().to_owned()
    };
    let revision = line("git", &["rev-parse", "--short", "HEAD"]);
    format!(
        "Written on {} of Refract {} (revision {revision}).",
        line("date", &["-u", "+%Y-%m-%d"]),
        env!("CARGO_PKG_VERSION")
    )
}

/// The bytes between the marks of a table.
fn between(page: &str, name: &str) -> (usize, usize) {
    let find = |mark: &str| page.find(mark).unwrap_or_else(|| panic!("{PAGE} has no `{mark}`"));
    let begin = format!("<!-- {name} -->\n");
    (find(&begin) + begin.len(), find(&format!("<!-- end of {name} -->")))
}

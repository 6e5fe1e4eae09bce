//! Reports: what is in them, that parts make the whole, and every format.

use std::path::Path;
use std::process::Command;
use std::sync::LazyLock;

use proptest::prelude::*;
use refract_conformance::report::{MergeError, Piece, SCHEMA};
use refract_conformance::{Baseline, Checker, Code, Contract, Options, Report, Samples, run};

use crate::support;

static CONTRACT: LazyLock<Contract> = LazyLock::new(support::cases);

/// Every case of every code, one exchange a line, numbered as in one file.
static LINES: LazyLock<String> = LazyLock::new(|| {
    let mut files: Vec<_> = std::fs::read_dir(support::repository("conformance/recordings/codes"))
        .expect("the folder")
        .map(|entry| entry.expect("an entry").path())
        .collect();
    files.sort();
    let texts = files.iter().map(|file| std::fs::read_to_string(file).expect("text"));
    texts.map(|text| if text.ends_with('\n') { text } else { text + "\n" }).collect()
});

/// The report of some of the lines, by number.
fn report(numbers: &[usize], options: &Options) -> Report {
    let checker = Checker::new(&CONTRACT, options);
    let all = support::lines(&LINES).into_iter().enumerate();
    let batches: Vec<_> = all.filter(|(number, _)| numbers.contains(number)).map(|(_, batch)| batch).collect();
    Report::new(&CONTRACT, &run::check_batches(&checker, &batches))
}

fn count() -> usize {
    LINES.lines().count()
}

/// The report of all lines, settled.
fn whole() -> Report {
    let mut whole = report(&(0..count()).collect::<Vec<_>>(), &Options::default());
    whole.settle(&Options::default());
    whole
}

/// Merges parts in the order and nesting that `seed` determines.
fn merged(mut parts: Vec<Report>, mut seed: u64) -> Report {
    while parts.len() > 1 {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let at = |n: u64, len: usize| usize::try_from(n % len as u64).unwrap_or_default();
        let one = parts.remove(at(seed >> 33, parts.len()));
        let other = at(seed >> 13, parts.len());
        parts[other].merge(&one).expect("parts of one run");
    }
    parts.remove(0)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    /// Any split, any order of parts and any nesting of merges give the report of the whole, to the byte.
    #[test]
    fn parts_make_the_whole(
        homes in proptest::collection::vec(0_usize..5, 200),
        order in any::<u64>(),
        samples in 0_usize..4,
    ) {
        let options = Options { samples: Samples(samples), ..Options::default() };
        let parts: Vec<Report> = (0..5)
            .map(|part| {
                let own: Vec<usize> = (0..count()).filter(|&line| homes[line % homes.len()] == part).collect();
                // Written and read: that is how parts travel.
                let text = serde_json::to_vec(&report(&own, &options)).expect("JSON");
                Report::from_json(&text).expect("a report")
            })
            .collect();
        let all: Vec<usize> = (0..count()).collect();
        let mut wanted = report(&all, &options);
        let mut got = merged(parts, order);
        prop_assert_eq!(&got, &wanted);
        wanted.settle(&options);
        got.settle(&options);
        for ((name, got), (_, wanted)) in support::rendered(&got).into_iter().zip(support::rendered(&wanted)) {
            prop_assert_eq!(got, wanted, "{}", name);
        }
    }
}

#[test]
fn findings_about_a_whole_run_are_not_those_of_its_parts() {
    let options = Options::default();
    let stale = Baseline::parse("[[known]]\ncode = \"wrong-type\"\nplace = { scope = \"nowhere\" }\n").expect("TOML");
    let mut empty = report(&[], &options);
    empty.settle(&options);
    empty.apply_baseline(&stale, "known.toml", &options);
    let codes = |report: &Report| report.findings.iter().map(|(code, ..)| code).collect::<Vec<_>>();
    assert_eq!(codes(&empty), [Code::NothingRead, Code::BaselineStale]);
    let all: Vec<usize> = (0..count()).collect();
    let mut known = whole();
    known.apply_baseline(&Baseline::default().updated(&known.findings), "known.toml", &options);
    assert!(known.findings.iter().any(|(_, _, group)| group.known));
    for (mut one, other) in [(empty.clone(), known.clone()), (known, empty)] {
        one.merge(&other).expect("parts of one run");
        assert_eq!(one, report(&all, &options));
    }
}

#[test]
fn reports_of_other_contracts_are_refused() {
    let mut one = whole();
    let before = one.clone();
    let specs = support::specs();
    let options = Options::default();
    let other = Report::new(&specs, &run::check_batches(&Checker::new(&specs, &options), &[]));
    let error = one.merge(&other).expect_err("another contract");
    assert!(matches!(error, MergeError::Contract { .. }) && error.to_string().contains("same pages"), "{error}");
    let mut changed = before.clone();
    changed.evidence.pop();
    assert_eq!(one.merge(&changed), Err(MergeError::Rows));
    assert_eq!(one, before, "nothing was added");
    let text = serde_json::to_string(&before).expect("JSON");
    let error = Report::from_json(text.replacen("\"format\":1", "\"format\":2", 1).as_bytes()).expect_err("form 2");
    assert!(error.to_string().contains("format 2"), "{error}");
    assert!(Report::from_json(b"{}").is_err() && Report::from_json(b"").is_err());
    // A count that can't be added to stays where it is.
    one.counts.records = u64::MAX;
    let mut huge = Report::from_json(&serde_json::to_vec(&one).expect("JSON")).expect("a report");
    huge.merge(&one).expect("parts of one run");
    assert_eq!(huge.counts.records, u64::MAX);
}

#[test]
fn reports_fit_the_published_schema() {
    let schema = serde_json::from_str(SCHEMA).expect("JSON");
    jsonschema::meta::validate(&schema).unwrap_or_else(|error| panic!("{error}"));
    let validator = jsonschema::validator_for(&schema).expect("a schema");
    for report in [whole(), report(&[], &Options::default())] {
        let value = serde_json::to_value(&report).expect("JSON");
        if let Some(error) = validator.iter_errors(&value).next() {
            panic!("{}: {error}", error.instance_path());
        }
        for member in value.as_object().expect("an object").keys() {
            let mut less = value.clone();
            less.as_object_mut().expect("an object").remove(member);
            assert!(!validator.is_valid(&less) && Report::from_json(less.to_string().as_bytes()).is_err(), "{member}");
        }
        let mut more = value.clone();
        more["more"] = true.into();
        assert!(!validator.is_valid(&more) && Report::from_json(more.to_string().as_bytes()).is_err());
    }
    let [mut piece, _] = pieces(20);
    piece.identify();
    let value = serde_json::to_value(piece.thinned()).expect("JSON");
    if let Some(error) = validator.iter_errors(&value).next() {
        panic!("{}: {error}", error.instance_path());
    }
}

/// The lines as one stream in two pieces, cut after a number of them.
fn pieces(cut: usize) -> [Report; 2] {
    let lines: Vec<&str> = LINES.split_inclusive('\n').collect();
    let (one, other) = lines.split_at(cut);
    [(one, 1), (other, 2)].map(|(lines, number)| {
        let mut tally =
            run::check_batches(&Checker::new(&CONTRACT, &Options::default()), &support::lines(&lines.concat()));
        tally.place("all.ndjson", number, Piece { records: lines.len() as u64, lines: lines.len() as u64 });
        Report::new(&CONTRACT, &tally)
    })
}

/// Pieces that count from their own start, without what nobody saw, become the report of one run over the stream.
#[test]
fn pieces_of_a_stream_make_the_whole() {
    for cut in [1, 7, count() / 2, count() - 1] {
        for turned in [false, true] {
            let [one, other] = pieces(cut).map(|piece| {
                // Written and read: that is how parts travel.
                let text = serde_json::to_vec(&piece.thinned()).expect("JSON");
                assert!(text.len() < serde_json::to_vec(&piece).expect("JSON").len(), "it is shorter");
                Report::from_json(&text).expect("a report")
            });
            let (mut got, other) = if turned { (other, one) } else { (one, other) };
            got.merge(&other).expect("pieces of one stream");
            assert_eq!(got.clone().merge(&other), Err(MergeError::Twice), "the same piece");
            got.place().expect("all pieces are there");
            got.restore(&CONTRACT).expect("its contract");
            got.settle(&Options::default());
            assert_eq!(got, whole(), "cut at {cut}");
        }
    }
    let [_, mut second] = pieces(7);
    let mut thin = second.thinned();
    let printed = second.place().expect_err("a piece is missing");
    assert_eq!(printed, MergeError::Piece { name: "all.ndjson".into(), piece: 1 });
    assert!(matches!(thin.restore(&support::specs()), Err(MergeError::Contract { .. })));
}

/// Parts with and without what nobody saw are merged, in any order.
#[test]
fn full_and_thin_parts_are_merged() {
    let options = Options::default();
    let half = count() / 2;
    let parts = || {
        let (one, other): (Vec<usize>, Vec<usize>) = (0..count()).partition(|line| *line < half);
        [report(&one, &options), report(&other, &options)]
    };
    for turned in [false, true] {
        let [one, other] = parts();
        let (mut got, other) = if turned { (one, other.thinned()) } else { (one.thinned(), other) };
        got.merge(&other).expect("parts of one run");
        got.restore(&CONTRACT).expect("its contract");
        got.settle(&options);
        assert_eq!(got, whole());
    }
}

#[test]
fn coverage_counts_down_to_the_row() {
    let contract = &*CONTRACT;
    let report = whole();
    let [service] = report.coverage.as_slice() else { panic!("one service") };
    let operations = contract.apis()[0].operations.len() as u64;
    assert_eq!(service.operations.all, operations);
    let statuses: usize = contract.apis()[0].operations.iter().map(|operation| operation.responses.len()).sum();
    assert_eq!(service.statuses.all, statuses as u64);
    for (name, ratio) in service.ratios() {
        assert!(ratio.exercised > 0 && ratio.exercised <= ratio.all, "{name}: {ratio:?}");
    }
    // One exchange exercises its operation, its status, and the rows that it has.
    let options = Options::default();
    let line = r#"{"request":{"method":"GET","url":"/v1/parcels/p-0a1b"},"response":{"status":200,"body":{"id":"p-0a1b","state":"SENT"}}}"#;
    let one = Report::new(contract, &run::check_batches(&Checker::new(contract, &options), &support::lines(line)));
    let total = &one.coverage[0];
    assert_eq!((total.operations.exercised, total.statuses.exercised, total.parameters.exercised), (1, 1, 1));
    assert_eq!((total.fields.exercised, total.values.exercised), (2, 1));
    let rows = one.evidence.iter().flat_map(|scope| &scope.rows);
    let seen: Vec<_> = rows.filter(|row| row.seen > 0).map(|row| row.origin.as_ref().map(|at| at.line)).collect();
    assert_eq!(seen.len(), 3);
    assert!(seen.iter().all(Option::is_some), "each has the line of its row");
    // Nothing at all exercises nothing.
    let none = Report::new(contract, &run::check_batches(&Checker::new(contract, &options), &[]));
    assert!(none.coverage[0].ratios().iter().all(|(_, ratio)| ratio.exercised == 0));
}

#[test]
fn formats_are_as_they_were() {
    for (name, text) in support::rendered(&short()) {
        // A page with its style and script is looked at in a browser.
        if name != "html" {
            let text = text.replace(env!("CARGO_PKG_VERSION"), "VERSION");
            let text = text.lines().filter(|line| !line.contains("\"contract\"")).collect::<Vec<_>>().join("\n");
            insta::assert_snapshot!(format!("report-{name}"), text);
        }
    }
}

/// A report of three exchanges: one that conforms, one that drifts, which is known, and one that fails.
fn short() -> Report {
    let text = [
        r#"{"request":{"method":"GET","url":"/v1/parcels/p-0a1b"},"response":{"status":200,"body":{"id":"p-0a1b","state":"SENT"}}}"#,
        r#"{"request":{"method":"GET","url":"/v1/parcels/p-0a1b"},"response":{"status":200,"body":{"id":"p-0a1b","state":"LOST"}}}"#,
        r#"{"request":{"method":"GET","url":"/v1/parcels/p-0a1b"},"response":{"status":200,"body":{"id":"p-0a1b"}}}"#,
    ]
    .join("\n");
    let options = Options::default();
    let tally = run::check_batches(&Checker::new(&CONTRACT, &options), &support::lines(&text));
    let mut report = Report::new(&CONTRACT, &tally);
    report.settle(&options);
    let known = Baseline::default().updated(&report.findings).to_text();
    let known =
        known.split("[[known]]").filter(|entry| !entry.contains("missing-field")).collect::<Vec<_>>().join("[[known]]");
    report.apply_baseline(&Baseline::parse(&known).expect("a baseline"), "known.toml", &options);
    report
}

#[test]
fn sarif_stays_within_what_code_hosts_take() {
    let options = Options::default();
    let fields: Vec<String> =
        (0..6_000).map(|n| format!(",\"new_{n}\":\"{}\"", "x".repeat(3_000 * usize::from(n == 0)))).collect();
    let fields = fields.concat();
    let line = format!(
        r#"{{"request":{{"method":"GET","url":"/v1/parcels/p-0a1b"}},"response":{{"status":200,"body":{{"id":"p-0a1b","state":"SENT"{fields}}}}}}}"#
    );
    let mut report =
        Report::new(&CONTRACT, &run::check_batches(&Checker::new(&CONTRACT, &options), &support::lines(&line)));
    report.settle(&options);
    for report in [report, whole(), {
        let mut empty = report_of_nothing();
        empty.settle(&options);
        empty
    }] {
        let (_, text) = support::rendered(&report).into_iter().find(|(name, _)| *name == "sarif").expect("SARIF");
        let log: serde_json::Value = serde_json::from_str(&text).expect("JSON");
        let run = &log["runs"][0];
        let results = run["results"].as_array().expect("results");
        assert!(!results.is_empty() && results.len() <= 5_000, "{}", results.len());
        let rules = run["tool"]["driver"]["rules"].as_array().expect("rules");
        for result in results {
            assert!(result["message"]["text"].as_str().expect("a text").chars().count() <= 1_024);
            assert_eq!(result["locations"].as_array().expect("locations").len(), 1);
            let rule = usize::try_from(result["ruleIndex"].as_u64().expect("a number")).expect("small");
            assert_eq!(rules[rule]["id"], result["ruleId"]);
            let region = &result["locations"][0]["physicalLocation"]["region"];
            assert!(region["startLine"].as_u64() > Some(0) && region["startColumn"].as_u64() > Some(0));
        }
        let listed: u64 =
            report.findings.iter().filter(|(_, _, group)| group.severity > refract_conformance::Severity::Off).count()
                as u64;
        let notes = run["invocations"][0]["toolExecutionNotifications"].as_array().expect("notes");
        assert_eq!(
            listed > 5_000 || !report.findings.beyond().is_empty(),
            !notes.is_empty(),
            "a note counts what is left out"
        );
    }
}

fn report_of_nothing() -> Report {
    report(&[], &Options::default())
}

#[test]
fn github_commands_stay_on_their_lines() {
    for (_, text) in support::rendered(&whole()).into_iter().filter(|(name, _)| *name == "github") {
        let (last, commands) = {
            let lines: Vec<&str> = text.lines().collect();
            (lines[lines.len() - 1].to_owned(), lines[..lines.len() - 1].join("\n"))
        };
        for line in commands.lines() {
            assert!(["::error ", "::warning ", "::notice "].iter().any(|start| line.starts_with(start)), "{line}");
        }
        assert!(last.contains("exchanges read"), "{last}");
    }
}

/// The content of a page in Chromium after its scripts have run; `None`, and a printed line, where there is no
/// Chromium.
fn browse(folder: &Path, address: &str) -> Option<String> {
    let found = ["chromium", "chromium-browser", "google-chrome"]
        .into_iter()
        .find(|name| Command::new(name).arg("--version").output().is_ok_and(|output| output.status.success()));
    let Some(browser) = found else {
        use std::io::Write;
        let _ = writeln!(std::io::stderr(), "SKIPPED: the HTML report is tested in Chromium, which is not installed");
        return None;
    };
    let profile = format!("--user-data-dir={}", folder.join("profile").display());
    let flags = ["--headless", "--no-sandbox", "--disable-gpu", "--virtual-time-budget=3000", "--dump-dom", &profile];
    let output = Command::new(browser).args(flags).arg(address).output().expect("it runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    Some(String::from_utf8_lossy(&output.stdout).into_owned())
}

const HOSTILE: &str =
    "<script>document.title='taken'</script><img src=x onerror=document.title='taken'>\\\"'</pre></style>";

/// A report with markup in every place of an exchange that reaches one.
fn hostile() -> Report {
    let line = format!(
        r#"{{"operation":"{HOSTILE}","request":{{"method":"GET","url":"/v1/parcels/p-0a1b?{HOSTILE}=1","headers":{{"X-{HOSTILE}":"{HOSTILE}"}}}},"response":{{"status":200,"body":{{"id":"{HOSTILE}","state":"{HOSTILE}","{HOSTILE}":"{HOSTILE}","label":"{HOSTILE}"}}}}}}"#
    );
    let options = Options::default();
    let mut batches = support::lines(&line);
    batches[0].file = HOSTILE.replace("\\\"", "").into();
    let mut report = Report::new(&CONTRACT, &run::check_batches(&Checker::new(&CONTRACT, &options), &batches));
    report.settle(&options);
    report
}

#[test]
fn html_is_one_page_that_loads_nothing_and_runs_nothing_foreign() {
    for report in [hostile(), whole()] {
        let (_, page) = support::rendered(&report).into_iter().find(|(name, _)| *name == "html").expect("HTML");
        assert_eq!(page.matches("<script").count(), 1, "its own only");
        assert!(!page.contains("<img") && !page.contains("</pre></style>"));
        for loads in ["src=", "href=\"http", "url(", "@import", "<link", "<iframe"] {
            let escaped = page.replace("img src=x", "");
            assert!(!escaped.contains(loads), "{loads}");
        }
    }
    let (_, page) = support::rendered(&hostile()).into_iter().find(|(name, _)| *name == "html").expect("HTML");
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("report.html");
    std::fs::write(&file, page).expect("a file");
    let Some(seen) = browse(folder.path(), &format!("file://{}", file.display())) else { return };
    assert!(seen.contains("<title>Conformance report</title>"), "nothing else has run");
    assert!(!seen.contains("<img"));
    // Its own script has run: the filter exists, and states how much it shows.
    assert!(!seen.contains("id=\"filter\" hidden") && seen.contains(" shown</p>"), "{seen}");
}

/// A collapsed finding shows what was found, and what the page states.
#[test]
fn html_shows_what_was_found_while_a_finding_is_closed() {
    let (_, page) = support::rendered(&short()).into_iter().find(|(name, _)| *name == "html").expect("HTML");
    let closed: Vec<&str> =
        page.split("<summary>").skip(1).filter_map(|rest| rest.split_once("</summary>")).map(|(it, _)| it).collect();
    for facts in ["found absent, expected required", "found LOST, expected one of PACKED, SENT, ARRIVED"] {
        assert!(closed.iter().any(|summary| summary.contains(facts)), "{facts}: {closed:?}");
    }
}

#[test]
fn html_is_filtered_by_severity_code_operation_and_text() {
    let report = whole();
    let groups: Vec<_> =
        report.findings.iter().filter(|(_, _, group)| group.severity > refract_conformance::Severity::Off).collect();
    let (_, page) = support::rendered(&report).into_iter().find(|(name, _)| *name == "html").expect("HTML");
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("report.html");
    std::fs::write(&file, page).expect("a file");
    let all = groups.len();
    let errors = groups.iter().filter(|(_, _, group)| group.severity == refract_conformance::Severity::Error).count();
    let drifts = groups.iter().filter(|(code, ..)| *code == Code::EnumDrift).count();
    assert!(0 < drifts && drifts < errors && errors < all);
    for (chosen, wanted) in [
        (String::new(), Some(all)),
        ("severity=error".into(), Some(errors)),
        ("code=enum-drift".into(), Some(drifts)),
        ("code=enum-drift&severity=error".into(), Some(0)),
        ("operation=cases/parcels/show_parcel".into(), None),
        ("text=enum-drift+state".into(), None),
        ("text=no-such-text-anywhere".into(), Some(0)),
    ] {
        let Some(seen) = browse(folder.path(), &format!("file://{}#{chosen}", file.display())) else { return };
        let (_, message) = seen.split_once("role=\"status\">").expect("the status");
        let shown: usize = message.split(' ').next().and_then(|n| n.parse().ok()).expect("a number");
        match wanted {
            Some(wanted) => assert_eq!(shown, wanted, "{chosen}"),
            None => assert!(0 < shown && shown < all, "{chosen}: {shown}"),
        }
        let hidden = seen.matches("hidden=\"\"").count();
        assert_eq!(hidden, all - shown, "{chosen}");
    }
}

/// Two parts of one stream may find the same, or nothing: they are distinguished by what they saw.
#[test]
fn parts_are_distinguished_by_what_they_saw() {
    let options = Options::default();
    let checker = Checker::new(&CONTRACT, &options);
    let part = |state: &str| {
        let line = format!(
            r#"{{"request":{{"method":"GET","url":"/v1/parcels/p-0a1b"}},"response":{{"status":200,"body":{{"id":"p-0a1b","state":"{state}"}}}}}}"#
        );
        let mut part = Report::new(&CONTRACT, &run::check_batches(&checker, &support::lines(&line)));
        part.identify();
        part
    };
    let (sent, arrived) = (part("SENT"), part("ARRIVED"));
    assert_eq!((sent.findings == arrived.findings, sent.files == arrived.files), (true, true));
    let mut whole = sent.clone();
    whole.merge(&arrived).expect("another part");
    let twice = whole.merge(&sent).expect_err("it is there already");
    assert!(twice == MergeError::Twice && twice.to_string().ends_with("with `--piece`"), "{twice}");
}

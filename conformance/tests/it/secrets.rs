//! Secrets planted in every place of an exchange, in every form, reach nothing that leaves a run.

use std::collections::BTreeSet;

use refract_conformance::input::open;
use refract_conformance::{Baseline, Contract, Counts, Finding, Options, Report, run};

use crate::support;

/// Secrets that are recognised by their shape: they may be anywhere.
const SHAPED: [&str; 8] = [
    "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJwbGFudGVkIn0.c2lnbmF0dXJlLXBsYW50ZWQ",
    "AKIAPLANTEDPLANTED12",
    "ghp_plantedplantedplantedplanted1234",
    "Bearer planted-bearer-0123456789",
    "-----BEGIN RSA PRIVATE KEY-----\\nplanted\\n-----END RSA PRIVATE KEY-----",
    "planted0planted1planted2planted3planted4planted5",
    "https://user:planted-in-url@host.example/x",
    "password=planted-assignment",
];

/// Secrets that are only recognised by their name.
const NAMED: &str = "planted-hunter2";

/// What must not be found anywhere, lower case.
fn needles() -> Vec<String> {
    ["planted"].map(str::to_owned).to_vec()
}

/// An exchange with a text in every place where a text can be, and another under names of secrets.
fn exchange(text: &str, method: &str) -> String {
    let quoted = text.replace('"', "");
    format!(
        r#"{{"source":"{quoted}","request":{{"method":"{method}","url":"https://me:{NAMED}@parcels.example/v1/parcels/{path}?access_token={NAMED}&depot={path}&limit={path}&other={path}&{path}=1",
        "headers":{{"Authorization":"{NAMED}","Cookie":"sid={NAMED}","X-Auth-Token":"{NAMED}","X-Request-Key":"{quoted}","X-Odd":"{quoted}","Content-Type":"application/json"}},
        "body":{{"label":"{quoted}","kind":"{quoted}","street":"{quoted}","password":"{NAMED}","adminPass":"{NAMED}","{quoted}":1,"secret_key":{{"deep":"{NAMED}"}},"weight":"{quoted}","created_at":"{quoted}"}}}},
        "response":{{"status":201,"headers":{{"Set-Cookie":"{NAMED}","X-Subject-Token":"{NAMED}","X-Parcel-Region":"{quoted}","X-{NAMED}-Token":"x","Content-Type":"application/json"}},
        "body":{{"id":"{quoted}","state":"{quoted}","weight":"{quoted}","price":"{quoted}","sent_at":"{quoted}","label":"{quoted}","tags":["{quoted}","{quoted}",{{"token":"{NAMED}"}}],"size":"{quoted}","{quoted}":"{quoted}","extra":{{"password":"{NAMED}"}},"old_code":"{quoted}"}}}}}}"#,
        path = encoded(&quoted),
    )
    .replace('\n', " ")
}

/// A text in the form that a URL requires.
fn encoded(text: &str) -> String {
    text.bytes()
        .map(|b| {
            if b.is_ascii_alphanumeric() || b"-_.".contains(&b) {
                char::from(b).to_string()
            } else {
                format!("%{b:02X}")
            }
        })
        .collect()
}

/// All that leaves a run, as one text.
fn leaves(contract: &Contract, options: &Options, recording: &str, name: &str) -> String {
    let reader = Box::new(std::io::Cursor::new(recording.to_owned()));
    let batches = open::read(name, reader, None, options.limits).expect("it is read");
    let checker = refract_conformance::Checker::new(contract, options);
    let mut all = String::new();
    let tally = run::stream(&checker, batches, &mut |watched| all += &format!("{watched:?}\n"));
    let mut report = Report::new(contract, &tally);
    report.settle(options);
    assert_ne!(report.counts, Counts::default());
    all += &printed(&report);
    for ((vendor, service), file) in refract_conformance::fixups::propose(contract, &tally) {
        all += &format!("{vendor} {service}\n{}", file.to_toml().expect("TOML"));
    }
    let mut baseline = Baseline::default().updated(&report.findings);
    all += &baseline.to_text();
    baseline = Baseline::parse(&baseline.to_text()).expect("a baseline");
    report.apply_baseline(&baseline, "baseline.toml", options);
    all + &printed(&report)
}

/// A report in every format.
fn printed(report: &Report) -> String {
    let texts = support::rendered(report).into_iter().map(|(name, text)| format!("== {name}\n{text}\n"));
    texts.collect::<Vec<_>>().concat()
}

fn assert_clean(all: &str, what: &str) {
    let folded = all.to_lowercase();
    for needle in needles() {
        if let Some(at) = folded.find(&needle) {
            let from = folded[..at].char_indices().rev().nth(200).map_or(0, |(at, _)| at);
            panic!("{what}: a secret got out: …{}…", &folded[from..(at + needle.len()).min(folded.len())]);
        }
    }
}

#[test]
fn no_planted_secret_gets_out() {
    let contract = support::cases();
    let options = Options::default();
    let mut findings = 0;
    for text in SHAPED {
        for method in ["POST", "GET", "PATCH"] {
            let recording = exchange(text, method);
            let elsewhere = recording.replacen('{', "{\"operation\":\"parcels/show_depot_b\",", 1);
            for recording in [recording, elsewhere] {
                // It is one exchange, and it is found wanting: otherwise nothing is shown.
                let all = leaves(&contract, &options, &recording, "r.ndjson");
                findings += all.matches("pointer").count();
                assert_clean(&all, text);
            }
        }
    }
    assert!(findings > 100, "{findings}");
}

#[test]
fn broken_records_reveal_nothing_of_their_content() {
    let contract = support::cases();
    let options = Options::default();
    let whole = exchange("x", "POST").replace("\"x\"", &format!("\"{NAMED}\""));
    // Cut everywhere, so that every message of every reader is seen.
    for at in (1..whole.len()).step_by(7).filter(|&at| whole.is_char_boundary(at)) {
        let cut = &whole[..at];
        assert_clean(&leaves(&contract, &options, cut, "r.ndjson"), "cut NDJSON");
        let har = format!("{{\"log\":{{\"entries\":[{cut}");
        assert_clean(&leaves(&contract, &options, &har, "r.har"), "cut HAR");
    }
    for (name, text) in [
        (
            "a.ndjson",
            format!(
                "{{\"request\":{{\"method\":\"GET\",\"url\":[\"{NAMED}\"]}},\"response\":{{\"status\":\"{NAMED}\"}}}}"
            ),
        ),
        (
            "b.ndjson",
            format!("{{\"request\":{{\"method\":\"{NAMED}\",\"url\":\"/x\"}},\"response\":{{\"status\":200}}}}"),
        ),
        ("c.yaml", format!("interactions:\n- request: {{uri: '{NAMED}', method: *{NAMED}}}\n- request: !{NAMED} [\n")),
        ("d.yaml", format!("interactions:\n- &{NAMED} request: {{password: {NAMED}\n- {NAMED}: {NAMED}: {NAMED}\n")),
        ("e.yaml", format!("{NAMED}: {NAMED}\n")),
        ("f.json", format!("[{NAMED}, \"{NAMED}\", {{\"request\": \"{NAMED}\"}}]")),
        (
            "g.har",
            format!(
                "{{\"log\":{{\"entries\":[{{\"request\":{{\"method\":\"GET\",\"url\":\"/x\",\"headers\":\"{NAMED}\"}}}}]}}}}"
            ),
        ),
    ] {
        assert_clean(&leaves(&contract, &options, &text, name), name);
    }
}

#[test]
fn rules_of_ones_own_redact_too() {
    let contract = support::cases();
    let rules =
        toml::from_str("names = [\"label\"]\n[[shapes]]\nname = \"card\"\npattern = '\\b4\\d{15}\\b'\n").unwrap();
    let options =
        Options { redactor: refract_conformance::redact::Redactor::new(&rules).unwrap(), ..Options::default() };
    let text = r#"{"request":{"method":"GET","url":"/v1/parcels/1"},"response":{"status":200,"body":{"label":"planted own name that is far too long","state":"4111111111111111","id":"p-0a1b"}}}"#;
    let all = leaves(&contract, &options, text, "r.ndjson");
    assert_clean(&all, "own rules");
    assert!(!all.contains("4111111111111111") && all.contains("[redacted: card]"), "{all}");
}

#[test]
fn findings_are_made_of_safe_texts() {
    // Not a secret, and it stays readable.
    let contract = support::cases();
    let options = Options::default();
    let checker = refract_conformance::Checker::new(&contract, &options);
    let text = br#"{"request":{"method":"GET","url":"/v1/parcels/1"},"response":{"status":200,"body":{"state":"LOST","id":"p-0a1b"}}}"#;
    let exchange = refract_conformance::Exchange::read(text, refract_conformance::Form::Exchange).unwrap();
    let findings: Vec<Finding> = checker.check(&exchange).findings;
    assert_eq!(findings[0].actual.as_str(), "LOST");
}

/// The lists of `secrets/`.
mod lists {
    pub(super) const NAMES: &str = include_str!("secrets/names.txt");
    pub(super) const READABLE: &str = include_str!("secrets/readable.txt");
    pub(super) const VALUES: &str = include_str!("secrets/values.txt");
}

/// A contract with rows of these names in every place: their values must be `A` or `B`, so that any other value is
/// shown.
fn contract_of(names: &[&str]) -> Contract {
    use serde_json::{Value, json};
    let origin = "made.md:1:1";
    let listed = || {
        json!({"kind": "string", "origin": origin, "constraints": {"enumeration": {
            "value": {"values": [{"value": "A"}, {"value": "B"}], "open": false}, "origin": origin, "rule": "case"}}})
    };
    let field = |name: &str, schema: Value| json!({"name": name, "required": "optional", "schema": schema});
    let object = |fields: Vec<Value>| json!({"kind": "object", "fields": fields, "open": false, "origin": origin});
    let map = |values: Value| json!({"kind": "map", "values": values, "origin": origin});
    let rows = || names.iter().map(|name| field(name, listed())).collect::<Vec<_>>();
    let lists = || {
        let list = || json!({"kind": "array", "items": listed(), "origin": origin});
        names.iter().map(|name| field(name, list())).collect::<Vec<_>>()
    };
    let deep =
        names.iter().map(|name| field(name, object(vec![field("inner", listed()), field("map", map(listed()))])));
    // What an envelope holds, and an envelope: recordings lack it, or have one more.
    let two = || object(vec![field("inner", listed()), field("other", map(listed()))]);
    let enveloped = |name: &str| object(vec![field(name, two())]);
    let body = || {
        object(vec![
            field("rows", object(rows())),
            field("lists", object(lists())),
            field("deep", object(deep.clone().collect())),
            field("map", map(listed())),
            field(
                "pairs",
                json!({"kind": "array", "items": object(vec![
                field("name", json!({"kind": "string", "origin": origin})), field("value", listed())]), "origin": origin}),
            ),
            field("text", listed()),
            field("empty", object(vec![])),
            field("up", object((0..).zip(names).map(|(n, name)| field(&format!("at{n}"), enveloped(name))).collect())),
            field("down", two()),
        ])
    };
    let parameter =
        |place: &str, name: &str| json!({"in": place, "name": name, "required": "optional", "schema": listed()});
    let parameters: Vec<Value> =
        names.iter().flat_map(|name| [parameter("query", name), parameter("header", name)]).collect();
    let headers: Vec<Value> = names.iter().map(|name| field(name, listed())).collect();
    let content = || json!({"media_type": "application/json", "schema": body()});
    let ir = json!({
        "format": 1, "vendor": "made", "service": "things", "servers": [], "schemas": {}, "pages": [],
        "operations": [{
            "id": "make_thing", "summary": "Make one", "method": "POST", "path": "/v1/things", "parameters": parameters, "request": content(),
            "responses": {"200": {"body": content(), "headers": headers, "origin": origin}}, "origin": origin,
        }],
    });
    support::made(&ir)
}

/// Exchanges with a text under a name in every place. `number` is that of the name in the contract.
fn under(number: usize, name: &str, text: &str) -> Vec<serde_json::Value> {
    use serde_json::json;
    let two = || json!({"inner": text, "other": {"x": text}});
    let mut up = serde_json::Map::new();
    up.insert(format!("at{number}"), two());
    let body = json!({
        "rows": {name: text}, "lists": {name: [text, [text], {"x": text}]},
        "deep": {name: {"inner": text, "map": {text: text}, text: text}},
        "map": {name: text}, "pairs": [{"name": name, "value": text}],
        "text": json!({name: text, "list": [{name: {"a": text}}]}).to_string(), "empty": {name: {text: text}}, "up": up, "down": {name: two()},
    });
    let odd =
        json!({"text": format!("{name}={text}"), "map": {"x": format!("<{0}>{text}</{0}>", name.replace(' ', "_"))}});
    let url = format!("https://things.example/v1/things?{}={}", encoded(name), encoded(text));
    let exchange = |body: &serde_json::Value| {
        json!({
            "request": {"method": "POST", "url": url, "headers": {name: text, "Content-Type": "application/json"}, "body": body},
            "response": {"status": 200, "headers": {name: text, "Content-Type": "application/json"}, "body": body},
        })
    };
    vec![exchange(&body), exchange(&odd)]
}

/// All that leaves a run over exchanges, with everything shown that can be asked for.
fn shown(contract: &Contract, exchanges: &[serde_json::Value]) -> String {
    let options = Options { samples: refract_conformance::Samples(20), show_values: true, ..Options::default() };
    let lines: Vec<String> = exchanges.iter().map(ToString::to_string).collect();
    leaves(contract, &options, &lines.join("\n"), "r.ndjson")
}

#[test]
fn values_under_a_secret_name_are_redacted() {
    let names: Vec<&str> = lists::NAMES.lines().collect();
    assert!(names.len() >= 150);
    let contract = contract_of(&names);
    let exchanges: Vec<_> = (0..).zip(&names).flat_map(|(n, name)| under(n, name, &format!("hunter{n}two"))).collect();
    let all = shown(&contract, &exchanges);
    assert!(all.contains("enum-drift"));
    let leaked: BTreeSet<&str> =
        regex(r"hunter(\d+)two").captures_iter(&all).map(|found| names[number(&found[1])]).collect();
    assert!(leaked.is_empty(), "{leaked:?}\n{}", context(&all, "hunter"));
}

#[test]
fn what_only_sounds_like_a_secret_stays_readable() {
    let names: Vec<&str> = lists::READABLE.lines().collect();
    let contract = contract_of(&names);
    let exchanges: Vec<_> = (0..).zip(&names).flat_map(|(n, name)| under(n, name, &format!("near{n}miss"))).collect();
    let all = shown(&contract, &exchanges);
    let there: BTreeSet<&str> =
        regex(r"near(\d+)miss").captures_iter(&all).map(|found| names[number(&found[1])]).collect();
    let hidden: Vec<&&str> = names.iter().filter(|name| !there.contains(**name)).collect();
    assert!(hidden.is_empty(), "{hidden:?}");
    assert!(!all.contains("[redacted"), "{}", context(&all, "[redacted"));
}

#[test]
fn what_has_the_shape_of_a_secret_gets_nowhere() {
    let values: Vec<(String, Vec<String>)> = lists::VALUES.lines().map(marked).collect();
    assert!(values.len() >= 100);
    let rows: Vec<String> = (0..values.len()).map(|n| format!("mode{n}")).collect();
    let contract = contract_of(&rows.iter().map(String::as_str).collect::<Vec<_>>());
    let rows = rows.iter().zip(&values).enumerate();
    let exchanges: Vec<_> = rows.flat_map(|(n, (row, (text, _)))| places(n, row, text)).collect();
    let all = shown(&contract, &exchanges);
    let secrets: Vec<String> =
        values.iter().flat_map(|(_, secrets)| secrets).map(|secret| regex::escape(secret)).collect();
    let leaked: BTreeSet<&str> = regex(&secrets.join("|")).find_iter(&all).map(|found| found.as_str()).collect();
    let first = leaked.first().map_or("", |first| context(&all, first));
    assert!(
        leaked.is_empty(),
        "{leaked:#?}
{first}"
    );
}

/// Exchanges with a text in every place where it can be shown.
fn places(number: usize, row: &str, text: &str) -> Vec<serde_json::Value> {
    use serde_json::json;
    let mut all = under(number, row, text);
    all.push(json!({
        "source": text, "request": {"method": text, "url": format!("https://things.example/{}/x", encoded(text))},
        "response": {"status": 200},
    }));
    all.push(json!({
        "request": {"method": "POST", "url": format!("https://things.example/v1/things?{}=1", encoded(text)), "headers": {text: "x"},
            "body": {text: {"rows": 1}, "rows": {text: 1}}},
        "response": {"status": 200, "headers": {"Content-Type": text}, "body": text},
    }));
    all
}

/// A line of `values.txt`: the text, and what is secret of it.
fn marked(line: &str) -> (String, Vec<String>) {
    let secrets = line.split('⟦').skip(1).filter_map(|part| Some(part.split_once('⟧')?.0.to_owned()));
    let text = line.replace(['⟦', '⟧'], "").replace("\\n", "\n").replace("\\r", "\r");
    (text, secrets.collect())
}

fn regex(pattern: &str) -> regex::Regex {
    regex::Regex::new(pattern).expect("a pattern")
}

fn number(digits: &str) -> usize {
    digits.parse().expect("a number")
}

/// The text around the first occurrence of a text.
fn context<'t>(all: &'t str, needle: &str) -> &'t str {
    let Some(at) = all.find(needle) else { return "" };
    let from = all[..at].char_indices().rev().nth(300).map_or(0, |(at, _)| at);
    let to = all[at..].char_indices().nth(300).map_or(all.len(), |(long, _)| at + long);
    &all[from..to]
}

/// How many texts and numbers of real recordings are redacted, and how many of them are not secrets: those under names
/// that were reviewed and found harmless.
#[test]
fn real_recordings_stay_readable() {
    let Some(folder) = support::shared("recordings") else { return };
    let redactor = refract_conformance::redact::Redactor::default();
    let mut seen = Leaves::default();
    let files = std::fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("a file").path());
    for file in files.filter(|file| file.extension().is_some_and(|extension| extension == "ndjson")) {
        let text = std::fs::read_to_string(file).expect("a text");
        for line in text.lines() {
            let exchange: serde_json::Value = serde_json::from_str(line).expect("JSON");
            for half in ["request", "response"] {
                seen.walk(&exchange[half], half, false, &redactor);
            }
        }
    }
    let mut out: Vec<(&String, &(usize, String))> = seen.out.iter().collect();
    out.sort_by_key(|(name, (count, _))| (std::cmp::Reverse(*count), name.as_str()));
    let printed: Vec<String> = out.iter().map(|(name, (count, first))| format!("{count} {name}: {first}")).collect();
    let count: usize = out.iter().map(|(_, (count, _))| count).sum();
    eprintln!("{count} of {} values are taken out\n{}", seen.all, printed.join("\n"));
    assert!(seen.all > 10_000 && count * 100 <= seen.all * 3, "{count} of {}", seen.all);
}

/// Texts and numbers of recordings, and which of them are taken out, by name with a first value.
#[derive(Default)]
struct Leaves {
    all: usize,
    out: std::collections::BTreeMap<String, (usize, String)>,
}

impl Leaves {
    fn walk(
        &mut self,
        value: &serde_json::Value,
        name: &str,
        hidden: bool,
        redactor: &refract_conformance::redact::Redactor,
    ) {
        use serde_json::Value;
        match value {
            Value::Object(members) => {
                for (key, value) in members {
                    self.walk(value, key, hidden || redactor.is_secret(key), redactor);
                }
            }
            Value::Array(items) => items.iter().for_each(|item| self.walk(item, name, hidden, redactor)),
            Value::String(text) => self.leaf(name, text, hidden || redactor.looks_secret(text)),
            Value::Number(number) => self.leaf(name, &number.to_string(), hidden),
            Value::Null | Value::Bool(_) => {}
        }
    }

    fn leaf(&mut self, name: &str, text: &str, out: bool) {
        self.all += 1;
        if out {
            let first = || (0, text.chars().take(60).collect());
            self.out.entry(name.to_owned()).or_insert_with(first).0 += 1;
        }
    }
}

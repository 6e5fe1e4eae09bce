//! Secrets planted in every place of an exchange, in every form, reach nothing that leaves a run.

mod support;

use refract_conformance::finding::Whence;
use refract_conformance::input::open;
use refract_conformance::{Baseline, Contract, Counts, Finding, Options, Report, run};

/// Secrets that have the shape of one: they may stand anywhere.
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

/// Secrets that nothing but their name tells.
const NAMED: &str = "planted-hunter2";

/// What must not be found anywhere, lower case.
fn needles() -> Vec<String> {
    ["planted"].map(str::to_owned).to_vec()
}

/// An exchange with a text in every place that a text can stand in, and another under names of secrets.
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

/// A text as it stands in a URL.
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
    all += &told(&report);
    for ((vendor, service), file) in refract_conformance::fixups::propose(contract, &tally) {
        all += &format!("{vendor} {service}\n{}", file.to_toml().expect("TOML"));
    }
    let mut baseline = Baseline::default().updated(&report.findings);
    all += &baseline.to_text();
    baseline = Baseline::parse(&baseline.to_text()).expect("a baseline");
    report.hold_against(&baseline, "baseline.toml", options);
    all + &told(&report)
}

/// A report in every format.
fn told(report: &Report) -> String {
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
fn broken_records_tell_nothing_of_what_is_in_them() {
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
    let _ = Whence::default();
}

//! What counts against a page and what does not: refusals, bodies that were not recorded, envelopes, near names, forms.

use std::sync::LazyLock;

use serde_json::{Value, json};

use refract_conformance::{Checker, Code, Contract, Exchange, Form, Options, Verdict};

use crate::support;

static CONTRACT: LazyLock<Contract> = LazyLock::new(support::cases);

/// What becomes of an exchange: the verdict, and a line a finding.
fn judge(line: &str) -> (Verdict, Vec<String>) {
    let options = Options::default();
    let exchange = Exchange::read(line.as_bytes(), Form::Exchange).expect("an exchange");
    let checked = Checker::new(&CONTRACT, &options).check(&exchange);
    let findings = checked.findings.iter();
    let printed = findings.map(|it| format!("{} {} {} | {}", it.code.name(), it.pointer, it.expected, it.actual));
    (checked.verdict, printed.collect())
}

fn shown(status: u16, headers: &str, body: &str) -> String {
    format!(
        r#"{{"request":{{"method":"GET","url":"https://parcels.example/v1/parcels/p-0a1b2c3d"}},
            "response":{{"status":{status},"headers":{headers}{body}}}}}"#
    )
}

#[test]
fn a_refused_request_contradicts_nothing() {
    // Neither header nor body match the page, and the service refused the request.
    let refused = r#"{"request":{"method":"POST","url":"https://parcels.example/v1/parcels","headers":{"a":"b"},
        "body":{"weight":"heavy"}},"response":{"status":400,"headers":{"b":"c"},"body":{}}}"#;
    let (verdict, printed) = judge(refused);
    assert!(verdict == Verdict::Conforms, "{printed:?}");
    let (verdict, printed) = judge(&refused.replace("400", "201"));
    assert!(verdict == Verdict::Fails && printed.len() > 2, "{printed:?}");
}

#[test]
fn a_body_that_was_not_recorded_neither_conforms_nor_drifts() {
    for body in ["", r#","body":null"#, r#","text":"""#] {
        assert_eq!(judge(&shown(200, "{}", body)), (Verdict::Unseen, Vec::new()), "{body}");
    }
    // A missing body is a finding where the recording states that it is missing.
    let (verdict, printed) = judge(&shown(200, r#"{"Content-Length":"0"}"#, r#","body":null"#));
    assert!(verdict == Verdict::Fails && printed[0].starts_with("missing-body"), "{printed:?}");
    assert_eq!(judge(&shown(304, "{}", "")), (Verdict::Conforms, Vec::new()));
    let sent = r#"{"request":{"method":"GET","url":"https://parcels.example/v1/parcels/p-0a1b2c3d"}}"#;
    assert_eq!(judge(sent).0, Verdict::Unseen);
}

#[test]
fn an_envelope_is_one_finding() {
    let parcel = r#"{"id":"p-0a1b2c3d","state":"SENT","weight":250,"label":"books"}"#;
    let (_, printed) = judge(&shown(200, "{}", &format!(r#","body":{{"parcel":{parcel}}}"#)));
    assert_eq!(printed, ["undocumented-field /response/body/parcel its fields without this envelope | object"]);
    // The content is validated against the intended field.
    let (_, printed) =
        judge(&shown(200, "{}", r#","body":{"parcel":{"id":"p-0a1b2c3d","state":"LOST","weight":250}}"#));
    assert!(printed.len() == 2 && printed[1].starts_with("enum-drift /response/body/parcel/state"), "{printed:?}");
}

#[test]
fn near_names_are_reported_together() {
    let (_, printed) = judge(&shown(200, "{}", r#","body":{"ID":"p-0a1b2c3d","state":"SENT","sentAt":"no"}"#));
    assert!(printed[0] == "missing-field /response/body/id `id` | `ID`, nearly the same name", "{printed:?}");
    assert!(printed[1].starts_with("undocumented-field /response/body/sentAt `sent_at`"), "{printed:?}");
    assert!(printed[2].starts_with("wrong-format /response/body/sentAt"), "held against the field it is: {printed:?}");
    assert_eq!(printed.len(), 3, "{printed:?}");
}

/// The findings of a body that is an object of one of two kinds: each has a `kind`, one must have a `size`, the other may
/// have a `label`.
fn either(body: &str, turned: bool) -> Vec<String> {
    let origin = "made.md:1:1";
    let field = |name: &str, kind: &str, required: &str| json!({"name": name, "required": required, "schema": {"kind": kind, "origin": origin}});
    let object = |other: Value| json!({"kind": "object", "fields": [field("kind", "string", "always"), other], "open": false, "origin": origin});
    let mut members = [object(json!(null)), object(field("label", "string", "optional"))];
    members[0]["fields"][1] = json!({"name": "size", "required": "always",
        "schema": {"kind": "integer", "width": "unstated", "origin": origin}});
    if turned {
        members.reverse();
    }
    let content = json!({"media_type": "application/json",
        "schema": {"kind": "union", "members": members, "origin": origin}});
    let ir = json!({
        "format": 1, "vendor": "made", "service": "things", "servers": [], "schemas": {}, "pages": [],
        "operations": [{
            "id": "show_thing", "summary": "Show one", "method": "GET", "path": "/v1/things", "parameters": [],
            "responses": {"200": {"body": content, "origin": origin}}, "origin": origin,
        }],
    });
    let exchange = format!(
        r#"{{"request":{{"method":"GET","url":"https://a.example/v1/things"}},"response":{{"status":200,"body":{body}}}}}"#
    );
    let (contract, options) = (support::made(&ir), Options::default());
    let exchange = Exchange::read(exchange.as_bytes(), Form::Exchange).expect("an exchange");
    let checked = Checker::new(&contract, &options).check(&exchange);
    checked.findings.iter().map(|it| format!("{} {}", it.code.name(), it.pointer)).collect()
}

#[test]
fn of_several_kinds_of_objects_the_likest_is_meant() {
    for turned in [false, true] {
        let printed = |body: &str| either(body, turned);
        assert_eq!(printed(r#"{"kind":"a","size":1}"#), [""; 0]);
        assert_eq!(printed(r#"{"kind":"a"}"#), [""; 0], "nothing is missing of the second kind");
        // Equally many fields of both: the one with fewer missing fields.
        assert_eq!(printed(r#"{"kind":5}"#), ["wrong-type /response/body/kind"]);
        let more = printed(r#"{"kind":5,"odd":1}"#);
        assert!(!more.iter().any(|it| it.starts_with("missing-field")), "{more:?}");
        // More fields of one: that one, whatever is missing.
        assert_eq!(printed(r#"{"size":"x"}"#), ["wrong-type /response/body/size", "missing-field /response/body/kind"]);
        assert_eq!(printed(r#"{"kind":"a","label":1}"#), ["wrong-type /response/body/label"]);
    }
}

#[test]
fn media_types_compare_as_media_types() {
    let body = r#","body":{"id":"p-0a1b2c3d","state":"SENT"}"#;
    for (kind, same) in [
        ("Application/JSON; charset=utf-8", true),
        ("application/problem+json", true),
        ("text/html", false),
        ("application/xml", false),
    ] {
        let (_, printed) = judge(&shown(200, &format!(r#"{{"content-type":"{kind}"}}"#), body));
        assert_eq!(printed.is_empty(), same, "{kind}: {printed:?}");
    }
}

#[test]
fn marks_and_false_base64_are_no_faults() {
    let parcel = r#"{\"id\":\"p-0a1b2c3d\",\"state\":\"SENT\"}"#;
    for body in [format!(r#","text":"\ufeff{parcel}""#), format!(r#","base64":"{parcel}""#)] {
        assert_eq!(judge(&shown(200, "{}", &body)), (Verdict::Conforms, Vec::new()), "{body}");
    }
}

#[test]
fn stubs_are_read_or_refused() {
    let stub = r#"{"request":{"method":"GET","urlPath":"/v1/parcels/p-0a1b2c3d"},
        "response":{"status":200,"jsonBody":{"id":"p-0a1b2c3d","state":"LOST"}}}"#;
    assert!(judge(stub).1[0].starts_with("enum-drift /response/body/state"));
    for (what, other) in [("urlPath", "urlPattern"), ("jsonBody", "bodyFileName")] {
        let problem =
            Exchange::read(stub.replace(what, other).as_bytes(), Form::Exchange).map(|_| ()).expect_err(other);
        assert!(problem.code == Code::BrokenRecord && problem.message.contains("stub"), "{}", problem.message);
    }
}

/// A list of media types in a header's row is met by each spelling of one of them, and by no other type.
#[test]
fn headers_with_media_types_are_compared_as_such() {
    let origin = "maps.md:1:1";
    let listed = json!({"values": [{"value": "application/json;charset=utf8"}, {"value": "text/csv"}], "open": false});
    let contract = support::made(&json!({"format": 1, "vendor": "acme", "service": "maps", "servers": [], "pages": [],
        "schemas": {}, "operations": [{"id": "make_map", "summary": "Make", "method": "PUT", "path": "/v1/maps/{id}",
            "origin": origin, "responses": {"204": {"origin": origin}},
            "parameters": [{"in": "header", "name": "Content-Type", "required": "always", "schema": {"kind": "string",
                "constraints": {"enumeration": {"value": listed, "origin": origin, "rule": "en/value-can-be"}}}}]}]}));
    for (header, printed) in [
        ("application/json", 0),
        ("Application/JSON; charset=UTF-8", 0),
        ("application/json;charset=utf8", 0),
        ("text/csv;header=present", 0),
        ("text/html", 1),
    ] {
        let line = format!(
            r#"{{"request":{{"method":"PUT","url":"/v1/maps/a","headers":{{"Content-Type":"{header}"}}}},"response":{{"status":204}}}}"#
        );
        let exchange = Exchange::read(line.as_bytes(), Form::Exchange).expect("an exchange");
        let options = Options::default();
        let checked = Checker::new(&contract, &options).check(&exchange);
        let drifts = checked.findings.iter().filter(|it| it.code == Code::EnumDrift).count();
        assert_eq!(drifts, printed, "{header}: {:?}", checked.findings);
    }
}

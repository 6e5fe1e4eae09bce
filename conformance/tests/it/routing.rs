//! Routing of traffic for which nobody tuned it: what is matched, and what is left unmatched.

use refract_codegen::ir::json;
use refract_conformance::route::suggest;
use refract_conformance::route::{Match, Rule};
use refract_conformance::{Checked, Checker, Code, Contract, Exchange, Form, Options, Verdict};

use crate::support;

/// Two services with paths that other services have, too. Only the pages of the first name its host.
fn contract() -> Contract {
    let origin = "boxes.md:1:1";
    let field = |name: &str| serde_json::json!({"name": name, "required": "unstated", "schema": {"kind": "string"}});
    let object = |names: &[&str]| {
        let fields: Vec<_> = names.iter().map(|name| field(name)).collect();
        serde_json::json!({"kind": "object", "fields": fields, "open": false})
    };
    let answer = |schema: serde_json::Value| serde_json::json!({"200": {"body": {"media_type": "application/json", "schema": schema}, "origin": origin}});
    let operation = |id: &str, method: &str, path: &str, responses: serde_json::Value| {
        serde_json::json!({"id": id, "method": method, "path": path, "summary": id, "parameters": [],
            "responses": responses, "origin": origin})
    };
    let envelope = |name: &str, inner: serde_json::Value| {
        serde_json::json!({"kind": "object", "open": false,
            "fields": [{"name": name, "required": "unstated", "schema": inner}]})
    };
    let mut version = operation("show_version", "GET", "/{version}", answer(object(&["id", "links"])));
    version["server"] = "https://boxes.eu.cloud.example".into();
    version["examples"] = serde_json::json!([{"direction": "request", "request_line": "GET https://{endpoint}/v1",
        "content": "none", "origin": origin}]);
    let boxes = serde_json::json!({"format": 1, "vendor": "acme", "service": "boxes", "servers": [], "schemas": {},
    "credentials": [], "pages": [], "operations": [
        version,
        operation("list_boxes", "GET", "/v1/{project}/boxes",
            answer(envelope("boxes", serde_json::json!({"kind": "array", "items": object(&["id", "lid", "colour"])})))),
        operation("delete_box", "DELETE", "/v1/{project}/boxes/{id}",
            serde_json::json!({"204": {"origin": origin}})),
        operation("list_tags", "GET", "/v1/{project}/boxes/{id}/labels/used", answer(object(&["labels"]))),
        operation("show_lid", "GET", "/v1/{project}/{kind}/{id}/lids", answer(object(&["lid", "hinge"]))),
    ]});
    Contract::new(vec![json::from_json(&boxes.to_string()).expect("an IR")]).expect("a contract")
}

fn check(contract: &Contract, matching: Match, rules: Vec<Rule>, line: &str) -> (String, Checked) {
    let options = Options { matching, rules, ..Options::default() };
    let exchange = Exchange::read(line.as_bytes(), Form::Exchange).expect("an exchange");
    let checked = Checker::new(contract, &options).check(&exchange);
    (checked.operation.as_ref().map_or("-".into(), |it| it.id.clone()), checked)
}

fn line(method: &str, url: &str, status: u16, body: &str) -> String {
    format!(r#"{{"request":{{"method":"{method}","url":"{url}"}},"response":{{"status":{status},"body":{body}}}}}"#)
}

#[test]
fn what_the_recording_lacks_has_to_be_made_up_for() {
    let contract = contract();
    let ours = r#"{"boxes":[{"id":"1","lid":"l","colour":"red"}]}"#;
    let others = r#"{"boxes":[{"sku":"1","price":2,"stock":3}]}"#;
    for (matching, method, url, status, body, taken) in [
        // A path that fits as a whole needs no more.
        (Match::Exact, "GET", "/v1/p/boxes", 200, ours, "list_boxes"),
        (Match::Exact, "GET", "/v1/p/boxes", 200, others, "list_boxes"),
        // The end of one by a single fixed segment needs an answer that agrees.
        (Match::Exact, "GET", "/boxes", 200, ours, "-"),
        (Match::Suffix, "GET", "/boxes", 200, ours, "list_boxes"),
        (Match::Suffix, "GET", "/boxes", 200, others, "-"),
        (Match::Suffix, "GET", "/boxes", 500, "{}", "-"),
        (Match::Suffix, "DELETE", "/boxes/1", 204, "null", "delete_box"),
        (Match::Suffix, "DELETE", "/boxes/1", 200, "null", "-"),
        // Two fixed segments are sufficient, unless the response contradicts it.
        (Match::Suffix, "GET", "/boxes/1/labels/used", 404, "{}", "list_tags"),
        // A path whose end begins with a variable may belong to any service.
        (Match::Suffix, "GET", "/hats/1/lids", 200, r#"{"brim":1,"band":2}"#, "-"),
        (Match::Suffix, "GET", "/crates/1/lids", 200, r#"{"lid":"x","hinge":"y"}"#, "-"),
        // Without the envelope, or with one that the page lacks, the fields are still the same.
        (Match::Suffix, "GET", "/boxes", 200, r#"{"id":"1","lid":"l","colour":"red"}"#, "-"),
    ] {
        let (found, checked) = check(&contract, matching, Vec::new(), &line(method, url, status, body));
        assert_eq!(found, taken, "{method} {url} {status} {body}: {:?}", checked.findings);
    }
}

#[test]
fn a_path_of_variables_takes_what_its_own_host_and_examples_support() {
    let contract = contract();
    let version = r#"{"id":"v1","links":"x"}"#;
    for (url, taken) in [
        ("https://boxes.eu.cloud.example/v1", "show_version"),
        ("https://boxes.us.cloud.example/v1", "show_version"),
        ("https://boxes.eu.cloud.example/favicon.ico", "-"),
        ("https://hats.eu.cloud.example/v1", "-"),
        ("/v1", "-"),
        ("/volumes", "-"),
    ] {
        assert_eq!(check(&contract, Match::Exact, Vec::new(), &line("GET", url, 200, version)).0, taken, "{url}");
    }
    let rule: Rule = toml::from_str("host = \"proxy\"\nservice = \"boxes\"\nmethods = [\"GET\"]").expect("a rule");
    assert_eq!(
        check(&contract, Match::Exact, vec![rule], &line("GET", "http://proxy/v1", 200, version)).0,
        "show_version"
    );
}

#[test]
fn what_is_not_taken_names_the_nearest_and_why() {
    let contract = contract();
    let exchange = line("GET", "/boxes", 200, r#"{"boxes":[{"sku":"1","price":2}]}"#);
    let (_, checked) = check(&contract, Match::Suffix, Vec::new(), &exchange);
    assert_eq!(checked.verdict, Verdict::Unmatched);
    let finding = &checked.findings[0];
    assert_eq!(finding.code, Code::UndocumentedOperation);
    insta::assert_snapshot!(finding.actual.as_str());
}

#[test]
fn requests_that_no_client_of_an_api_sends_are_left_out() {
    let contract = contract();
    for (method, url) in [("OPTIONS", "/v1/p/boxes"), ("GET", "data:text/css,a"), ("GET", "blob:https://h/1")] {
        let (_, checked) = check(&contract, Match::Exact, Vec::new(), &line(method, url, 200, "null"));
        assert_eq!(checked.verdict, Verdict::Ignored, "{method} {url}");
    }
}

#[test]
fn spans_of_anything_but_http_are_left_out() {
    let contract = contract();
    let options = Options::default();
    let checker = Checker::new(&contract, &options);
    let span = |key: &str| format!(r#"{{"attributes":[{{"key":"{key}","value":{{"stringValue":"x"}}}}]}}"#);
    let other = span("db.system");
    let exchange = Exchange::read(other.as_bytes(), Form::Span).expect("a span");
    assert_eq!(checker.check(&exchange).verdict, Verdict::Ignored);
    // A record about HTTP without its URL is broken, and so is a line that is not an exchange.
    assert!(Exchange::read(span("http.request.method").as_bytes(), Form::Span).is_err());
    assert!(Exchange::read(other.as_bytes(), Form::Exchange).is_err());
}

/// A recording with hosts of all kinds, `times` over.
fn hosts(times: usize) -> String {
    let ours = r#"{"boxes":[{"id":"1","lid":"l","colour":"red"}]}"#;
    let version = r#"{"id":"v1","links":"x"}"#;
    let lines = [
        // A gateway puts a segment before the documented path, and takes the start of another one off.
        line("GET", "https://gate.example/crates/v1/p/boxes", 200, ours),
        line("GET", "https://gate.example/short/boxes", 200, ours),
        line("GET", "https://Gate.example:8443/crates/v1/p/nothing", 200, ours),
        // Without version and project.
        line("GET", "https://sdk.example/boxes", 200, ours),
        // The documented path at a host that no page names, and at one that a page does.
        line("GET", "https://boxes.internal.example/v1/p/boxes", 200, ours),
        line("GET", "https://boxes.us.cloud.example/v1/p/boxes", 200, ours),
        // Exchanges of unknown services, one with a secret in its path.
        line("GET", "https://cdn.example/app.js", 200, "null"),
        line("GET", "https://ghp_abcdefghijklmnopqrstuvwxyz0123456789.example/v1/p/boxes", 200, ours),
        line("GET", "https://keys.example/AKIAABCDEFGHIJKLMNOP/v1/p/boxes", 200, ours),
        // Without a host.
        line("GET", "/proxy/v1/p/boxes", 200, ours),
        line("GET", "/v1/p/boxes", 200, ours),
        // No requests of a client, or of a path that only its host identifies.
        line("OPTIONS", "https://pre.example/v1", 204, "null"),
        line("GET", "https://version.example/v1", 200, version),
    ];
    (0..times).flat_map(|_| lines.iter().map(|line| line.replace('\n', " ") + "\n")).collect()
}

fn suggested(contract: &Contract, rules: Vec<Rule>, recording: &str) -> (String, refract_conformance::Counts) {
    let options = Options { suggest_routes: true, rules, ..Options::default() };
    let checker = Checker::new(contract, &options);
    let tally = refract_conformance::run::check_batches(&checker, &support::lines(recording));
    (suggest::to_toml(&suggest::suggest(contract, &tally)), tally.counts)
}

#[test]
fn rules_are_suggested_from_hosts_and_paths() {
    let contract = contract();
    let (toml, before) = suggested(&contract, Vec::new(), &hosts(4));
    insta::assert_snapshot!(toml);
    // They are rules, they do what they say, and then nothing more is to be suggested.
    #[derive(serde::Deserialize)]
    struct File {
        conform: refract_conformance::config::Conform,
    }
    let file: File =
        toml::from_str(&toml.replace("\n# [[", "\n[[").replace("\n# host", "\nhost").replace("\n# ignore", "\nignore"))
            .expect("a configuration");
    let (toml, after) = suggested(&contract, file.conform.routes, &hosts(4));
    assert_eq!((before.routed(), after.routed()), (4 * 4, 8 * 4), "{before:?} {after:?}");
    assert!(!toml.contains("[[conform.routes]]"), "{toml}");
    // Little evidence supports nothing.
    assert!(!suggested(&contract, Vec::new(), &hosts(2)).0.contains("[[conform.routes]]"));
}

/// Validates recordings of other services' operations against the pages.
#[test]
#[ignore = "reads 700 pages"]
fn cases_go_where_they_belong() {
    let (Some(cases), Some(corpus)) = (support::shared("cases/conform"), support::shared("corpus/otc")) else { return };
    let contract = support::pages(&corpus, &corpus);
    for (case, taken) in [
        ("action-31-fit", None),
        ("domains-to-apigw", None),
        ("extensions-to-rds", None),
        ("keystone-role-to-custom-policy", None),
        ("limits-to-v1", Some("/v2/{project_id}/limits")),
        ("tenantnets-to-api-version", None),
    ] {
        let text = std::fs::read_to_string(cases.join(format!("{case}.ndjson"))).expect("a case");
        let (found, _) = check(&contract, Match::Suffix, Vec::new(), text.lines().next().expect("an exchange"));
        let operations = contract.apis().iter().flat_map(|api| &api.operations);
        let path = operations.clone().find(|it| it.id.as_str() == found).map(|it| it.path.as_str());
        assert_eq!(path, taken, "{case}: {found}");
    }
}

/// Exchanges of services without pages: none is matched by its whole path, and hardly one by the end of it.
#[test]
#[ignore = "reads 700 pages"]
fn traffic_of_other_services_is_left() {
    let (Some(recordings), Some(corpus)) = (support::shared("recordings"), support::shared("corpus/otc")) else {
        return;
    };
    let contract = support::pages(&corpus, &corpus);
    for (matching, most) in [(Match::Exact, 0), (Match::Suffix, 1)] {
        let (mut all, mut routed) = (0, Vec::new());
        for file in ["otc-foreign.ndjson", "otc-more.ndjson"] {
            let text = std::fs::read_to_string(recordings.join(file)).expect("recordings");
            for line in text.lines() {
                let printed: serde_json::Value = serde_json::from_str(line).expect("JSON");
                let service = printed["service"].as_str().unwrap_or_default().split('/').next().unwrap_or_default();
                let foreign = match file {
                    // The bare metal service has the API of servers.
                    "otc-foreign.ndjson" => service != "bms",
                    _ => ["networking", "elb", "cce", "vpc"].contains(&service),
                };
                if foreign {
                    all += 1;
                    let (found, _) = check(&contract, matching, Vec::new(), line);
                    if found != "-" {
                        routed.push(format!("{} -> {found}", printed["request"]));
                    }
                }
            }
        }
        assert!(all > 200 && routed.len() * 100 <= all * most, "{} of {all}: {routed:#?}", routed.len());
    }
}

/// A service with one URL: the operation is in the query, in a header or in the body.
fn chosen(place: &str, method: &str) -> Contract {
    let origin = "lamps.md:1:1";
    let field = |name: &str, schema: serde_json::Value| serde_json::json!({"name": name, "required": "always", "schema": schema});
    let text = || serde_json::json!({"kind": "string"});
    let object =
        |fields: Vec<serde_json::Value>| serde_json::json!({"kind": "object", "fields": fields, "open": false});
    let operation = |id: &str, value: &str, parameter: serde_json::Value, answer: &str| {
        let mut parameter = parameter;
        parameter["in"] = "query".into();
        let mut operation = serde_json::json!({"id": id, "method": method, "path": "/", "summary": id,
            "selectors": [{"in": place, "name": "Action", "value": value, "origin": origin}],
            "server": "https://lamps.acme.example", "parameters": [parameter], "origin": origin,
            "responses": {"2XX": {"origin": origin, "body": {"media_type": "application/json",
                "schema": object(vec![field(answer, text()), serde_json::json!({"name": "Code", "required": "unstated",
                    "schema": {"kind": "integer", "width": "unstated", "as_string": false}})])},
                "failure": {"field": "Code", "success": 0, "fields": ["Code"], "origin": origin}}}});
        if method == "POST" {
            operation["parameters"] = serde_json::json!([]);
            operation["request"] = serde_json::json!({"media_type": "application/json",
                "schema": object(vec![field("LampId", text())])});
        }
        operation
    };
    let parts = serde_json::json!({"kind": "array", "items": object(vec![field("Watt", serde_json::json!({"kind": "integer", "width": "unstated", "as_string": false}))])});
    let lamps = serde_json::json!({"format": 1, "vendor": "acme", "service": "lamps", "servers": [], "schemas": {},
    "query_arrays": "numbered-from-0", "pages": [],
    "credentials": [{"name": "Signature", "in": "query", "everywhere": true, "origin": origin}],
    "operations": [
        operation("buy_lamps", "BuyLamps", field("Bulbs", parts), "OrderId"),
        operation("light_lamp", "LightLamp", field("LampId", text()), "State"),
    ]});
    Contract::new(vec![json::from_json(&lamps.to_string()).expect("an IR")]).expect("a contract")
}

#[test]
fn constants_choose_the_operation_wherever_they_stand() {
    let exchange =
        |request: &str| format!(r#"{{"request":{request},"response":{{"status":200,"body":{{"State":"on"}}}}}}"#);
    let get = |query: &str| format!(r#"{{"method":"GET","url":"https://lamps.acme.example/?{query}"}}"#);
    let post = |rest: &str| format!(r#"{{"method":"POST","url":"https://lamps.acme.example/",{rest}}}"#);
    let (query, header, body) = (chosen("query", "GET"), chosen("header", "POST"), chosen("body", "POST"));
    for (contract, request, taken, message) in [
        (&query, get("Action=LightLamp&LampId=1&Signature=x"), "light_lamp", ""),
        (&query, get("LampId=1"), "-", "the request has no `Action` in its query, which selects the operation"),
        (&query, get("Action=SellLamps"), "-", "no documented operation has `Action` = `SellLamps` in its query"),
        (&header, post(r#""headers":[["action","LightLamp"]],"body":{"LampId":"1"}"#), "light_lamp", ""),
        (
            &header,
            post(r#""headers":[["Action","Other"]],"body":{"LampId":"1"}"#),
            "-",
            "no documented operation has `Action` = `Other` in its headers",
        ),
        (&body, post(r#""body":{"Action":"LightLamp","LampId":"1"}"#), "light_lamp", ""),
        (
            &body,
            post(r#""body":{"LampId":"1"}"#),
            "-",
            "the request has no `Action` in its body, which selects the operation",
        ),
    ] {
        let (found, checked) = check(contract, Match::Exact, Vec::new(), &exchange(&request));
        assert_eq!(found, taken, "{request}: {:?}", checked.findings);
        if message.is_empty() {
            assert!(checked.findings.is_empty(), "{request}: {:?}", checked.findings);
        } else {
            assert_eq!(checked.findings[0].actual.as_str(), message, "{request}");
        }
    }
}

/// A member of the body whose presence selects, and a nested one.
#[test]
fn members_of_the_body_choose_the_operation() {
    let origin = "lamps.md:1:1";
    let operation = |id: &str, selector: serde_json::Value| {
        let mut selector = selector;
        selector["in"] = "body".into();
        selector["origin"] = origin.into();
        serde_json::json!({"id": id, "method": "POST", "path": "/action", "summary": id, "selectors": [selector],
            "server": "https://lamps.acme.example", "parameters": [], "origin": origin, "responses": {},
            "request": {"media_type": "application/json", "schema": {"kind": "any"}}})
    };
    let lamps = serde_json::json!({"format": 1, "vendor": "acme", "service": "lamps", "servers": [], "schemas": {},
    "query_arrays": "repeated", "pages": [], "operations": [
        operation("start_lamp", serde_json::json!({"name": "os-start"})),
        operation("by_token", serde_json::json!({"name": "/auth/methods", "value": "token"})),
        operation("by_word", serde_json::json!({"name": "/auth/methods", "value": "word"})),
    ]});
    let contract = Contract::new(vec![json::from_json(&lamps.to_string()).expect("an IR")]).expect("a contract");
    for (body, taken) in [
        (r#"{"os-start":null}"#, "start_lamp"),
        (r#"{"os-start":{"hard":true}}"#, "start_lamp"),
        (r#"{"auth":{"methods":["token"]}}"#, "by_token"),
        (r#"{"auth":{"methods":"word"}}"#, "by_word"),
        (r#"{"auth":{"methods":["word","token"]}}"#, "-"),
        (r#"{"auth":{}}"#, "-"),
        (r#"{"auth":["methods"]}"#, "-"),
        (r#"{"os-stop":null}"#, "-"),
    ] {
        let exchange = format!(
            r#"{{"request":{{"method":"POST","url":"https://lamps.acme.example/action","body":{body}}},"response":{{"status":204}}}}"#
        );
        let (found, checked) = check(&contract, Match::Exact, Vec::new(), &exchange);
        assert_eq!(found, taken, "{body}: {:?}", checked.findings);
    }
}

#[test]
fn names_with_an_index_are_lists_and_objects() {
    let contract = chosen("query", "GET");
    let exchange = |bulbs: &str| {
        format!(
            r#"{{"request":{{"method":"GET","url":"https://lamps.acme.example/?Action=BuyLamps&{bulbs}"}},"response":{{"status":200,"body":{{"OrderId":"1"}}}}}}"#
        )
    };
    let codes = |bulbs: &str| -> Vec<&str> {
        let (_, checked) = check(&contract, Match::Exact, Vec::new(), &exchange(bulbs));
        checked.findings.iter().map(|finding| finding.code.name()).collect()
    };
    assert_eq!(codes("Bulbs.0.Watt=5&Bulbs.1.Watt=7"), Vec::<&str>::new());
    assert_eq!(codes("Bulbs.0.Watt=much"), [Code::WrongType.name()]);
    assert_eq!(codes("Bulbs.0.Watts=5"), [Code::UndocumentedField.name(), Code::MissingField.name()]);
    // In brackets, each element begins where a name is there again.
    assert_eq!(codes("Bulbs[][Watt]=5&Bulbs[][Watt]=7"), Vec::<&str>::new());
    assert_eq!(codes("Bulbs%5B0%5D%5BWatt%5D=5"), Vec::<&str>::new());
    assert_eq!(codes("Bulbs[][Watt]=5&Bulbs[][Watt]=much"), [Code::WrongType.name()]);
    assert_eq!(codes("Bulbs[][Watts]=5"), [Code::UndocumentedField.name(), Code::MissingField.name()]);
    assert_eq!(codes("Bulb.0.Watt=5").len(), 2, "unknown, and the list is missing");
}

/// A recursive structure does not bound names: a hostile one is a parameter that no page has, and is quickly reported.
#[test]
fn names_of_any_length_are_reported() {
    let origin = "trees.md:1:1";
    let trees = serde_json::json!({"format": 1, "vendor": "acme", "service": "trees", "servers": [], "pages": [],
        "schemas": {"Node": {"kind": "object", "open": false, "fields": [
            {"name": "Child", "required": "unstated", "schema": {"kind": "ref", "target": "Node"}},
            {"name": "Name", "required": "unstated", "schema": {"kind": "string"}}]}},
        "operations": [{"id": "list_trees", "summary": "List", "method": "GET", "path": "/v1/trees", "origin": origin,
            "parameters": [{"in": "query", "name": "Root", "required": "unstated",
                "schema": {"kind": "ref", "target": "Node"}}], "responses": {"204": {"origin": origin}}}]});
    let contract = Contract::new(vec![json::from_json(&trees.to_string()).expect("an IR")]).expect("a contract");
    let codes = |name: &str| -> Vec<Code> {
        let url = format!("/v1/trees?Root.{name}=x");
        let (found, checked) = check(&contract, Match::Exact, Vec::new(), &line("GET", &url, 204, "null"));
        assert_eq!(found, "list_trees");
        checked.findings.iter().map(|finding| finding.code).collect()
    };
    assert_eq!(codes(&("Child.".repeat(60) + "Name")), []);
    assert_eq!(codes(&("Child.".repeat(60) + "Nam")), [Code::UndocumentedField]);
    assert_eq!(codes(&("Child.".repeat(100_000) + "Name")), [Code::UndocumentedParameter]);
}

#[test]
fn a_failure_under_a_status_of_success_lacks_what_a_success_has() {
    let contract = chosen("query", "GET");
    let codes = |body: &str| -> Vec<String> {
        let line = format!(
            r#"{{"request":{{"method":"GET","url":"https://lamps.acme.example/?Action=LightLamp&LampId=1"}},"response":{{"status":200,"body":{body}}}}}"#
        );
        let (found, checked) = check(&contract, Match::Exact, Vec::new(), &line);
        assert_eq!(found, "light_lamp");
        checked.findings.iter().map(|finding| finding.code.name().to_owned()).collect()
    };
    assert_eq!(codes(r#"{"Code":0,"State":"on"}"#), Vec::<String>::new());
    assert_eq!(codes(r#"{"Code":4000}"#), Vec::<String>::new());
    assert_eq!(codes(r#"{"Code":0}"#), [Code::MissingField.name()]);
}

/// Of two operations at one path, the request selects one. A page that somebody guessed selects it only where nothing
/// in the request does, and the recorder's own statement of the page is used.
#[test]
fn a_guessed_page_weighs_less_than_what_was_sent() {
    use serde_json::json as value;
    let origin = |page: &str| format!("{page}.md:1:1");
    let text = |name: &str, required: &str| value!({"name": name, "required": required, "schema": {"kind": "string"}});
    let operation = |page: &str, fields: Vec<serde_json::Value>| {
        value!({"id": page, "summary": page, "method": "POST", "path": "/v1/zones", "origin": origin(page),
            "parameters": [], "responses": {"204": {"origin": origin(page)}},
            "request": {"media_type": "application/json", "schema": {"kind": "object", "open": false, "fields": fields}}})
    };
    let zones = value!({"format": 1, "vendor": "acme", "service": "zones", "servers": [], "pages": [], "schemas": {},
    "operations": [
        operation("open", vec![text("name", "always"), text("router", "optional")]),
        operation("walled", vec![text("name", "always"), text("router", "always")]),
    ]});
    let contract = Contract::new(vec![json::from_json(&zones.to_string()).expect("an IR")]).expect("a contract");
    let found = |hint: &str, body: &str| {
        let line = format!(
            r#"{{{hint}"request":{{"method":"POST","url":"/v1/zones","body":{body}}},"response":{{"status":204}}}}"#
        );
        check(&contract, Match::Exact, Vec::new(), &line).0
    };
    let (bare, routed) = (r#"{"name":"a"}"#, r#"{"name":"a","router":"r"}"#);
    assert_eq!(found("", bare), "open");
    assert_eq!(found(r#""path_guess_page":"walled.md","#, bare), "open");
    assert_eq!(found(r#""page":"walled.md","#, bare), "walled");
    assert_eq!(found("", routed), "open", "the first of two that fit equally");
    assert_eq!(found(r#""path_guess_page":"walled.md","#, routed), "walled");
}

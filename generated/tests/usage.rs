//! The generated code as its users meet it: the README's examples, and what the types refuse, keep and read over.

use refract_generated::huawei::functiongraph::GetV2ProjectIdFgsFunctionsFuncMounts;
use refract_generated::jdcloud::function::{
    CreateVersion, CreateVersionRequest, GetVersion, GetVersionResponse, GetVersionResponses,
};
use refract_generated::otc::function_graph::{
    DeletingAliasFunctionVersionV2, DeletingAliasFunctionVersionV2Responses, QueryingVersionsAliasesFunctionV2, publishing_a_function_version_v2,
};
use refract_generated::support::{Operation as _, noting_nulls};
use refract_generated::yandex::functions::{
    CreateVersionRequest as YandexRequest, CreateVersionRequestPackageOrContent, ListVersions, ListVersionsResponses,
    ListVersionsResponseVersions, ListVersionsResponseVersionsStatus, CreateVersionRequestResources, create_version,
};
use serde_json::{Value, from_value, json, to_value};

#[test]
fn a_response_is_read_by_status() {
    let body = br#"{"versions": [{"id": "d4e1", "status": "ACTIVE", "imageSize": "4096", "new": true}]}"#;
    let ListVersionsResponses::Status200(list) = ListVersions::read(200, body).unwrap() else { panic!("200") };
    let version = &list.versions.unwrap()[0];
    assert_eq!(version.image_size.map(i64::try_from), Some(Ok(4096)));
    assert_eq!(version.status, Some(ListVersionsResponseVersionsStatus::Active));
    let ListVersionsResponses::Undocumented(other) = ListVersions::read(418, b"tea").unwrap() else { panic!("418") };
    assert_eq!((other.status, other.body.as_bytes()), (418, b"tea".as_slice()));
    assert!(ListVersions::read(200, b"[]").is_err(), "a list is no object");
}

#[test]
fn a_documented_status_without_a_table_keeps_its_body() {
    let read = |body: &[u8]| match GetVersion::read(404, body).unwrap() {
        GetVersionResponses::Status404(body) => body,
        other => panic!("{other:?}"),
    };
    let body = read(br#"{"error": {"code": 404}}"#);
    assert_eq!(body.json::<Value>().unwrap(), json!({"error": {"code": 404}}));
    assert_eq!(body.text(), Some(r#"{"error": {"code": 404}}"#));
    let body = read(b"\xff\x00");
    assert_eq!((body.as_bytes(), body.text()), (b"\xff\x00".as_slice(), None));
    assert!(read(b"").is_empty());
}

#[test]
fn a_success_is_told_from_everything_else() {
    let read = |status, body: &str| GetVersion::read(status, body.as_bytes()).unwrap();
    let success: GetVersionResponse = read(200, r#"{"requestId": "r"}"#).into_result().unwrap();
    assert_eq!(success.request_id.as_deref(), Some("r"));
    assert_eq!(GetVersionResponse::try_from(read(200, r#"{"requestId": "r"}"#)), Ok(success));
    assert!(read(200, "{}").is_success() && read(202, "").is_success() && !read(404, "gone").is_success());
    assert_eq!((read(200, "{}").status(), read(404, "").status(), read(503, "").status()), (200, 404, 503));
    let Err(GetVersionResponses::Status404(body)) = read(404, "gone").into_result() else { panic!("404") };
    assert_eq!(body.as_bytes(), b"gone");
    // A status of success that the page does not document has no body that is known.
    assert!(matches!(read(202, "later").into_result(), Err(GetVersionResponses::Undocumented(_))));
    assert!(GetVersionResponse::try_from(read(404, "gone")).is_err());
    // Without a table, the success is the body as it came.
    let deleted = DeletingAliasFunctionVersionV2::read(204, b"").unwrap();
    assert!(matches!(deleted, DeletingAliasFunctionVersionV2Responses::Status204(_)));
    assert!(deleted.into_result().unwrap().is_empty());
}

#[test]
fn bodies_print_as_text() {
    let read = |status, body: &[u8]| GetVersion::read(status, body).unwrap();
    assert_eq!(read(404, b"gone \"for good\"").to_string(), "status 404: gone \"for good\"");
    assert_eq!(read(503, b"later").to_string(), "status 503: later");
    assert_eq!(read(404, b"").to_string(), "status 404");
    assert_eq!(read(200, br#"{"requestId": "r"}"#).to_string(), r#"status 200: {"requestId":"r"}"#);
    assert_eq!(format!("{:?}", read(404, b"gone")), r#"Status404("gone")"#);
    assert_eq!(format!("{:?}", read(404, b"\xff\"")), r#"Status404(b"\xff\"")"#);
    let error: Box<dyn std::error::Error> = read(404, b"gone").into();
    assert_eq!(error.to_string(), "status 404: gone");
    let payload = CreateVersion::new("a", "b", CreateVersionRequest::default()).payload().unwrap().unwrap();
    assert_eq!(format!("{payload:?}"), r#"Payload { media_type: "application/json", bytes: "{}" }"#);
}

#[test]
fn a_body_that_is_not_what_the_page_says_is_kept_with_the_place_in_it() {
    for (body, pointer, message) in [
        (r#"{"versions": [{}, {"status": 3}]}"#, "/versions/1/status", "invalid type: integer `3`, expected a string"),
        ("{\n  \"versions\": [\n    { \"tags\": [\"a\", [\"]\"]] } ]\n}", "/versions/0/tags/1", "expected a string"),
        (r#"{"versions": {"a": [1]}}"#, "/versions", "invalid type: map, expected a sequence"),
        (r#"{"versions": [{"imageSize": "many"}]}"#, "/versions/0/imageSize", "is not a 64-bit integer in digits"),
        (r#"{"versions": [{"status": "A", "status": "B"}]}"#, "/versions/0/status", "duplicate field"),
        (r#"{"versions": [{"status": "ACT"#, "/versions/0/status", "EOF"),
        ("[]", "", "invalid type: sequence, expected an object"),
        ("<html>busy</html>", "", "expected value"),
        ("", "", "EOF"),
    ] {
        let error = ListVersions::read(200, body.as_bytes()).unwrap_err();
        assert_eq!((error.status, error.pointer.as_str(), error.body.text()), (200, pointer, Some(body)), "{error}");
        let place = if pointer.is_empty() { String::new() } else { format!("{pointer}: ") };
        let beginning = format!("the body of status 200 does not match the page: {place}");
        assert!(error.to_string().starts_with(&beginning) && error.to_string().contains(message), "{error}");
        assert!(format!("{error:?}").contains(&format!("body: {body:?}")), "{error:?}");
    }
}

#[test]
fn the_place_of_an_error_is_where_a_value_of_another_kind_stands() {
    let error = refract_generated::yandex::functions::CreateVersion::read(200, br#"{"error": {"code": 1, "details": [{}, 5]}}"#);
    assert_eq!(error.unwrap_err().pointer, "/error/details/1");
    let body = br#"[{}, {"a~/\"b": {"name": []}, "additional_version_weights": {"d": 1, "a/b~\"c": "x"}}]"#;
    let error = QueryingVersionsAliasesFunctionV2::read(200, body).unwrap_err();
    assert_eq!(error.pointer, "/1/additional_version_weights/a~1b~0\"c");
}

#[test]
fn credentials_are_not_printed() {
    let call = DeletingAliasFunctionVersionV2::new("p", "f", "a");
    assert!(format!("{call:?}").contains("x_auth_token: None"), "{call:?}");
    let call = call.with_x_auth_token("gAAAA");
    let printed = format!("{call:?} {call:#?}");
    assert!(printed.contains("x_auth_token: Some([hidden])") && !printed.contains("gAAAA"), "{printed}");
    assert!(printed.contains("alias_name: \"a\""), "{printed}");
    assert!(call.headers().unwrap().contains(&("X-Auth-Token", "gAAAA".to_owned())));
}

#[test]
fn a_request_is_made() {
    let call = CreateVersion::new("cn north/1", "hello", CreateVersionRequest::default().with_description("first"));
    assert_eq!(call.target().unwrap(), "/v1/regions/cn%20north%2F1/functions/hello/versions");
    assert_eq!(*call.payload().unwrap().unwrap().bytes, *br#"{"description":"first"}"#);
    let empty = CreateVersion::new("", "hello", CreateVersionRequest::default());
    assert_eq!(empty.target().unwrap_err().parameter, Some("regionId"));
}

#[cfg(feature = "http")]
#[test]
fn a_request_of_the_http_crate() {
    let call = CreateVersion::new("a", "b", CreateVersionRequest::default());
    let request = call.request("https://function.jdcloud-api.com/").unwrap();
    assert_eq!(request.uri(), "https://function.jdcloud-api.com/v1/regions/a/functions/b/versions");
    assert_eq!(request.headers()["content-type"], "application/json");
    let response = http::Response::builder().status(200).body(b"{}".as_slice()).unwrap();
    assert!(CreateVersion::response(&response).is_ok());
    // A client that prints its requests prints no credentials.
    let call = DeletingAliasFunctionVersionV2::new("p", "f", "a").with_x_auth_token("gAAAA");
    let request = call.request("https://functiongraph.example.com").unwrap();
    assert_eq!(request.headers()["x-auth-token"], "gAAAA");
    assert!(!format!("{request:?}").contains("gAAAA"), "{request:?}");
    let error = call.with_x_auth_token("a\nb").request("https://functiongraph.example.com").unwrap_err();
    assert_eq!(error.parameter, Some("X-Auth-Token"));
}

#[test]
fn demands_are_told_with_their_place() {
    let request = create_version::Request::new(create_version::RequestRequired {
        function_id: "d4e1".into(),
        runtime: "python311".into(),
        entrypoint: "index.handler".into(),
        resources: create_version::RequestResources::default().with_memory(1),
        execution_timeout: "3s".into(),
    });
    let violations = request.validate().unwrap_err();
    assert_eq!(violations.to_string(), "/resources/memory: range: 33554432 to 1073741824");
    let request = request.with_environment([("1 a".to_owned(), String::new())]).with_description("x".repeat(257));
    let rules: Vec<(String, &str)> =
        request.validate().unwrap_err().iter().map(|found| (found.path.clone(), found.rule)).collect();
    assert!(rules.contains(&("/description".into(), "length")), "{rules:?}");
}

#[test]
fn what_is_required_under_a_condition_is_demanded_under_it() {
    let violations_of = |value: Value| {
        let read: publishing_a_function_version_v2::Response = from_value(value).unwrap();
        read.validate().err().map(|violations| violations.to_string())
    };
    let missing = "/code_filename: required: where `code_type` is \"jar\" or \"zip\"";
    assert_eq!(violations_of(json!({ "code_type": "zip" })).as_deref(), Some(missing));
    assert_eq!(violations_of(json!({ "code_type": "zip", "code_filename": "index.zip" })), None);
    assert_eq!(violations_of(json!({ "code_type": "inline" })), None);
    assert_eq!(violations_of(json!({})), None);
}

#[test]
fn an_unknown_value_is_kept_and_cannot_be_a_known_one() {
    let status: ListVersionsResponseVersionsStatus = from_value(json!("Paused ")).unwrap();
    assert!(!status.is_listed());
    assert_eq!(to_value(&status).unwrap(), json!("Paused "));
    assert_eq!(ListVersionsResponseVersionsStatus::from("ACTIVE"), ListVersionsResponseVersionsStatus::Active);
    let version: ListVersionsResponseVersions = from_value(json!({"status": "PAUSED"})).unwrap();
    assert_eq!(version.validate().unwrap_err().to_string(), "/status: values: \"CREATING\", \"ACTIVE\"");
}

#[test]
fn what_a_page_does_not_allow_is_refused() {
    let valid = json!({"functionId": "a", "runtime": "b", "entrypoint": "c", "resources": {"memory": "33554432"},
        "executionTimeout": "3s", "content": "x"});
    let request: YandexRequest = from_value(valid.clone()).unwrap();
    assert_eq!(request.package_or_content, Some(CreateVersionRequestPackageOrContent::Content("x".into())));
    assert_eq!(to_value(&request).unwrap(), valid);
    let broken = |pointer: &str, value: Value| {
        let mut instance = valid.clone();
        match instance.pointer_mut(pointer) {
            Some(place) => *place = value,
            None => drop(instance.as_object_mut().unwrap().insert(pointer[1..].to_owned(), value)),
        }
        from_value::<YandexRequest>(instance).map(|_| ()).unwrap_err().to_string()
    };
    assert!(broken("/package", json!({"bucketName": "a", "objectName": "b"})).contains("excludes"));
    assert!(broken("/functionId", Value::Null).contains("null"), "a field that must be given");
    assert!(broken("/environment", json!({"a": null})).contains("null"), "a value inside of a map");
    assert!(broken("/resources", json!([])).contains("an object"));
    assert!(broken("/resources/memory", json!(33_554_432)).contains("a string"));
    assert!(from_value::<CreateVersionRequestResources>(json!({"memory": "+1"})).is_err());
    assert!(from_value::<YandexRequest>(json!({"functionId": "a"})).unwrap_err().to_string().contains("missing field"));
}

#[test]
fn a_null_that_the_page_does_not_allow_is_read_as_absent_with_a_note() {
    let body = br#"{"versions": [{"id": null, "status": "ACTIVE", "imageSize": null}, null], "nextPageToken": null}"#;
    let error = ListVersions::read(200, body).unwrap_err();
    assert_eq!(error.pointer, "/versions/1", "an element can't be left out");
    let body = br#"{"versions": [{"id": null, "status": "ACTIVE", "imageSize": null}], "nextPageToken": null}"#;
    let (response, nulls) = noting_nulls(|| ListVersions::read(200, body).unwrap());
    let ListVersionsResponses::Status200(list) = response else { panic!("200") };
    let version = &list.versions.as_ref().unwrap()[0];
    assert_eq!((&version.id, &version.status), (&None, &Some(ListVersionsResponseVersionsStatus::Active)));
    let notes: Vec<String> = nulls.iter().map(ToString::to_string).collect();
    assert_eq!(
        notes,
        [
            "/versions/0/id: `id` of `ListVersionsResponseVersions` is null, which the page does not allow",
            "/versions/0/imageSize: `imageSize` of `ListVersionsResponseVersions` is null, which the page does not allow",
            "/nextPageToken: `nextPageToken` of `ListVersionsResponse` is null, which the page does not allow",
        ]
    );
    // Neither what lies between, nor fields that nobody knows, lead astray.
    let odd = br#" { "x" : "}" , "versions" : [ {} , { "y" : { "id" : null } , "id" : null , "z" : [ "{\"" ] } ] } "#;
    let (_, nulls) = noting_nulls(|| ListVersions::read(200, odd).unwrap());
    assert_eq!(nulls.iter().map(|null| null.pointer.as_deref()).collect::<Vec<_>>(), [Some("/versions/1/id")]);
    // What can't be read has the error that it has without notes.
    let broken = br#"{"versions": [{"id": null}, null]}"#;
    let (read, _) = noting_nulls(|| ListVersions::read(200, broken));
    assert_eq!(read.unwrap_err().to_string(), ListVersions::read(200, broken).unwrap_err().to_string());
    assert_eq!(to_value(&list).unwrap(), json!({"versions": [{"status": "ACTIVE"}]}));
    // Nobody who does not ask pays for notes, and one who asks again gets those of the second reading alone.
    assert!(ListVersions::read(200, body).is_ok());
    assert!(noting_nulls(|| ListVersions::read(200, b"{}").unwrap()).1.is_empty());
    // Of fields that exclude each other, the one that is null is absent.
    let value = json!({"functionId": "a", "runtime": "b", "entrypoint": "c", "resources": {"memory": "33554432"},
        "executionTimeout": "3s", "package": null, "content": "x"});
    let (read, nulls) = noting_nulls(|| from_value::<YandexRequest>(value).unwrap());
    assert_eq!(read.package_or_content, Some(CreateVersionRequestPackageOrContent::Content("x".into())));
    // Where no operation read it, its place is not known.
    assert_eq!((nulls.len(), nulls[0].field, &nulls[0].pointer), (1, "package", &None));
}

#[test]
fn a_type_of_another_vendor_reads_its_page_too() {
    let mounts: GetV2ProjectIdFgsFunctionsFuncMounts = from_value(json!({})).unwrap();
    assert_eq!(to_value(&mounts).unwrap(), json!({}));
}

#[cfg(feature = "jiff")]
#[test]
fn dates_and_durations_are_instants_and_spans_when_asked() {
    use refract_generated::support::{DateTime, Duration};
    let date: DateTime = from_value(json!("2026-01-02T03:04:05.10+01:00")).unwrap();
    assert_eq!(date.timestamp().unwrap(), "2026-01-02T02:04:05.1Z".parse().unwrap());
    assert_eq!(to_value(&date).unwrap(), json!("2026-01-02T03:04:05.10+01:00"), "byte for byte");
    assert!(DateTime::from("yesterday").timestamp().is_err());
    for text in ["90s", "PT1M30S", "1.5m", "1m 30s"] {
        let read = Duration::from(text).signed_duration();
        assert_eq!(read.ok(), Some(jiff::SignedDuration::from_secs(90)), "{text}");
    }
    assert_eq!(Duration::from(jiff::SignedDuration::from_secs(90)).as_str(), "PT1M30S");
}

#[test]
fn lists_stand_in_the_query_as_the_vendor_writes_them() {
    use refract_generated::support::{Lists, Target};
    let text = |lists| {
        let mut target = Target::default();
        target.literal("/v1/things");
        target.query("id", &["a b", "ü"], lists).unwrap();
        target.query("tag", &json!([{ "key": "k", "values": ["1", "2"] }]), lists).unwrap();
        target.query("limit", &10, lists).unwrap();
        target.finish()
    };
    assert_eq!(
        text(Lists::Repeated),
        "/v1/things?id=a%20b&id=%C3%BC&tag=%7B%22key%22%3A%22k%22%2C%22values%22%3A%5B%221%22%2C%222%22%5D%7D&limit=10"
    );
    assert_eq!(
        text(Lists::Numbered(1)),
        "/v1/things?id.1=a%20b&id.2=%C3%BC&tag.1.key=k&tag.1.values.1=1&tag.1.values.2=2&limit=10"
    );
    assert_eq!(
        text(Lists::Bracketed),
        "/v1/things?id%5B%5D=a%20b&id%5B%5D=%C3%BC&tag%5B%5D%5Bkey%5D=k&tag%5B%5D%5Bvalues%5D%5B%5D=1\
         &tag%5B%5D%5Bvalues%5D%5B%5D=2&limit=10"
    );
}

//! An example: types and operations made at build time, and sent with `ureq`.
//!
//! `cargo run -p function-client -- http://localhost:8080 TOKEN` asks a server for the versions of a function.

use std::error::Error;

pub mod api {
    //! What the build script made.
    include!(concat!(env!("OUT_DIR"), "/refract.rs"));
}

use api::support::{Authorize, AuthorizeError, Operation};
use api::yandex::functions::ListVersions;

/// A type of our own for a field: see `replace` in the build script.
#[derive(Clone, Debug, PartialEq, serde::Deserialize, serde::Serialize)]
#[serde(transparent)]
pub struct Created(pub String);

/// What all requests share: where they go, who sends them, and with what. Generated code knows nothing of it; this is all it
/// needs.
pub struct Client<A> {
    base: String,
    credentials: A,
    agent: ureq::Agent,
}

impl<A: Authorize> Client<A> {
    /// A client that leaves it to the operation what a status means.
    pub fn new(base: impl Into<String>, credentials: A) -> Self {
        let agent = ureq::Agent::config_builder().http_status_as_error(false).build().into();
        Self { base: base.into(), credentials, agent }
    }

    /// Sends an operation and reads what comes back: the response by status, with its headers.
    ///
    /// # Errors
    /// Where the request can't be made or sent, or the response is not what the page says.
    pub fn send<O: Operation>(&self, operation: &O) -> Result<http::Response<O::Responses>, Box<dyn Error>> {
        let response = self.agent.run(operation.authorized(&self.base, &self.credentials)?)?;
        let (parts, mut body) = response.into_parts();
        let response = http::Response::from_parts(parts, body.read_to_vec()?);
        let read = O::response(&response)?;
        Ok(response.map(|_| read))
    }
}

/// A token that is sent with each request.
pub struct Bearer(pub String);

impl Authorize for Bearer {
    fn authorize(&self, request: &mut http::Request<Vec<u8>>) -> Result<(), AuthorizeError> {
        let value = http::HeaderValue::try_from(format!("Bearer {}", self.0))?;
        request.headers_mut().insert(http::header::AUTHORIZATION, value);
        Ok(())
    }
}

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let base = arguments.next().ok_or("name the server: http://localhost:8080")?;
    let client = Client::new(base, Bearer(arguments.next().unwrap_or_default()));
    let response = client.send(&ListVersions::default().with_function_id("d4e1"))?;
    println!("{:?}", response.headers());
    // Everything but the documented success is an error that prints its status and body.
    println!("{:#?}", response.into_body().into_result()?.versions);
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::io::{BufRead, BufReader, Read, Write};
    use std::net::TcpListener;

    use super::api::jdcloud::function::{CreateVersion, CreateVersionRequest, CreateVersionResponses};
    use super::api::yandex::functions::ListVersionsResponses;
    use super::*;

    /// Answers one request, and gives back its head and its body.
    fn serve(status: &'static str, body: &'static str) -> (String, std::thread::JoinHandle<(String, String)>) {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let base = format!("http://{}", listener.local_addr().expect("an address"));
        let server = std::thread::spawn(move || {
            let (stream, _) = listener.accept().expect("a request");
            let mut reader = BufReader::new(stream);
            let (mut head, mut length) = (String::new(), 0);
            loop {
                let mut line = String::new();
                reader.read_line(&mut line).expect("a line");
                head.push_str(&line);
                if let Some(value) = line.to_ascii_lowercase().strip_prefix("content-length:") {
                    length = value.trim().parse().expect("a number");
                }
                if line.trim().is_empty() {
                    break;
                }
            }
            let mut sent = vec![0; length];
            reader.read_exact(&mut sent).expect("a body");
            let answer = format!(
                "HTTP/1.1 {status}\r\nx-request-id: r1\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{body}",
                body.len()
            );
            reader.into_inner().write_all(answer.as_bytes()).expect("an answer");
            (head, String::from_utf8(sent).expect("text"))
        });
        (base, server)
    }

    #[test]
    fn an_operation_goes_over_the_wire() {
        let (base, server) = serve("200 OK", r#"{"requestId": "r", "result": {}}"#);
        let call = CreateVersion::new("cn-north-1", "a b", CreateVersionRequest::default().with_description("first"));
        let response = Client::new(base, Bearer("t0ken".into())).send(&call).expect("an answer");
        assert_eq!(response.headers()["x-request-id"], "r1");
        let CreateVersionResponses::Status200(response) = response.into_body() else {
            panic!("status 200 is documented");
        };
        assert_eq!(response.request_id.as_deref(), Some("r"));
        let (head, body) = server.join().expect("the server");
        let head = head.to_ascii_lowercase();
        assert!(head.starts_with("post /v1/regions/cn-north-1/functions/a%20b/versions http/1.1\r\n"), "{head}");
        assert!(head.contains("authorization: bearer t0ken\r\n"), "{head}");
        assert!(head.contains("content-type: application/json\r\n"), "{head}");
        assert_eq!(body, r#"{"description":"first"}"#);
    }

    #[test]
    fn a_status_that_no_page_documents_is_no_error() {
        let (base, server) = serve("503 Service Unavailable", "later");
        let client = Client::new(base, |_: &mut http::Request<Vec<u8>>| Ok(()));
        let answer = client.send(&ListVersions::default()).expect("an answer").into_body();
        let ListVersionsResponses::Undocumented(other) = answer else { panic!("503 is not documented") };
        assert_eq!((other.status, other.body.as_bytes()), (503, b"later".as_slice()));
        server.join().expect("the server");
    }

    #[test]
    fn a_request_that_can_not_be_authorized_is_not_sent() {
        let client = Client::new("http://127.0.0.1:1", Bearer("two\nlines".into()));
        let error = client.send(&ListVersions::default()).expect_err("no header has two lines").to_string();
        assert!(error.starts_with("the request can't be authorized: ") && !error.contains("two"), "{error}");
    }

    #[test]
    fn credentials_are_not_printed() {
        let call = ListVersions::default();
        let request = call.authorized("http://127.0.0.1:1", &Bearer("t0ken".into())).expect("a request");
        assert_eq!(request.headers()["authorization"], "Bearer t0ken");
        assert!(!format!("{request:?}").contains("t0ken"), "{request:?}");
    }

    #[test]
    fn what_the_build_script_asked_for_is_there() {
        let list: api::yandex::functions::ListVersionsResponse =
            serde_json::from_str(r#"{"nextPageToken": "t", "versions": [{"createdAt": "now"}]}"#).expect("a list");
        assert_eq!(list.next_page.as_deref(), Some("t"));
        assert_eq!(list.versions.expect("versions")[0].created_at, Some(Created("now".into())));
    }
}
